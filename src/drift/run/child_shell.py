"""Run an example of a shell, and set up what an example of any language finds around it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drift.run.job import ExampleJob


def run_shell(shell: str, code: str) -> int:
    """Run commands, standard error among their output, and return their exit status."""
    import subprocess  # what is imported here is there in every Python example

    return subprocess.run([shell, "-c", code], stderr=subprocess.STDOUT, check=False).returncode  # noqa: S603  # what this is for


@contextlib.contextmanager
def surroundings(example: ExampleJob) -> Iterator[None]:
    """Run an example in its folder and at its width."""
    folder = Path.cwd()
    if example["workdir"]:
        os.chdir(example["workdir"])
    if example["width"]:
        os.environ["COLUMNS"] = str(example["width"])
    try:
        yield
    finally:
        if example["width"]:
            os.environ.pop("COLUMNS", None)
        if example["workdir"]:
            os.chdir(folder)
