"""A save of a file that is only copied, such as a style sheet: it is put into its place, and nothing is built."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.structure.files import File


class Copies:
    """The files of the site that was built last of which nobody wants more than a copy."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Take nothing for a mere copy until a build has ended."""
        self._files: dict[str, str] = {}
        self._reads: set[str] = set()

    def note(self, files: Iterable[File], docs: str, reads: set[str]) -> None:
        """Remember where a build has copied files to.

        Args:
            files: The files of the site.
            docs: The folder of the pages.
            reads: Files that were read to build the site, other than to copy them, and folders all of whose files were.
        """
        pages = {file.abs_dest_path for file in files if file.is_documentation_page()}
        copied = (file for file in files if file.abs_src_path and not file.is_documentation_page())
        self._files = {
            str(file.abs_src_path): file.abs_dest_path
            for file in copied
            if Path(str(file.abs_src_path)).is_relative_to(docs)
            and file.abs_dest_path not in pages
            and _is_copy(str(file.abs_src_path), file.abs_dest_path)
        }
        self._reads = reads

    def renew(self, changed: set[str]) -> bool:
        """Copy files that have changed once more, if that is all that there is to do."""
        if not changed or not all(path in self._files and Path(path).is_file() for path in changed):
            return False
        read = {os.path.realpath(path) for path in self._reads}
        for path in changed:
            both = [
                os.path.realpath(place) for place in (path, self._files[path])
            ]  # who reads the copy, reads the file
            if read & {parent for place in both for parent in (place, *map(str, Path(place).parents))}:
                return False
        return all(_copy(Path(path), Path(self._files[path])) for path in changed)


def _is_copy(source: str, place: str) -> bool:
    """Tell whether a file in the site is still what was copied: MkDocs, or a plugin, may have put something else there."""
    try:
        return filecmp.cmp(source, place, shallow=False)
    except OSError:
        return False


def _copy(source: Path, place: Path) -> bool:
    """Put a copy into a place; not into the file that is there, which may have more names, in folders of other builds."""
    beside = place.with_name(f".{place.name}")
    try:
        beside.write_bytes(source.read_bytes())
        beside.replace(place)
    except OSError:  # such as on Windows while the file is being read
        return False
    return True
