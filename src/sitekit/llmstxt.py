"""`llms.txt`: what a program reads first that answers questions from the site, in the form of https://llmstxt.org."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure import StructureItem
    from mkdocs.structure.nav import Navigation


def llms_txt(nav: Navigation, name: str, description: str | None, site_url: str) -> str:
    """Return the site's name and description, and its pages as Markdown in the sections of the navigation.

    Args:
        nav: The navigation, with pages that have been read.
        name: The name of the site.
        description: What the site is about.
        site_url: Its address.
    """
    parts = [f"# {name}"]
    if description:
        parts.append(f"> {description}")
    for title, pages in _sections(nav):
        parts += [f"## {title}", "\n".join(_line(page, site_url) for page in pages)]
    return "\n\n".join(parts) + "\n"


def _line(page: Page, site_url: str) -> str:
    title = re.sub(r"[\[\]]", r"\\\g<0>", str(page.title))
    told = page.meta.get("description")
    return f"- [{title}]({urljoin(site_url, page.file.src_uri)})" + (f": {told}" if told else "")


def _sections(nav: Navigation) -> Iterator[tuple[str, list[Page]]]:
    """Yield the titles of sections, and their pages; pages outside of all are in one that the first of them names."""
    for is_page, items in itertools.groupby(nav.items, lambda item: isinstance(item, Page)):
        if is_page:
            pages = [page for item in items for page in _pages(item)]
            yield str(pages[0].title), pages
        else:  # a section, or a link that leads elsewhere
            yield from ((str(item.title), pages) for item in items if (pages := list(_pages(item))))


def _pages(item: StructureItem) -> Iterator[Page]:
    if isinstance(item, Page):
        yield item
    elif isinstance(item, Section):
        for child in item.children:
            yield from _pages(child)
