"""What every lesson has: the question it answers, what to read first, reading time, its parts, a figure, and solved exercises.

Run it by hand on some pages: `python tests/site/lessons.py docs/entropy.md`.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

from drift.read.fences import Fence, find_fences
from drift.read.front_matter import content_start

ROOT = Path(__file__).parents[2]
PARTS = ("intuition", "mistakes", "exercises", "next", "references")  # in this order
READING_TIME = "**읽는 시간**: READING_TIME"


def faults(page: Path) -> list[str]:
    """Return what the lesson lacks, as lines that name the file, the line and the step of the guide that was left out."""
    source = page.read_text(encoding="utf-8")
    fences = find_fences(source)
    text = without_fences(source, fences)
    found: list[tuple[int, str]] = []
    top = source.count("\n", 0, content_start(source)) + 1
    if "!!! question" not in text:
        found.append((top, 'no box with the question that the lesson answers (!!! question "…")'))
    box = text.find("!!! question")
    line = text.count("\n", 0, box) + 1 if box >= 0 else top
    if "**먼저 읽을 것**: " not in text:
        found.append((line, "the box does not say what to read first (**먼저 읽을 것**: … · **읽는 시간**: …)"))
    if READING_TIME not in text:
        stated = text.find("**읽는 시간**")
        where = text.count("\n", 0, stated) + 1 if stated >= 0 else line
        found.append((where, f"the box should say {READING_TIME}: the minutes are counted when the site is built"))
    found += _missing_parts(text, top)
    formula, intuition = text.find("$$"), text.find("{ #intuition }")
    if 0 <= formula < intuition:
        found.append((text.count("\n", 0, formula) + 1, "a formula in $$ before the intuition (#intuition)"))
    examples = [fence for fence in fences if fence.language == "python"]
    if not any("figure" in fence.options for fence in examples):
        found.append((top, 'no figure: an example with figure="…" alt="…"'))
    if not any(fence.language == "output" for fence in fences):
        found.append((top, "no example that prints something and is recorded"))
    found += exercise_faults(source, fences)
    name = page.resolve().relative_to(ROOT) if page.resolve().is_relative_to(ROOT) else page
    return [f"{name}:{line}: {fault}\n    → docs/contributing.md#add-lesson, step 1" for line, fault in sorted(found)]


def _missing_parts(text: str, top: int) -> list[tuple[int, str]]:
    """Return the sections that are missing or stand in another order."""
    places = {part: text.find(f"{{ #{part} }}") for part in PARTS}
    found = [(top, f"no section with the id #{part}") for part, place in places.items() if place < 0]
    there = [part for part in PARTS if places[part] >= 0]
    for earlier, later in itertools.pairwise(there):
        if places[earlier] > places[later]:
            line = text.count("\n", 0, places[earlier]) + 1
            found.append((line, f"the section #{earlier} stands behind #{later}; the order is {', '.join(PARTS)}"))
    return found


def exercise_faults(source: str, fences: list[Fence]) -> list[tuple[int, str]]:
    """Return what is wrong with the exercises: two to four, each with a folded solution that is executed."""
    start, end = source.find("{ #exercises }"), source.find("{ #next }")
    if start < 0 or end < start:
        return []  # told already
    starts = [match.start() for match in re.finditer(r"^### ", source, re.MULTILINE) if start < match.start() < end]
    found = []
    if not 2 <= len(starts) <= 4:
        line = source.count("\n", 0, start) + 1
        found.append((line, f"the number of exercises (### …) is {len(starts)}; two to four are wanted"))
    for first, last in zip(starts, [*starts[1:], end], strict=True) if starts else []:
        inside = [fence for fence in fences if first < fence.start < last and fence.prefix.strip(" \t") == ""]
        folded = re.search(r'^\?\?\? success "풀이"$', source[first:last], re.MULTILINE)
        ran = any(fence.language == "python" and fence.prefix for fence in inside)
        if not folded or not ran:
            line = source.count("\n", 0, first) + 1
            found.append((line, 'no folded solution (??? success "풀이") with an executed example in it'))
    return found


def without_fences(source: str, fences: list[Fence]) -> str:
    """Return the page with front matter and fenced blocks left blank, so that its lines keep their numbers."""
    parts, at = ["\n" * source.count("\n", 0, content_start(source))], content_start(source)
    for fence in fences:
        parts += [source[at : fence.start], "\n" * source.count("\n", fence.start, fence.end)]
        at = fence.end
    return "".join([*parts, source[at:]])


if __name__ == "__main__":
    lines = [fault for name in sys.argv[1:] for fault in faults(Path(name))]
    print("\n".join(lines))
    sys.exit(bool(lines))
