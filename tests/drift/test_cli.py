from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

GOOD = "```python\nprint(1)\n```\n\n```output\n1\n```\n"
DRIFTED = "```python\nprint(2)\n```\n\n```output\n1\n```\n"


def test_all_as_recorded_is_0_with_a_summary(project: Project) -> None:
    project.write("docs/a.md", GOOD)
    project.write("docs/deep/b.md", GOOD + "\n" + GOOD)
    done = project.drift_process("check")
    assert done.code == 0
    assert done.text.startswith("3 examples on 2 pages executed, 0 drifted, in ")


def test_drift_is_1_and_names_file_line_diff_and_command(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    done = project.drift("check")
    assert done.code == 1
    assert "docs/a.md:5: the output differs from what is recorded" in done.text
    assert "    -1\n    +2\n" in done.text
    assert "drift update docs/a.md" in done.text
    assert "1 example on 1 page executed, 1 drifted" in done.text


def test_only_the_files_that_are_named(project: Project) -> None:
    project.write("docs/a.md", GOOD)
    project.write("docs/b.md", DRIFTED)
    assert project.drift("check", "docs/a.md").code == 0
    assert project.drift("check", "docs/b.md").code == 1


def test_a_site_whose_blocks_are_all_left_to_markdown_exec_is_checked(project: Project) -> None:
    project.write("docs/a.md", '````md exec="on"\n```python exec="on"\nprint(1)\n```\n````\n')
    done = project.drift("check")
    assert done.code == 0
    assert "1 block left to markdown-exec, not verified: docs/a.md:2 (python in md)" in done.text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "docs/none.md"], "docs/none.md: no such file"),
        (["check"], "no example found"),
        (["chekc"], "invalid choice"),
        ([], "required"),
        (["check", "--dry-run"], "unrecognized arguments"),
        (["check", "docs"], "docs: a folder: name its pages"),
        (["check", "--format", "xml"], "invalid choice: 'xml'"),
        (["check", "--report", "docs/a.md"], '"docs/a.md": a report is a file whose name ends in .html'),
        (["check", "--report", "folder.html"], '"folder.html": a report is a file'),
        (["update", "--format", "json"], "unrecognized arguments"),
    ],
)
def test_what_cannot_run_is_2(project: Project, arguments: list[str], message: str) -> None:
    project.write("docs/a.md", "# No example\n")
    (project.root / "folder.html").mkdir()
    done = project.drift(*arguments)
    assert done.code == 2
    assert message in done.text
    assert "Traceback" not in done.text


@pytest.mark.parametrize(
    ("settings", "page", "message"),
    [
        ("[tool.drift]\nexampels = 1\n", GOOD, 'did you mean "examples"?'),
        (
            '[tool.drift]\nexamples = "all"\npreload = ["nope"]\n',
            GOOD,
            "preload: ModuleNotFoundError: No module named 'nope'",
        ),
        ('[tool.drift]\nexamples = "all"\npreload = ["this"]\n', b"\xff\n", "docs/a.md: not UTF-8"),
    ],
)
def test_a_mistake_of_the_user_has_no_traceback(
    project: Project, settings: str, page: str | bytes, message: str
) -> None:
    project.write("pyproject.toml", settings)
    project.write("docs/a.md", GOOD).write_bytes(page if isinstance(page, bytes) else page.encode())
    done = project.drift("check")
    assert done.code == 2
    assert message in done.text
    assert "Traceback" not in done.text


def test_runs_from_a_folder_below(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    from_below = type(project)(project.root / "docs")
    assert "docs/a.md:5:" in from_below.drift("check").text


def test_update_shows_then_writes(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    dry = project.drift("update", "--dry-run")
    assert (dry.code, project.read("docs/a.md")) == (0, DRIFTED)
    assert "-1\n+2\n" in dry.text
    assert "1 page would be rewritten" in dry.text
    wet = project.drift_process("update")
    assert wet.code == 0
    assert "-1\n+2\n" in wet.text
    assert project.read("docs/a.md") == DRIFTED.replace("\n1\n", "\n2\n")
    assert project.drift("check").code == 0


def test_update_never_records_an_error(project: Project) -> None:
    source = "```python\nprint(1)\n1 / 0\n```\n\n```output\n2\n```\n"
    project.write("docs/a.md", source)
    done = project.drift("update")
    assert done.code == 1
    assert "docs/a.md:3: ZeroDivisionError" in done.text
    assert project.read("docs/a.md") == source


def test_a_missing_module_is_an_error_on_ci_only(project: Project) -> None:
    project.write("docs/a.md", '```python requires="nope"\nprint(1)\n```\n\n```output\n1\n```\n\n' + GOOD)
    local = project.drift("check")
    assert local.code == 0
    assert "1 not run (a module is missing)" in local.text
    ci = project.drift("check", env={"CI": "true"})
    assert ci.code == 1
    assert 'docs/a.md:1: not run: the module "nope" is not installed' in ci.text


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("import sys\nsys.exit(0)", 3, "called sys.exit (SystemExit: 0)"),
        ("import os\nos._exit(0)", 1, "ended the page's process (exit code 0)"),
        ("while True: pass", 1, "did not end within 1 s"),
        ("while True: print('x' * 1000)", 1, "printed more than 20000 bytes"),
        ("import warnings\nwarnings.warn('careful')", 3, "a warning: UserWarning: careful"),
        ("import sys\nprint('x', file=sys.stderr)", 1, "wrote to standard error"),
        ("print('a\\x02')", 1, r"it printed \x02 in line 1"),
        ("x = (", 2, "SyntaxError"),
        (
            "import subprocess\nsubprocess.Popen(['sh', '-c', 'sleep 0.2; echo late'])\n",
            1,
            "went on printing after its end",
        ),
    ],
)
def test_a_hostile_example_is_named_and_the_rest_is_reported(
    project: Project, code: str, line: int, message: str
) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\ntimeout = 1\noutput-limit = 20000\n')
    project.write("docs/a.md", f"```python\n{code}\n```\n\n```python\nimport time; time.sleep(0.5)\n```\n")
    project.write("docs/b.md", DRIFTED)
    done = project.drift("check")
    assert done.code == 1
    assert f"docs/a.md:{line}: " in done.text
    assert message in done.text
    assert "docs/b.md:5: the output differs" in done.text
    if "ended" in message or "within" in message or "more than" in message:
        assert "not run, because of line 1" in done.text


def test_what_was_cut_off_is_never_recorded(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\noutput-limit = 10\n')
    project.write("docs/a.md", "```python\nprint('x' * 100)\n```\n\n```output\n" + "x" * 10 + "\n```\n")
    before = project.read("docs/a.md")
    assert "printed more than 10 bytes" in project.drift("check").text
    assert project.drift("update").code == 1
    assert project.read("docs/a.md") == before


def test_only_what_ran_to_its_end_is_counted(project: Project) -> None:
    project.write(
        "docs/a.md", "```python timeout='0.3'\nwhile True: pass\n```\n\n```python\nx = 1\n```\n\n".replace("'", '"')
    )
    assert "0 examples on 1 page executed, 0 drifted, 2 faulty" in project.drift("check").text


def test_update_adds_no_second_recording_beside_a_misnested_one(project: Project) -> None:
    source = "- a\n\n    ```python\n    print(1)\n    ```\n\n```output\n1\n```\n"
    project.write("docs/a.md", source)
    assert project.drift("update").code == 1
    assert project.read("docs/a.md") == source


def test_declared_stderr_and_raises_are_no_fault(project: Project) -> None:
    project.write(
        "docs/a.md",
        """
        ```python stderr="ignore"
        import sys, warnings
        warnings.warn("known")
        print("noise", file=sys.stderr)
        ```

        ```python raises="ValueError"
        print("before", end="")
        raise ValueError("왜")
        ```

        ```output
        before
        ValueError: 왜
        ```
        """,
    )
    done = project.drift("check")
    assert (done.code, done.text[:34]) == (0, "2 examples on 1 page executed, 0 d")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("pass", "announced to raise ValueError, but raised nothing"),
        ("1 / 0", "raised ZeroDivisionError, not the announced ValueError"),
    ],
)
def test_raises_means_just_that(project: Project, code: str, message: str) -> None:
    project.write("docs/a.md", f'```python raises="ValueError"\n{code}\n```\n')
    done = project.drift("check")
    assert done.code == 1
    assert message in done.text


def test_json_is_all_that_is_printed(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    done = project.drift("check", "--format", "json", env={"GITHUB_ACTIONS": "true", "FORCE_COLOR": "1"})
    assert done.code == 1
    assert json.loads(done.text)["counts"]["drifted"] == 1
    project.write("docs/a.md", GOOD)
    done = project.drift("check", "--format", "json")
    assert (done.code, json.loads(done.text)["ok"]) == (0, True)


def test_an_html_report_is_written_where_it_is_asked_for_and_nowhere_else(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    before = {path for path in project.root.rglob("*") if path.is_file()}
    assert project.drift("check").code == 1
    done = project.drift("check", "--report", "new/folder/report.html")
    assert done.code == 1
    assert "docs/a.md:5: the output differs" in done.text
    after = {path for path in project.root.rglob("*") if path.is_file()}
    assert after - before == {project.root / "new/folder/report.html"}
    assert "docs/a.md:5" in project.read("new/folder/report.html")


def test_a_report_that_cannot_be_written_is_said_after_what_was_found(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    done = project.drift("check", "--report", "mkdocs.yml/report.html")
    assert done.code == 2
    assert "docs/a.md:5: the output differs" in done.text
    assert "drift: the report mkdocs.yml/report.html cannot be written" in done.text
    assert "Traceback" not in done.text


def test_half_a_character_in_a_message_stops_no_report(project: Project) -> None:
    project.write("docs/a.md", "```python\nraise ValueError('\\ud800')\n```\n")
    done = project.drift("check", "--report", "report.html")
    assert done.code == 1
    assert r"docs/a.md:2: ValueError: \ud800" in done.text
    assert r"ValueError: \ud800" in project.read("report.html")
    document = json.loads(project.drift("check", "--format", "json").text)
    assert document["pages"][0]["examples"][0]["message"] == "ValueError: \ud800"


@pytest.mark.parametrize("word", ["driftfence0x", "driftfence7x", '<p data-drift="0">a</p>', '<p data-drift="7">a</p>'])
def test_no_text_of_a_page_makes_a_fence_in_a_comment_an_example(project: Project, word: str) -> None:
    hidden = '<!--\n```python\nopen("ran", "w").close()\n```\n-->'
    source = f"{word}\n\n{hidden}\n\n```python\nprint(1)\n```\n"
    project.write("docs/a.md", source)
    assert project.drift("update").code == 0
    assert project.read("docs/a.md") == f"{source}\n```output\n1\n```\n"
    assert project.drift("check").code == 0
    assert project.mkdocs("build").code == 0
    assert not (project.root / "ran").exists()
