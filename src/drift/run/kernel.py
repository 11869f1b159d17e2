"""Run the examples of many pages, each page in a fresh process, under a clock and a limit of output.

`Kernel` starts this module as a process of its own, with a clean environment. That process imports nothing but what `preload`
names and forks once per page (where there is no `fork`, it starts an interpreter per page); pages run at the same time. It speaks
JSON lines over its pipes, and when its input ends, as it does with a build that is killed, it kills all that it started.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from drift.run.child_page import RESULTS, output_file, run_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TICK = 0.05 if hasattr(os, "fork") else 0.005  # seconds between two looks at the running pages
# Variables that change what programs print; a build must not depend on the terminal that it was started from.
_DROPPED = frozenset({"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "PY_COLORS"})
_KEPT_OF_PYTHON = frozenset({"PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR"})


class KernelError(Exception):
    """The process that runs the pages could not start or has ended by itself."""


class Kernel:
    """A process that runs pages.

    Args:
        root: Working directory of every example.
        environment: Variables that examples get besides those of this process.
        preload: Modules to import once, before the first page.
        workers: Pages that run at the same time; 0: as many as there are processors.
        output_limit: Bytes that an example may print.
    """

    def __init__(
        self,
        root: Path,
        *,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        workers: int = 0,
        output_limit: int = 1_000_000,
    ) -> None:
        self._root = root
        self._environment = clean_environment(os.environ) | dict(environment or {})
        self._order = {"preload": list(preload), "workers": workers or _processors(), "output_limit": output_limit}
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and everything that it started."""
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                _pipe(self._process.stdin).close()  # the end of its input is the kernel's word to stop
            _pipe(self._process.stdout).close()
            self._process.wait()
            self._process = None

    def start(self) -> None:
        """Start the process, so that it imports what it preloads while the caller does something else."""
        if self._process is None:
            self._process = subprocess.Popen(
                # -P: like a script in another folder, an example does not import what happens to lie in the root.
                [sys.executable, "-P", "-m", "drift.run.kernel"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self._root,
                env=self._environment,
                encoding="utf-8",
            )
            self._send(self._order)

    def run(self, pages: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Run pages, once, and yield each page's results as soon as it is done.

        Args:
            pages: For each page its `name`, `versions` (modules whose versions are wanted) and `examples`; of each example
                `code`, `line`, `session`, `requires`, `timeout`.

        Yields:
            `{"name", "results", "end"}`. `results` has an item for each example that came to its end, with what it printed
            (`out`, `err`; bytes that are not UTF-8 as lone surrogates), `late` (the streams to which something was written
            after its end), `versions`, `warnings`, `error`, `figure` and `figure_fault`, or with `missing`. `end` says why the
            next one did not come to its end: `timeout`, `flood` or `lost`.

        Raises:
            KernelError: The kernel itself failed.
        """
        self.start()
        assert self._process is not None
        self._send(list(pages))
        for _ in pages:
            line = _pipe(self._process.stdout).readline()
            if not line:
                raise KernelError(f"the process that runs the examples ended with {_ending(self._process.wait())}")
            answer = json.loads(line)
            if "failure" in answer:
                raise KernelError(answer["failure"])
            yield answer

    def _send(self, message: object) -> None:
        assert self._process is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: reading its answer tells why
            _pipe(self._process.stdin).write(json.dumps(message) + "\n")
            _pipe(self._process.stdin).flush()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None  # as asked for with PIPE
    return stream


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which output does not depend on who runs the build, nor on hash seeds or a screen."""
    kept = {
        name: value
        for name, value in environ.items()
        if name not in _DROPPED and (not name.startswith("PYTHON") or name in _KEPT_OF_PYTHON)
    }
    return kept | {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ending(status: int) -> str:
    """Put a process's exit status into words."""
    if status >= 0:
        return f"exit code {status}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-status).name}"
    return f"signal {-status}"


# What follows runs in the kernel's own process.


class _Running:
    """A page that is running: its process, its folder, and how far it has come."""

    def __init__(self, page: dict[str, Any], output_limit: int) -> None:
        self.page = page
        self._limit = output_limit
        self.directory = Path(tempfile.mkdtemp(prefix="drift-"))
        self._done = 0
        self._since = time.monotonic()
        self._end: dict[str, Any] | None = None
        self._status: int | None = None
        self._process = _fork(page, self.directory) if hasattr(os, "fork") else _spawn(page, self.directory)

    def is_over(self) -> bool:
        """Look how far the page has come, stop it where it has to be stopped, and tell whether it has ended."""
        self._status = self._process.poll()
        with contextlib.suppress(FileNotFoundError):
            done = (self.directory / RESULTS).read_bytes().count(b"\n")
            if done > self._done:
                self._done, self._since = done, time.monotonic()
        if self._status is None and self._end is None:
            # What runs after the last example (exit functions) has the time that this one had.
            current = min(self._done, len(self.page["examples"]) - 1)
            limit = self.page["examples"][current]["timeout"]
            if time.monotonic() - self._since > limit:
                self._end = {"kind": "timeout", "seconds": limit}
            elif any(self._size(stream) > self._limit for stream in ("out", "err")):
                self._end = {"kind": "flood", "bytes": self._limit}
            if self._end is not None:
                self._process.kill()
        return self._status is not None

    def _size(self, stream: str) -> int:
        try:
            return output_file(self.directory, self._done, stream).stat().st_size
        except FileNotFoundError:
            return 0

    def stop(self) -> None:
        """Kill the page's process and everything that it started; forget its folder."""
        self._process.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def results(self) -> dict[str, Any]:
        """Return what became of the page, which is over."""
        # Whatever the page's process has left running ends here: a child process must not write into a later build.
        self._process.kill()
        results: list[dict[str, Any]] = []
        with contextlib.suppress(OSError, ValueError):  # a line that was cut off, or that is not ours
            for line in (self.directory / RESULTS).read_text(encoding="utf-8").splitlines():
                result = json.loads(line)
                if len(results) == len(self.page["examples"]):
                    break
                if max(result["out"], result["err"]) > self._limit:
                    self._end = {"kind": "flood", "bytes": self._limit}
                    break
                contents = {
                    stream: output_file(self.directory, len(results), stream).read_bytes() for stream in ("out", "err")
                }
                late = [stream for stream in ("out", "err") if len(contents[stream]) > result[stream]]
                for stream, content in contents.items():
                    result[stream] = content[: result[stream]].decode("utf-8", "surrogateescape")
                results.append(result | {"late": late})
        if len(results) == len(self.page["examples"]):
            self._end = None
        elif self._end is None:
            self._end = {"kind": "lost", "how": _ending(self._status or 0)}
        shutil.rmtree(self.directory, ignore_errors=True)
        return {"name": self.page["name"], "results": results, "end": self._end}


class _Forked:
    """A forked process that leads a session of its own, with the two methods that are needed of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        if self._status is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def kill(self) -> None:
        """Kill the process and its group, which what it has started belongs to."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        if self._status is None:  # it may not have come to lead its group yet, or have left it
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)


def _fork(page: dict[str, Any], directory: Path) -> _Forked:
    with warnings.catch_warnings():
        # NumPy's idle threads make Python 3.12 warn of fork; they hold no lock that a page needs, and BLAS restarts them.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return _Forked(pid)
    status = 1
    try:
        os.setsid()
        # What the kernel has set for itself is no business of an example.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        run_page(page, directory)
        status = 0
    except BaseException:  # nothing may unwind into the kernel's own loop
        traceback.print_exc()
    finally:
        os._exit(status)


def _spawn(page: dict[str, Any], directory: Path) -> subprocess.Popen[bytes]:
    (directory / "page.json").write_text(json.dumps(page), encoding="utf-8")
    return subprocess.Popen([sys.executable, "-P", "-m", "drift.run.kernel", str(directory)], stdin=subprocess.DEVNULL)  # noqa: S603  # our own


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
    order = json.loads(source.readline())
    try:
        with contextlib.redirect_stdout(sys.stderr):  # the pipe is for answers
            for module in order["preload"]:
                importlib.import_module(module)
    except Exception as error:  # whatever an import may raise
        failure = f"[tool.drift] preload: {type(error).__name__}: {error}"
        target.write(json.dumps({"failure": failure}) + "\n")
        return
    waiting = list(reversed(json.loads(source.readline() or "[]")))
    running: list[_Running] = []
    events = _Events(source)
    _adopt_orphans()
    try:
        while waiting or running:
            while waiting and len(running) < order["workers"]:
                running.append(_Running(waiting.pop(), order["output_limit"]))
            if events.input_ended(_TICK):
                return
            for page in [page for page in running if page.is_over()]:
                running.remove(page)
                target.write(json.dumps(page.results()) + "\n")
                target.flush()
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
