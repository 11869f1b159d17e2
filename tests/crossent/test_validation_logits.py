"""Every rule about logits, whichever function they are given to, with the message that a learner reads."""

import contextlib
from functools import partial

import numpy as np
import pytest

from crossent import (
    binary_cross_entropy_with_logits,
    log_sigmoid,
    log_softmax,
    logsumexp,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

from .refusals import refuses

OF_LOGITS = [softmax, log_softmax, logsumexp]


def binary(logits):
    return binary_cross_entropy_with_logits(np.ones(np.shape(logits)), logits)


def labelled(function):
    """A loss of logits alone, that of class 0."""
    return partial(lambda logits: function(np.zeros(np.shape(logits)[:-1], int), logits))


OF_ELEMENTS = [sigmoid, log_sigmoid]
EVERY = {function.__name__: function for function in OF_LOGITS + OF_ELEMENTS} | {
    "binary_cross_entropy_with_logits": binary,
    "softmax_cross_entropy": labelled(softmax_cross_entropy),
    "softmax_cross_entropy_grad": labelled(softmax_cross_entropy_grad),
}
every = pytest.mark.parametrize("function", EVERY.values(), ids=EVERY)
INFINITE = {"logsumexp", "sigmoid", "log_sigmoid", "binary_cross_entropy_with_logits"}
no_infinity = pytest.mark.parametrize("name", sorted(set(EVERY) - INFINITE))


@every
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_nan_is_named_with_its_place(function, dtype):
    z = np.zeros((2, 3, 4), dtype)
    z[1, 2, 3] = np.nan
    with refuses(ValueError, "logits의 위치 (1, 2, 3)에 있는 값이 nan입니다", "결측값", "확인하십시오"):
        function(z)


@every
def test_nan_is_named_even_beside_infinities(function):
    for row in ([np.inf, 0, np.nan], [-np.inf, -np.inf, np.nan], [np.nan, np.inf, np.nan]):
        with refuses(ValueError, f"logits의 위치 ({np.isnan(row).argmax()},)에 있는 값이 nan입니다"):
            function(row)


@no_infinity
def test_an_infinite_logit_is_named_with_its_place(name):
    z = np.zeros((2, 3))
    z[0, 0], z[1, 2] = -np.inf, np.inf
    with refuses(ValueError, "logits의 위치 (1, 2)에 있는 값이 inf입니다", "-inf(확률 0)", "넘치지 않았는지"):
        EVERY[name](z)


@no_infinity
def test_a_row_without_any_probability_is_named(name):
    z = np.zeros((2, 3, 2))
    z[1, 2] = z[0, 1, 1] = -np.inf
    with refuses(ValueError, "logits의 위치 (1, 2)에 있는 로짓이 모두 -inf입니다", "적어도 하나는 유한한"):
        EVERY[name](z)
    with refuses(ValueError, "logits의 로짓이 모두 -inf입니다", "적어도 하나는 유한한"):
        EVERY[name]([-np.inf, -np.inf])


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_a_column_is_named_by_its_place_along_the_other_axes(function):
    z = np.zeros((2, 3))
    z[:, 1] = -np.inf
    with refuses(ValueError, "logits의 위치 (1,)에 있는 로짓이 모두 -inf입니다"):
        function(z, axis=0)
    z[1, 2] = np.nan
    with refuses(ValueError, "logits의 위치 (1, 2)에 있는 값이 nan입니다"):
        function(z, axis=0)


@every
@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (np.array([0.5 + 0j, 1]), "complex128"),
        (np.array(["1", "2"]), "<U1"),
        (np.array([None, 0.5]), "object"),
        (np.array([2**70, 1]), "object"),
        (np.array([1, 2], "timedelta64[s]"), "timedelta64[s]"),
    ],
)
def test_only_real_numbers(function, wrong, kind):
    with refuses(TypeError, f"logits의 자료형이 {kind}입니다", "dtype=float"):
        function(wrong)


@every
def test_masked_logits_are_not_uncovered_in_silence(function):
    with refuses(TypeError, "logits의 값이 마스크 배열입니다", "채운"):
        function(np.ma.masked_array([0.5, 0.5], mask=[False, True]))


@every
@pytest.mark.parametrize("wrong", [2**53 + 1, -(2**53) - 1, 2**62, -(2**63)])
def test_integers_that_float64_would_round_are_named(function, wrong):
    """Their differences, which are all that counts, would change: of 2**62 and 2**62 + 1, to nothing."""
    if function in (binary, *OF_ELEMENTS):  # One logit has no difference, and is rounded by 1e-16 only.
        return
    with refuses(ValueError, f"logits의 위치 (1,)에 있는 값이 {wrong}입니다", "2**53", "dtype=float"):
        function(np.array([0, wrong]))


@every
def test_integers_that_float64_holds_are_taken(function):
    z = np.array([2**53, 2**53 - 1, -(2**53)])
    np.testing.assert_array_equal(function(z), function(z.astype(float)))
    with (
        refuses(ValueError, "logits의 위치 (0,)")
        if function not in (binary, *OF_ELEMENTS)
        else contextlib.nullcontext()
    ):
        function(np.array([2**63, 0], np.uint64))


@every
def test_none_is_told_to_be_none(function):
    if function in OF_LOGITS:
        with refuses(TypeError, "logits의 값이 None입니다", "return"):
            function(None)


class Tensor:
    """Behaves as PyTorch's where it cannot become an array."""

    def __init__(self, error):
        self.error = error

    def __array__(self, dtype=None, copy=None):
        raise self.error


ON_A_GPU = TypeError(
    "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
)
IN_A_GRAPH = RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")


@pytest.mark.parametrize("error", [ON_A_GPU, IN_A_GRAPH], ids=["GPU", "gradient"])
@pytest.mark.parametrize("function", OF_LOGITS)
def test_a_tensor_that_is_no_array_is_told_how_to_become_one(function, error):
    for given in (Tensor(error), [Tensor(error)]):
        with refuses(TypeError, "logits의 값을 배열로 만들 수 없습니다", str(error), "x.detach().cpu().numpy()"):
            function(given)


def test_tensors_of_pytorch():
    """Its `meta` device is, like a GPU, one whose memory NumPy cannot see."""
    torch = pytest.importorskip("torch")  # CI has it and counts a skipped test as a failure.
    z = torch.tensor([1.0, 2.0], requires_grad=True)
    for given in (z, [z[0], z[1]], torch.empty(2, device="meta")):
        with refuses(TypeError, "logits의 값을 배열로 만들 수 없습니다", "x.detach().cpu().numpy()"):
            softmax(given)
    np.testing.assert_array_equal(softmax(z.detach().cpu().numpy()), softmax(np.float32([1, 2])))


@pytest.mark.parametrize("function", OF_LOGITS)
def test_rows_of_different_length(function):
    with refuses(ValueError, "logits의 값을 배열로 만들 수 없습니다", "길이"):
        function([[0.5, 0.5], [1.0]])


@pytest.mark.parametrize(
    "function", [*OF_LOGITS, partial(softmax_cross_entropy, 0), partial(softmax_cross_entropy_grad, 0)]
)
def test_a_lone_logit_is_no_row(function):
    with refuses(ValueError, "logits의 값이 1.5, 곧 수 하나입니다", "리스트나 배열"):
        function(1.5)


@pytest.mark.parametrize("function", OF_LOGITS)
@pytest.mark.parametrize("axis", [2, -3, 10**20])
def test_axis_out_of_range(function, axis):
    with refuses(ValueError, f"axis가 {axis}인데 logits의 모양은 (2, 3)", "-2 이상 1 이하"):
        function(np.zeros((2, 3)), axis=axis)


@pytest.mark.parametrize("function", OF_LOGITS)
@pytest.mark.parametrize("axis", [None, (0, 1), 1.0, "0", True, np.True_])
def test_axis_is_one_integer(function, axis):
    with refuses(TypeError, f"axis가 {axis!r}입니다", "정수", "axis=-1"):
        function(np.zeros((2, 3)), axis=axis)


@pytest.mark.parametrize("function", OF_LOGITS)
def test_axis_may_be_a_numpy_integer(function):
    z = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(function(z, axis=np.int8(0)), function(z, axis=0))
