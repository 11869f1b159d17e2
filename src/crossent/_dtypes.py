"""배열의 자료형을 다룹니다. 결과는 입력의 자료형을 따르고, 계산은 적어도 float64로 합니다."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Reals = NDArray[np.floating | np.integer | np.bool_]
Result = np.floating | NDArray[np.floating]


def result_dtype(arrays: Iterable[Reals]) -> np.dtype[np.floating]:
    """실수 입력의 자료형입니다. 실수가 없으면 float64이고, float16은 float32로 넓힙니다."""
    floating = [array.dtype for array in arrays if array.dtype.kind == "f"]
    return np.result_type(np.float32, *floating) if floating else np.dtype(np.float64)


def widen(array: Reals) -> Floats:
    """float64보다 좁으면 float64로 넓힙니다."""
    return array.astype(np.promote_types(array.dtype, np.float64), copy=False)


def widen_all(arrays: Iterable[Reals]) -> tuple[list[Floats], np.dtype[np.floating]]:
    """계산에 쓸 배열과 결과의 자료형입니다. 좁은 쪽을 결과의 자료형에 먼저 맞춥니다."""
    arrays = list(arrays)
    dtype = result_dtype(arrays)
    return [widen(array.astype(dtype, copy=False)) for array in arrays], dtype
