"""Say what was found: lines for a terminal, annotations for a code host, boxes for the live preview."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.check import CheckedPage, Report
    from drift.examples import Problem


def summary(report: Report) -> str:
    """Return the one line that tells how it went."""
    pages = sum(page.page.source != "" for page in report.pages)  # an orphaned figure is none
    parts = [
        f"{_count(report.executed, 'example')} on {_count(pages, 'page')} executed",
        f"{report.drifted} drifted",
    ]
    if report.faults:
        parts.append(f"{report.faults} faulty")
    if report.not_run:
        parts.append(f"{report.not_run} not run (a module is missing)")
    return ", ".join(parts) + f", in {report.seconds:.1f} s"


def lines(report: Report) -> list[str]:
    """Return every problem of every page: `docs/page.md:LINE: what is wrong`, the details, the way out."""
    return [line for page in report.pages for problem in page.problems for line in problem_lines(page, problem)]


def problem_lines(page: CheckedPage, problem: Problem) -> list[str]:
    """Return one problem as lines for a terminal."""
    text = [f"{page.page.name}:{problem.line}: {problem.message}"]
    text += [f"    {line}" for line in problem.detail]
    if hint := way_out(page, problem):
        text.append(f"    → {hint}")
    return [*text, ""]


def way_out(page: CheckedPage, problem: Problem) -> str:
    """Return what the author can do about a problem: its own hint, or the command that records what was printed."""
    if any(verdict.problem is problem and verdict.drifted for verdict in page.verdicts):
        return f"if the new output is right: drift update {page.page.name}"
    return problem.hint


def github_annotations(report: Report) -> list[str]:
    """Return the problems as GitHub workflow commands, which put them on the lines of a pull request."""
    return [
        f"::error file={_property(page.page.name)},line={problem.line},title=drift::"
        + _data("\n".join([problem.message, *problem.detail, way_out(page, problem)]).rstrip())
        for page in report.pages
        for problem in page.problems
    ]


def box(page: CheckedPage, problem: Problem) -> str:
    """Return a problem as HTML for the live preview: the message, the difference in red and green, the way out."""
    parts = [
        f'<p class="drift-message"><strong>{escape(page.page.name)}:{problem.line}</strong> {escape(problem.message)}</p>'
    ]
    if problem.detail:
        parts.append(f'<pre class="drift-diff"><code>{"".join(map(_diff_line, problem.detail))}</code></pre>')
    if hint := way_out(page, problem):
        parts.append(f'<p class="drift-hint">{escape(hint)}</p>')
    return f'<div class="drift-error" role="alert">{"".join(parts)}</div>'


def _diff_line(line: str) -> str:
    tag = {"-": "del", "+": "ins"}.get(line[:1] if line[:3] not in {"---", "+++"} else "", "span")
    return f"<{tag}>{escape(line)}\n</{tag}>"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
