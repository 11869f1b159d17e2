"""Every page as Markdown: nothing that a reader sees is lost, no formula is changed, and nothing of the page's machinery is in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lessons import without_fences
from markdown_it import MarkdownIt
from sources import PAGES as SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from drift.read.page import Page as Source

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
# Returns the words of a page, parted where blocks part them, and the TeX of its formulas, in place of which `⟦⟧` stands. What the
# theme and its templates put around the text, and what only a browser needs, is left out: see sitekit/pagemarkdown.py.
READ = """
root => {
  const all = selector => [...root.querySelectorAll(selector)];
  const formulas = all(".arithmatex").map(formula => formula.querySelector("annotation").textContent);
  for (const formula of all(".arithmatex")) formula.replaceChildren("⟦⟧");
  for (const set of all(".tabbed-set"))  // each tab is shown by a click on its name
    set.querySelectorAll(".tabbed-block").forEach((tab, i) => tab.prepend(set.querySelectorAll("label")[i].textContent, "\\n"));
  for (const output of all(".drift-output")) output.prepend("출력\\n");  // which the style sheet puts there
  // In Markdown it follows the code that draws it.
  for (const figure of all(".drift-figure-above")) figure.nextElementSibling.after(figure);
  for (const figure of all(".drift-figure")) figure.replaceChildren(figure.querySelector("title").textContent);
  for (const image of all("img")) image.replaceWith(image.alt);
  for (const around of all(`.md-content__button, .lesson-number, .contents, .provenance, .headerlink, .linenos, .playground-data,
      .crossent-figure, .tabbed-labels, .take-along, .exercise, .reading-progress, script`)) around.remove();
  for (const block of all("p, li, td, th, h1, h2, h3, h4, pre, div, summary, blockquote, figure, br, .filename")) {
    block.before("\\n");
    block.after("\\n");
  }
  return [root.textContent.replaceAll("\\u2060", "").split(/\\s+/).filter(word => word), formulas];
}
"""
CODE_OR_FORMULA = re.compile(
    r"^(?P<indent>[> ]*)(?P<fence>`{3,})[^`\n]*$.*?^(?P=indent)(?P=fence)$|(?P<ticks>`+).+?(?P=ticks)"
    r"|(?<!\\)\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>[^$]+)\$",
    re.DOTALL | re.MULTILINE,
)


def built(site: Path, name: str) -> str:
    return (site / re.sub(r"(?<!index)\.md$", "/index.md", name)).with_suffix(".html").read_text(encoding="utf-8")


def one_line(formula: str) -> str:
    """Return a formula without the ends of its lines, and what a block quote puts before them."""
    return " ".join(re.sub(r"^[> ]+", "", formula, flags=re.MULTILINE).split())


def covered(markdown: str) -> tuple[str, list[str]]:
    """Return Markdown with `⟦⟧` for formulas, and the TeX of these."""
    formulas: list[str] = []

    def cover(match: re.Match[str]) -> str:
        formula = match["display"] or match["inline"]
        if formula is None:
            return match[0]
        formulas.append(one_line(formula))
        return "⟦⟧"

    return CODE_OR_FORMULA.sub(cover, markdown), formulas


def rendered(markdown: str) -> str:
    return MarkdownIt().enable("table").render(markdown)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without scripts, which would change a page."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_that_a_page_says_is_lost(name: str, tab: Page, site: Path, address: str) -> None:
    markdown = (site / name).read_text(encoding="utf-8")
    title, url, rest = markdown.split("\n\n", 2)
    tab.goto(address + name.removesuffix(".md").removesuffix("index"), wait_until="domcontentloaded")
    assert title.startswith("# ")
    assert url == f"<{tab.locator('link[rel=canonical]').get_attribute('href')}>"
    words, formulas = tab.locator("article").evaluate(READ)
    markdown, in_markdown = covered(f"{title}\n\n{rest}")
    assert in_markdown == list(map(one_line, formulas))
    tab.set_content(rendered(markdown))
    assert tab.locator("body").evaluate(READ)[0] == words


@pytest.mark.parametrize("page", SOURCES, ids=lambda page: page.name)
def test_every_formula_of_the_source_is_there_as_its_author_wrote_it(page: Source, site: Path) -> None:
    source = without_fences(page.source, page.fences)
    text = re.sub(r"<!--.*?-->|(`+).+?\1", "", source, flags=re.DOTALL)
    formulas = [
        one_line(display or inline) for display, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", text, re.DOTALL)
    ]
    markdown = one_line((site / page.name.removeprefix("docs/")).read_text(encoding="utf-8"))
    assert [
        formula for formula in formulas if f"${formula}$" not in markdown and f"$$ {formula} $$" not in markdown
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_and_figures_lead_to_what_is_on_the_site(name: str, site: Path, address: str) -> None:
    markdown = (site / name).read_text(encoding="utf-8")
    tokens = [child for token in MarkdownIt().enable("table").parse(markdown) for child in token.children or ()]
    targets = [
        str(token.attrs.get("href") or token.attrs["src"]) for token in tokens if token.type in {"link_open", "image"}
    ]
    assert all(urlsplit(target).scheme in {"http", "https"} for target in targets)
    ours = [target.removeprefix(address).partition("#")[0] for target in targets if target.startswith(address)]
    assert ours
    assert [path for path in ours if not (site / path).exists()] == []
    assert sum(token.type == "image" for token in tokens) == built(site, name).count('<figure class="drift-figure')


def test_every_page_tells_where_its_markdown_is(site: Path, address: str) -> None:
    for name in PAGES:
        (rel, href) = re.findall(r'<link rel="([^"]+)" type="text/markdown" href="([^"]+)">', built(site, name))[0]
        assert (rel.split(), href) == (["alternate"], address + name)


@pytest.mark.parametrize("page", SOURCES, ids=lambda page: page.name)
def test_every_example_and_its_output_are_there_letter_by_letter(page: Source, site: Path) -> None:
    markdown = (site / page.name.removeprefix("docs/")).read_text(encoding="utf-8")
    markdown = re.sub(r"^> ?", "", markdown, flags=re.MULTILINE)
    for example in page.examples:
        recording = example.recording
        printed = recording.text if recording and "render" not in recording.options else ""
        ticks = r"`{3,}"
        shown = rf"^{ticks}python\n{re.escape(example.fence.text)}{ticks}\n"
        if printed:
            shown += rf"(?:\n[^\n]+\n)*\n\*\*출력\*\*\n\n{ticks}text\n{re.escape(printed)}{ticks}$"
        assert re.search(shown, markdown, re.MULTILINE), example.fence.line


def test_code_says_its_language_and_an_output_stands_right_below(site: Path) -> None:
    markdown = (site / "kl-divergence.md").read_text(encoding="utf-8")
    assert "**두 방향으로 재기**\n\n```python\nfrom crossent import kl_divergence\n" in markdown
    assert ")\n```\n\n**출력**\n\n```text\n공정한 동전을 거의 늘 앞면이라고 믿으면\n  1.6145\n" in markdown
    assert "> **풀이**\n>\n> 실제 비율을 아는 예보관의" in markdown


def test_no_formula_ends_the_cell_of_a_table(site: Path) -> None:
    """A bar that is not escaped would, and one that is escaped would be another formula."""
    rows = [
        line for name in PAGES for line in (site / name).read_text(encoding="utf-8").splitlines() if line[:2] == "| "
    ]
    formulas = [formula for row in rows for formula in covered(row)[1]]
    assert formulas
    assert [formula for formula in formulas if re.search(r"(?<!\\)\|", formula)] == []
