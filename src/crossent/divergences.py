"""두 확률분포가 얼마나 어긋나는지를 재는 양입니다."""

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._dtypes import Floats
from crossent._numeric import along, elementwise, finish, in_base, log, xlogy
from crossent._validation import read_distributions, read_joint


def kl_divergence(
    q: ArrayLike,
    p: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    keepdims: bool = False,
    validate: bool = True,
) -> np.floating | NDArray[np.floating]:
    r"""예측 분포에 맞춘 부호를 쓰느라 더 드는 평균 길이인 쿨백-라이블러 발산(Kullback–Leibler divergence)을 계산합니다.

    $$D_{\mathrm{KL}}(q \,\|\, p) = \sum_i q_i \log \frac{q_i}{p_i}$$

    $q$가 실제 분포, $p$가 예측 분포입니다. 두 글자를 바꾸어 쓰는 교과서가 많습니다. $q_i = 0$인 항은 $0$이고,
    $q_i > 0$인데 $p_i = 0$이면 결과는 $\infty$입니다.

    언제나 $0$ 이상이고 두 분포가 같을 때만 $0$입니다. 그러나 방향을 바꾸면 대개 값이 달라지고 삼각 부등식도 성립하지
    않아서 거리는 아닙니다.

    실제로는 아래 식을 계산합니다. 덧붙인 $p_i - q_i$는 합이 $1$인 분포에서는 모두 더하면 $0$이라 값을 바꾸지 않습니다.
    대신 항마다 $0$ 이상이 되므로, 확률을 반올림한 오차 때문에 결과가 음수가 되는 일이 없습니다.

    $$D_{\mathrm{KL}}(q \,\|\, p) = \sum_i \left( q_i \log \frac{q_i}{p_i} + p_i - q_i \right)$$

    Args:
        q: 실제 분포입니다. 모양은 `(..., n)`이고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다.
        p: 예측 분포입니다. 모양이 `q`와 같고, 조건도 같습니다.
        axis: 확률분포가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.
        keepdims: `True`이면 더한 축을 길이 1로 남깁니다.
        validate: `False`이면 값의 범위와 합을 검사하지 않아 더 빠릅니다. 올바른 입력에는 똑같은 결과가, 잘못된 입력에는
            뜻 없는 결과가 나옵니다.

    Returns:
        쿨백-라이블러 발산입니다. 모양은 `q`의 모양에서 `axis`를 뺀 것이고, 분포가 하나이면 NumPy 스칼라입니다. 단위는
            내트이며 `base`를 주면 그 밑을 따르고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약 0.00035(`float16`이면 0.031)보다 클 때, 두
            배열의 모양이 다를 때, `axis`를 따라 값이 하나도 없을 때, `axis`나 `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `base`가 실수가 아닐
            때, `keepdims`나 `validate`가 불리언이 아닐 때 납니다.

    Examples:
        방향을 바꾸면 값이 다릅니다.

        >>> print(f"{kl_divergence([0.4, 0.6], [0.5, 0.5]):.4f}")
        0.0201
        >>> print(f"{kl_divergence([0.5, 0.5], [0.4, 0.6]):.4f}")
        0.0204

        두 분포가 아주 가까워도 유효숫자가 남습니다.

        >>> print(f"{kl_divergence([0.5, 0.5], [0.5 + 1e-9, 0.5 - 1e-9]):.4e}")
        2.0000e-18

    **참고 문헌**

    - S. Kullback, R. A. Leibler, "On Information and Sufficiency," *Annals of Mathematical Statistics* 22(1), 1951,
      [doi:10.1214/aoms/1177729694](https://doi.org/10.1214/aoms/1177729694)
    - T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2판, Wiley, 2006, 2.3절,
      [doi:10.1002/047174882X](https://doi.org/10.1002/047174882X)

    **함께 보기**

    - [`cross_entropy`][crossent.cross_entropy]: 엔트로피와 쿨백-라이블러 발산의 합
    - [`entropy`][crossent.entropy]: 두 분포가 같을 때 크로스 엔트로피에 남는 값
    """
    (q, p), dtype = read_distributions(axis=axis, keepdims=keepdims, validate=validate, q=q, p=p)

    def divergence(q: Floats, p: Floats, **options: Any) -> Floats:
        return _divergence(q, p, p - q, base=base, **options)

    return finish(along(divergence, q, p, axis=axis, keepdims=keepdims), dtype)


def js_divergence(
    q: ArrayLike,
    p: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    keepdims: bool = False,
    validate: bool = True,
) -> np.floating | NDArray[np.floating]:
    r"""두 분포가 가운데 분포에서 평균 얼마나 떨어져 있는지를 나타내는 옌센-섀넌 발산(Jensen–Shannon divergence)을 계산합니다.

    $$D_{\mathrm{JS}}(q, p) = \frac{1}{2} D_{\mathrm{KL}}(q \,\|\, m) + \frac{1}{2} D_{\mathrm{KL}}(p \,\|\, m),
    \qquad m = \frac{q + p}{2}$$

    쿨백-라이블러 발산과 달리 두 분포의 차례를 바꾸어도 값이 같고, 한쪽에만 있는 결과가 있어도 유한합니다. 같은 분포에서 $0$,
    겹치는 결과가 없는 두 분포에서 $\log 2$(1비트)입니다. 제곱근을 취하면 거리가 됩니다.

    Args:
        q: 첫 번째 분포입니다. 모양은 `(..., n)`이고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다.
        p: 두 번째 분포입니다. 모양이 `q`와 같고, 조건도 같습니다.
        axis: 확률분포가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.
        keepdims: `True`이면 더한 축을 길이 1로 남깁니다.
        validate: `False`이면 값의 범위와 합을 검사하지 않아 더 빠릅니다. 올바른 입력에는 똑같은 결과가, 잘못된 입력에는
            뜻 없는 결과가 나옵니다.

    Returns:
        옌센-섀넌 발산입니다. $0$ 이상이고, 결과의 자료형으로 나타낸 $\log 2$ 이하입니다. 모양은 `q`의 모양에서 `axis`를
            뺀 것이고, 분포가 하나이면 NumPy 스칼라입니다. 단위는 내트이며 `base`를 주면 그 밑을 따르고, 자료형은 입력의
            실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약 0.00035(`float16`이면 0.031)보다 클 때, 두
            배열의 모양이 다를 때, `axis`를 따라 값이 하나도 없을 때, `axis`나 `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `base`가 실수가 아닐
            때, `keepdims`나 `validate`가 불리언이 아닐 때 납니다.

    Examples:
        차례를 바꾸어도 같고, 겹치지 않는 두 분포도 유한합니다.

        >>> print(f"{js_divergence([0.4, 0.6], [0.5, 0.5]):.6f}")
        0.005059
        >>> print(f"{js_divergence([0.5, 0.5], [0.4, 0.6]):.6f}")
        0.005059
        >>> js_divergence([1, 0], [0, 1], base=2)
        np.float64(1.0)

    **참고 문헌**

    - J. Lin, "Divergence Measures Based on the Shannon Entropy," *IEEE Transactions on Information Theory* 37(1), 1991,
      [doi:10.1109/18.61115](https://doi.org/10.1109/18.61115)
    - D. M. Endres, J. E. Schindelin, "A New Metric for Probability Distributions," *IEEE Transactions on Information
      Theory* 49(7), 2003, [doi:10.1109/TIT.2003.813506](https://doi.org/10.1109/TIT.2003.813506)

    **함께 보기**

    - [`kl_divergence`][crossent.kl_divergence]: 방향이 있는 발산
    - [`mutual_information`][crossent.mutual_information]: 두 변수가 나누어 가진 정보
    """
    (q, p), dtype = read_distributions(axis=axis, keepdims=keepdims, validate=validate, q=q, p=p)

    def four_times(q: Floats, p: Floats, **options: Any) -> Floats:
        """2로 나누면 아주 작은 확률이 0이 되므로, 두 배한 분포끼리 견주고 마지막에 나눕니다."""
        twice_the_mean = q + p
        from_q = _divergence(2 * q, twice_the_mean, p - q, base=base, **options)
        return from_q + _divergence(2 * p, twice_the_mean, q - p, base=base, **options)

    with np.errstate(under="ignore"):
        # 반올림한 확률의 합은 1을 조금 넘을 수 있지만, 결과는 log 2를 넘지 않습니다.
        divergence = along(four_times, q, p, axis=axis, keepdims=keepdims) / 4
        return finish(np.minimum(divergence, log(np.asarray(2.0), base)), dtype)


def mutual_information(joint: ArrayLike, *, base: float | None = None) -> np.floating:
    r"""한 변수를 알 때 다른 변수의 불확실성이 줄어드는 양인 상호 정보량(mutual information)을 계산합니다.

    $$I(X; Y) = \sum_{i,j} p_{ij} \log \frac{p_{ij}}{p_{i\cdot}\, p_{\cdot j}}$$

    결합 분포가 주변 분포의 곱에서 얼마나 떨어져 있는지를 재는 쿨백-라이블러 발산입니다. 두 변수가 독립이면 $0$이고, 한쪽이
    다른 쪽을 완전히 정하면 정해지는 쪽의 엔트로피와 같습니다.

    Args:
        joint: 결합 분포입니다. 모양은 `(m, n)`이고, `joint[i, j]`는 첫 번째 변수가 `i`이고 두 번째 변수가 `j`일 확률입니다.
            값은 0 이상 1 이하이며 모두 더하면 1입니다.
        base: 로그의 밑입니다. 1보다 큰 실수이며, 2이면 단위가 비트(bit)입니다. `None`이면 자연로그라서 내트(nat)입니다.

    Returns:
        상호 정보량입니다. $0$ 이상이고 두 변수의 엔트로피 가운데 작은 쪽 이하인 NumPy 스칼라입니다. 단위는 내트이며
            `base`를 주면 그 밑을 따르고, 자료형은 입력의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 배열이 2차원이 아닐 때, 값이 NaN이거나 0과 1 사이를 벗어날 때, 합과 1의 차이가 약
            0.00035(`float16`이면 0.031)보다 클 때, 표가 비었을 때, `base`가 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `base`가 실수가 아닐 때 납니다.

    Examples:
        늘 같은 면이 나오는 두 동전은 1비트를 나누어 갖고, 독립인 두 동전은 나누어 갖지 않습니다.

        >>> mutual_information([[0.5, 0], [0, 0.5]], base=2)
        np.float64(1.0)
        >>> mutual_information([[0.25, 0.25], [0.25, 0.25]], base=2)
        np.float64(0.0)

        독립에서 아주 조금 벗어나도 유효숫자가 남습니다.

        >>> d = 1e-9
        >>> table = [[0.25 + d, 0.25 - d], [0.25 - d, 0.25 + d]]
        >>> print(f"{mutual_information(table):.4e}")
        8.0000e-18

    **참고 문헌**

    - C. E. Shannon, "A Mathematical Theory of Communication," *Bell System Technical Journal* 27(3), 1948,
      [doi:10.1002/j.1538-7305.1948.tb01338.x](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x)
    - T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2판, Wiley, 2006, 2.3절,
      [doi:10.1002/047174882X](https://doi.org/10.1002/047174882X)

    **함께 보기**

    - [`kl_divergence`][crossent.kl_divergence]: 상호 정보량이 재는 발산
    - [`js_divergence`][crossent.js_divergence]: 어느 분포에서 나온 결과인지와 결과 사이의 상호 정보량
    """
    table, dtype = read_joint(joint)
    # 주변 분포의 곱은 아주 작으면 0이 되므로, 행마다 조건부 분포를 구해 두 번째 변수의 분포와 견줍니다.
    row = table.sum(axis=1, keepdims=True)
    if not row.all():
        table, row = (array[row[:, 0] > 0] for array in (table, row))

    def divergence(table: Floats, row: Floats, column: Floats, gap: Floats, **options: Any) -> Floats:
        return row * _divergence(table / row, column, gap / row, base=base, **options)

    with np.errstate(under="ignore"):
        # 표의 합이 1에서 조금 벗어나도 되므로, 견줄 두 분포는 모두 그 합으로 나눕니다.
        column = table.sum(axis=0, keepdims=True) / row.sum()
        gap = _product_minus(row, column, table)
        column = np.broadcast_to(column, table.shape)
        return cast(np.floating, finish(along(divergence, table, row, column, gap, axis=1, keepdims=True).sum(), dtype))


@np.errstate(divide="ignore", under="ignore", over="ignore")
def _divergence(q: Floats, p: Floats, gap: Floats, *, axis: int, base: float | None, keepdims: bool) -> Floats:
    """``Σ (q log(q/p) + p - q)``를 계산합니다. ``gap``은 p를 반올림하기 전에 구한 ``p - q``입니다."""
    # q와 p가 두 배 안쪽이면 p = q(1 + d)로 놓고 세 항을 함께 구합니다. 이때 p - q는 반올림 없이 정확합니다.
    near = (q < 2 * p) & (p < 2 * q)
    place = np.flatnonzero(near)
    nats, near_q = gap.copy(), q.take(place)
    nats.put(place, near_q * _d_minus_log1p(gap.take(place) / near_q))
    # 더 멀면 p - q에 q log(q/p)를 따로 더합니다. 밑이 2나 10이면 거듭제곱에서 정확합니다.
    place = np.flatnonzero((q > 0) & ~near)
    far_q, far_p = q.take(place), p.take(place)
    far = far_q * log(far_q / far_p, base)
    if np.isinf(far).any():  # p가 0이 아니라 아주 작을 뿐이면 나눗셈이 넘친 것이므로, 나누지 않고 구합니다.
        far = np.where(np.isinf(far), xlogy(far_q, far_q, base) - xlogy(far_q, far_p, base), far)
    logs = np.zeros_like(nats)
    logs.put(place, far)
    return np.asarray(logs.sum(axis=axis, keepdims=keepdims) + in_base(nats.sum(axis=axis, keepdims=keepdims), base))


def _d_minus_log1p(d: Floats) -> Floats:
    """``d - log(1 + d)``를 계산합니다. d가 0에 가까우면 두 수가 거의 같아 빼면 안 되므로 테일러 급수로 구합니다."""
    result = d - np.log1p(d)
    small = np.flatnonzero(np.abs(d) < 1e-2)
    d = d[small]
    result[small] = d**2 * (1 / 2 - d * (1 / 3 - d * (1 / 4 - d * (1 / 5 - d * (1 / 6 - d * (1 / 7 - d / 8))))))
    return result


def _product_minus(row: Floats, column: Floats, table: Floats) -> Floats:
    """``row column - table``, 곧 독립일 때의 표에서 실제 표를 뺀 것입니다. 반올림 오차보다 작은 차이도 남깁니다."""

    def difference(table: Floats, row: Floats, column: Floats) -> Floats:
        # 수를 윗자리와 아랫자리로 나눕니다. float32 두 수의 곱은 float64에서 정확하므로, 곱을 나누어 더하면 반올림되지 않습니다.
        (row_high, row_low), (column_high, column_low) = _halves(row), _halves(column)
        return (row_high * column_high - table) + row_high * column_low + row_low * column_high + row_low * column_low

    gap = np.asarray(elementwise(difference, table, row, column, dtype=table.dtype))
    # 남은 것은 row와 column을 반올림한 오차입니다. 행과 열에 통째로 걸리므로, 0이어야 할 행의 합과 열의 합을 지웁니다.
    gap -= gap.sum(axis=1, keepdims=True) * column
    gap -= row / row.sum() * gap.sum(axis=0)
    return gap


def _halves(x: Floats) -> tuple[Floats, Floats]:
    high = x.astype(np.float32).astype(x.dtype)
    return high, x - high
