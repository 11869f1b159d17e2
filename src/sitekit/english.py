"""English passages of a Korean page, marked as such, so that a screen reader reads them with an English voice."""

from __future__ import annotations

import re

_SKIPPED = re.compile(
    r"<(?P<whole>pre|code|svg|script|style|textarea|kbd|form)\b.*?</(?P=whole)>"
    r'|<(?P<formula>span|div) class="arithmatex">.*?</(?P=formula)>'
    r"|<[^>]*>",
    re.DOTALL,
)
_RUN = re.compile(r"[A-Za-z0-9][ -;=?-~\n’–]*")  # no Hangul, no tag
_WORD = re.compile(r"(?<![A-Za-z.&_/:-])[A-Z]?[a-z][a-z'’-]+(?![A-Za-z;_/]|\.\w)")  # not of an address or an identifier

_END = re.compile(r"(?:&\w+;|[\s(\[,:;–])+$")


def mark_english(html: str) -> str:
    """Return HTML whose English passages of two words or more say that they are; a name alone is part of the Korean sentence.

    >>> mark_english("<p>교차 엔트로피(cross entropy)는 <code>a b c</code>, PyTorch</p>")
    '<p>교차 엔트로피(<span lang="en">cross entropy</span>)는 <code>a b c</code>, PyTorch</p>'
    """
    parts, at = [], 0
    for skipped in _SKIPPED.finditer(html):
        parts += [_RUN.sub(_marked, html[at : skipped.start()]), skipped[0]]
        at = skipped.end()
    return "".join([*parts, _RUN.sub(_marked, html[at:])])


def _marked(run: re.Match[str]) -> str:
    words = list(_WORD.finditer(run[0]))
    if len(words) < 2:
        return run[0]
    passage = _END.sub("", run[0])
    if passage.endswith(")") and passage.count(")") > passage.count("("):
        passage = passage[:-1]
    return f'<span lang="en">{passage}</span>{run[0][len(passage) :]}'
