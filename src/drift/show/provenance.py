"""Say what produced a page's outputs: the versions that ran, and the commit that was checked out."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from drift.judge.verdict import CheckedPage


def provenance(checked: CheckedPage, commit: str) -> dict[str, object] | None:
    """Return `versions` (of Python and of the modules that its examples imported) and `commit` of a page with examples.

    Args:
        checked: The page with its verdicts.
        commit: What `current_commit` says.
    """
    return {"versions": checked.versions, "commit": commit} if checked.versions else None


def current_commit(root: Path) -> str:
    """Return the short name of the commit that is checked out in `root`; empty where that is not known."""
    if sha := os.environ.get("GITHUB_SHA"):
        return sha[:7]
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short=7", "HEAD"],  # noqa: S607  # whichever git the author uses
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
