from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.config.defaults import MkDocsConfig

import drift.judge.compare
import drift.run.child_raised

if TYPE_CHECKING:
    from collections.abc import Iterator

ASSETS = Path(__file__).parents[2] / "src" / "sitekit" / "assets" / "playground"


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


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The driver as Pyodide has it: `compare` and `child_raised` lie beside it."""
    folder = tmp_path_factory.mktemp("driver")
    shutil.copy(ASSETS / "driver.py", folder)
    for beside in (drift.judge.compare, drift.run.child_raised):
        shutil.copy(str(beside.__file__), folder)
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("driver", folder / "driver.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(folder))
    for name in ("compare", "child_raised"):
        sys.modules.pop(name, None)
