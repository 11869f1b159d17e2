"""The MkDocs plugin. It stands behind those that write into pages: it looks at what they have made of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin

from pageload.assets import AssetsError, pack
from pageload.heights import note_heights

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


class PageloadConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs' class hooks have no types
    """The options of the plugin."""

    folders = c.ListOfItems(c.Type(str), default=[])
    """Folders of the site whose names shall change with what they hold, such as `assets/scripts`."""

    unused = c.ListOfItems(c.Type(str), default=[])
    """Files that come with the theme and no page asks for, as patterns such as `assets/**/*.map`; "!" before one keeps it."""


class PageloadPlugin(BasePlugin[PageloadConfig]):  # type: ignore[no-untyped-call]  # as above
    """Makes pages open fast."""

    def __init__(self) -> None:
        self.serving = False

    def on_startup(self, *, command: str, **_: object) -> None:
        """Leave the files alone while an author watches: nobody waits for them there."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        """See to it that formulas are typeset when this plugin's turn comes."""
        names = [name.rpartition("/")[2] for name in config.plugins]
        if "prekatex" in names[names.index("pageload") :]:
            raise PluginError('pageload: write it behind "prekatex" in plugins')

    def on_post_page(self, output: str, **_: object) -> str:
        """Note heights on a page."""
        return note_heights(output)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Pack the assets of the site."""
        if self.serving:
            return
        site = Path(config.site_dir)
        kept = {path for pattern in self.config.unused if pattern[0] == "!" for path in site.glob(pattern[1:])}
        for pattern in self.config.unused:
            if pattern[0] != "!":
                for path in set(site.glob(pattern)) - kept:
                    path.unlink()
        try:
            pack(site, self.config.folders)
        except AssetsError as error:
            raise PluginError(f"pageload: {error}") from None
