"""Symbolic links in the docs folder that lead out of it: MkDocs follows them, and would publish whatever is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from drift.judge.verdict import CheckedPage
from drift.read.page import Page, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.structure.files import File

    from drift.settings import Settings

_HINT = "put the files themselves there; only a page or a picture may be a link, to another one of this project"
_PICTURES = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def links_out(files: Iterable[File], docs: Path, settings: Settings) -> list[CheckedPage]:
    """Return each link by which a file of the site lies outside of the docs folder, with the problem that it is.

    A page may be a link to a page elsewhere in the project, such as its readme, and a picture to a picture, such as its logo.
    """
    home = Path(os.path.realpath(docs))
    found: dict[Path, None] = {}
    for file in files:
        path = Path(file.abs_src_path or "")
        if not path.is_relative_to(docs) or (real := Path(os.path.realpath(path))).is_relative_to(home):
            continue
        may_be = file.is_documentation_page() or path.suffix.lower() in _PICTURES
        if not (may_be and real.suffix == path.suffix and real.is_relative_to(settings.root)):
            found[_link(path, home)] = None
    return [_problem(link, settings) for link in found]


def _link(path: Path, home: Path) -> Path:
    """Return the last step of the way to a file that is a link out of the folder."""
    return next(
        step
        for step in (path, *path.parents)
        if step.is_symlink() and not Path(os.path.realpath(step)).is_relative_to(home)
    )


def _problem(link: Path, settings: Settings) -> CheckedPage:
    target = os.readlink(link)  # noqa: PTH115  # as it is written, not as a `Path` would have it
    problem = Problem(1, f"this link leads out of the docs folder, to {target}, and would publish what is there", _HINT)
    name = link.relative_to(settings.root).as_posix() if link.is_relative_to(settings.root) else link.as_posix()
    return CheckedPage(Page(name, "", [], set(), problems=[problem]), link)
