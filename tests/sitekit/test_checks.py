"""What is wrong with a page is told with its file, its line and the way out, in a project of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from sitekit.frontmatter import description_faults, front_matter_faults
from sitekit.lessons import home_faults

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """site_name: Project
theme: {name: mkdocs}
plugins:
  - sitekit:
      pages: {description: true, lessons: [짧은 길, 더 깊이]}
nav:
  - 처음: index.md
  - 줄거리: story.md
  - 짧은 길:
      - 하나: one.md
  - 더 깊이:
      - 둘: two.md
      - 셋: three.md
"""
TOP = f"---\ndescription: {'설명입니다. ' * 8}\n---\n\n# 제목\n\n"
ROWS = "| 1 | [하나](one.md) | ? |\n| 2 | [둘](two.md) | ? |\n\n글\n\n| 3 | [셋](three.md) | ? |\n"
LESSON = TOP + "**먼저 읽을 것**: [줄거리](story.md) · **읽는 시간**: READING_TIME\n\n## 연습문제 { #exercises }\n"
PAGES = {
    "index.md": TOP + "| 순서 | 레슨 | 질문 |\n|---|---|---|\n" + ROWS,
    "story.md": TOP,
    "one.md": LESSON,
    "two.md": LESSON.replace("story.md", "one.md#part"),
    "three.md": LESSON,
}
GUIDE = "(docs/contributing.md#add-lesson, step 3)"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def told(project: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    build(load_config(str(project / "mkdocs.yml")))
    return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


def test_nothing_is_told_of_pages_that_are_well(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert told(project, caplog) == []


def test_a_strict_build_fails_and_says_where_the_author_has_to_act(project: Path) -> None:
    change(project / "docs/story.md", "description: ", "description: 짧은 길: ")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 1
    assert (
        "sitekit: docs/story.md:2: the front matter is not YAML, so it would be shown as text: mapping values are not allowed in this context\n"
        "    → a value that holds `: `, `#` or a quote has to be quoted as a whole" in done.stderr
    )
    assert "no description" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        ("docs/one.md", TOP, "# 제목\n", ["docs/one.md:1: the page has no description"]),
        ("docs/one.md", TOP, "---\ndescription: 짧다\n---\n", ["docs/one.md:2: the description has 2 characters"]),
        (
            "docs/index.md",
            "| 2 | [둘](two.md) | ? |\n",
            "",
            ["docs/index.md:9: no row for two.md, which is number 2 in `nav` of mkdocs.yml"],
        ),
        ("docs/index.md", "| 2 |", "| 4 |", ["docs/index.md:10: two.md is number 2 in `nav` of mkdocs.yml"]),
        (
            "docs/index.md",
            "one.md",
            "story.md",
            ["docs/index.md:9: no row for one.md", "docs/index.md:9: story.md is no lesson"],
        ),
        (
            "docs/three.md",
            "story.md",
            "three.md",
            ["docs/three.md:7: three.md is to be read first and does not come before in mkdocs.yml"],
        ),
        (
            "mkdocs.yml",
            "      - 둘: two.md\n      - 셋: three.md\n",
            "      - 셋: three.md\n      - 둘: two.md\n",
            [
                "docs/index.md:14: three.md is number 2 in `nav` of mkdocs.yml",
                "docs/index.md:10: two.md is number 3 in `nav` of mkdocs.yml",
            ],
        ),
        (
            "mkdocs.yml",
            "      - 셋: three.md\n",
            "",
            [
                "mkdocs.yml:9: three.md has exercises, so it is a lesson, and is in none of these parts of `nav`: 짧은 길, 더 깊이",
                "docs/index.md:14: three.md is no lesson of mkdocs.yml",
            ],
        ),
        (
            "mkdocs.yml",
            "  - 더 깊이:\n",
            "  - 깊이:\n",
            [
                'mkdocs.yml:5: sitekit: pages: lessons: "더 깊이" is no title at the top of `nav`',
            ],
        ),
    ],
)
def test_each_fault_is_told_where_it_stands_and_no_more_when_it_is_mended(
    project: Path, caplog: pytest.LogCaptureFixture, file: str, old: str, new: str, wanted: list[str]
) -> None:
    well = (project / file).read_text(encoding="utf-8")
    change(project / file, old, new)
    found = told(project, caplog)
    assert len(found) == len(wanted)
    for message, start in zip(found, wanted, strict=True):
        assert message.startswith(f"sitekit: {start}")
        assert "\n    → " in message
    (project / file).write_text(well, encoding="utf-8")
    assert told(project, caplog) == []


def test_front_matter_that_drift_tells_of_is_told_once(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    change(project / "mkdocs.yml", "  - sitekit:", "  - markdown-exec\n  - drift\n  - sitekit:")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("markdown_extensions: [{pymdownx.superfences: {preserve_tabs: true}}, drift]\n")
    change(project / "docs/story.md", "description: ", "description: 짧은 길: ")
    config = load_config(str(project / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    assert caplog.text.count("docs/story.md:2: the front matter is not YAML") == 1
    assert "no description" not in caplog.text


@pytest.mark.parametrize(
    ("source", "line", "what"),
    [
        ("---\ndescription: 둘: 셋\n---\n\n# 제목\n", 2, "mapping values are not allowed"),
        ('---\ntitle: 제목\ndescription: "따옴표" 뒤의 글\n---\n\n글\n', 3, "is not YAML"),
        ("---\ntitle: [닫지 않은 목록\n---\n\n글\n", 3, "expected ',' or ']'"),
        ("---\ntitle: 제목\nupdated: 2026-02-30\n---\n글\n", 3, "day is out of range for month"),
        ("---\ntitle: !!python/tuple a\n---\n글\n", 2, "could not determine a constructor"),
        ('---\n# 까닭\n\n"title": 가: 나\n---\n글\n', 4, "mapping values are not allowed"),
        ("---\ntitle: 제목\nnote: 종\x07소리\n---\n글\n", 3, "is not YAML"),
        ("---\ntitle: 제목\ndescription: 설명\n\n# 제목\n\n글\n", 4, "has no end"),
        ("\n---\ndescription: 설명\n---\n\n# 제목\n", 3, "this is no front matter"),
        ("description: 설명\n\n# 제목\n", 1, "this is no front matter"),
    ],
)
def test_front_matter_that_is_shown_as_text_is_told_with_its_line(source: str, line: int, what: str) -> None:
    (fault,) = front_matter_faults(source)
    assert fault.line == line
    assert what in fault.what


@pytest.mark.parametrize(
    "source",
    [
        TOP,
        "---\n\n두 줄 사이의 글: 셋: 넷\n\n---\n",  # two rules
        "# 제목\n\ndescription: 글\n",
        "글\n",
        "",
    ],
)
def test_other_pages_have_no_fault(source: str) -> None:
    assert front_matter_faults(source) == []


@pytest.mark.parametrize(
    ("value", "line", "characters"),
    [
        ('""', 2, 0),
        ("", 2, 0),
        ("'\"하나\"'", 2, 4),
        (f"|\n  {'가' * 160}", 2, 161),
        (f"{'가' * 40}", 0, 40),
        (f"{'가' * 160}", 0, 160),
    ],
)
def test_the_length_of_a_description(value: str, line: int, characters: int) -> None:
    faults = description_faults(f"---\ndescription: {value}\n---\n# 제목\n")
    assert [fault.line for fault in faults] == [line] * bool(line)
    assert all(f"the description has {characters} character" in fault.what for fault in faults)


@pytest.mark.parametrize(
    "source", ["", "글\n", "---\n---\n", "---\n\n두 줄 사이의 글: 셋: 넷\n\n---\n", "---\n- 목록\n---\n"]
)
def test_a_page_without_front_matter_has_no_description(source: str) -> None:
    assert [fault[:2] for fault in description_faults(source)] == [(1, "the page has no description")]


def test_rows_that_stand_in_another_order_or_twice() -> None:
    rows = "| 2 | [나](b.md) | ? |\n| 1 | [가](a.md) | ? |\n"
    (fault,) = home_faults(rows, ["a.md", "b.md"])
    assert fault.told("docs/index.md") == (
        "docs/index.md:1: the rows do not stand in the order of `nav` in mkdocs.yml\n"
        f"    → move this one to its number {GUIDE}"
    )
    (fault,) = home_faults(f"<!--\n{rows}-->\n|1|[가](a.md#top)|?|\n| 1 | [가](a.md) |\n", ["a.md"])
    assert fault[:2] == (6, "a.md has a row already, line 5")
