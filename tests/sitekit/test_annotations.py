"""On GitHub, what a build warns of stands on the lines of the pull request; built by the real command in a project of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """site_name: Project
theme: {name: mkdocs}
strict: true
validation: {links: {anchors: warn}}
markdown_extensions:
  - pymdownx.superfences: {preserve_tabs: true}
  - drift
  - pymdownx.arithmatex: {generic: true}
plugins: [drift, prekatex, {sitekit: {pages: {description: true, lessons: [레슨]}}}]
nav:
  - index.md
  - 레슨: [one.md]
"""
TOP = f"---\ndescription: {'설명입니다. ' * 8}\n---\n\n# 제목\n\n"
PAGES = {
    "index.md": TOP + "| 순서 | 레슨 | 질문 |\n|---|---|---|\n| 1 | [하나](one.md) | ? |\n",
    "one.md": TOP + "**먼저 읽을 것**: 없음\n\n글\n\n## 연습문제 { #exercises }\n",
}


def annotations(project: Path, code: int, **environment: str) -> list[str]:
    (project / "docs").mkdir(exist_ok=True)
    settings = {"mkdocs.yml": CONFIG, "pyproject.toml": '[tool.drift]\nexamples = "all"\n'}
    for name, text in (settings | {f"docs/{name}": text for name, text in PAGES.items()}).items():
        if not (project / name).exists():
            (project / name).write_text(text, encoding="utf-8")
    here = {"GITHUB_ACTIONS": "true", "NO_MKDOCS_2_WARNING": "1"} | environment
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, **here},
    )
    assert done.returncode == code, done.stderr
    return [line for line in done.stderr.splitlines() if line.startswith("::error")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path


def edit(project: Path, name: str, old: str, new: str) -> None:
    text = CONFIG if name == "mkdocs.yml" else PAGES[name.removeprefix("docs/")]
    assert old in text
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_that_is_well_has_none(project: Path) -> None:
    assert annotations(project, 0) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "said"),
    [
        ("docs/one.md", "글\n", "[글](two.md)\n", "docs/one.md,line=9", "two.md"),
        ("docs/one.md", "글\n", "[글](index.md#none)\n", "docs/one.md,line=9", "does not contain an anchor '#none'"),
        ("docs/one.md", "글\n", "$\\frac{1}$\n", "docs/one.md,line=9", ""),
        ("docs/one.md", TOP, "# 제목\n\n", "docs/one.md,line=1", "the page has no description"),
        ("docs/index.md", "| 1 | [하나](one.md) | ? |\n", "", "docs/index.md,line=", "no row for one.md"),
        ("mkdocs.yml", "[one.md]", "[one.md, gone.md]", "mkdocs.yml,line=", "gone.md"),
    ],
    ids=["dead link", "dead anchor", "TeX", "description", "lesson", "navigation"],
)
def test_each_kind_stands_on_its_line(project: Path, file: str, old: str, new: str, place: str, said: str) -> None:
    edit(project, file, old, new)
    found = annotations(project, 1)
    assert any(line.startswith(f"::error file={place}") and said in line for line in found), found
    assert len(set(found)) == len(found)


def test_drift_is_told_once_and_by_drift(project: Path) -> None:
    edit(project, "docs/one.md", "글\n", "```python\nprint(1)\n```\n\n```output\n2\n```\n")
    (told,) = annotations(project, 1)
    assert told.startswith("::error file=docs/one.md,line=13,title=drift::the output differs")


def test_what_ends_a_build_is_told_too_and_acts_as_one_command(project: Path) -> None:
    edit(project, "mkdocs.yml", "{sitekit: {", '{sitekit: {search: {glossary: "100%0A::warning::x.md"}, ')
    (told,) = annotations(project, 1)
    assert told == "::error title=site::sitekit: search: glossary: there is no page 100%250A::warning::x.md"


def test_ten_are_shown_and_the_rest_is_counted(project: Path) -> None:
    edit(project, "docs/one.md", "글\n", "".join(f"[글](gone{number}.md)\n" for number in range(14)))
    found = annotations(project, 1)
    assert len(found) == 10
    assert found[-1] == "::error title=site::and 5 more, see the log of this step"


def test_elsewhere_no_command_is_printed(project: Path) -> None:
    edit(project, "docs/one.md", "글\n", "[글](two.md)\n")
    assert annotations(project, 1, GITHUB_ACTIONS="") == []
