"""Tables that examples print as plain text, with `render="table"` on their recordings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from drift.show.table import tables_html

if TYPE_CHECKING:
    from conftest import Project


def cells(html: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}(?: [^>]*)?>(.*?)</{tag}>", html)


def test_what_is_shown_is_what_was_printed_letter_by_letter() -> None:
    html = tables_html(
        "name   count   share\na <b> & `c`   3   12.5%\n*two* words\t-1,000   –\n\nIt is $x$.\nThe end.\n"
    )
    assert cells(html, "th") == ["name", "count", "share"]
    assert cells(html, "td") == ["a &lt;b&gt; &amp; `c`", "3", "12.5%", "*two* words", "-1,000", "–"]
    assert cells(html, "p") == ["It is $x$.", "The end."]


def test_columns_of_numbers_keep_to_the_right() -> None:
    html = tables_html("a  b  c  d\nx  1.5  2걸음  0.1, 0.2\ny  inf  10걸음  0.3\n")
    assert re.findall(r"<(t[hd])( style[^>]*)?>", html)[:4] == [
        ("th", ""),
        ("th", ' style="text-align: right"'),
        ("th", ' style="text-align: right"'),
        ("th", ""),
    ]


def test_a_site_shows_the_recording_as_a_table(project: Project) -> None:
    example = '```python\nprint("a   b")\nprint(1, 2, sep="   ")\n```\n\n```output render="table"\na   b\n1   2\n```\n'
    project.write("docs/index.md", f"# T\n\n{example}")
    done = project.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    html = project.read("site/index.html").partition('class="drift-output"')[2].partition("</table>")[0]
    assert cells(html, "th") == ["a", "b"]
    assert cells(html, "td") == ["1", "2"]


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        ("a   b\n1   2   3", 'its row "1  2  3" has 3 cells, the head of the table 2'),
        ("a   b\n1   2\nthe end", 'its row "the end" has 1 cells, the head of the table 2'),
        ("only a line", "no head of a table"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(printed: str, problem: str, project: Project) -> None:
    project.write(
        "docs/index.md", f'# T\n\n```python\nprint("""{printed}""")\n```\n\n```output render="table"\n{printed}\n```\n'
    )
    done = project.drift("check")
    assert done.code == 1
    assert f"docs/index.md:{7 + printed.count(chr(10))}: " in done.text
    assert problem in done.text
    assert "two spaces or more" in done.text
