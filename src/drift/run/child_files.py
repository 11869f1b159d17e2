"""Where a page's process leaves what its examples print and what becomes of them: out of reach of the examples of other pages."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.run.job import Stream

STREAMS: tuple[Stream, ...] = ("out", "err")

_OUT_OF_THE_WAY = 200


class ForgedError(Exception):
    """Something that drift has not written has come where a page's results come."""


class NamelessFiles:
    """Files without names, and a socket: only who has been given a descriptor can use them.

    A socket, since the end of a pipe can be opened once more by way of /proc.
    """

    def __init__(self, examples: int, limit: int) -> None:
        self._limit = limit
        self._files = {(index, stream): _nameless() for index in range(examples) for stream in STREAMS}
        # Here both stay open: that the page's process has ended is seen from the process, not from its end of this.
        self._kernels_end, self._pages_end = socket.socketpair()
        self._kernels_end.setblocking(False)
        self._token = os.urandom(16).hex()
        self._rest = b""

    def output(self, index: int, stream: Stream) -> int:
        """Return a descriptor that takes, at its end, what example `index` writes to `stream`."""
        return self._files[index, stream]

    def printed(self, index: int, stream: Stream) -> str:
        """Return what is there by now, up to one byte more than is allowed; what is not UTF-8 becomes lone surrogates."""
        return _text(os.pread(self._files[index, stream], self._limit + 1, 0))

    def hand_in(self, line: str) -> None:
        """Give the kernel a line."""
        self._pages_end.sendall(f"{self._token}{line}\n".encode())

    def received(self) -> list[str]:
        """Return the lines that have come since this was asked last.

        Raises:
            ForgedError: One of them is not from `hand_in`.
        """
        parts = [self._rest]
        with contextlib.suppress(BlockingIOError):
            while part := self._kernels_end.recv(1 << 16):
                parts.append(part)
        *lines, self._rest = b"".join(parts).split(b"\n")
        token = self._token.encode()
        if not all(line.startswith(token) for line in lines):
            raise ForgedError
        return [line.removeprefix(token).decode() for line in lines]

    def size(self, index: int, stream: Stream) -> int:
        """Return how many bytes example `index` has written to `stream`."""
        return os.fstat(self._files[index, stream]).st_size

    def fileno(self) -> int:
        """Return the descriptor that can be read from when a line has come."""
        return self._kernels_end.fileno()

    def keep_pages_end(self) -> None:
        """Let go, in the page's process, of what is the kernel's.

        The rest moves out of the way: examples get the same low numbers for their own files, whatever other pages run.
        """
        self._kernels_end.close()
        self._files = {key: _moved(file) for key, file in self._files.items()}
        self._pages_end = socket.socket(fileno=_moved(self._pages_end.detach()))

    def close(self) -> None:
        """Let go of all of it."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()
        self._kernels_end.close()
        self._pages_end.close()
        self._token = ""


def _nameless() -> int:
    """Return the descriptor of a file without a name, which is written to at its end."""
    import fcntl  # not on Windows

    with tempfile.TemporaryFile(buffering=0) as file:
        descriptor = os.dup(file.fileno())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_APPEND)
    return descriptor


def _moved(descriptor: int) -> int:
    import fcntl  # not on Windows

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    os.close(descriptor)
    return moved


class FilesInFolder:
    """Files in a folder, where processes cannot be given descriptors: an example that looks for the folder finds it."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self._limit = limit
        self._seen = 0

    def output(self, index: int, stream: Stream) -> int:
        """Return a descriptor that takes, at its end, what example `index` writes to `stream`."""
        return os.open(self._file(index, stream), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def printed(self, index: int, stream: Stream) -> str:
        """Return what is there by now, up to one byte more than is allowed; what is not UTF-8 becomes lone surrogates."""
        with self._file(index, stream).open("rb") as file:
            return _text(file.read(self._limit + 1))

    def hand_in(self, line: str) -> None:
        """Give the kernel a line."""
        with (self.folder / "lines").open("ab") as file:
            file.write(f"{line}\n".encode())

    def received(self) -> list[str]:
        """Return the lines that have come since this was asked last."""
        try:
            lines = (self.folder / "lines").read_bytes().split(b"\n")[self._seen : -1]
        except FileNotFoundError:
            return []
        self._seen += len(lines)
        return [line.decode() for line in lines]

    def size(self, index: int, stream: Stream) -> int:
        """Return how many bytes example `index` has written to `stream`."""
        try:
            return self._file(index, stream).stat().st_size
        except FileNotFoundError:
            return 0

    def close(self) -> None:
        """Let go of all of it; the folder is its maker's."""

    def _file(self, index: int, stream: Stream) -> Path:
        return self.folder / f"{index}.{stream}"


def _text(printed: bytes) -> str:
    return printed.decode("utf-8", "surrogateescape")
