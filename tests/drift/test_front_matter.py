"""Front matter that MkDocs would show as text is told with its line."""

from __future__ import annotations

import pytest

from drift.read.examples import read_page
from drift.read.front_matter import content_start, front_matter_fault
from drift.settings import Settings


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("---\ndescription: 둘: 셋\n---\n\n# 제목\n", 2),
        ('---\ntitle: 제목\ndescription: "따옴표" 뒤의 글\n---\n\n글\n', 3),
        ("---\ntitle: [닫지 않은 목록\n---\n\n글\n", 3),
        ("---\ntitle: 가\n\t탭: 나\n---\n글\n", 3),
    ],
)
def test_broken_front_matter_is_a_problem_of_its_page(source: str, line: int) -> None:
    (problem,) = read_page("docs/page.md", source, Settings()).problems
    assert problem.line == line
    assert "front matter is not YAML" in problem.message
    assert "quoted" in problem.hint
    assert content_start(source) == 0


@pytest.mark.parametrize(
    "source",
    [
        "---\ndescription: '둘: 셋'\n---\n\n글\n",
        "---\n\n두 줄 사이의 글: 셋: 넷\n\n---\n",  # two rules
        "글: 둘: 셋\n",
        "",
    ],
)
def test_other_pages_have_none(source: str) -> None:
    assert front_matter_fault(source) is None
