"""Figures: drawn the same each time, compared, rewritten, and shown so that they can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from drift.recorded import orphans
from drift.settings import Settings
from drift.show.figure import figure_html

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Project

pytestmark = pytest.mark.slow  # each of them starts Matplotlib

PAGE = '```python figure="curve" alt="A curve"\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2])\n```\n'


def test_a_figure_is_recorded_compared_and_recorded_anew(project: Project) -> None:
    project.write("docs/index.md", PAGE)
    file = project.root / "docs/figures/curve.svg"
    done = project.drift("check")
    assert (done.code, file.exists()) == (1, False)
    assert "docs/index.md:1: it draws a figure, but there is no docs/figures/curve.svg" in done.text
    done = project.drift("update", "--dry-run")
    assert "docs/figures/curve.svg: a new figure" in done.text
    assert "0 pages and 1 figure would be rewritten" in done.text
    assert not file.exists()
    assert project.drift("update").code == 0
    first = file.read_bytes()
    assert project.drift("check").code == 0
    project.write("docs/index.md", PAGE.replace("[1, 2]", "[1, 3]"))
    done = project.drift("check")
    assert done.code == 1
    assert "docs/index.md:1: the figure differs from docs/figures/curve.svg" in done.text
    assert "if the new output is right: drift update docs/index.md" in done.text
    done = project.drift("update")
    assert "docs/figures/curve.svg: drawn anew" in done.text
    assert file.read_bytes() != first
    assert "0 pages rewritten" in project.drift("update").text
    assert project.drift("check").code == 0


def test_a_figure_is_the_same_everywhere_and_names_no_day(project: Project, tmp_path: Path) -> None:
    project.write("docs/index.md", PAGE)
    drawn = []
    for name in ("a", "b"):
        done = project.drift("update", env={"MPLCONFIGDIR": str(tmp_path / name)})
        assert done.code == 0, done.text
        drawn.append((project.root / "docs/figures/curve.svg").read_text())
        (project.root / "docs/figures/curve.svg").unlink()
    assert drawn[0] == drawn[1]
    assert not re.search(r"20\d\d-|[Mm]atplotlib v|metadata|dc:date", drawn[0])


def test_text_and_figure_are_judged_apart(project: Project) -> None:
    code = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nprint(1.2346)\n"
    page = f'```python figure="curve" alt="A curve"\n{code}```\n\n```output approx="on"\n1.2345\n```\n'
    project.write("docs/index.md", page)
    project.drift("update")
    assert project.read("docs/index.md") == page  # one unit of the last digit: it stands, though the figure was new
    project.write("docs/index.md", page.replace("1.2345", "9").replace("[1, 2]", "[1, 3]"))
    done = project.drift("check")
    assert "the output differs from what is recorded; the figure differs from docs/figures/curve.svg" in done.text
    assert ", 1 drifted, in " in done.text


def test_an_example_that_failed_records_no_figure(project: Project) -> None:
    project.write("docs/index.md", PAGE.replace("plt.plot([1, 2])", "plt.plot([1, 2])\n1 / 0"))
    assert project.drift("update").code == 1
    assert not (project.root / "docs/figures").exists()


IMPORT = "import matplotlib.pyplot as plt\n"


FAULTS = [
    (
        'figure="a"',
        IMPORT + "plt.figure()",
        'a figure has to say what it shows, for those who do not see it: alt="…"',
    ),
    ('figure="a b" alt="x"', IMPORT + "plt.figure()", 'figure="a b": it takes a name such as "entropy-curve"'),
    ('figure="../a" alt="x"', IMPORT + "plt.figure()", 'figure="../a": it takes a name such as "entropy-curve"'),
    ('alt="x"', "pass", 'alt="…" goes with figure="…"'),
    ('figure="a" alt="x" raises="ValueError"', "pass", 'figure="…" goes with an example that runs to its end'),
    ('figure="a" alt="x" exec="off" why="y"', "pass", 'figure="…" goes with an example that runs to its end'),
    ('figure="a" alt="x"', "pass", "it announces a figure, but no figure is open at its end"),
    (
        'figure="a" alt="x"',
        IMPORT + "plt.figure()\nplt.figure()",
        "it announces a figure, but 2 figures are open at its end",
    ),
    ("", IMPORT + "plt.figure()", "it leaves a figure open that nobody sees"),
    ('figure="a" alt="x"', IMPORT + "plt.title('한')", "a warning: UserWarning: Glyph 54620"),
    ('figur="a"', IMPORT + "plt.figure()", 'an example has no option "figur": did you mean "figure"?'),
]


def test_what_cannot_be_a_figure_is_said(project: Project) -> None:
    # Without fonts but matplotlib's own, whatever the machine has.
    project.write("matplotlibrc", "font.family: DejaVu Sans\n")
    for number, (options, code, _) in enumerate(FAULTS):
        page = f"```python {options}\n{code}\n```\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"
        project.write(f"docs/{number}.md", page.replace('figure="a"', f'figure="a{number}"'))
    done = project.drift("check")
    assert done.code == 1
    for number, (_, _, message) in enumerate(FAULTS):
        expected = re.escape(message.replace('figure="a"', f'figure="a{number}"'))
        assert re.search(rf"^docs/{number}\.md:\d: .*{expected}", done.text, re.MULTILINE), done.text
    assert f", {len(FAULTS)} faulty, in " in done.text


def test_a_name_is_taken_once_on_the_whole_site(project: Project) -> None:
    project.write("docs/a.md", PAGE)
    project.write("docs/index.md", PAGE)
    project.drift("update")
    done = project.drift("check")
    assert done.code == 1
    assert 'docs/index.md:1: figure="curve": the example in docs/a.md:1 has taken this name' in done.text


def test_an_orphan_is_an_error_where_all_pages_are_checked(project: Project) -> None:
    project.write("docs/index.md", PAGE)
    project.drift("update")
    project.write("docs/figures/old.svg", "<svg/>")
    done = project.drift("check")
    assert done.code == 1
    assert "docs/figures/old.svg:1: no example draws this figure\n    → delete the file" in done.text
    assert "1 example on 1 page executed" in done.text
    assert project.mkdocs("build", "-q").code == 1
    assert project.drift("check", "docs/index.md").code == 0


def test_a_slip_in_an_option_makes_no_orphan(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    (tmp_path / "docs/figures").mkdir(parents=True)
    (tmp_path / "docs/figures/a.svg").touch()
    assert list(orphans(["a.svg"], settings)) == []
    assert list(orphans(["b.svg"], settings)) == ["docs/figures/a.svg"]


def test_a_font_that_is_not_there_is_named(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nfigure-fonts = ["no_such_package/font.ttf"]\n')
    project.write("docs/index.md", PAGE)
    done = project.drift("check")
    assert done.code == 2
    assert '[tool.drift] figure-fonts: "no_such_package/font.ttf" is neither a file' in done.text
    assert project.mkdocs("build", "-q").code == 1


def test_text_is_set_in_the_font_of_the_settings(project: Project) -> None:
    project.write(
        "pyproject.toml",
        '[tool.drift]\nexamples = "all"\nfigure-fonts = ["koreanize_matplotlib/fonts/NanumGothic.ttf"]\n',
    )
    project.write("matplotlibrc", "font.family: NanumGothic\n")
    project.write("docs/index.md", PAGE.replace("plt.plot([1, 2])", "plt.title('한글')"))
    done = project.drift("update")
    assert done.code == 0, done.text
    assert ">한글</text>" in project.read("docs/figures/curve.svg")


def test_figures_do_not_run_into_the_next_example(project: Project) -> None:
    project.write(
        "docs/index.md", PAGE + "\n```python\nimport matplotlib.pyplot as plt\n\nassert plt.get_fignums() == []\n```\n"
    )
    project.drift("update")
    assert project.drift("check").code == 0


def test_a_session_may_draw_in_several_steps(project: Project) -> None:
    steps = PAGE.replace("python figure", 'python session="s" figure').replace(
        "import matplotlib.pyplot as plt\n\n", ""
    )
    project.write(
        "docs/index.md", '```python session="s"\nimport matplotlib.pyplot as plt\n\nplt.figure()\n```\n\n' + steps
    )
    assert project.drift("update").code == 0
    assert project.drift("check").code == 0


def test_figures_of_one_page_share_no_id_and_no_style(project: Project) -> None:
    project.write("docs/index.md", PAGE + "\n" + PAGE.replace("curve", "other").replace("A curve", "A &amp; B"))
    project.drift("update")
    assert project.mkdocs("build", "-q").code == 0
    html = project.read("site/index.html")
    figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert len(figures) == 2
    ids = re.findall(r'\bid="([^"]+)"', "".join(figures))
    assert len(ids) == len(set(ids)) > 20
    for figure in figures:
        root = ElementTree.fromstring(figure.replace("xlink:href", "href"))
        mine = {element.get("id") for element in root.iter()}
        targets = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', figure)
        assert targets
        assert {one or other for one, other in targets} <= mine
        assert root.find("svg").get("aria-labelledby") in mine
        assert "<style" not in figure
    assert '<title id="curve-title">A curve</title>' in figures[0]


def test_black_and_white_are_those_of_the_page() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><defs><style>*{}</style></defs>'
        '<path style="fill: #ffffff; stroke: #000000"/><path style="fill: #ff0000"/>'
        "<text style=\"font-family: 'Nanum'; x: 1\">말</text></svg>"
    )
    html = figure_html(svg, "a", 'He said "<b>"')
    assert 'style="fill: var(--drift-figure-ground, #ffffff); stroke: currentColor"' in html
    assert 'style="fill: #ff0000"' in html
    assert "font-family: var(--drift-figure-font, 'Nanum', sans-serif); x: 1" in html
    assert '<title id="a-title">He said "&lt;b&gt;"</title>' in html
    assert ">말</text>" in html


def test_references_get_the_figures_name_and_colours_stay() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><g id="a" fill="#d55e00" '
        'stroke="#ffffff" style="fill: url(#b)"/><rect fill="url(#b)"/><use xlink:href="#a"/></svg>'
    )
    html = figure_html(svg, "curve", "곡선")
    assert 'fill="#d55e00"' in html
    assert 'stroke="var(--drift-figure-ground, #ffffff)"' in html
    assert html.count("url(#curve-b)") == 2
    assert 'href="#curve-a"' in html


def test_a_file_that_is_no_svg_shows_what_it_should_show() -> None:
    assert (
        figure_html("<<<<<<< HEAD", "a", "A <curve>") == '<figure class="drift-figure"><p>A &lt;curve&gt;</p></figure>'
    )


def test_html_that_shows_a_figure_may_leave_it_open(project: Project) -> None:
    example = f'```python exec="on" html="1"\n{IMPORT}plt.figure(){{}}\n```\n'
    project.write("docs/index.md", example.format("\nprint('<svg></svg>')"))
    assert project.drift("update").code == 0
    project.write("docs/index.md", example.format(""))
    assert "it leaves a figure open that nobody sees" in project.drift("update").text
