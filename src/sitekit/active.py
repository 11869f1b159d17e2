"""Find HTML on a page that runs code in the browser: a reviewer opens the site before anybody has read its sources."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href"}
_HINT = "a page holds no code of its own: put it into a file below docs/assets/scripts that mkdocs.yml names"


class _Active(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append(("<script>", "<script"))
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append((f'the attribute "{name}"', name))
            elif name in _ADDRESSES and re.sub(r"[\s\x00]", "", value or "").lower().startswith("javascript:"):
                self.found.append(("an address that is a script", "javascript:"))


def active_faults(html: str, source: str, name: str) -> list[str]:
    """Tell of each script, event attribute and `javascript:` address in the HTML that a page's Markdown gives.

    Args:
        html: What Markdown has made of the page.
        source: The page, to find the lines in.
        name: What the page is called, such as `docs/page.md`.
    """
    parser = _Active()
    parser.feed(html)
    parser.close()
    lines = source.lower().splitlines()
    told = []
    for what, sign in dict.fromkeys(parser.found):
        line = next((number for number, text in enumerate(lines, 1) if sign in text), 1)
        told.append(f"{name}:{line}: {what} would run code in every reader's browser\n    → {_HINT}")
    return told
