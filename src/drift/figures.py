"""Recorded figures: their files, and the fonts that they are drawn with."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drift.recorded import read_recorded, recorded_name
from drift.settings import SettingsError

if TYPE_CHECKING:
    from drift.settings import Settings


def figure_file(name: str) -> str:
    """Return the name of the file that records a figure."""
    return f"{name}.svg"


def read_figure(name: str, settings: Settings) -> str | None:
    """Return a recorded figure, or `None` where none is recorded yet."""
    return read_recorded(figure_file(name), settings)


@dataclass(frozen=True, slots=True)
class RecordedFigure:
    """A figure as it is recorded."""

    file: str
    """Its path from the project's root, with `/`."""
    svg: str | None
    """`None`: none is recorded yet."""


def recorded_figure(name: str, settings: Settings) -> RecordedFigure:
    """Return a figure's file and what it holds."""
    return RecordedFigure(recorded_name(figure_file(name), settings), read_figure(name, settings))


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
