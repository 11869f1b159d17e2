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
3. the navigation: all titles, addresses and front matters in it, and the page's place there,
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

from livepreview.files import digest_of, stamps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
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
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


Key = dict[str, object]
"""What a page is a function of, by names that tell an author why it is rendered."""


class Inputs:
    """What the pages of one build are functions of.

    Args:
        config: The configuration as it was loaded, before plugins changed it.
    """

    def __init__(self, config: MkDocsConfig) -> None:
        settings = {name: value for name, value in config.items() if name not in _LEFT_OUT}
        plugins = {name: dict(getattr(plugin, "config", {})) for name, plugin in config.plugins.items()}
        # A function that `mkdocs.yml` names is the same wherever it lies; and MkDocs opens its file the first time by the path
        # that it was given, later by the whole path.
        file = Path(config.config_file_path).absolute()
        self._settings = (
            _ADDRESS.sub("", repr((settings, plugins)).replace(f"{file.parent}{os.sep}", "")),
            _written(file),
        )
        theme = stamps(folder for folder in map(Path, config.theme.dirs) if not is_installed(folder))
        self._theme = config.theme.name
        self._templates = [item for item in theme.items() if item[0].endswith(".html")]
        self._theme_files = [item for item in theme.items() if not item[0].endswith(".html")]

    def content(self, page: Page, participants: Participants) -> Key:
        """Return what the content of a page is a function of, but for the files that it asks for and opens."""
        file = page.file
        return {
            "the source": digest_of(file.content_bytes),
            "the address": (file.src_uri, file.url, file.dest_uri, file.inclusion.name),
            "the settings": self._settings,
            "the files of the theme": self._theme_files,
            **participants.state(page, "content"),
        }

    def page(self, page: Page, config: MkDocsConfig, nav: Navigation, participants: Participants) -> Key:
        """Return what the page that is written is a function of; its content, and the titles of all pages, are known by then."""
        addresses = (page.url, page.canonical_url, page.edit_url, page.file.inclusion.name)
        return {
            "the content": digest_of((page.content or "").encode()),
            "the front matter": repr((page.title, page.meta)),
            "the table of contents": _toc(page.toc),
            "the addresses": addresses,
            "the navigation": self._navigation(nav),
            "the settings": self._settings,
            "style sheets and scripts": [*map(str, config.extra_css), *map(str, config.extra_javascript)],
            "the templates": (self._templates, self._theme_files),
            "the day": page.update_date,
            **participants.state(page, "page"),
        }

    def _navigation(self, nav: Navigation) -> str:
        """Return what there is in the navigation, as it is when the first page is written."""
        if not hasattr(self, "_nav"):
            self._nav = digest_of(repr([_item(item, self._theme) for item in nav.items]).encode())
        return self._nav


def _written(path: Path) -> list[str]:
    """Return what a configuration file says besides the navigation, and the files that it inherits from."""
    try:
        text = path.read_bytes()
        document, parent = _without_navigation(text)
    except (OSError, yaml.YAMLError):  # MkDocs has told
        return []
    return [document, *(_written(path.parent / parent) if parent else [])]


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


def _item(item: StructureItem, theme: str | None) -> object:
    meta = dict(getattr(item, "meta", None) or {})
    if theme == "material":  # of the others it shows no more
        meta = {name: value for name, value in meta.items() if name in _MATERIAL}
    children = [_item(child, theme) for child in getattr(item, "children", None) or []]
    return type(item).__name__, str(item.title), getattr(item, "url", None), meta, children


def _toc(items: Iterable[AnchorLink]) -> list[object]:
    return [(item.id, item.title, item.level, _toc(item.children)) for item in items]
