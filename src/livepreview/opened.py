"""Which files are opened while a page is rendered, and which of the site's files it asks for."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import Files

from livepreview.files import Stamp, digest, stamp
from livepreview.inputs import is_installed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.structure.files import File


class Opened:
    """The files that this thread opens, noted by Python itself, whoever opens them."""

    def __init__(self) -> None:
        self._noted: dict[str, Stamp | None] | None = None
        self._ever: set[str] | None = None
        self._thread = threading.get_ident()
        sys.addaudithook(self._note)  # it cannot be taken back, and has to cost next to nothing

    def begin_build(self) -> None:
        """Note all files that a build opens."""
        self._thread = threading.get_ident()
        self._ever = set()

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Note nothing for a while."""
        ever, self._ever = self._ever, None
        try:
            yield
        finally:
            self._ever = ever

    def end_build(self) -> set[str]:
        """Return the paths of the files that have been opened since `begin_build`."""
        ever, self._ever = self._ever or set(), None
        return ever

    def begin(self) -> None:
        """Note files from now on."""
        self._thread = threading.get_ident()
        self._noted = {}

    def end(self) -> dict[str, str | None]:
        """Return the files of the project that have been opened, with digests of what was in them."""
        noted, self._noted = self._noted or {}, None
        files = {}
        for path, then in sorted(noted.items()):
            whole = Path(path).absolute()
            if not path.endswith(".pyc") and whole.is_file() and not is_installed(whole):
                # What has changed since is not what was read.
                files[str(whole)] = digest(whole) if stamp(whole) == then else "changed meanwhile"
        return files

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or (self._noted is None and self._ever is None) or threading.get_ident() != self._thread:
            return
        path, mode, _ = arguments
        if isinstance(path, str | bytes | os.PathLike) and not (isinstance(mode, str) and set(mode) & set("wax+")):
            name = os.fsdecode(path)
            if self._ever is not None:
                self._ever.add(name)
            if self._noted is not None and name not in self._noted:
                self._noted[name] = stamp(name)


Asked = dict[str, object]
"""What a page was told about each file of the site that it asked for; `*` stands for all of them."""


class AskedFiles(Files):
    """The files of a site, which note what a page asks for."""

    def __init__(self, files: Files) -> None:
        self._src_uris = files.src_uris  # type: ignore[assignment]  # the very same: others may add to it
        self.asked: Asked | None = None

    def __iter__(self) -> Iterator[File]:
        self._note_all()
        return super().__iter__()

    @property
    def src_uris(self) -> Mapping[str, File]:
        """As in MkDocs."""
        self._note_all()
        return super().src_uris

    def get_file_from_path(self, path: str) -> File | None:
        """As in MkDocs."""
        if self.asked is not None:
            uri = PurePath(path).as_posix()
            self.asked[uri] = self.answer(uri)
        return super().get_file_from_path(path)

    def answer(self, uri: str) -> object:
        """Return what a page is told about a file."""
        if uri == "*":
            return [self._place(file) for file in self._src_uris.values()]
        return self._place(self._src_uris.get(uri))

    def _note_all(self) -> None:
        if self.asked is not None:
            self.asked["*"] = self.answer("*")

    @staticmethod
    def _place(file: File | None) -> object:
        return file and (file.src_uri, file.url, file.inclusion.name)
