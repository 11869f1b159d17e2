from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.read import visible as module
from drift.read.fences import find_fences
from drift.read.visible import Marks, visible_fences


def visible(text: str) -> list[str]:
    source = dedent(text).lstrip("\n")
    fences = find_fences(source)
    return [fences[index].text.strip() for index in sorted(visible_fences(source, fences))]


def test_nested_fences_are_visible_and_verbatim_ones_are_not() -> None:
    assert visible(
        """
        ```python
        top
        ```

        - list

            ```python
            list
            ```

        !!! note

            ```python
            admonition
            ```

        ??? note "folded"

            === "tab"

                ```python
                details and tab
                ```

        > ```python
        > quote
        > ```

        <div markdown>
        ```python
        div
        ```
        </div>

        <!--
        ```python
        comment
        ```
        -->

        text <!-- over
        ```python
        comment in a paragraph
        ```
        lines -->

        <pre>
        ```python
        pre
        ```
        </pre>

            ```python
            indented code
            ```

        ````text
        ```python
        in a longer fence
        ```
        ````

        `<!--`

        ```python
        after a code span
        ```
        """
    ) == [
        "top",
        "list",
        "admonition",
        "details and tab",
        "quote",
        "div",
        "```python\nin a longer fence\n```",
        "after a code span",
    ]


@pytest.mark.parametrize(
    "before", ["Use the <pre> tag.", "Use the <code> tag.", "A <textarea>", "<!-->", "a `b", "<![CDATA[ >"]
)
def test_what_has_no_end_hides_nothing(before: str) -> None:
    assert visible(f"{before}\n\n```python\nseen\n```\n\nc` d\n") == ["seen"]


def test_what_has_no_end_does_not_uncover_what_has() -> None:
    marks = Marks()
    one, two, three = map(marks.mark, (1, 2, 3))
    html = f"<pre> <p {one}></p> <pre><p {two}></p></pre> <p {three}></p>"
    assert marks.fences_in(html) == {1, 3}


def test_indented_code_takes_the_fence_below_it_along() -> None:
    assert visible("    code\n```python\nno\n```\n\n```python\nyes\n```\n") == ["yes"]


def test_a_fence_without_an_end_hides_nothing_behind_it() -> None:
    source = "    ```text\n    code\n\n```python\nlost\n```\n"
    indented, lost, last = find_fences(source)
    assert indented.end == len("    ```text\n")
    assert "it is not seen" in lost.fault
    assert visible_fences(source, [indented, lost, last]) == {1, 2}


def test_front_matter_is_no_markdown() -> None:
    assert visible("---\ntitle: <pre>\n---\n\n```python\na\n```\n") == ["a"]


def test_reads_marks_from_html_only_where_they_are_elements() -> None:
    marks = Marks()
    one, two, three, four, five = map(marks.mark, (1, 2, 3, 4, 5))
    html = f"<p {one}></p><!-- <p {two}></p> --><pre><p {three}></p></pre><p>{four}</p>"
    assert marks.fences_in(html + f"<div {five}><pre></pre></div>") == {1, 5}


PIECES = [
    *(
        "<span>",
        '<span class="k">',
        '<span title="a>b">',
        '<span title="<!--">',
        "<span title='>'>",
        "<span a b>",
        "</span>",
    ),
    *(
        '<span data-drift="1">',
        "<span",
        "</span",
        "</spa",
        "n>",
        "<!--",
        "-->",
        "--",
        "->",
        "<!-->",
        ">",
        '"',
        "'",
        "<",
        "x",
    ),
    *(
        "<pre>",
        "</pre>",
        "<script>",
        "</script>",
        "</scr",
        "ipt>",
        "<style>",
        "</style>",
        "<![CDATA[",
        "]]>",
        "<p>",
        '<a b="',
    ),
]


@given(st.lists(st.sampled_from(PIECES) | st.integers(0, 3), max_size=12))
def test_spans_make_no_difference(pieces: list[str | int]) -> None:
    marks = Marks()
    tags = {number: f'<{"span" if number % 2 else "div"} class="a" {marks.mark(number)}>' for number in range(4)}
    html = "".join(tags[piece] if isinstance(piece, int) else piece for piece in pieces)
    seen = module._Seen(mark=marks._nonce)
    assert marks.fences_in(html) == module._read(html, seen)


def test_only_the_marks_of_this_rendering_count() -> None:
    marks, others = Marks(), Marks()
    html = f'<p data-drift="1"></p><p {others.mark(2)}></p><p {marks.mark(3)}></p>'
    assert marks.fences_in(html) == {3}
    assert marks.plain(html) == f'<p data-drift="1"></p><p {others.mark(2)}></p><p data-drift="3"></p>'


@pytest.mark.parametrize(
    "word",
    [
        "driftfence0x",
        "drift&#102;ence0x",
        "driftfence999x",
        '<p data-drift="0">a</p>',
        '<p data-drift="999">a</p>',
        '<p data-drift="\u00b2">a</p>',
        "wzxhzdk:0",
        "klzzwxh:0000",
        "\x02wzxhzdk:0\x03",
    ],
)
def test_no_text_stands_for_a_fence(word: str) -> None:
    """Words that have been, or look like, those by which fences are found again: this tool's and Python-Markdown's."""
    hidden = "<!--\n```python\nno\n```\n-->"
    assert visible(f"{word}\n\n{hidden}\n\n{word}\n\n```python\nyes\n```\n") == ["yes"]
    assert visible(f"    {word}\n\n{hidden}\n\n```python\nyes\n```\n") == ["yes"]


LINES = [
    *(
        "",
        "text",
        "    code",
        "\tcode",
        "  two",
        "- item",
        "1. item",
        "> quote",
        "!!! note",
        '=== "tab"',
        "/// note",
        "///",
        "```x",
    ),
    *(
        ":   definition",
        "[^1]: note",
        "*[x]: y",
        "[x]: y",
        "# H",
        "---",
        "| a |",
        "|---|",
        "`open",
        "$$",
        "\\",
        "```python\nx\n```",
    ),
]


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_fences_that_stand_free_are_visible_without_a_conversion(source: str) -> None:
    fences = find_fences(source)
    quick = visible_fences(source, fences)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_all_stand_free", lambda *_: False)
        assert visible_fences(source, fences) == quick
