"""What is made of counts, tables and forecasts, against mpmath or exact fractions."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from crossent import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits_grad,
    bits_per_byte,
    brier_score,
    calibration_error,
    categorical_cross_entropy,
    conditional_entropy,
    from_counts,
    from_samples,
    joint_entropy,
    softmax_cross_entropy,
    text_perplexity,
)

from .oracle import agree, distributions, exact, minus_xlog1py, minus_xlogy, mp

RTOL = {np.float32: 1e-7, np.float64: 1e-13}
SMALLEST = {np.float32: 1.5e-45, np.float64: 5e-324}
dtypes = pytest.mark.parametrize("dtype", RTOL)


@pytest.fixture(autouse=True)
def enough_digits_for_gaps_of_700():
    with mp.workdps(340):
        yield


@dtypes
@pytest.mark.parametrize("scale", [1e-3, 1, 10, 100, 300])
def test_gradient_of_the_binary_loss(dtype, scale):
    rng = np.random.default_rng(20261123)
    for weight, smoothing in ((1.0, 0.0), (3.5, 0.0), (1.0, 0.1)):
        z = np.concatenate([rng.normal(0, scale, 8), [37, -37]]).astype(dtype)
        y = np.concatenate([rng.integers(0, 2, 6), rng.random(4)]).astype(dtype)
        gradient = binary_cross_entropy_with_logits_grad(
            y, z, pos_weight=weight, label_smoothing=smoothing, reduction="none"
        )
        for slope, label, logit in zip(gradient, exact(y), exact(z), strict=True):
            epsilon = mp.mpf(smoothing)
            label = (1 - epsilon) * label + epsilon / 2
            parts = (1 - label) * (1 / (1 + mp.exp(-logit))), weight * label * (1 / (1 + mp.exp(logit)))
            agree(slope, parts[0] - parts[1], RTOL[dtype], atol=1e-15 * sum(parts) + SMALLEST[dtype])


@pytest.mark.parametrize("z", [-30.0, -1.5, 0.0, 2.5, 40.0])
@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
def test_the_gradient_is_the_derivative_of_the_loss(y, z):
    def loss(logit):
        return 2.5 * y * mp.log1p(mp.exp(-logit)) + (1 - mp.mpf(y)) * mp.log1p(mp.exp(logit))

    with mp.workdps(60):
        agree(binary_cross_entropy_with_logits_grad(y, z, pos_weight=2.5), mp.diff(loss, mp.mpf(z)), 1e-13)


@dtypes
def test_categorical_cross_entropy_and_the_brier_score(dtype):
    rng = np.random.default_rng(20261123)
    for q, p in distributions(dtype, zeros=True):
        label = rng.integers(len(p))
        agree(categorical_cross_entropy(label, p), minus_xlogy(mp.mpf(1), exact(p)[label]), RTOL[dtype])
        agree(categorical_cross_entropy(q, p), mp.fsum(map(minus_xlogy, exact(q), exact(p))), RTOL[dtype])
        for labels, soft in ((label, np.eye(len(p))[label]), (q, q)):
            squares = mp.fsum((a - b) ** 2 for a, b in zip(exact(p), exact(soft), strict=True))
            agree(brier_score(labels, p), squares, RTOL[dtype])


@dtypes
def test_the_binary_loss_with_smoothing_and_weights(dtype):
    rng = np.random.default_rng(20261123)
    for _ in range(40):
        y, p, weight = rng.integers(0, 2, 6), rng.beta(0.2, 0.2, 6).astype(dtype), rng.gamma(1, size=6)
        smooth = [(1 - mp.mpf(0.1)) * label + mp.mpf(0.1) / 2 for label in exact(y)]
        rows = zip(smooth, exact(p), exact(weight), strict=True)
        losses = [w * (minus_xlogy(a, b) + minus_xlog1py(1 - a, -b)) for a, b, w in rows]
        options = {"label_smoothing": 0.1, "example_weight": weight}
        agree(binary_cross_entropy(y, p, **options), mp.fsum(losses) / mp.fsum(exact(weight)), RTOL[dtype])


def tables(dtype):
    """Of all widths, with zeros, with rows that never come, and nearly decided by their row or column."""
    rng = np.random.default_rng(20261123)
    for _ in range(120):
        shape = rng.integers(1, 6, 2)
        table = rng.gamma(rng.choice([0.05, 1.0, 10.0]), size=shape)
        table[rng.random(shape) < 0.3] = 0
        table[0, 0] += 1
        yield (table / table.sum()).astype(dtype)
    for tiny in (1e-9, 1e-20, 1e-40):
        yield np.array([[0.5, tiny], [tiny, 0.5]], dtype)
        yield np.array([[0.25, 0.25, tiny], [tiny, 0, 0.5]], dtype)


@dtypes
def test_entropies_of_a_table(dtype):
    for table in tables(dtype):
        agree(joint_entropy(table), mp.fsum(minus_xlogy(p, p) for p in exact(table)), RTOL[dtype])
        for given, rows in ((0, table), (1, table.T)):
            expected = mp.fsum(minus_xlogy(p, p / mp.fsum(exact(row))) for row in rows if row.any() for p in exact(row))
            agree(conditional_entropy(table, given=given), expected, RTOL[dtype], atol=SMALLEST[dtype])
            agree(
                conditional_entropy(table, given=given, base=2), expected / mp.log(2), RTOL[dtype], atol=SMALLEST[dtype]
            )


def test_shares_of_counts():
    rng = np.random.default_rng(20261123)
    for _ in range(60):
        counts = rng.integers(0, 10 ** rng.integers(1, 12), rng.integers(1, 8))
        counts[0] += 1
        for smoothing in (0, 0.5, 1):
            added = [Fraction(int(n)) + Fraction(smoothing) for n in counts]
            for share, expected in zip(from_counts(counts, smoothing=smoothing), added, strict=True):
                agree(share, mp.mpf(expected.numerator) / expected.denominator / float(sum(added)), 1e-15)


def test_huge_counts_do_not_overflow():
    assert from_counts([1e308, 1e308, 1e308, 1e308]).tolist() == [0.25] * 4
    assert from_counts([1e308, 1e308], smoothing=1e308).tolist() == [0.5, 0.5]


def test_samples_are_counted():
    rng = np.random.default_rng(20261123)
    samples = rng.integers(0, 4, (10, 5))
    found = from_samples(samples, outcomes=6, smoothing=0.5)
    np.testing.assert_array_equal(found, from_counts(np.bincount(samples.ravel(), minlength=6), smoothing=0.5))


def test_the_calibration_error_is_that_of_its_definition():
    rng = np.random.default_rng(20261123)
    for bins in (1, 7, 10, 100):
        p = rng.dirichlet(np.ones(3), 500)
        labels = rng.integers(0, 3, 500)
        total = Fraction(0)
        for place in range(bins):
            # A confidence on a border belongs to the bin above it; 1 to the last.
            inside = [i for i in range(500) if min(int(p[i].max() * bins), bins - 1) == place]
            right = sum(int(p[i].argmax() == labels[i]) for i in inside)
            total += abs(right - sum(Fraction(float(p[i].max())) for i in inside))
        assert calibration_error(labels, p, bins=bins) == pytest.approx(float(total / 500), rel=1e-12)
        soft = np.eye(3)[labels]
        assert calibration_error(soft, p, bins=bins) == calibration_error(labels, p, bins=bins)
        assert calibration_error(
            labels.reshape(20, 25), np.moveaxis(p.reshape(20, 25, 3), -1, 0), bins=bins, axis=0
        ) == (calibration_error(labels, p, bins=bins))


def test_confidence_of_one_is_in_the_last_bin():
    assert calibration_error([0, 1], [[1, 0], [1, 0]]) == 0.5
    assert calibration_error([0, 0], [[1, 0], [1, 0]]) == 0


@dtypes
def test_the_text_scores_are_made_of_the_loss(dtype):
    rng = np.random.default_rng(20261123)
    z, labels = rng.normal(0, 3, (4, 7, 11)).astype(dtype), rng.integers(0, 11, (4, 7))
    labels[:, -2:] = -100
    mean, total = (
        softmax_cross_entropy(labels, z.astype(float), ignore_index=-100, reduction=name) for name in ("mean", "sum")
    )
    rtol = 1e-5 if dtype is np.float32 else 1e-14
    assert text_perplexity(labels, z, ignore_index=-100) == pytest.approx(np.exp(mean), rel=rtol)
    assert bits_per_byte(labels, z, byte_count=33, ignore_index=-100) == pytest.approx(total / np.log(2) / 33, rel=rtol)
    assert text_perplexity(0, np.array([0, 1e4], dtype)) == np.inf


def test_class_numbers_take_memory_by_the_examples_not_by_the_classes_squared():
    classes = 5_000
    p = np.full((2, classes), 1 / classes)
    tracemalloc.start()
    score = brier_score([0, classes - 1], p)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert score == pytest.approx((1 - 1 / classes) ** 2 + (classes - 1) / classes**2)
    assert peak < 10 * p.nbytes
