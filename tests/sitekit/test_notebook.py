"""What of an example a notebook holds, and what it adds so that the example runs there as on the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from drift.read.examples import read_page
from drift.settings import Settings
from sitekit.notebook import NotebookError, Surroundings, notebook

if TYPE_CHECKING:
    from collections.abc import Mapping

SURROUNDINGS = Surroundings(
    "pip install -r https://x.y/crossent.txt",
    {"font.family": "NanumGothic", "axes.prop_cycle": 'cycler("color", ["0072B2"])'},
    ("koreanize_matplotlib/fonts/NanumGothic.ttf",),
    {"TF_CPP_MIN_LOG_LEVEL": "2"},
)


def made(source: str, figures: Mapping[str, str] | None = None) -> list[Any]:
    """Return the cells of a notebook with the examples of a page, which is valid."""
    examples = {
        example.index: example for example in read_page("a.md", source, Settings(Path(), examples="all")).examples
    }
    parts = ["# 제목\n\n<https://x.y/>\n\n글", *examples, "끝"]
    book = nbformat.from_dict(notebook(parts, examples, figures or {}, SURROUNDINGS))
    nbformat.validate(book)
    return list(nbformat.reads(nbformat.writes(book), as_version=4).cells)


def test_title_then_what_it_needs_then_text_and_examples_in_order() -> None:
    cells = made("```python\nprint(1)\n```\n\n```output\n1\n```\n")
    assert [(cell.cell_type, cell.id) for cell in cells] == [
        ("markdown", "title"),
        ("code", "install"),
        ("markdown", "text-0"),
        ("code", "example-0"),
        ("markdown", "text-2"),
    ]
    assert [cells[0].source, cells[2].source, cells[4].source] == ["# 제목\n\n<https://x.y/>", "글", "끝"]
    assert cells[1].source.splitlines()[1:] == ["%pip install --quiet -r https://x.y/crossent.txt"]
    assert cells[3].source == "print(1)"
    assert cells[3].outputs == [{"output_type": "stream", "name": "stdout", "text": "1\n"}]


def test_what_a_reader_has_to_install_is_installed_one_by_one() -> None:
    source = '```python requires="tensorflow"\nimport os, numpy, keras, sklearn.svm\n```\n'
    install, environment = (cell for cell in made(source) if cell.id in {"install", "environment"})
    assert install.source.splitlines()[2:] == [
        f"%pip install --quiet {name}" for name in ("keras", "scikit-learn", "tensorflow")
    ]
    assert 'os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"' in environment.source


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("f()", "f();"),
        ('"가나"; x.y  # 말', '"가나"; x.y;  # 말'),
        ("f(\n    1,\n)", "f(\n    1,\n);"),
        ("print(1)", "print(1)"),
        ("x = f()", "x = f()"),
        ("# 말", "# 말"),
        ("f(", "f("),
        ("for x in y:\n    f(x)", "for x in y:\n    f(x)"),
    ],
)
def test_a_notebook_shows_no_value_that_a_script_does_not_print(code: str, shown: str) -> None:
    (cell,) = (cell for cell in made(f"```python\n{code}\n```\n") if cell.id == "example-0")
    assert cell.source == shown


def test_what_nobody_knows_how_to_install_is_told_with_its_line() -> None:
    with pytest.raises(NotebookError, match='imports "pandas"') as caught:
        made("# 글\n\n```python\nimport pandas\n```\n")
    assert caught.value.line == 3


def test_the_name_of_an_exception_may_have_its_module() -> None:
    source = '```python raises="LinAlgError"\nf()\n```\n\n```output\nnumpy.linalg.LinAlgError: 말\n```\n'
    (error,) = next(cell for cell in made(source) if cell.id == "example-0").outputs
    assert (error.ename, error.evalue) == ("LinAlgError", "말")


@pytest.mark.parametrize("raises", ["ValueError", "builtins.ValueError"])
def test_an_announced_exception_is_one_in_the_notebook(raises: str) -> None:
    source = f'```python raises="{raises}"\nf()\n```\n\n```output\nValueError\n앞\nValueError: 첫째\n둘째\n```\n'
    (cell,) = (cell for cell in made(source) if cell.id == "example-0")
    assert cell.metadata == {"tags": ["raises-exception"]}
    stream, error = cell.outputs
    assert stream.text == "ValueError\n앞\n"
    assert (error.ename, error.evalue) == ("ValueError", "첫째\n둘째")


def test_a_figure_is_in_it_and_drawn_in_the_same_way() -> None:
    source = (
        '```python figure="a" alt="그림"\nimport matplotlib.pyplot as plt\nplt.plot([1])\n```\n\n```output\n말\n```\n'
    )
    cells = {cell.id: cell for cell in made(source, {"a": "<svg>\n</svg>\n"})}
    assert [output.output_type for output in cells["example-0"].outputs] == ["stream", "display_data"]
    assert cells["example-0"].outputs[1].data == {"image/svg+xml": "<svg>\n</svg>\n", "text/plain": "그림"}
    assert [line.split()[-1] for line in cells["install"].source.splitlines()[2:]] == [
        "koreanize_matplotlib",
        "matplotlib",
    ]
    assert '"font.family": "NanumGothic",' in cells["figures"].source
    compile(cells["figures"].source.replace("%config", "#"), "", "exec")
