"""What differs between two states for those who read the site."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drift.match.pairs import moved, pair_examples, pair_pages
from drift.read.fences import split_lines

if TYPE_CHECKING:
    from drift.match.state import State
    from drift.read.page import Example, Page


_NUMBER = re.compile(r"(?<![\d.])\d+\.\d{2,}(?!\.?\d)")


_AROUND = 30  # characters that say where in a sentence a number stands


class What(StrEnum):
    """What has become of an example, the most important first."""

    OUTPUT = "output changed"
    """Its code is the same, and yet its recording or its figure is not."""
    CHANGED = "changed"
    """So are its code or its options, and with them its recording or its figure."""
    REMOVED = "removed"
    ADDED = "added"
    OPTIONS = "options changed"
    CODE = "code changed"
    """Its recording and its figure are the same."""
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ExampleChange:
    """An example that differs."""

    what: What
    old: Example | None
    new: Example | None
    old_figure: str | None = None
    new_figure: str | None = None
    is_moved: bool = False
    """Whether it also stands before another one that it stood behind."""
    left: tuple[tuple[str, int, str], ...] = ()
    """The numbers that it no longer prints and the text of its page still has, with their lines and what stands around them.

    A number in the text may be a rounded one. It is left alone where another output of the page gives it, and where it
    has less than two decimals: such a one may come from anywhere.
    """

    @property
    def example(self) -> Example:
        """The example as it is now, or as it was if it is gone."""
        example = self.new or self.old
        assert example is not None
        return example

    @property
    def text_differs(self) -> bool:
        """Whether its recording is another one."""
        return (self.old.recorded if self.old else None) != (self.new.recorded if self.new else None)

    @property
    def figure_differs(self) -> bool:
        """Whether its figure is another one."""
        return self.old_figure != self.new_figure

    @property
    def code_differs(self) -> bool:
        """Whether its code is another one."""
        return (self.old.code if self.old else None) != (self.new.code if self.new else None)

    @property
    def options(self) -> list[tuple[str, str | None, str | None]]:
        """The options that differ, with their old and new values; `None`: it does not have it."""
        old, new = (_options(example) for example in (self.old, self.new))
        return _differing(old, new)


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a page that are not empty and belong to no example and no recording."""

    lines: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    """Those of these lines in the page, from 1."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that differs: `None` where it is not there."""

    old: Page | None
    new: Page | None
    examples: list[ExampleChange] = field(default_factory=list)
    old_text: Text = Text()
    """With the links that have followed a renamed page as they are now."""
    new_text: Text = Text()
    lines_removed: int = 0
    """Of that text."""
    lines_added: int = 0

    @property
    def page(self) -> Page:
        """The page as it is now, or as it was if it is gone."""
        page = self.new or self.old
        assert page is not None
        return page

    @property
    def was(self) -> str | None:
        """Its old name, if it has another one now."""
        return self.old.name if self.old and self.new and self.old.name != self.new.name else None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs for readers."""

    base: str
    """What the old state is called."""
    pages: list[PageChange]
    compared: int
    """How many examples there are now."""
    versions: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """The packages whose pinned versions differ, with the old and the new; `None`: it is not pinned."""
    modules: list[str] = field(default_factory=list)
    """The Python files that differ among those that examples may import."""

    @property
    def examples(self) -> list[tuple[PageChange, ExampleChange]]:
        """The examples that differ, the most important first."""
        found = [(page, example) for page in self.pages for example in page.examples]
        return sorted(found, key=lambda item: list(What).index(item[1].what))

    def count(self, what: What) -> int:
        """Return how many examples have become this."""
        return sum(example.what is what for page in self.pages for example in page.examples)


def compare(old: State, new: State, base: str) -> Changes:
    """Return what differs between two states."""
    pages = []
    pairs = pair_pages(old.pages, new.pages)
    renamed = {_file(was): _file(name) for was, name in pairs if was and name and was != name}
    for was, name in pairs:
        before, after = old.pages[was] if was else None, new.pages[name] if name else None
        change = _page(before, after, old, new, renamed)
        if (
            before is None
            or after is None
            or change.was
            or change.examples
            or change.lines_removed
            or change.lines_added
        ):
            pages.append(change)
    compared = sum(len(page.examples) for page in new.pages.values())
    modules = [name for name in {**old.modules, **new.modules} if old.modules.get(name) != new.modules.get(name)]
    return Changes(base, pages, compared, _differing(old.pins, new.pins), sorted(modules))


def _file(name: str) -> str:
    return name.rpartition("/")[2]


def _page(before: Page | None, after: Page | None, old: State, new: State, renamed: dict[str, str]) -> PageChange:
    was, now = (page.examples if page else [] for page in (before, after))
    pairs = pair_examples(was, now)
    places = moved(pairs)
    examples = []
    for i, j in pairs:
        left, right = was[i] if i is not None else None, now[j] if j is not None else None
        figures = old.figure(left) if left else None, new.figure(right) if right else None
        if change := _example(left, right, *figures, is_moved=j in places):
            examples.append(change)
    new_text = _text(after)
    old_text = _following(_text(before), new_text, renamed)
    examples = _left_behind(examples, now, new_text)
    return PageChange(before, after, examples, old_text, new_text, *_lines(old_text.lines, new_text.lines))


def _example(
    old: Example | None, new: Example | None, old_figure: str | None, new_figure: str | None, *, is_moved: bool
) -> ExampleChange | None:
    change = ExampleChange(What.MOVED, old, new, old_figure, new_figure, is_moved)
    if old is None or new is None:
        what = What.ADDED if old is None else What.REMOVED
    elif change.text_differs or change.figure_differs:
        what = What.CHANGED if change.code_differs or change.options else What.OUTPUT
    elif change.options:
        what = What.OPTIONS
    elif change.code_differs:
        what = What.CODE
    elif is_moved:
        what = What.MOVED
    else:
        return None
    return ExampleChange(what, old, new, old_figure, new_figure, is_moved)


def _left_behind(changes: list[ExampleChange], now: list[Example], text: Text) -> list[ExampleChange]:
    """Return the changes of a page with the numbers that are left of them in its text."""
    if not any(change.old and change.new and change.text_differs for change in changes):
        return changes
    printed = _ways_to_say("\n".join(example.recorded or "" for example in now))
    said: dict[str, list[tuple[int, str]]] = {}
    for line, number in zip(text.lines, text.numbers, strict=True):
        for match in _NUMBER.finditer(line):
            around = line[max(match.start() - _AROUND, 0) : match.end() + _AROUND]
            said.setdefault(match[0], []).append((number, f"“…{around.strip()}…”"))
    found = []
    for change in changes:
        differs = change.old and change.new and change.text_differs
        gone = _ways_to_say((change.old and change.old.recorded) or "") - printed if differs else set()
        left = [(value, *place) for value, places in said.items() if value in gone for place in places]
        found.append(replace(change, left=tuple(left)))
    return found


def _ways_to_say(output: str) -> set[str]:
    """Return the numbers of an output, as they stand there and rounded."""
    found = set()
    for value in _NUMBER.findall(output):
        places = range(2, len(value.partition(".")[2]))
        found |= {value, *(f"{float(value):.{place}f}" for place in places)}
    return found


def _differing(old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str | None, str | None]]:
    return [(name, old.get(name), new.get(name)) for name in {**old, **new} if old.get(name) != new.get(name)]


def _options(example: Example | None) -> dict[str, str]:
    """Return the options of an example, and those of its recording."""
    if example is None:
        return {}
    of_recording = example.recording.options if example.recording else {}
    return {**example.fence.options, **{f"{name} of its output": value for name, value in of_recording.items()}}


def _lines(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[int, int]:
    """Return how many lines of a text are gone, and how many have come."""
    if left == right:
        return 0, 0
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return len(left) - same, len(right) - same


def _following(old: Text, new: Text, renamed: dict[str, str]) -> Text:
    """Return the old text with the links that have followed a renamed page: they differ for nobody who reads."""
    link = re.compile(rf"(?<=[(/])({'|'.join(map(re.escape, renamed)) or '(?!)'})(?=[)#])")
    now = set(new.lines)
    moved = (link.sub(lambda found: renamed[found[0]], line) for line in old.lines)
    return Text(tuple(to if to in now else line for line, to in zip(old.lines, moved, strict=True)), old.numbers)


def _text(page: Page | None) -> Text:
    if page is None:
        return Text()
    fences = [fence for example in page.examples for fence in (example.fence, example.recording) if fence]
    inside = {number for fence in fences for number in range(fence.line, page.source.count("\n", 0, fence.end) + 1)}
    lines = [line for line in split_lines(page.source) if line.text.strip() and line.number not in inside]
    return Text(tuple(line.text for line in lines), tuple(line.number for line in lines))
