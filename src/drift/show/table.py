"""A recorded table as part of a page."""

from __future__ import annotations

import re
from html import escape

from drift.read.table import read_blocks

_NUMBER = re.compile(r"[-−+]?[\d.,]+(e[-+]?\d+)?\D{0,3}|[-−]?(inf|∞)|nan|–")
"""A number, perhaps with a unit, or what stands for one."""


def tables_html(text: str) -> str:
    """Return tables, and the sentences between them, letter by letter as they were printed."""
    return "".join(_table_html(*block) if len(block[0]) > 1 else _sentences_html(block) for block in read_blocks(text))


def _sentences_html(lines: list[list[str]]) -> str:
    return "".join(f"<p>{escape('  '.join(line), quote=False)}</p>" for line in lines)


def _table_html(head: list[str], *rows: list[str]) -> str:
    """Return a table whose columns of numbers keep to the right, so that digits stand below digits."""
    columns = [[row[at] for row in rows if at < len(row)] for at in range(len(head))]
    right = {at for at, column in enumerate(columns) if all(map(_NUMBER.fullmatch, column))}

    def line(tag: str, cells: list[str]) -> str:
        styles = (' style="text-align: right"' if at in right else "" for at in range(len(cells)))
        shown = (
            f"<{tag}{style}>{escape(cell, quote=False)}</{tag}>" for cell, style in zip(cells, styles, strict=True)
        )
        return f"<tr>{''.join(shown)}</tr>"

    body = "".join(line("td", row) for row in rows)
    return f"<table><thead>{line('th', head)}</thead><tbody>{body}</tbody></table>"
