"""The public face: what is there, that it is documented, and what it costs to import."""

import doctest
import inspect
import subprocess
import sys
from importlib.resources import files

import pytest

import xent

PUBLIC = [getattr(xent, name) for name in xent.__all__]


def test_all_is_sorted_and_complete():
    assert list(xent.__all__) == sorted(set(xent.__all__))
    functions = {name for name, thing in vars(xent).items() if inspect.isfunction(thing)}
    assert functions == set(xent.__all__)


def test_the_functions_of_the_first_storey_are_there():
    assert {"binary_cross_entropy", "cross_entropy", "entropy", "kl_divergence"} <= set(xent.__all__)


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_signature(function):
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())
    arrays = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    options = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    assert [*arrays, *options] == parameters
    assert all(p.default is p.empty for p in arrays)
    assert all(p.default is not p.empty for p in options)
    assert all(p.annotation is not p.empty for p in parameters)
    assert arrays[0].name in {"p", "q", "y_true"}


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
