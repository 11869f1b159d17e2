"""The index in two files, and the worker in place of the theme's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sitekit.search import DOCUMENTS, INDEX, ThemeError, link, names, split

if TYPE_CHECKING:
    from pathlib import Path

GLOSSARY = """# 용어집

## ㄱ { #giyeok }

### 가능도 { #term-likelihood }

*likelihood* · 다른 이름: 우도

정의입니다.

배우는 곳: [최대 가능도](maximum-likelihood.md) · [다른 곳](other.md)

**다른 이름으로 찾을 때**: 우도 → [가능도](#term-likelihood)

### 크로스 엔트로피 { #term-cross-entropy }

*cross entropy, CE* · 다른 이름: 교차 엔트로피, 로그 손실(log loss)

$$H(q, p) = -\\sum_i q(x_i) \\log p(x_i)$$

배우는 곳: [크로스 엔트로피](cross-entropy.md#definition)

### 아무 데서도 가르치지 않는 것 { #term-none }

*nothing*
"""


def test_a_thing_goes_by_every_name_that_the_glossary_gives() -> None:
    cross = dict.fromkeys(
        ["크로스 엔트로피", "cross entropy", "CE", "교차 엔트로피", "로그 손실", "log loss", "H(q, p)"]
    )
    expected = dict.fromkeys(["가능도", "likelihood", "우도"], "maximum-likelihood.md")
    assert names(GLOSSARY) == expected | dict.fromkeys(cross, "cross-entropy.md")


def test_the_index_is_parted(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    docs = [{"location": "a/", "title": "가", "text": "나"}]
    (tmp_path / INDEX).write_text(json.dumps({"config": {"lang": ["ko"]}, "docs": docs}), encoding="utf-8")
    split(tmp_path, {"다": "a/"})
    assert json.loads((tmp_path / INDEX).read_text(encoding="utf-8")) == {"config": {"lang": ["ko"]}, "docs": []}
    text = (tmp_path / DOCUMENTS).read_text(encoding="utf-8")
    assert json.loads(text) == {"docs": docs, "names": {"다": "a/"}}
    assert "\\u" not in text


def test_a_page_names_our_worker_and_behind_it_the_themes() -> None:
    page = '<body><script id="__config" type="application/json">{"search": "../assets/javascripts/workers/search.a1b2.min.js"}</script></body>'
    linked = link(page, "..")
    assert '"../assets/javascripts/workers/quicksearch.js#search.a1b2.min.js"' in linked
    assert 'fetch("../search/documents.json")' in linked


def test_a_page_without_the_theme_stays_as_it_is() -> None:
    assert link("<p>a redirect</p>", ".") == "<p>a redirect</p>"


def test_another_theme_is_not_passed_over() -> None:
    with pytest.raises(ThemeError):
        link('<script id="__config">{"search": "elsewhere.js"}</script>', ".")
