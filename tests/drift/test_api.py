"""The public names: they are there, they are documented, and none of them costs anything before it is used."""

from __future__ import annotations

import re
import subprocess
import sys
from operator import attrgetter
from pathlib import Path

import pytest

import drift

REFERENCE = Path(__file__).parents[2] / "docs/reference/drift.md"


def test_every_public_name_is_there() -> None:
    assert {name: getattr(drift, name).__name__ for name in drift.__all__} == {name: name for name in drift.__all__}
    with pytest.raises(AttributeError, match="'nope'"):
        attrgetter("nope")(drift)


def test_public_is_what_is_documented() -> None:
    documented = re.findall(r"(?m)^::: drift\.[\w.]*?(\w+)$", REFERENCE.read_text(encoding="utf-8"))
    assert sorted(documented) == sorted(drift.__all__)


def test_the_package_imports_nothing_but_the_standard_library() -> None:
    code = "import sys; before = set(sys.modules); import drift; print(sorted(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "src"},
        cwd=REFERENCE.parents[2],
    )
    imported = set(done.stdout.strip("[]\n").replace("'", "").split(", "))
    assert not imported & {"dataclasses", "inspect", "json", "markdown", "mkdocs", "pygments", "yaml"}
    assert {name for name in imported if name.startswith("drift")} == {"drift"}
