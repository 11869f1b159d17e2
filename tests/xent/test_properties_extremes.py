"""The ends of the number line: valid input neither warns nor raises, whatever the caller's settings, and never gives nan."""

import numpy as np
import pytest

from xent import (
    binary_cross_entropy_with_logits,
    js_divergence,
    log_softmax,
    logsumexp,
    mutual_information,
    perplexity,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

TINY = 5e-324
OF_LOGITS = [logsumexp, softmax, log_softmax]
LOSSES = [softmax_cross_entropy, softmax_cross_entropy_grad]


@pytest.fixture(autouse=True)
def nothing_is_reported():
    """Not even an underflow, of which NumPy is silent unless told otherwise."""
    with np.errstate(all="raise"):
        yield


# Whether log1p reports the underflow of the smallest numbers depends on the processor: with AVX-512 it does not.
@pytest.mark.parametrize("gap", [700.0, 708.5, 740.0, 744.0, 745.0, 746.0, 1e4, 1e308, np.inf])
def test_a_far_logit_vanishes_in_silence(gap):
    z = np.array([0.0, -gap])
    for function in OF_LOGITS:
        assert not np.isnan(function(z)).any()
    for function in LOSSES:
        for label in (0, 1, [1.0, 0.0], [0.5, 0.5], [1.0, TINY]):
            assert not np.isnan(function(label, z)).any()
    for y in (0, 1, 0.5, TINY):
        for logit in (gap, -gap):
            assert binary_cross_entropy_with_logits(y, logit) >= 0


def test_products_of_the_smallest_numbers_vanish_in_silence():
    assert binary_cross_entropy_with_logits([TINY], [1.0], pos_weight=0.3) > 0
    for function in LOSSES:
        for label in (1, [TINY, 1.0]):
            for smoothing in (0, TINY, 0.3):
                assert np.isfinite(function(label, [1.0, 0.0], weight=[0.3, 0.3], label_smoothing=smoothing)).all()
    for p in ([TINY, 1.0], [3e-322, 1.0], [1e-310, 1.0], [1.0, TINY]):
        assert js_divergence([1e-322, 1.0], p) >= 0
        assert perplexity(p, p) == pytest.approx(1)
        assert mutual_information([p, [0, 0]]) == 0
        assert mutual_information([[TINY, 1e-310], p]) >= 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_mean_is_finite_where_the_sum_is_not(dtype):
    huge = np.finfo(dtype).max / 2
    wrong = np.array([[huge, 0]] * 5, dtype)
    assert softmax_cross_entropy([1] * 5, wrong) == pytest.approx(huge)
    assert softmax_cross_entropy([1] * 5, wrong, weight=[1, 0.3]) == pytest.approx(huge)
    assert softmax_cross_entropy([1] * 5, wrong, reduction="sum") == np.inf
    assert binary_cross_entropy_with_logits(np.zeros(5, dtype), wrong[:, 0]) == pytest.approx(huge)
    assert binary_cross_entropy_with_logits(np.zeros(5, dtype), wrong[:, 0], reduction="sum") == np.inf


@pytest.mark.parametrize("exponent", [-1074, -1060, -900, 0, 900, 1023])
def test_only_the_ratio_of_the_weights_counts_for_a_mean(exponent):
    """Whose sum overflows for the largest weights, while products with the smallest ones vanish."""
    labels, z = [0, 1, 1], [[1.0, 0.0], [1.0, 0.0], [0.5, 0.25]]
    for function in LOSSES:
        for smoothing in (0, 0.1):
            plain = function(labels, z, weight=[1, 1], label_smoothing=smoothing)
            weighted = function(labels, z, weight=np.ldexp([1.0, 1.0], exponent), label_smoothing=smoothing)
            np.testing.assert_array_equal(weighted, plain)


def test_a_weight_may_be_the_largest_number():
    soft = [0.5, np.nextafter(0.5, 1)]
    for label in (0, soft):
        assert softmax_cross_entropy(label, [1.0, 0.0], weight=[1.7976931348623157e308] * 2) < 1
        assert softmax_cross_entropy(label, [-1e3, 0.0], weight=[1.7976931348623157e308] * 2, reduction="sum") == np.inf
