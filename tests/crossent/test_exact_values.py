"""Where mathematics gives a number that floats can hold, that number comes out, to the last digit."""

import numpy as np
import pytest
from hypothesis import strategies as st

from crossent import (
    cross_entropy,
    entropy,
    information_content,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
)

from .strategies import for_all


@st.composite
def halved(draw, *, count):
    """Distributions of equal width whose probabilities are powers of two: someone halved one of them again and again."""
    size = draw(st.integers(1, 12))
    found = []
    for _ in range(count):
        p = [1.0]
        while len(p) < size:
            half = p.pop(draw(st.integers(0, len(p) - 1))) / 2
            p += [half, half]
        found.append(np.array(draw(st.permutations(p))))
    return found


@for_all(halved(count=2))
def test_bits_of_powers_of_two_are_exact(pair):
    q, p = pair
    length = -np.log2(p)
    assert cross_entropy(q, p, base=2) == q @ length
    assert entropy(p, base=2) == p @ length
    assert kl_divergence(q, p, base=2) == q @ (length + np.log2(q))
    assert perplexity(q, p) == np.exp2(q @ length)
    assert mutual_information(np.diag(p), base=2) == entropy(p, base=2)


@for_all(halved(count=2))
def test_js_divergence_of_powers_of_two_without_a_common_outcome_is_one_bit(pair):
    q, p = (np.concatenate(parts) for parts in ((pair[0], 0 * pair[0]), (0 * pair[1], pair[1])))
    assert js_divergence(q, p, base=2) == 1


@pytest.mark.parametrize("exponent", range(20))
def test_equal_chances(exponent):
    p = np.full(2**exponent, 2.0**-exponent)
    assert entropy(p, base=2) == exponent
    assert perplexity(p) == 2**exponent


@pytest.mark.parametrize("places", range(1, 8))
def test_decimal_digits(places):
    """10**-places is rounded, and its logarithm is the whole number all the same."""
    certain, p = [1, 0], [10.0**-places, 1 - 10.0**-places]
    assert information_content(p[0], base=10) == places
    assert cross_entropy(certain, p, base=10) == places
    assert kl_divergence([1, 0], [10.0**-places, 1 - 10.0**-places], base=10) == places


def test_ten_equal_chances_are_one_decimal_digit():
    assert entropy([0.1] * 10, base=10) == 1
