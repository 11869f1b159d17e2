"""Write files so that each is the old one or the new one, whole, whatever happens.

The new content is written to a file beside the old one, which then takes its place. Only a file with further names (hard links)
is written over, since a new file would leave those with the old text.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEW, _OLD = ".drift-new", ".drift-old"
_OURS = re.compile(rf"\..+\.\w{{8}}({re.escape(_NEW)}|{re.escape(_OLD)})")
_SECONDS = 60
"""How old a file has to be to be surely nobody's, where no lock can tell that."""


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file's content at once: if this is interrupted, the file is the old one or the new one, whole.

    Links stay links, and permissions stay; owner and group do where the system lets them.

    Raises:
        OSError: It cannot be written; its `strerror` says why, its `filename` is the file's own.
    """
    path = path.resolve()  # a link stays a link
    try:
        _write(path, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _write(path: Path, content: bytes) -> None:
    try:
        old = path.stat()
    except FileNotFoundError:
        old = None
    # By its mode, too: root may write to every file, and to put another in its place needs no permission on the file itself.
    if old and not (stat.S_IMODE(old.st_mode) & 0o222 and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "it is read-only (make it writable first)")
    if old and old.st_nlink > 1:
        _write_over(path, content)
        return
    with _beside(path, content, _NEW) as new:
        if old:
            _take_over(path, old, new)
        else:
            new.chmod(0o644)
        new.replace(path)


def _write_over(path: Path, content: bytes) -> None:
    """Write into the file itself, so that its other names show the new text, too.

    This cannot be done at once: who is killed here may leave a half-written file. So the old text lies beside it meanwhile, and
    whatever finds it there later (`leftovers`) can name it.
    """
    old = path.read_bytes()
    with _beside(path, old, _OLD) as kept:
        shutil.copymode(path, kept)
        try:
            _overwrite(path, content)
        except BaseException:
            try:
                _overwrite(path, old)
            except OSError as error:
                rescued = kept.rename(kept.with_name(kept.name.removesuffix(_OLD)))  # a name that nothing removes
                raise OSError(error.errno, f"{error.strerror}; its old text is in {rescued}") from error
            raise


def _overwrite(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _take_over(path: Path, old: os.stat_result, new: Path) -> None:
    """Give the new file what belonged to the old one: permissions, extended attributes, access control lists, owner and group."""
    shutil.copystat(path, new)
    os.utime(new)  # it is a new text
    if sys.platform != "win32":
        for owner, group in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
            with contextlib.suppress(OSError):  # only root gives files away, and others only to groups of their own
                os.chown(new, owner, group)
                break


@contextlib.contextmanager
def _beside(path: Path, content: bytes, kind: str) -> Iterator[Path]:
    """Make a file with the content in the folder of another one; when it is done with, it is gone if it is still there."""
    # In that folder: elsewhere may be another disk, from which no file can be moved at once. A name may be 255 bytes long.
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=kind)
    except OSError as error:
        raise OSError(error.errno, f"a new file cannot be made in its folder: {error.strerror or error}") from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            _hold(file)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()  # it lets nobody rename an open file
            yield beside
    finally:
        beside.unlink(missing_ok=True)


def leftovers(folders: Iterable[Path]) -> list[Path]:
    """Remove what killed processes have left in folders; return the old texts among it, which are left where they are.

    What a process is just writing is left alone.
    """
    kept: list[Path] = []
    for folder in folders:
        for path in sorted(folder.glob(".*")):
            if (match := _OURS.fullmatch(path.name)) and _is_left_behind(path):
                if match[1] == _OLD:
                    kept.append(path)
                else:
                    with contextlib.suppress(OSError):  # somebody else's, or gone by now
                        path.unlink()
    return kept


def _hold(file: IO[bytes]) -> None:
    """Show others that a process is at work on a file, until that is closed, as the end of the process closes it."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # not every file system knows locks
            fcntl.flock(file, fcntl.LOCK_EX)


def _is_left_behind(path: Path) -> bool:
    """Tell whether no process is at work on a file. A number of a process in its name would not tell: containers count anew."""
    try:
        found = path.stat()
        is_old = time.time() - found.st_mtime > _SECONDS
        if sys.platform == "win32":  # without such locks, and its writer has to close it before the end
            return is_old
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # it is held, somebody else's, or gone by now
        return False
    return is_old or found.st_size > 0  # an empty one may have been made just now, and be locked next
