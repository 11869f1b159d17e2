"""What every page of the site keeps to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drift.fences import find_fences
from drift.front_matter import content_start

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
ids = [path.relative_to(ROOT).as_posix() for path in PAGES]


def prose(path: Path) -> str:
    """Return a page without front matter and fenced blocks."""
    source = path.read_text(encoding="utf-8")
    parts, at = [], content_start(source)
    for fence in find_fences(source):
        parts.append(source[at : fence.start])
        at = fence.end
    return "".join([*parts, source[at:]])


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_heading_has_an_english_id_of_its_own(path: Path) -> None:
    headings = re.findall(r"^#+ .*$", prose(path), re.MULTILINE)
    found = [re.search(r"\{ #([a-z][a-z0-9-]*) \}$", heading) for heading in headings]
    assert headings
    assert all(found), [heading for heading, match in zip(headings, found, strict=True) if not match]
    names = [match[1] for match in found if match]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_page_describes_itself(path: Path) -> None:
    matter = path.read_text(encoding="utf-8")[: content_start(path.read_text(encoding="utf-8"))]
    description = re.search(r"^description: (.+)$", matter, re.MULTILINE)
    assert description
    assert 40 <= len(description[1]) <= 160


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_file_names_are_ascii(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9-]+\.md", path.name)
