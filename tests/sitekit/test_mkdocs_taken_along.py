"""What readers can take along is written by a build, for a site that has an address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
site_name: 사이트
site_description: 무엇을 배우는 사이트
theme: {name: null, custom_dir: theme}
plugins: [sitekit]
nav:
  - index.md
  - 부분 [1]: [a/b.md, {더 안쪽: [a/c.md]}]
  - 끝: [d.md]
"""
ADDRESS = "site_url: https://example.org/x/\n"
FILES = {
    "theme/main.html": "[{{ page.meta.markdown }}]",
    "docs/index.md": "# 처음\n\n[둘째](a/b.md)\n",
    "docs/a/b.md": "---\ndescription: 둘째 글\n---\n\n# 둘째\n",
    "docs/a/c.md": "# f[x]\n",
    "docs/d.md": "# 넷째\n",
}


def built(folder: Path, settings: str, *, command: Literal["build", "serve"] = "build") -> dict[str, str]:
    """Return the files of the site that are text."""
    for name, text in (FILES | {"mkdocs.yml": settings}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command=command, dirty=False)
    build(config)
    site = folder / "site"
    texts = [path for path in site.rglob("*") if path.suffix in {".html", ".md", ".txt", ".ipynb"}]
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in texts}


def test_a_page_lies_beside_itself_as_markdown(tmp_path: Path) -> None:
    site = built(tmp_path, SETTINGS + ADDRESS)
    assert site["index.md"] == "# 처음\n\n<https://example.org/x/>\n\n[둘째](https://example.org/x/a/b/)\n"
    assert site["a/b.md"] == "# 둘째\n\n<https://example.org/x/a/b/>\n"
    assert site["index.html"] == "[https://example.org/x/index.md]"
    assert site["a/b/index.html"] == "[https://example.org/x/a/b.md]"


@pytest.mark.parametrize(("settings", "command"), [(SETTINGS, "build"), (SETTINGS + ADDRESS, "serve")])
def test_without_an_address_and_while_serving_nothing_is_written_and_no_page_leads_there(
    settings: str, command: Literal["build", "serve"], tmp_path: Path
) -> None:
    site = built(tmp_path, settings, command=command)
    assert site == dict.fromkeys(["index.html", "a/b/index.html", "a/c/index.html", "d/index.html"], "[]")


LLMS = """\
# 사이트

> 무엇을 배우는 사이트

## 처음

- [처음](https://example.org/x/index.md)

## 부분 [1]

- [둘째](https://example.org/x/a/b.md): 둘째 글
- [f\\[x\\]](https://example.org/x/a/c.md)

## 끝

- [넷째](https://example.org/x/d.md)
"""


def test_llms_txt_lists_the_pages_as_the_navigation_does(tmp_path: Path) -> None:
    assert built(tmp_path, SETTINGS + ADDRESS)["llms.txt"] == LLMS


PACKAGE = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "tiny"
version = "1.0"
"""


def lesson(folder: Path, code: str) -> dict[str, str]:
    """Build a site whose only lesson has an example."""
    (folder / "tiny" / "tiny").mkdir(parents=True)
    (folder / "tiny" / "tiny" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "tiny" / "pyproject.toml").write_text(PACKAGE, encoding="utf-8")
    (folder / "docs").mkdir()
    source = f"# 레슨\n\n```python\n{code}\n```\n\n```output\n42\n```\n"
    (folder / "docs" / "lesson.md").write_text(source, encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.drift]\nexamples = "all"\n', encoding="utf-8")
    settings = f"""
site_name: 사이트
{ADDRESS}
theme: {{name: null, custom_dir: theme}}
nav: [{{처음: index.md}}, {{배우기: [lesson.md]}}]
plugins:
  - drift
  - sitekit:
      pages: {{lessons: [배우기]}}
      playground: {{package: tiny}}
markdown_extensions:
  - tables
  - pymdownx.superfences: {{preserve_tabs: true}}
  - drift
"""
    return built(folder, settings)


def test_a_lesson_without_words_is_a_notebook_too(tmp_path: Path) -> None:
    cells = json.loads(lesson(tmp_path, "print(42)")["lesson.ipynb"])["cells"]
    assert [cell["id"] for cell in cells] == ["title", "install", "example-0"]
    assert "".join(cells[1]["source"]).endswith("%pip install --quiet -r https://example.org/x/packages/tiny.txt")


def test_what_a_notebook_cannot_install_ends_the_build_with_its_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        lesson(tmp_path, "import yaml\nprint(42)")
    assert 'sitekit: docs/lesson.md:3: an example of a lesson imports "yaml"' in caplog.text
    assert "→ write what pip calls it" in caplog.text
