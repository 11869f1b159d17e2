"""Verdicts, without a process: what an example did is given, what is said of it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drift.figures import RecordedFigure
from drift.judge.judge import judge_page
from drift.judge.verdict import Status, Verdict
from drift.read.examples import read_page
from drift.settings import Settings

if TYPE_CHECKING:
    from drift.run.job import Answer, End, Result

ERROR = {"type": "ValueError", "full_type": "ValueError", "summary": "ValueError: no", "line": 2, "traceback": "…\n"}


def result(out: str = "", **more: Any) -> Result:
    found: Any = {
        "missing": None,
        "warnings": [],
        "error": None,
        "figure": None,
        "figure_fault": None,
        "left": None,
        "returncode": 0,
    }
    return {**found, "ran": len(out), "out": out, "out_at_end": "", "err": "", "late": [], "versions": {}, **more}


def judge(source: str, *results: Result, end: End | None = None, on_ci: bool = False) -> list[Verdict]:
    answer: Answer = {"name": "a.md", "results": list(results), "end": end, "temporary": ["/tmp"]}
    figures = {"f": RecordedFigure("docs/figures/f.svg", "<svg>old</svg>")}
    return judge_page(read_page("a.md", source, Settings(examples="all")), answer, figures, on_ci=on_ci)


def page(options: str = "", recording: str | None = None) -> str:
    return f"```python{options}\n1\n```\n" + (f"\n```output\n{recording}```\n" if recording is not None else "")


@pytest.mark.parametrize(
    ("source", "found", "status", "message"),
    [
        (page(), result(), Status.AS_RECORDED, ""),
        (page(recording="1\n"), result("1"), Status.AS_RECORDED, ""),
        (page(recording="1\n"), result("2\n"), Status.DRIFTED, "the output differs from what is recorded"),
        (page(recording="1\n"), result(), Status.DRIFTED, "the example prints nothing, but an output is recorded"),
        (page(), result("1\n"), Status.DRIFTED, "it prints something, but nothing is recorded"),
        (page(), result("\2"), Status.FAULTY, "it printed \\x02 in line 1"),
        (page(), result(error=ERROR), Status.FAULTY, "ValueError: no"),
        (page(' raises="ValueError"', "ValueError: no\n"), result(error=ERROR), Status.AS_RECORDED, ""),
        (page(' raises="ValueError"'), result(), Status.FAULTY, "it was announced to raise ValueError"),
        (page(), result(warnings=[{"line": 2, "text": "W: w"}]), Status.FAULTY, "a warning: W: w"),
        (page(), result(err="e\n"), Status.FAULTY, "it wrote to standard error"),
        (page(' stderr="ignore"'), result(err="e\n"), Status.AS_RECORDED, ""),
        (page(), result(late=["out"]), Status.FAULTY, "something that it started went on printing"),
        (page(), result(figure_fault="it leaves"), Status.FAULTY, "it leaves"),
        (page(), result(left="an object"), Status.FAULTY, "it leaves an object"),
        (
            page(' raises="ValueError"', "1\nValueError: no\n2\n"),
            result("1\n2\n", out_at_end="2\n", error=ERROR),
            Status.AS_RECORDED,
            "",
        ),
        (page(), result(missing="torch"), Status.NOT_RUN, ""),
    ],
)
def test_what_an_example_did_is_judged(source: str, found: Result, status: Status, message: str) -> None:
    (verdict,) = judge(source, found)
    assert verdict.status is status
    assert (verdict.problem.message if verdict.problem else "").startswith(message)
    assert (verdict.problem is None) == (message == "")


def test_a_missing_module_is_a_problem_on_ci_only() -> None:
    (verdict,) = judge(page(), result(missing="torch"), on_ci=True)
    assert verdict.status is Status.NOT_RUN
    assert verdict.problem


def test_a_figure_drifts_by_itself_or_with_the_text() -> None:
    source = page(' figure="f" alt="a"', "1\n")
    (same,) = judge(source, result("1\n", figure="<svg>old</svg>"))
    assert (same.status, same.problem) == (Status.AS_RECORDED, None)
    (other,) = judge(source, result("1\n", figure="<svg/>"))
    assert (other.status, other.text_drifted, other.figure_drawn) == (Status.DRIFTED, False, "<svg/>")
    (both,) = judge(source, result("2\n", figure="<svg/>"))
    assert (both.status, both.text_drifted) == (Status.DRIFTED, True)
    assert both.problem
    assert both.problem.message.endswith("; the figure differs from docs/figures/f.svg")
    assert both.problem.hint == "if the new output is right: drift update a.md"


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ({"kind": "timeout", "seconds": 2.0}, "the example did not end within 2 s"),
        ({"kind": "flood", "bytes": 9}, "the example printed more than 9 bytes"),
        ({"kind": "lost", "how": "exit code 3"}, "the example ended the page's process (exit code 3)"),
    ],
)
def test_what_is_behind_an_example_that_ended_the_page_has_not_run(end: End, message: str) -> None:
    done, culprit, behind = judge(page() + page() + page(), result(), end=end)
    assert done.status is Status.AS_RECORDED
    assert culprit.status is Status.FAULTY
    assert culprit.problem
    assert culprit.problem.message.startswith(message)
    assert behind.status is Status.NOT_RUN
    assert behind.problem
    assert behind.problem.message == "not run, because of line 4"
