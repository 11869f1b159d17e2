"""The pages before and after as one HTML file, made of the real site and opened from disk in a real browser."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from sitekit.pagediff.compare import compare
from sitekit.pagediff.report import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

HOSTILE = """<h2 id="page-1">나쁜 글</h2><p onmouseover="alert(1)" style="position:fixed;inset:0;z-index:99;background:red">덮개</p>
<img src="x" onerror="alert(2)"><script>alert(3)</script><a href="javascript:alert(4)">누르십시오</a>
<iframe srcdoc="<script>parent.alert(5)</script>"></iframe><svg onload="alert(6)"><script>alert(7)</script>
<image href="https://octo.invalid/a.png"/><foreignObject><iframe src="https://octo.invalid/b"></iframe></foreignObject>
<use href="https://octo.invalid/c.svg#d"/></svg><meta http-equiv="refresh" content="0;url=https://octo.invalid/">
<form action="https://octo.invalid/e"><input name="f"><button>보내기</button></form><style>body{display:none}</style>
<p style="background:url(https://octo.invalid/g.png)">그림</p><link rel="stylesheet" href="https://octo.invalid/h.css">
<object data="https://octo.invalid/i"></object><template shadowrootmode="open">가림</template><base href="https://octo.invalid/">
<details ontoggle="alert(8)"><summary>접은 글</summary></details><video src="https://octo.invalid/j" autoplay></video>"""


@pytest.fixture(scope="module")
def report(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of the site: in the one a formula, a number, a table and a docstring differ, the other one is hostile."""
    folder = tmp_path_factory.mktemp("pagediff")
    for name in ("old", "new"):
        shutil.copytree(site / "assets", folder / name / "assets")
        for page in ("entropy", "reference/scores", "glossary"):
            shutil.copytree(site / page, folder / name / page)
        shutil.copy(site / "index.html", folder / name)
    new = folder / "new"
    _edit(new / "entropy/index.html", "0.6931", "1.0000")
    _edit(new / "reference/scores/index.html", "브라이어 점수", "브라이어의 점수")
    _edit(new / "glossary/index.html", "</article>", HOSTILE + "</article>")
    _edit(new / "index.html", "용어집", "낱말 모음")
    (folder / "report.html").write_text(render(compare(folder / "old", new)), encoding="utf-8")
    return folder / "report.html"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (390, "light")], ids=str)
def tab(request: pytest.FixtureRequest, report: Path, chromium: Browser) -> Iterator[Page]:
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith("data:") else None)
    tab.goto(report.as_uri())
    yield tab
    tab.wait_for_timeout(200)
    assert said == [report.as_uri()]
    context.close()


def test_old_and_new_are_seen_as_in_their_pages(tab: Page, report: Path) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= tab.viewport_size["width"]
    page = tab.locator(".report-page", has=tab.get_by_role("heading", name="엔트로피", exact=True)).first
    pair = page.locator(".report-pair", has_text="1.0000").first
    pair.scroll_into_view_if_needed()
    old, new = (pair.locator(f".report-{side}").bounding_box() for side in ("old", "new"))
    if tab.viewport_size["width"] > 1000:
        assert old["y"] == new["y"]
        assert old["x"] + old["width"] <= new["x"]
    else:
        assert old["y"] + old["height"] <= new["y"]
    for side, value in (("old", "0.6931"), ("new", "1.0000")):
        expect(pair.locator(f".report-{side} mark").first).to_have_text(value, use_inner_text=True)
    family = tab.evaluate("getComputedStyle(document.querySelector('main .katex')).fontFamily")
    assert "KaTeX_Main" in family
    assert tab.evaluate("document.fonts.load('1em KaTeX_Main').then(fonts => fonts.length)")
    light = tab.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
    red = int(tab.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]"))
    assert (red > 200) == light


def test_keys_step_through_changes_and_pages(tab: Page) -> None:
    def place() -> str:
        change = tab.locator(".report-change.report-here")
        assert change.count() == 1
        box, height = change.bounding_box(), tab.viewport_size["height"]
        assert box["y"] < height
        assert box["y"] + box["height"] > 0
        return tab.locator(".report-bar [role=status]").inner_text()

    tab.keyboard.press("j")
    first = place()
    tab.keyboard.press("j")
    assert place() != first
    tab.keyboard.press("k")
    assert place() == first
    pages = set()
    for _ in range(3):
        pages.add(tab.locator(".report-list li.report-here").inner_text())
        tab.keyboard.press("n")
    assert len(pages) == 3
    pair = tab.locator(".report-page", has=tab.get_by_role("heading", name="엔트로피", exact=True)).locator(
        ".report-pair"
    )
    pair.first.scroll_into_view_if_needed()
    seen: list[list[bool]] = []
    for _ in range(3):
        tab.keyboard.press("b")
        seen.append([pair.first.locator(f".report-{side}").is_visible() for side in ("old", "new")])
    assert seen == [[True, False], [False, True], [True, True]]
    tab.get_by_role("button", name="다음 변화").click()
    place()


def test_the_reference_and_the_navigation_are_there(tab: Page) -> None:
    tab.get_by_role("link", name="예측의 점수").click()
    assert tab.locator(".report-change.report-here", has_text="브라이어의 점수").is_visible()
    assert tab.locator(".report-page:has(.report-here) .report-new .doc", has_text="브라이어의 점수").first.is_visible()
    assert tab.locator("#report-navigation ins", has_text="낱말 모음").is_visible()


def test_a_hostile_page_does_nothing_and_covers_nothing(tab: Page, report: Path) -> None:
    tab.get_by_role("link", name="용어집").last.click()
    tab.wait_for_timeout(300)
    assert tab.get_by_text("나쁜 글").last.is_visible()
    assert tab.url.startswith(report.as_uri())
    cover = tab.get_by_text("덮개", exact=True)
    within = cover.evaluate("e => e.closest('.report-new').getBoundingClientRect().toJSON()")
    box = cover.bounding_box()
    assert box["x"] >= within["x"] - 1
    assert box["y"] >= within["y"] - 1
    assert box["height"] <= within["height"] + 1
    tab.get_by_text("누르십시오").click()
    tab.get_by_role("button", name="보내기").click(force=True)
