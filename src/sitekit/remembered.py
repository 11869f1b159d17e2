"""What is a function of a page's source, worked out once as long as the source stays: `mkdocs serve` asks at each save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Remembered(Generic[T]):
    """The function, with its last result for each page: so much memory, and no more, however long an author writes."""

    def __init__(self, function: Callable[[str], T]) -> None:
        self._function = function
        self._known: dict[str, tuple[str, T]] = {}

    def __call__(self, uri: str, source: str) -> T:
        """Return the function's result for the source of a page."""
        known = self._known.get(uri)
        if known is None or known[0] != source:
            known = self._known[uri] = (source, self._function(source))
        return known[1]
