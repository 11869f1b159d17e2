"""Text as a reader sees it, of the HTML and TeX that the search plugin of the theme has collected."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

_FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|ul|ol|li)>")
_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(r"<pre.*?</pre>", re.DOTALL)
_JOINER = "\u2060"  # keeps particles with the formula before them

# Functions that would stand without a space before their argument, and a sign that has no text.
_SPACED = ("log", "ln", "exp", "max", "min", "arg")


@lru_cache(maxsize=8192)  # most sections are the same in the next build of a live preview
def plain(text: str) -> str:
    r"""Return what stands there, on one line.

    >>> plain(r"<p>\(\frac{1}{2} \log p\)이고 <code>a &lt; b</code></p>")
    '1/2 log p이고 a < b'
    """
    text = _FORMULA.sub(lambda formula: html.escape(_typed(html.unescape(formula[1] or formula[2])), quote=False), text)
    text = html.unescape(_TAG.sub("", _BLOCK.sub(" ", text)))
    return " ".join(text.replace(_JOINER, "").split())


@lru_cache(maxsize=8192)
def part(text: str) -> tuple[str, str]:
    """Return what a section says, and the different words of its code, which nobody reads in a list of results.

    >>> part("<p>말</p><pre><code>x = x + 1</code></pre>")
    ('말', 'x 1')
    """
    code = plain(" ".join(_CODE.findall(text)))
    return plain(_CODE.sub(" ", text)), " ".join(dict.fromkeys(re.findall(r"[\w.]+", code)))


def _typed(tex: str) -> str:
    return str(_converter().latex_to_text(re.sub(r"\\[tdc]frac(?![a-z])", r"\\frac", tex))).strip()


@cache
def _converter() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=f"{name} ") for name in _SPACED]
    macros += [MacroTextSpec("|", simplify_repl="‖"), MacroTextSpec("mid", simplify_repl=" | ")]
    known.add_context_category("sitekit", prepend=True, macros=macros)
    return LatexNodes2Text(math_mode="text", latex_context=known)
