"""Pair examples with their recordings and check what their options say: the contract between author and tool."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from drift.read.fences import find_fences, nesting
from drift.read.front_matter import front_matter_fault
from drift.read.options import EXAMPLE_OPTIONS, OFF, ON, RECORDING_OPTIONS, option_problems, read_modules, read_seconds
from drift.read.page import LANGUAGE, RECORDING, Example, Page, Problem
from drift.read.visible import visible_fences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drift.read.fences import Fence
    from drift.settings import Settings


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
            Problem(line, f"the front matter is not YAML, so it would be shown as text: {reason}", hint)
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
                Problem(fence.line, problem, "until it is fixed, `drift update` leaves this page alone")
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
    if settings.examples != "all" and switch in OFF:
        return None
    problems = [*_stray(fence), *option_problems(options, EXAMPLE_OPTIONS, "an example")]
    problems += _combination_problems(options, is_off=switch in OFF)
    page.problems.extend(Problem(fence.line, problem) for problem in problems)
    if switch in OFF:
        return None
    example = Example(
        fence,
        index,
        session=options.get("session"),
        raises=options.get("raises"),
        timeout=read_seconds(options["timeout"]) if "timeout" in options else settings.timeout,
        requires=read_modules(options.get("requires", "")),
        ignores_stderr="stderr" in options,
        figure=options.get("figure"),
        alt=options.get("alt", ""),
    )
    if not problems:
        page.examples.append(example)
    return example


def _combination_problems(options: Mapping[str, str], *, is_off: bool) -> list[str]:
    """Say which options need, or exclude, each other."""

    def lacks(key: str) -> bool:
        return not options.get(key, "").strip()

    problems = []
    if is_off and lacks("why"):
        problems.append('exec="off" takes an example out of the checks: say why="…" beside it')
    if "why" in options and options.get("exec", "on").lower() in ON:
        problems.append('why="…" goes with exec="off"')
    if "figure" in options and lacks("alt"):
        problems.append('a figure has to say what it shows, for those who do not see it: alt="…"')
    if "figure" in options and (is_off or "raises" in options):
        problems.append('figure="…" goes with an example that runs to its end')
    if "alt" in options and "figure" not in options:
        problems.append('alt="…" goes with figure="…"')
    if options.get("folded") == "on" and lacks("title"):
        problems.append('folded="on" shows the title in place of the code: say title="…"')
    return problems


def _stray(fence: Fence) -> list[str]:
    """Name text between the options that is not an option."""
    return [f'"{fence.stray}" is not understood: options are parted by spaces'] if fence.stray else []


def _attach(page: Page, fence: Fence, index: int, example: Example | None) -> None:
    """Make an `output` fence the recording of the example above it."""
    problems = [*_stray(fence), *option_problems(fence.options, RECORDING_OPTIONS, "a recording")]
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
