"""One order of the lessons everywhere: that of the navigation, which the home page has in its tables."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING

import yaml

from sitekit.frontmatter import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_GUIDE = "(docs/contributing.md#add-lesson, step 3)"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROW = re.compile(r"\|[ \t]*(?P<number>\d+)[ \t]*\|[ \t]*\[.*?\]\((?P<page>[^)#\s]+)")
_EXERCISES = re.compile(r"^## .*\{ #exercises \}", re.MULTILINE)
_FIRST = re.compile(r"\*\*먼저 읽을 것\*\*: (?P<pages>.*?) · ")
_LINK = re.compile(r"\((?P<page>[^)#\s]+\.md)")


def home_faults(source: str, names: Sequence[str], home: str = "index.md", *, first: int = 1) -> list[Fault]:
    """Return which rows of the home page's tables are missing or stand at another place than in the navigation.

    Args:
        source: The home page: each lesson has a row that begins `| 3 | [title](page.md) |`.
        names: The source files of the lessons, in the order of the navigation.
        home: The home page's own.
        first: The number of the first lesson.
    """
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), source)
    rows = [
        (line, int(row["number"]), posixpath.normpath(posixpath.join(posixpath.dirname(home), row["page"])))
        for line, text in enumerate(text.splitlines(), 1)
        if (row := _ROW.match(text))
    ]
    listed = {name: (line, number) for line, number, name in reversed(rows)}  # the first row counts
    found = []
    above = rows[0][0] if rows else 1
    for number, name in enumerate(names, first):
        if name not in listed:
            link = posixpath.relpath(name, posixpath.dirname(home) or ".")
            hint = f"write `| {number} | [title]({link}) | question |` behind this line"
            found.append(Fault(above, f"no row for {name}, which is number {number} in `nav` of mkdocs.yml", hint))
            continue
        above = listed[name][0]
        if listed[name][1] != number:
            found.append(
                Fault(above, f"{name} is number {number} in `nav` of mkdocs.yml", f"write {number}, or move it there")
            )
    for line, _, name in rows:
        if name not in names:
            found.append(
                Fault(line, f"{name} is no lesson of mkdocs.yml", "take the row away, or write the page into `nav`")
            )
        elif line != listed[name][0]:
            found.append(Fault(line, f"{name} has a row already, line {listed[name][0]}", "take one of them away"))
    if not found:
        moved = (line for (line, _, name), wanted in zip(rows, names, strict=True) if name != wanted)
        found += [
            Fault(line, "the rows do not stand in the order of `nav` in mkdocs.yml", "move this one to its number")
            for line in list(moved)[:1]
        ]
    return [fault._replace(hint=f"{fault.hint} {_GUIDE}") for fault in found]


def first_faults(source: str, name: str, before: Sequence[str]) -> list[Fault]:
    """Return which pages a lesson asks for that do not come before it.

    Args:
        source: The lesson.
        name: Its source file.
        before: Those of the pages before it in the navigation.
    """
    found = _FIRST.search(source)
    if found is None:
        return []
    line = source.count("\n", 0, found.start()) + 1
    wanted = [
        posixpath.normpath(posixpath.join(posixpath.dirname(name), page)) for page in _LINK.findall(found["pages"])
    ]
    return [
        Fault(
            line,
            f"{page} is to be read first and does not come before in mkdocs.yml",
            f"ask for another page, or move one in `nav` {_GUIDE}",
        )
        for page in wanted
        if page not in before
    ]


def nav_faults(config: str, parts: Mapping[str, Sequence[str] | None], sources: Mapping[str, str]) -> list[Fault]:
    """Return which lessons the navigation lacks or has twice, and which part of it there is not.

    Args:
        config: The text of mkdocs.yml.
        parts: For each title whose pages are lessons their source files; `None`: it is none of `nav`.
        sources: All pages, by their source files. What has exercises is a lesson.
    """
    names = [name for part in parts.values() for name in part or ()]
    twice = [name for name, times in Counter(names).items() if times > 1]
    left_out = [name for name, source in sources.items() if name not in names and _EXERCISES.search(source)]
    unknown = [title for title, part in parts.items() if part is None]
    if not (twice or left_out or unknown):
        return []
    lines: dict[str, list[int]] = {}
    for text, line in _scalars(yaml.compose(config)):
        lines.setdefault(text, []).append(line)

    def line_of(text: str, which: int = 0) -> int:
        return lines.get(text, [1])[which]

    if unknown:  # all else would follow from it
        what = 'sitekit: pages: lessons: "{}" is no title at the top of `nav`'
        hint = "write the titles here as they are there"
        return [Fault(line_of(title), what.format(title), hint) for title in unknown]
    where = line_of(next(iter(parts)), -1)
    known = ", ".join(parts)
    found = [
        Fault(line_of(name, -1), f"{name} stands in `nav` twice", f"take one of them away {_GUIDE}") for name in twice
    ]
    for name in left_out:
        what = f"{name} has exercises, so it is a lesson, and is in none of these parts of `nav`: {known}"
        found.append(Fault(line_of(name) if name in lines else where, what, f"write it into one of them {_GUIDE}"))
    return sorted(found)


def _scalars(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Return what stands in a document, with its lines. Not loaded: mkdocs.yml holds tags of MkDocs' own."""
    if isinstance(node, yaml.ScalarNode):
        yield node.value, node.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
