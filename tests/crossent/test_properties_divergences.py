"""What holds for every input of the newer functions of probabilities."""

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossent import (
    cross_entropy,
    entropy,
    information_content,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
)

from .strategies import alike, batches, for_all, positive, same

LOG_2 = np.log(2)
# What rounding may add to a bound: some roundings of terms up to 14, the entropy of probabilities of 1e-6 and more.
ABOVE = 1 + 1e-14


@st.composite
def tables(draw):
    """Joint distributions of two variables, of which some outcomes may never happen."""
    shape = (draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    (table,) = draw(batches(shape=(1, shape[0] * shape[1])))
    return table.reshape(shape)


def marginals(table):
    """Rounded, the sum of a single row may exceed 1 by 2**-52, which is no probability."""
    return [np.minimum(table.sum(axis=axis), 1) for axis in (1, 0)]


@for_all(arrays(np.float64, (2, 3), elements=st.floats(0, 1)))
def test_information_content_falls_from_infinity_to_zero(p):
    content = information_content(p)
    assert (content >= 0).all()
    np.testing.assert_array_equal(content == np.inf, p == 0)
    np.testing.assert_array_equal(content == 0, p == 1)
    order = np.argsort(p, axis=None)
    assert (np.diff(content.ravel()[order][p.ravel()[order] > 0]) <= 0).all()


@for_all(st.floats(1e-150, 1), st.floats(1e-150, 1))
def test_information_of_independent_outcomes_adds_up(a, b):
    same(information_content(a * b), information_content(a) + information_content(b))


@for_all(batches())
def test_entropy_is_the_mean_information_content(batch):
    (p,) = batch
    content = information_content(p)
    same(entropy(p), np.sum(p * np.where(p > 0, content, 0), axis=-1))


def test_powers_of_the_base_have_whole_information_content():
    np.testing.assert_array_equal(information_content(2.0 ** -np.arange(1075), base=2), np.arange(1075))
    np.testing.assert_array_equal(information_content([10.0**-k for k in range(308)], base=10), np.arange(308))


@for_all(batches(count=2))
def test_perplexity_is_the_exponential_of_cross_entropy(batch):
    q, p = batch
    same(perplexity(q, p), np.exp(cross_entropy(q, p)))
    same(perplexity(q), np.exp(entropy(q)))
    np.testing.assert_array_equal(perplexity(q, q), perplexity(q))


@for_all(batches(count=2))
def test_perplexity_lies_between_one_and_the_number_of_outcomes(batch):
    q, p = batch
    n = q.shape[-1]
    assert (perplexity(q) >= 1).all()
    assert (perplexity(q) <= n * ABOVE).all()
    assert (perplexity(q, p) >= perplexity(q) / ABOVE).all()
    same(perplexity(q, np.full_like(q, 1 / n)), n)


@for_all(batches(count=2))
def test_js_divergence_is_symmetric_and_bounded(batch):
    q, p = batch
    divergence = js_divergence(q, p)
    np.testing.assert_array_equal(divergence, js_divergence(p, q))
    assert (divergence >= 0).all()
    assert (divergence <= LOG_2).all()
    np.testing.assert_array_equal(divergence == 0, (q == p).all(axis=-1))


@for_all(batches(count=2))
def test_js_divergence_is_the_mean_divergence_from_the_middle(batch):
    q, p = batch
    m = (q + p) / 2
    same(js_divergence(q, p), (kl_divergence(q, m) + kl_divergence(p, m)) / 2)
    np.testing.assert_allclose(js_divergence(q, p), entropy(m) - (entropy(q) + entropy(p)) / 2, rtol=1e-12, atol=1e-14)


@for_all(batches(count=2, shape=(3, 4)))
def test_js_divergence_of_distributions_without_a_common_outcome_is_log_2(batch):
    q, p = (np.concatenate(pair, axis=-1) for pair in ((batch[0], 0 * batch[0]), (0 * batch[1], batch[1])))
    same(js_divergence(q, p), LOG_2)
    same(js_divergence(q, p, base=2), 1)
    for base, largest in {None: LOG_2, 2: 1, 10: np.log10(2), 4: 0.5, 3.5: LOG_2 / np.log(3.5)}.items():
        assert (js_divergence(q, p, base=base) <= largest).all()


def test_js_divergence_is_never_above_log_2():
    """Not even where the sums, rounded, are above 1: the square root of what is left up to 1 is never nan."""
    fifths, zeros = np.full(5, 0.2), np.zeros(5)
    assert js_divergence(np.r_[fifths, zeros], np.r_[zeros, fifths], base=2) == 1
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        above = np.array([0, 0.5, 0.5003], dtype)
        assert js_divergence([1, 0, 0], above, base=2) == 1
        assert js_divergence([1, 0, 0], above) == np.promote_types(dtype, np.float32).type(LOG_2)


@for_all(batches(count=3))
def test_the_root_of_js_divergence_is_a_distance(batch):
    a, b, c = batch
    ab, bc, ac = (np.sqrt(js_divergence(*pair)) for pair in ((a, b), (b, c), (a, c)))
    assert (ac <= (ab + bc) * ABOVE).all()


@for_all(batches(), st.floats(1e-15, 1e-6))
def test_js_divergence_of_near_distributions_is_positive(batch, distance):
    q = positive(batch[0])
    p = q * (1 + distance * np.linspace(-1, 1, q.shape[-1]))
    p /= p.sum(axis=-1, keepdims=True)
    assert ((js_divergence(q, p) > 0) == (q != p).any(axis=-1)).all()


@for_all(tables())
def test_mutual_information_is_the_divergence_from_independence(table):
    row, column = marginals(table)
    product = np.outer(row, column)
    same(mutual_information(table), kl_divergence(table.ravel(), product.ravel()))
    difference = entropy(row) + entropy(column) - entropy(table.ravel())
    np.testing.assert_allclose(mutual_information(table), difference, rtol=1e-12, atol=1e-14)


@for_all(tables())
def test_mutual_information_is_symmetric_and_bounded(table):
    information = mutual_information(table)
    assert information >= 0
    same(mutual_information(table.T), information)
    assert information <= min(entropy(p) for p in marginals(table)) + 1e-14


@for_all(batches(count=2, shape=(1, 4)))
def test_independent_variables_share_no_information(batch):
    """Rounded, the product of the marginal distributions is off by 2**-53, and the information by its square."""
    q, p = (array[0] for array in batch)
    assert mutual_information(np.outer(q, p)) < 1e-30
    assert mutual_information(q[:, None]) == mutual_information(p[None]) == 0


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_sum_that_is_not_quite_one_is_no_information(dtype):
    for excess in (-0.9, 0.9):
        assert mutual_information(np.full((2, 3), (1 + excess * np.sqrt(np.finfo(dtype).eps)) / 6, dtype)) < 1e-30


@for_all(batches(shape=(1, 5)))
def test_a_variable_knows_all_about_itself(batch):
    ((p,),) = batch
    same(mutual_information(np.diag(p)), entropy(p))


@for_all(batches(count=2))
def test_js_divergence_is_the_information_about_where_an_outcome_came_from(batch):
    for q, p in zip(*batch, strict=True):
        same(js_divergence(q, p), mutual_information([q / 2, p / 2]))


@for_all(batches(count=2), st.floats(1.0000001, 1e6))
def test_base_divides_by_its_logarithm(batch, base):
    q, p = batch
    table = q / len(q)
    for b in (base, 2, 10):
        alike(js_divergence(q, p, base=b), js_divergence(q, p) / np.log(b))
        alike(mutual_information(table, base=b), mutual_information(table) / np.log(b))
        alike(information_content(q, base=b), information_content(q) / np.log(b))


@for_all(batches(count=2, shape=(2, 3, 4)))
def test_a_batch_is_a_loop(batch):
    q, p = batch
    for function in (js_divergence, perplexity):
        rows = zip(q.reshape(-1, 4), p.reshape(-1, 4), strict=True)
        same(function(q, p), np.reshape([function(a, b) for a, b in rows], (2, 3)))
    same(information_content(q), [[[information_content(p) for p in row] for row in block] for block in q])


@for_all(batches(count=2, shape=(2, 3, 4)), st.integers(-3, 2))
def test_any_axis(batch, axis):
    moved = [np.moveaxis(array, -1, axis) for array in batch]
    same(js_divergence(*moved, axis=axis), js_divergence(*batch))
    same(js_divergence(*moved, axis=axis, keepdims=True), np.expand_dims(js_divergence(*batch), axis))
    same(perplexity(*moved, axis=axis), perplexity(*batch))
    same(perplexity(moved[0], axis=axis), perplexity(batch[0]))
