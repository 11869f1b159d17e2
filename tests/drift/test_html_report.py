from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.judge.check import check_pages
from drift.read.pages import find_pages
from drift.settings import load_settings
from drift.tell.align import Gap, Row, Side, align
from drift.tell.html import render

if TYPE_CHECKING:
    from conftest import Golden, Project

DRIFTED = "```python\nprint(2)\n```\n\n```output\n1\n```\n"


def rendered(project: Project, old: str | None = None, new: str | None = None) -> str:
    """Check the project and return its report; the first example gets these figures."""
    settings = load_settings(project.root)
    report = check_pages(find_pages(settings), settings)
    verdict = report.pages[0].verdicts[0]
    verdict.figure_recorded, verdict.figure_drawn = old, new
    return render(report)


class Tags(HTMLParser):
    """Collects the elements of a page, and whether each that has to be closed is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "input", "col"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report(project: Project, golden: Golden) -> None:
    project.write("docs/page.md", golden.read("page.md"))
    project.write("docs/fine.md", '```python\nx = 1\n```\n\n```python requires="nope"\nx = 1\n```\n')
    html = rendered(project)
    html = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", html, flags=re.DOTALL)
    golden.compare("report.html", golden.stable(re.sub("sha256-[^']+", "sha256-…", html)))


def test_a_clean_report(project: Project) -> None:
    project.write("docs/a.md", DRIFTED.replace("2", "1"))
    html = rendered(project)
    assert "<title>drift: no problems</title>" in html
    assert "No problems." in html


def test_nothing_of_an_example_becomes_html(project: Project, golden: Golden) -> None:
    project.write("docs/<b>&\"'.md", golden.read("hostile.md"))
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(4)</script></svg>"
    html = rendered(project, svg, svg + "\n")
    tags = Tags(html)
    assert tags.open == []
    names = [tag for tag, _ in tags.found]
    assert (names.count("script"), names.count("style"), names.count("svg")) == (1, 1, 0)
    assert not any(key.startswith("on") or key == "style" for _, attributes in tags.found for key in attributes)
    images = [attributes["src"] or "" for tag, attributes in tags.found if tag == "img"]
    assert [base64.b64decode(src.partition("base64,")[2]).decode() for src in images] == [svg, svg + "\n"]
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_it_asks_nothing_of_any_host(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    html = rendered(project, "<svg/>", "<svg> </svg>")
    for tag, attributes in Tags(html).found:
        assert tag not in {"link", "iframe", "object", "base"}
        for key in ("src", "href"):
            assert (attributes.get(key) or "#").startswith(("#", "data:image/svg+xml;base64,"))
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_links_lead_somewhere(project: Project, golden: Golden) -> None:
    project.write("docs/a.md", golden.read("hostile.md"))
    project.write("docs/b.md", DRIFTED)
    tags = Tags(rendered(project)).found
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for tag, attributes in tags if tag == "a"} == {f"#{name}" for name in ids}


@pytest.mark.parametrize(
    ("old", "new", "images", "modes"),
    [("<svg/>", "<svg> </svg>", 2, 3), (None, "<svg/>", 1, 0), ("<svg/>", "<svg/>", 0, 0), ("<svg/>", None, 0, 0)],
)
def test_figures(project: Project, old: str | None, new: str | None, images: int, modes: int) -> None:
    project.write("docs/a.md", DRIFTED)
    html = rendered(project, old, new)
    assert (html.count("<img "), html.count('type="radio"')) == (images, modes)
    assert '<table class="diff">' in html


@pytest.mark.slow
def test_a_figure_that_differs_is_shown_without_an_empty_diff(project: Project) -> None:
    code = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nprint(1)\n"
    page = f'```python figure="curve" alt="A curve"\n{code}```\n\n```output\n1\n```\n'
    project.write("docs/a.md", page)
    assert project.drift("update").code == 0
    project.write("docs/a.md", page.replace("[1, 2]", "[1, 3]"))
    assert project.drift("check", "--report", "report.html").code == 1
    html = project.read("report.html")
    assert (html.count("<img "), html.count("<table")) == (2, 0)
    figure = json.loads(project.drift("check", "--format", "json").text)["pages"][0]["examples"][0]["figure"]
    assert figure["recorded"] == project.read("docs/figures/curve.svg") != figure["drawn"]


def test_the_build_writes_it_where_the_environment_says(project: Project) -> None:
    project.write("docs/index.md", "# T\n\n" + DRIFTED)
    done = project.mkdocs("build", "-q", env={"DRIFT_REPORT": "new/report.html"})
    assert done.code == 1
    assert "docs/index.md:7" in project.read("new/report.html")
    project.write("docs/index.md", "# T\n")
    assert project.mkdocs("build", "-q", env={"DRIFT_REPORT": "new/report.html"}).code == 0
    assert "No problems." in project.read("new/report.html")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("docs/index.md", 'DRIFT_REPORT="docs/index.md": a report is a file whose name ends in .html'),
        ("mkdocs.yml/report.html", "the report mkdocs.yml/report.html cannot be written"),
    ],
)
def test_a_build_that_cannot_write_it_fails_and_still_reports(project: Project, name: str, message: str) -> None:
    project.write("docs/index.md", "# T\n\n" + DRIFTED)
    done = project.mkdocs("build", env={"DRIFT_REPORT": name})
    assert done.code == 1
    assert message in done.text
    assert "docs/index.md:7: the output differs" in done.text
    assert "Traceback" not in done.text
    assert project.read("docs/index.md") == "# T\n\n" + DRIFTED


# --- The lines beside each other


def shown(old: str, new: str) -> list[tuple[str, str] | int]:
    """Return aligned lines as text, `[…]` around what differs in a line, `·` where there is none."""

    def text(side: Side | None) -> str:
        if side is None:
            return "·"
        return "".join(f"[{part}]" if differs else part for differs, part in side.spans)

    return [row.lines if isinstance(row, Gap) else (text(row.old), text(row.new)) for row in align(old, new)]


def test_numbers_differ_where_they_differ() -> None:
    assert shown("동전: 1.7917 비트\n", "동전: 1.7918 비트\n") == [("동전: 1.791[7] 비트", "동전: 1.791[8] 비트")]
    assert shown("loss 0.6931\n", "loss -0.6931\n") == [("loss 0.6931", "loss [-]0.6931")]
    assert shown("끝\n", "끝 \n") == [("끝", "끝[ ]")]
    assert shown("a b\n", "a\tb\n") == [("a[ ]b", "a[\t]b")]
    assert shown("한글\n", "cat\n") == [("[한글]", "[cat]")]


def test_lines_stand_beside_those_that_they_are_like() -> None:
    old = "epoch 1 loss 0.5000\nepoch 2 loss 0.4000\n"
    new = "warming up\nepoch 1 loss 0.5001\nepoch 2 loss 0.4001\n"
    assert shown(old, new) == [
        ("·", "[warming up]"),
        ("epoch 1 loss 0.500[0]", "epoch 1 loss 0.500[1]"),
        ("epoch 2 loss 0.400[0]", "epoch 2 loss 0.400[1]"),
    ]


def test_lines_far_from_a_difference_are_counted() -> None:
    old = [str(number) for number in range(30)]
    new = [*old[:10], "x", *old[11:]]
    rows = shown("\n".join(old) + "\n", "\n".join(new) + "\n")
    assert (rows[0], rows[-1], rows[4]) == (7, 16, ("[10]", "[x]"))


def test_a_form_feed_is_no_line_end() -> None:
    assert shown("a\x0cb\n", "a\nb\n") == [("a[\x0cb]", "a"), ("·", "[b]")]


TEXTS = st.lists(st.text("ab 1.\t-가", max_size=6), max_size=8).map(lambda rows: "".join(f"{row}\n" for row in rows))


@given(TEXTS, TEXTS)
def test_both_texts_are_there_whole_and_in_order(old: str, new: str) -> None:
    rows = [row for row in align(old, new, context=1000) if isinstance(row, Row)]
    if old == new:
        assert rows == []
        return
    for text, sides in ((old, [row.old for row in rows]), (new, [row.new for row in rows])):
        present = [side for side in sides if side]
        assert [side.number for side in present] == list(range(1, len(present) + 1))
        assert "".join("".join(part for _, part in side.spans) + "\n" for side in present) == text
    for row in rows:
        assert row.same == (row.old is not None and row.new is not None and row.old.spans == row.new.spans)
