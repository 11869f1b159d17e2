"""What a pull request changes for readers, as Markdown for the summary of a job: the most important first, within the limits.

What examples print is untrusted: it must not act as Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drift.tell.changes_text import (
    HOW,
    diff,
    left_lines,
    notes,
    page_lines,
    place,
    summary,
    text_diff,
    title,
    version_lines,
)
from drift.tell.github import SUMMARY
from drift.tell.inert import block, size, span
from drift.tell.text import count

if TYPE_CHECKING:
    from drift.match.changes import Changes, ExampleChange, PageChange

_DIFF = 4 * 1024  # of one example: it must not leave the others without room
_LIST = 64 * 1024  # of the pages, and of the versions


def markdown(changes: Changes, room: int = SUMMARY) -> str:
    """Return the changes as Markdown.

    Args:
        changes: What differs.
        room: Bytes that it may take; where they do not suffice, it says what it leaves out.
    """
    parts = [f"{span(summary(changes))}\n\n{HOW}\n\n"]
    said = list(left_lines(changes))
    parts += (
        [f"**{count(len(said), 'number')}** that a page still says and no example prints any more:\n\n"] if said else []
    )
    lists = [said, list(version_lines(changes)), list(page_lines(changes))]
    parts += [block(listed, "text", min(_LIST, room // 8)) + "\n\n" for listed in lists if listed]
    room -= sum(map(size, parts)) + 200  # for the sentence at the end
    if room < 0:
        return ""
    sections = [_section(page, change, changes) for page, change in changes.examples if page.old and page.new]
    sections += [_text(page) for page in changes.pages if text_diff(page)]
    for number, part in enumerate(sections):
        room -= size(part)
        if room < 0:
            left = count(len(sections) - number, "more change")
            parts.append(f"**{left}** left out: GitHub takes no more than 1 MiB. The report as HTML has them all.\n\n")
            break
        parts.append(part)
    return "".join(parts)


def _text(page: PageChange) -> str:
    what = "text changed" if page.old and page.new else "new page" if page.new else "page removed"
    parts = [f"#### {what}: {span(page.page.name)}"]
    if not (page.old and page.new):
        parts += [f"- {span(place(page, change))} {span(title(change) or '–')}" for change in page.examples]
    return "\n\n".join([*parts, block(text_diff(page), "diff", _DIFF)]) + "\n\n"


def _section(page: PageChange, change: ExampleChange, changes: Changes) -> str:
    named = f" {span(title(change))}" if title(change) else ""
    parts = [f"#### {change.what}: {span(place(page, change))}{named}"]
    parts += [f"- {span(note)}" for note in notes(change, changes)]
    if lines := diff(change):
        parts.append(block(lines, "diff", _DIFF))
    return "\n\n".join(parts) + "\n\n"
