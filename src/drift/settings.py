"""Read `[tool.drift]` from `pyproject.toml`: the command and the plugins go by the same table."""

from __future__ import annotations

import difflib
import math
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = ("marked", "all")


class SettingsError(Exception):
    """A setting that cannot be used; the message names the file, the key and what it takes."""


def _takes(wants: str, read: Callable[[object], object]) -> dict[str, Any]:
    """Say what a setting takes, in words, and how it is read: `None` for a value that it does not take."""
    return {"wants": wants, "read": read}


def _text(fits: Callable[[str], bool]) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and fits(value) else None


def _texts(fits: Callable[[str], bool]) -> Callable[[object], tuple[str, ...] | None]:
    def read(value: object) -> tuple[str, ...] | None:
        if isinstance(value, list) and all(isinstance(item, str) and fits(item) for item in value):
            return tuple(value)
        return None

    return read


def _number(kind: type[float], *, zero: bool = False) -> Callable[[object], float | None]:
    def read(value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        number = kind(value)
        return number if number > 0 or (zero and number == 0) else None

    return read


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _variables(value: object) -> dict[str, str] | None:
    if isinstance(value, dict) and all(_is_variable(*item) for item in value.items()):
        return value
    return None


def _is_variable(name: str, value: object) -> bool:
    return isinstance(value, str) and name != "" and "=" not in name and "\0" not in name + value


def _is_pattern(text: str) -> bool:
    return text != "" and not PurePath(text).is_absolute()


def _is_note(text: str) -> bool:
    return not {"{", "}"}.intersection(text.replace("{module}", ""))


_NAMES = _takes("a list of strings", _texts(bool))


@dataclass(frozen=True)
class Settings:
    """What `[tool.drift]` says. Keys are written with hyphens there (`output-limit`)."""

    root: Path = field(default_factory=Path.cwd)
    """The project's root: the folder of `pyproject.toml`, and the working directory of every example. Not a key of the table."""
    pages: tuple[str, ...] = field(
        default=("docs/**/*.md", "docs/**/*.markdown"),
        metadata=_takes('a list of patterns from the root, such as "docs/**/*.md"', _texts(_is_pattern)),
    )
    """The pages, as glob patterns from the root."""
    examples: str = field(default="marked", metadata=_takes('"marked" or "all"', _text(EXAMPLES.__contains__)))
    """`"all"`: every `python` fence is an example; `"marked"`: only what markdown-exec executes."""
    timeout: float = field(default=60.0, metadata=_takes("a positive number of seconds", _number(float)))
    """Seconds that an example may take, unless it says otherwise itself."""
    output_limit: int = field(default=1_000_000, metadata=_takes("a positive number of bytes", _number(int)))
    """Bytes that an example may print; one that prints more is stopped."""
    workers: int = field(default=0, metadata=_takes("a number of pages, or 0", _number(int, zero=True)))
    """Pages that run at the same time; 0: as many as there are processors."""
    preload: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """Modules that are imported once and handed to every page by `fork`, since their import takes long."""
    versions: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """Modules whose versions a page names as what produced its outputs, where its examples import them."""
    snippets: tuple[str, ...] = field(default=(".",), metadata=_NAMES)
    """The folders in which `--8<--` looks, as `base_path` of pymdownx.snippets has them; none: it is text like any other."""
    dedent_snippets: bool = field(default=False, metadata=_takes("true or false", _switch))
    """Whether parts of a file lose their indentation, as `dedent_subsections` of pymdownx.snippets has it."""
    figures: str = field(default="docs/figures", metadata=_takes("a folder", _text(bool)))
    """The folder of the recordings that lie in files: figures, and long HTML."""
    figure_fonts: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """Fonts for figures: files, or `package/path/in/it.ttf` of an installed package."""
    depends: tuple[str, ...] = field(default=("src",), metadata=_NAMES)
    """While serving, a page runs again when what it read in these folders changes, and all pages when one of these files does."""
    environment: dict[str, str] = field(
        default_factory=dict, metadata=_takes("a table of strings, by the names of variables", _variables)
    )
    """Environment variables that examples get besides those that are there."""
    not_run_note: str = field(
        default="Not executed in this build ({module} is not installed): the recorded output is shown.",
        metadata=_takes("a text with no braces but {module}", _text(_is_note)),
    )
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
    known = {item.name.replace("_", "-"): item for item in fields(Settings) if item.name != "root"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            raise SettingsError(
                f'pyproject.toml: [tool.drift] has no key "{key}"'
                + (f': did you mean "{near[0]}"?' if near else f" (it has {', '.join(known)})")
            )
        read = known[key].metadata["read"](value)
        if read is None:
            wants = known[key].metadata["wants"]
            raise SettingsError(f"pyproject.toml: [tool.drift] {key} = {value!r}: it takes {wants}")
        values[known[key].name] = read
    return Settings(root, **values)
