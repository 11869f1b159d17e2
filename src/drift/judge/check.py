"""From a page's bytes to its verdicts, for the command, the build and the live preview."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from drift.figures import figure_file, find_fonts, recorded_figure
from drift.judge.changes import Tree, pages_that_ran, some, stamps
from drift.judge.judge import judge_page
from drift.judge.memo import state_of
from drift.judge.place import place
from drift.judge.verdict import CheckedPage, Report, Status
from drift.read.examples import read_page
from drift.read.page import Page, Problem
from drift.read.pages import find_pages, page_name
from drift.recorded import orphans
from drift.run.kernel import Kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drift.figures import RecordedFigure
    from drift.judge.changes import Changes
    from drift.judge.memo import Memo
    from drift.read.page import Example
    from drift.run.job import Answer, ExampleJob, PageJob
    from drift.run.spare import Spare
    from drift.settings import Settings


class UnreadablePageError(Exception):
    """A page cannot be read, or is not text; the message names it."""


def check_pages(
    paths: Iterable[Path],
    settings: Settings,
    memo: Memo | None = None,
    *,
    spare: Spare | None = None,
    everything: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
    tell: Callable[[str], None] | None = None,
) -> Report:
    """Execute the examples of pages and compare what they print with what is recorded.

    Args:
        paths: Markdown files.
        settings: The project's settings.
        memo: Where results of earlier runs are kept; `None`: everything runs.
        spare: Keeps a process ready for the next run.
        everything: These are all pages there are: the file of a recording that none of them has is an error.
        progress: Is told, as each page's results come in, how many pages have run, of how many, and the name of the last one.
        interrupted: Is asked while examples run, at least five times a second, whether the report is no longer wanted.
        tell: Is told what is running, in a few words, whenever that changes.

    Raises:
        drift.run.kernel.KernelError: The examples could not be run.
        drift.run.kernel.RunInterruptedError: It is no longer wanted. The memo has kept the results of pages that had ended.
        drift.settings.SettingsError: A font is not there.
        OSError: A figure cannot be read.
        UnreadablePageError: A page cannot be read, or is not UTF-8.
    """
    start = time.perf_counter()
    paths = list(paths)
    # All pages are watched, whether asked for or not. The live preview watches none: its author saves while examples run.
    tree = Tree(paths if everything else {*paths, *find_pages(settings)}, settings) if memo is None else None
    with _kernel(settings, notes=memo is not None, spare=spare) as kernel:
        if memo is None:
            kernel.start()  # it gets ready while the pages are read
        checked = [CheckedPage(_read(path, settings, memo), path) for path in paths]
        _name_files([page.page for page in checked])
        figures = _recorded_figures(checked, settings)
        answers = _run(kernel, checked, settings, memo, progress, interrupted, tell)
    report = _judge(checked, answers, figures, tree, settings)
    if everything:
        report.pages += _orphans([page.page for page in report.pages], settings)
    report.seconds = time.perf_counter() - start
    return report


def check_again(
    pages: Iterable[CheckedPage], settings: Settings, progress: Callable[[int, int, str], None] | None = None
) -> Report:
    """Execute the examples of pages that have just been checked once more, where all that may differ between two runs does.

    Args:
        pages: The pages, which are not read again.
        settings: The project's settings.
        progress: As for `check_pages`.
    """
    start = time.perf_counter()
    again = [CheckedPage(page.page, page.path) for page in pages]
    tree = Tree({*(page.path for page in again), *find_pages(settings)}, settings)
    figures = _recorded_figures(again, settings)
    with _kernel(settings, again=True) as kernel:
        answers = _run(kernel, again, settings, None, progress)
    report = _judge(again, answers, figures, tree, settings)
    report.seconds = time.perf_counter() - start
    return report


def _read(path: Path, settings: Settings, memo: Memo | None) -> Page:
    name = page_name(path, settings)
    try:
        source = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"{error.reason} at byte {error.start}"
        raise UnreadablePageError(f"{name}: not UTF-8 ({where}): save it as UTF-8") from None
    except OSError as error:
        raise UnreadablePageError(f"{name}: it cannot be read: {error.strerror or error}") from None
    return memo.pages.read(name, source, settings) if memo else read_page(name, source, settings)


def _recorded_figures(pages: list[CheckedPage], settings: Settings) -> dict[str, RecordedFigure]:
    return {
        example.figure: recorded_figure(example.figure, settings)
        for page in pages
        for example in page.page.examples
        if example.figure
    }


def _judge(
    pages: list[CheckedPage],
    answers: dict[str, Answer],
    figures: dict[str, RecordedFigure],
    tree: Tree | None,
    settings: Settings,
) -> Report:
    """Say what became of the examples of pages, and which files have changed since they began to run."""
    checked = {page.page.name: page for page in pages}
    for name, answer in answers.items():
        page, results = checked[name], answer["results"]
        page.verdicts = judge_page(page.page, answer, figures, on_ci=bool(os.environ.get("CI")))
        page.temporary = answer["temporary"]
        page.executed = sum(not result["missing"] for result in results)
        if results:
            page.versions = results[-1]["versions"]
    _name_sessions(checked, answers, settings)
    place(pages, settings)
    changes = tree.changes() if tree and answers else {}
    others = _report_changes(changes, checked, answers, settings)
    return Report([*checked.values(), *others], 0.0, changed=bool(changes))


def _report_changes(
    changes: Changes, checked: dict[str, CheckedPage], answers: dict[str, Answer], settings: Settings
) -> list[CheckedPage]:
    """Report files that changed while examples ran; return those that are not among the pages as pages of their own."""
    hint = "an example has to leave the files of the project alone; if it was you who changed it, run drift again"
    others: dict[str, CheckedPage] = {}
    for path, (verb, when) in changes.items():
        name, ran = page_name(path, settings), pages_that_ran(when, answers.values())
        problem = Problem(1, f"this file was {verb} while the examples of {ran} ran", hint)
        if name in checked:
            checked[name].page.problems.append(problem)
        else:
            others[name] = CheckedPage(Page(name, "", [], set(), problems=[problem]), path)
    return list(others.values())


def _name_sessions(checked: dict[str, CheckedPage], answers: dict[str, Answer], settings: Settings) -> None:
    """Say of a name that is missing in a session which other pages have one like it: markdown-exec has one for all pages."""
    missing = [
        (name, verdict)
        for name, answer in answers.items()
        for verdict, result in zip(checked[name].verdicts, answer["results"], strict=False)
        if verdict.status is Status.FAULTY
        and verdict.example.session
        and (error := result["error"])
        and error["type"] == "NameError"
    ]
    if not missing:
        return
    pages = {name: page.page for name, page in checked.items()}
    for path in find_pages(settings):
        if (name := page_name(path, settings)) not in pages:
            pages[name] = read_page(name, path.read_bytes().decode("utf-8", "replace"), settings)
    for name, verdict in missing:
        session = verdict.example.session
        others = [
            page.name
            for page in pages.values()
            if page.name != name and any(example.session == session for example in page.examples)
        ]
        if verdict.problem and others:
            hint = (
                f'session="{session}" is on {", ".join(sorted(others))}, too, but a session does not go on from one page to '
                "another: let this page make the name itself, such as by a snippet (--8<--) that they share"
            )
            verdict.problem = replace(verdict.problem, hint=hint)


def _name_files(pages: list[Page]) -> None:
    """Report recordings whose files have the same name: they would overwrite each other's."""
    taken: dict[tuple[str, str], str] = {}
    for page in pages:
        for example in page.examples:
            where = f"{page.name}:{example.fence.line}"
            if example.figure and (first := taken.setdefault(("figure", example.figure), where)) != where:
                problem = f'figure="{example.figure}": the example in {first} has taken this name'
                page.problems.append(Problem(example.fence.line, problem))
            if example.file and (first := taken.setdefault(("file", example.file), where)) != where:
                assert example.recording is not None
                problem = f'file="{example.recording.options["file"]}": the example in {first} has taken this name'
                hint = "take this option away: drift update gives the recording a name of its own"
                page.problems.append(Problem(example.recording.line, problem, hint))
                example.has_stray_recording = True


def _orphans(pages: list[Page], settings: Settings) -> list[CheckedPage]:
    """Return each file of a recording that no page has as a page of its own, so that it is reported like the others."""
    # By all fences of the pages, not only valid examples: a typo in an option must not make its figure an orphan.
    options = [fence.options for page in pages for fence in page.fences]
    named = [figure_file(some["figure"]) for some in options if "figure" in some] + [
        some.get("file", "") for some in options
    ]
    return [
        CheckedPage(Page(name, "", [], set(), problems=[Problem(1, said, "delete the file")]), settings.root / name)
        for name, said in orphans(named, settings).items()
    ]


def _kernel(settings: Settings, *, again: bool = False, notes: bool = False, spare: Spare | None = None) -> Kernel:
    return Kernel(
        settings.root,
        # By this name markdown-exec tells examples where the configuration of the site is, in a build.
        environment={"MKDOCS_CONFIG_DIR": str(settings.root)} | settings.environment,
        preload=settings.preload,
        workers=settings.workers,
        output_limit=settings.output_limit,
        again=again,
        noted=[str(settings.root / name) for name in (".", *settings.depends)] if notes else [],
        spare=spare,
        # What is imported beforehand may be the project's own, or read what is.
        state=stamps(settings.root / name for name in settings.depends) if spare else None,
    )


def _run(
    kernel: Kernel,
    pages: list[CheckedPage],
    settings: Settings,
    memo: Memo | None,
    progress: Callable[[int, int, str], None] | None,
    interrupted: Callable[[], bool] | None = None,
    tell: Callable[[str], None] | None = None,
) -> dict[str, Answer]:
    """Return each page's results, from the memo where it has them."""
    jobs = {page.page.name: [_job(example) for example in page.page.examples] for page in pages if page.page.examples}
    state = state_of(settings) if memo else None
    answers = memo.known(jobs, state) if memo and state else {}
    draws = any(example["figure"] for examples in jobs.values() for example in examples)
    fonts = find_fonts(settings) if draws else []
    todo: list[PageJob] = [
        {"name": name, "versions": list(settings.versions), "fonts": fonts, "examples": examples}
        for name, examples in jobs.items()
        if name not in answers
    ]
    if progress:
        progress(0, len(todo), "")
    if tell and todo:
        tell(_running(todo))
    for done, answer in enumerate(kernel.run(todo, interrupted) if todo else (), 1):
        answers[answer["name"]] = answer
        if progress:
            progress(done, len(todo), answer["name"])
        if memo and state:
            memo.put(answer["name"], state, jobs[answer["name"]], answer)
        if tell and (left := [page for page in todo if page["name"] not in answers]):
            tell(_running(left))
    return answers


def _running(pages: list[PageJob]) -> str:
    """Say that the examples of pages run, for an author who waits for them."""
    first, *others = pages
    if not others:
        number = len(first["examples"])
        return f"{first['name']}: running {number} {'example' if number == 1 else 'examples'}"
    return f"running the examples of {len(pages)} pages: {some(page['name'] for page in pages)}"


def _job(example: Example) -> ExampleJob:
    return {
        "code": example.code,
        "line": example.code_line,
        "shell": example.shell,
        "workdir": example.workdir,
        "width": example.width,
        "session": example.session,
        "requires": list(example.requires),
        "figure": example.figure is not None,
        "timeout": example.timeout,
    }
