"""What the browser showed when a test failed, kept in the folder that FAILURES names: pictures, and with TRACES each step, too."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import BrowserContext, Error

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

FOLDER = Path(named).absolute() if (named := os.environ.get("FAILURES")) else None  # a test may go to another folder


def keep(browser: Browser, test: str) -> None:
    """Keep what every open page looks like, under the name of the test."""
    if FOLDER is None:
        return
    name = re.sub(r"[^\w.-]+", "-", test)[-120:]
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, context in enumerate(browser.contexts, 1):
        for page_number, page in enumerate(context.pages, 1):
            try:
                page.screenshot(path=FOLDER / f"{name}-{number}-{page_number}.png", full_page=True)
            except Error as error:  # a page that hangs must not hide why its test failed
                (FOLDER / f"{name}-{number}-{page_number}.txt").write_text(f"{page.url}\n{error}\n", encoding="utf-8")
        if os.environ.get("TRACES"):
            context.tracing.stop(path=FOLDER / f"{name}-{number}.zip")
            context.tracing.start(screenshots=True, snapshots=True)


def trace(browser: Browser) -> None:
    """Note each step in every page that will be opened, where TRACES asks for it: it takes its time."""
    if not os.environ.get("TRACES"):
        return

    def traced(make: Callable[..., Any]) -> Callable[..., Any]:
        def opened(**options: Any) -> Any:
            made = make(**options)
            context = made if isinstance(made, BrowserContext) else made.context
            context.tracing.start(screenshots=True, snapshots=True)
            return made

        return opened

    for name in ("new_context", "new_page"):
        setattr(browser, name, traced(getattr(browser, name)))
