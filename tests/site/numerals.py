"""Lists the numerals that nothing executed stands behind: in prose, tables and formulas, outside dates and citations.

A numeral is backed when it stands in the code or the recording of an example on the same page: were the output to change, its
source would be gone and the numeral be listed. What is left is justified in `numerals.toml`, or a defect.
Run it by hand on some pages: `python tests/site/numerals.py docs/entropy.md`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from drift.read.fences import find_fences
from drift.read.front_matter import content_start

ROOT = Path(__file__).parents[2]
JUSTIFIED = Path(__file__).with_name("numerals.toml")

NUMERAL = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
# What holds numerals that state no result: where links lead, ids and options, names in code, notes, list markers.
PASSED_OVER = re.compile(
    r"`[^`\n]*[A-Za-z_][^`\n]*`"  # code that is not a bare number
    r"|\]\([^)\n]*\)|\]\[[^\]\n]*\]|<[^>\n]*>"  # where a link leads, a tag
    r"|\{ ?[#.:][^}\n]*\}"  # an id or a class
    r"|^\s*\d+\. |^#+ \d+\. |^\| \d+ \|"  # a list's, a heading's or a table row's number
    r"|^\[[^\]\n]+\]: .*$"  # where links of that name lead
    r"|\d{4}년|\d+월|\d+일",  # a date
    re.MULTILINE | re.DOTALL,
)
# As a formula writes what an example prints as 4.2e-18.
POWER = re.compile(r"(?P<digits>\d[\d.]*) ?\\times 10\^\{?(?P<power>-?\d+)\}?")
REFERENCES = re.compile(r"^## [^\n]*\{ #references \}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def unbacked(page: Path) -> list[tuple[int, str]]:
    """Return line and text of each numeral in prose that no example on the page holds."""
    source = page.read_text(encoding="utf-8")
    prose = list(source)
    backing = []
    blanked = [(0, content_start(source))]
    for fence in find_fences(source):
        blanked.append((fence.start, fence.end))
        if fence.language in ("python", "output"):
            backing.append(source[fence.start : fence.end])
    for start, end in blanked:
        prose[start:end] = [c if c == "\n" else " " for c in source[start:end]]
    text = "".join(prose)
    for pattern in (REFERENCES, PASSED_OVER):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    text = POWER.sub(r"\g<digits>e\g<power>", text)
    held = {numeral.replace(",", "") for part in backing for numeral in NUMERAL.findall(part)}
    return [
        (text.count("\n", 0, match.start()) + 1, match[0])
        for match in NUMERAL.finditer(text)
        if match[0].replace(",", "") not in held
    ]


def justified() -> dict[str, dict[str, str]]:
    """Return why a numeral may stand without an example, by page; `*` holds everywhere."""
    return tomllib.loads(JUSTIFIED.read_text(encoding="utf-8"))


def unjustified(pages: list[Path]) -> list[str]:
    """Return what is left, as lines that name file, line and numeral."""
    reasons = justified()
    found = []
    for page in pages:
        name = page.resolve().relative_to(ROOT).as_posix()
        known = reasons.get("*", {}) | reasons.get(name, {})
        found += [
            f"{name}:{line}: no example of this page has the number {numeral} in its code or output\n"
            f'    → let an example print it; if it is no result, say why in tests/site/numerals.toml under ["{name}"]'
            for line, numeral in unbacked(page)
            if numeral not in known
        ]
    return found


def unused(pages: list[Path]) -> list[str]:
    """Return the reasons that no page needs any more."""
    seen: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for _, numeral in unbacked(page):
            seen[page.relative_to(ROOT).as_posix()].add(numeral)
            seen["*"].add(numeral)
    return [
        f'tests/site/numerals.toml: {numeral} under ["{name}"] is not needed any more: take it out'
        for name, known in justified().items()
        for numeral in known
        if numeral not in seen[name]
    ]


if __name__ == "__main__":
    lines = unjustified([Path(name) for name in sys.argv[1:]] or sorted((ROOT / "docs").glob("*.md")))
    print("\n".join(lines))
    sys.exit(bool(lines))
