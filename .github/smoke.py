"""Look at the published site as a reader's browser would: `python3 .github/smoke.py ADDRESS [COMMIT]`, with nothing installed.

It says what is wrong, line by line, and exits with 1.
"""

from __future__ import annotations

import re
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

LESSON, RECORDED = "entropy/", "0.6931"  # the entropy of a coin: a lesson on entropy prints it in any edition
PATIENCE = 300  # seconds, until every server of the host has the new site
# What must stand on no page: the address of a preview, formulas that nothing has typeset, a template that nothing has filled in.
LEFT_OVER = re.compile(r"https?://localhost|class=\"arithmatex\">\s*\\[(\[]|\$\{\{|katex-error")


def fetch(address: str) -> str:
    """Return what the address answers with."""
    headers = {"Cache-Control": "no-cache", "User-Agent": "smoke test"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  # the address comes from the deployment
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # as above
        return answer.read().decode("utf-8")


def without_code(html: str) -> str:
    """Return a page without its code blocks and scripts: they may quote anything."""
    return re.sub(r"<(code|pre|script|textarea)\b.*?</\1>", "", html, flags=re.DOTALL)


def left_over(address: str) -> list[str]:
    """Return what is wrong with a page that the sitemap names."""
    try:
        found = LEFT_OVER.search(without_code(fetch(address)))
    except (URLError, UnicodeDecodeError) as error:
        return [f"{address}: {error}"]
    return [f"{address}: {found[0]!r} stands on the page"] if found else []


def without_capitals(address: str) -> str:
    """Return an address as browsers take it: an owner may be called Octo, and the host is octo.github.io."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.lower()))


def faults(address: str, commit: str) -> list[str]:
    """Return what is wrong with the site that stands at an address, which ends with `/`."""
    try:
        home, lesson, sitemap = (fetch(address + name) for name in ("", LESSON, "sitemap.xml"))
    except (URLError, UnicodeDecodeError) as error:
        return [f"{address}: {error}"]
    wanted = [
        ("home page: not in Korean", '<html lang="ko"' in home),
        ("home page: no link to the lesson", re.search(rf'href="(?:\./)?{LESSON}"', home)),
        ("lesson: no formula", 'class="katex"' in lesson),
        ("lesson: no example", 'class="drift-example' in lesson),
        (
            f"lesson: no output {RECORDED}",
            re.search(rf'class="drift-output.*?{re.escape(RECORDED)}', lesson, re.DOTALL),
        ),
        (f"lesson: not from commit {commit[:7]}", re.search(rf"커밋 (?:<a [^>]*>)?{commit[:7]}", lesson)),
    ]
    address = without_capitals(address)
    pages = list(map(without_capitals, re.findall(r"<loc>(.*?)</loc>", sitemap)))
    found = [f"{address}: {message}" for message, good in wanted if not good]
    if address not in pages or address + LESSON not in pages:
        found.append(f"{address}sitemap.xml: {len(pages)} pages, but not the home page and the lesson")
    if strangers := [page for page in pages if not page.startswith(address)]:
        return [*found, f"{address}sitemap.xml: {strangers[0]} stands somewhere else"]
    with ThreadPoolExecutor(8) as pool:
        return found + [fault for page in pool.map(left_over, pages) for fault in page]


def main(address: str, commit: str = "", patience: float = PATIENCE) -> int:
    """Look again until all is well or patience ends; say what was found."""
    address = address.rstrip("/") + "/"
    end = time.monotonic() + patience
    while (found := faults(address, commit)) and time.monotonic() < end:
        time.sleep(min(15, patience))
    print("\n".join(found) or f"{address} is well")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
