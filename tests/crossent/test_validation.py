"""Every rule about the input, with the message that a learner reads."""

from fractions import Fraction

import numpy as np
import pytest

from crossent import binary_cross_entropy, cross_entropy, entropy, kl_divergence

from .refusals import refuses

HALF = [0.5, 0.5]
TWO = [cross_entropy, kl_divergence]


@pytest.mark.parametrize("value", [np.nan, -0.25, 1.5, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_value_outside_names_argument_place_and_value(value, dtype):
    wrong = np.full((2, 3, 2), 0.5, dtype)
    fine = wrong.copy()
    wrong[1, 2, 0] = value
    way_out = "결측값" if np.isnan(value) else "0 이상 1 이하"
    with refuses(ValueError, "p의 위치 (1, 2, 0)", f"{value}입니다", way_out):
        entropy(wrong)
    for function in TWO:
        with refuses(ValueError, "q의 위치 (1, 2, 0)", f"{value}입니다", way_out):
            function(wrong, fine)
        with refuses(ValueError, "p의 위치 (1, 2, 0)", f"{value}입니다", way_out):
            function(fine, wrong)
    with refuses(ValueError, "y_true의 위치 (1, 2, 0)", f"{value}입니다", way_out):
        binary_cross_entropy(wrong, fine)
    with refuses(ValueError, "y_pred의 위치 (1, 2, 0)", f"{value}입니다", way_out):
        binary_cross_entropy(fine, wrong)


def test_a_value_is_quoted_as_it_was_given():
    with refuses(ValueError, "p의 위치 (0,)에 있는 값이 1.1입니다"):
        entropy(np.array([1.1, 0], np.float32))
    with refuses(ValueError, "y_true의 위치 (1,)에 있는 값이 2입니다"):
        binary_cross_entropy([0, 2], HALF)
    with refuses(ValueError, "y_pred의 값이 1.5입니다"):
        binary_cross_entropy(1, 1.5)


LOGITS = "로짓(logit)이라면 softmax"


@pytest.mark.parametrize("counts", [[2, 8], [2.0, 8.0], np.array([0, 3], np.uint8), [20, 80]])
def test_counts_are_told_to_be_divided(counts):
    """Logits are whole numbers and not below zero less often: they come second."""
    with refuses(
        ValueError, "p의 위치", "0 이상 1 이하", "횟수나 백분율이라면 np.sum(p, axis=-1, keepdims=True)로", LOGITS
    ):
        entropy(counts)
    with refuses(ValueError, "q의 위치", "횟수나 백분율이라면 np.sum(q, axis=0, keepdims=True)로", LOGITS):
        cross_entropy(counts, HALF, axis=0)


@pytest.mark.parametrize("logits", [[2.0, 1.0, 0.1], [-1, 3], [12.5, 87.5]])
def test_logits_are_told_to_go_through_softmax(logits):
    with refuses(ValueError, "p의 위치 (0,)", "0 이상 1 이하", LOGITS, "횟수나 백분율이라면"):
        entropy(logits)


@pytest.mark.parametrize(
    "rounded", [[1.0000000000000002, 0], [-1e-17, 1.0], [0.9, 0.1, 1 - 0.9 - 0.1], np.float32([1 + 2**-23, 0])]
)
def test_a_rounding_error_is_told_to_be_clipped(rounded):
    """Not taken: below zero there is no logarithm, and what is clipped in silence might have been a mistake."""
    with refuses(ValueError, "p의 위치", "0 이상 1 이하", "반올림 오차라면 np.clip(p, 0, 1)"):
        entropy(rounded)
    assert entropy(np.clip(rounded, 0, 1)) >= 0
    with refuses(ValueError, "y_pred의 위치", "np.clip(y_pred, 0, 1)"):
        binary_cross_entropy(np.zeros(len(rounded)), rounded)


def test_a_rounding_error_beside_a_mistake_does_not_hide_it():
    with refuses(ValueError, "p의 위치 (0,)", LOGITS):
        entropy([-1e-17, 5.0])


def test_what_is_no_probability_is_told_what_it_might_be():
    with refuses(ValueError, "y_pred의 위치 (1,)에 있는 값이 2.5입니다", "binary_cross_entropy_with_logits"):
        binary_cross_entropy([0, 1], [0.5, 2.5])
    with refuses(ValueError, "y_true의 위치 (0,)에 있는 값이 -1입니다", "레이블은 0과 1로"):
        binary_cross_entropy([-1, 1], HALF)


@pytest.mark.parametrize("function", [*TWO, binary_cross_entropy])
def test_class_numbers_are_told_to_become_one_hot(function):
    name = "y_true" if function is binary_cross_entropy else "q"
    with refuses(
        ValueError,
        f"{name}의 모양은 (2,)인데",
        "(2, 3)",
        f"{name}가 클래스 번호라면",
        "categorical_cross_entropy",
        f"np.eye(3)[{name}]",
    ):
        function([0, 2], [[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]])


@pytest.mark.parametrize("value", ["yes", "no", None, 1, 0.0, [True]])
@pytest.mark.parametrize("name", ["keepdims", "validate"])
def test_a_switch_is_true_or_false(name, value):
    for call in (
        lambda **option: entropy(HALF, **option),
        *(lambda f=f, **option: f(HALF, HALF, **option) for f in TWO),
    ):
        with refuses(TypeError, f"{name}가 {value!r}입니다", "True나 False"):
            call(**{name: value})


def test_a_wrong_sum_is_named():
    with refuses(ValueError, "p의 합이 0.9입니다", "1이어야 합니다", "axis=-1", "np.sum(p, axis=-1, keepdims=True)"):
        entropy([0.5, 0.4])
    for function in TWO:
        with refuses(ValueError, "q의 합이 1.5입니다"):
            function([0.5, 1.0], HALF)
        with refuses(ValueError, "p의 합이 1.5입니다"):
            function(HALF, [0.5, 1.0])


def test_a_wrong_sum_in_a_batch_names_its_row():
    batch = np.full((2, 3, 2), 0.5)
    batch[1, 2] = [0.5, 0.25]
    with refuses(ValueError, "p의 위치 (1, 2)에 있는 분포의 합이 0.75입니다"):
        entropy(batch)
    with refuses(ValueError, "q의 위치 (2,)에 있는 분포의 합이 0.75입니다", "axis=0"):
        cross_entropy(batch[1].T, batch[1].T, axis=0)


TOLERANCES = {np.float16: 0.03125, np.float32: 3.4526698e-4, np.float64: 3.4526698e-4, np.longdouble: 3.4526698e-4}


@pytest.mark.parametrize(("dtype", "tolerance"), TOLERANCES.items())
@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_may_be_off_by_the_square_root_of_the_eps_of_float32(dtype, tolerance, sign):
    """Or of float16, if it is that: what was computed in float32 keeps its error when it becomes a list of floats."""
    inside, outside = (np.array([0.5, 0.5 + sign * factor * tolerance], dtype) for factor in (dtype(0.9), dtype(1.1)))
    entropy(inside)
    with refuses(ValueError, "p의 합이", f"허용 오차 {tolerance:.2g}"):
        entropy(outside)


def test_each_argument_is_held_to_its_own_precision():
    rounded = np.array([0.1, 0.2, 0.7], np.float16) + np.float16(1e-3)
    cross_entropy(np.array([0.1, 0.2, 0.7]), rounded)
    with refuses(ValueError, "q의 합이"):
        cross_entropy(rounded.astype(np.float64), rounded)


def test_what_was_float32_once_is_taken():
    """As lists, from a file, or widened, of any number of outcomes."""
    rng = np.random.default_rng(20261123)
    for classes in (2, 10, 1000):
        z = rng.normal(0, 3, (500, classes)).astype(np.float32)
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        p = powers / powers.sum(axis=-1, keepdims=True)
        assert (abs(p.astype(np.float64).sum(axis=-1) - 1) > 1.5e-8).mean() > 0.5
        np.testing.assert_allclose(entropy(p.tolist()), entropy(p), rtol=1e-6)


@pytest.mark.parametrize("classes", [3, 5, 10])
def test_what_was_printed_with_four_digits_is_taken(classes):
    p = np.random.default_rng(20261123).dirichlet(np.ones(classes), 2000)
    np.testing.assert_allclose(entropy(p.round(4)), entropy(p), rtol=0.05)
    with refuses(ValueError, "분포의 합이"):
        entropy(p.round(2))


def test_a_third_cut_short_is_no_distribution():
    entropy([0.3333, 0.3333, 0.3333])
    with refuses(ValueError, "p의 합이 0.999입니다"):
        entropy([0.333, 0.333, 0.333])


@pytest.mark.parametrize("function", [*TWO, binary_cross_entropy])
@pytest.mark.parametrize(
    ("first", "second"), [((2,), (3,)), ((3,), (3, 1)), ((2, 2), (2,)), ((1, 2), (2, 2)), ((2,), ())]
)
def test_shapes_must_match(function, first, second):
    a, b = np.ones(first), np.ones(second)
    names = ("y_true", "y_pred") if function is binary_cross_entropy else ("q", "p")
    with refuses(ValueError, f"{names[0]}의 모양은 {first}", f"{names[1]}의 모양은 {second}", "같아야"):
        function(a, b)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ([0.5 + 0j, 0.5], "complex128"),
        (["0.5", "0.5"], "<U3"),
        ([None, 0.5], "object"),
        ([Fraction(1, 2), Fraction(1, 2)], "object"),
        (np.array([1, 2], "datetime64[D]"), "datetime64[D]"),
    ],
)
def test_only_real_numbers(wrong, kind):
    with refuses(TypeError, f"p의 자료형이 {kind}입니다", "dtype=float"):
        entropy(wrong)
    for function in TWO:
        with refuses(TypeError, f"p의 자료형이 {kind}입니다"):
            function(HALF, wrong)
    with refuses(TypeError, f"y_pred의 자료형이 {kind}입니다"):
        binary_cross_entropy(HALF, wrong)


def test_none_is_told_to_be_none():
    with refuses(TypeError, "p의 값이 None입니다", "return"):
        entropy(None)
    for function in TWO:
        with refuses(TypeError, "p의 값이 None입니다", "return"):
            function(HALF, None)


def test_rows_of_different_length():
    with refuses(ValueError, "p의 값을 배열로 만들 수 없습니다", "길이"):
        entropy([[0.5, 0.5], [1.0]])


def test_masked_values_are_not_uncovered_in_silence():
    masked = np.ma.masked_array([0.5, 0.5], mask=[False, True])
    with refuses(TypeError, "y_pred의 값이 마스크 배열입니다", "채운"):
        binary_cross_entropy([1, 0], masked)


@pytest.mark.parametrize("axis", [2, -3, 10])
def test_axis_out_of_range(axis):
    batch = np.full((3, 2), 0.5)
    with refuses(ValueError, f"axis가 {axis}", "p의 모양은 (3, 2)", "-2 이상 1 이하"):
        entropy(batch, axis=axis)
    for function in TWO:
        with refuses(ValueError, f"axis가 {axis}", "-2 이상 1 이하"):
            function(batch, batch, axis=axis)


@pytest.mark.parametrize("axis", [None, (0, 1), 1.0, "0", True, np.False_])
def test_axis_is_one_integer(axis):
    with refuses(TypeError, f"axis가 {axis!r}입니다", "정수"):
        entropy(HALF, axis=axis)


def test_axis_may_be_a_numpy_integer():
    assert entropy(HALF, axis=np.int8(0), base=2) == 1


def test_a_lone_number_is_no_distribution():
    with refuses(ValueError, "p의 값이 1.0, 곧 수 하나입니다"):
        entropy(1.0)


@pytest.mark.parametrize("base", [0, 1, -2, 1.0, 0.0, 0.5, np.nextafter(1, 0), np.nan, np.inf, True, np.float32(1)])
def test_impossible_base(base):
    for call in (lambda: entropy(HALF, base=base), *(lambda f=f: f(HALF, HALF, base=base) for f in TWO)):
        with refuses(ValueError, f"base가 {base}입니다", "1보다 큰"):
            call()


def test_a_base_whose_logarithm_is_out_of_reach():
    for base in (1 + Fraction(1, 10**40), Fraction(1, 10**400), Fraction(10**400, 3)):
        with refuses(ValueError, f"base가 {base}입니다", "1보다 큰 유한한"):
            entropy(HALF, base=base)


@pytest.mark.parametrize("base", ["2", 2j, [2], np.array([2.0])])
def test_base_is_a_real_number(base):
    with refuses(TypeError, f"base의 자료형이 {type(base).__name__}입니다", "실수 하나"):
        entropy(HALF, base=base)


@pytest.mark.parametrize(
    ("base", "expected"), [(2, 1), (4, 0.5), (np.sqrt(2), 2), (Fraction(2), 1), (np.float32(2), 1), (2**2000, 1 / 2000)]
)
def test_possible_base(base, expected):
    assert entropy(HALF, base=base) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("reduction", ["avg", "", None, "Mean", 1])
def test_unknown_reduction(reduction):
    with refuses(ValueError, f"reduction이 {reduction!r}입니다", '"mean"', '"sum"', '"none"'):
        binary_cross_entropy([1], [0.5], reduction=reduction)


def test_without_validation_only_the_values_go_unchecked():
    assert entropy([2.0, 2.0], validate=False) == pytest.approx(-4 * np.log(2))
    assert np.isnan(entropy([np.nan, 1.0], validate=False))
    for function in TWO:
        assert np.isfinite(function([2.0, 2.0], [1.0, 3.0], validate=False))
        with refuses(ValueError, "모양"):
            function(HALF, [[0.5], [0.5]], validate=False)
    with refuses(ValueError, "axis가 1"):
        entropy(HALF, axis=1, validate=False)


def test_messages_end_as_sentences_and_offer_a_way_out():
    calls = [
        lambda: entropy([0.5, np.nan]),
        lambda: entropy([0.5, 1.5]),
        lambda: entropy([2, 8]),
        lambda: entropy([-1e-17, 1]),
        lambda: entropy([0.5, 0.4]),
        lambda: entropy([]),
        lambda: entropy(None),
        lambda: entropy(HALF, keepdims="yes"),
        lambda: cross_entropy([0, 1], np.eye(2)),
        lambda: entropy("0.5"),
        lambda: entropy(HALF, axis=1),
        lambda: entropy(HALF, axis=None),
        lambda: entropy(HALF, base=1),
        lambda: entropy(1.0),
        lambda: cross_entropy(HALF, [1.0]),
        lambda: binary_cross_entropy([1], [0.5], reduction="avg"),
    ]
    for call in calls:
        with pytest.raises((ValueError, TypeError)) as caught:
            call()
        message = str(caught.value)
        assert message.endswith(("니다.", "십시오."))
        assert message.count(". ") >= 1 or "십시오" in message
