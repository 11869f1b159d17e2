"""A lesson as a notebook: its text, its examples, and what these have printed and drawn when the site was built."""

from __future__ import annotations

import ast
import json
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from sitekit.playground import DISTRIBUTIONS, imports

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drift.read.page import Example


class NotebookError(Exception):
    """An example imports what nobody knows how to install; the message says where."""

    def __init__(self, line: int, module: str) -> None:
        super().__init__(f'an example of a lesson imports "{module}", and its notebook has to install that')
        self.line = line
        self.hint = "write what pip calls it into DISTRIBUTIONS of src/sitekit/playground.py"


class Surroundings(NamedTuple):
    """What examples find where the site runs them, and a notebook has to provide."""

    install: str
    """The command that installs the package that they import."""
    style: Mapping[str, str]
    """How figures look: settings of matplotlib."""
    fonts: Sequence[str]
    """The fonts of figures, as `package/path/in/it.ttf`."""
    environment: Mapping[str, str]
    """Environment variables."""


def notebook(
    parts: Iterable[str | int],
    examples: Mapping[int, Example],
    figures: Mapping[str, str],
    surroundings: Surroundings,
) -> dict[str, Any]:
    """Return a notebook, as nbformat 4.5 has it.

    Args:
        parts: Markdown, and between it the numbers of examples.
        examples: These, by their numbers.
        figures: The recorded figures, by their names.
        surroundings: What the examples need.

    Raises:
        NotebookError: An example cannot be had in a notebook.
    """
    title, *rest = _split(parts)
    cells = [_text(title, "title"), *_setup([*examples.values()], surroundings)]
    for number, part in enumerate(rest):
        cells.append(_code(examples[part], figures) if isinstance(part, int) else _text(part, f"text-{number}"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def written(made: dict[str, Any]) -> str:
    """Return a notebook as Jupyter itself writes it."""
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _split(parts: Iterable[str | int]) -> list[Any]:
    """Return the parts, of which the first one is split behind title and address: there the preparations stand."""
    first, *rest = parts
    title, address, *text = str(first).split("\n\n", 2)
    return [f"{title}\n\n{address}", *text, *rest]


def _text(text: str, name: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _cell(code: str, name: str, outputs: list[dict[str, Any]], **metadata: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "execution_count": None, "id": name, "metadata": metadata}
    return cell | {"outputs": outputs, "source": _lines(code)}


def _code(example: Example, figures: Mapping[str, str]) -> dict[str, Any]:
    tags = {"tags": ["raises-exception"]} if example.raises else {}
    return _cell(
        _quiet(example.code.removesuffix("\n")), f"example-{example.index}", _outputs(example, figures), **tags
    )


def _setup(examples: Sequence[Example], surroundings: Surroundings) -> Iterable[dict[str, Any]]:
    """Yield the cells that come before all others."""
    packages = {DISTRIBUTIONS[module] for example in examples for module in _modules(example)}
    draws = any(example.figure for example in examples)
    if draws:
        packages |= {font.partition("/")[0] for font in surroundings.fonts}
    # One command each: where one of them cannot be had, the others are there all the same.
    commands = [surroundings.install, *(f"pip install {package}" for package in sorted(packages))]
    lines = [f"%{command.replace('install', 'install --quiet', 1)}" for command in commands]
    yield _cell("\n".join(["# 이 글의 예제에 필요한 것을 설치합니다. 먼저 실행하십시오.", *lines]), "install", [])
    if "tensorflow" in packages and surroundings.environment:
        code = ["# TensorFlow의 설정을 이 글을 만들 때와 같게 합니다.", "import os", ""]
        code += [f"os.environ[{_quoted(name)}] = {_quoted(value)}" for name, value in surroundings.environment.items()]
        yield _cell("\n".join(code), "environment", [])
    if draws:
        yield _cell(_drawing(surroundings), "figures", [])


def _modules(example: Example) -> set[str]:
    """Return the modules that have to be installed for an example."""
    used = imports(example.code) | set(example.requires)
    modules = used - sys.stdlib_module_names - {"numpy", "crossent", ""}  # the last one: it is no Python, on purpose
    for module in sorted(modules - DISTRIBUTIONS.keys()):
        raise NotebookError(example.fence.line, module)
    return modules


_DRAWING = """\
# 그림을 글에서와 같은 모양으로 그립니다.
import importlib.util
import logging
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib import font_manager

%config InlineBackend.figure_formats = ["svg"]
plt.rcParams.update(
    {{
{style}
    }}
)
for package, font in [{fonts}]:
    if found := importlib.util.find_spec(package):
        font_manager.fontManager.addfont(Path(found.origin).parent / font)
# 한글 글꼴이 없어도 SVG의 글자는 화면의 글꼴로 보입니다.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", "Glyph .* missing")"""


def _drawing(surroundings: Surroundings) -> str:
    # Text stays text: it is seen also where matplotlib finds no font that has it.
    style = {**surroundings.style, "svg.fonttype": "none"}
    lines = [f"        {_quoted(name)}: {_quoted(value)}," for name, value in style.items()]
    fonts = (font.partition("/")[::2] for font in surroundings.fonts)
    pairs = ", ".join(f"({_quoted(package)}, {_quoted(font)})" for package, font in fonts)
    return _DRAWING.format(style="\n".join(lines), fonts=pairs)


def _quoted(text: str) -> str:
    return repr(text) if '"' in text else f'"{text}"'


def _quiet(code: str) -> str:
    """Return code whose last value a notebook does not show, as no script does."""
    try:
        *_, last = ast.parse(code).body
    except (ValueError, SyntaxError):  # nothing but comments, or no Python, on purpose
        return code
    if not isinstance(last, ast.Expr) or _prints(last.value):
        return code
    lines = code.encode().splitlines(keepends=True)
    assert last.end_lineno is not None
    line, column = last.end_lineno - 1, last.end_col_offset or 0  # in bytes
    lines[line] = lines[line][:column] + b";" + lines[line][column:]
    return b"".join(lines).decode()


def _prints(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"


def _outputs(example: Example, figures: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what is recorded as what a notebook would hold; printed Markdown is text, as it is when it is printed again."""
    printed = example.recorded or ""
    outputs: list[dict[str, Any]] = []
    error = None
    if example.raises:
        name = example.raises.rpartition(".")[2]
        at = [
            match.start() for match in re.finditer(rf"^(?:[\w.]+\.)?{re.escape(name)}(?::|$)", printed, re.MULTILINE)
        ][-1]
        printed, summary = printed[:at], printed[at:].removesuffix("\n")
        said = summary.partition(": ")[2]
        error = {"output_type": "error", "ename": name, "evalue": said, "traceback": [summary]}
    if printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(printed)})
    if error:
        outputs.append(error)
    if example.figure:
        data = {"image/svg+xml": _lines(figures[example.figure]), "text/plain": [example.alt]}
        # Its ground is clear and its lines are dark.
        shown = {"output_type": "display_data", "data": data, "metadata": {"needs_background": "light"}}
        outputs.append(shown)
    return outputs


def _lines(text: str) -> list[str]:
    # Not `splitlines`: it takes more than that for the end of a line.
    return re.findall(r"[^\n]*\n|[^\n]+$", text)
