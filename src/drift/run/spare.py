"""The process for the next run of a live preview, started in advance: its author waits for neither Python nor imports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from drift.run.server import Server, Setup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drift.run.job import PageJob


class Spare:
    """A process that waits for pages."""

    def __init__(self) -> None:
        self._waiting: Server | None = None
        self._ending: list[Server] = []
        self._figure_fonts: list[str] | None = None

    def learn(self, pages: Sequence[PageJob]) -> None:
        """Learn from the pages that run whether the site has figures, and with which fonts."""
        for page in pages:
            if any(example["figure"] for example in page["examples"]):
                self._figure_fonts = page["fonts"]

    def take(self, setup: Setup) -> Server | None:
        """Return the process that waits, if it is what one started now would be."""
        server, self._waiting = self._waiting, None
        if server is None or (_is_as(server, setup) and not server.has_ended()):
            return server
        self._dismiss(server)
        return None

    def prepare(self, setup: Setup) -> None:
        """Have a process that waits, started with this."""
        if not hasattr(os, "fork"):  # it would have imported nothing: each page starts an interpreter of its own
            return
        self._waiting = self.take(setup) or Server(_for_figures(setup, self._figure_fonts))

    def _dismiss(self, server: Server) -> None:
        """Let a process end without waiting: it may be in the middle of an import."""
        self._ending = [other for other in self._ending if not other.has_ended()]
        server.dismiss()
        self._ending.append(server)

    def end(self) -> None:
        """Let no process be left."""
        if self._waiting is not None:
            self._dismiss(self._waiting)
            self._waiting = None
        for server in self._ending:
            server.end()
        self._ending.clear()


def _is_as(server: Server, setup: Setup) -> bool:
    """Tell whether a process was started with what one would be now; that it is ready for figures, too, does no harm."""
    return _for_figures(server.setup, None) == _for_figures(setup, None)


def _for_figures(setup: Setup, fonts: list[str] | None) -> Setup:
    order = setup.order.copy()
    order["figure_fonts"] = fonts
    return setup._replace(order=order)
