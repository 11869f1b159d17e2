"""Tell which fences of a Markdown source a reader sees as such.

superfences calls a fence's formatter also for fences in HTML comments, in `<pre>` and in indented code, and takes the result
back later. What is nesting and what is indented code only Python-Markdown knows; so it is asked: every fence is replaced by a
word, the page is converted, and the HTML shows where the word is. No page can hold the word, whether written out or put together
from entities: it has a digest of all text around the fences in it. The marks of rendered fences are random for the same reason.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.blockprocessors import CodeBlockProcessor

from drift.read.front_matter import content_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

    from drift.read.fences import Fence

_MARK = "data-drift"
# Extensions that give indentation a meaning. A page that uses another one is still safe: what is counted here is
# compared with what has been rendered.
_EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.tab",
    "pymdownx.details",
    "pymdownx.tabbed",
    "tables",
]
_VERBATIM = frozenset({"pre", "script", "style", "textarea"})
# Highlighted code is full of spans, and they hide nothing; without them a page is read in a third of the time. They go where each
# `<` begins a tag or a comment as simple as these, and no element makes text of the tags in it.
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext"
_ATTRIBUTES = r'(?: [\w:-]++(?:="[^"<>]*+")?+)*+ ?/?>'
_PLAIN = re.compile(
    rf"(?:[^<]++|<(?!(?i:{_RAW}))[a-z][A-Za-z0-9-]*+{_ATTRIBUTES}|</[a-z][A-Za-z0-9-]*+>"
    rf"|<title{_ATTRIBUTES}[^<]*+</title>|<!-- [^<>-]*+(?:-[^<>-]++)*+-->)*+"
)
_SPAN = re.compile(rf"<span\b(?![^>]*{_MARK})[^>]*>|</span>")
_EMPTY_LINE_AT_END = re.compile(r"(\r\n|\r|\n)[ \t]*(\r\n|\r|\n)\Z")


class _IndentedCode(CodeBlockProcessor):
    """Drops all fences of a block that begins with indented code, as superfences does: also one right below the code."""

    def __init__(self, md: Markdown, word: re.Pattern[str]) -> None:
        super().__init__(md.parser)
        self._word = word

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks[0] = self._word.sub("code", blocks[0])
        super().run(parent, blocks)


class _Seen(HTMLParser):
    """Collects the numbers of the fences in an HTML page, not those in a comment or in a verbatim element.

    Args:
        word: What stands for a fence in the text; `None`: nothing does.
        mark: What begins the value of an attribute that marks a fence; `None`: nothing does.
    """

    def __init__(self, *, word: re.Pattern[str] | None = None, mark: str | None = None) -> None:
        super().__init__()
        self.fences: set[int] = set()
        self._word = word
        self._mark = mark
        self._verbatim: list[tuple[str, set[int]]] = []  # the elements that are open, and what each of them hides

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._mark:
            values = (value for name, value in attrs if name == _MARK and value)
            self._found(value.removeprefix(self._mark) for value in values if value.startswith(self._mark))
        if tag in _VERBATIM:
            self._verbatim.append((tag, set()))

    def handle_endtag(self, tag: str) -> None:
        if self._verbatim and tag == self._verbatim[-1][0]:
            self._verbatim.pop()

    def handle_data(self, data: str) -> None:
        if self._word:
            self._found(self._word.findall(data))

    def handle_comment(self, data: str) -> None:
        if data.startswith((">", "->")):  # to a browser, `<!-->` is a comment and over
            self.handle_data(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_data(data)  # a browser knows no `<![CDATA[`

    def close(self) -> None:
        super().close()
        self.fences.update(*(hidden for _, hidden in self._verbatim))  # without an end it hides nothing

    def _found(self, numbers: Iterable[str]) -> None:
        (self._verbatim[-1][1] if self._verbatim else self.fences).update(map(int, numbers))


class Marks:
    """The attributes that mark the fences of a page while it is rendered; one that an author has written is none of them."""

    def __init__(self) -> None:
        self._nonce = f"{secrets.token_hex(8)}-"

    def mark(self, index: int) -> str:
        """Return the attribute for the element that shows a fence."""
        return f'{_MARK}="{self._nonce}{index}"'

    def fences_in(self, html: str) -> set[int]:
        """Return the numbers of the fences that are marked, those in comments and verbatim elements left aside."""
        if self._nonce not in html:
            return set()
        if _PLAIN.fullmatch(html):
            html = _SPAN.sub("", html)
        return _read(html, _Seen(mark=self._nonce))

    def plain(self, html: str) -> str:
        """Return the HTML with the bare numbers as marks: a page is the same in every build."""
        return html.replace(f'{_MARK}="{self._nonce}', f'{_MARK}="')


def _all_stand_free(source: str, fences: Sequence[Fence]) -> bool:
    """Tell whether each fence begins at the margin, below an empty line, on a page without HTML: then nothing can hide one."""
    at = content_start(source)
    for fence in fences:
        between = source[at : fence.start]
        if fence.prefix or "<" in between or (between.strip() and not _EMPTY_LINE_AT_END.search(between)):
            return False
        at = fence.end
    return "<" not in source[at:]


def visible_fences(source: str, fences: Sequence[Fence]) -> set[int]:
    """Return the indices of those `fences` of `source` that are neither in a comment nor in verbatim text.

    Args:
        source: The text of the file as it lies on disk.
        fences: All fences of that source, in order.
    """
    if _all_stand_free(source, fences):  # most pages of most sites, and converting them takes time
        return set(range(len(fences)))
    parts, at = [], content_start(source)
    for fence in fences:
        parts += [source[at : fence.start], fence.prefix]
        at = fence.end
    return set(_visible(*parts, source[at:]))


@lru_cache(maxsize=256)  # a page is read by several who know nothing of each other
def _visible(*parts: str) -> frozenset[int]:
    """Return which fences are visible: each has the text before it, its prefix, and the text before the next one around it."""
    nonce = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    marked = (f"{part}fence{nonce}n{index}x\n" if index % 2 else part for index, part in enumerate(parts))
    text = "".join(marked).replace("\r\n", "\n").replace("\r", "\n")
    md = Markdown(extensions=_EXTENSIONS, extension_configs={"pymdownx.tabbed": {"alternate_style": True}})
    word = re.compile(rf"fence{nonce}n(\d+)x")
    md.parser.blockprocessors.register(_IndentedCode(md, word), "code", 80)  # in place of Python-Markdown's own
    return frozenset(index // 2 for index in _read(md.convert(text), _Seen(word=word)))


def _read(html: str, seen: _Seen) -> set[int]:
    seen.feed(html)
    seen.close()
    return seen.fences
