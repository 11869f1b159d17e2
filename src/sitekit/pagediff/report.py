"""What a reader would see differently, as one HTML file; and as a list of pages for a terminal and for a summary.

The file opens from disk and asks nothing of any host. What the pages hold is shown and never obeyed: each piece is made inert,
and the file forbids itself every script and stylesheet but its own, by their hash.
"""

from __future__ import annotations

import base64
import copy
import hashlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import Tag

from drift.tell.inert import span
from sitekit.pagediff.blocks import near
from sitekit.pagediff.inert import inert, stylesheet
from sitekit.pagediff.marks import mark, unseen
from sitekit.pagediff.sites import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitekit.pagediff.blocks import Compared, Row
    from sitekit.pagediff.compare import PageChange, SiteChange
    from sitekit.pagediff.sites import Entry

_CONTEXT = 1500  # characters of a block that is shown only to say where something stands
_LISTED = 40  # pages in a summary
_OLD_ADDRESS_LEADS = "옛 주소를 열면 새 주소로 넘어갑니다."
_OLD_ADDRESS_IS_GONE = "옛 주소에는 이제 아무것도 없습니다. 다른 사이트에 있는 링크와 즐겨찾기가 끊깁니다."
_KINDS = {"added": "새 쪽", "removed": "없어진 쪽", "renamed": "주소가 바뀐 쪽", "changed": "달라진 쪽"}


def render(changes: SiteChange) -> str:
    """Return the changes as an HTML page."""
    sections = [_navigation(changes)] if changes.navigation else []
    sections += [_page(change) for change in changes.pages]
    sections += [_files(changes)] if changes.files else []
    main = "\n".join(sections) or "<p>읽는 사람에게 달라지는 쪽이 없습니다.</p>"
    site = "\n".join(stylesheet(file) for file in _stylesheets(changes))
    here = Path(__file__).parent
    own, script = ((here / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    style = f"{site}\n{own}"
    policy = (
        f"default-src 'none'; img-src data:; font-src data:; style-src-elem '{_hash(style)}'; style-src-attr 'unsafe-inline'; "
        f"script-src '{_hash(script)}'; form-action 'none'; base-uri 'none'"
    )
    left_out = (
        f" 커밋, 버전, 레슨 번호처럼 따라 바뀌는 것만 다른 쪽 {changes.left_out}개는 뺐습니다."
        if changes.left_out
        else ""
    )
    return f"""<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>읽는 사람에게 달라지는 쪽</title>
<style>{style}</style>
</head>
<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="indigo" data-md-color-accent="indigo">
<nav class="report-list" aria-label="달라진 쪽">
<h1>읽는 사람에게 달라지는 쪽</h1>
<p>{escape(_counted(changes))}{left_out}</p>
<ul class="report-keys">
<li><kbd>j</kbd> <kbd>k</kbd> 다음과 이전 변화</li>
<li><kbd>n</kbd> <kbd>p</kbd> 다음과 이전 쪽</li>
<li><kbd>b</kbd> 이전만, 지금만, 나란히</li>
<li><kbd>d</kbd> 밝게, 어둡게</li>
</ul>
<p class="report-place" role="status"></p>
{_contents(changes)}
</nav>
<main>
{main}
</main>
<script>{script}</script>
</body>
</html>
"""


def text(changes: SiteChange) -> str:
    """Return a list of the pages that differ."""
    lines = [f"{_kind(change)}: {_address(change)} ({_places(change)})" for change in changes.pages]
    lines += ["차례가 달라졌습니다."] if changes.navigation else []
    return "\n".join([_counted(changes), *lines])


def markdown(changes: SiteChange) -> str:
    """Return the same for the summary of a run; nothing in it does anything."""
    lines = [
        f"- {_kind(change)}: {span(change.page.name)} {span(_address(change))}, {_places(change)}"
        for change in changes.pages[:_LISTED]
    ]
    if left := len(changes.pages) - len(lines):
        lines.append(f"- 그 밖에 {left}쪽")
    lines += ["- 차례가 달라졌습니다."] if changes.navigation else []
    return "\n".join(["## 앞뒤로 달라지는 쪽", "", _counted(changes), "", *lines, "", ""])


def _counted(changes: SiteChange) -> str:
    kinds = [_kind(change) for change in changes.pages]
    counts = [f"{name} {kinds.count(name)}개" for name in _KINDS.values() if name in kinds]
    return (", ".join(counts) or "달라진 쪽이 없습니다") + "."


def _kind(change: PageChange) -> str:
    if change.old is None:
        return _KINDS["added"]
    if change.new is None:
        return _KINDS["removed"]
    return _KINDS["changed" if change.old.address == change.new.address else "renamed"]


def _address(change: PageChange) -> str:
    addresses = [page.address or "/" for page in (change.old, change.new) if page]
    return " → ".join(dict.fromkeys(addresses))


def _places(change: PageChange) -> str:
    if not change.compared:
        return "모두"
    return f"{change.count}곳" if change.count else "글은 그대로"


def _stylesheets(changes: SiteChange) -> list[Path]:
    """Return the stylesheets of the new site's pages, in the order in which a page has them."""
    page = next((change.new for change in changes.pages if change.new), None)
    links = page.html.find_all("link", rel="stylesheet") if page else []
    return [file for link in links if page and (file := page.file(str(link.get("href", ""))))]


def _contents(changes: SiteChange) -> str:
    items = ['<li><a href="#report-navigation">차례</a></li>\n'] if changes.navigation else []
    items += [
        f'<li><a href="#{_id(change.page)}">{escape(change.page.name)}</a> <span>{_kind(change)}, {_places(change)}</span></li>\n'
        for change in changes.pages
    ]
    items += ['<li><a href="#report-files">그 밖의 파일</a></li>\n'] if changes.files else []
    return f"<ol>{''.join(items)}</ol>"


def _id(page: Page) -> str:
    return "page-" + hashlib.sha256(page.address.encode()).hexdigest()[:12]


def _page(change: PageChange) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in change.said)
    said = f'<ul class="report-change report-said">{lines}</ul>' if lines else ""
    rows = _rows(change.rows, change.compared) if change.compared else _whole(change)
    gone = ""
    if change.old and change.new and change.old.address != change.new.address:
        there = Page(change.new.folder, change.old.address).path.is_file()
        gone = f"<p>{_OLD_ADDRESS_LEADS if there else _OLD_ADDRESS_IS_GONE}</p>"
    return (
        f'<section class="report-page" id="{_id(change.page)}" tabindex="-1">\n'
        f"<header><h2>{escape(change.page.name)}</h2>"
        f"<p><span>{_kind(change)}</span> <code>{escape(_address(change))}</code></p>{gone}</header>\n"
        f"{said}{rows}</section>"
    )


def _whole(change: PageChange) -> str:
    """Return a page that came or went as a whole."""
    side = "new" if change.new else "old"
    piece = inert(copy.copy(change.page.article), change.page)
    piece.name = "div"
    piece["class"] = "md-typeset"
    return f'<div class="report-change report-{side} report-alone">{piece}</div>\n'


def _rows(rows: Sequence[Row], compared: Compared) -> str:
    """Return what differs in a page that is there in both states."""
    if not rows:
        return ""
    parts = ['<div class="report-heads"><span>이전</span><span>지금</span></div>\n']
    heading = ""
    for row in near(rows, lambda row: len(row.block.get_text()) <= _CONTEXT):
        if isinstance(row, int):
            parts.append(f'<p class="report-gap">⋯ 같은 곳 {row}덩이</p>\n')
            continue
        if row.heading != heading and not row.same:
            heading = row.heading
            parts.append(f'<p class="report-heading">{escape(heading)}</p>\n')
        parts.append(_row(row, compared))
    return "".join(parts)


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
    return ["글은 같고 꾸밈만 다릅니다."] if same else []


def _shown(tag: Tag, row: Row, page: Page) -> str:
    """Return a block as it looks in its page: within copies of what it stands in."""
    inner = inert(tag, page)
    for shell in reversed(row.shells):
        outer = copy.copy(shell)
        for child in list(outer.contents):
            titled = isinstance(child, Tag) and (
                child.name in {"thead", "summary"} or "admonition-title" in (child.get("class") or ())
            )
            if not titled:
                child.extract()
        outer = inert(outer, page)
        if outer.name == "ol" and (number := _number(row)):
            outer["start"] = str(number)
        if not (outer.contents and str(outer.contents[0]) == str(inner)):
            outer.append(inner)
        inner = outer
    return f'<div class="md-typeset">{inner}</div>'


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
        f"<p>모든 쪽의 왼쪽에 있습니다.</p></header><ul class=report-navigation>{''.join(lines)}</ul></section>"
    )


def _depth(entry: Entry) -> str:
    return f' style="margin-left:{1.5 * entry.depth}em"'


def _files(changes: SiteChange) -> str:
    looks = [name for name, _ in changes.files if name.endswith((".css", ".js"))]
    warning = ""
    if looks:
        warning = (
            f"<p><strong>모든 쪽의 모양이나 움직임이 달라질 수 있습니다</strong>: {escape(', '.join(looks))}. "
            "여기서는 앞과 뒤를 모두 새 모양으로 보여 줍니다.</p>"
        )
    items = "".join(f"<li><code>{escape(name)}</code> {how}</li>" for name, how in changes.files)
    return (
        '<section class="report-page" id="report-files" tabindex="-1"><header><h2>그 밖의 파일</h2></header>'
        f"{warning}<details><summary>{len(changes.files)}개</summary><ul>{items}</ul></details></section>"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
