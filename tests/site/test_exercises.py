"""Exercises answer back, on every page that has some: by what their solutions print, with the keyboard, in plain words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from listening import complaints
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path.stem for path in DOCS.glob("*.md") if '<div class="exercise"' in path.read_text(encoding="utf-8"))


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    heard = complaints(tab, address)
    yield tab
    context.close()
    assert heard == []


def enter(form: Locator, text: str) -> str:
    """Answer by keyboard alone; return what is seen then."""
    field = form.locator("input:not([type=radio])")
    if field.count():
        field.fill(text)
        field.press("Enter")
    else:
        choice = form.get_by_role("radio", name=text, exact=True)
        choice.focus()
        choice.press("Space")
        form.get_by_role("button", name="확인").press("Enter")
    said = form.get_by_role("status")
    assert said.is_visible()
    return said.inner_text()


def wrong(answer: str) -> list[str]:
    """Return answers that are far from a number."""
    value = float(re.sub(r"[,%]", "", answer.replace("−", "-")))
    return [str(value + 3.7), f"{-2 * value - 1}"]


@pytest.mark.parametrize("page", PAGES)
def test_every_exercise_takes_the_answer_of_its_solution_and_no_other(page: str, tab: Page, address: str) -> None:
    tab.goto(f"{address}{page}/")
    tab.evaluate("document.fonts.ready")
    forms = tab.locator("form.exercise")
    for form in forms.all():
        answer = form.get_attribute("data-answer") or ""
        height = tab.evaluate("document.body.scrollHeight")
        if form.locator("fieldset").count():
            others = [
                value for value in form.locator("input").evaluate_all("all => all.map(e => e.value)") if value != answer
            ]
        else:
            others = wrong(answer)
        assert others
        for other in others:
            assert enter(form, other).startswith("아직 아닙니다."), (answer, other)
        assert enter(form, answer).startswith("맞습니다."), answer
        assert abs(tab.evaluate("document.body.scrollHeight") - height) < 30, "what is below moves"
        below = form.locator("xpath=following-sibling::details[contains(@class, 'success')][1]")
        below.evaluate("e => { e.open = true; }")
        printed = below.locator(".drift-output").filter(has_text=answer).first
        printed.scroll_into_view_if_needed()  # what is off the screen is not rendered
        expect(printed).to_contain_text(answer, use_inner_text=True)


def test_most_lessons_have_exercises_that_answer_back() -> None:
    lessons = [path.stem for path in DOCS.glob("*.md") if "{ #exercises }" in path.read_text(encoding="utf-8")]
    assert len(PAGES) >= 0.9 * len(lessons), sorted({*lessons} - {*PAGES})


@pytest.mark.parametrize(
    ("page", "answer", "told"),
    [
        (
            "cross-entropy",
            "0.6931",
            {
                "0.6931": "맞습니다.",
                "0.69": "맞습니다.",
                "0.693147": "맞습니다.",
                "69.31%": "맞습니다.",
                "0.7": "소수점 아래 2자리까지",
                "0.68": "아직 아닙니다.",
                "−0.6931": "부호를 다시 보십시오.",
                "1": "비트와 내트",
                "69.31": "퍼센트인지 비율인지",
                "0.6932": "반올림하지 않았는지",
                "0.3010": "밑이 10인 로그",
                "０．６９３１ 내트": "맞습니다.",
                "log 2": "수로 적어 주십시오.",
                "": "답을 적어 주십시오.",
                "1/0": "수로 적어 주십시오.",
            },
        ),
        # A whole number is exact, and 2 is not 3 in another unit.
        (
            "information",
            "3",
            {
                "3": "맞습니다.",
                "3비트": "맞습니다.",
                "3.0": "맞습니다.",
                "2.8928": "답은 정수입니다.",
                "2": "아직 아닙니다. 힌트를 펼쳐",
                "-3": "부호를 다시 보십시오.",
            },
        ),
        # A small one wants more digits.
        ("js-and-mutual-information", "0.005", {"1/201": "맞습니다.", "0.01": "소수점 아래 3자리까지"}),
    ],
)
def test_a_number_is_understood_and_a_slip_is_named(
    page: str, answer: str, told: dict[str, str], tab: Page, address: str
) -> None:
    tab.goto(f"{address}{page}/")
    form = tab.locator(f"form.exercise[data-answer='{answer}']").first
    for entered, said in told.items():
        heard = enter(form, entered)
        assert said in heard, entered
        if "주십시오" in said:  # what says nothing is not wrong
            assert "아직" not in heard


def test_on_a_phone_the_button_stays_beside_its_field(tab: Page, address: str) -> None:
    tab.goto(f"{address}weights-and-smoothing/")
    for form in tab.locator("form.exercise").all():
        field, button = form.locator("input").bounding_box(), form.get_by_role("button").bounding_box()
        assert field
        assert button
        assert abs(field["y"] - button["y"]) < field["height"]


def test_without_a_script_there_is_no_form_but_the_solution(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}cross-entropy/")
    assert tab.locator("form.exercise").count() > 0
    assert not tab.locator("form.exercise").first.is_visible()
    solution = tab.locator("details.success").first
    solution.locator("summary").first.click()
    assert solution.locator(".drift-output").first.is_visible()
    context.close()


def test_after_instant_navigation_they_answer_too(tab: Page, address: str) -> None:
    tab.goto(f"{address}kl-divergence/", wait_until="networkidle")
    tab.evaluate("window.stayed = true")
    tab.evaluate("document.querySelector('a[href$=\\'/cross-entropy/\\']').click()")
    tab.wait_for_url("**/cross-entropy/")
    assert tab.evaluate("window.stayed")  # the page was not loaded anew
    form = tab.locator("form.exercise[data-answer='0.6931']").first
    form.wait_for()  # the address changes before the page does
    assert enter(form, "0.6931").startswith("맞습니다.")
