"""What plugins say of the pages that they take part in rendering: the protocol, and who does not know it.

A plugin needs no import of this package. Each of these methods is looked for by its name, and may be left out but
`preview_state`, by which a plugin with events for pages says that it takes part at all. `stage` is `"content"` (what becomes
`page.content`: the events from `pre_page` to `page_content`) or `"page"` (the file that is written: `page_context`, `post_page`).

    preview_begin(*, interrupted, tell)   before each rebuild. `interrupted()` says whether a newer save has made it useless:
                                          what takes long asks, and raises. `tell(text)` says what is running.
    preview_state(page, stage)            what the page's HTML is a function of besides what `livepreview.inputs` lists,
                                          comparable by `==`.
    preview_take(page, stage)             what rendering the page has left in the plugin, for its later events.
    preview_give(page, stage, taken)      the page has not been rendered: leave what was taken then.
    preview_reads()                       after a build, the files that count besides those that Python opens in the build's own
                                          thread, and folders all of whose files do; `None`: any file may.

On what the pages of other plugins depend is not known: then every page is rendered at each save, which is slow and right.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from livepreview.extensions import unknown_extensions
from livepreview.known import adapter

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

Stage = Literal["content", "page"]
EVENTS: dict[Stage, tuple[str, ...]] = {
    "content": ("pre_page", "page_read_source", "page_markdown", "page_content"),
    "page": ("env", "page_context", "post_page"),
}


class Participants:
    """The plugins of one build that say what their pages depend on.

    Args:
        config: The configuration of the build, with its plugins.
        files: All files of the site.
    """

    def __init__(self, config: MkDocsConfig, files: Files) -> None:
        found = {name: adapter(plugin) or plugin for name, plugin in config.plugins.items()}
        self._plugins = {name: plugin for name, plugin in found.items() if hasattr(plugin, "preview_state")}
        own = {id(plugin) for name, plugin in config.plugins.items() if name in self._plugins}
        self.unknown: dict[Stage, list[str]] = {
            stage: sorted(
                {
                    _name(method, config)
                    for event in events
                    for method in config.plugins.events[event]
                    if id(getattr(method, "__self__", None)) not in own
                }
            )
            for stage, events in EVENTS.items()
        }
        """What has events for pages, or converts Markdown, and does not say on what its results depend."""
        self._are_all = len(own) == len(config.plugins) and not config.hooks
        if "markdown-exec" in config.plugins and "drift" not in config.plugins:
            self.unknown["content"].append("the blocks that markdown-exec executes")
        for _, look in self._methods("preview_files"):  # of adapters only
            look(files, Path(config.config_file_path).absolute().parent)
        packages = {type(config.plugins[name]).__module__.partition(".")[0] for name in self._plugins}
        self.unknown["content"] += unknown_extensions(config, packages)
        for plugin in self._plugins.values():
            if hasattr(plugin, "preview_trusts"):  # an adapter's
                plugin.preview_trusts = not self.unknown["content"]

    def before(self, page: Page, stage: Stage) -> None:
        """Tell those adapters that have to compare that a page is about to be rendered."""
        for _, before in self._methods("preview_before"):
            before(page, stage)

    def state(self, page: Page, stage: Stage) -> dict[str, object]:
        """Return what the plugins say that a page depends on."""
        return {name: state(page, stage) for name, state in self._methods("preview_state")}

    def take(self, page: Page, stage: Stage) -> dict[str, object]:
        """Return what rendering a page has left in the plugins."""
        return {name: take(page, stage) for name, take in self._methods("preview_take")}

    def give(self, page: Page, stage: Stage, taken: dict[str, object]) -> None:
        """Leave in the plugins what rendering a page would have left."""
        for name, give in self._methods("preview_give"):
            if name in taken:
                give(page, stage, taken[name])

    def reads(self) -> set[str] | None:
        """Return the files that count though nobody has seen them opened; `None` if there may be more than anybody says."""
        found = [reads() for _, reads in self._methods("preview_reads")]
        if not self._are_all or any(self.unknown.values()) or any(reads is None for reads in found):
            return None
        return {path for reads in found for path in reads}

    def _methods(self, method: str) -> list[tuple[str, Any]]:
        return [(name, getattr(plugin, method)) for name, plugin in self._plugins.items() if hasattr(plugin, method)]


def begin(config: MkDocsConfig, *, interrupted: Callable[[], bool], tell: Callable[[str], None]) -> None:
    """Tell the plugins that a rebuild begins."""
    for plugin in config.plugins.values():
        if hasattr(plugin, "preview_begin"):
            plugin.preview_begin(interrupted=interrupted, tell=tell)


def _name(method: object, config: MkDocsConfig) -> str:
    """Name what a method of an event belongs to, as `mkdocs.yml` does."""
    owner = getattr(method, "__self__", None)
    for name, plugin in config.plugins.items():
        if plugin is owner:
            return f"the plugin {name}"
    return f"the hook {getattr(method, '__module__', method)}"
