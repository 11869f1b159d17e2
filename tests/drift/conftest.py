"""A harness that writes a tiny project, runs the real commands in it, and looks at what they say and change."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from markdown_exec import MarkdownConverter
from mkdocs.__main__ import cli as mkdocs_command
from mkdocs.commands.build import log as build_log
from mkdocs.utils import DuplicateFilter

from drift import cli

if TYPE_CHECKING:
    from collections.abc import Callable

MKDOCS_YML = """
site_name: Tiny
theme: {name: mkdocs, highlightjs: false}
plugins:
  - markdown-exec: {languages: [python]}
  - drift
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.superfences: {preserve_tabs: true}
  - drift
"""

# What changes how drift reports. Tests say themselves what they want of it; none of them writes into the summary of its own job.
SURROUNDINGS = (
    "CI",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "DRIFT_REPORT",
    "DRIFT_KEEP_GOING",
    "NO_COLOR",
    "FORCE_COLOR",
)


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SURROUNDINGS:
        monkeypatch.delenv(name, raising=False)


@dataclass
class Done:
    """What a command left: its exit code and everything that it said."""

    code: int
    text: str


@dataclass
class Project:
    root: Path

    def write(self, name: str, text: str) -> Path:
        """Write a file; a text that begins with a new line is indented as it stands in the test."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((dedent(text).lstrip("\n") if text.startswith("\n") else text).encode())
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def run(self, *command: str, env: dict[str, str] | None = None) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={key: value for key, value in os.environ.items() if key not in SURROUNDINGS}
            | {"NO_MKDOCS_2_WARNING": "1"}
            | (env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def drift(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        """Run the command in this process."""
        return self._here(lambda: sys.exit(cli.main(list(arguments))), env)

    def mkdocs(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        """Run MkDocs in this process: as one of its own it takes most of its time for imports."""
        log = logging.getLogger("mkdocs")
        handlers, level = log.handlers[:], log.level
        for said in build_log.filters:
            if isinstance(said, DuplicateFilter):
                said.msgs.clear()  # what an earlier test has heard, too
        try:
            return self._here(lambda: mkdocs_command(list(arguments)), env)
        finally:
            log.handlers = handlers
            log.setLevel(level)
            MarkdownConverter.counter = 0  # of the ids that markdown-exec makes; a build that fails leaves it as it is

    def _here(self, command: Callable[[], object], env: dict[str, str] | None) -> Done:
        """Run what ends by `SystemExit`, with one stream for all that it says, as a pipe for both would be."""
        written = io.BytesIO()
        stream = io.TextIOWrapper(written, encoding="utf-8", newline="\n", write_through=True)
        kept = {key: value for key, value in os.environ.items() if key not in SURROUNDINGS}
        with (
            mock.patch.dict(os.environ, kept | {"NO_MKDOCS_2_WARNING": "1"} | (env or {}), clear=True),
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(stream),
            contextlib.redirect_stderr(stream),
            pytest.raises(SystemExit) as end,
        ):
            command()
        code = end.value.code
        return Done(code if isinstance(code, int) else 1, written.getvalue().decode("utf-8"))

    def drift_process(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        """Run the command as a user does."""
        return self.run("drift.cli", *arguments, env=env)

    def mkdocs_process(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        return self.run("mkdocs", *arguments, env=env)


class Golden:
    """Files of what went in and of what came out; `--golden` writes the latter."""

    def __init__(self, *, write: bool) -> None:
        self._folder = Path(__file__).parent / "golden"
        self._write = write

    def read(self, name: str) -> str:
        return (self._folder / name).read_bytes().decode()

    def compare(self, name: str, actual: str) -> None:
        if self._write:
            (self._folder / name).write_bytes(actual.encode())
        assert actual == self.read(name)

    def stable(self, text: str) -> str:
        """Take out what differs from run to run, and the marks that each Python draws under the lines of a traceback."""
        return re.sub(r"(?m)^ *[~^]+\n", "", re.sub(r"in [\d.]+ s\b", "in … s", text))


@pytest.fixture
def running_in() -> Callable[[int], set[int]]:
    """Return what finds the processes of a session that have not ended; where there is no /proc, none."""

    def running_in(session: int) -> set[int]:
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                state, _, _, of, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(of) == session and state != "Z":
                    found.add(int(entry.name))
        return found

    return running_in


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(write=request.config.getoption("--golden"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\n')
    project.write("mkdocs.yml", MKDOCS_YML)
    return project
