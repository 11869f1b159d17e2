"""Find the fenced code blocks of a Markdown source, with exact positions and line numbers.

The grammar is that of `pymdownx.superfences`, whose own patterns read the opening line. What superfences drops without a word
(a fence with an unquoted option, without an end …) is returned here as a fence with a `fault`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markdown.extensions.attr_list import get_attrs
from pymdownx.superfences import RE_NESTED_FENCE_START, RE_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

TAB_LENGTH = 4
"""Columns of a tab, as Python-Markdown counts them."""

HIGHLIGHT_OPTIONS = ("title", "hl_lines", "linenums", "title_mode")
"""Options that superfences' highlighter takes in every language."""

# Ours, and those that markdown-exec takes without `exec`.
_TAKES_OPTIONS = frozenset({"python", "output", "pyodide", "tree"})
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
# MkDocs takes front matter away before Markdown sees the page.
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n|\n|\r).*?^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r)", re.DOTALL | re.MULTILINE
)
# A fence on the line of a list's bullet, or of a definition's colon, is no fence to superfences.
_ON_BULLET = re.compile(
    r"[> \t]*(?:[-*+:]|\d+[.)])[ \t]+(?P<fence>~{3,}|`{3,})[ \t]*\{?[ \t]*\.?(?P<language>[\w+#.-]+)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source: its text without the line end, its offsets, its number from 1."""

    number: int
    text: str
    start: int
    end: int  # behind the line end


@dataclass(slots=True)
class Fence:
    """A fenced code block as it stands in the source. Offsets count characters of the decoded source."""

    line: int
    """Number of the opening line."""
    prefix: str
    """What stands before the opening fence: white space and `>`."""
    marker: str
    """The fence itself, such as three backticks."""
    language: str = ""
    options: dict[str, str] = field(default_factory=dict)
    text: str = ""
    """The lines between the fences without the nesting's prefix, each with a final newline."""
    start: int = 0
    """Offset of the opening line."""
    body: tuple[int, int] = (0, 0)
    """Offsets of the lines between the fences."""
    end: int = 0
    """Offset behind the closing line."""
    last_line: int = 0
    """Number of the closing line."""
    fault: str = ""
    """Why superfences would not take it as a fence; empty when it would."""

    @property
    def code_line(self) -> int:
        """Number of the first line between the fences."""
        return self.line + 1


def split_lines(source: str) -> list[Line]:
    r"""Split at `\n`, `\r\n` and `\r`, as MkDocs and editors do."""
    lines = [
        Line(number, match[1], match.start(), match.end())
        for number, match in enumerate(_LINE.finditer(source), start=1)
        if match.start() < len(source)
    ]
    return lines or [Line(1, "", 0, 0)]


def find_fences(source: str) -> list[Fence]:
    """Return the fences of a Markdown source in their order, also faulty ones and those in comments or indented code.

    Args:
        source: The text of the file as it lies on disk (front matter, byte-order mark and line ends included).

    Returns:
        Fences that superfences takes, and fences that it would refuse, with their `fault`.
    """
    start = content_start(source)
    lines = (line for line in split_lines(source) if line.end > start)
    fences = []
    for line in lines:
        fence = _open(line)
        if fence is None:
            continue
        if not fence.fault:
            _read_body(fence, lines)
        fences.append(fence)
    return fences


def content_start(source: str) -> int:
    """Return the offset behind a source's byte-order mark and front matter."""
    matter = _FRONT_MATTER.match(source)
    return matter.end() if matter else len(source) - len(source.removeprefix("\ufeff"))


def nesting(prefix: str) -> str:
    """Bring a prefix into a form in which equal nestings are equal: tabs expanded, one space after `>` optional."""
    return re.sub(r"> ?", ">", prefix.expandtabs(TAB_LENGTH))


def _open(line: Line) -> Fence | None:
    """Read an opening line, or return `None` where the line opens no fence."""
    text = line.text.removeprefix("\ufeff")
    prefix = text[: len(text) - len(text.lstrip("> \t"))]
    match = RE_NESTED_FENCE_START.match(text, len(prefix))
    if match is None:
        bullet = _ON_BULLET.match(text)
        if bullet is None or bullet["fence"] in text[bullet.end() :]:
            return None
        fault = (
            "a fence cannot start on the line of a list's bullet: put it on a line of its own, indented by four spaces"
        )
        return Fence(
            line.number, prefix, bullet["fence"], bullet["language"], fault=fault, start=line.start, end=line.end
        )
    fence = Fence(
        line.number, prefix, match["fence"], match["lang"] or "", start=line.start, end=line.end, last_line=line.number
    )
    if match["attrs"] is not None:
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
        fence.fault = _refused_option(fence)
    return fence


def _refused_option(fence: Fence) -> str:
    """Name the option for which superfences' highlighter drops a fence; those of examples are judged where they are known."""
    if fence.language in _TAKES_OPTIONS or "exec" in fence.options:
        return ""
    key = next((key for key in fence.options if key not in HIGHLIGHT_OPTIONS), None)
    return (
        f'"{key}" is not an option of a "{fence.language}" fence (it takes {", ".join(HIGHLIGHT_OPTIONS)})'
        if key
        else ""
    )


def _read_attributes(fence: Fence, attributes: str) -> None:
    """Read `{ .python title="…" }`, in the way superfences does."""
    for key, value in get_attrs(attributes.replace("\t", " " * TAB_LENGTH)):
        if key == "." and not fence.language:
            fence.language = value
        elif key not in {".", "id"}:
            fence.options[key] = value


def _read_body(fence: Fence, lines: Iterator[Line]) -> None:
    """Read on to the end of the fence; a fence without one gets its fault."""
    depth = len(fence.prefix.expandtabs(TAB_LENGTH))
    quotes = fence.prefix.count(">")
    closing = re.compile(re.escape(fence.marker) + r"[ \t]*$")
    body: list[str] = []
    start = end = fence.end
    for line in lines:
        taken, content = _take_prefix(line.text, depth)
        # superfences takes some quotes that go on without their ">"; here every line of a fence has to have it.
        nested = taken.count(">") == quotes and (
            len(taken) == depth or bool(quotes and len(taken) >= len(fence.prefix))
        )
        if not nested and (content.strip() or taken.count(">") != quotes):
            fence.fault = (
                f"it has no end: line {line.number} lies outside of it (is it indented or quoted like the fence?)"
            )
            fence.end, fence.last_line = line.end, line.number
            return
        if closing.match(content) and nested:
            fence.text = "".join(text + "\n" for text in body)
            fence.body, fence.end, fence.last_line = (start, end), line.end, line.number
            return
        body.append((taken + content)[depth:])
        end = line.end
    fence.fault = f"it has no end: no line after it holds just {fence.marker} with the same indentation"
    fence.end = end


def _take_prefix(text: str, depth: int) -> tuple[str, str]:
    """Split off the nesting's prefix, at most `depth` columns of it, tabs expanded."""
    taken = ""
    for index, char in enumerate(text):
        if len(taken) >= depth or char not in "> \t":
            return taken, text[index:]
        taken += " " * (TAB_LENGTH - len(taken) % TAB_LENGTH) if char == "\t" else char
    return taken, ""
