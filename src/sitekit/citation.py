"""How to cite a page: as a sentence, and for BibTeX. Nobody is named whom the site does not name, nor a year that is unknown."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class Citation(NamedTuple):
    """A page as others cite it."""

    text: str
    bibtex: str


def citation(title: str, site: str, url: str, commit: str, day: str) -> Citation:
    r"""Return how to cite a page.

    Args:
        title: Its title.
        site: The name of the site, which stands where a reference has its author.
        url: The address of the page.
        commit: The short name of the commit that the page was built from; empty where that is not known.
        day: Its date, such as `2026-01-31`; empty where that is not known.

    >>> print(citation("a_b", "사이트", "https://x.y/kl/", "90dc393", "2026-01-31").text)
    사이트, ‘a_b’, 2026-01-31(커밋 90dc393), https://x.y/kl/
    >>> print(citation("a_b", "사이트", "https://x.y/kl/", "", "").bibtex)
    @misc{kl,
      author = {{사이트}},
      title = {{a\_b}},
      howpublished = {\url{https://x.y/kl/}}
    }
    """
    made = f"{day}(커밋 {commit})" if day and commit else day or (f"커밋 {commit}" if commit else "")
    text = ", ".join(part for part in (site, f"‘{title}’" if title != site else "", made, url) if part)
    fields = {"author": f"{{{_tex(site)}}}", "title": f"{{{_tex(title)}}}"}
    if day:
        year, month, _ = day.split("-")
        fields |= {"year": year, "month": _MONTHS[int(month) - 1]}
    fields["howpublished"] = rf"\url{{{url}}}"
    if commit:
        fields["note"] = f"커밋 {commit}"
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items()]
    return Citation(text, "\n".join([f"@misc{{{_key(url)},", ",\n".join(lines), "}"]))


def _tex(text: str) -> str:
    """Return text as TeX reads it."""
    return re.sub(r"[\\~^]|[&%$#_{}]", lambda sign: _WORDS.get(sign[0], f"\\{sign[0]}"), text)


def _key(url: str) -> str:
    """Return what a source calls the page: the end of its address."""
    return re.sub(r"[^\w-]", "", url.rstrip("/").rpartition("/")[2])
