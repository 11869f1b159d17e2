"""What is counted of a page, and what is not. What is right is derived from what a page is put together of, or by rendering it."""

from __future__ import annotations

import html
import re

import pytest
from markdown import Markdown

from sitekit.prose import count, symbols
from sitekit.readingtime import CHARACTERS, EXERCISE, LINES, ReadingTime, duration, find_words, measure, total

MINUTE = "가나다 라마\n" * (CHARACTERS // 5)  # text for one minute


def code(lines: int, language: str = "python", indent: str = "") -> str:
    return f"\n{indent}```{language}\n" + f"{indent}x = 1\n" * lines + f"{indent}```\n\n"


def exercise(number: int, inside: str = "") -> str:
    return f'\n### {number}. 문제\n\n{MINUTE}\n??? success "풀이"\n\n    {MINUTE}{code(LINES, indent="    ")}{inside}\n'


def test_text_and_code_and_exercises_are_added_up() -> None:
    # The headings and the box's title are text as well, too little for another minute.
    page = f"# 글\n\n{MINUTE * 3}{code(2 * LINES)}## 연습 {{ #exercises }}\n{exercise(1)}{exercise(2)}## 다음 {{ #next }}\n\n{MINUTE}"
    assert measure(page) == ReadingTime(text=3 + 1, whole=3 + 1 + 2 + 2 * EXERCISE, practice=True)


def test_a_folded_question_and_a_figure_that_moves_take_their_time() -> None:
    question, figure = '\n??? question "가"\n\n    나\n', "\n<div>\n<my-figure>가</my-figure>\n</div>\n"
    assert measure(f"{MINUTE}{question * 3}") == ReadingTime(text=1, whole=4, practice=True)
    assert measure(f"{MINUTE}{figure * 2}") == ReadingTime(text=1, whole=5, practice=True)
    # One that is open is text, and so is what Markdown has of its own.
    assert measure(f'{MINUTE}\n!!! question "가"\n\n    나\n\n<div>다</div>\n').practice is False


@pytest.mark.parametrize(
    "unread",
    [
        f"---\ndescription: {MINUTE.replace(chr(10), ' ') * 9}\n---\n",
        f"<!-- {MINUTE * 9} -->\n",
        f"<!--\n{code(9 * LINES)}-->\n",
        code(9 * LINES, "output"),
        code(9 * LINES).replace("python", 'python title="가" folded="on"'),
        f'```python title="{"가" * 9 * CHARACTERS}"\n```\n',
        f"[가](https://example.org/{'a' * 9 * CHARACTERS})\n",
        f"[가]: https://example.org/{'a' * 9 * CHARACTERS}\n",
        f'<span title="{"a" * 9 * CHARACTERS}">가</span>\n',
        f"\n```python\n{chr(10) * 9 * LINES}```\n",
        f"## 참고 문헌 {{ #references }}\n\n- {MINUTE * 9}### 논문\n\n{MINUTE * 9}## 끝 {{ #end }}\n",
        "|---|" + "---|" * 9 * CHARACTERS + "\n",
        f"$$\n{'{}' * 9 * CHARACTERS}\n$$\n",
    ],
)
def test_what_nobody_reads_is_not_counted(unread: str) -> None:
    bare = measure(f"\n{MINUTE * 2}")
    assert (bare.text, bare.whole) == (2, 2)
    told = measure(f"{unread}\n{MINUTE * 2}")
    assert (told.text, told.whole) == (2, 2)


def test_a_page_without_examples_has_one_time() -> None:
    assert str(measure(MINUTE * 3)) == "글 3분"
    assert str(measure(MINUTE * 3 + code(LINES))) == "글 3분, 예제와 연습까지 4분"
    assert str(measure("")) == "글 1분"


def test_half_a_minute_is_rounded_up() -> None:
    assert [measure("가" * n).text for n in (1, 749, 750, 1249, 1250)] == [1, 1, 2, 2, 3]


def test_a_comment_in_code_is_code() -> None:
    assert measure(f"```md\n<!--\n{code(1)}```\n\n{MINUTE * 3}\n`<!--` {MINUTE * 3}").text == 6


def test_headings_in_code_and_comments_are_no_exercises() -> None:
    page = "## 연습 { #exercises }\n\n### 하나\n\n```md\n### 둘\n```\n\n<!--\n### 셋\n-->\n"
    assert measure(page).whole == EXERCISE


@pytest.mark.parametrize(
    ("formula", "symbol"),
    [
        ("H(q, p)", "H ( q , p )"),
        (r"-\sum_{i} q(x_i) \log p(x_i)", "- ∑ i q ( x i ) log p ( x i )"),
        (r"\begin{aligned} a &\le b \\[4pt] &= \tfrac{1}{2} \end{aligned}", "a ≤ b = — 1 2"),
        (r"D_{\mathrm{KL}}(q \| p)", "D K L ( q ‖ p )"),
        (r"\left( x \right)\,\operatorname{LSE}", "( x ) L S E"),
        (r"2.375 \text{비트}", "2 . 3 7 5 비 트"),
    ],
)
def test_every_symbol_of_a_formula_is_one_character(formula: str, symbol: str) -> None:
    assert symbols(formula) == len(symbol.split())
    assert count(f"가 ${formula}$ 나") == len(symbol.split()) + 2
    assert count(f"가\n\n$$\n{formula}\n$$\n\n나") == len(symbol.split()) + 2


PROSE = r"""
# 제목 { #title }

!!! question "질문"

    **굵은 글**과 *기운 글*, [링크](page.md#there) · <span class="nowrap">[용어][g:term]</span>입니다. `code_name[0]`, ``a ` b``

- 하나 \* 둘 &lt; 셋
- <https://example.org/>
    1. 넷

| 머리 | 머리 |
|---|:---:|
| 칸 `a | b` | 칸 |

??? success "풀이"

    > 인용

[g:term]: page.md "풀이"
"""


def test_what_is_counted_is_what_a_browser_shows() -> None:
    md = Markdown(extensions=["admonition", "attr_list", "tables", "md_in_html", "pymdownx.details"])
    shown = html.unescape(re.sub(r"<[^>]+>", "", md.convert(PROSE)))
    # The browser numbers a list by itself.
    assert count(PROSE) == len(re.sub(r"\s", "", shown)) + len("1.")


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1분"), (59, "59분"), (60, "1시간"), (100, "1시간 40분"), (310, "5시간 10분")]
)
def test_from_an_hour_on_it_is_told_in_hours(minutes: int, words: str) -> None:
    assert duration(minutes) == words


def test_a_sum_is_that_of_the_times_shown() -> None:
    times = [ReadingTime(40, 150, True), ReadingTime(60, 60, False), ReadingTime(0, 100, True)]
    assert str(total(times)) == "글 1시간 40분, 예제와 연습까지 5시간 10분"
    assert str(total([ReadingTime(2, 2, False)] * 2)) == "글 4분"


def test_words_are_found_where_they_are_text() -> None:
    source = (
        "---\ntitle: READING_TIME\n---\n**시간**: READING_TIME입니다. READING_TIME_OF(짧은 길)<!-- READING_TIME -->\n"
        "`READING_TIME` MY_READING_TIME READING_TIMES READING_TIME_OF( * ) READING_TIME_OF\n\n```text\nREADING_TIME\n```\n"
    )
    assert [(source[word.start : word.end], word.section) for word in find_words(source)] == [
        ("READING_TIME", None),
        ("READING_TIME_OF(짧은 길)", "짧은 길"),
        ("READING_TIME_OF( * )", "*"),
        ("READING_TIME_OF", ""),
    ]


def test_the_word_itself_is_not_counted() -> None:
    assert measure("READING_TIME " * CHARACTERS).text == 1
