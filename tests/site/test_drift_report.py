"""The HTML report of `drift`, opened from disk in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from drift.judge.check import check_pages
from drift.judge.verdict import Status
from drift.settings import Settings
from drift.tell.html import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GOLDEN = Path(__file__).parents[1] / "drift/golden"
FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" onload="alert(1)"><script>alert(2)</script>'
    '<circle cx="{x}" cy="150" r="90" fill="#4051b5"/></svg>'
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("report")
    checked = check_pages([GOLDEN / "page.md", GOLDEN / "hostile.md"], Settings(GOLDEN, examples="all"))
    verdict = next(verdict for page in checked.pages for verdict in page.verdicts if verdict.status is Status.DRIFTED)
    verdict.figure_recorded, verdict.figure_drawn = FIGURE.format(x=150), FIGURE.format(x=180)
    write(checked, root / "report.html")
    return root / "report.html"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripts", [True, False])
def test_it_opens_from_disk(report: Path, browser: Browser, width: int, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(report.as_uri())
    assert (said, asked) == ([], [report.as_uri()])
    assert tab.locator("html").bounding_box()["width"] <= width
    old, new = (tab.locator(".figures img").nth(at).bounding_box() for at in (0, 1))
    beside = width > 1000
    assert (old["y"] == new["y"], old["x"] == new["x"]) == (beside, not beside)
    row = tab.locator("tr.differs").first
    old, new = (row.locator(f"td.{side}:not(.line)").bounding_box() for side in ("old", "new"))
    assert (old["x"] < new["x"]) if beside else (old["y"] < new["y"])
    tab.get_by_label("blink").check()
    old, new = (tab.locator(".figures img").nth(at).bounding_box() for at in (0, 1))
    assert old == new
    assert tab.get_by_label("slider").is_visible() == scripts
    context.close()


def test_the_slider_uncovers_the_new_figure(report: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(report.as_uri())
    tab.get_by_label("slider").check()
    new = tab.locator(".figures img").nth(1)
    for shown, clip in (("100", "inset(0px 0px 0px 0%)"), ("30", "inset(0px 0px 0px 70%)")):
        tab.get_by_label("how much of the new figure").fill(shown)
        assert new.evaluate("image => getComputedStyle(image).clipPath") == clip
    assert new.evaluate("image => image.naturalWidth") == 400
    tab.close()
