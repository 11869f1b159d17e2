"""Align two texts side by side: which lines belong together, and what in them differs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Numbers and words differ as a whole or in their ends, not in letters that two words happen to share.
_TOKEN = re.compile(r"\d[\d.]*|[^\W\d_]+|.", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_MOST = 300  # tokens that are compared; with more it takes longer than anyone looks at the result
_NEAR = 40  # characters of what two lines have in common that say where a difference is


@dataclass(frozen=True, slots=True)
class Side:
    """One line of one of the texts."""

    number: int
    spans: tuple[tuple[bool, str], ...]
    """Its text in parts, each with whether it differs from the other side."""


@dataclass(frozen=True, slots=True)
class Row:
    """Two lines beside each other; `None`: the other text has none there."""

    old: Side | None
    new: Side | None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that are the same in both texts and too far from any difference to be shown."""

    lines: int


def align(old: str, new: str, context: int = 3) -> Iterator[Row | Gap]:
    """Give the differing lines of two texts, with some lines around them.

    Args:
        old: A text; a final newline ends its last line.
        new: The other one.
        context: Lines to show before and after a difference.
    """
    left, right = _lines(old), _lines(new)
    shown = 0
    for group in SequenceMatcher(None, left, right).get_grouped_opcodes(context):
        if start := group[0][1] - shown:
            yield Gap(start)
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                    yield Row(Side(i + 1, ((False, left[i]),)), Side(j + 1, ((False, right[j]),)), same=True)
            else:
                for at, to in _pairs(left[i1:i2], right[j1:j2]):
                    yield _row(left, right, None if at is None else i1 + at, None if to is None else j1 + to)
        shown = group[-1][2]
    if len(left) > shown:
        yield Gap(len(left) - shown)


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _row(left: Sequence[str], right: Sequence[str], i: int | None, j: int | None) -> Row:
    if i is None or j is None:
        return Row(
            None if i is None else Side(i + 1, ((True, left[i]),)),
            None if j is None else Side(j + 1, ((True, right[j]),)),
        )
    old, new = _spans(left[i], right[j])
    return Row(Side(i + 1, old), Side(j + 1, new))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pair the lines that differ in numbers only, and the lines between those from the top."""
    left, right = ([_DIGITS.sub("0", line) for line in lines] for lines in (old, new))
    for _, i1, i2, j1, j2 in SequenceMatcher(None, left, right).get_opcodes():
        yield from zip_longest(range(i1, i2), range(j1, j2))


def _spans(old: str, new: str) -> tuple[tuple[tuple[bool, str], ...], tuple[tuple[bool, str], ...]]:
    """Return two lines in parts that are marked where they differ."""
    parts = _parts(old, new)
    return _joined([(differs, was) for differs, was, _ in parts]), _joined(
        [(differs, now) for differs, _, now in parts]
    )


def _parts(old: str, new: str) -> list[tuple[bool, str, str]]:
    """Return two lines in parts beside each other, each with whether they differ there."""
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    # Most lines differ in one place: only what lies between their common ends is compared.
    start = _shared(left, right)
    end = _shared(left[start:][::-1], right[start:][::-1])
    first, last = "".join(left[:start]), "".join(left[len(left) - end :])
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    parts = [(False, first, first)]
    if max(len(left), len(right)) > _MOST:
        parts.append((True, "".join(left), "".join(right)))
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            was, now = "".join(left[i1:i2]), "".join(right[j1:j2])
            head = len(was) if tag == "equal" else _shared(was, now)
            tail = _shared(was[head:][::-1], now[head:][::-1])
            parts.append((False, was[:head], now[:head]))
            parts.append((True, was[head : len(was) - tail], now[head : len(now) - tail]))
            parts.append((False, was[len(was) - tail :], now[len(now) - tail :]))
    return [*parts, (False, last, last)]


def shortened(old: str, new: str) -> tuple[str, str]:
    """Return two lines without what they have in common far from any difference; two that are not alike as they are."""
    common: list[tuple[bool, str, str]] = []
    for differs, was, now in _parts(old, new):
        if common and common[-1][0] == differs:
            common[-1] = differs, common[-1][1] + was, common[-1][2] + now
        elif was or now:
            common.append((differs, was, now))
    if 2 * sum(len(was) for differs, was, _ in common if not differs) < min(len(old), len(new)):
        return old, new
    last = len(common) - 1
    near = [
        (was, now) if differs else (_near(was, at > 0, at < last),) * 2 for at, (differs, was, now) in enumerate(common)
    ]
    return "".join(was for was, _ in near), "".join(now for _, now in near)


def _near(text: str, is_after: bool, is_before: bool) -> str:
    """Return what of a common part lies near the differences that it is after and before."""
    start, end = text[: _NEAR * is_after], text[len(text) - _NEAR * is_before :]
    return f"{start}…{end}" if len(start) + len(end) + 1 < len(text) else text


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many characters, or tokens, two texts share at their start."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _joined(spans: list[tuple[bool, str]]) -> tuple[tuple[bool, str], ...]:
    """Return spans without empty ones, neighbours of one kind made one."""
    joined: list[tuple[bool, str]] = []
    for differs, text in spans:
        if joined and joined[-1][0] == differs:
            joined[-1] = (differs, joined[-1][1] + text)
        elif text:
            joined.append((differs, text))
    return tuple(joined)
