"""Make a release of a package from its tag: `python .github/release.py crossent-v0.1.0`, with what `requirements/site.txt` holds.

It looks whether the tag, the version and the changelog agree, builds both archives, once, into dist/, and tries each in an
environment of its own. It uploads nothing. What is wrong it says in a line, and exits with 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[1]
TAG = re.compile(r"(?P<name>[a-z-]+)-v(?P<version>\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)")


class ReleaseError(Exception):
    """Something that a maintainer has to put right first; the message says what."""


@dataclass(frozen=True)
class Release:
    """A package in one version."""

    name: str
    version: str
    folder: Path


def read_tag(tag: str, root: Path = ROOT) -> Release:
    """Return what a tag releases.

    Raises:
        ReleaseError: It names no package, or the version or the changelog of the package says something else.
    """
    match = TAG.fullmatch(tag)
    folders = {project(path.parent)["name"]: path.parent for path in sorted(root.glob("src/*/pyproject.toml"))}
    released = {name: folder for name, folder in folders.items() if name in TRIALS}
    if not match or match["name"] not in released:
        known = ", ".join(f"{name}-v{project(folder)['version']}" for name, folder in released.items())
        raise ReleaseError(f'"{tag}" names no release; those of now would be {known}')
    release = Release(match["name"], match["version"], released[match["name"]])
    declared = project(release.folder)["version"]
    if declared != release.version:
        raise ReleaseError(
            f"{where(release, 'pyproject.toml', root)} has version {declared}, the tag {release.version}"
        )
    changelog = (release.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (.*)$", changelog, re.MULTILINE)
    if not newest or not re.fullmatch(rf"{re.escape(release.version)} \(\d{{4}}-\d\d-\d\d\)", newest[1]):
        found = f'"## {newest[1]}"' if newest else "no heading of a version"
        raise ReleaseError(
            f'{where(release, "CHANGELOG.md", root)} begins with {found}; write "## {release.version} (the date)"'
        )
    return release


def where(release: Release, name: str, root: Path) -> str:
    """Return the path of a file of the package, from the root."""
    return (release.folder / name).relative_to(root).as_posix()


def project(folder: Path) -> dict[str, str]:
    """Return the table `project` of a package."""
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def build(release: Release, target: Path) -> list[Path]:
    """Build the archive of the sources and the wheel; return them."""
    if target.exists() and any(target.iterdir()):
        raise ReleaseError(f"{target.name}/ is not empty: what lies there would be uploaded as well")
    must(run([sys.executable, "-m", "hatchling", "build", "--directory", str(target)], release.folder))
    stem = f"{release.name.replace('-', '_')}-{release.version}"
    archives = [target / f"{stem}.tar.gz", target / f"{stem}-py3-none-any.whl"]
    if sorted(target.iterdir()) != sorted(archives):
        raise ReleaseError(f"built were {', '.join(sorted(path.name for path in target.iterdir()))}")
    return archives


def try_out(release: Release, archive: Path) -> None:
    """Install an archive where nothing of this repository can be imported, and use it as its README says."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        environment, place = Path(folder, "environment"), Path(folder, "place")
        place.mkdir()
        venv.create(environment, with_pip=True)
        scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
        pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        must(run([*pip, str(archive)], place))
        readme = (release.folder / "README.md").read_text(encoding="utf-8")
        TRIALS[release.name](lambda command, *more: run([str(scripts / command), *more], place), readme, place)


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; what it says comes back."""
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run(command, cwd=folder, encoding="utf-8", check=False, **both)  # noqa: S603  # no shell; ours


def must(done: subprocess.CompletedProcess[str], said: str = "", code: int = 0) -> None:
    """Look at what a command did.

    Raises:
        ReleaseError: It ended in another way, or did not say this.
    """
    if done.returncode != code or said not in done.stdout:
        also = f" and {said!r}" if said else ""
        raise ReleaseError(f"{done.args}: exit {done.returncode} where {code}{also} was expected\n{done.stdout}")


def blocks(readme: str, language: str) -> list[str]:
    """Return the blocks of code of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)


def try_crossent(command: Command, readme: str, _: Path) -> None:
    """Look whether the example of the README prints what stands below it."""
    (code,), (output,) = blocks(readme, "python"), blocks(readme, "output")
    must(command("python", "-c", f"{code}\nprint('end', end='')"), output + "end")


def try_drift(command: Command, readme: str, place: Path) -> None:
    """Look whether the README passes, and does not when its output is another one."""
    (settings,) = blocks(readme, "toml")
    (place / "pyproject.toml").write_text(settings, encoding="utf-8")
    page = place / "docs/page.md"
    page.parent.mkdir()
    page.write_text(readme, encoding="utf-8")
    must(command("drift", "check"), "0 drifted")
    page.write_text(readme.replace("\n42\n", "\n41\n"), encoding="utf-8")
    must(command("drift", "check"), "docs/page.md:10: ", 1)


def try_prekatex(command: Command, _: str, place: Path) -> None:
    """Look whether a formula of a built page becomes HTML."""
    page = place / "index.html"
    page.write_text('<head></head><span class="arithmatex">\\(x^2\\)</span>', encoding="utf-8")
    must(command("python", "-m", "prekatex", "."), "prekatex: 1 of 1 pages typeset\n")
    if 'class="katex"' not in page.read_text(encoding="utf-8") or not list(place.glob("assets/katex/fonts/*.woff2")):
        raise ReleaseError("prekatex said that it had typeset the page, and had not")


TRIALS = {"crossent": try_crossent, "markdown-drift": try_drift, "prekatex": try_prekatex}


def main(tag: str) -> int:
    """Make the release; return 1 if something is wrong."""
    try:
        release = read_tag(tag)
        for archive in build(release, ROOT / "dist"):
            try_out(release, archive)
            print(f"{archive.name}: installed and used")
    except ReleaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]) if sys.argv[1:] else f"error: {__doc__}")
