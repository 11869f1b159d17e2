"""Put what a build on GitHub warns of, such as dead links and faulty formulas, on the lines of the pull request."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from drift.show.mkdocs import DriftedError
from drift.tell.github import error_command, shown
from drift.tell.text import visible
from livepreview.problems import Warnings, problems, why_not_built

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


class Annotations:
    """Collects what is warned of, from now on until it is told."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._docs, self._file = Path(config.docs_dir), Path(config.config_file_path)
        self._found: list[str] = []
        self._warnings = Warnings(self._found.append).__enter__()

    def tell(self, error: Exception | None = None) -> None:
        """Print workflow commands for it, and for what has ended the build; drift tells of examples by itself."""
        self._warnings.__exit__()
        if error is not None and not isinstance(error, DriftedError):
            self._found.append(str(why_not_built(error, self._file.parent) or ""))
        warnings = [("", text) for text in self._found if text]
        self._found.clear()  # strict MkDocs ends a build that is complete, so that both of its ends are told
        found = problems(warnings, self._docs, self._file)
        commands = [
            error_command(visible(problem.text), "site", problem.path or problem.page, problem.line)
            for problem in found
        ]
        if commands:
            print(*shown(commands, "site", "the log of this step"), sep="\n", file=sys.stderr, flush=True)
