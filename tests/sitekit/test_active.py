"""Raw HTML that runs something is told with its line; what only shows such HTML is not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from markdown import markdown

from sitekit.active import active_faults

if TYPE_CHECKING:
    from pathlib import Path


def faults(source: str) -> list[str]:
    return active_faults(markdown(source, extensions=["attr_list", "fenced_code"]), source, "docs/page.md")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("글\n\n<script>alert(1)</script>\n", "docs/page.md:3: <script>"),
        ("글\n\n<SCRIPT src='https://example.org/x.js'></SCRIPT>\n", "docs/page.md:3: <script>"),
        ("글 <b onclick='alert(1)'>진하게</b>\n", 'docs/page.md:1: the attribute "onclick"'),
        ("<img src=x\nonerror=alert(1)>\n", 'docs/page.md:2: the attribute "onerror"'),
        ("[글](x.md){ onmouseover=alert(1) }\n", 'docs/page.md:1: the attribute "onmouseover"'),
        ("글\n[글](JavaScript:alert(1))\n", "docs/page.md:2: an address that is a script"),
        ("<a href=' java\nscript:alert(1)'>글</a>\n", "docs/page.md:1: an address that is a script"),
        ("<svg><a xlink:href='javascript:alert(1)'>글</a></svg>\n", "docs/page.md:1: an address that is a script"),
    ],
)
def test_what_runs_is_told_with_its_line(source: str, said: str) -> None:
    (told,) = faults(source)
    assert told.startswith(said)
    assert "\n    → " in told


@pytest.mark.parametrize(
    "source",
    [
        "`<script>`",
        "```html\n<script>alert(1)</script>\n```",
        "[글](x.md#on)",
        "<b title='onclick=1'>x</b>",
        "< script >",
    ],
)
def test_what_is_only_shown_is_not(source: str) -> None:
    assert faults(source) == []


def test_it_fails_a_strict_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# 글\n\n<script>alert(1)</script>\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: P\ntheme: {name: mkdocs}\nplugins: [sitekit]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert "sitekit: docs/index.md:3: <script> would run" in done.stderr
