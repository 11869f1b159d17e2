"""Every rule about the input of the newer functions of probabilities, with the message that a learner reads."""

import pytest

from xent import mutual_information

from .refusals import refuses


@pytest.mark.parametrize("table", [[[3, 4], [1, 2]], [[0.5, 1.5], [0, 0]]])
def test_a_table_of_counts_is_told_to_divide(table):
    """What it says of probabilities elsewhere, that logits become such by a softmax, would mislead here."""
    with refuses(ValueError, "joint의 위치", "0 이상 1 이하", "횟수를 센 표라면 np.sum(joint)으로 나누십시오"):
        mutual_information(table)
    with refuses(ValueError, "joint의 합이 2입니다", "횟수를 센 표라면 np.sum(joint)으로 나누십시오"):
        mutual_information([[1, 0], [0, 1]])
