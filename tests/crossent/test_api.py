"""The public face: what is there, that it is documented, and what it costs to import."""

import doctest
import inspect
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import crossent

PUBLIC = [getattr(crossent, name) for name in crossent.__all__]
GUIDE = "→ docs/contributing.md#add-function, step"


def same(found, expected, where, step):
    """Fail with the names that are missing in a file or stand there without need, and with the step that was left out."""
    missing, extra = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    twice = sorted({name for name in found if list(found).count(name) > 1})
    problems = [
        f"{kind} {', '.join(names)}"
        for kind, names in zip(("misses", "should not have", "has twice"), (missing, extra, twice), strict=True)
        if names
    ]
    if problems:
        pytest.fail(f"{where} {'; '.join(problems)}\n    {GUIDE} {step}", pytrace=False)


def test_all_is_sorted_and_complete():
    functions = {name for name, thing in vars(crossent).items() if inspect.isfunction(thing)}
    same(crossent.__all__, functions, "src/crossent/__init__.py: __all__", 1)
    assert list(crossent.__all__) == sorted(crossent.__all__), (
        "src/crossent/__init__.py: put __all__ in alphabetical order"
    )


SIGNATURES = {
    "information_content": "(p, *, base=None)",
    "entropy": "(p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "cross_entropy": "(q, p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "kl_divergence": "(q, p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "js_divergence": "(q, p, *, axis=-1, base=None, keepdims=False, validate=True)",
    "perplexity": "(q, p=None, *, axis=-1, keepdims=False)",
    "mutual_information": "(joint, *, base=None)",
    "softmax": "(logits, *, axis=-1)",
    "sigmoid": "(logits)",
    "log_sigmoid": "(logits)",
    "log_softmax": "(logits, *, axis=-1)",
    "logsumexp": "(logits, *, axis=-1, keepdims=False)",
    "joint_entropy": "(joint, *, base=None)",
    "conditional_entropy": "(joint, *, given=0, base=None)",
    "from_counts": "(counts, *, axis=-1, smoothing=0.0)",
    "from_samples": "(samples, *, outcomes, smoothing=0.0)",
    "binary_cross_entropy": "(y_true, y_pred, *, example_weight=None, label_smoothing=0.0, reduction='mean')",
    "binary_cross_entropy_with_logits": "(y_true, logits, *, pos_weight=1.0, example_weight=None, label_smoothing=0.0, "
    "reduction='mean')",
    "binary_cross_entropy_with_logits_grad": "(y_true, logits, *, pos_weight=1.0, example_weight=None, "
    "label_smoothing=0.0, reduction='mean')",
    "categorical_cross_entropy": "(labels, p, *, axis=-1, example_weight=None, ignore_index=None, reduction='mean')",
    "softmax_cross_entropy": "(labels, logits, *, axis=-1, weight=None, example_weight=None, label_smoothing=0.0, "
    "ignore_index=None, reduction='mean')",
    "softmax_cross_entropy_grad": "(labels, logits, *, axis=-1, weight=None, example_weight=None, label_smoothing=0.0, "
    "ignore_index=None, reduction='mean')",
    "brier_score": "(labels, p, *, axis=-1, example_weight=None, ignore_index=None, reduction='mean')",
    "calibration_error": "(labels, p, *, bins=10, axis=-1)",
    "text_perplexity": "(labels, logits, *, axis=-1, example_weight=None, ignore_index=None)",
    "bits_per_byte": "(labels, logits, *, byte_count, axis=-1, ignore_index=None)",
}


def test_the_signatures_are_those_of_the_design():
    same(SIGNATURES, crossent.__all__, "tests/crossent/test_api.py: SIGNATURES", 3)
    for name, expected in SIGNATURES.items():
        signature = inspect.signature(getattr(crossent, name))
        bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
        assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == expected


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_documentation(function):
    documentation = inspect.getdoc(function) or ""
    signature = inspect.signature(function, eval_str=True)
    first, _, rest = documentation.partition("\n")
    examples = doctest.DocTestParser().get_examples(documentation)
    links = {part.split("]")[0] for part in documentation.split("][crossent.")[1:]}
    found = {
        "a first line that is a sentence in 합니다체": first.endswith("니다."),
        "an empty second line": rest.startswith("\n"),
        "its formula": "$$" in documentation,
        "an example with its output": any(example.want for example in examples),
        "a source with its DOI": "](https://doi.org/10." in documentation,
        "a link to another function": links,
        "links to functions that are there": links <= set(crossent.__all__) - {function.__name__},
        "the type of what it returns": signature.return_annotation is not signature.empty,
    }
    for section in ("Args:", "Returns:", "Raises:", "Examples:", "**참고 문헌**", "**함께 보기**"):
        found[f"one section {section}"] = documentation.count(f"\n{section}\n") == 1
    for name, parameter in signature.parameters.items():
        found[f"the argument {name}"] = f"\n    {name}: " in documentation
        found[f"the type of {name}"] = parameter.annotation is not parameter.empty
    if missing := [part for part, there in found.items() if not there]:
        code = inspect.unwrap(function).__code__
        where = f"{Path(code.co_filename).relative_to(Path.cwd())}:{code.co_firstlineno}"
        pytest.fail(f"{where}: {function.__name__} misses {', '.join(missing)}\n    {GUIDE} 2", pytrace=False)
    assert "당신" not in documentation


def test_what_is_missing_is_told_with_its_file_and_step():
    def nothing(p):
        pass

    with pytest.raises(pytest.fail.Exception, match=r"test_api\.py:\d+: nothing misses .*the type of p\n.*step 2"):
        test_documentation(nothing)
    with pytest.raises(pytest.fail.Exception, match=r"index\.md misses softmax; should not have softmx\n.*step 4"):
        same(["softmx", "entropy"], ["entropy", "softmax"], "index.md", 4)


def documented():
    """Which functions the reference pages show, page by page."""
    pages = sorted(Path("docs/reference").glob("*.md"))
    return {
        page.stem: re.findall(r"^::: crossent\.(\w+)$", page.read_text(encoding="utf-8"), flags=re.M) for page in pages
    }


def test_the_reference_shows_every_public_function_once_and_nothing_else():
    shown = [name for names in documented().values() for name in names]
    same(shown, crossent.__all__, "docs/reference/*.md:", 4)


def test_each_reference_page_shows_one_module():
    for page, names in documented().items():
        modules = {getattr(crossent, name).__module__ for name in names}
        assert modules in (set(), {f"crossent.{page}"})


def test_the_overview_lists_every_function_with_a_link():
    overview = Path("docs/reference/index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[`(\w+)`\]\[crossent\.\1\] ", overview, flags=re.M)
    same(listed, crossent.__all__, "docs/reference/index.md: the table", 4)


def test_importing_takes_numpy_and_nothing_else():
    code = """
import sys, numpy
before = {name.split(".")[0] for name in sys.modules}
import crossent
print(sorted({name.split(".")[0] for name in sys.modules} - before - set(sys.stdlib_module_names)))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['crossent']"


def test_the_package_is_typed():
    assert files("crossent").joinpath("py.typed").is_file()
