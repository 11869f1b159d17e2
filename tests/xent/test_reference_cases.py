"""Values computed with mpmath at 50 digits, handed over with the project's contract."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import xent

ALL_CASES = json.loads((Path(__file__).parent / "reference_cases.json").read_text(encoding="utf-8"))["cases"]
CASES = [case for case in ALL_CASES if hasattr(xent, case["function"])]

# How many cases each function has. A function that joins the package adds its line here.
COVERED = {
    "entropy": 6,
    "cross_entropy": 4,
    "kl_divergence": 4,
    "binary_cross_entropy": 4,
}


def number(value):
    """Lists, and infinities that JSON cannot hold."""
    return [number(item) for item in value] if isinstance(value, list) else float(value)


def argument(value, dtype):
    whole = np.asarray(value).dtype.kind in "iu"
    return np.asarray(value) if whole else np.asarray(number(value), dtype=dtype)


def test_every_case_of_every_public_function_is_covered():
    assert Counter(case["function"] for case in CASES) == COVERED
    assert set(COVERED) == set(xent.__all__)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_reference_case(case):
    arguments = [argument(value, case["dtype"]) for value in case["args"]]
    result = getattr(xent, case["function"])(*arguments, **case["kwargs"])
    expected = np.asarray(number(case["expected"]))
    assert result.dtype == case["dtype"]
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=case["rtol"], atol=case["atol"])


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["function"] != "binary_cross_entropy"], ids=lambda case: case["id"]
)
def test_the_same_without_validation(case):
    arguments = [argument(value, case["dtype"]) for value in case["args"]]
    function = getattr(xent, case["function"])
    checked, unchecked = (function(*arguments, **case["kwargs"], validate=validate) for validate in (True, False))
    assert checked.tobytes() == unchecked.tobytes()
