"""The report as one JSON document, for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from drift.judge.verdict import Finding, Status
from drift.tell.text import page_count

if TYPE_CHECKING:
    from drift.judge.verdict import CheckedPage, Report, Verdict

VERSION = 1
"""Of the schema: it grows when a key goes or changes its meaning, not when one is added."""


def document(report: Report) -> str:
    """Return the report as JSON.

    The schema (version 1). Texts are exact, with their final newline; lines are counted in the author's file, from 1:

    ```text
    version    1
    ok         true: no problems
    seconds    how long it took
    counts     pages, examples, and of these: as_recorded, drifted, faulty, not_run; problems: how many there are
    pages      by name (and files of recordings that none of them has), each with
      name       path from the project's root, with "/"
      versions   of what produced the outputs: {"Python": "3.13.1", …}
      examples   in order, each with
        line         of the example's opening fence
        title        its title, or null
        status       "as_recorded", "drifted" (it ran, its output is not the recorded one), "faulty" (an exception, a warning,
                     a timeout …) or "not_run" (a module is missing, or an example above it ended the page)
        recorded     the recording, or null
        file         the file that holds it, by its path from the root, or null: the page itself does
        printed      what a recording would have to hold, or null if there is nothing that could be recorded
        figure       null, or where the example draws another figure than the recorded one:
                     {"recorded": SVG or null, "drawn": SVG}
        problem_line where to go, or null: a drift is reported at its recording
        message      the problem; empty: none
        diff         the unified diff as a terminal shows it, of long HTML an excerpt; empty if the example has not drifted
        detail       what else was said, such as a traceback; empty if it has drifted
        hint         how to fix it
      unverified blocks that are left to markdown-exec, each with its line (0: not in the page's file) and what it is
      problems   those of the page that belong to none of its examples, each with problem_line, message, diff, detail, hint
    ```
    """
    pages = sorted(report.pages, key=lambda page: page.page.name)
    described = [_page(page) for page in pages]
    statuses = [example["status"] for page in described for example in page["examples"]]
    found = report.findings
    whole = {
        "version": VERSION,
        "ok": not found,
        "seconds": round(report.seconds, 3),
        "counts": {
            "pages": page_count(report),
            "examples": len(statuses),
            **{status.value: statuses.count(status) for status in Status},
            "problems": len(found),
        },
        "pages": described,
    }
    # A GitHub runner takes `##[command]` for a command anywhere in a line of a log.
    return json.dumps(whole, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")


def _page(page: CheckedPage) -> dict[str, Any]:
    return {
        "name": page.page.name,
        "versions": page.versions,
        "examples": [_example(page.page.name, verdict) for verdict in page.verdicts],
        "problems": [_finding(finding) for finding in page.findings if finding.verdict is None],
        "unverified": [left._asdict() for left in page.page.unverified],
    }


def _example(page: str, verdict: Verdict) -> dict[str, Any]:
    example = verdict.example
    other_figure = verdict.figure_drawn not in {None, verdict.figure_recorded}
    return {
        "line": example.fence.line,
        "title": example.fence.options.get("title"),
        "status": verdict.status,
        "recorded": example.recorded,
        "file": example.file,
        "printed": verdict.text,
        "figure": {"recorded": verdict.figure_recorded, "drawn": verdict.figure_drawn} if other_figure else None,
        **_finding(Finding(page, verdict.problem, verdict) if verdict.problem else None),
    }


def _finding(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        return {"problem_line": None, "message": "", "diff": "", "detail": "", "hint": ""}
    problem = finding.problem
    text = "".join(f"{line}\n" for line in problem.detail)
    return {
        "problem_line": problem.line,
        "message": problem.message,
        "diff": text if finding.drifted else "",
        "detail": "" if finding.drifted else text,
        "hint": problem.hint,
    }
