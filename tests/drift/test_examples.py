from __future__ import annotations

from textwrap import dedent

import pytest

from drift.read.examples import read_page
from drift.read.page import Page
from drift.settings import Settings


def page_of(text: str, examples: str = "all") -> Page:
    return read_page("docs/page.md", dedent(text).lstrip("\n"), Settings(examples=examples))


def problems_of(text: str, examples: str = "all") -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in page_of(text, examples).problems]


def test_pairs_an_example_with_the_recording_below_it() -> None:
    page = page_of(
        """
        ```python timeout="2.5" session="s" raises="ValueError" requires="numpy, scipy" stderr="ignore"
        x
        ```

        ```output approx="on"
        y
        ```

        ```python
        silent
        ```
        """
    )
    first, second = page.examples
    assert page.problems == []
    assert first.recording is not None
    assert first.recording.text == "y\n"
    assert (first.timeout, first.session, first.raises, first.requires) == (2.5, "s", "ValueError", ("numpy", "scipy"))
    assert first.ignores_stderr
    assert first.approx
    assert second.recording is None
    assert (second.timeout, second.session, second.approx) == (60.0, None, False)


def test_pairs_at_equal_nesting_with_blank_quote_lines_between() -> None:
    page = page_of("> ```python\n> x\n> ```\n>\n> ```output\n> y\n> ```\n")
    assert page.problems == []
    assert page.examples[0].recording is not None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("```output\nx\n```\n", 1, "a recording without an example"),
        ("```python\nx\n```\n\ntext\n\n```output\ny\n```\n", 7, "a recording without an example"),
        ("```python\nx\n```\n```output\ny\n```\n```output\nz\n```\n", 7, "a recording without an example"),
        ('```python exec="off" why="slow"\nx\n```\n\n```output\ny\n```\n', 5, "a recording without an example"),
        ("- a\n\n    ```python\n    x\n    ```\n\n```output\ny\n```\n", 7, "not nested like its example in line 3"),
        ('```python exec="off"\nx\n```\n', 1, 'say why="…"'),
        ('```python title="a", figure="b"\nx\n```\n', 1, '"," is not understood: options are parted by spaces'),
        ('```python\nx\n```\n\n```output approx="on",render="markdown"\ny\n```\n', 5, '"," is not understood'),
        ('```python title="T" folded="no"\nx\n```\n', 1, 'folded="no": it takes "on"'),
        ('```python folded="on"\nx\n```\n', 1, 'say title="…"'),
        ('```python why="x"\nx\n```\n', 1, 'goes with exec="off"'),
        ('```python timout="3"\nx\n```\n', 1, 'did you mean "timeout"?'),
        ('```python timeout="soon"\nx\n```\n', 1, "a positive number of seconds"),
        ('```python timeout="-1"\nx\n```\n', 1, "a positive number of seconds"),
        ('```python timeout="inf"\nx\n```\n', 1, "a positive number of seconds"),
        ('```python raises="Value Error"\nx\n```\n', 1, "the name of an exception"),
        ('```python requires=""\nx\n```\n', 1, "the names of modules"),
        ('```python stderr="show"\nx\n```\n', 1, 'it takes "ignore"'),
        ('```python session=" "\nx\n```\n', 1, 'session=" ": it takes a name'),
        ('```python hl_lines="a"\nx\n```\n', 1, "it takes line numbers"),
        ('```python source="above"\nx\n```\n', 1, 'beside exec="on"'),
        ('```python result="text"\nx\n```\n', 1, 'beside exec="on"'),
        ('```python html="1"\nx\n```\n', 1, 'beside exec="on"'),
        ('```python tabs="a|b"\nx\n```\n', 1, 'beside exec="on"'),
        ('```python exec="on" source="top"\nx\n```\n', 1, "one of above, below"),
        ('```python exec="on" surce="above"\nx\n```\n', 1, 'did you mean "source"?'),
        ('```bash exec="on" returncode="one"\nx\n```\n', 1, "a whole number"),
        ('```bash exec="on" width="wide"\nx\n```\n', 1, "a number of columns"),
        ('```python exec="on" title="T" folded="on"\nx\n```\n', 1, "goes with examples that drift shows"),
        ('```python exec="on"\nx\n```\n\n```output render="markdown"\ny\n```\n', 5, "options of its example"),
        ('```python\nx\n--8<-- "nowhere.py"\n```\n', 3, "Snippet at path 'nowhere.py' could not be found"),
        ('```Bash exec="on"\nx\n```\n', 1, 'write "bash"'),
        ('```python\nx\n```\n```output aprox="on"\ny\n```\n', 4, 'did you mean "approx"?'),
        ('```python\nx\n```\n```output approx="0.1"\ny\n```\n', 4, 'it takes "on"'),
        ('```python\nx\n```\n```output render="html"\ny\n```\n', 4, 'it takes "markdown"'),
        ("```python timeout=3\nx\n```\n", 1, "would be dropped"),
        ("```py\nx\n```\n", 1, 'write "python"'),
        ("```python3\nx\n```\n", 1, 'write "python"'),
        ("```Python\nx\n```\n", 1, 'write "python"'),
        ("```ipython\nx\n```\n", 1, 'write "python"'),
        ("```python3.11\nx\n```\n", 1, 'write "python"'),
        ("```pyhton\nx\n```\n", 1, 'write "python"'),
        ("```Output\nx\n```\n", 1, 'write "output"'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str) -> None:
    problems = problems_of(text)
    assert any(found == line and message in said for found, said in problems), problems


def test_one_mistake_is_one_problem() -> None:
    assert len(problems_of('```python timout="3"\nx\n```\n\n```output\ny\n```\n')) == 1
    assert len(problems_of("```py\nx\n```\n\n```output\ny\n```\n")) == 1


def test_only_marked_fences_are_examples_when_asked() -> None:
    page = page_of(
        '```python\na\n```\n\n```python exec="1"\nb\n```\n\n```py\nc\n```\n\n```py exec="maybe"\nd\n```\n',
        examples="marked",
    )
    assert [example.fence.text for example in page.examples] == ["b\n", "d\n"]
    assert page.problems == []


def test_comments_are_left_alone() -> None:
    page = page_of("<!--\n```python timout='x'\na\n```\n\n```output\nb\n```\n-->\n")
    assert (page.examples, page.problems) == ([], [])


def test_other_languages_are_left_alone() -> None:
    assert problems_of("```cython\nx\n```\n\n```pycon\n>>> x\n```\n\n```text\nx\n```\n\n```\nx\n```\n") == []


def test_an_example_taken_out_with_a_reason_is_no_problem() -> None:
    assert problems_of('```python exec="off" why="needs a GPU"\nx\n```\n') == []


def test_an_output_fence_that_nothing_marked_could_print_is_the_authors_own() -> None:
    for text in ("```bash\nmypy\n```\n\n", "```python\nx\n```\n\n", "", "text\n\n"):
        page = page_of(text + "```output\nerror\n```\n", examples="marked")
        assert (page.examples, page.problems) == ([], [])


def test_what_markdown_exec_executes_without_a_mark_is_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKDOWN_EXEC_AUTO", "python, bash")
    page = page_of('```python\na\n```\n\n```bash source="above"\nb\n```\n\n```py\nc\n```\n', examples="marked")
    assert [example.fence.text for example in page.examples] == ["a\n", "b\n"]


def test_only_lines_with_a_prompt_run_and_they_keep_their_numbers() -> None:
    page = page_of(
        '```pycon exec="on"\n>>> def f():\n...     return 1\n...\nsaid\n>>> f()\n```\n\n```console exec="on"\n$ a\nsaid\n% b\n```\n',
        examples="marked",
    )
    assert [example.code for example in page.examples] == ["def f():\n    return 1\n\n\nf()\n", "a\n\nb\n"]
    assert [example.shell for example in page.examples] == [None, "sh"]


def test_options_without_a_mark_make_superfences_drop_a_fence() -> None:
    for fence in ('python exec="no" source="above"', 'python requires="x"', 'bash exec="off" result="text"'):
        line, said = problems_of(f"```{fence}\nx\n```\n", examples="marked")[0]
        assert line == 1
        assert "would be dropped" in said
    assert problems_of('```python exec="no" title="T"\nx\n```\n', examples="marked") == []
