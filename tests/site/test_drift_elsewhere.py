"""The minimal project of the page on using `drift` elsewhere is built as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/drift.md"
# A title that names a file, and the block below it, whatever the length of its fence.
FILE = re.compile(r'^(`{3,})\w+ title="([\w./]+\.\w+)"\n(.*?)^\1$', re.MULTILINE | re.DOTALL)


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in {"CI", "GITHUB_ACTIONS"}}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env=environment | {"NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.whole
def test_the_minimal_project_is_complete(tmp_path: Path) -> None:
    files = {name: text for _, name, text in FILE.findall(PAGE.read_text(encoding="utf-8"))}
    assert sorted(files) == ["docs/index.md", "mkdocs.yml", "pyproject.toml"]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run(tmp_path, "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stdout
    assert "1 example on 1 page executed, 0 drifted" in done.stdout
    html = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert re.search(r'class="drift-output".*?hello', html, re.DOTALL)
    assert run(tmp_path, "drift.cli", "check").returncode == 0
    index = tmp_path / "docs/index.md"
    index.write_text(index.read_text(encoding="utf-8").replace('print("hello")', 'print("goodbye")'), encoding="utf-8")
    done = run(tmp_path, "mkdocs", "build")
    assert done.returncode == 1
    assert "docs/index.md:7: the output differs from what is recorded" in done.stdout
    assert run(tmp_path, "drift.cli", "update").returncode == 0
    assert run(tmp_path, "mkdocs", "build").returncode == 0
