"""분류 모델을 학습할 때 쓰는 손실 함수입니다."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xent._numeric import reduce, xlog1py, xlogy
from xent._validation import check_reduction, read_probabilities


def binary_cross_entropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""결과가 둘뿐인 예측의 이진 크로스 엔트로피(binary cross entropy) 손실을 계산합니다.

    $$\mathrm{BCE} = -\frac{1}{N} \sum_{i=1}^{N} \bigl[ y_i \log \hat{y}_i + (1 - y_i) \log (1 - \hat{y}_i) \bigr]$$

    원소마다 따로 계산하므로 이진 분류뿐 아니라 다중 레이블(multi-label) 분류에도 씁니다. 레이블은 $0$과 $1$만이 아니라
    그 사이의 값, 곧 소프트 레이블(soft label)이어도 됩니다. 예측을 잘라 내지 않으므로, 확실하다고 예측해 맞으면
    손실이 정확히 $0$이고 틀리면 $\infty$입니다.

    Args:
        y_true: 레이블입니다. 모양은 자유롭고, 값은 0 이상 1 이하입니다.
        y_pred: 레이블이 1일 확률의 예측값입니다. 모양이 `y_true`와 같고, 값은 0 이상 1 이하입니다.
        reduction: 손실을 모으는 방법입니다. `"mean"`은 모든 원소의 평균, `"sum"`은 합이고, `"none"`은 원소마다의 손실을
            그대로 둡니다.

    Returns:
        이진 크로스 엔트로피입니다. NumPy 스칼라이며, `reduction="none"`이면 모양이 `y_true`와 같은 배열입니다. 단위는
            내트(nat)이고, 자료형은 입력의 실수 자료형을 따릅니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 두 배열의 모양이 다를 때, 배열이 비었을 때, `reduction`이
            세 이름 가운데 하나가 아닐 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때 납니다.

    Examples:
        >>> y_true = [1, 0, 1, 1, 0]
        >>> y_pred = [0.9, 0.1, 0.8, 0.7, 0.2]
        >>> print(f"{binary_cross_entropy(y_true, y_pred):.4f}")
        0.2027
        >>> print(binary_cross_entropy(y_true, y_pred, reduction="none").round(4))
        [0.1054 0.1054 0.2231 0.3567 0.2231]

        확실하다고 예측했다가 하나라도 틀리면 평균도 무한대입니다.

        >>> binary_cross_entropy([1, 0], [0.0, 0.5])
        np.float64(inf)

    **참고 문헌**

    - I. J. Good, "Rational Decisions," *Journal of the Royal Statistical Society, Series B* 14(1), 1952,
      [doi:10.1111/j.2517-6161.1952.tb00104.x](https://doi.org/10.1111/j.2517-6161.1952.tb00104.x)
    - T. Gneiting, A. E. Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation," *Journal of the American
      Statistical Association* 102(477), 2007,
      [doi:10.1198/016214506000001437](https://doi.org/10.1198/016214506000001437)
    - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, 식 (4.90)

    **함께 보기**

    - [`cross_entropy`][xent.cross_entropy]: 결과가 여럿일 때의 크로스 엔트로피
    """
    check_reduction(reduction)
    (y_true, y_pred), dtype = read_probabilities(y_true=y_true, y_pred=y_pred)
    losses = -(xlogy(y_true, y_pred) + xlog1py(1 - y_true, -y_pred))
    return reduce(losses, reduction=reduction, dtype=dtype)
