"""Run the examples of many pages, each page in a fresh process: the parent's side.

`Kernel` starts `drift.run.child_server` with a clean environment and speaks JSON lines with it over pipes.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import IO, TYPE_CHECKING

from drift.run.child_running import describe_exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from drift.run.job import Answer, Failure, Order, PageJob

# Variables that change what programs print; a build must not depend on the terminal that it was started from.
_DROPPED = frozenset({"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "PY_COLORS"})
_KEPT_OF_PYTHON = frozenset({"PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR"})


class KernelError(Exception):
    """The process that runs the pages could not start, exited unexpectedly, or met an error in drift itself."""


class Kernel:
    """A process that runs pages.

    Args:
        root: Working directory of every example.
        environment: Variables that examples get besides those of this process.
        preload: Modules to import once, before the first page.
        workers: Pages that run at the same time; 0: as many as there are processors.
        output_limit: Bytes that an example may print.
    """

    def __init__(
        self,
        root: Path,
        *,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        workers: int = 0,
        output_limit: int = 1_000_000,
    ) -> None:
        self._root = root
        self._environment = clean_environment(os.environ) | dict(environment or {})
        self._order: Order = {
            "preload": list(preload),
            "workers": workers or _processors(),
            "output_limit": output_limit,
        }
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and everything that it started."""
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                _pipe(self._process.stdin).close()  # the end of its input is the kernel's word to stop
            _pipe(self._process.stdout).close()
            self._process.wait()
            self._process = None

    def start(self) -> None:
        """Start the process, so that it imports what it preloads while the caller does something else."""
        if self._process is None:
            self._process = subprocess.Popen(
                # -P: like a script in another folder, an example does not import what happens to lie in the root.
                [sys.executable, "-P", "-m", "drift.run.child_server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self._root,
                env=self._environment,
                encoding="utf-8",
            )
            self._send(self._order)

    def run(self, pages: Sequence[PageJob]) -> Iterator[Answer]:
        """Run pages, once, and yield each page's results as soon as it is done.

        Raises:
            KernelError: The kernel itself failed.
        """
        self.start()
        assert self._process is not None
        self._send(list(pages))
        for _ in pages:
            line = _pipe(self._process.stdout).readline()
            if not line:
                raise KernelError(
                    f"the process that runs the examples ended with {describe_exit(self._process.wait())}"
                )
            answer: Answer | Failure = json.loads(line)
            if "failure" in answer:
                raise KernelError(answer["failure"])
            yield answer

    def _send(self, message: object) -> None:
        assert self._process is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: reading its answer tells why
            _pipe(self._process.stdin).write(json.dumps(message) + "\n")
            _pipe(self._process.stdin).flush()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None  # as asked for with PIPE
    return stream


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which output does not depend on who runs the build, nor on hash seeds or a screen."""
    kept = {
        name: value
        for name, value in environ.items()
        if name not in _DROPPED and (not name.startswith("PYTHON") or name in _KEPT_OF_PYTHON)
    }
    return kept | {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
