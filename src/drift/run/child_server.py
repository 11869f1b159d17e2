"""The process that runs the pages, each in a process of its own; pages run at the same time.

It imports nothing but what `preload` names and forks once per page (where there is no `fork`, it starts an interpreter per page).
It speaks JSON lines over its pipes, and when its input ends, as it does when a build is killed, it kills all that it started.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import select
import signal
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

from drift.run.child_page import run_page
from drift.run.child_running import Running, TempFolderError

if TYPE_CHECKING:
    from drift.run.job import Order, PageJob

_TICK = 0.05 if hasattr(os, "fork") else 0.005  # seconds between two looks at the running pages


class _Events:
    """What the kernel waits for: the end of a page's process, and the end of its own input."""

    def __init__(self, source: IO[str]) -> None:
        self._source = source
        if hasattr(os, "fork"):
            self._woken, wake = os.pipe()
            os.set_blocking(wake, False)
            signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
            signal.signal(signal.SIGCHLD, lambda *_: None)
        else:  # Windows cannot wait for a pipe; where we fork, there must be no thread
            self._ended = threading.Event()
            threading.Thread(target=self._read_to_the_end, daemon=True).start()

    def input_ended(self, seconds: float) -> bool:
        """Wait until something happens, at most some seconds; tell whether the input has ended."""
        if not hasattr(os, "fork"):
            return self._ended.wait(seconds)
        source = self._source.fileno()
        ready, _, _ = select.select([source, self._woken], [], [], seconds)
        if self._woken in ready:
            os.read(self._woken, 4096)
        return source in ready

    def _read_to_the_end(self) -> None:
        self._source.read()
        self._ended.set()


def _adopt_orphans() -> None:
    """On Linux, become the parent of what a page leaves running in a session of its own, which no kill of its group reaches."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _kill_adopted() -> None:
    """Kill every process that is still a child of this one, and the children that it leaves behind in turn."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while children.exists() and (pids := children.read_text(encoding="ascii").split()):
        for pid in map(int, pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def serve(source: IO[str], target: IO[str]) -> None:
    """Read the order, then the pages; run them and write their results; stop when the input ends."""
    order: Order = json.loads(source.readline())
    try:
        with contextlib.redirect_stdout(sys.stderr):  # the pipe is for answers
            for module in order["preload"]:
                importlib.import_module(module)
    except Exception as error:  # whatever an import may raise
        failure = f"[tool.drift] preload: {type(error).__name__}: {error}"
        target.write(json.dumps({"failure": failure}) + "\n")
        return
    waiting: list[PageJob] = list(reversed(json.loads(source.readline() or "[]")))
    running: list[Running] = []
    events = _Events(source)
    _adopt_orphans()
    try:
        while waiting or running:
            while waiting and len(running) < order["workers"]:
                running.append(Running(waiting.pop(), order["output_limit"]))
            if events.input_ended(_TICK):
                return
            for page in [page for page in running if page.is_over()]:
                running.remove(page)
                target.write(json.dumps(page.results()) + "\n")
                target.flush()
    except TempFolderError as error:
        target.write(json.dumps({"failure": str(error)}) + "\n")
    finally:
        for page in running:
            page.stop()
        _kill_adopted()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        run_page(json.loads((folder / "page.json").read_text(encoding="utf-8")), folder)
    else:
        # Ctrl-C reaches the whole group; the build's end, which follows, is what ends this process and its pages.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(BrokenPipeError):
            serve(sys.stdin, sys.stdout)
