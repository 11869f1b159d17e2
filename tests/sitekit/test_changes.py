"""When a page was last changed: by its own commits, and those of the code that it documents."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from sitekit.changes import Changes

if TYPE_CHECKING:
    from pathlib import Path


class Repository:
    """A project in a folder of a repository."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.root.mkdir()
        self.git("init", "--quiet")

    def git(self, *arguments: str, date: str = "2026-01-01") -> str:
        names = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {f"GIT_{who}_DATE": f"{date}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=os.environ | names | dates,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def write(self, file: str, text: str, date: str | None = None) -> str:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if date is None:
            return ""
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", file, date=date)
        return self.git("rev-parse", "--short", "HEAD")

    def last(self, file: str) -> tuple[str, str] | None:
        source = (self.root / file).read_text(encoding="utf-8")
        return Changes(self.root).last(file, source)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_it_is_that_of_its_last_commit(repository: Repository) -> None:
    repository.write("docs/가.md", "one", "2026-01-02")
    commit = repository.write("docs/가.md", "two", "2026-02-03")
    repository.write("docs/b.md", "one", "2026-03-04")
    assert repository.last("docs/가.md") == ("2026-02-03", commit)


def test_a_reference_page_changes_with_its_code(repository: Repository) -> None:
    repository.write("docs/reference/losses.md", "# T\n\n::: small.losses\n", "2026-01-02")
    repository.write("docs/a.md", "no code", "2026-01-03")
    commit = repository.write("src/small/losses.py", "x = 1", "2026-02-03")
    assert repository.last("docs/reference/losses.md") == ("2026-02-03", commit)
    assert repository.last("docs/a.md") != repository.last("docs/reference/losses.md")


def test_what_is_not_committed_or_not_known_has_no_date(repository: Repository, tmp_path: Path) -> None:
    repository.write("docs/a.md", "one", "2026-01-02")
    repository.write("docs/b.md", "one", "2026-01-02")
    repository.write("docs/a.md", "two")
    repository.write("docs/new.md", "one")
    assert repository.last("docs/a.md") is None
    assert repository.last("docs/new.md") is None
    assert repository.last("docs/b.md")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{repository.root}", str(shallow)], check=True)
    assert Changes(shallow).last("docs/b.md", "") is None  # it would have the last commit's date
    bare = tmp_path / "no repository"
    bare.mkdir()
    assert Changes(bare).last("docs/b.md", "") is None
