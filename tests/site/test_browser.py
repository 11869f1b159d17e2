"""The built site in a real browser: what a reader gets."""

from __future__ import annotations

import inspect
import platform
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from listening import complaints
from playwright.sync_api import expect

from crossent import losses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

REPOSITORY = "https://github.com/somebody/fork"  # as conftest.py builds the site


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_is_of_the_pages_colours_and_font(scheme: Any, browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme=scheme, java_script_enabled=True)
    tab = context.new_page()
    tab.goto(address + "entropy/", wait_until="networkidle")
    figure = tab.locator("figure.drift-figure svg").first
    assert figure.is_visible()
    assert "정보량" in str(
        figure.get_by_text("동전의 앞면", exact=True).evaluate(
            "e => e.closest('svg').querySelector('title').textContent"
        )
    )
    look = "e => [getComputedStyle(e).fill, getComputedStyle(e).fontFamily]"
    colour, font = figure.get_by_text("동전의 앞면", exact=True).evaluate(look)
    paragraph = tab.locator("article h2 + p").first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(e).fontFamily]"
    )
    assert [colour, font] == paragraph
    context.close()


def test_every_kind_of_output_is_on_the_page(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + "entropy")
    assert tab.locator(".drift-output", has_text="동전 엔트로피: 0.6931").count() == 1
    table = tab.locator(".drift-output table").first
    assert table.locator("th").all_inner_texts() == ["시행", "각 결과의 확률", "엔트로피"]
    assert "0.693" in table.inner_text()
    tab.close()


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A tab in which nothing may go wrong."""
    context = browser.new_context(color_scheme="light")
    tab = context.new_page()
    heard = complaints(tab, address)
    yield tab
    context.close()
    assert heard == []


def test_the_theme_can_be_switched_and_stays(tab: Page, address: str) -> None:
    tab.goto(address, wait_until="networkidle")
    body = tab.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "default"
    # By its place: what it is called changes with each click.
    for scheme in ("default", "slate"):
        tab.locator("#palette button:visible").click()
        assert body.get_attribute("data-md-color-scheme") == scheme
        assert tab.evaluate("document.activeElement.closest('#palette')") is not None  # a key can press it again
    tab.reload(wait_until="networkidle")
    assert body.get_attribute("data-md-color-scheme") == "slate"


def test_a_page_follows_the_system_from_its_first_moment_on(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.route("**/*.js", lambda route: route.abort())  # no script but the one in the page
    tab.goto(address + "entropy/")
    body = tab.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    # The browser's own bar has the colour of the header below it.
    header = tab.locator(".md-header").evaluate("e => getComputedStyle(e).backgroundColor")
    colour = tab.locator("meta[name=theme-color]").get_attribute("content") or ""
    assert header == f"rgb({int(colour[1:3], 16)}, {int(colour[3:5], 16)}, {int(colour[5:], 16)})"
    tab.emulate_media(color_scheme="light")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    context.close()


def test_after_instant_navigation_the_title_has_the_focus(tab: Page, address: str) -> None:
    """So the keyboard goes on from there, and a screen reader says which page has come."""
    focused = "document.activeElement.tagName"
    tab.goto(address + "entropy/", wait_until="networkidle")
    assert tab.evaluate(focused) == "BODY"
    tab.locator(".md-nav--primary").get_by_text("KL 발산", exact=True).click()
    tab.wait_for_url("**/kl-divergence/")
    tab.wait_for_function(f"{focused} === 'H1'")
    assert "KL 발산" in tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('article') !== null")


def test_instant_navigation_keeps_everything_working(tab: Page, address: str) -> None:
    fonts: list[str] = []
    tab.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    tab.goto(address + "reference/drift/", wait_until="networkidle")  # a page without formulas
    tab.evaluate("window.stayed = true")
    tab.locator(".md-nav--primary").get_by_text("KL 발산", exact=True).click()
    tab.wait_for_url("**/kl-divergence/")
    tab.locator("h1", has_text="KL 발산").wait_for()
    assert tab.evaluate("window.stayed")  # the page was not loaded anew
    # Formulas have their style sheet, code its button, tables their scroll box, also on a page that came this way.
    tab.wait_for_function("getComputedStyle(document.querySelector('article .katex')).fontFamily.includes('KaTeX')")
    tab.wait_for_load_state("networkidle")
    assert len(fonts) == len(set(fonts)) > 0  # none was preloaded in vain
    code = tab.locator("article .drift-example > .highlight:has(> pre)").first
    code.scroll_into_view_if_needed()
    code.locator(".md-code__button[data-md-type=copy]").wait_for()
    assert tab.locator("article .md-typeset__scrollwrap").count() > 0
    tab.locator(".md-search__input").fill("발산")
    tab.keyboard.press("End")
    tab.locator(".md-search-result__item").first.wait_for(state="attached", timeout=15000)
    assert tab.locator(".drift-output").count() > 0


def test_addresses_come_from_the_environment(site: Path, address: str, tab: Page) -> None:
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{address}entropy/</loc>" in sitemap
    tab.goto(address + "entropy/")
    assert tab.locator("link[rel=canonical]").get_attribute("href") == address + "entropy/"
    assert tab.locator("a[rel=edit]").get_attribute("href") == f"{REPOSITORY}/edit/main/docs/entropy.md"
    assert tab.locator("a.md-source").first.get_attribute("href") == REPOSITORY


def test_a_page_says_what_produced_its_outputs(tab: Page, address: str) -> None:
    tab.goto(address + "entropy/")
    foot = tab.locator("footer.provenance").inner_text()
    assert f"Python {platform.python_version()}" in foot
    assert f"NumPy {np.__version__}" in foot
    assert "TensorFlow" not in foot  # this page does not import it
    assert re.search(r"커밋 [0-9a-f]{7}", foot)


def test_a_missing_page_says_so_in_korean(site: Path) -> None:
    text = (site / "404.html").read_text(encoding="utf-8")
    assert "페이지를 찾을 수 없습니다" in text


def test_the_reference_speaks_korean(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + "reference/losses/")
    text = tab.locator("article").inner_text()
    for label in ("매개변수", "반환값", "예외", "예제"):
        assert label in text
    for label in ("Parameters", "Returns", "Raises", "Examples"):
        assert label not in text
    functions = inspect.getmembers(losses, inspect.isfunction)
    public = [name for name, of in functions if of.__module__ == losses.__name__ and not name.startswith("_")]
    sources = tab.locator("article details summary", has_text="소스 코드")
    assert sources.count() == len(public) > 0
    tab.close()
