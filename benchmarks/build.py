"""What verifying costs: one site of 20 pages with 10 examples each, built in three ways, in turns.

Prints medians and ratios; the spread of each says how much the machine's noise is worth.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PAGES, EXAMPLES, ROUNDS = 20, 10, 7
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
CODE = "import numpy as np\n\nprint(np.exp({number}).round(3))\n"
WAYS = {
    "nothing executed": ("", "", "```python\n{code}```\n\n```text\n{output}\n```\n"),
    "drift": ("markdown-exec, drift", "  - drift", "```python\n{code}```\n\n```output\n{output}\n```\n"),
    "markdown-exec": ("markdown-exec", "", '```python exec="1" source="above" result="text"\n{code}```\n'),
}


def write_site(root: Path, plugins: str, extension: str, template: str) -> None:
    """Write the site in one of its three forms."""
    (root / "docs").mkdir(parents=True)
    (root / "mkdocs.yml").write_text(CONFIG.format(plugins=plugins, extension=extension), encoding="utf-8")
    (root / "pyproject.toml").write_text('[tool.drift]\nexamples = "all"\npreload = ["numpy"]\n', encoding="utf-8")
    for page in range(PAGES):
        parts = [f"# Page {page}\n"]
        for number in range(EXAMPLES):
            example = template.format(code=CODE.format(number=number), output=np.exp(number).round(3))
            parts.append(f"## Part {number}\n\n{example}")
        (root / f"docs/{'index' if page == 0 else page}.md").write_text("\n".join(parts), encoding="utf-8")


def seconds(root: Path) -> float:
    """Build the site and return how long that took."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    return time.perf_counter() - start


def main() -> None:
    """Build the three sites in turns and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {way: Path(folder) / str(number) for number, way in enumerate(WAYS)}
        for way, root in roots.items():
            write_site(root, *WAYS[way])
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way, root in roots.items():
                times[way].append(seconds(root))
    base = statistics.median(times["nothing executed"])
    print(f"{PAGES} pages x {EXAMPLES} examples, medians of {ROUNDS} builds in turns")
    for way, values in times.items():
        median = statistics.median(values)
        print(f"{way:18} {median:6.2f} s  (from {min(values):.2f} to {max(values):.2f})  ratio {median / base:.2f}")


if __name__ == "__main__":
    main()
