"""자료에서 확률분포를 추정합니다."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._numeric import finish
from crossent._validation import read_counts, read_samples


def from_counts(counts: ArrayLike, *, axis: int = -1, smoothing: float = 0.0) -> NDArray[np.floating]:
    r"""결과마다 센 횟수를 확률분포로 바꿉니다.

    $$p_i = \frac{n_i + \alpha}{\sum_j (n_j + \alpha)}$$

    $n_i$는 횟수, $\alpha$는 횟수마다 더하는 수입니다. $\alpha = 0$이면 비율 그대로이고, 이것이 가능도를 가장 크게 하는
    분포입니다. 한 번도 나오지 않은 결과의 확률이 $0$이면 그 결과가 처음 나올 때 크로스 엔트로피가 $\infty$가 됩니다. 그래서
    조금씩 더해 두기도 하며, $\alpha = 1$이면 더하기 1 스무딩(라플라스 스무딩, Laplace smoothing)입니다.

    Args:
        counts: 횟수입니다. 모양은 `(..., n)`이고, 값은 0 이상의 유한한 수입니다. 정수가 아니어도 됩니다.
        axis: 한 분포의 횟수가 놓인 축입니다. 다른 축은 배치(batch)입니다.
        smoothing: 횟수마다 더하는 수 $\alpha$입니다. 0 이상의 유한한 수입니다.

    Returns:
        확률분포입니다. 모양은 `counts`와 같고, 값은 0 이상 1 이하이며 `axis`를 따라 더하면 1입니다. 자료형은 입력의 실수
            자료형을 따르되 `float32` 이상이고, 횟수가 정수이면 `float64`입니다.

    Raises:
        ValueError: 값이 NaN이거나 음수이거나 무한할 때, 스무딩 없이 한 분포의 횟수가 모두 0일 때, `axis`를 따라 값이
            하나도 없을 때, `axis`나 `smoothing`이 쓸 수 없는 값일 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, `axis`가 정수가 아닐 때, `smoothing`이 실수가
            아닐 때 납니다.

    Examples:
        >>> from_counts([3, 1, 0])
        array([0.75, 0.25, 0.  ])

        하나씩 더하면 나오지 않은 결과에도 확률이 남습니다.

        >>> print(from_counts([3, 1, 0], smoothing=1).round(4))
        [0.5714 0.2857 0.1429]

    **참고 문헌**

    - R. A. Fisher, "On the Mathematical Foundations of Theoretical Statistics," *Philosophical Transactions of the Royal
      Society A* 222, 1922(최대 가능도), [doi:10.1098/rsta.1922.0009](https://doi.org/10.1098/rsta.1922.0009)
    - S. F. Chen, J. Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling," *Computer Speech &
      Language* 13(4), 1999(라플라스 스무딩과 그 뒤의 방법), [doi:10.1006/csla.1999.0128](https://doi.org/10.1006/csla.1999.0128)

    **함께 보기**

    - [`from_samples`][crossent.from_samples]: 세지 않은 표본에서 바로 구하기
    - [`entropy`][crossent.entropy]: 구한 분포의 불확실성
    """
    numbers, added, dtype = read_counts(counts, smoothing, axis)
    with np.errstate(under="ignore", over="ignore"):
        shares = numbers + added
        total = shares.sum(axis=axis, keepdims=True)
        if np.isinf(total).any():  # 비율은 그대로 두고 넘치지 않을 만큼 줄입니다.
            shares = numbers / numbers.size / 2 + added / numbers.size / 2
            total = shares.sum(axis=axis, keepdims=True)
        return np.asarray(finish(np.divide(shares, total, out=shares), dtype))


def from_samples(samples: ArrayLike, *, outcomes: int, smoothing: float = 0.0) -> NDArray[np.floating]:
    r"""표본에 결과가 나온 비율로 확률분포를 추정합니다.

    $$p_i = \frac{n_i + \alpha}{N + n \alpha}$$

    표본의 크기가 $N$, 결과가 $n$가지이고, $n_i$는 표본에 결과 $i$가 나온 횟수, $\alpha$는 횟수마다 더하는 수입니다.

    Args:
        samples: 표본입니다. 모양은 자유롭고, 값은 0 이상 `outcomes - 1` 이하의 정수인 결과의 번호입니다.
        outcomes: 결과의 가짓수 $n$입니다. 1 이상의 정수입니다. 표본에 나오지 않은 결과도 있을 수 있으므로 알려 주어야 합니다.
        smoothing: 횟수마다 더하는 수 $\alpha$입니다. 0 이상의 유한한 수입니다.

    Returns:
        확률분포입니다. 모양은 `(outcomes,)`이고, 값은 0 이상 1 이하이며 모두 더하면 1입니다. 자료형은 `float64`입니다.

    Raises:
        ValueError: 번호가 범위를 벗어날 때, 스무딩 없이 표본이 비었을 때, `outcomes`나 `smoothing`이 쓸 수 없는 값일 때
            납니다.
        TypeError: 번호가 정수가 아니거나 마스크 배열일 때, `outcomes`가 정수가 아닐 때, `smoothing`이 실수가 아닐 때
            납니다.

    Examples:
        >>> rolls = [0, 2, 2, 5, 1, 2]
        >>> print(from_samples(rolls, outcomes=6).round(4))
        [0.1667 0.1667 0.5    0.     0.     0.1667]

        표본으로 잰 크로스 엔트로피는 비율로 구한 것과 같습니다.

        >>> from crossent import categorical_cross_entropy, cross_entropy
        >>> die = [1 / 6] * 6
        >>> print(f"{cross_entropy(from_samples(rolls, outcomes=6), die):.4f}")
        1.7918
        >>> print(f"{categorical_cross_entropy(rolls, [die] * 6):.4f}")
        1.7918

    **참고 문헌**

    - R. A. Fisher, "On the Mathematical Foundations of Theoretical Statistics," *Philosophical Transactions of the Royal
      Society A* 222, 1922, [doi:10.1098/rsta.1922.0009](https://doi.org/10.1098/rsta.1922.0009)

    **함께 보기**

    - [`from_counts`][crossent.from_counts]: 이미 센 횟수에서 구하기
    - [`categorical_cross_entropy`][crossent.categorical_cross_entropy]: 표본의 사례마다 매긴 예측의 손실
    """
    found = np.bincount(read_samples(samples, outcomes, smoothing), minlength=int(outcomes))
    return from_counts(found, smoothing=smoothing)
