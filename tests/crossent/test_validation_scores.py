"""What counts, samples, tables, bins and bytes must be, with the message that a learner reads."""

from functools import partial

import numpy as np
import pytest

from crossent import (
    binary_cross_entropy_with_logits_grad,
    bits_per_byte,
    brier_score,
    calibration_error,
    categorical_cross_entropy,
    conditional_entropy,
    from_counts,
    from_samples,
    joint_entropy,
    logsumexp,
    perplexity,
)

from .refusals import refuses

P = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]
FORECASTS = [categorical_cross_entropy, brier_score, calibration_error]
forecasts = pytest.mark.parametrize("function", FORECASTS, ids=lambda function: function.__name__)


@pytest.mark.parametrize("value", [-1, np.nan, np.inf])
def test_a_count_is_named_with_its_place(value):
    with refuses(ValueError, "counts의 위치 (1, 2)에 있는 값이", f"{value}", "0 이상의 유한한"):
        from_counts([[1, 2, 3], [1, 2, value]])


def test_a_row_without_counts_is_named_unless_it_is_smoothed():
    counts = [[1, 2], [0, 0]]
    with refuses(ValueError, "counts의 위치 (1,)에 있는 횟수가 모두 0이어서", "smoothing"):
        from_counts(counts)
    with refuses(ValueError, "counts의 횟수가 모두 0이어서", "smoothing"):
        from_counts([0, 0])
    assert from_counts(counts, smoothing=1)[1].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("function", [partial(from_counts, [1, 2]), partial(from_samples, [0], outcomes=2)])
@pytest.mark.parametrize(
    ("wrong", "error"),
    [(-1, ValueError), (np.nan, ValueError), (np.inf, ValueError), ("1", TypeError), (True, TypeError)],
)
def test_smoothing_is_a_number_to_add(function, wrong, error):
    with refuses(error, "smoothing"):
        function(smoothing=wrong)


@pytest.mark.parametrize("wrong", [2, -1])
def test_a_sample_is_one_of_the_outcomes(wrong):
    with refuses(ValueError, f"samples의 위치 (1,)에 있는 값이 {wrong}입니다", "0 이상 1 이하"):
        from_samples([0, wrong], outcomes=2)


def test_samples_are_numbers_of_outcomes():
    with refuses(TypeError, "samples의 자료형이 float64입니다", "정수", "from_counts"):
        from_samples([0.5, 1.0], outcomes=2)
    with refuses(ValueError, "samples가 비어 있어서", "smoothing"):
        from_samples([], outcomes=2)
    assert from_samples([], outcomes=2, smoothing=1).tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("call", "subject"),
    [
        (lambda value: from_samples([0], outcomes=value), "outcomes가"),
        (lambda value: calibration_error([0, 2], P, bins=value), "bins가"),
        (lambda value: bits_per_byte([0], [[0.0, 1.0]], byte_count=value), "byte_count가"),
    ],
)
def test_a_number_of_things_is_a_positive_integer(call, subject):
    for wrong in (0, -3):
        with refuses(ValueError, f"{subject} {wrong}입니다", "1 이상"):
            call(wrong)
    for wrong in (2.0, "2", True, None):
        with refuses(TypeError, f"{subject} {wrong!r}입니다", "정수 하나"):
            call(wrong)


def test_what_is_given_is_one_of_two_variables():
    table = [[0.5, 0], [0, 0.5]]
    for wrong in (2, -1):
        with refuses(ValueError, f"given이 {wrong}입니다", "첫 번째 변수를 알면 0"):
            conditional_entropy(table, given=wrong)
    for wrong in ("0", 0.0, True, None):
        with refuses(TypeError, f"given이 {wrong!r}입니다"):
            conditional_entropy(table, given=wrong)


@pytest.mark.parametrize("function", [joint_entropy, conditional_entropy])
def test_a_table_is_one_of_probabilities(function):
    with refuses(ValueError, "joint의 모양이 (2,)입니다", "2차원"):
        function([0.5, 0.5])
    with refuses(ValueError, "joint의 합이 10입니다", "np.sum(joint)"):
        function(np.full((20, 1), 0.5))
    with refuses(ValueError, "joint의 위치 (0, 1)에 있는 값이 2", "횟수를 센 표"):
        function([[1, 2], [3, 4]])
    with refuses(ValueError, "base가 0.5입니다"):
        function([[1.0]], base=0.5)


@forecasts
def test_forecasts_are_distributions(function):
    with refuses(ValueError, "p의 위치 (1,)에 있는 분포의 합이 0.5입니다"):
        function([0, 1], [[0.5, 0.5], [0.25, 0.25]])
    with refuses(ValueError, "p의 위치 (0, 0)에 있는 값이 2.0입니다", "softmax"):
        function([0, 1], [[2.0, -1.0], [0.5, 0.5]])
    with refuses(ValueError, "p의 값이 0.5, 곧 수 하나입니다"):
        function(0, 0.5)


@forecasts
def test_labels_fit_the_forecasts(function):
    with refuses(ValueError, "labels의 위치 (1,)에 있는 값이 3입니다", "클래스가 3개"):
        function([0, 3], P)
    with refuses(ValueError, "labels의 모양은 (3,)인데 p의 모양은 (2, 3)", "axis=0에 놓였다면", "(2,)"):
        function([0, 1, 1], P)
    with refuses(ValueError, "labels의 모양은 (2, 3)인데 p의 모양은 (2,)", "차례가 바뀐", "확률을 나중에"):
        function(P, [0, 1])
    with refuses(TypeError, "labels의 자료형이 float64입니다", "클래스 번호"):
        function([0.0, 1.0], P)


@forecasts
@pytest.mark.parametrize(("axis", "error"), [(2, ValueError), (-3, ValueError), (None, TypeError), (1.0, TypeError)])
def test_the_axis_of_the_classes(function, axis, error):
    with refuses(error, f"axis가 {axis!r}"):
        function([0, 2], P, axis=axis)


def test_no_forecasts_have_no_calibration_error():
    with refuses(ValueError, "평균을 낼 사례가 없습니다"):
        calibration_error([], np.zeros((0, 3)))


@pytest.mark.parametrize("function", [partial(perplexity, [0.5, 0.5]), partial(logsumexp, [0.0, 1.0])])
def test_keepdims_is_a_switch(function):
    assert function(keepdims=True).shape == (1,)
    with refuses(TypeError, "keepdims가 'yes'입니다"):
        function(keepdims="yes")


def test_the_gradient_of_the_binary_loss_takes_what_the_loss_takes():
    with refuses(ValueError, "y_true의 모양은 (2,)인데 logits의 모양은 (3,)"):
        binary_cross_entropy_with_logits_grad([0, 1], [0.0, 1.0, 2.0])
    with refuses(ValueError, "logits의 위치 (1,)에 있는 값이 nan입니다"):
        binary_cross_entropy_with_logits_grad([0, 1], [0.0, np.nan])
    with refuses(ValueError, "reduction이 'avg'입니다"):
        binary_cross_entropy_with_logits_grad([0, 1], [0.0, 1.0], reduction="avg")
    with refuses(ValueError, "pos_weight의 모양은 (3,)인데"):
        binary_cross_entropy_with_logits_grad([0, 1], [0.0, 1.0], pos_weight=[1, 2, 3])
