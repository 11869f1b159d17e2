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
    from collections.abc import Mapping

    from drift.judge.memo import State
    from drift.judge.verdict import Report
    from drift.run.job import Answer, ExampleJob


class Printed(Memo):
    """Keeps what a page printed, whatever becomes of its recordings, which no example sees; moved lines don't matter here."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def file(self, name: str) -> Path:
        """Return where a page is kept."""
        return self._folder / f"{name.replace('/', '-')}.json"

    def known(self, jobs: Mapping[str, list[ExampleJob]], state: State) -> dict[str, Answer]:
        files = {name: self.file(name) for name in jobs}
        return {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.is_file()}

    def put(self, name: str, state: State, examples: list[ExampleJob], answer: Answer) -> None:
        assert not self.file(name).exists(), f"{name} has run again"
        self.file(name).write_text(json.dumps(answer), encoding="utf-8")


def build(folder: Path, arguments: list[str]) -> None:
    """Run `mkdocs`, whose build has no memo, with one."""

    def keeping(paths: Any, settings: Any, _: None, **options: Any) -> Report:
        return check_pages(paths, settings, Printed(folder), **options)

    plugin.check_pages = keeping
    cli(arguments)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2:])
