from __future__ import annotations

from textwrap import dedent
from typing import Any

import markdown
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drift.read.fences import Line, find_fences, nesting, split_lines
from drift.read.front_matter import content_start


def fences_of(text: str) -> list[Any]:
    return find_fences(dedent(text).lstrip("\n"))


def test_finds_language_options_text_and_lines() -> None:
    (fence,) = fences_of(
        """
        # Title

        ```python title="a: b" hl_lines="1 2"
        print(1)

        print(2)
        ```
        """
    )
    assert (fence.language, fence.options) == ("python", {"title": "a: b", "hl_lines": "1 2"})
    assert fence.text == "print(1)\n\nprint(2)\n"
    assert (fence.line, fence.code_line) == (3, 4)
    assert not fence.fault


def test_offsets_are_exact() -> None:
    source = "한글\n\n~~~~output\na\nb\n~~~~\nend\n"
    (fence,) = find_fences(source)
    assert source[fence.start : fence.end] == "~~~~output\na\nb\n~~~~\n"
    assert source[slice(*fence.body)] == "a\nb\n"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("```python\n```\n", ""),
        ("```python\n\n```\n", "\n"),
        ("```python\na\n```", "a\n"),
        ("```python\r\na\r\n```\r\n", "a\n"),
        ("````python\n```\na\n```\n````\n", "```\na\n```\n"),
        ("````python\n```python\na\n```\n````\n", "```python\na\n```\n"),
        ("~~~python\na\n~~~\n", "a\n"),
        ("- x\n\n    ```python\n    a\n      b\n\n    ```\n", "a\n  b\n\n"),
        ("\t```python\n\ta\tb\n\t```\n", "a\tb\n"),
        ("  \t```python\n    a\n  \t```\n", "a\n"),
        ("> ```python\n> a\n>\n> b\n> ```\n", "a\n\nb\n"),
        ("> ```python\n>\ta\n> ```\n", "  a\n"),
        (">\t```python\n>\ta\n>\t```\n", "a\n"),
        ("> - x\n>\n>     ```python\n>     a\n>     ```\n", "a\n"),
        ("```python\n \t \n```\n", " \t \n"),
        ("\ufeff```python\na\n```\n", "a\n"),
        ("```{ .python title='x' }\na\n```\n", "a\n"),
    ],
)
def test_text_is_what_stands_between_the_fences(source: str, text: str) -> None:
    (fence,) = find_fences(source)
    assert not fence.fault
    assert (fence.language, fence.text) == ("python", text)


def test_line_numbers_count_front_matter() -> None:
    (fence,) = find_fences("---\ntitle: '```python'\n---\n\n```python\na\n```\n")
    assert fence.line == 5


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("```python timeout=20\na\n```\n", "timeout=20"),
        ("```text x\na\n```\n", '"x" is not an option'),
        ("```python, title='x'\na\n```\n", "is not understood"),
        ("```python\na\n", "it has no end"),
        ("```python\na\n````\n", "it has no end"),
        ("    ```python\n    a\n  b\n    ```\n", "line 3 lies outside"),
        ("```text\na\n", "it has no end: no line after it holds just ```"),
        ("\t```python\n  a\n\t```\n", "line 2 lies outside"),
        (">\t```python\n> a\n>\t```\n", "line 2 lies outside"),
        ('```text linenums="x"\na\n```\n', "it takes line numbers"),
        ("- ```python\n  a\n  ```\n", "taken for text"),
        ("- [ ] ```python\na\n```\n", "taken for text"),
        ("1. **Run** ```python\na\n```\n", "taken for text"),
        ("[^1]: ```output\na\n```\n", "taken for text"),
        ("예제: ```python\na\n```\n", "taken for text"),
        ("```python\u3000title='x'\na\n```\n", "taken for text"),
        ("\u3000```python\na\n```\n", "taken for text"),
        ("```python\xa0title='x'\na\n```\n", "taken for text"),
        ("\u200b```python\na\n```\n", "taken for text"),
        ("```{python}\na\n```\n", "write { .python"),
        ("```{.x .python}\na\n```\n", "write { .python"),
        ('```{ lang="python" }\na\n```\n', "write { .python"),
        ("```text\na\n\n```python\nb\n```\n", "swallows the one in line 4"),
        ('```text hl_lines="x"\na\n```\n', "it takes line numbers"),
    ],
)
def test_what_superfences_drops_is_a_fault(source: str, fault: str) -> None:
    fence = find_fences(source)[0]
    assert fault in fence.fault
    assert fence.line == 1


def test_a_tab_that_reaches_over_the_indentation_is_a_fault() -> None:
    """superfences takes such a fence, but only with its tabs expanded: not the code that stands in the file."""
    source = "  ```python\n\ta\n  ```\n"
    assert "line 2 lies outside" in find_fences(source)[0].fault
    assert seen_by_superfences(source) == ["  a"]


@pytest.mark.parametrize(
    ("header", "language", "options"),
    [
        ("{ .python #id .extra title='a b' }", "python", {"title": "a b"}),
        ("{ .text title='x' }", "text", {"title": "x"}),
        ("{ .output\tapprox='on' }", "output", {"approx": "on"}),
        ("{ .python python='x' }", "python", {"python": "x"}),
        (
            "text linenums='1 2' hl_lines='1 3-5' title='x'",
            "text",
            {"linenums": "1 2", "hl_lines": "1 3-5", "title": "x"},
        ),
        ("bash exec='on' source='above'", "bash", {"exec": "on", "source": "above"}),
        ("python title linenums='1'", "python", {"title": "title", "linenums": "1"}),
    ],
)
def test_attributes_are_read_as_superfences_does(header: str, language: str, options: dict[str, str]) -> None:
    (fence,) = find_fences(f"```{header}\na\n```\n")
    assert (fence.language, fence.options, fence.fault) == (language, options, "")


def test_code_span_on_one_line_is_no_fence() -> None:
    assert find_fences("```not a fence```\n\n- ```nor this```\n") == []


def test_a_byte_order_mark_is_one_only_at_the_start() -> None:
    (fence,) = find_fences("a\n\n\ufeff```python\na\n```\n")[:1]
    assert "taken for text" in fence.fault


def test_prose_that_names_a_fence_is_no_fence() -> None:
    assert find_fences("Write `` ```python `` to begin, or ```` ```output ````.\n\n- ~~~struck\n") == []
    assert find_fences("Not ~~~python~~~ but\n\n- ~~~python, as in `a`\n") == []


def test_a_fence_that_is_taken_for_text_has_its_place() -> None:
    source = "text\n- ```python\nmore\n"
    (fence,) = find_fences(source)
    assert source[fence.start : fence.end] == "- ```python\n"
    assert (fence.prefix, fence.marker, fence.language) == ("", "```", "python")


def test_the_line_that_breaks_a_fence_off_is_not_lost() -> None:
    broken, lost = find_fences("    ```text\n    shown\n\n```python\nprint(1)\n```\n")[:2]
    assert "line 4 lies outside" in broken.fault
    assert (lost.line, lost.language) == (4, "python")
    assert "it is not seen" in lost.fault


def test_what_stands_behind_a_faulty_fence_is_found() -> None:
    refused, found = find_fences("```python timeout=20\n```python\na\n```\n")
    assert "timeout=20" in refused.fault
    assert (found.text, found.fault) == ("a\n", "")
    *_, found = find_fences("    ```text\n    shown\n\n```python\n```python\nb\n```\n")
    assert (found.text, found.fault) == ("b\n", "")


@pytest.mark.parametrize(("matter", "line"), [("title: x", 5), ("", 5), ("just text", 5), ("- a list", 5)])
def test_a_page_may_begin_with_a_rule(matter: str, line: int) -> None:
    (fence,) = find_fences(f"---\n{matter}\n---\n\n```python\na\n```\n")
    assert fence.line == line
    assert content_start("---\ntitle: x\n---\n") > 0
    assert content_start("---\rtitle: x\r---\r```python\ra\r```\r") == len("---\rtitle: x\r---\r")
    assert content_start("---\n\n```python\na\n```\n\n---\n") == 0


def test_lines_end_where_mkdocs_ends_them() -> None:
    assert split_lines("") == (Line(1, "", 0, 0),)
    assert split_lines("a\r\n") == (Line(1, "a", 0, 3),)
    assert [line.text for line in split_lines("a\r\nb\rc\nd\x0be\u2028f")] == ["a", "b", "c", "d\x0be\u2028f"]


def test_equal_nestings_are_equal() -> None:
    assert nesting("\t") == nesting("    ")
    assert nesting("> ") == nesting(">")
    assert nesting("    ") != nesting("  ")


def seen_by_superfences(source: str) -> list[str]:
    """Return what superfences hands to a formatter: the oracle."""
    seen: list[str] = []

    def formatter(source: str, *_: object, **__: object) -> str:
        seen.append(source)
        return "<p></p>"

    fence = {"name": "python", "class": "python", "format": formatter, "validator": lambda *_: True}
    config = {"pymdownx.superfences": {"preserve_tabs": True, "custom_fences": [fence]}}
    markdown.markdown(source, extensions=["pymdownx.superfences"], extension_configs=config)
    return seen


prefixes = st.sampled_from(["", "    ", "  ", "\t", "> ", ">", "> > ", "        ", ">     ", ">\t"])
markers = st.sampled_from(["```", "````", "~~~", "~~~~"])
headers = st.sampled_from(
    ["python", "python x", "text", "", " python", "{ .python }", "text x", " x=1", ' python title="a b"']
)
contents = st.sampled_from(
    ["a", "", "    ", "\tc", " d", "- b", "```", "````", "~~~", "~~~python", "``` `` ```", "> e"]
)


@st.composite
def blocks(draw: st.DrawFn) -> list[str]:
    """A fence as an author writes it, now and then with something wrong."""
    prefix, marker = draw(prefixes), draw(markers)
    body = [draw(st.sampled_from([prefix, prefix, prefix, ""])) + line for line in draw(st.lists(contents, max_size=4))]
    return [prefix + marker + draw(headers), *body, prefix + marker]


pages = st.lists(st.one_of(blocks(), st.tuples(prefixes, contents).map(lambda parts: ["".join(parts)])), max_size=6)


@settings(max_examples=3 * settings.default.max_examples)
@given(pages)
def test_sees_what_superfences_sees(parts: list[list[str]]) -> None:
    source = "\n".join(line for part in parts for line in part) + "\n"
    fences = find_fences(source)
    # A page with a faulty fence fails as a whole; what else is on it does not matter.
    assume(not any(fence.fault for fence in fences))
    found = [fence.text.removesuffix("\n") for fence in fences if fence.language == "python"]
    assert found == seen_by_superfences(source)
