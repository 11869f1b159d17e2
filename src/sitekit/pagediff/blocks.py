"""Find the blocks of two pages that differ: paragraphs, rows of tables, items of lists, outputs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from sitekit.pagediff.sites import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sitekit.pagediff.sites import Page

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# May stand in one another: where all children of one are of this kind, the children are compared by themselves.
_BLOCKS = {
    *HEADINGS,
    *("address", "article", "aside", "blockquote", "details", "div", "figure", "footer", "header", "hr", "input"),
    *("main", "nav", "p", "pre", "section", "summary"),
    *("dd", "dl", "dt", "li", "ol", "ul", "table", "tbody", "tfoot", "thead", "tr"),
}
# Make sense as a whole only.
_WHOLE_NAMES = {"figure", "tr", "pre", "thead", *HEADINGS}
_WHOLE_CLASSES = {"highlight", "drift-example", "drift-output", "katex-display", "arithmatex", "grid"}
# Numbers that change when anything is put in before them.
_COUNTED = {"data-drift", "id", "for", "name"}
_LINKS = {"href", "src", "data-copy"}
_NAMING = ("id", "href", "xlink:href", "aria-labelledby", "aria-describedby", "clip-path", "fill", "style")
_WORD = re.compile(r"\w+")
_ALIKE = 0.3  # how many words two blocks share that are taken for one that was changed
_MANY = 40_000  # pairs of blocks to compare in one place; beyond it none are


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the one page beside that of the other; `None`: there is none."""

    old: Tag | None
    new: Tag | None
    shells: tuple[Tag, ...] = ()
    """What it stands in, the outermost first."""
    same: bool = False
    moved: bool = False
    """It stands in the other page too, elsewhere."""

    @property
    def block(self) -> Tag:
        """The block as it is, or as it was."""
        tag = self.new or self.old
        assert tag
        return tag

    @property
    def heading(self) -> str:
        """The nearest heading above it."""
        found = self.block if self.block.name in HEADINGS else self.block.find_previous(HEADINGS)
        return " ".join(found.get_text().split()) if isinstance(found, Tag) else ""


class Compared:
    """Two states of a page."""

    def __init__(self, old: Page, new: Page, renamed: Mapping[str, str]) -> None:
        """Take both pages.

        Args:
            old: The page as it was.
            new: The page as it is.
            renamed: The new addresses of pages by their old ones: a link that follows is no change.
        """
        self._renamed = renamed
        self._keys: dict[int, str] = {}
        self._starts: dict[int, str] = {}
        self._words: dict[int, Counter[str]] = {}
        for page in (old, new):
            number_ids(page.article)
            self._read(page.article, page, was=page is old)
        self.old, self.new = old, new

    def rows(self) -> list[Row]:
        """Return all blocks in their order, or nothing where no block differs."""
        rows = list(self._rows(self.old.article, self.new.article, ()))
        if all(row.same for row in rows):
            return []
        gone = Counter(self._keys[id(row.old)] for row in rows if row.old and not row.new)
        come = Counter(self._keys[id(row.new)] for row in rows if row.new and not row.old)
        both = gone & come
        rows = [
            replace(row, moved=bool(row.old) != bool(row.new) and self._keys[id(row.block)] in both) for row in rows
        ]
        return [row for row in rows if row.new or not row.moved]  # what has moved is told where it stands now

    def key(self, tag: Tag) -> str:
        """Return a text that two elements share if and only if readers see the same."""
        return self._keys[id(tag)]

    def _read(self, tag: Tag, page: Page, *, was: bool, pre: bool = False) -> str:
        pre = pre or tag.name in {"pre", "textarea"}
        parts = [f"<{tag.name}{''.join(self._attributes(tag, page, was=was))}>"]
        self._starts[id(tag)] = parts[0]
        for child in tag.children:
            if isinstance(child, Tag):
                parts.append(self._read(child, page, was=was, pre=pre))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                parts.append(str(child) if pre else re.sub(r"\s+", " ", child))
        text = "".join(parts)
        # White space between blocks is not seen.
        self._keys[id(tag)] = text if pre or not is_container(tag) else text.replace("> <", "><")
        return self._keys[id(tag)]

    def _attributes(self, tag: Tag, page: Page, *, was: bool) -> Iterator[str]:
        for name, value in sorted(tag.attrs.items()):
            text = " ".join(value) if isinstance(value, list) else str(value)
            if name in _COUNTED and not (name == "id" and tag.name in HEADINGS):
                continue
            if name in _LINKS and not text.startswith("#"):
                file = page.file(text) if name == "src" else None
                text = digest(file) if file else self._target(page.target(text), was=was)
            yield f' {name}="{text}"'

    def _target(self, target: str, *, was: bool) -> str:
        """Return where a link leads, in the old state as if the pages had their new addresses."""
        address, hash_, fragment = target.partition("#")
        # Beside the page lie its Markdown and its notebook.
        for old, new in self._renamed.items() if was else ():
            for ending in ("/", ".md", ".ipynb"):
                if old.endswith("/") and address == old[:-1] + ending:
                    address = new.removesuffix("/") + ending
        return address + hash_ + fragment

    def _rows(self, old: Tag, new: Tag, shells: tuple[Tag, ...]) -> Iterator[Row]:
        left, right = children(old), children(new)
        keys = [self._keys[id(tag)] for tag in left], [self._keys[id(tag)] for tag in right]
        for what, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            if what == "equal":
                for a, b in zip(left[i1:i2], right[j1:j2], strict=True):
                    yield Row(a, b, shells, same=True)
                continue
            for one, other in self._pairs(left[i1:i2], right[j1:j2]):
                boxes = one and other and is_container(one) and is_container(other)
                if one and other and boxes and self._starts[id(one)] == self._starts[id(other)]:
                    yield from self._rows(one, other, (*shells, other))
                else:
                    yield Row(one, other, shells)

    def _pairs(self, old: Sequence[Tag], new: Sequence[Tag]) -> list[tuple[Tag | None, Tag | None]]:
        """Pair blocks in their order, so that the pairs share as many words as possible."""
        if len(old) == len(new) == 1 and old[0].name == new[0].name:
            return [(old[0], new[0])]
        if len(old) * len(new) > _MANY:
            return [*((tag, None) for tag in old), *((None, tag) for tag in new)]
        # best[i][j]: the sum that the blocks from i and from j on can reach.
        best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
        alike = [[self._alike(a, b) for b in new] for a in old]
        for i in reversed(range(len(old))):
            for j in reversed(range(len(new))):
                best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
        pairs: list[tuple[Tag | None, Tag | None]] = []
        i = j = 0
        while i < len(old) and j < len(new):
            if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
                pairs.append((old[i], new[j]))
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                pairs.append((old[i], None))
                i += 1
            else:
                pairs.append((None, new[j]))
                j += 1
        return [*pairs, *((tag, None) for tag in old[i:]), *((None, tag) for tag in new[j:])]

    def _alike(self, old: Tag, new: Tag) -> float:
        if old.name != new.name or old.get("class") != new.get("class"):
            return 0
        share = alike(self._counted(old), self._counted(new))
        return share if share >= _ALIKE else 0

    def _counted(self, tag: Tag) -> Counter[str]:
        if id(tag) not in self._words:
            self._words[id(tag)] = words(tag)
        return self._words[id(tag)]


def number_ids(article: Tag) -> None:
    """Put numbers for the names of a drawing's parts: those hold the name of the drawing, which may have another one now."""
    for svg in article.find_all("svg"):
        numbers = {str(tag["id"]): f"part-{number}" for number, tag in enumerate(svg.find_all(id=True))}
        for tag in (svg, *svg.find_all(True)) if numbers else ():
            for name in _NAMING:
                if tag.get(name):
                    # Names of parts consist of what this pattern finds, and a reference is `#name` or `url(#name)`.
                    parts = re.split(r"([\w-]+)", str(tag[name]))
                    tag[name] = "".join(numbers.get(part, part) for part in parts)


def words(tag: Tag) -> Counter[str]:
    """Return the words of an element, and how often each stands there."""
    return Counter(_WORD.findall(tag.get_text()))


def alike(old: Counter[str], new: Counter[str]) -> float:
    """Return how many of all words two texts share, from 0 to 1."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 0


def children(tag: Tag) -> list[Tag]:
    """Return the elements that stand directly in another one."""
    return [child for child in tag.children if isinstance(child, Tag)]


def is_container(tag: Tag) -> bool:
    """Return whether an element holds blocks and nothing else, so that they can be compared by themselves."""
    if tag.name in _WHOLE_NAMES or _WHOLE_CLASSES & set(tag.get("class") or ()):
        return False
    blocks = children(tag)
    loose = (child for child in tag.children if type(child) is NavigableString and child.strip())
    return bool(blocks) and all(block.name in _BLOCKS for block in blocks) and not any(loose)


def near(rows: Sequence[Row], worth: Callable[[Row], bool]) -> list[Row | list[Row]]:
    """Return what differs with one block around it that is worth showing; blocks further away stand in lists of their own."""
    kept: list[Row | list[Row]] = []
    for at, row in enumerate(rows):
        beside = rows[max(at - 1, 0) : at + 2]
        if not row.same or (any(not other.same for other in beside) and worth(row)):
            kept.append(row)
        elif kept and isinstance(kept[-1], list):
            kept[-1].append(row)
        else:
            kept.append([row])
    return kept
