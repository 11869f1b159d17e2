"""Pictures of every page, and a contact sheet of them: `nox -s screenshots` runs this file, `nox -s tests` does not."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "screenshots"
PAGES = sorted(path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md"))
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
SHEET = """<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<title>모든 페이지의 화면</title>
<style>
  body {{ font: 14px sans-serif; margin: 1rem; }}
  section {{ border-top: 1px solid #ccc; padding: 1rem 0; }}
  div {{ align-items: start; display: flex; gap: 1rem; }}
  img {{ border: 1px solid #ccc; display: block; height: auto; }}
</style>
{sections}
</html>
"""


@pytest.fixture(scope="module", autouse=True)
def sheet() -> None:
    """The sheet names every picture, so that one that is missing shows."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir()
    sections = []
    for page in PAGES:
        pictures = [(width, picture(page, width, scheme)) for width in WIDTHS for scheme in SCHEMES]
        shown = "".join(
            f'<a href="{name}"><img src="{name}" alt="" loading="lazy" width="{width // 3}"></a>'
            for width, name in pictures
        )
        sections.append(f"<section><h2>{html.escape(page)}</h2><div>{shown}</div></section>")
    (TARGET / "index.html").write_text(SHEET.format(sections="\n".join(sections)), encoding="utf-8")


def picture(page: str, width: int, scheme: str) -> str:
    return f"{page.replace('/', '-')}-{width}-{scheme}.png"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_pictured(page: str, browser: Browser, address: str) -> None:
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
            )
            tab = context.new_page()
            tab.goto(f"{address}{page.removesuffix('index')}", wait_until="networkidle")
            # What is folded is to be looked at too, and what is not drawn before a reader comes near.
            tab.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
            tab.add_style_tag(content="* { content-visibility: visible !important }")
            settled(tab)
            tab.screenshot(path=TARGET / picture(page, width, scheme), full_page=True)
            context.close()
