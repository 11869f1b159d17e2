"""Expand snippets within an example, as pymdownx.snippets does before superfences sees the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown import Markdown
from pymdownx.snippets import SnippetExtension, SnippetMissingError, SnippetPreprocessor

if TYPE_CHECKING:
    from drift.settings import Settings

_LINE = re.compile(r"[ \t]*(?P<escape>;*)-+8<-+(?P<rest>.*)")


class SnippetError(Exception):
    """A snippet cannot be read; the message says why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        """Number of the line, from 0."""


class Expanded(NamedTuple):
    """A text with its snippets expanded."""

    text: str
    origins: list[int]
    """For each of its lines the one that it comes from, from 0; empty: they are the same."""
    files: set[Path]
    """What the snippets are in."""


def expand(text: str, settings: Settings) -> Expanded:
    """Return a text with its snippets expanded.

    Args:
        text: The lines of a fence.
        settings: Where snippets lie.

    Raises:
        SnippetError: There is no such file or section.
    """
    lines = text.split("\n")[:-1]
    if "8<" not in text or not settings.snippets:
        return Expanded(text, [], set())
    expanded: list[str] = []
    origins: list[int] = []
    at = 0
    files: set[Path] = set()
    preprocessor = _preprocessor(settings, files)
    while at < len(lines):
        end = _end(lines, at)
        try:
            new = preprocessor.run(lines[at:end])
        except (SnippetMissingError, OSError, UnicodeDecodeError) as error:
            raise SnippetError(at, str(error)) from None
        expanded += new
        origins += [at] * len(new)
        at = end
    return Expanded("".join(f"{line}\n" for line in expanded), origins, files)


def _end(lines: list[str], at: int) -> int:
    """Return where the line, or the block of paths between two bare marks, ends."""

    def is_bare(line: str) -> bool:
        match = _LINE.fullmatch(line)
        return match is not None and not match["escape"] and not match["rest"].strip()

    if is_bare(lines[at]):
        return next((end + 1 for end in range(at + 1, len(lines)) if is_bare(lines[end])), len(lines))
    return at + 1


def _preprocessor(settings: Settings, files: set[Path]) -> SnippetPreprocessor:
    """Return what reads snippets as the site does, and notes their files."""

    def note(lines: list[str], target: dict[str, Any]) -> list[str]:
        files.add(Path(target["snippet"]))
        return lines

    options = SnippetExtension().getConfigs()
    options |= {
        "base_path": [str(settings.root / folder) for folder in settings.snippets],
        "check_paths": True,
        "dedent_subsections": settings.dedent_snippets,
    }
    preprocessor = SnippetPreprocessor(options, Markdown())
    preprocessor.process_snippet_lines = note
    return preprocessor
