"""When each page was last changed, and by which commit."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_OBJECT = re.compile(r"^::: (\w+)", re.MULTILINE)


class Change(NamedTuple):
    """A commit."""

    date: str
    """Its day, as YYYY-MM-DD."""
    commit: str
    """The beginning of its hash."""


class Changes:
    """The last change of each file, as git knows it.

    Args:
        root: A folder of the repository.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Change] = {}
        # Of a repository without its history the last commit would be told for every file.
        if self._git("rev-parse", "--is-shallow-repository").strip() != "false":
            return
        change = None
        # Changes that are not committed yet have no date.
        changed = set(self._git("diff", "--name-only", "--relative", "HEAD").splitlines())
        for line in self._git("log", "--format=%x00%cs %h", "--name-only", "--relative").splitlines():
            if line.startswith("\0"):
                change = Change(*line[1:].split(" "))
            elif line and change and line not in changed:
                self._known.setdefault(line, change)

    def _git(self, *arguments: str) -> str:
        command = ["git", "-c", "core.quotePath=false", *arguments]
        try:
            done = subprocess.run(  # noqa: S603  # no shell; every word is ours
                command, cwd=self._root, capture_output=True, encoding="utf-8", check=True
            )
        except (OSError, subprocess.CalledProcessError):  # no git, or no repository
            return ""
        return done.stdout

    def last(self, file: str, source: str) -> Change | None:
        """Return the last change of a page, or of the code that it documents; `None` if that is not known.

        Args:
            file: The page, seen from the folder, with `/`.
            source: Its text.
        """
        folders = tuple(f"src/{name}/" for name in dict.fromkeys(_OBJECT.findall(source)))
        files = [file, *(name for name in self._known if folders and name.startswith(folders))]
        return max((self._known[name] for name in files if name in self._known), default=None)
