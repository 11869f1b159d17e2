"""mpmath with 60 digits, on the very numbers that a function is given."""

import mpmath
import numpy as np

mp = mpmath.MPContext()
mp.dps = 60


def exact(array):
    return [mp.mpf(float(value)) for value in np.ravel(array)]


def minus_xlogy(x, y):
    if x == 0:
        return mp.mpf(0)
    return -x * mp.log(y) if y > 0 else mp.inf


def minus_xlog1py(x, y):
    """Apart from the above, since 1 - 1e-300 needs more than 60 digits."""
    if x == 0:
        return mp.mpf(0)
    return -x * mp.log1p(y) if y > -1 else mp.inf


def agree(result, expected, rtol, atol=0):
    difference = 0 if result == expected else abs(mp.mpf(float(result)) - expected)
    assert difference <= rtol * abs(expected) + atol, (result, expected)


def distributions(dtype, *, zeros=False):
    """Pairs of all widths and of all degrees of unevenness."""
    rng = np.random.default_rng(20261123)
    for _ in range(150):
        size = rng.integers(2, 30)
        q, p = rng.dirichlet(np.full(size, rng.choice([0.3, 1.0, 10.0])), 2)
        if zeros:
            q = np.where(rng.random(size) < 0.5, 0, q) + np.eye(size)[0] * 0.1
            q /= q.sum()
        yield q.astype(dtype), p.astype(dtype)


def log_sum_exp(z):
    """As it is defined: with 60 digits nothing overflows, but below exp(-138) times the largest term all is lost."""
    return mp.log(mp.fsum(mp.exp(value) for value in exact(z)))
