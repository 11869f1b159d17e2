"""What a phone of 390 px shows: code with its button and its columns, formulas that stay whole, heads of long tables."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from listening import complaints
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

LESSONS = ["cross-entropy", "information", "gradient", "keras"]
# Of each block of code: how many columns fit.
COLUMNS = """
() => [...document.querySelectorAll("article pre > code")].filter(e => e.checkVisibility()).map(code => {
  const style = getComputedStyle(code);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = code.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return room / pen.measureText("0".repeat(100)).width * 100;
})
"""
# Inline formulas whose parts stand on lines of their own though a line has room for the whole.
BROKEN = """
() => [...document.querySelectorAll("article span.arithmatex")].filter(e => e.checkVisibility()).filter(e => {
  const parts = [...e.querySelectorAll(".katex-html > .base")].map(part => part.getBoundingClientRect());
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const tops = parts.map(part => part.bottom);
  return Math.max(...tops) - Math.min(...tops) > 12 && width < e.closest("p, li, td, dd, div, th").clientWidth;
}).map(e => e.textContent)
"""
UNFOLD = "document.querySelectorAll('article details').forEach(e => { e.open = true; })"


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    heard = complaints(tab, address)
    yield tab
    context.close()
    assert heard == []


@pytest.mark.parametrize("page", LESSONS)
def test_code_has_room_for_44_columns(page: str, tab: Page, address: str) -> None:
    tab.goto(f"{address}{page}/")
    tab.evaluate(UNFOLD)
    # What is away from the screen has no size.
    tab.add_style_tag(content="pre { content-visibility: visible !important }")
    found = tab.evaluate(COLUMNS)
    assert len(found) > 5
    assert min(found) >= 44


@pytest.mark.parametrize("box", [".drift-example", ".drift-output"])
def test_code_and_output_show_a_shadow_where_they_go_on_and_none_where_they_end(
    box: str, tab: Page, address: str
) -> None:
    tab.goto(f"{address}keras/")
    tab.evaluate(UNFOLD)
    wide = "all => all.findIndex(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 20)"
    codes = tab.locator(f"{box} pre > code")
    code = codes.nth(codes.evaluate_all(wide))
    code.scroll_into_view_if_needed()

    def edge() -> int:
        """Return how many colours there are at the right edge, above the text."""
        place = code.bounding_box()
        assert place
        clip = {"x": place["x"] + place["width"] - 8, "y": place["y"] + 2, "width": 6, "height": 4}
        return len(Image.open(io.BytesIO(tab.screenshot(clip=clip))).convert("RGB").getcolors() or [])

    assert edge() > 1
    code.evaluate("e => { e.scrollLeft = e.scrollWidth; }")
    assert edge() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_of_an_example_has_the_ground_of_its_title(scheme: str, tab: Page, address: str) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{address}entropy/")
    example = tab.locator(".drift-example:has(.filename)").first
    example.scroll_into_view_if_needed()
    tab.wait_for_timeout(300)
    title, code = (example.locator(name).first.bounding_box() for name in (".filename", "pre > code"))
    # In the padding, where no text stands: at its left end, where it fades, and in its middle.
    places = [(title["x"] + title["width"] / 2, title["y"] + 3)]
    places += [(code["x"] + x, code["y"] + code["height"] - 5) for x in (3, code["width"] / 2)]
    clips = [{"x": x, "y": y, "width": 2, "height": 2} for x, y in places]
    colours = [Image.open(io.BytesIO(tab.screenshot(clip=clip))).convert("RGB").getpixel((0, 0)) for clip in clips]
    assert colours == colours[:1] * 3


@pytest.mark.parametrize("page", ["", "contributing", "drift", "cross-entropy", "keras"])
def test_the_copy_button_is_there_and_lies_on_no_code(page: str, tab: Page, address: str) -> None:
    tab.goto(f"{address}{page}/", wait_until="networkidle")
    tab.evaluate(UNFOLD)
    blocks = tab.locator("article .highlight:has(> pre):not(.drift-output *)")
    seen = 0
    for block in blocks.all():
        block.scroll_into_view_if_needed()
        button = block.locator(".md-code__button[data-md-type=copy]")
        button.wait_for()
        one, code = button.bounding_box(), block.locator("code").bounding_box()
        assert one
        assert code
        assert min(one["width"], one["height"]) >= 24
        lines = block.locator("code").evaluate("e => parseFloat(getComputedStyle(e).paddingTop)")
        assert one["y"] + one["height"] <= code["y"] + lines + 1
        assert one["x"] + one["width"] <= 390
        seen += 1
    assert seen > (5 if page in LESSONS else 0)
    first = blocks.first
    first.scroll_into_view_if_needed()
    first.locator(".md-code__button[data-md-type=copy]").tap()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == (first.locator("code").text_content() or "").strip()


@pytest.mark.parametrize("page", [*LESSONS, "forward-reverse-kl", "gibbs-inequality"])
def test_a_formula_that_fits_on_a_line_stays_on_one(page: str, tab: Page, address: str) -> None:
    tab.goto(f"{address}{page}/")
    tab.evaluate(UNFOLD)
    assert tab.evaluate(BROKEN) == []


@pytest.mark.parametrize("ratio", [1.25, 1.5, 2.625, 3])
def test_no_hairline_stands_at_the_edge_of_a_formula(ratio: float, browser: Browser, address: str) -> None:
    """The shadow of what goes on is covered where nothing does, also where the edges lie between two pixels."""
    tab = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=ratio)
    tab.goto(f"{address}information/")
    seen = 0
    for formula in tab.locator("article div.arithmatex").all():
        if not formula.is_visible() or formula.evaluate(
            "e => [e, e.firstElementChild].some(x => x.scrollWidth > x.clientWidth)"
        ):
            continue
        formula.scroll_into_view_if_needed()
        box = formula.bounding_box()
        assert box
        for x in (box["x"] + 1, box["x"] + box["width"] - 8):
            clip = {"x": x, "y": box["y"] - 2, "width": 7, "height": box["height"] + 4}
            strip = Image.open(io.BytesIO(tab.screenshot(clip=clip))).convert("RGB")
            assert len(strip.getcolors() or []) == 1
        seen += 1
    assert seen > 1
    tab.close()


def test_the_head_of_a_long_table_stays(tab: Page, address: str) -> None:
    tab.goto(f"{address}peers/", wait_until="networkidle")
    box = tab.locator(".md-typeset__scrollwrap:has(tbody > tr:nth-child(16))").first
    box.evaluate("e => { e.scrollIntoView({ block: 'center' }); e.scrollTop = e.scrollHeight; }")
    head, around = box.locator("th").first.bounding_box(), box.bounding_box()
    assert head
    assert around
    assert head["y"] == pytest.approx(around["y"], abs=2)
    assert around["height"] < 844
    assert box.evaluate("e => e.tabIndex") == 0  # the keyboard scrolls it, too
    last = box.locator("tbody tr").last.bounding_box()
    assert last
    assert last["y"] + last["height"] <= around["y"] + around["height"] + 1
