"""Exercises that answer back: what an author writes, what becomes of it, and what is told when it is wrong."""

from __future__ import annotations

import markdown
import pytest

from sitekit.exercises import fill

PAGE = """---
description: x
---

# T

### 1. One { #one }

{exercise}

??? success "풀이"

    ```python
    print("dog   0.25")
    print("loss: 1,234.5 nats")
    print("larger: the first")
    ```

    ```output render="table"
    dog   0.25
    loss: 1,234.5 nats
    larger: the first
    ```

### 2. Two { #two }

```python
print("elsewhere: 7")
```

```output
elsewhere: 7
```
"""


def filled(exercise: str) -> tuple[str, list[str]]:
    source = PAGE.replace("{exercise}", exercise)
    markdown = source.partition("---\n\n")[2]
    page, faults = fill(markdown, source, "docs/a.md")
    assert page.count("\n") == markdown.count("\n"), "lines keep their numbers"
    return page, [fault.told("docs/a.md") for fault in faults]


def exercise(line: str, rest: str = "") -> str:
    return f'<div class="exercise" data-label="A &lt; B?" data-line="{line}"{rest}></div>'


@pytest.mark.parametrize(("line", "answer"), [("dog *", "0.25"), ("dog   *", "0.25"), ("loss: * nats", "1,234.5")])
def test_the_answer_is_what_the_solution_printed(line: str, answer: str) -> None:
    page, told = filled(exercise(line))
    assert told == []
    assert f'data-answer="{answer}"' in page
    assert '<label for="answer-1">A &lt; B?</label>' in page
    assert '<input id="answer-1"' in page
    assert "data-line" not in page


def test_a_formula_before_it_does_not_swallow_it() -> None:
    page, _ = filled(f"Given $x_{{<i}}$.\n\n{exercise('dog *')}")
    html = markdown.markdown(page, extensions=["md_in_html", "pymdownx.arithmatex", "pymdownx.superfences"])
    assert '\n<form class="exercise"' in html
    assert "</form></p>" not in html


def test_of_choices_one_is_what_the_solution_printed() -> None:
    page, told = filled(exercise("larger: *", ' data-choices="the first | the second"'))
    assert told == []
    assert 'data-answer="the first"' in page
    assert page.count('type="radio"') == 2
    assert "<legend>A &lt; B?</legend>" in page


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('<div class="exercise"></div>', "this exercise is not understood"),
        (exercise("dog *")[:-6], "this exercise is not understood"),
        (exercise("dog *", ' data-lable="x"'), "this exercise is not understood"),
        (exercise("dog"), 'data-line="dog" does not say where the answer stands'),
        (exercise("cat *"), 'data-line="cat *" fits none of the lines that the solution prints'),
        (exercise("elsewhere: *"), "fits none of the lines"),
        (exercise("*"), "fits 3 of the lines"),
        (exercise("larger: *"), 'the solution prints "the first", which is no number'),
        (exercise("dog *", ' data-choices="0.5 | 0.75"'), 'the solution prints "0.25", which is none of the choices'),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_way_out(written: str, said: str) -> None:
    page, (told,) = filled(written)
    assert told.startswith("docs/a.md:9: ")
    assert said in told
    assert "\n    → " in told
    assert 'class="exercise"' not in page


def test_one_that_is_shown_as_code_stays_code() -> None:
    shown = f"```md\n{exercise('cat *')}\n```"
    page, told = filled(shown)
    assert shown in page
    assert told == []
