"""Take the figure that an example has drawn, as text that is the same on every run. Works inside a page's process.

matplotlib is imported here only when an example on the page announces a figure.
"""

from __future__ import annotations

import importlib
import io
import os
import sys

# Nothing that names the day or the version: the picture has to change when the drawing does, and only then.
_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))

# Nearly all that pyplot imports, but not itself: it is what examples see the state of, and reads styles when it is imported.
_AHEAD = ("matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg")

_registered: list[str] = []


class FigureError(Exception):
    """There is not the one figure that was announced; the message says what is there instead."""


def get_ready(fonts: list[str]) -> object:
    """Import what figures need, register their fonts and draw one; return what `settings` has told.

    The first letters and the first formula take longer than most figures.
    """
    for module in _AHEAD:
        importlib.import_module(module)
    told = settings(fonts)
    register_fonts(fonts)
    figure = sys.modules["matplotlib.figure"].Figure()
    axes = figure.add_subplot(xlabel="$x$", ylabel="y")
    axes.plot([0, 1], label="x")
    axes.legend()
    figure.savefig(io.StringIO(), format="svg")
    return told


def settings(fonts: list[str]) -> object:
    """Return the file from which matplotlib takes its settings, and what changes when it or a font does."""
    from matplotlib import matplotlib_fname

    files = [matplotlib_fname(), *fonts]
    status = [os.stat(file) for file in files]  # noqa: PTH116  # pathlib may not be there otherwise
    return files, [(one.st_mtime_ns, one.st_size, one.st_ino) for one in status]


def register_fonts(fonts: list[str]) -> None:
    """Let matplotlib find these font files before all that the machine has by the same names.

    Layout, and warnings of missing glyphs, depend on the font that is found, and machines differ in theirs.
    """
    from matplotlib.font_manager import fontManager

    if fonts == _registered:  # once more, and it would look for each anew
        return
    _registered[:] = fonts
    for font in fonts:
        fontManager.addfont(font)
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())


def open_figures() -> int:
    """Return how many figures are open, without importing matplotlib."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return len(pyplot.get_fignums()) if pyplot else 0


def close_figures() -> None:
    """Close all figures, so that the next example starts without any."""
    if open_figures():
        sys.modules["matplotlib.pyplot"].close("all")


def take_figure() -> str:
    """Return the one open figure as SVG.

    Raises:
        FigureError: None is open, or more than one.
    """
    if (number := open_figures()) != 1:
        found = f"{number} figures are" if number else "no figure is"
        raise FigureError(f"it announces a figure, but {found} open at its end")
    from matplotlib import pyplot, rc_context

    svg = io.StringIO()
    # Ids come from a hash: of a fixed salt. Text stays text, so that the page's own font draws it.
    with rc_context({"svg.hashsalt": "drift", "svg.fonttype": "none"}):
        pyplot.gcf().savefig(svg, format="svg", metadata=_METADATA)
    return svg.getvalue()
