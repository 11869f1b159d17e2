"""The reading times of a site: those of its pages, and their sums over a section of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from sitekit.readingtime import ReadingTime, Word, find_words, measure, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

ALL = "*"
"""Means all pages where a section's title is expected."""


class SectionError(Exception):
    """A page names a section that does not exist or has no reading times."""


class Times:
    """Counted at every build, since a number typed by hand would be wrong after the next change of its page."""

    def __init__(self, nav: Navigation, files: Files) -> None:
        self._times: dict[str, dict[str, ReadingTime]] = {ALL: {}}
        for file in files.documentation_pages():
            source = file.content_string
            if any(word.section is None for word in find_words(source)):
                self._times[ALL][file.src_uri] = measure(source)
        for item in nav.items:
            if item.title:
                within = set(uris(item))
                self._times[item.title] = {uri: time for uri, time in self._times[ALL].items() if uri in within}

    def fill(self, markdown: str, source: str, name: str) -> str:
        """Replace `READING_TIME` and `READING_TIME_OF(section)` in a page.

        Args:
            markdown: The page without its front matter.
            source: The whole page.
            name: The page's name in messages.

        Raises:
            SectionError: A section is unknown.
        """
        matter = source.count("\n") - markdown.count("\n")  # the lines of the front matter
        parts, at = [], 0
        for word in find_words(markdown):
            line = matter + markdown.count("\n", 0, word.start) + 1
            time = measure(source) if word.section is None else self._sum(word, f"{name}:{line}")
            parts += [markdown[at : word.start], str(time)]
            at = word.end
        return "".join([*parts, markdown[at:]])

    def _sum(self, word: Word, where: str) -> ReadingTime:
        times = self._times.get(word.section or "", {})
        if times:
            return total(times.values())
        known = ", ".join(title for title, times in self._times.items() if times) or "none"
        why = "has no page with READING_TIME" if word.section in self._times else "is no title at the top of nav"
        raise SectionError(
            f'{where}: READING_TIME_OF({word.section}): "{word.section}" {why}. Titles with such pages: {known}'
        )


def uris(item: StructureItem) -> Iterator[str]:
    """Return the pages of an entry of the navigation: of a section, however deep, or the page that it is."""
    if isinstance(item, Page):
        yield item.file.src_uri
    elif isinstance(item, Section):
        for child in item.children:
            yield from uris(child)
