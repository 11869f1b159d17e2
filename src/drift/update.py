"""Rewrite recordings: only their own bytes change, a missing one is inserted, a silent one removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from drift.read.fences import marker_for, split_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drift.judge.verdict import CheckedPage, Verdict
    from drift.read.fences import Fence, Line
    from drift.read.page import Example


class Change(NamedTuple):
    """A part of a source that gets another text: its offsets, and that text, which begin and end between lines."""

    start: int
    end: int
    text: str


def updated_source(checked: CheckedPage) -> str:
    """Return a page's source with its drifted recordings rewritten; nothing else in it changes.

    An example that failed keeps its recording: an exception that `raises` does not announce is never recorded. A page with a
    fence that superfences would drop stays as it is. The files of figures and of long HTML are not written by this.

    Args:
        checked: A page with its verdicts.
    """
    return apply(checked.page.source, changes(checked))


def apply(source: str, changes: Sequence[Change]) -> str:
    """Return a source with changes, which are in order, made."""
    parts, at = [], 0
    for change in changes:
        parts += [source[at : change.start], change.text]
        at = change.end
    return "".join([*parts, source[at:]])


def changes(checked: CheckedPage) -> list[Change]:
    """Return what has to change on a page, in order."""
    source = checked.page.source
    lines = split_lines(source)
    found = [
        _change(source, lines, verdict.example, verdict.text, verdict.file)
        for verdict in checked.verdicts
        if verdict.text is not None and has_new_text(checked, verdict)
    ]
    # A recording that stays in its file leaves the page as it is.
    return [change for change in found if source[change.start : change.end] != change.text]


def has_new_text(checked: CheckedPage, verdict: Verdict) -> bool:
    """Tell whether an example's recording has to be written anew, and can be."""
    return verdict.text_drifted and not verdict.example.has_stray_recording and checked.is_sure


def has_new_figure(verdict: Verdict) -> bool:
    """Tell whether an example's figure has to be written anew."""
    return verdict.figure_drawn not in {None, verdict.figure_recorded}


def _change(source: str, lines: Sequence[Line], example: Example, text: str, file: str | None) -> Change:
    """Return what puts `text`, or the name of its file, into the example's recording, or adds or removes that."""
    fence, recording = example.fence, example.recording
    held = "" if file else text
    if recording is None:
        newline = _newline(source, lines, fence)
        lead = "" if source[fence.end - 1] in "\r\n" else newline
        above = lines[fence.line - 2].text if fence.line > 1 else ""
        # What is indented and goes on with a paragraph would be indented code behind an empty line.
        if not (fence.prefix and above.strip("> \t")):
            lead += fence.prefix.rstrip() + newline
        return Change(fence.end, fence.end, lead + _new_recording(fence, held, file, newline))
    if not text:
        # The blank lines that stood between example and recording go with it.
        return Change(fence.end, recording.end, "")
    start, end = recording.body
    marker = marker_for(held, recording.marker)
    body = _nested(held, recording.prefix, _newline(source, lines, recording))
    old = source[recording.start : start]
    opening = _naming(old.replace(recording.marker, marker, 1), recording.options.get("file"), file)
    if opening == old:
        return Change(start, end, body)
    closing = source[end : recording.end].replace(recording.marker, marker, 1)
    return Change(recording.start, recording.end, opening + body + closing)


def _new_recording(fence: Fence, text: str, file: str | None, newline: str) -> str:
    marker = marker_for(text, "```")
    prefix = fence.prefix
    opening = _naming(f"{prefix}{marker}output{newline}", None, file)
    return f"{opening}{_nested(text, prefix, newline)}{prefix}{marker}{newline}"


def _naming(opening: str, old: str | None, file: str | None) -> str:
    """Return the opening line of a recording with the name of the file that holds it, or without one."""
    new = file.rpartition("/")[2] if file else None
    if new == old:
        return opening
    if old is not None:
        opening = re.sub(rf"""[ \t]+file=(["']?){re.escape(old)}\1(?=[\s}}])""", "", opening, count=1)
    return re.sub(r"output\b", f'output file="{new}"', opening, count=1) if new else opening


def _nested(text: str, prefix: str, newline: str) -> str:
    """Put the nesting's prefix before each line; an empty line needs it only in a quote."""
    if not text:
        return ""
    empty = prefix.rstrip()
    return "".join((prefix + line if line else empty) + newline for line in text[:-1].split("\n"))


def _newline(source: str, lines: Sequence[Line], fence: Fence) -> str:
    """Return the line end that the fence's own opening line has."""
    line = lines[fence.line - 1]
    return source[line.start + len(line.text) : line.end]
