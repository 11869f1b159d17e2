"""Build the site as the command does, and wait for its pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


def build(root: Path, target: Path, environment: dict[str, str], printed: Path, **options: Any) -> None:
    """Build the project in `root` into `target`, strictly, with what is in `printed` already; `options` go to the process."""
    mkdocs = [sys.executable, Path(__file__).with_name("printed.py"), printed]
    done = subprocess.run(
        [*mkdocs, "build", "--strict", "--site-dir", target],
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


def settled(tab: Page) -> None:
    """Wait until the theme has added its buttons and boxes, and reading.js has measured them."""
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tab.wait_for_function("waiting.size === 0")
