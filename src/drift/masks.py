"""Masks: the closed list of what no two runs print alike, and how each of it is taken out of an output.

An example names its masks (`mask="address duration"`); what they replace is `…` in the recording and on the page. Authors give
no patterns of their own, so that `mask="duration"` alone tells a reader what is not compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SHOWN = "…"
"""What stands in place of what a mask replaces."""

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][+-]?\d+)?"
_UNIT = "|".join(
    (
        *("ns", "us", "µs", "μs", "ms", "s"),  # a micro sign and a Greek mu
        *("nsec", "usec", "msec", "secs?", "mins?", "h", "hrs?"),
        *("nanoseconds?", "microseconds?", "milliseconds?", "seconds?", "minutes?", "hours?"),
    )
)
# The spaces that fill up a column go along: there are more or fewer of them as the number has fewer or more digits.
_DURATION = rf"""
    (?: (?<=[ ])[ ]{{1,40}}+ | ^[ ]{{1,40}}+ )?
    (?<![\w.])(?<!\d[,:])
    (?:
        \d+[ ]days?,?[ ]\d{{1,2}}:[0-5]\d:[0-5]\d(?:\.\d+)?(?![\w:])
      | \d:[0-5]\d:[0-5]\d(?:\.\d+)?(?![\w:])
      | (?:\d+[ ]?(?:h|min|m)[ ]?){{1,2}}{_NUMBER}[ ]?s(?![0-9A-Za-z_²³⁻^])
      | (?!\d{{4,}}s){_NUMBER}[ ]?(?:{_UNIT})(?![0-9A-Za-z_²³⁻^]|-[A-Za-z])
    )
    (?:[ ]{{1,40}}(?=[ ]|$))?
"""
_DATE = r"(?<![0-9A-Za-z.-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![0-9A-SU-Ya-z-])"
_TIME = r"""
    (?:(?<![0-9A-Za-z_:.,+-])|(?<=[\d…]T))
    (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?(?![0-9A-Za-z_:])
"""
_UUID = r"(?<![0-9A-Za-z-])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z-])"
_ADDRESS = r"(?<=\bat[ ]0x)[0-9a-fA-F]{6,16}(?!\w)"


def _temporary_path(folders: Sequence[str]) -> str:
    """Return a pattern for paths in these folders: the folder itself, and one name in it."""
    spelt = {way for folder in folders for way in (folder, folder.replace("\\", "\\\\"), folder.replace("\\", "/"))}
    either = "|".join(re.escape(way) for way in sorted(spelt, key=len, reverse=True))
    name = r"\.?[\w~+-]+(?:\.[\w~+-]+)*"  # not the full stop of a sentence
    return rf"(?<![\w.~-])(?:{either})(?:[/\\]{{1,2}}{name})?(?!\.?[\w-])"


# What one mask leaves, the next may need, such as the `T` behind a date; and a path may hold a date. So the order is fixed.
_PATTERNS: dict[str, Callable[[Sequence[str]], str]] = {
    "temporary-path": _temporary_path,
    "address": lambda _: _ADDRESS,
    "uuid": lambda _: _UUID,
    "date": lambda _: _DATE,
    "duration": lambda _: _DURATION,
    "time": lambda _: _TIME,
}
MASKS = {
    "address": "a number of six hexadecimal digits or more behind `at 0x`",
    "duration": "a number with its unit of time, such as `1.23 s`, `45.6 µs`, `1m 30s` or `0:00:01.234`",
    "temporary-path": "the folder for temporary files, with the one name behind it",
    "date": "a date such as `2026-01-31`",
    "time": "a time of day with seconds, such as `09:30:00` or `23:59:59.123+09:00`",
    "uuid": "a UUID, such as `123e4567-e89b-12d3-a456-426614174000`",
}
"""The masks, and what each of them replaces."""


def read_masks(text: str) -> tuple[str, ...]:
    """Return the masks that an option names."""
    return tuple(text.split())


def masked(text: str, masks: Iterable[str], folders: Sequence[str]) -> tuple[str, list[str]]:
    """Return a text as masks leave it, and the names of those that have replaced nothing.

    Args:
        text: What an example printed.
        masks: Names of masks, in any order.
        folders: The folder for temporary files, by each of its names.
    """
    names = set(masks)
    idle = []
    for name, pattern in _PATTERNS.items():
        if name in names:
            # Compiled here, once: few pages need it.
            text, times = re.subn(pattern(folders), SHOWN, text, flags=re.VERBOSE | re.MULTILINE)
            if not times:
                idle.append(name)
    return text, idle


def masks_between(one: str, other: str, folders: Sequence[str], same: Callable[[str, str], bool]) -> list[str]:
    """Return the masks, as few as possible, that make two texts the same; none if they do not.

    Args:
        one: A text.
        other: Another one, which is not the same.
        folders: The folder for temporary files, by each of its names.
        same: Tells whether two texts are the same.
    """

    def suffice(names: Iterable[str]) -> bool:
        return same(masked(one, names, folders)[0], masked(other, names, folders)[0])

    needed = list(MASKS)
    if not suffice(needed):
        return []
    for name in MASKS:
        without = [other for other in needed if other != name]
        if suffice(without):
            needed = without
    return needed
