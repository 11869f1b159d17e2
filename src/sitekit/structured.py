"""What search engines read besides the text of a page: schema.org's descriptions, as JSON-LD."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sitekit.plaintext import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

_SECTION = re.compile(
    r'<h(?P<level>[23]) id="(?P<id>[^"]+)"[^>]*>(?P<title>.*?)</h(?P=level)>(?P<text>.*?)(?=<h[23] id=|\Z)', re.DOTALL
)
_PARAGRAPH = re.compile(r"<(p|li)>(.*?)</\1>", re.DOTALL)  # also those of a list
_MARK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)


def structured(
    page: Page, config: MkDocsConfig, lessons: Sequence[Page], *, first: int, faq: str | None, glossary: str | None
) -> str:
    """Return what a page's `<script type="application/ld+json">` holds; nothing where the site has no address.

    Args:
        page: The page, with its content.
        config: The settings of the site.
        lessons: The lessons, in their order.
        first: The number of the first of them.
        faq: The source of the page whose headings are questions.
        glossary: The source of the page whose headings of the third level are terms.
    """
    if not config.site_url:
        return ""
    course = {"@type": "Course", "@id": urljoin(config.site_url, "#course"), "name": config.site_name}
    if page.is_homepage:
        described = _course(course, page, config, lessons)
    elif page in lessons:
        described = _lesson(page, lessons.index(page) + first, course)
    elif page.file.src_uri == faq:
        described = _questions(page)
    elif page.file.src_uri == glossary:
        described = _terms(page)
    else:
        described = {}
    graph = [described | _common(page, config)] if described else []
    if not page.is_homepage:
        graph.append(_way(page, config))
    # Else a title could end the element that this stands in.
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).replace("<", "\\u003c")


def _common(page: Page, config: MkDocsConfig) -> dict[str, Any]:
    changed = page.meta.get("changed")
    return {
        "url": page.canonical_url,
        "description": page.meta.get("description") or config.site_description,
        "inLanguage": "ko",
        "isAccessibleForFree": True,
        **({"dateModified": changed.date} if changed else {}),
    }


def _course(course: dict[str, Any], page: Page, config: MkDocsConfig, lessons: Sequence[Page]) -> dict[str, Any]:
    parts = [{"@type": "LearningResource", "name": lesson.title, "url": lesson.canonical_url} for lesson in lessons]
    provider = {"@type": "Organization", "name": config.site_name, "url": page.canonical_url}
    return {**course, "provider": provider, "hasPart": parts}


def _lesson(page: Page, number: int, course: dict[str, Any]) -> dict[str, Any]:
    kind = {"@type": "LearningResource", "learningResourceType": "lesson"}
    return {**kind, "name": page.title, "position": number, "isPartOf": course}


def _questions(page: Page) -> dict[str, Any]:
    asked = [
        {"@type": "Question", "name": title, "acceptedAnswer": {"@type": "Answer", "text": " ".join(texts)}}
        for level, _, title, texts in _sections(page)
        if level == "2" and title.endswith("?")
    ]
    return {"@type": "FAQPage", "mainEntity": asked}


def _terms(page: Page) -> dict[str, Any]:
    # Its names in other languages stand first, then what it is.
    terms = [
        {"@type": "DefinedTerm", "name": title, "description": texts[1], "url": f"{page.canonical_url}#{name}"}
        for level, name, title, texts in _sections(page)
        if level == "3" and len(texts) > 1
    ]
    return {"@type": "DefinedTermSet", "name": page.title, "hasDefinedTerm": terms}


def _sections(page: Page) -> list[tuple[str, str, str, list[str]]]:
    """Return level, id, title and paragraphs of each section."""
    return [
        (
            section["level"],
            html.unescape(section["id"]),
            plain(_MARK.sub("", section["title"])),
            [plain(text) for _, text in _PARAGRAPH.findall(section["text"])],
        )
        for section in _SECTION.finditer(page.content or "")
    ]


def _way(page: Page, config: MkDocsConfig) -> dict[str, Any]:
    # The parts of the navigation have no pages of their own.
    names = [(config.site_name, config.site_url), (str(page.title), page.canonical_url)]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(names, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
