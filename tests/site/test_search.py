"""The search, in a real browser: what Korean readers type finds the page that answers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from listening import complaints
from playwright.sync_api import expect

from sitekit.search import LOADING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).parents[2] / "docs"
# What is typed, and the page that has to stand first. Where two pages answer equally well, both are named.
QUERIES = {
    # The names of things, in both languages
    "엔트로피": "entropy",
    "entropy": "entropy",
    "크로스 엔트로피": "cross-entropy",
    "cross entropy": "cross-entropy",
    "KL": "kl-divergence",
    "KL 발산": "kl-divergence",
    "KL divergence": "kl-divergence",
    "소프트맥스": "softmax-and-logits",
    "softmax": "softmax-and-logits reference/logits",
    "로짓": "softmax-and-logits",
    "퍼플렉서티": "perplexity",
    "perplexity": "perplexity",
    "정보량": "information",
    "포컬 손실": "focal-loss",
    "focal loss": "focal-loss",
    "라벨 스무딩": "weights-and-smoothing",
    "label smoothing": "weights-and-smoothing",
    "상호 정보량": "js-and-mutual-information",
    "보정": "calibration",
    "calibration": "calibration",
    "지식 증류": "temperature",
    "깁스 부등식": "gibbs-inequality",
    "Keras": "keras",
    "PyTorch": "frameworks",
    "용어집": "glossary",
    "불균형": "imbalance",
    "AUC": "imbalance glossary",
    "모양과 자료형": "shapes-and-dtypes",
    "device-side assert triggered": "shapes-and-dtypes faq",
    "대조 학습": "contrastive-learning",
    "InfoNCE": "contrastive-learning",
    "CLIP": "contrastive-learning",
    "선호 학습": "preference-learning",
    "DPO": "preference-learning",
    "브래들리 테리": "preference-learning",
    # With particles, as sentences have them
    "엔트로피란": "entropy",
    "크로스 엔트로피의 정의": "cross-entropy",
    "소프트맥스를": "softmax-and-logits",
    "온도가": "temperature",
    "퍼플렉서티는": "perplexity",
    "KL 발산이 비대칭인 이유": "forward-reverse-kl",
    "최대 가능도와": "maximum-likelihood",
    "라벨 스무딩으로": "weights-and-smoothing",
    "로짓에서 확률로": "softmax-and-logits",
    "포컬 손실도": "focal-loss",
    # Words run together, words of two scripts
    "KL발산": "kl-divergence",
    "JS발산": "js-and-mutual-information",
    "크로스엔트로피": "cross-entropy",
    "교차엔트로피": "cross-entropy",
    "소프트맥스와 logit": "softmax-and-logits",
    "Keras에서": "keras",
    # Names in code, signs
    "from_logits": "keras",
    "log2": "information entropy reference/distributions",
    "log-sum-exp": "softmax-and-logits reference/logits glossary",
    "binary_cross_entropy": "reference/losses",
    "ignore_index": "weights-and-smoothing",
    "p - y": "gradient",
    "ECE": "calibration",
    "MSE": "gradient",
    "cross_entropy": "reference/distributions",
    "H(q, p)": "cross-entropy",
    "H(q)": "entropy",
    # Questions of a learner
    "왜 로그": "information",
    "손실함수": "why-cross-entropy",
    "손실 함수": "why-cross-entropy",
    # Other names
    "혼잡도": "perplexity glossary",
    "우도": "maximum-likelihood glossary",
    "최대 우도 추정": "maximum-likelihood glossary",
    "라벨": "cross-entropy weights-and-smoothing glossary",
    "로그 손실": "binary-cross-entropy cross-entropy glossary",
    "log loss": "binary-cross-entropy cross-entropy glossary",
    "쿨백-라이블러": "kl-divergence",
    "쿨백 라이블러 발산": "kl-divergence",
    "교차 엔트로피": "cross-entropy",
    "젠슨 섀넌": "js-and-mutual-information glossary",
    "이진 교차 엔트로피": "binary-cross-entropy",
    "멀티라벨": "multiclass-multilabel glossary",
    "캘리브레이션": "calibration glossary",
    "온도 조절": "temperature calibration",
    "기대값": "entropy",
    "섀넌": "information entropy",
    "섀넌 엔트로피": "entropy",
}


@pytest.fixture(scope="module")
def field(browser: Browser, address: str) -> Iterator[Page]:
    """A page with its search open; nothing may go wrong on it."""
    tab = browser.new_page()
    heard = complaints(tab, address)
    tab.goto(address, wait_until="networkidle")
    yield tab
    tab.close()
    assert heard == []


def pages(tab: Page, query: str) -> list[str]:
    """Type a query, and return the paths of the pages that are found, the best first."""
    # What an earlier query found is gone when the field is empty.
    tab.locator(".md-search__input").fill("")
    tab.wait_for_function("!document.querySelector('.md-search-result__item')")
    tab.locator(".md-search__input").fill(query)  # as pasting does: no key is pressed
    found = tab.locator(".md-search-result__item")
    found.first.wait_for(state="attached", timeout=15000)
    links = found.evaluate_all("items => items.map(item => item.querySelector('a').pathname)")
    return [path.strip("/") or "index" for path in links]


def first(tab: Page, query: str) -> str:
    """Return the page that comes first."""
    return pages(tab, query)[0]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_its_page_first(query: str, field: Page) -> None:
    assert first(field, query) in QUERIES[query].split()


TYPED = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("whose", TYPED)
def test_nineteen_of_twenty_find_their_page_among_the_first_three(whose: str, field: Page) -> None:
    missed = {
        query for query, wanted in TYPED[whose].items() if set(wanted.split()).isdisjoint(pages(field, query)[:3])
    }
    assert len(missed) <= len(TYPED[whose]) / 20, missed


# In the page itself, since there are thousands: the share of names that lead elsewhere when they are written so.
PARTICLES = """async () => {
  const { Index } = await import("/assets/javascripts/workers/search/index.js");
  const documents = await (await fetch("/search/documents.json")).json();
  const index = new Index(documents);
  const first = query => index.find(query)[1][0]?.url;
  const all = [...new Set(Object.values(documents.names).flat())].filter(name => /^[가-힣 ]{2,}$/.test(name));
  const ends = (name, closed, open) => name + ((name.charCodeAt(name.length - 1) - 0xac00) % 28 ? closed : open);
  const forms = {
    "은/는": name => ends(name, "은", "는"), "이/가": name => ends(name, "이", "가"), "을/를": name => ends(name, "을", "를"),
    "의": name => `${name}의`, "이란/란": name => ends(name, "이란", "란"), "뭐야": name => `${ends(name, "이", "가")} 뭐야`,
    "뜻": name => `${name} 뜻`, "no spaces": name => name.replaceAll(" ", ""),
    "no spaces, 은/는": name => ends(name.replaceAll(" ", ""), "은", "는"),
  };
  return Object.fromEntries(Object.entries(forms).map(([form, write]) =>
    [form, [all.length, all.filter(name => first(write(name)) !== first(name))]]));
}"""


def test_a_name_leads_to_its_page_whatever_follows_it(field: Page) -> None:
    for form, (number, elsewhere) in field.evaluate(PARTICLES).items():
        assert number > 200
        assert len(elsewhere) <= number / 30, (form, elsewhere)  # phrases such as 분포의 차이


@pytest.mark.parametrize(
    ("query", "page"),
    [
        *[
            ("엔트롶", "entropy"),
            ("퍼플렉서ㅌ", "perplexity"),
            ("소프트멕스", "softmax-and-logits"),
            ("정보랑", "information"),
        ],
        *[("dpsxmfhvl", "entropy"), ("thvmxmaortm", "softmax-and-logits"), ("둣개ㅔㅛ", "entropy")],
    ],
)
def test_words_half_typed_mistyped_or_typed_with_the_other_keys_are_understood(
    query: str, page: str, field: Page
) -> None:
    assert page in pages(field, query)[:3]


@pytest.mark.parametrize("query", ["분포는", "log1p", "np.clip", "교차"])
def test_a_query_finds_something(query: str, field: Page) -> None:
    assert (DOCS / f"{first(field, query)}.md").exists()


def test_there_are_queries_for_most_pages() -> None:
    found = {page for pages in QUERIES.values() for page in pages.split()}
    assert len(found) > len(list(DOCS.rglob("*.md"))) / 2


def test_what_nobody_writes_finds_nothing(field: Page) -> None:
    first(field, "엔트로피")
    field.locator(".md-search__input").fill("뷁뷁뷁")
    field.wait_for_function("!document.querySelector('.md-search-result__item')")
    assert "일치하는 문서가 없습니다" in field.locator(".md-search-result__meta").inner_text()


def test_what_is_found_is_text_with_what_was_looked_for_marked(field: Page) -> None:
    """Formulas, too: no result shows TeX."""
    for query in ("로그", "softmax", "확률"):
        pages(field, query)
        shown = field.locator(".md-search-result__item").all_text_contents()
        assert shown
        assert not [text for text in shown if "\\(" in text or "\\[" in text or "\\frac" in text]
    first(field, "엔트로피가")
    assert field.locator(".md-search-result__item mark").first.text_content() == "엔트로피"


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("교차엔트로피", {"크로스 엔트로피", "교차 엔트로피"}, {"손실", "로그", "엔트로피"}),
        ("로그", {"로그"}, {"그램"}),
    ],
)
def test_only_what_was_meant_is_marked(query: str, wanted: set[str], unwanted: set[str], field: Page) -> None:
    """Names as a whole, also where another of them is written; no syllables inside another word."""
    pages(field, query)
    marks = field.locator(".md-search-result__item mark")
    seen = set(marks.all_text_contents())
    assert wanted <= seen
    assert not unwanted & seen
    inside = "e => e.previousSibling?.nodeType === 3 ? e.previousSibling.data.slice(-1) + e.textContent : ''"
    found = marks.evaluate_all(f"all => all.map({inside})")
    assert not [text for text in found if re.fullmatch("[가-힣]로그|[a-zA-Z]ce", text)]


def test_pages_for_contributors_are_not_among_the_lessons(field: Page) -> None:
    ours = {"contributing", "drift", "peers", "zensical", "reference/drift"}
    for query in ("drift", "예제", "Zensical", "기록", "허프만"):
        assert ours.isdisjoint(pages(field, query))


@pytest.mark.parametrize("start", ["", "faq/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_section_that_is_found_is_what_the_reader_sees_next(
    width: int, start: str, browser: Browser, address: str
) -> None:
    """From another page and on the page itself, where the field is away behind a button and where it is not."""
    is_phone = width == 390
    tab = browser.new_page(viewport={"width": width, "height": 844}, is_mobile=is_phone, has_touch=is_phone)
    tab.goto(address + start, wait_until="networkidle")
    if is_phone:
        tab.locator("label.md-header__button[for=__search]").click()
    tab.locator(".md-search__input").fill("nan")
    tab.locator('.md-search-result__item a[href$="/faq/?h=nan#nan"]').click()
    tab.wait_for_url("**/faq/**#nan")
    title = tab.locator("h2#nan, h3#nan")
    expect(title).to_be_in_viewport()
    tab.wait_for_timeout(600)  # until the theme has done all that it does when its search is closed
    expect(title).to_be_in_viewport()
    box = title.bounding_box()
    assert box is not None
    assert box["y"] < 150
    tab.close()


def test_the_place_of_the_results_says_that_the_texts_are_on_their_way(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address, wait_until="networkidle")
    tab.route("**/search/documents.json", lambda route: (tab.wait_for_timeout(1500), route.continue_()))
    tab.locator(".md-search__input").fill("엔트로피")
    assert LOADING in tab.locator(".md-search-result__meta").inner_text()
    tab.locator(".md-search-result__item").first.wait_for(state="attached", timeout=15000)
    assert LOADING not in tab.locator(".md-search-result__meta").inner_text()
    tab.close()


def test_texts_come_when_a_reader_searches_and_not_before(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    tab.context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    tab.goto(address + "entropy/", wait_until="networkidle")
    assert "search/documents.json" not in asked
    tab.locator(".md-search__input").focus()
    tab.wait_for_timeout(300)
    assert "search/documents.json" in asked  # while the reader still types
    tab.close()
