"""What the short way (짧은 길) owes to those who read nothing else: no term before its introduction, no page before its turn.

A term is introduced where it stands in bold, or as a link to the glossary or to a page. Reading goes on from page to page, so
that what one page has introduced the next may use. Run it by hand on pages in the order of reading:
`python tests/site/trunk.py docs/why-cross-entropy.md docs/softmax-and-logits.md`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from nav import FIRST, MKDOCS, sections
from numerals import REFERENCES
from test_terms import glossary

from drift.read.fences import find_fences
from drift.read.front_matter import content_start

ROOT = Path(__file__).parents[2]
ORDINARY = Path(__file__).with_name("trunk.toml")
SECTION = "짧은 길"
REACH = 60  # characters behind its first use within which a term may still be introduced, in the same paragraph
GUIDE = "→ docs/contributing.md#add-lesson, step 5"
EARLY = (
    "is used before the short way introduces it: put it in bold and explain it, or link it to the glossary or to a page, or do "
    "without; if it is an everyday word, say so in tests/site/trunk.toml"
)
ELSEWHERE = ("index.md", "glossary.md")  # to which a box may link, since they are no lessons

_LINE = r"(?:[^\n]|\n(?![ \t]*\n))"  # a character within a paragraph
# What a reader does not read as prose, or reads before the text begins: a heading names what is explained below it.
_HIDDEN = (
    REFERENCES,
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(rf"(?<!`)(`+)(?!`){_LINE}+?(?<!`)\1(?!`)"),
    re.compile(r"(?<!\\)\$\$.+?\$\$", re.DOTALL),
    re.compile(r"(?<!\\)\$(?!\s)[^$\n]+?(?<![\s\\])\$"),
    re.compile(r"^#{1,6} .*$", re.MULTILINE),
    re.compile(r"^.*\*\*먼저 읽을 것\*\*.*$", re.MULTILINE),  # whose links explain nothing here
    re.compile(r"^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+[a-z]+", re.MULTILINE),
    re.compile(r"^\[[^\]\n]+\]: .*$", re.MULTILINE),
    re.compile(r"\{:?[ ]?[#.][^}\n]*\}"),
    re.compile(r"</?[A-Za-z][^>]*>"),
)
_LEADS = re.compile(r"(?<=\])(?:\([^)\n]*\)|\[[^\]\n]*\])")
_BOLD = re.compile(rf"\*\*(?=\S){_LINE}+?(?<=\S)\*\*")
_LINK = re.compile(r"(?<!!)\[[^\[\]\n]+\](?=\[g:[a-z-]+\]|\([^)\s:]*\.md[^)\n]*\))")
_NEXT_BLOCK = re.compile(r"\n[ \t]*\n|\n[ \t]*(?:[-*+]|\d+\.)[ \t]|\n[ \t]*\|")
_READ_FIRST = re.compile(r"\*\*먼저 읽을 것\*\*: (.*?)(?: · |$)", re.MULTILINE)
_BOX = re.compile(r"^!!! question.*\n(?:(?:[ \t]+.*)?\n)*", re.MULTILINE)
_PAGE = re.compile(r"\]\(([A-Za-z0-9/_-]+\.md)")


@dataclass(frozen=True)
class Use:
    """A place where a page uses a term."""

    term: int  # the line of its entry in the glossary
    name: str
    start: int
    end: int
    marked: bool


def trunk() -> list[Path]:
    """Return the pages of the short way in their order."""
    found = sections(MKDOCS.read_text(encoding="utf-8"))
    if SECTION not in found:
        raise LookupError(f"mkdocs.yml:1: nav has no section {SECTION}")
    return [ROOT / "docs" / name for name in (FIRST, *found[SECTION])]


def ordinary() -> list[re.Pattern[str]]:
    """Return where a word is no term though the glossary has it: each is justified where it is written down."""
    return [re.compile(entry["form"]) for entry in tomllib.loads(ORDINARY.read_text(encoding="utf-8"))["ordinary"]]


def names(source: str) -> dict[str, int]:
    """Return what is looked for: the names in the glossary, each with the line of its entry, without those in code."""
    return {name: line for name, (line, _) in glossary(source).items() if not name.startswith("`")}


def faults(pages: list[Path], glossary_source: str) -> list[str]:
    """Return the first use of each term that nothing before it introduces, and what a box names too early."""
    known: set[int] = set()
    terms = names(glossary_source)
    found = []
    for index, page in enumerate(pages):
        source = page.read_text(encoding="utf-8")
        where = page.resolve().relative_to(ROOT).as_posix() if page.resolve().is_relative_to(ROOT) else page.name
        told = [
            (use.start, f'"{use.name}" (docs/glossary.md:{use.term}) {EARLY}')
            for use in unintroduced(source, terms, known)
        ]
        told += box_faults(source, [other.name for other in pages], index)
        found += [f"{where}:{source.count(chr(10), 0, at) + 1}: {fault}\n    {GUIDE}" for at, fault in sorted(told)]
    return found


def unintroduced(source: str, terms: dict[str, int], known: set[int]) -> list[Use]:
    """Return the first uses that come too early; `known` holds what has been introduced so far, and goes on growing."""
    text = prose(source)
    found = uses(text, terms)
    early = []
    for place, use in enumerate(found):
        if use.term in known:
            continue
        known.add(use.term)
        if not any(_introduces(text, other, use) for other in found[place:] if other.term == use.term):
            early.append(use)
    return early


def _introduces(text: str, other: Use, use: Use) -> bool:
    """Tell whether this use introduces the term of that one: it is the same one, or stands right behind it."""
    between = text[use.end : other.start]
    return other.marked and not _NEXT_BLOCK.search(between) and len(re.sub(r"\s+", " ", between)) <= REACH


def prose(source: str) -> str:
    """Return the text that is read as prose, in its place: all else is blank."""
    text = _blank(source, [(0, content_start(source)), *((fence.start, fence.end) for fence in find_fences(source))])
    for pattern in (*_HIDDEN, *ordinary()):
        text = _blank(text, [match.span() for match in pattern.finditer(text)])
    return text


def uses(text: str, terms: dict[str, int]) -> list[Use]:
    """Return where the terms are used. A longer name goes before a shorter one within it, and particles may follow."""
    spans = [match.span() for pattern in (_BOLD, _LINK) for match in pattern.finditer(text)]
    shown = _blank(text, [match.span() for match in _LEADS.finditer(text)])
    by_name = {_key(name): line for name, line in terms.items()}
    return [
        Use(
            by_name[_key(match[0])],
            " ".join(match[0].split()),
            *match.span(),
            marked=any(start <= match.start() and match.end() <= end for start, end in spans),
        )
        for match in _pattern(terms).finditer(shown)
    ]


def _pattern(terms: dict[str, int]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    # 로그가능도 is no use of 가능도, but 4비트 is one of 비트. What follows Hangul is taken for a particle.
    return re.compile(rf"(?<![A-Za-z가-힣_])(?:{'|'.join(map(_as_pattern, longest_first))})")


def _as_pattern(name: str) -> str:
    pattern = r"\s+".join(map(re.escape, name.split()))
    if re.search(r"[A-Za-z0-9]$", name):
        pattern += r"(?![A-Za-z0-9_])"
    return f"(?i:{pattern})" if re.search(r"[a-z]", name) else pattern  # CE is written in capitals only


def _key(name: str) -> str:
    """Return what is the same for a name however it is broken into lines or written at a sentence's beginning."""
    return " ".join(name.split()).casefold()


def box_faults(source: str, order: list[str], index: int) -> list[tuple[int, str]]:
    """Return, with their places, the links in the box that lead off the short way or ahead on it."""
    box = _BOX.search(source)
    if box is None:
        return []
    found = []
    first = _READ_FIRST.search(source, *box.span())
    for link in _PAGE.finditer(source, *box.span()):
        name = link[1]
        if first and first.start() < link.start() < first.end():
            if name not in order[:index]:
                found.append((link.start(), f"{name} is to be read first, and does not come before on the short way"))
        elif name not in order and name not in ELSEWHERE:
            found.append((link.start(), f"the box links to {name}, which is not on the short way: link it in the text"))
    return found


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    parts = list(text)
    for start, end in spans:
        parts[start:end] = [c if c == "\n" else " " for c in parts[start:end]]
    return "".join(parts)


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]] or trunk()
    lines = faults(given, (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    print("\n".join(lines))
    sys.exit(bool(lines))
