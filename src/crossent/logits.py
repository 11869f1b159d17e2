"""로짓을 확률로 바꾸는 함수입니다. 로짓이 아무리 크거나 작아도 넘치지 않습니다."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._dtypes import widen
from crossent._numeric import elementwise, exponentials, finish
from crossent._validation import check_logits, check_nan, check_switch, read_elements, read_logits


def logsumexp(logits: ArrayLike, *, axis: int = -1, keepdims: bool = False) -> np.floating | NDArray[np.floating]:
    r"""지수를 더한 값의 로그(log-sum-exp)를 넘치지 않게 계산합니다.

    $$\operatorname{LSE}(z) = \log \sum_i e^{z_i} = m + \log \sum_i e^{z_i - m}, \qquad m = \max_i z_i$$

    가운데 식을 그대로 계산하면 $z_i$가 710이기만 해도 $e^{z_i}$가 넘치고, 모두 $-746$보다 작으면 합이 $0$이 됩니다. 오른쪽 식은
    가장 큰 항이 늘 $e^0 = 1$이라서 둘 다 일어나지 않습니다. 값은 최댓값 이상이고, 최댓값에 $\log n$을 더한 것 이하라서 매끄러운
    최댓값으로 볼 수 있습니다.

    Args:
        logits: 로짓이나 로그 확률입니다. 모양은 `(..., n)`이고, 값은 NaN이 아닌 실수이며 $\pm\infty$도 됩니다.
        axis: 더할 축입니다. 다른 축은 배치(batch)입니다.
        keepdims: `True`이면 더한 축을 길이 1로 남깁니다.

    Returns:
        로그를 취한 합입니다. 모양은 `logits`의 모양에서 `axis`를 뺀 것이고, 더한 축뿐이면 NumPy 스칼라입니다. 모두
            $-\infty$이면 $-\infty$, $\infty$가 있으면 $\infty$입니다. 자료형은 입력의 실수 자료형을 따르되 `float32`
            이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 크기가 $2^{53}$을 넘는 정수일 때, `axis`를 따라 값이 하나도 없을 때, `axis`가 쓸 수
            없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `keepdims`가 불리언이
            아닐 때 납니다.

    Examples:
        >>> print(f"{logsumexp([-1000, -1000, -1001]):.4f}")
        -999.1380

        모든 로짓에 같은 수를 더하면 값도 그만큼 커집니다.

        >>> print(f"{logsumexp([0, 0, -1]):.4f}")
        0.8620

    **참고 문헌**

    - P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-Sum-Exp and Softmax Functions," *IMA Journal
      of Numerical Analysis* 41(4), 2021, [doi:10.1093/imanum/draa038](https://doi.org/10.1093/imanum/draa038)

    **함께 보기**

    - [`log_softmax`][crossent.log_softmax]: 로짓에서 이 값을 뺀 것
    """
    check_switch("keepdims", keepdims)
    array = read_logits(logits, axis=axis)
    z = widen(array)
    _, largest, _, rest = exponentials(z, axis=axis)
    check_nan("logits", array, largest)
    if not keepdims:
        largest, rest = largest.squeeze(axis), rest.squeeze(axis)
    with np.errstate(under="ignore"):
        return finish(largest + np.log1p(rest), array.dtype)


def log_softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]:
    r"""로짓을 로그 확률로 바꿉니다.

    $$\log p_i = z_i - \log \sum_j e^{z_j}$$

    소프트맥스를 구한 뒤에 로그를 취하면 작은 확률은 $0$이 되어 로그가 $-\infty$가 되고, $1$에 가까운 확률은 $1$이 되어 로그가
    $0$이 됩니다. 이 함수는 두 끝에서 모두 유효숫자를 지킵니다.

    Args:
        logits: 로짓입니다. 모양은 `(..., C)`이고, 값은 유한한 수이거나 $-\infty$(확률 0)입니다. 적어도 하나는 유한해야 합니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다.

    Returns:
        로그 확률입니다. 모양은 `logits`와 같고, 값은 0 이하이며 단위는 내트(nat)입니다. 자료형은 입력의 실수 자료형을
            따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이나 $\infty$일 때, 한 분포의 로짓이 모두 $-\infty$일 때, 크기가 $2^{53}$을 넘는 정수일 때,
            `axis`를 따라 값이 하나도 없을 때, `axis`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때 납니다.

    Examples:
        >>> print(log_softmax([1, 2, 3]).round(4))
        [-2.4076 -1.4076 -0.4076]

        확률이 1에 아주 가까운 클래스의 로그 확률도 0으로 뭉개지지 않습니다.

        >>> print(f"{log_softmax([40, 0])[0]:.4e}")
        -4.2484e-18

    **참고 문헌**

    - P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-Sum-Exp and Softmax Functions," *IMA Journal
      of Numerical Analysis* 41(4), 2021, [doi:10.1093/imanum/draa038](https://doi.org/10.1093/imanum/draa038)

    **함께 보기**

    - [`softmax`][crossent.softmax]: 로그를 취하지 않은 확률
    - [`softmax_cross_entropy`][crossent.softmax_cross_entropy]: 로짓에서 바로 구하는 크로스 엔트로피
    """
    array = read_logits(logits, axis=axis)
    z = widen(array)
    _, largest, shifted, rest = exponentials(z, axis=axis)
    check_logits(array, largest, axis=axis)
    with np.errstate(over="ignore", under="ignore"):
        np.subtract(z, largest, out=shifted)  # 지수는 더 쓰지 않으므로 그 자리에 씁니다.
        shifted -= np.log1p(rest)
        return np.asarray(finish(shifted, array.dtype))


def softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]:
    r"""로짓을 확률로 바꾸는 소프트맥스(softmax)를 계산합니다.

    $$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

    모든 로짓에 같은 수를 더해도 확률은 그대로입니다. 그래서 가장 큰 로짓을 빼고 계산해도 되고, 그러면 지수가 넘치지 않습니다.

    Args:
        logits: 로짓입니다. 모양은 `(..., C)`이고, 값은 유한한 수이거나 $-\infty$(확률 0)입니다. 적어도 하나는 유한해야 합니다.
        axis: 클래스가 놓인 축입니다. 다른 축은 배치(batch)입니다.

    Returns:
        확률입니다. 모양은 `logits`와 같고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다. 자료형은 입력의 실수
            자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이나 $\infty$일 때, 한 분포의 로짓이 모두 $-\infty$일 때, 크기가 $2^{53}$을 넘는 정수일 때,
            `axis`를 따라 값이 하나도 없을 때, `axis`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때 납니다.

    Examples:
        >>> print(softmax([1, 2, 3]).round(4))
        [0.09   0.2447 0.6652]
        >>> print(softmax([1001, 1002, 1003]).round(4))
        [0.09   0.2447 0.6652]

    **참고 문헌**

    - J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to
      Statistical Pattern Recognition," *Neurocomputing*, Springer, 1990,
      [doi:10.1007/978-3-642-76153-9_28](https://doi.org/10.1007/978-3-642-76153-9_28)
    - P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-Sum-Exp and Softmax Functions," *IMA Journal
      of Numerical Analysis* 41(4), 2021, [doi:10.1093/imanum/draa038](https://doi.org/10.1093/imanum/draa038)

    **함께 보기**

    - [`log_softmax`][crossent.log_softmax]: 아주 작은 확률에서도 유효숫자가 남는 로그 확률
    - [`logsumexp`][crossent.logsumexp]: 분모의 로그
    """
    array = read_logits(logits, axis=axis)
    place, largest, powers, rest = exponentials(widen(array), axis=axis)
    check_logits(array, largest, axis=axis)
    np.put_along_axis(powers, place, 1, axis)
    with np.errstate(under="ignore"):
        powers /= 1 + rest
        return powers.astype(array.dtype, copy=False)


def sigmoid(logits: ArrayLike) -> np.floating | NDArray[np.floating]:
    r"""로짓을 결과가 둘일 때의 확률로 바꾸는 시그모이드(sigmoid)를 계산합니다.

    $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}$$

    로짓이 $[z, 0]$인 두 클래스의 소프트맥스에서 앞 클래스의 확률입니다. 확률의 로짓 $\log \frac{p}{1 - p}$를 되돌리며,
    $\sigma(-z) = 1 - \sigma(z)$입니다. 가운데 식은 $z$가 $-710$보다 작으면 $e^{-z}$가 넘칩니다. 그래서 지수가 0 이하인 쪽의
    식으로 계산합니다.

    Args:
        logits: 로짓입니다. 모양은 자유롭고 원소마다 따로 계산합니다. 값은 NaN이 아닌 실수이며 $\pm\infty$도 됩니다.

    Returns:
        확률입니다. 0 이상 1 이하이고, 모양은 `logits`와 같으며 로짓이 하나이면 NumPy 스칼라입니다. 단위는 없고, 자료형은
            입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때 납니다.

    Examples:
        로짓이 0이면 반반이고, 부호를 바꾸면 나머지 확률입니다.

        >>> print(sigmoid([-2, 0, 2]).round(4))
        [0.1192 0.5    0.8808]

        아주 작은 확률도 0이 되지 않습니다.

        >>> print(f"{sigmoid(-700):.4e}")
        9.8597e-305

    **참고 문헌**

    - J. Berkson, "Application of the Logistic Function to Bio-Assay," *Journal of the American Statistical Association*
      39(227), 1944, [doi:10.1080/01621459.1944.10500699](https://doi.org/10.1080/01621459.1944.10500699)

    **함께 보기**

    - [`softmax`][crossent.softmax]: 결과가 여럿일 때의 확률
    - [`log_sigmoid`][crossent.log_sigmoid]: 1에 아주 가까운 확률에서도 유효숫자가 남는 로그 확률
    - [`binary_cross_entropy_with_logits`][crossent.binary_cross_entropy_with_logits]: 이 확률의 크로스 엔트로피
    """
    z, dtype = read_elements(logits)
    with np.errstate(under="ignore"):
        # 두 지수는 1 이하라서 넘치지 않습니다. z가 음수이면 exp(z) / (1 + exp(z)), 아니면 1 / (1 + exp(-z))입니다.
        return elementwise(lambda z: np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z))), z, dtype=dtype)


def log_sigmoid(logits: ArrayLike) -> np.floating | NDArray[np.floating]:
    r"""시그모이드의 로그를 넘치지 않게 계산합니다.

    $$\log \sigma(z) = -\log (1 + e^{-z}) = \min(z, 0) - \log (1 + e^{-|z|})$$

    양성일 로그 확률이며, 음성일 로그 확률은 $\log \sigma(-z)$입니다. 두 값에 $-1$을 곱한 것이 레이블이 $1$일 때와 $0$일 때의
    이진 크로스 엔트로피입니다. 시그모이드를 구한 뒤에 로그를 취하면 $z$가 37을 넘기만 해도 확률이 $1$이 되어 로그가 $0$이 되고,
    $-746$보다 작으면 확률이 $0$이 되어 로그가 $-\infty$가 됩니다.

    Args:
        logits: 로짓입니다. 모양은 자유롭고 원소마다 따로 계산합니다. 값은 NaN이 아닌 실수이며 $\pm\infty$도 됩니다.

    Returns:
        로그 확률입니다. 0 이하이고, 모양은 `logits`와 같으며 로짓이 하나이면 NumPy 스칼라입니다. 단위는 내트(nat)이고,
            자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때 납니다.

    Examples:
        >>> print(log_sigmoid([-2, 0, 2]).round(4))
        [-2.1269 -0.6931 -0.1269]

        확률이 1에 아주 가까워도 로그가 0으로 뭉개지지 않고, 0에 아주 가까워도 $-\infty$가 되지 않습니다.

        >>> print(f"{log_sigmoid(40):.4e}")
        -4.2484e-18
        >>> print(f"{log_sigmoid(-1000):.1f}")
        -1000.0

    **참고 문헌**

    - P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-Sum-Exp and Softmax Functions," *IMA Journal
      of Numerical Analysis* 41(4), 2021, [doi:10.1093/imanum/draa038](https://doi.org/10.1093/imanum/draa038)

    **함께 보기**

    - [`sigmoid`][crossent.sigmoid]: 로그를 취하지 않은 확률
    - [`log_softmax`][crossent.log_softmax]: 결과가 여럿일 때의 로그 확률
    - [`binary_cross_entropy_with_logits`][crossent.binary_cross_entropy_with_logits]: 두 로그 확률로 구하는 손실
    """
    z, dtype = read_elements(logits)
    with np.errstate(under="ignore"):
        return elementwise(lambda z: np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z))), z, dtype=dtype)
