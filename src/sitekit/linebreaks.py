r"""Where no line may break: before a Korean particle, as in 소프트맥스(softmax)는 and $H(q)$의, and inside an option.

`word-break: keep-all` keeps the syllables of a word together, but browsers break lines behind a closing bracket and around a
formula. Behind brackets an invisible character, U+2060 WORD JOINER, forbids it. Around formulas Chromium takes no notice of that
character, so a short one is wrapped in a `<span class="nowrap">` with what is attached to it; so are words in code that would
break behind their hyphens, such as `--report`. Blocks of code are left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

if TYPE_CHECKING:
    from markdown import Markdown

WORD_JOINER = "\u2060"

_BOUNDARY = re.compile(
    r"""
    # Left alone: what is no text.
    <(?P<whole>pre|svg|script|style|textarea)\b.*?</(?P=whole)> |
    # A formula as pymdownx.arithmatex leaves it, short enough for a line of its own, with signs and Hangul before and behind it.
    # Recordings that are Markdown come twice: converted by themselves, and as part of their page.
    (?P<joined><span\ class="nowrap">)?(?P<formula>[(“‘]*<span\ class="arithmatex">\\\([^<]{1,24}\\\)</span>[가-힣)”’.,!?]+) |
    # Code with hyphens.
    <code>(?P<code>[^<]*-[^<]*)(?=</code>) |
    # A difference, such as p − y.
    (?<=\b[a-z])(?P<minus>\ −\ )(?=[a-z]) |
    # Opening tags, with all their attributes.
    <[a-z][^>]*> |
    # A sign behind which a browser may break, at the end of code or a link perhaps, or a longer formula's end; then Hangul.
    (?P<left>(?:\\\)</span>|[)\]}%*/.!?…"'”’」』》-])(?:</(?:a|abbr|b|code|em|kbd|span|strong)>)*)(?=[가-힣])
    """,
    re.VERBOSE | re.DOTALL,
)

# Not what is longer than a phone is wide.
_HYPHENATED = re.compile(r"(?<!\S)(?=\S*-)(?!-(?!\S))\S{2,24}(?!\S)")


def join(html: str) -> str:
    r"""Return HTML in which no line breaks at these places.

    >>> join("소프트맥스(softmax)는")
    '소프트맥스(softmax)\u2060는'
    """
    return _BOUNDARY.sub(_joined, html)


def _joined(found: re.Match[str]) -> str:
    if found["formula"]:
        return found[0] if found["joined"] else f'<span class="nowrap">{found["formula"]}</span>'
    if found["code"]:
        return "<code>" + _HYPHENATED.sub(r'<span class="nowrap">\g<0></span>', found["code"])
    if found["minus"]:
        return found["minus"].replace(" ", "\u00a0")
    if found["left"]:
        return found["left"] + WORD_JOINER
    return found[0]


class _Linebreaks(Postprocessor):
    def run(self, text: str) -> str:
        return join(text)


class LinebreaksExtension(Extension):
    """Joins what belongs together when all other extensions have done their work."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run last, after those that put stashed HTML back."""
        md.postprocessors.register(_Linebreaks(md), "linebreaks", -10)
