"""Find the fenced code blocks of a Markdown source, with exact positions and line numbers.

The grammar is that of `pymdownx.superfences`, whose own patterns read the opening line. What superfences drops without a word
(a fence with an unquoted option, without an end …) is returned here as a fence with a `fault`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from markdown.extensions.attr_list import get_attrs
from pymdownx.superfences import RE_HL_LINES, RE_LINENUMS, RE_NESTED_FENCE_START, RE_OPTIONS

from drift.read.dialect import is_marked
from drift.read.front_matter import content_start

TAB_LENGTH = 4
"""Columns of a tab, as Python-Markdown counts them."""

HIGHLIGHT_OPTIONS = ("title", "hl_lines", "linenums", "title_mode")
"""Options that superfences' highlighter takes in every language."""

TAKES_OPTIONS = frozenset({"python", "output", "pyodide", "tree"})
"""Languages whose options superfences' highlighter does not check: ours, and those that markdown-exec takes without `exec`."""
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
# What an author takes for an example, but superfences takes for text: behind a bullet or a word, behind or before a space that is
# none (as input methods type them), in braces without a dot.
_MISPLACED = re.compile(r"(?P<fence>~{3,}|`{3,})[\s\u200b]*\{?\s*\.?(?P<language>python|output)\b(?P<rest>.*)")
_OURS = frozenset({"python", "output"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source: its text without the line end, its offsets, its number from 1."""

    number: int
    text: str
    start: int
    end: int  # behind the line end


@dataclass(slots=True)
class Fence:
    """A fenced code block of the source. Offsets count characters of the decoded source."""

    line: int
    """Number of the opening line."""
    prefix: str
    """The text before the opening fence: white space and `>`."""
    marker: str
    """The fence itself, such as three backticks."""
    language: str = ""
    options: dict[str, str] = field(default_factory=dict)
    has_attributes: bool = False
    """Whether its options are in braces."""
    stray: str = ""
    """Text between the options that is not an option, such as a comma; superfences ignores it."""
    text: str = ""
    """The lines between the fences without the nesting's prefix, each with a final newline."""
    start: int = 0
    """Offset of the opening line."""
    body: tuple[int, int] = (0, 0)
    """Offsets of the lines between the fences."""
    end: int = 0
    """Offset behind the closing line; behind the opening one where there is none."""
    fault: str = ""
    """Why superfences would not take it as a fence, or not as the author means it; empty when all is well."""

    @property
    def code_line(self) -> int:
        """Number of the first line between the fences."""
        return self.line + 1


@lru_cache(maxsize=16)  # those who read a page ask one after the other
def split_lines(source: str) -> tuple[Line, ...]:
    r"""Split at `\n`, `\r\n` and `\r`, as MkDocs and editors do."""
    lines = tuple(
        Line(number, match[1], match.start(), match.end())
        for number, match in enumerate(_LINE.finditer(source), start=1)
        if match.start() < len(source)
    )
    return lines or (Line(1, "", 0, 0),)


def find_fences(source: str, takes_options: frozenset[str] = TAKES_OPTIONS) -> list[Fence]:
    """Return the fences of a Markdown source in their order, also faulty ones and those in comments or indented code.

    Args:
        source: The text of the file as it lies on disk (front matter, byte-order mark and line ends included).
        takes_options: Languages whose fences may have any options.

    Returns:
        Fences that superfences takes, and fences that it would refuse, with their `fault`.
    """
    start = content_start(source)
    lines = [line for line in split_lines(source) if line.end > start]
    fences: list[Fence] = []
    at = 0
    while at < len(lines):
        fence = _open(lines[at])
        at += 1
        if fence is None:
            continue
        fence.fault = fence.fault or _refused_option(fence, takes_options)
        fences.append(fence)
        if fence.fault:
            continue
        at = _read_body(fence, lines, at)
        if fence.fault.startswith("it has no end") and at < len(lines):
            # superfences does not look again at the line that broke a fence off.
            if cause := _open(lines[at]):
                cause.fault = f"it is not seen, since the fence in line {fence.line} has no end before it"
                fences.append(cause)
            at += 1
    return fences


def marker_for(text: str, marker: str) -> str:
    """Return the marker of a fence, longer where a line of the text would end it."""
    runs = re.findall(rf"^[ \t]*({re.escape(marker[0])}{{3,}})", text, re.MULTILINE)
    return marker[0] * (max(map(len, runs)) + 1) if any(len(run) >= len(marker) for run in runs) else marker


def nesting(prefix: str) -> str:
    """Bring a prefix into a form in which equal nestings are equal: tabs expanded, one space after `>` optional."""
    return re.sub(r"> ?", ">", prefix.expandtabs(TAB_LENGTH))


def _open(line: Line) -> Fence | None:
    """Read an opening line, or return `None` where the line opens no fence."""
    text = line.text.removeprefix("\ufeff") if line.start == 0 else line.text  # elsewhere it is a character like others
    prefix = text[: len(text) - len(text.lstrip("> \t"))]
    match = RE_NESTED_FENCE_START.match(text, len(prefix))
    if match is None:
        return _misplaced(line, text)
    fence = Fence(line.number, prefix, match["fence"], match["lang"] or "", start=line.start, end=line.end)
    if match["attrs"] is not None:
        fence.has_attributes = True
        _read_attributes(fence, match["attrs"])
    elif match["unrecognized"]:
        if match["fence"][0] == "`" and "`" in match["unrecognized"]:
            return None  # ```code``` on one line is a code span
        refused = match["unrecognized"].strip()
        fence.fault = f'"{refused}" is not understood: options are written key="value", in quotes, parted by spaces'
    else:
        for option in RE_OPTIONS.finditer(match["options"] or ""):
            key, value = option["key"], option["value"]
            fence.options[key] = key if value is None else value
        fence.stray = " ".join(RE_OPTIONS.sub(" ", match["options"] or "").split())
    return fence


def _refused_option(fence: Fence, takes_options: frozenset[str]) -> str:
    """Name the option for which superfences' highlighter drops a fence; those of examples are judged where they are known."""
    if fence.has_attributes or fence.language in takes_options or is_marked(fence):
        return ""
    for key, value in fence.options.items():
        if key == "exec":  # markdown-exec takes it away, also where it says no
            continue
        if key not in HIGHLIGHT_OPTIONS:
            return f'"{key}" is not an option of a "{fence.language}" fence (it takes {", ".join(HIGHLIGHT_OPTIONS)})'
        if (key == "hl_lines" and not RE_HL_LINES.match(value)) or (key == "linenums" and not RE_LINENUMS.match(value)):
            return f'{key}="{value}": it takes line numbers, such as "1 3-5"'
    return ""


def _misplaced(line: Line, text: str) -> Fence | None:
    """Return the fence that the author meant, with its fault, where a line holds one that superfences takes for text."""
    match = _MISPLACED.search(text)
    if match is None or match["fence"] in match["rest"] or "`" in match["rest"]:
        return None  # nothing of the kind, or a code span
    fault = (
        "it is taken for text: a fence needs a line of its own, indented by four spaces in a list, "
        "and knows no spaces but the ordinary one"
    )
    return Fence(line.number, "", match["fence"], match["language"], fault=fault, start=line.start, end=line.end)


def _read_attributes(fence: Fence, attributes: str) -> None:
    """Read `{ .python title="…" }`, in the way superfences does."""
    for key, value in get_attrs(attributes.replace("\t", " " * TAB_LENGTH)):
        if key == "." and not fence.language:
            fence.language = value
        elif fence.language not in _OURS and (key in _OURS or value in _OURS):
            meant = key if key in _OURS else value
            fence.fault = (
                f'"{meant}" is not its language like this: write {{ .{meant} … }}, the language first, with a dot'
            )
        elif key not in {".", "id"}:
            fence.options[key] = value or key


def _read_body(fence: Fence, lines: list[Line], at: int) -> int:
    """Read on to the end of the fence, or give it its fault; return the index of the line to go on with."""
    depth = len(fence.prefix.expandtabs(TAB_LENGTH))
    quotes = fence.prefix.count(">")
    closing = re.compile(re.escape(fence.marker) + r"[ \t]*$")
    body: list[str] = []
    start = fence.end  # it stays its end where none is found
    for index in range(at, len(lines)):
        line = lines[index]
        taken, content = _take_prefix(line.text, depth)
        # superfences takes some quotes that go on without their ">"; here every line of a fence has to have it.
        level = taken.count(">")
        nested = level == quotes and (len(taken) >= depth if quotes else len(taken) == depth)
        if not nested and (content.strip() or level != quotes):
            fence.fault = (
                f"it has no end: line {line.number} lies outside of it (is it indented or quoted like the fence?)"
            )
            return index
        if closing.match(content) and nested:
            fence.text = "".join(text + "\n" for text in body)
            fence.body, fence.end = (start, line.start), line.end
            return index + 1
        if not fence.fault and content.startswith(fence.marker) and _is_ours(line):
            fence.fault = (
                f"it swallows the one in line {line.number}: it has no end before that, or has to be longer itself"
            )
        body.append((taken + content)[depth:])
    fence.fault = f"it has no end: no line after it holds just {fence.marker} with the same indentation"
    return len(lines)


def _is_ours(line: Line) -> bool:
    fence = _open(line)
    return fence is not None and fence.language in _OURS


def _take_prefix(text: str, depth: int) -> tuple[str, str]:
    """Split off the nesting's prefix, at most `depth` columns of it, tabs expanded."""
    taken = ""
    for index, char in enumerate(text):
        if len(taken) >= depth or char not in "> \t":
            return taken, text[index:]
        taken += " " * (TAB_LENGTH - len(taken) % TAB_LENGTH) if char == "\t" else char
    return taken, ""
