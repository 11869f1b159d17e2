"""The built site in a real browser: what a reader gets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_well(page: str, width: int, scheme: Any, browser: Browser, address: str) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    tab.on(
        "response",
        lambda response: complaints.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
    )
    tab.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.add_init_script(SHIFTS)
    tab.goto(address + page, wait_until="networkidle")
    assert complaints == []
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
    # Formulas, tables and code scroll inside themselves, never the page.
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("window.shift") < 0.01
    assert tab.evaluate("document.documentElement.lang") == "ko"
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_without_javascript(page: str, browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address + page)
    article = tab.locator("article")
    formulas = article.locator(".arithmatex")
    assert formulas.count() == article.locator(".arithmatex .katex-html").count()
    assert article.locator(".katex-error, .prekatex-error").count() == 0
    text = article.inner_text()
    assert "\\frac" not in text.replace(" ", "") or page == "entropy"  # there it stands in the code of an example
    for output in article.locator(".drift-output").all():
        assert output.is_visible()
    context.close()


def test_every_kind_of_output_is_on_the_page(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + "entropy")
    assert "동전 엔트로피: 0.6931" in tab.locator(".drift-output").nth(2).inner_text()
    table = tab.locator(".drift-output table").first
    assert table.locator(".katex").count() == 2
    assert "0.693" in table.inner_text()
    tab.close()


def test_search_finds_korean_words_beside_latin_ones(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    for query in ("KL발산", "분포는", "log1p", "np.clip"):
        tab.goto(address + "?q=" + query)
        result = tab.locator(".md-search-result__item").first
        result.wait_for(state="attached", timeout=15000)
    tab.close()


def test_the_reference_speaks_korean(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + "reference/")
    text = tab.locator("article").inner_text()
    for label in ("매개변수", "반환값", "예외", "예제"):
        assert label in text
    for label in ("Parameters", "Returns", "Raises", "Examples"):
        assert label not in text
    assert tab.locator("article details summary", has_text="소스 코드").count() == 4
    tab.close()
