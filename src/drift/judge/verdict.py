"""What became of examples, pages and all of them: verdicts, findings, the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from drift.read.page import Example, Page, Problem


class Status(StrEnum):
    """What became of an example."""

    AS_RECORDED = "as_recorded"
    DRIFTED = "drifted"
    """It ran as it should, but its output is not the recorded one."""
    FAULTY = "faulty"
    """An exception, a warning, a timeout, output that no recording can hold …"""
    NOT_RUN = "not_run"
    """A module is missing, or an example above it ended the page."""


@dataclass(slots=True)
class Verdict:
    """What became of one example."""

    example: Example
    status: Status
    problem: Problem | None = None
    """The problem to fix; `None` if the example passed, or did not run because of a missing module."""
    missing: str = ""
    """The module without which it was not run."""
    text: str | None = None
    """What a recording of it has to hold (empty: it prints nothing); `None`: there is nothing that could be recorded."""
    ends_line: bool = True
    """Whether what it printed ends with a newline, as `text` does; a file ends as that."""
    file: str | None = None
    """The file that has to hold the text where it has drifted, by its path from the root; `None`: the page itself."""
    text_drifted: bool = False
    """The text differs from the recording, not the figure alone."""
    figure_recorded: str | None = None
    """The SVG on disk; `None`: there is none."""
    figure_drawn: str | None = None
    """The SVG that was drawn; `None`: the example draws none, or did not run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the page that it is on."""

    page: str
    problem: Problem
    verdict: Verdict | None = None
    """Of the example that has the problem; `None`: it is one of the page's own."""

    @property
    def status(self) -> Status:
        """What became of the example; a problem of the page's own is a fault."""
        return self.verdict.status if self.verdict else Status.FAULTY

    @property
    def drifted(self) -> bool:
        """Whether the problem is a difference from what is recorded."""
        return self.status is Status.DRIFTED


@dataclass(slots=True)
class CheckedPage:
    """A page with its verdicts."""

    page: Page
    path: Path
    verdicts: list[Verdict] = field(default_factory=list)
    executed: int = 0
    """Number of examples that ran to their end."""
    versions: dict[str, str] = field(default_factory=dict)
    """Versions of what produced the outputs: Python and the modules that the setting `versions` names."""
    temporary: list[str] = field(default_factory=list)
    """The folder for temporary files that its examples found, by each of its names."""

    @property
    def is_sure(self) -> bool:
        """Whether every fence has its beginning and its end, so that recordings can be written."""
        return not any(self.page.fences[index].fault for index in self.page.shown)

    @property
    def findings(self) -> list[Finding]:
        """Every problem of the page, by line."""
        found = [Finding(self.page.name, problem) for problem in self.page.problems]
        found += [Finding(self.page.name, verdict.problem, verdict) for verdict in self.verdicts if verdict.problem]
        return sorted(found, key=lambda finding: finding.problem.line)

    @property
    def problems(self) -> list[Problem]:
        """Everything that has to be fixed on the page, by line."""
        return [finding.problem for finding in self.findings]


@dataclass(slots=True)
class Report:
    """What became of all pages that were asked for."""

    pages: list[CheckedPage]
    seconds: float
    changed: bool = False
    """Files changed while examples ran, so that the verdicts may be about other ones."""

    @property
    def findings(self) -> list[Finding]:
        """Every problem, by page and line: the order of all reports."""
        pages = sorted(self.pages, key=lambda page: page.page.name)
        return [finding for page in pages for finding in page.findings]

    @property
    def executed(self) -> int:
        """Number of examples that ran to their end."""
        return sum(page.executed for page in self.pages)

    @property
    def not_run(self) -> int:
        """Number of examples that did not run because a module is missing."""
        return sum(bool(verdict.missing) for page in self.pages for verdict in page.verdicts)

    @property
    def drifted(self) -> int:
        """Number of examples whose output is not the recorded one."""
        return sum(finding.drifted for finding in self.findings)

    @property
    def faults(self) -> int:
        """Number of problems other than drift."""
        return len(self.findings) - self.drifted
