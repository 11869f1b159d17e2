"""Builds the site in the working directory whenever it is told to, each time as its argument says; one line in, one line out.

`served`: as `mkdocs serve` does at each save, in this one process, told which files have changed. `fresh`: the first build of `mkdocs serve`, in a process of its own.
Each line is a folder's name, into which the site is copied; the answer is `ok`, or what went wrong. More arguments are modules,
imported first.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import jinja2

for name in sys.argv[2:]:  # before MkDocs: ProperDocs takes its name
    importlib.import_module(name)

from mkdocs.commands.build import build  # noqa: E402
from mkdocs.config import load_config  # noqa: E402
from mkdocs.livereload import LiveReloadServer  # noqa: E402

URL = "http://127.0.0.1:8000/"


def load(site: str) -> Any:
    return load_config("mkdocs.yml", site_dir=site)


def start(site: str) -> LiveReloadServer:
    """Do what `mkdocs serve` does until it serves."""
    config = load(site)
    config.plugins.on_startup(command="serve", dirty=False)
    config.site_url = URL

    def builder(config: Any = None) -> None:
        if config is None:
            config = load(site)
            config.site_url = URL
        build(config, serve_url=URL)

    server = LiveReloadServer(builder, "127.0.0.1", 8000, site)
    builder(config)
    return config.plugins.on_serve(server, config=config, builder=builder)


def keep_templates(folder: str) -> None:
    """Have processes share what Jinja makes of a template's text: half of a small site's build is that."""
    import livepreview.docstrings
    import livepreview.mkdocs

    def shared(owner: str) -> jinja2.BytecodeCache:
        return jinja2.FileSystemBytecodeCache(folder, f"{owner}-%s")

    livepreview.mkdocs.Compiled = livepreview.docstrings.Compiled = shared


def fresh(target: str) -> str:
    """Build in a process that has built nothing before."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            with tempfile.TemporaryDirectory() as site:
                config = load(site)
                config.plugins.on_startup(command="serve", dirty=False)
                config.site_url = URL
                try:
                    build(config, serve_url=URL)
                    copy(site, target)
                finally:
                    config.plugins.on_shutdown()
            answer = "ok"
        except BaseException as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(writing, answer.encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        answer = answers.read().decode()
    os.waitpid(child, 0)
    return answer


def stamps() -> dict[str, tuple[int, ...]]:
    """Return what tells whether a file in the folder has changed."""
    found = {}
    for path in Path.cwd().rglob("*"):
        if path.is_file():
            status = path.stat()
            found[str(path)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def copy(site: str, target: str) -> None:
    shutil.copytree(site, target, ignore=lambda *_: {".livepreview"})


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    server, known = None, stamps()
    with tempfile.TemporaryDirectory() as site, tempfile.TemporaryDirectory() as templates:
        if sys.argv[1] == "fresh":
            keep_templates(templates)
        for line in sys.stdin:
            target = line.strip()
            try:
                if sys.argv[1] == "fresh":
                    answer = fresh(target)
                else:
                    if server is None:
                        server = start(site)
                    else:
                        now = stamps()
                        told = {path for path in known.keys() | now.keys() if known.get(path) != now.get(path)}
                        server.observer._changed(told)  # as livepreview's own watcher does
                        server.builder()
                    known = stamps()
                    copy(server.root, target)
                    answer = "ok"
            except BaseException:
                answer = traceback.format_exc()
            print(json.dumps(answer), file=answers, flush=True)


main()
