"""Which source files the documentation on a page is made of."""

from __future__ import annotations

import ast
import glob
import os
import re
import sys
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livepreview.files import digest, stamp, stamps
from livepreview.inputs import is_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Also in a list or a quotation.
_DIRECTIVE = re.compile(rb"^[ \t>*+\d.)-]*(?:#{1,6} *)?::: ?(.+?)\s*$", re.MULTILINE)


class Documented:
    """The modules that pages ask for, with those that these import, as far as they lie in the folders where mkdocstrings looks.

    All pages on packages of which one imports another go together: whether a name that a module imports is one more name of an
    object depends, in mkdocstrings, on the pages that were rendered before.

    Args:
        config: The options of mkdocstrings.
        root: The folder of `mkdocs.yml`.
        pages: For each page that documents something, a digest of its source, and the names of the objects.
    """

    def __init__(self, config: Mapping[str, Any], root: Path, pages: Mapping[str, tuple[str, Iterable[str]]]) -> None:
        python = (config.get("handlers") or {}).get("python") or {}
        patterns = [str(root / path) for path in python.get("paths") or ["."]]
        # As mkdocstrings does: `Path.glob` takes no pattern of a whole path.
        folders = [folder for pattern in patterns for folder in glob.glob(pattern)]  # noqa: PTH207
        folders += [path for path in sys.path if path and not is_installed(Path(path))]
        self._folders = list(dict.fromkeys(map(os.path.realpath, folders)))
        self._there = cache(_there)  # many names are in the same package
        templates = config.get("custom_templates")
        others: list[object] = [stamps([root / templates] if templates else [])]
        others += [digest(root / name) for name in _extensions(python.get("options") or {})]

        named: dict[str, set[str]] = {}
        for _, names in pages.values():
            for name in names:
                named.setdefault(name.partition(".")[0], set()).add(name)
        groups: list[tuple[set[str], set[str]]] = []  # packages, and their files
        for package, names in named.items():
            own = ({package}, set(self.files(names)))
            for group in [group for group in groups if group[1] & own[1]]:
                groups.remove(group)
                own = (own[0] | group[0], own[1] | group[1])
            groups.append(own)
        self._states: dict[str, list[object]] = {}
        # The digests are those before any page is rendered: what changes later has, or may have, not been read.
        for packages, files in groups:
            of_group = {
                uri: source
                for uri, (source, names) in pages.items()
                if packages & {name.partition(".")[0] for name in names}
            }
            state = [(file, digest(file)) for file in sorted(files)], of_group, others
            for uri in of_group:
                self._states.setdefault(uri, []).append(state)

    def state(self, uri: str) -> object:
        """Return what changes when what a page documents does, or the templates for it; `None` if it documents nothing."""
        return self._states.get(uri)

    def files(self, names: Iterable[str]) -> list[str]:
        """Return the files that define objects, those that these import, and so on; with the packages around them."""
        waiting = set(names)
        asked: set[str] = set()
        found: set[str] = set()
        followed: set[str] = set()
        while waiting:
            name = waiting.pop()
            asked.add(name)
            packages, defining = self._modules(name)
            found.update(packages, defining)
            for file in set(defining) - followed:
                followed.add(file)
                waiting |= set(_imported(file, stamp(file))) - asked
        return sorted(found)

    def _modules(self, name: str) -> tuple[list[str], list[str]]:
        """Return the packages that an object is in, and what defines it: a module, or all modules of a package that it is."""
        parts = name.split(".")
        for folder in self._folders:
            place, found, is_folder = folder, [], False
            for part in parts:
                place = f"{place}{os.sep}{part}"
                there, is_folder = self._there(place)
                if not there and not is_folder:
                    break
                found.append(there)
            else:
                if is_folder:  # the documentation of a package may show what is in it
                    found.append([str(file) for file in Path(place).rglob("*.py")])
            if found:
                return [file for files in found[:-1] for file in files], found[-1]
        return [], []


def _there(place: str) -> tuple[list[str], bool]:
    """Return the files that a module's path without its ending may stand for, and whether it is a folder."""
    files = (f"{place}.py", f"{place}.pyi", f"{place}{os.sep}__init__.py")
    return [file for file in files if stamp(file)], Path(place).is_dir()


def _extensions(options: Mapping[str, Any]) -> list[str]:
    """Return the files, beside `mkdocs.yml`, of those that change what griffe reads."""
    names = [
        name for entry in options.get("extensions") or [] for name in ([entry] if isinstance(entry, str) else entry)
    ]
    return [name.partition(".py")[0] + ".py" for name in names if ".py" in name]


def documented(source: bytes) -> list[str]:
    """Return the names that a page asks mkdocstrings for."""
    return [name.decode("utf-8", "replace") for name in _DIRECTIVE.findall(source)] if b":::" in source else []


@lru_cache(maxsize=4096)
def _imported(file: str, _: object) -> tuple[str, ...]:
    """Return the names that a module imports. The second argument tells one state of the file from another."""
    path = Path(file)
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return ()
    package = _package(path)
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = package[: len(package) - node.level + 1] if node.level else []
            parts = [*parts, *(node.module or "").split(".")]
            names += [".".join([*filter(None, parts), alias.name]) for alias in node.names]
    return tuple(names)


def _package(path: Path) -> list[str]:
    """Return the name of the package that a module is in, in parts."""
    parts: list[str] = []
    folder = path.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return parts
