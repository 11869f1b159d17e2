"""입력을 검사하는 규칙이 모두 여기에 있습니다. 오류 메시지는 인수, 값, 위치와 고치는 방법을 알려 줍니다."""

import math
import numbers
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating]
Reals = NDArray[np.floating | np.integer | np.bool_]

REDUCTIONS = ("mean", "sum", "none")


def read_distributions(
    *, axis: int, validate: bool, **arguments: ArrayLike
) -> tuple[list[Floats], np.dtype[np.floating]]:
    """확률분포를 읽어, 계산에 쓸 배열과 결과의 자료형을 돌려줍니다.

    `validate=False`는 모든 원소를 훑는 검사만 건너뜁니다. 자료형, 모양, 축은 거의 공짜라서 늘 검사합니다.
    """
    arrays = _read(arguments)
    for name, array in arrays.items():
        _check_axis(name, array, axis)
        if validate:
            _check_range(name, array)
            _check_sums(name, array, axis)
    return _widen(arrays)


def read_probabilities(**arguments: ArrayLike) -> tuple[list[Floats], np.dtype[np.floating]]:
    """합이 1이 아니어도 되는 확률을 읽어, 계산에 쓸 배열과 결과의 자료형을 돌려줍니다."""
    arrays = _read(arguments)
    for name, array in arrays.items():
        _check_range(name, array)
    return _widen(arrays)


def check_base(base: float | None) -> None:
    """로그의 밑은 1이 아닌 양의 유한한 실수여야 합니다."""
    if base is None:
        return
    if not isinstance(base, numbers.Real):
        raise TypeError(
            f"base의 자료형이 {type(base).__name__}입니다. "
            "로그의 밑은 실수 하나여야 합니다. 비트는 base=2, 내트(nat)는 base=None입니다."
        )
    if not 0 < base < math.inf or base == 1:
        raise ValueError(
            f"base가 {base}입니다. "
            "로그의 밑은 1이 아닌 양의 유한한 실수여야 합니다. 비트는 base=2, 내트(nat)는 base=None입니다."
        )


def check_reduction(reduction: str) -> None:
    """손실을 모으는 방법은 세 가지뿐입니다."""
    if reduction not in REDUCTIONS:
        raise ValueError(
            f"reduction이 {reduction!r}입니다. "
            '평균은 "mean", 합은 "sum", 모으지 않은 손실은 "none" 가운데 하나로 고르십시오.'
        )


def _read(arguments: dict[str, ArrayLike]) -> dict[str, Reals]:
    arrays = {name: _as_reals(name, values) for name, values in arguments.items()}
    (first, reference), *others = arrays.items()
    for name, array in others:
        if array.shape != reference.shape:
            raise ValueError(
                f"{first}의 모양은 {reference.shape}인데 {name}의 모양은 {array.shape}입니다. "
                "두 배열의 모양이 같아야 합니다. 값의 짝이 맞는지 확인한 뒤에 reshape나 np.broadcast_to로 맞추십시오."
            )
    return arrays


def _as_reals(name: str, values: ArrayLike) -> Reals:
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(
            f"{name}의 값이 마스크 배열입니다. 가린 값을 어떻게 다룰지 정할 수 없습니다. "
            "가린 값을 빼거나 채운 보통 배열을 넣으십시오."
        )
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name}의 값을 배열로 만들 수 없습니다({error}). 행마다 길이가 같은지 확인하십시오."
        ) from error
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name}의 자료형이 {array.dtype}입니다. 실수, 정수, 불리언만 받습니다. "
            "값이 모두 실수라면 np.asarray(값, dtype=float)로 바꾸어 넣으십시오."
        )
    if array.size == 0:
        raise ValueError(f"{name}의 모양이 {array.shape}이어서 비어 있습니다. 값을 하나 이상 넣으십시오.")
    return array


def _check_axis(name: str, array: Reals, axis: int) -> None:
    try:
        number = operator.index(axis)
    except TypeError as error:
        raise TypeError(f"axis가 {axis!r}입니다. 축은 정수 하나여야 합니다. 마지막 축은 axis=-1입니다.") from error
    if array.ndim == 0:
        raise ValueError(
            f"{name}의 값이 {array}, 곧 수 하나입니다. "
            "확률분포는 배열이어야 합니다. 모든 결과의 확률을 리스트나 배열로 넣으십시오."
        )
    if not -array.ndim <= number < array.ndim:
        raise ValueError(
            f"axis가 {axis}인데 {name}의 모양은 {array.shape}입니다. "
            f"axis는 {-array.ndim} 이상 {array.ndim - 1} 이하여야 합니다."
        )


def _check_range(name: str, array: Reals) -> None:
    wrong = ~((array >= 0) & (array <= 1))  # NaN과 견주면 늘 거짓이므로 NaN도 여기에 걸립니다.
    if not wrong.any():
        return
    place = _first(wrong)
    value = array[place]
    where = f"{name}의 위치 {place}에 있는 값이" if place else f"{name}의 값이"
    if np.isnan(value):
        raise ValueError(f"{where} nan입니다. 결측값을 지우거나 채운 뒤에 다시 계산하십시오.")
    raise ValueError(
        f"{where} {value!s}입니다. 0 이상 1 이하여야 합니다. "
        "로짓(logit)은 소프트맥스나 시그모이드를 거쳐 확률로 바꾸고, 레이블은 0과 1로 나타내십시오."
    )


def _check_sums(name: str, array: Reals, axis: int) -> None:
    # 반올림은 자료형마다 다르므로, 허용 오차도 각 인수의 자료형에서 나옵니다.
    tolerance = math.sqrt(_epsilon(array.dtype))
    sums = np.asarray(np.sum(array, axis=axis, dtype=np.promote_types(array.dtype, np.float64)))
    wrong = np.abs(sums - 1) > tolerance
    if not wrong.any():
        return
    place = _first(wrong)
    where = f"{name}의 위치 {place}에 있는 분포의 합이" if place else f"{name}의 합이"
    raise ValueError(
        f"{where} {sums[place]:.10g}입니다. 확률분포의 합은 1이어야 합니다(허용 오차 {tolerance:.2g}). "
        f"분포가 놓인 축이 axis={axis}인지 확인하고, 맞으면 np.sum({name}, axis={axis}, keepdims=True)로 나누십시오."
    )


def _epsilon(dtype: np.dtype[Any]) -> float:
    return float(np.finfo(dtype if dtype.kind == "f" else np.float64).eps)


def _first(wrong: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _widen(arrays: dict[str, Reals]) -> tuple[list[Floats], np.dtype[np.floating]]:
    """결과의 자료형은 실수 입력을 따르고(정수뿐이면 float64), 계산은 적어도 float64로 합니다."""
    floating = [array.dtype for array in arrays.values() if array.dtype.kind == "f"]
    result = np.result_type(np.float32, *floating) if floating else np.dtype(np.float64)
    working = np.promote_types(result, np.float64)
    return [array.astype(working, copy=False) for array in arrays.values()], result
