"""The process that runs pages, `drift.run.child_server`, as the one that has started it sees it: what goes there and comes back.

Before each answer stands a token of the process, which examples do not get.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from pathlib import Path  # a NamedTuple's field
from typing import IO, TYPE_CHECKING, NamedTuple

from drift.run.child_running import describe_exit
from drift.run.job import TOKEN_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from drift.run.job import Answer, Failure, Order, PageJob

_POLL = 0.1  # seconds between two questions whether a run is still wanted

_MODULE = "drift.run.child_server"
# Before anything is imported it takes memory of every size, which moves all that comes later: so addresses differ from those of
# the first run also where the system does not vary them.
_WITH_OTHER_ADDRESSES = f"""\
ballast = [(object(), float(number), [], {{}}, (number,)) for number in range(2000)]
ballast += [bytes(size) for size in range(0, 1024, 16) for _ in range(60)]
import runpy
runpy.run_module({_MODULE!r}, run_name="__main__", alter_sys=True)
"""


class KernelError(Exception):
    """The process that runs the pages could not start, exited unexpectedly, or met an error in drift itself."""


class RunInterruptedError(Exception):
    """The run was stopped, since its caller no longer wants it; pages that had ended by then have been answered."""


class Setup(NamedTuple):
    """What a process is started with."""

    root: Path
    """Its working directory."""
    environment: dict[str, str]
    order: Order
    again: bool = False
    """Whether what may differ between two runs is to differ."""
    state: object = None
    """Of the files on which depends what it imports beforehand."""


class Server:
    """A process that runs pages, once.

    Args:
        setup: What it is started with.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._token = os.urandom(TOKEN_LENGTH // 2).hex()
        self._channel: socket.socket | None = None
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
        self._send(self._token)
        self._send(json.dumps(setup.order) + "\n")

    def _popen(self, channel: int) -> subprocess.Popen[bytes]:
        program = ["-c", _WITH_OTHER_ADDRESSES] if self.setup.again else ["-m", _MODULE]
        return subprocess.Popen(  # noqa: S603  # our own
            # -P: like a script in another folder, an example does not import what happens to lie in the root.
            [sys.executable, "-P", *program],
            stdin=channel,
            stdout=channel,
            cwd=self.setup.root,
            env=self.setup.environment,
        )

    def give(self, pages: Sequence[PageJob]) -> None:
        """Let it run pages."""
        self._send(json.dumps(list(pages)) + "\n")

    def _send(self, text: str) -> None:
        with contextlib.suppress(ConnectionError):  # it has ended: reading its answer tells why
            self._orders.write(text)
            self._orders.flush()

    def receive(self, interrupted: Callable[[], bool] | None) -> Answer:
        """Return the next answer, if it is the process's own."""
        line = self._read_line() if interrupted is None else self._read_line_unless(interrupted)
        if not line:
            raise KernelError(f"the process that runs the examples ended with {describe_exit(self._process.wait())}")
        answer: Answer | Failure | None = None
        with contextlib.suppress(ValueError):
            if line.startswith(self._token):
                answer = json.loads(line.removeprefix(self._token))
        if answer is None:
            raise KernelError(
                "something that is not drift wrote where the results of the examples come, so none of them can be believed: "
                f"look for the example, or the module in `preload`, that writes this: {line.strip()[:200]!r}"
            )
        if "failure" in answer:
            raise KernelError(answer["failure"])
        return answer

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

    def has_ended(self) -> bool:
        """Tell whether the process has ended."""
        return self._process.poll() is not None

    def dismiss(self) -> None:
        """Let the process end, with everything that it has started."""
        if self._channel is not None:  # also ends what a thread of `_read_line_unless` waits for
            with contextlib.suppress(OSError):  # it may have gone already
                self._channel.shutdown(socket.SHUT_RDWR)
            self._channel.close()
        for stream in (self._orders, self._answers):
            with contextlib.suppress(ConnectionError):
                stream.close()  # the end of its input is the word to stop

    def end(self) -> None:
        """Let the process end, and wait for that."""
        self.dismiss()
        self._process.wait()
