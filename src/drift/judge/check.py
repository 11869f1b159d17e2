"""The way of a page from its bytes to its verdicts; the command, the build and the live preview all go it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from drift.figures import figure_file, find_fonts, orphans, read_figure
from drift.judge.compare import UnrecordableError, canonical, diff, remark, same
from drift.read.examples import Example, Page, Problem, read_page
from drift.run.kernel import Kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drift.run.job import Answer, End, ExampleJob, PageJob, Result
    from drift.settings import Settings


class UnreadablePageError(Exception):
    """A page is not text; the message names it."""


@dataclass(slots=True)
class Verdict:
    """What became of one example."""

    example: Example
    problem: Problem | None = None
    """What the author has to mend; `None`: all as recorded, or not run."""
    drifted: bool = False
    """It ran as it should, but its output is not the recorded one."""
    missing: str = ""
    """The module without which it was not run; empty: it ran."""
    ran: bool = True
    """It came to its end: it was neither stopped nor left out."""
    text: str | None = None
    """What a recording of it has to hold (empty: it prints nothing); `None`: there is nothing that could be recorded."""
    text_stands: bool = False
    """The recorded text is good, so that `drifted` speaks of the figure alone."""
    figure_recorded: str | None = None
    """The SVG on disk; `None`: there is none."""
    figure_drawn: str | None = None
    """The SVG that was drawn; `None`: the example draws none, or did not run."""


@dataclass(slots=True)
class CheckedPage:
    """A page with its verdicts."""

    page: Page
    path: Path
    verdicts: list[Verdict] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    """Versions of what produced the outputs: Python and the modules that the setting `versions` names."""

    @property
    def problems(self) -> list[Problem]:
        """Everything that has to be mended on the page, by line."""
        found = [*self.page.problems, *(verdict.problem for verdict in self.verdicts if verdict.problem)]
        return sorted(found, key=lambda problem: problem.line)


@dataclass(slots=True)
class Report:
    """What became of all pages that were asked for."""

    pages: list[CheckedPage]
    seconds: float

    @property
    def executed(self) -> int:
        """Number of examples that ran to their end."""
        return sum(verdict.ran for page in self.pages for verdict in page.verdicts)

    @property
    def not_run(self) -> int:
        """Number of examples that did not run because a module is missing."""
        return sum(bool(verdict.missing) for page in self.pages for verdict in page.verdicts)

    @property
    def drifted(self) -> int:
        """Number of examples whose output is not the recorded one."""
        return sum(verdict.drifted for page in self.pages for verdict in page.verdicts)

    @property
    def faults(self) -> int:
        """Number of problems other than drift."""
        return sum(len(page.problems) for page in self.pages) - self.drifted


class Memo:
    """Results of earlier runs, good as long as a page's examples, and the files that `depends` names, stay the same.

    Where on the page the examples stand is left aside, or every edit of the text above them would run them again; only results
    that name lines (of an exception, of a warning) are good for these very lines alone.
    """

    def __init__(self) -> None:
        self._results: dict[str, tuple[object, Answer]] = {}

    def get(self, name: str, state: object, examples: list[ExampleJob]) -> Answer | None:
        """Return the results that were kept for these very examples in this state of the files, or `None`."""
        if name not in self._results:
            return None
        kept, answer = self._results[name]
        return answer if kept == _key(state, examples, answer) else None

    def put(self, name: str, state: object, examples: list[ExampleJob], answer: Answer) -> None:
        """Keep results, unless the page did not come to its end: it may have been bad luck."""
        if answer["end"] is None:
            self._results[name] = (_key(state, examples, answer), answer)


def _key(state: object, examples: list[ExampleJob], answer: Answer) -> object:
    """Return what has to be the same for an answer to be good again."""
    names_lines = any(result["error"] or result["warnings"] for result in answer["results"])
    return state, examples if names_lines else [{**example, "line": None} for example in examples]


def find_pages(settings: Settings) -> list[Path]:
    """Return the pages that the settings name, in order."""
    return sorted({path for pattern in settings.pages for path in settings.root.glob(pattern) if path.is_file()})


def page_name(path: Path, settings: Settings) -> str:
    """Return the name of a page in messages: its path from the root, with `/`."""
    path = path.resolve()
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else path.as_posix()


def check_pages(
    paths: Iterable[Path],
    settings: Settings,
    memo: Memo | None = None,
    *,
    everything: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """Execute the examples of pages and compare what they print with what is recorded.

    Args:
        paths: Markdown files.
        settings: The project's settings.
        memo: Where results of earlier runs are kept; `None`: everything runs.
        everything: These are all pages there are: a recorded figure that none of them draws is an error.
        progress: Is told, as each page's results come in, how many pages have run, of how many, and the name of the last one.

    Raises:
        drift.run.kernel.KernelError: The examples could not be run.
        drift.settings.SettingsError: A font is not there.
        OSError: A page cannot be read.
        UnreadablePageError: A page is not UTF-8.
    """
    start = time.perf_counter()
    checked = {}
    with _kernel(settings) as kernel:
        if memo is None:
            kernel.start()  # it gets ready while the pages are read
        for path in paths:
            name = page_name(path, settings)
            try:
                source = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError as error:
                where = f"{error.reason} at byte {error.start}"
                raise UnreadablePageError(f"{name}: not UTF-8 ({where}): save it as UTF-8") from None
            checked[name] = CheckedPage(read_page(name, source, settings), path)
        _name_figures([page.page for page in checked.values()])
        jobs = {page.page.name: [_job(example) for example in page.page.examples] for page in checked.values()}
        answers = _run(
            kernel, {name: examples for name, examples in jobs.items() if examples}, settings, memo, progress
        )
    for name, answer in answers.items():
        checked[name].verdicts = _judge_page(checked[name].page, answer, settings)
        if answer["results"]:
            checked[name].versions = answer["results"][-1]["versions"]
    pages = list(checked.values())
    if everything:
        pages += _orphans([page.page for page in pages], settings)
    return Report(pages, time.perf_counter() - start)


def _name_figures(pages: list[Page]) -> None:
    """See to it that no two examples draw figures of one name: they would take each other's file."""
    taken: dict[str, str] = {}
    for page in pages:
        for example in page.examples:
            where = f"{page.name}:{example.fence.line}"
            if example.figure and (first := taken.setdefault(example.figure, where)) != where:
                problem = f'figure="{example.figure}": the example in {first} has taken this name'
                page.problems.append(Problem(example.fence.line, problem))


def _orphans(pages: list[Page], settings: Settings) -> list[CheckedPage]:
    """Return each recorded figure that nothing draws as a page of its own, so that it is reported like the others."""
    # By what stands on the pages, not by the examples that could be read: a slip in an option makes no orphan.
    drawn = [fence.options.get("figure", "") for page in pages for fence in page.fences]
    return [
        CheckedPage(
            Page(name, "", [], set(), problems=[Problem(1, "no example draws this figure", "delete the file")]),
            settings.root / name,
        )
        for name in orphans(drawn, settings)
    ]


def _kernel(settings: Settings) -> Kernel:
    return Kernel(
        settings.root,
        environment=settings.environment,
        preload=settings.preload,
        workers=settings.workers,
        output_limit=settings.output_limit,
    )


def _run(
    kernel: Kernel,
    jobs: dict[str, list[ExampleJob]],
    settings: Settings,
    memo: Memo | None,
    progress: Callable[[int, int, str], None] | None,
) -> dict[str, Answer]:
    """Return each page's results, from the memo where it has them."""
    state = _state(settings) if memo else None
    answers = {name: known for name in jobs if memo and (known := memo.get(name, state, jobs[name]))}
    draws = any(example["figure"] for examples in jobs.values() for example in examples)
    fonts = find_fonts(settings) if draws else []
    todo: list[PageJob] = [
        {"name": name, "versions": list(settings.versions), "fonts": fonts, "examples": examples}
        for name, examples in jobs.items()
        if name not in answers
    ]
    if progress:
        progress(0, len(todo), "")
    for done, answer in enumerate(kernel.run(todo) if todo else (), 1):
        answers[answer["name"]] = answer
        if progress:
            progress(done, len(todo), answer["name"])
        if memo:
            memo.put(answer["name"], state, jobs[answer["name"]], answer)
    return answers


def _job(example: Example) -> ExampleJob:
    return {
        "code": example.fence.text,
        "line": example.fence.code_line,
        "session": example.session,
        "requires": list(example.requires),
        "figure": example.figure is not None,
        "timeout": example.timeout,
    }


def _state(settings: Settings) -> tuple[object, ...]:
    """Return something that changes whenever a file changes on which results depend, or the settings do."""
    found = [settings.root / name for name in settings.depends]
    files = [file for path in found for file in ([path] if path.is_file() else sorted(path.rglob("*")))]
    return (repr(settings), *(_stamp(file) for file in files if "__pycache__" not in file.parts))


def _stamp(file: Path) -> tuple[object, ...]:
    try:
        stat = file.stat()
    except OSError:  # a dangling link, such as an editor's lock
        return (file,)
    return (file, stat.st_mtime_ns, stat.st_size)


def _judge_page(page: Page, answer: Answer, settings: Settings) -> list[Verdict]:
    verdicts = [
        _judge_figure(_judge(example, result), result, settings)
        for example, result in zip(page.examples, answer["results"], strict=False)
    ]
    if answer["end"]:
        culprit, *others = page.examples[len(verdicts) :]
        verdicts.append(Verdict(culprit, Problem(culprit.fence.line, *_describe_end(answer["end"])), ran=False))
        verdicts += [
            Verdict(example, Problem(example.fence.line, f"not run, because of line {culprit.fence.line}"), ran=False)
            for example in others
        ]
    return verdicts


def _describe_end(end: End) -> tuple[str, str]:
    """Say why a page's process did not get further, and what helps."""
    match end["kind"]:
        case "timeout":
            return (
                f"the example did not end within {end['seconds']:g} s and was stopped",
                'if it has to take that long, give it timeout="…" (seconds)',
            )
        case "flood":
            return (
                f"the example printed more than {end['bytes']} bytes and was stopped",
                "print less, or raise output-limit in [tool.drift]",
            )
        case "lost":
            return (
                f"the example ended the page's process ({end['how']})",
                "an example must not leave the interpreter (os._exit) or crash it",
            )


def _judge(example: Example, result: Result) -> Verdict:
    """Compare what an example did with what its options and its recording say."""
    line = example.fence.line
    if missing := result["missing"]:
        if os.environ.get("CI"):
            problem = Problem(
                line, f'not run: the module "{missing}" is not installed, and on CI every example has to run'
            )
            return Verdict(example, problem, missing=missing, ran=False)
        return Verdict(example, missing=missing, ran=False)
    printed, error = result["out"], result["error"]
    fault = _fault(example, result)
    if fault:
        return Verdict(example, fault)
    if example.raises and error:
        printed += ("" if not printed or printed.endswith("\n") else "\n") + error["summary"] + "\n"
    try:
        text = canonical(printed)
    except UnrecordableError as unrecordable:
        return Verdict(example, Problem(line, str(unrecordable), "print its repr() instead"))
    return _compare(example, text)


def _fault(example: Example, result: Result) -> Problem | None:
    """Return what went wrong while an example ran, its output aside."""
    line, error = example.fence.line, result["error"]
    if error and example.raises not in {error["type"], error["full_type"]}:
        said = f"it raised {error['type']}, not the announced {example.raises}" if example.raises else error["summary"]
        if error["type"] == "SystemExit" and not example.raises:
            said = f"the example called sys.exit ({error['summary']})"
        announceable = not example.raises and not error["summary"].startswith(("SyntaxError", "IndentationError"))
        hint = (
            f'correct the code; only an example that shows this very error says raises="{error["type"]}"'
            if announceable
            else ""
        )
        return Problem(error["line"] or line, said, hint, tuple(error["traceback"].splitlines()))
    if example.raises and not error:
        return Problem(line, f"it was announced to raise {example.raises}, but raised nothing")
    if result["figure_fault"]:
        return Problem(line, result["figure_fault"], 'show it with figure="…" alt="…", or close what is left over')
    if "out" in result["late"] or (result["late"] and not example.ignores_stderr):
        return Problem(
            line,
            "something that it started went on printing after its end",
            "wait for threads and child processes before the example ends",
        )
    if example.ignores_stderr:
        return None
    if result["warnings"]:
        first = result["warnings"][0]
        return Problem(
            first["line"] or line,
            f"a warning: {first['text']}",
            'mend what it warns of, or announce it with stderr="ignore"',
            tuple(warning["text"] for warning in result["warnings"][1:]),
        )
    if result["err"]:
        return Problem(
            line,
            "it wrote to standard error",
            'mend it, or announce it with stderr="ignore"',
            tuple(result["err"].splitlines()),
        )
    return None


def _compare(example: Example, text: str) -> Verdict:
    """Compare the canonical text of an example with its recording."""
    recording = example.recording
    if recording is None:
        if not text:
            return Verdict(example, text=text)
        problem = Problem(example.fence.line, "it prints something, but nothing is recorded", "", tuple(diff("", text)))
        return Verdict(example, problem, drifted=True, text=text)
    if same(recording.text, text, approx=example.approx) and text:
        return Verdict(example, text=text)
    said = (
        "the output differs from what is recorded" if text else "the example prints nothing, but an output is recorded"
    )
    if note := remark(recording.text, text):
        said += f"; {note}"
    return Verdict(
        example, Problem(recording.line, said, "", tuple(diff(recording.text, text))), drifted=True, text=text
    )


def _judge_figure(verdict: Verdict, result: Result, settings: Settings) -> Verdict:
    """Compare the figure that an example has drawn, if all else about it can be recorded, with the recorded one."""
    name = verdict.example.figure
    if name is None:
        return verdict
    verdict.figure_recorded = read_figure(name, settings)
    if verdict.text is None:
        return verdict
    verdict.figure_drawn = result["figure"]
    if verdict.figure_drawn == verdict.figure_recorded:
        return verdict
    file = figure_file(name, settings).relative_to(settings.root).as_posix()
    said = (
        f"the figure differs from {file}" if verdict.figure_recorded else f"it draws a figure, but there is no {file}"
    )
    if verdict.problem is None:
        verdict.text_stands = True
        verdict.problem = Problem(verdict.example.fence.line, said)
    else:
        verdict.problem = replace(verdict.problem, message=f"{verdict.problem.message}; {said}")
    verdict.drifted = True
    return verdict
