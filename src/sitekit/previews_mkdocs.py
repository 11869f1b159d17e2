"""The MkDocs plugin: hands each page's template what a link preview shows, and draws the pictures."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File

from sitekit.previews import SIZE, draw

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

FOLDER = "assets/social"

# While serving nearly every page keeps its title: the process remembers what it has drawn.
_draw = cache(draw)


class CardsConfig(Config):
    """The plugin has no options."""


class CardsPlugin(BasePlugin[CardsConfig]):
    """Sets `page.meta.card` for the template: title, description, the picture's address and size."""

    @event_priority(-50)  # when pages have their titles
    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Draw the picture of a page, and tell the template of it."""
        title = config.site_name if page.is_homepage else plain(str(page.meta.get("title") or page.title))
        section = "" if page.is_homepage or page.parent is None else plain(page.parent.title)
        name = picture_name(page.file.src_uri)
        self._pictures[name] = _draw(title, section if section != title else "", config.site_name)
        page.meta["card"] = {
            "title": title,
            "description": page.meta.get("description") or config.site_description,
            # Previews are made elsewhere: the address has to be a whole one.
            "image": urljoin(config.site_url or "", name),
            "width": SIZE[0],
            "height": SIZE[1],
        }

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Begin with no pictures."""
        self._pictures: dict[str, bytes] = {}

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pictures."""
        for name, picture in self._pictures.items():
            File.generated(config, name, content=picture).copy_file()


def picture_name(uri: str) -> str:
    """Return where the picture of a page lies: `reference/index.md` has `assets/social/reference-index.png`."""
    return f"{FOLDER}/{uri.removesuffix('.md').replace('/', '-')}.png"


def plain(title: str) -> str:
    r"""Return a title without markup and TeX's delimiters.

    >>> plain(r"<code>KL</code> of \(p\)")
    'KL of p'
    """
    return html.unescape(re.sub(r"<[^>]+>|\\[()]", "", title)).strip()
