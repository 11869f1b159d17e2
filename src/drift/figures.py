"""Recorded figures: their files, and the fonts that they are drawn with."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drift.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.settings import Settings

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a figure may be called: the name is part of a file's name and of ids."""


def figure_file(name: str, settings: Settings) -> Path:
    """Return the file that records a figure."""
    return settings.root / settings.figures / f"{name}.svg"


def read_figure(name: str, settings: Settings) -> str | None:
    """Return a recorded figure, or `None` where none is recorded yet."""
    try:
        return figure_file(name, settings).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


@dataclass(frozen=True, slots=True)
class RecordedFigure:
    """A figure as it is recorded."""

    file: str
    """Its path from the project's root, with `/`."""
    svg: str | None
    """`None`: none is recorded yet."""


def recorded_figure(name: str, settings: Settings) -> RecordedFigure:
    """Return a figure's file and what it holds."""
    file = figure_file(name, settings).relative_to(settings.root).as_posix()
    return RecordedFigure(file, read_figure(name, settings))


def find_fonts(settings: Settings) -> list[str]:
    """Return the font files that figures are drawn with.

    Raises:
        SettingsError: There is no such file. A package is looked for without being imported.
    """
    return [str(_find_font(font, settings)) for font in settings.figure_fonts]


def _find_font(font: str, settings: Settings) -> Path:
    package, _, rest = font.partition("/")
    spec = importlib.util.find_spec(package) if package.isidentifier() else None
    folders = (spec.submodule_search_locations if spec else None) or ()
    for path in (settings.root / font, *(Path(folder, rest) for folder in folders)):
        if path.is_file():
            return path
    raise SettingsError(
        f'pyproject.toml: [tool.drift] figure-fonts: "{font}" is neither a file nor in an installed package'
    )


def orphans(drawn: Iterable[str], settings: Settings) -> list[str]:
    """Return the files, by their path from the root, that no example draws."""
    known = set(drawn)
    files = sorted((settings.root / settings.figures).glob("*.svg"))
    return [file.relative_to(settings.root).as_posix() for file in files if file.stem not in known]
