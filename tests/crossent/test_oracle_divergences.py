"""js_divergence and mutual_information against mpmath."""

import numpy as np
import pytest

from crossent import js_divergence, mutual_information

from .oracle import agree, distributions, exact, minus_xlogy, mp

# float32 is computed in float64 and rounded once.
RTOL = {np.float32: 1e-7, np.float64: 1e-13}


def kl_terms(q, p):
    return mp.fsum(minus_xlogy(a, b) - minus_xlogy(a, a) for a, b in zip(q, p, strict=True))


def exact_js(q, p):
    q, p = exact(q), exact(p)
    m = [(a + b) / 2 for a, b in zip(q, p, strict=True)]
    return (kl_terms(q, m) + kl_terms(p, m)) / 2


def exact_mi(joint):
    """Of the joint distribution that the rounded numbers stand for: divided by their sum, which is not exactly 1."""
    width = joint.shape[1]
    joint = exact(joint)
    joint = [x / sum(joint) for x in joint]
    row = [sum(joint[start : start + width]) for start in range(0, len(joint), width)]
    column = [sum(joint[start::width]) for start in range(width)]
    return kl_terms(joint, [a * b for a in row for b in column])


def tables(dtype, *, dependence=1.0):
    """Tables that are, for a small `dependence`, nearly those of independent variables."""
    rng = np.random.default_rng(20261123)
    for _ in range(40):
        shape = rng.integers(2, 7, 2)
        independent = np.outer(*(rng.dirichlet(np.full(n, rng.choice([0.3, 1.0, 10.0]))) for n in shape))
        table = independent * (1 + dependence * rng.uniform(-1, 1, shape))
        yield (table / table.sum()).astype(dtype)


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("zeros", [False, True])
def test_js_divergence(dtype, zeros):
    for q, p in distributions(dtype, zeros=zeros):
        agree(js_divergence(q, p), exact_js(q, p), RTOL[dtype])
        agree(js_divergence(p, q), exact_js(q, p), RTOL[dtype])


@pytest.mark.parametrize("distance", [10.0**-k for k in range(1, 16)])
def test_js_divergence_of_nearly_equal_distributions(distance):
    """Their mean is rounded: the differences have to be taken before."""
    rng = np.random.default_rng(20261123)
    for _ in range(20):
        q = rng.dirichlet(np.full(6, 5.0))
        p = q * (1 + distance * rng.uniform(-1, 1, 6))
        p /= p.sum()
        agree(js_divergence(q, p), exact_js(q, p), 1e-13)


@pytest.mark.parametrize("tiny", [1e-20, 1e-300, 2.3e-308, 5e-324])
def test_js_divergence_of_tiny_probabilities(tiny):
    for q, p in [([tiny, 1.0], [1.0, tiny]), ([tiny, 1.0], [0.5, 0.5]), ([1.0, 0.0], [tiny, 1.0])]:
        agree(js_divergence(q, p), exact_js(q, p), 1e-13)
    # What the tiny ones contribute alone is rounded to a multiple of 5e-324.
    agree(js_divergence([tiny, 1.0], [0.0, 1.0]), exact_js([tiny, 1.0], [0.0, 1.0]), 1e-13, atol=5e-324)


@pytest.mark.parametrize("base", [2, 10, 3.5])
def test_other_bases(base):
    for q, p in distributions(np.float64, zeros=True):
        agree(js_divergence(q, p, base=base), exact_js(q, p) / mp.log(base), 1e-13)
    for table in tables(np.float64):
        agree(mutual_information(table, base=base), exact_mi(table) / mp.log(base), 1e-13)


@pytest.mark.parametrize("dtype", RTOL)
def test_mutual_information(dtype):
    for table in tables(dtype):
        table[0, 0] = 0
        table /= table.sum()
        # In float32 the sum of the rounded numbers is off by up to 1e-7, too, and scales the result.
        agree(mutual_information(table), exact_mi(table), 2 * RTOL[dtype])


@pytest.mark.parametrize("dependence", [10.0**-k for k in range(1, 17)])
def test_mutual_information_of_nearly_independent_variables(dependence):
    """The marginal probabilities and their products are rounded by more than the table is away from independence."""
    for table in tables(np.float64, dependence=dependence):
        agree(mutual_information(table), exact_mi(table), 1e-13)


def test_mutual_information_of_a_table_that_is_off_by_a_millionth_of_a_thousandth():
    table = np.outer([0.3, 0.7], [0.2, 0.8]) + 1e-9 * np.array([[1, -1], [-1, 1]])
    agree(mutual_information(table), mp.mpf("1.4880952280292663e-17"), 1e-15)


@pytest.mark.parametrize("dependence", [10.0**-k for k in (1, 3, 4, 5, 8)])
def test_mutual_information_of_nearly_independent_variables_in_float32(dependence):
    """The sum of the table is off by 1e-8, which must not count as information."""
    for table in tables(np.float32, dependence=dependence):
        agree(mutual_information(table), exact_mi(table), 2e-7)


def test_mutual_information_of_tiny_probabilities():
    for tiny in (1e-300, 2.3e-308, 1e-310, 5e-324):
        for table in ([[tiny, 0], [0, 1.0]], [[tiny, 0.5], [0.5, tiny]], [[tiny, 0.25], [0.25, 0.5]]):
            with mp.workdps(700):  # The marginal 1 - 5e-324 has a part in the first one.
                agree(mutual_information(table), exact_mi(np.array(table)), 1e-13, atol=5e-324)
