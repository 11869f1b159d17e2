"""What differs on the pages in words: a list for a terminal, and one for the summary of a run."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from drift.tell.align import shortened
from drift.tell.inert import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

    from sitekit.pagediff.blocks import Row
    from sitekit.pagediff.compare import PageChange, SiteChange

_LISTED = 40  # pages in a summary
_SHOWN = 3  # places of a page there
_LONGEST = 200  # characters of a place
_KINDS = {"added": "새 페이지", "removed": "없어진 페이지", "renamed": "주소가 바뀐 페이지", "changed": "달라진 페이지"}
WITH = "빌드한 두 사이트를 견주었습니다. API 참조와 차례, 저절로 세는 값도 들어 있습니다."


def text(changes: SiteChange) -> str:
    """Return a list of the pages that differ."""
    lines = [f"{kind(change)}: {address(change)} ({places(change)})" for change in changes.pages]
    lines += [f"차례: {line}" for line in _navigation(changes)]
    return "\n".join([counted(changes), *lines])


def markdown(changes: SiteChange) -> str:
    """Return the same for the summary of a run, with the first places of each page; nothing in it does anything."""
    lines = []
    for change in changes.pages[:_LISTED]:
        lines.append(f"- {kind(change)}: {span(change.page.name)} {span(address(change))}, {places(change)}")
        told = [*map(span, change.said), *filter(None, map(_place, change.rows))]
        lines += [f"    - {line}" for line in told[:_SHOWN]]
        if left := len(told) - _SHOWN:
            lines += [f"    - 그 밖에 {left}곳"] if left > 0 else []
    if left := len(changes.pages) - _LISTED:
        lines += [f"- 그 밖에 {left}페이지"] if left > 0 else []
    lines += [f"- 차례: {span(line)}" for line in _navigation(changes)]
    return "\n".join(["## 앞뒤로 달라지는 페이지", "", f"{WITH} {counted(changes)}", "", *lines, "", ""])


def _place(row: Row) -> str:
    """Return in what a block differs, as Markdown; empty where nothing can be said in a line."""
    if row.same:
        return ""
    old, new = (_plain(tag) if tag else "" for tag in (row.old, row.new))
    if row.old and row.new:
        old, new = shortened(old, new)
        return f"{span(_cut(old))} → {span(_cut(new))}" if old != new else ""
    what = "옮겨짐" if row.moved else "새로 생김" if row.new else "없어짐"
    return f"{what}: {span(_cut(new or old))}" if new or old else ""


def _plain(tag: Tag) -> str:
    """Return the text of a block, its formulas as TeX."""
    clone = copy.copy(tag)
    for formula in clone.select(".katex"):
        tex = formula.find("annotation")
        formula.replace_with(f"${tex.get_text()}$" if tex else formula.get_text())
    return " ".join(clone.get_text(" ").split())


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _navigation(changes: SiteChange) -> Iterator[str]:
    for old, new in changes.navigation:
        if not (old and new):
            entry = new or old
            yield f"{'+' if new else '−'} {entry.title if entry else ''}"


def counted(changes: SiteChange) -> str:
    """Return how many pages differ, and how many are left out."""
    kinds = [kind(change) for change in changes.pages]
    counts = [f"{name} {kinds.count(name)}개" for name in _KINDS.values() if name in kinds]
    left_out = f" 커밋, 버전, 레슨 번호처럼 따라 바뀌는 것만 다른 페이지 {changes.left_out}개는 뺐습니다."
    return (", ".join(counts) or "달라진 페이지가 없습니다") + "." + (left_out if changes.left_out else "")


def kind(change: PageChange) -> str:
    """Return what has become of a page."""
    if change.old is None:
        return _KINDS["added"]
    if change.new is None:
        return _KINDS["removed"]
    return _KINDS["changed" if change.old.address == change.new.address else "renamed"]


def address(change: PageChange) -> str:
    """Return the address of a page, or the old one and the new one."""
    addresses = [page.address or "/" for page in (change.old, change.new) if page]
    return " → ".join(dict.fromkeys(addresses))


def places(change: PageChange) -> str:
    """Return in how many places a page differs."""
    if not change.compared:
        return "모두"
    return f"{change.count}곳" if change.count else "글은 그대로"
