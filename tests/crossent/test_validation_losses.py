"""Every rule about the labels and options of the losses from logits, with the message that a learner reads."""

from fractions import Fraction

import numpy as np
import pytest

from crossent import binary_cross_entropy_with_logits, softmax_cross_entropy, softmax_cross_entropy_grad

from .refusals import refuses

LOSSES = [softmax_cross_entropy, softmax_cross_entropy_grad]
Z = [[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]
BINARY = binary_cross_entropy_with_logits
losses = pytest.mark.parametrize("function", LOSSES)


@losses
@pytest.mark.parametrize("value", [-1, 3, -100, 127])
@pytest.mark.parametrize("dtype", [np.int8, np.int64, ">i4"])
def test_a_class_number_out_of_range_names_place_value_and_way_out(function, value, dtype):
    labels = np.array([[0, 2], [value, 1]]).astype(dtype)
    with refuses(ValueError, f"labels의 위치 (1, 0)에 있는 값이 {value}입니다", "3개", "0 이상 2 이하", "ignore_index"):
        function(labels, np.zeros((2, 2, 3)))
    with refuses(ValueError, f"labels의 값이 {value}입니다", "0 이상 2 이하"):
        function(labels[1, 0], Z[0])


@losses
def test_huge_class_numbers_do_not_wrap_around(function):
    for value, dtype in ((2**64 - 1, np.uint64), (2**63, np.uint64), (-(2**63), np.int64), (156, np.uint8)):
        with refuses(ValueError, f"labels의 위치 (1,)에 있는 값이 {value}입니다"):
            function(np.array([0, value], dtype), Z, ignore_index=-100)
    marked = np.array([0, 2**64 - 1], np.uint64)
    np.testing.assert_array_equal(function(marked, Z, ignore_index=2**64 - 1), function([0, -1], Z, ignore_index=-1))


@losses
def test_ignoring_one_number_does_not_let_others_pass(function):
    with refuses(ValueError, "labels의 위치 (1,)에 있는 값이 -1입니다", "ignore_index"):
        function([-100, -1], Z, ignore_index=-100)


@losses
@pytest.mark.parametrize("labels", [[0.0, 2.0], [True, False], np.float32([0, 1])])
def test_class_numbers_are_integers(function, labels):
    dtype = np.asarray(labels).dtype
    with refuses(TypeError, f"labels의 자료형이 {dtype}입니다", "(2,)", "클래스 번호", "dtype=int"):
        function(labels, Z)


@losses
@pytest.mark.parametrize("shape", [(), (3,), (2, 1), (1, 3), (2, 2), (3, 2), (2, 3, 1), (1, 2, 3)])
def test_the_shape_of_labels_that_fit_is_told(function, shape):
    with refuses(ValueError, f"labels의 모양은 {shape}인데 logits의 모양은 (2, 3)", "(2,)", "(2, 3)"):
        function(np.zeros(shape, int), Z)


@losses
def test_swapped_arguments_are_told_so(function):
    with refuses(ValueError, "labels의 위치 (0, 1)에 있는 값이 2.0입니다", "차례가 바뀌지 않았는지", "분포입니다"):
        function(Z, np.eye(3)[:2])
    swapped = ("차례가 바뀐 것으로 보입니다", "PyTorch", "레이블을 먼저")
    with refuses(ValueError, "labels의 모양은 (2, 3)인데 logits의 모양은 (2,)", *swapped):
        function(Z, [0, 2])
    with refuses(ValueError, "labels의 모양은 (3,)인데 logits의 모양은 ()", *swapped):
        function(Z[0], 2)
    with refuses(ValueError, "y_true의 위치 (0, 1)에 있는 값이 2.0입니다", "차례가 바뀌지 않았는지"):
        BINARY(Z, np.eye(3)[:2])
    with refuses(ValueError, "y_true의 위치 (0,)에 있는 값이 -1입니다", "레이블은 0과 1로", "차례가 바뀌지 않았는지"):
        BINARY([-1, 1], [0.5, 2.0])


@losses
@pytest.mark.parametrize(
    ("labels", "logits", "axis"),
    [((2, 4, 4), (2, 3, 4, 4), 1), ((2, 4), (2, 3, 4), 1), ((5,), (3, 5), 0), ((4, 5), (3, 4, 5), 0)],
)
def test_classes_on_another_axis_are_told_to_be_named(function, labels, logits, axis):
    """Such as images of PyTorch, which have their classes on axis 1."""
    labels, logits = np.zeros(labels, int), np.zeros(logits)
    with refuses(ValueError, f"클래스가 axis={axis}에 놓였다면", "axis에 넘기십시오", "axis=-1에 놓였다면"):
        function(labels, logits)
    function(labels, logits, axis=axis)


@losses
@pytest.mark.parametrize("value", [np.nan, -0.25, 1.5, np.inf])
def test_a_soft_label_outside_names_place_and_value(function, value):
    labels = np.full((2, 3), 1 / 3)
    labels[1, 0] = value
    way_out = "결측값" if np.isnan(value) else "0 이상 1 이하"
    with refuses(ValueError, "labels의 위치 (1, 0)에 있는 값이", f"{value}입니다", way_out):
        function(labels, Z)
    with refuses(ValueError, "y_true의 위치 (1, 0)에 있는 값이", f"{value}입니다", way_out):
        BINARY(labels, Z)


@losses
def test_a_wrong_sum_of_a_label_names_its_row(function):
    with refuses(ValueError, "labels의 위치 (1,)에 있는 분포의 합이 0.75입니다", "1이어야 합니다", "np.sum(labels"):
        function([[1, 0, 0], [0.25, 0.25, 0.25]], Z)
    with refuses(ValueError, "labels의 위치 (0,)에 있는 분포의 합이 2입니다"):
        function([[1, 0, 1], [1, 0, 0]], Z)


@losses
@pytest.mark.parametrize("labels", [np.eye(3)[:2], np.eye(3, dtype=int)[:2]])
def test_ignore_index_needs_class_numbers(function, labels):
    with refuses(ValueError, "ignore_index가 -100인데 labels는 모양이 (2, 3)인 분포", "example_weight에서", "0으로"):
        function(labels, Z, ignore_index=-100)


@losses
@pytest.mark.parametrize("value", [-100.0, "0", [1], True, False, np.True_, np.array([1])])
def test_ignore_index_is_an_integer_and_no_switch(function, value):
    """False would leave out class 0, in silence."""
    with refuses(TypeError, f"ignore_index가 {value!r}입니다", "정수 하나"):
        function([0, 2], Z, ignore_index=value)


@losses
def test_a_mean_of_nothing_is_refused_and_a_sum_is_zero(function):
    labels = [-100, -100]
    with refuses(
        ValueError, "레이블이 모두 무시할 번호(ignore_index=-100)", "평균을 낼 사례가 없습니다", 'reduction="sum"'
    ):
        function(labels, Z, ignore_index=-100)
    for reduction in ("sum", "none"):
        assert not np.any(function(labels, Z, ignore_index=-100, reduction=reduction))


@losses
def test_a_mean_over_weights_of_zero_is_refused_and_a_sum_is_zero(function):
    for labels, ignore_index in (([0, 0], None), ([0, 2], 2), ([[1, 0, 0], [1, 0, 0]], None)):
        options = {"weight": [0, 1, 1], "ignore_index": ignore_index}
        with refuses(ValueError, "남은 사례의 가중치가 모두 0", "weight를 확인하거나", 'reduction="sum"'):
            function(labels, Z, **options)
        with refuses(
            ValueError, "가중치의 합으로 나누지 않는"
        ):  # With smoothing the sum is not 0, and none is promised.
            function(labels, Z, **options, label_smoothing=0.1)
        assert not np.any(function(labels, Z, **options, reduction="sum"))


@losses
@pytest.mark.parametrize("shape", [(), (2,), (4,), (1,), (3, 1), (1, 3), (2, 3)])
def test_the_shape_of_the_weights(function, shape):
    with refuses(ValueError, f"weight의 모양이 {shape}입니다", "3개", "(3,)"):
        function([0, 2], Z, weight=np.ones(shape))


@pytest.mark.parametrize("shape", [(2,), (4,), (1,), (3, 1), (2, 1), (1, 3), (1, 2, 3), (2, 3, 1)])
def test_the_shape_of_pos_weight(shape):
    """NumPy would broadcast (1,), (2, 1) and (1, 3): the rule is one number, or one for each place along the last axes."""
    with refuses(ValueError, f"pos_weight의 모양은 {shape}인데 logits의 모양은 (2, 3)", "수 하나", "마지막 축들"):
        BINARY(np.ones((2, 3)), Z, pos_weight=np.ones(shape))
    with refuses(ValueError, f"pos_weight의 모양은 {shape}인데 logits의 모양은 ()"):
        BINARY(1, 0.5, pos_weight=np.ones(shape))


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf, -np.inf])
def test_a_weight_outside_names_place_and_value(value):
    for call in (
        *(lambda f=f: f([0, 2], Z, weight=[1, value, 1]) for f in LOSSES),
        lambda: BINARY(np.ones((2, 3)), Z, pos_weight=[1, value, 1]),
    ):
        with refuses(ValueError, "weight의 위치 (1,)에 있는 값이", f"{value}입니다", "0 이상의 유한한 실수"):
            call()
    with refuses(ValueError, f"pos_weight의 값이 {value}입니다", "0 이상의 유한한 실수"):
        BINARY(1, 0.5, pos_weight=value)


def test_a_weight_beyond_float64_does_not_become_infinite_in_silence():
    with np.errstate(over="ignore"):
        beyond = 2 * np.longdouble(np.finfo(np.float64).max)  # where longdouble is float64 it is infinite to begin with
    for call in (
        lambda: softmax_cross_entropy([0, 2], Z, weight=[1, beyond, 1]),
        lambda: BINARY([0, 1, 0], Z[0], pos_weight=[1, beyond, 1]),
    ):
        with refuses(ValueError, "weight의 위치 (1,)에 있는 값이", f"{beyond!s}입니다", "유한한"):
            call()


def test_pos_weight_keeps_the_digits_of_longdouble():
    third = np.longdouble(1) / 3
    assert BINARY(1, np.longdouble(0), pos_weight=third) == third * np.log(np.longdouble(2))


@losses
@pytest.mark.parametrize("value", [None, "0.1", 0.1j, True, np.True_, np.array(0.1), [0.1]])
def test_label_smoothing_is_a_number_and_no_switch(function, value):
    with refuses(TypeError, f"label_smoothing의 자료형이 {type(value).__name__}입니다", "실수 하나"):
        function([0, 2], Z, label_smoothing=value)


@losses
@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, np.inf, -np.inf, 2, np.nextafter(1, 2), -5e-324])
def test_label_smoothing_outside(function, value):
    with refuses(ValueError, f"label_smoothing이 {value}입니다", "0 이상 1 이하"):
        function([0, 2], Z, label_smoothing=value)


@losses
@pytest.mark.parametrize("value", [np.float16(0.1), np.float32(0.1), Fraction(1, 10), np.longdouble(0.1), np.int8(1)])
@pytest.mark.parametrize("label", [[0, 2], np.eye(3)[[0, 2]]])
def test_label_smoothing_of_any_type_is_computed_as_float(function, value, label):
    """1 - 0.1 in float16 would be off by 1e-4, and 0.1 / 100000 would vanish."""
    result = function(label, Z, label_smoothing=value)
    np.testing.assert_array_equal(result, function(label, Z, label_smoothing=float(value)))


@pytest.mark.parametrize("reduction", ["avg", "", "Mean", None, 1, ["mean"], np.array(["mean", "sum"])])
def test_unknown_reduction(reduction):
    for function in (*LOSSES, lambda labels, z, **options: BINARY(np.ones((2, 3)), z, **options)):
        with refuses(ValueError, f"reduction이 {reduction!r}입니다", '"mean"', '"sum"', '"none"'):
            function([0, 2], Z, reduction=reduction)


@losses
@pytest.mark.parametrize(
    ("wrong", "kind"), [([0j, 1], "complex128"), (["a", "b"], "<U1"), ([None, 1], "object"), ([0, 2**64], "object")]
)
def test_only_real_numbers(function, wrong, kind):
    with refuses(TypeError, f"labels의 자료형이 {kind}입니다"):
        function(wrong, Z)
    with refuses(TypeError, f"weight의 자료형이 {kind}입니다"):
        function([0, 2], Z, weight=wrong)
    with refuses(TypeError, f"y_true의 자료형이 {kind}입니다"):
        BINARY(wrong, [1.0, 2.0])
    with refuses(TypeError, f"pos_weight의 자료형이 {kind}입니다"):
        BINARY([0, 1], [1.0, 2.0], pos_weight=wrong)


@losses
def test_masked_empty_and_missing_arguments(function):
    masked = np.ma.masked_array([0, 1], mask=[False, True])
    for name, call in {
        "labels": lambda x: function(x, Z),
        "weight": lambda x: function([0, 2], Z, weight=x),
        "y_true": lambda x: BINARY(x, [0.5, 0.5]),
        "pos_weight": lambda x: BINARY([0, 1], [0.5, 0.5], pos_weight=x),
    }.items():
        with refuses(TypeError, f"{name}의 값이 마스크 배열입니다", "채운"):
            call(masked)
        with refuses(ValueError, f"{name}의 모양", "(0,)"):
            call([])
        if name != "weight":  # there None stands for no weights
            with refuses(TypeError, f"{name}의 값이 None입니다", "return"):
                call(None)


@pytest.mark.parametrize(("first", "second"), [((2,), (3,)), ((3,), (3, 1)), ((1, 2), (2, 2)), ((2,), ()), ((), (1,))])
def test_shapes_of_binary_labels_must_match(first, second):
    with refuses(ValueError, f"y_true의 모양은 {first}", f"logits의 모양은 {second}", "같아야"):
        BINARY(np.ones(first), np.ones(second))


def test_messages_end_as_sentences_and_offer_a_way_out():
    calls = [
        lambda: softmax_cross_entropy([0, 3], Z),
        lambda: softmax_cross_entropy([0.0, 1.0], Z),
        lambda: softmax_cross_entropy([0], Z),
        lambda: softmax_cross_entropy(Z, Z),
        lambda: softmax_cross_entropy(np.ones((2, 3)), Z),
        lambda: softmax_cross_entropy(Z, [0, 2]),
        lambda: softmax_cross_entropy([0, 0, 0], Z),
        lambda: softmax_cross_entropy([2**53], [[0, 2**53 + 1]]),
        lambda: softmax_cross_entropy([], np.ones((0, 3))),
        lambda: softmax_cross_entropy([0, 2], Z, weight=[1]),
        lambda: softmax_cross_entropy([0, 2], Z, weight=[1, -1, 1]),
        lambda: softmax_cross_entropy([0, 2], Z, weight=[0, 1, 0]),
        lambda: softmax_cross_entropy([0, 0], Z, ignore_index=0),
        lambda: softmax_cross_entropy([0, 0], Z, ignore_index=0.5),
        lambda: softmax_cross_entropy(np.eye(3)[:2], Z, ignore_index=0),
        lambda: softmax_cross_entropy([0, 2], Z, label_smoothing=2),
        lambda: softmax_cross_entropy([0, 2], Z, label_smoothing="2"),
        lambda: BINARY([0, 2], [0, 1]),
        lambda: BINARY([0, 1], [0, 1], pos_weight=[1]),
    ]
    for call in calls:
        with pytest.raises((ValueError, TypeError)) as caught:
            call()
        message = str(caught.value)
        assert message.endswith(("니다.", "십시오."))
        assert message.count("니다. ") >= 1
