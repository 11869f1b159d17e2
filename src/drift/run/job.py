"""What crosses the boundary of a process, as JSON: orders and jobs to the examples, results back.

`TypedDict`s, since importing `dataclasses` would put `inspect`, `ast`, `dis` and `copy` into every example's `sys.modules`.
"""

from __future__ import annotations

from typing import Literal, TypedDict, final

TOKEN_LENGTH = 32
"""Of what stands before each answer, so that it can be told from what anybody else writes there."""

Stream = Literal["out", "err"]


class Order(TypedDict):
    """The first message to the process that runs the pages."""

    preload: list[str]
    workers: int
    output_limit: int
    noted: list[str]
    """Folders in which it is noted what each page reads; none: nothing is noted."""
    figure_fonts: list[str] | None
    """The font files of the figures for which to get ready before the pages come; `None`: for no figures."""


class ExampleJob(TypedDict):
    """An example to run."""

    code: str
    line: int
    """Number that its first line of code gets; on the page, or behind its end."""
    shell: str | None
    """The shell that runs it; `None`: it is Python."""
    workdir: str | None
    """The folder in which it runs, from the root."""
    width: int
    """Columns of the terminal; 0: none are said."""
    session: str | None
    requires: list[str]
    figure: bool
    """Whether it draws one."""
    timeout: float


class PageJob(TypedDict):
    """A page to run."""

    name: str
    versions: list[str]
    """Modules whose versions are reported where the examples have imported them."""
    fonts: list[str]
    """Font files for its figures."""
    examples: list[ExampleJob]


class Warned(TypedDict):
    """A warning that an example caused."""

    line: int | None
    text: str


class Raised(TypedDict):
    """An exception that ended an example."""

    type: str
    full_type: str
    summary: str
    """What a recording holds for it."""
    line: int | None
    traceback: str


class Outcome(TypedDict):
    """What became of an example, its output aside."""

    missing: str | None
    """A required module that is not installed: the example did not run."""
    warnings: list[Warned]
    error: Raised | None
    figure: str | None
    """The SVG that it drew."""
    figure_fault: str | None
    returncode: int
    """The exit status of its shell; 0 for Python."""
    ran: int
    """How many bytes it had written to standard output when its last line had run; the rest is from its end."""
    left: str | None
    """What of it lives on although it has code to run at its end."""


class WrittenResult(Outcome):
    """A result as the page's process writes it, at the example's end."""

    out: str
    """Bytes that are not UTF-8 are lone surrogates."""
    err: str
    versions: dict[str, str]


class Result(WrittenResult):
    """A result when the page has ended."""

    out_at_end: str
    """The part of `out` that comes after its last line, or after the exception that ended it."""
    late: list[Stream]
    """The streams to which something was written after the example's end."""


class Timeout(TypedDict):
    """An example took too long."""

    kind: Literal["timeout"]
    seconds: float


class Flood(TypedDict):
    """An example printed too much."""

    kind: Literal["flood"]
    bytes: int


class Lost(TypedDict):
    """An example ended the page's process."""

    kind: Literal["lost"]
    how: str


class Forged(TypedDict):
    """An example wrote where drift writes its results."""

    kind: Literal["forged"]


End = Timeout | Flood | Lost | Forged


class Reads(TypedDict):
    """What a page's process has read of the files that were to be noted; not what it has written itself."""

    files: dict[str, list[int] | None]
    """What it has opened, with the stamp that each file had then; `None`: it was not there."""
    texts: list[str]
    """Those of them that were not only imported."""
    listed: list[str]
    """Folders whose content it has asked for."""
    searched: list[str]
    """Folders in which Python has looked for modules."""
    is_partial: bool
    """Whether it may have read more, such as by another process."""


@final
class Answer(TypedDict):
    """What became of a page."""

    name: str
    results: list[Result]
    """Of each example that ended."""
    end: End | None
    """Why the next example did not end."""
    temporary: list[str]
    """The folder for temporary files that its examples found, by each of its names."""
    ran: tuple[float, float]
    """When the page began and when it had ended, in seconds since 1970."""
    reads: Reads | None
    """`None`: it was not noted."""


@final
class Failure(TypedDict):
    """Instead of an answer: what went wrong in drift itself."""

    failure: str
