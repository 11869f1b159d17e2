"""No recording of the real pages can be wrong without being found."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from printed import Printed
from sources import PAGES, ROOT, SETTINGS
from test_lessons import LESSONS

from drift.judge.check import check_pages
from drift.judge.verdict import Status
from drift.read.page import Example, Page
from drift.tell.text import lines

if TYPE_CHECKING:
    from conftest import Copy

    from drift.judge.verdict import Report

Mutation = Callable[[str, random.Random], str]
EXAMPLES = [(page, example) for page in PAGES for example in page.examples]
RECORDED = [(page, example) for page, example in EXAMPLES if example.recording is not None]


def test_the_pages_are_found() -> None:
    assert {page.name for page in PAGES} >= {
        f"docs/{name}.md" for name in ("index", "entropy", "cross-entropy", "kl-divergence")
    }
    assert {page.name for page, _ in EXAMPLES} >= {f"docs/{name}" for name in LESSONS}
    assert all(example.recording or example.figure for _, example in EXAMPLES)


def changed(example: Example, step: int = 1) -> str:
    """Return the recording's text with one digit replaced by the next, or another `step` away."""
    assert example.recording is not None
    text = example.recording.text
    # The last digit: it stands in a value, where the first may stand in a label.
    digits = list(re.finditer(r"\d", text))
    if not digits:  # a recording without a number, such as "nan"
        return f"?{text}"
    at = digits[-1].start()
    return text[:at] + str((int(text[at]) + step) % 10) + text[at + 1 :]


def name_of(case: tuple[Page, Example]) -> str:
    page, example = case
    return f"{page.name}:{example.fence.line}"


def rewritten(source: str, example: Example, text: str) -> str:
    """Return a page with another text in a recording."""
    assert example.recording is not None
    start, end = example.recording.body
    body = "".join(example.recording.prefix + line + "\n" for line in text.split("\n")[:-1])
    return source[:start] + body + source[end:]


def _put(pattern: str, change: Callable[[str, random.Random], str]) -> Mutation:
    """Change one of the places that match."""

    def mutation(text: str, rng: random.Random) -> str:
        places = list(re.finditer(pattern, text))
        if not places:
            return text
        place = rng.choice(places)
        return text[: place.start()] + change(place[0], rng) + text[place.end() :]

    return mutation


def _lines(change: Callable[[list[str], int], list[str]]) -> Mutation:
    """Change the lines at one of them."""

    def mutation(text: str, rng: random.Random) -> str:
        all_lines = text.splitlines(keepends=True)
        return "".join(change(all_lines, rng.randrange(len(all_lines))))

    return mutation


def _swap(all_lines: list[str], at: int) -> list[str]:
    """Exchange two neighbours."""
    return [*all_lines[: at - 1], all_lines[at], all_lines[at - 1], *all_lines[at + 1 :]] if at else all_lines


# Each returns the changed text, or the same where a recording has nothing of the kind.
MUTATIONS: dict[str, Mutation] = {
    # Two steps at least, also around the corner: in `approx` recordings one of the last digit may pass.
    "digit": _put(r"\d", lambda digit, rng: str((int(digit) + rng.randint(2, 8)) % 10)),
    "sign": _put(r"-?(?<![\w.])\d", lambda number, _: number[1:] if number.startswith("-") else f"-{number}"),
    "space inside": _put(r"(?<=\S)(?=\S)", lambda _, __: " "),
    "space lost": _put(r" ", lambda _, __: ""),
    "space at the end": _put(r"(?m)$(?=\n)", lambda _, __: " "),
    "line lost": _lines(lambda all_lines, at: all_lines[:at] + all_lines[at + 1 :]),
    "line doubled": _lines(lambda all_lines, at: all_lines[: at + 1] + all_lines[at:]),
    "lines swapped": _lines(_swap),
    "syllable": _put(r"[가-힣]", lambda _, rng: chr(rng.randint(ord("가"), ord("힣")))),
    "case": _put(r"[A-Za-z]", lambda letter, _: letter.swapcase()),
    "normalisation": _put(r"[가-힣]", lambda syllable, _: unicodedata.normalize("NFD", syllable)),
}


def mutated(example: Example, rng: random.Random) -> str:
    """Return the recording's text with a change of some kind."""
    assert example.recording is not None
    while True:
        text = MUTATIONS[rng.choice(list(MUTATIONS))](example.recording.text, rng)
        if text != example.recording.text:
            return text


# The real command executes the whole page each time: it is tried on two pages. All recordings are judged by what the examples printed
# when the site was built, through the memo of the preview.
PLAIN = [case for case in RECORDED if not any(example.requires for example in case[0].examples)]
BY_COMMAND = list({page.name: (page, example) for page, example in PLAIN}.values())[:2]


@pytest.mark.parametrize(("page", "example"), BY_COMMAND, ids=map(name_of, BY_COMMAND))
def test_one_changed_digit_fails_the_check(page: Page, example: Example, copy: Copy) -> None:
    assert example.recording is not None
    (copy.root / page.name).write_bytes(rewritten(page.source, example, changed(example)).encode())
    done = copy.run("drift.cli", "check", page.name)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{page.name}:{example.recording.line}: the output differs from what is recorded")
    assert re.search(r"^    -.*\n(    -.*\n)*    \+", done.stdout, re.MULTILINE)
    assert f"drift update {page.name}" in done.stdout
    assert ", 1 drifted, in " in done.stdout


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples read, to break it."""
    scratch = tmp_path_factory.mktemp("scratch").resolve()
    for name in ("benchmarks", "overrides", SETTINGS.figures):
        shutil.copytree(ROOT / name, scratch / name)
    return scratch


@pytest.fixture(scope="module")
def figures(scratch: Path) -> Path:
    """The recorded figures that `check` compares with."""
    return scratch / SETTINGS.figures


@pytest.fixture(scope="module")
def check(scratch: Path, printed: Path) -> Callable[[Page, str], Report]:
    """Check a page with another text, which changes nothing of what its examples have printed."""
    memo = Printed(printed)

    def check(page: Page, text: str) -> Report:
        path = scratch / page.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return check_pages([path], replace(SETTINGS, root=scratch), memo)

    return check


def missing(example: Example) -> list[str]:
    return [module for module in example.requires if importlib.util.find_spec(module) is None]


def digits(page: Page, known: list[Example], turn: int) -> list[tuple[Example, str]]:
    """Return another last digit for every second recording, so that the others can be seen to be spared."""
    # Two steps: `approx` lets one pass.
    return [(example, changed(example, step=2 if example.approx else 1)) for example in known[turn::2]]


def chances(page: Page, known: list[Example], turn: int) -> list[tuple[Example, str]]:
    """Return a random change of each recording."""
    return [
        (example, mutated(example, random.Random(f"{page.name}:{number}:{turn}")))
        for number, example in enumerate(known)
    ]


@pytest.mark.parametrize("page", [page for page in PAGES if page.examples], ids=lambda page: page.name)
def test_every_change_of_any_recording_is_found(page: Page, check: Callable[[Page, str], Report]) -> None:
    """Twelve rounds of changes, a digit of each recording first; what was changed has to be found at its line, and nothing else."""
    known = [example for example in page.examples if example.recording and not missing(example)]
    if not known:
        pytest.skip("needs a framework")
    clean = check(page, page.source)
    assert (clean.drifted, clean.faults) == (0, 0)
    for change, turns in ((digits, 2), (chances, 10)):
        for turn in range(turns):
            changes = change(page, known, turn)
            source = page.source
            for example, text in reversed(changes):
                source = rewritten(source, example, text)
            report = check(page, source)
            (checked,) = report.pages
            found = {verdict.example.index for verdict in checked.verdicts if verdict.status is Status.DRIFTED}
            assert [text for example, text in changes if example.index not in found] == []
            assert (len(found), report.faults) == (len(changes), 0)
            places = [
                verdict.example.recording.line for verdict in checked.verdicts if verdict.status is Status.DRIFTED
            ]
            told = [line for line in lines(report) if line.startswith(f"{page.name}:")]
            differs = ": the output differs from what is recorded"
            assert [line.partition(differs)[:2] for line in told] == [
                (f"{page.name}:{line}", differs) for line in places
            ]
            if change is digits:
                assert places == [example.recording.line for example, _ in changes]


FIGURES = [(page, example) for page, example in EXAMPLES if example.figure]


@pytest.mark.parametrize(("page", "example"), FIGURES, ids=map(name_of, FIGURES))
def test_one_changed_digit_of_a_figure_is_found(
    page: Page, example: Example, check: Callable[[Page, str], Report], figures: Path
) -> None:
    if missing(example):
        pytest.skip(f"needs {', '.join(missing(example))}")
    assert check(page, page.source).drifted == 0
    file = figures / f"{example.figure}.svg"
    svg = file.read_text(encoding="utf-8")
    try:
        file.write_text(spoilt(svg), encoding="utf-8")
        report = check(page, page.source)
    finally:
        file.write_text(svg, encoding="utf-8")
    assert (report.drifted, report.faults) == (1, 0)
    assert lines(report)[0].startswith(f"{page.name}:{example.fence.line}: the figure differs from {SETTINGS.figures}/")


def test_one_changed_digit_of_a_figure_fails_the_command(copy: Copy) -> None:
    page, example = next((page, example) for page, example in FIGURES if page.name == "docs/entropy.md")
    file = copy.root / SETTINGS.figures / f"{example.figure}.svg"
    file.write_text(spoilt(file.read_text(encoding="utf-8")), encoding="utf-8")
    done = copy.run("drift.cli", "check", page.name)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{page.name}:{example.fence.line}: the figure differs from {SETTINGS.figures}/")
    assert ", 1 drifted, in " in done.stdout


def spoilt(svg: str) -> str:
    """Return a figure with one digit changed."""
    at = svg.rindex("5")
    return svg[:at] + "6" + svg[at + 1 :]


@pytest.mark.parametrize("kind", ["sign", "space at the end", "normalisation"])
def test_a_random_change_fails_the_command(kind: str, copy: Copy) -> None:
    for page, example in PLAIN:
        text = MUTATIONS[kind](example.recording.text, random.Random(0))
        source = rewritten(page.source, example, text)
        if source != page.source:
            break
    (copy.root / page.name).write_bytes(source.encode())
    done = copy.run("drift.cli", "check", page.name)
    assert done.returncode == 1
    assert ", 1 drifted, in " in done.stdout


def test_one_changed_digit_fails_the_build(copy: Copy) -> None:
    """Without `--strict`, too; tests/drift tries every option."""
    page, example = next((page, example) for page, example in RECORDED if page.name == "docs/entropy.md")
    assert example.recording is not None
    for other in (copy.root / "docs").rglob("*.md"):
        if other.name not in {"entropy.md", "glossary.md"}:  # it would be executed, too; the search needs the glossary
            other.unlink()
    (copy.root / page.name).write_bytes(rewritten(page.source, example, changed(example)).encode())
    done = copy.run("mkdocs", "build")
    assert done.returncode == 1
    assert f"{page.name}:{example.recording.line}: the output differs from what is recorded" in done.stdout


def of_crossent(page: Page) -> list[Example]:
    """Return the examples that call `crossent` and stand alone."""
    return [
        example
        for example in page.examples
        if example.recording
        and not (example.raises or example.session)
        and "from crossent import" in example.fence.text
    ]


# Every third page, none of which needs a framework.
THIRD = [page for page in PAGES if of_crossent(page) and not any(example.requires for example in page.examples)][::3]
ALONE = [(page, example) for page in THIRD for example in of_crossent(page)]
EACH = """
import contextlib, io, json, sys
def printed(code):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, {"__name__": "__main__"})
    return out.getvalue()
print(json.dumps([printed(code) for code in json.load(sys.stdin)]))
"""


def outputs(copy: Copy) -> list[str]:
    """Run every example without `drift`, as a reader who copies it would, and return what each prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EACH],
        input=json.dumps([example.fence.text for _, example in ALONE]),
        env={"PYTHONPATH": str(copy.root / "src"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def test_a_change_in_crossent_lists_every_example_that_changed(copy: Copy) -> None:
    before = outputs(copy)
    for path in (copy.root / "src/crossent").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("np.log(", "np.log2("), encoding="utf-8")
    after = outputs(copy)
    known = [f"{page.name}:{example.recording.line}" for page, example in ALONE]
    expected = {name for name, old, new in zip(known, before, after, strict=True) if old != new}
    done = copy.run("drift.cli", "check", *(page.name for page in THIRD))
    assert done.returncode == 1
    reported = set(re.findall(r"^(docs/[\w./-]+\.md:\d+): the output differs", done.stdout, re.MULTILINE))
    assert reported & set(known) == expected
    assert 20 <= len(expected) < len(known)
