"""예측한 확률을 크로스 엔트로피 말고 다른 방법으로 채점합니다."""

from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._classification import distributions, places, read_forecasts
from crossent._dtypes import Floats, Reals
from crossent._numeric import along, finish, reduce, times
from crossent._validation import read_bins


def brier_score(
    labels: ArrayLike,
    p: ArrayLike,
    *,
    axis: int = -1,
    example_weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""예측한 확률과 레이블의 차이를 제곱해 더한 브라이어 점수(Brier score)를 계산합니다.

    $$\mathrm{BS} = \frac{1}{N} \sum_{i=1}^{N} \sum_{c=1}^{C} (p_{ic} - y_{ic})^2$$

    완벽한 예측은 $0$이고, 확실하다고 예측했다가 틀리면 $2$입니다. 크로스 엔트로피처럼 실제 분포를 그대로 말할 때만 평균이 가장
    작은 엄격한 적정 점수 규칙이지만, 아무리 틀려도 무한대가 되지 않습니다. 결과가 둘뿐일 때 한쪽 확률의 제곱 오차 $(p - y)^2$만
    더하기도 하며, 그 값은 이 값의 절반입니다.

    Args:
        labels: 레이블입니다. 모양이 `(...)`인 정수 배열이면 0 이상 `C - 1` 이하의 클래스 번호이고, 모양이 `p`와 같으면
            `axis`를 따라 더해 1인 분포(원-핫이나 소프트 레이블)입니다.
        p: 예측한 확률입니다. 모양은 `(..., C)`이고 클래스는 `axis`에 놓입니다. 값은 0 이상 1 이하이며 `axis`를 따라 더하면
            1입니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양은 `(...)`이고, 값은 0 이상의 유한한 수이거나 불리언입니다. 0이나
            `False`인 사례는 세지 않으며 레이블과 확률이 무엇이든 됩니다. `None`이면 모두 1입니다.
        ignore_index: 셈에서 뺄 클래스 번호입니다. 클래스의 범위 밖(예: -100)이어도 되며, 레이블이 클래스 번호일 때만 씁니다.
        reduction: 점수를 모으는 방법입니다. `"mean"`은 평균(사례 가중치가 있으면 가중 평균), `"sum"`은 합이고, `"none"`은
            사례마다의 점수를 그대로 둡니다.

    Returns:
        브라이어 점수입니다. 사례마다 0 이상 2 이하이고, `reduction="none"`이 아니면 NumPy 스칼라입니다. 단위는 없고, 자료형은
            `p`와 분포인 `labels`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 확률이나 분포인 레이블의 값이나 합이 틀렸을 때, 클래스 번호가 범위를 벗어날 때, 모양이 맞지 않거나
            클래스가 하나도 없을 때, `axis`, `example_weight`, `reduction`이 쓸 수 없는 값일 때, 분포인 레이블에
            `ignore_index`를 썼을 때, `"mean"`인데 사례가 없거나 모두 무시했을 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 클래스 번호나 `axis`, `ignore_index`가 정수가 아닐
            때 납니다.

    Examples:
        비가 온 날, 비가 올 확률을 70%와 0%라고 예측한 두 예보입니다.

        >>> print(brier_score([1, 1], [[0.3, 0.7], [1, 0]], reduction="none").round(4))
        [0.18 2.  ]

    **참고 문헌**

    - G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability," *Monthly Weather Review* 78(1), 1950
    - T. Gneiting, A. E. Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation," *Journal of the American
      Statistical Association* 102(477), 2007,
      [doi:10.1198/016214506000001437](https://doi.org/10.1198/016214506000001437)

    **함께 보기**

    - [`categorical_cross_entropy`][crossent.categorical_cross_entropy]: 같은 예측의 크로스 엔트로피
    - [`calibration_error`][crossent.calibration_error]: 확신과 정확도가 어긋난 정도
    """
    batch = read_forecasts(
        labels, p, axis=axis, example_weight=example_weight, ignore_index=ignore_index, reduction=reduction
    )

    def score(p: Floats, labels: Reals, *, axis: int, keepdims: bool) -> Floats:
        return np.asarray(((p - distributions(labels, p.shape)) ** 2).sum(axis=axis, keepdims=keepdims))

    with np.errstate(under="ignore"):
        scores = along(score, batch.p, batch.labels, axis=-1)
    return reduce(times(batch.importance, scores), batch.importance, reduction=reduction, dtype=batch.dtype)


def calibration_error(labels: ArrayLike, p: ArrayLike, *, bins: int = 10, axis: int = -1) -> np.floating:
    r"""확신과 정확도가 어긋난 정도인 기대 보정 오차(expected calibration error, ECE)를 계산합니다.

    $$\mathrm{ECE} = \sum_{m=1}^{M} \frac{|B_m|}{N}\, \bigl| \mathrm{acc}(B_m) - \mathrm{conf}(B_m) \bigr|$$

    사례마다 가장 큰 확률이 확신이고, 그 클래스가 정답인지가 맞았는지입니다. 0부터 1까지를 너비가 같은 구간 $M$개로 나누고,
    확신이 구간 $m$에 든 사례들 $B_m$의 정확도에서 평균 확신을 빼 절댓값을 구합니다. 경계에 놓인 확신은 위쪽 구간에 넣고, 확신이
    1이면 마지막 구간에 넣습니다. 값은 구간의 수와 사례의 수에 따라 달라지므로 함께 적어야 합니다.

    Args:
        labels: 클래스 번호입니다. 모양은 `(...)`이고, 값은 0 이상 `C - 1` 이하의 정수입니다. 모양이 `p`와 같은 분포이면 가장 큰
            자리를 정답으로 봅니다.
        p: 예측한 확률입니다. 모양은 `(..., C)`이고 클래스는 `axis`에 놓입니다. 값은 0 이상 1 이하이며 `axis`를 따라 더하면
            1입니다.
        bins: 구간의 수 $M$입니다. 1 이상의 정수입니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다.

    Returns:
        기대 보정 오차입니다. 0 이상 1 이하인 NumPy 스칼라입니다. 단위는 없고, 자료형은 `p`와 분포인 `labels`의 실수 자료형을
            따르되 `float32` 이상입니다.

    Raises:
        ValueError: 확률이나 분포인 레이블의 값이나 합이 틀렸을 때, 클래스 번호가 범위를 벗어날 때, 모양이 맞지 않거나
            클래스나 사례가 하나도 없을 때, `bins`나 `axis`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 클래스 번호나 `bins`, `axis`가 정수가 아닐 때 납니다.

    Examples:
        80%라고 다섯 번 말하고 네 번 맞히면 0이고, 다섯 번 다 맞히면 0.2만큼 어긋납니다.

        >>> p = [[0.8, 0.2]] * 5
        >>> print(f"{calibration_error([0, 0, 0, 0, 1], p):.4f}")
        0.0000
        >>> print(f"{calibration_error([0, 0, 0, 0, 0], p):.4f}")
        0.2000

    **참고 문헌**

    - M. P. Naeini, G. F. Cooper, M. Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning," *AAAI*,
      2015, [doi:10.1609/aaai.v29i1.9602](https://doi.org/10.1609/aaai.v29i1.9602)

    **함께 보기**

    - [`brier_score`][crossent.brier_score]: 보정과 가려내는 힘을 함께 세는 점수
    - [`categorical_cross_entropy`][crossent.categorical_cross_entropy]: 같은 예측의 크로스 엔트로피
    """
    count = read_bins(bins)
    batch = read_forecasts(labels, p, axis=axis)
    said = np.argmax(batch.p, axis=-1)
    answers = batch.labels if batch.has_indices else np.argmax(batch.labels, axis=-1)
    confidence = np.take_along_axis(batch.p, places(said), axis=-1).ravel()
    place = np.minimum((confidence * count).astype(np.intp), count - 1)
    gaps = np.zeros(count, confidence.dtype)
    np.add.at(gaps, place, (said == answers).ravel() - confidence)  # 구간마다 더합니다.
    return cast(np.floating, finish(np.sum(np.abs(gaps)) / confidence.size, batch.dtype))
