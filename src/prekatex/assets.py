"""KaTeX's style sheet, fonts and script for copying: out of the npm package, into the site, and linked where they are needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prekatex.fonts import fonts
from prekatex.npm import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER = "assets/katex"
"""Where the files lie in the built site."""

_CSS = "katex.min.css"
_COPY = "copy-tex.min.js"  # KaTeX's own: what is copied of a formula is its TeX, not each sign two or three times

# Every supported browser reads woff2.
_OTHER_FORMATS = re.compile(r""",url\([^)]*\.(?:woff|ttf)["']?\) format\([^)]*\)""")

# The minimum that a page needs; the site's style sheet can override it with more specific selectors. What KaTeX rejects is
# framed, and has the colour of the text around it, which is readable on a dark page, too.
_OWN_RULES = """
div.arithmatex{overflow-x:auto;overflow-y:hidden}
.prekatex-error{border:1px solid #e53935;background:#e539351f;padding:0 .25em;white-space:normal;
-webkit-box-decoration-break:clone;box-decoration-break:clone}
.prekatex-error code{white-space:pre-wrap}
div.arithmatex .prekatex-error,div.arithmatex .prekatex-message{display:block;width:auto}
"""

# Where the head ends and, if it is written out, where the body begins.
_END_OF_HEAD = re.compile(r"""</head\s*>(?:\s*<body(?:"[^"]*"|'[^']*'|[^>"'])*>)?""", re.IGNORECASE)


class Package:
    """What the site needs of the npm package `katex`.

    Args:
        root: The directory in which `node_modules` lies.

    Raises:
        SetupError: KaTeX is not among the installed packages.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / "node_modules" / "katex" / "dist"
        try:
            css = (self._folder / _CSS).read_text(encoding="utf-8")
        except OSError:
            raise SetupError(f"package.json in {root} does not name katex: npx npm install katex") from None
        self.css = _OTHER_FORMATS.sub("", css) + _OWN_RULES

    def write(self, site: Path) -> None:
        """Copy the style sheet, every font that it names, and the script.

        Args:
            site: The directory of the built site.
        """
        target = site / FOLDER
        for name in re.findall(r"""url\(["']?([^"')]+)""", self.css):
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes((self._folder / name).read_bytes())
        (target / _CSS).write_text(self.css, encoding="utf-8", newline="\n")
        (target / _COPY).write_bytes((self._folder / "contrib" / _COPY).read_bytes())

    def link(self, page: str, formulas: Iterable[str], base: str) -> str:
        """Link the style sheet and the script in a page's head and preload the fonts, so that nothing moves when they arrive.

        Args:
            page: The HTML of the page.
            formulas: The HTML of the formulas on it.
            base: From the page to the root of the site: `.`, `../..` or `/path`.

        Returns:
            The page; as it was if it has no head.
        """
        head = _END_OF_HEAD.search(page)
        if head is None:
            return page
        url = f"{base.rstrip('/')}/{FOLDER}"
        # Last: Material's `.md-typeset svg` is as specific as KaTeX's `.katex svg` and would flatten roots and braces.
        sheet = f'<link rel="stylesheet" href="{url}/{_CSS}"><script src="{url}/{_COPY}" defer></script>'
        # In the body: Material's instant navigation copies a head into another page, where a preload comes too late to be used,
        # fetches the font a second time and has the browser warn.
        preloads = "".join(
            f'<link rel="preload" href="{url}/{font}" as="font" type="font/woff2" crossorigin>'
            for font in fonts(formulas)
        )
        return page[: head.start()] + sheet + head.group() + preloads + page[head.end() :]
