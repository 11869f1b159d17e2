"""What an author sees of a formula that KaTeX rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.whole  # opens a browser

PAGE = "# 제목\n\n글 안의 $\\nope$ 수식\n\n$$\n\\begin{aligned}\na &= b \\\\\nc &= \\nope\n\\end{aligned}\n$$\n"
# The colours of an element's text and of what lies below it, as they are mixed on the screen.
COLOURS = """element => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const mixed = (colours) => {
        for (const colour of ["#fff", ...colours]) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    return [mixed(grounds), mixed([...grounds, getComputedStyle(element).color])];
}"""


def luminance(colour: list[int]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_it_is_readable_with_what_katex_says(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(PAGE, encoding="utf-8")
    settings = {
        "site_name": "사이트",
        "theme": {"name": "material", "font": False, "palette": {"scheme": scheme}},
        "plugins": ["prekatex"],
        "markdown_extensions": [{"pymdownx.arithmatex": {"generic": True}}],
        "use_directory_urls": False,
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    tab = chromium.new_page()
    tab.goto((tmp_path / "site" / "index.html").as_uri())
    messages = tab.locator(".prekatex-message")
    assert messages.all_inner_texts() == ["KaTeX: Undefined control sequence: \\nope"] * 2
    for element in [*messages.all(), *tab.locator(".prekatex-error code").all()]:
        ground, text = sorted((luminance(colour) + 0.05 for colour in element.evaluate(COLOURS)), reverse=True)
        assert ground / text >= 4.5
    display = tab.locator("div.arithmatex code")
    assert display.inner_text().splitlines() == ["\\begin{aligned}", "a &= b \\\\", "c &= \\nope", "\\end{aligned}"]
    tab.close()
