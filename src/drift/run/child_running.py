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

from drift.run import child_reads, shield
from drift.run.child_files import STREAMS, FilesInFolder, ForgedError, NamelessFiles
from drift.run.child_page import run_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from drift.run.job import Answer, End, ExampleJob, Failure, PageJob, Reads, Result, WrittenResult


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
    """A page that is running: its process, its files, and how far it has come.

    Args:
        page: The page.
        output_limit: Bytes that an example may print.
        forget: Lets go, in a page's process that is a fork of this one, of what is none of its business.
    """

    def __init__(self, page: PageJob, output_limit: int, forget: Callable[[], None]) -> None:
        self.page = page
        self.failed = False
        """Whether something outside of the examples raised an exception."""
        self.failure = ""
        """Its traceback."""
        self._limit = output_limit
        self._forget = forget
        self._written: list[WrittenResult] = []
        self._reads: Reads | None = None
        self._began = time.time()
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="drift-"))
        except OSError as error:
            raise TempFolderError(f"no folder can be made for {page['name']}: {error}") from None
        self._since = time.monotonic()
        self._end: End | None = None
        self._status: int | None = None
        self.files: NamelessFiles | FilesInFolder
        self._process: _Forked | subprocess.Popen[bytes]
        if hasattr(os, "fork"):
            try:
                self.files = NamelessFiles(len(page["examples"]), output_limit)
            except OSError as error:
                shutil.rmtree(self._folder, ignore_errors=True)
                raise TempFolderError(f"no files can be made for {page['name']}: {error}") from None
            self._process = _fork(page, self.files, self._folder, forget)
        else:
            self.files = FilesInFolder(self._folder, output_limit)
            self._process = _spawn(page, self.files, output_limit)

    def is_over(self) -> bool:
        """Look how far the page has come, stop it where it has to be stopped, and tell whether it has ended."""
        self._status = self._process.poll()
        self._receive()
        if self._status is None and self._end is None:
            # What runs after the last example (exit functions of imported modules) has the time that this one had.
            current = min(len(self._written), len(self.page["examples"]) - 1)
            limit = self.page["examples"][current]["timeout"]
            if time.monotonic() - self._since > limit:
                self._end = {"kind": "timeout", "seconds": limit}
            elif any(self.files.size(current, stream) > self._limit for stream in STREAMS):
                self._end = {"kind": "flood", "bytes": self._limit}
        if self._status is None and self._end is not None:
            self._process.kill()
        return self._status is not None

    def _receive(self) -> None:
        """Take in what the page's process has handed in."""
        try:
            for line in self.files.received():
                result = json.loads(line)
                if "failure" in result:
                    self.failed, self.failure = True, result["failure"]
                elif "reads" in result:
                    self._reads = result["reads"]
                else:
                    self._written.append(result)
                    self._since = time.monotonic()
        except (ForgedError, ValueError):
            self._end = {"kind": "forged"}

    def stop(self) -> None:
        """Kill the page's process and everything that it started; forget its files."""
        self._process.kill()
        self._let_go()

    def _let_go(self) -> None:
        self.files.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def results(self) -> Answer | Failure:
        """Return what became of the page, which is over."""
        # Whatever the page's process has left running ends here: a child process must not write into a later build.
        self._process.kill()
        if self._is_full():  # what is missing there may be anything, and no example is to blame
            self._let_go()
            return {"failure": str(TempFolderError(f"{self._folder.parent} was full while {self.page['name']} ran"))}
        results: list[Result] = []
        for result in self._written[: len(self.page["examples"])]:
            lengths = {stream: len(result[stream].encode("utf-8", "surrogateescape")) for stream in STREAMS}
            if max(lengths.values()) > self._limit:
                self._end = {"kind": "flood", "bytes": self._limit}
                break
            late = [stream for stream in STREAMS if self.files.size(len(results), stream) > lengths[stream]]
            printed = result["out"].encode("utf-8", "surrogateescape")
            at_end = printed[result["ran"] :].decode("utf-8", "surrogateescape")
            results.append({**result, "out_at_end": at_end, "late": late})
        if self._end is None or self._end["kind"] != "forged":
            if len(results) == len(self.page["examples"]):
                self._end = None
            elif self._end is None:
                self._end = {"kind": "lost", "how": describe_exit(self._status or 0)}
        self._let_go()
        if self.failed and (failure := self._failure_without_code()):
            return {"failure": f"drift itself failed while it ran {self.page['name']}:\n{failure}"}
        temporary = str(self._folder.parent)
        return {
            "name": self.page["name"],
            "results": results,
            "end": self._end,
            "temporary": sorted({temporary, os.path.realpath(temporary)}),  # on macOS, it is a link
            "ran": (self._began, time.time()),
            "reads": self._reads,
        }

    def _is_full(self) -> bool:
        """Tell whether no block is left for the page's folder: what it should hold may have been cut off, without an error."""
        try:
            (self._folder / "room").write_bytes(bytes(4096))
        except OSError as error:
            return error.errno in {errno.ENOSPC, errno.EDQUOT}
        return False

    def _failure_without_code(self) -> str:
        """Run the page without the author's code and return what fails even then; an example can break what drift uses."""
        empty: list[ExampleJob] = [{**example, "code": ""} for example in self.page["examples"]]
        page = Running({**self.page, "examples": empty}, self._limit, self._forget)
        while not page.is_over():
            time.sleep(0.01)
        page.stop()
        return page.failure


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


def _fork(page: PageJob, files: NamelessFiles, folder: Path, forget: Callable[[], None]) -> _Forked:
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
        files.keep_pages_end()
        forget()
        shield.enclose()
        run_page(page, files, folder)
        status = 0
    except BaseException:  # nothing may unwind into the kernel's own loop
        traceback.print_exc()
    finally:
        os._exit(status)


def _spawn(page: PageJob, files: FilesInFolder, output_limit: int) -> subprocess.Popen[bytes]:
    (files.folder / "page.json").write_text(json.dumps(page), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "drift.run.child_server", str(files.folder), str(output_limit)]
    command += child_reads.noted()
    # Its standard output is the file of an example, and until then not the kernel's.
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603  # our own
