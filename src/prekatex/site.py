"""One build of a site, without MkDocs: page after page is typeset, and at the end what went wrong is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prekatex.assets import Package
from prekatex.engine import Engine
from prekatex.npm import default_packages, ensure
from prekatex.page import typeset
from prekatex.report import Rejected, Source, problems, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from prekatex.page import Failure


@dataclass(frozen=True)
class Found:
    """What was found on a page, for the end of the build."""

    mathematics: bool
    """Whether it needs the style sheet and the fonts."""
    failures: tuple[Failure, ...]
    """The formulas that KaTeX rejects."""


class Site:
    """Typeset the pages of a site, as often as it is built.

    What was typeset once stays known from build to build, and KaTeX stays ready for the next until `close()`.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None

    @property
    def state(self) -> tuple[object, ...]:
        """What else than its own HTML and address a typeset page is a function of."""
        if self._engine is None:
            raise RuntimeError("start() comes first")
        return self._engine.root, self._engine.macros, self._package.css

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
            self.close()
            self._engine = Engine(root, macros)
        self._engine.replace_if_dead()
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
            The page, with what it needs linked in its head. Rejected formulas are shown as such. `found` is what was found on it.

        Raises:
            SetupError: KaTeX does not run.
        """
        if self._engine is None:
            raise RuntimeError("start() comes first")
        page = typeset(html, self._engine.render)
        self.found = Found(page.has_mathematics, tuple(page.failures))
        self.note(self.found, source)
        if not page.has_mathematics:
            return html
        return self._package.link(page.html, page.formulas, base)

    def note(self, found: Found, source: Callable[[], Source]) -> None:
        """Note what was found on a page, which `page` does by itself: for one that is not typeset in this build.

        Args:
            found: What `found` was when it was typeset.
            source: Reads what the page was written in; called if KaTeX rejects a formula on it.
        """
        self._has_mathematics |= found.mathematics
        if found.failures:
            origin = source()
            self._rejected += [Rejected(failure, origin) for failure in found.failures]

    def finish(self, target: Path, elsewhere: Iterable[str], root: Path) -> list[str]:
        """Write the style sheet and the fonts if any page needs them.

        Args:
            target: The directory of the built site.
            elsewhere: Files, and directories of Python files, that bring formulas onto pages not their own.
            root: The directory from which files are named.

        Returns:
            What `problems` says of the formulas that KaTeX rejected.
        """
        if self._has_mathematics:
            self._package.write(target)
        return problems(self._rejected, read(elsewhere, root)) if self._rejected else []

    def close(self) -> None:
        """Leave no process behind."""
        if self._engine is not None:
            self._engine.close()
