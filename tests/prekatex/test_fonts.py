from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from prekatex.fonts import fonts

if TYPE_CHECKING:
    from pathlib import Path

    from prekatex import Engine, Package

# What headless Chromium loaded for each of them.
EXPECTED = [
    ("x", "Math-Italic"),
    ("1", ""),
    (r"\text{한글}", ""),
    (r"\alpha + 1", "Math-Italic"),
    (r"\mathbb{E}", "AMS-Regular"),
    (r"\mathbf{A}", "Main-Bold"),
    (r"\boldsymbol{\beta}", "Math-BoldItalic"),
    (r"\mathcal{L}", "Caligraphic-Regular"),
    (r"\texttt{t}", "Typewriter-Regular"),
    (r"\big(\Big(\bigg(\Bigg(", "Size1-Regular Size2-Regular Size3-Regular Size4-Regular"),
    (r"\begin{pmatrix}1\\2\\3\\4\\5\end{pmatrix}", ""),  # Brackets of this height are drawn as SVG.
    (r"\textstyle\sum", "Size1-Regular"),
    (r"\leqslant", "AMS-Regular"),
    (r"\sqrt{\mathscr{L}}", "Script-Regular"),
]


@pytest.mark.parametrize(("tex", "names"), EXPECTED)
def test_fonts_of_a_formula(tex: str, names: str, engine: Engine) -> None:
    # These two always: the line takes its height from the first, and pages with formulas have letters.
    expected = {"Main-Regular", "Math-Italic", *names.split()}
    assert fonts([engine.render(tex, display=True)]) == [f"fonts/KaTeX_{name}.woff2" for name in sorted(expected)]


def test_style_sheet_and_fonts_in_the_site(package: Package, tmp_path: Path) -> None:
    package.write(tmp_path)
    css = (tmp_path / "assets/katex/katex.min.css").read_text(encoding="utf-8")
    fonts = {f"fonts/{file.name}" for file in (tmp_path / "assets/katex/fonts").iterdir()}
    assert len(fonts) == 20
    assert all(font.endswith(".woff2") and f"url({font})" in css for font in fonts)
    assert css.count("url(") == 20
    assert "clipboardData" in (tmp_path / "assets/katex/copy-tex.min.js").read_text(encoding="utf-8")


def test_the_sheet_goes_to_the_end_of_the_head_and_the_fonts_to_the_beginning_of_the_body(
    package: Package, engine: Engine
) -> None:
    page = '<html><head><link href="theme.css"></head>\n<body class="a>b">text</head>'
    fonts = "".join(
        f'<link rel="preload" href="../../assets/katex/fonts/KaTeX_{name}.woff2" as="font" type="font/woff2" crossorigin>'
        for name in ("Main-Regular", "Math-Italic")
    )
    assert package.link(page, [engine.render("x")], "../..") == (
        '<html><head><link href="theme.css"><link rel="stylesheet" href="../../assets/katex/katex.min.css">'
        '<script src="../../assets/katex/copy-tex.min.js" defer></script></head>\n'
        f'<body class="a>b">{fonts}text</head>'
    )
    assert 'href="/assets/katex/katex.min.css"' in package.link(page, [], "/")
    assert package.link("no head", [], ".") == "no head"
    assert package.link("</head>no body tag", [engine.render("x")], "../..").endswith(f"</head>{fonts}no body tag")
