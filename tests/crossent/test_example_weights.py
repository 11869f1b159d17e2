"""Weights of examples, masks, the axis of the classes, and smoothing, which all losses take in the same way."""

from functools import partial

import numpy as np
import pytest
from hypothesis import strategies as st

from crossent import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    brier_score,
    categorical_cross_entropy,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    text_perplexity,
)

from .refusals import refuses
from .strategies import for_all, same

GRADIENTS = [binary_cross_entropy_with_logits_grad, softmax_cross_entropy_grad]
OF_PROBABILITIES = [categorical_cross_entropy, brier_score]
OF_CLASSES = [*OF_PROBABILITIES, softmax_cross_entropy, softmax_cross_entropy_grad]
OF_PAIRS = [binary_cross_entropy, binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad]
ALL = [*OF_CLASSES, *OF_PAIRS]
every = pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
of_classes = pytest.mark.parametrize("function", OF_CLASSES, ids=lambda function: function.__name__)
seeds = st.integers(0, 10**6)


def problem(function, seed, n=5):
    """Labels and a prediction that the function takes: of three classes, or of two with one number each."""
    rng = np.random.default_rng(seed)
    if function in OF_PAIRS:
        z = rng.normal(0, 4, n)
        p = 1 / (1 + np.exp(-z))
        return rng.integers(0, 2, n), p if function is binary_cross_entropy else z
    z = rng.normal(0, 4, (n, 3))
    return rng.integers(0, 3, n), softmax(z) if function in OF_PROBABILITIES else z


@for_all(st.sampled_from(ALL), seeds, st.sampled_from(["mean", "sum"]))
def test_a_weight_of_three_is_the_example_three_times(function, seed, reduction):
    labels, prediction = problem(function, seed)
    times = np.random.default_rng(seed).integers(1, 4, len(labels))
    weighted = function(labels, prediction, example_weight=times, reduction=reduction)
    repeated = function(np.repeat(labels, times), np.repeat(prediction, times, axis=0), reduction=reduction)
    if function in GRADIENTS:  # each of the repeated has its share
        starts = np.cumsum(times) - times
        repeated = np.add.reduceat(repeated, starts, axis=0)
    same(weighted, repeated)


@for_all(st.sampled_from(ALL), seeds, st.sampled_from(["mean", "sum"]))
def test_a_weight_of_zero_leaves_the_example_out_whatever_it_holds(function, seed, reduction):
    labels, prediction = problem(function, seed)
    kept = np.arange(len(labels)) % 2 == 0
    expected = function(labels[kept], prediction[kept], reduction=reduction)
    labels, prediction = np.where(kept, labels, 99), prediction.copy()
    prediction[~kept] = np.nan
    for weight in (kept, kept.astype(float), kept * 7):
        result = function(labels, prediction, example_weight=weight, reduction=reduction)
        if reduction == "sum":
            result = result / np.max(weight)
        same(result[kept] if function in GRADIENTS else result, expected)
        if function in GRADIENTS:
            assert not result[~kept].any()
    none = function(labels, prediction, example_weight=kept, reduction="none")
    assert not none[~kept].any()


@for_all(st.sampled_from(OF_CLASSES), seeds)
def test_soft_labels_of_examples_that_are_left_out_may_hold_anything(function, seed):
    labels, prediction = problem(function, seed)
    soft, kept = np.eye(3)[labels], np.array([True, True, False, True, False])
    expected = function(soft, prediction, example_weight=kept)
    for dtype in (float, int):
        broken = soft.astype(dtype)
        broken[~kept] = np.nan if dtype is float else 5
        np.testing.assert_array_equal(function(broken, prediction, example_weight=kept), expected)


@for_all(st.sampled_from(OF_CLASSES), seeds)
def test_ignore_index_is_a_weight_of_zero(function, seed):
    labels, prediction = problem(function, seed)
    weight = np.random.default_rng(seed).random(len(labels))
    marked, masked = labels.copy(), weight.copy()
    marked[:2], masked[:2] = -100, 0
    result = function(marked, prediction, example_weight=weight, ignore_index=-100)
    same(result, function(labels, prediction, example_weight=masked))


@for_all(st.sampled_from(ALL), seeds, st.integers(-1000, 1000))
def test_a_mean_follows_the_ratios_of_the_weights_however_large_they_are(function, seed, exponent):
    labels, prediction = problem(function, seed)
    weight = np.random.default_rng(seed).integers(1, 9, len(labels)).astype(float)
    expected = function(labels, prediction, example_weight=weight)
    same(function(labels, prediction, example_weight=np.ldexp(weight, exponent)), expected)


@for_all(seeds, st.sampled_from([0.0, 0.1]))
def test_weights_of_classes_and_of_examples_multiply(seed, smoothing):
    labels, z = problem(softmax_cross_entropy, seed)
    weight, own = np.array([1, 0.5, 2]), np.array([1, 2, 0.5, 3, 1])
    options = {"weight": weight, "label_smoothing": smoothing}
    losses = softmax_cross_entropy(labels, z, **options, reduction="none")
    same(softmax_cross_entropy(labels, z, **options, example_weight=own, reduction="none"), own * losses)
    mean = np.sum(own * losses) / np.sum(own * weight[labels])
    same(softmax_cross_entropy(labels, z, **options, example_weight=own), mean)
    gradient = softmax_cross_entropy_grad(labels, z, **options, reduction="sum")
    weighted = softmax_cross_entropy_grad(labels, z, **options, example_weight=own, reduction="sum")
    same(weighted, own[:, None] * gradient)


def test_the_weight_of_positives_does_not_count_in_the_mean():
    y, z = [1, 0, 1], [0.0, 1.0, -1.0]
    losses = binary_cross_entropy_with_logits(y, z, pos_weight=3, reduction="none")
    same(binary_cross_entropy_with_logits(y, z, pos_weight=3), losses.mean())
    weighted = binary_cross_entropy_with_logits(y, z, pos_weight=3, example_weight=[1, 2, 1])
    same(weighted, losses @ [1, 2, 1] / 4)


@for_all(st.sampled_from(OF_PAIRS), seeds, st.sampled_from([0.1, 0.5, 1.0]))
def test_smoothing_moves_binary_labels_towards_one_half(function, seed, epsilon):
    labels, prediction = problem(function, seed)
    smoothed = (1 - epsilon) * labels + epsilon / 2
    result = function(labels, prediction, label_smoothing=epsilon, reduction="none")
    same(result, function(smoothed, prediction, reduction="none"))


@for_all(st.sampled_from(OF_CLASSES), seeds, st.sampled_from([0, 1, 2, -1, -2, -3]))
def test_the_classes_may_lie_on_any_axis(function, seed, axis):
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 4, (2, 3, 4))
    prediction = softmax(z) if function in OF_PROBABILITIES else z
    moved = np.moveaxis(prediction, -1, axis)
    numbers, soft = rng.integers(0, 4, (2, 3)), softmax(rng.normal(size=(2, 3, 4)))
    weight = rng.integers(0, 3, (2, 3)) + np.eye(2, 3)
    for labels, there in ((numbers, numbers), (soft, np.moveaxis(soft, -1, axis))):
        for reduction in ("mean", "none"):
            expected = function(labels, prediction, example_weight=weight, reduction=reduction)
            if function in GRADIENTS:
                expected = np.moveaxis(expected, -1, axis)
            result = function(there, moved, axis=axis, example_weight=weight, reduction=reduction)
            np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_axis_changes_no_digit_of_float32(dtype):
    rng = np.random.default_rng(20261123)
    z = (rng.normal(size=(6, 5000)) + 30 * np.eye(6, 5000)).astype(dtype)
    losses = softmax_cross_entropy(np.arange(6), z, reduction="none")
    np.testing.assert_array_equal(softmax_cross_entropy(np.arange(6), z.T, axis=0, reduction="none"), losses)


@of_classes
def test_places_in_messages_are_those_of_the_given_arrays(function):
    prediction = np.full((2, 3, 4), 0.25) if function not in OF_PROBABILITIES else np.full((2, 3, 4), 1 / 3)
    name = "p" if function in OF_PROBABILITIES else "logits"
    prediction[1, 2, 3] = np.nan
    with refuses(ValueError, f"{name}의 위치 (1, 2, 3)에 있는 값이 nan입니다"):
        function(np.zeros((2, 4), int), prediction, axis=1)
    soft = np.full((2, 3, 4), 1 / 3)
    soft[0, :, 2] = 1
    with refuses(ValueError, "labels의 위치 (0, 2)에 있는 분포의 합이 3입니다", "axis=1"):
        function(soft, np.full((2, 3, 4), 1 / 3), axis=1)


def test_rows_of_infinite_logits_are_named_by_their_place():
    z = np.zeros((2, 3, 4))
    z[1, :, 2] = -np.inf
    for function in (softmax_cross_entropy, softmax_cross_entropy_grad):
        with refuses(ValueError, "logits의 위치 (1, 2)에 있는 로짓이 모두 -inf입니다"):
            function(np.zeros((2, 4), int), z, axis=1)


@every
@pytest.mark.parametrize(
    ("wrong", "parts"),
    [
        ([1.0] * 4, ("example_weight의 모양이 (4,)입니다", "(5,)")),
        (2.0, ("example_weight의 모양이 ()입니다", "(5,)")),
        ([1, 1, -1, 1, 1], ("example_weight의 위치 (2,)에 있는 값이 -1입니다", "0 이상")),
        ([1, 1, 1, np.nan, 1], ("example_weight의 위치 (3,)에 있는 값이 nan입니다", "0 이상")),
        ([1, np.inf, 1, 1, 1], ("example_weight의 위치 (1,)에 있는 값이 inf입니다", "유한한")),
        ([0] * 5, ("example_weight가 모두 0이어서", 'reduction="sum"')),
    ],
)
def test_weights_that_cannot_be_are_named(function, wrong, parts):
    with refuses(ValueError, *parts):
        function(*problem(function, 0), example_weight=wrong)


@every
def test_a_sum_of_weights_of_zero_is_zero(function):
    labels, prediction = problem(function, 0)
    assert not np.any(function(labels, prediction, example_weight=np.zeros(5), reduction="sum"))


@of_classes
def test_what_is_left_of_ignored_examples_must_have_weight(function):
    labels, prediction = problem(function, 0)
    labels[:3] = -100
    with refuses(ValueError, "무시할 번호(ignore_index=-100)이거나 사례 가중치가 0이어서 평균을 낼 사례가 없습니다"):
        function(labels, prediction, example_weight=[1, 1, 1, 0, 0], ignore_index=-100)


@pytest.mark.parametrize("function", OF_PAIRS, ids=lambda function: function.__name__)
@pytest.mark.parametrize(
    ("wrong", "error"), [(-0.1, ValueError), (1.5, ValueError), ("0", TypeError), (True, TypeError)]
)
def test_binary_smoothing_is_a_share(function, wrong, error):
    with refuses(error, "label_smoothing"):
        function(*problem(function, 0), label_smoothing=wrong)


@every
def test_an_empty_batch_takes_empty_weights(function):
    prediction = np.zeros((0,) if function in OF_PAIRS else (0, 3))
    call = partial(function, np.zeros(0, int), prediction, example_weight=[])
    assert not np.any(call(reduction="sum"))
    assert call(reduction="none").size == 0
    with refuses(ValueError, "평균을 낼 사례가 없습니다"):
        call()


def test_the_perplexity_of_a_text_takes_weights():
    labels, z = problem(softmax_cross_entropy, 1)
    weight = [1, 2, 0, 1, 1]
    expected = np.exp(softmax_cross_entropy(labels, z, example_weight=weight))
    same(text_perplexity(labels, z, example_weight=weight), expected)
