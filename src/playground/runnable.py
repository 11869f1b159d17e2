"""Which examples of a page can run in a browser, and what the page's script is told of them."""

from __future__ import annotations

import ast
import json
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.examples import Example, Page

# What an example may import: what the wheel and Pyodide bring, and of the standard library what needs no machine around it.
# `warnings` is left out: WebAssembly does not tell of overflows and divisions by zero, so NumPy warns of none there.
MODULES = frozenset(
    """
    numpy xent
    bisect collections dataclasses decimal fractions functools heapq itertools json math numbers operator random re statistics
    string textwrap typing unicodedata
    """.split()  # noqa: SIM905  # a list of names, not of quotes
)


def describe(page: Page) -> dict[str, Any]:
    """Return, for each example that can run, by its number on the page, what the script needs to know of it.

    Args:
        page: The page's source, read by `drift`.

    Returns:
        `recorded` (what it should print), `approx`, `raises` (the exception it announces), and `before`: the code of the examples
            whose variables it uses.
    """
    sessions: dict[str, list[Example]] = {}
    found: dict[str, Any] = {}
    for example in page.examples:
        before = sessions.setdefault(example.session, []) if example.session is not None else []
        if can_run(example) and all(can_run(earlier) for earlier in before):
            found[str(example.index)] = {
                "recorded": example.recording.text if example.recording else "",
                "approx": example.approx,
                "raises": example.raises,
                "before": [earlier.fence.text for earlier in before],
            }
        before.append(example)
    return found


def can_run(example: Example) -> bool:
    """Tell whether an example needs nothing but NumPy and `xent`: no figure, no framework, no file of the project."""
    return not example.requires and example.figure is None and imports(example.fence.text) <= MODULES


def imports(code: str) -> set[str]:
    """Return the names of the top modules that the code imports; one that cannot be had if it is no Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return {""}
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def make_room(html: str, examples: Iterable[str]) -> str:
    """Mark the examples that will get a bar with buttons, so that the page keeps room for it until the script comes."""
    for number in examples:
        html = html.replace(
            f'<div class="drift-example" data-drift="{number}">',
            f'<div class="drift-example playground-room" data-drift="{number}">',
        )
    return html


def embed(examples: dict[str, Any], **settings: str) -> str:
    """Return the element in which the page's script finds the examples. Not a script: the theme would run it as one."""
    text = json.dumps(settings | {"examples": examples}, ensure_ascii=False, sort_keys=True)
    return f'<div class="playground-data" data-playground="{escape(text)}" hidden></div>'
