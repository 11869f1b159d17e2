"""Examples run in the browser: nothing before a reader asks, then Python that prints what the page says."""

from __future__ import annotations

import json
import os
import re
import statistics
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pyodide_release
import pytest
from environment import Environment
from listening import complaints
from sources import PAGES as SOURCES

from sitekit.playground import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route

BASE = "https://cdn.jsdelivr.net/pyodide/v314.0.4/full/"
DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/") for path in DOCS.rglob("*.md")
)
BAR = ".playground-bar:has(.playground-status)"  # of an example that can run
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


AGREED = "sessionStorage.setItem('playground-agreed', 'yes')"


@pytest.fixture
def agreed(tab: Page) -> Page:
    """A tab whose reader has agreed to the download."""
    tab.add_init_script(AGREED)
    return tab


@pytest.fixture(scope="module")
def warm(context: BrowserContext) -> Page:
    """A tab that stays open over the tests: it takes long until Python is there."""
    tab = context.new_page()
    tab.add_init_script(AGREED)
    return tab


@pytest.fixture
def ready(warm: Page, address: str) -> Iterator[Page]:
    """A lesson whose first example has run as it stands: Python is there, and the code can be changed."""
    heard = complaints(warm, address, BASE)
    if warm.url != f"{address}entropy/":
        warm.goto(f"{address}entropy/")
    if (undo := warm.get_by_role("button", name="처음대로").first).is_visible():
        undo.click()
    assert run(warm, 0) == READY
    yield warm
    assert heard == []


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
    tab.locator(BAR).nth(place).get_by_role("button", name="실행").click()
    return wait_for(tab, place, "기록된|오류|못했습니다")


def change(tab: Page, code: str, key: str = "Control+Enter") -> None:
    """Put other code into the first example, and run it by a key."""
    field = tab.locator(".playground-code").first
    if not field.is_visible():
        press(tab, "고치기")
    field.fill(code)
    field.press(key)


def press(tab: Page, name: str) -> None:
    tab.locator(BAR).first.get_by_role("button", name=name).click()


def codes_seen(tab: Page) -> list[str]:
    """Return what of the first example's code a reader sees, as code or in a field."""
    box = tab.locator(".drift-example:has(.playground-status)").first
    pre, field = box.locator("pre"), box.locator("textarea")
    seen = [one.inner_text() for one in pre.all() if one.is_visible()]
    return seen + [one.input_value() for one in field.all() if one.is_visible()]


def focused(tab: Page) -> str:
    """Return the name of what has the focus; empty if nothing has."""
    return tab.evaluate("(at => at === document.body ? '' : at.ariaLabel || at.textContent)(document.activeElement)")


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


# Presses every button of a page, answers to exercises included, and returns what each example says and how long it takes.
RUN_ALL = """
async (bars) => {
  const said = [];
  for (const bar of document.querySelectorAll(bars)) {
    const start = performance.now(), status = bar.querySelector(".playground-status");
    [...bar.querySelectorAll("button")].find(button => button.textContent === "실행").click();
    while (!/기록된|오류|못했습니다/.test(status.textContent) && performance.now() - start < 90_000)
      await new Promise(done => setTimeout(done, 5));
    said.push([status.textContent, (performance.now() - start) / 1000]);
  }
  return said;
}
"""


def test_every_example_prints_its_recording(agreed: Page, address: str) -> None:
    """As a reader walks through the site, by its navigation: Python stays loaded. With `-rP` it tells how long that takes."""
    tab = agreed
    wrong, seconds = {}, []
    tab.goto(address, wait_until="networkidle")  # until the theme knows the site's pages, a link loads a page as usual
    for page in PAGES:
        url = f"{address}{page}/" if page else address
        if tab.url != url:  # the first one may be there already: a link to it leads to its top
            follow(tab, url)
        data = tab.locator(".playground-data")
        examples = json.loads(data.get_attribute("data-playground") or "")["examples"] if data.count() else {}
        found = tab.evaluate(RUN_ALL, BAR)
        assert len(found) == len(examples), page
        seconds += [took for _, took in found]
        wrong |= {f"{page} {place}": said for place, (said, _) in enumerate(found) if said != READY}
    first, *others = seconds
    print(f"{len(seconds) - len(wrong)} of {len(seconds)} examples print their recordings")
    print(
        f"{first:.1f} s for the first, {statistics.median(others):.2f} s for the others (median; {max(others):.1f} at most)"
    )
    print(f"{sum(fetched.values()) / 1e6:.2f} MB from Pyodide's host in {len(fetched)} files, before compression")
    assert wrong == {}
    assert len(seconds) == sum(len(describe(page)) for page in SOURCES)


def test_all_examples_of_a_lesson_without_frameworks_can_run_but_its_figures() -> None:
    """What needs a framework, a figure, a file or a warning cannot; that must not be said of others by mistake."""
    page = next(page for page in SOURCES if page.name == "docs/entropy.md")
    assert set(describe(page)) == {str(example.index) for example in page.examples if example.figure is None}


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_buttons_come(width: int, browser: Browser, address: str) -> None:
    """Neither for who reads already, nor for who comes back to the place that they left."""
    heights = []
    for script in ("**/none.js", "**/playground.js"):
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.route(script, lambda route: route.abort())
        tab.goto(f"{address}softmax-and-logits/", wait_until="networkidle")
        heights.append((tab.locator(BAR).count(), tab.evaluate("document.body.scrollHeight")))
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
    bar = tab.locator(BAR).first
    bar.get_by_role("button", name="실행").click()
    question = tab.locator(".playground-question").first
    assert "9 MB" in question.inner_text()
    assert "cdn.jsdelivr.net" in question.inner_text()
    question.get_by_role("button", name="그만두기").click()
    assert not question.is_visible()
    assert not [url for url in requests if "worker.js" in url or not url.startswith(address)]
    tab.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_code_is_there_once(width: int, ready: Page) -> None:
    """Before it is changed and while it is; running it takes nothing away and adds nothing."""
    ready.set_viewport_size({"width": width, "height": 900})
    (code,) = codes_seen(ready)
    assert "outcomes" in code
    press(ready, "고치기")
    (field,) = codes_seen(ready)
    assert field.split() == code.split()
    change(ready, "print(6 * 7)")
    wait_for(ready, 0, "다릅니다")
    assert codes_seen(ready) == ["print(6 * 7)"]
    press(ready, "처음대로")
    assert codes_seen(ready) == [code]


def test_a_text_field_lies_where_the_code_lay(ready: Page) -> None:
    before = ready.locator(".drift-example pre").first.bounding_box()
    press(ready, "고치기")
    after = ready.locator(".playground-code").first.bounding_box()
    assert before is not None
    assert after is not None
    assert [after[side] for side in ("x", "y", "width")] == pytest.approx(
        [before[side] for side in ("x", "y", "width")], abs=1
    )
    assert after["height"] == pytest.approx(before["height"], abs=6)


def test_the_code_is_changed_from_its_first_letter(ready: Page) -> None:
    """On a screen that is narrower than its lines."""
    ready.set_viewport_size({"width": 280, "height": 844})
    press(ready, "고치기")
    field = ready.locator(".playground-code").first
    assert field.evaluate("e => e.scrollWidth > e.clientWidth")
    assert field.evaluate("e => [e.scrollLeft, e.scrollTop]") == [0, 0]
    ready.keyboard.type("#")
    assert field.input_value().startswith("#")


def test_a_reader_changes_an_example_and_gets_it_back(ready: Page) -> None:
    (original,) = codes_seen(ready)
    change(ready, "print(6 * 7)")
    assert wait_for(ready, 0, "다릅니다") == "기록된 출력과 다릅니다."
    assert "+42" in ready.locator(".playground-result").first.inner_text()
    press(ready, "처음대로")
    assert codes_seen(ready) == [original]
    assert run(ready, 0) == READY


def test_what_was_changed_is_there_on_coming_back(ready: Page, address: str) -> None:
    change(ready, "print(6 * 7)")
    wait_for(ready, 0, "다릅니다")
    ready.goto(f"{address}kl-divergence/")
    ready.goto(f"{address}entropy/")
    ready.locator(BAR).first.wait_for()
    assert codes_seen(ready) == ["print(6 * 7)"]
    press(ready, "처음대로")
    ready.reload()
    ready.locator(BAR).first.wait_for()
    assert "outcomes" in codes_seen(ready)[0]


@pytest.mark.parametrize("changed", [False, True])
def test_a_table_looks_as_its_recording_does(changed: bool, agreed: Page, address: str) -> None:
    """So does the table of an example that a reader has changed, and the sentence below it."""
    agreed.goto(f"{address}temperature/")
    box = agreed.locator(
        ".drift-example:has(.playground-status):has(+ .drift-output table):has(+ .drift-output p)"
    ).first
    bars = agreed.locator(BAR)
    place = bars.evaluate_all("(bars, box) => bars.findIndex(bar => box.contains(bar))", box.element_handle())
    if changed:
        box.get_by_role("button", name="고치기").click()
        field = box.locator("textarea")
        field.fill(field.input_value().replace("[1, 2, 5", "[1, 2, 3, 5") + '\nprint("끝입니다.")')
    said = run(agreed, place)
    assert said == ("기록된 출력과 다릅니다." if changed else READY)
    recording = box.locator("+ .drift-output")
    result = agreed.locator(".playground-result:not([hidden]) > .drift-output")
    seen, wanted = result.inner_text(), recording.inner_text()
    for part in ("table", "th", "td", "p"):
        found, known = result.locator(part), recording.locator(part)
        assert found.first.is_visible()
        assert found.count() >= known.count() > 0
        one, other = found.first.bounding_box(), known.first.bounding_box()
        assert one is not None
        assert other is not None
        if part != "table" or not changed:
            assert one["height"] == pytest.approx(other["height"], abs=1)
        assert one["x"] == pytest.approx(other["x"], abs=6)
    if changed:
        assert result.locator("tbody tr").count() == recording.locator("tbody tr").count() + 1
        assert "끝입니다." in seen
    else:
        assert seen == wanted


def test_a_traceback_shows_the_readers_lines_only(ready: Page) -> None:
    change(ready, "from crossent import entropy\n\nentropy([0.5, 0.6])", key="Meta+Enter")
    wait_for(ready, 0, "오류")
    said = ready.locator(".playground-result").first.inner_text()
    assert '"예제", line 3' in said
    assert "ValueError: p의 합이 1.1입니다" in said
    assert "site-packages" not in said
    assert "_validation.py" not in said


def test_an_endless_loop_can_be_stopped(ready: Page) -> None:
    change(ready, "print('시작')\nwhile True:\n    pass")
    ready.locator(".playground-result", has_text="시작").first.wait_for()
    bar = ready.locator(BAR).first
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
    ready.locator(BAR).first.wait_for()
    assert run(ready, 0) == READY


def test_keys_alone_suffice_and_the_focus_is_never_lost(context: BrowserContext, tab: Page, address: str) -> None:
    tab.goto(f"{address}entropy/")
    tab.locator(f"{BAR} button").first.focus()
    tab.keyboard.press("Enter")
    assert focused(tab) == "내려받고 실행"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert focused(tab) == "실행"  # behind "그만두기"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    assert focused(tab) == "실행"
    wait_for(tab, 0, "기록된")
    assert focused(tab) == "실행"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert focused(tab).startswith("예제 코드")
    tab.keyboard.press("Control+a")
    tab.keyboard.type("while True: pass")
    tab.keyboard.press("Tab")  # a text field that kept it would be a trap
    assert focused(tab) == "실행"
    tab.keyboard.press("Enter")
    wait_for(tab, 0, "실행하는")
    tab.keyboard.press("Tab")
    assert focused(tab) == "멈추기"
    tab.keyboard.press("Enter")
    assert focused(tab) == "실행"
    tab.keyboard.press("Tab")
    assert focused(tab) == "처음대로"
    tab.keyboard.press("Enter")
    assert focused(tab) == "고치기"


def test_a_second_example_waits_for_the_first(ready: Page) -> None:
    change(ready, "while True: pass")
    wait_for(ready, 0, "실행하는")
    ready.locator(BAR).nth(1).get_by_role("button", name="실행").click()
    assert "다른 예제를 실행하고 있습니다" in wait_for(ready, 1, ".")
    press(ready, "멈추기")
    assert run(ready, 1) == READY


@pytest.mark.parametrize(
    ("code", "said"),
    [("import matplotlib", "pip install -r {}packages/crossent.txt matplotlib"), ("input()", "입력받을 수 없습니다")],
)
def test_what_a_browser_cannot_do_ends_in_a_korean_sentence(code: str, said: str, ready: Page, address: str) -> None:
    change(ready, code)
    wait_for(ready, 0, "오류")
    advice = ready.locator(".playground-advice:visible").inner_text()
    assert said.format(address) in advice
    assert advice.endswith("십시오.")


def test_with_storage_that_throws_it_runs(context: BrowserContext, address: str) -> None:
    tab = context.new_page()  # the theme's own script does not catch what storage throws
    tab.add_init_script(
        """for (const name of ["sessionStorage", "localStorage"])
          Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });"""
    )
    tab.goto(f"{address}entropy/")
    with pytest.raises(Exception, match=r"SecurityError|blocked"):
        tab.evaluate("sessionStorage.length")
    press(tab, "실행")
    tab.get_by_role("button", name="내려받고 실행").click()
    assert wait_for(tab, 0, "기록된") == READY
    change(tab, "print(1)")  # without a question
    wait_for(tab, 0, "다릅니다")
    tab.close()


@pytest.mark.parametrize("how", ["refused", "404"])
def test_a_blocked_host_is_named(how: str, browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.route(f"{BASE}**", lambda route: route.abort() if how == "refused" else route.fulfill(status=404))
    tab = context.new_page()
    tab.goto(f"{address}entropy/")
    press(tab, "실행")
    tab.get_by_role("button", name="내려받고 실행").click()
    said = wait_for(tab, 0, "못해")
    assert "cdn.jsdelivr.net에서" in said
    assert "실행한 출력" not in tab.locator("article").inner_text()
    advice = tab.locator(".playground-advice:visible").inner_text()
    assert "막혀 있을 수 있습니다" in advice
    assert f"pip install -r {address}packages/crossent.txt" in advice
    assert "TypeError" not in tab.locator("article").inner_text()
    context.close()


def unfold(tab: Page) -> None:
    """Show the code that draws figures, also where it stands in an answer that is folded itself."""
    tab.locator("article details").evaluate_all("all => all.forEach(e => { e.open = true; })")


@pytest.mark.parametrize("page", ["entropy/", "keras/"])
def test_an_example_that_no_browser_can_run_says_how_to_run_it(page: str, browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + page)
    unfold(tab)
    button = tab.get_by_role("button", name="내 컴퓨터에서 실행하기").first
    button.click()
    advice = tab.locator(".playground-advice:visible").inner_text()
    assert f"pip install -r {address}packages/crossent.txt " in advice
    button.click()
    assert tab.locator(".playground-advice:visible").count() == 0
    tab.close()


def test_where_code_is_folded_the_buttons_are_folded_with_it(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{address}why-cross-entropy/", wait_until="networkidle")
    example = tab.locator(".drift-example").first
    code, change = example.locator("pre"), example.get_by_role("button", name="고치기")
    assert (code.is_visible(), change.is_visible()) == (False, False)
    assert tab.locator(".drift-output").first.is_visible()
    example.locator("summary").click()
    assert (code.is_visible(), change.is_visible()) == (True, True)
    change.click()
    assert example.locator("textarea").is_visible()
    tab.close()


@pytest.mark.parametrize("page", ["", "reference/", "entropy/"])
def test_the_command_that_pages_give_installs_the_package(
    page: str, browser: Browser, address: str, tmp_path: Path
) -> None:
    tab = browser.new_page()
    tab.goto(address + page)
    if page == "entropy/":
        unfold(tab)
        tab.get_by_role("button", name="내 컴퓨터에서 실행하기").first.click()
    command = tab.locator("article code:visible").filter(has_text="pip install").first.text_content() or ""
    tab.close()
    # What other hosts have is there already, so that no index is asked.
    environment = Environment(tmp_path, ["numpy", "matplotlib"])
    done = environment.run("python", "-m", *command.split())
    assert done.returncode == 0, done.stdout
    code = (
        "from importlib import metadata; import crossent; print(metadata.version('crossent'), crossent.entropy([1, 0]))"
    )
    declared = tomllib.loads((DOCS.parent / "src/crossent/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert environment.run("python", "-c", code).stdout == f"{declared['version']} 0.0\n"


def test_without_javascript_the_page_is_as_before(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}entropy/")
    assert tab.locator(BAR).count() == 0
    assert tab.locator(".drift-output").first.is_visible()
    context.close()
