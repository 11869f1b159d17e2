"""`llms.txt` as a program reads it: every page once, in the sections of the navigation, with an address that holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.request import urlopen

from sources import PAGES

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(r"- \[(?P<title>[^\]]+)\]\((?P<address>[^)]+)\): (?P<told>.+)")


def test_every_page_is_listed_once_with_its_title_its_markdown_and_what_it_is_about(site: Path, address: str) -> None:
    text = urlopen(f"{address}llms.txt").read().decode()
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    assert re.fullmatch(r"# .+\n\n> .+\n\n", head)
    lines = [line for section in sections for line in section.split("\n\n")[1].splitlines()]
    found = [LINE.fullmatch(line) for line in lines]
    listed = [match["address"].removeprefix(address) for match in found if match]
    assert len(listed) == len(lines)
    assert sorted(listed) == sorted(page.name.removeprefix("docs/") for page in PAGES)
    for match in filter(None, found):
        markdown = urlopen(match["address"]).read().decode()
        assert markdown.startswith("# ")
    titles = [section.partition("\n")[0] for section in sections]
    html = (site / "404.html").read_text(encoding="utf-8")  # whose navigation holds no page's own contents
    places = [html.index(title.replace("&", "&amp;"), html.index("md-nav--primary")) for title in titles]
    assert places == sorted(places)
