"""The box on each page of the preview: what is wrong with it, what is running, what could not be built."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livepreview.problems import Problem

_STYLE = """
.livepreview { all: initial; position: fixed; z-index: 1000; left: 0; right: 0; bottom: 0; max-height: 45vh; overflow: auto;
  box-sizing: border-box; padding: 10px 16px; font: 14px/1.5 system-ui, sans-serif; color: #1d1d1f; background: #fff4e5;
  border-top: 3px solid #c2410c; }
.livepreview.running { background: #eaf2ff; border-top-color: #1d4ed8; }
.livepreview * { all: revert; font: inherit; color: inherit; }
.livepreview summary { font-weight: 600; cursor: pointer; }
.livepreview ul { margin: 6px 0 0; padding-left: 20px; }
.livepreview li { margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.livepreview code { font-family: ui-monospace, monospace; font-weight: 600; }
.livepreview a { text-decoration: underline; }
@media (prefers-color-scheme: dark) {
  .livepreview { color: #f5f5f7; background: #3a2413; border-top-color: #fb923c; }
  .livepreview.running { background: #16243d; border-top-color: #60a5fa; }
}
"""


# Where a theme replaces what is on the page without loading it, as Material does for its instant navigation.
_SCRIPT = """
{
  let shown = location.pathname
  setInterval(async () => {
    if (location.pathname === shown) return
    shown = location.pathname
    const page = new DOMParser().parseFromString(await (await fetch(shown)).text(), "text/html")
    document.querySelector(".livepreview-place").replaceWith(page.querySelector(".livepreview-place"))
  }, 300)
}
"""


def place(content: str) -> str:
    """Return the HTML of the box's place at the end of a page.

    Args:
        content: The box; may be empty.
    """
    style = f"<style>{_STYLE}</style>" if content else ""
    return f'<div class="livepreview-place">{style}{content}</div><script>{_SCRIPT}</script>'


def box(title: str, problems: Iterable[Problem], elsewhere: Mapping[str, str], *, running: bool = False) -> str:
    """Return the HTML of the box.

    Args:
        title: In a line, what is the case.
        problems: What is to be mended, on this page or in what all pages share.
        elsewhere: Other pages that have problems: what to call each, and its address.
        running: A build is going on.
    """
    items = [f"<li>{_item(problem)}</li>" for problem in problems]
    items += [f'<li>{escape(name)}: <a href="{escape(url)}">see that page</a></li>' for name, url in elsewhere.items()]
    kind = "livepreview running" if running else "livepreview"
    content = (
        f"<details open><summary>{escape(title)}</summary><ul>{''.join(items)}</ul></details>"
        if items
        else escape(title)
    )
    return f'<div class="{kind}" role="status">{content}</div>'


def _item(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"<code>{escape(place)}</code> {escape(problem.text)}" if place else escape(problem.text)
