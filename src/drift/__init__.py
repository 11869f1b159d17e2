"""Verified examples for Markdown documentation: execute them, compare what they print with what is recorded.

The way of a page: `read` (Markdown to `Page`), `run` (jobs to results, each page in a process of its own), `judge` (results to
`Report`), then `tell` (people and programs) and `show` (the page's HTML). The six public names are loaded when they are asked
for: every example runs in a process that imports this package, and what is imported here would be imported there, too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.judge.check import check_pages
    from drift.judge.verdict import Report
    from drift.run.kernel import KernelError
    from drift.settings import Settings, load_settings
    from drift.update import updated_source

__all__ = ["KernelError", "Report", "Settings", "check_pages", "load_settings", "updated_source"]

_HOMES = {
    "KernelError": "drift.run.kernel",
    "Report": "drift.judge.verdict",
    "Settings": "drift.settings",
    "check_pages": "drift.judge.check",
    "load_settings": "drift.settings",
    "updated_source": "drift.update",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
