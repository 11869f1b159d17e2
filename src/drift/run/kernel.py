"""Run the examples of many pages, each page in a fresh process: the parent's side.

`Kernel` starts `drift.run.child_server` with a clean environment and speaks JSON lines with it. Before each answer stands
a token of the run, which examples do not get.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING

from drift.run import shield
from drift.run.child_running import describe_exit
from drift.run.job import TOKEN_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from drift.run.job import Answer, Failure, Order, PageJob

# Variables that change what programs print; a build must not depend on the terminal that it was started from.
_DROPPED = frozenset({"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "PY_COLORS"})
_KEPT_OF_PYTHON = frozenset({"PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR"})
# What belongs to the job of the CI, and what by its name is a secret: words that end in TOKEN or KEY (TOKENIZERS_PARALLELISM has
# none), and SECRET, PASSWORD, PASSWD and CREDENTIAL anywhere.
_PRIVATE = re.compile(
    r"(GITHUB|ACTIONS|RUNNER)_|.*((TOKEN|KEY)S?(_|$)|SECRET|PASSWORD|PASSWD|CREDENTIAL)", re.IGNORECASE
)

_POLL = 0.1  # seconds between two questions whether a run is still wanted

_SERVER = "drift.run.child_server"
# Before anything is imported it takes memory of every size, which moves all that comes later: so addresses differ from those of
# the first run also where the system does not vary them.
_WITH_OTHER_ADDRESSES = f"""\
ballast = [(object(), float(number), [], {{}}, (number,)) for number in range(2000)]
ballast += [bytes(size) for size in range(0, 1024, 16) for _ in range(60)]
import runpy
runpy.run_module({_SERVER!r}, run_name="__main__", alter_sys=True)
"""


class KernelError(Exception):
    """The process that runs the pages could not start, exited unexpectedly, or met an error in drift itself."""


class RunInterruptedError(Exception):
    """The run was stopped, since its caller no longer wants it; pages that had ended by then have been answered."""


class Kernel:
    """A process that runs pages.

    Args:
        root: Working directory of every example.
        environment: Variables that examples get besides those of this process.
        preload: Modules to import once, before the first page.
        workers: Pages that run at the same time; 0: as many as there are processors.
        output_limit: Bytes that an example may print.
        again: These pages have just run: let differ what may differ between two runs.
        noted: Folders in which it is noted what each page reads.
    """

    def __init__(
        self,
        root: Path,
        *,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        workers: int = 0,
        output_limit: int = 1_000_000,
        again: bool = False,
        noted: Sequence[str] = (),
    ) -> None:
        self._root = root
        elsewhere = _elsewhere() if again else {}
        self._environment = clean_environment(os.environ) | elsewhere | dict(environment or {})
        self._order: Order = {
            "preload": list(preload),
            "workers": workers or _processors(),
            "output_limit": output_limit,
            "noted": list(noted),
        }
        self._program = ["-c", _WITH_OTHER_ADDRESSES] if again else ["-m", _SERVER]
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._orders: IO[str]
        self._answers: IO[str]
        self._token = os.urandom(TOKEN_LENGTH // 2).hex()
        self._was_hidden = False

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and everything that it started."""
        if self._process is not None:
            if self._channel is not None:  # also ends what a thread of `_read_line` waits for
                with contextlib.suppress(OSError):  # it may have gone already
                    self._channel.shutdown(socket.SHUT_RDWR)
                self._channel.close()
            for stream in (self._orders, self._answers):
                with contextlib.suppress(ConnectionError):
                    stream.close()  # the end of its input is the kernel's word to stop
            self._process.wait()
            self._process = None
            shield.hide(self._was_hidden)

    def start(self) -> None:
        """Start the process, so that it imports what it preloads while the caller does something else."""
        if self._process is None:
            orders: IO[bytes] | None
            answers: IO[bytes] | None
            if os.name == "posix":  # a socket, since the end of a pipe can be opened once more by way of /proc
                self._channel, its = socket.socketpair()
                with its:
                    self._process = self._popen(its.fileno())
                orders, answers = self._channel.makefile("wb"), self._channel.makefile("rb")
            else:
                self._process = self._popen(subprocess.PIPE)
                orders, answers = self._process.stdin, self._process.stdout
            assert orders is not None
            assert answers is not None
            self._orders = io.TextIOWrapper(orders, encoding="utf-8", newline="\n")
            self._answers = io.TextIOWrapper(answers, encoding="utf-8", errors="backslashreplace", newline="\n")
            self._was_hidden = shield.hide()  # while examples run
            self._send(self._token)
            self._send(json.dumps(self._order) + "\n")

    def _popen(self, channel: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # our own
            # -P: like a script in another folder, an example does not import what happens to lie in the root.
            [sys.executable, "-P", *self._program],
            stdin=channel,
            stdout=channel,
            cwd=self._root,
            env=self._environment,
        )

    def run(self, pages: Sequence[PageJob], interrupted: Callable[[], bool] | None = None) -> Iterator[Answer]:
        """Run pages, once, and yield each page's results as soon as it is done.

        Args:
            pages: The pages.
            interrupted: Is asked again and again whether the run is no longer wanted.

        Raises:
            KernelError: The kernel itself failed.
            RunInterruptedError: The run is no longer wanted; leaving the kernel's `with` ends what is running.
        """
        self.start()
        assert self._process is not None
        self._send(json.dumps(list(pages)) + "\n")
        for _ in pages:
            answer = self._receive(interrupted)
            if "failure" in answer:
                raise KernelError(answer["failure"])
            yield answer

    def _send(self, text: str) -> None:
        with contextlib.suppress(ConnectionError):  # it has ended: reading its answer tells why
            self._orders.write(text)
            self._orders.flush()

    def _receive(self, interrupted: Callable[[], bool] | None) -> Answer | Failure:
        """Return the next answer, if it is the kernel's own."""
        assert self._process is not None
        line = self._read_line() if interrupted is None else self._read_line_unless(interrupted)
        if not line:
            raise KernelError(f"the process that runs the examples ended with {describe_exit(self._process.wait())}")
        with contextlib.suppress(ValueError):
            if line.startswith(self._token):
                answer: Answer | Failure = json.loads(line.removeprefix(self._token))
                return answer
        raise KernelError(
            "something that is not drift wrote where the results of the examples come, so none of them can be believed: "
            f"look for the example, or the module in `preload`, that writes this: {line.strip()[:200]!r}"
        )

    def _read_line(self) -> str:
        """Return the next line; an empty one, when there will be none."""
        try:
            return self._answers.readline()
        except (ConnectionError, ValueError):  # a ValueError: a thread reads what has been closed
            return ""

    def _read_line_unless(self, interrupted: Callable[[], bool]) -> str:
        """Wait for the next line in a thread, since nothing but that waits for a while only where the answers come by a pipe."""
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=lambda: lines.put(self._read_line()), daemon=True).start()
        while not interrupted():
            with contextlib.suppress(queue.Empty):
                return lines.get(timeout=_POLL)
        raise RunInterruptedError


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without secrets; output in it depends neither on who runs the build nor on hash seeds or a screen."""
    kept = {
        name: value
        for name, value in environ.items()
        if name not in _DROPPED
        and (not name.startswith("PYTHON") or name in _KEPT_OF_PYTHON)
        and not _PRIVATE.match(name)
    }
    return kept | {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}


def _elsewhere() -> dict[str, str]:
    """Return a time zone in which it is another day than here: of the time, an example may print no more than that."""
    # Only `drift update` needs these.
    from datetime import date, datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if os.name == "posix":  # Windows knows no such names
        with contextlib.suppress(ZoneInfoNotFoundError):  # nor does a system without the list of zones
            for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):  # 26 hours lie between them
                if datetime.now(ZoneInfo(zone)).date() != date.today():
                    return {"TZ": zone}
    return {}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
