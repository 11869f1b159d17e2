"""Report the formulas that KaTeX rejects: where each is, what is wrong with it, and how to fix it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prekatex import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from prekatex.engine import FormulaError
    from prekatex.page import Failure

# What KaTeX says, and what an author can do about it; the first that fits.
_HINTS = [
    (r"unicodeTextInMathMode", r"Put words into \text{…}."),
    (r"commentAtEnd", r"A percent sign is \%."),
    (r"newLineInDisplayMode", r"Put several lines into \begin{aligned} … \end{aligned}."),
    (r"Undefined control sequence", "Check the spelling, or define the command: `macros` of the plugin prekatex."),
    (r"got '(&|\\\\|\\cr)'", r"Alignment needs an environment: \begin{aligned} … \end{aligned}."),
    (
        r"Expected|Unexpected|No matching|Missing|Mismatched",
        "A brace, \\left or \\begin has no partner, or is one too many.",
    ),
    (r"Can't use function '\$'", r"Dollar signs do not nest; a dollar sign is \$."),
    (r"switched off", "Write it as Markdown, beside the formula."),
]
_ANY_HINT = "What KaTeX knows: https://katex.org/docs/supported"


@dataclass(frozen=True)
class Source:
    """A file that an author edits: its name as a message shows it, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Rejected:
    """A formula that KaTeX rejects, and the source of its page."""

    failure: Failure
    page: Source


def shortened(path: Path, root: Path) -> str:
    """Name a file as its author does: from the project's directory, with forward slashes."""
    return Path(os.path.relpath(path, root)).as_posix() if path.is_absolute() else path.as_posix()


def read(paths: Iterable[str], root: Path) -> list[Source]:
    """Read files that formulas may come from.

    Args:
        paths: Files, and directories in which all Python files are read.
        root: The directory from which files are named.
    """
    files = {file for path in map(Path, paths) for file in (path.rglob("*.py") if path.is_dir() else [path])}
    # What is watched may be any kind of file.
    return [
        Source(shortened(file, root), file.read_text(encoding="utf-8", errors="replace"))
        for file in sorted(files)
        if file.is_file()
    ]


def problems(rejected: Sequence[Rejected], elsewhere: Sequence[Source] = ()) -> list[str]:
    """Describe each rejected formula once for each place where an author wrote it.

    Args:
        rejected: The formulas, as the pages of the site have them.
        elsewhere: The files, other than the page's own, that formulas come from, such as docstrings.

    Returns:
        Texts that begin with `file:line:`, or with the name of the page where the line is not found.
    """
    errors = {item.failure.tex: item.failure.error for item in rejected}
    # The navigation repeats headings on every page: a formula found in a page's text is not reported again there.
    on_pages = {item.failure.tex for item in rejected if not item.failure.in_nav}
    counts = Counter(
        (item.failure.tex, item.page)
        for item in rejected
        if item.failure.tex not in on_pages or not item.failure.in_nav
    )
    found: dict[str, list[str]] = {}
    for (tex, page), count in counts.items():
        found.setdefault(tex, []).extend(_where(tex, count, page, elsewhere))
    for tex, page in counts:
        if not found[tex]:
            found[tex].append(page.name)
    return [_problem(where, tex, errors[tex]) for tex, wheres in found.items() for where in dict.fromkeys(wheres)]


def _where(tex: str, count: int, page: Source, elsewhere: Sequence[Source]) -> list[str]:
    """Look where a formula is most likely first, and go on only while the page has more of it than were found."""
    lines = places.find(tex, places.without_code(page.text))
    if len(lines) < count:  # The output of an example may be shown as Markdown.
        lines = places.find(tex, page.text)
    where = [f"{page.name}:{line}" for line in lines]
    for source in elsewhere:
        if len(where) >= count:
            break
        where += [f"{source.name}:{line}" for line in places.find(tex, source.text)]
    return where


def _problem(where: str, tex: str, error: FormulaError) -> str:
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, error.reason)), _ANY_HINT)
    shown = "".join(f"    {line}\n" for line in _pointed(tex, error.position))
    return f"{where}: KaTeX rejects a formula: {error.reason}\n{shown}    → {hint}"


def _pointed(tex: str, position: int | None) -> list[str]:
    """Split a formula into lines, with a caret below the place that KaTeX complains of."""
    lines = tex.split("\n")
    if position is not None and position <= len(tex):
        before = tex[:position].split("\n")
        # Hangul is two columns wide in a terminal.
        width = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in before[-1])
        lines.insert(len(before), " " * width + "^")
    return [line.rstrip() for line in lines]
