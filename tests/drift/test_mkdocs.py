from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project

GOOD = "# T\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"
DRIFTED = "# T\n\n```python\nprint(2)\n```\n\n```output\n1\n```\n"


def built(project: Project) -> str:
    """Build through the MkDocs API and return the page."""
    config = load_config(str(project.root / "mkdocs.yml"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return project.read("site/index.html")


def test_a_clean_site_is_built(project: Project) -> None:
    project.write("docs/index.md", GOOD)
    html = built(project)
    assert html.count('class="drift-example"') == html.count('class="drift-output"') == 1
    assert "drift-error" not in html


def test_code_that_is_folded_stands_under_its_title_and_the_output_below(project: Project) -> None:
    project.write("docs/index.md", GOOD.replace("```python", '```python title="a & b" folded="on"'))
    code, _, output = built(project).partition('class="drift-output"')
    details = code[code.index('<details class="drift-folded">') : code.index("</details>")]
    assert details.startswith('<details class="drift-folded"><summary>a &amp; b</summary>')
    assert "print" in details
    assert "filename" not in details
    assert "<code>1\n</code>" in output


@pytest.mark.parametrize("folded", [False, True])
def test_a_figure_stands_below_its_code_or_above_where_that_is_folded(folded: bool, project: Project) -> None:
    options = 'title="T" figure="line" alt="a line"' + (' folded="on"' if folded else "")
    project.write(
        "docs/index.md", f"# T\n\n```python {options}\nimport matplotlib.pyplot as plt\n\nplt.plot([0, 1])\n```\n"
    )
    assert project.drift("update").code == 0
    html = built(project)
    places = [html.index('class="drift-figure'), html.index("<details" if folded else 'class="drift-example"')]
    assert places == sorted(places, reverse=not folded)


@pytest.mark.parametrize("options", [[], ["--strict"], ["-q"], ["--strict", "-q"]])
def test_drift_fails_the_build_with_all_of_it_in_one_message(project: Project, options: list[str]) -> None:
    project.write("docs/index.md", DRIFTED)
    project.write("docs/b.md", "# B\n\n```python\nimport sys\nsys.exit(0)\n```\n")
    done = project.mkdocs("build", *options)
    assert done.code == 1
    assert "docs/index.md:7: the output differs" in done.text
    assert "docs/b.md:5: the example called sys.exit" in done.text
    assert "drift update docs/index.md" in done.text
    assert "2 examples on 2 pages executed, 1 drifted, 1 faulty" in done.text
    assert "No page was written" in done.text
    assert not (project.root / "site/index.html").exists()
    assert 'Traceback (most recent call last):\n  File "/' not in done.text


@pytest.mark.parametrize("options", [[], ["--strict"]])
def test_a_build_that_keeps_going_shows_drift_on_its_pages_and_fails(project: Project, options: list[str]) -> None:
    project.write("docs/index.md", DRIFTED)
    project.write("docs/b.md", GOOD)
    done = project.mkdocs("build", *options, env={"DRIFT_KEEP_GOING": "1"})
    assert done.code == 1
    assert "docs/index.md:7: the output differs" in done.text
    assert "1 drifted" in done.text
    assert "Their pages show it." in done.text
    assert "Traceback" not in done.text
    html = project.read("site/index.html")
    assert html.count('class="drift-error"') == 1
    assert "<del>-" in html
    assert "<ins>+" in html
    assert "drift-error" not in project.read("site/b/index.html")
    assert (project.root / "site/search/search_index.json").exists() == ("search" in project.read("mkdocs.yml"))
    assert project.mkdocs("build", *options).code == 1
    assert not (project.root / "site/index.html").exists()


def test_broken_front_matter_fails_the_build(project: Project) -> None:
    project.write("docs/index.md", '---\ntitle: T\ndescription: "a" b\n---\n\n# T\n')
    done = project.mkdocs("build")
    assert done.code == 1
    assert "docs/index.md:3: the front matter is not YAML" in done.text


@pytest.mark.parametrize("options", [[], ["--strict"], ["-q"]])
def test_a_clean_build_is_0(project: Project, options: list[str]) -> None:
    project.write("docs/index.md", GOOD)
    done = project.mkdocs("build", *options)
    assert done.code == 0
    assert ("1 example on 1 page executed, 0 drifted" in done.text) == ("-q" not in options)


def test_the_configuration_file_may_lie_elsewhere(project: Project) -> None:
    project.write("docs/index.md", GOOD)
    done = type(project)(project.root / "docs").mkdocs("build", "-f", "../mkdocs.yml")
    assert done.code == 0, done.text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("superfences: {preserve_tabs: true}", "superfences", "preserve_tabs: true"),
        ("  - drift\nmarkdown", "markdown", ""),
        ("true}\n  - drift\n", "true}\n", 'write "drift" behind pymdownx.superfences'),
        (
            "  - pymdownx.superfences: {preserve_tabs: true}\n  - drift",
            "  - drift",
            'needs "pymdownx.superfences" before it',
        ),
    ],
)
def test_a_wrong_configuration_is_said(project: Project, old: str, new: str, message: str) -> None:
    project.write("docs/index.md", GOOD)
    text = project.read("mkdocs.yml")
    assert old in text
    project.write("mkdocs.yml", text.replace(old, new))
    done = project.mkdocs("build")
    assert done.code == (1 if message else 0), done.text
    assert message in done.text


def test_tabs_and_lines_of_spaces_reach_code_and_page(project: Project) -> None:
    project.write("docs/index.md", "```python\nprint('a\tb')\nprint('   ')\n```\n\n```output\na\tb\n   \n```\n")
    html = built(project)
    assert "<code>a\tb\n   \n</code>" in html
    assert "a\tb" in html[: html.index("drift-output")]


def test_leading_blank_lines_of_an_output_are_shown(project: Project) -> None:
    project.write("docs/index.md", "```python\nprint()\nprint(1)\nprint()\n```\n\n```output\n\n1\n\n```\n")
    assert "<pre><code>\n1\n\n</code></pre>" in built(project)


def test_fences_of_docstrings_and_printed_markdown_are_not_executed(project: Project) -> None:
    mkdocs_yml = project.read("mkdocs.yml").replace("  - drift\nmark", "  - drift\n  - mkdocstrings\nmark", 1)
    project.write("mkdocs.yml", mkdocs_yml)
    project.write("doced.py", '"""Doc.\n\n```python\nraise SystemExit\n```\n\n```output\nx\n```\n"""\n')
    project.write(
        "docs/index.md",
        '# T\n\n```python\nprint("~~~python\\nboom\\n~~~")\n```\n\n```output render="markdown"\n~~~python\nboom\n~~~\n```\n\n::: doced\n',
    )
    html = built(project)
    assert html.count("data-drift=") == 2
    assert "SystemExit" in html


def test_what_stands_in_pre_is_shown_only(project: Project) -> None:
    project.write("docs/index.md", GOOD + "\n<pre>\n```python\nboom()\n```\n\n```output\nx\n```\n</pre>\n\n" + GOOD[5:])
    assert built(project).count('class="drift-example"') == 2


def test_an_authors_own_attribute_is_no_mark(project: Project) -> None:
    project.write("docs/index.md", GOOD + '\n<p data-drift="x">a</p>\n\n<p data-drift="99">driftfence99x</p>\n')
    assert built(project).count('class="drift-example"') == 1


def test_an_attribute_that_an_example_prints_is_no_mark(project: Project) -> None:
    """Nor does it stay out of the page, nor is the page another one on each build."""
    printed = '<p data-drift="2">a</p>'
    example = f"```python\nprint('{printed}')\n```\n\n```output render=\"markdown\"\n{printed}\n```\n"
    project.write("docs/index.md", f"{example}\n<!--\n```python\nno()\n```\n-->\n")
    html = built(project)
    assert html.count(printed) == 1
    assert '<div class="drift-example" data-drift="0">' in html
    assert '<div class="drift-output" data-drift="1">' in html


def test_the_settings_may_lie_above_the_configuration(project: Project) -> None:
    for name in ("mkdocs.yml", "docs/index.md"):
        project.write(f"web/{name}", DRIFTED if name.endswith(".md") else project.read(name))
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npages = ["web/docs/*.md"]\n')
    assert "web/docs/index.md:7: the output differs" in project.drift("check").text
    done = type(project)(project.root / "web").mkdocs_process("build")
    assert done.code == 1
    assert "web/docs/index.md:7: the output differs" in done.text


def test_an_example_from_another_plugin_is_an_error(project: Project) -> None:
    project.write(
        "hooks.py",
        "def on_page_markdown(markdown, **_):\n    return markdown.replace('SNIPPET', '```python\\nboom()\\n```')\n",
    )
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "hooks: [hooks.py]\n")
    project.write("docs/index.md", "# T\n\nSNIPPET\n\n" + GOOD)
    done = project.mkdocs("build")
    assert done.code == 1
    assert 'a "python" fence is rendered here that is not in the file like that: "boom()"' in done.text


def test_an_example_that_another_plugin_takes_away_is_an_error(project: Project) -> None:
    project.write(
        "hooks.py", "def on_page_markdown(markdown, **_):\n    return markdown.replace('print(1)', 'print( 1)')\n"
    )
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "hooks: [hooks.py]\n")
    project.write("docs/index.md", GOOD)
    done = project.mkdocs("build")
    assert done.code == 1
    assert 'docs/index.md:3: this "python" fence is not on the rendered page' in done.text


def test_an_example_on_a_generated_page_is_an_error(project: Project) -> None:
    project.write(
        "hooks.py",
        "from mkdocs.structure.files import File\n\n\ndef on_files(files, config):\n"
        "    files.append(File.generated(config, 'made.md', content='# M\\n\\n```python\\n1\\n```\\n'))\n",
    )
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "hooks: [hooks.py]\n")
    project.write("docs/index.md", GOOD)
    done = project.mkdocs("build")
    assert done.code == 1
    assert "made.md:3: an example on a generated page" in done.text


def test_marked_fences_of_markdown_exec_are_verified(project: Project) -> None:
    """A site that uses markdown-exec already: its `exec` fences become examples, the others stay what they are."""
    project.write("pyproject.toml", "")
    project.write(
        "docs/index.md", GOOD.replace("```python", '```python exec="on"') + "\n```python\nnot.executed\n```\n"
    )
    html = built(project)
    assert "<p>1</p>" in html
    assert "print(1)" not in html
    assert "drift" not in html
    assert "executed" in html
    project.write("docs/index.md", DRIFTED.replace("```python", '```python exec="on"'))
    with pytest.raises(Abort):
        build(load_config(str(project.root / "mkdocs.yml")))


def test_a_note_says_what_was_not_run(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nnot-run-note = "{module} 없음"\n')
    project.write("docs/index.md", GOOD.replace("```python", '```python requires="nope"'))
    done = project.mkdocs("build")
    assert done.code == 0, done.text
    assert '<p class="drift-note">nope 없음</p>' in project.read("site/index.html")


@pytest.fixture(params=["mkdocs", "properdocs"])
def served(project: Project, request: pytest.FixtureRequest, running_in: Callable[[int], set[int]]) -> object:
    """Run `mkdocs serve`, or that of its fork, and give a function that waits until the page says something."""
    mkdocs_yml = project.read("mkdocs.yml").replace("  - admonition\n", "  - admonition\n  - pymdownx.snippets\n")
    # The fork brings no theme.
    project.write("mkdocs.yml", mkdocs_yml.replace("name: mkdocs, highlightjs: false", "name: material"))
    project.write("src/lib.py", "VALUE = 1\n")
    project.write(
        "docs/index.md",
        '# T\n\n```python\n--8<-- "parts/path.py"\nimport lib; print(lib.VALUE)\n```\n\n```output\n1\n```\n',
    )
    project.write("parts/path.py", "import sys; sys.path.insert(0, 'src')\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", request.param, "serve", "--livereload", "-a", f"127.0.0.1:{port}"],
        cwd=project.root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A shell that put the tests into the background had them ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )

    def wait_for(pattern: str) -> str:
        deadline, html = time.monotonic() + 40, ""
        while time.monotonic() < deadline:
            try:
                html = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read().decode()
            except OSError:
                html = ""
            if re.search(pattern, html, re.DOTALL):
                return html
            time.sleep(0.1)
        raise AssertionError(f"the page never said {pattern!r}: {html[html.find('<h1') :][:2000]}")

    try:
        yield wait_for
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert not running_in(process.pid)
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_live_preview_shows_the_new_truth(project: Project, served: object) -> None:
    assert callable(served)
    html = served("drift-output")
    assert "drift-error" not in html
    # A module that the example imports changes: the page shows the difference in place of the recording.
    project.write("src/lib.py", "VALUE = 12345\n")
    html = served("drift-error")
    assert "<del>-1\n</del>" in html
    assert "<ins>+12345\n</ins>" in html
    assert "drift update docs/index.md" in html
    assert 'class="drift-output"' not in html
    # The page changes: it is as recorded again.
    project.write("docs/index.md", project.read("docs/index.md").replace("\n1\n", "\n12345\n"))
    html = served("<code>12345")
    assert "drift-error" not in html
    # What cannot be shown in its place stands on top.
    project.write("docs/index.md", project.read("docs/index.md") + "\n```py\n1\n```\n")
    html = served("drift-error")
    assert "is not a language of examples" in html
    # So does front matter that is none, on a page without examples, too.
    project.write("docs/index.md", "---\ntitle: a: b\n---\n\n# T\n")
    served("front matter is not YAML")


@pytest.mark.slow
def test_a_live_preview_runs_again_what_has_read_a_file_that_changes(project: Project, served: object) -> None:
    """Wherever in the project it lies; also when an editor puts a new file in its place."""
    assert callable(served)
    served("drift-output")
    project.write("data/value.txt", "1")
    project.write("docs/index.md", "# T\n\n```python\nprint(open('data/value.txt').read())\n```\n\n```output\n1\n```\n")
    assert "drift-error" not in served("<code>1\n.*value.txt|value.txt.*<code>1\n")
    for value in (2, 3):
        project.write("data/new", f"{value}").replace(project.root / "data/value.txt")
        served(f"<ins>\\+{value}\n</ins>")


@pytest.mark.slow
def test_a_live_preview_runs_again_what_has_a_snippet_that_changes(project: Project, served: object) -> None:
    assert callable(served)
    served("drift-output")
    project.write("parts/path.py", project.read("parts/path.py") + "print('more')\n")
    assert "<ins>+more\n</ins>" in served("drift-error")
    # So does one that is on a page since then, also when an editor puts a new file in its place.
    project.write("more/value.py", "print(1)\n")
    project.write("docs/index.md", '# T\n\n```python\n--8<-- "more/value.py"\n```\n\n```output\n1\n```\n')
    served("<code>1\n")
    for value in (2, 3):
        project.write("more/new", f"print({value})\n").replace(project.root / "more/value.py")
        served(f"<ins>\\+{value}\n</ins>")
