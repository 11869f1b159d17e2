"""English passages say that they are English; all else stays as it is."""

from __future__ import annotations

import re

import pytest

from sitekit.english import mark_english


def passages(html: str) -> list[str]:
    marked = mark_english(html)
    assert re.sub(r'<span lang="en">(.*?)</span>', r"\1", marked, flags=re.DOTALL) == html
    return re.findall(r'<span lang="en">(.*?)</span>', marked, re.DOTALL)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("교차 엔트로피(cross entropy)는", ["cross entropy"]),
        ("정보량(놀라움, information content)", ["information content"]),
        (
            "Cover, T. M. &amp; Thomas, J. A. (2006), Elements of Information Theory, 2nd ed., Wiley.",
            ["Cover, T. M. &amp; Thomas, J. A. (2006), Elements of Information Theory, 2nd ed., Wiley."],
        ),
        ('<a title="an English title" href="a b">On Calibration of Networks</a>에서', ["On Calibration of Networks"]),
        ("log loss&nbsp;→&nbsp;손실, R&amp;D in short &amp;", ["log loss", "R&amp;D in short"]),
        ("<p>one line\nand another</p>", ["one line\nand another"]),
    ],
)
def test_two_words_are_a_passage(html: str, found: list[str]) -> None:
    assert passages(html) == found


@pytest.mark.parametrize(
    "html",
    [
        "PyTorch와 TensorFlow에서",
        "BCE와 CE, KL",
        "A와 B, C and D",
        "<code>from crossent import entropy</code>",
        "<pre><code>for name in names: print the name</code></pre>",
        r'<span class="arithmatex">\(\text{cross entropy of the prediction}\)</span>',
        "github.com/pytorch/vision ignore_index input_shape",
        "<svg><text>cross entropy</text></svg>",
    ],
)
def test_names_code_and_formulas_are_none(html: str) -> None:
    assert passages(html) == []
