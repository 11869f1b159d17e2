"""What a page's HTML is a function of. All of it, and the only place that says so.

**The content** of a page (`page.content`, before cross references are filled in) is a function of

1. its source, and whether the preview alone shows it (a draft),
2. the settings: `mkdocs.yml` without its navigation, what it inherits, the command's options, those of the plugins,
3. the Markdown extensions, which are code: it does not change while the server runs,
4. the files that are opened while it is rendered: snippets, images that become part of the page, …
5. the addresses of the files that its links lead to; if a plugin asked for all files, of all,
6. what is in the theme's own folders that is not a template, such as icons,
7. what the plugins say by `preview_state`: verdicts on examples, modules that are documented, …

**The page** that is written is a function of

1. its content, cross references included, so that where another page's heading has moved counts,
2. its title, front matter, table of contents and addresses,
3. the navigation: all titles, addresses and front matters in it, and the page's place there; where templates of the project may
   show more of other pages, all that,
4. the settings, the style sheets and scripts that plugins have added,
5. the theme's templates, as far as they lie in the project's own folders, and the day, which templates may show,
6. what the plugins say by `preview_state`.

Nothing else counts. Whoever finds something that does adds it here.
"""

from __future__ import annotations

import os
import re
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from mkdocs.plugins import BasePlugin

from livepreview.extensions import snippet_folders
from livepreview.files import digest_of, stamps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink

    from livepreview.plugins import Participants

_INSTALLED = tuple(
    {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)

# What differs between two builds of the same, or is looked at by itself.
_LEFT_OUT = {"plugins", "nav", "site_dir", "watch", "config_file_path", "hooks"}
_MATERIAL = {"icon", "status", "subtitle"}  # what the navigation shows of the front matter of each page
# What a template of the project may show of other pages than its own.
_LOOKS_AROUND = re.compile(r"(?<!\bpage)\.(?:meta|toc)\b|\bnav\.(?!homepage)|\bpages\b")


Key = dict[str, object]
"""What a page is a function of, by names that tell an author why it is rendered."""


class Inputs:
    """What the pages of one build are functions of.

    Args:
        config: The configuration as it was loaded, before plugins changed it.
    """

    def __init__(self, config: MkDocsConfig) -> None:
        settings = {name: value for name, value in config.items() if name not in _LEFT_OUT}
        plugins = {
            name: dict(plugin.config) for name, plugin in config.plugins.items() if isinstance(plugin, BasePlugin)
        }
        # A function that `mkdocs.yml` names is the same wherever it lies; and MkDocs opens its file the first time by the path
        # that it was given, later by the whole path.
        file = Path(config.config_file_path).absolute()
        self._root = file.parent
        self._settings: tuple[object, ...] = (
            self._plain((settings, plugins)),
            _written(file),
        )
        theme = stamps(folder for folder in map(Path, config.theme.dirs) if not is_installed(folder))
        # Of others Material shows no more.
        own = "".join(
            Path(path).read_text(encoding="utf-8", errors="replace") for path in theme if path.endswith(".html")
        )
        self._shows_all = config.theme.name != "material" or bool(_LOOKS_AROUND.search(own))
        folders = [folder for folder in snippet_folders(config.mdx_configs) if isinstance(folder, str)]
        self._snippets = [sorted(stamps([Path(folder)])) for folder in folders] if len(folders) > 1 else []
        self._templates = [item for item in theme.items() if item[0].endswith(".html")]
        self._theme_files = [item for item in theme.items() if not item[0].endswith(".html")]

    def settle(self, config: MkDocsConfig) -> None:
        """Note what plugins and hooks have made of the configuration."""
        left = {
            name: value for name, value in config.items() if name not in {*_LEFT_OUT, "extra_css", "extra_javascript"}
        }
        self._settings = (*self._settings, self._plain(left))

    def _plain(self, value: object) -> str:
        """Return what is the same in each build."""
        return without_addresses(repr(value).replace(f"{self._root}{os.sep}", ""))

    def content(self, page: Page, participants: Participants) -> Key:
        """Return what the content of a page is a function of, but for the files that it asks for and opens."""
        file = page.file
        return {
            "the source": digest_of(file.content_bytes),
            "the address": (file.src_uri, file.url, file.dest_uri, file.inclusion.name),
            "the settings": self._settings,
            "where snippets are": self._snippets if b"8<" in file.content_bytes else [],
            "the files of the theme": self._theme_files,
            **participants.state(page, "content"),
        }

    def page(self, page: Page, config: MkDocsConfig, nav: Navigation, files: Files, participants: Participants) -> Key:
        """Return what the page that is written is a function of; its content, and the titles of all pages, are known by then."""
        addresses = (page.url, page.canonical_url, page.edit_url, page.file.inclusion.name)
        return {
            "the content": digest_of((page.content or "").encode()),
            "the front matter": repr((page.title, page.meta)),
            "the table of contents": _toc(page.toc),
            "the addresses": addresses,
            "the navigation": self._navigation(nav),
            "all pages": self._all_pages(files) if self._shows_all else None,
            "the settings": self._settings,
            "style sheets and scripts": [*map(str, config.extra_css), *map(str, config.extra_javascript)],
            "the templates": (self._templates, self._theme_files),
            "the day": page.update_date,
            **participants.state(page, "page"),
        }

    def _navigation(self, nav: Navigation) -> str:
        """Return what there is in the navigation, as it is when the first page is written."""
        if not hasattr(self, "_nav"):
            self._nav = digest_of(repr([_item(item, self._shows_all) for item in nav.items]).encode())
        return self._nav

    def _all_pages(self, files: Files) -> str:
        """Return what a template may show of other pages."""
        if not hasattr(self, "_others"):
            pages = [file.page for file in files.documentation_pages() if file.page]
            shown = [(str(page.title), page.url, page.meta, _toc(page.toc)) for page in pages]
            self._others = digest_of(repr(shown).encode())
        return self._others


def without_addresses(text: str) -> str:
    """Return how objects are shown without where they lie in memory, which differs in each build."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)


def inherited(path: Path) -> list[Path]:
    """Return a configuration file, and those that it inherits from."""
    try:
        _, parent = _without_navigation(path.read_bytes())
    except (OSError, yaml.YAMLError):
        parent = ""
    return [path, *(inherited(path.parent / parent) if parent else [])]


def _written(path: Path) -> list[str]:
    """Return what a configuration file, and those that it inherits from, say besides the navigation."""
    try:
        return [_without_navigation(file.read_bytes())[0] for file in inherited(path)]
    except (OSError, yaml.YAMLError):  # MkDocs has told
        return []


@lru_cache(maxsize=16)
def _without_navigation(text: bytes) -> tuple[str, str]:
    node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # without making objects of it
    if not isinstance(node, yaml.MappingNode):
        return "", ""
    parent = next((value.value for key, value in node.value if key.value == "INHERIT"), "")
    node.value = [(key, value) for key, value in node.value if key.value != "nav"]
    return yaml.serialize(node), parent


def is_installed(path: Path) -> bool:
    """Tell whether a file or a folder is part of what is installed, which does not change while the server runs."""
    path = path.resolve()
    return not {"site-packages", "dist-packages"}.isdisjoint(path.parts) or any(map(path.is_relative_to, _INSTALLED))


def _item(item: StructureItem, shows_all: bool) -> object:
    meta = dict(getattr(item, "meta", None) or {})
    if not shows_all:
        meta = {name: value for name, value in meta.items() if name in _MATERIAL}
    children = [_item(child, shows_all) for child in getattr(item, "children", None) or []]
    return type(item).__name__, str(item.title), getattr(item, "url", None), meta, children


def _toc(items: Iterable[AnchorLink]) -> list[object]:
    return [(item.id, item.title, item.level, _toc(item.children)) for item in items]
