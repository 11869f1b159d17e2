"""The MkDocs plugin: our worker in place of the theme's, and the index in two files. It stands behind `search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url, is_error_template

from sitekit.search import WORKER, ThemeError, link, names, split

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ASSET = Path(__file__).parent / "assets" / "search.js"


class QuicksearchConfig(Config):
    """The options of the plugin."""

    glossary = c.Optional(c.Type(str))
    """The page, such as `glossary.md`, that says under which names a thing goes, and which page teaches it."""


class QuicksearchPlugin(BasePlugin[QuicksearchConfig]):
    """Keeps the search index out of every page's weight."""

    def on_config(self, config: MkDocsConfig) -> None:
        """See to it that there is an index to part when this plugin's turn comes."""
        names = list(config.plugins)
        search = next((name for name in names if name.rpartition("/")[2] == "search"), None)
        if search is None or names.index(search) > names.index("quicksearch"):
            raise PluginError('quicksearch: write it behind "search" in plugins')

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the worker."""
        files.append(File.generated(config, WORKER, abs_src_path=str(ASSET)))
        self._names: dict[str, str] = {}
        if self.config.glossary:
            glossary = files.get_file_from_path(self.config.glossary)
            if glossary is None:
                raise PluginError(f"quicksearch: glossary: there is no page {self.config.glossary}")
            for name, uri in names(glossary.content_string).items():
                lesson = files.get_file_from_path(uri)
                if lesson is not None:  # MkDocs warns of a broken link by itself
                    self._names[name] = lesson.url

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Name the worker on a page."""
        return self._link(output, get_relative_url(".", page.url))

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Name the worker on a page without a source, such as 404.html."""
        if not template_name.endswith(".html"):
            return output_content
        error_base = is_error_template(template_name) and (urlsplit(config.site_url or "/").path or "/")
        return self._link(output_content, error_base or get_relative_url(".", template_name))

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Part the index."""
        split(Path(config.site_dir), self._names)

    def _link(self, output: str, base: str) -> str:
        try:
            return link(output, base)
        except ThemeError as error:
            raise PluginError(f"quicksearch: {error}") from None
