"""What is said of a run: in a terminal, to GitHub, to other programs."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown import Markdown

from drift.judge.verdict import CheckedPage, Report
from drift.read.page import Page, Problem
from drift.tell.github import annotation_commands, markdown
from drift.tell.text import lines, visible

if TYPE_CHECKING:
    from conftest import Golden, Project

DRIFTED = "```python\nprint(2)\n```\n\n```output\n1\n```\n"


def report(*found: Problem, name: str = "docs/a.md") -> Report:
    """Return a report on a page that has these problems."""
    return Report([CheckedPage(Page(name, "", [], set(), problems=list(found)), Path(name))], 0.1)


def test_problems_stand_by_page_and_line() -> None:
    pages = [report(Problem(9, "b9"), Problem(2, "b2"), name="b.md"), report(Problem(5, "a5"), name="a.md")]
    whole = Report([page for one in pages for page in one.pages], 0.1)
    assert lines(whole) == ["a.md:5: a5", "", "b.md:2: b2", "", "b.md:9: b9", ""]


def test_what_would_act_on_a_terminal_is_shown() -> None:
    assert visible("tab\there \x1b[2J\r \x7f \x9b \xa0 \u200b \u202e 한글") == (
        r"tab	here \x1b[2J\x0d \x7f \x9b \xa0 \u200b \u202e 한글"
    )


# --- The terminal


def in_terminal(project: Project, *arguments: str, env: dict[str, str] | None = None) -> str:
    """Run drift with a terminal for both streams and return everything that it wrote there."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    ours, theirs = pty.openpty()
    surroundings = {key: value for key, value in os.environ.items() if key != "TERM"} | {"TERM": "xterm"} | (env or {})
    command = [sys.executable, "-m", "drift.cli", *arguments]
    written = b""
    with subprocess.Popen(command, cwd=project.root, env=surroundings, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        while select.select([ours], [], [], 60)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux says so that the other end is closed
                break
            if not part:
                break
            written += part
        process.wait(60)
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour(project: Project, golden: Golden) -> None:
    project.write("docs/a.md", "```python\nprint('++ 2')\n```\n\n```output\n-- 1\n```\n")
    text = in_terminal(project, "check")
    assert "\x1b[31m--- 1\x1b[0m\n" in text
    assert "\x1b[32m+++ 2\x1b[0m\n" in text
    assert "\x1b[1m--- recorded\x1b[0m\n" in text
    assert re.sub(r"\x1b\[\d*m", "", golden.stable(text)) == golden.stable(project.drift("check").text)


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]
)
def test_a_pipe_gets_colour_only_if_forced(project: Project, env: dict[str, str], coloured: bool) -> None:
    project.write("docs/a.md", DRIFTED)
    assert ("\x1b[" in project.drift("check", env=env).text) == coloured
    assert ("\x1b[" in project.drift("update", "--dry-run", env=env).text) == coloured


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(project: Project, env: dict[str, str]) -> None:
    project.write("docs/a.md", DRIFTED)
    assert "\x1b[" not in in_terminal(project, "check", env=env)


@pytest.mark.slow
def test_a_long_run_shows_how_far_it_is_and_leaves_no_trace(project: Project, golden: Golden) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nworkers = 1\n')
    project.write("docs/a.md", "```python\nimport time; time.sleep(1.4)\n```\n")
    project.write("docs/b.md", "```python\nimport time; time.sleep(0.5)\n```\n")
    text = in_terminal(project, "check", env={"NO_COLOR": "1"})
    assert re.findall(r"\d/\d \S*(?=\x1b)", text) == ["0/2 ", "1/2 docs/a.md", "2/2 docs/b.md"]
    *bars, after = text.split("\r\x1b[K")
    assert all("\n" not in bar for bar in bars)  # a bar stays in its line, and what is wiped last is the last one
    assert golden.stable(after) == "2 examples on 2 pages executed, 0 drifted, in … s\n"


@pytest.mark.slow
@pytest.mark.parametrize(("env", "seconds"), [({"CI": "true"}, 1.4), ({"TERM": "dumb"}, 1.4), ({}, 0)])
def test_no_bar_where_it_would_be_in_the_way(
    project: Project, golden: Golden, env: dict[str, str], seconds: float
) -> None:
    project.write("docs/a.md", f"```python\nimport time; time.sleep({seconds})\n```\n")
    assert golden.stable(in_terminal(project, "check", env=env | {"NO_COLOR": "1"})) == (
        "1 example on 1 page executed, 0 drifted, in … s\n"
    )


# --- GitHub


@dataclass
class Runner:
    """Reads a log as GitHub's runner does (`ActionCommand.cs`, `ActionCommandManager.cs`), and notes the commands it would obey."""

    obeyed: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    token: str | None = None

    KNOWN = frozenset({"error", "warning", "notice", "debug", "add-mask", "set-output", "group", "stop-commands"})

    def read(self, log: str) -> None:
        for line in re.split(r"\r\n|\r|\n", log):
            match = re.match(r"::(\S+?)(?: (.*?))?::(.*)", line.lstrip()) or re.search(
                r"##\[(\S+?)(?: (.*?))?\](.*)", line
            )
            if not match or match[1] not in {*self.KNOWN, self.token}:
                continue
            name, properties, data = match[1], match[2] or "", match[3]
            if self.token is not None:
                self.token = None if name == self.token else self.token
            elif name == "stop-commands":
                self.token = data
            else:
                pairs = (pair.partition("=") for pair in properties.split(","))
                self.obeyed.append((name, {key: _unescaped(value) for key, _, value in pairs}, _unescaped(data)))


def _unescaped(text: str) -> str:
    return re.sub("%(0D|0A|3A|2C|25)", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize("command", ["check", "update", "build", "json"])
def test_what_an_example_prints_is_no_command_to_a_runner(project: Project, golden: Golden, command: str) -> None:
    project.write("docs/index.md", golden.read("hostile.md"))
    env = {"GITHUB_ACTIONS": "true"}
    done = {
        "check": lambda: project.drift("check", env=env),
        "update": lambda: project.drift("update", env=env),
        "build": lambda: project.mkdocs("build", env=env),
        "json": lambda: project.drift("check", "--format", "json", env=env),
    }[command]()
    assert done.code == 1
    assert "::add-mask::e" in done.text
    runner = Runner()
    runner.read(done.text)
    assert runner.token is None  # it listens again
    expected = [15, 22, 25] if command in {"check", "build"} else []
    assert [(name, it["file"], int(it["line"])) for name, it, _ in runner.obeyed] == [
        ("error", "docs/index.md", line) for line in expected
    ]
    if expected:
        assert "100%0A::error::boo\n" in runner.obeyed[0][2]


def test_only_a_runner_gets_guards(project: Project) -> None:
    project.write("docs/a.md", DRIFTED)
    assert "::" not in project.drift("check").text
    assert project.drift("check", env={"GITHUB_ACTIONS": "true"}).text.count("::stop-commands::") == 1
    project.write("docs/a.md", DRIFTED.replace("2", "1"))
    assert "::" not in project.drift("check", env={"GITHUB_ACTIONS": "true"}).text


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (10, 10), (11, 9), (25, 9)])
def test_ten_annotations_at_most(number: int, shown: int) -> None:
    commands = annotation_commands(report(*(Problem(line, f"p{line}") for line in range(1, number + 1))))
    assert commands[:shown] == [f"::error file=docs/a.md,line={i},title=drift::p{i}" for i in range(1, shown + 1)]
    rest = [f"::error title=drift::and {number - 9} more, see the job summary"] if number > 10 else []
    assert commands[shown:] == rest


def test_an_annotation_is_escaped_and_keeps_its_way_out() -> None:
    name = "docs/50%, a:b\n.md"
    detail = tuple(f"+줄 {number}" for number in range(5000))
    (command,) = annotation_commands(report(Problem(3, "100%\nof it", "the way out", detail), name=name))
    runner = Runner()
    runner.read(command)
    ((_, properties, data),) = runner.obeyed
    assert (properties["file"], properties["line"]) == (name, "3")
    assert data.startswith("100%\nof it\n+줄 0\n")
    assert re.search(r"\n… and \d+ more lines\nthe way out$", data)
    assert len(data.encode()) <= 4096


def test_the_summary_of_a_job_holds_counts_and_diffs(project: Project, golden: Golden) -> None:
    project.write("docs/page.md", golden.read("page.md"))
    project.write("summary.md", "What was there\n")
    env = {"GITHUB_STEP_SUMMARY": str(project.root / "summary.md")}
    assert project.drift("check", env=env).code == 1
    golden.compare("summary.md", golden.stable(project.read("summary.md")))
    assert project.mkdocs("build", env=env).code == 1
    assert project.read("summary.md").count("### drift: ") == 2


def test_a_clean_run_leaves_one_line_in_the_summary(project: Project, golden: Golden) -> None:
    project.write("docs/a.md", DRIFTED.replace("2", "1"))
    project.drift("check", env={"GITHUB_STEP_SUMMARY": str(project.root / "summary.md")})
    text = "### drift: 1 example on 1 page executed, 0 drifted, in … s\n\n"
    assert golden.stable(project.read("summary.md")) == text


def test_a_summary_that_cannot_be_written_is_said(project: Project) -> None:
    project.write("docs/index.md", "# T\n\n" + DRIFTED)
    env = {"GITHUB_STEP_SUMMARY": str(project.root)}
    for done, code in ((project.drift("check", env=env), 2), (project.mkdocs("build", env=env), 1)):
        assert done.code == code
        assert "docs/index.md:7: the output differs" in done.text
        assert "Is a directory" in done.text
        assert "Traceback" not in done.text


def test_nothing_in_a_summary_is_markdown_or_html_of_an_example(project: Project, golden: Golden) -> None:
    project.write("docs/`a` <i>@b.md", golden.read("hostile.md"))
    project.drift("check", env={"GITHUB_STEP_SUMMARY": str(project.root / "summary.md")})
    text = project.read("summary.md")
    html = Markdown(extensions=["pymdownx.superfences", "pymdownx.highlight"]).convert(text)
    assert set(re.findall(r"<(\w+)", html)) <= {"h3", "h4", "p", "code", "div", "pre", "span", "a"}
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_summary_keeps_under_the_limit_and_says_what_it_leaves_out() -> None:
    long = Problem(1, "long", detail=tuple("가" * 100 for _ in range(10000)))
    text = markdown(report(long, *(Problem(line, f"p{line}") for line in range(2, 30000))))
    assert len(text.encode()) <= 1024 * 1024
    assert re.search(r"… and \d+ more lines\n```\n", text)  # one diff does not crowd the others out
    assert "`docs/a.md:2`" in text
    left = re.search(r"\*\*(\d+) more problems\*\* left out: GitHub takes no more than 1 MiB", text)
    assert left
    assert text.count("\n#### ") + int(left[1]) == 29999
    assert markdown(report(long), room=10) == ""


# --- Other programs


def test_json(project: Project, golden: Golden) -> None:
    page = golden.read("page.md")
    project.write("docs/page.md", page + '\n```python requires="nope" title="없는 것"\nprint(1)\n```\n')
    project.write("docs/own.md", "```output\nnobody's\n```\n")
    project.write("docs/ended.md", '```python\nimport os\nos._exit(3)\n```\n\n```python\nprint("not run")\n```\n')
    text = project.drift("check", "--format", "json").text
    text = re.sub(r'"seconds": [\d.]+', '"seconds": …', re.sub(r'"Python": "[^"]+"', '"Python": "…"', text))
    golden.compare("report.json", re.sub(r"\\n *[~^]+(?=\\n)", "", text))


def test_json_is_exact(project: Project, golden: Golden) -> None:
    project.write("docs/a.md", golden.read("hostile.md"))
    document = json.loads(project.drift("check", "--format", "json").text)
    example = document["pages"][0]["examples"][0]
    assert example["recorded"] == "same\n ::warning::boo\n<img src=x onerror=alert(1)>\n"
    assert example["printed"].splitlines()[5] == "##[error]boo"
    assert example["printed"].endswith("\x1b[2J\u202eabc\n")
    counts = document["counts"]
    assert counts["examples"] == sum(counts[key] for key in ("as_recorded", "drifted", "faulty", "not_run"))
