r"""Find a page's formula in the files that its author edits.

All that is left of a formula in the built page is its TeX. It is looked up between the delimiters that arithmatex and
Python-Markdown know, with any indentation and quote marks at the starts of its lines.
"""

from __future__ import annotations

import re

# Code and comments may quote a formula; those places do not count.
_QUOTED = re.compile(
    r"""
      <!--.*?-->
    | ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)
    | (?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_GAP = r"(?:[ \t]|\n[ \t>]*+)"
# A string that is not raw writes each backslash twice. The last two are fences, such as ```math.
_OPEN = rf"(?:(?<![\\$])\${{1,2}}|\\{{1,2}}[(\[]|^[ \t>]*(?:`{{3,}}|~{{3,}})[^\n]*\n){_GAP}*+"
_CLOSE = rf"{_GAP}*+(?:\${{1,2}}(?!\$)|\\{{1,2}}[)\]]|`{{3,}}|~{{3,}})"
_SPELLINGS = {
    "\\": r"\\{1,2}",
    "|": r"\\?\|",  # In a table.
    "<": "(?:<|&lt;)",
    ">": "(?:>|&gt;)",
    "&": "&(?:amp;)?",
    '"': '(?:"|&quot;)',
}


def find(tex: str, text: str) -> list[int]:
    """Find a formula, including what only looks like one: in code and comments.

    Args:
        tex: The formula without its delimiters.
        text: The text of a file.

    Returns:
        The number of each line, from 1, on which the formula opens.
    """
    body = f"{_GAP}++".join("".join(_SPELLINGS.get(c, re.escape(c)) for c in word) for word in tex.split())
    # arithmatex takes a bare environment for a formula, too.
    pattern = rf"(?:{_OPEN})?{body}" if tex.startswith(r"\begin") else _OPEN + body + _CLOSE
    return [text.count("\n", 0, match.start()) + 1 for match in re.finditer(pattern, text, re.MULTILINE)]


def without_code(text: str) -> str:
    """Blank out the code and the comments of a Markdown text; lines keep their numbers."""
    return _QUOTED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
