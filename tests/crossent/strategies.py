"""Random inputs for the properties. `FUZZ=10 pytest tests/crossent` tries ten times as many, and others in every run."""

import os

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

FUZZ = int(os.environ.get("FUZZ", "0"))
# Otherwise the same examples in every run, however slow the machine: a red test is the change's fault.
profile = settings(
    deadline=None,
    database=None,
    derandomize=not FUZZ,
    max_examples=settings().max_examples * max(FUZZ, 1),  # 100; less in the profile "quick"
    print_blob=bool(FUZZ),
)


def for_all(*strategies):
    return lambda test: profile(given(*strategies)(test))


weights = st.one_of(st.just(0.0), st.floats(1e-6, 1.0))


@st.composite
def batches(draw, *, count=1, shape=None):
    """`count` arrays of one shape; each row is a distribution that may hold zeros."""
    shape = shape or (draw(st.integers(1, 4)), draw(st.integers(2, 6)))
    found = []
    for _ in range(count):
        array = draw(arrays(np.float64, shape, elements=weights))
        array[..., 0] += array.sum(axis=-1) == 0
        found.append(array / array.sum(axis=-1, keepdims=True))
    return tuple(found)


def positive(p):
    return (p + 1e-3) / (p + 1e-3).sum(axis=-1, keepdims=True)


def alike(actual, expected):
    """But for some roundings, however small the numbers are."""
    np.testing.assert_allclose(actual, expected, rtol=1e-14, atol=0)


def same(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15)
