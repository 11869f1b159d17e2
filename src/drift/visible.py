"""Tell which fences of a Markdown source a reader sees as such.

superfences calls a fence's formatter also for fences in HTML comments, in `<pre>` and in indented code, and takes the result
back later. What is nesting and what is indented code only Python-Markdown knows; so it is asked: every fence is replaced by a
word, the page is converted, and the HTML tells where the word has come to stand.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown import Markdown

from drift.fences import content_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.fences import Fence

_WORD = re.compile(r"driftfence(\d+)x")
# Whatever makes indentation mean nesting. A page that uses another extension for that is still safe: what is counted here is
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
_VERBATIM = frozenset({"pre", "code", "script", "style", "textarea"})


class _Seen(HTMLParser):
    """Collects what stands in the text of an HTML page, not in a comment or in a verbatim element."""

    def __init__(self) -> None:
        super().__init__()
        self.fences: set[int] = set()
        self._verbatim: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._verbatim:
            self.fences.update(int(value) for name, value in attrs if name == "data-drift" and value)
        if tag in _VERBATIM:
            self._verbatim.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._verbatim:
            del self._verbatim[self._verbatim.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._verbatim:
            self.fences.update(int(number) for number in _WORD.findall(data))


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
    html = Markdown(extensions=_EXTENSIONS, extension_configs={"pymdownx.tabbed": {"alternate_style": True}}).convert(
        text
    )
    return fences_in_html(html)


def fences_in_html(html: str) -> set[int]:
    """Return the numbers of the fences that HTML marks with `data-drift`, those in comments and verbatim elements left aside."""
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen.fences
