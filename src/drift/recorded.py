"""Recordings in files of their own: figures, and HTML that is too long for the source of a page.

All lie in one folder. Names are in lower case, since to some file systems `A` and `a` are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from drift.settings import Settings

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
FIGURE_NAME = re.compile(_NAME)
"""What a figure may be called: the name is part of a file's name and of ids."""
HTML = ".output.html"
"""How the names of files with HTML end; others may lie in the same folder, such as what an author shows in an `iframe`."""
HTML_FILE = re.compile(_NAME + re.escape(HTML))
"""What a file with HTML may be called: it lies in the folder, and nowhere else."""
_KINDS = {".svg": "no example draws this figure", HTML: "no recording names this file"}


def recorded_path(file: str, settings: Settings) -> Path:
    """Return the path of a recording's file."""
    return settings.root / settings.figures / file


def recorded_name(file: str, settings: Settings) -> str:
    """Return what a recording's file is called in messages: its path from the project's root, with `/`."""
    path = recorded_path(file, settings)
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else path.as_posix()


def read_recorded(file: str, settings: Settings) -> str | None:
    r"""Return what a file holds, or `None` where there is none, or none that is text.

    A line may end in `\r\n`: so git gives a file to who has `core.autocrlf` on. None is written like that.
    """
    try:
        return recorded_path(file, settings).read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def orphans(named: Iterable[str], settings: Settings) -> dict[str, str]:
    """Return the files of recordings that have none of these names, by what they are called, and what is wrong with each."""
    known = set(named)
    return {
        recorded_name(file.name, settings): said
        for ending, said in _KINDS.items()
        for file in sorted((settings.root / settings.figures).glob(f"*{ending}"))
        if file.name not in known
    }
