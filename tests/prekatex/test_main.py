"""The command for sites that another generator has built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prekatex.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HEAD = "<!doctype html><html><head><title>T</title></head><body>"
FORMULA = '<span class="arithmatex">\\(H(q)\\)</span>'


def page(root: Path, name: str, body: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEAD}{body}</body></html>", encoding="utf-8")
    return path


def test_formulas_are_typeset_in_place_and_only_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = page(tmp_path, "reference/losses/index.html", FORMULA)
    plain = page(tmp_path, "index.html", "<p>No formula, but <code>\\(x\\)</code></p>")
    untouched = plain.read_bytes()
    arguments = [str(tmp_path)]
    assert main(arguments) == 0
    html = deep.read_text(encoding="utf-8")
    assert 'class="katex"' in html
    assert '<link rel="stylesheet" href="../../assets/katex/katex.min.css">' in html
    assert (tmp_path / "assets/katex/katex.min.css").is_file()
    assert plain.read_bytes() == untouched
    assert "1 of 2 pages typeset" in capsys.readouterr().out
    assert main(arguments) == 0
    assert deep.read_text(encoding="utf-8") == html
    assert "0 of 2 pages typeset" in capsys.readouterr().out


def test_a_rejected_formula_is_told(tmp_path: Path, packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page(tmp_path, "a/index.html", '<span class="arithmatex">\\(\\frac{1}\\)</span>')
    assert main(["--packages", str(packages), str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "a/index.html" in said
    assert "\\frac{1}" in said


def test_a_folder_without_pages_is_no_site(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 2
