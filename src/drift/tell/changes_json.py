"""What a pull request changes for readers, as one JSON document, for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from drift.match.changes import What

if TYPE_CHECKING:
    from drift.match.changes import Changes, ExampleChange, PageChange
    from drift.read.page import Example

VERSION = 1
"""Of the schema: it grows when a key goes or changes its meaning, not when one is added."""


def document(changes: Changes) -> str:
    """Return the changes as JSON.

    The schema (version 1). Texts are exact, with their final newline; lines are counted in the author's file, from 1:

    ```text
    version    1
    base       what the sources are compared with
    compared   how many examples there are now
    counts     how many examples are: output changed, changed, removed, added, options changed, code changed, moved
    versions   of packages, those that differ: {"name": [old or null, new or null], …}
    modules    the paths of the Python files that differ among those that examples may import
    pages      those that differ, each with
      name     its path from the project's root, with "/"; null: it is gone
      was      its path in the base; null: it is new
      lines    of its text, examples and recordings left out: {"added": …, "removed": …}
      examples those that differ, in order, each with
        what     one of the words above
        moved    whether it also stands before another one that it stood behind
        left     numbers of the text that it no longer prints: {"number", "line"}
        options  those that differ, of the example and of its output: {"name": [old or null, new or null], …}
        old      null, or what it was: {"line", "title", "code", "recorded", "figure"}, the last two a text or null
        new      null, or what it is now, in the same way
    ```
    """
    whole = {
        "version": VERSION,
        "base": changes.base,
        "compared": changes.compared,
        "counts": {what.value: changes.count(what) for what in What},
        "versions": {name: [old, new] for name, old, new in changes.versions},
        "modules": changes.modules,
        "pages": [_page(page) for page in changes.pages],
    }
    # A GitHub runner takes `##[command]` for a command anywhere in a line of a log.
    return json.dumps(whole, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")


def _page(page: PageChange) -> dict[str, Any]:
    return {
        "name": page.new.name if page.new else None,
        "was": page.old.name if page.old else None,
        "lines": {"added": page.lines_added, "removed": page.lines_removed},
        "examples": [_change(change) for change in page.examples],
    }


def _change(change: ExampleChange) -> dict[str, Any]:
    return {
        "what": change.what,
        "moved": change.is_moved,
        "options": {name: [old, new] for name, old, new in change.options},
        "left": [{"number": number, "line": line} for number, line, _ in change.left],
        "old": _example(change.old, change.old_figure),
        "new": _example(change.new, change.new_figure),
    }


def _example(example: Example | None, figure: str | None) -> dict[str, Any] | None:
    if example is None:
        return None
    return {
        "line": example.fence.line,
        "title": example.fence.options.get("title"),
        "code": example.code,
        "recorded": example.recorded,
        "figure": figure,
    }
