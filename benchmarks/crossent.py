"""What exactness costs: every public function beside SciPy or the shortest NumPy on the same arrays, time and memory.

Every round runs all of them in shuffled order; the ratios are those of the medians. Each computes in one thread, and the time is
that thread's own (CPU time), so that a busy machine changes no verdict. The first of each pair of rivals runs twice to show the noise.
`crossent` checks its input, does not clip and warns of nothing; the rivals do as their users write them, without zeros in the input.
This file is named like the package, so Python must not look for modules beside it: `python -P benchmarks/crossent.py`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.special import entr, expit, log_expit, log_softmax, logsumexp, rel_entr, softmax

import crossent

SHAPES = {(3,): 2.0, (100_000, 10): 1.0, (100, 100_000): 1.0}
"""Of the arrays, with the ratio that is wanted there: three classes are a single call, whose time is overhead."""
MEMORY_WANTED = 4.0
Call = Callable[[], Any]


def contests(shape: tuple[int, ...], rng: np.random.Generator) -> Iterator[tuple[str, Call, dict[str, Call]]]:
    """Yield a name, how to call our function, and how others do the same."""
    z = rng.normal(scale=3, size=shape)
    p, q = softmax(z, axis=-1), softmax(rng.normal(size=shape), axis=-1)
    joint = (p / p.sum()).reshape(-1, shape[-1])
    labels = rng.integers(shape[-1], size=shape[:-1])
    y, v = rng.integers(0, 2, shape).astype(float), expit(z)
    counts = rng.integers(1, 100, shape).astype(float)
    rows = np.arange(labels.size).reshape(labels.shape)
    flat = -1, shape[-1]

    def of_label(values: np.ndarray[Any, Any]) -> Any:
        return values.reshape(flat)[rows, labels]

    def one_hot() -> Any:
        return np.eye(shape[-1])[labels] if shape[-1] <= 10 else scattered()

    def scattered() -> Any:
        zeros = np.zeros(shape)
        np.put_along_axis(zeros, labels[..., None], 1, axis=-1)
        return zeros

    def kl(q: Any, p: Any) -> Any:
        return rel_entr(q, p).sum(axis=-1)

    def loss() -> Any:
        return -np.mean(of_label(log_softmax(z, axis=-1)))

    yield "information_content", lambda: crossent.information_content(p), {"NumPy": lambda: -np.log(p)}
    yield "entropy", lambda: crossent.entropy(p), {"SciPy": lambda: entr(p).sum(axis=-1)}
    yield "cross_entropy", lambda: crossent.cross_entropy(q, p), {"NumPy": lambda: -(q * np.log(p)).sum(axis=-1)}
    yield "perplexity", lambda: crossent.perplexity(p), {"SciPy": lambda: np.exp(entr(p).sum(axis=-1))}
    yield "joint_entropy", lambda: crossent.joint_entropy(joint), {"SciPy": lambda: entr(joint).sum()}
    yield (
        "conditional_entropy",
        lambda: crossent.conditional_entropy(joint),
        {"SciPy": lambda: entr(joint).sum() - entr(joint.sum(axis=1)).sum()},
    )
    yield "kl_divergence", lambda: crossent.kl_divergence(q, p), {"SciPy": lambda: kl(q, p)}
    yield "js_divergence", lambda: crossent.js_divergence(q, p), {"SciPy": lambda: jensenshannon(q, p, axis=-1) ** 2}
    yield (
        "mutual_information",
        lambda: crossent.mutual_information(joint),
        {"SciPy": lambda: rel_entr(joint, np.outer(joint.sum(axis=1), joint.sum(axis=0))).sum()},
    )
    yield "logsumexp", lambda: crossent.logsumexp(z), {"SciPy": lambda: logsumexp(z, axis=-1)}
    yield "softmax", lambda: crossent.softmax(z), {"SciPy": lambda: softmax(z, axis=-1)}
    yield "log_softmax", lambda: crossent.log_softmax(z), {"SciPy": lambda: log_softmax(z, axis=-1)}
    yield "sigmoid", lambda: crossent.sigmoid(z), {"SciPy": lambda: expit(z)}
    yield "log_sigmoid", lambda: crossent.log_sigmoid(z), {"SciPy": lambda: log_expit(z)}
    yield (
        "binary_cross_entropy",
        lambda: crossent.binary_cross_entropy(y, v),
        {"NumPy": lambda: -(y * np.log(v) + (1 - y) * np.log1p(-v)).mean()},
    )
    yield (
        "binary_cross_entropy_with_logits",
        lambda: crossent.binary_cross_entropy_with_logits(y, z),
        {"NumPy": lambda: (np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))).mean()},
    )
    yield (
        "binary_cross_entropy_with_logits_grad",
        lambda: crossent.binary_cross_entropy_with_logits_grad(y, z),
        {"SciPy": lambda: (expit(z) - y) / y.size},
    )
    yield (
        "categorical_cross_entropy",
        lambda: crossent.categorical_cross_entropy(labels, p),
        {"NumPy": lambda: -np.log(of_label(p)).mean()} | with_scikit_learn(labels, p),
    )
    yield (
        "softmax_cross_entropy",
        lambda: crossent.softmax_cross_entropy(labels, z),
        {"SciPy": loss} | with_pytorch(labels, z),
    )
    yield (
        "softmax_cross_entropy_grad",
        lambda: crossent.softmax_cross_entropy_grad(labels, z),
        {"SciPy": lambda: (softmax(z, axis=-1) - one_hot()) / max(labels.size, 1)},
    )
    yield (
        "brier_score",
        lambda: crossent.brier_score(labels, p),
        {"NumPy": lambda: ((p - one_hot()) ** 2).sum(axis=-1).mean()},
    )

    def calibration() -> Any:
        confidence, right = p.max(axis=-1).ravel(), (p.argmax(axis=-1) == labels).ravel()
        return np.abs(np.bincount((confidence * 10).astype(int), right - confidence)).sum() / labels.size

    yield "calibration_error", lambda: crossent.calibration_error(labels, p), {"NumPy": calibration}
    yield "text_perplexity", lambda: crossent.text_perplexity(labels, z), {"SciPy": lambda: np.exp(loss())}
    yield "bits_per_byte", lambda: crossent.bits_per_byte(labels, z, byte_count=9), {"SciPy": lambda: loss() / 9}
    yield "from_counts", lambda: crossent.from_counts(counts), {"NumPy": lambda: counts / counts.sum(-1, keepdims=True)}
    samples = labels.ravel()
    yield (
        "from_samples",
        lambda: crossent.from_samples(samples, outcomes=shape[-1]),
        {"NumPy": lambda: np.bincount(samples, minlength=shape[-1]) / samples.size},
    )


def with_scikit_learn(labels: np.ndarray[Any, Any], p: np.ndarray[Any, Any]) -> dict[str, Call]:
    """Return how scikit-learn scores probabilities, where it is installed and takes the arrays: it squares the number of classes."""
    if not find_spec("sklearn") or p.ndim != 2 or p.shape[-1] > 1000:
        return {}
    from sklearn.metrics import log_loss

    classes = np.arange(p.shape[-1])
    return {"scikit-learn": lambda: log_loss(labels, p, labels=classes)}


def with_pytorch(labels: np.ndarray[Any, Any], z: np.ndarray[Any, Any]) -> dict[str, Call]:
    """Return how PyTorch does it, where it is installed."""
    if not find_spec("torch"):
        return {}
    import torch

    torch.set_num_threads(1)
    tensors = torch.from_numpy(z), torch.from_numpy(np.asarray(labels))
    return {"PyTorch": lambda: torch.nn.functional.cross_entropy(*tensors).item()}


def measure(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    """Return the median microseconds of each, of CPU time. What is short is repeated, since the clock is not that fine."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    repeats = {}
    for name, call in calls.items():
        call()  # what is done once is not counted
        start = time.perf_counter()
        call()
        repeats[name] = max(1, int(0.002 / (time.perf_counter() - start)))
    for _ in range(rounds):
        for name in random.sample(list(calls), len(calls)):
            start = time.thread_time()
            for _ in range(repeats[name]):
                calls[name]()
            taken[name].append((time.thread_time() - start) / repeats[name] * 1e6)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak(call: Call) -> int:
    """Return how many bytes a call holds at most, beside what was there before."""
    tracemalloc.start()
    call()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def main() -> None:
    """Print microseconds, ratios and memory of each function and shape, and at the end what missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="functions whose names contain this")
    options = parser.parse_args()
    missed = []
    covered = set()
    for shape, wanted in SHAPES.items():
        print(f"\n{' x '.join(map(str, shape))}, float64, {options.rounds} rounds, wanted: at most {wanted}")
        for name, ours, rivals in contests(shape, np.random.default_rng(0)):
            covered.add(name)
            if options.only not in name:
                continue
            first = next(iter(rivals))
            taken = measure({"crossent": ours} | rivals | {"again": rivals[first]}, options.rounds)
            ratios = {rival: taken["crossent"] / taken[rival] for rival in rivals}
            size = 8 * int(np.prod(shape))
            memory = peak(ours) / size if len(shape) > 1 else 0.0
            line = ", ".join(f"{ratio:.2f} x {rival}" for rival, ratio in ratios.items())
            noise = taken["again"] / taken[first]
            tail = f", memory {memory:.1f} x input" if memory else ""
            print(f"  {name:<38} {taken['crossent']:10.1f} us   {line}   (noise {noise:.2f}){tail}")
            if ratios[first] > wanted or memory > MEMORY_WANTED:
                missed.append((ratios[first] / wanted, f"{name} {shape}: {ratios[first]:.2f} x {first}{tail}"))
    if left := set(crossent.__all__) - covered:
        raise SystemExit(f"not measured: {', '.join(sorted(left))}")
    print(f"\nMissed: {len(missed)}")
    for _, told in sorted(missed, reverse=True):
        print(f"  {told}")


if __name__ == "__main__":
    main()
