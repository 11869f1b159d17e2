"""The names of things, from the glossary and from the file for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitekit.names import Names, NamesError, of_file, of_glossary

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

### 이진 크로스 엔트로피 { #term-binary }

*BCE* · 다른 이름: 로그 손실

배우는 곳: [이진](binary.md)

### 아무 데서도 가르치지 않는 것 { #term-none }

*nothing*
"""


def test_a_thing_goes_by_every_name_that_the_glossary_gives() -> None:
    found = of_glossary(GLOSSARY)
    cross = ["크로스 엔트로피", "cross entropy", "CE", "교차 엔트로피", "로그 손실", "log loss"]
    assert found.same == [
        ["가능도", "likelihood", "우도"],
        cross,
        ["이진 크로스 엔트로피", "BCE", "로그 손실"],
        ["아무 데서도 가르치지 않는 것", "nothing"],
    ]
    # A name leads to one page: that of the term which stands first.
    assert found.pages == {
        "maximum-likelihood.md": ["가능도", "likelihood", "우도"],
        "cross-entropy.md": [*cross, "H(q, p)"],
        "binary.md": ["이진 크로스 엔트로피", "BCE"],
    }


def test_both_count() -> None:
    both = Names({"a.md": ["가"]}, [["가", "나"]]) | Names({"a.md": ["다"], "b.md": ["라"]}, [["마", "바"]])
    assert both == Names({"a.md": ["가", "다"], "b.md": ["라"]}, [["가", "나"], ["마", "바"]])


def test_a_file_adds_to_them(tmp_path: Path) -> None:
    file = tmp_path / "search.toml"
    file.write_text('same = [["파이토치", "PyTorch"]]\n\n[pages]\n"faq.md#nan" = ["log 0"]\n', encoding="utf-8")
    assert of_file(file) == Names({"faq.md#nan": ["log 0"]}, [["파이토치", "PyTorch"]])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("same = [", "search.toml: Invalid value"),
        ('names = ["a"]', "search.toml: `names` is not known; there are `same` and `pages`"),
        ('same = ["a", "b"]', "search.toml: `same` is a list of lists, each of two names or more"),
        ('same = [["a"]]', "search.toml: `same` is a list of lists, each of two names or more"),
        ('same = [["a", " "]]', "search.toml: `same` is a list of lists, each of two names or more"),
        ('pages = ["a.md"]', "search.toml: `pages` is a table"),
        ('[pages]\n"a.md" = "a"', 'search.toml: pages."a.md" is a list of names'),
    ],
)
def test_a_file_that_is_no_such_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "search.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NamesError) as error:
        of_file(file)
    assert str(error.value).startswith(told)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NamesError, match=r"search\.toml cannot be read: "):
        of_file(tmp_path / "search.toml")
