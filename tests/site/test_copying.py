"""What a reader takes along by copying: of a formula its TeX."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).parents[2] / "docs"


def copied(tab: Page, selector: str) -> str:
    """Select an element, press the keys for copying, and return the text that the clipboard gets."""
    tab.evaluate("addEventListener('copy', event => { window.got = event.clipboardData.getData('text/plain'); })")
    tab.locator(selector).first.evaluate("element => getSelection().selectAllChildren(element)")
    tab.keyboard.press("Control+C")
    return str(tab.evaluate("window.got"))


@pytest.mark.parametrize("name", ["cross-entropy", "gradient", "faq"])
def test_a_formula_is_copied_as_it_was_written(name: str, browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{address}{name}/", wait_until="networkidle")
    source = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    text = copied(tab, ".md-content p:has(> .arithmatex .katex)")
    formulas = re.findall(r"\$([^$]+)\$", text)
    assert formulas
    assert [formula for formula in formulas if f"${formula}$" not in source] == []
    display = copied(tab, ".md-content div.arithmatex:has(.katex-display)")
    (formula,) = re.findall(r"\$\$(.+?)\$\$", display, re.DOTALL)
    assert " ".join(formula.split()) in " ".join(source.split())
    tab.close()


def test_a_formula_is_copied_after_a_click_that_replaces_the_page(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{address}contributing/", wait_until="networkidle")
    tab.locator(
        ".md-nav--primary a[href$='/cross-entropy/'], .md-nav--primary a[href='../cross-entropy/']"
    ).first.click()
    tab.locator("h1", has_text="크로스 엔트로피").wait_for()
    tab.locator(".katex").first.wait_for()
    tab.wait_for_timeout(500)
    assert re.search(r"\$[^$]+\$", copied(tab, ".md-content p:has(> .arithmatex .katex)"))
    tab.close()
