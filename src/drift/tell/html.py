"""The report as one HTML file: old and new side by side, figures too."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING

from drift.judge.verdict import Status
from drift.tell import html_page
from drift.tell.html_page import figures, frame, html_file, listing, shown, side_by_side
from drift.tell.text import count, summary

if TYPE_CHECKING:
    from pathlib import Path

    from drift.judge.verdict import CheckedPage, Report, Verdict
    from drift.read.page import Problem

VARIABLE = "DRIFT_REPORT"
"""The environment variable that names the file which `mkdocs build` writes; `drift check` has `--report`."""


def write_if_asked(report: Report) -> None:
    """Write the report that the environment asks for, if it does.

    Raises:
        OSError: It cannot be written.
        ValueError: Its name cannot be used.
    """
    if name := os.environ.get(VARIABLE):
        try:
            path = html_file(name)
        except ValueError as error:
            raise ValueError(f"{VARIABLE}={error}") from None
        write(report, path)


def write(report: Report, path: Path) -> None:
    """Write the report, whole or not at all; its folder is made.

    Raises:
        OSError: It cannot be written.
    """
    html_page.write(render(report), path)


def render(report: Report) -> str:
    """Return the report as an HTML page."""
    pages = sorted(report.pages, key=lambda page: page.page.name)
    numbered = list(enumerate(pages, 1))
    sections = "".join(_page(number, page) for number, page in numbered if page.problems)
    title = f"drift: {_counts(report, pages) if sections else 'no problems'}"
    return frame(title, "drift", summary(report), _contents(numbered), sections or "<p>No problems.</p>")


def _counts(report: Report, pages: list[CheckedPage]) -> str:
    faulty = f", {report.faults} faulty" if report.faults else ""
    return f"{report.drifted} drifted{faulty} on {count(sum(bool(page.problems) for page in pages), 'page')}"


def _contents(pages: list[tuple[int, CheckedPage]]) -> str:
    """Return the table of contents: the pages with problems, each with links to them, then the others, folded."""
    wrong = "".join(
        f'<li><a href="#page-{number}">{escape(page.page.name)}</a> <span class="tally">{_tally(page)}</span>'
        f'<span class="places">{_places(number, page)}</span></li>\n'
        for number, page in pages
        if page.problems
    )
    right = [page for _, page in pages if not page.problems]
    rows = "".join(f'<li>{escape(page.page.name)} <span class="tally">{_tally(page)}</span></li>\n' for page in right)
    folded = f"<details><summary>{count(len(right), 'page')} without problems</summary><ul>{rows}</ul></details>"
    return f'<nav aria-label="Pages">{f"<ul>{wrong}</ul>" if wrong else ""}{folded if right else ""}</nav>'


def _tally(page: CheckedPage) -> str:
    found = [verdict.status for verdict in page.verdicts]
    parts = [count(len(found), "example")]
    parts += [
        f"{found.count(status)} {_words(status)}"
        for status in Status
        if status is not Status.AS_RECORDED and status in found
    ]
    missing = sorted({verdict.missing for verdict in page.verdicts if verdict.missing})
    return escape(", ".join(parts) + (f" ({', '.join(missing)} is missing)" if missing else ""))


def _words(status: Status) -> str:
    return status.replace("_", " ")


def _places(number: int, page: CheckedPage) -> str:
    return " ".join(
        f'<a href="#problem-{number}-{index}">:{problem.line}</a>' for index, problem in enumerate(page.problems, 1)
    )


def _page(number: int, page: CheckedPage) -> str:
    parts = [f'<section id="page-{number}">\n<h2>{escape(page.page.name)}</h2>\n']
    for index, finding in enumerate(page.findings, 1):
        problem, verdict = finding.problem, finding.verdict
        title = verdict.example.fence.options.get("title", "") if verdict else ""
        parts.append(
            f'<article id="problem-{number}-{index}" class="{finding.status}">\n'
            f"<h3><code>{escape(page.page.name)}:{problem.line}</code>{f' {shown(title)}' if title else ''}"
            f' <span class="status">{_words(finding.status)}</span></h3>\n<p class="message">{shown(problem.message)}</p>\n'
        )
        if verdict and finding.drifted:
            parts.append(_text(verdict) + _figures(f"{number}-{index}", verdict))
        elif problem.detail:
            parts.append(_detail(problem))
        if problem.hint:
            parts.append(f'<p class="hint">→ {shown(problem.hint)}</p>\n')
        if verdict:
            code = shown(verdict.example.fence.text)
            parts.append(f"<details><summary>the example</summary><pre>{code}</pre></details>\n")
        parts.append("</article>\n")
    return "".join([*parts, "</section>\n"])


def _detail(problem: Problem) -> str:
    return listing(problem.detail)


def _text(verdict: Verdict) -> str:
    """Return recorded and printed text side by side; nothing if it is the figure alone that differs."""
    if not verdict.text_drifted:
        return ""
    if verdict.problem and (
        verdict.example.file or verdict.file
    ):  # long lines take too long to align, and too much room
        return _detail(verdict.problem)
    return side_by_side(verdict.example.recorded or "", verdict.text or "", ("recorded", "printed"), "as recorded")


def _figures(name: str, verdict: Verdict) -> str:
    old, new = verdict.figure_recorded, verdict.figure_drawn
    if new is None or new == old:
        return ""
    return figures(name, old, new, ("recorded", "drawn now"), ("the recorded figure", "the figure drawn now"))
