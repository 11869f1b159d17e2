"""Build the site as the command does, and wait for its pages."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


MKDOCS = ("-m", "mkdocs")


def build(
    root: Path, target: Path, environment: dict[str, str], mkdocs: tuple[str, ...] = MKDOCS, **options: Any
) -> None:
    """Build the project in `root` into `target`, strictly; `options` go to the process."""
    done = subprocess.run(
        [sys.executable, *mkdocs, "build", "--strict", "--site-dir", str(target)],
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
