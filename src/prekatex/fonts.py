"""Which of KaTeX's fonts a page preloads, told by the classes of its formulas.

The list holds what formulas commonly need. A font that is missing from it still loads, only later: when the browser comes to the
formula.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALWAYS = ("Main-Regular", "Math-Italic")
_BY_CLASS = {
    "AMS-Regular": r"amsrm|mathbb",
    "Caligraphic-Regular": r"mathcal",
    "Main-Bold": r"mathbf|textbf",
    "Math-BoldItalic": r"boldsymbol",
    "SansSerif-Regular": r"mathsf|textsf",
    "Script-Regular": r"mathscr",
    "Size1-Regular": r"small-op|delimsizing size1|delim-size1",
    "Size2-Regular": r"large-op|delimsizing size2",
    "Size3-Regular": r"delimsizing size3",
    "Size4-Regular": r"delimsizing size4|delim-size4",
    "Typewriter-Regular": r"mathtt|texttt",
}
_CLASSES = {font: re.compile(rf'class="(?:[^"]* )?(?:{names})[ "]') for font, names in _BY_CLASS.items()}


def fonts(formulas: Iterable[str]) -> list[str]:
    """Return the font files, as KaTeX's style sheet names them, for the HTML of a page's formulas."""
    html = "".join(formulas)
    names = [*_ALWAYS, *(font for font, classes in _CLASSES.items() if classes.search(html))]
    return [f"fonts/KaTeX_{name}.woff2" for name in sorted(names)]
