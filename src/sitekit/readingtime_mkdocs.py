"""The MkDocs plugin: puts reading times where pages write `READING_TIME` and `READING_TIME_OF(section)`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from sitekit.readingtime import ReadingTime, Word, find_words, measure, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

ALL = "*"
"""What stands for all pages where else a section's title does."""


class ReadingtimeConfig(Config):
    """The plugin has no options."""


class ReadingtimePlugin(BasePlugin[ReadingtimeConfig]):
    """Counts at every build, since a number typed by hand would be wrong after the next change of its page."""

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Measure the pages that show their time, before the first of them is rendered: one may name the sum of all."""
        self._times: dict[str, dict[str, ReadingTime]] = {ALL: {}}
        for file in files.documentation_pages():
            source = file.content_string
            if any(word.section is None for word in find_words(source)):
                self._times[ALL][file.src_uri] = measure(source)
        for item in nav.items:
            if item.title:
                uris = set(_uris(item))
                self._times[item.title] = {uri: time for uri, time in self._times[ALL].items() if uri in uris}

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Replace the words of a page. In its Markdown, so that the search finds what readers see."""
        if not _is_korean(config):
            return markdown
        source = page.file.content_string
        matter = source.count("\n") - markdown.count("\n")  # the lines of the front matter, gone by now
        parts, at = [], 0
        for word in find_words(markdown):
            line = matter + markdown.count("\n", 0, word.start) + 1
            where = f"{Path(config.docs_dir).name}/{page.file.src_uri}:{line}"
            time = measure(source) if word.section is None else self._sum(word, where)
            parts += [markdown[at : word.start], str(time)]
            at = word.end
        return "".join([*parts, markdown[at:]])

    def _sum(self, word: Word, where: str) -> ReadingTime:
        times = self._times.get(word.section or "", {})
        if times:
            return total(times.values())
        known = ", ".join(title for title, times in self._times.items() if times) or "none"
        why = "has no page with READING_TIME" if word.section in self._times else "is no title at the top of nav"
        raise PluginError(
            f'readingtime: {where}: READING_TIME_OF({word.section}): "{word.section}" {why}. Titles with such pages: {known}'
        )


def _uris(item: StructureItem) -> Iterator[str]:
    """Return the pages of an entry of the navigation: of a section, however deep, or the page that it is."""
    if isinstance(item, Page):
        yield item.file.src_uri
    elif isinstance(item, Section):
        for child in item.children:
            yield from _uris(child)


def _is_korean(config: MkDocsConfig) -> bool:
    """Tell whether the site, as a translation plugin may just build it, is in the language of the texts here."""
    language = config.theme.get("language") or config.theme.get("locale")
    return language is None or str(language).partition("_")[0].partition("-")[0] == "ko"
