"""Long HTML that an example prints lies in a file that the page names: the page's source stays one to read."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from mkdocs.config import load_config

from drift.judge.excerpt import excerpt

if TYPE_CHECKING:
    from conftest import Done, Project

pytestmark = pytest.mark.slow  # most of them build sites

EXAMPLE = '```python exec="on" html="1"\n{}\n```\n'
LONG = EXAMPLE.format("print('<b>' + 'long ' * 500 + '</b>')")
PRINTED = "<b>" + "long " * 500 + "</b>\n"
NAMED = '\n```output file="{}"\n```\n'
FIRST = "docs/figures/index-1.output.html"


def recorded(project: Project, source: str, page: str = "docs/index.md") -> str:
    """Record a page and return what has become of its source."""
    project.write(page, source)
    done = project.drift("update")
    assert done.code == 0, done.text
    return project.read(page)


def settled(project: Project) -> None:
    """What has been recorded is right, and is not recorded again."""
    assert project.drift("check").code == 0
    assert re.search("; 0 pages rewritten$", project.drift("update").text.rstrip())


def files(project: Project, folder: str = "docs/figures") -> list[str]:
    return sorted(path.name for path in (project.root / folder).glob("*"))


def refused(project: Project, *said: str) -> None:
    """Command and build both refuse the project and say why."""
    for done in (project.drift("check"), project.mkdocs("build", "-q")):
        assert done.code == 1, done.text
        for words in said:
            assert words in done.text


def test_long_html_lies_in_a_file_that_the_page_names(project: Project) -> None:
    project.write("docs/index.md", LONG)
    assert project.drift("check").code == 1
    done = project.drift("update", "--dry-run")
    assert f"{FIRST}: a new output, 2,508 bytes\n" in done.text
    assert "1 page and 1 HTML file would be rewritten" in done.text
    assert (project.read("docs/index.md"), files(project)) == (LONG, [])
    assert recorded(project, LONG) == LONG + NAMED.format("index-1.output.html")
    assert project.read(FIRST) == PRINTED
    settled(project)


def test_the_page_shows_it_and_the_site_holds_no_file_of_it(project: Project) -> None:
    recorded(project, LONG + "\n" + EXAMPLE.format("print('<i>short</i>')"))
    done = project.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    html = project.read("site/index.html")
    assert html.count(PRINTED.rstrip()) == 1
    assert html.count("<i>short</i>") == 1
    assert "index-1.output" not in html
    assert not list((project.root / "site").rglob("*output*"))


def test_html_of_the_authors_own_in_the_same_folder_is_published_and_no_orphan(project: Project) -> None:
    project.write("docs/figures/chart.html", "<p>mine</p>")
    recorded(project, LONG)
    assert project.mkdocs("build", "--strict").code == 0
    assert project.read("site/figures/chart.html") == "<p>mine</p>"
    assert files(project, "site/figures") == ["chart.html"]


def test_what_is_long(project: Project) -> None:
    codes = ("print('x' * 1999)", "print('x' * 2000)", "print('<br>\\n' * 40, end='')", "print('<br>\\n' * 41, end='')")
    source = recorded(project, "\n".join(map(EXAMPLE.format, codes)))
    assert re.findall("```output.*", source) == [
        "```output",
        '```output file="index-1.output.html"',
        "```output",
        '```output file="index-2.output.html"',
    ]
    settled(project)


def test_only_html_is_put_into_a_file(project: Project) -> None:
    source = '```python\nprint("x\\n" * 500)\n```\n\n```python exec="on" result="text"\nprint("x" * 5000)\n```\n'
    assert "file=" not in recorded(project, source)


def test_a_shell_prints_html_too(project: Project) -> None:
    source = '```bash exec="on" html="yes"\nprintf "<br>%.0s" $(seq 900)\n```\n'
    assert recorded(project, source) == source + NAMED.format("index-1.output.html")
    assert project.read(FIRST) == "<br>" * 900


def test_what_grows_goes_to_a_file_and_what_shrinks_comes_back(project: Project) -> None:
    short = EXAMPLE.format("print('<b>short</b>')")
    in_page = short + "\n```output\n<b>short</b>\n```\n"
    assert recorded(project, short) == in_page
    in_file = LONG + NAMED.format("index-1.output.html")
    assert recorded(project, in_page.replace(short, LONG)) == in_file
    settled(project)
    project.write("docs/index.md", in_file.replace(LONG, short))
    done = project.drift("update", "--dry-run")
    assert f"{FIRST}: removed, the page holds the output now\n" in done.text
    assert files(project) == ["index-1.output.html"]
    assert recorded(project, in_file.replace(LONG, short)) == in_page
    assert files(project) == []
    settled(project)


def test_a_silent_example_loses_recording_and_file(project: Project) -> None:
    source = recorded(project, LONG)
    silent = EXAMPLE.format("x = 1")
    assert recorded(project, source.replace(LONG, silent)) == silent
    assert files(project) == []


def test_the_rest_of_the_opening_line_stays(project: Project) -> None:
    openings = ('```output approx="on"', '~~~{ .output approx="on" }', "~~~~ output approx='on'")
    fences = ("```", "~~~", "~~~~")
    blocks = [
        EXAMPLE.format("print('1.0')") + f"\n{opening}\n1.0\n{fence}\n"
        for opening, fence in zip(openings, fences, strict=True)
    ]
    short = "\n".join(blocks)
    assert recorded(project, short) == short
    long = short.replace("'1.0'", "'1.0' * 999")
    named = long
    for number, opening in enumerate(openings, 1):
        name = f'output file="index-{number}.output.html"'
        named = named.replace(f"{opening}\n1.0\n", opening.replace("output", name) + "\n")
    assert recorded(project, long) == named
    settled(project)
    assert recorded(project, named.replace("'1.0' * 999", "'1.0'")) == short
    assert files(project) == []


def test_approx_holds_for_what_is_in_a_file(project: Project) -> None:
    source = recorded(project, EXAMPLE.format("print('<i>0.12345</i>' * 200)")).replace(
        "output file", 'output approx="on" file'
    )
    source = source.replace("0.12345", "0.12346")
    assert recorded(project, source) == source
    assert "0.12345" in project.read(FIRST)
    project.write("docs/index.md", source.replace("0.12346", "0.12347"))
    refused(project, "docs/index.md:5: the output differs from what is recorded in docs/figures/index-1.output.html")


def test_nested_and_in_any_line_ends(project: Project) -> None:
    deep, quote = '!!! note\n    Text.\n\n=== "Tab"\n\n    - item\n\n', "> text\n>\n"
    places = [
        (head, prefix, newline)
        for head, prefix in ((deep, "        "), (deep, "\t\t"), (quote, "> "))
        for newline in ("\n", "\r\n")
    ]
    expected = {}
    for number, (head, prefix, newline) in enumerate(places):
        source = head + "".join(f"{prefix}{line}\n" for line in LONG.splitlines())
        project.write(f"docs/p{number}.md", source.replace("\n", newline))
        lines = NAMED.format(f"p{number}-1.output.html").splitlines()
        source += "".join(f"{prefix if line else prefix.rstrip()}{line}\n" for line in lines)
        expected[f"docs/p{number}.md"] = source.replace("\n", newline)
    assert project.drift("update").code == 0
    assert {page: project.read(page) for page in expected} == expected
    settled(project)
    assert project.mkdocs("build", "--strict").code == 0
    for number in range(len(places)):
        assert project.read(f"docs/figures/p{number}-1.output.html") == PRINTED
        assert project.read(f"site/p{number}/index.html").count(PRINTED.rstrip()) == 1


def test_a_file_keeps_its_name_whatever_stands_above_it(project: Project) -> None:
    source = recorded(project, LONG)
    above = LONG.replace("long", "more")
    source = recorded(project, above + "\n" + source)
    assert re.findall('file="(.*)"', source) == ["index-2.output.html", "index-1.output.html"]
    assert project.read(FIRST) == PRINTED


def test_a_name_that_the_author_has_given_stays(project: Project) -> None:
    source = recorded(project, LONG)
    (project.root / FIRST).rename(project.root / "docs/figures/what-is-long.output.html")
    source = source.replace("index-1", "what-is-long")
    assert recorded(project, source) == source
    source = source.replace("'long '", "'longer '")
    assert recorded(project, source) == source
    assert files(project) == ["what-is-long.output.html"]


def test_names_come_from_those_of_pages_and_are_free(project: Project) -> None:
    project.write("docs/figures/A-B-1.output.html", "")
    pages = ["docs/A b.md", "docs/more/a_b.md", "docs/한글.md", f"docs/{'n' * 200}.md"]
    for page in pages:
        project.write(page, LONG)
    done = project.drift("update")
    names = {page: re.findall('file="(.*)"', project.read(page)) for page in pages}
    assert names == {
        pages[0]: ["a-b-2.output.html"],
        pages[1]: ["a-b-3.output.html"],
        pages[2]: ["page-1.output.html"],
        pages[3]: [f"{'n' * 40}-1.output.html"],
    }
    assert "docs/figures/A-B-1.output.html:1: no recording names this file" in project.drift("check").text
    assert done.code == 1


def test_a_file_that_is_not_there(project: Project) -> None:
    source = recorded(project, LONG)
    (project.root / FIRST).unlink()
    refused(project, f"docs/index.md:5: it prints something, but there is no {FIRST}")
    assert recorded(project, source) == source
    assert project.read(FIRST) == PRINTED


def test_a_file_that_is_not_there_where_the_example_cannot_run(project: Project) -> None:
    source = recorded(project, LONG).replace('html="1"', 'html="1" requires="no_such_module"')
    project.write("docs/index.md", source)
    assert project.drift("check").code == 0
    assert project.mkdocs("build", "--strict").code == 0
    assert PRINTED.rstrip() in project.read("site/index.html")
    (project.root / FIRST).unlink()
    refused(
        project,
        f'docs/index.md:1: not run: the module "no_such_module" is not installed, and there is no {FIRST} to show',
    )


def test_a_file_that_was_changed_by_hand(project: Project) -> None:
    recorded(project, LONG)
    project.write(FIRST, PRINTED.replace("long long long </b>", "long long lung </b>"))
    refused(
        project,
        f"docs/index.md:5: the output differs from what is recorded in {FIRST}",
        "if the new output is right: drift update docs/index.md",
    )
    project.write(FIRST, "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"))
    refused(project, f"docs/index.md:5: the output differs from what is recorded in {FIRST}")
    (project.root / FIRST).write_bytes(b"\xff")
    refused(project, f"docs/index.md:5: it prints something, but there is no {FIRST}")


def test_a_file_holds_what_was_printed_byte_for_byte(project: Project) -> None:
    recorded(project, EXAMPLE.format("print('<i>\\u00e9\\t \\n' * 500, end='</i>')"))
    printed = "<i>é\t \n" * 500 + "</i>"
    assert project.read(FIRST) == printed
    project.write(FIRST, printed + "\n")  # as an editor would
    refused(project, f"in {FIRST}; they differ in the newline at the end only")
    project.write(FIRST, printed.replace("\n", "\r\n"))  # as git does with core.autocrlf
    assert project.drift("check").code == 0
    assert project.mkdocs("build", "--strict").code == 0


def test_what_fails_keeps_its_file(project: Project) -> None:
    source = recorded(project, LONG)
    project.write("docs/index.md", source.replace("print(", "1 / 0\nprint("))
    assert project.drift("update").code == 1
    assert project.read(FIRST) == PRINTED


def test_two_recordings_cannot_have_one_file(project: Project) -> None:
    source = recorded(project, LONG)
    project.write("docs/index.md", source + "\n" + source.replace("long", "copy"))
    said = 'docs/index.md:12: file="index-1.output.html": the example in docs/index.md:1 has taken this name'
    refused(project, said, "take this option away: drift update gives the recording a name of its own")
    assert project.drift("update").code == 1
    assert project.read(FIRST) == PRINTED
    second = source.replace("long", "copy").replace(' file="index-1.output.html"', "")
    both = recorded(project, source + "\n" + second)
    assert re.findall('file="(.*)"', both) == ["index-1.output.html", "index-2.output.html"]


def test_an_orphan_is_an_error_where_all_pages_are_checked(project: Project) -> None:
    recorded(project, LONG)
    project.write("docs/figures/old.output.html", "")
    refused(project, "docs/figures/old.output.html:1: no recording names this file\n    → delete the file")
    assert project.drift("check", "docs/index.md").code == 0


def test_a_file_lies_in_the_folder_and_has_a_name_that_every_system_takes(project: Project) -> None:
    names = ["../a.output.html", "a/b.output.html", "A.output.html", "a.html", "C:x.output.html", "a.output.html ", ""]
    source = "\n".join(LONG + NAMED.format(name) for name in names)
    project.write("docs/index.md", source)
    said = [
        f'docs/index.md:{5 + 7 * at}: file="{name}": it takes a name such as "plots-1.output.html"'
        for at, name in enumerate(names)
    ]
    refused(project, *said)
    assert project.drift("update").code == 1
    assert project.read("docs/index.md") == source
    assert [path for path in project.root.rglob("*.html") if "site" not in path.parts] == []


@pytest.mark.parametrize(
    ("example", "recording", "said"),
    [
        (LONG, '```output file="a.output.html"\nx\n```\n', 'file="…" goes with an empty fence'),
        (
            "```python\nprint(1)\n```\n",
            '```output file="a.output.html"\n```\n',
            'file="…" goes with the recording of an example that has html="1"',
        ),
        (
            LONG,
            '```output file="a.output.html" fil="a"\n```\n',
            'a recording has no option "fil": did you mean "file"?',
        ),
    ],
)
def test_what_names_no_file_is_left_alone(example: str, recording: str, said: str, project: Project) -> None:
    source = f"{example}\n{recording}"
    project.write("docs/index.md", source)
    assert said in project.drift("check").text
    assert project.drift("update").code == 1
    assert project.read("docs/index.md") == source
    assert files(project) == []


def changed(project: Project) -> None:
    """A chart of one long line, of which one number is another one now."""
    code = "print('<script>var x = [' + ','.join(map(str, range(9000))) + ']</script>')"
    source = recorded(project, EXAMPLE.format(code))
    project.write(
        "docs/index.md", source.replace("map(str, range(9000))", "(str(n + (n == 5000)) for n in range(9000))")
    )


def assert_short(done: Done) -> None:
    assert "…996,4997,4998,4999,5000,5001" not in done.text
    assert re.search(r"-….*,4999,5000,5001,.*…\n +\+….*,4999,5001,5001,.*…\n", done.text)
    assert len(done.text) < 2000


def test_a_difference_is_shown_where_it_is(project: Project) -> None:
    changed(project)
    assert_short(project.drift("check"))
    assert_short(project.mkdocs("build", "-q"))
    done = project.drift("update")
    assert f"{FIRST}: recorded anew, 43,917 bytes\n--- recorded\n+++ printed\n" in done.text
    assert "; 0 pages and 1 HTML file rewritten" in done.text
    assert len(done.text) < 2000


def test_reports_name_page_and_file_and_stay_short(project: Project) -> None:
    changed(project)
    found = json.loads(project.drift("check", "--format", "json").text)["pages"][0]["examples"][0]
    assert (found["file"], found["problem_line"]) == (FIRST, 5)
    assert len(found["diff"]) < 1000
    assert found["recorded"].replace("5000,5001", "5001,5001") == found["printed"]
    summary = project.root / "summary.md"
    done = project.drift(
        "check", "--report", "r.html", env={"GITHUB_ACTIONS": "1", "GITHUB_STEP_SUMMARY": str(summary)}
    )
    said = f"the output differs from what is recorded in {FIRST}"
    assert f"::error file=docs/index.md,line=5,title=drift::{said}" in done.text
    assert f"`{said}`" in summary.read_text()
    report = project.read("r.html")
    assert said in report
    assert ",4999,5001,5001," in report
    assert len(summary.read_text()) < 2000
    assert "8000" not in report


def test_an_excerpt_of_many_lines() -> None:
    head = ["--- recorded", "+++ printed", "@@ -1,60 +1,60 @@"]
    assert excerpt([*head, " a", "-b", "+c"]) == [*head, " a", "-b", "+c"]
    assert excerpt([*head, *["-x"] * 60])[-2:] == ["-x", "… and 23 more lines"]
    assert excerpt([*head, "-" + "x" * 999, "--y", "+" + "z" * 999])[3:] == [
        "-" + "x" * 160 + "…",
        "--y",
        "+" + "z" * 160 + "…",
    ]
    assert excerpt([*head, " " + "x" * 999])[3:] == [" " + "x" * 159 + "…"]
    assert excerpt([]) == []


def test_an_example_must_leave_the_file_alone(project: Project) -> None:
    source = recorded(project, LONG)
    project.write("docs/index.md", source.replace("print(", f'open("{FIRST}", "a").write("x")\nprint('))
    refused(project, f"{FIRST}:1: this file was changed while the examples of docs/index.md ran")


def test_it_lies_where_the_settings_say(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nfigures = "recorded/more"\n')
    assert recorded(project, LONG) == LONG + NAMED.format("index-1.output.html")
    assert files(project, "recorded/more") == ["index-1.output.html"]
    project.write("recorded/more/index-1.output.html", "x")
    refused(project, "the output differs from what is recorded in recorded/more/index-1.output.html")


def test_a_live_preview_watches_the_folder(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nfigures = "recorded"\n')
    recorded(project, LONG)
    config = load_config(str(project.root / "mkdocs.yml"))
    with mock.patch.dict(os.environ):  # markdown-exec sets a variable
        config.plugins.on_config(config)
    assert str(project.root / "recorded") in config.watch


def test_a_mask_holds_for_what_is_in_a_file(project: Project) -> None:
    code = "import time\nprint(f'<p>{object()}</p>' * 99, f'{time.time_ns() % 7 + 1} ms', end='')"
    source = EXAMPLE.format(code).replace('html="1"', 'html="1" mask="address duration"')
    assert recorded(project, source) == source + NAMED.format("index-1.output.html")
    assert project.read(FIRST) == "<p><object object at 0x…></p>" * 99 + " …"
    settled(project)
    assert project.mkdocs("build", "--strict").code == 0
    assert project.read(FIRST) in project.read("site/index.html")
    project.write("docs/index.md", source.replace(" mask=", " title="))
    done = project.drift("update")
    assert "a second run prints something else, so this is not recorded" in done.text
    assert len(done.text) < 2000
