"""One build of a site, without MkDocs: page after page is typeset, and at the end what went wrong is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prekatex.assets import Package
from prekatex.engine import Engine
from prekatex.npm import default_packages, ensure
from prekatex.page import typeset
from prekatex.report import Rejected, Source, problems, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


class Site:
    """Typeset the pages of a site, as often as it is built.

    What was typeset once stays known from build to build; between them no process is left.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None

    def start(self, packages: Path | None, macros: Mapping[str, str]) -> bool:
        """Make KaTeX ready for a build.

        Args:
            packages: A directory whose `package.json` and lock name `katex`; `None`: that of `prekatex`, in the user's cache.
            macros: KaTeX's `macros`.

        Returns:
            Whether `npm ci` had to install it.

        Raises:
            SetupError: KaTeX cannot be run.
        """
        root = packages or default_packages()
        installed = ensure(root)
        if installed or self._engine is None or (self._engine.root, self._engine.macros) != (root, macros):
            self._package = Package(root)
            self._engine = Engine(root, macros)
        self._has_mathematics = False
        self._rejected: list[Rejected] = []
        return installed

    def page(self, html: str, base: str, source: Callable[[], Source]) -> str:
        """Typeset a page.

        Args:
            html: The whole page.
            base: From the page to the root of the site: `.`, `../..` or `/path`.
            source: Reads what the page was written in; called if KaTeX rejects a formula on it.

        Returns:
            The page, with what it needs linked in its head. Rejected formulas are shown as such.

        Raises:
            SetupError: KaTeX does not run.
        """
        if self._engine is None:
            raise RuntimeError("start() comes first")
        page = typeset(html, self._engine.render)
        if not page.has_mathematics:
            return html
        self._has_mathematics = True
        if page.failures:
            origin = source()
            self._rejected += [Rejected(failure, origin) for failure in page.failures]
        return self._package.link(page.html, page.formulas, base)

    def finish(self, target: Path, elsewhere: Iterable[str], root: Path) -> list[str]:
        """Write the style sheet and the fonts if any page needs them, and end the build.

        Args:
            target: The directory of the built site.
            elsewhere: Files, and directories of Python files, that bring formulas onto pages not their own.
            root: The directory from which files are named.

        Returns:
            What `problems` says of the formulas that KaTeX rejected.
        """
        self.close()
        if self._has_mathematics:
            self._package.write(target)
        return problems(self._rejected, read(elsewhere, root)) if self._rejected else []

    def close(self) -> None:
        """Leave no process behind."""
        if self._engine is not None:
            self._engine.close()
