"""What is noted; whether the noted heights are the real ones is seen in a browser: tests/site/test_reading.py."""

from __future__ import annotations

import pytest

from sitekit.heights import note_heights


@pytest.mark.parametrize(
    ("code", "lines"),
    [("one\n", 1), ("one\ntwo\n", 2), ("one\n\nthree", 3), ("\n", 1), ("<b>one</b>\n<i>two\n</i>three\n", 3)],
)
def test_the_lines_of_code_are_counted(code: str, lines: int) -> None:
    for opening in ("<code>", '<code class="x">', "<span></span><code>"):
        page = f"<p>before</p><pre>{opening}{code}</code></pre><p>after</p>"
        assert note_heights(page) == page.replace("<pre>", f'<pre style="--lines:{lines}">')


def test_what_bears_a_style_already_or_holds_no_code_is_left_alone() -> None:
    page = '<pre style="color:red"><code>one\n</code></pre><pre>text</pre><pre class="x"><code>one\n</code></pre>'
    assert note_heights(page) == page


def formula(*struts: str) -> str:
    parts = "".join(
        f'<span class="katex-base"><span class="katex-strut" style="{strut}"></span>x</span>' for strut in struts
    )
    return f'<div class="arithmatex"><span class="katex-display"><span class="katex">{parts}</span></span></div>'


@pytest.mark.parametrize(
    ("struts", "height"),
    [
        (["height:0.4306em;"], 1.2),  # less than a line
        (["height:1em;vertical-align:-0.25em;"], 1.25),
        (["height:2.6484em;vertical-align:-1.307em;"], 2.6484),
        (
            ["height:2em;vertical-align:-0.1em;", "height:2em;vertical-align:-1.5em;"],
            3.4,
        ),  # the highest and the deepest
    ],
)
def test_the_height_of_a_formula_is_that_of_its_struts(struts: list[str], height: float) -> None:
    noted = note_heights(formula(*struts))
    assert noted == formula(*struts).replace('"arithmatex"', f'"arithmatex" style="--formula:{height * 1.21:.3f}em"')


def test_a_formula_that_is_not_typeset_is_left_alone() -> None:
    page = '<div class="arithmatex">\\[x\\]</div><div class="arithmatex"><span class="katex-display">?</span></div>'
    assert note_heights(page) == page
