"""What a tool does with a small project: the project is written, a command is run, and what it did is an outcome."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import psutil
from dialects import Example, Tool, write_project

YES, NO, SILENT, NOT_APPLICABLE = "yes", "no", "silent", "n/a"
PATIENCE = 120  # seconds; each tool that can stop a loop has been told to do so after five
CACHE = "cache"
# What some tool says at the end of everything.
BOILERPLATE = ("[IPKernelApp]", "Please also report", "To report this", "The full traceback", "/tmp/", "=")


@dataclass(frozen=True)
class Outcome:
    """What a cell holds."""

    verdict: str
    evidence: str


def yes(evidence: str) -> Outcome:
    """The tool does it."""
    return Outcome(YES, evidence)


def no(evidence: str) -> Outcome:
    """The tool does not do it, and one can see that."""
    return Outcome(NO, evidence)


def silent(evidence: str) -> Outcome:
    """The tool says that all is well, and it is not."""
    return Outcome(SILENT, evidence)


def not_applicable(evidence: str) -> Outcome:
    """The question does not arise."""
    return Outcome(NOT_APPLICABLE, evidence)


@dataclass
class Run:
    """What a command did; `status` is `None` where it had to be killed."""

    status: int | None
    output: str
    left: int
    """Processes that were still there half a second after its end."""

    @property
    def last(self) -> str:
        """Return the exit code and the last line, as evidence."""
        lines = [line for line in self.output.splitlines() if line.strip(" .-]") and not line.startswith(BOILERPLATE)]
        if self.status is None:
            return f"끝나지 않아 {PATIENCE}초 뒤에 강제로 끝냈습니다."
        return f"종료 코드 {self.status}: {lines[-1].strip()[:160]}" if lines else f"종료 코드 {self.status}"


class Project:
    """A project in a temporary folder, in one way of a tool."""

    def __init__(self, root: Path, tool: Tool, way: str) -> None:
        self.root, self.tool, self.way = root, tool, way

    def page(self, *examples: Example) -> str:
        """Return a page with these examples."""
        texts = [self.tool.example(example, self.way) for example in examples]
        return self.tool.page("# Page\n\n" + "\nText.\n\n".join(texts))

    def write(self, pages: dict[str, str], extra: dict[str, str] | None = None) -> None:
        """Write the pages, and what the tool needs."""
        write_project(self.root, self.tool, self.way, pages, extra)

    def check(self, *arguments: str, **environment: str) -> Run:
        """Run the tool's check, as if for the first time unless it is asked what it keeps."""
        if self.way != CACHE:
            shutil.rmtree(self.root / "site", ignore_errors=True)
        return run([*self.tool.check(self.way), *arguments], self.root, environment)

    def update(self) -> Run:
        """Run the command that rewrites recordings."""
        return run(self.tool.update(self.way), self.root, {})


def run(command: list[str], root: Path, environment: dict[str, str]) -> Run:
    """Run a command; standard input stays open and empty, like a terminal at which nobody types."""
    mark = uuid.uuid4().hex
    dropped = ("CI", "GITHUB_ACTIONS", "PYTHONDONTWRITEBYTECODE")
    variables = {name: value for name, value in os.environ.items() if name not in dropped}
    variables |= {"PEERS_RUN": mark, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", **environment}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=root, env=variables, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        )
        status: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = process.wait(PATIENCE)
        if status is not None:
            time.sleep(0.5)
        left = started_by(mark)
        for other in left:
            with contextlib.suppress(psutil.Error):
                os.kill(other.pid, signal.SIGKILL)
        process.wait()
        output.seek(0)
        text = output.read(300_000).decode("utf-8", "replace").replace(str(root) + os.sep, "")
    return Run(status, re.sub(r"\x1b\[[\d;]*m", "", text), len(left))


def started_by(mark: str) -> list[psutil.Process]:
    """Return the processes that a run has started, whatever has become of their parents."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("PEERS_RUN") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found
