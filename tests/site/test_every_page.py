"""Every page, as a reader opens it on a phone in the dark and on a desktop by day."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe import script, unfold, violations
from listening import complaints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/") for path in DOCS.rglob("*.md")
)

# Sums up layout shifts from the very beginning of a page.
SHIFTS = """
window.shift = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
MOVED = 0.01
"""A shift that counts: where a font is put into use a frame late, which happens on a busy machine, lines move by less."""
ARRIVED = "font => performance.getEntriesByType('resource').some(got => got.name.endsWith(font) && got.responseEnd)"


@pytest.fixture(scope="session")
def axe(site: Path) -> str:
    return script()


def visit(tab: Page, address: str, page: str, site: Path) -> None:
    """Open a page, whose style sheet comes when the fonts that it preloads are there.

    A busy machine may be done with the style sheet before them, and their text moves; what is not preloaded is not even asked for
    before the style sheet names it.
    """
    sheets: list[Route] = []
    tab.route(f"{address}assets/site.css", lambda route: sheets.append(route))
    tab.goto(address + page, wait_until="commit")
    html = (site / page / "index.html").read_text(encoding="utf-8")
    for font in re.findall(r'<link rel="preload" href="[./]*([^"]+)" as="font"', html):
        tab.wait_for_function(ARRIVED, arg=font, polling=20)  # nothing is drawn yet, so that no frame tells
    while not sheets:  # where nothing is preloaded it may not have been asked for yet
        tab.wait_for_timeout(10)
    sheets.pop().continue_()
    tab.wait_for_load_state("networkidle")


def opened(page: str, width: int, scheme: Any, browser: Browser, site: Path, address: str) -> Page:
    """Open a page; nothing of it may fail, move, or be wider than the screen."""
    # Even a font that is there is put into use by a task of its own: where a frame comes between, on a busy machine about once in
    # 300 visits, the text moves. A fault moves it at every visit.
    for _ in range(2):
        failed: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab = context.new_page()
        tab.add_init_script(SHIFTS)
        heard = complaints(tab, address)
        tab.on("requestfailed", lambda request, failed=failed: failed.append(request.url))
        tab.on("response", lambda got, failed=failed: failed.append(got.url) if got.status >= 400 else None)
        visit(tab, address, page, site)
        assert heard == []
        assert failed == []
        if tab.evaluate("window.shift") < MOVED:
            break
        context.close()
    else:
        raise AssertionError("the page moves while it opens")
    # Formulas, tables and code scroll inside themselves, never the page.
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("document.documentElement.lang") == "ko"
    ids = tab.evaluate("[...document.querySelectorAll('article [id]')].map(e => e.id)")
    assert [name for name, uses in Counter(ids).items() if uses > 1] == []
    return tab


# Width and scheme do not meddle with each other: each of the two is tried once on every page.
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_well_nothing_moves_and_axe_finds_nothing(
    page: str, browser: Browser, site: Path, address: str, axe: str
) -> None:
    opened(page, 1280, "light", browser, site, address).context.close()
    tab = opened(page, 390, "dark", browser, site, address)
    unfold(tab, axe)
    assert violations(tab, "article", "dark") == []
    # Turned, and not opened anew: axe takes half the time on a page that it knows.
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.emulate_media(color_scheme="light")
    assert violations(tab, "article", "light") == []
    tab.context.close()


def test_what_goes_wrong_is_noticed(browser: Browser, site: Path, address: str) -> None:
    context = browser.new_context()
    context.route("https://elsewhere.invalid/**", lambda route: route.fulfill(body=""))
    tab = context.new_page()
    tab.add_init_script(SHIFTS)
    heard = complaints(tab, address)
    visit(tab, address, "", site)
    assert heard == []
    before = tab.evaluate("window.shift")
    tab.evaluate("console.warn('warned'); setTimeout(() => { throw new Error('thrown') })")
    tab.evaluate("fetch('https://elsewhere.invalid/', { mode: 'no-cors' })")
    tab.evaluate("document.querySelector('article').insertAdjacentHTML('afterbegin', '<div style=height:300px></div>')")
    tab.wait_for_function("before => window.shift > before + 0.01", arg=before)
    assert sorted(heard) == ["elsewhere: https://elsewhere.invalid/", "thrown", "warned"]
    context.close()


def test_a_font_that_is_not_preloaded_is_noticed(browser: Browser, site: Path, address: str) -> None:
    """It comes when all else is there: the browser has kept room for letters of another font."""
    tab = browser.new_page(viewport={"width": 390, "height": 3000})  # with many formulas
    tab.add_init_script(SHIFTS)
    html = (site / "gradient/index.html").read_text(encoding="utf-8")
    without = re.sub(r'<link rel="preload"[^>]* as="font"[^>]*>', "", html)
    tab.route(f"{address}gradient", lambda route: route.fulfill(body=without, content_type="text/html"))
    held: list[Route] = []
    tab.route("**/*.woff2", lambda route: held.append(route))
    tab.goto(f"{address}gradient", wait_until="commit")
    tab.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    while not held:
        tab.wait_for_timeout(10)
    assert tab.evaluate("window.shift") < MOVED
    tab.unroute("**/*.woff2")
    for route in held:
        route.continue_()
    tab.wait_for_function("moved => window.shift > moved", arg=MOVED)
    tab.close()


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[Page]:
    """A tab without scripts: one page leaves nothing to the next."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_without_javascript(page: str, scriptless: Page, address: str) -> None:
    tab = scriptless
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.goto(address + page)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.set_viewport_size({"width": 1280, "height": 720})
    article = tab.locator("article")
    formulas = article.locator(".arithmatex")
    assert formulas.count() == article.locator(".arithmatex .katex-html").count()
    assert article.locator(".katex-error, .prekatex-error").count() == 0
    # Answers are folded, and unfold without a script; of tabs the first is shown.
    tab.evaluate("document.querySelectorAll('details').forEach(answer => { answer.open = true; })")
    for output in article.locator(".drift-output:not(.tabbed-block *)").all():
        assert output.is_visible()
    tab.evaluate("document.querySelectorAll('pre').forEach(code => code.remove())")  # examples may print TeX
    assert "\\frac" not in article.inner_text()
