"""Build the site as the command does."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def build(root: Path, target: Path, environment: dict[str, str], **options: Any) -> None:
    """Build the project in `root` into `target`, strictly; `options` go to the process."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout
