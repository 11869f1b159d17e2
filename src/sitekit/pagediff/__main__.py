"""Compare two builds of the site and write what a reader would see differently into one HTML file.

    python -m sitekit.pagediff OLD NEW rendered-changes.html

Where `GITHUB_STEP_SUMMARY` names a file, a list of the pages is added to it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from drift.tell.html_page import html_file, write
from sitekit.pagediff.compare import compare
from sitekit.pagediff.report import render
from sitekit.pagediff.sites import SiteError
from sitekit.pagediff.words import markdown, text


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 2 if it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m sitekit.pagediff", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("old", type=Path, help="a folder with the site as it was")
    parser.add_argument("new", type=Path, help="a folder with the site as it is")
    parser.add_argument("report", help="the HTML file to write")
    parser.add_argument(
        "--names", nargs=2, default=("이전", "지금"), help="what the two are called, such as two commits"
    )
    options = parser.parse_args(arguments)
    try:
        report = html_file(options.report)
        changes = compare(options.old, options.new)
        write(render(changes, tuple(options.names)), report)
    except (ValueError, SiteError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(text(changes))
    print(f"{report}: the pages before and after")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown(changes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
