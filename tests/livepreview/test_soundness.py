"""After any series of saves the site that is served is, byte for byte, the one that a new server would build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from small_site import EDITS, make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = int(os.environ.get("LIVEPREVIEW_SEED", "20"))
Step = tuple[int, int]
"""An edit, by its place in the list, and the seed of what it chooses by chance."""


@contextmanager
def engine(kind: str, root: Path) -> Iterator[Callable[[Path], str]]:
    """Return what builds the site of `root` into a new folder, and what it says: `ok`, or what went wrong."""
    script = Path(__file__).with_name("engine.py")
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | {"NO_MKDOCS_2_WARNING": "1"}
    with (
        (root.parent / f"{kind}.log").open("a") as log,
        subprocess.Popen(
            [sys.executable, script, kind, "drift.show.mkdocs", "prekatex.mkdocs", "mkdocstrings_handlers.python"],
            cwd=root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdin
        assert process.stdout

        def build(target: Path) -> str:
            process.stdin.write(f"{target}\n")
            process.stdin.flush()
            return str(json.loads(process.stdout.readline()))

        yield build
        process.stdin.close()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def difference(folder: Path, steps: list[Step], every: int) -> tuple[int, list[str]] | None:
    """Make edits one by one; return after how many the site differs first, and in which files; `None` if it never does."""
    root = folder / "project"
    make(root)
    with engine("served", root) as serve, engine("fresh", root) as fresh:
        assert serve(folder / "first") == "ok"
        for number, (edit, seed) in enumerate(steps, 1):
            EDITS[edit](root, Random(seed))
            served = folder / f"served-{number}"
            assert serve(served) == "ok"
            if number % every and number != len(steps):
                continue
            built = folder / f"built-{number}"
            if fresh(built) != "ok":  # such as with settings that cannot be read: what was served stays
                continue
            one, other = files(served), files(built)
            if wrong := sorted(name for name in one | other if one.get(name) != other.get(name)):
                return number, wrong
    return None


def shrunk(folder: Path, steps: list[Step]) -> list[Step]:
    """Leave out what a difference does not need, edit by edit."""
    kept = list(steps)
    for step in steps[:-1]:
        fewer = [other for other in kept if other is not step]
        trial = folder / f"without-{len(kept)}-{steps.index(step)}"
        if difference(trial, fewer, len(fewer)):
            kept = fewer
    return kept


def check(folder: Path, number: int, every: int) -> None:
    random = Random(SEED)
    order = list(range(len(EDITS)))
    steps = []
    while len(steps) < number:
        random.shuffle(order)  # so that each kind comes before any comes again
        steps += [(edit, random.randrange(1_000_000)) for edit in order]
    found = difference(folder / "whole", steps[:number], every)
    if found:
        count, wrong = found
        least = shrunk(folder, steps[:count])
        names = ", ".join(f"{EDITS[edit].__name__}({seed})" for edit, seed in least)
        pytest.fail(f"after {names} the served site differs in {wrong}; see {folder}")


@pytest.mark.slow
def test_the_site_is_that_of_a_new_server_after_every_save(tmp_path: Path) -> None:
    check(tmp_path, 60, 1 if os.environ.get("CI") else 5)


def test_the_site_is_that_of_a_new_server_after_a_few_saves(tmp_path: Path) -> None:
    check(tmp_path, 12, 6)
