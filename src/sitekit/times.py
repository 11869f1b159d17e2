"""The reading times of a site: those of its pages, and their sums over a section of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from sitekit.readingtime import ReadingTime, Word, find_words, measure, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from sitekit.remembered import Remembered

ALL = "*"
"""Means all pages where a section's title is expected."""


class SectionError(Exception):
    """A page names a section that does not exist or has no reading times."""


class Look(NamedTuple):
    """What a page has of reading times."""

    sections: tuple[str, ...]
    """Of which sections it shows the sums."""
    time: ReadingTime | None
    """How long it takes itself, if it says so."""


def look(source: str) -> Look:
    """Look for the placeholders in a page, and measure it if it shows its time."""
    words = list(find_words(source))
    sections = tuple(word.section for word in words if word.section is not None)
    return Look(sections, measure(source) if len(sections) < len(words) else None)


class Times:
    """Counted at every build, since a number typed by hand would be wrong after the next change of its page.

    Args:
        nav: The navigation.
        files: The files of the site.
        look: The function of this name, which may know a page from the build before.
    """

    def __init__(self, nav: Navigation, files: Files, look: Remembered[Look]) -> None:
        self._look = look
        self._times: dict[str, dict[str, ReadingTime]] = {ALL: {}}
        for file in files.documentation_pages():
            found = look(file.src_uri, file.content_string)
            if found.time:
                self._times[ALL][file.src_uri] = found.time
        for item in nav.items:
            if item.title:
                within = set(uris(item))
                self._times[item.title] = {uri: time for uri, time in self._times[ALL].items() if uri in within}

    def sums(self, uri: str, source: str) -> list[ReadingTime]:
        """Return the sums that a page shows, which other pages change; of a section that is unknown the sum of nothing.

        Args:
            uri: The page's source file.
            source: The whole page.
        """
        return [total(self._times.get(section, {}).values()) for section in self._look(uri, source).sections]

    def fill(self, markdown: str, uri: str, source: str, name: str) -> str:
        """Replace `READING_TIME` and `READING_TIME_OF(section)` in a page.

        Args:
            markdown: The page without its front matter.
            uri: Its source file.
            source: The whole page.
            name: The page's name in messages.

        Raises:
            SectionError: A section is unknown.
        """
        matter = source.count("\n") - markdown.count("\n")  # the lines of the front matter
        parts, at = [], 0
        for word in find_words(markdown):
            line = matter + markdown.count("\n", 0, word.start) + 1
            time = self._own(uri, source) if word.section is None else self._sum(word, f"{name}:{line}")
            parts += [markdown[at : word.start], str(time)]
            at = word.end
        return "".join([*parts, markdown[at:]])

    def _own(self, uri: str, source: str) -> ReadingTime:
        return self._look(uri, source).time or measure(source)  # another plugin may have written the word

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
