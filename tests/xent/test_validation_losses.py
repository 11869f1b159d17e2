"""Every rule about the input of the losses from logits, with the message that a learner reads."""

from fractions import Fraction

import numpy as np
import pytest

from xent import binary_cross_entropy_with_logits, softmax_cross_entropy, softmax_cross_entropy_grad

from .refusals import refuses

LOSSES = [softmax_cross_entropy, softmax_cross_entropy_grad]
Z = [[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]


@pytest.mark.parametrize("function", LOSSES)
@pytest.mark.parametrize("value", [None, "0.1", 0.1j, True, np.True_, np.array(0.1), [0.1]])
def test_label_smoothing_is_a_number_and_no_switch(function, value):
    with refuses(TypeError, f"label_smoothing의 자료형이 {type(value).__name__}입니다", "실수 하나"):
        function([0, 2], Z, label_smoothing=value)


@pytest.mark.parametrize("function", LOSSES)
@pytest.mark.parametrize("value", [np.float16(0.1), np.float32(0.1), Fraction(1, 10), np.longdouble(0.1), np.int8(1)])
@pytest.mark.parametrize("label", [[0, 2], np.eye(3)[[0, 2]]])
def test_label_smoothing_of_any_type_is_computed_as_float(function, value, label):
    """1 - 0.1 in float16 would be off by 1e-4, and 0.1 / 100000 would vanish."""
    result = function(label, Z, label_smoothing=value)
    np.testing.assert_array_equal(result, function(label, Z, label_smoothing=float(value)))


@pytest.mark.parametrize("function", LOSSES)
@pytest.mark.parametrize("value", [-100.0, "0", [1], True, False, np.True_, np.array([1])])
def test_ignore_index_is_an_integer_and_no_switch(function, value):
    """False would leave out class 0, in silence."""
    with refuses(TypeError, f"ignore_index가 {value!r}입니다", "정수 하나"):
        function([0, 2], Z, ignore_index=value)


@pytest.mark.parametrize("reduction", ["avg", None, 1, ["mean"], np.array(["mean", "sum"])])
@pytest.mark.parametrize("function", LOSSES)
def test_unknown_reduction(function, reduction):
    with refuses(ValueError, f"reduction이 {reduction!r}입니다", '"mean"', '"sum"', '"none"'):
        function([0, 2], Z, reduction=reduction)


@pytest.mark.parametrize("function", LOSSES)
@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf, -np.inf])
def test_a_weight_outside_names_place_and_value(function, value):
    with refuses(ValueError, "weight의 위치 (1,)에 있는 값이", f"{value}입니다", "0 이상의 유한한 실수"):
        function([0, 2], Z, weight=[1, value, 1])


def test_a_weight_beyond_float64_does_not_become_infinite_in_silence():
    with np.errstate(over="ignore"):
        beyond = 2 * np.longdouble(np.finfo(np.float64).max)  # where longdouble is float64 it is infinite to begin with
    for call in (
        lambda: softmax_cross_entropy([0, 2], Z, weight=[1, beyond, 1]),
        lambda: binary_cross_entropy_with_logits([0, 1, 0], Z[0], pos_weight=[1, beyond, 1]),
    ):
        with refuses(ValueError, "weight의 위치 (1,)에 있는 값이", f"{beyond!s}입니다", "유한한"):
            call()


def test_pos_weight_keeps_the_digits_of_longdouble():
    third = np.longdouble(1) / 3
    assert binary_cross_entropy_with_logits(1, np.longdouble(0), pos_weight=third) == third * np.log(np.longdouble(2))
