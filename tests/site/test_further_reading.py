"""The guide to further reading: nothing is said of a text without a note, in the source, of where it was looked up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/further-reading.md"
LINK = re.compile(r"\]\(https?://")
EVIDENCE = re.compile(r"<!-- evidence: (.+?) -->")
# A repository's file at a commit, or a page of a site.
ADDRESS = re.compile(r"\b[\w.-]+/[\w.-]+@[0-9a-f]{7}\b|\b[\w-]+(?:\.[\w-]+)+(?:/|, docstring )")
# A commit, a year, or a version.
EDITION = re.compile(r"@[0-9a-f]{7}\b|\b(?:19|20)\d\d\b|\b\d+\.\d+\.\d+\b")

LINES = PAGE.read_text(encoding="utf-8").splitlines()
LINKING = [(number, line) for number, line in enumerate(LINES, 1) if LINK.search(line)]


def test_there_are_links() -> None:
    assert len(LINKING) >= 30


@pytest.mark.parametrize("line", [line for _, line in LINKING], ids=[str(number) for number, _ in LINKING])
def test_a_link_has_its_evidence_beside_it(line: str) -> None:
    notes = EVIDENCE.findall(line)
    assert len(notes) == len(LINK.findall(line)) == 1
    assert ADDRESS.search(notes[0])
    assert EDITION.search(notes[0])


def test_nobody_is_marked() -> None:
    assert not re.search("[●◐○★☆]", "\n".join(LINES))
