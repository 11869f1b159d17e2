"""Link previews: a title, a description, and a picture with title, section and the site's name, in the usual size."""

from __future__ import annotations

import html
import importlib.util
import io
import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
_FONTS = "fonts"
_REGULAR, _BOLD = "NanumGothic.ttf", "NanumGothicBold.ttf"

# Few colours: ground, text, quiet text and the two distributions of the logo, so that a picture is a few kilobytes.
_PALETTE = {
    "ground": (18, 26, 61),
    "text": (255, 255, 255),
    "quiet": (176, 188, 236),
    "q": (255, 183, 77),
    "p": (121, 134, 203),
}
_MARGIN = 90


def draw(title: str, section: str, site: str) -> bytes:
    """Return the picture as PNG.

    Args:
        title: The title of the page.
        section: The part of the site that the page belongs to; may be empty.
        site: The name of the site.
    """
    picture = Image.new("RGB", SIZE, _PALETTE["ground"])
    pen = ImageDraw.Draw(picture)
    _bars(pen)
    if section:
        pen.text((_MARGIN, 110), section, _PALETTE["quiet"], _font(_REGULAR, 38))
    lines, font = _fit(title, SIZE[0] - 2 * _MARGIN)
    top = 178
    for line in lines:
        pen.text((_MARGIN, top), line, _PALETTE["text"], font)
        top += round(font.size * 1.25)
    pen.text((_MARGIN, SIZE[1] - 110), site, _PALETTE["quiet"], _font(_REGULAR, 38))
    file = io.BytesIO()
    picture.quantize(16).save(file, "PNG", optimize=True)
    return file.getvalue()


def _bars(pen: ImageDraw.ImageDraw) -> None:
    """Draw two distributions beside each other at the foot, as the logo does."""
    right, foot, width = SIZE[0] - _MARGIN, SIZE[1] - 70, 26
    for i, (q, p) in enumerate([(150, 95), (70, 105), (35, 62)]):
        left = right - (3 - i) * (2 * width + 34) + 34
        pen.rectangle((left, foot - q, left + width, foot), _PALETTE["q"])
        pen.rectangle((left + width + 4, foot - p, left + 2 * width + 4, foot), _PALETTE["p"])


def _fit(title: str, width: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Break a title between words, in the largest letters that need no more than three lines."""
    for size in (96, 84, 72, 60, 48, 36):
        font = _font(_BOLD, size)
        lines = [""]
        for word in title.split():
            joined = f"{lines[-1]} {word}".strip()
            if font.getlength(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(word)
        lines = [line for line in lines if line]
        if len(lines) <= (2 if size > 60 else 3) and all(font.getlength(line) <= width for line in lines):
            break
    return lines, font


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    spec = importlib.util.find_spec("koreanize_matplotlib")  # found, not imported: only its fonts are wanted
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("koreanize-matplotlib, which brings the Korean font, is not installed")
    return ImageFont.truetype(Path(spec.origin).parent / _FONTS / name, size)


# While serving nearly every page keeps its title: the process remembers what it has drawn.
_draw = lru_cache(1000)(draw)

FOLDER = "assets/social"


def card(
    title: str, section: str, description: str | None, name: str, site: str, site_url: str | None
) -> tuple[dict[str, int | str | None], bytes]:
    """Return what the template writes of a page's preview, and the picture.

    Args:
        title: The title of the page, perhaps with markup.
        section: The part of the site that the page belongs to; may be empty.
        description: What the page is about.
        name: The picture's place in the site.
        site: The name of the site.
        site_url: The address of the site.
    """
    title, section = plain(title), plain(section)
    # Other sites show the preview, so the picture's address has to be absolute.
    image = urljoin(site_url or "", name)
    facts = {"title": title, "description": description, "image": image, "width": SIZE[0], "height": SIZE[1]}
    return facts, _draw(title, section if section != title else "", site)


def picture_name(uri: str) -> str:
    """Return where the picture of a page lies: `reference/index.md` has `assets/social/reference-index.png`."""
    return f"{FOLDER}/{uri.removesuffix('.md').replace('/', '-')}.png"


def plain(title: str) -> str:
    r"""Return a title without markup and TeX's delimiters.

    >>> plain(r"<code>KL</code> of \(p\)")
    'KL of p'
    """
    return html.unescape(re.sub(r"<[^>]+>|\\[()]", "", title)).strip()
