"""What every lesson has: the question it answers, what to read first, reading time, its parts, a figure, and solved exercises.

Run it by hand on some pages: `python tests/site/lessons.py docs/entropy.md`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from drift.fences import Fence, content_start, find_fences

ROOT = Path(__file__).parents[2]
PARTS = ("intuition", "mistakes", "exercises", "next", "references")  # in this order
CHARACTERS, LINES = 450, 15  # that a learner reads in a minute: Hangul of the text, and lines of code


def faults(page: Path) -> list[str]:
    """Return what the lesson lacks."""
    source = page.read_text(encoding="utf-8")
    fences = find_fences(source)
    text = without_fences(source, fences)
    found = []
    if "!!! question" not in text or "**먼저 읽을 것**: " not in text:
        found.append("no box with the question and what to read first (**먼저 읽을 것**: …)")
    stated = re.search(r"\*\*읽는 시간\*\*: 약 (\d+)분", text)
    if not stated or int(stated[1]) != minutes(text, fences):
        found.append(f"the reading time should say **읽는 시간**: 약 {minutes(text, fences)}분")
    places = [text.find(f"{{ #{part} }}") for part in PARTS]
    if -1 in places or places != sorted(places):
        found.append(f"the parts {PARTS} should all be there, in this order; they are at {places}")
    if not 0 < text.find("{ #intuition }") < text.find("$$"):
        found.append("the intuition should come before the first formula in $$")
    examples = [fence for fence in fences if fence.language == "python"]
    if not any("figure" in fence.options for fence in examples):
        found.append('no figure (figure="…" alt="…")')
    if sum(fence.language == "output" for fence in fences) < 1:
        found.append("no example that prints something")
    return found + exercise_faults(source, fences)


def exercise_faults(source: str, fences: list[Fence]) -> list[str]:
    """Return what is wrong with the exercises: two to four, each with a folded solution that is executed."""
    start, end = source.find("{ #exercises }"), source.find("{ #next }")
    starts = [match.start() for match in re.finditer(r"^### ", source, re.MULTILINE) if start < match.start() < end]
    found = [] if 2 <= len(starts) <= 4 else [f"{len(starts)} exercises (### …) instead of two to four"]
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        inside = [fence for fence in fences if first < fence.start < last and fence.prefix.strip(" \t") == ""]
        folded = re.search(r'^\?\?\? success "풀이"$', source[first:last], re.MULTILINE)
        ran = any(fence.language == "python" and fence.prefix for fence in inside)
        if not folded or not ran:
            title = source[first : source.find("\n", first)]
            found.append(f'{title}: no folded solution (??? success "풀이") with an executed example in it')
    return found


def minutes(text: str, fences: list[Fence]) -> int:
    """Return how long the lesson takes to read, without its references."""
    body = text.split("{ #references }")[0]
    characters = len(re.findall(r"[가-힣]", body))
    lines = sum(fence.text.count("\n") for fence in fences if fence.language == "python")
    return max(1, round(characters / CHARACTERS + lines / LINES))


def without_fences(source: str, fences: list[Fence]) -> str:
    """Return the page without front matter and fenced blocks."""
    parts, at = [], content_start(source)
    for fence in fences:
        parts.append(source[at : fence.start])
        at = fence.end
    return "".join([*parts, source[at:]])


if __name__ == "__main__":
    lines = [f"{name}: {fault}" for name in sys.argv[1:] for fault in faults(Path(name))]
    print("\n".join(lines))
    sys.exit(bool(lines))
