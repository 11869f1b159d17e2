"""softmax, log_softmax and logsumexp against mpmath.

Besides one rounding each of exp, division and the sum, an exponential has the error of its argument: z - m is rounded to
within u |z - m|, u = 2**-53, which is how far exp(z - m) is off, relatively. For what does not underflow, |z - m| < 745,
this is 8.3e-14: 1e-13 holds for every result whose terms have one sign, that is for all but logsumexp.
"""

import numpy as np
import pytest

from crossent import log_sigmoid, log_softmax, logsumexp, sigmoid, softmax

from .oracle import agree, exact, log_sum_exp, mp

U = 2.0**-53
# float32 is computed in float64 and rounded once, and so is what is smaller than all numbers of the type but a few.
RTOL = {np.float32: 1e-7, np.float64: 1e-13}
SMALLEST = {np.float32: 1.5e-45, np.float64: 5e-324}


@pytest.fixture(autouse=True)
def enough_digits_for_gaps_of_700():
    with mp.workdps(340):
        yield


def rows(dtype):
    """Narrow and wide, near zero and far from it, with ties and -inf."""
    rng = np.random.default_rng(20261123)
    for scale in (1e-3, 1, 30, 150):
        for offset in (0, 1e3, -1e6):
            for _ in range(6):
                z = rng.normal(offset, scale, rng.integers(1, 12))
                z[rng.random(z.size) < 0.2] = -np.inf
                z[:1] = offset
                yield np.concatenate([z, rng.choice(z, rng.integers(0, 3))]).astype(dtype)


def check(z, dtype):
    total = log_sum_exp(z)
    for value, p, log_p in zip(exact(z), softmax(z), log_softmax(z), strict=True):
        agree(p, mp.exp(value - total), RTOL[dtype], atol=SMALLEST[dtype])
        agree(log_p, value - total, RTOL[dtype], atol=SMALLEST[dtype])
    # m + log(1 + rest) may cancel, where m is negative: what the error of the second is to that one, it stays.
    agree(logsumexp(z), total, RTOL[dtype], atol=1e-13 * (total - exact(z.max())[0]) + SMALLEST[dtype])


@pytest.mark.parametrize("dtype", RTOL)
def test_random_logits(dtype):
    for z in rows(dtype):
        check(z, dtype)


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("gap", [1e-3, 0.1, 1, 5, 14, 37, 88, 104, 300, 700])
def test_one_logit_ahead(dtype, gap):
    for row in ([gap, 0], [0, -gap], [0, gap, 0, -1], [-3, -3 - gap, -3 - gap], [1e4 + gap, 1e4]):
        check(np.array(row, dtype), dtype)


@pytest.mark.parametrize("dtype", RTOL)
def test_subnormal_probabilities(dtype):
    gaps = np.array([87, 100, 103] if dtype == np.float32 else [708, 720, 740, 744], dtype)
    check(np.concatenate([[0], -gaps]).astype(dtype), dtype)


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("z", [5e-324, 1e-300, 1e-20, 3e38])
def test_tiny_and_huge_logits(dtype, z):
    check(np.array([z, 0, -z / 16], dtype), dtype)
    check(np.array([z, z], dtype), dtype)


def test_logsumexp_of_log_probabilities():
    """It is nearly zero: what is left are the roundings of the largest one and of the sum."""
    rng = np.random.default_rng(20261123)
    for _ in range(50):
        log_p = np.log(rng.dirichlet(np.full(rng.integers(2, 20), rng.choice([0.3, 1.0, 10.0]))))
        agree(logsumexp(log_p), log_sum_exp(log_p), 0, atol=4 * U * (1 - log_p.max()))


@pytest.mark.parametrize("axis", [0, 1])
def test_many_logits(axis):
    """Along contiguous rows NumPy adds pairwise; along axis 0 one after the other, with an error of up to n u."""
    n = 50_000
    rest = (n - 1) * mp.exp(-23)
    z = np.full((n, 2), -3.0)
    z[7] = 20
    z = z if axis == 0 else np.ascontiguousarray(z.T)
    rtol = n * U if axis == 0 else 1e-13
    agree(logsumexp(z, axis=axis)[1], 20 + mp.log1p(rest), rtol)
    p, log_p = (np.moveaxis(function(z, axis=axis), axis, 0)[:, 1] for function in (softmax, log_softmax))
    agree(p[7], 1 / (1 + rest), rtol)
    agree(p[0], mp.exp(-23) / (1 + rest), rtol)
    agree(log_p[7], -mp.log1p(rest), rtol)
    agree(log_p[0], -23 - mp.log1p(rest), rtol)


def test_logsumexp_keeps_its_digits_where_the_largest_logit_is_zero():
    """There the logarithm of one and little is all that is left."""
    for gap in (1.0, 20.0, 40.0, 700.0):
        assert logsumexp([0.0, -gap]) == pytest.approx(float(mp.log1p(mp.exp(-gap))), rel=1e-13, abs=0)


@pytest.mark.parametrize("dtype", RTOL)
def test_sigmoid_and_its_logarithm(dtype):
    rng = np.random.default_rng(20261123)
    random = [rng.normal(0, scale, 40) for scale in (1e-300, 1e-3, 1, 30, 300)]
    for z in np.concatenate([*random, [37, -37, 87, -103, 708, -744, 1e30, -1e30]]).astype(dtype):
        p = 1 / (1 + mp.exp(-exact(z)[0]))
        agree(sigmoid(z), p, RTOL[dtype], atol=SMALLEST[dtype])
        agree(log_sigmoid(z), -mp.log1p(mp.exp(-exact(z)[0])), RTOL[dtype], atol=SMALLEST[dtype])
