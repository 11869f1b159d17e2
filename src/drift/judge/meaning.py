"""What a file means to a page that has read it: its bytes, or of a module that was only imported, its code."""

from __future__ import annotations

import ast
import hashlib
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from drift.judge.looks import curious_imports, speaks_of_text
from drift.run.child_reads import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["bytes", "code", "files", "names"]
"""As what a path counts: a file by its bytes or its code, a folder by the bytes of its files or by the names in it."""

_BEGINNING = 20
"""Characters by which a docstring is recognised; who prints one may break its lines, or cut it off."""


class Code(NamedTuple):
    """What the code of a module says."""

    digest: str
    """The same as long as only comments, docstrings and the layout change."""
    speaks_of_text: bool
    imports: frozenset[str]
    """Those packages of which it is not known that they look at no docstring."""
    docs: tuple[str, ...]
    """How its docstrings begin."""


class _File(NamedTuple):
    stamp: tuple[int, ...] | None
    by_bytes: str
    code: Code | None


class Files:
    """Files by what they mean. Each is read again only when its stamp has changed: many pages name the same ones."""

    def __init__(self) -> None:
        self._known: dict[str, _File] = {}

    def meaning(self, path: str, kind: Kind) -> object:
        """Return what is the same as long as a file or a folder means the same; `None`: it cannot be read as that."""
        if kind == "bytes":
            return self._file(path).by_bytes
        if kind == "code":
            code = self.code(path)
            return code and code.digest
        files = _files_in(path)
        if kind == "names":
            return [file for file in files if not is_an_editors(Path(file).name)]
        return [(file, self.meaning(file, "bytes")) for file in files]

    def stamp(self, path: str) -> tuple[int, ...] | None:
        """Return the stamp of a file as it is known here."""
        return self._file(path).stamp

    def code(self, path: str) -> Code | None:
        """Return what the code of a module says; `None`: it is no Python."""
        return self._file(path).code

    def _file(self, path: str) -> _File:
        if path not in self._known or self._known[path].stamp != stamp_of(path):
            self._known[path] = _read(path)
        return self._known[path]


def is_an_editors(name: str) -> bool:
    """Tell whether a file is what editors put beside the one that is open: it comes and goes, and no module has such a name."""
    return name.startswith((".", "#")) or name.endswith("~")


def read_code(source: str | bytes) -> Code | None:
    """Return what Python code says; `None`: it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # whoever runs it will hear of them
            tree = ast.parse(source)
        docs = tuple(_without_docstrings(tree))
        code = ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Code(_digest(code.encode()), speaks_of_text(code), curious_imports(tree), docs)


def flat(text: str) -> str:
    """Return a text without its line breaks and indentation."""
    return " ".join(text.split())


def _files_in(folder: str) -> list[str]:
    try:
        return sorted(str(path) for path in Path(folder).iterdir() if path.name != "__pycache__")
    except OSError:  # it is not there any more
        return []


def _read(path: str) -> _File:
    stamp = stamp_of(path)
    while True:
        try:
            content = Path(path).read_bytes()
        except OSError:
            return _File(stamp, "", None)
        before, stamp = stamp, stamp_of(path)
        if stamp == before:  # nobody has written to it meanwhile
            return _File(stamp, _digest(content), read_code(content) if path.endswith(".py") else None)


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _without_docstrings(tree: ast.Module) -> Iterator[str]:
    """Take the docstrings out of a module; return how each of them begins."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            doc = ast.get_docstring(node)
            if doc is not None:
                del node.body[0]
                if doc.strip():
                    yield flat(doc)[:_BEGINNING]
