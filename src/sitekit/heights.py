"""How high code and formulas will be: a browser that knows can leave out what is far from the screen, and nothing moves later.

The style sheet of the site makes heights out of `--lines` and `--formula`.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"<pre>(?P<code>(?:<span></span>)?<code\b.*?</code></pre>)", re.DOTALL)
_FORMULA = re.compile(r'<div class="arithmatex">(?P<formula><span class="katex-display">.*?)</div>', re.DOTALL)
_STRUT = re.compile(r'class="katex-strut" style="height:([\d.]+)em;(?:vertical-align:-([\d.]+)em;)?"')

# KaTeX's style sheet: a line is 1.2 em high, above and below its base line, and a formula's em is 1.21 times that of the text.
_LINE = (1.0, 0.2)
_LETTERS = 1.21


def note_heights(page: str) -> str:
    """Note on every block of code how many lines it has, and on every displayed formula how high it is.

    Args:
        page: The HTML of a page whose formulas KaTeX has typeset.
    """
    return _FORMULA.sub(_formula, _CODE.sub(_code, page))


def _code(block: re.Match[str]) -> str:
    lines = block["code"].removesuffix("</code></pre>").removesuffix("\n").count("\n") + 1
    return f'<pre style="--lines:{lines}">{block["code"]}'


def _formula(box: re.Match[str]) -> str:
    # Each part of a formula has a strut of its height, lowered by its depth below the line.
    struts = [(float(height), float(depth or 0)) for height, depth in _STRUT.findall(box["formula"])]
    if not struts:
        return box[0]
    above = max(_LINE[0], *(height - depth for height, depth in struts))
    below = max(_LINE[1], *(depth for _, depth in struts))
    return f'<div class="arithmatex" style="--formula:{(above + below) * _LETTERS:.3f}em">{box["formula"]}</div>'
