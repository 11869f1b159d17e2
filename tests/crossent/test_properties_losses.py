"""What holds for the losses from logits and for the gradient, whatever the options."""

from itertools import product

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossent import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

from .strategies import for_all, same

BOTH = [softmax_cross_entropy, softmax_cross_entropy_grad]
REDUCTIONS = ["mean", "sum", "none"]
# Multiples of 1/8 below 2**40: adding and subtracting them rounds nothing.
eighths = st.integers(-160, 160).map(lambda k: k / 8)


@st.composite
def problems(draw, *, ignored=False):
    """Class numbers, logits and options. With `ignored`, -1 marks examples to leave out, and never all of them."""
    n, classes = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    labels = draw(arrays(np.int64, n, elements=st.integers(-1 if ignored else 0, classes - 1)))
    labels[0] = max(labels[0], 0)
    z = draw(arrays(np.float64, (n, classes), elements=eighths))
    weight = draw(st.none() | arrays(np.float64, classes, elements=st.floats(0.125, 4)))
    return labels, z, {"weight": weight, "label_smoothing": draw(st.sampled_from([0, 0.1, 0.5, 1]))}


def one_hot(labels, z, dtype=np.float64):
    return np.eye(z.shape[-1], dtype=dtype)[labels]


@for_all(problems(), st.sampled_from(REDUCTIONS), st.sampled_from([np.float64, np.int8, np.bool_]))
def test_class_numbers_are_one_hot_labels(problem, reduction, dtype):
    labels, z, options = problem
    for function in BOTH:
        expected = function(labels, z, **options, reduction=reduction)
        same(function(one_hot(labels, z, dtype), z, **options, reduction=reduction), expected)


@for_all(problems(), st.sampled_from(REDUCTIONS))
def test_smoothing_mixes_the_label_with_all_classes(problem, reduction):
    labels, z, options = problem
    epsilon, classes = options["label_smoothing"], z.shape[-1]
    smoothed = (1 - epsilon) * one_hot(labels, z) + epsilon / classes
    if reduction == "mean":
        options["weight"] = None  # A weighted mean is divided by the weights of the labels, not of the smoothed ones.
    for function in BOTH:
        expected = function(smoothed, z, weight=options["weight"], reduction=reduction)
        for given in (labels, one_hot(labels, z)):
            result = function(given, z, **options, reduction=reduction)
            np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-14)


@for_all(problems())
def test_smoothing_mixes_the_losses_with_that_of_all_classes(problem):
    labels, z, options = problem
    epsilon = options.pop("label_smoothing")
    for function in BOTH:
        own, equal = (function(labels, z, **options, label_smoothing=e, reduction="none") for e in (0, 1))
        mixed = function(labels, z, **options, label_smoothing=epsilon, reduction="none")
        np.testing.assert_allclose(mixed, (1 - epsilon) * own + epsilon * equal, rtol=1e-12, atol=1e-14)


@for_all(problems())
def test_a_loss_is_the_cross_entropy_of_the_softmax(problem):
    labels, z, _ = problem
    losses = softmax_cross_entropy(labels, z, reduction="none")
    assert (losses >= 0).all()
    np.testing.assert_allclose(losses, cross_entropy(one_hot(labels, z), softmax(z)), rtol=1e-12, atol=1e-14)
    gradient = softmax_cross_entropy_grad(labels, z, reduction="none")
    np.testing.assert_allclose(gradient, softmax(z) - one_hot(labels, z), rtol=1e-12, atol=1e-14)


@for_all(problems(ignored=True))
def test_a_mean_is_the_sum_by_the_weights(problem):
    labels, z, options = problem
    weight = np.ones(z.shape[-1]) if options["weight"] is None else options["weight"]
    size = weight[labels[labels >= 0]].sum()
    for function in BOTH:
        mean, total = (function(labels, z, **options, ignore_index=-1, reduction=name) for name in ("mean", "sum"))
        same(mean, total / size)
    losses = softmax_cross_entropy(labels, z, **options, ignore_index=-1, reduction="none")
    same(softmax_cross_entropy(labels, z, **options, ignore_index=-1, reduction="sum"), losses.sum())


@for_all(problems(ignored=True), st.sampled_from(REDUCTIONS), eighths, st.sampled_from([-1, 2**40]))
def test_ignored_examples_change_nothing(problem, reduction, other, marker):
    labels, z, options = problem
    kept = labels >= 0
    marked = np.where(kept, labels, marker)
    elsewhere = np.where(kept[:, None], z, other)  # their logits are as good as any
    for function in BOTH:
        result = function(marked, elsewhere, **options, ignore_index=marker, reduction=reduction)
        alone = function(labels[kept], z[kept], **options, reduction=reduction)
        if np.ndim(result):
            np.testing.assert_array_equal(result[~kept], 0)
            result = result[kept]
        same(result, alone)


@for_all(
    problems(ignored=True),
    st.sampled_from(REDUCTIONS),
    arrays(np.float64, 5, elements=st.sampled_from([np.nan, np.inf, -np.inf, 1e308])),
)
def test_ignored_examples_may_hold_anything(problem, reduction, anything):
    """Padding is often masked as a whole: all its logits are -inf, or nan."""
    labels, z, options = problem
    elsewhere = np.where(labels[:, None] < 0, anything[: z.shape[-1]], z)
    for function in BOTH:
        settings = {**options, "ignore_index": -1, "reduction": reduction}
        np.testing.assert_array_equal(function(labels, elsewhere, **settings), function(labels, z, **settings))


def test_only_ignored_examples_may_hold_anything():
    for row in ([np.nan, np.nan], [-np.inf, -np.inf]):
        assert softmax_cross_entropy([0, -100], [[1, 2], row], ignore_index=-100) == np.log1p(np.exp(1))
        with pytest.raises(ValueError, match=r"logits의 위치 \(0"):
            softmax_cross_entropy([0, -100], [row, row], ignore_index=-100)


@for_all(problems())
def test_any_class_may_be_ignored(problem):
    labels, z, options = problem
    ignored = labels[-1]
    losses = softmax_cross_entropy(labels, z, **options, ignore_index=ignored, reduction="none")
    plain = softmax_cross_entropy(labels, z, **options, reduction="none")
    np.testing.assert_array_equal(losses, np.where(labels == ignored, 0, plain))


@for_all(problems(), st.integers(-(2**40), 2**40), st.sampled_from(REDUCTIONS))
def test_a_shift_of_all_logits_changes_nothing(problem, eighth, reduction):
    labels, z, options = problem
    for function in BOTH:
        expected = function(labels, z, **options, reduction=reduction)
        np.testing.assert_array_equal(function(labels, z + eighth / 8, **options, reduction=reduction), expected)


@for_all(problems(ignored=True))
def test_slopes_of_an_example_add_up_to_zero(problem):
    labels, z, options = problem
    gradients = [
        softmax_cross_entropy_grad(labels, z, **options, ignore_index=-1, reduction=name) for name in ("sum", "none")
    ]
    np.testing.assert_array_equal(*gradients)
    np.testing.assert_allclose(gradients[0].sum(axis=-1), 0, atol=1e-14)


@for_all(problems(), st.floats(0.125, 8))
def test_weights_scale_the_losses(problem, factor):
    labels, z, options = problem
    weight = np.ones(z.shape[-1]) if options["weight"] is None else options["weight"]
    epsilon = options["label_smoothing"]
    for function in BOTH:
        plain = function(labels, z, weight=weight, label_smoothing=epsilon, reduction="sum")
        scaled = function(labels, z, weight=factor * weight, label_smoothing=epsilon, reduction="sum")
        np.testing.assert_allclose(scaled, factor * plain, rtol=1e-12, atol=1e-13)


LABELS = np.array([[0, 2], [3, 1]])
SOFT = np.random.default_rng(4).dirichlet(np.ones(4), (2, 2))
WEIGHTS = [None, [0.5, 2, 0, 1]]


@pytest.mark.parametrize(
    ("labels", "weight", "smoothing", "ignore", "reduction"),
    [
        *product([LABELS], WEIGHTS, [0, 0.2, 1], [None, 3], ["mean", "sum"]),
        *product([SOFT], WEIGHTS, [0, 0.2, 1], [None], ["mean", "sum"]),
    ],
)
def test_the_gradient_is_that_of_the_loss(labels, weight, smoothing, ignore, reduction):
    """Central differences: with a step of 2**-17 their own error is some 1e-10."""
    options = {"weight": weight, "label_smoothing": smoothing, "ignore_index": ignore, "reduction": reduction}
    z = np.random.default_rng(5).normal(0, 2, (2, 2, 4))
    z[0, 1, 2:] = z[0, 1, 0]  # ties, with the label among them
    differences = np.empty_like(z)
    for place in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[place] = 2.0**-17
        up, down = (softmax_cross_entropy(labels, moved, **options) for moved in (z + step, z - step))
        differences[place] = (up - down) * 2.0**16
    np.testing.assert_allclose(softmax_cross_entropy_grad(labels, z, **options), differences, atol=1e-9)


@pytest.mark.parametrize("function", BOTH)
@pytest.mark.parametrize("batch", [(), (1,), (5,), (2, 3), (1, 2, 1, 3)])
def test_any_number_of_batch_dimensions(function, batch):
    rng = np.random.default_rng(1)
    z, labels = rng.normal(size=(*batch, 4)), rng.integers(0, 4, batch)
    options = {"weight": [1, 0.5, 2, 3], "label_smoothing": 0.1, "reduction": "none"}
    result = function(labels, z, **options)
    assert np.shape(result) == (batch if function is softmax_cross_entropy else z.shape)
    for place in np.ndindex(batch):
        same(result[place], function(labels[place], z[place], **options))
    soft = rng.dirichlet(np.ones(4), batch)
    result = function(soft, z, **options)
    for place in np.ndindex(batch):
        same(result[place], function(soft[place], z[place], **options))


binary_labels = arrays(np.float64, (2, 3), elements=st.sampled_from([0.0, 1.0]) | st.floats(0, 1))
binary_logits = arrays(np.float64, (2, 3), elements=st.floats(-20, 20))


@for_all(binary_labels, binary_logits)
def test_binary_loss_is_that_of_the_sigmoid(y, z):
    """Which rounds 1 - p to 1e-16, and so p = 1 - 2e-9 to some digits less."""
    losses = binary_cross_entropy_with_logits(y, z, reduction="none")
    np.testing.assert_allclose(losses, binary_cross_entropy(y, 1 / (1 + np.exp(-z)), reduction="none"), rtol=1e-6)
    assert (losses >= 0).all()


@for_all(binary_labels, binary_logits)
def test_binary_loss_is_that_of_two_classes_one_of_which_has_logit_zero(y, z):
    pairs, logits = np.stack([1 - y, y], axis=-1), np.stack([0 * z, z], axis=-1)
    losses = binary_cross_entropy_with_logits(y, z, reduction="none")
    same(losses, softmax_cross_entropy(pairs, logits, reduction="none"))


@for_all(binary_labels, binary_logits)
def test_binary_loss_is_the_same_from_the_other_side(y, z):
    other = binary_cross_entropy_with_logits(1 - y, -z, reduction="none")
    # 1 - y is rounded; its own other side is not.
    same(other, binary_cross_entropy_with_logits(1 - (1 - y), z, reduction="none"))


@for_all(binary_labels, binary_logits, st.floats(0, 10))
def test_pos_weight_scales_what_missing_a_positive_costs(y, z, w):
    missed, false_alarm = (binary_cross_entropy_with_logits(label + 0 * y, z, reduction="none") for label in (1, 0))
    weighted = binary_cross_entropy_with_logits(y, z, pos_weight=w, reduction="none")
    same(weighted, w * y * missed + (1 - y) * false_alarm)
    same(binary_cross_entropy_with_logits(y, z, pos_weight=w), weighted.mean())
    same(binary_cross_entropy_with_logits(y, z, pos_weight=w, reduction="sum"), weighted.sum())


@pytest.mark.parametrize("shape", [(), (4,), (1,), (3, 4), (2, 3, 4)])
def test_pos_weight_goes_along_the_last_axes(shape):
    rng = np.random.default_rng(1)
    logits_shape = (2, 3, 4) if shape != (1,) else (2, 3, 1)
    y, z, w = rng.random(logits_shape), rng.normal(size=logits_shape), rng.gamma(2, size=shape)
    losses = binary_cross_entropy_with_logits(y, z, pos_weight=w, reduction="none")
    assert losses.shape == logits_shape
    full = np.broadcast_to(w, logits_shape)
    for place in np.ndindex(logits_shape):
        same(losses[place], binary_cross_entropy_with_logits(y[place], z[place], pos_weight=full[place]))


def test_a_binary_loss_takes_infinite_logits():
    losses = binary_cross_entropy_with_logits(
        [0, 1, 0.5, 0, 1], [-np.inf, np.inf, np.inf, np.inf, -np.inf], reduction="none"
    )
    np.testing.assert_array_equal(losses, [0, 0, np.inf, np.inf, np.inf])
    assert binary_cross_entropy_with_logits([1, 0], [-np.inf, -np.inf], pos_weight=0) == 0


def test_a_label_or_weight_of_zero_hides_an_impossible_class():
    z = [0.0, np.log(3), -np.inf]
    same(softmax_cross_entropy(0, z), np.log(4))
    same(softmax_cross_entropy([0.5, 0.5, 0], z), np.log(4) - np.log(3) / 2)
    same(
        softmax_cross_entropy([[0.5, 0.25, 0.25]], [z], weight=[1, 1, 0], reduction="sum"),
        np.log(4) * 3 / 4 - np.log(3) / 4,
    )
    assert softmax_cross_entropy(2, z) == softmax_cross_entropy(0, z, label_smoothing=0.1) == np.inf
    same(softmax_cross_entropy_grad(2, z), [0.25, 0.75, -1])
