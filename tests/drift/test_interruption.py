"""A live preview stops the examples that run once a newer save makes them useless, and says meanwhile what it waits for."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.run.kernel import RunInterruptedError
from drift.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project

    from drift.judge.verdict import Report

FOREVER = "from pathlib import Path\nPath('began').write_text(str(__import__('os').getpid()))\nwhile True: pass\n"


def page(code: str) -> str:
    return f"# T\n\n```python\n{code}\n```\n\n```output\n1\n```\n"


@pytest.fixture
def check(project: Project) -> Callable[..., Report]:
    memo = Memo()

    def check(**asked: object) -> Report:
        settings = load_settings(project.root)
        return check_pages(sorted((project.root / "docs").glob("*.md")), settings, memo, **asked)  # type: ignore[arg-type]

    return check


def test_an_endless_loop_ends_with_the_wish_for_its_result(project: Project, check: Callable[..., Report]) -> None:
    child = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(40)'])\n"
    project.write("docs/index.md", page(child + FOREVER))
    began = project.root / "began"
    start = time.monotonic()
    with pytest.raises(RunInterruptedError):
        check(interrupted=began.exists)
    assert time.monotonic() - start < 10
    assert_gone(int(began.read_text()))


def assert_gone(pid: int) -> None:
    """Ensure that no process of a page is left: it leads a group, in which are all that it has started."""
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)


def test_pages_that_had_ended_do_not_run_again(project: Project, check: Callable[..., Report]) -> None:
    count = "open('runs', 'a').write('x')\n"
    project.write("docs/a.md", page(count + "print(1)"))
    project.write("docs/b.md", page(FOREVER))
    told: list[str] = []
    with pytest.raises(RunInterruptedError):  # as soon as the first page has ended
        check(interrupted=lambda: "docs/b.md: running 1 example" in told, tell=told.append)
    project.write("docs/b.md", page("print(1)"))
    report = check(interrupted=lambda: False)
    assert (report.executed, report.findings) == (2, [])
    assert project.read("runs") == "x"


def test_an_author_who_waits_is_told_what_is_running(project: Project, check: Callable[..., Report]) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nworkers = 1\n')
    for name in "abcdefg":
        project.write(f"docs/{name}.md", page("print(1)") * 2)
    told: list[str] = []
    check(tell=told.append)
    names = ", ".join(f"docs/{name}.md" for name in "abcde")
    assert told[0] == f"running the examples of 7 pages: {names}, 2 more"
    assert told[-2:] == ["running the examples of 2 pages: docs/f.md, docs/g.md", "docs/g.md: running 2 examples"]
    del told[:]
    check(tell=told.append)
    assert told == []  # nothing runs
    project.write("docs/a.md", page("print(1)"))
    check(tell=told.append)
    assert told == ["docs/a.md: running 1 example"]


def test_the_rest_of_a_build_that_is_useless_is_spared(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.write("docs/index.md", page(FOREVER))
    config = load_config(str(project.root / "mkdocs.yml"))
    told: list[str] = []
    try:
        config.plugins.on_startup(command="serve", dirty=False)
        config.plugins["drift"].preview_begin(interrupted=lambda: bool(told), tell=told.append)
        with pytest.raises(Abort):
            build(config)
        assert "drift: stopped, since a newer save makes it useless" in caplog.text
        assert not (project.root / "site/index.html").exists()
        assert told == ["docs/index.md: running 1 example"]
        project.write("docs/index.md", page("print(1)"))
        build(config)  # that wish was for one build alone
        assert (project.root / "site/index.html").exists()
    finally:
        config.plugins.on_shutdown()
        config.plugins.on_startup(
            command="build", dirty=False
        )  # MkDocs keeps the plugin for as long as this process lives
