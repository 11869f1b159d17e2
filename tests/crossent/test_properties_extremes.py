"""The ends of the number line: valid input neither warns nor raises, whatever the caller's settings, and never gives nan."""

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossent import (
    binary_cross_entropy_with_logits,
    information_content,
    js_divergence,
    log_softmax,
    logsumexp,
    mutual_information,
    perplexity,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

from .strategies import alike, for_all

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


@pytest.mark.parametrize("used", [TINY, 1e-320, 1e-30, 1.0, 1e300])
@pytest.mark.parametrize("unused", [0, TINY, 1.0, 1e300, 1.7976931348623157e308])
def test_the_weight_of_the_only_class_in_use_does_not_count_for_a_mean(used, unused):
    """However small it is beside another that no label names."""
    z = [[0.0, 1.0], [0.25, 0.0]]
    for labels in ([1, 1], [1, -1], np.array([[0.0, 1.0], [0.0, 1.0]])):
        options = {"ignore_index": -1 if np.ndim(labels) == 1 else None}
        for function in LOSSES:
            weighted = function(labels, z, weight=[unused, used], **options)
            alike(weighted, function(labels, z, **options))


def test_a_heavy_weight_that_only_smoothing_uses_may_overflow_but_not_to_nan():
    for weight, loss in (
        ([1e300, 1e-30], np.inf),
        ([1.0, TINY], np.inf),
        ([0.0, TINY], pytest.approx(0.95 * np.log1p(np.exp(-1)))),
    ):
        assert softmax_cross_entropy([1], [[0.0, 1.0]], weight=weight, label_smoothing=0.1) == loss
        gradient = softmax_cross_entropy_grad([1], [[0.0, 1.0]], weight=weight, label_smoothing=0.1)
        assert not np.isnan(gradient).any()


def test_weights_do_not_make_a_mean_overflow():
    largest = 1.7e308
    assert softmax_cross_entropy([1], [[largest, 0.0]], weight=[3.0, 3.0]) == largest
    assert softmax_cross_entropy([1, 0], [[largest, 0.0]] * 2, weight=[1.0, 3.0]) == pytest.approx(largest / 4 * 3)
    assert softmax_cross_entropy([[0.0, 1.0]], [[largest, 0.0]], weight=[3.0, 3.0]) == largest
    z = [-1e308, 0.0, 0.0]
    assert binary_cross_entropy_with_logits([1, 0, 0], z, pos_weight=3) == pytest.approx(1e308)
    assert binary_cross_entropy_with_logits([1, 0, 0], z, pos_weight=6) == np.inf
    assert binary_cross_entropy_with_logits([1, 0, 0], z, pos_weight=3, reduction="sum") == np.inf
    assert binary_cross_entropy_with_logits([1, 0, 0], [-np.inf, 0.0, 0.0], pos_weight=3) == np.inf


def test_a_weight_may_be_the_largest_number():
    soft = [0.5, np.nextafter(0.5, 1)]
    for label in (0, soft):
        assert softmax_cross_entropy(label, [1.0, 0.0], weight=[1.7976931348623157e308] * 2) < 1
        assert softmax_cross_entropy(label, [-1e3, 0.0], weight=[1.7976931348623157e308] * 2, reduction="sum") == np.inf


far = [0.0, 1.0, TINY, -TINY, 1e-310, 745.0, -745.0, 3e38, -3e38, 1e308, -1e308, -np.inf]
logits = arrays(np.float64, (2, 3), elements=st.sampled_from(far) | st.floats(-800, 800))
small = st.sampled_from([0.0, TINY, 1.5e-323, 1e-310, 1e-45, 1e-300, 1e-17]) | st.floats(0, 1)
factors = st.sampled_from([0.0, TINY, 1e-310, 1e308]) | st.floats(0, 10)
# All small or all large: no float holds the ratio of the largest number to the smallest.
sizes = st.sampled_from([TINY, 2.0**-1022, 1.0, 2.0**1020])
weights = st.builds(np.multiply, arrays(np.float64, 3, elements=st.integers(0, 8)), sizes)


def sound(*results):
    for result in results:
        assert not np.isnan(result).any()
        assert not np.signbit(np.asarray(result)[np.asarray(result) == 0]).any()


@st.composite
def distributions(draw):
    """Rows whose rest goes to the last outcome."""
    with np.errstate(under="ignore"):
        p = draw(arrays(np.float64, (2, 3), elements=small)) / 3
    p[:, -1] = 1 - p[:, 0] - p[:, 1]
    return p


def narrow(dtype, *arrays):
    """What is too large for the type would become infinite, which is no valid logit."""
    largest = np.finfo(dtype).max / 2
    with np.errstate(under="ignore"):
        return [np.where(np.isfinite(a), a.clip(-largest, largest), a).astype(dtype) for a in arrays]


@for_all(logits, distributions(), factors, st.sampled_from([np.float32, np.float64]))
def test_logits_at_the_ends(z, y, pos_weight, dtype):
    z[:, 1] = np.where(z[:, 1] == -np.inf, 0, z[:, 1])  # A row of -inf is no valid input.
    z, y = narrow(dtype, z, y)
    sound(softmax(z), log_softmax(z), logsumexp(z), logsumexp(np.where(z > 700, np.inf, z)))
    for reduction in ("mean", "sum", "none"):
        loss = binary_cross_entropy_with_logits(y, z, pos_weight=pos_weight, reduction=reduction)
        sound(loss)
        assert (loss >= 0).all()


@for_all(
    logits,
    st.sampled_from([np.array([0, 2]), np.array([-1, 1])]) | distributions(),
    st.none() | weights,
    st.sampled_from([0, TINY, 0.1, 1]),
    st.sampled_from(["mean", "sum", "none"]),
    st.sampled_from([np.float32, np.float64]),
)
def test_losses_at_the_ends(z, y, weight, smoothing, reduction, dtype):
    z[:, 1] = np.where(z[:, 1] == -np.inf, 0, z[:, 1])
    (z,) = narrow(dtype, z)
    options = {"weight": weight, "label_smoothing": smoothing, "ignore_index": -1 if y.ndim == 1 else None}
    if reduction == "mean" and weight is not None:
        weight[:] = np.where(weight > 0, weight, weight.max() or 1)  # Otherwise there may be nothing to divide by.
    loss, gradient = (function(y, z, **options, reduction=reduction) for function in LOSSES)
    sound(loss, gradient)
    assert (loss >= 0).all()


@for_all(
    distributions(), distributions(), st.sampled_from([np.float32, np.float64]), st.sampled_from([None, 2, 10, 1.5])
)
def test_probabilities_at_the_ends(q, p, dtype, base):
    q, p = narrow(dtype, q, p)
    sound(information_content(q, base=base), js_divergence(q, p, base=base), perplexity(q, p), perplexity(q))
    with np.errstate(under="ignore"):
        joint = q / 2
    sound(mutual_information(joint, base=base), mutual_information(joint.T, base=base))


def test_what_float32_rounds_to_zero_has_no_sign():
    z = np.float32([120, 0])
    for result in (log_softmax(z), softmax_cross_entropy_grad(0, z), information_content([1.0], base=1.5)):
        assert result[0] == 0
        assert not np.signbit(result[0])
