from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitekit.stylesheets import StylesheetsError, join

if TYPE_CHECKING:
    from pathlib import Path


def sheet(base: str, path: str) -> str:
    return f'<link rel="stylesheet" href="{base}assets/{path}">'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two pages and a 404 page; one of the pages loads one style sheet more."""
    files = {
        "index.html": f"<head>{sheet('', 'css/a.css')}{sheet('', 'b.css')}<meta></head>",
        "deep/er/index.html": f"<head>{sheet('../../', 'css/a.css')}{sheet('../../', 'b.css')}<script>1</script>"
        f'{sheet("../../", "maths/c.css")}</head><script src="../../assets/scripts/x.js"></script>assets/scripts/x.js',
        "404.html": f"<head>{sheet('/base/', 'css/a.css')}{sheet('/base/', 'b.css')}</head>",
        "assets/css/a.css": "a{}\n/*# sourceMappingURL=a.css.map */",
        "assets/b.css": 'b{src:url("b.png")}',
        "assets/maths/c.css": "c{src:url(fonts/c.woff2) url(data:x) url(/y) url('https://z/')}",
        "assets/scripts/x.js": "import './y.js'",
        "assets/scripts/y.js": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def test_all_pages_load_one_style_sheet(site: Path) -> None:
    join(site)
    joined = site / "assets" / "site.css"
    assert joined.read_text(encoding="utf-8") == (
        "a{}\nb{src:url(\"b.png\")}\nc{src:url(maths/fonts/c.woff2) url(data:x) url(/y) url('https://z/')}\n"
    )
    assert list(site.rglob("*.css")) == [joined]
    assert read(site, "index.html") == f"<head>{sheet('', joined.name)}<meta></head>"
    assert read(site, "404.html") == f"<head>{sheet('/base/', joined.name)}</head>"
    deep = read(site, "deep/er/index.html")
    assert deep.startswith(f"<head>{sheet('../../', joined.name)}<script>1</script></head>")


@pytest.mark.parametrize(
    "foreign",
    [
        '<link rel="stylesheet" href="https://example.org/assets/a.css">',
        '<link rel="stylesheet" href="assets/print.css" media="print">',
        '<link rel="preload" href="assets/b.css" as="style">',
    ],
)
def test_what_is_no_sheet_of_ours_for_every_screen_is_left_alone(foreign: str, site: Path) -> None:
    (site / "index.html").write_text(f"<head>{foreign}{sheet('', 'b.css')}</head>", encoding="utf-8")
    join(site)
    assert read(site, "index.html").startswith(f"<head>{foreign}{sheet('', 'site.css')}")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "other/index.html",
            sheet("../", "b.css") + sheet("../", "css/a.css"),
            r"index\.html in .*other loads .* another order",
        ),
        ("other/index.html", sheet("../", "d.css"), r"index\.html in .*other loads .* or others"),
        (
            "deep/er/index.html",
            sheet("", "css/a.css") + sheet("", "b.css") + sheet("", "no.css"),
            r"pages load assets/no\.css",
        ),
        ("assets/b.css", '@import "x.css";', r"assets/b\.css imports another style sheet"),
    ],
)
def test_what_cannot_be_joined_is_named(site: Path, name: str, text: str, message: str) -> None:
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text(text, encoding="utf-8")
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    with pytest.raises(StylesheetsError, match=message):
        join(site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
