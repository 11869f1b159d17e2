"""What an example prints as a table in plain text: a line a row, the head first, two spaces or more between cells."""

from __future__ import annotations

import re

_GAP = re.compile(r" {2,}|\t+")


def read_blocks(text: str) -> list[list[list[str]]]:
    """Return what blank lines part, each as the cells of its lines: a table if its first line has two or more, else sentences."""
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n"))
    return [[_GAP.split(line.strip()) for line in block.split("\n")] for block in blocks]


def table_problem(text: str) -> str | None:
    """Say why a text cannot be shown as tables; `None` if it can."""
    tables = [block for block in read_blocks(text) if len(block[0]) > 1]
    if not tables:
        return 'it prints no head of a table, for render="table"'
    for head, *rows in tables:
        for row in rows:
            if len(row) != len(head):
                return f'its row "{"  ".join(row)}" has {len(row)} cells, the head of the table {len(head)}'
    return None
