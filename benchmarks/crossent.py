"""What exactness costs: `softmax_cross_entropy` beside scikit-learn, SciPy and PyTorch on the same logits, time and memory.

Every round runs all of them in shuffled order; the ratios are those of the medians. Each computes in one thread, and the time is
that thread's own (CPU time), so that a busy machine changes no verdict. One `np.exp` pass over the logits is the floor that nobody
can go below; it runs twice to show the noise.
This file is named like the package, so Python must not look for modules beside it: `python -P benchmarks/crossent.py`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from crossent import softmax_cross_entropy

SHAPES = [(100_000, 10), (4_096, 1_000), (32, 50_000)]
WANTED = {"SciPy": 1.0, "scikit-learn": 1.0, "PyTorch": 1.5}
MEMORY_WANTED = 2.5
Call = Callable[[], float]


def contestants(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> dict[str, Call]:
    """Return everyone's way to compute the mean loss; who is not installed is left out."""
    calls: dict[str, Call] = {
        "np.exp": lambda: float(np.exp(logits)[0, 0]),
        "np.exp again": lambda: float(np.exp(logits)[0, 0]),
        "crossent": lambda: float(softmax_cross_entropy(labels, logits)),
    }
    if find_spec("scipy"):
        from scipy.special import log_softmax

        rows = np.arange(len(labels))
        calls["SciPy"] = lambda: float(-np.mean(log_softmax(logits, axis=-1)[rows, labels]))
    if find_spec("sklearn"):
        from sklearn.metrics import log_loss

        # It takes probabilities: what it costs to make them is not counted.
        classes = np.arange(logits.shape[-1])
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        probabilities = powers / powers.sum(axis=-1, keepdims=True)
        calls["scikit-learn"] = lambda: float(log_loss(labels, probabilities, labels=classes))
    if find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        tensors = torch.from_numpy(logits), torch.from_numpy(labels)
        calls["PyTorch"] = lambda: torch.nn.functional.cross_entropy(*tensors).item()
    return calls


def measure(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each, of CPU time."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()  # what is done once is not counted
    for _ in range(rounds):
        for name in random.sample(list(calls), len(calls)):
            start = time.thread_time()
            calls[name]()
            taken[name].append((time.thread_time() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak(call: Call) -> int:
    """Return how many bytes a call holds at most, beside what was there before."""
    tracemalloc.start()
    call()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def main() -> None:
    """Print milliseconds, ratios and memory for each shape and precision."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    rng = np.random.default_rng(0)
    for shape in SHAPES:
        for dtype in (np.float64, np.float32):
            logits = rng.normal(scale=3, size=shape).astype(dtype)
            labels = rng.integers(shape[-1], size=shape[0])
            calls = contestants(labels, logits)
            taken = measure(calls, rounds)
            print(f"\n{shape[0]} x {shape[1]}, {np.dtype(dtype).name}, {rounds} rounds")
            for name, milliseconds in taken.items():
                line = f"  {name:<13} {milliseconds:8.2f} ms"
                if name in WANTED:
                    ratio = taken["crossent"] / milliseconds
                    line += f"   crossent / {name}: {ratio:.2f}   {verdict(ratio, WANTED[name])}"
                print(line)
            print(f"  crossent / np.exp: {taken['crossent'] / taken['np.exp']:.1f}", end="   ")
            print(f"noise, np.exp again / np.exp: {taken['np.exp again'] / taken['np.exp']:.2f}")
            memory = peak(calls["crossent"]) / logits.nbytes
            print(f"  crossent's peak memory / input: {memory:.2f}   {verdict(memory, MEMORY_WANTED)}")


def verdict(ratio: float, wanted: float) -> str:
    """Return whether the bound is kept."""
    return f"wanted: at most {wanted}, {'kept' if ratio <= wanted else 'MISSED'}"


if __name__ == "__main__":
    main()
