"""From a save to the new page: `mkdocs serve` with livepreview, without it, Material without our plugins, and Zensical.

Each serves a copy of this project of its own. In each round every one of them gets the same edit, one after the other, and the
time until what it serves shows it is taken. Medians are printed, with the smallest and the largest, and ratios to the first.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
SLOW, ENOUGH = 2.0, 5  # who takes more seconds than this is tried no more often than that, and who never shows it, once
OURS = ("livepreview", "drift", "prekatex", "sitekit", "markdown-exec")


class Server:
    """One that serves a copy of the project."""

    def __init__(self, name: str, root: Path, command: list[str], port: int, log: Path) -> None:
        self.name, self.root, self._port = name, root, port
        environment = os.environ | {"PYTHONPATH": str(root / "src")}  # of each copy its own packages are run
        with log.open("w") as output:
            self._process = subprocess.Popen(
                command, cwd=root, stdout=output, stderr=subprocess.STDOUT, env=environment
            )

    def get(self, path: str) -> str:
        """Return what is served at an address; `404` where there is nothing."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{path}", timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            return ""

    def wait(self, path: str, shown: str) -> float:
        """Return the seconds until something is shown."""
        start = time.perf_counter()
        while shown not in self.get(path):
            if time.perf_counter() - start > PATIENCE or self._process.poll() is not None:
                return math.nan
            time.sleep(0.005)
        return time.perf_counter() - start

    def megabytes(self) -> float:
        """Return the memory that the process holds, where the system tells."""
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
            return int(re.findall(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)[0]) / 1024
        return math.nan

    def end(self) -> None:
        """Stop serving."""
        self._process.terminate()
        self._process.wait()


def replaced(path: Path, pattern: str, new: str) -> None:
    """Replace the first place that a pattern fits."""
    text = path.read_text(encoding="utf-8")
    changed, number = re.subn(pattern, lambda _: new, text, count=1, flags=re.MULTILINE)
    assert number == 1, (path, pattern)
    path.write_text(changed, encoding="utf-8")


# Each edit takes the folder and a number, and returns where to look and what has to be there.
def prose(root: Path, n: int) -> tuple[str, str]:
    """Change a word."""
    replaced(root / "docs/entropy.md", r"^(?:표지\d+ )?엔트로피는", f"표지{n} 엔트로피는")
    return "entropy/", f"표지{n} "


def _example(page: str, root: Path, n: int) -> tuple[str, str]:
    replaced(
        root / f"docs/{page}.md",
        r"^(?:marker = \d+\n)?from crossent import ",
        f"marker = {n}\nfrom crossent import ",
    )
    return f"{page}/", f'">{n}</span>'


def example(root: Path, n: int) -> tuple[str, str]:
    """Change an example on a page with thirteen, one of which draws."""
    return _example("maximum-likelihood", root, n)


def drawing_page(root: Path, n: int) -> tuple[str, str]:
    """Change an example on a page with sixteen, three of which draw."""
    return _example("entropy", root, n)


def style(root: Path, n: int) -> tuple[str, str]:
    """Change a style sheet."""
    (root / "docs/assets/stylesheets/extra.css").open("a").write(f"\n/* {n} */\n")
    return "assets/stylesheets/extra.css", f"/* {n} */"


def docstring(root: Path, n: int) -> tuple[str, str]:
    """Change the docstring of a function of the package."""
    replaced(root / "src/crossent/losses.py", r'^    r"""(?:표지\d+ )?(?=결과가)', f'    r"""표지{n} ')
    return "reference/losses/", f"표지{n} "


def function(root: Path, n: int) -> tuple[str, str]:
    """Change a function of the package."""
    path = root / "src/crossent/losses.py"
    text = re.sub(r"\n    unused = \d+\n", "\n", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    replaced(path, r"^    return ", f"    unused = {n}\n    return ")
    return "reference/losses/", f'">{n}</span>'


def title(root: Path, n: int) -> tuple[str, str]:
    """Change a title of the navigation."""
    replaced(root / "mkdocs.yml", r"^  - 처음(?:\d+)?: ", f"  - 처음{n}: ")
    return "entropy/", f"처음{n}"


def new_page(root: Path, n: int) -> tuple[str, str]:
    """Add a page."""
    (root / f"docs/new-{n}.md").write_text(
        f"---\ndescription: 새 글\n---\n\n# 새 글 {n} {{ #new }}\n", encoding="utf-8"
    )
    return f"new-{n}/", f"새 글 {n}"


def renamed_page(root: Path, n: int) -> tuple[str, str]:
    """Rename it."""
    (root / f"docs/new-{n}.md").rename(root / f"docs/renamed-{n}.md")
    return f"renamed-{n}/", f"새 글 {n}"


def deleted_page(root: Path, n: int) -> tuple[str, str]:
    """Delete it."""
    (root / f"docs/renamed-{n}.md").unlink()
    return f"renamed-{n}/", "404"


EDITS: list[Callable[[Path, int], tuple[str, str]]] = [
    *[prose, example, drawing_page, style, docstring, function, title, new_page, renamed_page, deleted_page]
]


def settings(text: str, without: tuple[str, ...]) -> str:
    """Return mkdocs.yml without some plugins, and extensions of the same names."""
    kept, skipped = [], ""
    for line in text.splitlines():
        entry = re.match(r"^( +)- ([\w-]+):?$", line)
        if entry and entry[2] in without:
            skipped = entry[1]
        elif not (skipped and line.startswith(f"{skipped} ")):
            skipped = ""
            kept.append(line)
    return "\n".join(kept) + "\n"


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def serving(names: list[str], folder: Path) -> Iterator[list[Server]]:
    """Start the servers, and end them."""
    servers = []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    try:
        for name in names:
            root = folder / name
            for file in filter(None, listed.stdout.decode().split("\0")):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / file, root / file)
            without = {"stock": ("livepreview",), "material": OURS}.get(name, ())
            path = root / "mkdocs.yml"
            path.write_text(settings(path.read_text(encoding="utf-8"), without), encoding="utf-8")
            port = free_port()
            command = {"zensical": ["zensical", "serve"]}.get(
                name, [sys.executable, "-m", "mkdocs", "serve", "--livereload"]
            )
            server = Server(name, root, [*command, "--dev-addr", f"127.0.0.1:{port}"], port, folder / f"{name}.log")
            servers.append(server)
            print(f"{name}: the first page after {server.wait('entropy/', '엔트로피'):.1f} s", flush=True)
        yield servers
    finally:
        for server in servers:
            server.end()


def table(servers: list[Server], rounds: int, edits: list[str]) -> None:
    """Make edits with all servers, the slow ones not as often, and print the medians."""
    print("| edit |" + "".join(f" {server.name} |" for server in servers))
    pages: dict[str, int] = {}
    for edit in (edit for edit in EDITS if not edits or edit.__name__ in edits):
        times: dict[str, list[float]] = {server.name: [] for server in servers}
        for n in range(rounds):
            for server in servers:
                before = times[server.name]
                if math.nan in before or (len(before) >= ENOUGH and statistics.median(before) > SLOW):
                    continue
                if edit in {renamed_page, deleted_page} and n >= pages[server.name]:
                    continue
                where, shown = edit(server.root, 7001 + n)
                before.append(server.wait(where, shown))
                time.sleep(0.3)  # the next save is not part of this one
        if edit is new_page:
            pages = {name: len(found) for name, found in times.items()}
        ours = statistics.median(times[servers[0].name])
        cells = []
        for found in times.values():
            median = statistics.median(found)
            cells.append(
                f" {median:.2f} ({min(found):.2f}-{max(found):.2f}, {len(found)} times), {median / ours:.1f} x |"
            )
        print(f"| {edit.__name__} |" + "".join(cells), flush=True)


def memory(server: Server, saves: int) -> None:
    """Print the memory over many saves."""
    curve = [server.megabytes()]
    for n in range(saves):
        edit = (prose, example, docstring, style)[n % 4]
        server.wait(*edit(server.root, 5000 + n))
        if n % (saves // 10) == saves // 10 - 1:
            curve.append(server.megabytes())
    print(f"memory of {server.name} over {saves} saves, MB:", *(f"{value:.0f}" for value in curve), flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--saves", type=int, default=200, help="over which memory is followed; 0: not")
    parser.add_argument("--servers", nargs="+", default=["livepreview", "stock", "material", "zensical"])
    parser.add_argument("--edits", nargs="+", default=[], help="their names; all, if left out")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no server is left
    with tempfile.TemporaryDirectory() as folder, serving(options.servers, Path(folder)) as servers:
        if options.rounds:
            table(servers, options.rounds, options.edits)
        for server in servers:
            if options.saves and server.name != "zensical":
                memory(server, options.saves if server.name == "livepreview" else 20)


if __name__ == "__main__":
    main()
