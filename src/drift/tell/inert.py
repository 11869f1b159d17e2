"""Text in Markdown that is shown and does nothing: no names, no links, no HTML, and no more of it than there is room for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drift.tell.text import count, visible

if TYPE_CHECKING:
    from collections.abc import Sequence


def span(text: str) -> str:
    """Return text as a code span: in there nothing is Markdown, HTML, a name or an issue."""
    text = visible(re.sub(r"\s+", " ", text).strip())
    ticks = "`" * (longest_run(text) + 1)
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"


def longest_run(text: str) -> int:
    """Return how many backticks stand in a row at most."""
    return max(map(len, re.findall("`+", text)), default=0)


def fitting(lines: Sequence[str], room: int) -> list[str]:
    """Return as many lines as fit into so many bytes, and a last one that tells how many do not."""
    if sum(size(line) + 1 for line in lines) <= room:
        return list(lines)
    kept: list[str] = []
    room -= 40  # for the last line
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            break
        kept.append(line)
    return [*kept, f"… and {count(len(lines) - len(kept), 'more line')}"]


def size(text: str) -> int:
    """Return how many bytes a text takes."""
    return len(text.encode("utf-8", "backslashreplace"))


def block(lines: Sequence[str], language: str, room: int) -> str:
    """Return lines as a block of code that nothing in them can end; what does not fit is counted."""
    text = "\n".join(fitting([visible(line) for line in lines], room))
    marker = "`" * max(3, longest_run(text) + 1)
    return f"{marker}{language}\n{text}\n{marker}"
