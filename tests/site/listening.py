"""Hear what goes wrong in a tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request


def complaints(tab: Page, *hosts: str) -> list[str]:
    """Return a list that fills from now on: errors, warnings, and requests that go elsewhere than to these hosts."""
    heard: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    def request(request: Request) -> None:
        if not request.url.startswith((*hosts, "data:", "blob:")):
            heard.append(f"elsewhere: {request.url}")

    tab.on("console", console)
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("request", request)
    return heard
