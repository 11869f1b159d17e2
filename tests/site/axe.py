"""What axe-core finds on a page, and which colours it has in its formulas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from building import settled

from prekatex.npm import ensure

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCHEMES = {"light": "default", "dark": "slate"}  # as Material names them

# Answers, sources, tabs, what has to be installed for an example, and an example that is being changed.
UNFOLD = """
for (const answer of document.querySelectorAll("details")) answer.open = true;
for (const button of document.querySelectorAll(".playground-bar [aria-expanded=false]")) button.click();
[...document.querySelectorAll(".playground-bar button")].find(button => button.textContent === "고치기")?.click();
"""

# Code gets its buttons when it comes into view.
SEEN = """
async () => {
  for (const code of document.querySelectorAll("pre > code:not(.drift-output *)")) {
    code.scrollIntoView();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
  scrollTo(0, 0);
}
"""

WITHOUT_BUTTON = "article .highlight:not(.drift-output *, .highlighttable *):has(> pre:not([hidden]) > code):not(:has(.md-code__button))"

# Of all words of code that a style sheet cannot tell apart, one is left to be judged: a page has thousands.
THIN = """
const seen = new Set();
for (const word of document.querySelectorAll("pre span")) {
  let place = "";
  for (let e = word; e && e.tagName !== "ARTICLE"; e = e.parentElement) place += ` ${e.tagName}.${e.className}`;
  if (seen.has(place)) word.replaceWith(...word.childNodes);
  seen.add(place);
}
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

# Then a box of the same size stands for them, while axe is at work; and their text for the thousands of elements that are read out.
BOXED = """
() => {
  window.formulas = [...document.querySelectorAll(".katex-html, math")];
  const sizes = window.formulas.map(e => [Math.max(e.getBoundingClientRect().width, e.scrollWidth), e.getBoundingClientRect().height]);
  window.parts = window.formulas.map(e => [...e.childNodes]);
  window.formulas.forEach((e, i) => {
    if (e.matches("math")) return e.replaceChildren(e.textContent);
    e.replaceChildren();
    e.style.cssText = `display: inline-block; width: ${sizes[i][0]}px; height: ${sizes[i][1]}px`;
  });
}
"""
UNBOXED = "window.formulas.forEach((e, i) => { e.replaceChildren(...window.parts[i]); e.style.cssText = ''; })"

# What axe would judge in what is read out of a formula: nothing else than elements of MathML, with nothing that a role or a key needs.
SPOKEN = """
[...document.querySelectorAll("math *")]
  .filter(part => part.namespaceURI !== "http://www.w3.org/1998/Math/MathML"
    || [...part.attributes].some(({ name }) => /^(id|role|tabindex|href|on.*|aria-.*)$/.test(name)))
  .map(part => part.outerHTML)
"""


def script() -> str:
    """Return axe-core, as the lock names it."""
    root = Path(__file__).parent / "npm"
    ensure(root)
    return (root / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def unfold(tab: Page, axe: str) -> None:
    """Load axe into a page, unfold what is folded, and leave out what is there many times."""
    # A colour on its way to another is neither.
    tab.emulate_media(reduced_motion="reduce")
    tab.evaluate(axe)
    # axe looks at what is drawn; what is away from the screen, or on another tab, is not.
    tab.add_style_tag(
        content="* { content-visibility: visible !important } .tabbed-block { display: block !important }"
    )
    tab.evaluate(UNFOLD)
    tab.evaluate(SEEN)
    assert tab.locator(WITHOUT_BUTTON).count() == 0
    tab.wait_for_function("!document.querySelector('.md-top:not([hidden])')")  # who scrolls back sees it for a moment
    tab.evaluate(THIN)


def violations(tab: Page, part: str, scheme: Any) -> list[str]:
    """Return what axe finds in a part of an unfolded page."""
    tab.locator(f"body[data-md-color-scheme={SCHEMES[scheme]}]").wait_for()
    settled(tab)
    found = [f"its own colour: {html[:160]}" for html in tab.evaluate(COLOURED)]
    found += [f"not only read out: {html[:160]}" for html in tab.evaluate(SPOKEN)]
    tab.evaluate(BOXED)
    # By default axe leaves out what WCAG 2.2 says of small targets.
    more = "rules: { 'target-size': { enabled: true } }"
    told = tab.evaluate(f"axe.run('{part}', {{ resultTypes: ['violations'], {more} }})")
    tab.evaluate(UNBOXED)
    return found + [f"{rule['id']}: {node['html'][:160]}" for rule in told["violations"] for node in rule["nodes"]]
