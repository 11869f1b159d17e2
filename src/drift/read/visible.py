"""Tell which fences of a Markdown source a reader sees as such.

superfences calls a fence's formatter also for fences in HTML comments, in `<pre>` and in indented code, and takes the result
back later. What is nesting and what is indented code only Python-Markdown knows; so it is asked: every fence is replaced by a
word, the page is converted, and the HTML shows where the word is.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.blockprocessors import CodeBlockProcessor

from drift.read.front_matter import content_start

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from drift.read.fences import Fence

MARK = "data-drift"
"""The attribute that marks a fence in rendered HTML with its number."""

_WORD = re.compile(r"driftfence(\d+)x")
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


class _IndentedCode(CodeBlockProcessor):
    """Drops all fences of a block that begins with indented code, as superfences does: also one right below the code."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks[0] = _WORD.sub("code", blocks[0])
        super().run(parent, blocks)


class _Seen(HTMLParser):
    """Collects the fences in the text of an HTML page, not those in a comment or in a verbatim element."""

    def __init__(self) -> None:
        super().__init__()
        self.fences: set[int] = set()
        self._verbatim: list[tuple[str, set[int]]] = []  # the elements that are open, and what each of them hides

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._found(value for name, value in attrs if name == MARK and value and value.isdecimal())
        if tag in _VERBATIM:
            self._verbatim.append((tag, set()))

    def handle_endtag(self, tag: str) -> None:
        if self._verbatim and tag == self._verbatim[-1][0]:
            self._verbatim.pop()

    def handle_data(self, data: str) -> None:
        self._found(_WORD.findall(data))

    def handle_comment(self, data: str) -> None:
        if data.startswith((">", "->")):  # to a browser, `<!-->` is a comment and over
            self._found(_WORD.findall(data))

    def unknown_decl(self, data: str) -> None:
        self._found(_WORD.findall(data))  # a browser knows no `<![CDATA[`

    def close(self) -> None:
        super().close()
        self.fences.update(*(hidden for _, hidden in self._verbatim))  # without an end it hides nothing

    def _found(self, numbers: Iterable[str]) -> None:
        (self._verbatim[-1][1] if self._verbatim else self.fences).update(map(int, numbers))


def visible_fences(source: str, fences: Iterable[Fence]) -> set[int]:
    """Return the indices of those `fences` of `source` that are neither in a comment nor in verbatim text.

    Args:
        source: The text of the file as it lies on disk.
        fences: All fences of that source, in order.
    """
    parts = []
    at = content_start(source)
    for index, fence in enumerate(fences):
        parts += [source[at : fence.start], f"{fence.prefix}driftfence{index}x\n"]
        at = fence.end
    parts.append(source[at:])
    text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
    md = Markdown(extensions=_EXTENSIONS, extension_configs={"pymdownx.tabbed": {"alternate_style": True}})
    md.parser.blockprocessors.register(_IndentedCode(md.parser), "code", 80)  # in place of Python-Markdown's own
    return fences_in_html(md.convert(text))


def fences_in_html(html: str) -> set[int]:
    """Return the numbers of the fences that HTML marks with `MARK`, those in comments and verbatim elements left aside."""
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen.fences
