from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING

import pytest

from drift.read.fences import split_lines
from drift.tell.source_diff import source_diff
from drift.update import Change, apply

if TYPE_CHECKING:
    from conftest import Project


def texts(source: str) -> list[str]:
    return [line.text for line in split_lines(source)] if source else []


def patched(old: list[str], diff: list[str]) -> list[str]:
    """Apply a unified diff as `patch` does, each line of it at its number."""
    new, at = [], 0
    for line in diff[2:]:
        if hunk := re.fullmatch(r"@@ -(\d+)(,0|,\d+)? \+(\d+)(,0|,\d+)? @@", line):
            start = int(hunk[1]) - (hunk[2] != ",0")
            new += old[at:start]
            at = start
            assert len(new) == int(hunk[3]) - (hunk[4] != ",0")
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            assert old[at] == line[1:]
            new += [old[at]] if line.startswith(" ") else []
            at += 1
    return new + old[at:]


def shown(source: str, changes: list[Change]) -> list[str]:
    diff = list(source_diff("a.md", source, changes))
    assert diff[:2] == ["--- a.md", "+++ a.md"]
    assert patched(texts(source), diff) == texts(apply(source, changes))
    return diff[2:]


@pytest.mark.parametrize("seed", range(200))
def test_what_is_shown_is_what_is_done(seed: int) -> None:
    lot = random.Random(seed)
    lines = [lot.choice(["a", "", "b", "```"]) + lot.choice(["\n", "\r\n"]) for _ in range(lot.randrange(1, 40))]
    if lot.random() < 0.3:
        lines[-1] = "the last line has no end"
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    source, changes, at = "".join(lines), [], lot.randrange(len(lines))
    while at <= len(lines):
        end = min(len(lines), at + lot.choice([0, 0, 1, 3]))
        text = "".join(lot.choice(["a", "c", ""]) + "\n" for _ in range(lot.randrange(4)))
        if text and offsets[at] == len(source) and not source.endswith("\n"):
            text = "\n" + text
        changes.append(Change(offsets[at], offsets[end], text))
        at = end + 1 + lot.randrange(12)
    shown(source, changes)


def test_a_change_is_shown_where_it_is_made() -> None:
    source = "```python\nprint(1)\n```\n\ntext\n"
    at = source.index("\ntext")
    assert shown(source, [Change(at, at, "\n```output\n1\n```\n")]) == [
        "@@ -1,5 +1,9 @@",
        " ```python",
        " print(1)",
        " ```",
        "+",
        "+```output",
        "+1",
        "+```",
        " ",
        " text",
    ]


@pytest.mark.slow
def test_a_page_of_many_examples_is_updated_in_no_time(project: Project) -> None:
    """Splitting the page anew for each recording, and comparing all its lines, took 8 s of this process for these."""
    project.write("docs/a.md", "".join(f"## H{i}\n\n```python\nprint({i})\n```\n\n" for i in range(600)))
    start = time.process_time()
    assert project.drift("update").code == 0
    assert time.process_time() - start < 4
    assert project.drift("check").code == 0
