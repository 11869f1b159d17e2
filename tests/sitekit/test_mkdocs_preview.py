"""Pages that a live preview does not render again, in a small project of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hatchling.builders.wheel import WheelBuilder
from mkdocs.config import load_config
from reusing import Reuse, contents

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

CONFIG = """
site_name: Project
site_url: https://example.org/
theme: {name: mkdocs, custom_dir: theme}
nav:
  - 처음: index.md
  - 길:
      - 하나: one.md
      - 둘: two.md
plugins:
  - markdown-exec
  - drift
  - sitekit:
      playground: {package: src/small}
      pages: {description: true, lessons: [길]}
markdown_extensions:
  - pymdownx.superfences: {preserve_tabs: true}
  - drift
"""
PROJECT = """
project = {name = "small", version = "1.2", requires-python = ">=3.11"}
build-system = {requires = ["hatchling"], build-backend = "hatchling.build"}
tool.hatch.build.targets.wheel = {include = ["*.py"], sources = {"" = "small"}}
"""
EXAMPLE = "\n```python\nprint(2)\n```\n\n```output\n2\n```\n"
FILES = {
    "docs/index.md": "# 처음\n\n모두: READING_TIME_OF(*), `INSTALL_COMMAND`\n",
    "docs/one.md": f"# 하나\n\n시간: READING_TIME\n{EXAMPLE}",
    "docs/two.md": "# 둘\n\n시간: READING_TIME\n",
    "src/small/pyproject.toml": PROJECT,
    "src/small/__init__.py": "two = 2\n",
    "pyproject.toml": '[tool.drift]\nexamples = "all"\n',
    "theme/main.html": '{% extends "base.html" %}{% block extrahead %}{{ page.meta.card.image }}{% endblock %}',
    "mkdocs.yml": CONFIG,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def config(project: Path) -> MkDocsConfig:
    return load_config(str(project / "mkdocs.yml"), site_dir=str(project / "site"))


@pytest.fixture
def reuse(project: Path, monkeypatch: pytest.MonkeyPatch) -> Reuse:
    found = Reuse(monkeypatch)
    first = config(project)
    first.plugins.on_startup(command="serve", dirty=False)
    found.build(first)
    return found


def changed(reuse: Reuse, project: Path) -> set[tuple[str, str]]:
    """Build again; return the pages, and the stages, whose state is another now."""
    before = dict(reuse.states)
    reuse.build(config(project))
    return {key for key, state in reuse.states.items() if state != before.get(key)}


def test_a_page_that_is_used_again_leaves_what_rendering_it_left(
    project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reuse = Reuse(monkeypatch)
    loaded = config(project)
    loaded.plugins.on_startup(command="serve", dirty=False)
    found = []
    for again in (False, True):
        caplog.clear()
        reuse.build(loaded, again=again)
        site = contents(project / "site")
        told = [record.getMessage() for record in caplog.records if record.name == "mkdocs.plugins.sitekit"]
        found.append(({name: text for name, text in site.items() if not name.startswith("sitemap")}, told))
        loaded = config(project)
    assert {"assets/social/index.png", "assets/social/one.png", "packages/small.txt"} <= found[0][0].keys()
    assert len(found[0][1]) > 2
    assert found[0] == found[1]
    assert reuse.kept_alive() == []


def test_nothing_that_changed_is_no_other_state(reuse: Reuse, project: Path) -> None:
    assert changed(reuse, project) == set()


def test_a_page_that_takes_longer_is_another_state_of_the_page_with_the_sum_alone(reuse: Reuse, project: Path) -> None:
    with (project / "docs/two.md").open("a", encoding="utf-8") as file:
        file.write("가나다 라마\n" * 500)
    assert changed(reuse, project) == {("index.md", "content")}


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        ("docs/two.md", "시간: READING_TIME", "시간: READING_TIME 가", set()),
        ("docs/two.md", "# 둘", "# 둘\n", set()),
        ("src/small/pyproject.toml", "1.2", "1.3", {(page, "content") for page in ("index.md", "one.md", "two.md")}),
        ("src/small/__init__.py", "2", "3", set()),
        ("pyproject.toml", '"all"', '"marked"', {("one.md", "content")}),
        ("mkdocs.yml", "둘: two", "셋: two", {("two.md", "page")}),
    ],
)
def test_what_a_page_is_a_function_of_is_its_state(
    reuse: Reuse, project: Path, file: str, old: str, new: str, wanted: set[tuple[str, str]]
) -> None:
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new), encoding="utf-8")
    assert changed(reuse, project) == wanted


def test_the_wheel_is_built_again_when_the_package_has_changed_and_only_then(
    reuse: Reuse, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []

    class Noted(WheelBuilder):
        def build(self, **options: Any) -> Any:
            built.append(self.root)
            return super().build(**options)

    monkeypatch.setattr("sitekit.wheel.WheelBuilder", Noted)
    (wheel,) = (project / "site/packages").glob("*.whl")
    first = wheel.read_bytes()
    reuse.build(config(project))
    assert built == []
    assert wheel.read_bytes() == first
    (project / "src/small/__init__.py").write_text("three = 3\n", encoding="utf-8")
    reuse.build(config(project))
    assert len(built) == 1
    assert wheel.read_bytes() != first


def test_an_example_with_snippets_depends_on_their_files(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = '# 하나\n\n시간: READING_TIME\n\n```python\n--8<-- "part.py"\n```\n\n```output\n2\n```\n'
    (project / "docs/one.md").write_text(page, encoding="utf-8")
    (project / "part.py").write_text("print(2)\n", encoding="utf-8")
    (project / "mkdocs.yml").write_text(CONFIG + "  - pymdownx.snippets\n", encoding="utf-8")
    monkeypatch.chdir(project)
    reuse = Reuse(monkeypatch)
    loaded = config(project)
    loaded.plugins.on_startup(command="serve", dirty=False)
    reuse.build(loaded)
    assert changed(reuse, project) == set()
    (project / "part.py").unlink()  # no example any more: nothing to run in a browser
    assert changed(reuse, project) == {("one.md", "content")}
