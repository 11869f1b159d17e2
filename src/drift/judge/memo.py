"""Results of earlier runs, for the live preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drift.judge.changes import stamps
from drift.read.again import Pages

if TYPE_CHECKING:
    from drift.run.job import Answer, ExampleJob
    from drift.settings import Settings


class Memo:
    """Results of earlier runs, good as long as a page's examples, and the files that `depends` names, stay the same.

    The position of the examples on the page is ignored, or every edit of the text above them would run them again; only results
    that name lines (of an exception, of a warning) are good for these very lines alone.
    """

    def __init__(self) -> None:
        self._results: dict[str, tuple[object, Answer]] = {}
        self.pages = Pages()

    def get(self, name: str, state: object, examples: list[ExampleJob]) -> Answer | None:
        """Return the results that were kept for these very examples in this state of the files, or `None`."""
        if name not in self._results:
            return None
        kept, answer = self._results[name]
        return answer if kept == _key(state, examples, answer) else None

    def put(self, name: str, state: object, examples: list[ExampleJob], answer: Answer) -> None:
        """Keep results, unless the page did not finish: the cause may be temporary."""
        if answer["end"] is None:
            self._results[name] = (_key(state, examples, answer), answer)


def _key(state: object, examples: list[ExampleJob], answer: Answer) -> object:
    """Return what has to be the same for an answer to be good again."""
    names_lines = any(result["error"] or result["warnings"] for result in answer["results"])
    return state, examples if names_lines else [{**example, "line": None} for example in examples]


def state_of(settings: Settings) -> tuple[object, ...]:
    """Return something that changes whenever a file changes on which results depend, or the settings do."""
    return repr(settings), stamps(settings.root / name for name in settings.depends)
