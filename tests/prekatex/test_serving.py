"""An author's session with `mkdocs serve`: what is shown, and which process typesets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


def children(pid: int) -> set[int]:
    """Return the processes that a process has started and that run."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == pid and state != "Z":
            found.add(int(stat.parent.name))
    return found


def wait(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_rejected_formula_is_shown_until_it_is_mended_and_one_process_typesets_until_the_end(
    project: Project, end: signal.Signals
) -> None:
    project.write(index="# Home\n\n$\\foo$\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    log = project.root / "log"
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", host],
            cwd=project.root,
            stdout=file,
            stderr=file,
            # A shell that put the tests into the background had them ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as server,
    ):
        try:
            wait(lambda: f"Serving on http://{host}" in log.read_text(encoding="utf-8"))

            def page() -> str:
                return urllib.request.urlopen(f"http://{host}/deep/").read().decode()

            first = children(server.pid)
            assert len(first) == 1
            assert "KaTeX: Undefined control sequence: \\foo</span>" in page()
            told = log.read_text(encoding="utf-8")
            assert "prekatex: docs/index.md:3: KaTeX rejects a formula: Undefined control sequence: \\foo\n" in told
            assert "    → Check the spelling, or define the command" in told
            project.write(index="# Home\n\n$\\alpha$\n")
            wait(lambda: "α" in page())
            assert "prekatex-error" not in page()
            assert "KaTeX rejects" not in log.read_text(encoding="utf-8").removeprefix(told)
            assert children(server.pid) == first
            os.kill(server.pid, end)
            server.wait(timeout=30)
            wait(lambda: not any(map(is_running, first)))
        finally:
            server.kill()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
