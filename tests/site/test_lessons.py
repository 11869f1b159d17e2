"""The lessons: one order everywhere, one form, and no number that nothing executed stands behind."""

from __future__ import annotations

import re
from pathlib import Path

import lessons
import numerals
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
GROUPS = ("정보 이론", "분류의 손실", "읽고 다듬기", "실제로 쓰기")
TERM = re.compile(r'^\[g:([a-z-]+)\]: glossary\.md#term-([a-z-]+) "(.+)"$')


def navigation() -> list[str]:
    """Return the lessons in the order of the navigation."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = next(
        node[1] for node in yaml.compose(text).value if node[0].value == "nav"
    )  # composed, not loaded: the file holds tags of MkDocs' own
    groups = {group.value[0][0].value: group.value[0][1] for group in nav.value}
    return [page.value[0][1].value for name in GROUPS for page in groups[name].value]


LESSONS = navigation()


def test_there_are_lessons() -> None:
    assert len(LESSONS) == len(set(LESSONS)) == 21


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_the_form_of_one(name: str) -> None:
    assert lessons.faults(DOCS / name) == []


def test_the_home_page_lists_the_lessons_in_the_order_of_the_navigation() -> None:
    home = (DOCS / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \[.+?\]\((.+?)\) \|", home, re.MULTILINE)
    assert rows == [(str(number), name) for number, name in enumerate(LESSONS, 1)]


@pytest.mark.parametrize("name", LESSONS)
def test_what_to_read_first_comes_before(name: str) -> None:
    line = re.search(r"\*\*먼저 읽을 것\*\*: (.*?) · ", (DOCS / name).read_text(encoding="utf-8"))
    assert line
    wanted = re.findall(r"\(([a-z-]+\.md)", line[1])
    assert all(LESSONS.index(page) < LESSONS.index(name) for page in wanted)


def test_every_numeral_in_prose_is_backed_by_an_example_or_justified() -> None:
    assert numerals.unjustified(PAGES) == []


def test_no_justification_is_left_over() -> None:
    assert numerals.unused(PAGES) == []


def test_the_script_sees_a_number_that_no_example_prints(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "---\ndescription: 3.1\n---\n\n# 7. 제목 { #t5 }\n\n손실은 0.42이고 $x = 4$, `axis=6`, 2016년, [식](a.md#b8)입니다.\n\n"
        "```python\nprint(0.25)\n```\n\n```output\n0.25\n```\n\n0.25가 나옵니다. `17`은 아닙니다.\n",
        encoding="utf-8",
    )
    assert [numeral for _, numeral in numerals.unbacked(page)] == ["0.42", "17"]


def terms() -> dict[str, str]:
    """Return the short definition of each term that pages link to."""
    found = [TERM.fullmatch(line) for line in (ROOT / "includes/terms.md").read_text(encoding="utf-8").splitlines()]
    assert all(match and match[1] == match[2] for match in found)
    return {match[1]: match[3] for match in found if match}


def test_the_glossary_explains_every_term_that_pages_link_to() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    explained = re.findall(r"#term-([a-z-]+)[ }]", glossary)
    assert sorted(explained) == sorted(terms())


def test_every_linked_term_is_known() -> None:
    used = {key for page in PAGES for key in re.findall(r"\]\[g:([^\]]+)\]", page.read_text(encoding="utf-8"))}
    assert used - {"…"} <= set(terms())
