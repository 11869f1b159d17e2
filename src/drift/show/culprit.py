"""Find out which plugin or Markdown extension has changed the text of a page, by having all of them do so once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Step(NamedTuple):
    """Something that changes the text of a page."""

    name: str
    """In words: `the plugin macros`."""
    run: Callable[[str], str]


def first_to(result: Callable[[str], bool], text: str, steps: Iterable[Step]) -> str:
    """Say what has run when something becomes true of a text; empty: it is before, never, or a step cannot be repeated."""
    if result(text):
        return ""
    for step in steps:
        try:
            text = step.run(text)
        except Exception:  # whatever a plugin may raise that has done its work for this page before
            return ""
        if result(text):
            return step.name
    return ""
