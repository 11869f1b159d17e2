"""여러 함수가 함께 쓰는 계산입니다. 0의 로그를 경고 없이 정확하게 다룹니다.

NumPy가 경고하는 일 가운데 여기서는 옳은 결과인 두 가지만 조용히 넘깁니다. `divide`는 log 0이 -inf가 되는 것이고,
`under`는 나타낼 수 있는 가장 작은 수보다 작은 값이 0으로 반올림되는 것입니다. 나머지는 계산이 틀렸다는 신호이므로
그대로 둡니다.
"""

import math

import numpy as np
from numpy.typing import NDArray

from xent._validation import Floats, check_base

Result = np.floating | NDArray[np.floating]


@np.errstate(divide="ignore", under="ignore")
def xlogy(x: Floats, y: Floats) -> Floats:
    """``x log y``를 원소마다 계산합니다. x가 0이면 0이고, x가 0보다 큰데 y가 0이면 -inf입니다."""
    return x * np.log(np.where(x > 0, y, 1))


@np.errstate(divide="ignore", under="ignore")
def xlog1py(x: Floats, y: Floats) -> Floats:
    """``x log(1 + y)``를 원소마다 계산합니다. y가 0에 가까워도 유효숫자를 잃지 않습니다."""
    return x * np.log1p(np.where(x > 0, y, 0))


@np.errstate(under="ignore")
def total(terms: Floats, *, axis: int, base: float | None, keepdims: bool, dtype: np.dtype[np.floating]) -> Result:
    """한 축을 따라 항을 더하고, 로그의 밑을 바꾸고, 결과의 자료형으로 반올림합니다."""
    check_base(base)
    nats: Floats = np.sum(terms, axis=axis, keepdims=keepdims)
    return _finish(nats if base is None else nats / math.log(base), dtype)


@np.errstate(under="ignore")
def reduce(losses: Floats, *, reduction: str, dtype: np.dtype[np.floating]) -> Result:
    """원소마다의 손실을 모으고, 결과의 자료형으로 반올림합니다."""
    if reduction == "mean":
        return _finish(np.mean(losses), dtype)
    if reduction == "sum":
        return _finish(np.sum(losses), dtype)
    return _finish(losses, dtype)


def _finish(value: Result, dtype: np.dtype[np.floating]) -> Result:
    return (value + 0.0).astype(dtype)  # + 0.0은 -0.0을 0.0으로 바꿉니다.
