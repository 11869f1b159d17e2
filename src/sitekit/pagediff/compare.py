"""Compare two builds of a site: which pages changed, came, went or have another address, and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sitekit.pagediff.blocks import Compared, Row, alike, words
from sitekit.pagediff.sites import Entry, Page, digests, pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_GONE = "옛 주소에는 이제 아무것도 없습니다. 다른 사이트에 있는 링크와 즐겨찾기가 끊깁니다."
_FOLLOWED = "사이트 안에는 옛 주소로 가는 링크가 없습니다."
_SAME_PAGE = 0.5  # how many words a page shares with the one that it was before it was renamed


@dataclass(frozen=True)
class PageChange:
    """A page that differs."""

    old: Page | None
    new: Page | None
    compared: Compared | None = None
    rows: list[Row] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What is not in the text of the page."""

    @property
    def page(self) -> Page:
        """The page as it is, or as it was."""
        page = self.new or self.old
        assert page
        return page

    @property
    def count(self) -> int:
        """In how many places it differs."""
        return sum(not row.same for row in self.rows) + len(self.said)


@dataclass(frozen=True)
class SiteChange:
    """What differs between two builds."""

    old: Path
    new: Path
    pages: list[PageChange]
    """In the order of the navigation."""
    navigation: list[tuple[Entry | None, Entry | None]]
    """The lines of the navigation side by side; empty if they are the same."""
    files: list[tuple[str, str]]
    """The names of other files that differ, and how."""
    left_out: int
    """How many pages differ in nothing but the commit, the versions and the like."""


def compare(old: Path, new: Path) -> SiteChange:
    """Compare two folders with a built site.

    Raises:
        SiteError: One of them holds no page.
    """
    before, after = pages(old), pages(new)
    hashes = digests(old), digests(new)
    renamed = _renamed(before, after)
    pairs = [(page, after.get(renamed.get(address, address))) for address, page in before.items()]
    found: list[PageChange] = []
    left_out = 0
    for one, other in pairs:
        if other is None or (one.address in renamed):
            continue
        if _name(one) in hashes[0] and hashes[0][_name(one)] == hashes[1].get(_name(other)):
            continue
        change = _compared(one, other, renamed)
        left_out += not change.count
        found += [change] if change.count else []
    for address, target in renamed.items():
        change = _compared(before[address], after[target], renamed)
        found.append(replace(change, said=_address(address, after) + change.said))
    known = {*before, *renamed.values()}
    found += [PageChange(None, page) for address, page in after.items() if address not in known]
    found += [
        PageChange(page, None) for address, page in before.items() if address not in after and address not in renamed
    ]
    navigation = _navigation(before.get(""), after.get(""), renamed)
    order = {entry.address: at for at, entry in enumerate(after[""].navigation if "" in after else [])}
    found.sort(key=lambda change: (order.get(change.page.address, len(order)), change.page.address))
    return SiteChange(old, new, found, navigation, _files(*hashes), left_out)


def _name(page: Page) -> str:
    return page.path.relative_to(page.folder).as_posix()


def _renamed(before: Mapping[str, Page], after: Mapping[str, Page]) -> dict[str, str]:
    """Return the new addresses of pages that stand elsewhere now; a page that only leads there does not count as one."""
    gone = [page for address, page in before.items() if address not in after or after[address].redirect is not None]
    come = {address: words(page.article) for address, page in after.items() if address not in before}
    renamed: dict[str, str] = {}
    for page in gone if come else ():
        if page.redirect is not None:
            continue
        counted = words(page.article)
        best = max(come, key=lambda address: alike(counted, come[address]), default=None)
        if best is not None and alike(counted, come[best]) >= _SAME_PAGE:
            renamed[page.address] = best
            del come[best]
    return renamed


def _address(address: str, after: Mapping[str, Page]) -> list[str]:
    """Return in words what has become of an old address, and of the links of the site that led there."""
    leads = address in after
    said = ["옛 주소를 열면 새 주소로 넘어갑니다." if leads else _GONE]
    still = [page.address or "/" for page in after.values() if page.address != address and address in page.targets()]
    return [*said, f"사이트의 {', '.join(still)}에는 아직 옛 주소로 가는 링크가 있습니다." if still else _FOLLOWED]


def _compared(old: Page, new: Page, renamed: Mapping[str, str]) -> PageChange:
    compared = Compared(old, new, renamed)
    texts = (
        ("창과 검색 결과의 제목", old.title, new.title),
        ("검색 결과에 보이는 설명", old.description, new.description),
        ("이 주소에서 바로 넘어가는 곳", old.redirect or "", new.redirect or ""),
    )
    said = [f"{what}: {before or '없음'} → {after or '없음'}" for what, before, after in texts if before != after]
    return PageChange(old, new, compared, compared.rows(), said)


def _navigation(
    old: Page | None, new: Page | None, renamed: Mapping[str, str]
) -> list[tuple[Entry | None, Entry | None]]:
    left = [
        replace(entry, address=renamed.get(entry.address, entry.address)) for entry in (old.navigation if old else [])
    ]
    right = new.navigation if new else []
    pairs: list[tuple[Entry | None, Entry | None]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            pairs += zip(left[i1:i2], right[j1:j2], strict=True)
        else:
            pairs += [(entry, None) for entry in left[i1:i2]]
            pairs += [(None, entry) for entry in right[j1:j2]]
    return pairs if left != right else []


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    for name in sorted({*old, *new}):
        if name.endswith(".html") or old.get(name) == new.get(name):
            continue
        found.append((name, "새로 생김" if name not in old else "없어짐" if name not in new else "달라짐"))
    return found
