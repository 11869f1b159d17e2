"""Compare the site that MkDocs builds with the one that its fork builds: `python tests/site/engines.py FOLDER FOLDER`.

`nox -s properdocs` does. Every file has to be the same, byte for byte, but for the line in which a page names its generator.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*">')


def contents(site: Path) -> dict[str, bytes]:
    """Return every file of a site by its name."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def compare(first: Path, second: Path) -> tuple[list[str], str]:
    """Return what differs although it must not, and how many files there are of each kind, in one line."""
    ours, theirs = contents(first), contents(second)
    faults = [f"{name}: only in {first}" for name in sorted(ours.keys() - theirs.keys())]
    faults += [f"{name}: only in {second}" for name in sorted(theirs.keys() - ours.keys())]
    both = sorted(ours.keys() & theirs.keys())
    same = [name for name in both if ours[name] == theirs[name]]
    alike = [name for name in both if GENERATOR.sub(b"", ours[name]) == GENERATOR.sub(b"", theirs[name])]
    faults += [f"{name}: differs in more than its generator" for name in both if name not in alike]
    counts = f"{len(same)} the same byte for byte, {len(alike) - len(same)} but for their generator"
    return faults, f"{len(both)} files in both sites: {counts}; {len(faults)} other differences"


if __name__ == "__main__":
    lines, summary = compare(*map(Path, sys.argv[1:3]))
    print(*lines, summary, sep="\n")
    sys.exit(bool(lines))
