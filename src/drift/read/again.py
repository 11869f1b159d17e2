"""Read pages for the live preview: one that is as it was is not read again, which takes long on a page with much HTML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drift.read.examples import read_page

if TYPE_CHECKING:
    from drift.read.page import Page
    from drift.settings import Settings


class Pages:
    """Pages as they were read last."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Settings, Page]] = {}

    def read(self, name: str, source: str, settings: Settings) -> Page:
        """Find the examples of a page, as `read_page` does."""
        if name in self._kept:
            kept_settings, page = self._kept[name]
            if (page.source, kept_settings) == (source, settings):
                return _copy(page)
        page = read_page(name, source, settings)
        if _is_whole(page, settings):
            self._kept[name] = settings, page
            return _copy(page)
        self._kept.pop(name, None)
        return page


def _is_whole(page: Page, settings: Settings) -> bool:
    """Tell whether nothing but the source has been read: no snippet, also none that is missing, and no recording in a file."""
    return not page.has_snippets(settings) and not any("file" in fence.options for fence in page.fences)


def _copy(page: Page) -> Page:
    """Return a page of one's own, as far as later steps change one."""
    return replace(
        page,
        examples=[replace(example) for example in page.examples],
        problems=[*page.problems],
        unverified=[*page.unverified],
    )
