"""Try every cell of the table of peers: write a small project in a tool's own dialect, run its command, judge by what it did.

`peers.json` gets the outcome of each cell with the evidence, and the versions; the page docs/peers.md shows it. A tool that has
several documented ways is tried in each, and its best outcome counts. `--tool` and `--case` try a part and keep the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cases import CASES, Case
from dialects import TOOLS, Tool
from projects import NO, NOT_APPLICABLE, SILENT, YES, Outcome, Project

RESULTS = Path(__file__).with_suffix(".json")
BEST_FIRST = (YES, NOT_APPLICABLE, NO, SILENT)
# Of a message, what differs from run to run and from machine to machine.
SPECIFIC = re.compile(r",? in \d+\.\d+ ?s\b|\S*site-packages/")


def attempt(tool: Tool, case: Case) -> Outcome:
    """Try a case in each of the tool's ways, and return the best outcome."""
    outcomes = []
    for way in tool.ways:
        with tempfile.TemporaryDirectory(prefix="peers-", ignore_cleanup_errors=True) as folder:
            outcome = case.tried(Project(Path(folder), tool, way))
        evidence = SPECIFIC.sub("", outcome.evidence)
        outcomes.append(Outcome(outcome.verdict, f"[{way}] {evidence}" if way else evidence))
        if outcome.verdict == YES:
            break
    # Of equals the last: the later ways can stop what the first one waits for, and say more.
    return min(reversed(outcomes), key=lambda outcome: BEST_FIRST.index(outcome.verdict))


def main() -> None:
    """Try what was asked for, and write the table."""
    names = [tool.name for tool in TOOLS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", action="append", choices=names, help="try this one only (may be repeated)")
    cases = [case.name for case in CASES]
    parser.add_argument("--case", action="append", choices=cases, metavar="CASE", help="likewise")
    options = parser.parse_args()
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["rows"] if RESULTS.exists() else {}
    rows = {case.name: {**known.get(case.name, {}), "group": case.group, "label": case.label} for case in CASES}
    document = {"tools": {tool.name: tool.versions() for tool in TOOLS}, "rows": rows}
    todo = [
        (tool, case)
        for case in CASES
        for tool in TOOLS
        if tool.name in (options.tool or names) and case.name in (options.case or cases)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (tool, case), outcome in zip(todo, pool.map(lambda job: attempt(*job), todo), strict=True):
            rows[case.name][tool.name] = f"{outcome.verdict}: {outcome.evidence}"
            print(f"{case.name:14} {tool.name:16} {outcome.verdict:7} {outcome.evidence}", flush=True)
            # Each time: a run that is broken off keeps what it has found.
            RESULTS.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
