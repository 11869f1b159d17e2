"""Which examples of a page can run in a browser, and what the page's script is told of them."""

from __future__ import annotations

import ast
import json
import sys
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from drift.read.examples import read_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.read.page import Example, Page
    from drift.settings import Settings

# What an example may import: what the wheel and Pyodide bring, and of the standard library what needs no machine around it.
# `warnings` is left out: WebAssembly does not tell of overflows and divisions by zero, so NumPy warns of none there.
MODULES = frozenset(
    """
    numpy crossent
    bisect collections dataclasses decimal fractions functools heapq itertools json math numbers operator random re statistics
    string textwrap typing unicodedata
    """.split()  # noqa: SIM905  # a list of names, not of quotes
)

DISTRIBUTIONS = {
    "keras": "keras",
    "matplotlib": "matplotlib",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "tensorflow": "tensorflow",
    "torch": "torch",
}
"""What pip calls the modules that a reader can install and a browser cannot."""


class Told(NamedTuple):
    """What a page's script is told."""

    examples: dict[str, Any]
    """What `describe` says of the page."""
    others: dict[str, Any]
    """What `describe_others` says of it."""
    snippets: bool
    """Whether an example has snippets: then all this depends on other files, too."""


def tell(name: str, source: str, settings: Settings) -> Told:
    """Return what a page's script is told.

    Args:
        name: The page's path from the project's root.
        source: The Markdown in it.
        settings: Those of `drift`.
    """
    page = read_page(name, source, settings)
    return Told(describe(page), describe_others(page), page.has_snippets(settings))


def describe(page: Page) -> dict[str, Any]:
    """Return, for each example that can run, by its number on the page, what the script needs to know of it.

    Args:
        page: The page's source, read by `drift`.

    Returns:
        `recorded` (what it should print), `approx`, `table` (it prints tables), `raises` (the exception it
            announces), and `before`: the code of the examples whose variables it uses.
    """
    sessions: dict[str, list[Example]] = {}
    found: dict[str, Any] = {}
    for example in page.examples:
        before = sessions.setdefault(example.session, []) if example.session is not None else []
        if can_run(example) and all(can_run(earlier) for earlier in before):
            found[str(example.index)] = {
                "recorded": example.recording.text if example.recording else "",
                "approx": example.approx,
                "table": example.recording is not None and example.recording.options.get("render") == "table",
                "raises": example.raises,
                "before": [earlier.fence.text for earlier in before],
            }
        before.append(example)
    return found


def describe_others(page: Page) -> dict[str, Any]:
    """Return, for each example that runs on a reader's own machine only, by its number on the page, what it takes there.

    Args:
        page: The page's source, read by `drift`.

    Returns:
        `packages` (what pip has to install besides the wheel) and `continues` (it uses variables of examples above it).
    """
    sessions: dict[str, set[str]] = {}
    found: dict[str, Any] = {}
    for example in page.examples:
        needed = imports(example.fence.text) | set(example.requires)
        before = sessions.setdefault(example.session, set()) if example.session is not None else set()
        modules = (needed | before) - sys.stdlib_module_names - {"numpy", "crossent"}
        if modules and modules <= DISTRIBUTIONS.keys():
            packages = sorted(DISTRIBUTIONS[module] for module in modules)
            found[str(example.index)] = {"packages": packages, "continues": bool(before)}
        before |= needed
    return found


def can_run(example: Example) -> bool:
    """Tell whether an example needs nothing but NumPy and `crossent`: no figure, no framework, no file of the project.

    One with masks prints something else each time, and only `drift` itself masks that: in the browser it would seem to be wrong.
    """
    needs_more = example.requires or example.figure is not None or example.masks
    return not needs_more and imports(example.fence.text) <= MODULES


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


def embed(**settings: Any) -> str:
    """Return the element in which the page's script finds the examples. Not a script: the theme would run it as one."""
    text = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    return f'<div class="playground-data" data-playground="{escape(text)}" hidden></div>'
