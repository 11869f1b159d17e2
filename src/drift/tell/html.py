"""The report as one HTML file: old and new side by side, figures too; it opens from disk and asks nothing of any host.

What examples print is shown, never obeyed: texts are escaped, figures are in `<img>` (nothing in there can run), and the page
forbids itself every script and style but its own two, by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import os
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from drift.judge.verdict import Status
from drift.tell.align import Gap, Row, Side, align
from drift.tell.text import count, summary, visible
from drift.writing import write_atomically

if TYPE_CHECKING:
    from drift.judge.verdict import CheckedPage, Report, Verdict
    from drift.read.page import Problem

VARIABLE = "DRIFT_REPORT"
"""The environment variable that names the file which `mkdocs build` writes; `drift check` has `--report`."""

_ROWS = 1000  # of one problem: nobody reads further, and a browser has to lay them out


def html_file(name: str) -> Path:
    """Return the path of a report, if it is one that may be written.

    Raises:
        ValueError: It is a folder, or its name does not end in `.html`: a slip must not overwrite a page.
    """
    path = Path(name)
    if path.suffix.lower() not in {".html", ".htm"} or path.is_dir():
        raise ValueError(f'"{name}": a report is a file whose name ends in .html')
    return path


def write_if_asked(report: Report) -> None:
    """Write the report that the environment asks for, if it does.

    Raises:
        OSError: It cannot be written.
        ValueError: Its name cannot be used.
    """
    if name := os.environ.get(VARIABLE):
        try:
            path = html_file(name)
        except ValueError as error:
            raise ValueError(f"{VARIABLE}={error}") from None
        write(report, path)


def write(report: Report, path: Path) -> None:
    """Write the report, whole or not at all; its folder is made.

    Raises:
        OSError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, render(report).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise OSError(f"the report {path} cannot be written: {error.strerror or error}") from None


def render(report: Report) -> str:
    """Return the report as an HTML page."""
    style, script = (Path(__file__).with_suffix(kind).read_text(encoding="utf-8") for kind in (".css", ".js"))
    pages = sorted(report.pages, key=lambda page: page.page.name)
    numbered = list(enumerate(pages, 1))
    sections = "".join(_page(number, page) for number, page in numbered if page.problems)
    policy = f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>drift: {"no problems" if not sections else escape(_counts(report, pages))}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>drift</h1>
<p class="counts">{escape(summary(report))}</p>
</header>
{_contents(numbered)}
<main>
{sections or "<p>No problems.</p>"}
</main>
<script>{script}</script>
</body>
</html>
"""


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _counts(report: Report, pages: list[CheckedPage]) -> str:
    faulty = f", {report.faults} faulty" if report.faults else ""
    return f"{report.drifted} drifted{faulty} on {count(sum(bool(page.problems) for page in pages), 'page')}"


def _contents(pages: list[tuple[int, CheckedPage]]) -> str:
    """Return the table of contents: the pages with problems, each with links to them, then the others, folded."""
    wrong = "".join(
        f'<li><a href="#page-{number}">{escape(page.page.name)}</a> <span class="tally">{_tally(page)}</span>'
        f'<span class="places">{_places(number, page)}</span></li>\n'
        for number, page in pages
        if page.problems
    )
    right = [page for _, page in pages if not page.problems]
    rows = "".join(f'<li>{escape(page.page.name)} <span class="tally">{_tally(page)}</span></li>\n' for page in right)
    folded = f"<details><summary>{count(len(right), 'page')} without problems</summary><ul>{rows}</ul></details>"
    return f'<nav aria-label="Pages">{f"<ul>{wrong}</ul>" if wrong else ""}{folded if right else ""}</nav>'


def _tally(page: CheckedPage) -> str:
    found = [verdict.status for verdict in page.verdicts]
    parts = [count(len(found), "example")]
    parts += [
        f"{found.count(status)} {_words(status)}"
        for status in Status
        if status is not Status.AS_RECORDED and status in found
    ]
    missing = sorted({verdict.missing for verdict in page.verdicts if verdict.missing})
    return escape(", ".join(parts) + (f" ({', '.join(missing)} is missing)" if missing else ""))


def _words(status: Status) -> str:
    return status.replace("_", " ")


def _places(number: int, page: CheckedPage) -> str:
    return " ".join(
        f'<a href="#problem-{number}-{index}">:{problem.line}</a>' for index, problem in enumerate(page.problems, 1)
    )


def _page(number: int, page: CheckedPage) -> str:
    parts = [f'<section id="page-{number}">\n<h2>{escape(page.page.name)}</h2>\n']
    for index, finding in enumerate(page.findings, 1):
        problem, verdict = finding.problem, finding.verdict
        title = verdict.example.fence.options.get("title", "") if verdict else ""
        parts.append(
            f'<article id="problem-{number}-{index}" class="{finding.status}">\n'
            f"<h3><code>{escape(page.page.name)}:{problem.line}</code>{f' {_shown(title)}' if title else ''}"
            f' <span class="status">{_words(finding.status)}</span></h3>\n<p class="message">{_shown(problem.message)}</p>\n'
        )
        if verdict and finding.drifted:
            parts.append(_text(verdict) + _figures(f"{number}-{index}", verdict))
        elif problem.detail:
            parts.append(_detail(problem))
        if problem.hint:
            parts.append(f'<p class="hint">→ {_shown(problem.hint)}</p>\n')
        if verdict:
            code = _shown(verdict.example.fence.text)
            parts.append(f"<details><summary>the example</summary><pre>{code}</pre></details>\n")
        parts.append("</article>\n")
    return "".join([*parts, "</section>\n"])


def _detail(problem: Problem) -> str:
    lines = [_shown(line) for line in problem.detail[:_ROWS]]
    if left := len(problem.detail) - len(lines):
        lines.append(f"… and {count(left, 'more line')}")
    return "<pre>" + "\n".join(lines) + "</pre>\n"


def _text(verdict: Verdict) -> str:
    """Return recorded and printed text side by side; nothing if it is the figure alone that differs."""
    if not verdict.text_drifted:
        return ""
    if verdict.problem and (
        verdict.example.file or verdict.file
    ):  # long lines take too long to align, and too much room
        return _detail(verdict.problem)
    found = list(islice(align(verdict.example.recorded or "", verdict.text or ""), _ROWS + 1))
    rows = [_gap(f"{count(row.lines, 'line')} as recorded") if isinstance(row, Gap) else _row(row) for row in found]
    if len(rows) > _ROWS:
        rows[_ROWS:] = [_gap(f"more than {_ROWS} lines: the rest is left out")]
    head = '<tr><th colspan="2" scope="col">recorded</th><th colspan="2" scope="col">printed</th></tr>'
    columns = '<colgroup><col class="line"><col><col class="line"><col></colgroup>'
    return f'<table class="diff">{columns}<thead>{head}</thead><tbody>\n{"".join(rows)}</tbody></table>\n'


def _gap(text: str) -> str:
    return f'<tr class="gap"><td colspan="4">⋯ {text}</td></tr>\n'


def _row(row: Row) -> str:
    kind = "same" if row.same else "differs"
    return f'<tr class="{kind}">{_side(row.old, "old", "del")}{_side(row.new, "new", "ins")}</tr>\n'


def _side(side: Side | None, kind: str, tag: str) -> str:
    if side is None:
        return f'<td class="line {kind} none"></td><td class="{kind} none"></td>'
    last = len(side.spans) - 1
    texts = [
        _spaced(part, at_end=at == last) if differs else _shown(part) for at, (differs, part) in enumerate(side.spans)
    ]
    if last > 0:  # a line that differs as a whole has the colour of its row
        texts = [f"<{tag}>{text}</{tag}>" if span[0] else text for text, span in zip(texts, side.spans, strict=True)]
    text = "".join(texts)
    return f'<td class="line {kind}">{side.number}</td><td class="{kind}">{text}</td>'


def _spaced(text: str, *, at_end: bool) -> str:
    """Return a differing part as HTML; white space is shown where it is the difference: alone, or at the end of its line."""
    body = "" if text.isspace() else text.rstrip(" \t") if at_end else text
    return _shown(body) + _shown(text[len(body) :].replace(" ", "·").replace("\t", "→\t"))


def _shown(text: str) -> str:
    """Return text as HTML; its lines stay lines."""
    return "\n".join(escape(visible(line)) for line in text.split("\n"))


def _figures(name: str, verdict: Verdict) -> str:
    """Return the recorded and the drawn figure: side by side, taking turns in one place, or one wiped over the other."""
    old, new = verdict.figure_recorded, verdict.figure_drawn
    if new is None or new == old:
        return ""
    drawn = f'<figure><figcaption>drawn now</figcaption><img alt="the figure drawn now" src="{_image(new)}"></figure>'
    if old is None:
        return f'<div class="figures"><div class="pair">{drawn}</div></div>\n'
    recorded = f'<figure><figcaption>recorded</figcaption><img alt="the recorded figure" src="{_image(old)}"></figure>'
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
        f'<div class="pair">{recorded}{drawn}</div></div>\n'
    )


def _image(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8", "backslashreplace")).decode()
