"""A real `mkdocs serve` on the small site, and what a reader of its pages gets."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 60.0  # seconds after which something does not happen any more: a machine may be busy


class Served:
    """A server that runs in the folder of a site."""

    def __init__(self, root: Path, process: subprocess.Popen[str], log: Path, port: int) -> None:
        self.root, self.process, self.log, self._port = root, process, log, port

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def builds(self) -> int:
        """How many times the site has been built."""
        return self.said().count("Documentation built in")

    def get(self, path: str) -> str:
        """What a browser gets at an address: of an error, its page."""
        with contextlib.suppress(urllib.error.HTTPError):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{path}", timeout=PATIENCE) as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError as error:
                return error.read().decode()
        return ""

    def box(self, path: str) -> str:
        """What the box on a page says, in plain text."""
        found = re.search(r'<div class="livepreview[" ].*?</div>', self.get(path), re.DOTALL)
        return unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""

    def wait(self, seen: Callable[[], bool]) -> None:
        """Wait until something is to be seen."""
        end = time.monotonic() + PATIENCE
        while not seen():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def wait_for(self, text: str, path: str) -> None:
        """Wait until a page, or a file, has a text."""
        self.wait(lambda: text in self.get(path))

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def serve(root: Path, *, engine: str = "mkdocs", ready: bool = True) -> Iterator[Served]:
    """Serve the site of a folder, with a folder of its own for what is temporary beside it."""
    port, log, temporary = _free_port(), root.parent / "serve.log", root.parent / "temporary"
    temporary.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", engine, "serve", "--config-file", "mkdocs.yml", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=root,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A shell that put the tests into the background had them ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    served = Served(root, process, log, port)
    try:
        if ready:
            served.wait(lambda: "Serving on" in served.said())
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)
