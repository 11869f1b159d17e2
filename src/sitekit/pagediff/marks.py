"""Mark the words, numbers, formulas and pictures in which two blocks differ, and put into words what marks cannot show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from sitekit.pagediff.blocks import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitekit.pagediff.sites import Page

# Numbers and words differ as a whole.
_TOKEN = re.compile(r"\d(?:[\d.,]*\d)?|[^\W\d_]+|\s+|.", re.DOTALL)
_WHOLE = {"img", "svg", "math", "input", "button", "iframe", "video", "audio", "object", "canvas"}
_FORMULAS = {"katex", "katex-display", "arithmatex"}
_LONGEST = 3000  # tokens of a block; comparing more takes longer than anyone looks at the result
_SHARED = 0.3  # two texts that share less are different texts: marks all over would say nothing
_FEW = 3
# Looks, links and pictures, which are told in other ways, and numbers that follow from others.
_SEEN = {"class", "style", "href", "src", "data-drift", "data-copy", "for", "name", "width", "height", "viewbox"}
_NAMES = {
    "alt": "그림의 대체 텍스트",
    "aria-label": "읽어 주는 이름",
    "title": "말풍선",
    "id": "제목의 주소",
    "data-answer": "연습문제가 맞다고 하는 답",
}
_MAKER = BeautifulSoup("", "html.parser")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    node: NavigableString | Tag


def mark(old: Tag, new: Tag, key: Callable[[Tag], str]) -> None:
    """Mark both blocks where they differ.

    Args:
        old: A block, which is changed; its elements that count as a whole need keys.
        new: The other one.
        key: Returns what two elements share if and only if they look the same.
    """
    left, right = list(_tokens(old, key)), list(_tokens(new, key))
    if max(len(left), len(right)) > _LONGEST:
        return
    texts = [token.text for token in left], [token.text for token in right]
    codes = _joined(SequenceMatcher(None, *texts, autojunk=False).get_opcodes(), texts[0])
    shared = sum(i2 - i1 for what, i1, i2, _, _ in codes if what == "equal")
    few = max(len(left), len(right)) <= _FEW  # such as a formula that stands alone
    if shared < _SHARED * min(len(left), len(right)) and not few:
        return
    changed = [code for code in codes if code[0] != "equal"]
    _wrap(left, [range(i1, i2) for _, i1, i2, _, _ in changed])
    _wrap(right, [range(j1, j2) for _, _, _, j1, j2 in changed])


def _tokens(tag: Tag, key: Callable[[Tag], str]) -> Iterator[_Token]:
    if tag.name in _WHOLE or _FORMULAS & set(tag.get("class") or ()):
        yield _Token(key(tag), tag)
        return
    for child in tag.children:
        if isinstance(child, Tag):
            yield from _tokens(child, key)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield from (_Token(text, child) for text in _TOKEN.findall(child))


def _joined(
    codes: Sequence[tuple[str, int, int, int, int]], old: Sequence[str]
) -> list[tuple[str, int, int, int, int]]:
    """Return the differences, two that only a space keeps apart made one."""
    joined: list[tuple[str, int, int, int, int]] = []
    for at, (what, i1, i2, j1, j2) in enumerate(codes):
        between = what == "equal" and 0 < at < len(codes) - 1 and not "".join(old[i1:i2]).strip() and i2 - i1 == 1
        if joined and joined[-1][0] == "differs" and (what != "equal" or between):
            joined[-1] = ("differs", joined[-1][1], i2, joined[-1][3], j2)
        else:
            joined.append(("equal" if what == "equal" else "differs", i1, i2, j1, j2))
    return joined


def _wrap(tokens: Sequence[_Token], ranges: Sequence[range]) -> None:
    """Mark the tokens of these ranges; each text is taken apart once."""
    differing = {at for marked in ranges for at in marked}
    parts: dict[int, list[tuple[bool, str]]] = {}
    nodes: dict[int, NavigableString] = {}
    for at, token in enumerate(tokens):
        differs = at in differing
        if isinstance(token.node, Tag):
            if differs:
                token.node["class"] = " ".join((*(token.node.get("class") or ()), "differs"))
            continue
        nodes[id(token.node)] = token.node
        spans = parts.setdefault(id(token.node), [])
        if spans and spans[-1][0] == differs:
            spans[-1] = differs, spans[-1][1] + token.text
        else:
            spans.append((differs, token.text))
    for which, spans in parts.items():
        if any(differs for differs, _ in spans):
            nodes[which].replace_with(*(_piece(text) if differs else NavigableString(text) for differs, text in spans))


def _piece(text: str) -> Tag:
    tag = _MAKER.new_tag("mark")
    tag["class"] = "differs"
    tag.string = text
    return tag


def unseen(old: Tag, new: Tag, pages: tuple[Page, Page]) -> list[str]:
    """Return in words what differs and is not to be seen: where links lead, what is read out, where headings are found."""
    said = []
    links = [[tag for tag in (side, *side.find_all("a")) if tag.name == "a" and tag.get("href")] for side in (old, new)]
    if len(links[0]) == len(links[1]):
        for one, other in zip(*links, strict=True):
            was, leads = (page.target(str(tag["href"])) for page, tag in zip(pages, (one, other), strict=True))
            if was != leads:
                said.append(f"링크 ‘{_short(other.get_text())}’: {was or '처음'} → {leads or '처음'}")
    sides = [[tag for tag in (side, *side.find_all(True)) if not tag.find_parent("svg")] for side in (old, new)]
    names = dict.fromkeys(name for tags in sides for tag in tags for name in tag.attrs)
    for name in (name for name in names if name not in _SEEN):
        # The id of a heading is the address of what it heads; others are used within the page only.
        before, after = (
            [str(tag[name]) for tag in tags if tag.get(name) and (name != "id" or tag.name in HEADINGS)]
            for tags in sides
        )
        for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if what != "equal":
                values = (_short(", ".join(part)) or "없음" for part in (before[i1:i2], after[j1:j2]))
                said.append(f"{_NAMES.get(name, name)}: {' → '.join(values)}")
    return said


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"
