"""The real site: a copy of it to break, a build of it to look at, and a browser to look with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import failures
import pytest
from building import build
from filelock import FileLock
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
BROWSERS = (
    "chromium-headless-shell",  # first: the same engine, with no window to draw around the page
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)


# A test that has one of these fixtures builds the site, opens it in a browser or executes its pages.
WHOLE = {"site", "copy", "scratch"}
# Of those the ones that go over all pages: half of the time. CI runs each half, and what needs no site, by itself.
PAGES = {"test_every_page.py", "test_exercises.py", "test_figures.py", "test_notebooks.py"}
# What takes longest goes first, so that no worker is left with it when the others have done everything else.
LONGEST = ("test_every_example_prints_its_recording", "test_a_build_elsewhere_gives_the_same_site_byte_by_byte")


@pytest.hookimpl(tryfirst=True)  # before pytest looks at the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by its fixtures what needs the whole site."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and WHOLE & set(getattr(item, "fixturenames", ())):
            item.add_marker("whole")
            if item.path.name in PAGES:
                item.add_marker("pages")
    # Each worker begins with a share of the list. The first one's begins with what needs the site and so builds it; the others have
    # to do something else until it is there.
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    first = [item for item in items if item.name in LONGEST]
    others = [
        [item for item in items if item.name not in LONGEST and is_whole(item) is whole] for whole in (False, True)
    ]
    items[:] = first + [item for at in range(workers) for some in others for item in share(some, at, workers)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what the browser shows where a test failed: its pages are still open."""
    report = yield
    if report.failed and (browser := getattr(item, "funcargs", {}).get("chromium")):
        failures.keep(browser, item.nodeid)
    return report


def is_whole(item: pytest.Item) -> bool:
    return item.get_closest_marker("whole") is not None


def share(items: list[pytest.Item], number: int, of: int) -> list[pytest.Item]:
    """Return one of several shares of a list, which together are the list."""
    return items[len(items) * number // of : len(items) * (number + 1) // of]


@dataclass
class Copy:
    """A copy of the project, whose commands run with its own `crossent`."""

    root: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(self.root / "src")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
            check=False,
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    for name in ("docs", "includes", "overrides", "src", "benchmarks"):  # a page reads what a benchmark has left
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in ("mkdocs.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return Copy(tmp_path)


REPOSITORY = "https://github.com/somebody/fork"


@pytest.fixture(scope="session")
def address(run: dict[str, str]) -> str:
    """The address at which the built site is served; the build has to know it, as a published one does."""
    return run["address"]


@pytest.fixture(scope="session")
def once(run: dict[str, str]) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make something once for all workers: the first one makes it, the others wait until it is there."""

    def once(name: str, make: Callable[[Path], None]) -> Path:
        path = Path(run["folder"]) / name
        made = path.with_name(f"{name}.made")
        with FileLock(f"{path}.lock"):
            if not made.exists():
                make(path)
                made.touch()
        return path

    return once


@pytest.fixture(scope="session")
def site_environment(address: str) -> dict[str, str]:
    """What a fork's build has in its environment, and a date that every file of the site bears."""
    return (
        os.environ
        | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": address, "SOURCE_DATE_EPOCH": "1000000000"}
        | {"REPO_URL": REPOSITORY, "EDIT_URI": f"{REPOSITORY}/edit/main/docs/"}
    )


@pytest.fixture(scope="session")
def site(site_environment: dict[str, str], once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The site as a fork publishes it: built strictly, its addresses from the environment, and served."""

    def make(target: Path) -> None:
        printed = target.with_name("printed")
        printed.mkdir()  # empty: everything is executed
        build(ROOT, target, site_environment, printed)

    return once("site", make)


@pytest.fixture(scope="session")
def printed(site: Path) -> Path:
    """What every page's examples printed when the site was built."""
    return site.with_name("printed")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium: the system's, else Playwright's own, which `playwright install chromium` fetches."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        if found is None and not Path(playwright.chromium.executable_path).exists():
            message = "no Chromium on this machine: install it, or run `playwright install chromium`"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        # Chromium's sandbox cannot be set up by root, as which containers run.
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=quiet + sandbox)
        failures.trace(browser)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser(site: Path, chromium: Browser) -> Browser:
    """The browser, for which the site is there."""
    return chromium
