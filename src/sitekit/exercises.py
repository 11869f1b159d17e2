"""Exercises that answer back: a form in place of `<div class="exercise" …></div>`, checked against what the solution printed.

An author writes, between the question and its solution, on one line:

    <div class="exercise" data-label="손실" data-line="좋은 예측의 손실: *"></div>

`data-line` is the one line of the solution's recorded outputs that holds the answer, with `*` in its place; how many spaces
stand between words makes no difference. With `data-choices="앞쪽 | 뒤쪽"` the answer is one of these; without, it is a number.
A number that is printed without a point is a count: no other is near enough.
"""

from __future__ import annotations

import itertools
import re
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple

from drift.read.examples import read_page
from drift.read.fences import find_fences
from drift.settings import Settings
from sitekit.frontmatter import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drift.read.page import Page

_MARK = re.compile(r'^(?P<blank>\n?)<div class="exercise"(?P<rest>.*)$', re.MULTILINE)
# To Python-Markdown a tag begins at the "<" of $x_{<i}$, and ends at the next ">": here, not within the form.
_GUARD = "<!-- -->\n"
_ATTRIBUTE = re.compile(r'\s+data-(?P<name>[a-z]+)="(?P<value>[^"]*)"')
_KNOWN = ("label", "line", "choices")
_END = re.compile(r"^#{1,3} ")
_FORM = (
    'write <div class="exercise" data-label="…" data-line="… * …"></div> on one line, perhaps with data-choices="… | …"'
)
_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")


class Exercise(NamedTuple):
    """A question, and what its solution says."""

    label: str
    answer: str
    choices: tuple[str, ...]


def fill(markdown: str, source: str, name: str) -> tuple[str, list[Fault]]:
    """Put forms into a page.

    Args:
        markdown: The page without its front matter.
        source: The whole page.
        name: Its name.

    Returns:
        The page with a form in place of each exercise that is well written, and what is wrong with the others.
    """
    if not _MARK.search(markdown):
        return markdown, []
    page = read_page(name, source, Settings(examples="all"))
    faults: list[Fault] = []
    numbers = itertools.count(1)
    matter = source.count("\n") - markdown.count("\n")  # the lines of the front matter

    shown = [(fence.start, fence.end) for fence in find_fences(markdown)]

    def form(match: re.Match[str]) -> str:
        if any(start < match.start("rest") < end for start, end in shown):
            return match[0]  # a page that tells how to write one
        line = matter + markdown.count("\n", 0, match.start("rest")) + 1
        try:
            exercise = _html(_read(match["rest"], line, page), next(numbers))
        except _WrongError as wrong:
            faults.append(Fault(line, *wrong.args))
            return match["blank"]
        return (_GUARD if match["blank"] else "") + exercise

    return _MARK.sub(form, markdown), faults


class _WrongError(Exception):
    """An exercise is not well written: what is wrong, and how to fix it."""


def _read(rest: str, line: int, page: Page) -> Exercise:
    given = {match["name"]: unescape(match["value"]).strip() for match in _ATTRIBUTE.finditer(rest)}
    if (
        _ATTRIBUTE.sub("", rest) != "></div>"
        or not {"label", "line"} <= given.keys() <= {*_KNOWN}
        or not given["label"]
    ):
        raise _WrongError("this exercise is not understood", _FORM)
    wanted = given["line"]
    if wanted.count("*") != 1:
        raise _WrongError(f'data-line="{wanted}" does not say where the answer stands', "put one * in its place")
    printed = list(_printed(page, line))
    before, after = (re.escape(_plain(part)) for part in wanted.split("*"))
    form = re.compile(rf"{before}\s?(\S.*?)\s?{after}")
    answers = [match[1] for text in printed if (match := form.fullmatch(_plain(text)))]
    if len(answers) != 1:
        shown = "; ".join(f'"{text.strip()}"' for text in printed) or "nothing"
        raise _WrongError(
            f'data-line="{wanted}" fits {len(answers) or "none"} of the lines that the solution prints',
            f"between the exercise and the next heading is printed: {shown}",
        )
    choices = tuple(choice.strip() for choice in given["choices"].split("|")) if "choices" in given else ()
    if choices and answers[0] not in choices:
        raise _WrongError(
            f'the solution prints "{answers[0]}", which is none of the choices', "print one of them there"
        )
    if not choices and not _NUMBER.fullmatch(answers[0]):
        raise _WrongError(
            f'the solution prints "{answers[0]}", which is no number', 'give the choices: data-choices="… | …"'
        )
    return Exercise(given["label"], answers[0], choices)


def _printed(page: Page, line: int) -> Iterator[str]:
    """Return the lines that are recorded between a line of the page and the next heading."""
    end = next((at for at, text in enumerate(page.source.splitlines(), 1) if at > line and _END.match(text)), None)
    for example in page.examples:
        if example.recording and line < example.recording.line < (end or example.recording.line + 1):
            yield from filter(str.strip, example.recording.text.splitlines())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _html(exercise: Exercise, number: int) -> str:
    """Return the form, which the page's script makes answer; without scripts it is not shown."""
    label, answer, name = escape(exercise.label), escape(exercise.answer), f"answer-{number}"
    button = '<button type="submit">확인</button>'
    if exercise.choices:
        options = "".join(
            f'<label><input type="radio" name="answer" value="{escape(choice)}"> {escape(choice)}</label>'
            for choice in exercise.choices
        )
        asked = f"<fieldset><legend>{label}</legend>{options}</fieldset>{button}"
    else:
        field = f'<input id="{name}" name="answer" inputmode="text" autocomplete="off" spellcheck="false">'
        asked = f'<label for="{name}">{label}</label><span>{field}{button}</span>'  # on one line, on a phone too
    return f'<form class="exercise" data-answer="{answer}" data-search-exclude>{asked}<p role="status"></p></form>'
