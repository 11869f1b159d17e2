"""What an author is told of the pages at each build: what is wrong with their front matter, and with the order of lessons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drift.read.front_matter import front_matter_fault
from sitekit.frontmatter import Fault, description_faults, front_matter_faults
from sitekit.lessons import first_faults, home_faults, nav_faults
from sitekit.remembered import Remembered
from sitekit.times import uris

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from sitekit.options import PagesConfig


class Checks:
    """All of them; what is a function of one page's source is looked at once as long as the source stays."""

    def __init__(self) -> None:
        self._front_matter = Remembered(front_matter_faults)
        self._description = Remembered(description_faults)

    def run(self, nav: Navigation, files: Files, config: MkDocsConfig, options: PagesConfig) -> Iterator[str]:
        """Return what is wrong, each as `docs/page.md:LINE: what`, and the way out.

        Args:
            nav: The navigation.
            files: The files of the site.
            config: The site's configuration.
            options: What is wanted of the pages.
        """
        docs = Path(config.docs_dir).name
        sources = {file.src_uri: file.content_string for file in files.documentation_pages() if file.abs_src_path}
        for uri, source in sources.items():
            faults = self._front_matter(uri, source)
            if faults and "drift" in config.plugins and front_matter_fault(source):
                continue  # `drift` reads these pages, too, and tells it
            if not faults and options.description:
                faults = self._description(uri, source)
            yield from (fault.told(f"{docs}/{uri}") for fault in faults)
        if options.lessons:
            file = Path(config.config_file_path)
            for page, fault in _lessons(sources, nav, options, file.read_text(encoding="utf-8")):
                yield fault.told(f"{docs}/{page}" if page else file.name)


def _lessons(
    sources: Mapping[str, str], nav: Navigation, options: PagesConfig, config: str
) -> Iterator[tuple[str | None, Fault]]:
    """Look whether the lessons have one order everywhere.

    Args:
        sources: The pages, by their source files.
        nav: The navigation.
        options: Which of the titles at its top have lessons, and the number of the first.
        config: The text of mkdocs.yml.

    Yields:
        The source file, `None` for mkdocs.yml, and what is wrong.
    """
    home = nav.homepage.file.src_uri if nav.homepage else "index.md"
    parts = {
        title: next((list(uris(item)) for item in nav.items if item.title == title), None) for title in options.lessons
    }
    yield from ((None, fault) for fault in nav_faults(config, parts, sources))
    if None in parts.values():
        return
    names = list(dict.fromkeys(uri for part in parts.values() for uri in part or ()))
    if home in sources:
        yield from ((home, fault) for fault in home_faults(sources[home], names, home, first=options.first_number))
    order = [page.file.src_uri for page in nav.pages if page.file.src_uri != home]
    for uri in names:
        if uri in sources:
            yield from ((uri, fault) for fault in first_faults(sources[uri], uri, order[: order.index(uri)]))
