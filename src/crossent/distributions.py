"""확률분포의 불확실성과 부호어의 길이입니다."""

from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._dtypes import Floats
from crossent._numeric import along, elementwise, expected_log, finish, in_base, log, xlogy
from crossent._validation import read_distributions, read_given, read_joint, read_probabilities


def information_content(p: ArrayLike, *, base: float | None = None) -> np.floating | NDArray[np.floating]:
    r"""확률이 p인 결과가 나왔을 때 얻는 정보량(information content)을 계산합니다.

    $$I(p) = -\log p$$

    드문 결과일수록 놀랍고 정보량이 큽니다. 반드시 일어나는 결과($p = 1$)의 정보량은 정확히 $0$이고, 일어날 수 없는
    결과($p = 0$)의 정보량은 $\infty$입니다. 서로 독립인 두 결과가 함께 나오면 확률은 곱해지고 정보량은 더해집니다.

    Args:
        p: 결과의 확률입니다. 모양은 자유롭고, 값은 0 이상 1 이하입니다. 분포가 아니어도 되므로 합은 검사하지 않습니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.

    Returns:
        정보량입니다. 모양은 `p`와 같고, 확률이 하나이면 NumPy 스칼라입니다. 단위는 내트이며 `base`를 주면 그 밑을
            따르고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `base`가 실수가 아닐 때 납니다.

    Examples:
        확률이 반으로 줄 때마다 1비트씩 늘어납니다.

        >>> information_content([1, 1 / 2, 1 / 4, 1 / 8, 0], base=2)
        array([ 0.,  1.,  2.,  3., inf])

        주사위에서 한 눈이 나오는 일은 약 1.79내트입니다.

        >>> print(f"{information_content(1 / 6):.4f}")
        1.7918

    **참고 문헌**

    - C. E. Shannon, "A Mathematical Theory of Communication," *Bell System Technical Journal* 27(3), 1948,
      [doi:10.1002/j.1538-7305.1948.tb01338.x](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x)
    - D. J. C. MacKay, *Information Theory, Inference, and Learning Algorithms*, Cambridge University Press, 2003, 2.4절

    **함께 보기**

    - [`entropy`][crossent.entropy]: 정보량의 평균
    """
    (p,), dtype = read_probabilities(p=p)
    with np.errstate(divide="ignore"):
        return elementwise(lambda p: -log(p, base), p, dtype=dtype)


def entropy(
    p: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    keepdims: bool = False,
    validate: bool = True,
) -> np.floating | NDArray[np.floating]:
    r"""확률분포의 엔트로피(entropy), 곧 평균 정보량을 계산합니다.

    $$H(p) = -\sum_i p_i \log p_i$$

    $0 \log 0$은 극한값인 $0$으로 봅니다. 한 결과의 확률이 1인 분포에서 $0$으로 가장 작고, $n$개의 결과의 확률이 모두
    같은 분포에서 $\log n$으로 가장 큽니다.

    Args:
        p: 확률분포입니다. 모양은 `(..., n)`이고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다.
        axis: 확률분포가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.
        keepdims: `True`이면 더한 축을 길이 1로 남깁니다.
        validate: `False`이면 값의 범위와 합을 검사하지 않아 더 빠릅니다. 올바른 입력에는 똑같은 결과가, 잘못된 입력에는
            뜻 없는 결과가 나옵니다.

    Returns:
        엔트로피입니다. 모양은 `p`의 모양에서 `axis`를 뺀 것이고, 분포가 하나이면 NumPy 스칼라입니다. 단위는 내트이며
            `base`를 주면 그 밑을 따르고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약 0.00035(`float16`이면 0.031)보다 클 때,
            `axis`를 따라 값이 하나도 없을 때, `axis`나 `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `base`가 실수가 아닐
            때, `keepdims`나 `validate`가 불리언이 아닐 때 납니다.

    Examples:
        공정한 동전은 0.6931내트, 곧 1비트입니다.

        >>> print(f"{entropy([0.5, 0.5]):.4f}")
        0.6931
        >>> entropy([0.5, 0.5], base=2)
        np.float64(1.0)

        행마다 분포가 하나씩 있으면 행마다 계산합니다.

        >>> entropy([[0.25, 0.25, 0.25, 0.25], [1.0, 0.0, 0.0, 0.0]], base=2)
        array([2., 0.])

    **참고 문헌**

    - C. E. Shannon, "A Mathematical Theory of Communication," *Bell System Technical Journal* 27(3), 1948,
      [doi:10.1002/j.1538-7305.1948.tb01338.x](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x)
    - T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2판, Wiley, 2006, 2.1절,
      [doi:10.1002/047174882X](https://doi.org/10.1002/047174882X)

    **함께 보기**

    - [`cross_entropy`][crossent.cross_entropy]: 다른 분포에 맞춘 부호로 적을 때의 부호어의 평균 길이
    - [`kl_divergence`][crossent.kl_divergence]: 크로스 엔트로피에서 엔트로피를 뺀 값
    """
    (p,), dtype = read_distributions(axis=axis, keepdims=keepdims, validate=validate, p=p)
    return finish(-expected_log(p, p, base=base, axis=axis, keepdims=keepdims), dtype)


def cross_entropy(
    q: ArrayLike,
    p: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    keepdims: bool = False,
    validate: bool = True,
) -> np.floating | NDArray[np.floating]:
    r"""실제 분포를 따르는 결과를 예측 분포로 내다볼 때의 크로스 엔트로피(cross entropy)를 계산합니다.

    $$H(q, p) = -\sum_i q_i \log p_i$$

    $q$가 실제 분포, $p$가 예측 분포입니다. 두 글자를 바꾸어 $H(p, q)$로 쓰고 $p$를 실제 분포로 두는 교과서가
    많으므로, 견주어 읽을 때는 글자의 뜻부터 확인해야 합니다.

    $p$에 맞춘 이상적인 부호로 $q$의 결과를 적을 때의 평균 길이이며, $H(q, p) = H(q) + D_{\mathrm{KL}}(q \,\|\, p)$입니다.
    그래서 예측이 완벽해도 $H(q)$만큼은 남습니다. $q_i = 0$인 항은 $0$이고, $q_i > 0$인데 $p_i = 0$이면 결과는
    $\infty$입니다.

    Args:
        q: 실제 분포입니다. 모양은 `(..., n)`이고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다. 원-핫(one-hot)
            레이블도 됩니다.
        p: 예측 분포입니다. 모양이 `q`와 같고, 조건도 같습니다.
        axis: 확률분포가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.
        keepdims: `True`이면 더한 축을 길이 1로 남깁니다.
        validate: `False`이면 값의 범위와 합을 검사하지 않아 더 빠릅니다. 올바른 입력에는 똑같은 결과가, 잘못된 입력에는
            뜻 없는 결과가 나옵니다.

    Returns:
        크로스 엔트로피입니다. 모양은 `q`의 모양에서 `axis`를 뺀 것이고, 분포가 하나이면 NumPy 스칼라입니다. 배치의
            평균은 `np.mean`으로 구합니다. 단위는 내트이며 `base`를 주면 그 밑을 따르고, 자료형은 입력의 실수 자료형을
            따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약 0.00035(`float16`이면 0.031)보다 클 때, 두
            배열의 모양이 다를 때, `axis`를 따라 값이 하나도 없을 때, `axis`나 `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `base`가 실수가 아닐
            때, `keepdims`나 `validate`가 불리언이 아닐 때 납니다.

    Examples:
        정답에 높은 확률을 준 예측일수록 값이 작습니다.

        >>> print(f"{cross_entropy([0, 1, 0], [0.1, 0.8, 0.1]):.4f}")
        0.2231
        >>> print(f"{cross_entropy([0, 1, 0], [0.4, 0.3, 0.3]):.4f}")
        1.2040

        일어날 수 있는 결과를 불가능하다고 예측하면 무한대입니다.

        >>> cross_entropy([0.5, 0.5], [1.0, 0.0])
        np.float64(inf)

    **참고 문헌**

    - T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2판, Wiley, 2006, 정리 5.4.3(틀린 분포에 맞춘 부호의
      길이), [doi:10.1002/047174882X](https://doi.org/10.1002/047174882X)

    **함께 보기**

    - [`entropy`][crossent.entropy]: 완벽한 예측이 이르는 가장 작은 값
    - [`kl_divergence`][crossent.kl_divergence]: 그 가장 작은 값을 뺀 나머지
    - [`binary_cross_entropy`][crossent.binary_cross_entropy]: 결과가 둘뿐일 때의 손실
    """
    (q, p), dtype = read_distributions(axis=axis, keepdims=keepdims, validate=validate, q=q, p=p)
    return finish(-expected_log(q, p, base=base, axis=axis, keepdims=keepdims), dtype)


def perplexity(
    q: ArrayLike, p: ArrayLike | None = None, *, axis: int = -1, keepdims: bool = False
) -> np.floating | NDArray[np.floating]:
    r"""크로스 엔트로피를 선택지의 개수로 바꾼 퍼플렉서티(perplexity)를 계산합니다.

    $$\mathrm{PP}(q, p) = e^{H(q, p)}, \qquad \mathrm{PP}(q) = e^{H(q)}$$

    확률이 같은 선택지가 몇 개 있을 때만큼 헷갈리는지를 나타냅니다. $n$개의 결과에 같은 확률을 주어 예측하면 $n$이고, 확실하다고
    예측해 맞으면 $1$입니다. 로그의 밑을 바꾸면 지수의 밑도 함께 바뀌므로 값은 밑과 관계가 없습니다.

    Args:
        q: 실제 분포입니다. 모양은 `(..., n)`이고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다.
        p: 예측 분포입니다. 모양이 `q`와 같고, 조건도 같습니다. `None`이면 `q` 자신의 퍼플렉서티를 계산합니다.
        axis: 확률분포가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        keepdims: `True`이면 더한 축을 길이 1로 남깁니다.

    Returns:
        퍼플렉서티입니다. 1 이상이고, 일어날 수 있는 결과를 불가능하다고 예측하면 $\infty$입니다. 모양은 `q`의 모양에서
            `axis`를 뺀 것이고, 분포가 하나이면 NumPy 스칼라입니다. 단위는 없고, 자료형은 입력의 실수 자료형을 따르되
            `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약 0.00035(`float16`이면 0.031)보다 클 때, 두
            배열의 모양이 다를 때, `axis`를 따라 값이 하나도 없을 때, `axis`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `keepdims`가 불리언이
            아닐 때 납니다.

    Examples:
        확률이 같은 여덟 가지는 여덟 가지만큼, 치우친 네 가지는 네 가지보다 적게 헷갈립니다.

        >>> perplexity([1 / 8] * 8)
        np.float64(8.0)
        >>> print(f"{perplexity([0.7, 0.1, 0.1, 0.1]):.4f}")
        2.5611

        정답을 네 가지 가운데 하나로 본 예측은 정답이 무엇이든 4입니다.

        >>> print(f"{perplexity([0, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]):.4f}")
        4.0000

    **참고 문헌**

    - F. Jelinek, R. L. Mercer, L. R. Bahl, J. K. Baker, "Perplexity—a Measure of the Difficulty of Speech Recognition
      Tasks," *Journal of the Acoustical Society of America* 62(S1), 1977,
      [doi:10.1121/1.2016299](https://doi.org/10.1121/1.2016299)

    **함께 보기**

    - [`cross_entropy`][crossent.cross_entropy]: 지수를 취하기 전의 값
    - [`entropy`][crossent.entropy]: 예측이 완벽할 때 지수에 남는 값
    """
    (q, p), dtype = read_distributions(axis=axis, keepdims=keepdims, q=q, p=q if p is None else p)
    # 밑이 무엇이든 값은 같지만, 2이면 거듭제곱에서 정확합니다.
    bits = -expected_log(q, p, base=2, axis=axis, keepdims=keepdims)
    with np.errstate(over="ignore"):
        return finish(np.exp2(bits), dtype)


def joint_entropy(joint: ArrayLike, *, base: float | None = None) -> np.floating:
    r"""두 변수의 짝의 불확실성인 결합 엔트로피(joint entropy)를 계산합니다.

    $$H(X, Y) = -\sum_{i,j} p_{ij} \log p_{ij}$$

    표에 적힌 확률을 모두 늘어놓은 분포의 엔트로피입니다. 쉼표가 있어도 크로스 엔트로피 $H(q, p)$와는 다른 양입니다. 괄호 안에
    분포가 아니라 변수가 있습니다.

    Args:
        joint: 결합 분포입니다. 모양은 `(m, n)`이고, `joint[i, j]`는 첫 번째 변수가 `i`이고 두 번째 변수가 `j`일 확률입니다.
            값은 0 이상 1 이하이며 모두 더하면 1입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.

    Returns:
        결합 엔트로피입니다. 두 변수의 엔트로피 가운데 큰 쪽 이상이고 둘의 합 이하인 NumPy 스칼라입니다. 단위는 내트이며
            `base`를 주면 그 밑을 따르고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 배열이 2차원이 아닐 때, 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약
            0.00035(`float16`이면 0.031)보다 클 때, 표가 비었을 때, `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `base`가 실수가 아닐 때 납니다.

    Examples:
        늘 같은 면이 나오는 두 동전은 동전 하나만큼, 독립인 두 동전은 동전 둘만큼 불확실합니다.

        >>> joint_entropy([[0.5, 0], [0, 0.5]], base=2)
        np.float64(1.0)
        >>> joint_entropy([[0.25, 0.25], [0.25, 0.25]], base=2)
        np.float64(2.0)

    **참고 문헌**

    - C. E. Shannon, "A Mathematical Theory of Communication," *Bell System Technical Journal* 27(3), 1948, 6절,
      [doi:10.1002/j.1538-7305.1948.tb01338.x](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x)
    - T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2판, Wiley, 2006, 2.2절,
      [doi:10.1002/047174882X](https://doi.org/10.1002/047174882X)

    **함께 보기**

    - [`conditional_entropy`][crossent.conditional_entropy]: 한 변수를 알고 난 뒤에 남는 불확실성
    - [`mutual_information`][crossent.mutual_information]: 두 엔트로피의 합에서 이 값을 뺀 것
    """
    table, dtype = read_joint(joint)
    terms = elementwise(lambda p: xlogy(p, p, base), table, dtype=table.dtype)
    return cast(np.floating, finish(-terms.sum(), dtype))


def conditional_entropy(joint: ArrayLike, *, given: Literal[0, 1] = 0, base: float | None = None) -> np.floating:
    r"""한 변수를 알고 난 뒤에 남는 다른 변수의 불확실성인 조건부 엔트로피(conditional entropy)를 계산합니다.

    $$H(Y \mid X) = -\sum_{i,j} p_{ij} \log \frac{p_{ij}}{p_{i\cdot}}, \qquad H(X, Y) = H(X) + H(Y \mid X)$$

    아는 변수의 값마다 다른 변수의 엔트로피를 구해, 그 값이 나올 확률로 평균한 것입니다. 오른쪽 식이 엔트로피의 연쇄 법칙(chain
    rule)입니다. 입력 $X$에서 레이블 $Y$를 예측하는 모델의 평균 크로스 엔트로피는 아무리 잘 배워도 $H(Y \mid X)$보다 작아지지
    않습니다.

    Args:
        joint: 결합 분포입니다. 모양은 `(m, n)`이고, `joint[i, j]`는 첫 번째 변수가 `i`이고 두 번째 변수가 `j`일 확률입니다.
            값은 0 이상 1 이하이며 모두 더하면 1입니다.
        given: 아는 변수의 축입니다. `0`이면 첫 번째 변수를 알 때 두 번째 변수의, `1`이면 두 번째 변수를 알 때 첫 번째 변수의
            엔트로피입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.

    Returns:
        조건부 엔트로피입니다. 0 이상이고 모르는 변수의 엔트로피 이하인 NumPy 스칼라입니다. 단위는 내트이며 `base`를 주면 그
            밑을 따르고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 배열이 2차원이 아닐 때, 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약
            0.00035(`float16`이면 0.031)보다 클 때, 표가 비었을 때, `given`이 0도 1도 아닐 때, `base`가 쓸 수 없는
            값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `given`이 정수가 아닐 때, `base`가 실수가 아닐 때
            납니다.

    Examples:
        늘 같은 면이 나오는 두 동전은 하나를 알면 나머지도 알고, 독립인 두 동전은 하나를 알아도 1비트가 남습니다.

        >>> conditional_entropy([[0.5, 0], [0, 0.5]], base=2)
        np.float64(0.0)
        >>> conditional_entropy([[0.25, 0.25], [0.25, 0.25]], base=2)
        np.float64(1.0)

        어느 쪽을 아는지에 따라 값이 다릅니다.

        >>> table = [[0.5, 0.25, 0], [0, 0, 0.25]]
        >>> print(f"{conditional_entropy(table, given=0):.4f}")
        0.4774
        >>> print(f"{conditional_entropy(table, given=1):.4f}")
        0.0000

    **참고 문헌**

    - C. E. Shannon, "A Mathematical Theory of Communication," *Bell System Technical Journal* 27(3), 1948, 6절,
      [doi:10.1002/j.1538-7305.1948.tb01338.x](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x)
    - T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2판, Wiley, 2006, 2.2절,
      [doi:10.1002/047174882X](https://doi.org/10.1002/047174882X)

    **함께 보기**

    - [`joint_entropy`][crossent.joint_entropy]: 두 변수의 짝의 불확실성
    - [`mutual_information`][crossent.mutual_information]: 한 변수를 알아서 줄어든 불확실성
    - [`softmax_cross_entropy`][crossent.softmax_cross_entropy]: 이 값이 바닥인 손실
    """
    table, dtype = read_joint(joint)
    axis = 1 - read_given(given)
    table = np.moveaxis(table, axis, -1)
    table = table[table.any(axis=-1)]  # 나오지 않는 값에는 조건부 분포가 없습니다.

    def uncertainty(table: Floats, *, axis: int, keepdims: bool) -> Floats:
        place = np.argmax(table, axis=axis, keepdims=True)
        largest = np.take_along_axis(table, place, axis)
        others = table.copy()
        np.put_along_axis(others, place, 0, axis)
        rest = others.sum(axis=axis, keepdims=True)
        # 조건부 확률이 1에 가까우면 로그가 유효숫자를 잃으므로, 가장 큰 것의 몫은 나머지로 구합니다.
        ratio = rest / largest
        own = largest * np.where(ratio < 0.5, in_base(np.log1p(ratio), base), log(1 + ratio, base))
        logs = xlogy(others, others / (largest + rest), base)
        return np.asarray(own.sum(axis=axis, keepdims=keepdims) - logs.sum(axis=axis, keepdims=keepdims))

    with np.errstate(under="ignore"):
        return cast(np.floating, finish(along(uncertainty, table, axis=-1).sum(), dtype))
