"""Recorded figures: where their files lie, how they look on a page, and which of them nothing draws any more."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from drift.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.settings import Settings

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a figure may be called: the name is part of a file's name and of ids."""

# matplotlib draws in black on white. On the page black is the colour of its text and white that of its ground, light or dark.
_COLOURS = {"#000000": "currentColor", "#ffffff": "var(--drift-figure-ground, #ffffff)"}
_COLOUR = re.compile("|".join(_COLOURS))
_FONT = re.compile(r"font-family:\s*([^;]+)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


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
        f'pyproject.toml: [tool.drift] figure-fonts: "{font}" is no file, and none of an installed package'
    )


def orphans(drawn: Iterable[str], settings: Settings) -> list[str]:
    """Return the files, by their path from the root, that no example draws."""
    known = set(drawn)
    files = sorted((settings.root / settings.figures).glob("*.svg"))
    return [file.relative_to(settings.root).as_posix() for file in files if file.stem not in known]


def figure_html(svg: str, name: str, alt: str) -> str:
    """Return a figure as part of a page.

    The SVG stands in the page itself, not in an `img`: the page's font draws its text and the page's colours are its colours.
    Ids begin with the figure's name, since a page may hold several figures.

    Args:
        svg: What matplotlib has written.
        name: The figure's name.
        alt: What the figure shows, for those who do not see it.
    """
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # the project's own file
    except ElementTree.ParseError:
        return f'<figure class="drift-figure"><p>{escape(alt)}</p></figure>'
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        # Not plain `href`: Material's script sets that of every element, and an SVG's cannot be set.
        element.attrib = {
            key.replace("{http://www.w3.org/1999/xlink}", "xlink:"): _on_page(key, value, name)
            for key, value in element.attrib.items()
        }
        element.tail = None if not (element.tail or "").strip() else element.tail
    # Its style sheet would reach into the page; as attributes of the root the two properties are inherited all the same.
    for parent in list(root.iter()):
        for style in parent.findall("style"):
            parent.remove(style)
    title = ElementTree.Element("title", id=f"{name}-title")
    title.text = alt
    root.insert(0, title)
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "fill": "currentColor",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
        "style": "max-width: 100%; height: auto",
    }
    # The numbers on its axes are nothing to search for.
    picture = ElementTree.tostring(root, encoding="unicode").replace("\n", " ")
    return f'<figure class="drift-figure" data-search-exclude="">{picture}</figure>'


def _on_page(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key.endswith("href"):  # elsewhere a value such as "#d55e00" is a colour
        return value.replace("#", f"#{name}-", 1) if value.startswith("#") else value
    value = _REFERENCE.sub(lambda match: f"url(#{name}-{match[1]})", value)
    if key in {"style", "fill", "stroke"}:
        value = _COLOUR.sub(lambda match: _COLOURS[match.group()], value)
        value = _FONT.sub(r"font-family: var(--drift-figure-font, \1, sans-serif)", value)
    return value
