"""Values computed with mpmath at 50 digits, handed over with the project's contract."""

import inspect
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import crossent

CASES = json.loads((Path(__file__).parent / "reference_cases.json").read_text(encoding="utf-8"))["cases"]
VALIDATED = {name for name in crossent.__all__ if "validate" in inspect.signature(getattr(crossent, name)).parameters}


def number(value):
    """Lists, and infinities that JSON cannot hold."""
    return [number(item) for item in value] if isinstance(value, list) else float(value)


def argument(value, dtype):
    whole = np.asarray(value).dtype.kind in "iu"
    return np.asarray(value) if whole else np.asarray(number(value), dtype=dtype)


def test_all_thirty_cases_are_there_and_name_public_functions():
    assert len(CASES) == 30
    assert set(Counter(case["function"] for case in CASES)) <= set(crossent.__all__)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_reference_case(case):
    arguments = [argument(value, case["dtype"]) for value in case["args"]]
    result = getattr(crossent, case["function"])(*arguments, **case["kwargs"])
    expected = np.asarray(number(case["expected"]))
    assert result.dtype == case["dtype"]
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=case["rtol"], atol=case["atol"])


@pytest.mark.parametrize("case", [case for case in CASES if case["function"] in VALIDATED], ids=lambda case: case["id"])
def test_the_same_without_validation(case):
    arguments = [argument(value, case["dtype"]) for value in case["args"]]
    function = getattr(crossent, case["function"])
    checked, unchecked = (function(*arguments, **case["kwargs"], validate=validate) for validate in (True, False))
    assert checked.tobytes() == unchecked.tobytes()
