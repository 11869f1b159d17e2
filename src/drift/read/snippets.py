"""Expand snippets within an example, as pymdownx.snippets does before superfences sees the page."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown import Markdown
from pymdownx.snippets import SnippetExtension, SnippetMissingError, SnippetPreprocessor

if TYPE_CHECKING:
    from pathlib import Path

    from drift.settings import Settings

_LINE = re.compile(r"[ \t]*(?P<escape>;*)-+8<-+(?P<rest>.*)")


class SnippetError(Exception):
    """A snippet cannot be read; the message says why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        """Number of the line, from 0."""


def expand(text: str, settings: Settings) -> tuple[str, list[int]]:
    """Return a text with its snippets expanded, and for each of its lines the one that it comes from, from 0.

    Args:
        text: The lines of a fence.
        settings: Where snippets lie.

    Raises:
        SnippetError: There is no such file or section.
    """
    lines = text.split("\n")[:-1]
    if "8<" not in text:
        return text, list(range(len(lines)))
    expanded: list[str] = []
    origins: list[int] = []
    at = 0
    preprocessor = _preprocessor(settings.root, settings.snippets, settings.dedent_snippets)
    while at < len(lines):
        end = _end(lines, at)
        try:
            new = preprocessor.run(lines[at:end])
        except (SnippetMissingError, OSError, UnicodeDecodeError) as error:
            raise SnippetError(at, str(error)) from None
        expanded += new
        origins += [at] * len(new)
        at = end
    return "".join(f"{line}\n" for line in expanded), origins


def _end(lines: list[str], at: int) -> int:
    """Return where the line, or the block of paths between two bare marks, ends."""

    def is_bare(line: str) -> bool:
        match = _LINE.fullmatch(line)
        return match is not None and not match["escape"] and not match["rest"].strip()

    if is_bare(lines[at]):
        return next((end + 1 for end in range(at + 1, len(lines)) if is_bare(lines[end])), len(lines))
    return at + 1


@cache
def _preprocessor(root: Path, folders: tuple[str, ...], dedent: bool) -> SnippetPreprocessor:
    options = SnippetExtension().getConfigs()
    options |= {
        "base_path": [str(root / folder) for folder in folders],
        "check_paths": True,
        "dedent_subsections": dedent,
    }
    return SnippetPreprocessor(options, Markdown())
