"""분류 손실과 그 기울기가 함께 쓰는 것입니다. 레이블이 클래스 번호이든 분포이든 같은 꼴로 읽습니다."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossent._dtypes import Floats, Reals, result_dtype, widen
from crossent._numeric import exponentials
from crossent._validation import (
    as_reals,
    check_logits,
    check_order,
    check_reduction,
    check_total_weight,
    read_class_weights,
    read_label_smoothing,
    read_labels,
    read_logits,
)

HUGE = 2.0**1023  # 두 배하면 넘치는 2의 거듭제곱


class Batch(NamedTuple):
    """검사를 마친 사례들입니다. 클래스는 C개입니다."""

    labels: Reals  # 클래스 번호 (...) 또는 분포 (..., C)
    logits: Floats  # (..., C)
    dtype: np.dtype[np.floating]  # 결과의 자료형
    weight: Floats  # 클래스 가중치 (C,)
    label_smoothing: float
    kept: NDArray[np.bool_]  # (...), 무시할 사례는 False
    example_weight: Floats  # 사례마다의 가중치 Σ w y (...), 무시할 사례는 0

    @property
    def has_indices(self) -> bool:
        """레이블이 분포가 아니라 클래스 번호인지입니다."""
        return self.labels.ndim < self.logits.ndim

    @property
    def places(self) -> NDArray[np.intp]:
        """클래스 번호를 마지막 축의 위치로 쓸 모양 ``(..., 1)``입니다."""
        return self.labels[..., np.newaxis].astype(np.intp, copy=False)

    def targets(self) -> Floats:
        """가중치와 레이블 스무딩까지 마친 레이블 ``w ỹ``입니다. 모양은 로짓과 같고, 무시할 사례는 0입니다."""
        labels: Floats = np.zeros(self.logits.shape) if self.has_indices else widen(self.labels)
        if self.has_indices:
            np.put_along_axis(labels, self.places, 1, axis=-1)
        smoothed = (1 - self.label_smoothing) * labels + self.label_smoothing / len(self.weight)
        return self.weight * smoothed * self.kept[..., np.newaxis]


def read_batch(
    labels: ArrayLike,
    logits: ArrayLike,
    weight: ArrayLike | None,
    label_smoothing: float,
    ignore_index: int | None,
    reduction: str,
) -> Batch:
    """손실 함수의 인수를 검사하고 읽습니다."""
    label_smoothing = read_label_smoothing(label_smoothing)
    labels, given = as_reals("labels", labels), as_reals("logits", logits)
    check_order(labels, given)
    logits = read_logits(given, axis=-1)
    labels, kept = read_labels(labels, logits, ignore_index=ignore_index)
    check_reduction(reduction, labels)
    if not kept.all():
        logits = np.where(kept[..., np.newaxis], logits, 0)  # 무시할 사례의 로짓은 쓰지 않으므로 무엇이든 됩니다.
    # 정수 로짓은 결과의 자료형에 영향을 주지 않습니다. 레이블이 float32이더라도 계산은 float64로 합니다.
    dtype = result_dtype([given, labels])
    logits = logits.astype(np.result_type(logits, dtype), copy=False)
    class_weight = read_class_weights(weight, logits.shape[-1])
    if weight is not None and reduction == "mean":
        class_weight = relative_weights(class_weight, labels, kept, label_smoothing)
    with np.errstate(under="ignore", over="ignore"):
        numbered = labels.ndim < logits.ndim
        example_weight = class_weight[labels] * kept if numbered else widen(labels) @ class_weight
    if reduction == "mean":
        check_total_weight(example_weight, kept, ignore_index)
    return Batch(labels, logits, dtype, class_weight, label_smoothing, kept, example_weight)


def relative_weights(class_weight: Floats, labels: Reals, kept: NDArray[np.bool_], label_smoothing: float) -> Floats:
    """평균은 가중치의 비율만 따르므로, 레이블에 쓰인 것 가운데 가장 큰 가중치로 나눕니다.

    그러면 손실에 곱해도 넘치지 않고, 모두 아주 작아도 0이 되지 않습니다.
    """
    numbered = labels.ndim == kept.ndim
    used = labels[kept] if numbered else np.any(labels > 0, axis=tuple(range(kept.ndim)))
    largest = class_weight[used].max(initial=0)
    with np.errstate(under="ignore", over="ignore"):
        if label_smoothing > 0:  # 다른 가중치도 모두 쓰므로, 그것이 넘칠 만큼 나누지는 않습니다.
            largest = max(largest, class_weight.max() / HUGE)
        return np.minimum(class_weight / (largest or 1), HUGE)


def split_largest(logits: Floats) -> tuple[Floats, Floats]:
    """사례마다 가장 큰 로짓 m과, 그 하나를 뺀 나머지의 합 ``Σ exp(z - m)``을 구합니다. 로짓의 값도 검사합니다."""
    _, largest, _, rest = exponentials(logits, axis=-1)
    check_logits(logits, largest, axis=-1)
    if logits.dtype == np.float32:
        # 뺄셈 z - m의 반올림 오차는 exp를 거치면 |z - m|배로 커집니다. 아주 작은 나머지가 손실을 정하는 사례만 float64로
        # 다시 계산합니다. 모두 float64로 계산하는 것보다 두 배쯤 빠릅니다.
        largest, rest = widen(largest), widen(rest)
        small = (rest < 1e-6)[..., 0]
        if small.any():
            rest[small] = exponentials(widen(logits[small]), axis=-1).rest
    return largest, rest
