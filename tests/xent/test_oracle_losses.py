"""Losses from logits, and their gradient, against mpmath."""

import math

import numpy as np
import pytest

from xent import softmax_cross_entropy

# A float32 loss exponentiates in float32; what that cannot hold to this is computed again in float64.
RTOL = {np.float32: 3e-6, np.float64: 1e-13}


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
