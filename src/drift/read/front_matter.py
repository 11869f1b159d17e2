"""Find the front matter of a page, which MkDocs takes away before Markdown sees the page."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n|\n|\r)(?P<yaml>.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r)", re.DOTALL
)
_KEY = re.compile(r"\s*[\w-]+:")


def content_start(source: str) -> int:
    """Return the offset behind a source's byte-order mark and front matter."""
    matter = _FRONT_MATTER.match(source)
    if matter is not None and _is_mapping(matter["yaml"]):
        return matter.end()
    return len(source) - len(source.removeprefix("\ufeff"))


def front_matter_fault(source: str) -> tuple[int, str] | None:
    """Return line and reason if the front matter is not YAML: MkDocs would show it as text, without a warning."""
    matter = _FRONT_MATTER.match(source)
    if matter is None or not _KEY.match(matter["yaml"]):  # text between two rules
        return None
    try:
        _load(matter["yaml"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return (mark.line if mark else 0) + 2, getattr(error, "problem", None) or str(error)
    return None


@lru_cache(maxsize=1024)  # each step that reads a page asks
def _is_mapping(text: str) -> bool:
    """Tell whether text between two rules is front matter, for MkDocs too: a page may begin with a rule."""
    try:
        return isinstance(_load(text), dict)
    except yaml.YAMLError:
        return False


def _load(text: str) -> object:
    """Read YAML in which all values are strings: MkDocs knows more tags than YAML itself."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # builds strings only
