"""Large arrays are computed piece by piece: neither the values nor the refusals may tell where one ends."""

import tracemalloc
from functools import partial

import numpy as np
import pytest

import crossent
from crossent import _numeric

rng = np.random.default_rng(20261129)
Q, P = rng.dirichlet(np.ones(7), (2, 5, 6))
P[0, 0], Q[1, 2], Q[3], P[4, 1] = np.eye(7)[2], np.eye(7)[1], P[3], Q[4, 1] * (1 + 1e-9)
Z, JOINT = rng.normal(0, 9, (5, 6, 7)), rng.dirichlet(np.ones(42)).reshape(6, 7)
LABELS, WEIGHT = rng.integers(0, 7, (5, 6)), rng.integers(0, 3, (5, 6))

CALLS = {
    "information_content": partial(crossent.information_content, P),
    "sigmoid": partial(crossent.sigmoid, Z),
    "log_sigmoid": partial(crossent.log_sigmoid, Z.astype("float32")),
    "joint_entropy": partial(crossent.joint_entropy, JOINT),
    "conditional_entropy": partial(crossent.conditional_entropy, JOINT, given=1),
    "mutual_information": partial(crossent.mutual_information, JOINT),
    "one example": partial(crossent.softmax_cross_entropy_grad, 2, Z[0, 0]),
    "one soft example": partial(crossent.softmax_cross_entropy_grad, Q[0, 0], Z[0, 0]),
    "one distribution": partial(crossent.kl_divergence, Q[0, 1], P[0, 1]),
}
for axis in range(3):
    q, p, z = (np.moveaxis(array, -1, axis) for array in (Q, P, Z))
    for function in (crossent.entropy, crossent.perplexity):
        CALLS[f"{function.__name__} {axis}"] = partial(function, p, axis=axis)
    for function in (crossent.cross_entropy, crossent.kl_divergence, crossent.js_divergence):
        CALLS[f"{function.__name__} {axis}"] = partial(function, q, p, axis=axis)
        CALLS[f"{function.__name__} {axis} kept"] = partial(function, q, p, axis=axis, keepdims=True, base=2)
    for kind, labels in {"numbers": LABELS, "distributions": q}.items():
        some = {"axis": axis, "example_weight": WEIGHT}
        CALLS[f"softmax_cross_entropy_grad {axis} {kind}"] = partial(
            crossent.softmax_cross_entropy_grad, labels, z, **some, label_smoothing=0.1, weight=np.arange(7)
        )
        CALLS[f"brier_score {axis} {kind}"] = partial(crossent.brier_score, labels, p, **some, reduction="none")
for reduction in ("mean", "none"):
    CALLS[f"binary_cross_entropy {reduction}"] = partial(crossent.binary_cross_entropy, P > 0.9, P, reduction=reduction)
    for function in (crossent.binary_cross_entropy_with_logits, crossent.binary_cross_entropy_with_logits_grad):
        CALLS[f"{function.__name__} {reduction}"] = partial(
            function, Q, Z, pos_weight=np.arange(7), example_weight=Q > 0.1, reduction=reduction
        )


@pytest.mark.parametrize("piece", [1, 20, 100])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_pieces_do_not_show(monkeypatch, call, piece):
    expected = call()
    monkeypatch.setattr(_numeric, "PIECE", piece)
    result = call()
    assert (result.dtype, result.shape) == (expected.dtype, expected.shape)
    np.testing.assert_allclose(result, expected, rtol=1e-15)


@pytest.mark.parametrize(("value", "message"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "모두 -inf")])
def test_a_refusal_names_the_place_in_the_whole_array(monkeypatch, value, message):
    monkeypatch.setattr(_numeric, "PIECE", 7)
    logits = Z.copy()
    logits[3, 4, slice(None) if value == -np.inf else 5] = value
    with pytest.raises(ValueError, match=message) as told:
        crossent.softmax_cross_entropy_grad(LABELS, logits)
    assert ("(3, 4)" if value == -np.inf else "(3, 4, 5)") in str(told.value)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (crossent.entropy, 1),
        (crossent.kl_divergence, 2),
        (crossent.js_divergence, 2),
        (crossent.sigmoid, 1),
        (crossent.binary_cross_entropy, 2),
        (crossent.binary_cross_entropy_with_logits_grad, 2),
    ],
)
def test_little_is_held_beside_the_result(function, arguments):
    p = np.full((1000, 1000), 1e-3)
    tracemalloc.start()
    result = function(*[p] * arguments)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held - np.asarray(result).nbytes < 1.5 * p.nbytes
