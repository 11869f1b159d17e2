"""A page as it is read: its fences, its examples, and what is wrong with it before anything has run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.read.fences import Fence
    from drift.settings import Settings

LANGUAGE = "python"
RECORDING = "output"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the author has to fix, with the line to go to and how to fix it."""

    line: int
    message: str
    hint: str = ""
    detail: tuple[str, ...] = ()


@dataclass(slots=True)
class Example:
    """A fence that is executed, its recording and what its options ask for."""

    fence: Fence
    index: int
    """Its place among the fences of the page."""
    recording: Fence | None = None
    recording_index: int | None = None
    session: str | None = None
    raises: str | None = None
    timeout: float = 0.0
    requires: tuple[str, ...] = ()
    ignores_stderr: bool = False
    figure: str | None = None
    """The name of the figure that it draws."""
    alt: str = ""
    """What that figure shows, for those who do not see it."""
    approx: bool = False
    has_stray_recording: bool = False
    """A recording follows it, but at another nesting: `update` must not add a second one."""


@dataclass(slots=True)
class Page:
    """A Markdown source: its fences, the examples among them, and what is wrong before anything has been executed."""

    name: str
    """Path from the project's root, with `/`: the name in messages and tracebacks."""
    source: str
    fences: list[Fence]
    shown: set[int]
    """Indices of the fences that a reader sees."""
    examples: list[Example] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def is_ours(self, fence: Fence, settings: Settings) -> bool:
        """Tell whether `drift` renders this fence: an example, one taken out by `exec="off"`, or a recording."""
        return not fence.fault and (
            fence.language == RECORDING
            or (fence.language == LANGUAGE and (settings.examples == "all" or "exec" in fence.options))
        )
