"""Pair examples with their recordings and check what their options say: the contract between author and tool."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from pymdownx.superfences import RE_HL_LINES, RE_LINENUMS

from drift.figures import NAME as FIGURE_NAME
from drift.read.fences import Fence, find_fences, nesting
from drift.read.front_matter import front_matter_fault
from drift.read.visible import visible_fences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drift.settings import Settings

LANGUAGE = "python"
RECORDING = "output"

LOOKS = ("title", "hl_lines", "linenums")
"""Options that superfences' highlighter takes; they change nothing but the looks."""
EXAMPLE_OPTIONS = (
    "exec",
    "why",
    "session",
    "raises",
    "timeout",
    "requires",
    "stderr",
    "figure",
    "alt",
    "folded",
    *LOOKS,
)
RECORDING_OPTIONS = ("approx", "render")

_ON = frozenset({"on", "1", "true", "yes", "exec"})
_OFF = frozenset({"off", "0", "false", "no", ""})
_NAME = re.compile(r"[A-Za-z_][\w.]*$")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the author has to mend, with the line to go to and the way out."""

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
    """A recording stands below it, but not at its nesting: `update` must not add a second one."""


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


def read_page(name: str, source: str, settings: Settings) -> Page:
    """Find the examples of a page.

    Args:
        name: Path of the page from the project's root, with `/`.
        source: The text of the file as it lies on disk.
        settings: Which fences are examples, and what holds where they don't say.
    """
    fences = find_fences(source)
    page = Page(name, source, fences, visible_fences(source, fences))
    if fault := front_matter_fault(source):
        line, reason = fault
        hint = "a value that holds `: `, `#` or a quote has to be quoted as a whole"
        page.problems.append(
            Problem(line, f"the front matter is no YAML, so it would be shown as text: {reason}", hint)
        )
    last: Example | None = None
    last_end = 0
    for index, fence in enumerate(fences):
        if index not in page.shown:
            continue
        adjacent = not source[last_end : fence.start].strip("> \t\r\n")
        previous, last = (last if adjacent else None), None
        if fence.fault:
            problem = f"this fence would be dropped: {fence.fault}"
            page.problems.append(
                Problem(fence.line, problem, "until it is mended, `drift update` leaves this page alone")
            )
        elif fence.language == RECORDING:
            _attach(page, fence, index, previous)
        elif fence.language == LANGUAGE:
            last, last_end = _read_example(page, fence, index, settings), fence.end
        elif meant := _misspelt(fence, settings):
            page.problems.append(
                Problem(fence.line, f'"{fence.language}" is not a language of examples: write "{meant}"')
            )
            last, last_end = Example(fence, index), fence.end  # so that its recording is not reported, too
    return page


def _misspelt(fence: Fence, settings: Settings) -> str | None:
    """Return the language that was meant by one that is none, or is Python by another name."""
    if settings.examples != "all" and "exec" not in fence.options:
        return None
    lower = fence.language.lower()
    if re.fullmatch(r"i?py(thon)?[\d.]*", lower):
        return LANGUAGE
    if lower in {LANGUAGE, RECORDING}:
        return lower
    try:
        find_lexer_class_by_name(lower)
    except ClassNotFound:  # nothing that could be highlighted: probably a slip
        return next(iter(difflib.get_close_matches(lower, (LANGUAGE, RECORDING), n=1, cutoff=0.8)), None)
    return None


def _read_example(page: Page, fence: Fence, index: int, settings: Settings) -> Example | None:
    """Return the example of a `python` fence, or `None` where it is not to be executed; a faulty one is not put on the page."""
    options = fence.options
    switch = options.get("exec", "on" if settings.examples == "all" else "off").lower()
    if settings.examples != "all" and switch in _OFF:
        return None
    problems = [*_stray(fence), *_unknown(options, EXAMPLE_OPTIONS, "an example")]
    if switch in _OFF and not options.get("why", "").strip():
        problems.append('exec="off" takes an example out of the checks: say why="…" beside it')
    elif switch not in _ON | _OFF:
        problems.append(f'exec="{options["exec"]}": it takes "on" or "off"')
    if "why" in options and switch in _ON:
        problems.append('why="…" goes with exec="off"')
    for key, pattern in (("hl_lines", RE_HL_LINES), ("linenums", RE_LINENUMS)):
        if key in options and not pattern.match(options[key]):
            problems.append(f'{key}="{options[key]}": it takes line numbers, such as "1 3-5"')
    if "raises" in options and not _NAME.match(options["raises"]):
        problems.append(f'raises="{options["raises"]}": it takes the name of an exception, such as "ValueError"')
    if options.get("stderr", "ignore") != "ignore":
        problems.append(f'stderr="{options["stderr"]}": it takes "ignore"')
    if not options.get("session", "name").strip():
        problems.append("session takes a name")
    requires = tuple(options.get("requires", "").replace(",", " ").split())
    if "requires" in options and not (requires and all(_NAME.match(module) for module in requires)):
        problems.append(f'requires="{options["requires"]}": it takes the names of modules, such as "tensorflow"')
    problems += _figure_problems(options, is_off=switch in _OFF)
    if options.get("folded", "on") != "on":
        problems.append(f'folded="{options["folded"]}": it takes "on"')
    elif "folded" in options and not options.get("title", "").strip():
        problems.append('folded="on" shows the title in place of the code: say title="…"')
    timeout = settings.timeout
    if "timeout" in options:
        try:
            timeout = float(options["timeout"])
        except ValueError:
            timeout = 0.0
        if not 0 < timeout < float("inf"):
            problems.append(f'timeout="{options["timeout"]}": it takes a positive number of seconds')
    page.problems.extend(Problem(fence.line, problem) for problem in problems)
    if switch in _OFF:
        return None
    example = Example(
        fence,
        index,
        session=options.get("session"),
        raises=options.get("raises"),
        timeout=timeout,
        requires=requires,
        ignores_stderr="stderr" in options,
        figure=options.get("figure"),
        alt=options.get("alt", ""),
    )
    if not problems:
        page.examples.append(example)
    return example


def _stray(fence: Fence) -> list[str]:
    """Say what stands between the options and is none."""
    return [f'"{fence.stray}" is not understood: options are parted by spaces'] if fence.stray else []


def _figure_problems(options: Mapping[str, str], *, is_off: bool) -> list[str]:
    """Say what is wrong with the options of an example's figure."""
    if "figure" not in options:
        return ['alt="…" goes with figure="…"'] if "alt" in options else []
    problems = []
    if not FIGURE_NAME.fullmatch(options["figure"]):
        problems.append(f'figure="{options["figure"]}": it takes a name such as "entropy-curve"')
    if not options.get("alt", "").strip():
        problems.append('a figure has to say what it shows, for those who do not see it: alt="…"')
    if is_off or "raises" in options:
        problems.append('figure="…" goes with an example that runs to its end')
    return problems


def _attach(page: Page, fence: Fence, index: int, example: Example | None) -> None:
    """Make an `output` fence the recording of the example above it."""
    problems = [*_stray(fence), *_unknown(fence.options, RECORDING_OPTIONS, "a recording")]
    if fence.options.get("approx", "on") != "on":
        problems.append(f'approx="{fence.options["approx"]}": it takes "on"')
    if fence.options.get("render", "markdown") != "markdown":
        problems.append(f'render="{fence.options["render"]}": it takes "markdown"')
    if example is None:
        problems.append(
            "a recording without an example: nothing above it, blank lines aside, is executed and could print it"
        )
    elif nesting(example.fence.prefix) != nesting(fence.prefix):
        problems.append(f"the recording is not nested like its example in line {example.fence.line}: indent both alike")
        example.has_stray_recording = True
    else:
        example.recording, example.recording_index = fence, index
        example.approx = "approx" in fence.options
    page.problems.extend(Problem(fence.line, problem) for problem in problems)


def _unknown(options: Mapping[str, str], known: tuple[str, ...], what: str) -> list[str]:
    """Name the options that do not exist, and those that were probably meant."""
    problems = []
    for key in options:
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1)
        if key in {"source", "result", "html", "tabs"}:
            way = "source and recording are always shown, in this order"
        else:
            way = f'did you mean "{near[0]}"?' if near else f"it takes {', '.join(known)}"
        problems.append(f'{what} has no option "{key}": {way}')
    return problems
