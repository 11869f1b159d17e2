"""Read `[tool.drift]` from `pyproject.toml`: the command and the plugins go by the same table."""

from __future__ import annotations

import difflib
import math
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path, PurePath
from typing import Any

EXAMPLES = ("marked", "all")


class SettingsError(Exception):
    """A setting that cannot be used; the message names the file, the key and what it takes."""


@dataclass(frozen=True)
class Settings:
    """What `[tool.drift]` says. Keys are written with hyphens there (`output-limit`)."""

    root: Path = field(default_factory=Path.cwd)
    """The project's root: the folder of `pyproject.toml`, and the working directory of every example. Not a key of the table."""
    pages: tuple[str, ...] = ("docs/**/*.md", "docs/**/*.markdown")
    """The pages, as glob patterns from the root."""
    examples: str = "marked"
    """`"all"`: every `python` fence is an example; `"marked"`: only those with markdown-exec's `exec="on"`."""
    timeout: float = 60.0
    """Seconds that an example may take, unless it says otherwise itself."""
    output_limit: int = 1_000_000
    """Bytes that an example may print; one that prints more is stopped."""
    workers: int = 0
    """Pages that run at the same time; 0: as many as there are processors."""
    preload: tuple[str, ...] = ()
    """Modules that are imported once and handed to every page by `fork`, since their import takes long."""
    versions: tuple[str, ...] = ()
    """Modules whose versions a page names as what produced its outputs, where its examples import them."""
    figures: str = "docs/figures"
    """The folder of the recorded figures."""
    figure_fonts: tuple[str, ...] = ()
    """Fonts for figures: files, or `package/path/in/it.ttf` of an installed package."""
    depends: tuple[str, ...] = ("src",)
    """Files and folders whose change makes a page's results stale while serving."""
    environment: dict[str, str] = field(default_factory=dict)
    """Environment variables that examples get besides those that are there."""
    not_run_note: str = "Not executed in this build ({module} is not installed): the recorded output is shown."
    """What a page says where an example was not executed because a module is missing; `{module}` is its name."""


def find_root(start: Path) -> Path:
    """Return the nearest folder upwards that holds a `pyproject.toml`, else `start`; command and plugin both begin here."""
    return next((folder for folder in (start, *start.parents) if (folder / "pyproject.toml").is_file()), start)


def load_settings(root: Path) -> Settings:
    """Read the settings of the project in `root`.

    Args:
        root: The folder that holds `pyproject.toml`. Without that file, or without the table, the defaults hold.

    Raises:
        SettingsError: A key is unknown or its value of the wrong kind.
    """
    root = root.resolve()
    path = root / "pyproject.toml"
    if not path.is_file():
        return Settings(root)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"pyproject.toml: {error}") from None
    tools = document.get("tool", {})
    table = tools.get("drift", {}) if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        raise SettingsError("pyproject.toml: [tool.drift] has to be a table")
    known = {item.name.replace("_", "-"): item.name for item in fields(Settings) if item.name != "root"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            raise SettingsError(
                f'pyproject.toml: [tool.drift] has no key "{key}"'
                + (f': did you mean "{near[0]}"?' if near else f" (it has {', '.join(known)})")
            )
        values[known[key]] = _checked(key, value, getattr(Settings(root), known[key]))
    return Settings(root, **values)


def _checked(key: str, value: object, default: object) -> object:
    """Return the value in the form that the dataclass holds, or say what is wrong with it."""
    match default:
        case tuple() if isinstance(value, list) and all(isinstance(item, str) and _fits(key, item) for item in value):
            return tuple(value)
        case dict() if isinstance(value, dict) and all(_is_variable(*item) for item in value.items()):
            return value
        case str() if isinstance(value, str) and _fits(key, value):
            return value
        case float() | int() if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            number = type(default)(value)
            if number > 0 or (key == "workers" and number == 0):
                return number
    wanted = {
        "examples": '"marked" or "all"',
        "timeout": "a positive number of seconds",
        "output-limit": "a positive number of bytes",
        "workers": "a number of pages, or 0",
        "environment": "a table of strings, by the names of variables",
        "not-run-note": "a text with no braces but {module}",
        "pages": 'a list of patterns from the root, such as "docs/**/*.md"',
    }.get(key, "a list of strings")
    raise SettingsError(f"pyproject.toml: [tool.drift] {key} = {value!r}: it takes {wanted}")


def _fits(key: str, text: str) -> bool:
    """Tell whether a text is one that its key can use."""
    match key:
        case "examples":
            return text in EXAMPLES
        case "pages":
            return text != "" and not PurePath(text).is_absolute()
        case "not-run-note":
            return not {"{", "}"}.intersection(text.replace("{module}", ""))
    return text != ""


def _is_variable(name: str, value: object) -> bool:
    return isinstance(value, str) and name != "" and "=" not in name and "\0" not in name + value
