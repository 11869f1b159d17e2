"""Where the text of a recording belongs: on the page, or, if it is long HTML, in a file beside it that the page names."""

from __future__ import annotations

import itertools
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from drift.recorded import HTML, recorded_name, recorded_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.judge.verdict import CheckedPage
    from drift.read.page import Example
    from drift.settings import Settings

# What is longer fills more than a screen of the source, and nobody reads it there: a table of a data frame's first rows is
# shorter, an SVG that a program has drawn, or a chart with its data, is longer.
_LINES, _CHARACTERS = 40, 2_000
_STEM = 40
"""Characters of a page's name that a file's has."""


def is_long(example: Example, text: str) -> bool:
    """Tell whether a text is HTML that is too long for the source of a page."""
    return example.is_html and (len(text) > _CHARACTERS or text.count("\n") > _LINES)


def place(pages: Iterable[CheckedPage], settings: Settings) -> None:
    """Name the file of each text that has to be written to one: the one that its page names, or a new one.

    Args:
        pages: All pages that were asked for; their verdicts are completed.
        settings: The project's settings.
    """
    pages = list(pages)
    drifted = [(page, verdict) for page in pages for verdict in page.verdicts if verdict.text_drifted]
    todo = [(page, verdict) for page, verdict in drifted if is_long(verdict.example, verdict.text or "")]
    if not todo:
        return
    taken = {fence.options.get("file", "") for page in pages for fence in page.page.fences}
    taken |= {path.name.lower() for path in recorded_path("", settings).glob("*")}
    for page, verdict in todo:
        verdict.file = verdict.example.file
        if verdict.file is None:
            file = _free_name(page.page.name, taken)
            taken.add(file)
            verdict.file = recorded_name(file, settings)


def _free_name(page: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(page).stem.lower())[:_STEM].strip("-") or "page"
    return next(file for number in itertools.count(1) if (file := f"{stem}-{number}{HTML}") not in taken)
