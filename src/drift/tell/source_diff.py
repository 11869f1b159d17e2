"""Show what `update` changes on a page, as a unified diff."""

from __future__ import annotations

from bisect import bisect_left
from difflib import Match, SequenceMatcher
from typing import TYPE_CHECKING

from drift.read.fences import split_lines
from drift.update import apply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from drift.update import Change


def source_diff(name: str, source: str, changes: Sequence[Change]) -> Iterator[str]:
    """Yield the lines of the diff, without line ends, between a source and what the changes make of it."""
    matcher = _Changed(source, changes)
    yield f"--- {name}"
    yield f"+++ {name}"
    for group in matcher.get_grouped_opcodes():
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield f"@@ -{_range(i1, i2)} +{_range(j1, j2)} @@"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (f" {line}" for line in matcher.old[i1:i2])
            else:
                yield from (f"-{line}" for line in matcher.old[i1:i2])
                yield from (f"+{line}" for line in matcher.new[j1:j2])


class _Changed(SequenceMatcher[str]):
    """Compares lines only where there are changes: `difflib` takes quadratic time for a page, since its lines are much alike."""

    def __init__(self, source: str, changes: Sequence[Change]) -> None:
        super().__init__()
        old, new = split_lines(source), split_lines(apply(source, changes))
        self.old, self.new = ([line.text for line in side] for side in (old, new))
        self._blocks: list[Match] = []
        starts, new_starts = ([line.start for line in side] for side in (old, new))
        i = j = shift = 0
        for change in changes:
            # Changes begin and end between lines: the line of an offset is the number of lines that begin before it.
            i1, i2 = (bisect_left(starts, at) for at in (change.start, change.end))
            j1 = bisect_left(new_starts, change.start + shift)
            shift += len(change.text) - (change.end - change.start)
            j2 = bisect_left(new_starts, change.end + shift)
            self._add(i, j, i1 - i)
            for block in SequenceMatcher(None, self.old[i1:i2], self.new[j1:j2]).get_matching_blocks():
                self._add(i1 + block.a, j1 + block.b, block.size)
            i, j = i2, j2
        self._add(i, j, len(old) - i)

    def _add(self, i: int, j: int, size: int) -> None:
        """Note that lines are equal; what adjoins the block before it is one with that."""
        if self._blocks and (last := self._blocks[-1]).a + last.size == i and last.b + last.size == j:
            self._blocks[-1] = Match(last.a, last.b, last.size + size)
        elif size:
            self._blocks.append(Match(i, j, size))

    def get_matching_blocks(self) -> list[Match]:
        return [*self._blocks, Match(len(self.old), len(self.new), 0)]


def _range(start: int, stop: int) -> str:
    """Return a range of lines as a unified diff writes it."""
    size = stop - start
    return f"{start + 1}" if size == 1 else f"{start + 1 if size else start},{size}"
