"""여러 함수가 함께 쓰는 계산입니다. 0의 로그를 경고 없이 정확하게 다룹니다.

NumPy가 경고하는 일 가운데 옳은 결과인 것만, 그 일이 생기는 자리에서 조용히 넘깁니다. `divide`는 log 0이 -inf가 되는
것이고, `under`는 나타낼 수 있는 가장 작은 수보다 작은 값이 0으로, `over`는 가장 큰 수보다 큰 값이 inf로 반올림되는
것입니다. 나머지는 계산이 틀렸다는 신호이므로 그대로 둡니다.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossent._dtypes import Floats, Result
from crossent._validation import check_base


def log(x: Floats, base: float | None = None) -> Floats:
    """로그를 원소마다 계산합니다. 밑이 2나 10이면 그 밑의 로그를 바로 구하므로 거듭제곱에서 정확한 정수가 나옵니다."""
    check_base(base)
    if base == 2:
        return np.log2(x)
    if base == 10:
        return np.log10(x)
    return in_base(np.log(x), base)


def in_base(nats: Floats, base: float | None) -> Floats:
    """내트로 나타낸 값을 밑이 base인 로그의 단위로 바꿉니다."""
    check_base(base)
    return nats if base is None else nats / math.log(base)


@np.errstate(divide="ignore", under="ignore")
def xlogy(x: Floats, y: Floats, base: float | None = None) -> Floats:
    """``x log y``를 원소마다 계산합니다. x가 0이면 0이고, x가 0보다 큰데 y가 0이면 -inf입니다."""
    return x * log(np.where(x > 0, y, 1), base)


@np.errstate(divide="ignore", under="ignore")
def xlog1py(x: Floats, y: Floats) -> Floats:
    """``x log(1 + y)``를 원소마다 계산합니다. y가 0에 가까워도 유효숫자를 잃지 않습니다."""
    return x * np.log1p(np.where(x > 0, y, 0))


@np.errstate(under="ignore", over="ignore")
def times(x: Floats, y: Floats) -> Floats:
    """``x y``를 원소마다 계산합니다. x가 0이면 y가 inf여도 0입니다."""
    return x * np.where(x > 0, y, 0)


class Exponentials(NamedTuple):
    """한 축을 따라 로짓 z의 지수를 구한 것입니다. 가장 큰 로짓 m과 그 자리, 나머지의 합은 그 축을 길이 1로 남깁니다."""

    place: NDArray[np.intp]  # 가장 큰 로짓의 자리
    largest: Floats  # m
    powers: Floats  # exp(z - m), 가장 큰 로짓의 자리에는 1 대신 0
    rest: Floats  # powers의 합


@np.errstate(under="ignore", over="ignore")
def exponentials(logits: Floats, *, axis: int) -> Exponentials:
    """로짓의 지수를 넘치지 않게 구합니다. ``log Σ exp(z) = m + log(1 + rest)``입니다.

    m만큼 빼므로 exp가 넘치지 않고, 가장 큰 항 ``exp(m - m) = 1``을 더하지 않고 두었다가 log1p에 맡기므로 나머지가
    1e-16보다 작아도 1에 묻혀 사라지지 않습니다.
    """
    place = np.argmax(logits, axis=axis, keepdims=True)
    largest = np.take_along_axis(logits, place, axis)
    # inf - inf는 nan입니다. 행을 이어 놓아야 float32의 합에 반올림 오차가 쌓이지 않습니다(NumPy는 이어진 축만 둘씩 더합니다).
    powers = np.subtract(logits, np.where(np.isfinite(largest), largest, 0), order="C")
    np.exp(powers, out=powers)
    np.put_along_axis(powers, place, 0, axis)
    return Exponentials(place, largest, powers, np.sum(powers, axis=axis, keepdims=True))


@np.errstate(under="ignore", over="ignore")
def reduce(losses: Floats, weight: Floats, *, reduction: str, dtype: np.dtype[np.floating]) -> Result:
    """사례마다의 손실을 모으고, 결과의 자료형으로 반올림합니다. 평균은 가중치의 합으로 나눕니다."""
    if reduction == "mean":
        divisor = np.sum(weight)
        mean = np.sum(losses) / divisor
        # 합이 넘쳐도 평균은 넘치지 않으므로, 그때는 먼저 나눕니다.
        return finish(np.sum(losses / divisor) if np.isinf(mean) else mean, dtype)
    if reduction == "sum":
        return finish(np.sum(losses), dtype)
    return finish(losses, dtype)


@np.errstate(under="ignore", over="ignore")
def finish(value: Result, dtype: np.dtype[np.floating]) -> Result:
    """결과의 자료형으로 반올림합니다. 축을 모두 더한 결과는 NumPy 스칼라가 됩니다."""
    return value.astype(dtype, copy=False) + 0.0  # + 0.0은 반올림해서 생긴 것까지 -0.0을 0.0으로 바꿉니다.
