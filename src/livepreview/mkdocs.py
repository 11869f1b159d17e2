"""The MkDocs plugin: while serving, it notes what each page is a function of, and takes the place of MkDocs's builds."""

from __future__ import annotations

import logging
import time
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority

from livepreview.loading import quick_loading
from livepreview.memory import Memory
from livepreview.opened import AskedFiles
from livepreview.plugins import Participants
from livepreview.preview import Preview
from livepreview.problems import Warnings
from livepreview.signals import end_orderly
from livepreview.templates import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.plugins.livepreview")

FIRST, LAST = 1_000_000, -1_000_000  # before, and after, whatever other plugins do


class _Loaded(BaseException):
    """MkDocs has loaded the configuration and is about to build. No plugin is told of it, since it is not an `Exception`."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.config = config


class LivePreviewConfig(Config):
    """The plugin has no options."""


class LivePreviewPlugin(BasePlugin[LivePreviewConfig]):
    """Renders only what has changed, in `mkdocs serve`; in `mkdocs build` it does nothing."""

    def __init__(self) -> None:
        self._is_live = self._is_loading = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Learn whether this is a preview; that this method exists keeps the plugin over rebuilds."""
        self._is_live = command == "serve" and not dirty
        if self._is_live:
            self._since = time.time()
            end_orderly()
            if find_spec("pygments"):  # MkDocs itself does without
                import_module("livepreview.highlighting").remember()
            self._memory = Memory()
            self._listening = Warnings(self._memory.warn)
            self._listening.__enter__()

    @event_priority(FIRST)
    def on_config(self, config: MkDocsConfig) -> None:
        """Begin a build."""
        if self._is_loading:
            raise _Loaded(config)
        if self._is_live:
            self._memory.start(config)

    @event_priority(LAST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Note from now on for which files a page asks."""
        if not self._is_live:
            return files
        asked = AskedFiles(files)
        self._memory.settle(config, asked, Participants(config, files))
        return asked

    @event_priority(LAST)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Keep templates compiled, unless somebody changes what they are compiled with: constants are part of the code."""
        if self._is_live and not self._memory.participants.unknown["page"]:
            env.bytecode_cache = Compiled("theme")

    @event_priority(FIRST)
    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> None:
        """Note what the content of a page is a function of."""
        if self._is_live:
            self._memory.begin_content(page, files)

    @event_priority(LAST)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Keep the content of a page."""
        if self._is_live:
            self._memory.end_content(page, files, html)

    @event_priority(FIRST)
    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Note what a page that is written is a function of."""
        if self._is_live:
            self._memory.begin_page(page, config, nav)

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> None:
        """Keep a page that is written."""
        if self._is_live:
            self._memory.end_page(page, output)

    def preview_state(self, page: Page, stage: str) -> None:
        """Nothing depends on this plugin."""

    @event_priority(FIRST)  # other plugins add to what is watched
    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> None:
        """Take the place of MkDocs's builds from now on."""
        if not self._is_live:
            return
        self._listening.__exit__()
        if unknown := sorted({name for names in self._memory.participants.unknown.values() for name in names}):
            log.info(
                "Every page is rendered at each save, since livepreview does not know what else than a page's source these "
                f"depend on: {', '.join(unknown)}"
            )

        def load() -> MkDocsConfig:
            """Let MkDocs load the configuration, with the options of its command, and stop it before it builds."""
            self._is_loading = True
            try:
                with quick_loading():
                    builder()
            except _Loaded as loaded:
                return loaded.config
            finally:
                self._is_loading = False
            raise AssertionError("MkDocs has built the site without telling its plugins")

        self._memory.finish()
        Preview(server, config, load, self._memory, self._since)
