"""Which examples a browser can run, and what a page tells of them."""

from __future__ import annotations

import json
import re
import sys
from html import unescape
from typing import Any

import pytest

from drift.read.examples import read_page
from drift.settings import Settings
from sitekit.playground import MODULES, describe, describe_others, embed, imports

SETTINGS = Settings(examples="all")


def page(*examples: str) -> dict[str, Any]:
    return describe(read_page("docs/page.md", "\n\n".join(examples) + "\n", SETTINGS))


def example(code: str, options: str = "", recorded: str | None = None, looks: str = "") -> str:
    block = f"```python {options}\n{code}\n```"
    return block if recorded is None else f"{block}\n\n```output {looks}\n{recorded}\n```"


def test_an_example_is_told_with_its_recording() -> None:
    assert page(example("print(1)", recorded="1", looks='approx="on"')) == {
        "0": {"recorded": "1\n", "approx": True, "table": False, "raises": None, "before": []}
    }


def test_the_script_is_told_what_the_page_shows_as_a_table() -> None:
    assert page(example("print('a  b')", recorded="a  b", looks='render="table"'))["0"]["table"]


def test_what_a_machine_of_ones_own_has_to_have_is_told() -> None:
    source = "\n\n".join(
        [
            example("from sklearn import datasets", 'session="s" requires="sklearn"'),
            example("import matplotlib.pyplot as plt", 'session="s" figure="a" alt="b"'),
            example("import drift"),  # the project's own: nobody can install it by name
            example("print(1)"),  # runs in the browser
        ]
    )
    assert describe_others(read_page("docs/page.md", source, SETTINGS)) == {
        "0": {"packages": ["scikit-learn"], "continues": False},
        "1": {"packages": ["matplotlib", "scikit-learn"], "continues": True},
    }


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("import numpy as np\nfrom crossent import entropy", ""),
        ("import math, random", ""),
        ("from collections.abc import Iterable", ""),
        ("raise ValueError('이유')", 'raises="ValueError"'),
    ],
)
def test_numpy_crossent_and_the_plain_library_can_run(code: str, options: str) -> None:
    assert list(page(example(code, options))) == ["0"]


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("import matplotlib.pyplot as plt", 'figure="a" alt="b"'),
        ("import keras", 'requires="keras"'),
        ("import torch", ""),
        ("print(object())", 'mask="address"'),
        ("from pathlib import Path", ""),
        ("import subprocess", ""),
        ("import os.path", ""),
        ("import warnings", ""),  # NumPy warns of nothing in a browser
        ("def f():\n    import drift", ""),
        ("from . import x", ""),
        ("x = = 1", 'raises="SyntaxError"'),
        ("print(1)", 'exec="off" why="보기"'),
    ],
)
def test_what_needs_more_cannot(code: str, options: str) -> None:
    assert page(example(code, options)) == {}


def test_a_session_needs_all_that_came_before_in_it() -> None:
    found = page(
        example("x = 1", 'session="a"'),
        example("y = 1", 'session="b"'),
        example("print(x)", 'session="a"', "1"),
    )
    assert found["2"]["before"] == ["x = 1\n"]
    found = page(example("import torch as x", 'session="a"'), example("print(x)", 'session="a"', "1"))
    assert found == {}


def test_imports_are_found_wherever_they_stand() -> None:
    code = "import a.b as c\nif True:\n    from d.e import f\nlambda: __import__('g')"
    assert imports(code) == {"a", "d"}


def test_any_text_survives_the_page() -> None:
    recorded = "</div>\"'&<b>\n"
    html = embed(examples={"0": {"recorded": recorded}}, base="https://example.org/")
    assert "<b>" not in html
    found = re.search(r'data-playground="([^"]*)"', html)
    assert found
    assert json.loads(unescape(found[1])) == {"base": "https://example.org/", "examples": {"0": {"recorded": recorded}}}


def test_the_worker_has_every_module_that_examples_may_import() -> None:
    """`numpy` and `crossent` are loaded by the worker; all others have to be in Python's library."""
    assert MODULES - {"numpy", "crossent"} <= sys.stdlib_module_names
