"""What the examples print: the build of the site writes it down, for the tests that change recordings.

`python printed.py FOLDER …` is `mkdocs …`, and leaves in the folder what each page's examples printed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.__main__ import cli

from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.show import mkdocs as plugin

if TYPE_CHECKING:
    from drift.judge.verdict import Report


class Printed(Memo):
    """Keeps what a page printed, whatever becomes of its recordings, which no example sees; moved lines don't matter here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder  # of all workers: what one has executed no other executes again

    def _file(self, name: str) -> Path:
        return self._folder / f"{name.replace('/', '-')}.json"

    def get(self, name: str, state: object, examples: list[dict[str, Any]]) -> dict[str, Any] | None:
        file = self._file(name)
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None

    def put(self, name: str, state: object, examples: list[dict[str, Any]], answer: dict[str, Any]) -> None:
        file = self._file(name)
        written = file.with_suffix(f".{os.getpid()}")
        written.write_text(json.dumps(answer), encoding="utf-8")
        written.replace(file)  # whole, whoever reads it meanwhile


def build(folder: Path, arguments: list[str]) -> None:
    """Run `mkdocs`, whose build has no memo, with one; it is empty, so that everything is executed."""
    assert not list(folder.glob("*.json"))

    def keeping(paths: Any, settings: Any, _: None, **options: Any) -> Report:
        return check_pages(paths, settings, Printed(folder), **options)

    plugin.check_pages = keeping
    cli(arguments)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2:])
