"""What the live preview keeps of earlier runs is never stale, and worth keeping."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drift.judge.verdict import Report

# Each run leaves a mark, so that runs can be counted.
RUN = "from pathlib import Path\nopen('runs', 'a').write('x')\n"


@pytest.fixture
def check(tmp_path: Path) -> Callable[[str], tuple[Report, int]]:
    """Check a page with this text; return the report and how often its examples have run by now."""
    memo = Memo()
    (tmp_path / "src").mkdir()

    def check(text: str) -> tuple[Report, int]:
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        report = check_pages([page], Settings(tmp_path.resolve(), examples="all"), memo)
        return report, len((tmp_path / "runs").read_text())

    return check


def test_what_stays_the_same_is_not_run_again(check: Callable[[str], tuple[Report, int]]) -> None:
    page = f"```python\n{RUN}print(1)\n```\n\n```output\n1\n```\n"
    assert check(page)[1] == 1
    assert check("Text above\n\n" + page)[1] == 1
    report, runs = check(page.replace("output\n1", "output\n2"))  # a changed recording is judged anew, by what was kept
    assert (report.drifted, runs) == (1, 1)


def test_a_changed_example_runs(check: Callable[[str], tuple[Report, int]]) -> None:
    page = f"```python\n{RUN}print(1)\n```\n\n```output\n1\n```\n"
    check(page)
    report, runs = check(page.replace("print(1)", "print(2)"))
    assert (report.drifted, runs) == (1, 2)


def test_a_changed_module_makes_what_imports_it_run(check: Callable[[str], tuple[Report, int]], tmp_path: Path) -> None:
    page = f"```python\n{RUN}import sys; sys.path.insert(0, 'src'); import module\nprint(1)\n```\n\n```output\n1\n```\n"
    for module, runs in (("a = 1", 1), ("a = 22", 2), ("a = 22", 2)):
        path = tmp_path / "src/module.py"
        if not path.exists() or path.read_text() != module:
            path.write_text(module)
        assert check(page)[1] == runs


def test_a_page_that_is_as_it_was_takes_no_time(tmp_path: Path) -> None:
    memo, settings = Memo(), Settings(tmp_path.resolve(), examples="all")
    page = tmp_path / "page.md"
    page.write_text("<p>HTML</p>\n\n" + "*Much* **text**, `code` and [links](page.md).\n\n" * 1000 + "```text\n```\n")

    def seconds() -> float:
        start = time.process_time()
        check_pages([page], settings, memo)
        return time.process_time() - start

    assert seconds() > 4 * seconds()


FIGURE = '```python figure="same" alt="Nothing."\nimport matplotlib.pyplot as plt; plt.figure()\n```\n'


def test_what_was_wrong_with_a_page_is_not_said_again_once_it_is_mended(tmp_path: Path) -> None:
    """What one build finds out about a page that has not changed is not there in the next one, nor twice."""
    memo, settings = Memo(), Settings(tmp_path.resolve(), examples="all")
    first, second = tmp_path / "first.md", tmp_path / "second.md"

    def problems() -> list[str]:
        report = check_pages([first, second], settings, memo)
        return [
            finding.problem.message for finding in report.findings if "has taken this name" in finding.problem.message
        ]

    first.write_text(FIGURE, encoding="utf-8")
    second.write_text(FIGURE, encoding="utf-8")
    assert len(problems()) == len(problems()) == 1
    first.write_text(FIGURE.replace("same", "other"), encoding="utf-8")
    assert problems() == []


def test_a_snippet_and_a_recording_in_a_file_are_read_anew(tmp_path: Path) -> None:
    memo, settings = Memo(), Settings(tmp_path.resolve(), examples="all")
    page = tmp_path / "page.md"
    page.write_text(
        '```python\n--8<-- "code.py"\n```\n\n```output\n1\n```\n\n'
        '```python exec="1" html="1"\nprint("<p>")\n```\n\n```output file="long.output.html"\n```\n',
        encoding="utf-8",
    )
    (tmp_path / "docs/figures").mkdir(parents=True)
    recorded = tmp_path / "docs/figures/long.output.html"

    def found() -> list[str]:
        return [finding.problem.message for finding in check_pages([page], settings, memo).findings]

    recorded.write_text("<p>\n", encoding="utf-8")
    assert "code.py" in found()[0]
    (tmp_path / "code.py").write_text("print(1)\n", encoding="utf-8")
    assert found() == []
    (tmp_path / "code.py").write_text("print(2)\n", encoding="utf-8")
    assert found() == ["the output differs from what is recorded"]
    recorded.write_text("<b>\n", encoding="utf-8")
    assert found()[1] == "the output differs from what is recorded in docs/figures/long.output.html"


@pytest.mark.parametrize("code", ["1 / 0", "import warnings; warnings.warn('careful')"])
def test_messages_name_the_lines_of_now(check: Callable[[str], tuple[Report, int]], code: str) -> None:
    page = f"```python\n{RUN}{code}\n```\n"

    def problems(report: Report) -> list[int]:
        return [problem.line for page in report.pages for problem in page.problems]

    assert problems(check(page)[0]) == [4]
    assert check(page)[1] == 1  # nothing moved
    report, runs = check("Text above\n\n" + page)
    assert (problems(report), runs) == ([6], 2)
