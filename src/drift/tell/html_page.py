"""The frame of a report as one HTML file, and what reports have in common: texts side by side, figures side by side.

It opens from disk and asks nothing of any host. What examples print is shown, never obeyed: texts are escaped, figures are in
`<img>` (nothing in there can run), and the page forbids itself every script and style but its own two, by their hash.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from drift.tell.align import Gap, Row, Side, align
from drift.tell.text import count, visible
from drift.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 1000
"""Of one difference: nobody reads further, and a browser has to lay them out."""


def html_file(name: str) -> Path:
    """Return the path of a report, if it is one that may be written.

    Raises:
        ValueError: It is a folder, or its name does not end in `.html`: a slip must not overwrite a page.
    """
    path = Path(name)
    if path.suffix.lower() not in {".html", ".htm"} or path.is_dir():
        raise ValueError(f'"{name}": a report is a file whose name ends in .html')
    return path


def write(document: str, path: Path) -> None:
    """Write a report, whole or not at all; its folder is made.

    Raises:
        OSError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, document.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise OSError(f"the report {path} cannot be written: {error.strerror or error}") from None


def frame(title: str, heading: str, counts: str, contents: str, main: str) -> str:
    """Return a report: its title, its heading and its counts are texts, the others HTML."""
    style, script = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("html.css", "html.js"))
    policy = f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{escape(heading)}</h1>
<p class="counts">{escape(counts)}</p>
</header>
{contents}
<main>
{main}
</main>
<script>{script}</script>
</body>
</html>
"""


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def shown(text: str) -> str:
    """Return text as HTML; its lines stay lines."""
    return "\n".join(escape(visible(line)) for line in text.split("\n"))


def listing(lines: Sequence[str]) -> str:
    """Return lines as they are, as many as anybody reads."""
    texts = [shown(line) for line in lines[:ROWS]]
    if left := len(lines) - len(texts):
        texts.append(f"… and {count(left, 'more line')}")
    return "<pre>" + "\n".join(texts) + "</pre>\n"


def side_by_side(
    old: str, new: str, heads: tuple[str, str], same: str, numbers: tuple[Sequence[int], Sequence[int]] | None = None
) -> str:
    """Return two texts beside each other, what differs in them marked.

    Args:
        old: The one on the left.
        new: The other one.
        heads: What stands above them.
        same: What is said of lines that both have.
        numbers: Those of their lines; without them they are counted from 1.
    """
    found = list(islice(align(old, new), ROWS + 1))
    rows = [_gap(f"{count(row.lines, 'line')} {same}") if isinstance(row, Gap) else _row(row, numbers) for row in found]
    if len(rows) > ROWS:
        rows[ROWS:] = [_gap(f"more than {ROWS} lines: the rest is left out")]
    head = "".join(f'<th colspan="2" scope="col">{escape(head)}</th>' for head in heads)
    columns = '<colgroup><col class="line"><col><col class="line"><col></colgroup>'
    return f'<table class="diff">{columns}<thead><tr>{head}</tr></thead><tbody>\n{"".join(rows)}</tbody></table>\n'


def _gap(text: str) -> str:
    return f'<tr class="gap"><td colspan="4">⋯ {text}</td></tr>\n'


def _row(row: Row, numbers: tuple[Sequence[int], Sequence[int]] | None) -> str:
    kind = "same" if row.same else "differs"
    old, new = row.old, row.new
    if numbers:
        old, new = (
            side and replace(side, number=known[side.number - 1])
            for side, known in zip((old, new), numbers, strict=True)
        )
    return f'<tr class="{kind}">{_side(old, "old", "del")}{_side(new, "new", "ins")}</tr>\n'


def _side(side: Side | None, kind: str, tag: str) -> str:
    if side is None:
        return f'<td class="line {kind} none"></td><td class="{kind} none"></td>'
    last = len(side.spans) - 1
    texts = [
        _spaced(part, at_end=at == last) if differs else shown(part) for at, (differs, part) in enumerate(side.spans)
    ]
    if last > 0:  # a line that differs as a whole has the colour of its row
        texts = [f"<{tag}>{text}</{tag}>" if span[0] else text for text, span in zip(texts, side.spans, strict=True)]
    text = "".join(texts)
    return f'<td class="line {kind}">{side.number}</td><td class="{kind}">{text}</td>'


def _spaced(text: str, *, at_end: bool) -> str:
    """Return a differing part as HTML; white space is shown where it is the difference: alone, or at the end of its line."""
    body = "" if text.isspace() else text.rstrip(" \t") if at_end else text
    return shown(body) + shown(text[len(body) :].replace(" ", "·").replace("\t", "→\t"))


def figures(name: str, old: str | None, new: str | None, captions: tuple[str, str], alts: tuple[str, str]) -> str:
    """Return two figures: side by side, taking turns in one place, or one wiped over the other.

    Args:
        name: Of this pair alone in the report.
        old: The old figure; `None`: there was none.
        new: The new one; `None`: there is none any more.
        captions: What stands above them.
        alts: What is said of them to those who do not see them.
    """
    pictures = "".join(
        f'<figure><figcaption>{escape(caption)}</figcaption><img alt="{escape(alt)}" src="{_image(svg)}"></figure>'
        for svg, caption, alt in zip((old, new), captions, alts, strict=True)
        if svg is not None
    )
    if old is None or new is None:
        return f'<div class="figures"><div class="pair">{pictures}</div></div>\n'
    modes = [
        f'<label{hidden}><input type="radio" name="mode-{name}" class="{mode}"{checked}> {text}</label>'
        for mode, text, checked, hidden in (
            ("beside", "side by side", " checked", ""),
            ("blink", "blink", "", ""),
            ("slide", "slider", "", " hidden"),  # without the script it would do nothing
        )
    ]
    slider = '<input type="range" min="0" max="100" value="50" aria-label="how much of the new figure is shown">'
    return (
        f'<div class="figures"><div class="modes" role="radiogroup" aria-label="how to compare">{"".join(modes)}{slider}</div>'
        f'<div class="pair">{pictures}</div></div>\n'
    )


def _image(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8", "backslashreplace")).decode()
