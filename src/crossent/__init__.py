"""크로스 엔트로피와 관련된 양을 NumPy만으로 계산합니다.

실제 분포나 레이블이 첫 번째 인수, 예측이 두 번째 인수입니다. 배열 뒤의 인수는 모두 이름을 붙여 넘깁니다.

결과의 자료형은 입력의 실수 자료형을 따릅니다. `float32`를 넣으면 `float32`가, `float64`를 넣으면 `float64`가 나옵니다.
정수와 불리언은 결과의 자료형에 영향을 주지 않으며, 실수가 없으면 `float64`가 나옵니다. `float16`은 범위가 좁아
`float32`로 넓힙니다. 중간 계산은 적어도 `float64`로 하고 마지막에 한 번만 반올림합니다. `softmax_cross_entropy`만은 속도를
위해 `float32` 로짓의 지수를 `float32`로 계산하되, 결과가 3e-6보다 더 틀릴 수 있는 곳은 `float64`로 다시 계산합니다.
"""

from crossent.distributions import (
    conditional_entropy,
    cross_entropy,
    entropy,
    information_content,
    joint_entropy,
    perplexity,
)
from crossent.divergences import js_divergence, kl_divergence, mutual_information
from crossent.estimates import from_counts, from_samples
from crossent.logits import log_sigmoid, log_softmax, logsumexp, sigmoid, softmax
from crossent.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    categorical_cross_entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from crossent.scores import brier_score, calibration_error
from crossent.text import bits_per_byte, text_perplexity

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_grad",
    "bits_per_byte",
    "brier_score",
    "calibration_error",
    "categorical_cross_entropy",
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "from_counts",
    "from_samples",
    "information_content",
    "joint_entropy",
    "js_divergence",
    "kl_divergence",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "mutual_information",
    "perplexity",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "text_perplexity",
]
