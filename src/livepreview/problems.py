"""What went wrong in a build, by page, file and line: from what MkDocs and the plugins log."""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import mkdocs
from jinja2 import TemplateError, TemplateSyntaxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PLACE = re.compile(r"^(?:[\w-]+: )?(?P<path>[^\s:]+\.\w+):(?P<line>\d+): (?P<text>.+)$")
_NAMED = re.compile(r"(?:[\w-]+: )?(\S+\.\w+): ")
_ORIGIN = re.compile(r" from (?P<path>.+?):(?P<line>\d+): (?:\(.*?\) )?(?P<text>.+)")
_QUOTED = re.compile(r"'([^'\n]+)'")

_IN_TEMPLATES = ("top-level template code", "block '", "template", "macro")  # so Jinja names the frames of its code
# What MkDocs and autorefs say without a way out.
_WAYS_OUT = {
    "is included in the 'nav' configuration, which is not found": "correct the name in nav, or write that page",
    "is not found among documentation files": "correct the address, or write that page",
    "does not contain an anchor": "correct what stands behind the #, or give a heading there this id",
    "there is no such anchor": "correct what stands behind the #, or give a heading this id",
    "Could not find cross-reference target": "correct the name, or document it on a page",
}


@dataclass(frozen=True)
class Problem:
    """Something that an author has to mend."""

    path: str
    """The file, seen from the project's folder; empty if it is not known."""
    line: int
    """The line in it; 0 if it is not known."""
    text: str
    """What is wrong, and the way out."""
    page: str = ""
    """The page that shows it, if that is another file; pages are named like files."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.text}" if place else self.text


class Warnings(logging.Handler):
    """Hands on each warning and error that MkDocs and the plugins log.

    Args:
        found: Told the text of each.
    """

    def __init__(self, found: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on what is logged, but for what the server says of requests."""
        if not record.name.endswith(".livereload"):
            self._found(record.getMessage())

    def __enter__(self) -> Warnings:
        logging.getLogger(mkdocs.__name__).addHandler(self)  # that of ProperDocs, if it is that which builds
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger(mkdocs.__name__).removeHandler(self)


def problems(warnings: Iterable[tuple[str, str]], docs: Path, config: Path) -> list[Problem]:
    """Return what warnings say, each once.

    Args:
        warnings: Their texts, each behind the page (`folder/page.md`) that was being rendered; `""`: none was.
        docs: The folder of the pages.
        config: The configuration file; its folder is the project's.
    """
    found: dict[Problem, None] = {}
    for uri, text in warnings:
        places: list[Problem] = []
        for line in text.splitlines():
            if match := _PLACE.match(line):
                places.append(Problem(match["path"], int(match["line"]), match["text"]))
            elif places and line.lstrip().startswith("→"):  # the way out
                places[-1] = replace(places[-1], text=f"{places[-1].text} {line.strip()}")
        found |= dict.fromkeys(places)
        if not places:
            found[_placed(uri, text.strip(), docs, config)] = None
    return list(found)


def why_not_built(error: Exception, root: Path) -> Problem | None:
    """Return what an exception that ended a build says to an author; `None` if all has been said before."""
    if isinstance(error, TemplateSyntaxError):
        return Problem(_shown(Path(error.filename or error.name or ""), root), error.lineno, error.message or "")
    if isinstance(error, SystemExit):  # MkDocs ends so when it has logged why
        return None
    if isinstance(error, TemplateError):
        steps = [step for step in traceback.extract_tb(error.__traceback__) if step.name.startswith(_IN_TEMPLATES)]
        path, line = (_shown(Path(steps[-1].filename), root), steps[-1].lineno or 0) if steps else ("", 0)
        return Problem(path, line, str(error))
    return Problem("", 0, str(error).strip() or type(error).__name__)


def wrong_code(paths: Iterable[str], root: Path) -> list[Problem]:
    """Return the syntax errors in Python files: what imports or documents them often tells of something else."""
    found = []
    for path in sorted(paths):
        try:
            compile(Path(path).read_bytes(), path, "exec", dont_inherit=True)
        except SyntaxError as error:
            text = f"{type(error).__name__}: {error.msg}: {(error.text or '').strip()}"
            found.append(Problem(_shown(Path(path), root), error.lineno or 0, text))
        except (OSError, ValueError):  # it is not there any more
            pass
    return found


def _placed(uri: str, text: str, docs: Path, config: Path) -> Problem:
    """Find the file and the line that MkDocs speaks of: it names the page, and quotes what is wrong on it."""
    problem = _found(uri, text, docs, config)
    way_out = next((way_out for said, way_out in _WAYS_OUT.items() if said in text and "Did you mean" not in text), "")
    return replace(problem, text=f"{problem.text} → {way_out}") if way_out else problem


def _found(uri: str, text: str, docs: Path, config: Path) -> Problem:
    quoted = _QUOTED.findall(text)
    named = [uri, *(match[1] for match in [_NAMED.match(text)] if match), *quoted]
    page = next((name for name in named if name and (docs / name).is_file()), "")
    shown = _shown(docs / page, config.parent) if page else ""
    if origin := _ORIGIN.search(text):  # of a cross reference in a docstring
        return Problem(_shown(Path(origin["path"]), config.parent), int(origin["line"]), origin["text"], shown)
    file = docs / page if page else config if any(word in text for word in ("'nav'", '"nav"', "Config value")) else None
    if file is None:
        return Problem("", 0, text)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    wrong = [name for name in quoted if name != page] or quoted
    line = next((number for name in wrong for number, line in enumerate(lines, 1) if name in line), 0)
    return Problem(shown or _shown(file, config.parent), line, text)


def _shown(file: Path, root: Path) -> str:
    """Name a file as seen from the project."""
    file = file.absolute()
    root = root.absolute()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()
