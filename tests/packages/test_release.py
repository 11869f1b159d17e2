"""A release: what the tag, the version and the changelog have to agree on, and what comes of it."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASE = runpy.run_path(str(ROOT / ".github/release.py"))
Error = RELEASE["ReleaseError"]
VERSION = "0.1.0"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What a release looks at, with a day in each changelog."""
    for folder in ROOT.glob("src/*/"):
        if not (folder / "pyproject.toml").exists():
            continue
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(folder, tmp_path / "src" / folder.name, ignore=ignored)
        for changelog in tmp_path.glob(f"src/{folder.name}/CHANGELOG.md"):
            text = changelog.read_text(encoding="utf-8")
            changelog.write_text(re.sub(r"^(## \S+) \(.*\)$", r"\1 (2026-12-01)", text, count=1, flags=re.MULTILINE))
    return tmp_path


@pytest.mark.parametrize("name", RELEASE["TRIALS"])
def test_a_tag_names_a_package_and_its_version(root: Path, name: str) -> None:
    release = RELEASE["read_tag"](f"{name}-v{VERSION}", root)
    assert (release.name, release.version) == (name, VERSION)
    assert tomllib.loads((release.folder / "pyproject.toml").read_text())["project"]["name"] == name


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("crossent-v0.2.0", "src/crossent/pyproject.toml has version 0.1.0, the tag 0.2.0"),
        (
            "livepreview-v0.1.0",
            "names no release; those of now would be crossent-v0.1.0, markdown-drift-v0.1.0, prekatex-v0.1.0",
        ),
        ("drift-v0.1.0", "names no release"),
        ("crossent-0.1.0", "names no release"),
        ("crossent-v0.1.0; echo x", "names no release"),
    ],
)
def test_a_wrong_tag_is_told(root: Path, tag: str, message: str) -> None:
    with pytest.raises(Error, match=re.escape(message)):
        RELEASE["read_tag"](tag, root)


@pytest.mark.parametrize("heading", ["## 0.1.0 (아직 나오지 않음)", "## 0.0.9 (2026-12-01)", "이름만"])
def test_a_changelog_without_the_version_and_its_day_is_told(root: Path, heading: str) -> None:
    (root / "src/crossent/CHANGELOG.md").write_text(f"# 달라진 것\n\n{heading}\n", encoding="utf-8")
    with pytest.raises(Error, match=r'src/crossent/CHANGELOG.md begins with .*; write "## 0.1.0'):
        RELEASE["read_tag"]("crossent-v0.1.0", root)


def test_nothing_is_added_to_what_lies_in_dist(root: Path) -> None:
    (root / "dist").mkdir()
    (root / "dist/old.whl").touch()
    with pytest.raises(Error, match="dist/ is not empty"):
        RELEASE["build"](RELEASE["read_tag"]("crossent-v0.1.0", root), root / "dist")


@pytest.mark.whole  # builds
@pytest.mark.parametrize("name", RELEASE["TRIALS"])
def test_the_archive_of_the_sources_gives_the_same_wheel(root: Path, tmp_path: Path, name: str) -> None:
    sources, wheel = RELEASE["build"](RELEASE["read_tag"](f"{name}-v{VERSION}", root), tmp_path / "dist")
    with tarfile.open(sources) as archive:
        held = {member.partition("/")[2] for member in archive.getnames()}
    assert {"README.md", "CHANGELOG.md", "pyproject.toml"} <= held
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(tmp_path / "again"), str(sources)], check=True)
    both = [zipfile.ZipFile(path) for path in (wheel, tmp_path / "again" / wheel.name)]
    contents = [{name: archive.read(name) for name in archive.namelist()} for archive in both]
    assert contents[0] == contents[1]


def test_a_command_that_fails_or_says_something_else_ends_the_release(tmp_path: Path) -> None:
    run, must = RELEASE["run"], RELEASE["must"]
    done = run([sys.executable, "-c", "print('안녕')"], tmp_path)
    must(done, "안녕")
    with pytest.raises(Error, match="was expected\n안녕"):
        must(done, "반갑습니다")
    with pytest.raises(Error, match="exit 0 where 1"):
        must(done, code=1)
