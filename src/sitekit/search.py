"""The search index in two files: the settings, which every page loads, and the texts, which a reader who searches loads."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from prekatex.npm import default_packages, ensure
from sitekit.plaintext import part, plain

INDEX = "search/search_index.json"
"""Material's script asks for this file on every page."""

DOCUMENTS = "search/documents.json"
"""Our worker asks for this one, at the first letter that is typed."""

_WORKERS = "assets/javascripts/workers"
_HERE = Path(__file__).parent

_THEMES_WORKER = re.compile(r'(?<="search": ")([^"]*/)search\.[0-9a-f]+\.min\.js(?=")')
_CONFIG = '<script id="__config"'

_FIELD = re.sub(r"^//.*\n|^ +", "", (_HERE / "assets/search/field.js").read_text(encoding="utf-8"), flags=re.MULTILINE)
LOADING = "검색할 글을 불러오는 중입니다"
"""What stands where the results will, until the texts have come."""


class ThemeError(Exception):
    """The theme is not as this package knows it; the message says where."""


def scripts() -> dict[str, Path]:
    """Return the files of the search, from their address; what npm locks for it is installed where it is not.

    Raises:
        SetupError: It cannot be.
    """
    packages = default_packages(_HERE)
    ensure(packages)
    own = _HERE / "assets" / "search"
    return {
        f"{_WORKERS}/search.js": own / "worker.js",
        f"{_WORKERS}/search/index.js": own / "index.js",
        f"{_WORKERS}/search/words.js": own / "words.js",
        f"{_WORKERS}/search/minisearch.js": packages / "node_modules/minisearch/dist/es/index.js",
        f"{_WORKERS}/search/hangul.js": packages / "node_modules/es-hangul/dist/index.mjs",
    }


def split(site: Path, names: dict[str, list[str]], same: list[list[str]]) -> list[str]:
    """Part the texts from the index that the theme's plugin has written.

    Args:
        site: The directory of the built site.
        names: What pages, and sections, are also asked for by, from their address.
        same: Each: ways to write one thing.

    Returns:
        Addresses of names that are none.
    """
    index = json.loads((site / INDEX).read_text(encoding="utf-8"))
    docs = []
    for doc in index["docs"]:
        text, code = part(doc["text"])
        boost = {"boost": doc["boost"]} if "boost" in doc else {}  # the front matter's
        docs.append({"location": doc["location"], "title": plain(doc["title"]), "text": text, "code": code, **boost})
    documents = {"docs": docs, "names": names, "same": same}
    # Hangul as itself: escaped, a syllable takes six letters.
    for name, data in ((DOCUMENTS, documents), (INDEX, index | {"docs": []})):
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        (site / name).write_text(text, encoding="utf-8", newline="\n")
    return sorted(names.keys() - {doc["location"] for doc in docs})


def link(page: str, base: str) -> str:
    """Let a page use our worker in place of the theme's.

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
    config, found = _THEMES_WORKER.subn(lambda name: f"{name[1]}search.js", config, count=1)
    if not found:
        raise ThemeError("the page's `__config` names no worker that could be replaced")
    url = html.escape(f"{base.rstrip('/')}/{DOCUMENTS}")
    return f'{head}<script data-texts="{url}" data-loading="{LOADING}">{_FIELD.strip()}</script>{config}'
