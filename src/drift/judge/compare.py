"""Recorded against printed: are they the same text, and if not, where do they differ?"""

from __future__ import annotations

import difflib
import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
# Python-Markdown keeps these for itself, or takes them for line ends; no recording can hold them.
_UNHOLDABLE = {"\0": r"\x00", "\1": r"\x01", "\2": r"\x02", "\3": r"\x03", "\4": r"\x04", "\r": r"a bare \r"}


class UnrecordableError(ValueError):
    """A Markdown file cannot hold the printed text; the message names the cause."""


def canonical(printed: str) -> str:
    r"""Bring printed text into the form in which a recording holds it: `\n` ends each line, the last one included.

    Raises:
        UnrecordableError: Markdown cannot hold the text.
    """
    if any("\ud800" <= char <= "\udfff" for char in printed):
        raise UnrecordableError("what it printed is not UTF-8")
    text = printed.replace("\r\n", "\n")
    for char, name in _UNHOLDABLE.items():
        if char in text:
            line = text[: text.index(char)].count("\n") + 1
            raise UnrecordableError(f"it printed {name} in line {line} of its output, which Markdown cannot hold")
    return text if not text or text.endswith("\n") else text + "\n"


def same(recorded: str, printed: str, *, approx: bool = False) -> bool:
    """Tell whether the output is the recorded one.

    Args:
        recorded: The text between the fences.
        printed: What the example printed, `canonical`.
        approx: Let each number differ by one unit in its last printed digit.
    """
    if recorded == printed:
        return True
    if not approx or _NUMBER.split(recorded) != _NUMBER.split(printed):
        return False
    return all(map(_close, _NUMBER.findall(recorded), _NUMBER.findall(printed)))


def _close(recorded: str, printed: str) -> bool:
    """Tell whether two numbers, equally many digits printed, differ by at most one unit in the last of the recorded one."""
    if recorded == printed:
        return True
    left, right = Decimal(recorded), Decimal(printed)
    if left == right == 0 or _form(recorded) != _form(printed):
        return False  # 0.0 and -0.0 are not the same
    exponent = left.as_tuple().exponent
    assert isinstance(exponent, int)
    try:
        return abs(left - right) <= Decimal(1).scaleb(exponent)
    except ArithmeticError:  # an exponent beyond all bounds
        return False


def _form(number: str) -> tuple[object, ...]:
    """Return how a number is written: with a plus sign, with a point and how many digits behind it, with an exponent."""
    mantissa, mark, _ = number.lower().partition("e")
    _, point, digits = mantissa.partition(".")
    return mantissa.startswith("+"), point, len(digits), mark


def diff(recorded: str, printed: str, names: tuple[str, str] = ("recorded", "printed")) -> list[str]:
    """Return the unified diff from the recording to what was printed, both `canonical`; trailing white space is made visible.

    Args:
        recorded: The one text.
        printed: The other one.
        names: What they are called.
    """
    # Not `splitlines`: a form feed ends no line, and may be the whole difference.
    old, new = recorded.split("\n")[:-1], printed.split("\n")[:-1]
    return [_visible(line) for line in difflib.unified_diff(old, new, *names, lineterm="")]


def _visible(line: str) -> str:
    """Show white space that a reader could not see where it may be the whole difference."""
    if not line.startswith(("-", "+")):
        return line
    text = line[1:].replace("\t", "→   ")
    bare = text.rstrip(" ")
    return line[0] + bare + "·" * (len(text) - len(bare))


def remark(recorded: str, printed: str) -> str:
    """Name a difference that a diff does not show to the eye; empty if there is none."""
    if unicodedata.normalize("NFC", recorded) == unicodedata.normalize("NFC", printed):
        return "they differ in Unicode normalisation only (NFC against NFD)"
    if recorded.removesuffix("\n") == printed.removesuffix("\n"):
        return "they differ in the newline at the end only"
    if recorded.split() == printed.split():
        return "they differ in white space only"
    return ""
