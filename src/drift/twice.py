"""Run what is about to be recorded a second time: what no run repeats is not recorded, since the next check would refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drift.judge.check import check_again
from drift.judge.compare import diff, same
from drift.judge.excerpt import excerpt
from drift.judge.judge import mask_hint
from drift.judge.verdict import Status
from drift.read.page import Problem
from drift.update import has_new_figure, has_new_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from drift.judge.verdict import CheckedPage, Report, Verdict
    from drift.settings import Settings

_REPEAT = (
    'seed what is random, sort what has no order, print a duration with its unit (for mask="duration"), or print less; '
    "the second run is in another time zone, unless [tool.drift.environment] sets TZ"
)
_REPEAT_SVG = (
    'for an SVG of Matplotlib, set rcParams["svg.hashsalt"] and savefig(…, metadata={"Date": None}), or let drift draw it: '
    'figure="…" alt="…"; else seed what is random'
)


def run_twice(report: Report, settings: Settings, progress: Callable[[int, int, str], None] | None = None) -> None:
    """Run the pages with something new to record once more, and mark as faulty what then prints, or draws, something else.

    The second run has fresh processes, and differs from the first in whatever may differ between two: it has other addresses, and
    is in a time zone where it is another day.

    Args:
        report: What became of the pages; it is completed.
        settings: The project's settings.
        progress: As for `check_pages`.
    """
    pages = {page.page.name: page for page in report.pages if any(_is_new(page, verdict) for verdict in page.verdicts)}
    if report.changed or not pages:
        return
    second = check_again(pages.values(), settings, progress)
    report.seconds += second.seconds
    report.changed = second.changed
    for page in second.pages:
        if page.page.name not in pages:  # a file that an example has changed
            report.pages.append(page)
            continue
        first = pages[page.page.name]
        for one, other in zip(first.verdicts, page.verdicts, strict=True):
            if _is_new(first, one) and (problem := _difference(one, other, page.temporary)):
                _refuse(one, problem)


def _is_new(page: CheckedPage, verdict: Verdict) -> bool:
    return has_new_text(page, verdict) or has_new_figure(verdict)


def _difference(one: Verdict, other: Verdict, temporary: list[str]) -> Problem | None:
    """Say what a second run did otherwise."""
    example = one.example
    line = example.fence.line
    if one.text is None or other.text is None:
        found = other.problem or Problem(line, f'the module "{other.missing}" is not installed')
        said = f"a second run went wrong, so this is not recorded: {found.message}"
        return Problem(found.line, said, found.hint, found.detail)
    if not same(one.text, other.text, approx=example.approx):
        lines = excerpt(diff(one.text, other.text, ("first run", "second run")), 20)
        said = "a second run prints something else, so this is not recorded"
        hint = mask_hint(example, one.text, other.text, temporary) or (_REPEAT_SVG if "<svg" in one.text else _REPEAT)
        return Problem(line, said, hint, tuple(lines))
    if one.figure_drawn != other.figure_drawn:
        return Problem(line, "a second run draws another figure, so this is not recorded", _REPEAT)
    return None


def _refuse(verdict: Verdict, problem: Problem) -> None:
    """Let nothing of an example be recorded."""
    verdict.status, verdict.problem = Status.FAULTY, problem
    verdict.text, verdict.text_drifted, verdict.figure_drawn = None, False, None
