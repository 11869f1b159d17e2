"""Two caches of other packages that would keep every configuration, with all of its pages, for as long as the server runs.

Both decorate a function with `functools.cache` whose argument belongs to one build: `_register_headings_processors` of
markdown-exec takes a `Markdown`, from which a tree processor of MkDocs leads to the configuration, and `_test_existing_template`
of mkdocstrings-python a Jinja environment, from which its handler does. 19 MB a build were lost on one site of 36 pages.
"""

from __future__ import annotations

import importlib

_CACHES = (
    ("markdown_exec._internal.rendering", "_register_headings_processors"),
    ("mkdocstrings_handlers.python._internal.rendering", "_test_existing_template"),
)


def close() -> None:
    """Empty the caches, where there are any."""
    for module, function in _CACHES:
        try:
            clear = getattr(importlib.import_module(module), function).cache_clear
        except (ImportError, AttributeError):  # it is not installed, or another version
            continue
        clear()
