"""The public face: what is there, that it is documented, and what it costs to import."""

import doctest
import inspect
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import xent

PUBLIC = [getattr(xent, name) for name in xent.__all__]


def test_all_is_sorted_and_complete():
    assert list(xent.__all__) == sorted(set(xent.__all__))
    functions = {name for name, thing in vars(xent).items() if inspect.isfunction(thing)}
    assert functions == set(xent.__all__)


SIGNATURES = {
    "information_content": "(p, *, base=None)",
    "entropy": "(p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "cross_entropy": "(q, p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "kl_divergence": "(q, p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "js_divergence": "(q, p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "perplexity": "(q, p=None, *, axis=-1)",
    "mutual_information": "(joint, *, base=None)",
    "softmax": "(logits, *, axis=-1)",
    "log_softmax": "(logits, *, axis=-1)",
    "logsumexp": "(logits, *, axis=-1)",
    "binary_cross_entropy": "(y_true, y_pred, *, reduction='mean')",
    "binary_cross_entropy_with_logits": "(y_true, logits, *, pos_weight=1.0, reduction='mean')",
    "softmax_cross_entropy": "(labels, logits, *, weight=None, label_smoothing=0.0, ignore_index=None, reduction='mean')",
    "softmax_cross_entropy_grad": "(labels, logits, *, weight=None, label_smoothing=0.0, ignore_index=None, reduction='mean')",
}


def test_the_signatures_are_those_of_the_design():
    for name, expected in SIGNATURES.items():
        signature = inspect.signature(getattr(xent, name))
        bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
        assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == expected
    assert set(SIGNATURES) == set(xent.__all__)


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_every_parameter_is_typed(function):
    parameters = inspect.signature(function, eval_str=True).parameters.values()
    assert all(p.annotation is not p.empty for p in parameters)
    assert inspect.signature(function).return_annotation is not inspect.Signature.empty


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_documentation(function):
    documentation = inspect.getdoc(function)
    first, _, rest = documentation.partition("\n")
    assert first.endswith("니다.")
    assert rest.startswith("\n")
    assert "$$" in documentation
    for section in ("Args:", "Returns:", "Raises:", "Examples:", "**참고 문헌**", "**함께 보기**"):
        assert documentation.count(f"\n{section}\n") == 1, section
    assert "](https://doi.org/10." in documentation
    assert "당신" not in documentation
    for name in inspect.signature(function).parameters:
        assert f"\n    {name}: " in documentation, name


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_documentation_has_an_example_with_output(function):
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function))
    assert any(example.want for example in examples)


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_cross_references_name_public_functions(function):
    documentation = inspect.getdoc(function)
    named = [part.split("]")[0] for part in documentation.split("][xent.")[1:]]
    assert named
    assert set(named) <= set(xent.__all__) - {function.__name__}


def documented():
    """Which functions the reference pages show, page by page."""
    pages = sorted(Path("docs/reference").glob("*.md"))
    return {page.stem: re.findall(r"^::: xent\.(\w+)$", page.read_text(encoding="utf-8"), flags=re.M) for page in pages}


def test_the_reference_shows_every_public_function_once_and_nothing_else():
    shown = [name for names in documented().values() for name in names]
    assert sorted(shown) == sorted(xent.__all__)


def test_each_reference_page_shows_one_module():
    for page, names in documented().items():
        modules = {getattr(xent, name).__module__ for name in names}
        assert modules in (set(), {f"xent.{page}"})


def test_the_overview_lists_every_function_with_a_link():
    overview = Path("docs/reference/index.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[`(\w+)`\]\[xent\.\1\] ", overview, flags=re.M)) == sorted(xent.__all__)


def test_importing_takes_numpy_and_nothing_else():
    code = """
import sys, numpy
before = {name.split(".")[0] for name in sys.modules}
import xent
print(sorted({name.split(".")[0] for name in sys.modules} - before - set(sys.stdlib_module_names)))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['xent']"


def test_the_package_is_typed():
    assert files("xent").joinpath("py.typed").is_file()
