"""What the original write-up got wrong about these functions, one row of the list after the other."""

import numpy as np
import pytest

from crossent import binary_cross_entropy, cross_entropy, entropy, kl_divergence

LABEL = [1, 0, 1, 1, 0]
PREDICTION = [0.9, 0.1, 0.8, 0.7, 0.2]


def test_the_binary_example_gives_0_2027():
    assert f"{binary_cross_entropy(LABEL, PREDICTION):.4f}" == "0.2027"
    assert binary_cross_entropy(LABEL, PREDICTION) == pytest.approx(0.202736615576560899, rel=1e-13)


def test_a_certain_outcome_prints_zero_without_a_sign():
    assert f"{entropy([1.0, 0.0]):.4f}" == "0.0000"


def test_a_perfect_prediction_costs_exactly_nothing():
    assert cross_entropy([0, 1, 0], [0, 1, 0]) == 0
    assert f"{cross_entropy([0, 1, 0], [0, 1, 0]):.4f}" == "0.0000"
    assert f"{binary_cross_entropy([1, 0], [1, 0]):.4f}" == "0.0000"
    assert f"{kl_divergence([0, 1, 0], [0, 1, 0]):.4f}" == "0.0000"


def test_infinity_is_not_hidden_by_clipping():
    assert cross_entropy([0.5, 0.5], [1, 0]) == np.inf
    assert cross_entropy([1, 0], [1e-300, 1]) == pytest.approx(690.77552789821368, rel=1e-13)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_upper_side_is_exact_in_every_precision(dtype):
    zero, one = np.array([0], dtype), np.array([1], dtype)
    assert binary_cross_entropy(one, one) == 0
    assert binary_cross_entropy(zero, one) == np.inf
    assert binary_cross_entropy(zero, zero) == 0
    assert binary_cross_entropy(one, zero) == np.inf
    assert binary_cross_entropy(one, one).dtype == dtype


def test_kl_divergence_is_infinite_and_stays_the_difference():
    assert kl_divergence([0.5, 0.5], [1, 0]) == np.inf
    q, p = [0.4, 0.6], [0.5, 0.5]
    assert kl_divergence(q, p) == pytest.approx(cross_entropy(q, p) - entropy(q), rel=1e-13)


@pytest.mark.parametrize("wrong", [np.nan, -0.5])
def test_nan_and_negative_values_are_not_dropped(wrong):
    with pytest.raises(ValueError, match="p의 위치"):
        entropy([0.5, wrong, 0.5])


def test_a_batch_is_not_flattened_into_one_number():
    p = [[0.5, 0.5], [1.0, 0.0]]
    np.testing.assert_array_equal(entropy(p, base=2), [1, 0])
    np.testing.assert_array_equal(cross_entropy(p, p, base=2), [1, 0])
    np.testing.assert_array_equal(kl_divergence(p, p[::-1]), [np.inf, np.log(2)])


@pytest.mark.parametrize("function", [cross_entropy, kl_divergence, binary_cross_entropy])
def test_shapes_do_not_broadcast_to_nonsense(function):
    with pytest.raises(ValueError, match=r"\(3,\).*\(3, 1\)"):
        function([0, 1, 0], [[1], [1], [1]])


def test_units():
    assert f"{entropy([0.5, 0.5]):.4f}" == "0.6931"
    assert entropy([0.5, 0.5], base=2) == 1.0
    assert f"{entropy([1 / 6] * 6, base=2):.3f}" == "2.585"


def test_a_die_may_be_less_uncertain_than_a_coin():
    loaded = entropy([0.95] + [0.01] * 5)
    assert f"{loaded:.3f}" == "0.279"
    assert loaded < entropy([0.5, 0.5])


def test_cross_entropy_with_itself_is_not_zero():
    q = [0.4, 0.6]
    assert cross_entropy(q, q) == entropy(q) > 0
    assert kl_divergence(q, q) == 0


def test_kl_divergence_is_no_distance():
    q, p = [0.4, 0.6], [0.5, 0.5]
    assert f"{kl_divergence(q, p):.4f} {kl_divergence(p, q):.4f}" == "0.0201 0.0204"
    a, b, c = [0.1, 0.9], [0.5, 0.5], [0.9, 0.1]
    assert kl_divergence(a, c) > kl_divergence(a, b) + kl_divergence(b, c)


def test_minimising_either_minimises_both_for_soft_labels_too():
    q, candidates = np.array([0.3, 0.7]), np.linspace(0.01, 0.99, 99)
    p = np.stack([candidates, 1 - candidates], axis=-1)
    q = np.broadcast_to(q, p.shape)
    assert candidates[cross_entropy(q, p).argmin()] == pytest.approx(0.3)
    assert candidates[kl_divergence(q, p).argmin()] == pytest.approx(0.3)
    assert np.ptp(cross_entropy(q, p) - kl_divergence(q, p)) < 1e-14


def test_binary_cross_entropy_takes_many_labels_and_soft_ones():
    losses = binary_cross_entropy([[1, 0, 1], [0, 0, 1]], [[0.9, 0.2, 0.6], [0.1, 0.3, 0.8]], reduction="none")
    assert losses.shape == (2, 3)
    assert binary_cross_entropy([0.5], [0.5]) == pytest.approx(np.log(2), rel=1e-13)


def test_lower_cross_entropy_can_go_with_lower_accuracy():
    label = [1] * 5
    hesitant, confident = [0.51] * 5, [0.99] * 4 + [0.49]
    assert f"{binary_cross_entropy(label, hesitant):.3f}" == "0.673"
    assert f"{binary_cross_entropy(label, confident):.3f}" == "0.151"
    assert [np.mean(np.greater(p, 0.5)) for p in (hesitant, confident)] == [1.0, 0.8]
