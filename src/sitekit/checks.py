"""What an author is told of the pages at each build: everything that is wrong with what the author wrote beside the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drift.read.front_matter import front_matter_fault
from sitekit.frontmatter import Fault, description_faults, front_matter_faults
from sitekit.lessons import first_faults, home_faults, nav_faults
from sitekit.remembered import Remembered
from sitekit.times import uris

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkdocs.structure.nav import Navigation


class Checks:
    """All of them; what is a function of one page's source is looked at once as long as the source stays."""

    def __init__(self) -> None:
        self._front_matter = Remembered(front_matter_faults)
        self._description = Remembered(description_faults)

    def pages(self, sources: Mapping[str, str], *, described: bool, drift: bool) -> Iterator[tuple[str, Fault]]:
        """Look at the top of each page.

        Args:
            sources: The pages, by their source files.
            described: Whether each has to have a description.
            drift: Whether `drift` reads these pages, too, and tells of the front matter that is no YAML.

        Yields:
            The source file, and what is wrong.
        """
        for uri, source in sources.items():
            faults = self._front_matter(uri, source)
            if drift and faults and front_matter_fault(source):
                continue
            yield from ((uri, fault) for fault in faults or (self._description(uri, source) if described else ()))


def lessons(
    sources: Mapping[str, str], nav: Navigation, titles: Sequence[str], config: str, home: str
) -> Iterator[tuple[str | None, Fault]]:
    """Look whether the lessons have one order everywhere.

    Args:
        sources: The pages, by their source files.
        nav: The navigation.
        titles: Those at its top whose pages are lessons.
        config: The text of mkdocs.yml.
        home: The source file of the home page.

    Yields:
        The source file, `None` for mkdocs.yml, and what is wrong.
    """
    parts = {title: next((list(uris(item)) for item in nav.items if item.title == title), None) for title in titles}
    yield from ((None, fault) for fault in nav_faults(config, parts, sources))
    if None in parts.values():
        return
    names = list(dict.fromkeys(uri for part in parts.values() for uri in part or ()))
    if home in sources:
        yield from ((home, fault) for fault in home_faults(sources[home], names, home))
    order = [page.file.src_uri for page in nav.pages if page.file.src_uri != home]
    for uri in names:
        if uri in sources:
            yield from ((uri, fault) for fault in first_faults(sources[uri], uri, order[: order.index(uri)]))
