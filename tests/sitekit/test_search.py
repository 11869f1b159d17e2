"""The index in two files, its texts as readers see them, and the worker in place of the theme's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sitekit.search import DOCUMENTS, INDEX, ThemeError, link, scripts, split

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "search").mkdir()
    docs = [
        {
            "location": "a/",
            "title": r"가의 \(\log p\)",
            "text": r"<p>나는⁠ \(\frac{1}{2} \le p\)</p><pre><code>a_b = a_b + 1</code></pre>",
            "boost": 0.5,
        },
        {"location": "a/#b", "title": "<code>b</code>", "text": ""},
    ]
    (tmp_path / INDEX).write_text(json.dumps({"config": {"lang": ["ko"]}, "docs": docs}), encoding="utf-8")
    return tmp_path


def test_the_index_is_parted_and_its_texts_are_what_readers_see(index: Path) -> None:
    assert split(index, {"a/": ["다"]}, [["다", "라"]]) == []
    assert json.loads((index / INDEX).read_text(encoding="utf-8")) == {"config": {"lang": ["ko"]}, "docs": []}
    text = (index / DOCUMENTS).read_text(encoding="utf-8")
    assert json.loads(text) == {
        "docs": [
            {"location": "a/", "title": "가의 log p", "text": "나는 1/2 ≤p", "code": "a_b 1", "boost": 0.5},
            {"location": "a/#b", "title": "b", "text": "", "code": ""},
        ],
        "names": {"a/": ["다"]},
        "same": [["다", "라"]],
    }
    assert "\\u" not in text


def test_names_of_what_is_not_there_are_told(index: Path) -> None:
    assert split(index, {"a/#c": ["다"], "a/#b": ["라"]}, []) == ["a/#c"]


def test_a_page_names_our_worker() -> None:
    page = '<body><script id="__config" type="application/json">{"search": "../assets/javascripts/workers/search.a1b2.min.js"}</script></body>'
    linked = link(page, "..")
    assert '"../assets/javascripts/workers/search.js"' in linked
    assert '<script data-texts="../search/documents.json"' in linked


def test_the_worker_and_its_modules_lie_where_they_look_for_each_other() -> None:
    files = scripts()
    assert all(file.is_file() for file in files.values())
    assert 'import("./search/index.js")' in files["assets/javascripts/workers/search.js"].read_text(encoding="utf-8")
    folder = "assets/javascripts/workers/search"
    for name in ("hangul", "minisearch", "words"):
        assert f'from "./{name}.js"' in files[f"{folder}/index.js"].read_text(encoding="utf-8")
        assert f"{folder}/{name}.js" in files


def test_a_page_without_the_theme_stays_as_it_is() -> None:
    assert link("<p>a redirect</p>", ".") == "<p>a redirect</p>"


def test_another_theme_is_not_passed_over() -> None:
    with pytest.raises(ThemeError):
        link('<script id="__config">{"search": "elsewhere.js"}</script>', ".")
