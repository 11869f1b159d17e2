"""The script that compares the sites of two engines sees what differs."""

from __future__ import annotations

from pathlib import Path

from engines import compare


def test_only_the_name_of_the_generator_may_differ(tmp_path: Path) -> None:
    for engine, text in (("mkdocs", "가"), ("fork", "나")):
        site = tmp_path / engine
        site.mkdir()
        head = f'<meta name="generator" content="{engine}">'
        (site / "index.html").write_text(f"{head}\n같은 글", encoding="utf-8")
        (site / "other.html").write_text(f"{head}\n{text}", encoding="utf-8")
        (site / "same.css").write_text("a{}", encoding="utf-8")
        (site / f"{engine}.js").touch()
    faults, summary = compare(tmp_path / "mkdocs", tmp_path / "fork")
    assert [fault.partition(": ")[::2] for fault in faults] == [
        ("mkdocs.js", f"only in {tmp_path / 'mkdocs'}"),
        ("fork.js", f"only in {tmp_path / 'fork'}"),
        ("other.html", "differs in more than its generator"),
    ]
    assert summary == "3 files in both sites: 1 the same byte for byte, 1 but for their generator; 3 other differences"
