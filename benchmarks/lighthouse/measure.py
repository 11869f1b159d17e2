"""Measures pages of the built site with Lighthouse, and one lesson beside what KaTeX in the browser would make of it.

    nox -s lighthouse                      five runs each, the median of every figure
    nox -s lighthouse -- --runs 1          a first look
    nox -s lighthouse -- --pages peers/    other pages

The site is served as GitHub Pages serves it. The rival is the same lesson with the set-up that Material's documentation recommends
for KaTeX: its script, its auto-render extension and its style sheet from a CDN. These files come from the npm package that this
project has anyway, served by another port, which is another host to a browser.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hosting import hosted
from mkdocs.commands.build import build
from mkdocs.config import load_config

from prekatex.npm import default_packages, ensure, node
from sitekit.heights import note_heights

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
PACKAGES = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LESSON = "softmax-and-logits/"
PAGES = ["", LESSON, "reference/losses/"]
RIVAL = "rival/"
YEAR = 31536000  # how long a CDN's files stay fresh

# Material's documentation, "Math", "KaTeX".
CDN_HEAD = '<link rel="stylesheet" href="{cdn}katex.min.css">'
CDN_BODY = """<script>
document$.subscribe(({{ body }}) => {{
  renderMathInElement(body, {{
    delimiters: [
      {{ left: "$$",  right: "$$",  display: true }},
      {{ left: "$",   right: "$",   display: false }},
      {{ left: "\\\\(", right: "\\\\)", display: false }},
      {{ left: "\\\\[", right: "\\\\]", display: true }}
    ],
  }})
}})
</script><script src="{cdn}katex.min.js"></script><script src="{cdn}contrib/auto-render.min.js"></script>"""


def build_site(target: Path, address: str, cdn: str) -> None:
    """Build the site strictly, and beside it the rival: the lesson as it was before its formulas were typeset."""
    os.environ["SITE_URL"] = address
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(target), strict=True)
    kept = []

    def keep(output: str, page: Page, **_: object) -> None:
        if page.url == LESSON:
            kept.append(output)

    def write(**_: object) -> None:
        html = kept[0].replace("</head>", CDN_HEAD.format(cdn=cdn) + "</head>")
        # The theme's own script, as the documentation has it.
        html = html.replace('.min.js" defer></script>', '.min.js"></script>')
        rival = target / RIVAL / "index.html"
        rival.parent.mkdir()
        rival.write_text(note_heights(html.replace("</body>", CDN_BODY.format(cdn=cdn) + "</body>")), encoding="utf-8")

    # Before prekatex, and before the style sheets of all pages are joined: the rival differs in its formulas only.
    pages = config.plugins.events["post_page"]
    prekatex = config.plugins["prekatex"]
    pages.insert(next(i for i, method in enumerate(pages) if method.__self__ is prekatex), keep)
    config.plugins.events["post_build"].insert(0, write)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def run(address: str, *, desktop: bool, browser: str) -> dict[str, Any]:
    """Return Lighthouse's report on a page."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        sandbox = " --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
        subprocess.run(
            [
                *[node(), PACKAGES / "node_modules/lighthouse/cli/index.js", address],
                *["--output=json", f"--output-path={report}", "--quiet", "--no-enable-error-reporting"],
                f"--chrome-flags=--headless=new --disable-background-networking{sandbox}",
                *(["--preset=desktop"] if desktop else []),
            ],
            env=os.environ | {"CHROME_PATH": browser},
            check=True,
            timeout=300,
        )
        return json.loads(report.read_text(encoding="utf-8"))


def figures(report: dict[str, Any]) -> dict[str, float]:
    """Return what the table shows of a report."""
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    own = report["finalDisplayedUrl"].split("/")[2]
    foreign = {r["url"].split("/")[2] for r in requests if r["url"].startswith("http")} - {own}
    scores = {name: 100 * (category["score"] or 0) for name, category in report["categories"].items()}
    return scores | {
        "FCP": audits["first-contentful-paint"]["numericValue"] / 1000,
        "LCP": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "TBT": audits["total-blocking-time"]["numericValue"],
        "CLS": audits["cumulative-layout-shift"]["numericValue"],
        "kB": sum(r.get("transferSize") or 0 for r in requests) / 1000,
        "requests": len(requests),
        "hosts": len(foreign),
    }


def complaints(report: dict[str, Any]) -> list[str]:
    """Return the audits of a report that count and did not pass, those of speed apart."""
    found = []
    for name, category in report["categories"].items():
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if name != "performance" and reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                found.append(f"{name}: {audit['id']}: {audit['title']}")
    return found


def main() -> None:
    """Build, measure, print the table."""
    parser = argparse.ArgumentParser(description="Measure pages of the site with Lighthouse.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pages", nargs="*", default=PAGES)
    parser.add_argument("--site", type=Path, help="measure what is already built there, without the rival")
    options = parser.parse_args()
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit("no Chromium on this machine")
    ensure(PACKAGES)
    with (
        tempfile.TemporaryDirectory() as folder,
        hosted(default_packages() / "node_modules/katex/dist", max_age=YEAR) as cdn,
    ):
        target, pages = options.site, list(options.pages)
        # The address stands in the pages, so it has to be known before they are built.
        if target:
            home = (target / "index.html").read_text(encoding="utf-8")
            canonical = re.search(r'rel="canonical" href="[^"]+:(\d+)/', home)
            port = int(canonical[1]) if canonical else 8000
        else:
            target = Path(folder, "site")
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            build_site(target, f"http://127.0.0.1:{port}/", cdn)
            pages.append(RIVAL)
        with hosted(target, port) as own:
            measure(own, pages, options.runs, browser)


def measure(own: str, pages: list[str], runs: int, browser: str) -> None:
    """Measure every page, on a phone and on a desktop, and print the medians."""
    names: list[str] = []
    failed: dict[str, None] = {}
    for page in pages:
        for desktop in (False, True):
            # The rounds of a page stand together: what disturbs the machine disturbs few of them.
            reports = [run(own + page, desktop=desktop, browser=browser) for _ in range(runs)]
            rows = [figures(report) for report in reports]
            if not names:
                names = list(rows[0])
                print("| page | device |", " | ".join(names), "|")
                print("|---|---|" + "---:|" * len(names))
            middle = [statistics.median(row[name] for row in rows) for name in names]
            shown = [f"{value:.3f}".rstrip("0").rstrip(".") if value < 10 else f"{value:.0f}" for value in middle]
            print(f"| /{page} | {'desktop' if desktop else 'phone'} |", " | ".join(shown), "|", flush=True)
            failed |= dict.fromkeys(f"/{page}: {said}" for report in reports for said in complaints(report))
    print()
    print(*failed, sep="\n")


if __name__ == "__main__":
    main()
