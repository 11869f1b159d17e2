"""A page as it is read: its fences, its examples, and what is wrong with it before anything has run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from drift.read.dialect import LANGUAGES, is_marked

if TYPE_CHECKING:
    from pathlib import Path

    from drift.read.fences import Fence
    from drift.settings import Settings

LANGUAGE = "python"
"""Of examples that `drift` shows in its own way: source above, recording below."""
RECORDING = "output"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the author has to fix, with the line to go to and how to fix it."""

    line: int
    message: str
    hint: str = ""
    detail: tuple[str, ...] = ()


class Unverified(NamedTuple):
    """A block that is left to markdown-exec; nothing compares what it shows with what was there before."""

    line: int
    """Of its opening line; 0: it is not in the page's file."""
    what: str


@dataclass(slots=True)
class Example:
    """A fence that is executed, its recording and what its options ask for."""

    fence: Fence
    index: int
    """Its place among the fences of the page."""
    origins: list[int] = field(default_factory=list)
    """For each line of its expanded text the one of the fence that it comes from, from 0; empty: they are the same."""
    code: str = ""
    """What runs of its expanded text; its lines have the same numbers."""
    code_line: int = 0
    """Number of its first line for Python: on the page, or behind its end where snippets have made it longer."""
    is_dialect: bool = False
    """Whether markdown-exec's options say how it is shown."""
    shell: str | None = None
    """The shell that runs it; `None`: it is Python."""
    returncode: int = 0
    """The exit status that a shell has to end with."""
    workdir: str | None = None
    width: int = 0
    """Columns of the terminal; 0: none are said."""
    recording: Fence | None = None
    recording_index: int | None = None
    recorded: str | None = None
    """The text of the recording; `None`: there is none, or its file is not there."""
    file: str | None = None
    """The file that holds it, by its path from the project's root, with `/`; `None`: the page itself does."""
    is_html: bool = False
    """Whether it prints HTML that becomes part of the page as it is."""
    session: str | None = None
    raises: str | None = None
    timeout: float = 0.0
    requires: tuple[str, ...] = ()
    ignores_stderr: bool = False
    masks: tuple[str, ...] = ()
    """What of its output is shown as `…`, since no run repeats it."""
    figure: str | None = None
    """The name of the figure that it draws."""
    alt: str = ""
    """What that figure shows, for those who do not see it."""
    approx: bool = False
    has_stray_recording: bool = False
    """A recording follows it that `update` must leave alone: it is nested in another way, or names a file that it cannot have."""


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
    unverified: list[Unverified] = field(default_factory=list)
    """What markdown-exec shows or executes, and nothing verifies."""
    expanded: dict[int, str] = field(default_factory=dict)
    """The texts of those fences that have snippets, with these expanded."""
    snippets: set[Path] = field(default_factory=set)
    """The files that these snippets are in."""

    def line_of(self, line: int) -> int:
        """Return the page's line for one that Python has named, which may be in an expanded snippet."""
        for example in self.examples:
            at = line - example.code_line
            if example.origins and 0 <= at <= len(example.origins):  # Python may name the line behind the last one
                return example.fence.code_line + example.origins[min(at, len(example.origins) - 1)]
        return line

    def has_snippets(self, settings: Settings) -> bool:
        """Tell whether examples take in other files; one whose snippet is missing would."""
        known = {example.index for example in self.examples}
        left = (fence for index, fence in enumerate(self.fences) if index not in known and fence.language != RECORDING)
        return bool(self.snippets) or any("8<" in fence.text and self.is_ours(fence, settings) for fence in left)

    def is_ours(self, fence: Fence, settings: Settings) -> bool:
        """Tell whether `drift` renders this fence: an example, one taken out by `exec="off"`, or a recording."""
        return not fence.fault and (
            fence.language == RECORDING
            or (fence.language == LANGUAGE and settings.examples == "all")
            or (fence.language in LANGUAGES and is_marked(fence))
        )
