"""What is written in advance; that nothing moves afterwards is seen in a browser: tests/site/test_reading.py."""

from __future__ import annotations

from sitekit.lighten import lighten

OPENING, CLOSING = '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">', "</div></div>"


def test_each_table_gets_a_box_of_its_own() -> None:
    table = "<table>\n<thead><tr><th>p</th></tr></thead>\n</table>"
    boxed = f"{OPENING}{table}{CLOSING}"
    assert lighten(f"<p>a</p>{table}<p>b</p>{table}") == f"<p>a</p>{boxed}<p>b</p>{boxed}"


def test_a_table_that_the_theme_leaves_alone_is_left_alone() -> None:
    page = '<table class="highlighttable"><tr><td>1</td></tr></table>'
    assert lighten(page) == page


def test_the_link_of_a_heading_keeps_its_name_without_a_tooltip() -> None:
    heading = '<h2 id="x">엔트로피<a class="headerlink" href="#x" title="이 제목으로 가는 링크">&para;</a></h2><a title="y">z</a>'
    assert lighten(heading) == heading.replace(' title="이', ' aria-label="이')
