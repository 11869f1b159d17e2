"""What `crossent` and the libraries that learners know answer where floating point is delicate, side by side.

Prints a table; `--json` prints the answers for the tests. A library that is not installed is left out.
A file beside this one is named like the package: `python -P benchmarks/exactness.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

import crossent

Answer = Callable[[], Any]
PEERS = {"scipy": "SciPy", "sklearn": "scikit-learn", "keras": "Keras", "torch": "PyTorch"}


@dataclass
class Case:
    """One question, the exact answer, everyone's way to ask it, who is wrong, and how far off an answer may be."""

    question: str
    exact: float
    ours: Answer
    peers: dict[str, Answer]
    wrong: set[str]
    rtol: float = 1e-13

    def is_met(self, answer: str) -> bool:
        """Whether this is the exact answer, but for rounding; where there is none, an error is right."""
        if math.isnan(self.exact):
            return answer == "ValueError"
        return math.isclose(float(answer), self.exact, rel_tol=self.rtol, abs_tol=0)


# Each library in its own words: the usual call for the same quantity.
def _scipy_loss(label: Any, logits: Any) -> Any:
    from scipy.special import log_softmax

    return -np.sum(np.asarray(label) * log_softmax(np.asarray(logits), axis=-1), axis=-1)


def _scipy_kl(q: Any, p: Any) -> Any:
    from scipy.special import rel_entr

    return np.sum(rel_entr(q, p))


def _sklearn_loss(label: Any, p: Any) -> Any:
    from sklearn.metrics import log_loss

    return log_loss(label, p, labels=list(range(np.shape(p)[-1])))


def _keras_loss(label: Any, logits: Any) -> Any:
    import keras

    dtype = np.asarray(logits).dtype
    arrays = (np.asarray([label], dtype), np.asarray([logits], dtype))
    return float(keras.losses.categorical_crossentropy(*arrays, from_logits=True)[0])


def _keras_probabilities(name: str, q: Any, p: Any) -> Any:
    import keras

    return float(getattr(keras.losses, name)(np.asarray([q], np.float64), np.asarray([p], np.float64))[0])


def _keras_ignored() -> Any:
    import keras

    losses = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-100)
    return float(losses(np.asarray([-100, -100]), np.asarray([[1.0, 2.0], [3.0, 4.0]])))


def _torch_call(name: str, *arrays: Any, **options: Any) -> Any:
    import torch

    tensors = [torch.as_tensor(np.asarray(array)) for array in arrays]
    return getattr(torch.nn.functional, name)(*tensors, **options).item()


def _torch_kl(q: Any, p: Any) -> Any:
    """Its first argument is the logarithm of the prediction."""
    return _torch_call("kl_div", np.log(p), q, reduction="sum")


SURE = [40.0, 0.0]
SURE32 = np.array(SURE, np.float32)
MASKED, HALVES = [0.0, 1.0, -math.inf], [0.5, 0.5, 0.0]
TINY = 1e-300
FAR, NEAR = [0.25, 0.75], [0.25 + 2.0**-30, 0.75 - 2.0**-30]
LOGISTIC_40 = 4.248354255291589e-18  # log(1 + exp(-40))

CASES = [
    Case(
        "로짓 [40, 0], 정답 0의 손실",
        LOGISTIC_40,
        lambda: crossent.softmax_cross_entropy(0, SURE),
        {
            "scipy": lambda: _scipy_loss([1, 0], SURE),
            "keras": lambda: _keras_loss([1.0, 0.0], SURE),
            "torch": lambda: _torch_call("cross_entropy", SURE, 0),
        },
        {"scipy", "keras", "torch"},
    ),
    Case(
        "로짓 [40, 0]의 로그 확률 log p₀",
        -LOGISTIC_40,
        lambda: crossent.log_softmax(SURE)[0],
        {
            "scipy": lambda: -_scipy_loss([1, 0], SURE),
            "torch": lambda: -_torch_call("nll_loss", _torch_log_softmax(SURE), 0),
        },
        {"scipy", "torch"},
    ),
    Case(
        "float32 로짓 [40, 0], 정답 0의 손실",
        LOGISTIC_40,
        lambda: crossent.softmax_cross_entropy(0, SURE32),
        {
            "scipy": lambda: _scipy_loss(np.array([1, 0], np.float32), SURE32),
            "keras": lambda: _keras_loss([1.0, 0.0], SURE32),
            "torch": lambda: _torch_call("cross_entropy", SURE32, 0),
        },
        {"scipy", "keras", "torch"},
        rtol=3e-6,
    ),
    Case(
        "로짓 [40, 0], 정답 0의 기울기(첫째 로짓)",
        -LOGISTIC_40,
        lambda: crossent.softmax_cross_entropy_grad(0, SURE)[0],
        {"scipy": lambda: _scipy_softmax(SURE)[0] - 1, "torch": lambda: _torch_gradient(SURE, 0)},
        {"scipy", "torch"},
    ),
    Case(
        "로짓 [0, 1, −∞], 소프트 레이블 [½, ½, 0]의 손실",
        0.8132616875182228,
        lambda: crossent.softmax_cross_entropy(HALVES, MASKED),
        {
            "scipy": lambda: _scipy_loss(HALVES, MASKED),
            "keras": lambda: _keras_loss(HALVES, np.asarray(MASKED)),
            "torch": lambda: _torch_call("cross_entropy", MASKED, HALVES),
        },
        {"scipy", "keras", "torch"},
    ),
    Case(
        "정답의 확률이 1e-300일 때의 손실",
        690.7755278982137,
        lambda: crossent.cross_entropy([1, 0], [TINY, 1]),
        {
            "sklearn": lambda: _sklearn_loss([0], [[TINY, 1.0]]),
            "keras": lambda: _keras_probabilities("categorical_crossentropy", [1, 0], [TINY, 1]),
            "torch": lambda: _torch_call("binary_cross_entropy", [TINY], [1.0]),
        },
        {"sklearn", "keras", "torch"},
    ),
    Case(
        "거의 같은 두 분포의 KL 발산",
        2.312964630806203e-18,
        lambda: crossent.kl_divergence(FAR, NEAR),
        {
            "scipy": lambda: _scipy_kl(FAR, NEAR),
            "keras": lambda: _keras_probabilities("kl_divergence", FAR, NEAR),
            "torch": lambda: _torch_kl(FAR, NEAR),
        },
        {"keras", "torch"},
        rtol=1e-7,
    ),
    Case(
        "확신하고 맞은 예측의 손실",
        0.0,
        lambda: crossent.binary_cross_entropy([1, 0], [1, 0]),
        {
            "sklearn": lambda: _sklearn_loss([1, 0], [[0.0, 1.0], [1.0, 0.0]]),
            "keras": lambda: _keras_probabilities("binary_crossentropy", [1, 0], [1, 0]),
            "torch": lambda: _torch_call("binary_cross_entropy", [1.0, 0.0], [1.0, 0.0]),
        },
        {"sklearn", "keras"},
    ),
    Case(
        "확신하고 틀린 예측의 손실",
        math.inf,
        lambda: crossent.binary_cross_entropy([1], [0]),
        {
            "sklearn": lambda: _sklearn_loss([1], [[1.0, 0.0]]),
            "keras": lambda: _keras_probabilities("binary_crossentropy", [1], [0]),
            "torch": lambda: _torch_call("binary_cross_entropy", [0.0], [1.0]),
        },
        {"sklearn", "keras", "torch"},
    ),
    Case(
        "모두 무시한 배치의 손실 합",
        0.0,
        lambda: crossent.softmax_cross_entropy([-100, -100], [[1, 2], [3, 4]], ignore_index=-100, reduction="sum"),
        {"torch": lambda: _torch_call("cross_entropy", [[1.0, 2.0], [3.0, 4.0]], [-100, -100], reduction="sum")},
        set(),
    ),
    Case(
        "모두 무시한 배치의 손실 평균(평균을 낼 예가 없으므로 오류)",
        math.nan,
        lambda: _refuses(
            lambda: crossent.softmax_cross_entropy([-100, -100], [[1, 2], [3, 4]], ignore_index=-100), "ignore_index"
        ),
        {
            "keras": _keras_ignored,
            "torch": lambda: _torch_call("cross_entropy", [[1.0, 2.0], [3.0, 4.0]], [-100, -100]),
        },
        {"keras", "torch"},
    ),
]


def _torch_log_softmax(logits: Any) -> Any:
    import torch

    return torch.log_softmax(torch.as_tensor(logits), -1).numpy()


def _torch_gradient(logits: Any, label: int) -> Any:
    import torch

    tensor = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    torch.nn.functional.cross_entropy(tensor, torch.tensor(label)).backward()
    return tensor.grad[0].item()


def _scipy_softmax(logits: Any) -> Any:
    from scipy.special import softmax

    return softmax(logits)


def _refuses(call: Answer, reason: str) -> str:
    try:
        return str(call())
    except ValueError as error:
        return "ValueError" if reason in str(error) else f"ValueError: {error}"


def answers() -> dict[str, dict[str, str]]:
    """Return, for each question, everyone's answer; numbers as Python writes them."""
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0"}
    present = [name for name in PEERS if find_spec(name)]
    table: dict[str, dict[str, str]] = {}
    for case in CASES:
        row = {"exact": _written(case.exact), "crossent": _written(case.ours())}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            row |= {name: _written(case.peers[name]()) for name in present if name in case.peers}
        table[case.question] = row
    return table


def _written(answer: Any) -> str:
    return answer if isinstance(answer, str) else repr(float(answer))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the answers as JSON")
    table = answers()
    if parser.parse_args().json:
        print(json.dumps(table, ensure_ascii=False))
        return
    names = {"exact": "정확한 값", "crossent": "crossent"} | PEERS
    print("| 질문 | " + " | ".join(names.values()) + " |\n|---|" + "---|" * len(names))
    for question, row in table.items():
        print(f"| {question} | " + " | ".join(row.get(name, "–") for name in names) + " |")


if __name__ == "__main__":
    main()
