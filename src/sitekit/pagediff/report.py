"""What a reader would see differently, as one HTML file.

The file opens from disk and asks nothing of any host. What the pages hold is shown and never obeyed: each piece is made inert,
and the file forbids itself every script and stylesheet but its own, by their hash.
"""

from __future__ import annotations

import base64
import copy
import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import Tag

from sitekit.pagediff.blocks import HEADINGS, near
from sitekit.pagediff.inert import inert, stylesheet
from sitekit.pagediff.marks import mark, unseen
from sitekit.pagediff.sites import pages
from sitekit.pagediff.words import WITH, address, counted, kind, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitekit.pagediff.blocks import Compared, Row
    from sitekit.pagediff.compare import PageChange, SiteChange
    from sitekit.pagediff.sites import Entry, Page

_CONTEXT = 700  # characters of a block that is shown only to say where something stands
_ROOM = 6 * 1024 * 1024  # characters of what is the same and can be unfolded


def render(changes: SiteChange, names: tuple[str, str] = ("이전", "지금")) -> str:
    """Return the changes as an HTML page.

    Args:
        changes: What differs.
        names: What the two states are called.
    """
    room = _Room(_ROOM)
    sections = [_navigation(changes)] if changes.navigation else []
    sections += [_page(change, room) for change in changes.pages]
    sections += [_files(changes)] if changes.files else []
    main = "\n".join(sections) or "<p>읽는 사람에게 달라지는 페이지가 없습니다.</p>"
    site = "\n".join(stylesheet(file) for file in _stylesheets(changes))
    here = Path(__file__).parent
    own, script = ((here / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    style = f"{site}\n{own}"
    policy = (
        f"default-src 'none'; img-src data:; font-src data:; style-src-elem '{_hash(style)}'; style-src-attr 'unsafe-inline'; "
        f"script-src '{_hash(script)}'; form-action 'none'; base-uri 'none'"
    )
    title = f"{names[0]} → {names[1]}: 읽는 사람에게 달라지는 페이지"
    return f"""<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="indigo" data-md-color-accent="indigo">
<nav class="report-list" aria-label="달라진 페이지">
<h1>읽는 사람에게 달라지는 페이지</h1>
<p>{escape(" → ".join(names))}. {WITH} {escape(counted(changes))}</p>
<ul class="report-keys">
<li><kbd>j</kbd> <kbd>k</kbd> 다음과 이전 변화</li>
<li><kbd>n</kbd> <kbd>p</kbd> 다음과 이전 페이지</li>
<li><kbd>b</kbd> 이전만, 지금만, 나란히</li>
<li><kbd>d</kbd> 밝게, 어둡게</li>
</ul>
{_contents(changes)}
</nav>
<main>
{main}
</main>
<div class="report-bar" hidden><button type="button" data-key="k">이전 변화</button> <span role="status"></span>
<button type="button" data-key="b">겹쳐 보기</button> <button type="button" data-key="j">다음 변화</button></div>
<script>{script}</script>
</body>
</html>
"""


@dataclass
class _Room:
    """How much of what is the same may still go into the report."""

    left: int


def _stylesheets(changes: SiteChange) -> list[Path]:
    """Return the stylesheets of the old site, in the order in which a page has them.

    Not the new ones: nobody has read those yet, and they could hide a change.
    """
    known = pages(changes.old)
    page = known.get("") or next(iter(known.values()))
    links = page.html.find_all("link", rel="stylesheet")
    return [file for link in links if (file := page.file(str(link.get("href", ""))))]


def _contents(changes: SiteChange) -> str:
    items = ['<li><a href="#report-navigation">차례</a></li>\n'] if changes.navigation else []
    items += [
        f'<li><a href="#{_id(change.page)}">{escape(change.page.name)}</a> <span>{_what(change)}</span></li>\n'
        for change in changes.pages
    ]
    items += ['<li><a href="#report-files">그 밖의 파일</a></li>\n'] if changes.files else []
    return f"<ol>{''.join(items)}</ol>"


def _what(change: PageChange) -> str:
    both = change.old and change.new and change.old.address == change.new.address
    return places(change) if both else f"{kind(change)}, {places(change)}"


def _id(page: Page) -> str:
    return "page-" + hashlib.sha256(page.address.encode()).hexdigest()[:12]


def _page(change: PageChange, room: _Room) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in change.said)
    said = f'<ul class="report-change report-said">{lines}</ul>' if lines else ""
    rows = _rows(change.rows, change.compared, room) if change.compared else _whole(change)
    return (
        f'<section class="report-page" id="{_id(change.page)}" tabindex="-1">\n'
        f"<header><h2>{escape(change.page.name)}</h2>"
        f"<p>{_what(change)} <code>{escape(address(change))}</code></p></header>\n{said}{rows}</section>"
    )


def _whole(change: PageChange) -> str:
    """Return a page that came or went as a whole."""
    side = "new" if change.new else "old"
    piece = inert(copy.copy(change.page.article), change.page)
    piece.name = "div"
    piece["class"] = "md-typeset"
    return f'<div class="report-change report-{side} report-alone">{piece}</div>\n'


def _rows(rows: Sequence[Row], compared: Compared, room: _Room) -> str:
    """Return what differs in a page that is there in both states."""
    if not rows:
        return ""
    parts = ['<div class="report-heads"><span>이전</span><span>지금</span></div>\n']
    heading = ""
    kept = near(rows, _says_where)
    for at, row in enumerate(kept):
        if isinstance(row, list):
            parts.append(_gap(row, compared, room))
            continue
        # What stands before a change to say where it is has the change's heading above it, unless it is that heading.
        differs = next((row for row in kept[at : at + 2] if not isinstance(row, list) and not row.same), row)
        is_that = row.same and row.block.name in HEADINGS and row.heading == differs.heading
        if differs.heading != heading and not is_that:
            parts.append(f'<p class="report-heading">{escape(differs.heading)}</p>\n')
        heading = differs.heading
        parts.append(_row(row, compared))
    return "".join(parts)


def _says_where(row: Row) -> bool:
    """Return whether a block that is the same is shown beside a change: not if it is long, or what a box is called."""
    return len(row.block.get_text()) <= _CONTEXT and not _is_title(row.block)


def _gap(rows: Sequence[Row], compared: Compared, room: _Room) -> str:
    """Return blocks that are the same, folded; without them where the report has become too large."""
    summary = f"⋯ 바뀌지 않은 곳 {len(rows)}개"
    inside = "".join(_row(row, compared) for row in rows) if room.left > 0 else ""
    room.left -= len(inside)
    if room.left <= 0:
        return f'<p class="report-gap">{summary}</p>\n'
    return f'<details class="report-gap"><summary>{summary}</summary>{inside}</details>\n'


def _row(row: Row, compared: Compared) -> str:
    if row.same:
        return f'<div class="report-same">{_shown(copy.copy(row.block), row, compared.new)}</div>\n'
    old, new = (copy.copy(tag) if tag else None for tag in (row.old, row.new))
    notes = ["같은 내용이 다른 곳으로 옮겨졌습니다."] if row.moved else []
    if row.old and row.new and old and new:
        keys: dict[int, str] = {}
        for tag, clone in ((row.old, old), (row.new, new)):
            both = zip((tag, *tag.find_all(True)), (clone, *clone.find_all(True)), strict=True)
            keys |= {id(mine): compared.key(original) for original, mine in both}
        mark(old, new, lambda tag: keys[id(tag)])
        notes += unseen(row.old, row.new, (compared.old, compared.new)) or _looks(row.old, row.new, compared)
    sides = "".join(
        f'<div class="report-{side}">{_shown(tag, row, page) if tag else ""}</div>'
        for side, tag, page in (("old", old, compared.old), ("new", new, compared.new))
    )
    said = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return (
        f'<div class="report-change report-pair">{sides}{f"<ul class=report-said>{said}</ul>" if said else ""}</div>\n'
    )


def _looks(old: Tag, new: Tag, compared: Compared) -> list[str]:
    """Return what is to be said of two blocks that have the same words."""
    pictures, formulas = (
        [[compared.key(tag) for tag in side.select(names)] for side in (old, new)] for names in ("img, svg", ".katex")
    )
    if pictures[0] != pictures[1]:
        return ["그림이 다릅니다."]
    same = old.get_text().split() == new.get_text().split() and formulas[0] == formulas[1]
    return ["글은 같고 모양만 다릅니다."] if same else []


def _shown(tag: Tag, row: Row, page: Page) -> str:
    """Return a block as it looks in its page: within copies of what it stands in."""
    inner = inert(tag, page)
    for shell in reversed(row.shells):
        outer = copy.copy(shell)
        for child in list(outer.contents):
            if not (isinstance(child, Tag) and _is_title(child)):
                child.extract()
        outer = inert(outer, page)
        if outer.name == "ol" and (number := _number(row)):
            outer["start"] = str(number)
        if not (outer.contents and str(outer.contents[0]) == str(inner)):
            outer.append(inner)
        inner = outer
    return f'<div class="md-typeset">{inner}</div>'


def _is_title(tag: Tag) -> bool:
    """Return whether an element says what the box or the table that it stands in is about."""
    return tag.name in {"thead", "summary"} or "admonition-title" in (tag.get("class") or ())


def _number(row: Row) -> int:
    """Return the number that an item of a list has in its page."""
    return 1 + len(row.block.find_previous_siblings("li")) if row.block.name == "li" else 0


def _navigation(changes: SiteChange) -> str:
    pairs = changes.navigation
    lines = []
    for at, (old, new) in enumerate(pairs):
        if old and new:
            # Nobody looks for two lines among fifty.
            beside = any(not (one and other) for one, other in pairs[max(at - 2, 0) : at + 3])
            if beside:
                lines.append(f'<li class="report-same"{_depth(new)}>{escape(new.title)}</li>')
            elif not lines or lines[-1] != "<li>⋯</li>":
                lines.append("<li>⋯</li>")
        elif new:
            lines.append(f'<li class="report-change report-new"{_depth(new)}><ins>{escape(new.title)}</ins></li>')
        elif old:
            lines.append(f'<li class="report-change report-old"{_depth(old)}><del>{escape(old.title)}</del></li>')
    return (
        '<section class="report-page" id="report-navigation" tabindex="-1"><header><h2>차례</h2>'
        f"<p>모든 페이지의 왼쪽에 있습니다.</p></header><ul class=report-navigation>{''.join(lines)}</ul></section>"
    )


def _depth(entry: Entry) -> str:
    return f' style="margin-left:{1.5 * entry.depth}em"'


def _files(changes: SiteChange) -> str:
    looks = [name for name, _ in changes.files if name.endswith((".css", ".js"))]
    warning = ""
    if looks:
        warning = (
            f"<p><strong>모든 페이지의 모양이나 움직임이 달라질 수 있습니다</strong>: {escape(', '.join(looks))}. "
            "여기서는 앞과 뒤를 모두 옛 모양으로 보여 줍니다.</p>"
        )
    items = "".join(f"<li><code>{escape(name)}</code> {how}</li>" for name, how in changes.files)
    return (
        '<section class="report-page" id="report-files" tabindex="-1"><header><h2>그 밖의 파일</h2></header>'
        f"{warning}<details><summary>{len(changes.files)}개</summary><ul>{items}</ul></details></section>"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
