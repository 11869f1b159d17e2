"""A state of the sources: every page as it is read, with its recordings and figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drift.figures import read_figure
from drift.match.pins import pinned
from drift.read.examples import read_page
from drift.read.pages import find_pages, page_name
from drift.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from drift.read.page import Example, Page
    from drift.settings import Settings


@dataclass(frozen=True, slots=True)
class State:
    """The pages of a project, by their names."""

    settings: Settings
    pages: dict[str, Page]
    pins: dict[str, str]
    """The versions of packages that its lock files name."""
    modules: dict[str, bytes]
    """What examples may import: the Python files that the settings name, and those of the folders that they name."""

    def figure(self, example: Example) -> str | None:
        """Return the figure that an example has recorded, if it draws one."""
        return read_figure(example.figure, self.settings) if example.figure else None


def read_state(root: Path, fallback: Settings | None = None) -> State:
    """Read the pages of the project in a folder.

    Args:
        root: The folder.
        fallback: The settings where its own cannot be used, as those of another version of `drift`.

    Raises:
        SettingsError: Its `pyproject.toml` has a setting that cannot be used, and there is nothing else to go by.
        OSError: A page cannot be read.
    """
    try:
        settings = load_settings(root)
    except SettingsError:
        if fallback is None:
            raise
        settings = replace(fallback, root=root)
    pages = {}
    for path in find_pages(settings):
        name = page_name(path, settings)
        pages[name] = read_page(name, path.read_bytes().decode("utf-8", "replace"), settings)
    # Those that the newer state goes by: a file that only it names has not come into being with its name.
    depends = (fallback or settings).depends
    return State(settings, pages, pinned(root / name for name in depends), dict(_modules(root, depends)))


def _modules(root: Path, depends: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for name in depends:
        found = [root / name] if (root / name).is_file() else sorted((root / name).rglob("*.py"))
        for path in found:
            if path.suffix == ".py" and path.is_file():
                yield path.relative_to(root).as_posix(), path.read_bytes()
