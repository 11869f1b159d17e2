"""A recorded figure as part of a page."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

# matplotlib draws in black on white. On the page black is the colour of its text and white that of its ground, light or dark.
_COLOURS = {"#000000": "currentColor", "#ffffff": "var(--drift-figure-ground, #ffffff)"}
_COLOUR = re.compile("|".join(_COLOURS))
_FONT = re.compile(r"font-family:\s*([^;]+)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def figure_html(svg: str, name: str, alt: str, *, above: bool = False) -> str:
    """Return a figure as part of a page.

    The SVG is inlined, not linked as an `img`, so that it takes the page's font and colours.
    Ids begin with the figure's name, since a page may hold several figures.

    Args:
        svg: What matplotlib has written.
        name: The figure's name.
        alt: What the figure shows, for those who do not see it.
        above: Whether it stands above its code, since that is folded away.
    """
    kind = "drift-figure drift-figure-above" if above else "drift-figure"
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # the project's own file
    except ElementTree.ParseError:
        return f'<figure class="{kind}"><p>{escape(alt)}</p></figure>'
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        # Not plain `href`: Material's script sets that of every element, and an SVG's cannot be set.
        element.attrib = {
            key.replace("{http://www.w3.org/1999/xlink}", "xlink:"): _on_page(key, value, name)
            for key, value in element.attrib.items()
        }
        element.tail = None if not (element.tail or "").strip() else element.tail
    # Its style sheet would reach into the page; as attributes of the root the two properties are inherited all the same.
    for parent in list(root.iter()):
        for style in parent.findall("style"):
            parent.remove(style)
    title = ElementTree.Element("title", id=f"{name}-title")
    title.text = alt
    root.insert(0, title)
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "fill": "currentColor",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
        "style": "max-width: 100%; height: auto",
    }
    # Keep the numbers on its axes out of the search index.
    picture = ElementTree.tostring(root, encoding="unicode").replace("\n", " ")
    return f'<figure class="{kind}" data-search-exclude="">{picture}</figure>'


def _on_page(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key.endswith("href"):  # elsewhere a value such as "#d55e00" is a colour
        return value.replace("#", f"#{name}-", 1) if value.startswith("#") else value
    value = _REFERENCE.sub(lambda match: f"url(#{name}-{match[1]})", value)
    if key in {"style", "fill", "stroke"}:
        value = _COLOUR.sub(lambda match: _COLOURS[match.group()], value)
        value = _FONT.sub(r"font-family: var(--drift-figure-font, \1, sans-serif)", value)
    return value
