"""What verifying costs: the same trivial examples built with and without `drift`, and checked by it and by its peers.

Every round runs all of them in turns, so that what else the machine does meets all alike, and ratios are taken within a round.
One build is run twice in each round: the ratio of the two says how much the machine's noise is worth.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from dialects import Drift, Example, Mdoctest, MystNb, PytestExamples, Tool, module, write_project

EXAMPLES = 10  # on a page
CONFIG = """
site_name: Benchmark
theme: {{name: material, font: false}}
plugins: [{plugins}]
markdown_extensions:
  - attr_list
  - tables
  - pymdownx.highlight
  - pymdownx.superfences: {{preserve_tabs: true}}
{extension}
"""


class Build(Tool):
    """A build with MkDocs."""

    def __init__(self, plugins: str, extension: str = "") -> None:
        self._config = CONFIG.format(plugins=plugins, extension=extension)

    def files(self, way: str) -> dict[str, str]:
        return {"mkdocs.yml": self._config}

    def check(self, way: str) -> list[str]:
        return module("mkdocs", "build", "--strict", "--quiet")


class PlainBuild(Build):
    """Nothing is executed."""

    def example(self, example: Example, way: str) -> str:
        return f"```python\n{example.code}```\n\n```text\n{example.output}```\n"


def marked(example: Example) -> str:
    """Write an example as markdown-exec takes it."""
    return f'```python exec="on" source="above" result="text"\n{example.code}```\n'


class MarkdownExecBuild(Build):
    """markdown-exec executes, and shows what it gets."""

    def example(self, example: Example, way: str) -> str:
        return marked(example)


class DriftBuild(Build, Drift):
    """`drift` compares as well."""

    def files(self, way: str) -> dict[str, str]:
        return Build.files(self, way) | Drift.files(self, way)


class DialectBuild(DriftBuild):
    """`drift` compares, and markdown-exec shows what is recorded."""

    def example(self, example: Example, way: str) -> str:
        return f"{marked(example)}\n```output\n{example.output}```\n"


MARKDOWN_EXEC, AGAIN, BUILD, CHECK = "build, markdown-exec alone", "the same again", "build, drift", "drift check"
DIALECT = "build, drift, shown by markdown-exec"
TOOLS: dict[str, Tool] = {
    "build, nothing executed": PlainBuild(""),
    MARKDOWN_EXEC: MarkdownExecBuild("markdown-exec"),
    AGAIN: MarkdownExecBuild("markdown-exec"),
    BUILD: DriftBuild("markdown-exec, drift", "  - drift"),
    DIALECT: DialectBuild("markdown-exec, drift", "  - drift"),
    CHECK: Drift(),
    "mdoctest": Mdoctest(),
    "pytest-examples": PytestExamples(),
    "myst-nb": MystNb(),
}
RATIOS = [
    (AGAIN, MARKDOWN_EXEC, None),
    (BUILD, MARKDOWN_EXEC, 1.3),
    (DIALECT, MARKDOWN_EXEC, 1.3),
    (BUILD, "build, nothing executed", None),
    (CHECK, "mdoctest", None),
    (CHECK, "pytest-examples", 0.5),
    (CHECK, "myst-nb", 0.25),
]
"""What is divided by what, and the bound that the ratio is to keep."""
GROWTH = 11
"""Ten times the examples are to take at most so many times as long."""


def write_site(root: Path, tool: Tool, pages: int) -> None:
    """Write a site of trivial examples in the tool's dialect."""
    way, texts = tool.ways[0], {}
    for page in range(pages):
        parts = [f"# Page {page}\n"]
        for number in range(page * EXAMPLES, (page + 1) * EXAMPLES):
            example = Example(f"print({number} * 7)\n", f"{number * 7}\n")
            parts.append(f"## Part {number}\n\n{tool.example(example, way)}")
        texts["index.md" if page == 0 else f"{page}.md"] = tool.page("\n".join(parts))
    write_project(root, tool, way, texts)


# Without compiled modules, every process that a tool starts would compile its imports anew.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["NO_MKDOCS_2_WARNING"] = "1"


def seconds(root: Path, tool: Tool) -> float:
    """Run the tool as if it had never been run on these pages, and return how long it took."""
    shutil.rmtree(root / "site", ignore_errors=True)
    start = time.perf_counter()
    done = subprocess.run(
        tool.check(tool.ways[0]),
        cwd=root,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(done.args)}\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start


def measure(pages: int, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each round."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {name: Path(folder) / str(number) for number, name in enumerate(TOOLS)}
        for name, root in roots.items():
            write_site(root, TOOLS[name], pages)
            if pages == min(SIZES):
                seconds(root, TOOLS[name])  # compiles what has never been imported
        times: dict[str, list[float]] = {name: [] for name in TOOLS}
        for _ in range(rounds):
            for name, root in roots.items():
                times[name].append(seconds(root, TOOLS[name]))
    return times


def show(times: dict[str, list[float]], pages: int) -> None:
    """Print medians and the paired ratios of one size."""
    rounds = len(times[BUILD])
    print(f"\n{pages * EXAMPLES} examples on {pages} pages, {rounds} rounds\n")
    for name, values in times.items():
        print(f"  {name:28} {statistics.median(values):7.2f} s   (from {min(values):.2f} to {max(values):.2f})")
    print()
    for name, base, bound in RATIOS:
        pairs = [left / right for left, right in zip(times[name], times[base], strict=True)]
        ratio = statistics.median(pairs)
        print(
            f"  {name} / {base}: {ratio:.2f}   (from {min(pairs):.2f} to {max(pairs):.2f})"
            + (f"   wanted: at most {bound}, {'kept' if ratio <= bound else 'NOT KEPT'}" if bound else "")
        )


SIZES = {20: 9, 200: 3}
"""Pages, and rounds by default."""


def main() -> None:
    """Measure both sizes and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, nargs=2, default=list(SIZES.values()), help="of the small and the large site"
    )
    options = parser.parse_args()
    measured = {}
    for pages, rounds in zip(SIZES, options.rounds, strict=True):
        if rounds:
            measured[pages] = measure(pages, rounds)
            show(measured[pages], pages)
    if len(measured) == len(SIZES):
        print(
            f"\nTen times the examples take so many times as long (wanted for {CHECK} and {BUILD}: at most {GROWTH})\n"
        )
        small, large = measured.values()
        for name in TOOLS:
            print(f"  {name:28} {statistics.median(large[name]) / statistics.median(small[name]):5.1f}")


if __name__ == "__main__":
    main()
