"""The picture of the site in the README, which the project makes itself: `nox -s tests -- tests/site/test_picture.py --golden`."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Browser

PICTURE = Path(__file__).parents[2] / "docs/assets/images/site.png"
SIZE = (1280, 860)


def test_the_picture_can_be_made_and_is_there(browser: Browser, address: str, request: pytest.FixtureRequest) -> None:
    tab = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
    tab.goto(address + "entropy/", wait_until="networkidle")
    tab.locator("#examples").evaluate("heading => scrollTo(0, heading.offsetTop - 60)")
    tab.wait_for_timeout(500)  # the table of contents follows
    made = tab.screenshot()
    tab.close()
    if request.config.getoption("--golden"):
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_bytes(made)
    for picture in (made, PICTURE.read_bytes()):
        assert struct.unpack(">II", picture[16:24]) == SIZE
