"""What the playground adds to the site: its files, a wheel of the package, and what each page's script needs to know."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urljoin

from hatchling.builders.wheel import WheelBuilder

import drift.judge.compare
from drift.read.examples import read_page
from drift.settings import load_settings
from sitekit.playground import describe, describe_others, embed, make_room

ASSETS = Path(__file__).parent / "assets" / "playground"
FOLDER = "assets/playground"
SCRIPT, STYLE = f"{FOLDER}/playground.js", f"{FOLDER}/playground.css"
PACKAGES = "packages"
"""The folder for pip: the wheel, and a requirements file that names it, whose address no new version changes."""
INSTALL = "INSTALL_COMMAND"
"""What a page writes in place of the command that installs the package."""


class PlaygroundError(Exception):
    """An option is wrong; the message says which."""


class Playground:
    """Adds "실행" to the examples that a browser can run.

    Args:
        root: The project's directory.
        package: The package that examples import, seen from there.
        pyodide: The address of Pyodide.
        site_url: The address of the site.

    Raises:
        PlaygroundError: An option is wrong.
    """

    def __init__(self, root: Path, package: str, pyodide: str, site_url: str) -> None:
        if not pyodide.endswith("/"):
            raise PlaygroundError(f'pyodide is a folder, so its address ends with "/": {pyodide}/')
        self._settings = load_settings(root)
        self._package = self._settings.root / package
        if not (self._package / "pyproject.toml").is_file():
            raise PlaygroundError(f"package: there is no pyproject.toml at {package}")
        self._pyodide = pyodide
        self._site_url = site_url

    def files(self) -> dict[str, bytes]:
        """Return what the browser and pip fetch. The wheel is built now, so it is the code that the examples ran with."""
        files = {f"{FOLDER}/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir()) if path.is_file()}
        files[f"{FOLDER}/compare.py"] = Path(str(drift.judge.compare.__file__)).read_bytes()
        with tempfile.TemporaryDirectory() as directory:
            (built,) = WheelBuilder(str(self._package)).build(directory=directory, versions=["standard"])
            self._wheel = f"{PACKAGES}/{Path(built).name}"
            files[self._wheel] = Path(built).read_bytes()
        requirements = f"{PACKAGES}/{self._package.name}.txt"
        files[requirements] = f"{self._package.name} @ {urljoin(self._site_url, self._wheel)}\n".encode()
        self._install = f"pip install -r {urljoin(self._site_url, requirements)}"
        return files

    def embed(self, html: str, uri: str, source: str) -> str:
        """Tell readers how to install the package, and the page's script which examples can run and what they should print.

        Args:
            html: The content of a page.
            uri: The page's source file.
            source: The Markdown in it.
        """
        html = html.replace(INSTALL, self._install)
        page = read_page(uri, source, self._settings)
        examples, others = describe(page), describe_others(page)
        if not examples and not others:
            return html
        html = make_room(html, [*examples, *others])
        settings = {"base": self._pyodide, "wheel": self._wheel, "install": self._install}
        return html + embed(examples=examples, others=others, **settings)
