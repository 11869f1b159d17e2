"""분류 손실과 그 기울기가 함께 쓰는 것입니다. 레이블이 클래스 번호이든 분포이든 같은 꼴로 읽습니다."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._dtypes import Floats, Reals, result_dtype, widen, widen_all
from crossent._numeric import exponentials
from crossent._validation import (
    as_reals,
    check_axis,
    check_distribution,
    check_logits,
    check_order,
    check_reduction,
    check_total_weight,
    fill_unused,
    read_class_weights,
    read_example_weight,
    read_label_smoothing,
    read_labels,
    read_logits,
    without,
)

HUGE = 2.0**1023  # 두 배하면 넘치는 2의 거듭제곱


def places(indices: Reals) -> NDArray[np.intp]:
    """클래스 번호 ``(...)``를 마지막 축의 위치로 쓸 모양 ``(..., 1)``로 바꿉니다."""
    return indices[..., np.newaxis].astype(np.intp, copy=False)


def distributions(labels: Reals, shape: tuple[int, ...]) -> Floats:
    """레이블을 모양이 ``shape``인 분포로 나타냅니다. 클래스 번호는 원-핫이 됩니다."""
    if labels.ndim == len(shape):
        return widen(labels)
    one_hot: Floats = np.zeros(shape)
    np.put_along_axis(one_hot, places(labels), 1, axis=-1)
    return one_hot


class Batch(NamedTuple):
    """검사를 마친 사례들입니다. 클래스는 C개이고, 마지막 축으로 옮겨 놓았습니다."""

    labels: Reals  # 클래스 번호 (...) 또는 분포 (..., C)
    logits: Floats  # (..., C)
    axis: int  # 클래스가 놓였던 축
    dtype: np.dtype[np.floating]  # 결과의 자료형
    weight: Floats  # 클래스 가중치 (C,)
    label_smoothing: float
    importance: Floats  # 사례 가중치 (...), 무시할 사례는 0
    total_weight: Floats  # 사례마다의 가중치 Σ w y에 사례 가중치를 곱한 것 (...)

    @property
    def has_indices(self) -> bool:
        """레이블이 분포가 아니라 클래스 번호인지입니다."""
        return self.labels.ndim < self.logits.ndim

    def targets(self, labels: Reals, importance: Floats) -> Floats:
        """사례 몇 개의, 가중치와 레이블 스무딩까지 마친 레이블 ``w ỹ``입니다. 모양은 로짓과 같고, 무시할 사례는 0입니다."""
        labels = distributions(labels, (*importance.shape, len(self.weight)))
        smoothed = (1 - self.label_smoothing) * labels + self.label_smoothing / len(self.weight)
        return self.weight * smoothed * importance[..., np.newaxis]

    def check(self, largest: Floats) -> None:
        """사례 몇 개의 가장 큰 로짓을 보고 로짓의 값을 검사합니다. 위치는 모든 사례에서, 축을 옮기기 전의 것으로 알립니다."""
        if np.isfinite(largest).all():
            return
        largest = np.max(self.logits, axis=-1, keepdims=True)
        logits, largest = (np.moveaxis(array, -1, self.axis) for array in (self.logits, largest))
        check_logits(logits, largest, axis=self.axis)


def read_batch(
    labels: ArrayLike,
    logits: ArrayLike,
    *,
    axis: int,
    weight: ArrayLike | None,
    example_weight: ArrayLike | None,
    label_smoothing: float,
    ignore_index: int | None,
    reduction: str,
) -> Batch:
    """손실 함수의 인수를 검사하고 읽습니다."""
    label_smoothing = read_label_smoothing(label_smoothing)
    labels, given = as_reals("labels", labels), as_reals("logits", logits)
    check_order(labels, given, "logits")
    logits = read_logits(given, axis=axis)
    importance = read_example_weight(example_weight, without(logits.shape, axis), reduction)
    labels, used = read_labels(labels, logits, "logits", axis=axis, used=importance > 0, ignore_index=ignore_index)
    check_reduction(reduction, labels)
    logits = np.moveaxis(logits, axis, -1)
    if labels.ndim == logits.ndim:
        labels = np.moveaxis(labels, axis, -1)
    if not used.all():
        logits = np.where(used[..., np.newaxis], logits, 0)  # 무시할 사례의 로짓은 쓰지 않으므로 무엇이든 됩니다.
    # 정수 로짓은 결과의 자료형에 영향을 주지 않습니다. 레이블이 float32이더라도 계산은 float64로 합니다.
    dtype = result_dtype([given, labels])
    logits = logits.astype(np.result_type(logits, dtype), copy=False)
    class_weight = read_class_weights(weight, logits.shape[-1])
    if weight is not None and reduction == "mean":
        class_weight = relative_weights(class_weight, labels, used, label_smoothing)
    with np.errstate(under="ignore", over="ignore"):
        numbered = labels.ndim < logits.ndim
        total_weight = importance * used * (class_weight[labels] if numbered else widen(labels) @ class_weight)
    if reduction == "mean":
        check_total_weight(total_weight, used, importance, ignore_index)
    return Batch(labels, logits, axis, dtype, class_weight, label_smoothing, importance * used, total_weight)


class Forecasts(NamedTuple):
    """검사를 마친 레이블과 예측한 확률입니다. 클래스는 C개이고, 마지막 축으로 옮겨 놓았습니다."""

    labels: Reals  # 클래스 번호 (...) 또는 분포 (..., C)
    p: Floats  # (..., C)
    importance: Floats  # 사례 가중치 (...), 무시할 사례는 0
    dtype: np.dtype[np.floating]  # 결과의 자료형

    @property
    def has_indices(self) -> bool:
        """레이블이 분포가 아니라 클래스 번호인지입니다."""
        return self.labels.ndim < self.p.ndim

    def distributions(self) -> Floats:
        """분포인 레이블 ``(..., C)``입니다. 클래스 번호는 원-핫이 됩니다."""
        return distributions(self.labels, self.p.shape)


def read_forecasts(
    labels: ArrayLike,
    p: ArrayLike,
    *,
    axis: int,
    example_weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> Forecasts:
    """확률을 채점하는 함수의 인수를 검사하고 읽습니다."""
    labels, p = as_reals("labels", labels), as_reals("p", p)
    check_order(labels, p, "p")
    check_axis("p", p, axis)
    importance = read_example_weight(example_weight, without(p.shape, axis), reduction)
    labels, used = read_labels(labels, p, "p", axis=axis, used=importance > 0, ignore_index=ignore_index)
    check_reduction(reduction, labels)
    if reduction == "mean":
        check_total_weight(importance * used, used, importance, ignore_index)
    importance = importance * used
    p = fill_unused(p, used, axis)
    check_distribution("p", p, axis)
    numbered = labels.ndim < p.ndim
    (p, *soft), dtype = widen_all([p] if numbered else [p, labels])
    labels = labels if numbered else np.moveaxis(soft[0], axis, -1)
    return Forecasts(labels, np.moveaxis(p, axis, -1), importance, dtype)


def relative_weights(class_weight: Floats, labels: Reals, used: NDArray[np.bool_], label_smoothing: float) -> Floats:
    """평균은 가중치의 비율만 따르므로, 레이블에 쓰인 것 가운데 가장 큰 가중치로 나눕니다.

    그러면 손실에 곱해도 넘치지 않고, 모두 아주 작아도 0이 되지 않습니다.
    """
    numbered = labels.ndim == used.ndim
    classes = labels[used] if numbered else np.any(labels[used] > 0, axis=0)
    largest = class_weight[classes].max(initial=0)
    with np.errstate(under="ignore", over="ignore"):
        if label_smoothing > 0:  # 다른 가중치도 모두 쓰므로, 그것이 넘칠 만큼 나누지는 않습니다.
            largest = max(largest, class_weight.max() / HUGE)
        return np.minimum(class_weight / (largest or 1), HUGE)


def split_largest(batch: Batch) -> tuple[Floats, Floats]:
    """사례마다 가장 큰 로짓 m과, 그 하나를 뺀 나머지의 합 ``Σ exp(z - m)``을 구합니다. 로짓의 값도 검사합니다."""
    _, largest, _, rest = exponentials(batch.logits, axis=-1)
    batch.check(largest)
    if batch.logits.dtype == np.float32:
        # 뺄셈 z - m의 반올림 오차는 exp를 거치면 |z - m|배로 커집니다. 아주 작은 나머지가 손실을 정하는 사례만 float64로
        # 다시 계산합니다. 모두 float64로 계산하는 것보다 두 배쯤 빠릅니다.
        largest, rest = widen(largest), widen(rest)
        small = (rest < 1e-6)[..., 0]
        if small.any():
            rest[small] = exponentials(widen(batch.logits[small]), axis=-1).rest
    return largest, rest
