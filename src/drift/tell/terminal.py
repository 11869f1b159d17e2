"""What a terminal gets and a file does not: colour, and a bar while the pages run."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType

_SHOW_AFTER = 1.0  # seconds
_WIDTH = 24
# To the start of the line, and wipe it; a line that is too long is cut off at the edge: it would leave its first half behind.
_WIPE, _CUT, _WRAP = "\r\x1b[K", "\x1b[?7l", "\x1b[?7h"
_STYLES = {"place": "1", "message": "31", "head": "1", "hunk": "36", "old": "31", "new": "32", "hint": "33"}


def wants_colour(stream: TextIO) -> bool:
    """Tell whether to colour what is written to a stream, as Python does: `NO_COLOR`, then `FORCE_COLOR`, then a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or _is_terminal(stream)


def paint(kind: str, text: str) -> str:
    """Return text in the colour of its kind; a kind without a colour leaves it as it is."""
    style = _STYLES.get(kind)
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text


class Progress:
    """A bar in the last line of a terminal, after the first second; it wipes itself away. On CI or in a file there is none.

    It is what `drift.judge.check.check_pages` takes as `progress`.

    Args:
        stream: Where the bar is drawn; standard error, so that it is never part of what a pipe carries.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._state = (0, 0, "")
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._drawn = False
        # The first page may take long, and nothing is heard until it is done: the clock has to draw the first bar.
        self._timer = threading.Timer(_SHOW_AFTER, self._draw)
        self._timer.daemon = True
        self._wanted = _is_terminal(stream) and not os.environ.get("CI")

    def __enter__(self) -> Progress:
        if self._wanted:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Leave the screen as it was."""
        self._timer.cancel()
        with self._lock:
            self._wanted = False
            if self._drawn:
                self._write(_WIPE)

    def __call__(self, done: int, total: int, name: str) -> None:
        """Take note of how far it is."""
        self._state = (done, total, name)
        if time.monotonic() - self._start >= _SHOW_AFTER:
            self._draw()

    def _draw(self) -> None:
        with self._lock:
            done, total, name = self._state
            if not self._wanted or not total:
                return
            filled = _WIDTH * done // total
            bar = "█" * filled + "░" * (_WIDTH - filled)
            self._drawn = True
            self._write(f"{_WIPE}{_CUT}{bar} {done}/{total} {name}{_WRAP}")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that understands escape sequences; the old console of Windows does not."""
    if os.environ.get("TERM") == "dumb" or (os.name == "nt" and not os.environ.get("WT_SESSION")):
        return False
    return stream.isatty()
