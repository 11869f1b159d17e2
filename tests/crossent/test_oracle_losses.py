"""Losses from logits, and their gradient, against mpmath."""

import math

import numpy as np
import pytest

from crossent import binary_cross_entropy_with_logits, softmax_cross_entropy, softmax_cross_entropy_grad

from .oracle import agree, exact, log_sum_exp, mp

# As for softmax, 1e-13 covers the rounding of z - m. Only a float32 softmax_cross_entropy exponentiates in float32; what
# that cannot hold to 3e-6 is computed again in float64. All else is computed in float64 and rounded once.
RTOL = {np.float32: 3e-6, np.float64: 1e-13}
ONCE = {np.float32: 1e-7, np.float64: 1e-13}
SMALLEST = {np.float32: 1.5e-45, np.float64: 5e-324}
GAPS = [1e-3, 0.1, 1, 5, 10, 13, 14, 20, 30, 37, 60, 88, 100, 300, 700]


@pytest.fixture(autouse=True)
def enough_digits_for_gaps_of_700():
    with mp.workdps(340):
        yield


def one_of(rng, *things):
    return things[rng.integers(len(things))]


def one_hot(labels, classes):
    return np.eye(classes)[labels]


def exact_loss(y, z, w, smoothing=0.0):
    """Of one example, with the shares w ỹ of its classes, and the gradient with the size of the terms it is a sum of."""
    y, w, smoothing, total = exact(y), exact(w), mp.mpf(smoothing), log_sum_exp(z)
    z = exact(z)
    shares = [b * ((1 - smoothing) * a + smoothing / len(z)) for a, b in zip(y, w, strict=True)]
    loss = mp.fsum(share * (total - value) for share, value in zip(shares, z, strict=True) if share)
    predicted = [sum(shares) * mp.exp(value - total) for value in z]
    gradient = [p - share for p, share in zip(predicted, shares, strict=True)]
    sizes = [p + share for p, share in zip(predicted, shares, strict=True)]
    return loss, gradient, sizes


def options(dtype):
    """Every kind of label, with and without weights and smoothing, on logits narrow and wide, tied, and -inf."""
    rng = np.random.default_rng(20261123)
    for round_ in range(160):
        n, classes = rng.integers(1, 5), rng.integers(1, 8)
        z = rng.normal(rng.choice([0, 1e3]), rng.choice([1e-3, 1, 10, 100]), (n, classes))
        z[:, -1] = z[:, 0]
        if round_ % 3 == 0:
            z[:, 1:] = np.where(rng.random((n, classes - 1)) < 0.3, -np.inf, z[:, 1:])
        indices = rng.integers(0, classes, n)
        soft = rng.dirichlet(np.ones(classes), n).astype(dtype)
        labels, y = [(indices, one_hot(indices, classes)), (soft, soft)][round_ % 2]
        weight = one_of(rng, None, rng.gamma(2, size=classes))
        smoothing = rng.choice([0.0, 0.1, 1.0])
        yield labels, y, z.astype(dtype), weight, smoothing


@pytest.mark.parametrize("dtype", RTOL)
def test_softmax_cross_entropy_with_all_options(dtype):
    for labels, y, z, weight, smoothing in options(dtype):
        w = np.ones(z.shape[1]) if weight is None else weight
        losses = [exact_loss(*row, w, smoothing)[0] for row in zip(y, z, strict=True)]
        size = mp.fsum(a * b for row in y for a, b in zip(exact(row), exact(w), strict=True))
        expected = {"mean": sum(losses) / size, "sum": sum(losses)}
        settings = {"weight": weight, "label_smoothing": smoothing}
        for reduction, value in expected.items():
            loss = softmax_cross_entropy(labels, z, **settings, reduction=reduction)
            agree(loss, value, RTOL[dtype], atol=SMALLEST[dtype])
        for loss, value in zip(softmax_cross_entropy(labels, z, **settings, reduction="none"), losses, strict=True):
            agree(loss, value, RTOL[dtype], atol=SMALLEST[dtype])


@pytest.mark.parametrize("dtype", RTOL)
def test_gradient_with_all_options(dtype):
    """W p - w ỹ cancels where the prediction is nearly the label: the error is small beside these two."""
    for labels, y, z, weight, smoothing in options(dtype):
        w = np.ones(z.shape[1]) if weight is None else weight
        gradient = softmax_cross_entropy_grad(labels, z, weight=weight, label_smoothing=smoothing, reduction="sum")
        for row, *example in zip(gradient, y, z, strict=True):
            _, expected, sizes = exact_loss(*example, w, smoothing)
            for value, slope, size in zip(row, expected, sizes, strict=True):
                agree(value, slope, ONCE[dtype] - 1e-13, atol=1e-13 * size + SMALLEST[dtype])


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("gap", GAPS)
def test_confident_right_and_wrong_predictions(dtype, gap):
    """Nothing cancels here: every digit of the loss and of each slope is right, however small they are."""
    z = np.array([[gap, 0, -1], [7 + gap, 7, 7], [1000 + gap, 1000, -np.inf], [0, -gap, 0]], dtype)
    for label in range(3):
        losses = softmax_cross_entropy(np.full(4, label), z, reduction="none")
        gradient = softmax_cross_entropy_grad(np.full(4, label), z, reduction="none")
        for row, loss, slopes in zip(z, losses, gradient, strict=True):
            value, expected, _ = exact_loss(one_hot(label, 3), row, np.ones(3))
            agree(loss, value, RTOL[dtype], atol=SMALLEST[dtype])
            for slope, exact_slope in zip(slopes, expected, strict=True):
                agree(slope, exact_slope, ONCE[dtype], atol=SMALLEST[dtype])


@pytest.mark.parametrize("classes", [2, 3, 1000, 50_000])
@pytest.mark.parametrize("largest", [0, 0.7, -3.3, 17, -300, 1e5])
def test_float32_rows_whose_label_is_ahead(classes, largest):
    """On both sides of the switch to float64, in one batch. The others are equal, so that the exact sum is short.

    Beside 0.7 and -3.3, z - m does not fit into float32: beyond gaps of 64 its rounding alone would be up to 3.8e-6.
    """
    gaps = np.concatenate([np.arange(5, 101, 1.37), np.log(classes) + np.array([13.7, 13.8, 13.82, 13.9])])
    z = np.repeat((largest - gaps).astype(np.float32)[:, None], classes, axis=1)
    z[:, 1] = largest
    losses = softmax_cross_entropy(np.ones(len(z), int), z, reduction="none")
    for row, loss in zip(z, losses, strict=True):
        rest = (classes - 1) * mp.exp(exact(row[0])[0] - exact(row[1])[0])
        agree(loss, mp.log1p(rest), RTOL[np.float32], atol=SMALLEST[np.float32])


def test_a_float32_row_does_not_depend_on_the_batch():
    """Some rows of the batch are computed again in float64, in the middle of others that are not."""
    rng = np.random.default_rng(20261123)
    z = rng.normal(0, 1, (5, 8, 6)).astype(np.float32)
    z[..., 2] += rng.choice([0, 5, 20, 60], (5, 8))
    labels = rng.choice([2, 2, 3], (5, 8))
    losses = softmax_cross_entropy(labels, z, reduction="none")
    for place in np.ndindex(labels.shape):
        expected, _, _ = exact_loss(one_hot(labels[place], 6), z[place], np.ones(6))
        agree(losses[place], expected, RTOL[np.float32])
        assert losses[place] == softmax_cross_entropy(labels[place], z[place])


@pytest.mark.parametrize(
    "arrange", [np.ascontiguousarray, np.asfortranarray, lambda z: np.repeat(z, 2, axis=1)[:, ::2]]
)
def test_many_classes_in_float32(arrange):
    """NumPy adds pairwise only along contiguous rows: otherwise 50,000 roundings pile up to 3e-5."""
    rng = np.random.default_rng(20261123)
    z = rng.normal(0, 3, (4, 50_000)).astype(np.float32)
    losses = softmax_cross_entropy(z.argmax(-1), arrange(z), reduction="none")
    # float64, exactly summed, is precise enough here, and a thousand times faster than mpmath.
    expected = [math.log(math.fsum(np.exp(row))) - row.max() for row in z.astype(np.float64)]
    np.testing.assert_allclose(losses, expected, rtol=RTOL[np.float32])


def exact_binary(y, z, weight):
    terms = [(weight * y, -z), (1 - y, z)]
    return mp.fsum(share * mp.log1p(mp.exp(value)) for share, value in terms if share)


@pytest.mark.parametrize("dtype", RTOL)
def test_binary_cross_entropy_with_logits(dtype):
    rng = np.random.default_rng(20261123)
    for scale in (1e-3, 1, 10, 100, 300):
        for _ in range(8):
            shape = rng.integers(1, 5, 2)
            z = rng.normal(0, scale, shape).astype(dtype)
            y = one_of(rng, rng.integers(0, 2, shape), rng.random(shape)).astype(dtype)
            weight = one_of(rng, 1.0, rng.gamma(2), rng.gamma(2, size=shape[1]))
            triples = zip(exact(y), exact(z), exact(np.broadcast_to(weight, shape)), strict=True)
            expected = [exact_binary(*triple) for triple in triples]
            losses = binary_cross_entropy_with_logits(y, z, pos_weight=weight, reduction="none")
            for loss, value in zip(losses.ravel(), expected, strict=True):
                agree(loss, value, ONCE[dtype], atol=SMALLEST[dtype])
            for reduction, value in {"mean": sum(expected) / z.size, "sum": sum(expected)}.items():
                loss = binary_cross_entropy_with_logits(y, z, pos_weight=weight, reduction=reduction)
                agree(loss, value, ONCE[dtype], atol=SMALLEST[dtype])


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("gap", GAPS)
def test_confident_binary_predictions(dtype, gap):
    for z in np.array([gap, -gap], dtype):
        for y in np.array([0, 1, 0.5, SMALLEST[dtype]], dtype):
            expected = exact_binary(mp.mpf(float(y)), mp.mpf(float(z)), 1)
            agree(binary_cross_entropy_with_logits(y, z), expected, ONCE[dtype], atol=SMALLEST[dtype])
