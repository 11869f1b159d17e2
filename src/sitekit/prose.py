r"""How many characters a reader sees of Markdown without fences: neither spaces nor what Markdown takes for itself.

In a formula every symbol is one character. A letter, a digit and a sign are symbols, and so is a command such as `\log` or
`\frac`. What only arranges symbols counts nothing: braces, `^`, `_`, `&`, `\\`, `\,`, `\left`, `\mathrm`, `\begin{aligned}`.
"""

from __future__ import annotations

import html
import re

CODE = r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:[^\n]|\n(?![ \t]*\n))+?(?<!`)(?P=ticks)(?!`))"
"""Code in a line, within one paragraph."""

_SPECIAL = re.compile(
    CODE + r"|(?<!\\)\$\$(?P<block>.+?)\$\$|(?<!\\)\$(?!\s)(?P<formula>[^$\n]+?)(?<![\s\\])\$", re.VERBOSE | re.DOTALL
)
_FORMULA = re.compile(
    r"""
    \\(?:begin|end)\{[^}]*\} |
    \\(?:left|right|big|Big|bigl|bigr|text|textbf|operatorname|math[a-z]+|[a-z]*style|quad|qquad)\*?(?![A-Za-z]) |
    \\\\(?:\[[^\]]*\])? |  # the end of a line, perhaps with its distance from the next
    \\[,;:! ] |
    [{}^_&\s] |
    (?P<symbol>\\[A-Za-z]+|\\?.)
    """,
    re.VERBOSE,
)

# What Markdown takes for itself, and what it leaves of that on the page.
_MARKUP = (
    (r"^\[[^\]\n]+\]: .*$", ""),  # where links of that name lead
    (r"^[ \t]*(?:!!!|\?\?\?\+?|===)[^\"\n]*\"(.*)\"[ \t]*$", r"\1"),  # a box's or a tab's title
    (r"^(?=[^\n]*-)[ \t|:-]+$", ""),  # the rule below a table's head
    (r"^[ \t]*(?:>[ \t]?)+", ""),  # a quotation
    (r"^[ \t]*(?:#{1,6}|[-*+]|:)[ \t]+", ""),  # a heading, a list
    (r"\{:?[ ]?[#.][^}\n]*\}", ""),  # an id or a class
    (r"!\[[^\]]*\]\([^)]*\)", ""),  # a picture
    (r"\](?:\([^)\n]*\)|\[[^\]\n]*\])", ""),  # where a link leads
    (r"<(https?:[^>\s]*)>", r"\1"),
    (r"</?[A-Za-z][^>]*>", ""),  # a tag
    (r"(?<!\\)[*|\[]", ""),  # emphasis, a table's cells, a link's beginning
    (r"\\(?=[^\w\s])", ""),  # what takes a sign for what it is
)
_RULES = [(re.compile(pattern, re.MULTILINE), left) for pattern, left in _MARKUP]


def count(text: str) -> int:
    r"""Return the number of visible characters.

    >>> count("**가나** [다](page.md), $p_i \\log q$ `x = 1`")
    11
    """
    text = _SPECIAL.sub(_as_letters, text)
    for pattern, left in _RULES:
        text = pattern.sub(left, text)
    return len(re.sub(r"\s", "", html.unescape(text)))


def symbols(formula: str) -> int:
    r"""Return the number of symbols of a formula.

    >>> symbols(r"H(q) = -\sum_{i} q_i \log q_i")
    13
    """
    return sum(found["symbol"] is not None for found in _FORMULA.finditer(formula))


def _as_letters(found: re.Match[str]) -> str:
    """Replace code and formulas by as many letters as the reader sees, so that no rule of Markdown touches them."""
    if found["code"]:
        return "x" * len(re.sub(r"\s", "", found["code"].strip("`")))
    return "x" * symbols(found["block"] or found["formula"])
