"""여러 함수가 함께 쓰는 계산입니다. 0의 로그를 경고 없이 정확하게 다룹니다.

NumPy가 경고하는 일 가운데 옳은 결과인 것만, 그 일이 생기는 자리에서 조용히 넘깁니다. `divide`는 log 0이 -inf가 되는
것이고, `under`는 나타낼 수 있는 가장 작은 수보다 작은 값이 0으로, `over`는 가장 큰 수보다 큰 값이 inf로 반올림되는
것입니다. 나머지는 계산이 틀렸다는 신호이므로 그대로 둡니다.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossent._dtypes import Floats, Reals, Result
from crossent._validation import check_base

PIECE = 2**15  # 한 번에 계산할 원소의 수입니다. 중간 배열이 CPU의 캐시에 들어갑니다.


def elementwise(compute: Callable[..., Floats], *arrays: Floats, dtype: np.dtype[np.floating]) -> Result:
    """첫 배열의 원소마다 하는 계산을 조금씩 나누어 하고 반올림합니다. 중간 배열이 작아 메모리를 아끼고 빠릅니다."""
    if arrays[0].size <= PIECE:
        return finish(compute(*arrays), dtype)
    result = np.empty(arrays[0].shape, dtype)
    fill(result, compute, *(np.broadcast_to(array, result.shape) for array in arrays))
    return result


def fill(result: Floats, compute: Callable[..., Floats], *arrays: Reals) -> None:
    """``compute(*arrays)``를 첫 축을 따라 조금씩 나누어 계산해 반올림하고, ``result``에 씁니다."""
    for part, *parts in _pieces(result, *arrays):
        part[...] = finish(compute(*parts), result.dtype)


def along(compute: Callable[..., Floats], *arrays: Reals, axis: int, keepdims: bool = False) -> Floats:
    """한 축을 더해 없애는 계산 ``compute(*arrays, axis=axis, keepdims=keepdims)``도 다른 축을 따라 조금씩 나누어 합니다."""
    if arrays[0].size <= PIECE or arrays[0].ndim == 1:  # 축이 하나뿐이면 나눌 다른 축이 없습니다.
        return compute(*arrays, axis=axis, keepdims=keepdims)
    kept = -1 if axis % arrays[0].ndim == 0 else 0
    sums = [compute(*parts, axis=axis, keepdims=keepdims) for parts in _pieces(*arrays, axis=kept)]
    return np.concatenate(sums, axis=kept)


def _pieces(*arrays: Reals, axis: int = 0) -> Iterator[tuple[Any, ...]]:
    """배열들을 한 축을 따라 같은 자리에서 나눕니다. 작거나, 그 축이 없는 배열이 있으면 나누지 않습니다."""
    if arrays[0].size <= PIECE or not all(array.ndim for array in arrays):
        return iter([arrays])
    count = min(arrays[0].shape[axis], -(-arrays[0].size // PIECE))
    return zip(*(np.array_split(array, count, axis) for array in arrays), strict=True)


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
    if not y.min(initial=1) > 0:  # 0의 로그를 구할 일이 없으면 가리지 않아도 됩니다.
        y = np.where(x > 0, y, 1)
    return x * log(y, base)


def expected_log(x: Floats, y: Floats, *, base: float | None, axis: int = -1, keepdims: bool = False) -> Floats:
    """한 축을 따라 ``Σ x log y``를 구합니다."""

    def total(x: Floats, y: Floats, *, axis: int, keepdims: bool) -> Floats:
        return np.asarray(xlogy(x, y, base).sum(axis=axis, keepdims=keepdims))

    return along(total, x, y, axis=axis, keepdims=keepdims)


@np.errstate(divide="ignore", under="ignore")
def xlog1py(x: Floats, y: Floats) -> Floats:
    """``x log(1 + y)``를 원소마다 계산합니다. y가 0에 가까워도 유효숫자를 잃지 않습니다."""
    if not y.min(initial=0) > -1:
        y = np.where(x > 0, y, 0)
    return x * np.log1p(y)


@np.errstate(under="ignore", over="ignore")
def times(x: Floats, y: Floats) -> Floats:
    """``x y``를 원소마다 계산합니다. x가 0이면 y가 inf여도 0입니다."""
    if not y.max(initial=0) < math.inf:
        y = np.where(x > 0, y, 0)
    return x * y


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
    return Exponentials(place, largest, powers, powers.sum(axis=axis, keepdims=True))


@np.errstate(under="ignore", over="ignore")
def reduce(losses: Result, weight: Floats, *, reduction: str, dtype: np.dtype[np.floating]) -> Result:
    """사례마다의 손실을 모으고, 결과의 자료형으로 반올림합니다. 평균은 가중치의 합으로 나눕니다."""
    if reduction == "mean":
        divisor = weight.sum()
        mean = losses.sum() / divisor
        # 합이 넘쳐도 평균은 넘치지 않으므로, 그때는 먼저 나눕니다.
        return finish((losses / divisor).sum() if np.isinf(mean) else mean, dtype)
    if reduction == "sum":
        return finish(losses.sum(), dtype)
    return finish(losses, dtype)


@np.errstate(under="ignore", over="ignore")
def finish(value: Result, dtype: np.dtype[np.floating]) -> Result:
    """결과의 자료형으로 반올림합니다. 축을 모두 더한 결과는 NumPy 스칼라가 됩니다."""
    value = value.astype(dtype, copy=False)
    return np.add(value, 0.0, out=value if value.ndim else None)  # 반올림해서 생긴 것까지 -0.0을 0.0으로 바꿉니다.
