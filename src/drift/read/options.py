"""The options of examples and recordings: one table, which the checks and the documentation go by."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pymdownx.superfences import RE_HL_LINES, RE_LINENUMS

from drift.masks import MASKS, read_masks
from drift.recorded import FIGURE_NAME, HTML_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NAME = re.compile(r"[A-Za-z_][\w.]*$")
_LINES = 'line numbers, such as "1 3-5"'


def read_modules(text: str) -> tuple[str, ...]:
    """Return the modules that `requires` names."""
    return tuple(text.replace(",", " ").split())


def read_seconds(text: str) -> float:
    """Return the seconds of a `timeout`; 0 if it is not a positive number."""
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return seconds if 0 < seconds < float("inf") else 0.0


def read_integer(text: str) -> int:
    """Return a whole number; 0 if it is none."""
    return int(text) if re.fullmatch(r"-?\d+", text) else 0


def _are_modules(text: str) -> bool:
    modules = read_modules(text)
    return bool(modules) and all(map(_NAME.match, modules))


def _are_masks(text: str) -> bool:
    masks = read_masks(text)
    return bool(masks) and len({*masks}) == len(masks) and all(mask in MASKS for mask in masks)


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a fence."""

    name: str
    sample: str
    wants: str = ""
    """What it takes, in words; empty: any text."""
    fits: Callable[[str], object] = lambda _: True
    """Tells whether a value is one that it takes."""
    words: tuple[str, ...] = ()
    """The words that a value is put together from, if only these are known."""


EXAMPLE_OPTIONS = (
    Option("title", "…"),
    Option("hl_lines", "2 4-5", _LINES, RE_HL_LINES.match),
    Option("linenums", "1", _LINES, RE_LINENUMS.match),
    Option("raises", "ValueError", 'the name of an exception, such as "ValueError"', _NAME.match),
    Option("session", "coin", "a name", str.strip),
    Option("timeout", "20", "a positive number of seconds", read_seconds),
    Option("requires", "tensorflow", 'the names of modules, such as "tensorflow"', _are_modules),
    Option("stderr", "ignore", '"ignore"', {"ignore"}.__contains__),
    Option(
        "mask", "address", f"one or more of {', '.join(MASKS)}, each once, parted by spaces", _are_masks, tuple(MASKS)
    ),
    Option("figure", "entropy-curve", 'a name such as "entropy-curve"', FIGURE_NAME.fullmatch),
    Option("alt", "…"),
    Option("folded", "on", '"on"', {"on"}.__contains__),
    Option("exec", "off"),
    Option("why", "…"),
)
LOCATIONS = ("above", "below", "block", "material-block", "tabbed-left", "tabbed-right", "console")
DIALECT_OPTIONS = (
    Option("source", "above", f"one of {', '.join(LOCATIONS)}", LOCATIONS.__contains__),
    Option("result", "json"),
    Option("html", "1"),
    Option("tabs", "Source|Result"),
    Option("id", "…"),
    Option("idprefix", "…"),
    Option("updatetoc", "no"),
    Option("returncode", "1", "a whole number", re.compile(r"-?\d+$").match),
    Option("workdir", "docs", "a folder", str.strip),
    Option("width", "80", "a number of columns", str.isdecimal),
)
"""What markdown-exec takes beside `exec`, for those examples that it shows."""
RECORDING_OPTIONS = (
    Option("approx", "on", '"on"', {"on"}.__contains__),
    Option("render", "table", '"markdown" or "table"', {"markdown", "table"}.__contains__),
    Option("file", "plots-1.output.html", 'a name such as "plots-1.output.html"', HTML_FILE.fullmatch),
)
LOOKS = ("title", "hl_lines", "linenums")
"""Options that superfences' highlighter takes; they change nothing but the looks."""


def option_problems(options: Mapping[str, str], known: tuple[Option, ...], what: str) -> list[str]:
    """Name the options that do not exist, with what was probably meant, and those with a value that they do not take."""
    table = {option.name: option for option in known}
    problems = []
    for key, value in options.items():
        if key not in table:
            problems.append(f'{what} has no option "{key}": {_suggestion(key, list(table))}')
        elif not table[key].fits(value):
            problems.append(f'{key}="{value}": {_meant(value, table[key].words)}it takes {table[key].wants}')
    return problems


def _meant(value: str, words: tuple[str, ...]) -> str:
    """Say which word was probably meant by the first one that is not known; empty if there is none."""
    unknown = next((word for word in value.split() if word not in words), "") if words else ""
    near = difflib.get_close_matches(unknown.strip(","), words, n=1)
    return f'did you mean "{near[0]}"? ' if unknown and near else ""


def _suggestion(key: str, known: list[str]) -> str:
    if key == "mask":
        return "write it on the example"
    if any(option.name == key for option in DIALECT_OPTIONS):
        return 'markdown-exec takes it beside exec="on"; without that, source and recording are always shown, in this order'
    near = difflib.get_close_matches(key, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"it takes {', '.join(known)}"
