"""The short way (짧은 길) can be read alone: no word before its introduction, no page before its turn."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
import trunk
from nav import MKDOCS, sections
from test_lessons import DOCS, PAGES, tell

if TYPE_CHECKING:
    from pathlib import Path

GLOSSARY = """
### 교차 엔트로피 { #term-cross-entropy }

*cross entropy, CE* · 다른 이름: 크로스 엔트로피

### 엔트로피 { #term-entropy }

*entropy* · 다른 이름: 평균 놀라움

### 부호 { #term-code }

*code*

### 비트 { #term-bit }

*bit*
"""
CROSS, ENTROPY, CODE, BIT = 2, 6, 10, 14


def test_the_short_way_uses_no_term_before_it_is_introduced_and_no_page_before_its_turn() -> None:
    tell(trunk.faults(trunk.trunk(), (DOCS / "glossary.md").read_text(encoding="utf-8")))


def early(*sources: str) -> list[tuple[str, int]]:
    """Return the name and the entry of each use that comes too early on these pages, which are read one after the other."""
    terms, known = trunk.names(GLOSSARY), set()
    return [(use.name, use.term) for source in sources for use in trunk.unintroduced(source, terms, known)]


@pytest.mark.parametrize(
    "introduced",
    [
        "**엔트로피**(entropy)는 평균입니다. 엔트로피를 씁니다.",
        "**[엔트로피][g:entropy]**는 평균입니다.",
        "[엔트로피][g:entropy]는 평균입니다.",
        "[깊은 엔트로피 이야기](page.md#there)는 뒤에 나옵니다.",
        "엔트로피, 곧 [평균 놀라움][g:entropy]입니다.",  # another name of the same, right behind it
        "평균(entropy)은 **엔트로피**라고 합니다.",
        "**이것이 새로 배울\n엔트로피입니다.**",
    ],
)
def test_a_term_in_bold_or_linked_is_introduced(introduced: str) -> None:
    assert early(introduced, "엔트로피는 이제 압니다.") == []


@pytest.mark.parametrize(
    "used",
    [
        "엔트로피는 평균입니다.",
        "이 엔트로피의 값입니다. 그 뒤에야 비로소 설명하는 것은 읽는 사람에게 너무 늦은 일이고, 이 문장이 긴 것도 그 때문입니다. **엔트로피**입니다.",
        "엔트로피입니다.\n\n**엔트로피**는 다음 문단에 있습니다.",
        "- 엔트로피입니다.\n- **엔트로피**는 다음 항목에 있습니다.",
        "[엔트로피](https://example.org/page)는 다른 곳에 있습니다.",
        "[엔트로피](#below)는 아래에 있습니다.",
        "평균\n놀라움입니다.",
        "Entropy입니다.",
    ],
)
def test_a_term_without_introduction_is_told_once(used: str) -> None:
    assert [term for _, term in early(used, "엔트로피는 또 나옵니다.")] == [ENTROPY]


def test_a_longer_name_goes_before_a_shorter_one_within_it() -> None:
    assert early("**크로스 엔트로피**와 크로스\n엔트로피의 값입니다. 엔트로피입니다.") == [("엔트로피", ENTROPY)]
    assert early("크로스 엔트로피입니다.", "**엔트로피**입니다.") == [("크로스 엔트로피", CROSS)]


def test_where_a_word_begins_and_ends() -> None:
    assert early("정보엔트로피, CEO, PACE, ce, entropys, 영비트입니다.") == []
    assert early("4비트와 CE는 씁니다.") == [("비트", BIT), ("CE", CROSS)]


@pytest.mark.parametrize(
    "hidden",
    [
        "---\ndescription: 엔트로피의 글\n---\n",
        "# 엔트로피\n",
        "<!-- 엔트로피 -->\n",
        "`엔트로피`, ``엔트로피 ` ``\n",
        "$\\text{엔트로피}$\n\n$$\n\\text{엔트로피}\n$$\n",
        '```python title="엔트로피"\n# 엔트로피\n```\n\n```output\n엔트로피\n```\n',
        "## 참고 문헌 { #references }\n\n- 엔트로피\n",
        "[글](entropy.md) [글][g:entropy] [글](https://example.org/entropy)\n",
        "    **먼저 읽을 것**: [엔트로피](entropy.md) · **읽는 시간**: READING_TIME\n",
        "예를 들어 부호를 바꾸고 부호가 다르면\n",
    ],
)
def test_what_is_no_prose_neither_uses_nor_introduces(hidden: str) -> None:
    assert early(hidden) == []
    assert early(hidden, "엔트로피입니다.") == [("엔트로피", ENTROPY)]


BOX = """---
description: 글
---

# 글

!!! question "질문"

    [처음](index.md)에 적은 것과 [곁가지](branch.md)

    **먼저 읽을 것**: {first} · **읽는 시간**: READING_TIME

이제 [곁가지](branch.md)로 갑니다. 비트를 씁니다.
"""


def told(folder: Path, *firsts: str) -> list[str]:
    """Return the faults of pages 0.md, 1.md … whose boxes say so."""
    pages = [folder / f"{number}.md" for number in range(len(firsts))]
    for page, first in zip(pages, firsts, strict=True):
        page.write_text(BOX.format(first=first), encoding="utf-8")
    return trunk.faults(pages, GLOSSARY)


def test_what_a_box_names_too_early_is_told_with_its_line(tmp_path: Path) -> None:
    found = told(
        tmp_path, "없습니다.", "[하나](0.md#there), [곁가지](branch.md)", "[하나](0.md), [둘](1.md), [셋](2.md)"
    )
    branch = "the box links to branch.md, which is not on the short way: link it in the text"
    assert [fault.splitlines()[0] for fault in found] == [
        f"0.md:9: {branch}",
        f'0.md:13: "비트" (docs/glossary.md:{BIT}) {trunk.EARLY}',
        f"1.md:9: {branch}",
        "1.md:11: branch.md is to be read first, and does not come before on the short way",
        f"2.md:9: {branch}",
        "2.md:11: 2.md is to be read first, and does not come before on the short way",
    ]
    assert all(fault.endswith("→ docs/contributing.md#add-lesson, step 5") for fault in found)


def test_the_pages_are_those_of_the_navigation() -> None:
    source = "nav:\n  - 처음: index.md\n  - 짧은 길:\n      - 가: b.md\n      - 나: a.md\n  - 더 깊이:\n      - 다:\n          - 라: c.md\nx: !ENV Y\n"
    assert sections(source) == {"처음": ["index.md"], "짧은 길": ["b.md", "a.md"], "더 깊이": ["c.md"]}
    assert set(sections(MKDOCS.read_text(encoding="utf-8"))["찾아보기"]) > {"glossary.md"}


def test_every_everyday_word_is_still_in_use() -> None:
    entries = tomllib.loads(trunk.ORDINARY.read_text(encoding="utf-8"))["ordinary"]
    assert all(entry["why"] for entry in entries)
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    unused = [form.pattern for form in trunk.ordinary() if not any(form.search(text) for text in texts)]
    tell([f"tests/site/trunk.toml: {pattern} stands nowhere any more: take it out" for pattern in unused])
