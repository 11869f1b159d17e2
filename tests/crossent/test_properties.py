"""What holds for every input: the theorems, and the manners of the functions."""

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossent import binary_cross_entropy, cross_entropy, entropy, kl_divergence

from .strategies import alike, batches, for_all, positive, same

TWO = [cross_entropy, kl_divergence]


@for_all(batches())
def test_entropy_lies_between_zero_and_log_n(batch):
    (p,) = batch
    assert (entropy(p) >= 0).all()
    assert (entropy(p) <= np.log(p.shape[-1]) + 1e-15).all()


@for_all(st.integers(1, 2000))
def test_entropy_of_the_uniform_distribution_is_log_n(n):
    same(entropy(np.full(n, 1 / n)), np.log(n))


@for_all(batches(count=2))
def test_kl_divergence_is_zero_only_for_equal_distributions(batch):
    q, p = batch
    divergence = kl_divergence(q, p)
    assert (divergence >= 0).all()
    np.testing.assert_array_equal(divergence == 0, (q == p).all(axis=-1))


@for_all(batches(), st.floats(1e-15, 1e-6))
def test_kl_divergence_of_near_distributions_is_positive(batch, distance):
    q = positive(batch[0])
    p = q * (1 + distance * np.linspace(-1, 1, q.shape[-1]))
    p /= p.sum(axis=-1, keepdims=True)
    assert ((kl_divergence(q, p) > 0) == (q != p).any(axis=-1)).all()


@for_all(batches(count=2))
def test_cross_entropy_is_entropy_plus_kl_divergence(batch):
    q, p = batch
    same(cross_entropy(q, p), entropy(q) + kl_divergence(q, p))


@for_all(batches())
def test_cross_entropy_with_itself_is_entropy(batch):
    (q,) = batch
    np.testing.assert_array_equal(cross_entropy(q, q), entropy(q))
    np.testing.assert_array_equal(kl_divergence(q, q), 0)


@for_all(batches(count=2, shape=(2, 3, 4)))
def test_a_batch_is_a_loop(batch):
    q, p = batch
    same(entropy(q), [[entropy(row) for row in block] for block in q])
    for function in TWO:
        rows = zip(q.reshape(-1, 4), p.reshape(-1, 4), strict=True)
        same(function(q, p), np.reshape([function(a, b) for a, b in rows], (2, 3)))


@for_all(batches(count=2, shape=(2, 3, 4)), st.integers(-3, 2), st.booleans())
def test_any_axis(batch, axis, keepdims):
    q, p = batch
    moved = [np.moveaxis(array, -1, axis) for array in (q, p)]
    for function, plain, arguments in [(entropy, (q,), moved[:1]), *((f, (q, p), moved) for f in TWO)]:
        expected = function(*plain)
        if keepdims:
            expected = np.expand_dims(expected, axis)
        result = function(*arguments, axis=axis, keepdims=keepdims)
        assert result.shape == expected.shape
        same(result, expected)


@for_all(batches(count=2), st.floats(1.0000001, 1e6))
def test_base_divides_by_its_logarithm(batch, base):
    q, p = batch
    for b in (base, 2, 10):
        alike(entropy(q, base=b), entropy(q) / np.log(b))
        for function in TWO:
            alike(function(q, p, base=b), function(q, p) / np.log(b))


@for_all(batches(count=2))
def test_inputs_are_not_modified(batch):
    before = [array.copy() for array in batch]
    for array in batch:
        array.flags.writeable = False
    entropy(batch[0])
    for function in (*TWO, binary_cross_entropy):
        function(*batch)
    binary_cross_entropy(*batch, reduction="none")[...] = 7  # the result is an array of its own
    np.testing.assert_array_equal(batch, before)


@for_all(batches(count=2), st.sampled_from([None, 2, 10, 1.5]))
def test_never_negative_zero_and_never_nan(batch, base):
    q, p = batch
    for result in (entropy(q, base=base), *(function(q, p, base=base) for function in TWO)):
        assert not np.isnan(result).any()
        assert not np.signbit(result[result == 0]).any()


def report_nothing(q, p):
    """Valid input must not divide by zero, overflow, underflow or be invalid, whatever the caller's settings."""
    with np.errstate(all="raise"):
        for a, b in ((q, p), (p, q)):
            entropy(a)
            for function in (*TWO, binary_cross_entropy):
                function(a, b)


@for_all(batches(count=2), st.sampled_from([np.float32, np.float64]))
def test_nothing_is_reported(batch, dtype):
    report_nothing(*(array.astype(dtype) for array in batch))


@pytest.mark.parametrize(
    ("q", "p"),
    [
        ([5e-324, 1.0, 0.0], [1.0, 5e-324, 0.0]),
        ([5e-324, 1.0, 0.0], [1.5e-323, 1.0, 1e-310]),
        ([5e-324, 1.0], [1e-323, 1.0]),
        ([1e-300, 1.0], [1e-300 * (1 + 1e-8), 1.0]),
        (np.array([1e-45, 1.0], np.float32), np.array([1.0, 1e-42], np.float32)),
        (np.array([1e-45, 1.0], np.float32), np.array([3e-45, 1.0], np.float32)),
    ],
)
def test_nothing_is_reported_about_the_smallest_numbers(q, p):
    report_nothing(q, p)


def test_the_loss_of_the_smallest_numbers_underflows_in_silence():
    zeros, tiny = np.zeros(3, np.float32), np.array([1e-45, 3e-45, 0], np.float32)
    for y, p in ((zeros, tiny), (zeros.astype(np.float64), [5e-324, 1.5e-323, 0])):
        with np.errstate(all="raise"):
            assert binary_cross_entropy(y, p) > 0


def test_many_float32_outcomes_are_summed_without_drift():
    n = 300_000
    p = np.full((n, 2), 1 / n, np.float32)
    assert abs(1 - np.sum(p, axis=0)).max() > 1e-3  # what a sum in float32 makes of it
    same(entropy(p, axis=0), np.full(2, np.log(n), np.float32))


@for_all(arrays(np.float64, (2, 3), elements=st.floats(0, 1)), arrays(np.float64, (2, 3), elements=st.floats(0, 1)))
def test_binary_cross_entropy_is_the_cross_entropy_of_two_outcomes(y, p):
    assume((1 - p > 1e-6).all())  # `1 - p` below loses digits near 1, the function does not.
    losses = binary_cross_entropy(y, p, reduction="none")
    pairs = [np.stack([array, 1 - array], axis=-1) for array in (y, p)]
    np.testing.assert_allclose(losses, cross_entropy(*pairs), rtol=1e-9, atol=1e-15)
    assert (losses >= 0).all()
    assert not np.signbit(losses).any()
    same(binary_cross_entropy(y, p), losses.mean())
    same(binary_cross_entropy(y, p, reduction="sum"), losses.sum())


def test_scalars_come_back_as_numpy_scalars():
    for result in (entropy([0.5, 0.5]), cross_entropy([1, 0], [0.5, 0.5]), binary_cross_entropy(1, 0.5)):
        assert type(result) is np.float64
    assert type(binary_cross_entropy(1, 0.5, reduction="none")) is np.float64
    assert type(kl_divergence(*np.full((2, 2), 0.5, np.float32))) is np.float32
    assert entropy([0.5, 0.5], keepdims=True).shape == (1,)


@pytest.mark.parametrize(
    ("given_dtypes", "expected"),
    [
        (("float32", "float32"), "float32"),
        (("float32", "float64"), "float64"),
        (("int64", "float32"), "float32"),
        (("bool", "float32"), "float32"),
        (("int8", "int64"), "float64"),
        (("bool", "bool"), "float64"),
        (("float16", "float16"), "float32"),
        (("longdouble", "float32"), "longdouble"),
        ((">f4", ">f4"), "float32"),
        ((">f8", "float64"), "float64"),
    ],
)
def test_result_dtype_follows_the_floating_inputs(given_dtypes, expected):
    q, p = (np.array([0, 1]).astype(dtype) for dtype in given_dtypes)
    for function in (*TWO, binary_cross_entropy):
        assert function(q, p).dtype == np.dtype(expected)
        assert function(q, p) == 0


def test_layout_does_not_matter():
    q, p = (np.random.default_rng(1).dirichlet(np.ones(5), 7) for _ in range(2))
    for function in (*TWO, binary_cross_entropy):
        same(function(np.asfortranarray(q), p[::-1][::-1]), function(q, p))
