"""Our plugins under ProperDocs, the maintained fork of MkDocs: where only it is installed, and where MkDocs is beside it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from environment import Environment

from prekatex import default_packages, ensure

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.whole  # installs a package
# What installs the project, and what `sitekit`, which is no package of its own, needs for link previews, the search and pages as Markdown.
MORE = ["hatchling", "editables", "pillow", "koreanize-matplotlib", "pylatexenc", "markdownify"]
# The fork brings no theme, and most themes bring MkDocs.
FILES = {
    "pyproject.toml": '[tool.drift]\nexamples = "all"\n',
    "properdocs.yml": """
site_name: Tiny
theme: {name: null, custom_dir: theme, language: ko}
plugins: [drift, prekatex, sitekit]
markdown_extensions:
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.superfences: {preserve_tabs: true}
  - drift
""",
    "theme/main.html": "<head>{{ page.meta.card.title }}</head><body>{{ page.content }}</body>\n",
    "docs/index.md": "# 제목\n\n읽는 시간: READING_TIME, 수식 $x^2$\n\n```python\nprint(6 * 7)\n```\n\n```output\n42\n```\n",
}


def declared(name: str) -> list[str]:
    """Return what a package in src/ asks for."""
    source = (ROOT / "src" / name / "pyproject.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(source)["project"]["dependencies"])


@pytest.fixture(scope="module", params=[[], ["mkdocs"]], ids=["alone", "beside MkDocs"])
def environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    ensure(default_packages())  # KaTeX, which may have to be fetched once
    packages = [*declared("drift"), *declared("prekatex"), *MORE, "properdocs", *request.param]
    found = Environment(tmp_path_factory.mktemp("properdocs"), packages)
    done = found.pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    assert done.returncode == 0, done.stdout
    has_mkdocs = found.run("python", "-c", "import mkdocs").returncode == 0
    assert has_mkdocs == bool(request.param)
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_site_is_checked_typeset_and_finished(environment: Environment, project: Path) -> None:
    done = environment.run("python", "-m", "properdocs", "build", "--strict", cwd=project)
    assert done.returncode == 0, done.stdout
    assert "drift: 1 example on 1 page executed, 0 drifted" in done.stdout
    page = (project / "site/index.html").read_text(encoding="utf-8")
    assert page.count('class="drift-example"') == page.count('class="drift-output"') == 1
    assert 'class="katex"' in page
    assert "READING_TIME" not in page
    assert "<head>Tiny" in page  # what `sitekit` hands the template
    assert '<pre style="--lines:1">' in page
    assert (project / "site/assets/social/index.png").is_file()


def test_what_drifted_ends_the_build(environment: Environment, project: Path) -> None:
    page = project / "docs/index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("42", "41"), encoding="utf-8")
    done = environment.run("python", "-m", "properdocs", "build", cwd=project)
    assert done.returncode == 1
    assert "docs/index.md:9: the output differs from what is recorded" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_formula_that_katex_rejects_ends_the_build(environment: Environment, project: Path) -> None:
    page = project / "docs/index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("x^2", r"\nope"), encoding="utf-8")
    done = environment.run("python", "-m", "properdocs", "build", cwd=project)
    assert done.returncode == 1
    assert "docs/index.md:3: KaTeX rejects" in done.stdout
    assert "Traceback" not in done.stdout
