"""What is a function of a page's source, worked out once as long as the source stays: `mkdocs serve` asks at each save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Remembered(Generic[T]):
    """The function, with its last result for each page: so much memory, and no more, however long an author writes."""

    def __init__(self, function: Callable[..., T]) -> None:
        self._function = function
        self._known: dict[str, tuple[tuple[object, ...], T]] = {}

    def __call__(self, uri: str, *of: object) -> T:
        """Return the function's result for a page.

        Args:
            uri: The page's source file.
            of: What the function takes, the source first.
        """
        known = self._known.get(uri)
        if known is None or known[0] != of:
            known = self._known[uri] = (of, self._function(*of))
        return known[1]
