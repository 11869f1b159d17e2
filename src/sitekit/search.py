"""The search index in two files: the settings, which every page loads, and the texts, which a reader who searches loads."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

INDEX = "search/search_index.json"
"""Material's script asks for this file on every page."""

DOCUMENTS = "search/documents.json"
"""Our worker asks for this one, at the first letter that is typed."""

WORKER = "assets/javascripts/workers/quicksearch.js"
"""In the folder of the theme's worker, which looks for its language files relative to itself."""

WORKER_SOURCE = Path(__file__).parent / "assets" / "search.js"

_THEMES_WORKER = re.compile(r'(?<="search": ")([^"]*/)(search\.[0-9a-f]+\.min\.js)(?=")')
_CONFIG = '<script id="__config"'

# Once the field has the focus the texts set out, so that they are there when the first word is.
_FETCH = (
    '<script>addEventListener("focusin",function f(e){{if(e.target.name==="query"){{removeEventListener("focusin",f);'
    "fetch({url})}}}})</script>"
)


class ThemeError(Exception):
    """The theme is not as this package knows it; the message says where."""


_TERM = re.compile(r"^### (?P<name>.+?)(?: *\{[^}]*\})?$(?P<entry>.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_ENGLISH = re.compile(r"^\*([^*]+)\*", re.MULTILINE)
_OTHERS = re.compile(r"다른 이름: ([^·\n]+)")
_SIGN = re.compile(r"^\$\$([^\\$=]+?) = ", re.MULTILINE)
_LESSON = re.compile(r"^배우는 곳: \[[^\]]*\]\(([^)#]+)", re.MULTILINE)


def names(glossary: str) -> dict[str, str]:
    r"""Return where each name that a glossary explains is taught, from the name to the source of the page.

    >>> names("### 가능도 { #x }\n\n*likelihood* · 다른 이름: 우도\n\n배우는 곳: [ML](ml.md)\n")
    {'가능도': 'ml.md', 'likelihood': 'ml.md', '우도': 'ml.md'}

    Args:
        glossary: Markdown: a heading of the third level for each term, then its English names in italics, its other names,
            and the pages that teach it.
    """
    found: dict[str, str] = {}
    for term in _TERM.finditer(glossary):
        lesson = _LESSON.search(term["entry"])
        if lesson:
            listed = [match[1] for match in (_ENGLISH.search(term["entry"]), _OTHERS.search(term["entry"])) if match]
            # 로그 손실(log loss) is two names.
            for name in [term["name"], *re.split(r"[,()]+", ", ".join(listed))]:
                found.setdefault(name.strip(), lesson[1])
            # The part before a formula's equals sign, H(q, p); not where TeX is needed for it.
            if sign := _SIGN.search(term["entry"]):
                found.setdefault(sign[1], lesson[1])
    return {name: page for name, page in found.items() if name}


def split(site: Path, names: dict[str, str]) -> None:
    """Part the texts from the index that the theme's plugin has written.

    Args:
        site: The directory of the built site.
        names: What else pages answer to, from the name to the page's address.
    """
    index = json.loads((site / INDEX).read_text(encoding="utf-8"))
    documents = {"docs": index["docs"], "names": names}
    # Hangul as itself: escaped, a syllable takes six letters.
    for name, data in ((DOCUMENTS, documents), (INDEX, index | {"docs": []})):
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        (site / name).write_text(text, encoding="utf-8", newline="\n")


def link(page: str, base: str) -> str:
    """Let a page use our worker, which brings the theme's along.

    Args:
        page: The HTML of the page.
        base: From the page to the root of the site: `.`, `../..` or `/path`.

    Raises:
        ThemeError: The page names no worker where the theme used to.
    """
    at = page.find(_CONFIG)
    if at == -1:
        return page
    head, config = page[:at], page[at:]
    config, found = _THEMES_WORKER.subn(lambda name: f"{name[1]}{WORKER.rpartition('/')[2]}#{name[2]}", config, count=1)
    if not found:
        raise ThemeError("the page's `__config` names no worker that could be replaced")
    url = html.escape(json.dumps(f"{base.rstrip('/')}/{DOCUMENTS}"), quote=False)
    return head + _FETCH.format(url=url) + config
