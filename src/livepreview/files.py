"""Files as they are now: what tells one state of them from another, cheaply."""

from __future__ import annotations

import hashlib
import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Stamp = tuple[int, ...]


def stamp(path: Path | str) -> Stamp | None:
    """Return something that changes when a file does; `None` where there is no such file."""
    try:
        # Asked of thousands of paths at each save, nearly all of them text: to make a `Path` of each takes longer than to ask.
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    # A program may set `mtime` back, but not `ctime`.
    return (
        (status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)
        if stat.S_ISREG(status.st_mode)
        else None
    )


def stamps(paths: Iterable[Path]) -> dict[str, Stamp]:
    """Return the stamps of files, and of all files in folders."""
    found = {}
    for path in paths:
        for file in (str(path), *_inside(str(path), set())):
            if now := stamp(file):
                found[file] = now
    return found


def _inside(folder: str, seen: set[str]) -> Iterator[str]:
    """Return the paths of the files in a folder, also behind links."""
    if (real := os.path.realpath(folder)) in seen or not Path(folder).is_dir():
        return
    seen.add(real)
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif entry.name != "__pycache__":
                yield from _inside(entry.path, seen)


def behind_links(folder: str) -> Iterator[str]:
    """Return what links in a folder lead to: who watches the folder is not told when that changes."""
    for inside, folders, names in os.walk(folder):
        for path in (Path(inside, name) for name in (*folders, *names)):
            if path.is_symlink() and path.exists():
                yield os.path.realpath(path)


def digest(path: Path | str) -> str | None:
    """Return a digest of what is in a file; `None` where there is no such file."""
    return _digest(str(path), stamp(path))


@lru_cache(maxsize=16_384)
def _digest(path: str, now: Stamp | None) -> str | None:
    if now is None:
        return None
    try:
        return digest_of(Path(path).read_bytes())
    except OSError:
        return None


def digest_of(data: bytes) -> str:
    """Return a digest of bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
