"""Two builds of a small site: which pages are told, where they differ, and that what is told is inert."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag

from sitekit.pagediff.__main__ import main
from sitekit.pagediff.compare import compare
from sitekit.pagediff.report import render
from sitekit.pagediff.words import markdown, text

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit.pagediff.compare import PageChange, SiteChange

FIGURE = '<figure><svg viewBox="0 0 9 9"><defs><path id="{name}-m" d="{path}"/></defs><use xlink:href="#{name}-m"/></svg></figure>'
LESSON = """<p class="lesson-number">레슨 1/2</p><h1 id="entropy">엔트로피</h1><p>불확실한 만큼 큽니다.</p>
<h2 id="definition">정의</h2><p>식은 이렇습니다.</p>
<table><thead><tr><th>p</th><th>값</th></tr></thead><tbody><tr><td>0.5</td><td>0.693</td></tr><tr><td>1</td><td>0</td></tr></tbody></table>
<ol><li>하나를 셉니다.</li><li>둘을 <a href="../kl/">KL 발산</a>과 견줍니다.</li></ol>
<a class="md-content__button" href="https://example.org/edit/a.md">고치기</a><footer class="provenance">커밋 abc</footer>"""


def page(article: str, title: str = "쪽", nav: str = "", head: str = "") -> str:
    return (
        f'<!doctype html><html><head><title>{title}</title>{head}<link rel="stylesheet" href="/site.css"></head><body>'
        f'<nav class="md-nav md-nav--primary"><ul class="md-nav__list">{nav}</ul></nav><article>{article}</article></body></html>'
    )


def item(title: str, link: str) -> str:
    return f'<li class="md-nav__item"><a class="md-nav__link" href="{link}">{title}</a></li>'


def site(folder: Path, **files: str) -> Path:
    """Write a site; `kl__index` is `kl/index.html`."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/") + ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "site.css").write_text('@font-face{src:url("f.woff2")}.a{color:red}', encoding="utf-8")
    (folder / "f.woff2").write_bytes(b"font")
    return folder


def compared(tmp_path: Path, old: str, new: str) -> SiteChange:
    return compare(site(tmp_path / "old", entropy__index=page(old)), site(tmp_path / "new", entropy__index=page(new)))


def only(changes: SiteChange) -> PageChange:
    [change] = changes.pages
    return change


def pairs(change: PageChange) -> list[tuple[str, str]]:
    def told(tag: Tag | None) -> str:
        return " ".join(tag.get_text(" ").split()) if tag else ""

    return [(told(row.old), told(row.new)) for row in change.rows if not row.same]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("불확실한 만큼 큽니다", "불확실할수록 큽니다", [("불확실한 만큼 큽니다.", "불확실할수록 큽니다.")]),
        ("0.693", "1.000", [("0.5 0.693", "0.5 1.000")]),
        ("하나를 셉니다", "하나씩 셉니다", [("하나를 셉니다.", "하나씩 셉니다.")]),
        ("<p>식은 이렇습니다.</p>", "", [("식은 이렇습니다.", "")]),
        ("<h2", "<p>읽기 전에 봅니다.</p><h2", [("", "읽기 전에 봅니다.")]),
        ('href="../kl/"', 'href="../js/"', [("둘을 KL 발산 과 견줍니다.", "둘을 KL 발산 과 견줍니다.")]),
    ],
)
def test_the_smallest_block_that_differs_is_told(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    change = only(compared(tmp_path, LESSON, LESSON.replace(old, new)))
    assert pairs(change) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [("커밋 abc", "커밋 def"), ("레슨 1/2", "레슨 1/3"), ("edit/a.md", "edit/b.md"), ("<h2", "\n\n  <h2")],
)
def test_a_page_that_differs_in_its_commit_its_number_or_unseen_space_is_left_out(
    tmp_path: Path, old: str, new: str
) -> None:
    changes = compared(tmp_path, LESSON, LESSON.replace(old, new))
    assert (changes.pages, changes.left_out) == ([], 1)
    assert "달라진 페이지가 없습니다" in text(changes)


def test_space_in_code_is_seen(tmp_path: Path) -> None:
    code = "<pre><code>if x:\n    y</code></pre>"
    assert len(pairs(only(compared(tmp_path, code, code.replace("    y", "  y"))))) == 1


def test_pages_that_came_went_or_have_another_address(tmp_path: Path) -> None:
    link = '<p>앞의 <a href="{}">글</a>에서 이어집니다.</p>'
    nav = item("처음", "./") + item("엔트로피", "entropy/")
    old = site(
        tmp_path / "old",
        index=page("<h1>처음</h1>" + link.format("entropy/"), nav=nav),
        entropy__index=page(LESSON),
        gone__index=page("<h1>없어질 글</h1><p>아무 데도 없습니다.</p>"),
    )
    new = site(
        tmp_path / "new",
        index=page(
            "<h1>처음</h1>" + link.format("h/"), nav=nav.replace("entropy/", "h/") + item("새로 온 글", "come/")
        ),
        h__index=page(LESSON),
        come__index=page("<h1>새로 온 글</h1><p>지금까지 없던 낱말입니다.</p>"),
    )
    changes = compare(old, new)
    told = text(changes)
    assert "주소가 바뀐 페이지: entropy/ → h/" in told
    assert "새 페이지: come/" in told
    assert "없어진 페이지: gone/" in told
    assert len(changes.pages) == 3  # a link that follows a new address is no change
    assert [(a and a.title, b and b.title) for a, b in changes.navigation] == [
        ("처음", "처음"),
        ("엔트로피", "엔트로피"),
        (None, "새로 온 글"),
    ]
    report = render(changes)
    assert "지금까지 없던 낱말입니다." in report
    assert "옛 주소에는 이제 아무것도 없습니다" in report
    (tmp_path / "new/entropy").mkdir()
    stub = page("", head='<meta http-equiv="refresh" content="0; url=../h/">')
    (tmp_path / "new/entropy/index.html").write_text(stub, encoding="utf-8")
    assert "옛 주소를 열면 새 주소로 넘어갑니다" in render(compare(old, new))


def test_title_and_description_are_told_in_words(tmp_path: Path) -> None:
    head = '<meta name="description" content="{}">'
    old = site(tmp_path / "old", index=page(LESSON, "엔트로피", head=head.format("무엇인지 배웁니다.")))
    new = site(tmp_path / "new", index=page(LESSON, "엔트로피란", head=head.format("왜 쓰는지 배웁니다.")))
    assert only(compare(old, new)).said == [
        "창과 검색 결과의 제목: 엔트로피 → 엔트로피란",
        "검색 결과에 보이는 설명: 무엇인지 배웁니다. → 왜 쓰는지 배웁니다.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('href="../kl/"', 'href="../js/"', "링크 ‘KL 발산’: kl/ → js/"),
        ('id="definition"', 'id="formula"', "제목의 주소: definition → formula"),
        ("<p>식은", '<p class="wide">식은', "글은 같고 모양만 다릅니다."),
        ("<p>식은 이렇습니다.</p>", "", None),
    ],
)
def test_what_no_mark_can_show_is_said(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    report = BeautifulSoup(render(compared(tmp_path, LESSON, LESSON.replace(old, new))), "html.parser")
    assert [note.get_text() for note in report.select(".report-said li")] == ([said] if said else [])


def test_a_block_that_moved_is_told_as_moved(tmp_path: Path) -> None:
    first = "<p>식은 이렇습니다.</p>"
    changes = compared(tmp_path, LESSON, LESSON.replace(first, "").replace("<h2", first + "<h2"))
    assert [row.moved for row in only(changes).rows if not row.same] == [True]
    assert "옮겨졌습니다" in render(changes)


def test_words_numbers_and_formulas_are_marked_and_nothing_else(tmp_path: Path) -> None:
    old = '<p>값이 <span class="katex">2</span>이고 0.693보다 큽니다.</p>'
    new = '<p>값이 <span class="katex">1</span>이고 0.695보다 큽니다.</p>'
    report = BeautifulSoup(render(compared(tmp_path, old, new)), "html.parser")
    marked = [[tag.get_text() for tag in report.select(f".report-{side} .differs")] for side in ("old", "new")]
    assert marked == [["2", "0.693"], ["1", "0.695"]]


def test_a_figure_that_has_another_name_is_the_same_and_one_that_is_drawn_anew_uses_its_own_parts(
    tmp_path: Path,
) -> None:
    old = FIGURE.format(name="first", path="M0 0L9 9")
    renamed = FIGURE.format(name="second", path="M0 0L9 9")
    assert compared(tmp_path, old, renamed).left_out == 1
    redrawn = FIGURE.format(name="first", path="M0 9L9 0")
    report = BeautifulSoup(render(compared(tmp_path, old, redrawn)), "html.parser")
    used = [use["xlink:href"] for use in report.find_all("use")]
    defined = {f"#{path['id']}": path["d"] for path in report.find_all("path", id=True)}
    assert [defined[str(name)] for name in used] == ["M0 0L9 9", "M0 9L9 0"]
    assert "그림이 다릅니다." in report.get_text()


def test_an_item_of_a_list_keeps_its_number_and_a_row_of_a_table_its_head(tmp_path: Path) -> None:
    report = BeautifulSoup(
        render(compared(tmp_path, LESSON, LESSON.replace("둘을", "둘 다").replace("<td>0</td>", "<td>0.0</td>"))),
        "html.parser",
    )
    new = report.select(".report-pair > .report-new")
    assert [tag["start"] for tag in report.select(".report-new ol")] == ["2"]
    assert "p 값 1 0.0" in " ".join(new[0].get_text(" ").split())


def test_other_files_that_differ_are_named_and_a_new_look_is_said_first(tmp_path: Path) -> None:
    changes = compared(tmp_path, LESSON, LESSON.replace("0.693", "1"))
    assert changes.files == []
    (tmp_path / "new/site.css").write_text(".a{color:blue}", encoding="utf-8")
    (tmp_path / "new/notes.txt").write_text("새것", encoding="utf-8")
    changes = compare(tmp_path / "old", tmp_path / "new")
    assert changes.files == [("notes.txt", "새로 생김"), ("site.css", "달라짐")]
    report = render(changes)
    assert "모든 페이지의 모양이나 움직임이 달라질 수 있습니다" in report
    assert ".a{color:red}" in report  # as it was: a stylesheet that nobody has read could hide a change
    assert "color:blue" not in report


def test_the_report_needs_no_other_file(tmp_path: Path) -> None:
    report = render(compared(tmp_path, LESSON, LESSON.replace("0.693", "1")))
    assert 'url("data:font/woff2;base64,Zm9udA==")' in report
    assert not BeautifulSoup(report, "html.parser").select("[src]:not([src^='data:']), link, a[href]:not([href^='#'])")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    changes = compared(tmp_path, LESSON, LESSON.replace("0.693", "1"))
    report = tmp_path / "out/report.html"
    assert main([str(tmp_path / "old"), str(tmp_path / "new"), str(report)]) == 0
    assert "달라진 페이지: entropy/ (1곳)" in capsys.readouterr().out
    assert report.read_text(encoding="utf-8") == render(changes)
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == markdown(changes)


@pytest.mark.parametrize(
    ("arguments", "message"), [(["old", "none", "r.html"], "holds no page"), (["old", "old", "r.md"], ".html")]
)
def test_a_wrong_argument_is_told_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    site(tmp_path / "old", index=page(LESSON))
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.glob("r.*"))


def test_a_summary_of_very_many_pages_names_some_and_counts_the_rest(tmp_path: Path) -> None:
    names = [f"p{number}__index" for number in range(60)]
    old = site(tmp_path / "old", **dict.fromkeys(names, page("<h1>하나</h1><p>이전</p>")))
    new = site(tmp_path / "new", **dict.fromkeys(names, page("<h1>@octo `하나`</h1><p>지금</p>")))
    summary = markdown(compare(old, new))
    assert "그 밖에 20페이지" in summary
    assert "`` @octo `하나` ``" in summary  # a name in there calls nobody


def test_an_exercise_that_takes_another_answer_is_said(tmp_path: Path) -> None:
    exercise = '<div class="exercise" data-answer="0.6931"><p>몇 내트입니까?</p></div>'
    report = BeautifulSoup(render(compared(tmp_path, exercise, exercise.replace("0.6931", "1.0000"))), "html.parser")
    notes = [note.get_text() for note in report.select(".report-said li")]
    assert notes == ["연습문제가 맞다고 하는 답: 0.6931 → 1.0000"]


def test_what_is_the_same_can_be_unfolded_until_the_report_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"<p>문단 {number}입니다.</p>" for number in range(30))
    changes = compared(tmp_path, text, text.replace("문단 15입니다", "문단 십오입니다"))
    gaps = BeautifulSoup(render(changes), "html.parser").select("details.report-gap")
    assert [gap.summary.get_text() for gap in gaps if gap.summary] == ["⋯ 바뀌지 않은 곳 14개", "⋯ 바뀌지 않은 곳 13개"]
    assert "문단 3입니다." in gaps[0].get_text()
    monkeypatch.setattr("sitekit.pagediff.report._ROOM", 100)
    report = BeautifulSoup(render(changes), "html.parser")
    assert not report.select("details.report-gap")
    assert len(report.select("p.report-gap")) == 2


def test_the_summary_says_what_differs_in_a_few_places_and_in_the_navigation(tmp_path: Path) -> None:
    nav = item("처음", "./")
    old = site(
        tmp_path / "old", index=page("<h1>처음</h1><p>글 23분</p><p>가 하나</p><p>나 하나</p><p>다 하나</p>", nav=nav)
    )
    new = site(
        tmp_path / "new",
        index=page("<h1>처음</h1><p>글 24분</p><p>가 둘</p><p>나 둘</p><p>다 둘</p>", nav=nav + item("끝", "end/")),
    )
    summary = markdown(compare(old, new))
    assert "    - `글 23분` → `글 24분`\n" in summary
    assert "    - 그 밖에 1곳\n" in summary
    assert "- 차례: `+ 끝`" in summary


def test_a_link_that_still_leads_to_an_old_address_is_said(tmp_path: Path) -> None:
    link = '<p><a href="../entropy/#definition">엔트로피</a></p>'
    old = site(tmp_path / "old", entropy__index=page(LESSON), kl__index=page("<h1>KL</h1>" + link))
    new = site(tmp_path / "new", h__index=page(LESSON), kl__index=page("<h1>KL</h1>" + link))
    assert "사이트의 kl/에는 아직 옛 주소로 가는 링크가 있습니다." in only(compare(old, new)).said
    (new / "kl/index.html").write_text(page("<h1>KL</h1>" + link.replace("entropy", "h")), encoding="utf-8")
    assert "사이트 안에는 옛 주소로 가는 링크가 없습니다." in only(compare(old, new)).said


def test_a_change_is_below_its_heading_once(tmp_path: Path) -> None:
    below, further = LESSON.replace("식은 이렇습니다", "식은 다음과 같습니다"), LESSON.replace("하나를", "하나씩")
    told = []
    for number, new in enumerate((below, further)):
        report = BeautifulSoup(render(compared(tmp_path / str(number), LESSON, new)), "html.parser")
        told.append(
            [
                tag.get_text()
                for tag in report.select("main > section > .report-heading, main > section > .report-same h2")
            ]
        )
    assert told == [["정의"], ["정의"]]  # as the heading itself, and as a label where it stands further away
