"""What a pull request changes for readers, as one HTML file: recordings and figures old and new, side by side."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from drift.match.changes import What
from drift.tell.changes_text import HOW, left_lines, notes, page_lines, place, summary, text_diff, title, version_lines
from drift.tell.html_page import figures, frame, shown, side_by_side

if TYPE_CHECKING:
    from drift.match.changes import Changes, ExampleChange, PageChange

_HEADS = ("base", "now")
_SAME = "as in the base"
_FEW = 12  # so many lines of a list are not folded away


def render(changes: Changes) -> str:
    """Return the changes as an HTML page."""
    told = list(enumerate(changes.examples, 1))
    sections = "".join(_article(number, page, change, changes) for number, (page, change) in told)
    sections += "".join(_text(number, page) for number, page in enumerate(changes.pages, 1))
    sections = f'<p class="message">{HOW}</p>\n{sections}' if sections else ""
    main = f"<section>\n{sections}</section>" if sections else "<p>No page differs.</p>"
    heading = "What changes for readers"
    return frame(f"drift: {heading}", heading, summary(changes), _contents(changes, told), main)


def _contents(changes: Changes, told: list[tuple[int, tuple[PageChange, ExampleChange]]]) -> str:
    """Return the table of contents: what differs, in groups, then the pages."""
    groups = []
    for what in What:
        links: dict[str, list[str]] = {}
        for number, (page, change) in told:
            if change.what is what:
                name, _, line = place(page, change).rpartition(":")
                links.setdefault(name, []).append(f'<a href="#change-{number}">{line}</a>')
        if links:
            tally = sum(map(len, links.values()))
            pages_of = "".join(f"<li>{escape(name)}: {' '.join(each)}</li>\n" for name, each in links.items())
            groups.append(f'<li>{what} <span class="tally">{tally}</span><ul class="places">{pages_of}</ul></li>\n')
    listed = ""
    pages = [
        f'<a href="#text-{number}">{shown(line)}</a>' if text_diff(page) else shown(line)
        for number, (page, line) in enumerate(zip(changes.pages, page_lines(changes), strict=True), 1)
    ]
    rest = [shown(line) for line in version_lines(changes)]
    left = [shown(line) for line in left_lines(changes)]
    for name, lines in (("still said", left), ("what examples rest on", rest), ("pages", pages)):
        items = "".join(f"<li>{line}</li>\n" for line in lines)
        is_open = " open" if len(lines) <= _FEW else ""
        listed += (
            f"<details{is_open}><summary>{name}: {len(lines)}</summary><ul>{items}</ul></details>" if lines else ""
        )
    grouped = f"<ul>{''.join(groups)}</ul>" if groups else ""
    return f'<nav aria-label="Changes">{grouped}{listed}</nav>'


def _text(number: int, page: PageChange) -> str:
    """Return how the text of a page differs, or nothing."""
    if not text_diff(page):
        return ""
    old, new = page.old_text, page.new_text
    texts = side_by_side("\n".join(old.lines), "\n".join(new.lines), _HEADS, _SAME, (old.numbers, new.numbers))
    what = "text changed" if page.old and page.new else "new page" if page.new else "page removed"
    if not (page.old and page.new):
        texts = f"<details><summary>its text</summary>{texts}</details>"
    named = f'<h3><code>{escape(page.page.name)}</code> <span class="status">{what}</span></h3>'
    return f'<article id="text-{number}" class="changed">\n{named}\n{texts}</article>\n'


def _article(number: int, page: PageChange, change: ExampleChange, changes: Changes) -> str:
    named = f" {shown(title(change))}" if title(change) else ""
    parts = [
        f'<article id="change-{number}" class="changed">\n<h3><code>{escape(place(page, change))}</code>{named}'
        f' <span class="status">{change.what}</span></h3>\n'
    ]
    parts += [f'<p class="message">{shown(note)}</p>\n' for note in notes(change, changes)]
    old, new = change.old, change.new
    if change.text_differs:
        parts.append(
            side_by_side((old.recorded if old else "") or "", (new.recorded if new else "") or "", _HEADS, _SAME)
        )
    if change.figure_differs:
        alts = tuple(example.alt if example else "" for example in (old, new))
        parts.append(figures(str(number), change.old_figure, change.new_figure, _HEADS, (alts[0], alts[1])))
    if change.code_differs:
        code = side_by_side(old.code if old else "", new.code if new else "", _HEADS, _SAME)
        is_open = "" if change.what in {What.ADDED, What.REMOVED} else " open"
        parts.append(f"<details{is_open}><summary>the code</summary>{code}</details>\n")
    return "".join([*parts, "</article>\n"])
