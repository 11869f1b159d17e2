"""What has been rendered, for as long as what it is a function of stays the same."""

from __future__ import annotations

import logging
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livepreview.files import digest, digest_of
from livepreview.inputs import Inputs, Key
from livepreview.opened import AskedFiles, Opened

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from livepreview.opened import Asked
    from livepreview.plugins import Participants, Stage

log = logging.getLogger("mkdocs.plugins.livepreview")

# What rendering a page's content sets on the page. `links_to_anchors` refers to files by themselves, and is kept by their names.
_SET = ("markdown", "content", "_title_from_render", "present_anchor_ids")


def _differences(before: Key, now: Key) -> list[str]:
    """Return the names of what differs; one may be of a plugin that is not there any more, or was not."""
    nothing = object()
    return [name for name in before | now if before.get(name, nothing) != now.get(name, nothing)]


@dataclass
class Rendered:
    """One page at one stage."""

    key: Key
    taken: dict[str, object] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    opened: dict[str, str | None] = field(default_factory=dict)
    asked: Asked = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    changeable: bytes = b""
    """Front matter and table of contents, which templates and hooks may change; to copy them takes longer."""
    links: dict[str, dict[str, str]] | None = None
    output: str = ""


class Memory:
    """The pages of the build before, and of the one that goes on.

    Both MkDocs's own build and ours go through `begin` and `end` for each page that they render.
    """

    participants: Participants
    files: AskedFiles

    def __init__(self) -> None:
        self._known: dict[tuple[Stage, str], Rendered] = {}
        self._opened = Opened()
        self._now: tuple[Stage, str, Rendered] | None = None
        self.announce()

    def announce(self) -> None:
        """Begin a build, before its configuration is loaded."""
        self.warnings: list[tuple[str, str]] = []
        """What has been logged: behind the name of a page if that was being rendered, now or before; else behind `""`."""
        self.rendered = 0
        """Contents that were rendered in this build."""

    def start(self, config: MkDocsConfig) -> None:
        """Go on when the configuration has been loaded, and no plugin has changed it."""
        self._opened.begin_build()
        self._inputs = Inputs(config)
        self._build: set[tuple[Stage, str]] = set()
        self._addresses: dict[str, str] = {}
        self._now = None

    def settle(self, config: MkDocsConfig, files: AskedFiles, participants: Participants) -> None:
        """Go on when plugins have changed the configuration, and added their files."""
        self._inputs.settle(config)
        self.files, self.participants = files, participants

    def begin_content(self, page: Page, files: Files) -> None:
        """Remember what is the case before a page's content is rendered."""
        self._addresses[page.file.src_uri] = page.url
        self.rendered += 1
        self.participants.before(page, "content")
        self._now = ("content", page.file.src_uri, Rendered(self._inputs.content(page, self.participants)))
        if isinstance(files, AskedFiles):
            files.asked = {}
        self._opened.begin()

    def end_content(self, page: Page, files: Files, content: str) -> None:
        """Keep a page's content, unless its source has changed meanwhile."""
        opened = self._opened.end()
        asked = files.asked if isinstance(files, AskedFiles) else None
        if isinstance(files, AskedFiles):
            files.asked = None
        rendered = self._finish("content", page)
        if rendered is None or asked is None or self.participants.unknown["content"]:
            return
        page.content = content  # as MkDocs will do
        rendered.opened, rendered.asked = opened, asked
        rendered.attributes = {name: getattr(page, name, None) for name in _SET}
        try:
            rendered.changeable = pickle.dumps((dict(page.meta), page.toc))
        except Exception:  # something of a plugin, which may raise anything
            return
        links = page.links_to_anchors
        rendered.links = None if links is None else {file.src_uri: found for file, found in links.items()}
        rendered.taken = self.participants.take(page, "content")
        if rendered.key["the source"] == digest_of(page.file.content_bytes):
            self._keep("content", page, rendered)

    def give_content(self, page: Page, files: AskedFiles) -> bool:
        """Set on a page what rendering its content would have set, if that is known."""
        known = self._known.get(("content", page.file.src_uri))
        if known is None:
            return False
        key = self._inputs.content(page, self.participants)
        changed = [path for path, was in known.opened.items() if digest(path) != was]
        changed += [uri for uri, was in known.asked.items() if files.answer(uri) != was]
        changed += _differences(known.key, key)
        if changed:
            log.debug(f"{page.file.src_uri} is rendered: changed have {', '.join(changed)}")
            return False
        self._addresses[page.file.src_uri] = page.url
        for name, value in known.attributes.items():
            setattr(page, name, value)
        page.meta, page.toc = pickle.loads(known.changeable)  # noqa: S301  # our own
        page.links_to_anchors = (
            None
            if known.links is None
            else {file: found for uri, found in known.links.items() if (file := files.get_file_from_path(uri))}
        )
        self._give("content", page, known)
        return True

    def begin_page(self, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Remember what is the case before a page is written."""
        self.participants.before(page, "page")
        key = self._inputs.page(page, config, nav, self.files, self.participants)
        self._now = ("page", page.file.src_uri, Rendered(key))

    def end_page(self, page: Page, output: str) -> None:
        """Keep a page as it is written."""
        rendered = self._finish("page", page)
        # Who changes contents may also leave on the page what templates show.
        if rendered is None or any(self.participants.unknown.values()):
            return
        rendered.output = output
        rendered.taken = self.participants.take(page, "page")
        self._keep("page", page, rendered)

    def give_page(self, page: Page, config: MkDocsConfig, nav: Navigation) -> str | None:
        """Return the page as it was written before, if it would be the same now."""
        known = self._known.get(("page", page.file.src_uri))
        if known is None:
            return None
        key = self._inputs.page(page, config, nav, self.files, self.participants)
        if changed := _differences(known.key, key):
            log.debug(f"{page.file.src_uri} is written: changed have {', '.join(changed)}")
            return None
        self._give("page", page, known)
        return known.output

    def warn(self, text: str) -> None:
        """Note a warning, also with the page that is being rendered: the next build may take that page as it is."""
        uri = ""
        if self._now is not None:
            _, uri, rendered = self._now
            rendered.warnings.append(text)
        self.warnings.append((uri, text))

    def addresses(self) -> dict[str, str]:
        """Return the address of each page of the build, seen from the root of the site."""
        return self._addresses

    def opened_elsewhere(self, docs: str) -> list[str]:
        """Return the files, outside the folder of the pages, that pages have been made of."""
        paths = {path for rendered in self._known.values() for path in rendered.opened}
        return sorted(path for path in paths if not Path(path).is_relative_to(docs))

    def unseen(self) -> AbstractContextManager[None]:
        """Leave what is opened meanwhile out of `reads`."""
        return self._opened.unseen()

    def reads(self) -> set[str] | None:
        """Return, at the end of a build, the files that it has read, whenever that was; `None`: nobody knows them all."""
        opened = self._opened.end_build()
        others = self.participants.reads()
        return None if others is None else others.union(opened, *(page.opened for page in self._known.values()))

    def finish(self) -> None:
        """End a build: forget what is not part of it."""
        self._known = {place: rendered for place, rendered in self._known.items() if place in self._build}

    def _finish(self, stage: Stage, page: Page) -> Rendered | None:
        now, self._now = self._now, None
        return now[2] if now and now[:2] == (stage, page.file.src_uri) else None

    def _give(self, stage: Stage, page: Page, known: Rendered) -> None:
        self.participants.give(page, stage, known.taken)
        self.warnings += [(page.file.src_uri, text) for text in known.warnings]
        self._build.add((stage, page.file.src_uri))

    def _keep(self, stage: Stage, page: Page, rendered: Rendered) -> None:
        self._known[stage, page.file.src_uri] = rendered
        self._build.add((stage, page.file.src_uri))
