"""Say what was found: lines for a terminal, boxes for the live preview, and what all reports have in common."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from drift.tell.terminal import paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drift.judge.check import CheckedPage, Report, Verdict
    from drift.read.examples import Problem

# What would act, or not be seen, instead of being shown: control characters; those that turn the direction of the text around (a
# reviewer would read something else than what stands there); spaces of no width, or that are no plain ones.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA1), 0xAD) if chr(code) != "\t"}
_CONTROLS |= {
    code: f"\\u{code:04x}"
    for code in (0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
}

STATUSES = ("as_recorded", "drifted", "faulty", "not_run")
"""What an example can be. One behind an example that has ended the page's process is `not_run`, and still a problem."""


def visible(text: str) -> str:
    """Return text that shows its control characters instead of acting by them."""
    return text.translate(_CONTROLS)


def summary(report: Report) -> str:
    """Return the one line that tells how it went."""
    parts = [
        f"{count(report.executed, 'example')} on {count(page_count(report), 'page')} executed",
        f"{report.drifted} drifted",
    ]
    if report.faults:
        parts.append(f"{report.faults} faulty")
    if report.not_run:
        parts.append(f"{report.not_run} not run (a module is missing)")
    return ", ".join(parts) + f", in {report.seconds:.1f} s"


def page_count(report: Report) -> int:
    """Return how many pages there are; a figure that none of them draws is reported beside them, but is none."""
    return sum(page.page.source != "" for page in report.pages)


def problems(report: Report) -> list[tuple[CheckedPage, Problem]]:
    """Return every problem with its page, by page and line: the order of all reports."""
    pages = sorted(report.pages, key=lambda page: page.page.name)
    return [(page, problem) for page in pages for problem in page.problems]


def verdict_of(page: CheckedPage, problem: Problem) -> Verdict | None:
    """Return the verdict that a problem comes from; `None`: it is one of the page's own."""
    return next((verdict for verdict in page.verdicts if verdict.problem is problem), None)


def statuses(page: CheckedPage) -> list[str]:
    """Return one of `STATUSES` for each example of a page."""
    found: list[str] = []
    ended = False  # one has ended the page's process: those behind it have not run
    for verdict in page.verdicts:
        if verdict.missing or ended:
            found.append("not_run")
        elif verdict.drifted:
            found.append("drifted")
        else:
            found.append("faulty" if verdict.problem else "as_recorded")
            ended = not verdict.ran
    return found


def lines(report: Report, *, colour: bool = False) -> list[str]:
    """Return every problem of every page: `docs/page.md:LINE: what is wrong`, the details, the way out."""
    return [line for page, problem in problems(report) for line in problem_lines(page, problem, colour=colour)]


def problem_lines(page: CheckedPage, problem: Problem, *, colour: bool = False) -> list[str]:
    """Return one problem as lines for a terminal."""
    first, *more = problem.message.split("\n")
    text = [[("place", f"{page.page.name}:{problem.line}:"), ("", " "), ("message", first)]]
    text += [[("", "    "), ("message", line)] for line in more]
    text += [[("", "    "), (kind, line)] for kind, line in detail(page, problem)]
    if hint := way_out(page, problem):
        text.append([("", "    "), ("hint", f"→ {hint}")])
    show = paint if colour else lambda _, part: part
    return [*("".join(show(kind, visible(part)) for kind, part in line) for line in text), ""]


def detail(page: CheckedPage, problem: Problem) -> Iterator[tuple[str, str]]:
    """Give the lines below a problem's message, each with its kind: in a diff `head`, `hunk`, `old` or `new`, else empty."""
    verdict = verdict_of(page, problem)
    is_diff = verdict is not None and verdict.drifted
    for number, line in enumerate(problem.detail):
        yield diff_kind(number, line) if is_diff else "", line


def diff_kind(number: int, line: str) -> str:
    """Return what a line of a unified diff is, counted from 0: `head`, `hunk`, `old`, `new`, or empty for one that both have."""
    if number < 2:
        return "head"  # it names a side; later on, `---` is a line `--` that is gone
    return {"-": "old", "+": "new", "@": "hunk"}.get(line[:1], "")


def way_out(page: CheckedPage, problem: Problem) -> str:
    """Return what the author can do about a problem: its own hint, or the command that records what was printed."""
    verdict = verdict_of(page, problem)
    if verdict is not None and verdict.drifted:
        return f"if the new output is right: drift update {page.page.name}"
    return problem.hint


def box(page: CheckedPage, problem: Problem) -> str:
    """Return a problem as HTML for the live preview: the message, the difference in red and green, the way out."""
    parts = [
        f'<p class="drift-message"><strong>{escape(page.page.name)}:{problem.line}</strong> {escape(problem.message)}</p>'
    ]
    if problem.detail:
        tags = {"old": "del", "new": "ins"}
        rows = ((tags.get(kind, "span"), escape(line)) for kind, line in detail(page, problem))
        code = "".join(f"<{tag}>{line}\n</{tag}>" for tag, line in rows)
        parts.append(f'<pre class="drift-diff"><code>{code}</code></pre>')
    if hint := way_out(page, problem):
        parts.append(f'<p class="drift-hint">{escape(hint)}</p>')
    return f'<div class="drift-error" role="alert">{"".join(parts)}</div>'


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
