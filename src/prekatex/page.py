r"""A whole page of HTML in, the same page with its formulas typeset out.

A formula is an element that arithmatex wrote in its generic mode, `<span class="arithmatex">\(x\)</span>` or
`<div class="arithmatex">\[x\]</div>`, or a bare `\(x\)` in a `<nav>`, where MkDocs has stripped the element from a
heading. Everything else stays as it is, byte for byte.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Protocol

from prekatex.engine import FormulaError

# The first alternative that fits wins, so whatever must not be touched comes before the formulas.
_TOKEN = re.compile(
    r"""
      <!--.*?-->
    | <(?P<opaque>code|pre|script|style|textarea|title)(?=[\s>]).*?</(?P=opaque)\s*>
    | (?P<open><(?P<tag>[a-z][\w-]*)(?=[^>]*\sclass="(?:[^">]*\s)?arithmatex[\s"])[^>]*>)
      \s*(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\])\s*
      (?P<close></(?P=tag)\s*>)
    | <(?P<end>/?)nav(?=[\s>])[^>]*>
    | <(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*+>  # Any other tag: its attributes may hold TeX, as plain text.
    | (?P<text>[^<]+)
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)

# Only HTML that an author wrote by hand can have it: arithmatex escapes what it writes.
_MARKUP = re.compile(r"<[a-z/!]", re.IGNORECASE)
_BARE = re.compile(r"\\\((.*?)\\\)", re.DOTALL)


class Render(Protocol):
    """What typesets one formula, such as `Engine.render`."""

    def __call__(self, tex: str, *, display: bool) -> str:
        """Return HTML, or raise `FormulaError`."""
        ...


@dataclass(frozen=True)
class Failure:
    """A formula on a page that KaTeX rejects.

    Attributes:
        tex: The formula without its delimiters.
        error: What KaTeX says.
        in_nav: Whether it is in the navigation, which repeats the headings of this and other pages.
    """

    tex: str
    error: FormulaError
    in_nav: bool


@dataclass
class Typeset:
    """A page whose formulas are typeset.

    Attributes:
        html: The page.
        formulas: The HTML of every formula on it, in order.
        failures: The formulas that KaTeX rejects; the page shows them as errors.
    """

    html: str = ""
    formulas: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def has_mathematics(self) -> bool:
        """Whether the page needs the style sheet."""
        return bool(self.formulas or self.failures)


def typeset(page: str, render: Render) -> Typeset:
    """Typeset the formulas of a page.

    Args:
        page: The HTML of the page.
        render: Typesets one formula.

    Returns:
        The page, its formulas, and those that `render` rejected with a `FormulaError`.
    """
    result = Typeset()
    depth = 0  # How many <nav> are open.

    def formula(escaped: str, *, display: bool) -> str:
        tex = html.unescape(escaped).strip()
        try:
            if _MARKUP.search(escaped):
                raise FormulaError("HTML inside of a formula; `<` before a letter is written `&lt;` here")
            rendered = render(tex, display=display)
        except FormulaError as error:
            # Without what it was raised in, which would keep the whole build in memory as long as it is remembered.
            result.failures.append(Failure(tex, error.with_traceback(None), in_nav=depth > 0))
            return _shown(tex, error)
        result.formulas.append(rendered)
        return rendered

    def replace(match: re.Match[str]) -> str:
        nonlocal depth
        if match["open"]:
            display = match["display"] is not None
            return match["open"] + formula(match["display" if display else "inline"], display=display) + match["close"]
        if match["text"] and depth and _BARE.search(match["text"]):
            # In one element, since a theme may lay out text and formula as separate boxes and lose the space between.
            text = match["text"].strip()
            start, end = match["text"].split(text)
            text = _BARE.sub(lambda bare: f'<span class="arithmatex">{formula(bare[1], display=False)}</span>', text)
            return f'{start}<span class="prekatex-text">{text}</span>{end}'
        if match["end"] is not None:
            depth += -1 if match["end"] else 1
        return match[0]

    result.html = _TOKEN.sub(replace, page)
    return result


def _shown(tex: str, error: FormulaError) -> str:
    return (
        f'<span class="prekatex-error"><code>{html.escape(tex)}</code> '
        f'<span class="prekatex-message">KaTeX: {html.escape(error.reason)}</span></span>'
    )
