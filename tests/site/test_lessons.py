"""The lessons: one order everywhere, one form, and no number that nothing executed stands behind."""

from __future__ import annotations

import re
from pathlib import Path

import lessons
import numerals
import pytest
from nav import FIRST, MKDOCS, sections

from sitekit.lessons import first_faults, home_faults

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
GROUPS = (
    "준비",
    "짧은 길",
    "더 깊이: 정보 이론",
    "더 깊이: 분류의 손실",
    "더 깊이: 읽고 다듬기",
    "더 깊이: 견주어 배우기",
    "더 깊이: 실제로 쓰기",
)
TERM = re.compile(r'^\[g:([a-z-]+)\]: glossary\.md#term-([a-z-]+) "(.+)"$')


def navigation() -> list[str]:
    """Return the lessons in the order of the navigation."""
    found = sections(MKDOCS.read_text(encoding="utf-8"))
    return [page for name in GROUPS for page in found[name]]


LESSONS = navigation()
GUIDE = "→ docs/contributing.md#add-lesson, step"
INTERACTIVE = re.compile(
    r'^(?P<above>[^\n]+)\n\n(?P<figure><div class="crossent-figure">)\n.*?\n</div>\n\n(?P<below>[^\n]*)',
    re.MULTILINE | re.DOTALL,
)


def tell(faults: list[str]) -> None:
    """Fail with nothing but these lines: they say what is wrong, where, and what to do."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def line_of(path: Path, text: str) -> int:
    """Return the line on which a text stands first; the file's first line if it is nowhere."""
    before, found, _ = path.read_text(encoding="utf-8").partition(text)
    return before.count("\n") + 1 if found else 1


def test_there_are_lessons() -> None:
    twice = sorted({name for name in LESSONS if LESSONS.count(name) > 1})
    tell([f"mkdocs.yml:{line_of(MKDOCS, name)}: {name} stands in `nav` twice" for name in twice])
    assert len(LESSONS) > 10


def test_every_lesson_is_in_the_navigation() -> None:
    """What has exercises is a lesson; one that is left out of `nav` would not be looked at here at all."""
    left_out = [
        page.name for page in PAGES if page.name not in LESSONS and "{ #exercises }" in page.read_text(encoding="utf-8")
    ]
    where = line_of(MKDOCS, f"  - {GROUPS[0]}:")
    tell([f"mkdocs.yml:{where}: docs/{name} is a lesson and not in `nav`\n    {GUIDE} 3" for name in left_out])


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_the_form_of_one(name: str) -> None:
    tell(lessons.faults(DOCS / name))


def test_the_home_page_lists_the_lessons_in_the_order_of_the_navigation() -> None:
    faults = home_faults((DOCS / "index.md").read_text(encoding="utf-8"), LESSONS, first=0)
    tell([fault.told("docs/index.md") for fault in faults])


@pytest.mark.parametrize("name", LESSONS)
def test_what_to_read_first_comes_before(name: str) -> None:
    before = (FIRST, *LESSONS[: LESSONS.index(name)])
    faults = first_faults((DOCS / name).read_text(encoding="utf-8"), name, before)
    tell([fault.told(f"docs/{name}") for fault in faults])


@pytest.mark.parametrize("name", LESSONS)
def test_a_product_of_matrices_is_led_in(name: str) -> None:
    """No reader brings `@` from school: where it comes first, or above, there is a link to where it is explained."""
    read = ""
    for number, line in enumerate((DOCS / name).read_text(encoding="utf-8").splitlines(), 1):
        read += line
        if " @ " in line:
            fault = f"docs/{name}:{number}: `@` is not explained here or above\n    → link to warm-up.md#matmul"
            return tell([] if "#matmul)" in read else [fault])
    return None


def test_every_numeral_in_prose_is_backed_by_an_example_or_justified() -> None:
    tell(numerals.unjustified(PAGES))


def test_no_justification_is_left_over() -> None:
    tell(numerals.unused(PAGES))


FAULTY = """---
description: 틀린 글
---

# 레슨 { #lesson }

$$x$$

## 직관 { #intuition }

## 다음으로 { #next }

## 연습문제 { #exercises }

### 하나 { #one }
"""


def test_what_a_lesson_lacks_is_told_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(FAULTY, encoding="utf-8")
    told = [fault.removeprefix(f"{page}:").splitlines()[0] for fault in lessons.faults(page)]
    assert told == [
        '4: no box with the question that the lesson answers (!!! question "…")',
        "4: no example that prints something and is recorded",
        '4: no figure: an example with figure="…" alt="…"',
        "4: no section with the id #mistakes",
        "4: no section with the id #references",
        "4: the box does not say what to read first (**먼저 읽을 것**: … · **읽는 시간**: …)",
        "4: the box should say **읽는 시간**: READING_TIME: the minutes are counted when the site is built",
        "7: a formula in $$ before the intuition (#intuition)",
        "13: the section #exercises stands behind #next; the order is intuition, mistakes, exercises, next, references",
    ]
    assert all(fault.endswith("→ docs/contributing.md#add-lesson, step 1") for fault in lessons.faults(page))


def test_minutes_typed_by_hand_are_told_with_their_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{FAULTY}\n**읽는 시간**: 약 7분\n", encoding="utf-8")
    (told,) = (fault for fault in lessons.faults(page) if "READING_TIME" in fault)
    assert told.startswith(f"{page}:17: the box should say **읽는 시간**: READING_TIME")


def test_what_is_wrong_with_exercises_is_told_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    start, end = FAULTY.split("## 다음으로 { #next }\n\n")
    page.write_text(f"{start}{end}\n## 다음으로 {{ #next }}\n", encoding="utf-8")
    told = [fault.removeprefix(f"{page}:").splitlines()[0] for fault in lessons.faults(page)]
    assert told[-2:] == [
        "11: the number of exercises (### …) is 1; two to four are wanted",
        '13: no folded solution (??? success "풀이") with an executed example in it',
    ]


def test_what_the_home_page_lacks_is_told_with_its_line() -> None:
    home = "| 1 | [가](a.md) | ? |\n| 3 | [나](b.md) | ? |\n| 4 | [다](c.md) | ? |\n"
    told = [fault.told("docs/index.md").splitlines() for fault in home_faults(home, ["a.md", "b.md", "d.md"])]
    assert [line for line, _ in told] == [
        "docs/index.md:2: b.md is number 2 in `nav` of mkdocs.yml",
        "docs/index.md:2: no row for d.md, which is number 3 in `nav` of mkdocs.yml",
        "docs/index.md:3: c.md is no lesson of mkdocs.yml",
    ]
    assert all("docs/contributing.md#add-lesson, step 3" in hint for _, hint in told)


def test_the_script_sees_a_number_that_no_example_prints(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "---\ndescription: 3.1\n---\n\n# 7. 제목 { #t5 }\n\n손실은 0.42이고 $x \\approx 0.51$, $8 \\times 10^{-9}$, `axis=6`, 2016년, [식](a.md#b8)입니다.\n\n"
        "```python\nprint(0.25)\n```\n\n```output\n0.25\n```\n\n$$\nL = 37\n$$\n\n0.25가 나옵니다. `17`은 아닙니다.\n",
        encoding="utf-8",
    )
    assert [numeral for _, numeral in numerals.unbacked(page)] == ["0.42", "0.51", "8e-9", "37", "17"]


def terms() -> dict[str, str]:
    """Return the short definition of each term that pages link to."""
    found = [TERM.fullmatch(line) for line in (ROOT / "includes/terms.md").read_text(encoding="utf-8").splitlines()]
    assert all(match and match[1] == match[2] for match in found)
    return {match[1]: match[3] for match in found if match}


def test_the_glossary_explains_every_term_that_pages_link_to() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    explained = re.findall(r"#term-([a-z-]+)[ }]", glossary)
    known = terms()
    assert len(explained) == len(set(explained))
    tell(
        [
            f"docs/glossary.md:1: no entry for g:{key} of includes/terms.md\n    {GUIDE} 4"
            for key in known
            if key not in explained
        ]
        + [
            f"docs/glossary.md:{line_of(DOCS / 'glossary.md', f'#term-{key} ')}: no line [g:{key}] in includes/terms.md\n    {GUIDE} 4"
            for key in explained
            if key not in known
        ]
    )


def test_every_linked_term_is_known() -> None:
    known = {*terms(), "…"}
    tell(
        [
            f"docs/{page.name}:{number}: no line [g:{key}] in includes/terms.md\n    {GUIDE} 4"
            for page in PAGES
            for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
            for key in re.findall(r"\]\[g:([^\]]+)\]", line)
            if key not in known
        ]
    )


def unanswered_figures(source: str) -> list[int]:
    """Return the lines of interactive figures of which a question is asked right above, and no folded answer stands below."""
    return [
        source.count("\n", 0, match.start("figure")) + 1
        for match in INTERACTIVE.finditer(source)
        if "까요?" in match["above"] and not match["below"].startswith('??? success "답"')
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_asked_of_a_figure_is_answered_below_it(page: Path) -> None:
    lines = unanswered_figures(page.read_text(encoding="utf-8"))
    tell([f'docs/{page.name}:{line}: no folded answer (??? success "답") below\n    {GUIDE} 1' for line in lines])


def test_a_figure_without_an_answer_is_seen() -> None:
    figure = '<div class="crossent-figure">\n<crossent-x>글</crossent-x>\n</div>\n\n'
    assert unanswered_figures(f"얼마일까요?\n\n{figure}다음\n") == [3]
    assert unanswered_figures(f'얼마일까요?\n\n{figure}??? success "답"\n\n    둘\n') == []
    assert unanswered_figures(f"끌어 보십시오.\n\n{figure}다음\n") == []
