"""For a live preview that renders again only what has changed: what a page's HTML rests on, and what its rendering has found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from drift.judge.verdict import CheckedPage
    from drift.read.page import Problem, Unverified
    from drift.settings import Settings


class Found(NamedTuple):
    """What was found while a page was rendered, which is reported also where it is not rendered again."""

    problems: list[Problem]
    unverified: list[Unverified]


def content_state(checked: CheckedPage | None, settings: Settings) -> object:
    """Return what a page's content rests on, besides what anybody can see that renders it.

    Args:
        checked: The page, before it is rendered; `None`: another plugin will generate it.
        settings: The project's settings.
    """
    if checked is None:
        return settings.examples
    page = checked.page
    verdicts = [
        (
            verdict.example.index,
            verdict.example.recorded,
            verdict.status,
            verdict.problem,
            verdict.missing and (verdict.missing, settings.not_run_note),
            verdict.figure_drawn or verdict.figure_recorded,
        )
        for verdict in checked.verdicts
    ]
    return settings.examples, page.name, page.source, page.expanded, [*page.problems], verdicts
