"""The process that runs the pages, each in a process of its own; pages run at the same time.

Its first line is the token of the run: each answer stands behind it, so that nothing else is taken for one.

It imports nothing but what `preload` names and forks once per page (where there is no `fork`, it starts an interpreter per page).
Where it was started in advance, a fork of it may run the pages in its place.
It speaks JSON lines over its standard input and output. When its input ends, as it does when a build is killed, it kills all that
it started.
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

from drift.run import child_reads, shield
from drift.run.child_ahead import Ahead
from drift.run.child_files import FilesInFolder, NamelessFiles
from drift.run.child_page import run_page
from drift.run.child_running import Running, TempFolderError
from drift.run.job import TOKEN_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from drift.run.job import Answer, Failure, Order, PageJob

_TICK = 0.05 if hasattr(os, "fork") else 0.005  # seconds between two looks at the running pages


class _Events:
    """What the kernel waits for: a page's results, the end of a page's process, and the end of its own input."""

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

    def input_ended(self, running: list[Running], seconds: float) -> bool:
        """Wait until something happens, at most some seconds; tell whether the input has ended."""
        if not hasattr(os, "fork"):
            return self._ended.wait(seconds)
        source = self._source.fileno()
        waiting = select.poll()  # not `select`, which knows no descriptors from 1024 on
        sockets = [page.files.fileno() for page in running if isinstance(page.files, NamelessFiles)]
        for descriptor in (source, self._woken, *sockets):
            waiting.register(descriptor, select.POLLIN)
        ready = {descriptor for descriptor, _ in waiting.poll(seconds * 1000)}
        if self._woken in ready:
            os.read(self._woken, 4096)
        return source in ready

    def _read_to_the_end(self) -> None:
        self._source.read()
        self._ended.set()


class _Answers:
    """The way back to the build, for answers that can be told from what anybody else writes there."""

    def __init__(self, token: bytearray, target: IO[str]) -> None:
        self._token, self._target = token, target

    def give(self, answer: Answer | Failure) -> None:
        os.write(self._target.fileno(), self._token)  # not as part of a string: of that, memory would keep a copy
        self._target.write(json.dumps(answer) + "\n")
        self._target.flush()

    def forget(self) -> None:
        """Forget the token, in a process that runs a page."""
        self._token[:] = bytes(len(self._token))


def _allow_many_files() -> Callable[[], None]:
    """Allow this process as many open files as the system lets it; return what takes that back."""
    try:
        import resource
    except ImportError:  # Windows, where examples print into files that are not kept open
        return lambda: None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    many = 10_240 if hard == resource.RLIM_INFINITY else min(hard, 10_240)  # as many as macOS allows
    if soft != resource.RLIM_INFINITY and soft < many:
        resource.setrlimit(resource.RLIMIT_NOFILE, (many, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextlib.contextmanager
def _adopting() -> Iterator[None]:
    """On Linux, become the parent of what a page leaves running in a session of its own, which no kill of its group reaches."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    try:
        yield
    finally:
        _kill_adopted()


def _kill_adopted() -> None:
    """Kill every process that is still a child of this one, and the children that it leaves behind in turn."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while children.exists() and (pids := children.read_text(encoding="ascii").split()):
        for pid in map(int, pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def serve(token: bytearray, source: IO[str], target: IO[str]) -> None:
    """Read the order, then the pages, and have them run."""
    answers = _Answers(token, target)
    line = source.readline()
    if not line:  # the build has ended, or been broken off
        return
    order: Order = json.loads(line)
    if order["noted"]:
        child_reads.begin(order["noted"])
    try:
        with contextlib.redirect_stdout(sys.stderr):  # the pipe is for answers
            for module in order["preload"]:
                importlib.import_module(module)
    except Exception as error:  # whatever an import may raise
        failure = f"[tool.drift] preload: {type(error).__name__}: {error}"
        answers.give({"failure": failure})
        return
    child_reads.pages_follow()

    def run(pages: list[PageJob]) -> None:
        with _adopting():
            _run_pages(pages, order, source, answers)

    fonts = order["figure_fonts"]
    with _adopting(), contextlib.nullcontext() if fonts is None else Ahead(run, fonts) as ahead:
        pages: list[PageJob] = json.loads(source.readline() or "[]")
        if ahead is None or not ahead.runs(pages):
            _run_pages(pages, order, source, answers)


def _run_pages(pages: list[PageJob], order: Order, source: IO[str], answers: _Answers) -> None:
    """Run pages and write their results; stop when the input ends."""
    waiting = list(reversed(pages))
    running: list[Running] = []
    take_back = _allow_many_files()

    def forget() -> None:
        take_back()
        answers.forget()
        for page in running:
            page.files.close()

    events = _Events(source)
    try:
        while waiting or running:
            while waiting and len(running) < order["workers"]:
                running.append(Running(waiting.pop(), order["output_limit"], forget))
            if events.input_ended(running, _TICK):
                return
            for page in [page for page in running if page.is_over()]:
                running.remove(page)
                answers.give(page.results())
    except TempFolderError as error:
        answers.give({"failure": str(error)})
    finally:
        for page in running:
            page.stop()


def _read_token() -> bytearray:
    """Read the token from the beginning of standard input, past all buffers, which would keep a copy."""
    token = bytearray(TOKEN_LENGTH)
    with open(0, "rb", buffering=0, closefd=False) as source:
        source.readinto(token)
    return token


if __name__ == "__main__":
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        if noted := sys.argv[3:]:
            child_reads.begin(noted)
        page_job = json.loads((folder / "page.json").read_text(encoding="utf-8"))
        run_page(page_job, FilesInFolder(folder, int(sys.argv[2])), folder)
    else:
        # Ctrl-C reaches the whole group; the build's end, which follows, is what ends this process and its pages.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        shield.hide()
        with contextlib.suppress(ConnectionError):
            serve(_read_token(), sys.stdin, sys.stdout)
