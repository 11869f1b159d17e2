"""A virtual environment with nothing but pip and what is asked for: links to what is installed here, so that it needs no network."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable


class Environment:
    """An environment in `root` that holds what `requirements` ask for, in the versions that are installed here."""

    def __init__(self, root: Path, requirements: Iterable[str]) -> None:
        venv.create(root, symlinks=True)
        paths = {name: str(root) for name in ("base", "platbase")}
        self.scripts = Path(sysconfig.get_path("scripts", "venv", paths))
        packages = Path(sysconfig.get_path("purelib", "venv", paths))
        for found in needed(["pip", *requirements]).values():
            for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
                if not (packages / top).exists():  # two distributions may share a folder
                    (packages / top).symlink_to(str(found.locate_file(top)))

    def run(self, command: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment; only what it holds itself can be imported, and pip asks no index."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_"))}
        return subprocess.run(
            [self.scripts / command, *arguments],
            cwd=cwd,
            env=clean | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def pip(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("python", "-m", "pip", *arguments)


def needed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """Return the distributions that requirements name, and those that they ask for in turn."""
    found: dict[str, Distribution] = {}
    waiting = list(map(Requirement, requirements))
    while waiting:
        wanted = waiting.pop()
        if wanted.name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found[wanted.name] = distribution(wanted.name)
            waiting += map(Requirement, found[wanted.name].requires or ())
    return found
