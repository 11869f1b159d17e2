"""The `__main__` of an example, as a script has it: names, lines that `inspect` finds, a file that child processes can run.

A process that `multiprocessing` starts anew (spawn, forkserver) runs the file of `__main__` once more to find its functions. The
page is not Python: such a process is given a file that runs the example's code, with the page's name and line numbers.
"""

from __future__ import annotations

import builtins
import io
import linecache
import os
import sys
import threading
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import weakref
    from collections.abc import Callable, Sequence

# One expression: a name that it took for itself would be one of the script's.
_AGAIN = """\
globals().update(
    __import__("drift.run.child_script", fromlist=["run_again"]).run_again({page!a}, {file!a}, {parts!a}, globals())
)
"""


class Script(types.ModuleType):
    """The module `__main__` of an example, or of all the examples of a session.

    Args:
        page: The page's name, which tracebacks show.
        file: Its path, which the example knows as `__file__`.
        directory: Where a file for child processes can be written.
    """

    # Slots: an attribute would be a name of the example.
    __slots__ = ("_directory", "_lines", "_parts", "exits", "finalizers", "page")

    def __init__(self, page: str, file: str, directory: Path) -> None:
        super().__init__("__main__")
        vars(self).update(__file__=file, __builtins__=builtins)
        self.page, self._directory = page, directory
        self._lines: list[str] = []
        self._parts: list[tuple[str, int, bool]] = []
        self.exits: list[tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]] = []
        """What it has asked to be called at its end, by `atexit`."""
        self.finalizers: list[weakref.finalize[..., object]] = []
        """Those that it has made itself."""

    def __getattribute__(self, name: str) -> Any:
        if name == "__file__":
            caller = sys._getframe(1).f_code.co_name
            # Under this name, `multiprocessing` and joblib make up what a new process needs.
            if caller == "get_preparation_data":
                return self._write_again()
            # Under this one, doctest finds where a test is. A report with a path of this machine is no recording for others.
            if caller == "_get_test":
                return self.page
        return super().__getattribute__(name)

    def run(self, code: str, line: int) -> None:
        """Run code that stands on the page from `line` on."""
        file = vars(self)["__file__"]
        linecache.cache[file] = (0, None, self._lines, file)
        show_lines(self._lines, code, line)
        self._parts.append((code, line, False))
        try:
            exec(compile_part(code, line, self.page), vars(self))  # noqa: S102  # what this is for
        except BaseException:
            self._parts[-1] = (code, line, True)
            raise

    def ranges(self) -> list[range]:
        """Return the lines of the page that are its code."""
        return [range(line, line + code.count("\n") + 1) for code, line, _ in self._parts]

    def _write_again(self) -> str:
        file = self._directory / f"{self._parts[-1][1]}.py"
        if not file.exists():
            text = _AGAIN.format(page=self.page, file=vars(self)["__file__"], parts=self._parts)
            # Whole at once: while one thread writes it, a process that another has started may read it.
            part = file.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
            part.write_text(text, encoding="utf-8")
            part.replace(file)
        return str(file)


def compile_part(code: str, line: int, page: str) -> types.CodeType:
    """Compile code with empty lines before it: every line number that Python names is that of the author's file."""
    return compile("\n" * (line - 1) + code, page, "exec", dont_inherit=True)


def show_lines(lines: list[str], code: str, line: int) -> None:
    """Put lines of code at the numbers that they have on the page."""
    start, new = line - 1, io.StringIO(code).readlines()
    lines += ["\n"] * (start + len(new) - len(lines))
    lines[start : start + len(new)] = new


def run_again(page: str, file: str, parts: Sequence[tuple[str, int, bool]], names: dict[str, Any]) -> dict[str, Any]:
    """Run the parts of a script in a process that was started anew; return its names.

    The functions see the page as `__file__`; the module keeps the file that was run, for processes which this one starts.
    """
    lines: list[str] = []
    linecache.cache[page] = linecache.cache[file] = (0, None, lines, page)
    script = names | {"__file__": file}
    for code, line, raised in parts:
        show_lines(lines, code, line)
        try:
            exec(compile_part(code, line, page), script)  # noqa: S102  # the example
        except BaseException:
            if not raised:  # else it ends here, too
                raise
    return script | {"__file__": names["__file__"]}
