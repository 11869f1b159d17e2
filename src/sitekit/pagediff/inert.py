"""Make a piece of a page something to look at and nothing else: it runs nothing, loads nothing, leads nowhere."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from typing import TYPE_CHECKING

from bs4 import Tag
from bs4.element import PreformattedString

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit.pagediff.sites import Page

# The policy of the report forbids what these would do; without them a page cannot try either.
_DROPPED = (
    *("script", "style", "link", "meta", "base", "title", "template", "noscript", "slot", "dialog"),
    *("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "audio", "video", "source", "track"),
    *("animate", "animatemotion", "animatetransform", "set", "foreignobject", "image"),
)
_LEADS = {
    *("href", "xlink:href", "src", "srcset", "action", "formaction"),
    *("ping", "poster", "background", "cite", "data", "form", "for", "id", "name", "tabindex", "autofocus"),
}
_REFERENCES = {"href", "xlink:href"}
_LARGEST = 4 * 1024 * 1024  # bytes of a picture
_URL = re.compile(r"""url\(\s*(['"]?)(.*?)\1\s*\)""")


def inert(tag: Tag, page: Page) -> Tag:
    """Make an element of a page inert, in place, and return it; pictures of the site are put in."""
    if tag.name in _DROPPED:
        tag.string = f"<{tag.name}>"  # a block that is nothing to look at
        tag.name, tag.attrs = "code", {}
    for found in tag.find_all(_DROPPED):
        found.decompose()
    for text in tag.find_all(string=lambda text: isinstance(text, PreformattedString)):
        text.extract()  # comments and their like
    for svg in tag.find_all("svg"):
        _name_parts(svg)
    for element in (tag, *tag.find_all(True)):
        picture = str(element.get("src", "")) if element.name == "img" else ""
        drawn = element.name == "svg" or element.find_parent("svg")
        for name in list(element.attrs):
            within = drawn and (name == "id" or (name in _REFERENCES and str(element[name]).startswith("#")))
            loads = any(not link[2].startswith("#") for link in _URL.finditer(str(element[name])))
            if name.startswith("on") or loads or (name in _LEADS and not within):
                del element[name]
        if element.name == "img":
            _put_in(element, page.file(picture), picture)
        elif element.name == "form":
            element.name = "div"
        elif element.name in {"input", "button", "select", "textarea"}:
            element["disabled"] = ""
        elif element.name == "details":
            element["open"] = ""
    return tag


def _name_parts(svg: Tag) -> None:
    """Name the parts of a drawing after what is drawn: an old drawing and the new one use the same names for different parts."""
    prefix = hashlib.sha256(str(svg).encode()).hexdigest()[:12] + "-"
    for element in svg.find_all(True):
        for name, value in element.attrs.items():
            if name == "id":
                element[name] = prefix + str(value)
            elif name in _REFERENCES and str(value).startswith("#"):
                element[name] = f"#{prefix}{str(value)[1:]}"
            elif "url(#" in str(value):
                element[name] = str(value).replace("url(#", f"url(#{prefix}")


def _put_in(element: Tag, file: Path | None, link: str) -> None:
    if file and file.stat().st_size <= _LARGEST and (address := data(file)):
        element["src"] = address
    else:
        element["alt"] = f"[그림: {link}] {element.get('alt', '')}"


def data(file: Path) -> str:
    """Return a file as an address that holds it; empty if it is no picture and no font."""
    kind = mimetypes.guess_type(file.name)[0] or {".woff2": "font/woff2"}.get(file.suffix, "")
    if not kind.startswith(("image/", "font/")):
        return ""
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def stylesheet(file: Path) -> str:
    """Return a stylesheet of the site that needs no other file: pictures and fonts are put in, what is not there is left out."""

    def held(match: re.Match[str]) -> str:
        link = match[2]
        if link.startswith(("data:", "#")):
            return match[0]
        path = (file.parent / link.partition("?")[0].partition("#")[0]).resolve()
        # A browser that knows the policy of the report reads woff2.
        return f'url("{data(path)}")' if path.is_file() and path.suffix not in {".ttf", ".woff"} else "url()"

    css = re.sub(r"@import[^;]*;", "", file.read_text(encoding="utf-8"))
    return _URL.sub(held, css).replace("</", "<\\/")
