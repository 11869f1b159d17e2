"""Every page, judged by axe-core in a real browser and by html-validate."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from building import settled

from prekatex.npm import ensure, node

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/") for path in DOCS.rglob("*.md")
)

SCHEMES = {"light": "default", "dark": "slate"}  # as Material names them

# What Material writes, and nobody here can change short of copying its templates.
MATERIALS = {
    ("attribute-allowed-values", "tabindex"),  # an empty one, on the labels of the navigation
    ("valid-autocomplete", "autocomplete"),  # on the checkboxes that open the menu and the search
    ("attribute-misuse", "rel"),  # "edit", on the link to a page's source
}


@pytest.fixture(scope="session")
def packages() -> Path:
    """What npm brings for this file, as its lock says."""
    root = Path(__file__).parent / "npm"
    ensure(root)
    return root / "node_modules"


@pytest.fixture(scope="session")
def axe(packages: Path) -> str:
    return (packages / "axe-core/axe.min.js").read_text(encoding="utf-8")


# Answers, sources, tabs, what has to be installed for an example, and an example that is being changed.
UNFOLD = """
for (const answer of document.querySelectorAll("details")) answer.open = true;
for (const button of document.querySelectorAll(".playground-bar [aria-expanded=false]")) button.click();
[...document.querySelectorAll(".playground-bar button")].find(button => button.textContent === "고치기")?.click();
"""


# The visible half of a formula is hidden from screen readers, and its thousands of elements have the colours of the text around
# it: axe looks at the text, and this at the elements that would differ from it.
COLOURED = """
[...document.querySelectorAll(".katex-html")].flatMap(formula => {
  const colour = getComputedStyle(formula.closest(".katex").parentElement).color;
  return [formula, ...formula.querySelectorAll("*")].filter(part => {
    const style = getComputedStyle(part);
    return style.color !== colour || style.opacity !== "1" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
  }).map(part => part.outerHTML);
})
"""


def violations(
    page: str, readers: list[tuple[int, Any]], axe: str, browser: Browser, address: str, part: str
) -> list[str]:
    """What axe finds in a part of the page as each reader sees it, with all that folds unfolded.

    The page opens once, then turns narrow, wide, light or dark.
    """
    # Reduced motion: a colour on its way to another is neither.
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(address + page, wait_until="networkidle")
    tab.evaluate(axe)
    # axe looks at what is drawn; what is away from the screen, or on another tab, is not.
    tab.add_style_tag(
        content="* { content-visibility: visible !important } .tabbed-block { display: block !important }"
    )
    tab.evaluate(UNFOLD)
    # By default axe leaves out what WCAG 2.2 says of small targets.
    more = "rules: { 'target-size': { enabled: true } }"
    found = []
    for width, scheme in readers:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        tab.locator(f"body[data-md-color-scheme={SCHEMES[scheme]}]").wait_for()
        settled(tab)
        where = f"{{ include: ['{part}'], exclude: ['.katex-html'] }}"
        told = tab.evaluate(f"axe.run({where}, {{ resultTypes: ['violations'], {more} }})")
        found += [f"{width} {scheme}: its own colour: {html[:160]}" for html in tab.evaluate(COLOURED)]
        found += [
            f"{width} {scheme}: {rule['id']}: {node['html'][:160]}"
            for rule in told["violations"]
            for node in rule["nodes"]
        ]
    context.close()
    return found


# What stands around the text is the same on every page.
@pytest.mark.parametrize("page", ["", "entropy", "reference/losses"])
def test_axe_finds_nothing_on_whole_pages(page: str, axe: str, browser: Browser, address: str) -> None:
    readers = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
    assert violations(page, readers, axe, browser, address, "html") == []


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_in_the_text(page: str, axe: str, browser: Browser, address: str) -> None:
    assert violations(page, [(390, "dark"), (1280, "light")], axe, browser, address, "article") == []


def test_axe_is_at_work(axe: str, browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address)
    tab.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=x.png>')")
    tab.evaluate(axe)
    assert "image-alt" in [v["id"] for v in tab.evaluate("axe.run()")["violations"]]
    tab.goto(f"{address}entropy/")
    assert tab.evaluate(COLOURED) == []
    tab.add_style_tag(content=".katex .mord { color: #777 }")
    assert tab.evaluate(COLOURED)
    tab.close()


def test_the_html_is_valid(site: Path, packages: Path, tmp_path: Path) -> None:
    config = tmp_path / "standard.json"
    config.write_text(json.dumps({"root": True, "extends": ["html-validate:standard"]}), encoding="utf-8")
    command = [node(), packages / "html-validate/bin/html-validate.mjs", "--config", config, "--formatter", "json"]
    told = tmp_path / "told.json"
    with told.open("wb") as file:  # into a pipe, it would end before all is said
        subprocess.run([*command, *sorted(site.rglob("*.html"))], stdout=file, timeout=200, check=False)
    reports = json.loads(told.read_text(encoding="utf-8"))
    messages = [(message["ruleId"], message["message"]) for report in reports for message in report["messages"]]
    ours = [said for said in messages if not any(said[0] == rule and word in said[1] for rule, word in MATERIALS)]
    assert messages  # the theme's, at least: the tool has read the pages
    assert ours == []
