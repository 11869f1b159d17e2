"""The MkDocs plugin. It stands behind those that write into pages: it looks at what they have made of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin

from sitekit.heights import note_heights
from sitekit.pack import AssetsError, pack

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


class PageloadConfig(Config):
    """The options of the plugin."""

    folders = c.ListOfItems(c.Type(str), default=[])
    """Folders of the site whose names shall change with what they hold, such as `assets/scripts`."""

    unused = c.Optional(c.PathSpec())
    """Files that come with the theme and no page asks for: patterns as `exclude_docs` has them."""


class PageloadPlugin(BasePlugin[PageloadConfig]):
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

    def on_files(self, files: Files, **_: object) -> None:
        """Leave out what no page asks for."""
        if self.config.unused:
            for file in list(files):
                if self.config.unused.match_file(file.src_uri):
                    files.remove(file)

    def on_post_page(self, output: str, **_: object) -> str:
        """Note heights on a page."""
        return note_heights(output)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Pack the assets of the site."""
        if self.serving:
            return
        try:
            pack(Path(config.site_dir), self.config.folders)
        except AssetsError as error:
            raise PluginError(f"pageload: {error}") from None
