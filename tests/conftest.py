from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="write golden files anew; look at the change before you keep it"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI nothing may be skipped: a test that does not run there runs nowhere."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("skipped tests count as failures on CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
