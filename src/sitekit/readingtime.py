"""How long a page takes to read: its text alone, and with its examples and exercises.

Text takes a minute for 500 characters, code one for 15 lines, an exercise four, its solution included, a folded question
(`??? question`) one to think about, a figure that moves (an element of the site's own, `<name-of-it>`) two. Counted is what a
reader reads: no front matter, no HTML comment, no reference list, no recorded output, no blank line of code, no code that an
example folds away, nothing that Markdown takes for itself. Exercises are the headings `### …` of the section `{ #exercises }`;
its four minutes cover everything under such a heading.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drift.read.fences import find_fences
from drift.read.front_matter import content_start
from sitekit.prose import CODE, count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drift.read.fences import Fence

CHARACTERS = 500  # that are neither spaces nor markup, in a minute
LINES = 15  # of code that are not blank, in a minute
EXERCISE, QUESTION, FIGURE = 4, 1, 2  # minutes

TEXT = "글 {text}"
TEXT_AND_PRACTICE = "글 {text}, 예제와 연습까지 {whole}"
MINUTES = "{minutes}분"
HOURS = "{hours}시간"

# In code it is left alone, so that a page can tell of it. A title of the navigation has no brackets in it here.
_WORD = re.compile(
    CODE + r"|(?<![A-Za-z0-9_])READING_TIME(?:(?P<of>_OF)(?:\((?P<section>[^()\n]*)\))?|(?![A-Za-z0-9_]))", re.VERBOSE
)
_COMMENT = re.compile(CODE + r"|(?P<comment><!--.*?-->)", re.VERBOSE | re.DOTALL)
_EXERCISE = re.compile(r"^###\s", re.MULTILINE)
_QUESTION = re.compile(r"^\?\?\?\+? question\b", re.MULTILINE)
_FIGURE = re.compile(r"^<[a-z]+(?:-[a-z]+)+[\s>]", re.MULTILINE)  # only names of such elements have a hyphen


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """Whole minutes, as they are shown."""

    text: int
    """Minutes for the text."""
    whole: int
    """Minutes for all of it."""
    practice: bool
    """Whether there is more than text."""

    def __str__(self) -> str:
        form = TEXT_AND_PRACTICE if self.practice else TEXT
        return form.format(text=duration(self.text), whole=duration(self.whole))


@dataclass(frozen=True, slots=True)
class Word:
    """A placeholder for a reading time."""

    start: int
    end: int
    section: str | None
    """Whose time it is: the title of a section, `*` for all pages, `None` for the page itself."""


def measure(source: str) -> ReadingTime:
    """Return how long a page takes.

    Args:
        source: The Markdown of the page, with or without front matter.
    """
    text, fences = _visible(source)
    start, end = _section(text, "exercises")
    exercises = [found.start() for found in _EXERCISE.finditer(text, start, end)]
    # From the first exercise on, up to the end of their section, the exercises' own minutes cover everything.
    covered = range(exercises[0], end) if exercises else range(0)
    lines = sum(len(_lines(fence)) for fence in fences if fence.start not in covered)
    prose = text[: covered.start] + text[covered.stop :] if exercises else text
    first, last = _section(prose, "references")
    prose = prose[:first] + prose[last:]
    reading = count(_WORD.sub(lambda found: found["code"] or "", prose)) / CHARACTERS
    practice = lines / LINES + EXERCISE * len(exercises)
    practice += QUESTION * len(_QUESTION.findall(prose)) + FIGURE * len(_FIGURE.findall(prose))
    return ReadingTime(_whole(reading), _whole(reading + practice), practice > 0)


def total(times: Iterable[ReadingTime]) -> ReadingTime:
    """Return the sum of what pages show, so that a reader who adds it up finds the same."""
    times = list(times)
    return ReadingTime(
        sum(time.text for time in times), sum(time.whole for time in times), any(time.practice for time in times)
    )


def duration(minutes: int) -> str:
    """Return minutes in words, from 60 on in hours.

    >>> duration(12), duration(100), duration(120)
    ('12분', '1시간 40분', '2시간')
    """
    hours, rest = divmod(minutes, 60)
    parts = [HOURS.format(hours=hours)] if hours else []
    if rest or not hours:
        parts.append(MINUTES.format(minutes=rest))
    return " ".join(parts)


def find_words(source: str) -> Iterator[Word]:
    """Find `READING_TIME` and `READING_TIME_OF(…)` where a reader would see them as text."""
    if "READING_TIME" not in source:  # as in most pages of a reference
        return
    text, _ = _visible(source)
    for found in _WORD.finditer(text):
        if not found["code"]:
            # Without a title in brackets it names a section that there is not.
            yield Word(found.start(), found.end(), (found["section"] or "").strip() if found["of"] else None)


def _visible(source: str) -> tuple[str, list[Fence]]:
    """Return the text that is shown outside of fences, with all else blank so that places stay the same, and the fences shown."""
    fences = [fence for fence in find_fences(source) if not fence.fault]
    text = _blank(source, 0, content_start(source))
    for fence in fences:
        text = _blank(text, fence.start, fence.end)
    comments = [found.span() for found in _COMMENT.finditer(text) if found["comment"]]
    for start, end in comments:
        text = _blank(text, start, end)
    return text, [fence for fence in fences if not any(start < fence.start < end for start, end in comments)]


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _section(text: str, key: str) -> tuple[int, int]:
    """Return where the section with an id begins and ends; where there is none, an empty place at the end."""
    found = re.search(rf"^## [^\n]*\{{[^}}\n]*#{key}\b[^}}\n]*\}}.*?(?=^##? |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.span() if found else (len(text), len(text))


def _lines(fence: Fence) -> list[str]:
    """Return the lines of code to read; what an example prints or folds away is looked at, not read."""
    if fence.language == "output" or "folded" in fence.options:
        return []
    return [line for line in fence.text.splitlines() if line.strip()]


def _whole(minutes: float) -> int:
    return max(1, math.floor(minutes + 0.5))
