"""Which files of the project have changed while its examples ran, and whose examples ran then."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drift.run.job import Answer
    from drift.settings import Settings

Changes = dict[Path, tuple[str, float | None]]
"""What was done to files that are not as they were, and when if that is known."""

_SLACK = 0.05  # seconds: the clock of file systems is a little behind, and moves in steps
_NAMED = 5  # pages at most: more say no more


class Tree:
    """The files on which verdicts rest, as they are now: pages, recorded figures, and what `depends` names."""

    def __init__(self, pages: Iterable[Path], settings: Settings) -> None:
        self._pages = list(pages)
        self._settings = settings
        self._before = self._look()

    def changes(self) -> Changes:
        """Return what has changed since."""
        after = self._look()
        changed = (file for file in self._before | after if self._before.get(file) != after.get(file))
        return {Path(file): (self._verb(file, after), _time_of_change(file)) for file in sorted(changed)}

    def _look(self) -> dict[str, tuple[int, ...]]:
        return {file: stamp for file in self._files() if (stamp := _stamp(file))}

    def _files(self) -> Iterator[str]:
        yield from map(str, self._pages)
        for name in (*self._settings.depends, self._settings.figures):
            path = str(self._settings.root / name)
            yield path if os.path.isfile(path) else ""  # noqa: PTH113  # many files: `Path` takes several times as long
            for folder, folders, files in os.walk(path):
                folders[:] = [inner for inner in folders if inner != "__pycache__"]
                yield from (os.path.join(folder, file) for file in files)  # noqa: PTH118

    def _verb(self, file: str, after: dict[str, tuple[int, ...]]) -> str:
        if file not in self._before:
            return "created"
        return "changed" if file in after else "deleted"


def pages_that_ran(when: float | None, answers: Iterable[Answer]) -> str:
    """Name the pages whose examples ran at a time; all of them, if it is not known."""
    names = [answer["name"] for answer in answers if _ran_at(answer, when)]
    names = sorted(names or [answer["name"] for answer in answers])
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join(names[:_NAMED] + more)


def _ran_at(answer: Answer, when: float | None) -> bool:
    began, ended = answer["ran"]
    return when is not None and began - _SLACK <= when <= ended + _SLACK


def _stamp(file: str) -> tuple[int, ...] | None:
    """Return what changes when a file does; a program may set `mtime` back, but not `ctime`."""
    try:
        stat = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns


def _time_of_change(file: str) -> float | None:
    for path in (file, os.path.dirname(file)):  # noqa: PTH120  # of a file that was deleted, the folder knows the time
        try:
            stat = os.stat(path)  # noqa: PTH116
        except OSError:
            continue
        return (
            stat.st_ctime if os.name == "posix" else stat.st_mtime
        )  # elsewhere it is the time at which it was created
    return None
