"""Who reviews sees what the browser showed when a test failed on CI, by pictures and, from a second run, by a trace."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("traces", ["", "1"])
def test_a_failed_test_leaves_what_the_browser_showed(traces: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/site/failing.py"],
        cwd=ROOT,
        env={**os.environ, "FAILURES": str(tmp_path / "failures"), "TRACES": traces},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "assert 0 == 1" in done.stdout
    (picture,) = (tmp_path / "failures").glob("*test_something_red*.png")
    image = Image.open(picture).convert("RGB")
    assert image.size == (400, 300)
    assert image.getpixel((200, 150)) == (255, 0, 0)
    kept = list((tmp_path / "failures").glob("*test_something_red*.zip"))
    assert len(kept) == len(traces)
    for path in kept:
        with zipfile.ZipFile(path) as trace:
            assert "setContent" in trace.read("trace.trace").decode()
