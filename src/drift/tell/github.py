"""The report on GitHub: annotations on the lines of a pull request, and the job summary.

Example output is untrusted: it must not act as a workflow command or as Markdown.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from drift.tell.inert import block, fitting, size, span
from drift.tell.text import count, summary, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from drift.judge.verdict import Finding, Report
    from drift.read.page import Problem

# Limits of GitHub: it leaves further annotations out, cuts a message there, and refuses a larger summary as a whole.
_ANNOTATIONS = 10
_MESSAGE = 4096
SUMMARY = 1024 * 1024
"""Bytes of a job summary; GitHub refuses a larger one as a whole."""
_SUMMARY_DIFF = 64 * 1024  # of one problem: it must not leave the others without room


def is_runner() -> bool:
    """Tell whether a GitHub runner reads what is printed."""
    return bool(os.environ.get("GITHUB_ACTIONS"))


def guarded(lines: Sequence[str]) -> list[str]:
    """Return lines so that a runner takes none of them for a command.

    A runner leaves white space in front aside, so that an indented `::error::` is a command, too, and the older form `##[error]`
    is one anywhere in a line. Between these two lines it obeys nothing but the token, which no example can know.
    """
    if not lines or not is_runner():
        return list(lines)
    token = os.urandom(16).hex()
    return [f"::stop-commands::{token}", *lines, f"::{token}::"]


def annotation_commands(report: Report) -> list[str]:
    """Return the problems as workflow commands, which put them on the lines of a pull request."""
    found = report.findings
    commands = [
        error_command(_message(finding.problem), "drift", finding.page, finding.problem.line) for finding in found
    ]
    return shown(commands, "drift", "the job summary")


def shown(commands: list[str], title: str, rest: str) -> list[str]:
    """Return the annotations that GitHub shows of a step; where that is not all, the last one says where the rest is."""
    if len(commands) <= _ANNOTATIONS:
        return commands
    left = len(commands) - (_ANNOTATIONS - 1)
    return [*commands[: _ANNOTATIONS - 1], error_command(f"and {left} more, see {rest}", title)]


def error_command(message: str, title: str, file: str = "", line: int = 0) -> str:
    """Return a workflow command that puts an error on a line of a pull request; without a file it is one of the job."""
    place = [*([f"file={_property(file)}"] if file else []), *([f"line={line}"] if file and line else [])]
    return f"::error {','.join([*place, f'title={_property(title)}'])}::{_data(message)}"


def append_summary(tell: Callable[[int], str]) -> None:
    """Append to the job summary, if this is a step that has one.

    Args:
        tell: Returns what is appended, in so many bytes at most.

    Raises:
        OSError: It cannot be written.
    """
    if not (name := os.environ.get("GITHUB_STEP_SUMMARY")):
        return
    path = Path(name)
    room = SUMMARY - (path.stat().st_size if path.exists() else 0)
    with path.open("ab") as file:
        file.write(tell(room).encode("utf-8", "backslashreplace"))


def markdown(report: Report, room: int = SUMMARY) -> str:
    """Return the summary of a job: the counts and every problem with its diff.

    Args:
        report: What was found.
        room: Bytes that it may take; where they do not suffice, it says what it leaves out.
    """
    parts = [f"### drift: {summary(report)}\n\n"]
    found = report.findings
    room -= size(parts[0]) + 200  # for the sentence at the end
    if room < 0:
        return ""
    for number, finding in enumerate(found):
        part = _section(finding)
        room -= size(part)
        if room < 0:
            left = count(len(found) - number, "more problem")
            parts.append(
                f"**{left}** left out: GitHub takes no more than 1 MiB. The log of this step has them all.\n\n"
            )
            break
        parts.append(part)
    return "".join(parts)


def _section(finding: Finding) -> str:
    problem = finding.problem
    parts = [f"#### {span(f'{finding.page}:{problem.line}')}", span(problem.message)]
    if problem.detail:
        parts.append(block(problem.detail, "diff" if finding.drifted else "text", _SUMMARY_DIFF))
    if problem.hint:
        parts.append(f"→ {span(problem.hint)}")
    return "\n\n".join(parts) + "\n\n"


def _message(problem: Problem) -> str:
    """Return what an annotation says; a long diff is cut, or GitHub would cut the hint below it."""
    head = problem.message if len(problem.message) <= 1000 else problem.message[:999] + "…"
    lines, foot = [visible(line) for line in (*head.split("\n"), *problem.detail)], problem.hint
    return "\n".join([*fitting(lines, _MESSAGE - size(foot) - 1), foot]).rstrip()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
