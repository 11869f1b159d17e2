"""The built site's style sheets and scripts: one sheet instead of many, and names that change with the content.

A browser may keep what bears such a name for as long as it likes; and pages and scripts of two releases never meet.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER = "assets"
"""Where all of it lies in the built site."""

_LINK = re.compile(
    r"""
    <link (?=[^>]*\ rel="stylesheet") (?![^>]*\ media=)
    [^>]*\ href="(?P<base>(?:(?!https?:)[^">])*?) (?P<path>assets/[^"?>]+)" [^>]*>
    """,
    re.VERBOSE,
)
_URL = re.compile(r"""url\((?P<quote>["']?)(?!data:|https?:|[/#])(?P<path>[^"')]+)(?P=quote)\)""")
_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")


class AssetsError(Exception):
    """The pages do not agree about their style sheets; the message says where."""


def pack(site: Path, folders: Iterable[str]) -> None:
    """Join the style sheets that pages link to, and name them and folders of scripts after what they hold.

    Args:
        site: The directory of the built site; its pages are rewritten.
        folders: Folders of scripts, such as `assets/scripts`.

    Raises:
        AssetsError: Two pages load the same style sheets in different orders, or one that does not exist.
    """
    pages = {path: path.read_bytes().decode("utf-8") for path in sorted(site.rglob("*.html"))}
    sheets = _order({path: [link["path"] for link in _LINK.finditer(page)] for path, page in pages.items()})
    name = _join(site, sheets) if sheets else ""
    renamed = dict(_renamed(site, folders))
    for path, page in pages.items():
        done = _link(page, name)
        for old, new in renamed.items():
            done = re.sub(rf'((?:src|href)="[^"]*?){re.escape(old)}/', rf"\g<1>{new}/", done)
        if done != page:
            path.write_bytes(done.encode("utf-8"))


def _renamed(site: Path, folders: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Rename folders; yield what they were and are called."""
    for folder in folders:
        path = site / folder
        if not path.is_dir():
            continue
        digest = hashlib.sha256()
        for file in sorted(path.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
        name = f"{path.name}.{digest.hexdigest()[:8]}"
        path.rename(path.with_name(name))
        yield folder, f"{folder.rpartition('/')[0]}/{name}"


def _order(linked: dict[Path, list[str]]) -> list[str]:
    """Return all style sheets in the order in which every page has its own."""
    order: list[str] = max(linked.values(), key=len, default=[])
    for path, sheets in linked.items():
        if [sheet for sheet in order if sheet in sheets] != sheets:
            raise AssetsError(
                f"{path.name} in {path.parent} loads its style sheets in another order than the others, or others: {sheets}"
            )
    return order


def _join(site: Path, sheets: list[str]) -> str:
    """Write one style sheet in place of several; return its path."""
    joined = "".join([_moved(site, sheet) for sheet in sheets]).encode("utf-8")
    name = f"{FOLDER}/site.{hashlib.sha256(joined).hexdigest()[:8]}.css"
    (site / name).write_bytes(joined)
    for sheet in sheets:
        (site / sheet).unlink()
    return name


def _moved(site: Path, sheet: str) -> str:
    """Return a style sheet as it has to be in the folder of the joint one."""
    try:
        css = (site / sheet).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetsError(f"pages load {sheet}, which the site does not have") from None
    if "@import" in css:
        raise AssetsError(f"{sheet} imports another style sheet, which counts at a beginning only: link it instead")
    folder = sheet.removeprefix(f"{FOLDER}/").rpartition("/")[0]
    if folder:
        css = _URL.sub(rf"url(\g<quote>{folder}/\g<path>\g<quote>)", css)
    return _MAP.sub("", css).strip() + "\n"


def _link(page: str, name: str) -> str:
    """Let a page load the joint style sheet where it loaded the first of its own."""
    first = _LINK.search(page)
    if first is None:
        return page
    joint = first[0].replace(first["path"], name)
    return page[: first.start()] + joint + _LINK.sub("", page[first.end() :])
