"""A closed terminal and a polite request to end are an end like Ctrl-C: what was started is ended, what was written removed."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


def end_orderly() -> None:
    """Have these signals raise `SystemExit`, unless they are ignored, as under nohup."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):  # Windows has only the first and the last
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once: the end is not to be interrupted
    sys.exit(128 + number)
