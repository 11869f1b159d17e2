"""Rewrite recordings in place: only their own bytes change, a missing one is inserted, a silent one removed."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from drift.read.fences import split_lines

if TYPE_CHECKING:
    from drift.judge.verdict import CheckedPage, Verdict
    from drift.read.fences import Fence


def updated_source(checked: CheckedPage) -> str:
    """Return a page's source with its drifted recordings rewritten; nothing else in it changes.

    An example that failed keeps its recording: an exception that `raises` does not announce is never recorded. A page with a
    fence that superfences would drop stays as it is.

    Args:
        checked: A page with its verdicts.
    """
    source = checked.page.source
    if any(checked.page.fences[index].fault for index in checked.page.shown):
        return source  # what begins or ends where is not sure
    for verdict in reversed(checked.verdicts):  # from the end, so that offsets stay true
        if verdict.text_drifted and verdict.text is not None and not verdict.example.has_stray_recording:
            source = _replace(source, verdict, verdict.text)
    return source


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file's content at once: if this is interrupted, the file is the old one or the new one, whole."""
    path = path.resolve()  # a link stays a link
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _replace(source: str, verdict: Verdict, text: str) -> str:
    """Put `text` into the example's recording, or add or remove the recording."""
    fence, recording = verdict.example.fence, verdict.example.recording
    if recording is None:
        newline = _newline(source, fence)
        at = fence.end
        lead = "" if source[:at].endswith(("\n", "\r")) else newline
        above = split_lines(source[: fence.start])[-1].text
        # What is indented and goes on with a paragraph would be indented code behind an empty line.
        if not (fence.prefix and above.strip("> \t")):
            lead += fence.prefix.rstrip() + newline
        return source[:at] + lead + _new_recording(fence, text, newline) + source[at:]
    if not text:
        # The blank lines that stood between example and recording go with it.
        return source[: fence.end] + source[recording.end :]
    newline = _newline(source, recording)
    start, end = recording.body
    marker = _marker(text, recording.marker)
    body = _nested(text, recording.prefix, newline)
    if marker == recording.marker:
        return source[:start] + body + source[end:]
    opening = source[recording.start : start].replace(recording.marker, marker, 1)
    closing = source[end : recording.end].replace(recording.marker, marker, 1)
    return source[: recording.start] + opening + body + closing + source[recording.end :]


def _new_recording(fence: Fence, text: str, newline: str) -> str:
    marker = _marker(text, "```")
    prefix = fence.prefix
    return f"{prefix}{marker}output{newline}{_nested(text, prefix, newline)}{prefix}{marker}{newline}"


def _nested(text: str, prefix: str, newline: str) -> str:
    """Put the nesting's prefix before each line; an empty line needs it only in a quote."""
    empty = prefix.rstrip()
    return "".join((prefix + line if line else empty) + newline for line in text[:-1].split("\n"))


def _marker(text: str, marker: str) -> str:
    """Return `marker`, longer where a line of the text would end the fence."""
    runs = re.findall(rf"^[ \t]*({re.escape(marker[0])}{{3,}})", text, re.MULTILINE)
    return marker[0] * (max(map(len, runs)) + 1) if any(len(run) >= len(marker) for run in runs) else marker


def _newline(source: str, fence: Fence) -> str:
    """Return the line end that the fence's own opening line has."""
    line = next(line for line in split_lines(source) if line.start == fence.start)
    return source[line.start + len(line.text) : line.end]
