"""One style sheet instead of many: on a phone each of them is one more answer to wait for before anything is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "assets"
"""The folder of all style sheets in the built site."""

_LINK = re.compile(
    r"""
    <link (?=[^>]*\ rel="stylesheet") (?![^>]*\ media=)
    [^>]*\ href="(?P<base>(?:(?!https?:)[^">])*?) (?P<path>assets/[^"?>]+)" [^>]*>
    """,
    re.VERBOSE,
)
_URL = re.compile(r"""url\((?P<quote>["']?)(?!data:|https?:|[/#])(?P<path>[^"')]+)(?P=quote)\)""")
_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")


class StylesheetsError(Exception):
    """The style sheets cannot be joined; the message says which and why."""


def join(site: Path) -> None:
    """Join the style sheets that pages link to.

    The name of the joint sheet stays the same: where a host sends files for minutes only, a name that changes with the content
    saves no request, and a tab that was opened before a deployment would ask for a file that is gone.

    Args:
        site: The directory of the built site; its pages are rewritten.

    Raises:
        StylesheetsError: Two pages load the same style sheets in different orders, or one that does not exist.
    """
    pages = {path: path.read_bytes().decode("utf-8") for path in sorted(site.rglob("*.html"))}
    sheets = _order({path: [link["path"] for link in _LINK.finditer(page)] for path, page in pages.items()})
    if not sheets:
        return
    joint = "".join([_moved(site, sheet) for sheet in sheets])
    for sheet in sheets:
        (site / sheet).unlink()
    (site / FOLDER / "site.css").write_bytes(joint.encode("utf-8"))
    for path, page in pages.items():
        done = _link(page)
        if done != page:
            path.write_bytes(done.encode("utf-8"))


def _order(linked: dict[Path, list[str]]) -> list[str]:
    """Return all style sheets in the order in which every page has its own."""
    order: list[str] = max(linked.values(), key=len, default=[])
    for path, sheets in linked.items():
        if [sheet for sheet in order if sheet in sheets] != sheets:
            raise StylesheetsError(
                f"{path.name} in {path.parent} loads its style sheets in another order than the others, or others: {sheets}"
            )
    return order


def _moved(site: Path, sheet: str) -> str:
    """Return a style sheet as it has to be in the folder of the joint one."""
    try:
        css = (site / sheet).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StylesheetsError(f"pages load {sheet}, which the site does not have") from None
    if "@import" in css:
        raise StylesheetsError(
            f"{sheet} imports another style sheet, which counts at a beginning only: link it instead"
        )
    folder = sheet.removeprefix(f"{FOLDER}/").rpartition("/")[0]
    if folder:
        css = _URL.sub(rf"url(\g<quote>{folder}/\g<path>\g<quote>)", css)
    return _MAP.sub("", css).strip() + "\n"


def _link(page: str) -> str:
    """Let a page load the joint style sheet where it loaded the first of its own."""
    first = _LINK.search(page)
    if first is None:
        return page
    joint = first[0].replace(first["path"], f"{FOLDER}/site.css")
    return page[: first.start()] + joint + _LINK.sub("", page[first.end() :])
