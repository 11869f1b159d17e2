"""How pages read: on a phone, on paper, with the keyboard, and as a link elsewhere."""

from __future__ import annotations

import itertools
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from building import settled
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md"))
LESSON = "softmax-and-logits/"


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(address + LESSON, wait_until="networkidle")
    yield tab
    context.close()


BOXES = "[...document.querySelectorAll('article :is(div.arithmatex, .katex-display, .drift-figure, .md-typeset__scrollwrap)')]"


def test_what_is_wider_than_a_phone_scrolls_inside_itself_also_by_keyboard(phone: Page, address: str) -> None:
    phone.goto(f"{address}gibbs-inequality/", wait_until="networkidle")  # has a formula that no phone can hold
    settled(phone)
    # Away from the screen, too: nobody has scrolled yet.
    stops = phone.evaluate(f"{BOXES}.map(e => e.getAttribute('tabindex'))")
    phone.add_style_tag(content="* { content-visibility: visible !important }")
    wide = phone.evaluate(f"{BOXES}.map(e => e.scrollWidth > e.clientWidth + 1)")
    assert stops == ["0" if box else None for box in wide]
    assert 0 < sum(wide) < len(wide) / 2
    phone.evaluate(f"{BOXES}.find(e => e.tabIndex === 0).focus()")
    phone.keyboard.press("ArrowRight")
    phone.wait_for_function("document.activeElement.scrollLeft > 0")


def test_code_does_not_wrap_on_a_screen(phone: Page) -> None:
    assert phone.locator("article pre > code").first.evaluate("e => getComputedStyle(e).whiteSpace") == "pre"


def test_the_keyboard_is_seen(phone: Page) -> None:
    phone.keyboard.press("Tab")
    seen = phone.evaluate(
        "(() => { const style = getComputedStyle(document.activeElement); return [style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
    )
    assert seen[0] != "none"
    assert seen[1] >= 1.5


def test_nothing_moves_for_those_who_ask_for_rest(phone: Page) -> None:
    moving = "[...document.querySelectorAll('*')].filter(e => Math.max(...getComputedStyle(e).transitionDuration.split(',').map(parseFloat)) > 0.001)"
    assert phone.evaluate(f"{moving}.length") == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_left_out_is_as_high_as_it_will_be(width: int, browser: Browser, address: str) -> None:
    """Otherwise the page would jump while it is read, and a place in it would lie elsewhere when the reader comes back."""
    tab = browser.new_page(viewport={"width": width, "height": 800})
    off = []
    for page in ("softmax-and-logits/", "glossary/", "reference/losses/", "from-scratch/", "entropy/", "faq/"):
        tab.goto(address + page, wait_until="networkidle")
        heights = tab.evaluate(
            """() => {
              const boxes = [...document.querySelectorAll("article :is(pre, div.arithmatex)[style]")].filter(e => e.checkVisibility());
              const height = box => box.getBoundingClientRect().height;
              const noted = boxes.map(height);
              for (const box of boxes) box.style.contentVisibility = "visible";
              return boxes.map((box, i) => [box.textContent.slice(0, 40), noted[i], height(box)]);
            }"""
        )
        assert heights, page
        off += [(page, *box) for box in heights if abs(box[1] - box[2]) > 3]
    tab.close()
    assert off == []


@pytest.mark.parametrize("page", ["gradient/", "peers/", "reference/", "corrections/"])
def test_the_theme_s_script_neither_styles_a_page_anew_nor_moves_its_tables(
    page: str, browser: Browser, address: str
) -> None:
    places = """[...document.querySelectorAll("article table")].filter(table => table.checkVisibility()).map(table =>
      ["x", "y", "width", "height"].map(side => Math.round(table.getBoundingClientRect()[side])))"""
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    held: list[Route] = []
    tab.route("**/bundle.*.js", lambda route: held.append(route))
    tab.goto(address + page, wait_until="commit")
    tab.wait_for_function("document.readyState === 'interactive' && document.fonts.status === 'loaded'")
    tab.evaluate("sheet = document.styleSheets[0]")
    before = tab.evaluate(places)
    assert before
    held.pop().continue_()
    tab.wait_for_load_state("networkidle")
    assert tab.locator(".md-typeset__scrollwrap .md-typeset__scrollwrap").count() > 0, (
        "the script has put no table into a box"
    )
    assert tab.evaluate("document.styleSheets[0] === sheet")
    assert tab.evaluate(places) == before
    tab.close()


@pytest.mark.parametrize("page", PAGES)
def test_headings_are_in_order(page: str, site: Path) -> None:
    html = (site / page.removesuffix("index") / "index.html").read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", article)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_page_has_words_and_a_picture(page: str, site: Path, address: str) -> None:
    html = (site / page.removesuffix("index") / "index.html").read_text(encoding="utf-8")
    said = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', html))
    assert said["og:title"]
    assert len(said["og:description"]) >= 40
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:url"].startswith(address)
    assert said["og:image"].startswith(address)
    picture = (site / said["og:image"].removeprefix(address)).read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) < 20_000


def test_paper_holds_everything_and_no_navigation(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + LESSON, wait_until="networkidle")
    folded = tab.locator("article details")
    assert folded.count() > 0
    assert folded.evaluate_all("all => all.every(e => !e.open)")
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.evaluate_all("all => all.every(e => e.open)")
    for part in (".md-header", ".md-sidebar", ".md-footer", ".md-code__nav"):
        assert not any(box.is_visible() for box in tab.locator(part).all())
    assert "https://doi.org/" in str(
        tab.locator("article a[href^='https://doi.org']").first.evaluate("e => getComputedStyle(e, '::after').content")
    )
    for box in tab.locator("article pre > code").all():
        assert box.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.evaluate_all("all => all.every(e => !e.open)")
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_of_the_site_is_its_own(scheme: Any, browser: Browser, address: str, site: Path) -> None:
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto(address)
    icon = str(tab.locator("link[rel=icon]").evaluate("e => e.href"))
    assert icon.endswith(".svg")
    assert len((site / icon.removeprefix(address)).read_bytes()) < 1000
    assert tab.locator(".md-header .md-logo svg").is_visible()
    context.close()


@pytest.mark.parametrize("page", [*PAGES, "404.html"])
def test_a_page_asks_for_one_style_sheet(page: str, site: Path) -> None:
    file = site / page if page == "404.html" else site / page.removesuffix("index") / "index.html"
    (sheet,) = re.findall(r'<link[^>]* rel="?stylesheet"?[^>]*>', file.read_text(encoding="utf-8"))
    assert re.search(r'"[^"]*assets/site\.css"', sheet)


def test_a_page_shows_before_any_script_is_there(site: Path) -> None:
    html = (site / LESSON / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]* src=[^>]*>", html)
    assert len(scripts) >= 3
    assert [tag for tag in scripts if "defer" not in tag and 'type="module"' not in tag] == []


@pytest.mark.parametrize("slower", [1, 6])
def test_a_link_within_a_page_leads_there_and_leaves_all_as_it_is_on_a_slow_phone_too(
    browser: Browser, address: str, slower: int
) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    tab.goto(f"{address}kl-divergence/", wait_until="networkidle")
    answer = tab.locator(".exercise input").first
    answer.fill("0.25")
    tab.locator("details.contents summary").click()
    link = tab.locator("details.contents a").last  # the click goes to it first, as a reader does
    link.click()
    arrived = (
        f"Math.abs(document.querySelector('{link.evaluate('one => one.hash')}').getBoundingClientRect().top) < 400"
    )
    tab.wait_for_function(arrived, timeout=10_000)
    tab.wait_for_timeout(1000)
    assert tab.evaluate(arrived)  # nothing has come in between
    assert answer.input_value() == "0.25"
    assert link.is_visible()
    tab.go_back()
    tab.wait_for_function("scrollY < 2000", timeout=10_000)
    assert answer.input_value() == "0.25"
    tab.set_viewport_size({"width": 1280, "height": 844})
    tab.evaluate("scrollTo(0, 3000)")
    tab.wait_for_timeout(500)
    tab.locator(".md-nav--primary a.md-nav__link--active").first.click()  # a link to the page itself leads to its top
    tab.wait_for_function("scrollY === 0", timeout=10_000)
    assert answer.input_value() == "0.25"
    tab.goto(f"{address}kl-divergence/#definition", wait_until="networkidle")
    tab.locator("footer .md-footer__link--next").click()  # another page still comes without a load
    tab.wait_for_url(f"{address}gradient/")
    expect(tab.locator("h1")).to_contain_text("기울기")
    tab.close()


def test_a_phone_has_the_contents_below_the_title(browser: Browser, address: str) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(f"{address}faq/", wait_until="networkidle")
    contents = tab.locator("h1 + .take-along + details.contents")
    contents.locator("summary").click()
    links = contents.locator("a")
    # A heading's last child is its link, and an English part of it stands in an element that says so.
    title = "one => [...one.childNodes].slice(0, -1).map(part => part.textContent).join('')"
    titles = tab.locator("article h2").evaluate_all(f"all => all.map({title})")
    assert links.all_inner_texts() == titles
    links.last.click()
    tab.wait_for_function(
        "Math.abs(document.querySelector('article h2:last-of-type').getBoundingClientRect().top) < 400"
    )
    tab.set_viewport_size({"width": 1280, "height": 844})
    assert not contents.is_visible()
    tab.close()
