"""Keep other Markdown extensions off the fences of a page: until superfences reads them, one word stands for each.

Extensions such as pymdownx.critic change the text of a page without a look at what is code, and pymdownx.snippets would expand an
output that looks like a snippet. What was checked is what is shown.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from drift.read.fences import marker_for
from drift.read.page import RECORDING

if TYPE_CHECKING:
    from drift.read.page import Page
    from drift.settings import Settings


class Cover:
    """Takes the fences of a page out of its text and puts them back.

    Args:
        page: The page as it was checked.
        settings: The project's settings.
    """

    def __init__(self, page: Page, settings: Settings) -> None:
        self._page = page
        self._word = f"drift{secrets.token_hex(8)}n"
        recordings = {example.recording_index for example in page.examples}
        self._covered = {
            index
            for index, fence in enumerate(page.fences)
            # An `output` fence without an example is the author's own.
            if page.is_ours(fence, settings) and (fence.language != RECORDING or index in recordings)
        }

    def lay(self, text: str) -> str:
        """Put a word in the place of each fence; one that is not there as it was checked is left alone."""
        parts, at = [], 0
        for index, fence in enumerate(self._page.fences):
            if fence.fault:
                continue
            source = self._source(index)
            if (start := _find_lines(source, text, at)) is not None:
                parts += [
                    text[at:start],
                    f"{fence.prefix}{self._word}{index}x" if index in self._covered else source,
                ]
                at = start + len(source)
        return "".join([*parts, text[at:]])

    def lift(self, text: str) -> str:
        """Put the fences, with their snippets expanded, back where their words are."""
        return re.sub(
            rf"^[> \t]*{self._word}(\d+)x",
            lambda match: self._source(int(match[1]), expanded=True),
            text,
            flags=re.MULTILINE,
        )

    def lacks(self, index: int, text: str) -> bool:
        """Tell whether neither a fence nor its word is in a text."""
        return f"{self._word}{index}x" not in text and self._source(index) not in text

    def _source(self, index: int, *, expanded: bool = False) -> str:
        """Return a fence as it stands on the page, without the end of its last line."""
        fence, source = self._page.fences[index], self._page.source
        start, end = fence.body
        opening, body, closing = source[fence.start : start], source[start:end], source[end : fence.end]
        if expanded and (new := self._page.expanded.get(index)) is not None:
            body = "".join((fence.prefix + line if line else "") + "\n" for line in new.split("\n")[:-1])
            marker = marker_for(new, fence.marker)
            opening, closing = (part.replace(fence.marker, marker, 1) for part in (opening, closing))
        text = opening + body + closing
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _find_lines(lines: str, text: str, at: int) -> int | None:
    """Return where whole lines stand in a text, from an offset on."""
    while (start := text.find(lines, at)) >= 0:
        end = start + len(lines)
        if (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n"):
            return start
        at = start + 1
    return None
