"""Rewrite recordings: only their own bytes change, a missing one is inserted, a silent one removed."""

from __future__ import annotations

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
    fence that superfences would drop stays as it is.

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
    return [
        _change(source, lines, verdict.example, verdict.text)
        for verdict in checked.verdicts
        if verdict.text is not None and has_new_text(checked, verdict)
    ]


def has_new_text(checked: CheckedPage, verdict: Verdict) -> bool:
    """Tell whether an example's recording has to be written anew, and can be."""
    return verdict.text_drifted and not verdict.example.has_stray_recording and checked.is_sure


def has_new_figure(verdict: Verdict) -> bool:
    """Tell whether an example's figure has to be written anew."""
    return verdict.figure_drawn not in {None, verdict.figure_recorded}


def _change(source: str, lines: list[Line], example: Example, text: str) -> Change:
    """Return what puts `text` into the example's recording, or adds or removes that."""
    fence, recording = example.fence, example.recording
    if recording is None:
        newline = _newline(source, lines, fence)
        lead = "" if source[fence.end - 1] in "\r\n" else newline
        above = lines[fence.line - 2].text if fence.line > 1 else ""
        # What is indented and goes on with a paragraph would be indented code behind an empty line.
        if not (fence.prefix and above.strip("> \t")):
            lead += fence.prefix.rstrip() + newline
        return Change(fence.end, fence.end, lead + _new_recording(fence, text, newline))
    if not text:
        # The blank lines that stood between example and recording go with it.
        return Change(fence.end, recording.end, "")
    start, end = recording.body
    marker = marker_for(text, recording.marker)
    body = _nested(text, recording.prefix, _newline(source, lines, recording))
    if marker == recording.marker:
        return Change(start, end, body)
    opening = source[recording.start : start].replace(recording.marker, marker, 1)
    closing = source[end : recording.end].replace(recording.marker, marker, 1)
    return Change(recording.start, recording.end, opening + body + closing)


def _new_recording(fence: Fence, text: str, newline: str) -> str:
    marker = marker_for(text, "```")
    prefix = fence.prefix
    return f"{prefix}{marker}output{newline}{_nested(text, prefix, newline)}{prefix}{marker}{newline}"


def _nested(text: str, prefix: str, newline: str) -> str:
    """Put the nesting's prefix before each line; an empty line needs it only in a quote."""
    empty = prefix.rstrip()
    return "".join((prefix + line if line else empty) + newline for line in text[:-1].split("\n"))


def _newline(source: str, lines: list[Line], fence: Fence) -> str:
    """Return the line end that the fence's own opening line has."""
    line = lines[fence.line - 1]
    return source[line.start + len(line.text) : line.end]
