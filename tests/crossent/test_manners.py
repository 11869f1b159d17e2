"""How the newer functions treat what they are given and what they give back: memory, types, layout."""

from functools import partial

import numpy as np
import pytest

import crossent
from crossent import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    bits_per_byte,
    brier_score,
    calibration_error,
    categorical_cross_entropy,
    conditional_entropy,
    from_counts,
    from_samples,
    information_content,
    joint_entropy,
    js_divergence,
    log_sigmoid,
    log_softmax,
    logsumexp,
    mutual_information,
    perplexity,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    text_perplexity,
)

rng = np.random.default_rng(20261123)
Q, P = rng.dirichlet(np.ones(4), (2, 3))
Z, JOINT = rng.normal(0, 3, (3, 4)), rng.dirichlet(np.ones(12)).reshape(3, 4)
LABELS, WEIGHT = np.array([2, 0, 3]), np.array([1, 0.5, 2, 3])
LOSSES = [softmax_cross_entropy, softmax_cross_entropy_grad]
BINARY = [binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad]
SCORES = [categorical_cross_entropy, brier_score, calibration_error]
ARRAYS = [softmax, log_softmax, softmax_cross_entropy_grad]

# Every function on its arrays; `none` keeps the losses apart, so that the result is an array.
CALLS = (
    {
        "information_content": (information_content, [Q]),
        "perplexity": (perplexity, [Q, P]),
        "perplexity of itself": (perplexity, [Q]),
        "js_divergence": (js_divergence, [Q, P]),
        "mutual_information": (mutual_information, [JOINT]),
        "joint_entropy": (joint_entropy, [JOINT]),
        "conditional_entropy": (conditional_entropy, [JOINT]),
        "conditional_entropy of the first": (lambda joint: conditional_entropy(joint, given=1), [JOINT]),
        "from_counts": (lambda counts: from_counts(counts, smoothing=0.5), [Q]),
        "calibration_error": (calibration_error, [LABELS, P]),
        "text_perplexity": (text_perplexity, [LABELS, Z]),
        "bits_per_byte": (lambda y, z: bits_per_byte(y, z, byte_count=5), [LABELS, Z]),
        "logsumexp": (logsumexp, [Z]),
        "log_softmax": (log_softmax, [Z]),
        "softmax": (softmax, [Z]),
        "sigmoid": (sigmoid, [Z]),
        "log_sigmoid": (log_sigmoid, [Z]),
    }
    | {
        function.__name__: (
            lambda y, z, w, function=function: function(
                y, z, pos_weight=w, example_weight=np.add(y, 1), label_smoothing=0.1, reduction="none"
            ),
            [Q, Z, WEIGHT],
        )
        for function in (binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad)
    }
    | {
        f"{function.__name__} of {kind}": (
            lambda y, p, w, function=function: function(y, p, example_weight=w, reduction="none"),
            [labels, P, np.arange(3.0)],
        )
        for function in (categorical_cross_entropy, brier_score)
        for kind, labels in {"class numbers": LABELS, "distributions": Q}.items()
    }
    | {
        f"{function.__name__} of {kind}": (
            lambda y, z, w, function=function: function(y, z, weight=w, label_smoothing=0.1, reduction="none"),
            [labels, Z, WEIGHT],
        )
        for function in LOSSES
        for kind, labels in {
            "class numbers": LABELS,
            "one-hot integers": np.eye(4, dtype=int)[LABELS],
            "distributions": Q,
        }.items()
    }
)
call = pytest.mark.parametrize(("function", "arrays"), CALLS.values(), ids=CALLS)


def test_every_newer_function_is_here():
    # Samples are integers, and what is made of them has the type of no input.
    older = {"entropy", "cross_entropy", "kl_divergence", "binary_cross_entropy", "from_samples"}
    assert {name.split(" of ")[0] for name in CALLS} == set(crossent.__all__) - older


@call
def test_inputs_are_not_modified_and_results_own_their_memory(function, arrays):
    given = [array.copy() for array in arrays]
    for array in given:
        array.flags.writeable = False
    result = function(*given)
    if isinstance(result, np.ndarray):
        assert result.flags.owndata
        result[...] = 7
    for array, before in zip(given, arrays, strict=True):
        np.testing.assert_array_equal(array, before)


@call
@pytest.mark.parametrize(
    "arrange",
    [
        np.asfortranarray,
        lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
        lambda array: array[..., ::-1].copy()[..., ::-1],
        lambda array: array.astype(array.dtype.newbyteorder(">")),
        lambda array: array.tolist(),
        lambda array: np.moveaxis(np.stack([array, array], axis=-1), -1, 0)[1],
    ],
    ids=["Fortran", "strided", "reversed", "big-endian", "lists", "slice"],
)
def test_layout_does_not_matter(function, arrays, arrange):
    result, expected = function(*(arrange(array) for array in arrays)), function(*arrays)
    assert result.dtype == expected.dtype
    assert result.dtype.isnative
    np.testing.assert_allclose(result, expected, rtol=1e-14)


@call
@pytest.mark.parametrize(
    ("dtype", "rtol"), [("float16", 0.1), ("float32", 1e-4), ("float64", 0), ("longdouble", 1e-12)]
)
def test_the_result_has_the_type_of_the_inputs_but_is_no_narrower_than_float32(function, arrays, dtype, rtol):
    result = function(*(array.astype(dtype) if array.dtype.kind == "f" else array for array in arrays))
    assert result.dtype == np.promote_types(dtype, np.float32)
    np.testing.assert_allclose(result, function(*arrays), rtol=rtol)  # These inputs are rounded, that is all.


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("float32", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("float64", "float32", "float64"),
        ("int64", "float32", "float32"),
        ("float32", "uint8", "float32"),
        ("bool", "float32", "float32"),
        ("float16", "int8", "float32"),
        ("int8", "int64", "float64"),
        ("bool", "bool", "float64"),
        ("longdouble", "float32", "longdouble"),
        ("float32", "longdouble", "longdouble"),
        (">f4", "float16", "float32"),
    ],
)
def test_types_of_two_arguments(first, second, expected):
    a, b = np.array([0, 1]).astype(first), np.array([0, 1]).astype(second)
    for function in (js_divergence, perplexity, *BINARY, *SCORES, *LOSSES):
        assert function(a, b).dtype == np.dtype(expected), function
    for function in (*LOSSES, *SCORES):
        assert function(a.astype(int)[1], b).dtype == function(b, b).dtype  # class numbers do not count


def test_weights_do_not_count_for_the_type():
    for function in LOSSES:
        assert function(LABELS, Z.astype(np.float32), weight=WEIGHT).dtype == np.float32
    y, z = Q.astype(np.float32), Z.astype(np.float32)
    assert binary_cross_entropy_with_logits(y, z, pos_weight=WEIGHT).dtype == np.float32


def test_integer_logits_are_exponentiated_in_float64():
    """Though the labels make the result float32, which does not hold 2**24 + 1."""
    z = 2**24 + np.arange(3)
    for function in LOSSES:
        soft = np.array([0.25, 0.75, 0])
        np.testing.assert_array_equal(function(soft.astype(np.float32), z), function(soft, z).astype(np.float32))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_number_comes_back_as_a_numpy_scalar(dtype):
    q, p, z = Q[0].astype(dtype), P[0].astype(dtype), Z[0].astype(dtype)
    results = [
        information_content(q[0]),
        perplexity(q),
        perplexity(q, p),
        js_divergence(q, p),
        mutual_information(JOINT.astype(dtype)),
        joint_entropy(JOINT.astype(dtype)),
        conditional_entropy(JOINT.astype(dtype)),
        calibration_error(q, p),
        text_perplexity(1, z),
        bits_per_byte(1, z, byte_count=3),
        categorical_cross_entropy(1, p, reduction="none"),
        brier_score(q, p),
        binary_cross_entropy_with_logits_grad(q[0], z[0]),
        logsumexp(z),
        logsumexp(z[:, None], axis=0)[0],
        sigmoid(z[0]),
        log_sigmoid(z[0]),
        *(binary_cross_entropy_with_logits(q, z, reduction=name) for name in ("mean", "sum")),
        *(softmax_cross_entropy(LABELS, Z.astype(dtype), reduction=name) for name in ("mean", "sum")),
        *(
            softmax_cross_entropy(y, z, label_smoothing=0.1, reduction=name)
            for name in ("mean", "sum", "none")
            for y in (1, q)
        ),
        binary_cross_entropy_with_logits(q[0], z[0], reduction="none"),
    ]
    assert {type(result) for result in results} == {dtype}
    assert js_divergence(q, p, keepdims=True).shape == (1,)
    assert type(from_samples([0, 1], outcomes=2)) is np.ndarray


@pytest.mark.parametrize("function", ARRAYS)
def test_what_has_the_shape_of_the_logits_is_always_an_array(function):
    if function is softmax_cross_entropy_grad:
        function = partial(function, 0)
    for z in ([1.0], [1.0, 2.0], np.float32([1, 2])):
        assert type(function(z)) is np.ndarray
        assert function(z).shape == np.shape(z)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4", ">u8"])
def test_class_numbers_of_any_integer_type(dtype):
    z, labels = np.random.default_rng(1).normal(size=(3, 120)), np.array([0, 119, 7])
    for function in LOSSES:
        np.testing.assert_array_equal(function(labels.astype(dtype), z), function(labels, z))
        # A number that the type cannot hold marks nothing; one that it can does.
        for marker in (-100, 10**30):
            np.testing.assert_array_equal(function(labels.astype(dtype), z, ignore_index=marker), function(labels, z))
        expected = function(labels, z, ignore_index=119)
        np.testing.assert_array_equal(function(labels.astype(dtype), z, ignore_index=np.int16(119)), expected)
