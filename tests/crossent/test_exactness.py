"""Where other libraries clip, warn or answer nan: `benchmarks/exactness.py` asks them and us the same questions."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "exactness.py"


def load():
    spec = importlib.util.spec_from_file_location("exactness", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["exactness"] = module
    spec.loader.exec_module(module)
    return module


EXACTNESS = load()
CASES = {case.question: case for case in EXACTNESS.CASES}


@pytest.fixture(scope="module")
def answers():
    """From a process of its own: the frameworks warn while they are imported, and one must not see the other."""
    run = subprocess.run([sys.executable, "-P", SCRIPT, "--json"], capture_output=True, encoding="utf-8", check=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize("question", CASES)
def test_ours_is_exact(answers, question):
    assert CASES[question].is_met(answers[question]["crossent"]), answers[question]


@pytest.mark.parametrize(
    ("peer", "question"), [(peer, case.question) for case in CASES.values() for peer in case.peers]
)
def test_each_peer_is_right_or_wrong_as_listed(answers, question, peer):
    """A peer that learns better leaves the list; one that errs in more places joins it."""
    if peer not in answers[question]:
        pytest.skip(f"{peer} is not installed")  # CI has all of them and counts a skipped test as a failure.
    case = CASES[question]
    assert case.is_met(answers[question][peer]) == (peer not in case.wrong), answers[question]


@pytest.mark.parametrize("peer", EXACTNESS.PEERS)
def test_every_peer_errs_at_least_twice(peer):
    assert sum(peer in case.wrong for case in CASES.values()) >= 2
