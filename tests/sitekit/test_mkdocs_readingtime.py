"""The plugin in a small project of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
site_name: Project
theme: {{name: material, language: {language}}}
plugins: [search, sitekit]
nav:
  - 처음: index.md
  - 짧은 길:
      - 하나: one.md
      - 깊은 곳:
          - 둘: two.md
      - 목록: list.md
  - 빈 길:
      - 목록: other.md
"""
MINUTE = "가나다 라마\n" * 100
CODE = "\n```python\n" + "x = 1\n" * 150 + "```\n"
PAGES = {
    "index.md": "---\ndescription: 처음\n---\n\n# 처음\n\n길: READING_TIME_OF(짧은 길)\n\n모두: READING_TIME_OF(*)\n",
    "one.md": f"# 하나\n\n시간: READING_TIME\n\n{MINUTE * 30}{CODE * 6}",
    "two.md": f"# 둘\n\n시간: READING_TIME, `READING_TIME`\n\n{MINUTE * 20}",
    "list.md": "# 목록\n",
    "other.md": "# 목록\n",
    "alone.md": f"# 밖\n\n시간: READING_TIME\n\n{MINUTE * 50}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    return tmp_path


def built(project: Path, language: str = "ko") -> Path:
    path = project / "mkdocs.yml"
    path.write_text(CONFIG.format(language=language), encoding="utf-8")
    build(load_config(str(path), site_dir=str(project / "site")))
    return project / "site"


def test_pages_show_their_times_and_the_home_page_their_sums(project: Path) -> None:
    site = built(project)
    # 30 minutes of text and 6 times 10 of code; 20 of text; 50 of a page that is in no section.
    assert "시간: 글 30분, 예제와 연습까지 1시간 30분" in (site / "one" / "index.html").read_text(encoding="utf-8")
    assert "시간: 글 20분, <code>READING_TIME</code>" in (site / "two" / "index.html").read_text(encoding="utf-8")
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "길: 글 50분, 예제와 연습까지 1시간 50분</p>" in home
    assert "모두: 글 1시간 40분, 예제와 연습까지 2시간 40분</p>" in home


def test_the_search_finds_what_readers_see(project: Path) -> None:
    index = json.loads((built(project) / "search" / "search_index.json").read_text(encoding="utf-8"))
    (home,) = (entry for entry in index["docs"] if entry["location"] == "")
    assert "글 50분, 예제와 연습까지 1시간 50분" in home["text"]
    assert not [entry for entry in index["docs"] if "READING_TIME_OF" in entry["text"]]


def test_a_change_of_a_page_changes_the_sums_at_the_next_build(project: Path) -> None:
    """`mkdocs serve` keeps the plugin from one build to the next where it keeps the configuration."""
    path = project / "mkdocs.yml"
    path.write_text(CONFIG.format(language="ko"), encoding="utf-8")
    config = load_config(str(path), site_dir=str(project / "site"))
    build(config)
    page = project / "docs" / "two.md"
    page.write_text(page.read_text(encoding="utf-8") + MINUTE * 7, encoding="utf-8")
    (project / "docs" / "alone.md").unlink()
    build(config)
    home = (project / "site" / "index.html").read_text(encoding="utf-8")
    assert "길: 글 57분, 예제와 연습까지 1시간 57분</p>" in home
    assert "모두: 글 57분, 예제와 연습까지 1시간 57분</p>" in home


def test_a_site_in_another_language_is_left_alone(project: Path) -> None:
    site = built(project, "en")
    assert "시간: READING_TIME" in (site / "one" / "index.html").read_text(encoding="utf-8")
    assert "READING_TIME_OF(*)" in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("section", "why"),
    [
        ("(긴 길)", '"긴 길" is no title at the top of nav. Titles with such pages: *, 짧은 길'),
        ("(빈 길)", '"빈 길" has no page with READING_TIME. Titles with such pages: *, 짧은 길'),
        ("(처음)", '"처음" has no page with READING_TIME. Titles with such pages: *, 짧은 길'),
        ("(깊은 곳)", '"깊은 곳" is no title at the top of nav. Titles with such pages: *, 짧은 길'),
        ("", '"" is no title at the top of nav. Titles with such pages: *, 짧은 길'),
    ],
)
def test_an_unknown_section_is_named(project: Path, section: str, why: str, caplog: pytest.LogCaptureFixture) -> None:
    home = project / "docs" / "index.md"
    home.write_text(home.read_text(encoding="utf-8") + f"\nREADING_TIME_OF{section}\n", encoding="utf-8")
    with pytest.raises(Abort):
        built(project)
    assert "sitekit: readingtime: docs/index.md:11: " in caplog.text
    assert why in caplog.text


def test_while_an_author_watches_an_unknown_section_is_told_and_the_site_is_built(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (project / "docs" / "one.md").write_text("# 하나\n\nREADING_TIME\n\nREADING_TIME_OF(긴 길)\n", encoding="utf-8")
    path = project / "mkdocs.yml"
    path.write_text(CONFIG.format(language="ko"), encoding="utf-8")
    config = load_config(str(path), site_dir=str(project / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    assert 'sitekit: docs/one.md:5: READING_TIME_OF(긴 길): "긴 길" is no title at the top of nav' in caplog.text
    assert "READING_TIME_OF(긴 길)" in (project / "site" / "one" / "index.html").read_text(encoding="utf-8")
