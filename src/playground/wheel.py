"""The wheel of `crossent` that the site serves: built with the site, so that it is the code the examples were recorded with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hatchling.builders.wheel import WheelBuilder

if TYPE_CHECKING:
    from pathlib import Path


def build_wheel(root: Path, source: str, version: str, directory: Path) -> Path:
    """Build a wheel of one package into `directory`, and return its path.

    Args:
        root: The project.
        source: The package's directory, seen from there, such as `src/crossent`.
        version: The version to give it.
        directory: Where the wheel is put.
    """
    name = source.rpartition("/")[2]
    config = {
        "project": {"name": name, "version": version, "dependencies": ["numpy"]},
        "tool": {"hatch": {"build": {"targets": {"wheel": {"packages": [source]}}}}},
    }
    builder = WheelBuilder(str(root), config=config)
    return directory / next(iter(builder.build(directory=str(directory), versions=["standard"]))).rpartition("/")[2]
