"""The MkDocs plugin: puts the script, the worker and a wheel of `crossent` into the site, and tells pages what can run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from hatchling.builders.wheel import WheelBuilder
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File

import drift.judge.compare
from drift.read.examples import read_page
from drift.settings import load_settings
from sitekit.playground import describe, describe_others, embed, make_room

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ASSETS = Path(__file__).parent / "assets" / "playground"
FOLDER = "assets/playground"
PACKAGES = "packages"
"""The folder for pip: the wheel, and a file of requirements that names it, whose address no new version changes."""
INSTALL = "INSTALL_COMMAND"
"""What a page writes in place of the command that installs the package."""


class PlaygroundConfig(Config):
    """The options of the plugin."""

    pyodide = c.Type(str, default="https://cdn.jsdelivr.net/pyodide/v314.0.4/full/")
    """Where Pyodide lies: the pinned release on a public host, or a folder that the site itself serves. Ends with `/`."""

    package = c.Type(str, default="src/crossent")
    """The package that examples import, besides NumPy: a folder with a pyproject.toml."""


class PlaygroundPlugin(BasePlugin[PlaygroundConfig]):
    """Adds "실행" to the examples that a browser can run."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Let every page load the script and its style."""
        if not self.config.pyodide.endswith("/"):
            raise PluginError(f'playground: pyodide is a folder, so its address ends with "/": {self.config.pyodide}/')
        self._settings = load_settings(Path(config.config_file_path).resolve().parent)
        self._package = self._settings.root / self.config.package
        if not (self._package / "pyproject.toml").is_file():
            raise PluginError(f"playground: package: there is no pyproject.toml at {self.config.package}")
        option = c.ExtraScript()
        script = option.validate({"path": f"{FOLDER}/playground.js", "type": "module"})
        config.extra_javascript.append(script)
        config.extra_css.append(f"{FOLDER}/playground.css")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add what the browser and pip fetch: the wheel is built just now, so it is the code that the examples ran with."""
        for path in sorted(ASSETS.iterdir()):
            if path.is_file():
                files.append(File.generated(config, f"{FOLDER}/{path.name}", abs_src_path=str(path)))
        compare = str(Path(drift.judge.compare.__file__))
        files.append(File.generated(config, f"{FOLDER}/compare.py", abs_src_path=compare))
        with tempfile.TemporaryDirectory() as directory:
            (built,) = WheelBuilder(str(self._package)).build(directory=directory, versions=["standard"])
            wheel = Path(built)
            self._wheel = f"{PACKAGES}/{wheel.name}"
            files.append(File.generated(config, self._wheel, content=wheel.read_bytes()))
        name, site = self._package.name, config.site_url or "/"
        requirements = f"{PACKAGES}/{name}.txt"
        files.append(File.generated(config, requirements, content=f"{name} @ {urljoin(site, self._wheel)}\n"))
        self._install = f"pip install -r {urljoin(site, requirements)}"

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell readers how to install the package, and the page's script which examples can run and what they should print."""
        html = html.replace(INSTALL, self._install)
        source = read_page(page.file.src_uri, page.file.content_string, self._settings)
        examples, others = describe(source), describe_others(source)
        if not examples and not others:
            return html
        html = make_room(html, [*examples, *others])
        settings = {"base": self.config.pyodide, "wheel": self._wheel, "install": self._install}
        return html + embed(examples=examples, others=others, **settings)
