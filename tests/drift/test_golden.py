"""A page goes in; the report, the rewritten page and the HTML come out. `--golden` writes what came out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Golden, Project


def test_report(project: Project, golden: Golden) -> None:
    project.write("docs/page.md", golden.read("page.md"))
    done = project.drift("check")
    assert done.code == 1
    golden.compare("report.txt", golden.stable(done.text))


def test_annotations(project: Project, golden: Golden) -> None:
    project.write("docs/page.md", golden.read("page.md"))
    done = project.drift("check", env={"GITHUB_ACTIONS": "true"})
    lines = [re.sub("%0A *[~^]+(?=%0A)", "", line) for line in done.text.splitlines() if line.startswith("::error ")]
    golden.compare("annotations.txt", "\n".join([*lines, ""]))


def test_rewritten_page(project: Project, golden: Golden) -> None:
    project.write("docs/page.md", golden.read("page.md"))
    done = project.drift("update")
    assert done.code == 1  # two examples failed: they keep their recordings
    golden.compare("updated.md", project.read("docs/page.md"))
    golden.compare("update.txt", golden.stable(done.text))


def test_html(project: Project, golden: Golden) -> None:
    """The page with its failing examples taken out: everything that a reader can see of an example."""
    source = golden.read("updated.md")
    project.write("docs/index.md", re.sub(r"```python\nimport sys.*?(?=<!--)", "", source, flags=re.DOTALL))
    done = project.mkdocs_process("build", "--strict", "-q")
    assert (done.code, done.text) == (0, "")
    page = project.read("site/index.html")
    body = page[page.index("<h1") : page.index("</div>\n        </div>", page.index("<h1"))]
    golden.compare("page.html", re.sub(r"[ \t]+\n", "\n", body).rstrip() + "\n")
