"""Every rule about the input of the newer functions of probabilities, with the message that a learner reads."""

from fractions import Fraction

import numpy as np
import pytest

from crossent import information_content, js_divergence, mutual_information, perplexity

from .refusals import refuses

HALF = [0.5, 0.5]
TABLE = [[0.5, 0], [0, 0.5]]
TWO = [js_divergence, perplexity]


@pytest.mark.parametrize("value", [np.nan, -0.25, 1.5, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_value_outside_names_argument_place_and_value(value, dtype):
    wrong = np.full((3, 2), 0.5, dtype)
    fine = wrong.copy()
    wrong[2, 0] = value
    way_out = "결측값" if np.isnan(value) else "0 이상 1 이하"
    calls = {
        "p": [lambda: information_content(wrong), *(lambda f=f: f(fine, wrong) for f in TWO)],
        "q": [lambda: perplexity(wrong), *(lambda f=f: f(wrong, fine) for f in TWO)],
        "joint": [lambda: mutual_information(wrong)],
    }
    for name, of_argument in calls.items():
        for call in of_argument:
            with refuses(ValueError, f"{name}의 위치 (2, 0)", f"{value}입니다", way_out):
                call()
    with refuses(ValueError, f"p의 값이 {value}입니다", way_out):
        information_content(dtype(value))


def test_a_wrong_sum_is_named():
    for function in TWO:
        with refuses(
            ValueError, "q의 합이 0.9입니다", "1이어야 합니다", "axis=-1", "np.sum(q, axis=-1, keepdims=True)"
        ):
            function([0.5, 0.4], HALF)
        with refuses(ValueError, "p의 위치 (1,)에 있는 분포의 합이 1.5입니다", "axis=0"):
            function(np.full((2, 2), 0.5), [[0.5, 0.5], [0.5, 1]], axis=0)
    with refuses(ValueError, "q의 합이 0.9입니다"):
        perplexity([0.5, 0.4])
    assert information_content([0.5, 1, 1], base=2).sum() == 1  # These are no distribution.


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float16, 0.03125), (np.float32, 3.4526698e-4), (np.float64, 3.4526698e-4)]
)
def test_a_table_may_be_off_by_the_square_root_of_the_eps_of_float32(dtype, tolerance):
    inside, outside = (np.array([[0.5], [0.5 + factor * tolerance]], dtype) for factor in (dtype(0.9), dtype(1.1)))
    mutual_information(inside)
    with refuses(ValueError, "joint의 합이"):
        mutual_information(outside)


@pytest.mark.parametrize("table", [[[3, 4], [1, 2]], [[0.5, 1.5], [0, 0]]])
def test_a_table_of_counts_is_told_to_divide(table):
    """What it says of probabilities elsewhere, that logits become such by a softmax, would mislead here."""
    with refuses(ValueError, "joint의 위치", "0 이상 1 이하", "횟수를 센 표라면 np.sum(joint)으로 나누십시오"):
        mutual_information(table)
    with refuses(ValueError, "joint의 합이 2입니다", "1이어야 합니다", "횟수를 센 표라면 np.sum(joint)으로 나누십시오"):
        mutual_information([[1, 0], [0, 1]])


@pytest.mark.parametrize("shape", [(), (4,), (1, 2, 2), (1, 1, 1, 4)])
def test_a_table_has_two_dimensions(shape):
    with refuses(ValueError, f"joint의 모양이 {shape}입니다", "2차원 표", "joint[i, j]"):
        mutual_information(np.full(shape, 1 / max(np.prod(shape, dtype=int), 1)))


@pytest.mark.parametrize("function", TWO)
@pytest.mark.parametrize(("first", "second"), [((2,), (3,)), ((3,), (3, 1)), ((2, 2), (2,)), ((1, 2), (2, 2))])
def test_shapes_must_match(function, first, second):
    with refuses(ValueError, f"q의 모양은 {first}", f"p의 모양은 {second}", "같아야"):
        function(np.ones(first), np.ones(second))


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ([[0.5 + 0j, 0.5]], "complex128"),
        ([["0.5", "0.5"]], "<U3"),
        ([[None, 0.5]], "object"),
        ([[Fraction(1, 2), Fraction(1, 2)]], "object"),
    ],
)
def test_only_real_numbers(wrong, kind):
    calls = {
        "p": [information_content, *(lambda x, f=f: f([HALF], x) for f in TWO)],
        "q": [perplexity, lambda x: js_divergence(x, [HALF])],
        "joint": [mutual_information],
    }
    for name, functions in calls.items():
        for function in functions:
            with refuses(TypeError, f"{name}의 자료형이 {kind}입니다", "dtype=float"):
                function(wrong)


def test_rows_of_different_length():
    for name, function in {"p": information_content, "q": perplexity, "joint": mutual_information}.items():
        with refuses(ValueError, f"{name}의 값을 배열로 만들 수 없습니다", "길이"):
            function([[0.5, 0.5], [1.0]])


def test_masked_values_are_not_uncovered_in_silence():
    masked = np.ma.masked_array([[0.5, 0.5]], mask=[[False, True]])
    for name, function in {"p": information_content, "q": perplexity, "joint": mutual_information}.items():
        with refuses(TypeError, f"{name}의 값이 마스크 배열입니다", "채운"):
            function(masked)


@pytest.mark.parametrize("axis", [2, -3])
def test_axis_out_of_range(axis):
    batch = np.full((3, 2), 0.5)
    for call in (lambda: perplexity(batch, axis=axis), *(lambda f=f: f(batch, batch, axis=axis) for f in TWO)):
        with refuses(ValueError, f"axis가 {axis}인데 q의 모양은 (3, 2)", "-2 이상 1 이하"):
            call()


@pytest.mark.parametrize("axis", [None, (0, 1), 1.0, True])
def test_axis_is_one_integer(axis):
    for function in TWO:
        with refuses(TypeError, f"axis가 {axis!r}입니다", "정수"):
            function(HALF, HALF, axis=axis)


def test_a_switch_is_true_or_false():
    for name in ("keepdims", "validate"):
        with refuses(TypeError, f"{name}가 'yes'입니다", "True나 False"):
            js_divergence(HALF, HALF, **{name: "yes"})


def test_counts_and_none():
    with refuses(ValueError, "q의 위치 (0,)", "횟수나 백분율이라면 np.sum(q, axis=-1, keepdims=True)로"):
        perplexity([3, 1])
    with refuses(ValueError, "p의 위치 (0,)", "횟수라면 전체 횟수로, 백분율이라면 100으로"):
        information_content([25, 75])
    for name, function in {"p": information_content, "q": perplexity, "joint": mutual_information}.items():
        with refuses(TypeError, f"{name}의 값이 None입니다", "return"):
            function(None)


def test_a_lone_number_is_no_distribution():
    for call in (lambda: perplexity(1.0), lambda: js_divergence(1.0, 1.0)):
        with refuses(ValueError, "q의 값이 1.0, 곧 수 하나입니다"):
            call()


BASED = {
    "information_content": lambda base: information_content(0.5, base=base),
    "js_divergence": lambda base: js_divergence([1, 0], [0, 1], base=base),
    "mutual_information": lambda base: mutual_information(TABLE, base=base),
}
based = pytest.mark.parametrize("function", BASED.values(), ids=BASED)


@based
@pytest.mark.parametrize(
    "base", [0, 1, -2, 1.0, 0.5, np.nan, np.inf, True, False, np.float32(1), 1 + Fraction(1, 10**40)]
)
def test_impossible_base(function, base):
    with refuses(ValueError, f"base가 {base}입니다", "1보다 큰", "base=2"):
        function(base)


@based
@pytest.mark.parametrize("base", ["2", 2j, [2], np.array([2.0]), np.array(2.0), np.True_])
def test_base_is_a_real_number(function, base):
    with refuses(TypeError, f"base의 자료형이 {type(base).__name__}입니다", "실수 하나"):
        function(base)


@based
@pytest.mark.parametrize(
    ("base", "expected"), [(2, 1), (4, 0.5), (np.sqrt(2), 2), (Fraction(2), 1), (np.float32(2), 1), (2**2000, 1 / 2000)]
)
def test_possible_base(function, base, expected):
    """One bit each."""
    assert function(base) == pytest.approx(expected, rel=1e-13)


def test_without_validation_only_the_values_go_unchecked():
    assert np.isfinite(js_divergence([2.0, 2.0], [1.0, 3.0], validate=False))
    assert np.isnan(js_divergence([np.nan, 1.0], HALF, validate=False))
    q, p = np.random.default_rng(1).dirichlet(np.ones(5), (2, 7))
    assert js_divergence(q, p, validate=False).tobytes() == js_divergence(q, p).tobytes()
    for error, second, options in (
        (ValueError, [[0.5], [0.5]], {}),
        (ValueError, HALF, {"axis": 1}),
        (TypeError, "x", {}),
    ):
        with pytest.raises(error):
            js_divergence(HALF, second, **options, validate=False)
