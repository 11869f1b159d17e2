"""Code that has not changed is not read by Pygments once more: a page has many blocks, of which one has changed at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.lexer import RegexLexer

if TYPE_CHECKING:
    from collections.abc import Iterator

_read = RegexLexer.get_tokens_unprocessed
_known: dict[tuple[object, ...], tuple[tuple[int, Any, str], ...]] = {}
_LIMIT = 4096


def remember() -> None:
    """Let Pygments remember, in this process, what it has read: it is a function of the text, the language and its options."""
    RegexLexer.get_tokens_unprocessed = _get_tokens_unprocessed


def _get_tokens_unprocessed(
    self: RegexLexer, text: str, stack: tuple[str, ...] = ("root",)
) -> Iterator[tuple[int, Any, str]]:
    options = tuple(sorted((name, repr(value)) for name, value in self.options.items()))
    key = (type(self), options, text, tuple(stack))
    if key not in _known:
        if len(_known) >= _LIMIT:
            _known.clear()
        _known[key] = tuple(_read(self, text, stack))
    return iter(_known[key])
