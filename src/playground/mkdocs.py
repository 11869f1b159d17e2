"""The MkDocs plugin: puts the script, the worker and a wheel of `crossent` into the site, and tells pages what can run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File

import drift.compare
from drift.examples import read_page
from drift.settings import load_settings
from playground.runnable import describe, describe_others, embed, make_room
from playground.wheel import build_wheel

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ASSETS = Path(__file__).parent / "assets"
FOLDER = "assets/playground"
PACKAGES = "packages"  # where the wheel lies: a stable address, which readers give to pip
ADDRESS = "WHEEL_ADDRESS"
"""What a page writes where the wheel's address shall stand: `pip install WHEEL_ADDRESS`."""


class PlaygroundConfig(Config):
    """The options of the plugin."""

    pyodide = c.Type(str, default="https://cdn.jsdelivr.net/pyodide/v314.0.4/full/")
    """Where Pyodide lies: the pinned release on a public host, or a folder that the site itself serves. Ends with `/`."""

    package = c.Type(str, default="src/crossent")
    """The package that examples import, besides NumPy."""


class PlaygroundPlugin(BasePlugin[PlaygroundConfig]):
    """Adds "실행" to the examples that a browser can run."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Let every page load the script and its style."""
        if not self.config.pyodide.endswith("/"):
            raise PluginError(f'playground: pyodide is a folder, so its address ends with "/": {self.config.pyodide}/')
        self._settings = load_settings(Path(config.config_file_path).resolve().parent)
        if not (self._settings.root / self.config.package / "__init__.py").is_file():
            raise PluginError(f"playground: package: there is no Python package at {self.config.package}")
        option = c.ExtraScript()
        script = option.validate({"path": f"{FOLDER}/playground.js", "type": "module"})
        config.extra_javascript.append(script)
        config.extra_css.append(f"{FOLDER}/playground.css")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add what the browser fetches, a wheel built just now among it."""
        for path in sorted(ASSETS.iterdir()):
            if path.is_file():
                files.append(File.generated(config, f"{FOLDER}/{path.name}", abs_src_path=str(path)))
        compare = str(Path(drift.compare.__file__))
        files.append(File.generated(config, f"{FOLDER}/compare.py", abs_src_path=compare))
        with tempfile.TemporaryDirectory() as directory:
            wheel = build_wheel(self._settings.root, self.config.package, "0", Path(directory))
            self._wheel = f"{PACKAGES}/{wheel.name}"
            files.append(File.generated(config, self._wheel, content=wheel.read_bytes()))

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell readers where the wheel lies, and the page's script which examples can run, and what they should print."""
        html = html.replace(ADDRESS, urljoin(config.site_url or "/", self._wheel))
        source = read_page(page.file.src_uri, page.file.content_string, self._settings)
        examples, others = describe(source), describe_others(source)
        if not examples and not others:
            return html
        html = make_room(html, [*examples, *others])
        return html + embed(examples=examples, others=others, base=self.config.pyodide, wheel=self._wheel)
