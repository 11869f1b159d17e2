"""No recording of the real pages can be wrong without being found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from drift.check import find_pages, page_name
from drift.examples import Example, Page, read_page
from drift.settings import load_settings

if TYPE_CHECKING:
    from conftest import Copy

ROOT = Path(__file__).parents[2]
SETTINGS = load_settings(ROOT)
PAGES = [read_page(page_name(path, SETTINGS), path.read_bytes().decode(), SETTINGS) for path in find_pages(SETTINGS)]
EXAMPLES = [(page, example) for page in PAGES for example in page.examples]
RECORDED = [(page, example) for page, example in EXAMPLES if example.recording is not None]


def test_the_pages_are_found() -> None:
    assert {page.name for page in PAGES} >= {
        f"docs/{name}.md" for name in ("index", "entropy", "cross-entropy", "kl-divergence")
    }
    assert len(RECORDED) == len(EXAMPLES) >= 25


def changed(page: Page, example: Example) -> str:
    """Return the page with one digit of the recording replaced by the next."""
    assert example.recording is not None
    start, end = example.recording.body
    body = page.source[start:end]
    # The last digit: it stands in a value, where the first may stand in a label.
    digits = list(re.finditer(r"\d", body))
    if not digits:  # a recording without a number, such as "nan"
        return page.source[:start] + body.swapcase() + page.source[end:]
    at = digits[-1].start()
    return page.source[: start + at] + str((int(body[at]) + 1) % 10) + page.source[start + at + 1 :]


@pytest.mark.parametrize(
    ("page", "example"), RECORDED, ids=[f"{page.name}:{example.fence.line}" for page, example in RECORDED]
)
def test_one_changed_digit_fails_the_check(page: Page, example: Example, copy: Copy) -> None:
    assert example.recording is not None
    (copy.root / page.name).write_bytes(changed(page, example).encode())
    done = copy.run("drift.cli", "check", page.name)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{page.name}:{example.recording.line}: the output differs from what is recorded")
    assert re.search(r"^    -.*\n(    -.*\n)*    \+", done.stdout, re.MULTILINE)
    assert f"drift update {page.name}" in done.stdout
    assert ", 1 drifted, in " in done.stdout


@pytest.mark.parametrize("options", [["--strict"], [], ["-q"]])
def test_one_changed_digit_fails_the_build(options: list[str], copy: Copy) -> None:
    page, example = next((page, example) for page, example in RECORDED if page.name == "docs/entropy.md")
    assert example.recording is not None
    (copy.root / page.name).write_bytes(changed(page, example).encode())
    done = copy.run("mkdocs", "build", *options)
    assert done.returncode == 1
    assert f"{page.name}:{example.recording.line}: the output differs from what is recorded" in done.stdout


def outputs(copy: Copy) -> list[str]:
    """Run every example by itself, as a reader who copies it would, and return what each prints."""
    printed = []
    for _, example in EXAMPLES:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", example.fence.text],
            env={"PYTHONPATH": str(copy.root / "src"), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            check=False,
        )
        printed.append(done.stdout)
    return printed


def test_a_change_in_xent_lists_every_example_that_changed(copy: Copy) -> None:
    before = outputs(copy)
    for path in (copy.root / "src/xent").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("np.log(", "np.log2("), encoding="utf-8")
    after = outputs(copy)
    expected = {
        f"{page.name}:{example.recording.line}"
        for (page, example), old, new in zip(EXAMPLES, before, after, strict=True)
        if old != new and example.recording is not None
    }
    done = copy.run("drift.cli", "check")
    assert done.returncode == 1
    reported = set(re.findall(r"^(docs/[\w./-]+\.md:\d+): the output differs", done.stdout, re.MULTILINE))
    assert reported == expected
    assert len(expected) >= 10
