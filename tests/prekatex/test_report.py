from __future__ import annotations

from textwrap import dedent

import pytest

from prekatex import Failure, FormulaError, Rejected, Source, problems
from prekatex.places import find, without_code

PAGE = r"""---
title: Test
---
# $x_$ in a heading

Text $x_$ and `$x_$` and \(x_\) and $x_1$.

```
$x_$
```

> - $$
>   a +
>   x_
>   $$

| a        |
|----------|
| $x \| y$ |

=== "Tab"

    \[
    a < b
    \]

\begin{align}
x &= y
\end{align}

~~~math
c_
~~~

<!-- $x_$ -->
Quoted &lt; $a &lt; b$.
"""


@pytest.mark.parametrize(
    ("tex", "lines"),
    [
        ("x_", [4, 6, 6]),
        ("a +\nx_", [12]),
        ("x | y", [19]),
        ("a < b", [23, 36]),
        ("\\begin{align}\nx &= y\n\\end{align}", [27]),
        ("y", []),
        ("+", []),
    ],
)
def test_find_in_a_page(tex: str, lines: list[int]) -> None:
    assert find(tex, without_code(PAGE)) == lines


def test_find_in_a_fence() -> None:
    assert find("c_", PAGE) == [31]


def test_find_in_a_docstring() -> None:
    assert find(r"\log x", '"""One.\n\nTwo \\\\(\\\\log x\\\\)."""') == [3]
    assert find(r"\log x", 'r"""One.\n\n    $$\n    \\log\n        x\n    $$\n"""') == [3]


def rejected(tex: str, page: Source, reason: str = "no", *, position: int | None = 0, in_nav: bool = False) -> Rejected:
    return Rejected(Failure(tex, FormulaError(reason, position), in_nav), page)


def test_each_place_is_reported_once() -> None:
    page = Source("docs/a.md", "$x_$ $x_$\n\n$x_$")
    found = problems([rejected("x_", page)] * 3)
    assert [problem.split(":")[1] for problem in found] == ["1", "3"]


def test_what_a_problem_says() -> None:
    page = Source("docs/a.md", "\n$$\na + \n가나 = x\n$$\n")
    reason = 'Unicode text character "나" used in math mode [unicodeTextInMathMode]'
    assert problems([rejected("a + \n가나 = x", page, reason, position=6)]) == [
        dedent(f"""\
            docs/a.md:2: KaTeX rejects a formula: {reason}
                a +
                가나 = x
                  ^
                → Put words into \\text{{…}}.""")
    ]


def test_docstrings_are_looked_up_elsewhere() -> None:
    page = Source("docs/a.md", "$x_$")
    module = Source("src/a.py", '"""Doc.\n\n$x_$"""')
    assert [problem.split(": ")[0] for problem in problems([rejected("x_", page)], [module])] == ["docs/a.md:1"]
    found = problems([rejected("x_", page)] * 2, [module])
    assert [problem.split(": ")[0] for problem in found] == ["docs/a.md:1", "src/a.py:3"]
    # The same docstring on two pages.
    pages = [Source("docs/b.md", "::: a"), Source("docs/c.md", "::: a")]
    found = problems([rejected("x_", page) for page in pages], [module])
    assert [problem.split(": ")[0] for problem in found] == ["src/a.py:3"]


def test_output_shown_as_markdown_stands_in_a_fence() -> None:
    page = Source("docs/a.md", '```output render="markdown"\n| $x_$ |\n```\n')
    assert problems([rejected("x_", page)])[0].startswith("docs/a.md:2: ")


def test_nothing_is_found() -> None:
    assert problems([rejected("x_", Source("docs/a.md", ""))])[0].startswith("docs/a.md: KaTeX rejects a formula: no\n")


def test_the_navigation_repeats_headings() -> None:
    a, b = Source("docs/a.md", "# $x_$"), Source("docs/b.md", "# B")
    heading = [rejected("x_", a), rejected("x_", a, in_nav=True), rejected("x_", b, in_nav=True)]
    assert [problem.split(": ")[0] for problem in problems(heading)] == ["docs/a.md:1"]
    title = [rejected("y_", page, in_nav=True) for page in (b, a)]
    config = Source("mkdocs.yml", 'nav:\n  - "Title \\\\(y_\\\\)": a.md')
    assert [problem.split(": ")[0] for problem in problems(title, [config])] == ["mkdocs.yml:2"]
    assert [problem.split(": ")[0] for problem in problems(title)] == ["docs/b.md"]


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        (r"Undefined control sequence: \foo", "`macros`"),
        ("Expected 'EOF', got '&'", r"\begin{aligned}"),
        ("Expected '}', got 'EOF'", "no partner"),
        ("% comment has no terminating newline [commentAtEnd]", r"\%"),
        ("something new", "https://katex.org/docs/supported"),
    ],
)
def test_the_way_out(reason: str, hint: str) -> None:
    assert hint in problems([rejected("x", Source("a.md", ""), reason, position=None)])[0]
