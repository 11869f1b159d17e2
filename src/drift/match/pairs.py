"""Pair what two states have in common: pages, and the examples of two pages."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from drift.read.page import Example, Page

_ALIKE = 0.5
"""The share of lines from which on a page, or an example, is taken for another one that was changed."""


def pair_pages(old: Mapping[str, Page], new: Mapping[str, Page]) -> list[tuple[str | None, str | None]]:
    """Return the names of each page in both states, in the order of the new one; `None`: it is not there.

    A page that is gone and one that has come are the same if most of their lines are.
    """
    gone = {name: page for name, page in old.items() if name not in new}
    origins: dict[str, str] = {}
    for name in (name for name in new if name not in old):
        alike = {other: _ratio(gone[other].source, new[name].source) for other in gone}
        if alike and alike[best := max(alike, key=alike.__getitem__)] >= _ALIKE:
            origins[name] = best
            del gone[best]
    pairs: list[tuple[str | None, str | None]] = [
        (name if name in old else origins.get(name), name) for name in sorted(new)
    ]
    return [*pairs, *((name, None) for name in sorted(gone))]


def pair_examples(old: Sequence[Example], new: Sequence[Example]) -> list[tuple[int | None, int | None]]:
    """Return the places of each example in both pages, those of the old page that are gone behind the one before them.

    The same are those with the same code, then the same title, then the same figure, then most of their lines.
    """
    found: dict[int, int] = {}  # places in the new page, by those in the old one
    keys: list[Callable[[Example], Hashable]] = [
        lambda example: (_title(example), example.code) if example.code else None,
        lambda example: example.code or None,
        lambda example: _title(example) or None,
        lambda example: example.figure,
    ]
    for key in keys:
        _pair_equal(old, new, key, found)
    left = [place for place in range(len(new)) if place not in found.values()]
    for i in (i for i in range(len(old)) if i not in found):
        alike = {j: _ratio(old[i].code, new[j].code) for j in left}
        if alike and alike[best := max(alike, key=alike.__getitem__)] >= _ALIKE:
            found[i] = best
            left.remove(best)
    return _in_order(len(old), len(new), found)


def moved(pairs: Iterable[tuple[int | None, int | None]]) -> set[int]:
    """Return the places, in the new page, of examples that stand before another one that they stood behind."""
    both = [(j, i) for i, j in pairs if i is not None and j is not None]
    stayed = _longest_rise([i for _, i in sorted(both)])
    return {j for j, i in both if i not in stayed}


def _title(example: Example) -> str:
    return example.fence.options.get("title", "")


def _pair_equal(
    old: Sequence[Example], new: Sequence[Example], key: Callable[[Example], Hashable], found: dict[int, int]
) -> None:
    """Pair what has the same key, in order."""
    taken = set(found.values())
    places: dict[Hashable, list[int]] = {}
    for j, example in enumerate(new):
        if j not in taken and (name := key(example)) is not None:
            places.setdefault(name, []).append(j)
    for i, example in enumerate(old):
        if i not in found and (fitting := places.get(key(example))):
            found[i] = fitting.pop(0)


def _in_order(old: int, new: int, found: Mapping[int, int]) -> list[tuple[int | None, int | None]]:
    origins = {j: i for i, j in found.items()}
    pairs: list[tuple[int | None, int | None]] = [(origins.get(j), j) for j in range(new)]
    for i in range(old):
        if i not in found:
            before = next((at for at, (other, _) in enumerate(pairs) if i > 0 and other == i - 1), -1)
            pairs.insert(before + 1, (i, None))
    return pairs


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the numbers of a longest rising subsequence; all differ."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _ratio(old: str, new: str) -> float:
    left, right = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
