from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from serving import served

from prekatex import default_packages, ensure
from prekatex.npm import SetupError

ROOT = Path(__file__).parents[1]

# What makes drift speak to GitHub, or write a report: a test that is about it sets it by itself, also where the tests run on GitHub.
for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "DRIFT_REPORT", "DRIFT_KEEP_GOING"):
    os.environ.pop(name, None)

# However slow the machine is: a red test is the change's fault.
settings.register_profile("full", settings(), deadline=None)
settings.register_profile("quick", settings(), deadline=None, max_examples=15)
settings.load_profile("full")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="write golden files anew; look at the change before you keep it"
    )


RUN = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Set up what all workers share."""
    if hasattr(config, "workerinput"):
        config.stash[RUN] = config.workerinput["run"]
        return
    # It is served by the process that ends last.
    shared = contextlib.ExitStack()
    config.add_cleanup(shared.close)
    folder = Path(shared.enter_context(tempfile.TemporaryDirectory(prefix="tests-")))
    config.stash[RUN] = {"folder": str(folder), "address": shared.enter_context(served(folder / "site"))}
    if not config.getoption("numprocesses", default=None):
        return
    # What npm locks is installed before workers begin: two at once would be in each other's way.
    locks = [default_packages(), default_packages(ROOT / "src/sitekit")]
    for lock in [*locks, *(path.parent for path in sorted((ROOT / "tests").glob("*/*/package-lock.json")))]:
        with contextlib.suppress(SetupError):  # the tests that need it say so
            ensure(lock)


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run"] = node.config.stash[RUN]


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> dict[str, str]:
    """What all workers of this run share: a folder, and the address at which its `site` is served."""
    return pytestconfig.stash[RUN]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI nothing may be skipped: a test that does not run there runs nowhere."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("skipped tests count as failures on CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
