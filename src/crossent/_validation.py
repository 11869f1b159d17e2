"""입력을 읽고 검사하는 규칙이 모두 여기에 있습니다. 오류 메시지는 인수, 값, 위치와 고치는 방법을 알려 줍니다."""

import math
import numbers
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._dtypes import Floats, Reals, result_dtype, widen_all

EXACT = 2**53  # 크기가 이보다 작거나 같은 정수는 모두 float64로 나타낼 수 있습니다.
REDUCTIONS = ("mean", "sum", "none")
SWAPPED = "레이블과 {}의 차례가 바뀌지 않았는지 확인하십시오."
NAMES = {"logits": "로짓", "p": "확률"}
# 확률이어야 하는 인수에 확률이 아닌 것을 넣었을 때, 가장 있을 법한 까닭에 맞춘 도움말입니다.
PROBABILITIES = {
    "p": "횟수라면 전체 횟수로, 백분율이라면 100으로 나누십시오.",
    "y_true": "레이블은 0과 1로 나타내십시오.",
    "y_pred": "로짓(logit)이라면 binary_cross_entropy_with_logits를 쓰십시오.",
}


def read_distributions(
    *, axis: int, keepdims: bool = False, validate: bool = True, **arguments: ArrayLike
) -> tuple[list[Floats], np.dtype[np.floating]]:
    """확률분포를 읽어, 계산에 쓸 배열과 결과의 자료형을 돌려줍니다.

    `validate=False`는 모든 원소를 훑는 검사만 건너뜁니다. 자료형, 모양, 축은 거의 공짜라서 늘 검사합니다.
    """
    check_switch("keepdims", keepdims)
    check_switch("validate", validate)
    arrays = _read(arguments)
    for name, array in arrays.items():
        check_axis(name, array, axis)
        if validate:
            check_distribution(name, array, axis)
    return widen_all(arrays.values())


def check_distribution(name: str, array: Reals, axis: int) -> None:
    """확률분포는 0 이상 1 이하인 값이고, 축을 따라 더하면 1입니다."""
    _check_range(name, array, axis=axis)
    _check_sums(name, array, axis)


def read_probabilities(**arguments: ArrayLike) -> tuple[list[Floats], np.dtype[np.floating]]:
    """합이 1이 아니어도 되는 확률을 읽어, 계산에 쓸 배열과 결과의 자료형을 돌려줍니다."""
    arrays = _read(arguments)
    for name, array in arrays.items():
        _check_range(name, array, PROBABILITIES[name])
    return widen_all(arrays.values())


class Binary(NamedTuple):
    """검사를 마친 이진 레이블과 예측입니다. 셋의 모양이 같습니다."""

    y: Floats  # 레이블 스무딩까지 마친 레이블
    prediction: Floats  # 확률이나 로짓
    importance: Floats  # 사례 가중치, 1이거나 받은 것
    dtype: np.dtype[np.floating]  # 결과의 자료형


def read_binary(
    y_true: ArrayLike,
    *,
    example_weight: ArrayLike | None,
    label_smoothing: float,
    reduction: str,
    **prediction: ArrayLike,
) -> Binary:
    """이진 손실의 레이블과 예측을 읽습니다. 가중치가 0인 사례는 값을 검사하지 않습니다.

    시그모이드는 무한대에서도 값이 분명하므로, 예측이 로짓이면 NaN만 아니면 됩니다.
    """
    (predicted,) = prediction
    label_smoothing = read_label_smoothing(label_smoothing)
    arrays = _read({"y_true": y_true, **prediction})
    check_reduction(reduction, arrays["y_true"])
    importance = read_example_weight(example_weight, arrays["y_true"].shape, reduction)
    if example_weight is not None and not importance.all():
        arrays = {name: np.where(importance > 0, array, 0) for name, array in arrays.items()}
    hints = [PROBABILITIES["y_true"]]
    if predicted == "logits":  # 실수이면 로짓을, 정수이면 0과 1이 아닌 레이블을 먼저 의심합니다.
        hints.insert(0 if arrays["y_true"].dtype.kind == "f" else 1, SWAPPED.format(NAMES[predicted]))
    _check_range("y_true", arrays["y_true"], " ".join(hints))
    if predicted == "logits":
        check_nan("logits", arrays["logits"], arrays["logits"])
    else:
        _check_range(predicted, arrays[predicted], PROBABILITIES[predicted])
    (y, values), dtype = widen_all(arrays.values())
    if label_smoothing > 0:
        y = (1 - label_smoothing) * y + label_smoothing / 2
    return Binary(y, values, importance, dtype)


def read_example_weight(values: ArrayLike | None, shape: tuple[int, ...], reduction: str) -> Floats:
    """사례 가중치를 읽습니다. 없으면 모두 1입니다.

    평균은 가중치의 비율만 따르므로, 그때는 가장 큰 것으로 나누어 손실에 곱해도 넘치지 않게 합니다.
    """
    if values is None:
        return np.broadcast_to(1.0, shape)
    weight = read_weight("example_weight", values, np.dtype(np.float64))
    if weight.shape != shape:
        raise ValueError(
            f"example_weight의 모양이 {weight.shape}입니다. 사례마다 하나씩이므로 모양이 {shape}이어야 합니다."
        )
    if reduction != "mean" or weight.size == 0:
        return weight
    if not weight.any():
        raise ValueError(
            "example_weight가 모두 0이어서 평균을 낼 수 없습니다. "
            '그런 배치를 건너뛰거나, 합(이때는 0)을 돌려주는 reduction="sum"을 쓰십시오.'
        )
    with np.errstate(under="ignore"):
        return np.asarray(weight / weight.max())


def read_counts(counts: ArrayLike, smoothing: float, axis: int) -> tuple[Floats, float, np.dtype[np.floating]]:
    """횟수와 라플라스 스무딩의 수를 읽습니다. 분포마다 나눌 것이 있어야 합니다."""
    array = as_reals("counts", counts)
    check_axis("counts", array, axis)
    if not (array.min(initial=0) >= 0 and array.max(initial=0) < math.inf):
        wrong = ~((array >= 0) & (array < math.inf))
        raise ValueError(f"{_first('counts', array, wrong)}입니다. 횟수는 0 이상의 유한한 수여야 합니다.")
    added = _read_smoothing(smoothing)
    if added == 0 and not array.all() and (empty := ~np.any(array, axis=axis)).any():
        place = _place(empty)
        row = f"counts의 위치 {place}에 있는" if place else "counts의"
        raise ValueError(
            f"{row} 횟수가 모두 0이어서 비율을 알 수 없습니다. "
            "본 것이 없는 분포를 빼거나, 횟수마다 더할 수를 smoothing에 넘기십시오."
        )
    (array,), dtype = widen_all([array])
    return array, added, dtype


def read_samples(samples: ArrayLike, outcomes: int, smoothing: float) -> NDArray[np.intp]:
    """결과의 번호를 늘어놓은 표본을 읽습니다."""
    number = _read_positive("outcomes가", outcomes, "결과의 가짓수는")
    array = as_reals("samples", samples)
    if array.size == 0 and _read_smoothing(smoothing) == 0:
        raise ValueError(
            "samples가 비어 있어서 비율을 알 수 없습니다. 표본을 하나 이상 넣거나, 횟수마다 더할 수를 smoothing에 넘기십시오."
        )
    array = _as_numbers(
        array,
        f"samples의 자료형이 {array.dtype}입니다. 표본은 결과의 번호이므로 정수여야 합니다. "
        "횟수를 센 것이라면 from_counts를 쓰십시오.",
    )
    wrong = (array < 0) | (array >= number)
    if wrong.any():
        raise ValueError(
            f"{_first('samples', array, wrong)}입니다. 결과가 {number}개이므로 0 이상 {number - 1} 이하여야 합니다."
        )
    return array.ravel().astype(np.intp)


def _as_numbers(array: Reals, message: str) -> Reals:
    """결과나 클래스의 번호는 정수여야 합니다."""
    if array.size == 0:
        return array.astype(np.intp)  # NumPy는 빈 리스트를 실수로 읽습니다.
    if array.dtype.kind not in "iu":
        raise TypeError(message)
    return array


def _read_smoothing(smoothing: float) -> float:
    if not isinstance(smoothing, numbers.Real) or isinstance(smoothing, bool):
        raise TypeError(f"smoothing의 자료형이 {type(smoothing).__name__}입니다. 실수 하나여야 합니다.")
    if not 0 <= smoothing < math.inf:
        raise ValueError(f"smoothing이 {smoothing}입니다. 횟수마다 더하는 수이므로 0 이상의 유한한 수여야 합니다.")
    return float(smoothing)


def read_joint(joint: ArrayLike) -> tuple[Floats, np.dtype[np.floating]]:
    """두 변수의 결합 분포를 읽습니다. 표 전체를 더한 값이 1이어야 합니다."""
    table = as_reals("joint", joint)
    if table.ndim != 2:
        raise ValueError(
            f"joint의 모양이 {table.shape}입니다. 결합 분포는 2차원 표여야 합니다. "
            "joint[i, j]에 첫 번째 변수가 i이고 두 번째 변수가 j일 확률을 넣으십시오."
        )
    if table.size == 0:
        raise ValueError(f"joint의 모양이 {table.shape}이어서 비어 있습니다. 값을 하나 이상 넣으십시오.")
    way_out = "횟수를 센 표라면 np.sum(joint)으로 나누십시오."
    _check_range("joint", table, way_out)
    _check_sums("joint", table, None, way_out)
    (table,), dtype = widen_all([table])
    return table, dtype


def read_bins(bins: int) -> int:
    """확신을 나눌 구간의 수입니다."""
    return _read_positive("bins가", bins, "구간의 수는")


def read_byte_count(byte_count: int) -> int:
    """글의 바이트 수입니다."""
    return _read_positive("byte_count가", byte_count, "글의 바이트 수는")


def read_given(given: int) -> int:
    """아는 변수가 표의 몇째 축에 놓였는지입니다."""
    number = _read_integer("given이", given, "아는 변수의 축은 0이나 1입니다.")
    if number not in (0, 1):
        raise ValueError(f"given이 {given}입니다. 첫 번째 변수를 알면 0, 두 번째 변수를 알면 1입니다.")
    return number


def read_logits(logits: ArrayLike, *, axis: int) -> Floats:
    """로짓을 실수로 읽습니다. 정수는 float64가 됩니다. 값은 가장 큰 로짓을 구한 뒤에 `check_logits`로 검사합니다."""
    array = as_reals("logits", logits)
    check_axis("logits", array, axis)
    if array.dtype.kind in "iu":
        inexact = (array > EXACT) | (array < -EXACT)
        if inexact.any():
            raise ValueError(
                f"{_first('logits', array, inexact)}입니다. 크기가 2**53을 넘는 정수는 float64로 옮기면 반올림되어 로짓의 "
                "차이가 달라질 수 있습니다. 그래도 된다면 np.asarray(값, dtype=float)로 바꾸어 넣으십시오."
            )
    return array.astype(result_dtype([array]), copy=False)


def read_elements(logits: ArrayLike) -> tuple[Floats, np.dtype[np.floating]]:
    """축이 없는 로짓을 읽습니다. 시그모이드는 무한대에서도 값이 분명하므로 NaN만 아니면 됩니다."""
    array = as_reals("logits", logits)
    check_nan("logits", array, array)
    (z,), dtype = widen_all([array])
    return z, dtype


def read_pos_weight(pos_weight: ArrayLike, logits: Floats) -> Floats:
    """양성의 가중치를 읽습니다. 하나이거나, 로짓의 마지막 축들과 모양이 같습니다."""
    weight = read_weight("pos_weight", pos_weight, logits.dtype)
    shape = logits.shape
    if weight.shape and weight.shape != shape[-weight.ndim :]:
        raise ValueError(
            f"pos_weight의 모양은 {weight.shape}인데 logits의 모양은 {shape}입니다. "
            "수 하나를 넣거나, 모양이 logits의 마지막 축들과 같은 배열을 넣으십시오."
        )
    return weight


def check_order(labels: Reals, prediction: Reals, name: str) -> None:
    """분류 손실의 두 인수는 차례를 바꾸어 넣기 쉽습니다. 그러면 레이블이 클래스의 축을 하나 더 가집니다."""
    if labels.ndim == prediction.ndim + 1 and labels.shape[:-1] == prediction.shape and labels.shape[-1] > 1:
        raise ValueError(
            f"labels의 모양은 {labels.shape}인데 {name}의 모양은 {prediction.shape}입니다. "
            "두 인수의 차례가 바뀐 것으로 보입니다. "
            f"PyTorch의 손실 함수와 달리 레이블을 먼저, {NAMES[name]}을 나중에 넣으십시오."
        )


def read_labels(
    array: Reals, prediction: Reals, name: str, *, axis: int, used: NDArray[np.bool_], ignore_index: int | None
) -> tuple[Reals, NDArray[np.bool_]]:
    """클래스 번호나 분포인 레이블을 읽어, 어느 사례를 세는지와 함께 돌려줍니다. `used`가 False인 사례는 값을 보지 않습니다.

    `name`은 예측의 이름입니다. 클래스는 예측의 축 `axis`에 놓였고, 번호의 모양은 예측의 모양에서 그 축을 뺀 것입니다.
    """
    classes = prediction.shape[axis]
    if array.shape == prediction.shape:
        if ignore_index is not None:
            raise ValueError(
                f"ignore_index가 {ignore_index}인데 labels는 모양이 {array.shape}인 분포입니다. 무시할 사례를 번호로 "
                "나타내려면 labels도 클래스 번호여야 합니다. 분포라면 example_weight에서 그 사례의 가중치를 0으로 두십시오."
            )
        array = fill_unused(array, used, axis)
        way_out = f"{SWAPPED.format(NAMES[name])} 모양이 {array.shape}인 레이블은 클래스 번호가 아니라 분포입니다."
        _check_range("labels", array, way_out)
        _check_sums("labels", array, axis=axis)
        return array, used
    if array.shape != used.shape:
        raise ValueError(_misfit(array, prediction, name, axis))
    array = _as_numbers(
        array,
        f"labels의 자료형이 {array.dtype}입니다. 모양이 {array.shape}인 레이블은 클래스 번호이므로 정수여야 합니다. "
        "값이 모두 정수라면 np.asarray(값, dtype=int)로 바꾸어 넣으십시오.",
    )
    if ignore_index is not None:
        number = _read_integer("ignore_index가", ignore_index, "클래스 번호처럼 정수 하나여야 합니다.")
        used = np.asarray(used & (array != number))
    array = np.where(used, array, 0)  # 세지 않을 사례의 번호는 쓰지 않으므로 있는 클래스이기만 하면 됩니다.
    wrong = (array < 0) | (array >= classes)
    if wrong.any():
        raise ValueError(
            f"{_first('labels', array, wrong)}입니다. 클래스가 {classes}개이므로 0 이상 {classes - 1} 이하여야 합니다. "
            "무시하라는 표시라면 그 번호를 ignore_index에 넘기십시오."
        )
    return array, used


def fill_unused(array: Reals, used: NDArray[np.bool_], axis: int) -> Reals:
    """세지 않을 사례에는 첫 클래스의 확률이 1인 분포를 넣습니다. 무엇이 들어 있었든 손실에 쓰이지 않습니다."""
    if used.all():
        return array
    first = np.zeros(array.shape[axis], array.dtype)
    first[0] = 1
    return np.moveaxis(np.where(used[..., np.newaxis], np.moveaxis(array, axis, -1), first), -1, axis)


def read_class_weights(weight: ArrayLike | None, classes: int) -> Floats:
    """클래스마다 하나씩 있는 가중치를 읽습니다. 없으면 모두 1입니다."""
    if weight is None:
        return np.ones(classes)
    array = read_weight("weight", weight, np.dtype(np.float64))
    if array.shape != (classes,):
        raise ValueError(
            f"weight의 모양이 {array.shape}입니다. 클래스가 {classes}개이므로 모양이 ({classes},)이어야 합니다."
        )
    return array


def read_weight(name: str, values: ArrayLike, dtype: np.dtype[np.floating]) -> Floats:
    """가중치는 0 이상의 유한한 실수입니다. 계산에 쓸 자료형에서도 유한해야 합니다."""
    given = as_reals(name, values)
    with np.errstate(under="ignore", over="ignore"):
        weight: Floats = given.astype(dtype, copy=False)
    wrong = ~((weight >= 0) & (weight < math.inf))
    if wrong.any():
        raise ValueError(f"{_first(name, given, wrong)}입니다. 가중치는 0 이상의 유한한 실수여야 합니다.")
    return weight


def read_label_smoothing(label_smoothing: float) -> float:
    """레이블 스무딩의 비율은 0 이상 1 이하입니다. 좁은 자료형이면 빼고 나눌 때 반올림되므로 파이썬의 실수로 바꿉니다."""
    if not isinstance(label_smoothing, numbers.Real) or isinstance(label_smoothing, bool):
        raise TypeError(f"label_smoothing의 자료형이 {type(label_smoothing).__name__}입니다. 실수 하나여야 합니다.")
    if not 0 <= label_smoothing <= 1:
        raise ValueError(
            f"label_smoothing이 {label_smoothing}입니다. 레이블에서 덜어 내는 비율이므로 0 이상 1 이하여야 합니다."
        )
    return float(label_smoothing)


def check_total_weight(
    total_weight: Floats, used: NDArray[np.bool_], importance: Floats, ignore_index: int | None
) -> None:
    """평균은 가중치의 합으로 나누므로, 나눌 것이 남아 있어야 합니다. `used`는 무시하지도 않고 사례 가중치도 있는 사례입니다."""
    if total_weight.any():
        return
    why = f"레이블이 모두 무시할 번호(ignore_index={ignore_index})"
    why += "여서 " if importance.all() else "이거나 사례 가중치가 0이어서 "
    if not used.any():
        raise ValueError(
            f"{why}평균을 낼 사례가 없습니다. "
            '사례가 없는 배치를 건너뛰거나, 합(이때는 0)을 돌려주는 reduction="sum"을 쓰십시오.'
        )
    raise ValueError(
        "남은 사례의 가중치가 모두 0이어서 평균을 낼 수 없습니다. "
        'weight를 확인하거나, 가중치의 합으로 나누지 않는 reduction="sum"을 쓰십시오.'
    )


def check_reduction(reduction: str, labels: Reals) -> None:
    """손실을 모으는 방법은 세 가지뿐입니다. 빈 배치는 합이 0이지만 평균은 없습니다."""
    if not isinstance(reduction, str) or reduction not in REDUCTIONS:
        raise ValueError(
            f"reduction이 {reduction!r}입니다. "
            '평균은 "mean", 합은 "sum", 모으지 않은 손실은 "none" 가운데 하나로 고르십시오.'
        )
    if reduction == "mean" and labels.size == 0:
        raise ValueError(
            f"레이블의 모양이 {labels.shape}이어서 평균을 낼 사례가 없습니다. "
            '빈 배치를 건너뛰거나, 합(이때는 0)을 돌려주는 reduction="sum"을 쓰십시오.'
        )


def check_nan(name: str, array: Reals, suspects: Reals) -> None:
    """`suspects`에 NaN이 있으면 `array`에서 그 자리를 찾아 알립니다."""
    if suspects.size > 0 and np.isnan(suspects.max()):  # NaN이 하나라도 있으면 가장 큰 값도 NaN입니다.
        where = _first(name, array, np.isnan(array))
        raise ValueError(f"{where}입니다. 결측값이 섞였거나 앞선 계산이 넘치지 않았는지 확인하십시오.")


def check_logits(logits: Floats, largest: Floats, *, axis: int) -> None:
    """로짓은 유한한 수이거나 -inf이고, 적어도 하나는 유한해야 합니다.

    가장 큰 로짓만 보면 됩니다. NaN이나 inf가 하나라도 있으면 그것이 가장 큰 로짓이고, 가장 큰 로짓이 -inf이면 모두
    -inf입니다.
    """
    if np.isfinite(largest).all():
        return
    check_nan("logits", logits, largest)
    if (logits == math.inf).any():
        where = _first("logits", logits, logits == math.inf)
        raise ValueError(
            f"{where}입니다. 로짓은 유한한 수이거나 -inf(확률 0)여야 합니다. 앞선 계산이 넘치지 않았는지 확인하십시오."
        )
    place = _place(np.squeeze(largest, axis=axis) == -math.inf)
    row = f"logits의 위치 {place}에 있는" if place else "logits의"
    raise ValueError(f"{row} 로짓이 모두 -inf입니다. 확률을 줄 곳이 있어야 하므로 적어도 하나는 유한한 수여야 합니다.")


def check_base(base: float | None) -> None:
    """로그의 밑은 1보다 큰 실수입니다. 1보다 작으면 로그의 부호가 바뀌어 정보량이 음수가 됩니다."""
    if base is None:
        return
    if not isinstance(base, numbers.Real):
        raise TypeError(
            f"base의 자료형이 {type(base).__name__}입니다. "
            "로그의 밑은 실수 하나여야 합니다. 비트는 base=2, 내트(nat)는 base=None입니다."
        )
    try:
        usable = 1 < base < math.inf and 0 < math.log(base) < math.inf
    except OverflowError:  # 나누어떨어지지 않는 아주 큰 분수
        usable = False
    if not usable:
        raise ValueError(
            f"base가 {base}입니다. "
            "로그의 밑은 1보다 큰 유한한 실수여야 합니다. 비트는 base=2, 내트(nat)는 base=None입니다."
        )


def as_reals(name: str, values: ArrayLike) -> Reals:
    """실수, 정수, 불리언 배열로 읽습니다."""
    if values is None:
        raise TypeError(f"{name}의 값이 None입니다. 그 값을 만든 함수에 return이 빠지지 않았는지 확인하십시오.")
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
    except (TypeError, RuntimeError) as error:
        raise TypeError(
            f"{name}의 값을 배열로 만들 수 없습니다({error}). PyTorch 텐서라면 x.detach().cpu().numpy()를 넣으십시오."
        ) from error
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name}의 자료형이 {array.dtype}입니다. 실수, 정수, 불리언만 받습니다. "
            "값이 모두 실수라면 np.asarray(값, dtype=float)로 바꾸어 넣으십시오."
        )
    return array


def _read(arguments: dict[str, ArrayLike]) -> dict[str, Reals]:
    arrays = {name: as_reals(name, values) for name, values in arguments.items()}
    (first, reference), *others = arrays.items()
    for name, array in others:
        if array.shape == reference.shape:
            continue
        way_out = "값의 짝이 맞는지 확인한 뒤에 reshape나 np.broadcast_to로 맞추십시오."
        if reference.dtype.kind in "iu" and array.shape[:-1] == reference.shape and array.shape[-1] > 1:
            way_out = (
                f"{first}가 클래스 번호라면 categorical_cross_entropy를 쓰거나, np.eye({array.shape[-1]})[{first}]로 "
                "원-핫(one-hot) 레이블을 만드십시오."
            )
        raise ValueError(
            f"{first}의 모양은 {reference.shape}인데 {name}의 모양은 {array.shape}입니다. "
            f"두 배열의 모양이 같아야 합니다. {way_out}"
        )
    return arrays


def _read_integer(subject: str, value: int, meaning: str) -> int:
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{subject} {value!r}입니다. {meaning}")
    return int(value)


def _read_positive(subject: str, value: int, what: str) -> int:
    number = _read_integer(subject, value, f"{what} 정수 하나여야 합니다.")
    if number < 1:
        raise ValueError(f"{subject} {number}입니다. {what} 1 이상이어야 합니다.")
    return number


def check_switch(name: str, value: bool) -> None:
    """켜거나 끄는 인수는 불리언이어야 합니다."""
    if not isinstance(value, bool):
        raise TypeError(f"{name}가 {value!r}입니다. True나 False를 넣으십시오.")


def check_axis(name: str, array: Reals, axis: int) -> None:
    """축은 있어야 하고, 비어 있지 않아야 합니다."""
    number = _read_integer("axis가", axis, "축은 정수 하나여야 합니다. 마지막 축은 axis=-1입니다.")
    if array.ndim == 0:
        raise ValueError(f"{name}의 값이 {array}, 곧 수 하나입니다. 모든 결과의 값을 담은 리스트나 배열이어야 합니다.")
    if not -array.ndim <= number < array.ndim:
        raise ValueError(
            f"axis가 {axis}인데 {name}의 모양은 {array.shape}입니다. "
            f"axis는 {-array.ndim} 이상 {array.ndim - 1} 이하여야 합니다."
        )
    if array.shape[number] == 0:
        raise ValueError(
            f"{name}의 모양이 {array.shape}이어서 축(axis={axis})이 비어 있습니다. 값을 하나 이상 넣으십시오."
        )


def _check_range(name: str, array: Reals, way_out: str | None = None, *, axis: int | None = None) -> None:
    """확률은 0 이상 1 이하입니다. 축을 알려 주면 그 축에 놓인 분포로 보고, `way_out` 대신 값에 맞는 도움말을 씁니다."""
    if array.size == 0 or (array.min() >= 0 and array.max() <= 1):  # NaN과 견주면 늘 거짓이므로 NaN도 여기에 걸립니다.
        return
    wrong = ~((array >= 0) & (array <= 1))
    where = _first(name, array, wrong)
    if np.isnan(array[_place(wrong)]):
        raise ValueError(f"{where}입니다. 결측값을 지우거나 채운 뒤에 다시 계산하십시오.")
    raise ValueError(f"{where}입니다. 0 이상 1 이하여야 합니다. {_way_into_range(name, array, way_out, axis)}")


def _way_into_range(name: str, array: Reals, way_out: str | None, axis: int | None) -> str:
    if np.max(np.abs(array - np.clip(array, 0.0, 1.0))) <= _tolerance(array.dtype):
        return f"반올림 오차라면 np.clip({name}, 0, 1)로 잘라 내십시오."
    if way_out is not None:
        return way_out
    divide = f"np.sum({name}, axis={axis}, keepdims=True)로"
    if (array >= 0).all() and np.isfinite(array).all() and (array == np.floor(array)).all():
        return f"횟수나 백분율이라면 {divide} 나누고, 로짓(logit)이라면 softmax를 거치십시오."
    return f"로짓(logit)이라면 softmax를 거치고, 횟수나 백분율이라면 {divide} 나누십시오."


def _check_sums(name: str, array: Reals, axis: int | None, way_out: str = "") -> None:
    tolerance, dtype = _tolerance(array.dtype), np.promote_types(array.dtype, np.float64)
    rows = array.reshape(-1) if axis is None else array.swapaxes(axis, -1)
    if (np.abs(np.einsum("...i->...", rows, dtype=dtype) - 1) <= tolerance).all():  # 짧은 행은 sum보다 몇 배 빠릅니다.
        return
    sums = np.asarray(array.sum(axis=axis, dtype=dtype))
    wrong = np.abs(sums - 1) > tolerance
    if not wrong.any():
        return
    place = _place(wrong)
    where = f"{name}의 위치 {place}에 있는 분포의 합이" if place else f"{name}의 합이"
    way_out = way_out or (
        f"분포가 놓인 축이 axis={axis}인지 확인하고, 맞으면 np.sum({name}, axis={axis}, keepdims=True)로 나누십시오."
    )
    raise ValueError(
        f"{where} {sums[place]:.10g}입니다. 확률분포의 합은 1이어야 합니다(허용 오차 {tolerance:.2g}). {way_out}"
    )


def _tolerance(dtype: np.dtype[Any]) -> float:
    """반올림한 확률의 합이 1에서 벗어나도 되는 크기입니다.

    float64라도 float32로 계산했거나 소수점 아래 넷째 자리까지 적은 값일 수 있으므로, float32보다 엄격하게 보지 않습니다.
    """
    return math.sqrt(np.finfo(dtype if dtype == np.float16 else np.float32).eps)


def _misfit(labels: Reals, prediction: Reals, name: str, axis: int) -> str:
    """레이블의 모양이 맞지 않을 때의 메시지입니다. 예측의 다른 축을 빼면 맞는다면, 클래스가 그 축에 놓였을 것입니다."""
    shape = prediction.shape
    found = f"labels의 모양은 {labels.shape}인데 {name}의 모양은 {shape}입니다. "
    rule = f"labels의 모양은 클래스 번호라면 {without(shape, axis)}, 분포라면 {shape}이어야 합니다."
    for other in range(len(shape)):
        if other != axis % len(shape) and labels.shape == without(shape, other):
            return f"{found}클래스가 axis={other}에 놓였다면 그 축을 axis에 넘기십시오. axis={axis}에 놓였다면 {rule}"
    return found + rule


def without(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """모양에서 한 축을 뺍니다."""
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


def _place(wrong: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _first(name: str, array: Reals, wrong: NDArray[np.bool_]) -> str:
    """조건에 맞는 첫 번째 값을 ``p의 위치 (1,)에 있는 값이 1.5``처럼 가리킵니다."""
    place = _place(wrong)
    return f"{name}의 위치 {place}에 있는 값이 {array[place]!s}" if place else f"{name}의 값이 {array!s}"
