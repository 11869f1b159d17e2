"""The built site shows how long its pages take, and sums of what it shows."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from nav import MKDOCS, sections
from test_lessons import DOCS, LESSONS, tell

if TYPE_CHECKING:
    from pathlib import Path

DURATION = r"(?:(\d+)시간)? ?(?:(\d+)분)?"
TIMES = re.compile(rf"글 {DURATION}(?:, 예제와 연습까지 {DURATION})?(?![가-힣])")
SUMS = re.compile(r"READING_TIME_OF\(([^()\n]*)\)")


def shown(site: Path, name: str) -> str:
    """Return the text of a page without its code; of what stands in one element no piece is missing."""
    page = name.removesuffix(".md").removesuffix("index")
    source = (site / page / "index.html").read_text(encoding="utf-8")
    source = re.sub(r"<(code|script|style)\b.*?</\1>", "", source, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", source))


def minutes(text: str) -> tuple[int, int] | None:
    """Return the minutes for the text of a page and for all of it, if it says how long it takes."""
    found = re.search(r"읽는 시간: " + TIMES.pattern, text)
    if not found:
        return None
    hours, rest, all_hours, all_rest = (int(part or 0) for part in found.groups())
    return 60 * hours + rest, 60 * all_hours + all_rest or 60 * hours + rest


def in_words(minutes: int) -> str:
    parts = [f"{minutes // 60}시간"] * (minutes >= 60) + [f"{minutes % 60}분"] * (minutes % 60 > 0)
    return " ".join(parts)


def pages() -> dict[str, list[str]]:
    """Return the pages of each title at the top of `nav`; `*` stands for all pages, those outside of it, too."""
    every = [path.relative_to(DOCS).as_posix() for path in sorted(DOCS.rglob("*.md"))]
    return sections(MKDOCS.read_text(encoding="utf-8")) | {"*": every}


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_what_its_text_and_what_all_of_it_take(site: Path, name: str) -> None:
    found = minutes(shown(site, name))
    assert found is not None
    text, whole = found
    assert 1 <= text < whole  # a lesson has examples and exercises


def test_no_page_shows_the_word_in_place_of_a_time(site: Path) -> None:
    tell(
        [
            f"docs/{name}: READING_TIME is shown as it stands"
            for name in pages()["*"]
            if "READING_TIME" in shown(site, name)
        ]
    )


def test_the_home_page_says_what_the_short_way_takes_and_what_all_of_it_does(site: Path) -> None:
    asked = SUMS.findall((DOCS / "index.md").read_text(encoding="utf-8"))
    assert {"짧은 길", "*"} <= set(asked), "docs/index.md: write READING_TIME_OF(짧은 길) and READING_TIME_OF(*)"
    home, below = shown(site, "index.md"), pages()
    for title in asked:
        times = [found for name in below[title] if (found := minutes(shown(site, name)))]
        text, whole = (sum(part) for part in zip(*times, strict=True))
        assert f"글 {in_words(text)}, 예제와 연습까지 {in_words(whole)}" in home, title


def test_times_are_read_as_they_are_written() -> None:
    assert minutes("읽는 시간: 글 12분, 예제와 연습까지 1시간 35분") == (12, 95)
    assert minutes("읽는 시간: 글 2시간, 예제와 연습까지 3시간") == (120, 180)
    assert minutes("읽는 시간: 글 3분 끝") == (3, 3)
    assert minutes("읽는 시간: READING_TIME") is None
    assert [in_words(n) for n in (5, 60, 310)] == ["5분", "1시간", "5시간 10분"]
