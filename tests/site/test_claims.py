"""What the project promises of itself: beside each promise its source names the tests that hold it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_lessons import DOCS, LESSONS, tell

from drift.read.fences import find_fences

ROOT = Path(__file__).parents[2]
HELD = re.compile(r"<!-- held by (.+?) -->")
PROMISING = (
    *("README.md", "CHANGELOG.md", "docs/index.md", "docs/drift.md"),
    *(f"src/{name}/CHANGELOG.md" for name in ("crossent", "drift", "prekatex")),
)
# What a guide makes up to show the form of a message or a command.
INVENTED = {"docs/page.md"}
PAGES = sorted({*(ROOT / name for name in PROMISING), *DOCS.rglob("*.md")})


def untrue_references(source: str, name: str) -> list[str]:
    """Return the tests that a text names and that are not there."""
    found = []
    for match in HELD.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        for test in match[1].split(", "):
            path, _, function = test.partition("::")
            file = ROOT / path
            if not file.is_file() or not re.search(
                rf"^def {re.escape(function)}\(" if function else r"^def test_",
                file.read_text(encoding="utf-8"),
                re.MULTILINE,
            ):
                found.append(f"{name}:{line}: there is no test {test}")
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_tests_that_hold_a_promise_are_there(path: Path) -> None:
    tell(untrue_references(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()))


@pytest.mark.parametrize("name", PROMISING)
def test_what_promises_names_its_tests(name: str) -> None:
    assert HELD.search((ROOT / name).read_text(encoding="utf-8"))


def test_a_test_that_is_not_there_is_seen() -> None:
    source = "가 <!-- held by tests/site/test_claims.py::test_a_test_that_is_not_there_is_seen -->\n나 <!-- held by tests/x.py::y -->\n"
    assert untrue_references(source, "a.md") == ["a.md:2: there is no test tests/x.py::y"]


# In backticks, with a folder; `…` and Korean stand for a name of the author's choice.
FILE = re.compile(
    r"(?<!`)`((?:\.ci|\.github|benchmarks|docs|includes|overrides|requirements|src|tests)/[\w./-]*)`(?!`)", re.ASCII
)
GUIDES = ["README.md", ".github/CONTRIBUTING.md", "docs/contributing.md", "docs/maintaining.md", "docs/zensical.md"]


def files_not_there(source: str, name: str) -> list[str]:
    """Return the files and folders of the project that a guide names and that are not there."""
    return [
        f"{name}:{source.count(chr(10), 0, match.start()) + 1}: there is no {match[1]}"
        for match in FILE.finditer(source)
        if not (ROOT / match[1]).exists() and match[1] not in INVENTED
    ]


@pytest.mark.parametrize("name", GUIDES)
def test_the_files_that_a_guide_names_are_there(name: str) -> None:
    source = (ROOT / name).read_text(encoding="utf-8")
    assert FILE.search(source)
    tell(files_not_there(source, name))


def test_a_file_that_is_not_there_is_seen() -> None:
    assert files_not_there("`docs/`\n`src/none.py`, `nox -s tests`\n", "a.md") == ["a.md:2: there is no src/none.py"]


def test_no_reader_sees_the_names_of_tests(site: Path) -> None:
    searched = [path.read_text(encoding="utf-8") for path in (site / "search").glob("*.json")]
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert any("크로스 엔트로피" in text for text in searched)
    assert any(HELD.search(page) for page in pages)  # in comments, which are taken away next
    texts = [re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL) for page in pages]
    assert not [text for text in searched + texts if "held by tests/" in text or "evidence: " in text]


def test_only_one_lesson_has_examples_that_go_on() -> None:
    going_on = [
        name
        for name in LESSONS
        if any("session" in fence.options for fence in find_fences((DOCS / name).read_text(encoding="utf-8")))
    ]
    assert going_on == ["from-scratch.md"]
