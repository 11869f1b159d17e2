"""What the examples print: the build of the site writes it down, for tests that need it again.

`python printed.py FOLDER …` is `mkdocs …`; it leaves in the folder what each page's examples printed, and does not run those of a page
that is there.
"""

from __future__ import annotations

import json
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
        super().__init__()
        self._folder = folder

    def file(self, name: str) -> Path:
        """Return where a page is kept."""
        return self._folder / f"{name.replace('/', '-')}.json"

    def get(self, name: str, state: object, examples: list[dict[str, Any]]) -> dict[str, Any] | None:
        kept = self.file(name)
        return json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else None

    def put(self, name: str, state: object, examples: list[dict[str, Any]], answer: dict[str, Any]) -> None:
        self.file(name).write_text(json.dumps(answer), encoding="utf-8")


def build(folder: Path, arguments: list[str]) -> None:
    """Run `mkdocs`, whose build has no memo, with one."""

    def keeping(paths: Any, settings: Any, _: None, **options: Any) -> Report:
        return check_pages(paths, settings, Printed(folder), **options)

    plugin.check_pages = keeping
    cli(arguments)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2:])
