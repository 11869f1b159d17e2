from __future__ import annotations

import html

import pytest

from prekatex import Engine, FormulaError, typeset


def render(tex: str, *, display: bool) -> str:
    if "bad" in tex:
        raise FormulaError("no <good>", 0)
    return f"[{'display' if display else 'inline'} {html.escape(tex)}]"


UNTOUCHED = [
    "no formula at all",
    r"<code-x><nav-x>\(x\)</nav-x></code>",
    r"<p>\(x\) and \[y\]</p>",  # Written with an escape: the author wants to see it.
    r'<code><span class="arithmatex">\(x\)</span></code>',
    r'<pre><code>nav</code> <nav>\(x\)</nav> <span class="arithmatex">\(x\)</span></pre>',
    r'<script>"<nav>"; "<span class=\"arithmatex\">\(x\)</span>"</script>',
    r'<!-- <span class="arithmatex">\(x\)</span> -->',
    r"<title>\(x\)</title>",
    r'<meta name="description" content="\(x\)">',
    r'<nav><a title="\(x\)" aria-label=">\(x\)">text</a><code>\(x\)</code></nav>',
    r"<nav>text</nav><p>\(x\)</p>",
    r'<span class="not-arithmatex">\(x\)</span>',
    r'<span data-class="arithmatex">\(x\)</span>',
    "<p a=1 b='x' c=\"y\">5 < 6 &amp; < 7<br/>\r\n\t </p ></nav>",
]

CHANGED = [
    (r'<p>a <span class="arithmatex">\(x_1\)</span>.', '<p>a <span class="arithmatex">[inline x_1]</span>.'),
    ('<div class="arithmatex">\\[\na\nb\n\\]</div>', '<div class="arithmatex">[display a\nb]</div>'),
    (
        r'<div id="eq" class="wide arithmatex" data-x="1">\[x\]</div>',
        '<div id="eq" class="wide arithmatex" data-x="1">[display x]</div>',
    ),
    (
        r'<span class="arithmatex">\(a &lt; b &amp; c \& &quot;d" &gt; e\)</span>',
        '<span class="arithmatex">[inline a &lt; b &amp; c \\&amp; &quot;d&quot; &gt; e]</span>',
    ),
    (r'<div class="arithmatex">\[ a < b \]</div>', '<div class="arithmatex">[display a &lt; b]</div>'),
    (r'<td><span class="arithmatex">\(x\)</span></td>', '<td><span class="arithmatex">[inline x]</span></td>'),
    (
        r'<label><span class="arithmatex">\(x\)</span></label>',
        '<label><span class="arithmatex">[inline x]</span></label>',
    ),
    (
        r'<span class="arithmatex"><span class="arithmatex">\(x\)</span></span>',
        '<span class="arithmatex"><span class="arithmatex">[inline x]</span></span>',
    ),
    (
        '<nav><nav></nav><a href="#a">\n  A \\(x&lt;y\\), \\(z\\) b\n</a></nav>',
        '<nav><nav></nav><a href="#a">\n  <span class="prekatex-text">A '
        '<span class="arithmatex">[inline x&lt;y]</span>, '
        '<span class="arithmatex">[inline z]</span> b</span>\n</a></nav>',
    ),
    (
        r'<p><code>\(x\)</code><span class="arithmatex">\(y\)</span></p>',
        r'<p><code>\(x\)</code><span class="arithmatex">[inline y]</span></p>',
    ),
]


@pytest.mark.parametrize("page", UNTOUCHED)
def test_everything_else_stays_byte_for_byte(page: str) -> None:
    result = typeset(page, render)
    assert result.html == page
    assert not result.has_mathematics


@pytest.mark.parametrize(("page", "expected"), CHANGED)
def test_formulas_are_replaced(page: str, expected: str) -> None:
    result = typeset(page, render)
    assert result.html == expected
    assert result.has_mathematics


def test_a_rejected_formula_is_shown_and_returned() -> None:
    result = typeset(r'<nav>\(bad\)</nav><span class="arithmatex">\(bad &lt;\)</span>', render)
    assert [(failure.tex, failure.in_nav) for failure in result.failures] == [("bad", True), ("bad <", False)]
    assert '<span class="prekatex-error"><code>bad &lt;</code>' in result.html
    assert '<span class="prekatex-message">KaTeX: no &lt;good&gt;</span>' in result.html


def test_html_inside_of_a_formula_is_rejected() -> None:
    result = typeset(r'<div class="arithmatex">\[ a<b \]</div><p>', render)
    assert [failure.tex for failure in result.failures] == ["a<b"]
    assert result.html.endswith("</span></div><p>")


def test_with_katex_itself(engine: Engine) -> None:
    result = typeset(r'<div class="arithmatex">\[ a &lt; b \]</div>', engine.render)
    assert result.html.startswith('<div class="arithmatex"><span class="katex-display">')
    assert '<annotation encoding="application/x-tex">a &lt; b</annotation>' in result.html
