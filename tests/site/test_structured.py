"""What search engines and telephones are told of the site agrees with what readers see."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from test_lessons import LESSONS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md"))


def html(site: Path, page: str) -> str:
    folder = page.removesuffix("index").strip("/")
    return (site / folder / "index.html").read_text(encoding="utf-8")


def told(page: str) -> dict[str, dict[str, Any]]:
    """Return what a page's HTML tells, by kind; there is one such element."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def canonical(page: str) -> str:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page)[0]


def headings(page: str, level: int) -> list[str]:
    """Return the headings of a level as they are read, without formulas, which are typeset."""
    found = re.findall(rf"<h{level} id=[^>]*>(.*?)<a class=\"headerlink\"", page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", text)).replace("\u2060", "").split()) for text in found]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_where_it_is_and_what(page: str, site: Path) -> None:
    text = html(site, page)
    things = told(text)
    if page != "index":
        way = things["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in way] == [1, 2]
        assert way[1]["item"] == canonical(text)
    for thing in things.values():
        if "url" in thing:
            assert thing["url"] == canonical(text)
            assert thing["description"] == unescape(re.findall(r'<meta name="description" content="([^"]*)">', text)[0])


def test_lessons_are_numbered_for_readers_and_search_engines(site: Path) -> None:
    course = told(html(site, "index"))["Course"]
    parts = [(part["name"], part["url"]) for part in course["hasPart"]]
    found = []
    for name in LESSONS:
        text = html(site, name.removesuffix(".md"))
        if lesson := told(text).get("LearningResource"):
            assert f">레슨 {lesson['position']}/{len(parts) - 1}</p>" in text
            found.append((lesson["position"], (lesson["name"], lesson["url"])))
    assert [part for _, part in sorted(found)] == parts
    assert [number for number, _ in sorted(found)] == list(range(len(parts)))  # the first prepares


def test_the_questions_are_those_of_the_page(site: Path) -> None:
    text = html(site, "faq")
    questions = told(text)["FAQPage"]["mainEntity"]
    asked = [question["name"] for question in questions]
    assert asked == [title for title in headings(text, 2) if title.endswith("?")]
    assert len(asked) > 9
    assert all(len(question["acceptedAnswer"]["text"]) > 40 for question in questions)
    assert "본 정답들이 나올 확률을 키웁니다" in questions[0]["acceptedAnswer"]["text"]  # in a list
    assert not [question for question in questions if "\\(" in json.dumps(question, ensure_ascii=False)]


def test_the_terms_are_those_of_the_glossary(site: Path) -> None:
    text = html(site, "glossary")
    terms = told(text)["DefinedTermSet"]["hasDefinedTerm"]
    assert [term["name"] for term in terms] == headings(text, 3)
    for term in terms:
        assert f'id="{term["url"].partition("#")[2]}"' in text
        assert "배우는 곳" not in term["description"]
        assert term["description"]


def test_robots_find_the_map_of_the_site(site: Path, address: str) -> None:
    lines = (site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert "Allow: /" in lines
    assert f"Sitemap: {urljoin(address, 'sitemap.xml')}" in lines
    assert (site / "sitemap.xml").is_file()


@pytest.mark.parametrize("page", ["index", "entropy", "reference/losses"])
def test_a_telephone_has_a_picture_for_its_home_screen(page: str, site: Path, address: str) -> None:
    text = html(site, page)
    (link,) = re.findall(r'<link rel="apple-touch-icon" href="([^"]*)">', text)
    with urlopen(urljoin(canonical(text), link)) as answer:
        picture = answer.read()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)] == [180, 180]


@pytest.mark.parametrize("page", [*LESSONS, "faq.md", "glossary.md"])
def test_the_title_in_the_browser_has_the_other_names(page: str, site: Path) -> None:
    text = html(site, page.removesuffix(".md"))
    (title,) = re.findall(r"<title>(.*?)</title>", text)
    (heading,) = headings(text, 1)
    also = re.search(r"^also: (.*)$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert also
    names = also[1].strip('"')
    assert f"({names}) - " in unescape(title)
    assert names not in heading


def test_english_passages_of_every_page_say_so_and_nothing_else_does(site: Path) -> None:
    """A page whose text is Korean has a title in English in its list of references, say."""
    marked = {}
    for page in PAGES:
        text = html(site, page)
        article = text[text.index("<article") : text.index("</article>")]
        passages = re.findall(r'<span lang="en">(.*?)</span>', article, re.DOTALL)
        assert not any(re.search(r"[가-힣]", passage) for passage in passages), page
        marked[page] = len(passages)
    assert marked["further-reading"] > 30
    assert marked["glossary"] > 50
    assert sum(count > 0 for count in marked.values()) > 0.8 * len(PAGES)
