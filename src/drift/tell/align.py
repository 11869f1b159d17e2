"""Align two texts side by side: which lines belong together, and what in them differs."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Numbers and words differ as a whole or in their ends; letters that two words happen to share do not make them similar.
_TOKEN = re.compile(r"\d[\d.]*|[^\W\d_]+|.", re.DOTALL)
# Beyond these, comparing every line with every other, or every token, takes longer than anyone looks at the result.
_PAIRS = 100
_LENGTH = 300
_ALIKE = 0.5


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
    """Pair the lines: first those that are similar, in their order, then the others from the top."""
    i = j = 0
    for anchor in [*_anchors(old, new), (len(old), len(new))]:
        yield from zip_longest(range(i, anchor[0]), range(j, anchor[1]))
        if anchor[0] < len(old):
            yield anchor
        i, j = anchor[0] + 1, anchor[1] + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of like lines whose likeness is the greatest in all, as of a longest common subsequence."""
    if len(old) * len(new) > _PAIRS or len(old) == len(new) == 1:
        return []
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_likeness(left, right) for right in new] for left in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(old: str, new: str) -> float:
    """Return how alike two lines are, from 0 to 1; 0 where they are too different, or too long to tell."""
    if max(len(old), len(new)) > _LENGTH:
        return 0.0
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _spans(old: str, new: str) -> tuple[tuple[tuple[bool, str], ...], tuple[tuple[bool, str], ...]]:
    """Return two lines in parts that are marked where they differ; two that have little in common are marked as a whole."""
    if not _likeness(old, new):
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
