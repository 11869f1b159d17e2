"""What a pull request changes for readers, as text: lines for a terminal, and what all reports of changes have in common."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from drift.figures import figure_file
from drift.match.changes import What
from drift.tell.align import shortened
from drift.tell.terminal import paint
from drift.tell.text import count, diff_kind, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drift.match.changes import Changes, ExampleChange, PageChange


_FEW = 3  # files that are named
HOW = "This compares what is recorded; nothing was executed."


def summary(changes: Changes) -> str:
    """Return one line that counts what differs."""
    compared = f"({count(changes.compared, 'example')} compared)"
    pinned = f"; {count(len(changes.versions), 'version')} of packages" if changes.versions else ""
    if not changes.pages:
        nothing = "no page differs" if pinned else "nothing differs for readers"
        return f"{nothing} from {changes.base} {compared}{pinned}"
    parts = [f"{number} {what}" for what in What if (number := changes.count(what))]
    came = sum(page.old is None for page in changes.pages)
    went = sum(page.new is None for page in changes.pages)
    renamed = sum(page.was is not None for page in changes.pages)
    pages = [
        f"{number} {verb}" for number, verb in ((came, "added"), (went, "removed"), (renamed, "renamed")) if number
    ]
    examples = f"of {count(changes.compared, 'example')}: {', '.join(parts)}" if parts else "no example differs"
    said = f" ({', '.join(pages)})" if pages else ""
    differ = "differs" if len(changes.pages) == 1 else "differ"
    return f"{count(len(changes.pages), 'page')} {differ} from {changes.base}{said}; {examples}{pinned}"


def place(page: PageChange, change: ExampleChange) -> str:
    """Return the file and the line of an example: as it is now, or as it was if it is gone."""
    at = page.page if change.new else page.old or page.page
    return f"{at.name}:{change.example.fence.line}"


def title(change: ExampleChange) -> str:
    """Return the title of an example, or of its figure; empty: it has neither."""
    return change.example.fence.options.get("title") or (change.example.figure or "")


def notes(change: ExampleChange, changes: Changes) -> Iterator[str]:
    """Give in words what no diff shows."""
    if change.what is What.OUTPUT:
        few = ", ".join(changes.modules[:_FEW]) + (" and others" if len(changes.modules) > _FEW else "")
        elsewhere = f"what differs is among what it may import: {few}" if few else "the cause lies elsewhere"
        yield f"its code and its options are the same: {elsewhere}"
    for number, line, text in change.left:
        yield f"line {line} still says {number}, which the example no longer prints: {text}"
    if change.figure_differs and change.example.figure:
        file = figure_file(change.example.figure)
        yield f"{file}: " + (
            "a new figure" if change.old_figure is None else "gone" if change.new_figure is None else "drawn anew"
        )
    if change.what not in {What.ADDED, What.REMOVED}:
        for name, old, new in change.options:
            yield f"{name}: {_value(old)} → {_value(new)}"
        if change.is_moved and change.what is not What.MOVED:
            yield "moved within the page"


def _value(value: str | None) -> str:
    return "none" if value is None else f'"{value}"'


def diff(change: ExampleChange) -> list[str]:
    """Return how an example differs: its code as a unified diff, unless it came or went, then its recording."""
    lines = []
    if change.old and change.new and change.code_differs:
        lines += _unified(change.old.code, change.new.code, "base (code)", "now (code)")
    if change.text_differs:
        old, new = (example.recorded if example else None for example in (change.old, change.new))
        lines += _unified(old or "", new or "", "base (output)", "now (output)")
    return lines


def text_diff(page: PageChange) -> list[str]:
    """Return how the text of a page differs, like a unified diff: with lines of the page and the heading above them."""
    old, new = page.old_text, page.new_text
    if old.lines == new.lines:
        return []
    found = ["--- base (text)", "+++ now (text)"]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old.lines, new.lines, autojunk=False).get_opcodes():
        if tag != "equal":
            text, at = (new, j1) if page.new else (old, i1)
            number = text.numbers[min(at, len(text.numbers) - 1)]
            heading = next((line for line in reversed(text.lines[:at]) if line.startswith("#")), "")
            found.append(f"@@ line {number} @@ {heading}".rstrip())
            before, after = list(old.lines[i1:i2]), list(new.lines[j1:j2])
            for at, pair in enumerate(zip(before, after, strict=False)):
                before[at], after[at] = shortened(*pair)  # a paragraph is one line, and one word of it may differ
            found += [f"-{line}" for line in before] + [f"+{line}" for line in after]
    return found


def _unified(old: str, new: str, left: str, right: str) -> list[str]:
    before, after = (text.removesuffix("\n").split("\n") if text else [] for text in (old, new))
    return list(difflib.unified_diff(before, after, left, right, lineterm=""))


def page_lines(changes: Changes) -> Iterator[str]:
    """Give what has become of each page, in words."""
    for page in changes.pages:
        said = [f"text: {count(page.lines_added, 'line')} added, {page.lines_removed} removed"]
        if not page.lines_added and not page.lines_removed:
            said = []
        if page.examples:
            said.append(f"{count(len(page.examples), 'example')} {'differs' if len(page.examples) == 1 else 'differ'}")
        if page.old is None:
            said = [f"a new page, {count(len(page.page.examples), 'example')}"]
        elif page.new is None:
            said = [f"removed, with {count(len(page.page.examples), 'example')}"]
        elif page.was:
            said.insert(0, f"renamed, it was {page.was}")
        yield f"{page.page.name}: {'; '.join(said)}"


def version_lines(changes: Changes) -> Iterator[str]:
    """Give what examples rest on and what differs: packages that have another version, and Python files."""
    for name, old, new in changes.versions:
        yield f"{name}: {old or 'none'} → {new or 'none'}"
    for name in changes.modules if changes.count(What.OUTPUT) else ():
        yield f"{name}: differs, and examples may import it"


def left_lines(changes: Changes) -> Iterator[str]:
    """Give the numbers that pages still say and no example prints, with their places and some of their sentences."""
    for page, change in changes.examples:
        for number, line, text in change.left:
            yield f"{page.page.name}:{line}: {number} in {text}"


def lines(changes: Changes, *, colour: bool = False) -> list[str]:
    """Return all that differs, the most important first: the examples, the versions of packages, the pages.

    Of a page that came or went only its examples are named: nobody reads a whole page here.
    """
    show = paint if colour else lambda _, part: part

    def indented(lines: list[str]) -> list[str]:
        return ["    " + show(diff_kind(number, line), visible(line)) for number, line in enumerate(lines)]

    text = []
    for page, change in changes.examples:
        named = f" “{title(change)}”" if title(change) else ""
        text.append(
            show("place", visible(f"{place(page, change)}:")) + " " + show("message", f"{change.what}{visible(named)}")
        )
        text += ["    " + visible(note) for note in notes(change, changes)]
        if page.old and page.new:
            text += [*indented(diff(change)), ""]
    text += [visible(line) for line in version_lines(changes)]
    for page, said in zip(changes.pages, page_lines(changes), strict=True):
        text.append(visible(said))
        if page.old and page.new:
            text += indented(text_diff(page))
    return text
