"""A page goes in; the report, the rewritten page and the HTML come out. `--golden` writes what came out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from conftest import Project

GOLDEN = Path(__file__).parent / "golden"


def compare(name: str, actual: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / name
    if request.config.getoption("--golden"):
        path.write_bytes(actual.encode())
    assert actual == path.read_bytes().decode()


def stable(text: str) -> str:
    """Take out what differs from run to run, and the marks that each Python draws under the lines of a traceback."""
    return re.sub(r"(?m)^ *[~^]+\n", "", re.sub(r"in [\d.]+ s\b", "in … s", text))


def test_report(project: Project, request: pytest.FixtureRequest) -> None:
    project.write("docs/page.md", (GOLDEN / "page.md").read_text(encoding="utf-8"))
    done = project.drift("check")
    assert done.code == 1
    compare("report.txt", stable(done.text), request)


def test_annotations(project: Project, request: pytest.FixtureRequest) -> None:
    project.write("docs/page.md", (GOLDEN / "page.md").read_text(encoding="utf-8"))
    done = project.drift("check", env={"GITHUB_ACTIONS": "true"})
    lines = [re.sub("%0A *[~^]+(?=%0A)", "", line) for line in done.text.splitlines() if line.startswith("::")]
    compare("annotations.txt", "\n".join([*lines, ""]), request)


def test_rewritten_page(project: Project, request: pytest.FixtureRequest) -> None:
    project.write("docs/page.md", (GOLDEN / "page.md").read_text(encoding="utf-8"))
    done = project.drift("update")
    assert done.code == 1  # two examples failed: they keep their recordings
    compare("updated.md", project.read("docs/page.md"), request)
    compare("update.txt", stable(done.text), request)


def test_html(project: Project, request: pytest.FixtureRequest) -> None:
    """The page with its failing examples taken out: everything that a reader can see of an example."""
    source = (GOLDEN / "updated.md").read_text(encoding="utf-8")
    project.write("docs/index.md", re.sub(r"```python\nimport sys.*?(?=<!--)", "", source, flags=re.DOTALL))
    done = project.mkdocs("build", "--strict", "-q")
    assert (done.code, done.text) == (0, "")
    page = project.read("site/index.html")
    body = page[page.index("<h1") : page.index("</div>\n        </div>", page.index("<h1"))]
    compare("page.html", re.sub(r"[ \t]+\n", "\n", body).rstrip() + "\n", request)
