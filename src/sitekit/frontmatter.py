"""What is wrong at the top of a page: front matter that MkDocs would show as text without a word, and no description."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

LENGTH = range(40, 161)
"""How many characters a description has: what a search engine shows of it."""

# As MkDocs looks for it, and what it reads it with: libyaml takes more than the parser in Python.
_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_KEY = re.compile(r"""(?:[ \t]*(?:\#[^\n]*)?\n)*[ \t]*["']?[\w-]+["']?:""")
_TITLE = re.compile(r"^# ", re.MULTILINE)
_DESCRIPTION = re.compile(r"^description:", re.MULTILINE)

_QUOTE = "a value that holds `: `, `#` or a quote has to be quoted as a whole"
_WRITE = (
    f"write `description: …`, {LENGTH[0]} to {LENGTH[-1]} characters, at the top of the page, between two lines of ---"
)


class Fault(NamedTuple):
    """Something that an author has to mend."""

    line: int
    what: str
    hint: str

    def told(self, file: str) -> str:
        """Return it as `drift` words what is wrong with an example: `file:line: what`, then the way out."""
        return f"{file}:{self.line}: {self.what}\n    → {self.hint}"


def front_matter_faults(source: str) -> list[Fault]:
    """Return why MkDocs does not take the front matter of a page for what it is; mostly nothing.

    Args:
        source: The whole page.
    """
    matter = _MATTER.match(source)
    if matter is None:
        return _unmarked(source)
    if not _KEY.match(matter["yaml"]):  # text between two rules
        return []
    try:
        _values(matter["yaml"])
    except _WrongError as error:
        return [error.fault]
    return []


def description_faults(source: str) -> list[Fault]:
    """Return what is wrong with the description of a page whose front matter is well.

    Args:
        source: The whole page.
    """
    matter = _MATTER.match(source)
    try:
        values = _values(matter["yaml"]) if matter else {}
    except _WrongError:  # text between two rules
        values = {}
    if "description" not in values:
        return [Fault(1, "the page has no description", _WRITE)]
    line, value = values["description"]
    characters = len(str("" if value is None else value))
    if characters not in LENGTH:
        said = f"the description has {characters} character{'s' * (characters != 1)}"
        return [
            Fault(
                line,
                f"{said}: {LENGTH[0]} to {LENGTH[-1]} are wanted",
                "say in one or two sentences what one learns here",
            )
        ]
    return []


class _WrongError(Exception):
    def __init__(self, line: int, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.fault = Fault(line, f"the front matter is not YAML, so it would be shown as text: {reason}", hint)


def _unmarked(source: str) -> list[Fault]:
    """Look for front matter that does not stand between two lines of ---, the first of them the first of the page."""
    first, _, rest = source.partition("\n")
    if first.rstrip() == "---" and _KEY.match(rest):
        keys = next((i for i, line in enumerate(rest.split("\n")) if not line.strip()), 0)
        return [
            Fault(keys + 2, "the front matter has no end, so it would be shown as text", "close it with a line of ---")
        ]
    title = _TITLE.search(source)
    found = _DESCRIPTION.search(source, 0, title.start() if title else len(source))
    if found and title:
        line = source.count("\n", 0, found.start()) + 1
        return [Fault(line, "this is no front matter: a page begins with it, and it with a line of ---", _WRITE)]
    return []


def _values(text: str) -> dict[object, tuple[int, object]]:
    """Return the values of front matter with their lines, read by the rules of MkDocs, which knows more types than text."""
    line = 1
    values = {}
    try:
        loader = _LOADER(text)
        node = loader.get_single_node()
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            line = value.start_mark.line + 2  # counted from 0, behind the first line of ---
            name = loader.construct_object(key, deep=True)
            values[name] = (key.start_mark.line + 2, loader.construct_object(value, deep=True))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _WrongError(mark.line + 2 if mark else line, error.problem or str(error), _QUOTE) from None
    except yaml.reader.ReaderError as error:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 2 if found else 1
        raise _WrongError(line, error.reason, "take away the character that cannot be seen") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:  # a date that the calendar has not; a list as a key
        raise _WrongError(line, str(error), _QUOTE) from None
    return values
