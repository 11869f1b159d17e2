"""Which files of the project have changed, and whose examples ran then."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from drift.run.child_reads import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.run.job import Answer
    from drift.settings import Settings

Stamps = dict[Path, tuple[int, ...]]
Changes = dict[Path, tuple[str, float | None]]
"""What was done to files that are not as they were, and when if that is known."""

_SLACK = 0.05  # seconds: the clock of file systems is a little behind, and moves in steps
_NAMED = 5  # pages at most


class Tree:
    """The files on which verdicts rest, as they are now: pages, recordings in files, and what `depends` names."""

    def __init__(self, pages: Iterable[Path], settings: Settings) -> None:
        self._paths = [*pages, *(settings.root / name for name in (*settings.depends, settings.figures))]
        self._before = stamps(self._paths)

    def changes(self) -> Changes:
        """Return what has changed since."""
        after = stamps(self._paths)
        changed = (file for file in self._before | after if self._before.get(file) != after.get(file))
        return {file: (self._verb(file, after), _time_of_change(file)) for file in sorted(changed)}

    def _verb(self, file: Path, after: Stamps) -> str:
        if file not in self._before:
            return "created"
        return "changed" if file in after else "deleted"


def stamps(paths: Iterable[Path]) -> Stamps:
    """Return, for each file in these files and folders, something that changes when the file does."""
    found: Stamps = {}
    for path in paths:
        for file in (path, *path.rglob("*")):
            if "__pycache__" in file.parts:
                continue
            try:
                status = file.stat()
            except OSError:  # it is not there, or a dangling link, such as an editor's lock
                continue
            if stat.S_ISREG(status.st_mode):
                found[file] = stamp(status)
    return found


def pages_that_ran(when: float | None, answers: Iterable[Answer]) -> str:
    """Name the pages whose examples ran at a time; all of them, if it is not known."""
    names = [answer["name"] for answer in answers if _ran_at(answer, when)]
    return some(names or [answer["name"] for answer in answers])


def some(names: Iterable[str]) -> str:
    """Name some pages, and say how many more there are."""
    names = sorted(names)
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join(names[:_NAMED] + more)


def _ran_at(answer: Answer, when: float | None) -> bool:
    began, ended = answer["ran"]
    return when is not None and began - _SLACK <= when <= ended + _SLACK


def _time_of_change(file: Path) -> float | None:
    for path in (file, file.parent):  # of a file that was deleted, the folder knows the time
        try:
            status = path.stat()
        except OSError:
            continue
        # Only on POSIX systems is `ctime` the time of a change; elsewhere it is that of the creation.
        return status.st_ctime if os.name == "posix" else status.st_mtime
    return None
