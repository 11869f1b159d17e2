"""A test that fails, for `test_failures.py`; pytest does not look into a file of this name by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_something_red(chromium: Browser) -> None:
    tab = chromium.new_page(viewport={"width": 400, "height": 300})
    tab.set_content("<body style='background: red'>")
    assert tab.locator("h1").count() == 1
