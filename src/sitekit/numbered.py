"""The numbers of lessons in the navigation: the theme's links to them carry one each, which the style sheet shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# On a narrow screen the page itself has a label in the place of its link: it opens the page's contents.
_LINK = re.compile(
    r'<(?:a (?=href="(?P<address>[^"]*)" class="md-nav__link)|label (?=class="md-nav__link[^>]* for="__toc"))'
)


def number_links(page: str, numbers: Mapping[str, int]) -> str:
    """Return a page whose links in the navigation have numbers.

    Args:
        page: Its HTML.
        numbers: The numbers of the lessons, by the addresses that the page has for them.
    """

    def numbered(link: re.Match[str]) -> str:
        number = numbers.get(link["address"] or "./")
        return link[0] if number is None else f'{link[0]}data-lesson="{number}" '

    return _LINK.sub(numbered, page)
