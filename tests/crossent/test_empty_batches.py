"""A batch of nothing is a batch: what comes out has its shape. But nothing has no mean, and an axis without outcomes no distribution."""

from functools import partial

import numpy as np
import pytest

from crossent import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    entropy,
    information_content,
    js_divergence,
    kl_divergence,
    log_sigmoid,
    log_softmax,
    logsumexp,
    mutual_information,
    perplexity,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

from .refusals import refuses

TWO = [cross_entropy, kl_divergence, js_divergence, perplexity]
BINARY = [binary_cross_entropy, binary_cross_entropy_with_logits]
LOSSES = [softmax_cross_entropy, softmax_cross_entropy_grad]
TWICE = {function.__name__: (lambda x, f=function, **options: f(x, x, **options)) for function in TWO}
ALONG_AN_AXIS = {function.__name__: function for function in (entropy, softmax, log_softmax, logsumexp)} | TWICE
along_an_axis = pytest.mark.parametrize("function", ALONG_AN_AXIS.values(), ids=ALONG_AN_AXIS)


@along_an_axis
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, int])
@pytest.mark.parametrize(("shape", "axis"), [((0, 3), -1), ((3, 0), 0), ((2, 0, 3), 2), ((0, 1), 1)])
def test_an_empty_batch_keeps_its_shape(function, dtype, shape, axis):
    given = np.zeros(shape, dtype)
    result = function(given, axis=axis)
    assert result.shape == (shape if function in (softmax, log_softmax) else np.sum(given, axis=axis).shape)
    assert result.dtype == (np.float64 if dtype is int else np.promote_types(dtype, np.float32))


@along_an_axis
@pytest.mark.parametrize(
    ("empty", "axis"), [([], 0), ([[]], -1), ([[]], 1), (np.zeros((0, 3)), 0), (np.zeros((3, 0)), -1)]
)
def test_an_axis_without_outcomes_is_refused(function, empty, axis):
    with refuses(ValueError, f"의 모양이 {np.shape(empty)}", f"axis={axis}", "비어 있습니다", "하나 이상"):
        function(empty, axis=axis)


def test_keepdims_of_an_empty_batch():
    assert entropy(np.zeros((0, 3)), keepdims=True).shape == (0, 1)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_a_function_of_each_element(shape):
    for function in (information_content, sigmoid, log_sigmoid):
        assert function(np.zeros(shape)).shape == shape
    for function in BINARY:
        assert function(np.zeros(shape), np.zeros(shape), reduction="none").shape == shape


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_an_empty_table_is_refused(shape):
    with refuses(ValueError, f"joint의 모양이 {shape}이어서 비어 있습니다"):
        mutual_information(np.zeros(shape))


@pytest.mark.parametrize("labels", [[], np.zeros(0, int), np.zeros((0, 3)), np.zeros((0, 3), int)], ids=str)
@pytest.mark.parametrize("weight", [None, [1, 0.5, 2]])
def test_losses_of_an_empty_batch(labels, weight):
    call = partial(softmax_cross_entropy, labels, np.zeros((0, 3)), weight=weight, label_smoothing=0.1)
    assert call(reduction="none").shape == (0,)
    assert call(reduction="sum") == 0
    for reduction in ("none", "sum"):
        gradient = softmax_cross_entropy_grad(labels, np.zeros((0, 3)), weight=weight, reduction=reduction)
        assert gradient.shape == (0, 3)


def test_a_sum_over_nothing_is_zero_and_a_mean_is_refused():
    nothing = ("모양이 (0,)이어서 평균을 낼 사례가 없습니다", 'reduction="sum"')
    for function in BINARY:
        assert function([], [], reduction="sum") == 0
        with refuses(ValueError, *nothing):
            function([], [])
    for function in LOSSES:
        with refuses(ValueError, *nothing):
            function([], np.zeros((0, 3)))
        with refuses(ValueError, "logits의 모양이 (2, 0)", "비어 있습니다"):
            function([0, 0], np.zeros((2, 0)), reduction="none")
