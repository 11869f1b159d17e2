"""Which source files the documentation on a page is made of."""

from __future__ import annotations

import ast
import os
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livepreview.files import digest, digest_of, stamp, stamps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIRECTIVE = re.compile(rb"^[ \t]*(?:#{1,6} *)?::: ?(.+?) *$", re.MULTILINE)


class Documented:
    """The modules that `:::` names, with those that they import, as far as they lie in the folders where mkdocstrings looks.

    All pages on one package go together: whether a name that a module imports is one more name of an object depends, in
    mkdocstrings, on the pages that were rendered before.

    Args:
        config: The options of mkdocstrings.
        pages: The sources of all pages, by name.
    """

    def __init__(self, config: Mapping[str, Any], pages: Mapping[str, bytes]) -> None:
        python = (config.get("handlers") or {}).get("python") or {}
        self._folders = [os.path.realpath(folder) for folder in python.get("paths") or ["."]]
        templates = config.get("custom_templates")
        self._templates = stamps([Path(templates)] if templates else [])
        self._there = cache(_there)  # many names are in the same package
        self._packages: dict[str, dict[str, str]] = {}
        """For each package, the pages that document something of it, with digests of their sources."""
        names: dict[str, set[str]] = {}
        for uri, source in pages.items():
            for name in documented(source):
                package = name.partition(".")[0]
                names.setdefault(package, set()).add(name)
                self._packages.setdefault(package, {})[uri] = digest_of(source)
        self._files = {package: self.files(found) for package, found in names.items()}

    def state(self, source: bytes) -> object:
        """Return what changes when what a page documents does, or the templates for it; `None` if it documents nothing."""
        packages = {name.partition(".")[0] for name in documented(source)}
        if not packages:
            return None
        files = {file for package in packages for file in self._files.get(package, [])}
        pages = [self._packages.get(package) for package in sorted(packages)]
        return [(file, digest(file)) for file in sorted(files)], pages, self._templates

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
    files = (f"{place}.py", f"{place}.pyi", f"{place}{os.sep}__init__.py")  # a `Path` takes five times as long
    return [file for file in files if stamp(file)], Path(place).is_dir()


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
