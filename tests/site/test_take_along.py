"""The row below a page's title: what it copies, where it leads, what it says, and that it is quiet where it has nothing to give."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe import script, unfold, violations
from building import settled

from drift.show.provenance import current_commit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
# Gives the clipboard's text; Chromium asks nobody for it in these tests.
CLIPBOARD = "navigator.clipboard.readText()"


@pytest.fixture(scope="module")
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext, address: str) -> Iterator[Page]:
    tab = context.new_page()
    tab.goto(f"{address}kl-divergence/", wait_until="networkidle")
    yield tab
    tab.close()


def said(tab: Page) -> str:
    """Return what is spoken of the click before, when it is."""
    status = tab.locator(".take-along").get_by_role("status")
    tab.wait_for_function("status => status.textContent", arg=status.element_handle())
    return status.inner_text()


def test_a_page_is_copied_as_markdown(tab: Page, site: Path) -> None:
    tab.get_by_role("button", name="Markdown으로 복사").click()
    assert said(tab) == "복사했습니다."
    assert tab.evaluate(CLIPBOARD) == (site / "kl-divergence.md").read_text(encoding="utf-8")


def test_after_a_click_that_replaces_the_page_it_is_the_new_one_that_is_copied(tab: Page, site: Path) -> None:
    tab.locator("article a[href$='/gradient/']").last.click()
    tab.locator("h1", has_text="기울기").wait_for()
    tab.get_by_role("button", name="Markdown으로 복사").click()
    assert said(tab) == "복사했습니다."
    assert tab.evaluate(CLIPBOARD) == (site / "gradient.md").read_text(encoding="utf-8")


def test_the_markdown_is_a_link_away(tab: Page, address: str, site: Path) -> None:
    tab.get_by_role("link", name="Markdown 보기").click()
    tab.wait_for_url(f"{address}kl-divergence.md")


@pytest.mark.parametrize("name", ["Markdown으로 복사", "BibTeX 복사"])
def test_where_the_clipboard_is_refused_it_says_what_to_do(name: str, tab: Page) -> None:
    tab.evaluate("() => { navigator.clipboard.write = () => Promise.reject(new DOMException('', 'NotAllowedError')); }")
    tab.locator(".take-along summary").click()
    tab.get_by_role("button", name=name).click()
    assert re.fullmatch("복사하지 못했습니다. .+ 복사하십시오.", said(tab))


def test_where_the_markdown_cannot_be_had_nothing_else_is_copied(tab: Page) -> None:
    tab.evaluate("navigator.clipboard.writeText('앞의 것')")
    tab.route("**/kl-divergence.md", lambda route: route.fulfill(status=404, body="없음"))
    tab.get_by_role("button", name="Markdown으로 복사").click()
    assert "복사하지 못했습니다" in said(tab)
    assert tab.evaluate(CLIPBOARD) == "앞의 것"


def test_a_citation_names_the_site_the_page_its_address_and_the_commit(tab: Page, address: str) -> None:
    commit = os.environ.get("GITHUB_SHA", "")[:7] or current_commit(ROOT)
    tab.locator(".take-along summary").click()
    tab.get_by_role("button", name="인용문 복사").click()
    assert said(tab) == "복사했습니다."
    text = tab.evaluate(CLIPBOARD)
    assert text == f"크로스 엔트로피 배우기, ‘KL 발산’, 2001-09-09(커밋 {commit}), {address}kl-divergence/"
    tab.get_by_role("button", name="BibTeX 복사").click()
    tab.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('@'))")
    assert tab.evaluate(CLIPBOARD) == "\n".join(
        [
            "@misc{kl-divergence,",
            "  author = {{크로스 엔트로피 배우기}},",
            "  title = {{KL 발산}},",
            "  year = {2001},",
            "  month = sep,",
            rf"  howpublished = {{\url{{{address}kl-divergence/}}}},",
            f"  note = {{커밋 {commit}}}",
            "}",
        ]
    )


def test_the_keyboard_reaches_everything_in_order(tab: Page) -> None:
    tab.locator(".take-along button").first.focus()
    reached = []
    for _ in range(7):
        reached.append(tab.evaluate("document.activeElement.textContent"))
        if reached[-1] == "인용":
            tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
    names = [
        *tab.locator(".take-along").evaluate(
            "row => [...row.querySelectorAll('a, button, summary')].map(e => e.textContent)"
        )
    ]
    assert reached[: len(names)] == names


@pytest.mark.parametrize("width", [390, 1280])
def test_it_takes_no_more_than_a_line(width: int, tab: Page) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    settled(tab)
    box = tab.locator(".take-along").bounding_box()
    assert box
    assert box["height"] < 30
    tab.locator(".take-along summary").click()
    assert tab.locator(".take-along pre").first.is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_when_all_is_shown(scheme: str, tab: Page) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.get_by_role("button", name="Markdown으로 복사").click()
    said(tab)
    unfold(tab, script())
    assert violations(tab, ".take-along", scheme) == []


def test_without_javascript_there_are_links_and_no_buttons(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}kl-divergence/")
    row = tab.locator(".take-along")
    assert row.get_by_role("link", name="Markdown 보기").is_visible()
    row.locator("summary").click()
    assert row.locator("pre").first.is_visible()
    assert row.get_by_role("button").count() == 0
    context.close()
