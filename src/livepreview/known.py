"""What is known of plugins that do not speak the protocol of `livepreview.plugins`, one adapter for each.

They reach into these plugins: nothing of them is public. `tests/livepreview` compares what they do with full builds.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from livepreview.docstrings import remember
from livepreview.documented import Documented, documented
from livepreview.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


def adapter(plugin: object) -> object | None:
    """Return what speaks the protocol for a plugin, if it is known."""
    module = type(plugin).__module__
    return next((make(plugin) for start, make in _ADAPTERS.items() if module.startswith(start)), None)


class _Search:
    """Material's search and that of MkDocs: each page adds entries to the index."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    @property
    def _entries(self) -> list[dict[str, Any]]:
        index = getattr(self._plugin, "search_index", None)  # there is none where the search is disabled
        return getattr(index, "entries", None) or getattr(index, "_entries", None) or []

    def preview_state(self, page: Page, stage: str) -> None:
        """Return nothing: the index is of no account to a page."""

    def preview_before(self, page: Page, stage: str) -> None:
        if stage == "page":
            self._before = len(self._entries)

    def preview_take(self, page: Page, stage: str) -> list[dict[str, Any]]:
        return _copies(self._entries[self._before :]) if stage == "page" else []

    def preview_give(self, page: Page, stage: str, taken: list[dict[str, Any]]) -> None:
        index = getattr(self._plugin, "search_index", None)
        if taken and index is not None:
            (index.entries if hasattr(index, "entries") else index._entries).extend(_copies(taken))


def _copies(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries of one's own; what is in one is text, numbers and lists of text."""
    return [
        {name: [*value] if isinstance(value, list) else value for name, value in entry.items()} for entry in entries
    ]


_MAPS = ("_primary_url_map", "_secondary_url_map", "_title_map", "_abs_url_map")


class _Autorefs:
    """Cross references: each page adds its anchors; links are filled in when all pages are there, always anew."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    def preview_state(self, page: Page, stage: str) -> object:
        # Such a list is made of what mkdocstrings has read, which it has not where no page was rendered.
        return object() if stage == "page" and "<backlinks" in (page.content or "") else None

    def preview_before(self, page: Page, stage: str) -> None:
        if stage == "content":
            self._before = self._maps()

    def preview_take(self, page: Page, stage: str) -> dict[str, dict[str, Any]]:
        if stage != "content":
            return {}
        return {name: _added(self._before[name], known) for name, known in self._maps().items()}

    def preview_give(self, page: Page, stage: str, taken: dict[str, dict[str, Any]]) -> None:
        for name, added in taken.items():
            known = getattr(self._plugin, name)
            for key, value in added.items():
                if isinstance(value, list):
                    urls = known.setdefault(key, [])
                    urls += [url for url in value if url not in urls]
                elif name == "_abs_url_map":  # here the last one counts
                    known[key] = value
                else:
                    known.setdefault(key, value)
        if stage == "content":  # these remember the page, and where its headings are in the navigation
            self._plugin.on_page_markdown(page.markdown, page=page)
            self._plugin.on_page_content(page.content, page=page)

    def _maps(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                key: list(value) if isinstance(value, list) else value
                for key, value in getattr(self._plugin, name).items()
            }
            for name in _MAPS
        }


def _added(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    added = {}
    for key, value in after.items():
        if before.get(key) != value:
            old = before.get(key, [])
            added[key] = [item for item in value if item not in old] if isinstance(value, list) else value
    return added


_collected: dict[str, set[str]] = {}
"""For each page, the objects that it documented when it was rendered last: also in docstrings, and by snippets."""


class _Mkdocstrings:
    """Documentation of code: a page shows what the modules that it documents, and those that they import, say."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin
        self._page = ""
        self.preview_trusts = False
        if plugin.config.enabled:
            remember(plugin.handlers, self._note, lambda: self.preview_trusts)

    def _note(self, name: str) -> None:
        _collected.setdefault(self._page, set()).add(name)

    def preview_files(self, files: Files, root: Path) -> None:
        sources = {file.src_uri: file.content_bytes for file in files if file.is_documentation_page()}
        named = {uri: {*documented(source), *_collected.get(uri, ())} for uri, source in sources.items()}
        pages = {uri: (digest_of(sources[uri]), names) for uri, names in named.items() if names}
        self._documented = Documented(self._plugin.config, root, pages)

    def preview_state(self, page: Page, stage: str) -> object:
        return self._documented.state(page.file.src_uri) if stage == "content" else None

    def preview_before(self, page: Page, stage: str) -> None:
        if stage == "content":
            self._page = page.file.src_uri
            _collected.pop(self._page, None)
        self._before = dict(self._plugin.handlers.inventory) if self._plugin.config.enabled else {}

    def preview_take(self, page: Page, stage: str) -> tuple[list[str], dict[str, Any]]:
        if stage != "content" or not self._plugin.config.enabled:
            return [], {}
        handlers = self._plugin.handlers
        items = {name: item for name, item in handlers.inventory.items() if self._before.get(name) is not item}
        # Those of all pages before this one, too; that the page needs a handler at all is enough to make it.
        names = [handler.name for handler in handlers.seen_handlers] if page.file.src_uri in _collected else []
        return names, items

    def preview_give(self, page: Page, stage: str, taken: tuple[list[str], dict[str, Any]]) -> None:
        names, items = taken
        for name in names:
            self._plugin.handlers.get_handler(name)  # of those that were made the style sheets are gathered
        if items:
            self._plugin.handlers.inventory.update(items)


class _MarkdownExec:
    """Blocks that are executed while a page is rendered: what they print, nothing here knows. `drift` has them executed before.

    Ids in what they print are told apart by a number that goes on from page to page.
    """

    def __init__(self, plugin: Any) -> None:
        self._converter = importlib.import_module("markdown_exec").MarkdownConverter
        self._converter.counter = 0  # a build that was broken off has left it as it was

    def preview_state(self, page: Page, stage: str) -> object:
        return self._converter.counter if stage == "content" else None

    def preview_before(self, page: Page, stage: str) -> None:
        self._before = self._converter.counter

    def preview_take(self, page: Page, stage: str) -> int:
        return int(self._converter.counter - self._before) if stage == "content" else 0

    def preview_give(self, page: Page, stage: str, taken: int) -> None:
        self._converter.counter += taken


_ADAPTERS: dict[str, Any] = {
    "material.plugins.search.": _Search,
    "mkdocs.contrib.search": _Search,
    "properdocs.contrib.search": _Search,
    "mkdocs_autorefs.": _Autorefs,
    "mkdocstrings.": _Mkdocstrings,
    "markdown_exec.": _MarkdownExec,
}
