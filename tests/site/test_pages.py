"""What every page of the site keeps to."""

from __future__ import annotations

import re
from pathlib import Path

import lessons
import pytest
from test_lessons import tell

from drift.read.fences import find_fences
from sitekit.frontmatter import description_faults, front_matter_faults

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
ids = [path.relative_to(ROOT).as_posix() for path in PAGES]


def without_fences(path: Path) -> str:
    """Return a page with front matter and fenced blocks left blank, so that lines keep their numbers."""
    source = path.read_text(encoding="utf-8")
    return lessons.without_fences(source, find_fences(source))


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_heading_has_an_english_id_of_its_own(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    seen: set[str] = set()
    found = []
    for line, text in enumerate(without_fences(path).splitlines(), 1):
        if not re.match(r"#+ ", text):
            continue
        match = re.search(r"\{ #([a-z][a-z0-9-]*) \}$", text)
        if not match:
            found.append(f'{name}:{line}: "{text}" has no English id\n    → write it behind the heading: {{ #name }}')
        elif match[1] in seen:
            found.append(f"{name}:{line}: the id #{match[1]} is taken by a heading above")
        seen.add(match[1] if match else "")
    tell(found if seen else [f"{name}:1: the page has no heading"])


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_page_describes_itself(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    faults = front_matter_faults(source) or description_faults(source)
    tell([fault.told(path.relative_to(ROOT).as_posix()) for fault in faults])


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_file_names_are_ascii(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9-]+\.md", path.name)
