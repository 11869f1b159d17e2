"""Every lesson as a notebook: valid, with all that the page has, and when it is executed it prints and draws what it holds."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from environment import Environment
from nbclient import NotebookClient
from sources import PAGES, SETTINGS
from test_lessons import LESSONS as NAMES

from drift.judge.compare import canonical, same
from drift.masks import masked

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from drift.read.page import Example
    from drift.read.page import Page as Source

LESSONS = [page for page in PAGES if page.name.removeprefix("docs/") in NAMES]
each_lesson = pytest.mark.parametrize("page", LESSONS, ids=lambda page: Path(page.name).stem)


def file_of(page: Source, site: Path) -> Path:
    return site / Path(page.name).with_suffix(".ipynb").name


def read(page: Source, site: Path) -> Any:
    return nbformat.read(file_of(page, site), as_version=nbformat.NO_CONVERT)


def examples_of(page: Source) -> dict[str, Example]:
    """Return the examples of a page by the names of their cells."""
    return {f"example-{example.index}": example for example in page.examples}


@each_lesson
def test_a_notebook_is_valid_as_jupyter_writes_it_and_has_the_examples_in_order(page: Source, site: Path) -> None:
    book = read(page, site)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert nbformat.writes(book) + "\n" == file_of(page, site).read_text(encoding="utf-8")
    names = [cell.id for cell in book.cells if cell.id.startswith("example-")]
    assert names == list(examples_of(page))


@each_lesson
def test_nothing_of_a_page_is_lost_in_its_notebook(page: Source, site: Path) -> None:
    """Between the texts of the notebook, the page as Markdown has only code and what it printed and drew."""
    left = file_of(page, site).with_suffix(".md").read_text(encoding="utf-8")
    examples, before = examples_of(page), []
    for cell in read(page, site).cells:
        if cell.id in examples:
            before.append(examples[cell.id])
        elif cell.cell_type == "markdown":
            between, found, left = left.partition(cell.source)
            assert found, cell.source
            assert are_examples(between, before)
            before = []
    assert are_examples(left, before)


def are_examples(markdown: str, examples: list[Example]) -> bool:
    """Tell whether Markdown is nothing but examples, with what they have drawn and printed."""
    text = re.sub(r"^> ?", "", markdown, flags=re.MULTILINE).strip()
    output = r"(?:\n+!\[[^\n]*\]\([^\n]*\))?(?:\n+이 빌드에서는[^\n]*)?(?:\n+\*\*출력\*\*\n.*?)?\s*"
    codes = (re.escape(f"```python\n{example.fence.text.rstrip()}\n```") for example in examples)
    return bool(re.fullmatch("".join(code + output for code in codes), text, re.DOTALL))


def missing(example: Example) -> bool:
    return any(importlib.util.find_spec(module) is None for module in example.requires)


def printed(outputs: list[Any]) -> str:
    """Return what a cell has printed, and how it has ended, as a recording has it."""
    text = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    errors = [f"{output.ename}: {output.evalue}\n" for output in outputs if output.output_type == "error"]
    return text + "".join(errors)


def drawn(outputs: list[Any]) -> list[list[str]]:
    """Return of each figure the texts in it."""
    figures = [output.data["image/svg+xml"] for output in outputs if output.output_type == "display_data"]
    return [sorted(re.findall(r"<text[^>]*>([^<]+)</text>", figure)) for figure in figures]


def differences(stored: Any, executed: Any, examples: dict[str, Example]) -> list[str]:
    """Return the cells that have printed or drawn something else than the notebook holds, by the rules of the page's build."""
    wrong = []
    for before, after in zip(stored.cells, executed.cells, strict=True):
        if after.cell_type != "code" or after.id == "install":
            continue
        example = examples.get(after.id)
        text, idle = masked(
            canonical(printed(after.outputs)), example.masks if example else (), [tempfile.gettempdir()]
        )
        is_same = same(printed(before.outputs), text, approx=bool(example and example.approx)) and not idle
        others = {output.output_type for output in after.outputs} - {"stream", "error", "display_data"}
        silent = not any(output.get("name") == "stderr" for output in after.outputs) or (
            example and example.ignores_stderr
        )
        if not is_same or others or not silent or drawn(before.outputs) != drawn(after.outputs):
            wrong.append(f"{after.id}: {after.outputs}")
    return wrong


@each_lesson
def test_a_notebook_prints_and_draws_what_it_holds(
    page: Source, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its first command: what that installs is here already. The next test executes it."""
    examples = examples_of(page)
    left = [name for name, example in examples.items() if missing(example)]
    assert not (left and os.environ.get("CI"))
    if len(left) == len(examples):
        pytest.skip("every example needs a framework that is not installed")
    for name, value in SETTINGS.environment.items():
        if "THREADS" in name:  # two kernels at once would get in each other's way
            monkeypatch.setenv(name, value)
    stored = read(page, site)
    stored.cells = [cell for cell in stored.cells if cell.id not in {"install", *left}]
    executed = nbformat.from_dict(json.loads(json.dumps(stored)))
    NotebookClient(executed, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [cell.id for cell in executed.cells if cell.id in examples]
    assert differences(stored, executed, examples) == []


def test_the_first_cell_installs_and_what_cannot_be_had_is_done_without(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an environment that holds what other hosts have, but not the font: the package comes from the site."""
    page = next(page for page in PAGES if page.name == "docs/kl-divergence.md")
    environment = Environment(tmp_path / "environment", ["numpy", "matplotlib", "ipykernel"])
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    start = [str(environment.scripts / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": start, "display_name": "", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in [name for name in os.environ if name.startswith(("PYTHON", "PIP_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    stored = read(page, site)
    where = nbformat.v4.new_code_cell("import crossent; print(crossent.__file__)")
    executed = nbformat.from_dict(json.loads(json.dumps(stored)) | {"cells": [*stored.cells, where]})
    NotebookClient(
        executed, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert Path(executed.cells.pop().outputs[0].text).is_relative_to(tmp_path / "environment")
    assert "koreanize" in str(executed.cells[1].outputs)  # pip tells that there is none
    assert differences(stored, executed, examples_of(page)) == []


def test_the_page_of_a_lesson_gives_its_notebook_and_other_pages_none(
    browser: Browser, site: Path, address: str
) -> None:
    tab = browser.new_page()
    tab.goto(f"{address}kl-divergence/")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="노트북 내려받기").click()
    assert download.value.suggested_filename == "kl-divergence.ipynb"
    assert download.value.path().read_bytes() == (site / "kl-divergence.ipynb").read_bytes()
    tab.goto(f"{address}glossary/")
    assert tab.get_by_role("link", name="Markdown 보기").count() == 1
    assert tab.get_by_role("link", name="노트북 내려받기").count() == 0
    tab.close()
    assert {path.stem for path in site.rglob("*.ipynb")} == {Path(page.name).stem for page in LESSONS}
