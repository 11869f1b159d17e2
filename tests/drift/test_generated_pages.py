"""Pages as people write them, made up by the hundred: what `drift` finds is what Python-Markdown shows, and `update` is safe.

Each page is drawn as a tree (lists, tabs, admonitions, quotes … in each other) and written down with whatever differs from author
to author: marks and lengths of fences, tabs or spaces, line ends, blank lines. What its examples print is known from the start.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.utils.meta import get_data

from drift import cli
from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.read.examples import read_page
from drift.read.page import Page
from drift.settings import Settings
from drift.update import updated_source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drift.read.fences import Fence

# --- What stands in code and recordings ---------------------------------------------------------------------------------

NFC = "한글 é"
NFD = unicodedata.normalize("NFD", NFC)
LINES = [
    *["0.6931", "-0.0000", "a", "", "", " ", "    ", "\t", "a\tb", "\tc", "  d  ", "tail ", "tail\t"],
    *["```", "````", "`````", "~~~", "~~~~~", "```output", "```python", "  ```", "``` ``", "~~~python", "`x`"],
    *[
        "> q",
        ">",
        "- b",
        "1. c",
        "# h",
        "===",
        "---",
        "| a |",
        "<!--",
        "-->",
        "<pre>",
        "&amp;",
        "[a]: b",
        '=== "t"',
        "!!! note",
    ],
    *[NFC, NFD, "\u3000", "\xa0", "\u200b", "a\x0cb", "\x0b", "\u2028", "\x85", "\ufeff", "driftfence"],
]
lines = st.one_of(st.sampled_from(LINES), st.text(" \t`~>-0a한<!\x0c", max_size=8))
# Most end their last line, as `print` does.
texts = st.tuples(st.lists(lines, max_size=4), st.sampled_from(["\n", "\n", ""])).map(
    lambda drawn: "".join(line + "\n" for line in drawn[0]).removesuffix("\n") + (drawn[1] if drawn[0] else "")
)


def recorded(text: str) -> str:
    """Return what a recording of this text holds."""
    return text if not text or text.endswith("\n") else text + "\n"


@st.composite
def codes(draw: st.DrawFn, text: str) -> list[str]:
    """Code that prints a text: by its `ascii`, or as it stands in a string of many lines."""
    lead = draw(st.sampled_from([[], ["x = 1", ""], ["if 1:", "\tx = '\t'", ""], ["# `~~~` 한", "   "]]))
    if set(text) & set("'\\") or draw(st.booleans()):
        return [*lead, *([f"print({text!a}, end='')"] if text or not lead else [])]
    return [*lead, *f"print('''{text}''', end='')".split("\n")]


@st.composite
def markers(draw: st.DrawFn, body: list[str], odd: bool) -> str:
    """A fence that is long enough for its body."""
    mark = draw(st.sampled_from("``~"))
    longest = 0 if odd else max((len(run) for line in body for run in re.findall(f"{mark}+", line)), default=0)
    least = max(3, longest + 1)
    return mark * draw(st.integers(least, max(6, least)))


# --- Pages --------------------------------------------------------------------------------------------------------------


@dataclass
class Written:
    """A page while it is written: its lines, and what its author means by them."""

    lines: list[str] = field(default_factory=list)
    prints: list[str] = field(default_factory=list)
    """What each example prints, in order."""


CONTAINERS = [
    "- item",
    "* item",
    "1. item",
    "12. 항목",
    '=== "t"',
    "!!! note",
    '!!! note "제목"',
    '??? tip "t"',
    '???+ tip "t"',
    ">",
]
LEAVES = ["example", "example", "prose", "fence", "long"]
HEADS = [
    "{}",
    " {}",
    "{} title='a b'",
    "{{ .{} }}",
    '{{ .{} title="a: b" }}',
    '{} hl_lines="1"',
    '{} title="it\'s `x`"',
]
RECORDING_HEADS = ["output", "output", " output", "{ .output }", 'output approx="on"', 'output render="markdown"']


class Author:
    """Writes one page; `odd`: carelessly, so that not everything need be what it was meant to be."""

    def __init__(self, draw: st.DrawFn, *, odd: bool) -> None:
        self.draw = draw
        self.odd = odd
        self.page = Written()

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def put(self, prefix: str, *lines: str) -> None:
        for line in lines:
            self.page.lines.append(prefix + line if line else self.blank(prefix))

    def blank(self, prefix: str) -> str:
        """An empty line: quotes need their mark, other nesting may be left out."""
        bare = prefix.rstrip()
        return self.one_of(bare, bare, prefix if prefix else "   ", bare if ">" in prefix else "\t")

    def gap(self, prefix: str, least: int = 1) -> None:
        for _ in range(self.one_of(1, 1, 2, least)):
            self.page.lines.append(self.blank(prefix))

    def fence(self, prefix: str, head: str, body: list[str]) -> None:
        marker = self.draw(markers(body, self.odd))
        # A line of the body may go without the nesting's white space if there is nothing else in it.
        self.page.lines.append(prefix + marker + head)
        self.page.lines += [prefix + line if line else self.one_of(prefix, prefix.rstrip()) for line in body]
        self.page.lines.append(prefix + marker + self.one_of("", "", "", " ", "\t"))

    def example(self, prefix: str) -> None:
        text = self.draw(texts)
        self.fence(prefix, self.one_of(*HEADS).format("python"), self.draw(codes(text)))
        recording = self.one_of(None, text, text, self.draw(texts))
        if recording:
            self.gap(prefix, least=0)
            body = recorded(recording)[:-1].split("\n")
            at = self.one_of(prefix, prefix, prefix.rstrip()) if self.odd else prefix
            self.fence(at, self.one_of(*RECORDING_HEADS), body)
        self.page.prints.append(text)

    def block(self, kind: str, prefix: str, depth: int) -> None:
        match kind:
            case "example":
                if self.one_of(True, False, False, False):  # the same block twice
                    begin, known = len(self.page.lines), len(self.page.prints)
                    self.example(prefix)
                    again, prints = self.page.lines[begin:], self.page.prints[known:]
                    self.gap(prefix)
                    self.page.lines += again
                    self.page.prints += prints
                else:
                    self.example(prefix)
            case "prose":
                self.put(
                    prefix,
                    *self.one_of(["Text."], ["한글 문장", "lines"], ["`code` ```span```"]),
                )
            case "table":  # what follows it closely is its next row
                self.put(prefix, "a | b", "--|--", "1 | 2")
            case "fence":
                self.fence(prefix, self.one_of("text", "", "bash", "{ .text }"), self.draw(st.lists(lines, max_size=3)))
            case "long":  # a fence that holds fences
                inner = ["```python", "print(1)", "```", "", "```output", "2", "```"]
                self.fence(prefix, "md", inner)
            case "comment":
                self.put(prefix, "<!--")
                self.hidden(prefix, "-->")
            case "pre":
                self.put(prefix, "<pre>")
                self.hidden(prefix, "</pre>")
            case "container":
                self.container(prefix, depth)

    def hidden(self, prefix: str, end: str) -> None:
        """An example that nobody sees, in code that does not end what hides it."""
        self.fence(prefix, "python", ["print(1)"])
        self.put(prefix, "")
        self.fence(prefix, "output", ["2"])
        self.put(prefix, end)

    def container(self, prefix: str, depth: int) -> None:
        head = self.one_of(*CONTAINERS)
        if head == ">":
            inner = prefix + self.one_of("> ", "> ", ">")
            # A quote takes one space behind its mark; what stands in it deeper has to have it.
            depth = 0 if inner.endswith(">") and not self.odd else depth
        else:
            self.page.lines.append(prefix + head)
            # In a quote a tab is not four columns wide.
            inner = prefix + self.one_of("    ", "    ", "    " if ">" in prefix and not self.odd else "\t")
            if self.odd:
                inner = self.one_of(inner, inner, inner, inner[:-1], inner + "  ")
        self.blocks(inner, depth - 1, most=3, last="" if head == ">" else "prose")

    def blocks(self, prefix: str, depth: int, most: int, last: str = "") -> None:
        kinds = [*LEAVES, "table", *["container"] * 4] if depth > 0 else [*LEAVES, "table"]
        # What hides a fence at the top level need not do so elsewhere.
        kinds = kinds if prefix and not self.odd else [*kinds, "comment", "pre"]
        for _ in range(self.one_of(*range(1, most + 1))):
            kind = self.one_of(*kinds)
            if last:  # paragraphs and fences may follow each other closely
                self.gap(prefix, least=0 if self.odd or {last, kind}.issubset(LEAVES) else 1)
            self.block(kind, prefix, depth)
            last = kind


FRONT = [
    [],
    [],
    [],
    ["---", "title: '```python'", "---"],
    ["---", "a: 1", "...", ""],
    ["---", "", "Text", ""],
    ["---  ", "- a", "---", ""],
    ["Note: a", ""],
]


@st.composite
def pages(draw: st.DrawFn, *, odd: bool) -> tuple[str, list[str]]:
    """A page and what its visible examples print."""
    author = Author(draw, odd=odd)
    author.page.lines += draw(st.sampled_from(FRONT))
    author.blocks("", depth=draw(st.integers(0, 5)), most=4)
    ends = draw(st.sampled_from([["\n"], ["\n"], ["\r\n"], ["\n", "\r\n"], ["\r"]]))
    at = draw(st.integers(0, 1))
    source = "".join(line + ends[(at + number) % len(ends)] for number, line in enumerate(author.page.lines))
    if draw(st.sampled_from([False, False, True])):
        source = source.rstrip("\r\n")
    return draw(st.sampled_from(["", "", "", "\ufeff"])) + source, author.page.prints


# --- The oracle: what superfences under Python-Markdown hands to formatters, and what of it a reader sees --------------


def shown(source: str) -> tuple[list[tuple[str, str]], list[int], str]:
    """Return every `python` and `output` fence that superfences takes, which of them the reader sees, and the HTML."""
    taken: list[tuple[str, str]] = []

    def formatter(source: str, language: str, *_: object, **__: object) -> str:
        taken.append((language, source))
        return f'<p class="seen">{len(taken) - 1}</p>'

    def validator(*_: object) -> bool:
        return True

    fences = [
        {"name": name, "class": name, "format": formatter, "validator": validator} for name in ("python", "output")
    ]
    extensions = [
        "admonition",
        "attr_list",
        "md_in_html",
        "tables",
        "pymdownx.details",
        "pymdownx.superfences",
        "pymdownx.tabbed",
    ]
    configs = {
        "pymdownx.superfences": {"preserve_tabs": True, "custom_fences": fences},
        "pymdownx.tabbed": {"alternate_style": True},
    }
    # As MkDocs reads a page.
    text, _ = get_data(io.TextIOWrapper(io.BytesIO(source.encode()), "utf-8-sig").read())
    html = Markdown(extensions=extensions, extension_configs=configs).convert(text)
    # Without what is hidden; a comment or element that has no end hides nothing.
    visible, found = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL), 1
    while found:
        visible, found = re.subn(r"<pre>((?!<pre>).)*?</pre>", "", visible, flags=re.DOTALL)
    return taken, [int(number) for number in re.findall(r'<p class="seen">(\d+)</p>', visible)], visible


ALL = Settings(examples="all")
# Pages are large, as drawn things go: the checks of hypothesis for that are left out.
SEARCH = settings(deadline=None, suppress_health_check=list(HealthCheck))


def ours(page: Page) -> tuple[list[tuple[str, str]], list[int]]:
    """Return the same as `drift` has it."""
    found = [index for index, fence in enumerate(page.fences) if fence.language in {"python", "output"}]
    taken = [(page.fences[index].language, page.fences[index].text.removesuffix("\n")) for index in found]
    return taken, [number for number, index in enumerate(found) if index in page.shown]


def agrees(page: Page) -> str:
    """Hold a page without problems against the oracle; return the HTML."""
    (taken, seen, html), (our_taken, our_seen) = shown(page.source), ours(page)
    assert [our_taken[number] for number in our_seen] == [taken[number] for number in seen]
    if not any(fence.fault for fence in page.fences):  # what a hidden one goes on to is not always known
        assert (our_taken, our_seen) == (taken, seen)
    return html


@SEARCH
@given(pages(odd=False))
def test_what_is_well_written_is_found_and_shown(drawn: tuple[str, list[str]]) -> None:
    source, prints = drawn
    page = read_page("page.md", source, ALL)
    assert page.problems == []
    assert len(page.examples) == len(prints)
    agrees(page)


@SEARCH
@given(pages(odd=True))
def test_what_is_found_is_shown_however_it_is_written(drawn: tuple[str, list[str]]) -> None:
    page = read_page("page.md", drawn[0], ALL)
    # A page with a faulty fence fails as a whole; what else is on it does not matter.
    assume(not any(page.fences[index].fault for index in page.shown))
    agrees(page)


# --- `update` -----------------------------------------------------------------------------------------------------------


class InProcess(Memo):
    """Runs the examples, which do nothing but print, here and now: a kernel would take most of the time."""

    def get(self, name: str, state: object, examples: list[dict[str, Any]]) -> dict[str, Any]:
        results = [self._run(example["code"]) for example in examples]
        return {"name": name, "end": None, "temporary": [], "results": results}

    def _run(self, code: str) -> dict[str, Any]:
        with contextlib.redirect_stdout(io.StringIO(newline="")) as out, contextlib.suppress(SyntaxError):
            exec(compile(code, "example", "exec"), {})  # a careless fence cuts code off: it prints nothing then
        return {
            "out": out.getvalue(),
            "err": "",
            "error": None,
            "missing": None,
            "late": [],
            "warnings": [],
            "versions": {},
            "figure_fault": None,
            "returncode": 0,
            "left": None,
        }


def cut(source: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        source = source[:start] + source[end:]
    return source


def inside(page: Page, recording: Fence) -> list[tuple[int, int]]:
    """Return what `update` may change of a recording that stays: its body and its marks."""
    start, end = recording.body
    opening, closing = (page.source.index(recording.marker, at) for at in (recording.start, end))
    return [(at, at + len(recording.marker)) for at in (opening, closing)] + [(start, end)]


def only_recordings_differ(before: Page, after: Page) -> None:
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for old, new in zip(before.examples, after.examples, strict=True):
        assert (old.fence.text, old.fence.prefix) == (new.fence.text, new.fence.prefix)
        if old.recording and new.recording:
            spans[0].extend(inside(before, old.recording))
            spans[1].extend(inside(after, new.recording))
        elif old.recording:
            spans[0].append((old.fence.end, old.recording.end))
        elif new.recording:
            # Where the file ended without a line end, the one of the example has come, too.
            ended = before.source[: old.fence.end].endswith(("\n", "\r"))
            line = after.source[: new.fence.end].rstrip("\r\n")
            spans[1].append((new.fence.end if ended else len(line), new.recording.end))
    assert cut(before.source, spans[0]) == cut(after.source, spans[1])


def is_updated_well(source: str, prints: list[str], *, well_written: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.md"
        project = Settings(Path(folder).resolve(), examples="all")
        path.write_bytes(source.encode())
        (before,) = check_pages([path], project, InProcess()).pages
        if not well_written:
            assume(not before.page.problems and before.verdicts)
            prints = [verdict.text or "" for verdict in before.verdicts]
        rewritten = updated_source(before)
        path.write_bytes(rewritten.encode())
        (after,) = check_pages([path], project, InProcess()).pages
    event(f"changed: {rewritten != source}")
    assert after.problems == []
    assert updated_source(after) == rewritten
    only_recordings_differ(before.page, after.page)
    for old, new, text in zip(before.page.examples, after.page.examples, prints, strict=True):
        held = new.recording.text if new.recording else ""
        if not new.approx:
            assert held == recorded(text)
        if old.recording and old.recording.text == held:
            assert source[slice(*old.recording.body)] == rewritten[slice(*new.recording.body)]
    html = agrees(after.page)
    if well_written:  # each recording stands in the same element as its example
        taken, seen = ours(after.page)
        for number in seen:
            if taken[number][0] == "output":
                assert re.search(rf'>{number - 1}</p>(\s|</?p>)*<p class="seen">{number}</p>', html)


@SEARCH
@given(pages(odd=False))
def test_update_changes_only_recordings_and_leaves_them_clean(drawn: tuple[str, list[str]]) -> None:
    is_updated_well(*drawn, well_written=True)


@SEARCH
@given(pages(odd=True))
def test_update_is_safe_however_a_page_is_written(drawn: tuple[str, list[str]]) -> None:
    is_updated_well(*drawn, well_written=False)


@pytest.mark.slow
@settings(SEARCH, max_examples=4)
@given(st.lists(pages(odd=False), min_size=8, max_size=8))
def test_the_command_updates_then_checks_clean(drawn: list[tuple[str, list[str]]]) -> None:
    """The same with processes of their own, as an author runs it: many pages at once, since each start takes its time."""
    assume(any(prints for _, prints in drawn))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        Path("pyproject.toml").write_text('[tool.drift]\nexamples = "all"\npages = ["*.md"]\n', encoding="utf-8")
        for number, (source, _) in enumerate(drawn):
            Path(f"{number}.md").write_bytes(source.encode())
        assert cli.main(["update"]) == 0
        once = [path.read_bytes() for path in sorted(Path().glob("*.md"))]
        assert cli.main(["check"]) == 0
        assert cli.main(["update"]) == 0
        assert [path.read_bytes() for path in sorted(Path().glob("*.md"))] == once
        for number, (_, prints) in enumerate(drawn):
            examples = read_page("page.md", once[number].decode(), ALL).examples
            held = [example.recording.text if example.recording else "" for example in examples if not example.approx]
            known = zip(examples, prints, strict=True)
            assert held == [recorded(text) for example, text in known if not example.approx]
