"""Builds in which the HTML of pages is used again: what a live preview does to plugins, with nothing of its own.

A page is either rendered, and what that left in each plugin is taken, or none of its events are called, and that is given back.
"""

from __future__ import annotations

import gc
from pathlib import Path
from types import BuiltinFunctionType, FrameType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from mkdocs.commands import build as commands
from mkdocs.config.base import Config
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    import pytest


class Reuse:
    """Stands in MkDocs' way to each page. `rendered` are the pages of the last build that were; all those of `again` are not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.again: set[str] = set()
        self.states: dict[tuple[str, str], list[object]] = {}
        self.taken: dict[tuple[str, str], list[Any]] = {}
        self._pages: dict[str, dict[str, Any]] = {}
        self._files: dict[str, bytes] = {}
        self._populate, self._build = commands._populate_page, commands._build_page
        monkeypatch.setattr(commands, "_populate_page", self._populate_page)
        monkeypatch.setattr(commands, "_build_page", self._build_page)

    def build(self, config: Any, *, again: bool = False) -> None:
        """Build a site; with `again`, no page of the build before is rendered."""
        self.again = set(self._pages) if again else set()
        for plugin in self._plugins(config):
            if hasattr(plugin, "preview_begin"):
                plugin.preview_begin(interrupted=lambda: False, tell=lambda text: None)
        commands.build(config, serve_url="http://localhost/")

    @staticmethod
    def _plugins(config: Any) -> list[Any]:
        # drift has tests of its own.
        known = [plugin for name, plugin in config.plugins.items() if name in {"sitekit", "prekatex"}]
        return [plugin for plugin in known if hasattr(plugin, "preview_state")]

    def _is_given(self, page: Page, config: Any, stage: str) -> bool:
        uri, plugins = page.file.src_uri, self._plugins(config)
        self.states[uri, stage] = [plugin.preview_state(page, stage) for plugin in plugins]
        if uri in self.again:
            for plugin, taken in zip(plugins, self.taken[uri, stage], strict=True):
                plugin.preview_give(page, stage, taken)
        return uri in self.again

    def _take(self, page: Page, config: Any, stage: str) -> None:
        plugins = self._plugins(config)
        self.taken[page.file.src_uri, stage] = [plugin.preview_take(page, stage) for plugin in plugins]

    def _populate_page(self, page: Page, config: Any, *arguments: Any) -> None:
        if self._is_given(page, config, "content"):
            vars(page).update(self._pages[page.file.src_uri])
            return
        self._populate(page, config, *arguments)
        self._take(page, config, "content")
        names = ("content", "markdown", "toc", "meta", "_title_from_render", "present_anchor_ids")
        self._pages[page.file.src_uri] = {name: value for name, value in vars(page).items() if name in names}

    def _build_page(self, page: Page, config: Any, *arguments: Any, **more: Any) -> None:
        path = Path(page.file.abs_dest_path)
        if self._is_given(page, config, "page"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._files[page.file.src_uri])
            return
        self._build(page, config, *arguments, **more)
        self._take(page, config, "page")
        self._files[page.file.src_uri] = path.read_bytes()

    def kept_alive(self) -> list[type]:
        """Return what of MkDocs, or of a call, is in memory only because of what plugins have handed out."""
        waiting, seen, found = [self.states, self.taken], set(), []
        while waiting:
            thing = waiting.pop()
            if id(thing) in seen or isinstance(
                thing, type | ModuleType | FunctionType | BuiltinFunctionType | MethodType
            ):
                continue
            seen.add(id(thing))
            if isinstance(thing, Page | File | Config | FrameType):
                found.append(type(thing))
                continue
            waiting += gc.get_referents(thing)
        return found


def contents(site: Path) -> dict[str, bytes]:
    """Return every file of a site by its name."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
