"""Pair examples with their recordings and check what their options say: the contract between author and tool."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from drift.masks import read_masks
from drift.read.dialect import LANGUAGES, MARKDOWN, SHELLS, is_marked, is_on, program
from drift.read.fences import TAKES_OPTIONS, find_fences, nesting, split_lines
from drift.read.front_matter import front_matter_fault
from drift.read.options import (
    DIALECT_OPTIONS,
    EXAMPLE_OPTIONS,
    RECORDING_OPTIONS,
    option_problems,
    read_integer,
    read_modules,
    read_seconds,
)
from drift.read.page import LANGUAGE, RECORDING, Example, Page, Problem, Unverified
from drift.read.snippets import SnippetError, expand
from drift.read.visible import visible_fences
from drift.recorded import read_recorded, recorded_name

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
    takes_options = TAKES_OPTIONS if settings.examples == "all" else TAKES_OPTIONS - {LANGUAGE}
    fences = find_fences(source, takes_options)
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
            if previous or settings.examples == "all":  # otherwise the fence has nothing to do with drift
                _attach(page, fence, index, previous, settings)
        elif fence.language in LANGUAGES and is_marked(fence):
            last, last_end = _read_example(page, fence, index, settings, is_dialect=True), fence.end
        elif fence.language == LANGUAGE and settings.examples == "all":
            last, last_end = _read_example(page, fence, index, settings), fence.end
        elif fence.language in MARKDOWN and is_marked(fence):
            page.unverified += _within(fence)
        elif meant := _misspelt(fence, settings):
            page.problems.append(
                Problem(fence.line, f'"{fence.language}" is not a language of examples: write "{meant}"')
            )
            last, last_end = Example(fence, index), fence.end  # so that its recording is not reported, too
    _number_lines(page)
    return page


def _number_lines(page: Page) -> None:
    """Give each line of code a number of its own: with its snippets expanded, an example would run into the next one's lines."""
    free = len(split_lines(page.source)) + 1
    for example in page.examples:
        example.code_line = example.fence.code_line
        if example.index in page.expanded:
            example.code_line = free
            free += len(example.origins) + 1


def _within(fence: Fence) -> list[Unverified]:
    """Return the blocks in the Markdown that a fence holds, at any depth, which markdown-exec executes."""
    found = []
    for inner in find_fences(fence.text):
        if not is_marked(inner):
            continue
        if inner.language in LANGUAGES:
            found.append(Unverified(fence.line + inner.line, f"{inner.language} in {fence.language}"))
        elif inner.language in MARKDOWN:
            found += [left._replace(line=fence.line + left.line) for left in _within(inner)]
    return found


def _misspelt(fence: Fence, settings: Settings) -> str | None:
    """Return the language that was meant by one that is none, or is Python by another name."""
    if not is_marked(fence) and settings.examples != "all":
        return None
    lower = fence.language.lower()
    if lower != fence.language and lower in LANGUAGES:
        return lower
    if re.fullmatch(r"i?py(thon)?[\d.]*", lower):
        return LANGUAGE
    if lower in {LANGUAGE, RECORDING}:
        return lower
    try:
        find_lexer_class_by_name(lower)
    except ClassNotFound:  # nothing that could be highlighted: probably a slip
        return next(iter(difflib.get_close_matches(lower, (LANGUAGE, RECORDING), n=1, cutoff=0.8)), None)
    return None


def _read_example(
    page: Page, fence: Fence, index: int, settings: Settings, *, is_dialect: bool = False
) -> Example | None:
    """Return the example of a fence, or `None` where it is not to be executed; a faulty one is not put on the page."""
    options = fence.options
    is_off = not is_dialect and "exec" in options
    known = EXAMPLE_OPTIONS + DIALECT_OPTIONS if is_dialect else EXAMPLE_OPTIONS
    # What stands between options, superfences passes over; a site that has such slips is built by markdown-exec, too.
    problems = [] if is_dialect else _stray(fence)
    problems += option_problems(options, known, "an example")
    problems += _combination_problems(options, is_off=is_off, is_dialect=is_dialect)
    page.problems.extend(Problem(fence.line, problem) for problem in problems)
    text = fence.text
    origins: list[int] = []
    if ">" not in fence.prefix:  # in a quote pymdownx.snippets does not see them
        try:
            text, origins, files = expand(fence.text, settings)
        except SnippetError as error:
            problems.append(str(error))
            folders = ", ".join(f'"{folder}"' for folder in settings.snippets)
            hint = (
                f"snippets are looked for in {folders}: [tool.drift] snippets names the folders of pymdownx.snippets; "
                "snippets = [] is for a site that does not use it"
            )
            if "://" in str(error):
                hint = "a snippet has to be a file: what the web holds may be another text in the next build"
            page.problems.append(Problem(fence.code_line + error.line, str(error), hint))
        else:
            page.snippets |= files
    if text != fence.text:
        page.expanded[index] = text
    if is_off:
        return None
    example = Example(
        fence,
        index,
        origins=origins,
        code=program(fence.language, text),
        is_dialect=is_dialect,
        shell=SHELLS.get(fence.language),
        is_html=is_dialect and is_on(options.get("html", "")),
        returncode=read_integer(options.get("returncode", "0")),
        workdir=options.get("workdir"),
        width=read_integer(options.get("width", "0")),
        session=options.get("session"),
        raises=options.get("raises"),
        timeout=read_seconds(options["timeout"]) if "timeout" in options else settings.timeout,
        requires=read_modules(options.get("requires", "")),
        ignores_stderr="stderr" in options,
        masks=read_masks(options.get("mask", "")),
        figure=options.get("figure"),
        alt=options.get("alt", ""),
    )
    if not problems:
        page.examples.append(example)
    return example


def _combination_problems(options: Mapping[str, str], *, is_off: bool, is_dialect: bool) -> list[str]:
    """Say which options need, or exclude, each other."""

    def lacks(key: str) -> bool:
        return not options.get(key, "").strip()

    problems = []
    if is_off and lacks("why"):
        problems.append('exec="off" takes an example out of the checks: say why="…" beside it')
    if "why" in options and not is_off:
        problems.append('why="…" goes with exec="off"')
    if "figure" in options and lacks("alt"):
        problems.append('a figure has to say what it shows, for those who do not see it: alt="…"')
    if "figure" in options and (is_off or "raises" in options):
        problems.append('figure="…" goes with an example that runs to its end')
    if "alt" in options and "figure" not in options:
        problems.append('alt="…" goes with figure="…"')
    if "folded" in options and is_dialect:
        problems.append('folded="on" goes with examples that drift shows, not with those that markdown-exec does')
    elif options.get("folded") == "on" and lacks("title"):
        problems.append('folded="on" shows the title in place of the code: say title="…"')
    return problems


def _stray(fence: Fence) -> list[str]:
    """Name text between the options that is not an option."""
    return [f'"{fence.stray}" is not understood: options are parted by spaces'] if fence.stray else []


def _prints_markdown(options: Mapping[str, str]) -> bool:
    """Tell whether markdown-exec converts what a block prints, which then may hold further blocks."""
    return not (options.get("result") or options.get("source") == "console" or is_on(options.get("html", "")))


def _attach(page: Page, fence: Fence, index: int, example: Example | None, settings: Settings) -> None:
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
        example.recorded = fence.text
        example.approx = "approx" in fence.options
        if example.is_dialect and _prints_markdown(example.fence.options):
            page.unverified += _within(fence)
        if "file" in fence.options:
            problems += _read_file(fence, example, settings, is_name=not problems)
        if example.is_dialect and "render" in fence.options:
            problems.append('render="…": how this recording is shown is up to the options of its example')
    page.problems.extend(Problem(fence.line, problem) for problem in problems)


def _read_file(fence: Fence, example: Example, settings: Settings, *, is_name: bool) -> list[str]:
    """Let the file that a recording names be what is recorded; say what is wrong with that."""
    problems = []
    if not example.is_html:
        problems.append('file="…" goes with the recording of an example that has html="1"')
    if fence.text:
        problems.append('file="…" goes with an empty fence: the file holds what is recorded')
    if problems or not is_name:
        example.has_stray_recording = True
    else:
        file = fence.options["file"]
        example.file, example.recorded = recorded_name(file, settings), read_recorded(file, settings)
    return problems
