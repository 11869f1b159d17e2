"""The MkDocs plugin: tells `prekatex` where pages lie, and MkDocs what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.utils import get_relative_url, is_error_template

from prekatex.npm import SetupError
from prekatex.report import Source, shortened
from prekatex.site import Found, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

log = get_plugin_logger("prekatex")


class PrekatexConfig(Config):
    """The options of the plugin."""

    macros = c.DictOfItems(c.Type(str), default={})
    """KaTeX's `macros`: from a command, with its backslash, to its replacement."""

    packages = c.Optional(c.Dir(exists=True))
    """A directory, seen from `mkdocs.yml`, whose `package.json` and lock name another KaTeX than that of `prekatex`."""


class PrekatexPlugin(BasePlugin[PrekatexConfig]):
    """Formulas become HTML; those that KaTeX rejects end the build, or are shown on the page while serving.

    While serving, KaTeX runs until the server ends: a start takes longer than all that a save needs of it.
    """

    def __init__(self) -> None:
        self.site = Site()
        self.serving = False
        self._found: dict[str, Found] = {}

    def on_startup(self, *, command: str, **_: object) -> None:
        """Remember whether an author watches. MkDocs keeps a plugin with this method, and its memory, for rebuilds."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        """Make KaTeX ready before anything is built."""
        # From here messages name files, as the author does.
        self.root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        name = "pymdownx.arithmatex"
        if name in config.markdown_extensions and not config.mdx_configs.get(name, {}).get("generic"):
            raise PluginError("prekatex needs `generic: true` under pymdownx.arithmatex in markdown_extensions.")
        packages = Path(self.config.packages) if self.config.packages else None
        try:
            if self.site.start(packages, self.config.macros):
                log.info("npm ci installed what package-lock.json names")
        except SetupError as error:
            raise PluginError(f"prekatex: {error}") from None

    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Typeset a page, whatever wrote the formulas on it."""
        output = self._typeset(output, get_relative_url(".", page.url), lambda: self._source(page))
        self._found[page.file.src_uri] = self.site.found
        return output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Typeset what a page without a source, such as 404.html, has of the navigation."""
        if not template_name.endswith(".html"):
            return output_content
        # As MkDocs does: an error page answers for any address, so no link on it can be relative.
        error_base = is_error_template(template_name) and (urlsplit(config.site_url or "/").path or "/")
        base = error_base or get_relative_url(".", template_name)
        return self._typeset(output_content, base, lambda: Source(template_name, ""))

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Report every formula of the site that KaTeX rejects, in one message."""
        # Docstrings come from what MkDocs watches; titles may come from `nav`.
        problems = self.site.finish(Path(config.site_dir), [*config.watch, config.config_file_path], self.root)
        if problems and not self.serving:
            raise PluginError("\n".join(["prekatex: formulas are wrong, so this site must not go out:", *problems]))
        for problem in problems:
            log.warning(problem)
        if not self.serving:
            self.site.close()

    def on_build_error(self, **_: object) -> None:
        """Leave no process behind."""
        if not self.serving:
            self.site.close()

    # A live preview that uses the HTML of a page again calls these three: `stage` is "content" or "page".

    def preview_state(self, page: Page, stage: str) -> object:
        """Return what a page's HTML is a function of, besides what it was before KaTeX."""
        return self.site.state if stage == "page" else None

    def preview_take(self, page: Page, stage: str) -> object:
        """Return what typesetting a page has left for the end of the build."""
        return self._found.get(page.file.src_uri) if stage == "page" else None

    def preview_give(self, page: Page, stage: str, taken: object) -> None:
        """Leave the same for a page that is not typeset in this build; its formulas may stand on other lines now."""
        if isinstance(taken, Found):
            self._found[page.file.src_uri] = taken
            self.site.note(taken, lambda: self._source(page))

    def on_shutdown(self) -> None:
        """Leave no process behind, also after Ctrl+C, which is no build error. A killed server's Node.js ends by itself."""
        self.site.close()

    def _source(self, page: Page) -> Source:
        name = shortened(Path(page.file.abs_src_path or page.file.src_uri), self.root)
        return Source(name, page.file.content_string)

    def _typeset(self, output: str, base: str, source: Callable[[], Source]) -> str:
        try:
            return self.site.page(output, base, source)
        except SetupError as error:
            raise PluginError(f"prekatex: {error}") from None
