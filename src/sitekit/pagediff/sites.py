"""Read a built site: its pages with what of them can differ for a reader, its navigation, and all its other files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

# What says which commit and which versions a page was made with, or follows from other pages, the headings, or the
# name of its file.
LEFT_OUT = (
    ".provenance",
    ".take-along details",
    ".playground-data",
    ".lesson-number",
    ".headerlink",
    ".md-content__button",
    "details.contents",
    "script",
    "style",
)
_ROOT = "https://site.invalid/"


class SiteError(Exception):
    """A folder that is no built site; the message says so."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation."""

    depth: int
    title: str
    address: str
    """Empty for the title of a section."""


@dataclass(frozen=True)
class Page:
    """A page; its parts are read when they are asked for."""

    folder: Path
    address: str
    """Below the site's own address; `entropy/` for `entropy/index.html`, empty for the home page."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / (
            f"{self.address}index.html" if self.address.endswith("/") or not self.address else self.address
        )

    @cached_property
    def html(self) -> BeautifulSoup:
        """The whole page."""
        return BeautifulSoup(self.path.read_bytes(), "html.parser", from_encoding="utf-8")

    @cached_property
    def article(self) -> Tag:
        """The text of the page, without what is left out."""
        article = self.html.find("article") or self.html.find("main") or self.html.body or self.html
        assert isinstance(article, Tag)
        for found in article.select(", ".join(LEFT_OUT)):
            found.decompose()
        return article

    @property
    def name(self) -> str:
        """What readers call the page: its first heading."""
        heading = self.article.find("h1")
        return _text(heading) if heading else self.title

    @property
    def title(self) -> str:
        """The title of the window, and of the page in results of a search."""
        return _text(self.html.title) if self.html.title else ""

    @property
    def description(self) -> str:
        """What search engines show below the title."""
        found = self.html.find("meta", attrs={"name": "description"})
        return str(found.get("content", "")) if isinstance(found, Tag) else ""

    @property
    def redirect(self) -> str | None:
        """Where the page leads at once, if it does nothing else."""
        if b'http-equiv="refresh"' not in self.path.read_bytes():  # most pages: they need not be read for that
            return None
        found = self.html.find("meta", attrs={"http-equiv": "refresh"})
        _, _, url = str(found.get("content", "") if isinstance(found, Tag) else "").partition("url=")
        return self.target(url) if url else None

    @property
    def navigation(self) -> list[Entry]:
        """The lines of the navigation, from the top."""
        found = self.html.select_one(".md-nav--primary > .md-nav__list")
        return list(self._entries(found, 0)) if found else []

    def _entries(self, items: Tag, depth: int) -> list[Entry]:
        entries = []
        for item in items.find_all("li", class_="md-nav__item", recursive=False):
            link = item.find(["a", "label"], class_="md-nav__link")
            if not isinstance(link, Tag):
                continue
            # The page that is open is a label with its contents below it, and beside it a link.
            link = item.find("a", class_="md-nav__link", recursive=False) or link
            address = self.target(str(link.get("href", ""))) if link.name == "a" else ""
            entries.append(Entry(depth, _text(link), address))
            for nested in item.select(":scope > nav:not(.md-nav--secondary) > ul.md-nav__list"):
                entries += self._entries(nested, depth + 1)
        return entries

    def targets(self) -> set[str]:
        """Return where the links of the page lead, without fragments; it is not parsed for that."""
        links = re.findall(r"""href=["']([^"'#]+)""", self.path.read_text(encoding="utf-8"))
        return set(map(self.target, links))

    def target(self, link: str) -> str:
        """Return where a link of this page leads: below the site's address, or as it is."""
        whole = urljoin(_ROOT + self.address, link)
        return whole.removeprefix(_ROOT) if whole.startswith(_ROOT) else link

    def file(self, link: str) -> Path | None:
        """Return the file of the site that a link of this page names; `None`: there is none."""
        path = urlsplit(self.target(link)).path
        found = (self.folder / path).resolve()
        return found if found.is_file() and found.is_relative_to(self.folder.resolve()) else None


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def pages(folder: Path) -> dict[str, Page]:
    """Return the pages of a built site by their addresses.

    Raises:
        SiteError: There is none.
    """
    found = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        address = name.removesuffix("index.html") if PurePosixPath(name).name == "index.html" else name
        found[address] = Page(folder, address)
    if not found:
        raise SiteError(f'"{folder}" is no built site: it holds no page')
    return found


def digests(folder: Path) -> dict[str, str]:
    """Return what every file of a site holds, as a short number."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest(path) for path in paths}


def digest(path: Path) -> str:
    """Return what a file holds, as a short number."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
