"""The plugin in a small project of its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

CONFIG = """
site_name: Project
site_url: https://example.org/
plugins:
  - markdown-exec
  - drift
  - sitekit: {{playground: {options}}}
markdown_extensions:
  - pymdownx.superfences: {{preserve_tabs: true}}
  - drift
"""
PAGE = "# Title\n\n```python\nfrom small import two\nprint(two)\n```\n\n```output\n2\n```\n\n`INSTALL_COMMAND`\n"

PROJECT = """
project = {name = "small", version = "1.2", requires-python = ">=3.11"}
build-system = {requires = ["hatchling"], build-backend = "hatchling.build"}
tool.hatch.build.targets.wheel = {include = ["*.py"], sources = {"" = "small"}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "src" / "small"
    package.mkdir(parents=True)
    (package / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (package / "__init__.py").write_text('"""A package."""\n\ntwo = 2\n', encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.drift]\nexamples = "all"\n', encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
    return tmp_path


def config(project: Path, options: str = "{package: src/small}") -> MkDocsConfig:
    path = project / "mkdocs.yml"
    path.write_text(CONFIG.format(options=options), encoding="utf-8")
    return load_config(str(path), site_dir=str(project / "site"))


def test_the_site_serves_a_wheel_that_installs(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sitekit import playground as runnable

    monkeypatch.setattr(runnable, "MODULES", runnable.MODULES | {"small"})
    monkeypatch.setattr("sys.path", [str(project / "src"), *sys.path])
    build(config(project))
    html = (project / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count('class="playground-data"') == 1
    folder = project / "site" / "assets" / "playground"
    (wheel,) = (project / "site" / "packages").glob("*.whl")
    assert f"&quot;wheel&quot;: &quot;packages/{wheel.name}&quot;" in html
    assert wheel.name == "small-1.2-py3-none-any.whl"
    assert "<code>pip install -r https://example.org/packages/small.txt</code>" in html
    assert "pip install -r https://example.org/packages/small.txt&quot;" in html
    requirements = (project / "site" / "packages" / "small.txt").read_text(encoding="utf-8")
    assert requirements == f"small @ https://example.org/packages/{wheel.name}\n"
    assert {path.name for path in folder.iterdir()} >= {
        "playground.js",
        "worker.js",
        "tables.js",
        "driver.py",
        "compare.py",
        "child_raised.py",
    }
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "small/__init__.py" in names
    assert not [name for name in names if not name.startswith(("small/", "small-1.2.dist-info/"))]
    target = project / "target"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(command, check=True)
    assert (target / "small" / "__init__.py").is_file()


def test_the_same_package_gives_the_same_wheel(project: Path) -> None:
    wheels = []
    for _ in range(2):
        build(config(project))
        wheels.append(next((project / "site" / "packages").glob("*.whl")).read_bytes())
    assert wheels[0] == wheels[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{package: src/large}", "there is no pyproject.toml at src/large"),
        ("{pyodide: 'https://example.org/full', package: src/small}", 'its address ends with "/"'),
    ],
)
def test_wrong_options_are_named(project: Path, options: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Abort):
        build(config(project, options))
    assert message in caplog.text
