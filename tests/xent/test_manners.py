"""How the newer functions treat what they are given and what they give back: types, memory, layout."""

import numpy as np
import pytest

from xent import softmax_cross_entropy, softmax_cross_entropy_grad

SOFT = [[0.25, 0.75, 0.0], [0.0, 0.5, 0.5]]


@pytest.mark.parametrize("function", [softmax_cross_entropy, softmax_cross_entropy_grad])
def test_integer_logits_leave_the_result_type_to_the_labels(function):
    """They are still exponentiated in float64: float32 does not hold 2**24 + 1."""
    soft, z = np.array(SOFT, np.float32), 2**24 + np.arange(3)
    result = function(soft, [z, z])
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, function(soft.astype(np.float64), [z, z]).astype(np.float32))
