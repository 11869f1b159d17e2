"""Run the examples of many pages, each page in a fresh process, with a clean environment."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from drift.run import shield
from drift.run.server import KernelError, RunInterruptedError, Server, Setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from drift.run.job import Answer, PageJob
    from drift.run.spare import Spare

__all__ = ["Kernel", "KernelError", "RunInterruptedError", "clean_environment"]

# Variables that change what programs print; a build must not depend on the terminal that it was started from.
_DROPPED = frozenset({"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "PY_COLORS"})
_KEPT_OF_PYTHON = frozenset({"PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR"})
# What belongs to the job of the CI, and what by its name is a secret: words that end in TOKEN or KEY (TOKENIZERS_PARALLELISM has
# none), and SECRET, PASSWORD, PASSWD and CREDENTIAL anywhere.
_PRIVATE = re.compile(
    r"(GITHUB|ACTIONS|RUNNER)_|.*((TOKEN|KEY)S?(_|$)|SECRET|PASSWORD|PASSWD|CREDENTIAL)", re.IGNORECASE
)


class Kernel:
    """A process that runs pages.

    Args:
        root: Working directory of every example.
        environment: Variables that examples get besides those of this process.
        preload: Modules to import once, before the first page.
        workers: Pages that run at the same time; 0: as many as there are processors.
        output_limit: Bytes that an example may print.
        again: These pages have just run: let differ what may differ between two runs.
        noted: Folders in which it is noted what each page reads.
        spare: Has the process if it was started in advance, and starts the next one.
        state: Of the files on which depends what is imported beforehand: one that was started in another state is of no use.
    """

    def __init__(
        self,
        root: Path,
        *,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        workers: int = 0,
        output_limit: int = 1_000_000,
        again: bool = False,
        noted: Sequence[str] = (),
        spare: Spare | None = None,
        state: object = None,
    ) -> None:
        elsewhere = _elsewhere() if again else {}
        self._setup = Setup(
            root,
            clean_environment(os.environ) | elsewhere | dict(environment or {}),
            {
                "preload": list(preload),
                "workers": workers or _processors(),
                "output_limit": output_limit,
                "noted": list(noted),
                "figure_fonts": None,
            },
            again,
            state,
        )
        self._spare = spare
        self._server: Server | None = None
        self._was_hidden: bool | None = None

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the process and everything that it started; after an error, nobody knows what the next one would be for."""
        if self._server is not None:
            self._server.end()
            self._server = None
        if self._was_hidden is not None:
            shield.hide(self._was_hidden)
            self._was_hidden = None
        if self._spare is not None and kind in {None, RunInterruptedError}:
            self._spare.prepare(self._setup)

    def start(self) -> None:
        """Start the process, so that it imports what it preloads while the caller does something else."""
        if self._server is None:
            ready = self._spare.take(self._setup) if self._spare else None
            self._server = ready or Server(self._setup)
            self._was_hidden = shield.hide()  # while examples run

    def run(self, pages: Sequence[PageJob], interrupted: Callable[[], bool] | None = None) -> Iterator[Answer]:
        """Run pages, once, and yield each page's results as soon as it is done.

        Args:
            pages: The pages.
            interrupted: Is asked again and again whether the run is no longer wanted.

        Raises:
            KernelError: The kernel itself failed.
            RunInterruptedError: The run is no longer wanted; leaving the kernel's `with` ends what is running.
        """
        self.start()
        assert self._server is not None
        if self._spare is not None:
            self._spare.learn(pages)
        self._server.give(pages)
        for _ in pages:
            yield self._server.receive(interrupted)


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without secrets; output in it depends neither on who runs the build nor on hash seeds or a screen."""
    kept = {
        name: value
        for name, value in environ.items()
        if name not in _DROPPED
        and (not name.startswith("PYTHON") or name in _KEPT_OF_PYTHON)
        and not _PRIVATE.match(name)
    }
    return kept | {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}


def _elsewhere() -> dict[str, str]:
    """Return a time zone in which it is another day than here: of the time, an example may print no more than that."""
    # Only `drift update` needs these.
    from datetime import date, datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if os.name == "posix":  # Windows knows no such names
        with contextlib.suppress(ZoneInfoNotFoundError):  # nor does a system without the list of zones
            for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):  # 26 hours lie between them
                if datetime.now(ZoneInfo(zone)).date() != date.today():
                    return {"TZ": zone}
    return {}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
