"""The site, judged by axe-core in a real browser and by html-validate."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe import SCHEMES, script, unfold, violations

from prekatex.npm import ensure, node

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NPM = Path(__file__).parent / "npm"

# What Material writes, and nobody here can change short of copying its templates.
MATERIALS = {
    ("attribute-allowed-values", "tabindex"),  # an empty one, on the labels of the navigation
    ("valid-autocomplete", "autocomplete"),  # on the checkboxes that open the menu and the search
    ("attribute-misuse", "rel"),  # "edit", on the link to a page's source
}


# What stands around the text is the same on every page; the texts of all pages are judged where each is opened.
@pytest.mark.parametrize("page", ["", "entropy", "reference/losses"])
def test_axe_finds_nothing_on_whole_pages(page: str, browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address + page, wait_until="networkidle")
    unfold(tab, script())
    found = []
    for width, scheme in itertools.product((390, 1280), SCHEMES):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme}: {line}" for line in violations(tab, "html", scheme)]
    tab.close()
    assert found == []


def test_axe_is_at_work(browser: Browser, address: str) -> None:
    """Also beside a formula, for which a box stands."""
    tab = browser.new_page(color_scheme="light")
    tab.goto(f"{address}entropy/")
    unfold(tab, script())
    assert violations(tab, "article", "light") == []
    tab.evaluate(
        """document.querySelector("article p:has(.katex)").insertAdjacentHTML("afterend",
          "<div class=small><button>1</button><button>2</button></div><p><img src=x.png><i style='color: #ccc'>pale</i></p>")"""
    )
    tab.evaluate("document.querySelector('math mi').tabIndex = 0")
    tab.add_style_tag(content=".katex .mord { color: #777 } .small button { float: left; width: 9px; height: 9px }")
    found = violations(tab, "article", "light")
    kinds = {line.partition(":")[0] for line in found}
    assert kinds == {"its own colour", "not only read out", "image-alt", "color-contrast", "target-size"}
    tab.close()


def test_the_html_is_valid(site: Path, tmp_path: Path) -> None:
    config = tmp_path / "standard.json"
    config.write_text(json.dumps({"root": True, "extends": ["html-validate:standard"]}), encoding="utf-8")
    ensure(NPM)
    command = [
        node(),
        NPM / "node_modules/html-validate/bin/html-validate.mjs",
        "--config",
        config,
        "--formatter",
        "json",
    ]
    told = tmp_path / "told.json"
    with told.open("wb") as file:  # into a pipe, it would end before all is said
        subprocess.run([*command, *sorted(site.rglob("*.html"))], stdout=file, timeout=200, check=False)
    reports = json.loads(told.read_text(encoding="utf-8"))
    messages = [(message["ruleId"], message["message"]) for report in reports for message in report["messages"]]
    ours = [said for said in messages if not any(said[0] == rule and word in said[1] for rule, word in MATERIALS)]
    assert messages  # the theme's, at least: the tool has read the pages
    assert ours == []
