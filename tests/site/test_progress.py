"""Numbers of lessons in the navigation, and marks of those that were read, which stay in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from listening import complaints
from test_lessons import LESSONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

NUMBERS = """
all => all.map(e => [getComputedStyle(e, "::before").content.replaceAll('"', "").replace(".", ""), new URL(e.href).pathname])
"""


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    heard = complaints(tab, address)
    yield tab
    context.close()
    assert heard == []


def read(tab: Page, lesson: str, address: str) -> None:
    tab.goto(f"{address}{lesson}/")
    tab.locator("#next").scroll_into_view_if_needed()
    tab.locator(f".lesson-read[href$='{lesson}/'], .lesson-read[href='./']").first.wait_for(state="attached")


@pytest.mark.parametrize("page", ["", "entropy/", "reference/losses/"])
def test_lessons_have_their_numbers_in_the_navigation(page: str, tab: Page, address: str) -> None:
    tab.goto(address + page)
    links = tab.locator(".md-nav--primary a[data-lesson]")
    shown = links.evaluate_all(NUMBERS)
    assert [int(number) for number, _ in shown] == list(range(len(LESSONS)))
    assert len({path for _, path in shown}) == len(LESSONS)
    rows = tab.request.get(address).text()
    for number, path in shown:
        assert f'<td style="text-align: center;">{number}</td>\n<td><a href="{path.removeprefix("/")}">' in rows


def test_what_was_read_is_marked_and_the_home_page_goes_on_from_there(tab: Page, address: str) -> None:
    tab.goto(address)
    before = tab.locator("article").bounding_box()
    line = tab.locator(".reading-progress")
    assert "이 브라우저에서만" in line.inner_text()
    assert tab.locator(".lesson-read").count() == 0
    read(tab, "softmax-and-logits", address)
    read(tab, "information", address)
    tab.goto(f"{address}cross-entropy/")  # opened, not read
    tab.goto(address)
    tab.locator(".reading-progress button").wait_for()
    assert f"레슨 {len(LESSONS)}개 가운데 2개를 읽었습니다." in line.inner_text()
    assert tab.locator(".md-nav--primary .lesson-read").count() == tab.locator("tr.lesson-read").count() == 2
    mark = tab.locator("tr.lesson-read td").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert "✓" in mark
    after = tab.locator("article").bounding_box()
    assert before
    assert after
    assert before["height"] == after["height"], "the page moves"
    line.get_by_role("link", name="크로스 엔트로피").click()
    tab.wait_for_url("**/cross-entropy/")
    tab.goto(address)
    line.get_by_role("button", name="읽은 표시 지우기").press("Enter")
    assert tab.locator(".lesson-read").count() == 0
    tab.reload()
    assert "이 브라우저에서만" in line.inner_text()


def test_the_story_counts_though_it_has_no_number(tab: Page, address: str) -> None:
    read(tab, "why-cross-entropy", address)
    tab.goto(address)
    line = tab.locator(".reading-progress")
    line.get_by_role("button").wait_for()
    assert line.inner_text().startswith("읽은 글: ")
    assert tab.locator(".md-nav--primary .lesson-read").count() == 1
    line.get_by_role("link").click()
    tab.wait_for_url(f"**/{LESSONS[1].removesuffix('.md')}/")  # not to the one that prepares


def test_a_reader_who_leaves_lessons_out_goes_on_behind_the_last_and_in_the_end_is_told_of_the_others(
    tab: Page, address: str
) -> None:
    link = tab.locator(".reading-progress").get_by_role("link")
    for lesson, next_one in (("calibration", "focal-loss"), ("frameworks", LESSONS[1].removesuffix(".md"))):
        read(tab, lesson, address)
        tab.goto(address)
        assert str(link.get_attribute("href")).endswith(f"/{next_one}/")


def test_in_a_phones_menu_the_page_itself_has_its_number_and_its_mark(tab: Page, address: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    read(tab, "entropy", address)
    tab.locator("label.md-header__button[for=__drawer]").click()
    entry = tab.locator(".md-nav--primary .md-nav__link[for=__toc]")
    assert entry.is_visible()
    number = entry.evaluate("e => getComputedStyle(e, '::before').content")
    assert number == f'"{LESSONS.index("entropy.md")}."'
    assert "✓" in entry.locator(".md-ellipsis").evaluate("e => getComputedStyle(e, '::after').content")


def test_where_storage_is_blocked_nothing_breaks(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });"
    )
    tab = context.new_page()
    tab.goto(f"{address}information/")
    tab.locator("#next").scroll_into_view_if_needed()
    tab.locator("a.lesson-read").first.wait_for()
    context.close()
