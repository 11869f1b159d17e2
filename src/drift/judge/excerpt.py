"""Shorten a diff of long HTML: lines may be as long as the whole, and nobody reads all of them."""

from __future__ import annotations

from itertools import zip_longest

_WIDTH = 160
_BEFORE = 40
"""How much is shown before the first character that differs."""


def excerpt(diff: list[str], most: int = 40) -> list[str]:
    """Return the first lines of a unified diff; of a long one that differs, the part where it begins to differ."""
    lines = diff[:most]
    at = 2  # behind the names of the two sides
    while at < len(lines):
        end = _run(lines, at, "-")
        new = _run(lines, end, "+")
        for old_at, new_at in zip_longest(range(at, end), range(end, new)):
            numbers = [number for number in (old_at, new_at) if number is not None]
            start = _first_difference(*(lines[number][1:] for number in numbers)) if len(numbers) == 2 else 0
            for number in numbers:
                lines[number] = lines[number][0] + _part(lines[number][1:], start)
        if new == at:
            lines[at] = _part(lines[at], 0)
        at = max(new, at + 1)
    if left := len(diff) - len(lines):
        lines.append(f"… and {left} more line{'' if left == 1 else 's'}")
    return lines


def _run(lines: list[str], at: int, sign: str) -> int:
    """Return where a run of lines with a sign ends."""
    while at < len(lines) and lines[at].startswith(sign):
        at += 1
    return at


def _first_difference(old: str, new: str) -> int:
    return next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)


def _part(line: str, differs: int) -> str:
    """Return the part of a line around a place."""
    if len(line) <= _WIDTH:
        return line
    start = max(0, differs - _BEFORE)
    part = line[start : start + _WIDTH]
    return ("…" if start else "") + part + ("…" if start + _WIDTH < len(line) else "")
