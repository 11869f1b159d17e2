"""Each package that has a pyproject.toml of its own installs alone, into an environment with nothing but what it asks for."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.metadata import PathDistribution
from itertools import chain
from pathlib import Path

import pytest
from environment import Environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.whole  # builds and installs
NAMES = sorted(path.parent.name for path in ROOT.glob("src/*/pyproject.toml"))
NOT_SHIPPED = {"pyproject.toml", "README.md", "CHANGELOG.md"}
RELEASE = runpy.run_path(str(ROOT / ".github/release.py"))


@dataclass
class Installed:
    source: Path
    wheel: Path
    environment: Environment


def project(folder: Path) -> dict:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


RELEASED = [name for name in NAMES if project(ROOT / "src" / name)["name"] in RELEASE["TRIALS"]]


@pytest.fixture(scope="module", params=NAMES)
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """What `pip install ./src/NAME` builds, installed where nothing of this repository can be imported."""
    source, target = ROOT / "src" / request.param, tmp_path_factory.mktemp(request.param)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(target), str(source)], check=True)
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        metadata = PathDistribution(zipfile.Path(archive, f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/"))
        environment = Environment(target / "environment", metadata.requires or ())
    done = environment.pip("install", str(wheel))
    assert done.returncode == 0, done.stdout
    return Installed(source, wheel, environment)


def test_the_wheel_holds_the_package_and_nothing_else(installed: Installed) -> None:
    name = installed.source.name
    files = {path.relative_to(installed.source) for path in installed.source.rglob("*") if path.is_file()}
    wanted = {f"{name}/{path.as_posix()}" for path in files if path.suffix != ".pyc" and str(path) not in NOT_SHIPPED}
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {path for path in archive.namelist() if ".dist-info/" not in path}
    assert held == wanted


def test_everything_it_asks_for_is_there_and_nothing_of_its_neighbours(installed: Installed) -> None:
    done = installed.environment.pip("check")
    assert done.returncode == 0, done.stdout
    packages = [path.parent.name for path in ROOT.glob("src/*/__init__.py")]
    code = f"from importlib.util import find_spec; print([name for name in {packages} if find_spec(name)])"
    assert installed.environment.run("python", "-c", code).stdout == f"['{installed.source.name}']\n"


@pytest.mark.parametrize("installed", RELEASED, indirect=True, scope="module")
def test_it_does_what_a_release_is_tried_with(installed: Installed, tmp_path: Path) -> None:
    trial = RELEASE["TRIALS"][project(installed.source)["name"]]
    readme = (installed.source / "README.md").read_text(encoding="utf-8")
    trial(lambda command, *more: installed.environment.run(command, *more, cwd=tmp_path), readme, tmp_path)


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_livepreview_serves_a_site_of_others(engine: str, tmp_path: Path) -> None:
    declared = project(ROOT / "src/livepreview")
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*wheel, "--wheel-dir", str(tmp_path), str(ROOT / "src/livepreview")], check=True)
    environment = Environment(tmp_path / "environment", [*declared["dependencies"], engine])
    done = environment.pip("install", *map(str, tmp_path.glob("*.whl")))
    assert done.returncode == 0, done.stdout
    site = tmp_path / "site"
    (site / "docs").mkdir(parents=True)
    (site / "mkdocs.yml").write_text(
        "site_name: Tiny\ntheme: {name: null, custom_dir: theme}\nplugins: [livepreview]\n"
    )
    (site / "theme").mkdir()
    (site / "theme/main.html").write_text("<body>{{ page.content }}</body>")
    pages = [site / "docs/index.md", site / "docs/other.md"]
    for page in pages:
        page.write_text("# Before\n")
    with subprocess.Popen(
        [environment.scripts / "python", ROOT / "tests/livepreview/engine.py", "served", f"{engine}.__main__"],
        cwd=site,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin
        assert server.stdout
        assert server.stderr
        for name in ("first", "second"):
            server.stdin.write(f"{tmp_path / name}\n")
            server.stdin.flush()
            assert server.stdout.readline() == '"ok"\n'
            pages[1].write_text("# After\n")
        server.stdin.close()
        said = server.stderr.read()
    assert "(1 page rendered)" in said
    assert "After" in (tmp_path / "second/other/index.html").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_the_locks_hold_what_it_asks_for(name: str) -> None:
    declared = project(ROOT / "src" / name)
    locked = re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements/site.txt").read_text(encoding="utf-8"), re.MULTILINE)
    extras = declared.get("optional-dependencies", {})
    for requirement in map(Requirement, chain(declared["dependencies"], *extras.values())):
        versions = [version for package, version in locked if package == canonicalize_name(requirement.name)]
        assert versions
        assert all(version in requirement.specifier for version in versions)


@pytest.mark.parametrize("name", NAMES)
def test_the_site_declares_the_same_commands_and_plugins(name: str) -> None:
    declared, site = project(ROOT / "src" / name), project(ROOT)
    assert declared.get("scripts", {}).items() <= site["scripts"].items()
    for group, points in declared.get("entry-points", {}).items():
        assert points.items() <= site["entry-points"][group].items()
