"""Note what of the project's files a page's process reads, for the live preview: only what has changed runs again.

Python tells an audit hook of each file that is opened, each folder that is listed and each process that is started. It does not
tell of a look at a file's size, nor of what code that is not Python opens by itself.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

    from drift.run.job import Reads

_PROCESSES = frozenset(
    {
        "_winapi.CreateProcess",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "subprocess.Popen",
    }
)
_EVENTS = _PROCESSES | {
    "ctypes.dlopen",
    "import",
    "open",
    "os.link",
    "os.listdir",
    "os.rename",
    "os.scandir",
    "sqlite3.connect",
}
_IMPORTING = "<frozen importlib._bootstrap_external>"
_NEW_FILE = os.O_CREAT | os.O_EXCL


def stamp(status: os.stat_result) -> tuple[int, ...]:
    """Return what changes when a file does. A program may set `mtime` back, but not `ctime`."""
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns


def stamp_of(path: str) -> tuple[int, ...] | None:
    """Return the stamp of a file; `None`: it is not there."""
    try:
        return stamp(os.stat(path))  # noqa: PTH116  # `pathlib` takes its time
    except OSError:
        return None


class _Notes:
    """What has been read by now.

    Args:
        folders: Where files count.
    """

    def __init__(self, folders: list[str]) -> None:
        self.folders = folders
        self.is_partial = False
        self.was_partial: bool | None = None
        """Before the pages began."""
        self._is_on = True
        self._folders = tuple(_as_folder(os.path.realpath(folder)) for folder in folders)
        # Installed packages do not count, also where the environment is in the project's folder.
        installed = {_as_folder(os.path.realpath(prefix)) for prefix in (sys.prefix, sys.base_prefix)}
        self._installed = tuple(
            prefix for prefix in installed if prefix.startswith(self._folders) and prefix not in self._folders
        )
        self._written: set[str] = set()
        self._files: dict[str, tuple[int, ...] | None] = {}
        self._texts: set[str] = set()
        self._listed: set[str] = set()
        # Python has looked for modules before, and may not list these folders again.
        self._searched = {name for path in sys.path_importer_cache for name in self._inside(path)}

    def note(self, event: str, args: tuple[Any, ...], frame: FrameType) -> None:
        """Note what Python is about to do, for the code in this frame."""
        if not self._is_on:
            return
        try:
            self._note(event, args, frame)
        except (OSError, TypeError, ValueError):
            pass  # no path: what Python is about to do will say so
        except Exception:  # such as a RecursionError, near the limit that the example is at
            self.is_partial = True

    def _note(self, event: str, args: tuple[Any, ...], frame: FrameType) -> None:
        if event == "open":
            path, _, flags = args
            if isinstance(path, int):  # it was opened before
                return
            if flags & (os.O_WRONLY | os.O_TRUNC) or flags & _NEW_FILE == _NEW_FILE:
                self._write(path)
            else:
                self._read(path, is_import=_is_import(frame))
        elif event in {"os.listdir", "os.scandir"}:
            if isinstance(args[0], int):
                self.is_partial = True
            else:
                # Also for what is installed: by `importlib.metadata`.
                searches = frame.f_code.co_filename == _IMPORTING or _module(frame).startswith("importlib")
                self._list("." if args[0] is None else args[0], self._searched if searches else self._listed)
        elif event == "import":
            module, path = args[:2]
            if path is not None:  # it is no Python
                self._read(path)
            # `multiprocessing`, and joblib, import how they start processes when they do; of some no event tells.
            self.is_partial |= ".popen_" in module
        elif event in _PROCESSES:
            self.is_partial |= not _asks_the_system(frame)
        elif event == "os.rename":
            self._write(args[1])
        elif event == "sqlite3.connect" and str(args[0]).startswith("file:"):
            self.is_partial = True
        elif args[0] is not None:  # what is linked to, a database, a library
            self._read(args[0])

    def _inside(self, path: Any) -> set[str]:
        """Return the path of what counts, and where it is reached by a link, also what that leads to now."""
        path = os.fsdecode(path)
        real: str = os.path.realpath(path)
        if real.startswith(self._installed) or f"{os.sep}site-packages{os.sep}" in real:
            return set()
        return {name for name in (real, os.path.abspath(path)) if _as_folder(name).startswith(self._folders)}  # noqa: PTH100

    def _read(self, path: Any, *, is_import: bool = False) -> None:
        text = os.fsdecode(path)
        if is_import and text.endswith(".py") and _is_new(text):
            sys.dont_write_bytecode = True
        if text.endswith(".pyc"):
            try:
                path = importlib.util.source_from_cache(text)
            except ValueError:  # it stands for no source
                is_import = False
        for name in self._inside(path) - self._written:
            if name not in self._files:
                self._files[name] = stamp_of(name)
                self.is_partial |= os.path.isdir(name)  # noqa: PTH112  # files can be opened from there by their bare names
            if not is_import:
                self._texts.add(name)

    def _write(self, path: Any) -> None:
        self._written |= self._inside(path) - self._files.keys()

    def _list(self, path: Any, listed: set[str]) -> None:
        for name in self._inside(path):
            whole = _as_folder(name)
            within = next(whole.removeprefix(folder) for folder in self._folders if whole.startswith(folder))
            # What is in Git's folder changes all the time, and bytecode with its source.
            if f"{os.sep}." not in os.sep + within and not name.endswith("__pycache__"):
                listed.add(name)

    def reads(self) -> Reads:
        """Return what has been read, and note no more: threads may go on."""
        self._is_on = False
        return {
            "files": {path: list(stamp) if stamp else None for path, stamp in self._files.copy().items()},
            "texts": sorted(self._texts),
            "listed": sorted(self._listed),
            "searched": sorted(self._searched),
            "is_partial": self.is_partial,
        }


def _as_folder(path: str) -> str:
    """Return a path as the paths of all that is in that folder begin."""
    return path.rstrip(os.sep) + os.sep


def _is_import(frame: FrameType) -> bool:
    """Tell whether the import system opens a module to run it, and not for somebody who wants its text."""
    caller = frame.f_back
    return (
        caller is not None
        and frame.f_code.co_filename == caller.f_code.co_filename == _IMPORTING
        and (frame.f_code.co_name, caller.f_code.co_name) == ("get_data", "get_code")
    )


def _is_new(source: str) -> bool:
    """Tell whether a module was saved just now.

    Python knows bytecode by the source's size and the second in which it was saved: with that written, it would take the next
    save within this second for this one.
    """
    stamp = stamp_of(source)
    return stamp is not None and time.time_ns() - stamp[0] < 2_000_000_000


def _asks_the_system(frame: FrameType | None) -> bool:
    """Tell whether a process is started by a module of Python that asks the system about itself, as TensorFlow's import does."""
    while frame is not None:
        if _module(frame) in {"ctypes.util", "platform", "uuid"}:
            return True
        frame = frame.f_back
    return False


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__"))


_notes: _Notes | None = None


def begin(folders: list[str]) -> None:
    """Note from now on what is read below these folders; processes that are forked go on with it."""
    global _notes
    _notes = notes = _Notes(folders)

    # Called for every `id()`, too; Python calls a function four times as fast as a method.
    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _EVENTS:
            notes.note(event, args, sys._getframe(1))

    sys.addaudithook(hook)


def noted() -> list[str]:
    """Return the folders below which it is noted what is read."""
    return _notes.folders if _notes else []


def pages_follow() -> None:
    """Do not take the processes that are started from now on, the pages, for what may have read something."""
    if _notes is not None:
        _notes.was_partial = _notes.is_partial


def begin_page() -> None:
    """Take the processes that are started from now on for the page's."""
    if _notes is not None and _notes.was_partial is not None:
        _notes.is_partial = _notes.was_partial


def reads() -> Reads | None:
    """Return what has been read since `begin`; `None`: nobody has asked for it."""
    return _notes.reads() if _notes else None
