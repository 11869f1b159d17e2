"""Examples run in the browser: nothing before a reader asks, then Python that prints what the page says."""

from __future__ import annotations

import json
import os
import re
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyodide_release
import pytest
from listening import complaints

from drift.examples import read_page
from drift.settings import load_settings
from playground.runnable import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route

BASE = "https://cdn.jsdelivr.net/pyodide/v314.0.4/full/"
DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/") for path in DOCS.rglob("*.md")
)
READY = "기록된 출력과 같습니다."
fetched: dict[str, int] = {}
"""What the browser has fetched from Pyodide's host: addresses and bytes."""


@pytest.fixture(scope="module")
def release() -> None:
    try:
        pyodide_release.fetch()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Pyodide is not at hand: {error}")


@pytest.fixture(scope="module")
def context(browser: Browser, release: None) -> Iterator[BrowserContext]:
    """A browser whose requests to Pyodide's host are answered from the release on disk; it stays warm over the tests."""
    context = browser.new_context()
    fetched.clear()

    def answer(route: Route) -> None:
        found = pyodide_release.read(route.request.url.removeprefix(BASE))
        if found is None:
            route.fulfill(status=404)
        else:
            fetched[route.request.url] = len(found[0])
            route.fulfill(body=found[0], content_type=found[1], headers={"access-control-allow-origin": "*"})

    context.route(f"{BASE}**", answer)
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext, address: str) -> Iterator[Page]:
    tab = context.new_page()
    heard = complaints(tab, address, BASE)
    yield tab
    tab.close()
    assert heard == []


@pytest.fixture
def agreed(tab: Page) -> Page:
    """A tab whose reader has agreed to the download."""
    tab.add_init_script("sessionStorage.setItem('playground-agreed', 'yes')")
    return tab


@pytest.fixture
def ready(agreed: Page, address: str) -> Page:
    """A lesson whose first example has run: Python is there, and the code can be changed."""
    agreed.goto(f"{address}entropy/")
    assert run(agreed, 0) == READY
    return agreed


def wait_for(tab: Page, place: int, pattern: str, seconds: float = 90) -> str:
    """Return what the status of an example says when it says this."""
    status = tab.locator(".playground-status").nth(place)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text = status.inner_text()
        if re.search(pattern, text):
            return text
        tab.wait_for_timeout(20)
    raise AssertionError(f"it says {status.inner_text()!r} and not {pattern!r}")


def run(tab: Page, place: int) -> str:
    tab.locator(".playground-bar").nth(place).get_by_role("button", name="실행").click()
    return wait_for(tab, place, "기록된|오류|못했습니다")


def change(tab: Page, code: str, key: str = "Control+Enter") -> None:
    """Put other code into the first example, and run it by a key."""
    field = tab.locator(".playground-code").first
    field.fill(code)
    field.press(key)


def follow(tab: Page, url: str) -> None:
    """Go to a page by a link, and wait until the theme has put its text in place of the old one's."""
    tab.evaluate(
        """url => {
          document.querySelector("article").classList.add("old");
          [...document.querySelectorAll(".md-nav--primary a")].find(link => link.href.split("#")[0] === url).click();
        }""",
        url,
    )
    tab.wait_for_function(
        """url => location.href === url && document.querySelector("article:not(.old)")
          && (!document.querySelector(".playground-data") || document.querySelector(".playground-bar"))""",
        arg=url,
    )


def test_every_example_prints_its_recording(agreed: Page, address: str) -> None:
    """As a reader walks through the site, by its navigation: Python stays loaded. With `-rP` it tells how long that takes."""
    tab = agreed
    wrong, seconds = {}, []
    tab.goto(address, wait_until="networkidle")  # until the theme knows the site's pages, a link loads a page as usual
    for page in PAGES:
        follow(tab, f"{address}{page}/" if page else address)
        data = tab.locator(".playground-data")
        examples = json.loads(data.get_attribute("data-playground") or "")["examples"] if data.count() else {}
        assert tab.locator(".playground-bar").count() == len(examples), page
        # Answers to exercises are folded.
        tab.evaluate("document.querySelectorAll('details').forEach(answer => { answer.open = true; })")
        for place in range(len(examples)):
            start = time.perf_counter()
            said = run(tab, place)
            seconds.append(time.perf_counter() - start)
            if said != READY:
                wrong[f"{page} {place}"] = said
    first, *others = seconds
    print(f"{len(seconds) - len(wrong)} of {len(seconds)} examples print their recordings")
    print(
        f"{first:.1f} s for the first, {statistics.median(others):.2f} s for the others (median; {max(others):.1f} at most)"
    )
    print(f"{sum(fetched.values()) / 1e6:.2f} MB from Pyodide's host in {len(fetched)} files, before compression")
    assert wrong == {}
    assert len(seconds) >= 150


def test_all_examples_of_a_lesson_without_frameworks_can_run_but_its_figures() -> None:
    """What needs a framework, a figure, a file or a warning cannot; that must not be said of others by mistake."""
    settings = load_settings(DOCS.parent)
    page = read_page("entropy.md", (DOCS / "entropy.md").read_text(encoding="utf-8"), settings)
    assert set(describe(page)) == {str(example.index) for example in page.examples if example.figure is None}


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_buttons_come(width: int, browser: Browser, address: str) -> None:
    """Neither for who reads already, nor for who comes back to the place that they left."""
    heights = []
    for script in ("**/none.js", "**/playground.js"):
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.route(script, lambda route: route.abort())
        tab.goto(f"{address}softmax-and-logits/", wait_until="networkidle")
        heights.append((tab.locator(".playground-bar").count(), tab.evaluate("document.body.scrollHeight")))
        tab.close()
    (bars, with_bars), (none, without) = heights
    assert bars > 5
    assert none == 0
    assert abs(with_bars - without) <= 2


def test_nothing_is_fetched_before_a_reader_agrees(browser: Browser, address: str) -> None:
    requests: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(f"{address}entropy/", wait_until="networkidle")
    assert not [url for url in requests if "worker.js" in url or ".whl" in url or not url.startswith(address)]
    bar = tab.locator(".playground-bar").first
    bar.get_by_role("button", name="실행").click()
    question = tab.locator(".playground-question").first
    assert "9 MB" in question.inner_text()
    assert "cdn.jsdelivr.net" in question.inner_text()
    question.get_by_role("button", name="그만두기").click()
    assert not question.is_visible()
    assert not [url for url in requests if "worker.js" in url or not url.startswith(address)]
    tab.close()


def test_a_reader_changes_an_example_and_gets_it_back(ready: Page) -> None:
    field = ready.locator(".playground-code").first
    original = field.input_value()
    change(ready, "print(6 * 7)")
    assert wait_for(ready, 0, "다릅니다") == "기록된 출력과 다릅니다."
    assert "+42" in ready.locator(".playground-result").first.inner_text()
    ready.locator(".playground-bar").first.get_by_role("button", name="처음대로").click()
    assert field.input_value() == original
    assert run(ready, 0) == READY


def test_a_traceback_shows_the_readers_lines_only(ready: Page) -> None:
    change(ready, "from xent import entropy\n\nentropy([0.5, 0.6])", key="Meta+Enter")
    wait_for(ready, 0, "오류")
    said = ready.locator(".playground-result").first.inner_text()
    assert '"예제", line 3' in said
    assert "ValueError: p의 합이 1.1입니다" in said
    assert "site-packages" not in said
    assert "_validation.py" not in said


def test_an_endless_loop_can_be_stopped(ready: Page) -> None:
    change(ready, "print('시작')\nwhile True:\n    pass")
    ready.locator(".playground-result", has_text="시작").first.wait_for()
    bar = ready.locator(".playground-bar").first
    bar.get_by_role("button", name="멈추기").click()
    assert wait_for(ready, 0, "멈췄") == "멈췄습니다."
    bar.get_by_role("button", name="처음대로").click()
    assert run(ready, 0) == READY  # in a new worker


def test_endless_output_ends_by_itself(ready: Page) -> None:
    change(ready, "while True:\n    print('끝없이')")
    wait_for(ready, 0, "오류")
    assert "200,000자를 넘어" in ready.locator(".playground-result").first.inner_text()


def test_it_works_after_instant_navigation(ready: Page) -> None:
    ready.locator(".md-footer__link--next").click()
    ready.wait_for_url(lambda url: not url.endswith("/entropy/"))
    ready.locator(".playground-bar").first.wait_for()
    assert run(ready, 0) == READY


def test_keys_alone_suffice(agreed: Page, address: str) -> None:
    tab = agreed
    tab.goto(f"{address}entropy/")
    tab.locator(".playground-bar button").first.focus()
    tab.keyboard.press("Enter")
    wait_for(tab, 0, "기록된")
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("document.activeElement.tagName") == "TEXTAREA"
    tab.keyboard.press("Tab")  # a text field that kept it would be a trap
    assert tab.evaluate("document.activeElement.textContent") == "실행"


def test_without_javascript_the_page_is_as_before(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}entropy/")
    assert tab.locator(".playground-bar").count() == 0
    assert tab.locator(".drift-output").first.is_visible()
    context.close()
