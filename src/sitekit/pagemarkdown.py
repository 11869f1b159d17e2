"""A page as clean Markdown, of its HTML before formulas are typeset: references are resolved there, and outputs are in it.

The Markdown is plain CommonMark with pipe tables and `$…$` for formulas, as the viewers of notebooks and of code hosts read it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

JOINER = "\u2060"  # sitekit.linebreaks has put it in; here it would be in the way of who searches or compares
# What only a browser needs: marks of headings, the buttons of tabs, what the playground is told, fields for answers, read marks.
_GONE = ".headerlink, .tabbed-set > input, .playground-data, form, .reading-progress"
# What has a meaning inside a line, and what has one where a line begins.
_INLINE = re.compile(r"[\\`*$<\[]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~)")
_BEGIN = re.compile(r"^(\s*)(?=(?:[-+>]|#{1,6})(?:\s|$)|[-=]+\s*$)|^(\s*\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)
_PRINTED = {"drift-output", "drift-note", "drift-figure"}
_CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_COLOURS = re.compile(r"</?span\b[^>]*>")
_DRAWN = re.compile(r"(?<=</title>)(?:(?!</svg>).)*(?=</svg>)", re.DOTALL)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ALIGN = re.compile(r"text-align: (left|center|right)")
_ALIGNED = {"left": ":---", "center": ":---:", "right": "---:"}
_LANGUAGE = re.compile(r"language-(\S+)")
# Around an example, in paragraphs of their own: signs that no text has.
_EXAMPLE = re.compile(r"^[> ]*\ue000(\d+)\n.*?\ue001$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"^[> ]*\ue000\d+\n[> ]*\n|^[> ]*\n[> ]*\ue001\n", re.MULTILINE)


class PageMarkdown(NamedTuple):
    """A page as Markdown."""

    text: str
    parts: list[str | int]
    """Markdown, and between it the numbers of the examples, without their code and what they print."""


def page_markdown(html: str, title: str, url: str, figures: str) -> PageMarkdown:
    r"""Return a page as Markdown.

    Args:
        html: The page's content.
        title: Its title, where the content has none of the first level.
        url: Its address.
        figures: The address of the folder that the recorded figures lie in, with `/`.

    >>> html = r'<h1>제목</h1><p><a href="../b/">글</a>: <span class="arithmatex">\(a_i\)</span></p>'
    >>> print(page_markdown(html, "", "https://x.y/a/", "").text, end="")
    # 제목
    <BLANKLINE>
    <https://x.y/a/>
    <BLANKLINE>
    [글](https://x.y/b/): $a_i$
    """
    marked: str = _Converter().convert_soup(_prepared(html, title, url, figures)) + "\n"
    # In a block quote, an empty line is none.
    around = [re.sub(r"\A(?:[> ]*\n)+|(?:\n[> ]*)+\Z", "", text) for text in _EXAMPLE.split(marked)]
    parts = [int(part) if at % 2 else part for at, part in enumerate(around) if part]
    return PageMarkdown(_MARK.sub("", marked), parts)


def _prepared(html: str, title: str, url: str, figures: str) -> BeautifulSoup:
    """Return a page's content, with plain elements in place of those of the site."""
    # Most elements of a page are the colours of code and the lines of figures: without them all takes a fifth of the time.
    html = _DRAWN.sub("", _CODE.sub(lambda code: _COLOURS.sub("", code[0]), html.replace(JOINER, "")))
    soup = BeautifulSoup(html, "html.parser")
    for gone in soup.select(_GONE):
        gone.decompose()
    for element in soup.find_all(lambda tag: "-" in tag.name):
        element.decompose()  # a custom element holds what is shown without JavaScript: that it would take some
    for link in soup.select("a[href]"):
        link.attrs = {"href": urljoin(url, str(link["href"]))}
    for formula in soup.select(".arithmatex"):
        if formula.name == "div":
            formula.wrap(_element("div"))
            formula["display"] = ""
        formula.name = "formula"
    for table in soup.select(".highlighttable"):  # code whose lines have numbers
        table.replace_with(*table.select(".code pre"))
    for code in soup.select(":is(td, th) code"):
        code.string = _in_cell(code.get_text())
    for tabs in soup.select(".tabbed-set"):
        for label, block in zip(tabs.select("label"), tabs.select(".tabbed-block"), strict=True):
            block.insert(0, _named(label))
    for folded in soup.select(".drift-folded"):
        folded.name = "div"
    for paragraph in soup.select(".doc-md-description > p:only-child"):  # what a parameter is, on its line
        if paragraph.parent:
            paragraph.parent.unwrap()
        paragraph.unwrap()
    for name in soup.select(".doc-section-title"):
        name.name = "strong"
    for name in soup.select("summary, .filename, .admonition-title"):
        name.replace_with(_named(name))
    for box in soup.select("details, .admonition"):
        box.name = "blockquote"
    for figure in soup.select(".drift-figure-above"):  # where code is not folded away, a figure follows it
        if example := figure.find_next_sibling(class_="drift-example"):
            example.insert_after(figure)
    for example in soup.select(".drift-example"):
        last = example
        while (after := last.find_next_sibling()) and _PRINTED & {*after.get_attribute_list("class")}:
            last = after
        last.insert_after(_element("p", "\ue001"))
        example.select("pre")[0].insert_before(_element("p", f"\ue000{example['data-drift']}"))
    for recorded in soup.select(".drift-output"):
        recorded.insert(0, _element("p", _element("strong", "출력")))
    for figure in soup.select(".drift-figure"):
        for shown in figure.select("title"):
            picture = _element("img")
            picture.attrs = {"src": f"{figures}{str(shown['id']).removesuffix('-title')}.svg", "alt": shown.get_text()}
            figure.clear()
            figure.append(picture)
    if not (heading := soup.h1):
        heading = _element("h1", title)
        soup.insert(0, heading)
    address = _element("a", url)
    address["href"] = url
    heading.insert_after(_element("p", address))
    return soup


def _element(name: str, *content: Tag | str) -> Tag:
    element = Tag(name=name)
    element.extend(content)
    return element


def _named(name: Tag) -> Tag:
    """Return a paragraph with the title of a box in bold."""
    strong = _element("strong")
    strong.extend(list(name.contents))
    return _element("p", strong)


class _Converter(MarkdownConverter):
    """Writes what markdownify does not know, or takes for something else than CommonMark does."""

    class Options:
        """What is chosen of that which it offers; of a line the source decides where it ends."""

        heading_style = "atx"
        bullets = "-"
        wrap = True
        wrap_width = None

    def escape(self, text: str, parent_tags: AbstractSet[str]) -> str:
        """Escape what would be markup, and nothing else: names and numbers are left to themselves."""
        text = _INLINE.sub(r"\\\g<0>", text)
        if not parent_tags & _HEADINGS:
            text = _BEGIN.sub(lambda begin: begin[0] + "\\", text)
        return _in_cell(text) if parent_tags & {"td", "th"} else text

    def convert_formula(self, element: Tag, text: str, parent_tags: AbstractSet[str]) -> str:
        """Write a formula as its author has written it."""
        sign = "$$" if element.has_attr("display") else "$"
        return f"{sign}{element.get_text().strip()[2:-2]}{sign}"  # without the signs of arithmatex

    def convert_pre(self, element: Tag, text: str, parent_tags: AbstractSet[str]) -> str:
        """Write code as it is, in a fence that is longer than any in it."""
        code = element.get_text().removesuffix("\n")
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", code))])
        return f"\n\n{fence}{_language(element)}\n{code}\n{fence}\n\n"

    def convert_strong(self, element: Tag, text: str, parent_tags: AbstractSet[str]) -> str:
        """Write bold text."""
        return _emphasized(element, text, "**")

    convert_b = convert_strong

    def convert_em(self, element: Tag, text: str, parent_tags: AbstractSet[str]) -> str:
        """Write text in italics."""
        return _emphasized(element, text, "*")

    def convert_table(self, element: Tag, text: str, parent_tags: AbstractSet[str]) -> str:
        """Keep how columns are aligned."""
        head, _, *rows = text.strip().split("\n")
        styles = (_ALIGN.search(str(cell.get("style"))) for cell in element.select("th"))
        aligned = (_ALIGNED[style[1]] if style else "---" for style in styles)
        return "\n".join(["\n", head, f"| {' | '.join(aligned)} |", *rows, "\n"])


def _in_cell(text: str) -> str:
    return text.replace("|", r"\|")


def _language(code: Tag) -> str:
    """Return the language of a block of code; what an example has printed is text."""
    if code.find_parent(class_="drift-output"):
        return "text"
    classes = " ".join(name for box in code.find_parents("div") for name in box.get_attribute_list("class"))
    return found[1] if (found := _LANGUAGE.search(classes)) else ""


def _emphasized(element: Tag, text: str, sign: str) -> str:
    """Return emphasis that CommonMark sees, whose words end at spaces: `**…(KL)**은` would not be bold."""
    before, after = element.previous_sibling, element.next_sibling
    left, right = (beside.get_text() if beside else "" for beside in (before, after))
    is_seen = (text[:1].isalnum() or not left[-1:].isalnum()) and (text[-1:].isalnum() or not right[:1].isalnum())
    return f"{sign}{text}{sign}" if is_seen else f"<{element.name}>{text}</{element.name}>"
