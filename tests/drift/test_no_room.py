"""Pages that cannot be read, and a folder for temporary files that is full: no example is blamed for what the machine lacks."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

PAGE = "```python\nprint(1)\n```\n\n```output\n1\n```\n"
# A module that the process of the pages imports first, as a disk that is full makes these calls fail.
FULL = """
    import errno, pathlib, tempfile

    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")
    """
FAILURES = {
    "no page's folder can be made": ("tempfile.mkdtemp = fail", "no folder can be made for docs/a.md"),
    "it was full when the page had run": (
        "pathlib.Path.write_bytes = fail",
        "was full while docs/a.md ran",
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("command", ["check", "update", "build"])
def test_a_full_folder_for_temporary_files_is_no_fault_of_an_example(
    project: Project, failure: str, command: str
) -> None:
    """NixOS/nixpkgs#61351: room can be missing in more than one way; what is said has to say where."""
    patch, said = FAILURES[failure]
    project.write("docs/a.md", PAGE)
    project.write("full_disk.py", FULL + f"\n    {patch}\n")
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npreload = ["full_disk"]\n')
    env = {"PYTHONPATH": str(project.root)}
    done = project.mkdocs("build", env=env) if command == "build" else project.drift(command, env=env)
    assert done.code == (1 if command == "build" else 2)
    assert "drift: the folder for temporary files: " in done.text
    assert said in done.text
    assert "make room there, or name another one in TMPDIR" in done.text
    assert "the example" not in done.text
    assert project.read("docs/a.md") == PAGE


@pytest.mark.parametrize("command", ["check", "update"])
def test_a_page_that_cannot_be_read_is_named(project: Project, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    project.write("docs/a.md", PAGE)
    monkeypatch.setattr("drift.judge.check.Path.read_bytes", refuse)
    done = project.drift(command)
    assert done.code == 2
    assert done.text == "drift: docs/a.md: it cannot be read: Permission denied\n"
