"""No recording of the real pages can be wrong without being found."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from drift.check import Memo, check_pages, find_pages, page_name
from drift.examples import Example, Page, read_page
from drift.report import lines
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


def changed(page: Page, example: Example, step: int = 1) -> str:
    """Return the page with one digit of the recording replaced by the next, or another `step` away."""
    assert example.recording is not None
    start, end = example.recording.body
    body = page.source[start:end]
    # The last digit: it stands in a value, where the first may stand in a label.
    digits = list(re.finditer(r"\d", body))
    if not digits:  # a recording without a number, such as "nan"
        return page.source[:start] + body.swapcase() + page.source[end:]
    at = digits[-1].start()
    return page.source[: start + at] + str((int(body[at]) + step) % 10) + page.source[start + at + 1 :]


def name_of(case: tuple[Page, Example]) -> str:
    page, example = case
    return f"{page.name}:{example.fence.line}"


# The real command executes the whole page each time; pages that train models are executed once, through the memo of the preview.
QUICK = [case for case in RECORDED if not any(example.requires for example in case[0].examples)]
SLOW = [case for case in RECORDED if case not in QUICK]


@pytest.mark.parametrize(("page", "example"), QUICK, ids=map(name_of, QUICK))
def test_one_changed_digit_fails_the_check(page: Page, example: Example, copy: Copy) -> None:
    assert example.recording is not None
    (copy.root / page.name).write_bytes(changed(page, example).encode())
    done = copy.run("drift.cli", "check", page.name)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{page.name}:{example.recording.line}: the output differs from what is recorded")
    assert re.search(r"^    -.*\n(    -.*\n)*    \+", done.stdout, re.MULTILINE)
    assert f"drift update {page.name}" in done.stdout
    assert ", 1 drifted, in " in done.stdout


@pytest.fixture(scope="module")
def memo() -> Memo:
    return Memo()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.mark.parametrize(("page", "example"), SLOW, ids=map(name_of, SLOW))
def test_one_changed_digit_fails_pages_on_frameworks(page: Page, example: Example, memo: Memo, scratch: Path) -> None:
    assert example.recording is not None
    if any(importlib.util.find_spec(module) is None for module in example.requires):
        pytest.skip(f"needs {', '.join(example.requires)}")
    path = scratch / page.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(page.source.encode())
    settings = replace(SETTINGS, root=scratch.resolve())
    clean = check_pages([path], settings, memo)
    assert (clean.drifted, clean.faults) == (0, 0)
    # Two steps: `approx` lets one pass.
    text = changed(page, example, step=2 if example.approx else 1)
    path.write_bytes(text.encode())
    report = check_pages([path], settings, memo)
    assert (report.drifted, report.faults) == (1, 0)
    assert lines(report)[0] == f"{page.name}:{example.recording.line}: the output differs from what is recorded"


@pytest.mark.parametrize("options", [["--strict"], [], ["-q"]])
def test_one_changed_digit_fails_the_build(options: list[str], copy: Copy) -> None:
    page, example = next((page, example) for page, example in RECORDED if page.name == "docs/entropy.md")
    assert example.recording is not None
    (copy.root / page.name).write_bytes(changed(page, example).encode())
    done = copy.run("mkdocs", "build", *options)
    assert done.returncode == 1
    assert f"{page.name}:{example.recording.line}: the output differs from what is recorded" in done.stdout


ALONE = [(page, example) for page, example in RECORDED if not example.requires and not example.raises]


def outputs(copy: Copy) -> list[str]:
    """Run every example by itself, as a reader who copies it would, and return what each prints."""
    return [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", example.fence.text],
            env={"PYTHONPATH": str(copy.root / "src"), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            check=False,
        ).stdout
        for _, example in ALONE
    ]


def test_a_change_in_xent_lists_every_example_that_changed(copy: Copy) -> None:
    before = outputs(copy)
    for path in (copy.root / "src/xent").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("np.log(", "np.log2("), encoding="utf-8")
    after = outputs(copy)
    expected = {
        f"{page.name}:{example.recording.line}"
        for (page, example), old, new in zip(ALONE, before, after, strict=True)
        if old != new and example.recording is not None
    }
    done = copy.run("drift.cli", "check")
    assert done.returncode == 1
    known = {f"{page.name}:{example.recording.line}" for page, example in ALONE if example.recording is not None}
    reported = set(re.findall(r"^(docs/[\w./-]+\.md:\d+): the output differs", done.stdout, re.MULTILINE))
    assert reported & known == expected
    assert len(expected) >= 20
