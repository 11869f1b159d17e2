"""The head of a page, whatever an author writes into the front matter."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

THEME = Path(__file__).parents[2] / "overrides" / "theme"


class Head(HTMLParser):
    """The texts of a page's `meta` elements, and the names of all attributes that they have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            found = dict(attrs)
            self.attributes |= found.keys()
            self.meta[found.get("name") or ""] = found.get("content") or ""


@pytest.mark.parametrize(
    "text",
    [
        '"혼동 행렬"을 읽는 법과 정확도가 감추는 것을 배웁니다.',
        '끝의 "따옴표"',
        "A & B, &quot;그대로&quot;, <b>, 'c'",
        '" onload="alert(1)',
    ],
)
def test_what_an_author_writes_stands_in_the_head_as_it_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(
        f"---\ndescription: {json.dumps(text)}\nauthor: {json.dumps(text)}\n---\n\n# 제목\n", encoding="utf-8"
    )
    (tmp_path / "docs" / "other.md").write_text("# 다른 글\n", encoding="utf-8")  # has the site's description
    settings = {
        "site_name": "사이트",
        "site_description": text,
        "theme": {"name": "material", "custom_dir": str(THEME), "font": False, "icon": {"logo": "site/logo"}},
        "plugins": [],
    }
    (tmp_path / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    build(load_config(str(tmp_path / "mkdocs.yml")))
    for page in ("index.html", "other/index.html"):
        head = Head((tmp_path / "site" / page).read_text(encoding="utf-8"))
        assert head.meta["description"] == text
        assert head.attributes <= {"charset", "name", "content", "property"}
    assert Head((tmp_path / "site" / "index.html").read_text(encoding="utf-8")).meta["author"] == text
