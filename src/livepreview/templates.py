"""Templates are compiled once, and the files of an installed theme are listed once, not at every save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import jinja2

from livepreview.inputs import is_installed

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, in memory; Jinja tells one from another by its text.

    Args:
        owner: Whose templates they are: what becomes of a text depends on the environment, too.
    """

    _known: ClassVar[dict[tuple[str, str], tuple[str, bytes]]] = {}

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand Jinja what is known of a template; it is not if its text is another one."""
        checksum, code = self._known.get((self._owner, bucket.key), ("", b""))
        if checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what Jinja has compiled."""
        self._known[self._owner, bucket.key] = bucket.checksum, bucket.bytecode_to_string()


class Listed(jinja2.FileSystemLoader):
    """Templates in folders, where those that are installed are listed once: Material has 14,000 icons."""

    _installed: ClassVar[dict[str, list[str]]] = {}

    def list_templates(self) -> list[str]:
        """As the loader of Jinja, but for hidden files, such as icons, which MkDocs leaves out one by one."""
        return sorted({name for folder in self.searchpath for name in self._list(folder)})

    def _list(self, folder: str) -> list[str]:
        if folder not in self._installed:
            names = [name for name in jinja2.FileSystemLoader(folder).list_templates() if not name.startswith(".")]
            if not is_installed(Path(folder)):
                return names
            self._installed[folder] = names
        return self._installed[folder]
