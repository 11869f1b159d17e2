"""The versions that a project pins: those of files that list them, such as a lock file."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PIN = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==\s*(?P<version>[^\s;\\,]+)")


def pinned(files: Iterable[Path]) -> dict[str, str]:
    """Return the versions by the names of packages; of one with more than one, such as one for each platform, all.

    Args:
        files: Requirements of pip (`numpy==2.3.5`) and lock files of uv, Poetry or PEP 751. All others pin nothing.
    """
    found: dict[str, set[str]] = {}
    for file in files:
        if file.is_file():
            for name, version in _pins(file):
                found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return {name: ", ".join(sorted(versions)) for name, versions in sorted(found.items())}


def _pins(file: Path) -> Iterator[tuple[str, str]]:
    text = file.read_bytes().decode("utf-8", "replace")
    if file.suffix == ".txt":
        for line in text.splitlines():
            if match := _PIN.match(line.strip()):
                yield match["name"], match["version"]
    elif file.suffix in {".lock", ".toml"}:
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return
        packages = document.get("package", document.get("packages", []))
        for package in packages if isinstance(packages, list) else []:
            match package:
                case {"name": str(name), "version": str(version)}:
                    yield name, version
