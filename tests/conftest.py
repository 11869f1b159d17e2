from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from prekatex import default_packages, ensure
from prekatex.npm import SetupError

ROOT = Path(__file__).parents[1]

# What makes drift speak to GitHub, or write a report: a test that is about it sets it by itself, also where the tests run on GitHub.
for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "DRIFT_REPORT"):
    os.environ.pop(name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="write golden files anew; look at the change before you keep it"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Install what npm locks before workers begin: two at once would be in each other's way."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", default=None):
        return
    for lock in [default_packages(), *(path.parent for path in sorted((ROOT / "tests").glob("*/*/package-lock.json")))]:
        with contextlib.suppress(SetupError):  # the tests that need it say so
            ensure(lock)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI nothing may be skipped: a test that does not run there runs nowhere."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("skipped tests count as failures on CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
