"""What the playground adds to the site: its files, a wheel of the package, and what each page's script needs to know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import drift.judge.compare
import drift.run.child_raised
from drift.settings import load_settings
from sitekit.playground import Told, embed, make_room, tell
from sitekit.remembered import Remembered
from sitekit.wheel import Wheel

if TYPE_CHECKING:
    from mkdocs.structure.files import File

ASSETS = Path(__file__).parent / "assets" / "playground"
FOLDER = "assets/playground"
SCRIPT, STYLE = f"{FOLDER}/playground.js", f"{FOLDER}/playground.css"
PACKAGES = "packages"
"""The folder for pip: the wheel, and a requirements file that names it, whose address no new version changes."""
INSTALL = "INSTALL_COMMAND"
"""What a page writes in place of the command that installs the package."""


class PlaygroundError(Exception):
    """An option is wrong; the message says which."""


class Known:
    """What may be known from the build before: the package's wheel, and what the script of a page is told."""

    def __init__(self) -> None:
        self.wheel = Wheel()
        self.told = Remembered(tell)


class Playground:
    """Adds "실행" to the examples that a browser can run.

    Args:
        root: The project's directory.
        package: The package that examples import, seen from there.
        pyodide: The address of Pyodide.
        site_url: The address of the site.
        known: What the build before has left.

    Raises:
        PlaygroundError: An option is wrong.
    """

    def __init__(self, root: Path, package: str, pyodide: str, site_url: str, known: Known) -> None:
        if not pyodide.endswith("/"):
            raise PlaygroundError(f'pyodide is a folder, so its address ends with "/": {pyodide}/')
        self._settings = load_settings(root)
        self._package = self._settings.root / package
        if not (self._package / "pyproject.toml").is_file():
            raise PlaygroundError(f"package: there is no pyproject.toml at {package}")
        self._pyodide = pyodide
        self._site_url = site_url
        self._known = known

    def files(self) -> dict[str, bytes]:
        """Return what the browser and pip fetch. The wheel is made now, so it is the code that the examples ran with."""
        files = {f"{FOLDER}/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir()) if path.is_file()}
        for module in (drift.judge.compare, drift.run.child_raised):
            path = Path(str(module.__file__))
            files[f"{FOLDER}/{path.name}"] = path.read_bytes()
        name, wheel = self._known.wheel.build(self._package)
        self._wheel = f"{PACKAGES}/{name}"
        files[self._wheel] = wheel
        requirements = f"{PACKAGES}/{self._package.name}.txt"
        files[requirements] = f"{self._package.name} @ {urljoin(self._site_url, self._wheel)}\n".encode()
        self.install = f"pip install -r {urljoin(self._site_url, requirements)}"
        return files

    def embed(self, html: str, file: File) -> str:
        """Tell readers how to install the package, and the page's script which examples can run and what they should print.

        Args:
            html: The content of a page.
            file: The page's source.
        """
        html = html.replace(INSTALL, self.install)
        examples, others, _ = self._tell(file)
        if not examples and not others:
            return html
        html = make_room(html, [*examples, *others])
        settings = {"base": self._pyodide, "wheel": self._wheel, "install": self.install}
        return html + embed(examples=examples, others=others, **settings)

    def state(self, file: File) -> tuple[object, ...]:
        """Return what `embed` puts into a page, besides the page itself."""
        return self._tell(file), self._pyodide, self._wheel, self.install

    def _tell(self, file: File) -> Told:
        path, source = Path(file.abs_src_path or file.src_uri), file.content_string
        root = self._settings.root
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else file.src_uri
        told = self._known.told(file.src_uri, name, source, self._settings)
        return tell(name, source, self._settings) if told.snippets else told
