"""What changes on the disk is told by the system at once, in place of MkDocs's look at every file twice a second."""

from __future__ import annotations

import contextlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchdog.events import (
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from livepreview.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchdog.observers.api import BaseObserver

log = logging.getLogger("mkdocs.plugins.livepreview")

# A build opens and closes files itself, hundreds of them: to be told that, too, would take it half as long again.
_CHANGES: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirMovedEvent, DirDeletedEvent),  # with a folder that is moved away, nothing tells of its files
]
# What editors, Git and Python lay beside the files.
_BESIDE = re.compile(
    r"(^|[\\/])(\.git|__pycache__)([\\/]|$)|(~|[\\/]\.[^\\/]*\.sw[a-z]|\.tmp|\.pyc|___jb_\w+___|[\\/]4913|[\\/]\.#[^\\/]*)$"
)
_NETWORKS = frozenset(
    {"9p", "cifs", "drvfs", "fuse.sshfs", "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs"}
)


class Watcher:
    """Tells changes of files, as watchdog's observers do for MkDocs's server.

    Args:
        changed: Called with the paths at each change, before the handler is.
    """

    def __init__(self, changed: Callable[[set[str]], None]) -> None:
        self._changed = changed
        self._known: dict[str, str] = {}
        self._native: BaseObserver = Observer()
        self._polling: BaseObserver = PollingObserver(timeout=0.5)
        self._started = False

    def schedule(
        self, handler: FileSystemEventHandler, path: str, *, recursive: bool = True
    ) -> tuple[BaseObserver, Any]:
        """Watch a file, or a folder."""
        place = Path(path)
        is_file = place.is_file()
        filtered = _Filtered(self._is_news, handler, place if is_file else None)
        # A file by its folder: an editor may put a new one in its place.
        folder, recursive = (place.parent, False) if is_file else (place, recursive)
        if not _is_remote(folder):
            try:
                watch = self._native.schedule(filtered, str(folder), recursive=recursive, event_filter=_CHANGES)
                return self._native, watch
            except OSError as error:  # such as when the system watches as many folders as it may
                log.info("%s is looked at twice a second, since the system does not tell its changes: %s", path, error)
        return self._polling, self._polling.schedule(filtered, str(folder), recursive=recursive)

    def unschedule(self, watch: tuple[BaseObserver, Any]) -> None:
        """End what `schedule` has begun."""
        observer, scheduled = watch
        observer.unschedule(scheduled)

    def start(self) -> None:
        """Begin to tell changes."""
        for observer in (self._native, self._polling):
            observer.start()
        self._started = True

    def stop(self) -> None:
        """Tell nothing more."""
        if self._started:
            for observer in (self._native, self._polling):
                observer.stop()

    def join(self) -> None:
        """Wait for the end."""
        if self._started:
            for observer in (self._native, self._polling):
                observer.join()

    def _is_news(self, event: FileSystemEvent) -> bool:
        """Tell whether an event is a change of what is in a file: not a touch, nor what a build does itself."""
        if not isinstance(event, tuple(_CHANGES)):
            return False
        path = str(event.dest_path or event.src_path)
        if _BESIDE.search(path) and (event.event_type != "moved" or _BESIDE.search(str(event.src_path))):
            return False
        before = self._known.pop(path, None)
        self._known.pop(str(event.src_path), None)
        with contextlib.suppress(OSError):
            now = self._known[path] = digest_of(Path(path).read_bytes())
            if event.event_type == "modified" and before == now:
                return False
        paths = {str(path) for path in (event.src_path, event.dest_path) if path}
        self._changed({path for path in paths if not _BESIDE.search(path)})
        return True


class _Filtered(FileSystemEventHandler):
    def __init__(
        self, is_news: Callable[[FileSystemEvent], bool], handler: FileSystemEventHandler, only: Path | None
    ) -> None:
        self._is_news, self._handler, self._only = is_news, handler, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = {Path(str(path)) for path in (event.src_path, event.dest_path) if path}
        if (self._only is None or self._only in paths) and self._is_news(event):
            # MkDocs's handler looks at files only.
            self._handler.dispatch(FileDeletedEvent(event.src_path) if event.is_directory else event)


def _is_remote(folder: Path) -> bool:
    """Tell whether Linux has a folder from another system, whose changes it does not tell."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:  # another system than Linux
        return False
    folder = folder.resolve()
    inside = [(len(mount[1]), mount[2]) for mount in mounts if folder.is_relative_to(mount[1])]
    return bool(inside) and max(inside)[1] in _NETWORKS
