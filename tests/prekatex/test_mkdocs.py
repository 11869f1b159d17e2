from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from reusing import Reuse, contents

if TYPE_CHECKING:
    from conftest import Project
    from mkdocs.config.defaults import MkDocsConfig


def load(project: Project, **pages: str) -> MkDocsConfig:
    return load_config(str(project.write(**pages)))


def test_a_site_is_typeset(project: Project) -> None:
    build(
        load(
            project,
            index="# Entropy $H(p)$\n\n## Sum $\\sum_x a<b$\n\n| $x$ |\n|---|\n| $y$ |\n\n`$z$`\n",
            deep__er="# Deep\n\n!!! note\n\n    $$\n    x\n    $$\n",
            plain="# Plain\n",
        )
    )
    index = project.built("index.html")
    assert "arithmatex" in index
    assert index.count(r"\(") == index.count(r"\(H(p)\) - Test</title>")
    assert 'encoding="application/x-tex">\\sum_x a&lt;b</annotation>' in index.split("</nav>")[-2]
    assert "<code>$z$</code>" in index
    assert 'href="./assets/katex/katex.min.css"' in index

    deep = project.built("deep/er/index.html")
    assert "katex-display" in deep
    assert 'href="../../assets/katex/katex.min.css"' in deep
    assert 'href="../../assets/katex/fonts/KaTeX_Math-Italic.woff2"' in deep
    assert 'href="/deep/assets/katex/katex.min.css"' in project.built("404.html")

    docs = json.loads(project.built("search/search_index.json"))["docs"]
    assert docs[0]["title"] == r"Entropy \(H(p)\)"
    assert not any("katex" in entry["text"] for entry in docs)


def test_pages_without_mathematics_link_nothing(project: Project) -> None:
    build(load(project, index="# Home\n\n$x$\n", plain="# Plain\n"))
    assert "katex" in project.built("index.html")
    assert "katex" not in project.built("plain/index.html")
    assert "katex" not in project.built("404.html")


def test_a_site_without_mathematics_ships_nothing(project: Project) -> None:
    build(load(project, index="# Home\n"))
    assert not (project.root / "site/assets/katex").exists()


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--strict",), ("-q",), ("--strict", "-q")])
def test_bad_formulas_fail_the_build(project: Project, options: tuple[str, ...]) -> None:
    project.write(
        index="---\ntitle: Home\n---\n\nGood $x$, bad $엔트로피 = x$.\n",
        deep__er="# Deep $\\foo$\n\n> $$\n> a\n> \\frac{1}{\n> $$\n",
    )
    result = project.run(*options)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    heads = [line for line in result.stderr.splitlines() if "KaTeX rejects" in line]
    assert [line.split(": ")[0] for line in heads] == ["docs/index.md:5", "docs/deep/er.md:1", "docs/deep/er.md:3"]
    assert '"엔" used in math mode' in heads[0]
    assert "    엔트로피 = x\n" in result.stderr
    assert r"Put words into \text{…}." in result.stderr


def test_a_bad_formula_in_a_docstring(project: Project) -> None:
    project.config["plugins"].append({"mkdocstrings": {"handlers": {"python": {"paths": ["src"]}}}})
    project.config["watch"] = ["src"]
    module = project.root / "src/tiny.py"
    module.parent.mkdir()
    module.write_text('r"""Tiny.\n\nGood \\(x\\).\n\n$$\ny +\n\\nonsense\n$$\n"""\n', encoding="utf-8")
    project.write(index="# API\n\n::: tiny\n")
    result = project.run()
    assert result.returncode == 1
    assert "src/tiny.py:5: KaTeX rejects a formula: Undefined control sequence: \\nonsense\n" in result.stderr


def test_while_serving_it_is_shown_and_logged(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    config = load(project, index="# Home\n\n$\\foo$ and $x$\n")
    config.plugins.on_startup(command="serve", dirty=False)
    with caplog.at_level(logging.WARNING, logger="mkdocs"):
        build(config)
        project.write(index="# Home\n\n$x$\n")
        build(config)
    config.plugins.on_shutdown()
    [warning] = [record.getMessage() for record in caplog.records if "KaTeX" in record.getMessage()]
    assert "docs/index.md:3: KaTeX rejects" in warning
    assert "prekatex-error" not in project.built("index.html")


def test_macros(project: Project, packages: Path) -> None:
    project.config["plugins"] = [{"prekatex": {"packages": str(packages), "macros": {r"\KL": r"\mathrm{KL}"}}}]
    build(load(project, index="# Home\n\n$\\KL$\n"))
    assert '<mi mathvariant="normal">K</mi>' in project.built("index.html")


def test_setup_errors_are_messages(project: Project) -> None:
    project.config["plugins"] = [{"prekatex": {"packages": "docs"}}]
    project.write(index="# Home\n\n$x$\n")
    result = project.run("-q")
    assert result.returncode == 1
    assert "prekatex: There is no package-lock.json in" in result.stderr
    assert "Traceback" not in result.stderr


def test_arithmatex_must_be_generic(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.config["markdown_extensions"] = ["pymdownx.arithmatex"]
    with pytest.raises(Abort):
        build(load(project, index="# Home\n\n$x$\n"))
    assert "generic: true" in caplog.text


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    caplog.clear()
    return found


def test_a_page_that_is_used_again_leaves_what_typesetting_it_left(
    project: Project, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(project, index="# Home $\\foo$\n", other="# Other\n\n$$\n\\bar\n$$\n\n$x$\n", plain="# Plain\n")
    config.plugins.on_startup(command="serve", dirty=False)
    reuse = Reuse(monkeypatch)
    reuse.build(config)
    site, told, states = contents(project.root / "site"), warnings(caplog), dict(reuse.states)
    assert len(told) == 2
    reuse.build(config, again=True)
    assert warnings(caplog) == told
    again = contents(project.root / "site")
    assert again.keys() == site.keys()
    assert [name for name in site if again[name] != site[name] and not name.startswith(("search/", "sitemap"))] == []
    assert reuse.states == states
    assert reuse.kept_alive() == []
    # Its HTML stays the same, but its formula stands on another line.
    project.write(other="<!-- -->\n\n# Other\n\n$$\n\\bar\n$$\n\n$x$\n")
    reuse.build(config, again=True)
    config.plugins.on_shutdown()
    assert sorted(text.split(": ")[1] for text in warnings(caplog)) == ["docs/index.md:1", "docs/other.md:5"]


def test_another_macro_is_another_state(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    reuse = Reuse(monkeypatch)
    reuse.build(load(project, index="# Home\n\n$x$\n"))
    before = dict(reuse.states)
    project.config["plugins"] = ["search", {"prekatex": {"macros": {r"\KL": "x"}}}]
    reuse.build(load(project))
    assert reuse.states["index.md", "content"] == before["index.md", "content"]
    assert reuse.states["index.md", "page"] != before["index.md", "page"]


# Tells which process typesets, and then keeps the build from ending, in the way that is asked for.
HOOK = """
import os, time
from pathlib import Path

def on_post_page(output, page, config):
    Path("pid").write_text(str(config.plugins["prekatex"].site._engine._process.pid))
    {end}
    return output
"""


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        # A process that nobody waits for stays in the table; it runs no more.
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("end", ["kill", "error", "interrupt"])
def test_no_process_is_left(project: Project, end: str) -> None:
    project.config["hooks"] = ["hook.py"]
    code = "raise ValueError" if end == "error" else "time.sleep(60)"
    (project.root / "hook.py").write_text(HOOK.format(end=code), encoding="utf-8")
    project.write(index="# Home\n\n$x$\n")
    command = project.command("-q")
    with subprocess.Popen(
        command,
        cwd=project.root,
        stderr=subprocess.DEVNULL,
        # A shell that put the tests into the background had them ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        file = project.root / "pid"
        wait(lambda: file.exists() and file.read_text() != "")
        pid = int(file.read_text())
        if end != "error":
            assert is_running(pid)
            os.kill(process.pid, signal.SIGKILL if end == "kill" else signal.SIGINT)
        assert process.wait(timeout=30) != 0
    wait(lambda: not is_running(pid))


def wait(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
