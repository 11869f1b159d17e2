"""Where each build writes the site: into an empty folder, while the one before is being served.

To make a file or a folder takes ten times as long as to give a file one more name. So what is written as it was gets one more
name in the new folder, and folders are used again.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from mkdocs import utils

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.structure.files import File

_NAMES = "abc"  # of three: one is served, from one requests may still be answered, one is free


class Folders:
    """The folders that builds write to, in turn.

    Args:
        place: Where they lie.
        served: What is served before the first build.
    """

    def __init__(self, place: Path, served: str) -> None:
        self._place = place
        self._before, self.served = "", served
        self._kept: set[str] = set()

    def next(self) -> str:
        """Return an empty folder."""
        folders = (str(self._place / name) for name in _NAMES)
        folder = next(folder for folder in folders if folder not in (self._before, self.served))
        for inside, _, names in os.walk(folder, topdown=False):
            for name in names:
                with suppress(OSError):  # on Windows a file that is being read stays
                    os.unlink(os.path.join(inside, name))
            if os.path.relpath(inside, folder) not in self._kept:
                with suppress(OSError):
                    os.rmdir(inside)
        return folder

    def serve(self, folder: str, files: Iterable[File]) -> None:
        """Serve a folder from now on, for whose files MkDocs makes folders itself: they may be there before."""
        self._before, self.served = self.served, folder
        paths = {Path(os.path.relpath(file.abs_dest_path, folder)) for file in files}
        self._kept = {str(parent) for path in paths for parent in path.parents}

    @contextmanager
    def same_files(self, folder: str) -> Iterator[None]:
        """Let MkDocs give what it writes into a folder as it was served before one more name."""
        write_file = utils.write_file

        def write(content: bytes, path: str) -> None:
            if os.path.isdir(path):
                with suppress(OSError):
                    os.rmdir(path)  # it was a folder before, which has been kept
            before = f"{self.served}{path.removeprefix(folder)}"
            if path.startswith(folder) and _has(before, content) and _link(before, path):
                return
            with suppress(FileNotFoundError):
                os.unlink(path)  # not into the file that is served
            write_file(content, path)

        def copy(source: str, path: str) -> None:
            if os.path.isdir(path) and os.listdir(path):
                path = os.path.join(path, os.path.basename(source))
            write(Path(source).read_bytes(), path)

        with mock.patch.object(utils, "write_file", write), mock.patch.object(utils, "copy_file", copy):
            yield


def _has(path: str, content: bytes) -> bool:
    try:
        return os.stat(path).st_size == len(content) and Path(path).read_bytes() == content
    except OSError:
        return False


def _link(before: str, path: str) -> bool:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.link(before, path)
    except OSError:  # it is there, or the file system knows no such thing
        return False
    return True
