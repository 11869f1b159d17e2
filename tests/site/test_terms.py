"""One word for one thing on all pages and in all docstrings, and a glossary that has every term that a page introduces."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from nav import FIRST
from test_lessons import DOCS, LESSONS, tell

from drift.read.fences import find_fences

ROOT = Path(__file__).parents[2]
ORDER = (*LESSONS, FIRST)  # a lesson teaches what the page behind the home page only names
TERMS = Path(__file__).with_name("terms.toml")
TEXTS = [
    *sorted(DOCS.rglob("*.md")),
    *sorted((ROOT / "includes").glob("*.md")),
    *sorted((ROOT / "src" / "crossent").glob("*.py")),
    *sorted((DOCS / "assets" / "scripts").glob("*.js")),
    *sorted((DOCS / "figures").glob("*.svg")),
    ROOT / "mkdocs.yml",
    ROOT / "README.md",
]
OTHER_NAMES = re.compile(r"다른 이름: .*$|^\*\*다른 이름으로 찾을 때\*\*: .*$", re.MULTILINE)
# What others call it in the names of their texts.
TITLES = re.compile(r"\[[^\]\n]*\](?=\(https?:)")
# A term is introduced in bold, with its English name in brackets behind it: **엔트로피**(entropy), **[레이블][g:label]**(label).
INTRODUCED = re.compile(r"\*\*\[?\d*(?P<name>[^*\]\n]+?)(?:\]\[g:[a-z-]+\])?\*\*\([^)\n]*[A-Za-z][^)\n]*\)")


def terms() -> list[dict[str, Any]]:
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))["term"]


def wrong_words(source: str, name: str) -> list[str]:
    """Return the forms in a text that are not the ones that were agreed on, with their lines."""
    text = TITLES.sub("", OTHER_NAMES.sub("", source))
    found = []
    for term in terms():
        cleared = text
        for allowed in term.get("except", ()):
            cleared = re.sub(allowed, "", cleared)
        for form in term["not"]:
            found += [
                f'{name}:{cleared.count(chr(10), 0, match.start()) + 1}: "{match[0]}" is called "{term["wanted"]}" here '
                f"({term['english']}; tests/site/terms.toml)"
                for match in re.finditer(form, cleared)
            ]
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_one_thing_has_one_name(path: Path) -> None:
    tell(wrong_words(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()))


def test_another_name_is_seen() -> None:
    source = "손실\n라벨의 손실과 표본의 수\n\n*label* · 다른 이름: 라벨\n\n온도 보정과 예마다의 손실, 예를 들어 예제\n"
    assert [line.partition(" is called")[0] for line in wrong_words(source, "page.md")] == [
        'page.md:6: "예마다"',
        'page.md:2: "표본의 수"',
        'page.md:2: "라벨"',
        'page.md:6: "온도 보정"',
    ]


def glossary(source: str) -> dict[str, tuple[int, list[str]]]:
    """Return, by each name of each term, the line of its entry and the pages that teach it."""
    found: dict[str, tuple[int, list[str]]] = {}
    for match in re.finditer(r"^### (.+?) \{ #term-.+?\}\n(.*?)(?=^##|\Z)", source, re.MULTILINE | re.DOTALL):
        names = [match[1]]
        if english := re.search(r"^\*(.+?)\*", match[2], re.MULTILINE):
            names += english[1].split(", ")
        if other := re.search(r"다른 이름: (.+)$", match[2], re.MULTILINE):
            names += [re.sub(r"\(.+?\)", "", name).strip() for name in other[1].split(", ")]
        taught = re.search(r"^배우는 곳: (.+)$", match[2], re.MULTILINE)
        pages = re.findall(r"\]\(([a-z-]+\.md)", taught[1]) if taught else []
        line = source.count("\n", 0, match.start()) + 1
        found |= dict.fromkeys(names, (line, pages))
    return found


def introduced() -> dict[str, tuple[str, int]]:
    """Return the terms that lessons introduce, each with the first lesson that does and the line there."""
    found: dict[str, tuple[str, int]] = {}
    for name in ORDER:
        source = (DOCS / name).read_text(encoding="utf-8")
        text = list(source)
        for fence in find_fences(source):
            text[fence.start : fence.end] = [c if c == "\n" else " " for c in source[fence.start : fence.end]]
        for match in INTRODUCED.finditer("".join(text)):
            found.setdefault(match["name"], (name, source.count("\n", 0, match.start()) + 1))
    return found


def glossary_faults(entries: dict[str, tuple[int, list[str]]], terms: dict[str, tuple[str, int]]) -> list[str]:
    """Return which terms the glossary lacks, and which of its entries name another page first than the one that introduces it."""
    missing = [
        f'docs/{page}:{line}: the glossary has no entry and no other name "{term}"'
        for term, (page, line) in terms.items()
        if term not in entries
    ]
    first: dict[int, tuple[int, str, str]] = {}
    for term, (page, _) in terms.items():
        if term in entries:
            line = entries[term][0]
            first[line] = min(first.get(line, (99, "", "")), (ORDER.index(page), page, term))
    late = [
        f'docs/glossary.md:{line}: "{term}" is taught first in {page}; its 배우는 곳 begins with {(entries[term][1] or ["nothing"])[0]}'
        for line, (_, page, term) in sorted(first.items())
        if (page not in entries[term][1] if page == FIRST else entries[term][1][:1] != [page])
    ]
    return missing + late


def test_the_glossary_has_every_term_that_a_lesson_introduces_with_the_lesson_that_teaches_it_first() -> None:
    tell(glossary_faults(glossary((DOCS / "glossary.md").read_text(encoding="utf-8")), introduced()))


def test_a_page_that_is_said_to_teach_a_term_has_the_word() -> None:
    entries = glossary((DOCS / "glossary.md").read_text(encoding="utf-8"))
    names: dict[int, list[str]] = {}
    for name, (line, _) in entries.items():
        names.setdefault(line, []).append(name)
    found = []
    for line, pages in {(line, tuple(pages)) for line, pages in entries.values()}:
        for page in pages:
            text = (DOCS / page).read_text(encoding="utf-8").replace(" ", "").casefold()
            if not any(name.replace(" ", "").casefold() in text for name in names[line]):
                found.append(f'docs/glossary.md:{line}: {page} does not have the word "{names[line][0]}"')
    tell(sorted(found))


def test_every_agreed_form_is_in_the_glossary() -> None:
    entries = glossary((DOCS / "glossary.md").read_text(encoding="utf-8"))
    tell([f'docs/glossary.md:1: no entry "{term["wanted"]}"' for term in terms() if term["wanted"] not in entries])


def test_a_term_that_the_glossary_lacks_is_seen() -> None:
    entries = glossary("### 가 { #term-a }\n\n*a* · 다른 이름: 나\n\n배우는 곳: [글](kl-divergence.md)\n")
    assert glossary_faults(entries, {"나": (FIRST, 3)}) == [
        f'docs/glossary.md:1: "나" is taught first in {FIRST}; its 배우는 곳 begins with kl-divergence.md'
    ]
    assert glossary_faults(entries, {"나": ("entropy.md", 3), "다": ("entropy.md", 4)}) == [
        'docs/entropy.md:4: the glossary has no entry and no other name "다"',
        'docs/glossary.md:1: "나" is taught first in entropy.md; its 배우는 곳 begins with kl-divergence.md',
    ]
