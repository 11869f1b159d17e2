"""Random distributions against mpmath."""

import numpy as np
import pytest

from crossent import binary_cross_entropy, cross_entropy, entropy, information_content, kl_divergence, perplexity

from .oracle import agree, distributions, exact, minus_xlog1py, minus_xlogy, mp

# float32 is computed in float64 and rounded once.
RTOL = {np.float32: 1e-7, np.float64: 1e-13}
ROUNDS = 150
TINY = [1e-20, 1e-300, 2.3e-308, 5e-324]


def exact_cross_entropy(q, p):
    return mp.fsum(minus_xlogy(a, b) for a, b in zip(exact(q), exact(p), strict=True))


def exact_kl(q, p):
    """Of the distributions that the rounded numbers stand for: divided by their sums, which are not exactly 1."""
    q, p = exact(q), exact(p)
    q, p = [x / sum(q) for x in q], [x / sum(p) for x in p]
    return mp.fsum(minus_xlogy(a, b) - minus_xlogy(a, a) for a, b in zip(q, p, strict=True))


def exact_bce(y, p):
    pairs = zip(exact(y), exact(p), strict=True)
    return mp.fsum(minus_xlogy(a, b) + minus_xlog1py(1 - a, -b) for a, b in pairs) / len(y)


@pytest.mark.parametrize("dtype", RTOL)
def test_entropy(dtype):
    for q, _ in distributions(dtype, zeros=True):
        agree(entropy(q), exact_cross_entropy(q, q), RTOL[dtype])


@pytest.mark.parametrize("dtype", RTOL)
def test_cross_entropy(dtype):
    for q, p in distributions(dtype, zeros=True):
        agree(cross_entropy(q, p), exact_cross_entropy(q, p), RTOL[dtype])


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("zeros", [False, True])
def test_kl_divergence(dtype, zeros):
    for q, p in distributions(dtype, zeros=zeros):
        agree(kl_divergence(q, p), exact_kl(q, p), RTOL[dtype])


@pytest.mark.parametrize("base", [2, 10, 3.5])
def test_other_bases(base):
    for q, p in distributions(np.float64, zeros=True):
        agree(entropy(q, base=base), exact_cross_entropy(q, q) / mp.log(base), 1e-13)
        agree(cross_entropy(q, p, base=base), exact_cross_entropy(q, p) / mp.log(base), 1e-13)
        agree(kl_divergence(q, p, base=base), exact_kl(q, p) / mp.log(base), 1e-13)


@pytest.mark.parametrize("dtype", RTOL)
def test_binary_cross_entropy(dtype):
    rng = np.random.default_rng(20261123)
    for _ in range(ROUNDS):
        size = rng.integers(1, 30)
        hard = rng.integers(0, 2, size)
        soft = rng.random(size)
        p = rng.beta(0.2, 0.2, size).clip(1e-6, 1 - 1e-6).astype(dtype)
        for y in (hard.astype(dtype), soft.astype(dtype)):
            agree(binary_cross_entropy(y, p), exact_bce(y, p), RTOL[dtype])


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("base", [None, 2, 10, 3.5, 1e300, 1.5])
def test_information_content(dtype, base):
    rng = np.random.default_rng(20261123)
    p = np.concatenate([rng.random(50), 10 ** -rng.uniform(0, 37, 50), 1 - 10 ** -rng.uniform(0, 16, 50)]).astype(dtype)
    scale = 1 if base is None else mp.log(base)
    for content, value in zip(information_content(p, base=base), exact(p), strict=True):
        agree(content, -mp.log(value) / scale, RTOL[dtype])


@pytest.mark.parametrize("tiny", TINY)
@pytest.mark.parametrize("base", [None, 2, 10])
def test_information_content_of_tiny_probabilities(tiny, base):
    agree(information_content(tiny, base=base), -mp.log(tiny) / (mp.log(base) if base else 1), 1e-13)


@pytest.mark.parametrize("dtype", RTOL)
def test_perplexity(dtype):
    for q, p in distributions(dtype, zeros=True):
        agree(perplexity(q, p), mp.exp(exact_cross_entropy(q, p)), RTOL[dtype])
        agree(perplexity(q), mp.exp(exact_cross_entropy(q, q)), RTOL[dtype])


@pytest.mark.parametrize("wrong", [1e-20, 1e-100, 1e-300, 2.3e-308])
def test_perplexity_of_confident_wrong_predictions(wrong):
    """The absolute error of H becomes the relative one of exp(H): one rounding each of log, product and sum, then exp."""
    q, p = [0.7, 0.3, 0.0], [wrong, 0.5, 0.5]
    h = exact_cross_entropy(q, p)
    agree(perplexity(q, p), mp.exp(h), 2.0**-53 * (4 * h + 2))


@pytest.mark.parametrize("distance", [10.0**-k for k in range(1, 10)])
def test_kl_divergence_of_nearly_equal_distributions(distance):
    """The steps are powers of two, so that the sums stay exactly 1 and nothing but the function can round."""
    rng = np.random.default_rng(20261123)
    step = 2.0 ** np.floor(np.log2(distance))
    for _ in range(20):
        q = rng.multinomial(2**20, rng.dirichlet(np.full(6, 5.0))) / 2**20
        shift = rng.integers(-8, 9, 5) * step * q.min() // 2.0**-50 * 2.0**-50
        p = q + np.append(shift, -shift.sum())
        if (p <= 0).any() or (p == q).all():
            continue
        assert p.sum() == q.sum() == 1
        agree(kl_divergence(q, p), exact_kl(q, p), 1e-13)


@pytest.mark.parametrize("tiny", TINY)
def test_tiny_probabilities(tiny):
    pairs = [
        ([tiny, 1.0], [0.5, 0.5]),
        ([0.5, 0.5], [tiny, 1.0]),
        ([1.0, 0.0], [tiny, 1.0]),
        ([tiny, 1.0], [1.0, tiny]),
    ]
    for q, p in pairs:
        agree(cross_entropy(q, p), exact_cross_entropy(q, p), 1e-13)
        agree(kl_divergence(q, p), exact_kl(q, p), 1e-13)
    assert entropy([tiny, 1.0]) == pytest.approx(float(exact_cross_entropy([tiny], [tiny])), rel=1e-13, abs=5e-324)
    agree(binary_cross_entropy([1.0], [tiny]), exact_bce([1.0], [tiny]), 1e-13)
    agree(binary_cross_entropy([0.0], [tiny]), exact_bce([0.0], [tiny]), 1e-13)


def test_tiny_probabilities_in_float32():
    tiny = np.float32(1e-45)
    q, p = np.array([1, 0], np.float32), np.array([tiny, 1], np.float32)
    agree(cross_entropy(q, p), exact_cross_entropy(q, p), 3e-6)
    agree(kl_divergence(q, p), exact_kl(q, p), 3e-6)
    agree(binary_cross_entropy(q, p), exact_bce(q, p), 3e-6)
