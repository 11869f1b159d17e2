"""Align two texts side by side: which lines belong together, and what in them differs."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Numbers and words differ as a whole or in their ends, not in letters that two words happen to share.
_TOKEN = re.compile(r"\d[\d.]*|[^\W\d_]+|.", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_LONGEST = (
    300  # characters of a line; comparing the tokens of a longer one takes longer than anyone looks at the result
)


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
    for group in difflib.SequenceMatcher(None, left, right).get_grouped_opcodes(context):
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
    for _, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right).get_opcodes():
        yield from zip_longest(range(i1, i2), range(j1, j2))


def _spans(old: str, new: str) -> tuple[tuple[tuple[bool, str], ...], tuple[tuple[bool, str], ...]]:
    """Return two lines in parts that are marked where they differ."""
    if max(len(old), len(new)) > _LONGEST:
        return ((True, old),), ((True, new),)
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    spans: tuple[list[tuple[bool, str]], list[tuple[bool, str]]] = ([], [])
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        parts = "".join(left[i1:i2]), "".join(right[j1:j2])
        if tag == "equal":
            for side, part in zip(spans, parts, strict=True):
                side.append((False, part))
            continue
        head = _shared(*parts)
        tail = _shared(parts[0][head:][::-1], parts[1][head:][::-1])
        for side, part in zip(spans, parts, strict=True):
            end = len(part) - tail
            side += [(False, part[:head]), (True, part[head:end]), (False, part[end:])]
    return _joined(spans[0]), _joined(spans[1])


def _shared(old: str, new: str) -> int:
    """Return how many characters two texts share at their start."""
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
