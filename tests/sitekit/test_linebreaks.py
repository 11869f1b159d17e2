from __future__ import annotations

import pytest
from markdown import markdown

from sitekit.linebreaks import WORD_JOINER, join


@pytest.mark.parametrize(
    "marked",
    [
        "소프트맥스(softmax)|는",
        "<code>log(x)</code>|의",
        "<code>[0.1, 0.9]</code>|입니다",
        '<span class="arithmatex">\\(-\\sum_i q_i \\log p_i + H(q)\\)</span>|의',
        '<strong><a href="x">이름(name)</a></strong>|을',
        "“인용”|이라고",
        "90%|를",
        "<code>report</code>가",  # letters and Hangul do not part anyway
        "소프트맥스 (softmax) 는",
        '<a title="이름(name)은" href="x">글</a>',
        "<pre><code>f(x)를</code></pre>",
        "<svg><title>KL(q‖p)의 그림</title></svg>",
        "<p>끝.</p>\n<p>첫",
        "1 < 2)|는",
    ],
)
def test_a_particle_is_joined_to_what_it_follows(marked: str) -> None:
    html = marked.replace("|", "")
    assert join(html) == marked.replace("|", WORD_JOINER)


@pytest.mark.parametrize(
    ("before", "behind", "rest"), [("", "의", " 값"), ("(", ")에서는", " 값"), ("", ",", " 값"), ("“", "”.", "</p>")]
)
def test_a_short_formula_is_kept_with_what_is_attached_to_it(before: str, behind: str, rest: str) -> None:
    formula = f'{before}<span class="arithmatex">\\(H(q)\\)</span>{behind}'
    assert join(f"<p>가 {formula}{rest}") == f'<p>가 <span class="nowrap">{formula}</span>{rest}'


@pytest.mark.parametrize(
    "html",
    [
        '<p>(<span class="arithmatex">\\(H(q)\\)</span>)에서는',
        '<p><span class="arithmatex">\\(H(q)\\)</span>의',
        "<code>drift check --report</code>가",
        "p − q와 소프트맥스(softmax)는",
    ],
)
def test_what_is_joined_already_stays_as_it_is(html: str) -> None:
    """A recording that is Markdown is converted by itself before its page is."""
    once = join(html)
    assert once != html
    assert join(once) == once


def test_a_formula_that_stands_alone_is_left_alone() -> None:
    html = '<p>값 <span class="arithmatex">\\(H(q)\\)</span> 은</p>'
    assert join(html) == html


def test_words_in_code_are_not_parted_behind_their_hyphens() -> None:
    html = "<code>drift check --report x</code>가 <code>1 - 1e-15)</code> <code>report</code>"
    long = "<code>a-name-that-is-longer-than-a-phone-is-wide</code> <pre><code>--report</code></pre>"
    joined = html.replace("--report", '<span class="nowrap">--report</span>')
    joined = joined.replace("1e-15)</code>", '<span class="nowrap">1e-15)</span></code>')
    assert join(html + long) == joined + long


def test_a_difference_of_letters_stays_on_one_line() -> None:
    assert join('<a href="x">기울기 p − y와 MSE</a> 3 − 2') == '<a href="x">기울기 p\u00a0−\u00a0y와 MSE</a> 3 − 2'


def test_stashed_code_and_formulas_are_seen() -> None:
    text = "`f(x)`는 $x$의 함수(function)입니다.\n\n```\nf(x)는\n```\n"
    html = markdown(
        text,
        extensions=["pymdownx.arithmatex", "pymdownx.superfences", "sitekit.linebreaks:LinebreaksExtension"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    assert html.count(WORD_JOINER) == 2
    assert html.count('class="nowrap"') == 1
    assert "f(x)는" in html
