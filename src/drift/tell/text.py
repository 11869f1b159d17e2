"""The report as text: lines for a terminal, boxes for the live preview, and what all reports have in common."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from drift.tell.terminal import paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drift.judge.verdict import Finding, Report

# What would act, or not be seen, instead of being shown: control characters; those that turn the direction of the text around (a
# reviewer would read something other than the text); spaces of no width, or other than the plain one.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA1), 0xAD) if chr(code) != "\t"}
_CONTROLS |= {
    code: f"\\u{code:04x}"
    for code in (0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
}


UNVERIFIED = 10
"""How many places that nothing verifies are named; all are in the report as JSON."""


def visible(text: str) -> str:
    """Return text that shows its control characters instead of acting by them."""
    return text.translate(_CONTROLS)


def summary(report: Report) -> str:
    """Return the summary line."""
    parts = [
        f"{count(report.executed, 'example')} on {count(page_count(report), 'page')} executed",
        f"{report.drifted} drifted",
    ]
    if report.faults:
        parts.append(f"{report.faults} faulty")
    if report.not_run:
        parts.append(f"{report.not_run} not run (a module is missing)")
    return ", ".join(parts) + f", in {report.seconds:.1f} s" + _unverified(report)


def _unverified(report: Report) -> str:
    """Name what is left to markdown-exec; empty where there is nothing."""
    places = [
        f"{page.page.name}:{left.line} ({left.what})" if left.line else f"{page.page.name} ({left.what})"
        for page in report.pages
        for left in page.page.unverified
    ]
    if not places:
        return ""
    named = ", ".join(places[:UNVERIFIED]) + (
        f" and {len(places) - UNVERIFIED} more" if len(places) > UNVERIFIED else ""
    )
    return f"; {count(len(places), 'block')} left to markdown-exec, not verified: {named}"


def page_count(report: Report) -> int:
    """Return how many pages there are; the file of a recording that none of them has is reported beside them, but is none."""
    return sum(page.page.source != "" for page in report.pages)


def lines(report: Report, *, colour: bool = False) -> list[str]:
    """Return every problem of every page: `docs/page.md:LINE: what is wrong`, the details, how to fix it."""
    return [line for finding in report.findings for line in finding_lines(finding, colour=colour)]


def finding_lines(finding: Finding, *, colour: bool = False) -> list[str]:
    """Return one problem as lines for a terminal."""
    problem = finding.problem
    first, *more = problem.message.split("\n")
    text = [[("place", f"{finding.page}:{problem.line}:"), ("", " "), ("message", first)]]
    text += [[("", "    "), ("message", line)] for line in more]
    text += [[("", "    "), (kind, line)] for kind, line in detail(finding)]
    if problem.hint:
        text.append([("", "    "), ("hint", f"→ {problem.hint}")])
    show = paint if colour else lambda _, part: part
    return [*("".join(show(kind, visible(part)) for kind, part in line) for line in text), ""]


def detail(finding: Finding) -> Iterator[tuple[str, str]]:
    """Give the lines below a problem's message, each with its kind: in a diff `head`, `hunk`, `old` or `new`, else empty."""
    for number, line in enumerate(finding.problem.detail):
        yield diff_kind(number, line) if finding.drifted else "", line


def diff_kind(number: int, line: str) -> str:
    """Return what a line of a unified diff is, counted from 0: `head`, `hunk`, `old`, `new`, or empty for one that both have."""
    if number < 2:
        return "head"  # it names a side; later on, `---` is a line `--` that is gone
    return {"-": "old", "+": "new", "@": "hunk"}.get(line[:1], "")


def box(finding: Finding) -> str:
    """Return a problem as HTML for the live preview: the message, the difference in red and green, how to fix it."""
    problem = finding.problem
    parts = [
        f'<p class="drift-message"><strong>{escape(finding.page)}:{problem.line}</strong> {escape(problem.message)}</p>'
    ]
    if problem.detail:
        tags = {"old": "del", "new": "ins"}
        rows = ((tags.get(kind, "span"), escape(line)) for kind, line in detail(finding))
        code = "".join(f"<{tag}>{line}\n</{tag}>" for tag, line in rows)
        parts.append(f'<pre class="drift-diff"><code>{code}</code></pre>')
    if problem.hint:
        parts.append(f'<p class="drift-hint">{escape(problem.hint)}</p>')
    return f'<div class="drift-error" role="alert">{"".join(parts)}</div>'


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
