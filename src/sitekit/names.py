"""What things are called besides what the pages call them: from the glossary, and from a file for the rest."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TERM = re.compile(r"^### (?P<name>.+?)(?: *\{[^}]*\})?$(?P<entry>.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_ENGLISH = re.compile(r"^\*([^*]+)\*", re.MULTILINE)
_OTHERS = re.compile(r"다른 이름: ([^·\n]+)")
_SIGN = re.compile(r"^\$\$([^\\$=]+?) = ", re.MULTILINE)
_LESSON = re.compile(r"^배우는 곳: \[[^\]]*\]\(([^)#]+)", re.MULTILINE)


class NamesError(Exception):
    """The file of names cannot be used; the message says where and why."""


@dataclass
class Names:
    """What the search understands besides the words of the pages."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    """What a page, or a section of it, is also asked for by: from `page.md` or `page.md#section`."""

    same: list[list[str]] = field(default_factory=list)
    """Each: ways to write one thing."""

    def __or__(self, other: Names) -> Names:
        """Return both."""
        pages = {page: list(names) for page, names in self.pages.items()}
        for page, names in other.pages.items():
            pages.setdefault(page, []).extend(names)
        return Names(pages, self.same + other.same)


def of_glossary(glossary: str) -> Names:
    r"""Return the names that a glossary explains, with the page that teaches each.

    >>> of_glossary("### 가능도 { #x }\n\n*likelihood* · 다른 이름: 우도\n\n배우는 곳: [ML](ml.md)\n")
    Names(pages={'ml.md': ['가능도', 'likelihood', '우도']}, same=[['가능도', 'likelihood', '우도']])

    Args:
        glossary: Markdown: a heading of the third level for each term, then its English names in italics, its other names,
            and the pages that teach it.
    """
    found, taken = Names(), set()
    for term in _TERM.finditer(glossary):
        listed = [match[1] for match in (_ENGLISH.search(term["entry"]), _OTHERS.search(term["entry"])) if match]
        # 로그 손실(log loss) is two names.
        names = [name.strip() for name in [term["name"], *re.split(r"[,()]+", ", ".join(listed))] if name.strip()]
        if len(names) > 1:
            found.same.append(names)
        # The part before a formula's equals sign, H(q, p); not where TeX is needed for it.
        signs = [sign[1] for sign in [_SIGN.search(term["entry"])] if sign]
        if lesson := _LESSON.search(term["entry"]):
            own = [name for name in [*names, *signs] if name not in taken]
            taken.update(own)
            found.pages.setdefault(lesson[1], []).extend(own)
    return found


def of_file(path: Path) -> Names:
    """Return the names in a file.

    Args:
        path: TOML: `same`, a list of lists; `pages`, a table from `page.md` or `page.md#section` to a list.

    Raises:
        NamesError: It is no such file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NamesError(f"{path.name} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NamesError(f"{path.name}: {error}") from None
    if unknown := sorted(data.keys() - {"same", "pages"}):
        raise NamesError(f"{path.name}: `{unknown[0]}` is not known; there are `same` and `pages`")
    same, pages = data.get("same", []), data.get("pages", {})
    if not isinstance(same, list) or not all(_are_names(names) and len(names) > 1 for names in same):
        raise NamesError(
            f'{path.name}: `same` is a list of lists, each of two names or more: [["파이토치", "PyTorch"]]'
        )
    if not isinstance(pages, dict):
        raise NamesError(f"{path.name}: `pages` is a table: [pages]")
    for page, names in pages.items():
        if not _are_names(names):
            raise NamesError(f'{path.name}: pages."{page}" is a list of names: ["…"]')
    return Names(pages, same)


def _are_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) and name.strip() for name in value)
