"""The files of a commit, in a folder of their own: read from git's objects, so that no hook, filter or attribute has a say."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAIN = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""What a pull request is compared with, unless somebody says otherwise: the first of these that there is."""
_LARGEST = 4 * 1024 * 1024  # bytes of a file; larger ones are no pages, no figures and no snippets
_FILES = ("100644", "100755")  # a link could lead out of the folder


class RevisionError(Exception):
    """A revision that cannot be read; the message says why and what helps."""


def merge_base(root: Path) -> str:
    """Return the commit that this work and the main branch have in common.

    Raises:
        RevisionError: There is no main branch, or too little history to tell.
    """
    for name in MAIN:
        if _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") is None:
            continue
        if found := _ask(root, "merge-base", name, "HEAD"):
            return found
        raise RevisionError(f"{name} and HEAD have no commit in common here: fetch the whole history, or name a base")
    raise RevisionError(f"no main branch ({', '.join(MAIN)}): name a base, such as `drift changes HEAD~1`")


def common_with(root: Path, name: str) -> str:
    """Return the commit that a commit and this work have in common, so that nothing is told which happened to it since.

    If they have none, as without the history, it is the commit itself.

    Raises:
        RevisionError: There is no such commit here.
    """
    found = _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        raise RevisionError(f'"{name}" is no commit here: is it spelt right, and fetched?')
    return _ask(root, "merge-base", found, "HEAD") or found


@contextmanager
def files_of(root: Path, commit: str) -> Iterator[Path]:
    """Give a folder that holds the files which the commit has below `root`; it is removed afterwards.

    Links and very large files are left out.

    Raises:
        RevisionError: git cannot list them.
    """
    listing = _run(root, "ls-tree", "-r", "-z", "-l", commit)
    if listing is None:
        raise RevisionError(f"git cannot list the files of {commit}")
    names, objects = [], []
    for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
        about, _, name = entry.partition("\t")
        mode, _, identity, size = about.split() if about else ("", "", "", "0")
        if mode in _FILES and int(size) <= _LARGEST:
            names.append(name)
            objects.append(identity)
    with tempfile.TemporaryDirectory(prefix="drift-") as folder:
        for name, content in zip(names, _contents(root, objects), strict=True):
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield Path(folder)


def _contents(root: Path, objects: Sequence[str]) -> Iterator[bytes]:
    """Give what git's objects hold."""
    text = _run(root, "cat-file", "--batch", given="".join(f"{identity}\n" for identity in objects).encode())
    if text is None:
        raise RevisionError("git cannot read the files of the base: is this a partial clone?")
    at = 0
    for _ in objects:
        head, at = text[at : (end := text.index(b"\n", at))], end + 1
        size = int(head.split()[2])
        yield text[at : at + size]
        at += size + 1


def _ask(root: Path, *arguments: str) -> str | None:
    answer = _run(root, *arguments)
    return answer.decode("utf-8", "replace").strip() or None if answer is not None else None


def _run(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """Return what git prints, or `None` where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  # no shell; no argument that is not ours can be an option
            ["git", "-C", str(root), *arguments],  # noqa: S607  # whichever git the author uses
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed, and the base is one of its commits") from None
    return done.stdout if done.returncode == 0 else None
