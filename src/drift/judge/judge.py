"""Judge what examples did: by their options, their recordings and their figures. Nothing runs and nothing is read here."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from drift.judge.compare import UnrecordableError, canonical, diff, remark, same
from drift.judge.excerpt import excerpt
from drift.judge.place import is_long
from drift.judge.verdict import Status, Verdict
from drift.masks import MASKS, SHOWN, masked, masks_between
from drift.read.page import Problem
from drift.read.table import table_problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drift.figures import RecordedFigure
    from drift.read.page import Example, Page
    from drift.run.job import Answer, End, Result


def judge_page(page: Page, answer: Answer, figures: Mapping[str, RecordedFigure], *, on_ci: bool) -> list[Verdict]:
    """Return a verdict for each example of a page.

    Args:
        page: The page.
        answer: What its examples did.
        figures: The recorded figures, by their names.
        on_ci: An example that did not run is an error.
    """
    verdicts = []
    for example, result in zip(page.examples, answer["results"], strict=False):
        verdict = _judge(page, example, result, answer["temporary"], on_ci=on_ci)
        if example.figure:
            _judge_figure(page, verdict, result["figure"], figures[example.figure])
        verdicts.append(verdict)
    if answer["end"]:
        culprit, *others = page.examples[len(verdicts) :]
        line = culprit.fence.line
        verdicts.append(Verdict(culprit, Status.FAULTY, Problem(line, *_describe_end(answer["end"]))))
        verdicts += [
            Verdict(example, Status.NOT_RUN, Problem(example.fence.line, f"not run, because of line {line}"))
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
                "an example must not leave the interpreter (os._exit), crash it, or close descriptors that it has not opened",
            )
        case "forged":
            return (
                "something wrote where drift writes the results of this page",
                "an example must not write to descriptors that it has not opened",
            )


def _judge(page: Page, example: Example, result: Result, temporary: Sequence[str], *, on_ci: bool) -> Verdict:
    """Compare what an example did with what its options and its recording say."""
    line = example.fence.line
    if missing := result["missing"]:
        said = f'not run: the module "{missing}" is not installed, and on CI every example has to run'
        is_lost = example.file is not None and example.recorded is None
        if is_lost:
            said = f'not run: the module "{missing}" is not installed, and there is no {example.file} to show'
        return Verdict(example, Status.NOT_RUN, Problem(line, said) if on_ci or is_lost else None, missing)
    if fault := _fault(page, example, result):
        return Verdict(example, Status.FAULTY, fault)
    printed, error = result["out"], result["error"]
    if error:
        at_end = result["out_at_end"]
        printed = printed.removesuffix(at_end)
        printed += ("" if not printed or printed.endswith("\n") else "\n") + error["summary"] + "\n" + at_end
    try:
        text = canonical(printed)
    except UnrecordableError as unrecordable:
        hint = "print its repr() instead, or of a progress bar only the end"
        return Verdict(example, Status.FAULTY, Problem(line, str(unrecordable), hint))
    text, idle = masked(text, example.masks, temporary)
    if idle:
        return Verdict(example, Status.FAULTY, _idle_mask(line, idle[0], tuple(text.splitlines())))
    if text and (problem := _no_table(example, text)):
        return Verdict(example, Status.FAULTY, problem)
    return _compare(page, example, text, temporary, ends_line=printed.endswith("\n"))


def _idle_mask(line: int, name: str, printed: tuple[str, ...]) -> Problem:
    said = f'mask="{name}" replaces nothing: the example does not print {MASKS[name]}'
    return Problem(line, said, "take the mask off: it would hide what the example may print one day", printed)


def _no_table(example: Example, text: str) -> Problem | None:
    """Return what is wrong with an output that is to be shown as tables."""
    recording = example.recording
    if recording is None or recording.options.get("render") != "table" or not (said := table_problem(text)):
        return None
    hint = 'part cells by two spaces or more, and print "–" for an empty one'
    return Problem(recording.line, said, hint, tuple(text.splitlines()))


def _fault(page: Page, example: Example, result: Result) -> Problem | None:
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
        if example.origins and error["summary"] == "IndentationError: unexpected indent":
            hint = (
                "a part of a file may be indented: dedent-snippets = true in [tool.drift], and dedent_subsections: true of "
                "pymdownx.snippets, take that away"
            )
        where = page.line_of(error["line"]) if error["line"] else line
        return Problem(where, said, hint, tuple(_on_page(page, error["traceback"]).splitlines()))
    if result["returncode"] != example.returncode and example.shell:
        said = f"it ended with exit status {result['returncode']}"
        said += f", not with the announced {example.returncode}" if example.returncode else ""
        hint = f'fix the commands, or announce the exit status: returncode="{result["returncode"]}"'
        return Problem(line, said, hint, tuple(result["out"].splitlines()))
    if example.raises and not error:
        return Problem(line, f"it was announced to raise {example.raises}, but raised nothing")
    # What prints HTML may have shown in it the figure that it leaves open.
    if result["figure_fault"] and (example.figure or not (example.is_html and result["out"])):
        return Problem(line, result["figure_fault"], 'show it with figure="…" alt="…", or close what is left over')
    if result["left"]:
        return Problem(
            line,
            f"it leaves {result['left']}, whose code for the end of a script cannot run here",
            "remove what still refers to it in an imported module or a thread before the example ends",
        )
    if "out" in result["late"] or (result["late"] and not example.ignores_stderr):
        return Problem(
            line,
            "something that it started went on printing after its end",
            "before the example ends, wait for threads and child processes, and close what calls back when Python exits",
        )
    if example.ignores_stderr:
        return None
    if result["warnings"]:
        first = result["warnings"][0]
        return Problem(
            page.line_of(first["line"]) if first["line"] else line,
            f"a warning: {first['text']}",
            'fix the warning, or allow it with stderr="ignore"',
            tuple(warning["text"] for warning in result["warnings"][1:]),
        )
    if result["err"]:
        return Problem(
            line,
            "it wrote to standard error",
            'fix it, or allow it with stderr="ignore"',
            tuple(result["err"].splitlines()),
        )
    return None


def mask_hint(example: Example, one: str, other: str, temporary: Sequence[str]) -> str:
    """Say which masks the example needs for two outputs to be the same; empty if there are none."""
    needed = masks_between(one, other, temporary, partial(same, approx=example.approx))
    masks = " ".join(name for name in MASKS if name in {*example.masks, *needed})
    return f'mask="{masks}" on the example (shown as {SHOWN})' if needed else ""


def _on_page(page: Page, traceback: str) -> str:
    """Return a traceback with the page's own line numbers."""
    place = re.compile(rf'(?<=File "{re.escape(page.name)}", line )\d+')
    return place.sub(lambda number: str(page.line_of(int(number[0]))), traceback)


def _compare(page: Page, example: Example, text: str, temporary: Sequence[str], *, ends_line: bool) -> Verdict:
    """Compare the canonical text of an example with its recording, or what it printed with the file that holds that."""
    recording = example.recording
    recorded = example.recorded or ""
    new = text if ends_line or not example.file else text.removesuffix("\n")
    if (text and recording and same(recorded, new, approx=example.approx)) or not (text or recording):
        return Verdict(example, Status.AS_RECORDED, text=text)
    if recording is None:
        said = "it prints something, but nothing is recorded"
    elif not text:
        said = "the example prints nothing, but an output is recorded"
    elif example.file and example.recorded is None:
        said = f"it prints something, but there is no {example.file}"
    else:
        said = "the output differs from what is recorded" + (f" in {example.file}" if example.file else "")
    if recording and (note := remark(recorded, new)):
        said += f"; {note}"
    line = (recording or example.fence).line
    hint = _update_hint(page)
    if recording and (masks := mask_hint(example, recorded, text, temporary)):
        hint += f"; if no run repeats it: {masks}"
    lines = diff(recorded if not recorded or recorded.endswith("\n") else recorded + "\n", text)
    if example.file or is_long(example, text):
        lines = excerpt(lines)
    problem = Problem(line, said, hint, tuple(lines))
    return Verdict(example, Status.DRIFTED, problem, text=text, ends_line=ends_line, text_drifted=True)


def _judge_figure(page: Page, verdict: Verdict, drawn: str | None, recorded: RecordedFigure) -> None:
    """Compare the figure that an example has drawn, if all else about it can be recorded, with the recorded one."""
    verdict.figure_recorded = recorded.svg
    if verdict.text is None:
        return
    verdict.figure_drawn = drawn
    if drawn == recorded.svg:
        return
    said = (
        f"the figure differs from {recorded.file}"
        if recorded.svg
        else f"it draws a figure, but there is no {recorded.file}"
    )
    if verdict.problem is None:
        verdict.problem = Problem(verdict.example.fence.line, said, _update_hint(page))
    else:
        verdict.problem = replace(verdict.problem, message=f"{verdict.problem.message}; {said}")
    verdict.status = Status.DRIFTED


def _update_hint(page: Page) -> str:
    return f"if the new output is right: drift update {page.name}"
