"""Typeset the formulas of a site that lies built on disk, whatever built it: `python -m prekatex site`.

For generators that run no plugin of MkDocs, such as Zensical. A second run finds nothing left to do.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from prekatex.npm import SetupError
from prekatex.report import Source
from prekatex.site import Site


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        0: every formula is typeset; 1: KaTeX rejects some, which their pages show; 2: it could not run.
    """
    parser = argparse.ArgumentParser(prog="python -m prekatex", description="Typeset the formulas of a built site.")
    parser.add_argument("site", type=Path, help="the folder of the built site; its pages are rewritten")
    packages = "a folder whose package.json and lock name another KaTeX than that of prekatex"
    parser.add_argument("--packages", type=Path, metavar="FOLDER", help=packages)
    options = parser.parse_args(arguments)
    pages = sorted(options.site.rglob("*.html"))
    if not pages:
        print(f"prekatex: no page in {options.site}", file=sys.stderr)
        return 2
    site = Site()
    try:
        site.start(options.packages, {})
        changed = sum(_typeset(site, page, options.site) for page in pages)
        problems = site.finish(options.site, [], options.site)
    except SetupError as error:
        print(f"prekatex: {error}", file=sys.stderr)
        return 2
    finally:
        site.close()
    print("\n".join([*problems, f"prekatex: {changed} of {len(pages)} pages typeset"]))
    return 1 if problems else 0


def _typeset(site: Site, path: Path, root: Path) -> bool:
    """Typeset a page in place; return whether there was anything to do."""
    html = path.read_bytes().decode("utf-8")
    base = Path(os.path.relpath(root, path.parent)).as_posix()
    # The source is not at hand: a message names the page and quotes the formula.
    done = site.page(html, base, lambda: Source(path.relative_to(root).as_posix(), ""))
    if done == html:
        return False
    path.write_bytes(done.encode("utf-8"))
    return True


if __name__ == "__main__":
    sys.exit(main())
