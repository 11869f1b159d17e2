"""Say what an example has raised, in the author's lines alone."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.run.job import Raised


def describe(raised: BaseException, name: str) -> Raised:
    """Say what was raised: its type, the line a recording holds for it, the author's line, the traceback."""
    # The lines of the author are read when they are shown; those of others never.
    report = traceback.TracebackException.from_exception(raised, lookup_lines=False)
    lines = [frame.lineno for frame in report.stack if frame.filename == name]
    if isinstance(raised, SyntaxError) and raised.filename == name:
        lines.append(raised.lineno)
    part: traceback.TracebackException | None
    for part in _chain(report):
        part.stack = traceback.StackSummary.from_list([frame for frame in part.stack if frame.filename == name])
    kind = type(raised)
    full = (
        kind.__qualname__ if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}.{kind.__qualname__}"
    )
    # What else a SyntaxError says of itself, file and line, is said already.
    try:
        message = raised.msg if isinstance(raised, SyntaxError) else str(raised)
    except Exception as unspeakable:
        message = f"<its message cannot be read: {type(unspeakable).__name__}>"
    return {
        "type": kind.__name__,
        "full_type": full,
        "summary": f"{full}: {message}" if message else full,
        "line": lines[-1] if lines else None,
        "traceback": "".join(report.format()),
    }


def _chain(report: traceback.TracebackException) -> list[traceback.TracebackException]:
    """Return an exception's report and those of the exceptions that led to it."""
    parts, waiting = [], [report]
    while waiting:
        part = waiting.pop()
        parts.append(part)
        waiting += [
            other for other in (part.__cause__, part.__context__, *(part.exceptions or ())) if other is not None
        ]
    return parts
