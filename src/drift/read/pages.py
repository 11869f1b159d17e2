"""Which files are pages, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from drift.settings import Settings


def find_pages(settings: Settings) -> list[Path]:
    """Return the pages that the settings name, in order."""
    return sorted({path for pattern in settings.pages for path in settings.root.glob(pattern) if path.is_file()})


def page_name(path: Path, settings: Settings) -> str:
    """Return the name of a page in messages: its path from the root, with `/`."""
    path = path.resolve()
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else path.as_posix()
