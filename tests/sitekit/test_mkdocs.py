from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
site_name: Test
theme: {name: mkdocs}
extra_css: [assets/a.css]
extra_javascript: [assets/scripts/x.js]
plugins:
"""
SITEKIT = """
  - sitekit:
      join_stylesheets: true
      unused: |
        /assets/*.map
        !kept.map
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"index.md": "# Home\n\n    code\n", "assets/a.css": "a{}", "assets/scripts/x.js": ""}
    for name, text in (files | {"assets/b.map": "", "assets/kept.map": ""}).items():
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    return tmp_path


def built(
    project: Path, plugins: str = SITEKIT, *, command: Literal["build", "serve"] = "build"
) -> tuple[str, set[str]]:
    """Return the page, and what lies in the site's assets."""
    (project / "mkdocs.yml").write_text(SETTINGS + plugins, encoding="utf-8")
    config = load_config(str(project / "mkdocs.yml"))
    config.plugins.on_startup(command=command, dirty=False)
    build(config)
    assets = project / "site" / "assets"
    found = {path.relative_to(assets).as_posix() for path in assets.rglob("*") if path.is_file()}
    return (project / "site" / "index.html").read_text(encoding="utf-8"), found


def test_heights_are_noted_sheets_joined_and_what_no_page_needs_is_left_out(project: Path) -> None:
    page, assets = built(project)
    assert '<pre style="--lines:1">' in page
    # The theme's own style sheets do not lie in `assets`, and are left alone.
    assert assets == {"site.css", "scripts/x.js", "kept.map", "social/index.png"}
    assert 'href="assets/site.css"' in page


def test_while_an_author_watches_style_sheets_keep_their_names(project: Path) -> None:
    page, assets = built(project, command="serve")
    assert '<pre style="--lines:1">' in page
    assert assets == {"a.css", "scripts/x.js", "kept.map", "social/index.png"}


def test_what_another_plugin_writes_is_seen_wherever_the_plugin_stands(project: Path) -> None:
    """Prekatex, for one, typesets formulas when pages are whole; this hook comes behind all plugins."""
    hook = "def on_post_page(output, **_):\n    return output + '<pre><code>a\\nb\\n</code></pre>'\n"
    (project / "hook.py").write_text(hook, encoding="utf-8")
    page, _ = built(project, f"{SITEKIT}hooks: [hook.py]\n")
    assert '<pre style="--lines:2">' in page


def test_what_cannot_be_joined_is_named(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    (project / "docs/assets/a.css").write_text('@import "b.css";', encoding="utf-8")
    with pytest.raises(Abort):
        built(project)
    assert "sitekit: assets/a.css imports another style sheet" in caplog.text
