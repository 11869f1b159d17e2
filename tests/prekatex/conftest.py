from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from mkdocs.config.defaults import MkDocsConfig

from prekatex import Engine, Package, default_packages, ensure

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def fresh_plugins() -> Iterator[None]:
    """MkDocs hands a plugin that has `on_startup` to every configuration of a process: here to the next test."""
    cache = vars(MkDocsConfig)["plugins"].plugin_cache
    cache.clear()
    yield
    for plugin in cache.values():  # as at the end of a server
        if hasattr(plugin, "on_shutdown"):
            plugin.on_shutdown()
    cache.clear()


@pytest.fixture(scope="session")
def packages() -> Path:
    """The directory with KaTeX, installed by the code under test if it is not there yet."""
    root = default_packages()
    ensure(root)
    return root


@pytest.fixture(scope="session")
def package(packages: Path) -> Package:
    return Package(packages)


@pytest.fixture
def engine(packages: Path) -> Iterator[Engine]:
    engine = Engine(packages)
    yield engine
    engine.close()


class Project:
    """A tiny MkDocs site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config: dict[str, object] = {
            "site_name": "Test",
            "site_url": "https://example.org/deep/",
            "theme": {"name": "material", "font": False},
            "plugins": ["search", "prekatex"],
            "markdown_extensions": ["tables", "admonition", {"pymdownx.arithmatex": {"generic": True}}],
        }

    def write(self, **pages: str) -> Path:
        for name, text in pages.items():
            file = self.root / "docs" / (name.replace("__", "/") + ".md")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        file = self.root / "mkdocs.yml"
        file.write_text(yaml.safe_dump(self.config, allow_unicode=True), encoding="utf-8")
        return file

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "mkdocs", "build", *options]

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options), cwd=self.root, capture_output=True, encoding="utf-8", check=False, timeout=120
        )

    def built(self, name: str) -> str:
        return (self.root / "site" / name).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, packages: Path) -> Iterator[Project]:
    yield Project(tmp_path)
    shutil.rmtree(tmp_path / "site", ignore_errors=True)
