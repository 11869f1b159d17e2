"""The wheel of a package, built by its own build back end."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder


class Wheel:
    """Builds it anew only when a file of the package has changed: `mkdocs serve` asks at each save."""

    def __init__(self) -> None:
        self._state: object = None
        self._built = ("", b"")

    def build(self, package: Path) -> tuple[str, bytes]:
        """Return the wheel's name and content.

        Args:
            package: The folder of the package, with a pyproject.toml.
        """
        state = (package, _stamps(package))
        if state != self._state:
            with tempfile.TemporaryDirectory() as directory:
                (built,) = WheelBuilder(str(package)).build(directory=directory, versions=["standard"])
                self._built = (Path(built).name, Path(built).read_bytes())
            self._state = state
        return self._built


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Return what tells whether a file has changed: when it did last, and its size."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
