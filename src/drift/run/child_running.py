"""A page that is running, as its parent sees it: with a time limit and a limit of output."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from drift.run.child_page import FAILURE, RESULTS, STREAMS, output_file, run_page

if TYPE_CHECKING:
    from drift.run.job import Answer, End, ExampleJob, Failure, PageJob, Result, Stream, WrittenResult


def describe_exit(status: int) -> str:
    """Put a process's exit status into words."""
    if status >= 0:
        return f"exit code {status}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-status).name}"
    return f"signal {-status}"


class TempFolderError(Exception):
    """The folder for temporary files cannot be used; the message says why and what helps."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the folder for temporary files: {why}: make room there, or name another one in TMPDIR")


class Running:
    """A page that is running: its process, its folder, and how far it has come."""

    def __init__(self, page: PageJob, output_limit: int) -> None:
        self.page = page
        self._limit = output_limit
        try:
            self.directory = Path(tempfile.mkdtemp(prefix="drift-"))
        except OSError as error:
            raise TempFolderError(f"no folder can be made for {page['name']}: {error}") from None
        self._done = 0
        self._since = time.monotonic()
        self._end: End | None = None
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
            # What runs after the last example (exit functions of imported modules) has the time that this one had.
            current = min(self._done, len(self.page["examples"]) - 1)
            limit = self.page["examples"][current]["timeout"]
            if time.monotonic() - self._since > limit:
                self._end = {"kind": "timeout", "seconds": limit}
            elif any(self._size(stream) > self._limit for stream in STREAMS):
                self._end = {"kind": "flood", "bytes": self._limit}
            if self._end is not None:
                self._process.kill()
        return self._status is not None

    def _size(self, stream: Stream) -> int:
        try:
            return output_file(self.directory, self._done, stream).stat().st_size
        except FileNotFoundError:
            return 0

    def stop(self) -> None:
        """Kill the page's process and everything that it started; forget its folder."""
        self._process.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def results(self) -> Answer | Failure:
        """Return what became of the page, which is over."""
        # Whatever the page's process has left running ends here: a child process must not write into a later build.
        self._process.kill()
        if self._is_full():  # what is missing there may be anything, and no example is to blame
            shutil.rmtree(self.directory, ignore_errors=True)
            return {"failure": str(TempFolderError(f"{self.directory.parent} was full while {self.page['name']} ran"))}
        results: list[Result] = []
        with contextlib.suppress(OSError, ValueError):  # a line that was cut off, or that is not ours
            for line in (self.directory / RESULTS).read_text(encoding="utf-8").splitlines():
                result: WrittenResult = json.loads(line)
                if len(results) == len(self.page["examples"]):
                    break
                if max(result["out"], result["err"]) > self._limit:
                    self._end = {"kind": "flood", "bytes": self._limit}
                    break
                out, err = (output_file(self.directory, len(results), stream).read_bytes() for stream in STREAMS)
                late: list[Stream] = []
                late += ["out"] if len(out) > result["out"] else []
                late += ["err"] if len(err) > result["err"] else []
                results.append(
                    {
                        **result,
                        "out": out[: result["out"]].decode("utf-8", "surrogateescape"),
                        "out_at_end": out[result["ran"] : result["out"]].decode("utf-8", "surrogateescape"),
                        "err": err[: result["err"]].decode("utf-8", "surrogateescape"),
                        "late": late,
                    }
                )
        if len(results) == len(self.page["examples"]):
            self._end = None
        elif self._end is None:
            self._end = {"kind": "lost", "how": describe_exit(self._status or 0)}
        failed = (self.directory / FAILURE).exists()
        shutil.rmtree(self.directory, ignore_errors=True)
        if failed and (failure := self._failure_without_code()):
            return {"failure": f"drift itself failed while it ran {self.page['name']}:\n{failure}"}
        return {"name": self.page["name"], "results": results, "end": self._end}

    def _is_full(self) -> bool:
        """Tell whether no block is left for the page's folder: what it should hold may have been cut off, without an error."""
        try:
            (self.directory / "room").write_bytes(bytes(4096))
        except OSError as error:
            return error.errno in {errno.ENOSPC, errno.EDQUOT}
        return False

    def _failure_without_code(self) -> str:
        """Run the page without the author's code and return what fails even then; an example can break what drift uses."""
        empty: list[ExampleJob] = [{**example, "code": ""} for example in self.page["examples"]]
        page = Running({**self.page, "examples": empty}, self._limit)
        while not page.is_over():
            time.sleep(0.01)
        failure = page.directory / FAILURE
        text = failure.read_text(encoding="utf-8") if failure.exists() else ""
        page.stop()
        return text


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


def _fork(page: PageJob, directory: Path) -> _Forked:
    with warnings.catch_warnings():
        # NumPy's idle threads make Python 3.12 warn of fork; they hold no lock that a page needs, and BLAS restarts them.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return _Forked(pid)
    status = 1
    try:
        os.setsid()
        # Undo what the server has set for itself.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        run_page(page, directory)
        status = 0
    except BaseException:  # nothing may unwind into the kernel's own loop
        traceback.print_exc()
    finally:
        os._exit(status)


def _spawn(page: PageJob, directory: Path) -> subprocess.Popen[bytes]:
    (directory / "page.json").write_text(json.dumps(page), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "drift.run.child_server", str(directory)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  # our own
