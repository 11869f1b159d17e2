"""One formula in, its HTML out: npm's KaTeX in a Node.js process that stays open until it is closed, or its parent ends."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from prekatex import npm

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 10_000
"""Formulas that are remembered: more than sites have, so that only what an author wrote long ago is forgotten."""

_STRICT = "LaTeX-incompatible input and strict mode is set to 'error': "


class FormulaError(Exception):
    """KaTeX rejects a formula.

    Attributes:
        reason: What KaTeX says about it.
        position: The place in the formula, counted from 0, where KaTeX knows it.
    """

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class Engine:
    """KaTeX, started with the first formula that is not cached.

    Args:
        root: The directory in which `node_modules` lies.
        macros: KaTeX's `macros`: from a command, with its backslash, to its replacement.
    """

    def __init__(self, root: Path, macros: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.macros = dict(macros or {})
        self._seen: dict[tuple[str, bool], str | FormulaError] = {}
        self._process: subprocess.Popen[str] | None = None

    def render(self, tex: str, *, display: bool = False) -> str:
        r"""Typeset a formula; a repeated one is cached.

        Args:
            tex: The formula without its delimiters.
            display: Whether it is set on a line of its own.

        Raises:
            FormulaError: KaTeX rejects the formula.
            npm.SetupError: KaTeX does not run.
        """
        key = (tex, display)
        if key not in self._seen:
            answer = self._ask({"tex": tex, "display": display})
            if "html" in answer:
                self._seen[key] = answer["html"]
            else:
                self._seen[key] = FormulaError(answer["error"].removeprefix(_STRICT), answer["position"])
        result = self._seen[key] = self._seen.pop(key)  # now the last one
        if len(self._seen) > _MOST:
            del self._seen[next(iter(self._seen))]
        if isinstance(result, FormulaError):
            # A fresh one each time: raising the same object again would pile up tracebacks on it.
            raise FormulaError(result.reason, result.position)
        return result

    def replace_if_dead(self) -> None:
        """Have a new process started if this one has ended since the last formula."""
        if self._process is not None and self._process.poll() is not None:
            self.close()

    def close(self) -> None:
        """End the process. The cache stays, and a new formula starts a new process."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:  # Waits for the process and closes its pipes.
            with contextlib.suppress(OSError):  # It may have died with a request unread.
                _pipe(process.stdin).close()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._process = self._process or self._start()
        answer = ""
        try:
            with contextlib.suppress(OSError):
                _pipe(process.stdin).write(json.dumps(request) + "\n")
                _pipe(process.stdin).flush()
                answer = _pipe(process.stdout).readline()
        except BaseException:  # Ctrl-C, or whatever else ends a build: the next one must not read this answer.
            self.close()
            raise
        if not answer:
            self.close()
            raise npm.SetupError(
                f"Node.js ended instead of typesetting {request['tex']!r}; its error message is above."
            )
        result: dict[str, Any] = json.loads(answer)
        return result

    def _start(self) -> subprocess.Popen[str]:
        script = Path(__file__).with_name("engine.mjs")
        command = [os.fspath(part) for part in (npm.node(), script, self.root.resolve(), json.dumps(self.macros))]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")  # noqa: S603  # no shell; every word is ours


def _pipe(pipe: IO[str] | None) -> IO[str]:
    """Tell the type checker what `PIPE` promises."""
    if pipe is None:
        raise AssertionError
    return pipe
