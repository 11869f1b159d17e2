"""분류 모델을 학습할 때 쓰는 손실 함수입니다."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._classification import places, read_batch, read_forecasts, split_largest
from crossent._dtypes import Floats, Reals, widen
from crossent._numeric import elementwise, expected_log, exponentials, fill, reduce, times, xlog1py, xlogy
from crossent._validation import read_binary, read_pos_weight


def binary_cross_entropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    example_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""결과가 둘뿐인 예측의 이진 크로스 엔트로피(binary cross entropy) 손실을 계산합니다.

    $$\mathrm{BCE} = -\frac{1}{N} \sum_{i=1}^{N} \bigl[ y_i \log \hat{y}_i + (1 - y_i) \log (1 - \hat{y}_i) \bigr]$$

    원소마다 따로 계산하므로 이진 분류뿐 아니라 다중 레이블(multi-label) 분류에도 씁니다. 레이블은 $0$과 $1$뿐 아니라
    그 사이의 값, 곧 소프트 레이블(soft label)이어도 됩니다. 예측을 잘라 내지 않으므로, 확실하다고 예측해 맞으면
    손실이 정확히 $0$이고 틀리면 $\infty$입니다.

    Args:
        y_true: 레이블입니다. 모양은 자유롭고, 값은 0 이상 1 이하입니다.
        y_pred: 레이블이 1일 확률의 예측값입니다. 모양이 `y_true`와 같고, 값은 0 이상 1 이하입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양이 `y_true`와 같고, 값은 0 이상의 유한한 수이거나 불리언입니다.
            0이나 `False`인 사례는 세지 않으며 값이 무엇이든 됩니다. `None`이면 모두 1입니다.
        label_smoothing: 레이블 스무딩(label smoothing)의 비율 $\varepsilon$입니다. 0 이상 1 이하이며, 레이블을
            $(1 - \varepsilon)\, y + \varepsilon / 2$로 바꿉니다.
        reduction: 손실을 모으는 방법입니다. `"mean"`은 모든 원소의 평균(사례 가중치가 있으면 가중 평균), `"sum"`은 합이고,
            `"none"`은 원소마다의 손실을 그대로 둡니다.

    Returns:
        이진 크로스 엔트로피입니다. NumPy 스칼라이며, `reduction="none"`이면 모양이 `y_true`와 같은 배열입니다. 단위는
            내트(nat)이고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 두 배열의 모양이 다를 때, `"mean"`인데 배열이 비었거나 사례
            가중치가 모두 0일 때, `example_weight`, `label_smoothing`, `reduction`이 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `label_smoothing`이 실수가 아닐 때 납니다.

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

    - [`binary_cross_entropy_with_logits`][crossent.binary_cross_entropy_with_logits]: 로짓을 받는 같은 손실
    - [`cross_entropy`][crossent.cross_entropy]: 결과가 여럿일 때의 크로스 엔트로피
    """
    batch = read_binary(
        y_true, y_pred=y_pred, example_weight=example_weight, label_smoothing=label_smoothing, reduction=reduction
    )

    def loss(y: Floats, p: Floats, importance: Floats) -> Floats:
        return times(importance, -(xlogy(y, p) + xlog1py(1 - y, -p)))

    losses = elementwise(loss, *batch[:3], dtype=batch.y.dtype)
    return reduce(losses, batch.importance, reduction=reduction, dtype=batch.dtype)


def binary_cross_entropy_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    pos_weight: ArrayLike = 1.0,
    example_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""로짓에서 바로 이진 크로스 엔트로피(binary cross entropy) 손실을 계산합니다.

    $$\mathrm{BCE} = \frac{1}{N} \sum_{i=1}^{N} \bigl[ w\, y_i \log (1 + e^{-z_i}) + (1 - y_i) \log (1 + e^{z_i}) \bigr]$$

    시그모이드 $\hat{y} = 1 / (1 + e^{-z})$를 거쳐 [`binary_cross_entropy`][crossent.binary_cross_entropy]에 넣는 것과 뜻이
    같습니다. 다만 시그모이드는 $z$가 37을 넘기만 해도 1로 반올림되어, 틀린 예측의 손실이 $\infty$가 되고 맞은 예측의 손실은 $0$이
    됩니다. 로짓에서 바로 계산하면 어느 쪽도 유효숫자를 잃지 않습니다.

    $w$는 양성의 가중치입니다. 양성이 드문 자료에서 1보다 크게 두면 양성을 놓친 손실을 그만큼 무겁게 셉니다.

    Args:
        y_true: 레이블입니다. 모양은 자유롭고, 값은 0 이상 1 이하입니다.
        logits: 레이블이 1일 확률의 로짓입니다. 모양이 `y_true`와 같고, 값은 NaN이 아닌 실수이며 $\pm\infty$도 됩니다.
        pos_weight: 양성의 가중치 $w$입니다. 0 이상의 유한한 수 하나이거나, 모양이 `logits`의 마지막 축들과 같은 배열입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양이 `y_true`와 같고, 값은 0 이상의 유한한 수이거나 불리언입니다.
            0이나 `False`인 사례는 세지 않으며 값이 무엇이든 됩니다. `None`이면 모두 1입니다.
        label_smoothing: 레이블 스무딩(label smoothing)의 비율 $\varepsilon$입니다. 0 이상 1 이하이며, 레이블을
            $(1 - \varepsilon)\, y + \varepsilon / 2$로 바꿉니다.
        reduction: 손실을 모으는 방법입니다. `"mean"`은 모든 원소의 평균입니다. 사례 가중치가 있으면 그 합으로 나누지만, 양성의
            가중치는 나누는 수에 넣지 않습니다. `"sum"`은 합이고, `"none"`은 원소마다의 손실을 그대로 둡니다.

    Returns:
        이진 크로스 엔트로피입니다. NumPy 스칼라이며, `reduction="none"`이면 모양이 `y_true`와 같은 배열입니다. 단위는
            내트(nat)이고, 자료형은 `y_true`와 `logits`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN일 때, `y_true`가 0과 1 사이를 벗어날 때, 두 배열의 모양이 다를 때, `"mean"`인데 배열이
            비었거나 사례 가중치가 모두 0일 때, `pos_weight`, `example_weight`, `label_smoothing`, `reduction`이 쓸 수
            없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `label_smoothing`이 실수가 아닐 때 납니다.

    Examples:
        >>> print(f"{binary_cross_entropy_with_logits([1, 0], [2.0, -1.0]):.4f}")
        0.2201

        아주 확실한 예측도, 아주 틀린 예측도 정확합니다.

        >>> print(f"{binary_cross_entropy_with_logits(1, 40.0):.4e}")
        4.2484e-18
        >>> print(f"{binary_cross_entropy_with_logits(0, 1e4):.1f}")
        10000.0

        양성의 가중치는 레이블이 1인 쪽의 손실에만 곱합니다.

        >>> print(binary_cross_entropy_with_logits([1, 0], [0.0, 0.0], pos_weight=3, reduction="none").round(4))
        [2.0794 0.6931]

    **참고 문헌**

    - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, 4.3.2절
    - G. King, L. Zeng, "Logistic Regression in Rare Events Data," *Political Analysis* 9(2), 2001(양성의 가중치),
      [doi:10.1093/oxfordjournals.pan.a004868](https://doi.org/10.1093/oxfordjournals.pan.a004868)

    **함께 보기**

    - [`binary_cross_entropy`][crossent.binary_cross_entropy]: 확률을 받는 같은 손실
    - [`softmax_cross_entropy`][crossent.softmax_cross_entropy]: 클래스가 여럿일 때의 손실
    """
    batch = read_binary(
        y_true, logits=logits, example_weight=example_weight, label_smoothing=label_smoothing, reduction=reduction
    )
    weight, divisor = read_pos_weight(pos_weight, batch.prediction), 1.0

    @np.errstate(under="ignore", over="ignore")
    def loss(y: Floats, z: Floats, importance: Floats, weight: Floats) -> Floats:
        # log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))이므로 지수가 넘치지 않습니다.
        common = np.log1p(np.exp(-np.abs(z)))
        missed, false_alarm = np.maximum(-z, 0) + common, np.maximum(z, 0) + common
        return times(importance * weight * y, missed / divisor) + times(importance * (1 - y), false_alarm / divisor)

    losses = elementwise(loss, *batch[:3], weight, dtype=batch.y.dtype)
    if reduction == "mean" and np.isinf(losses.max()):
        # 가중치를 곱해 넘쳐도 평균은 넘치지 않을 수 있으므로, 그때는 먼저 나눕니다.
        divisor, reduction = batch.importance.sum(), "sum"
        losses = elementwise(loss, *batch[:3], weight, dtype=batch.y.dtype)
    return reduce(losses, batch.importance, reduction=reduction, dtype=batch.dtype)


def binary_cross_entropy_with_logits_grad(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    pos_weight: ArrayLike = 1.0,
    example_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""[`binary_cross_entropy_with_logits`][crossent.binary_cross_entropy_with_logits]를 로짓으로 미분한 기울기를 계산합니다.

    $$\frac{\partial \ell}{\partial z} = (1 - y)\, \sigma(z) - w\, y\, \sigma(-z)$$

    가중치 $w$가 $1$이면 $\sigma(z) - y$, 곧 **예측에서 레이블을 뺀 것**입니다. 식을 두 항으로 나누어 두면, 확실하다고 예측해
    맞았을 때 거의 같은 두 수를 빼지 않아도 되므로 아주 작은 기울기도 유효숫자를 잃지 않습니다.

    Args:
        y_true: 레이블입니다. 모양은 자유롭고, 값은 0 이상 1 이하입니다.
        logits: 레이블이 1일 확률의 로짓입니다. 모양이 `y_true`와 같고, 값은 NaN이 아닌 실수이며 $\pm\infty$도 됩니다.
        pos_weight: 양성의 가중치 $w$입니다. 0 이상의 유한한 수 하나이거나, 모양이 `logits`의 마지막 축들과 같은 배열입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양이 `y_true`와 같고, 값은 0 이상의 유한한 수이거나 불리언입니다.
            0이나 `False`인 사례는 세지 않으며 값이 무엇이든 됩니다. `None`이면 모두 1입니다.
        label_smoothing: 레이블 스무딩(label smoothing)의 비율 $\varepsilon$입니다. 0 이상 1 이하이며, 레이블을
            $(1 - \varepsilon)\, y + \varepsilon / 2$로 바꿉니다.
        reduction: 미분할 손실을 모으는 방법입니다. `"mean"`이면 평균의 기울기입니다. `"sum"`과 `"none"`은 원소마다의 손실을
            그 원소의 로짓으로 미분한 같은 값을 줍니다.

    Returns:
        기울기입니다. 모양은 `logits`와 같고, 로짓이 하나이면 NumPy 스칼라입니다. 세지 않은 사례의 기울기는 0입니다. 단위는
            내트(nat)이고, 자료형은 `y_true`와 `logits`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN일 때, `y_true`가 0과 1 사이를 벗어날 때, 두 배열의 모양이 다를 때, `"mean"`인데 배열이
            비었거나 사례 가중치가 모두 0일 때, `pos_weight`, `example_weight`, `label_smoothing`, `reduction`이 쓸 수
            없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `label_smoothing`이 실수가 아닐 때 납니다.

    Examples:
        예측에서 레이블을 뺀 것을 사례의 수로 나눈 것과 같습니다.

        >>> print(binary_cross_entropy_with_logits_grad([1, 0], [2.0, -1.0]).round(4))
        [-0.0596  0.1345]
        >>> from crossent import sigmoid
        >>> print(((sigmoid([2.0, -1.0]) - [1, 0]) / 2).round(4))
        [-0.0596  0.1345]

        기울기가 아주 작아도 유효숫자가 남습니다.

        >>> print(f"{binary_cross_entropy_with_logits_grad(1, 40.0):.4e}")
        -4.2484e-18

    **참고 문헌**

    - J. Berkson, "Application of the Logistic Function to Bio-Assay," *Journal of the American Statistical Association*
      39(227), 1944, [doi:10.1080/01621459.1944.10500699](https://doi.org/10.1080/01621459.1944.10500699)
    - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, 식 (4.91)

    **함께 보기**

    - [`binary_cross_entropy_with_logits`][crossent.binary_cross_entropy_with_logits]: 미분하기 전의 손실
    - [`sigmoid`][crossent.sigmoid]: 기울기에 들어 있는 예측 확률
    - [`softmax_cross_entropy_grad`][crossent.softmax_cross_entropy_grad]: 클래스가 여럿일 때의 기울기
    """
    batch = read_binary(
        y_true, logits=logits, example_weight=example_weight, label_smoothing=label_smoothing, reduction=reduction
    )
    weight = read_pos_weight(pos_weight, batch.prediction)
    divisor = batch.importance.sum() if reduction == "mean" else 1.0

    @np.errstate(under="ignore", over="ignore")
    def gradient(y: Floats, z: Floats, importance: Floats, weight: Floats) -> Floats:
        # 확률은 up / (up + down), 나머지는 down / (up + down)입니다. 둘 가운데 하나는 1이고, 다른 하나는 exp(-|z|)입니다.
        up, down = np.exp(np.minimum(z, 0)), np.exp(-np.maximum(z, 0))
        return np.asarray((importance * (1 - y) * up - importance * weight * y * down) / (up + down) / divisor)

    return elementwise(gradient, *batch[:3], weight, dtype=batch.dtype)


def categorical_cross_entropy(
    labels: ArrayLike,
    p: ArrayLike,
    *,
    axis: int = -1,
    example_weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""클래스마다 예측한 확률의 크로스 엔트로피 손실을 계산합니다.

    $$\ell = -\frac{1}{N} \sum_{i=1}^{N} \log p_{i, k_i}$$

    $k_i$는 사례 $i$의 클래스 번호이고, $p_{i, k_i}$는 정답에 준 확률입니다. 레이블이 분포이면 사례마다 $-\sum_c y_c \log p_c$를
    평균합니다. scikit-learn의 `predict_proba`처럼 이미 확률이 된 예측을 채점할 때 쓰며, 로그 손실(log loss)이라고도 합니다.
    예측을 잘라 내지 않으므로, 정답에 확률 $0$을 준 사례가 하나라도 있으면 $\infty$입니다. 로짓을 가지고 있다면
    [`softmax_cross_entropy`][crossent.softmax_cross_entropy]가 더 정확합니다.

    Args:
        labels: 레이블입니다. 모양이 `(...)`인 정수 배열이면 0 이상 `C - 1` 이하의 클래스 번호이고, 모양이 `p`와 같으면
            `axis`를 따라 더해 1인 분포(원-핫이나 소프트 레이블)입니다.
        p: 예측한 확률입니다. 모양은 `(..., C)`이고 클래스는 `axis`에 놓입니다. 값은 0 이상 1 이하이며 `axis`를 따라 더하면
            1입니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양은 `(...)`이고, 값은 0 이상의 유한한 수이거나 불리언입니다. 0이나
            `False`인 사례는 세지 않으며 레이블과 확률이 무엇이든 됩니다. `None`이면 모두 1입니다.
        ignore_index: 손실에서 뺄 클래스 번호입니다. 클래스의 범위 밖(예: -100)이어도 되며, 레이블이 클래스 번호일 때만
            씁니다. 무시할 사례의 확률은 검사하지 않습니다.
        reduction: 손실을 모으는 방법입니다. `"mean"`은 평균(사례 가중치가 있으면 가중 평균), `"sum"`은 합이고, `"none"`은
            사례마다의 손실을 그대로 둡니다. 무시한 사례의 손실은 0입니다.

    Returns:
        크로스 엔트로피입니다. NumPy 스칼라이며, `reduction="none"`이면 모양이 `(...)`인 배열입니다. 단위는
            내트(nat)이고, 자료형은 `p`와 분포인 `labels`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 확률이나 분포인 레이블의 값이나 합이 틀렸을 때, 클래스 번호가 범위를 벗어날 때, 모양이 맞지 않거나
            클래스가 하나도 없을 때, `axis`, `example_weight`, `reduction`이 쓸 수 없는 값일 때, 분포인 레이블에
            `ignore_index`를 썼을 때, `"mean"`인데 사례가 없거나 모두 무시했을 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 클래스 번호나 `axis`, `ignore_index`가 정수가 아닐
            때 납니다.

    Examples:
        >>> p = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]
        >>> print(f"{categorical_cross_entropy([0, 2], p):.4f}")
        0.4338
        >>> print(categorical_cross_entropy([0, 2], p, reduction="none").round(4))
        [0.3567 0.5108]

        둘째 사례를 세 배로 세면 평균이 그쪽으로 기웁니다.

        >>> print(f"{categorical_cross_entropy([0, 2], p, example_weight=[1, 3]):.4f}")
        0.4723

    **참고 문헌**

    - I. J. Good, "Rational Decisions," *Journal of the Royal Statistical Society, Series B* 14(1), 1952,
      [doi:10.1111/j.2517-6161.1952.tb00104.x](https://doi.org/10.1111/j.2517-6161.1952.tb00104.x)
    - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, 식 (4.108)

    **함께 보기**

    - [`softmax_cross_entropy`][crossent.softmax_cross_entropy]: 로짓을 받는 같은 손실
    - [`cross_entropy`][crossent.cross_entropy]: 두 분포의 크로스 엔트로피
    - [`binary_cross_entropy`][crossent.binary_cross_entropy]: 결과가 둘뿐일 때의 손실
    """
    batch = read_forecasts(
        labels, p, axis=axis, example_weight=example_weight, ignore_index=ignore_index, reduction=reduction
    )
    if batch.has_indices:
        own = np.take_along_axis(batch.p, places(batch.labels), axis=-1)[..., 0]
        with np.errstate(divide="ignore"):
            losses = -np.log(own)
    else:
        losses = -expected_log(batch.distributions(), batch.p, base=None)
    return reduce(times(batch.importance, losses), batch.importance, reduction=reduction, dtype=batch.dtype)


def softmax_cross_entropy(
    labels: ArrayLike,
    logits: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    example_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> np.floating | NDArray[np.floating]:
    r"""로짓에 소프트맥스를 씌운 예측의 크로스 엔트로피 손실을 계산합니다.

    $$\ell = -\sum_{c=1}^{C} w_c\, \tilde{y}_c \log p_c, \qquad p = \operatorname{softmax}(z),
    \qquad \tilde{y}_c = (1 - \varepsilon)\, y_c + \frac{\varepsilon}{C}$$

    $y$는 레이블, $z$는 로짓, $w$는 클래스 가중치, $\varepsilon$은 레이블 스무딩(label smoothing)의 비율입니다. 가중치와 스무딩이
    없고 레이블이 클래스 번호 $k$이면 $\ell = -\log p_k = \log \sum_c e^{z_c} - z_k$입니다. 여러 사례의 평균은 사례마다의 가중치
    $\sum_c w_c\, y_c$의 합으로 나눕니다. 사례 가중치가 있으면 손실에도, 나눌 가중치에도 곱합니다. 가중치가 없으면 사례의 개수로
    나누는 것과 같습니다.

    $p$를 거치지 않고 로짓에서 바로 계산하므로 로짓이 아무리 커도 지수가 넘치지 않으며, 확실하다고 예측해 맞은 사례의 아주 작은
    손실도 유효숫자를 잃지 않습니다. 레이블이 $0$인 클래스의 로짓은 $-\infty$여도 됩니다. 다만 레이블 스무딩을 쓰면 그 클래스의
    레이블도 $\varepsilon / C$가 되어 손실이 $\infty$입니다(가중치가 $0$인 클래스는 빼고).

    Args:
        labels: 레이블입니다. 모양이 `(...)`인 정수 배열이면 0 이상 `C - 1` 이하의 클래스 번호이고, 모양이 `logits`와 같으면
            `axis`를 따라 더해 1인 분포(원-핫이나 소프트 레이블)입니다.
        logits: 로짓입니다. 모양은 `(..., C)`이고 클래스는 `axis`에 놓입니다. 값은 유한한 수이거나 $-\infty$(확률 0)이며,
            사례마다 적어도 하나는 유한해야 합니다. 확률이 아닙니다. 소프트맥스를 거친 값을 넣으면 소프트맥스가 두 번 걸립니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다. `labels`가 분포이면 그 축도 같습니다.
        weight: 클래스 가중치 $w$입니다. 모양은 `(C,)`이고, 값은 0 이상의 유한한 수입니다. `None`이면 모두 1입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양은 `(...)`이고, 값은 0 이상의 유한한 수이거나 불리언입니다. 0이나
            `False`인 사례는 세지 않으며 레이블과 로짓이 무엇이든 됩니다. `None`이면 모두 1입니다.
        label_smoothing: 레이블 스무딩의 비율 $\varepsilon$입니다. 0 이상 1 이하입니다.
        ignore_index: 손실에서 뺄 클래스 번호입니다. 클래스의 범위 밖(예: -100)이어도 되며, 레이블이 클래스 번호일 때만
            씁니다. 무시할 사례의 로짓은 검사하지 않으므로 NaN이어도 됩니다.
        reduction: 손실을 모으는 방법입니다. `"mean"`은 위에서 말한 가중 평균, `"sum"`은 합이고, `"none"`은 사례마다의 손실을
            그대로 둡니다. 무시한 사례의 손실은 0입니다.

    Returns:
        크로스 엔트로피입니다. NumPy 스칼라이며, `reduction="none"`이면 모양이 `(...)`인 배열입니다. 단위는
            내트(nat)이고, 자료형은 `logits`와 분포인 `labels`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 로짓이 NaN이나 $\infty$이거나 한 사례의 로짓이 모두 $-\infty$일 때, 로짓이 크기가 $2^{53}$을 넘는
            정수일 때, 클래스 번호가 범위를 벗어날 때, 분포인 레이블의 값이나 합이 틀렸을 때, 모양이 맞지 않거나
            클래스가 하나도 없을 때, `axis`, `weight`, `example_weight`, `label_smoothing`, `reduction`이 쓸 수 없는 값일
            때, 분포인 레이블에 `ignore_index`를 썼을 때, `"mean"`인데 사례가 없거나 모두 무시했거나 남은 사례의 가중치가
            모두 0일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 클래스 번호나 `axis`,
            `ignore_index`가 정수가 아닐 때, `label_smoothing`이 실수가 아닐 때 납니다.

    Examples:
        클래스 번호와 원-핫 레이블은 같은 값을 줍니다.

        >>> logits = [[2.0, 1.0, 0.1], [0.0, 3.0, 1.0]]
        >>> print(f"{softmax_cross_entropy([0, 2], logits):.4f}")
        1.2934
        >>> print(f"{softmax_cross_entropy([[1, 0, 0], [0, 0, 1]], logits):.4f}")
        1.2934

        확신하고 맞힌 사례의 손실이 0으로 뭉개지지 않습니다.

        >>> print(f"{softmax_cross_entropy(0, [40.0, 0.0]):.4e}")
        4.2484e-18

        번호가 -100인 사례는 손실에서 뺍니다.

        >>> softmax_cross_entropy([0, -100], logits, ignore_index=-100, reduction="none").round(4)
        array([0.417, 0.   ])

    **참고 문헌**

    - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, 식 (4.108)
    - C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna, "Rethinking the Inception Architecture for Computer Vision,"
      *CVPR*, 2016, 7절(레이블 스무딩), [doi:10.1109/CVPR.2016.308](https://doi.org/10.1109/CVPR.2016.308)

    **함께 보기**

    - [`softmax_cross_entropy_grad`][crossent.softmax_cross_entropy_grad]: 이 손실의 기울기
    - [`cross_entropy`][crossent.cross_entropy]: 로짓이 아니라 확률을 받는 함수
    """
    batch = read_batch(
        labels,
        logits,
        axis=axis,
        weight=weight,
        example_weight=example_weight,
        label_smoothing=label_smoothing,
        ignore_index=ignore_index,
        reduction=reduction,
    )
    largest, rest = split_largest(batch)
    with np.errstate(under="ignore"):
        log_rest = np.log1p(rest)  # 사례마다 log Σ exp(z) = m + log(1 + 나머지)

    def surprisal(z: Floats) -> Floats:
        """``-log p = (m - z) + log(1 + 나머지)``입니다. 두 항 모두 0 이상이라 더해도 유효숫자를 잃지 않습니다."""
        return (largest - z) + log_rest

    with np.errstate(over="ignore", under="ignore"):
        if batch.has_indices:
            own = surprisal(np.take_along_axis(batch.logits, places(batch.labels), axis=-1))[..., 0]
            losses = times((1 - batch.label_smoothing) * batch.weight[batch.labels], own)
        else:
            own_share = (1 - batch.label_smoothing) * batch.weight * batch.labels
            losses = np.sum(times(own_share, surprisal(batch.logits)), axis=-1)
        if batch.label_smoothing > 0:
            equal_share = batch.label_smoothing / len(batch.weight) * batch.weight
            losses = losses + np.sum(times(equal_share, surprisal(batch.logits)), axis=-1)
        losses = times(batch.importance, losses)
    return reduce(losses, batch.total_weight, reduction=reduction, dtype=batch.dtype)


def softmax_cross_entropy_grad(
    labels: ArrayLike,
    logits: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    example_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> NDArray[np.floating]:
    r"""[`softmax_cross_entropy`][crossent.softmax_cross_entropy]를 로짓으로 미분한 기울기를 계산합니다.

    $$\frac{\partial \ell}{\partial z_k} = \Bigl( \sum_c w_c\, \tilde{y}_c \Bigr) p_k - w_k\, \tilde{y}_k$$

    가중치가 없으면 괄호 안이 1이므로 $p - \tilde{y}$, 곧 **예측에서 레이블을 뺀 것**입니다. 모두 맞히면 0이고, 틀린 클래스에 준
    확률은 그대로 그 클래스의 로짓을 내리는 힘이 됩니다. 한 사례의 기울기를 모두 더하면 0입니다.

    확실하다고 예측해 맞으면 $p_k$와 $\tilde{y}_k$가 거의 같아서 빼기가 유효숫자를 모두 지웁니다. 그래서 가장 큰 로짓의 자리는
    나머지 클래스의 확률을 더해 구합니다.

    Args:
        labels: 레이블입니다. 모양이 `(...)`인 정수 배열이면 0 이상 `C - 1` 이하의 클래스 번호이고, 모양이 `logits`와 같으면
            `axis`를 따라 더해 1인 분포(원-핫이나 소프트 레이블)입니다.
        logits: 로짓입니다. 모양은 `(..., C)`이고 클래스는 `axis`에 놓입니다. 값은 유한한 수이거나 $-\infty$(확률 0)이며,
            사례마다 적어도 하나는 유한해야 합니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다. `labels`가 분포이면 그 축도 같습니다.
        weight: 클래스 가중치 $w$입니다. 모양은 `(C,)`이고, 값은 0 이상의 유한한 수입니다. `None`이면 모두 1입니다.
        example_weight: 사례 가중치(example weight)입니다. 모양은 `(...)`이고, 값은 0 이상의 유한한 수이거나 불리언입니다. 0이나
            `False`인 사례는 세지 않으며 레이블과 로짓이 무엇이든 됩니다. `None`이면 모두 1입니다.
        label_smoothing: 레이블 스무딩의 비율 $\varepsilon$입니다. 0 이상 1 이하입니다.
        ignore_index: 손실에서 뺄 클래스 번호입니다. 클래스의 범위 밖(예: -100)이어도 되며, 레이블이 클래스 번호일 때만
            씁니다. 무시할 사례의 로짓은 검사하지 않으므로 NaN이어도 됩니다.
        reduction: 미분할 손실을 모으는 방법입니다. `"mean"`이면 가중 평균의 기울기입니다. `"sum"`과 `"none"`은 사례마다의
            손실을 그 사례의 로짓으로 미분한 같은 값을 줍니다.

    Returns:
        기울기입니다. 모양은 `logits`와 같고, 무시한 사례의 기울기는 0입니다. 단위는 내트(nat)이고, 자료형은 `logits`와
            분포인 `labels`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 로짓이 NaN이나 $\infty$이거나 한 사례의 로짓이 모두 $-\infty$일 때, 로짓이 크기가 $2^{53}$을 넘는
            정수일 때, 클래스 번호가 범위를 벗어날 때, 분포인 레이블의 값이나 합이 틀렸을 때, 모양이 맞지 않거나
            클래스가 하나도 없을 때, `axis`, `weight`, `example_weight`, `label_smoothing`, `reduction`이 쓸 수 없는 값일
            때, 분포인 레이블에 `ignore_index`를 썼을 때, `"mean"`인데 사례가 없거나 모두 무시했거나 남은 사례의 가중치가
            모두 0일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 클래스 번호나 `axis`,
            `ignore_index`가 정수가 아닐 때, `label_smoothing`이 실수가 아닐 때 납니다.

    Examples:
        예측에서 레이블을 뺀 것과 같습니다.

        >>> print(softmax_cross_entropy_grad(1, [1.0, 2.0, 3.0]).round(4))
        [ 0.09   -0.7553  0.6652]
        >>> from crossent import softmax
        >>> print((softmax([1.0, 2.0, 3.0]) - [0, 1, 0]).round(4))
        [ 0.09   -0.7553  0.6652]

        기울기가 아주 작아도 유효숫자가 남습니다.

        >>> print(f"{softmax_cross_entropy_grad(0, [40.0, 0.0])[0]:.4e}")
        -4.2484e-18

    **참고 문헌**

    - J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to
      Statistical Pattern Recognition," *Neurocomputing*, Springer, 1990,
      [doi:10.1007/978-3-642-76153-9_28](https://doi.org/10.1007/978-3-642-76153-9_28)
    - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, 식 (4.109)

    **함께 보기**

    - [`softmax_cross_entropy`][crossent.softmax_cross_entropy]: 미분하기 전의 손실
    - [`softmax`][crossent.softmax]: 기울기에 들어 있는 예측 확률
    """
    batch = read_batch(
        labels,
        logits,
        axis=axis,
        weight=weight,
        example_weight=example_weight,
        label_smoothing=label_smoothing,
        ignore_index=ignore_index,
        reduction=reduction,
    )
    divisor = batch.total_weight.sum() if reduction == "mean" else 1.0

    @np.errstate(over="ignore", under="ignore")
    def gradient(logits: Floats, labels: Reals, importance: Floats) -> Floats:
        place, largest, powers, rest = exponentials(widen(logits), axis=-1)
        batch.check(largest)
        targets = batch.targets(labels, importance)
        slopes = targets.sum(axis=-1, keepdims=True) * (powers / (1 + rest)) - targets
        # 가장 큰 로짓의 자리에서는 p = 1 / (1 + 나머지)이므로, 분자를 정리하면 거의 같은 두 수를 빼지 않아도 됩니다.
        own = np.take_along_axis(targets, place, axis=-1)
        np.put_along_axis(targets, place, 0, axis=-1)
        others = targets.sum(axis=-1, keepdims=True)
        np.put_along_axis(slopes, place, (others - own * rest) / (1 + rest), axis=-1)
        return np.asarray(slopes / divisor)

    result = np.empty_like(np.moveaxis(batch.logits, -1, batch.axis), dtype=batch.dtype)
    fill(np.moveaxis(result, batch.axis, -1), gradient, batch.logits, batch.labels, batch.importance)
    return result
