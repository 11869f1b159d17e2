"""What holds for every row of logits."""

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossent import binary_cross_entropy_with_logits, log_sigmoid, log_softmax, logsumexp, sigmoid, softmax

from .strategies import for_all, same

ALL = [softmax, log_softmax, logsumexp]
# Multiples of 1/8 below 2**40: adding and subtracting them rounds nothing.
eighths = st.integers(-400, 400).map(lambda k: k / 8)
logits = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=eighths)
shifts = st.integers(-(2**40), 2**40).map(lambda k: k / 8)


@for_all(logits)
def test_softmax_is_a_distribution_in_the_order_of_the_logits(z):
    p = softmax(z)
    assert ((p > 0) & (p <= 1)).all()
    same(p.sum(axis=-1), 1)
    for row, probabilities in zip(z, p, strict=True):
        np.testing.assert_array_equal(
            np.sign(np.subtract.outer(row, row)), np.sign(np.subtract.outer(probabilities, probabilities))
        )


@for_all(logits, shifts)
def test_a_shift_of_all_logits_changes_no_probability(z, shift):
    np.testing.assert_array_equal(softmax(z + shift), softmax(z))
    np.testing.assert_array_equal(log_softmax(z + shift), log_softmax(z))
    total = logsumexp(z)  # It is rounded, and what is left of it when the shift nearly cancels it is that far off.
    np.testing.assert_allclose(logsumexp(z + shift), total + shift, rtol=1e-12, atol=np.spacing(abs(total).max()))


@for_all(logits)
def test_log_softmax_is_the_logarithm_of_softmax(z):
    p, log_p = softmax(z), log_softmax(z)
    assert (log_p <= 0).all()
    same(np.exp(log_p), p)
    small = p < 0.5  # Near 1 the logarithm of the rounded probability has lost its digits, and so has the difference.
    same(log_p[small], np.log(p[small]))
    np.testing.assert_allclose(log_p, z - logsumexp(z)[:, None], rtol=1e-12, atol=1e-13)


@for_all(logits)
def test_logsumexp_is_a_smooth_maximum(z):
    largest, total = z.max(axis=-1), logsumexp(z)
    assert (largest <= total).all()
    assert (total <= largest + np.log(z.shape[-1]) + 1e-13).all()
    same(logsumexp(-np.log(z.shape[-1]) + 0 * z), 0)


@for_all(logits)
def test_logsumexp_of_log_softmax_is_zero(z):
    np.testing.assert_allclose(logsumexp(log_softmax(z)), 0, atol=1e-13)


@for_all(logits, st.integers(0, 5))
def test_a_logit_of_minus_infinity_is_not_there(z, place):
    place %= z.shape[-1] + 1
    with_it = np.insert(z, place, -np.inf, axis=-1)
    for function, there in ((softmax, 0), (log_softmax, -np.inf)):
        result = function(with_it)
        np.testing.assert_array_equal(result[:, place], there)
        same(np.delete(result, place, axis=-1), function(z))
    same(logsumexp(with_it), logsumexp(z))


@for_all(logits)
def test_equal_logits_share_evenly(z):
    n = z.shape[-1]
    same(softmax(0 * z), 1 / n)
    same(log_softmax(0 * z + 3), -np.log(n))
    same(logsumexp(0 * z + 3), 3 + np.log(n))


@for_all(arrays(np.float64, (2, 3, 4), elements=eighths))
def test_a_batch_is_a_loop(z):
    for function in ALL:
        same(function(z), [[function(row) for row in block] for block in z])


@for_all(arrays(np.float64, (2, 3, 4), elements=eighths), st.integers(-3, 2))
def test_any_axis(z, axis):
    moved = np.moveaxis(z, -1, axis)
    same(logsumexp(moved, axis=axis), logsumexp(z))
    for function in (softmax, log_softmax):
        same(np.moveaxis(function(moved, axis=axis), axis, -1), function(z))


@pytest.mark.parametrize("function", ALL)
def test_any_number_of_batch_dimensions(function):
    z = np.random.default_rng(1).normal(size=5)
    expected = function(z)
    for batch in [(), (1,), (2,), (1, 2, 1, 3, 1, 1)]:
        result = function(np.broadcast_to(z, (*batch, 5)))
        assert result.shape == batch + expected.shape
        same(result, np.broadcast_to(expected, result.shape))


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ([np.inf, 0], np.inf),
        ([np.inf, -np.inf], np.inf),
        ([np.inf, np.inf, 1e308], np.inf),
        ([-np.inf, -np.inf], -np.inf),
        ([-np.inf], -np.inf),
        ([7.5], 7.5),
    ],
)
def test_logsumexp_takes_infinities(z, expected):
    assert logsumexp(z) == expected
    batch = [[0, *z], [*z, -np.inf], [*z, np.inf]]
    np.testing.assert_array_equal(np.isinf(logsumexp(batch)), [expected == np.inf, expected != 7.5, True])


@for_all(logits)
def test_the_sigmoid_is_the_softmax_of_two_logits(z):
    pairs = np.stack([z, 0 * z], axis=-1)
    same(np.stack([sigmoid(z), sigmoid(-z)], axis=-1), softmax(pairs))
    same(np.stack([log_sigmoid(z), log_sigmoid(-z)], axis=-1), log_softmax(pairs))
    same(sigmoid(z) + sigmoid(-z), 1)


@for_all(logits)
def test_the_logarithm_of_the_sigmoid_is_minus_the_binary_loss(z):
    for label, of_label in ((1, z), (0, -z)):
        losses = binary_cross_entropy_with_logits(np.full(z.shape, label), z, reduction="none")
        np.testing.assert_array_equal(log_sigmoid(of_label), -losses)


def test_sigmoid_at_its_ends():
    z = [-np.inf, -1e308, 0, 1e308, np.inf]
    assert sigmoid(z).tolist() == [0, 0, 0.5, 1, 1]
    assert log_sigmoid(z).tolist() == [-np.inf, -1e308, -np.log(2), 0, 0]
    assert not np.signbit(log_sigmoid(np.inf))
