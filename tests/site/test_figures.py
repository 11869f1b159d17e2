"""The interactive figures: their numbers are crossent's, and every way to use them works."""

from __future__ import annotations

import itertools
from math import erfc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from listening import complaints

import crossent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Locator, Page, Route

SCRIPTS = Path(__file__).parents[2] / "docs/assets/scripts"
# Where each stands, and the recorded figure that stands for it where no script runs.
FIGURES = {
    "crossent-loss": ("why-cross-entropy", "why-cross-entropy-scores"),
    "crossent-steps": ("why-cross-entropy", "why-cross-entropy-scores"),
    "crossent-bars": ("cross-entropy", "cross-entropy-terms"),
    "crossent-softmax": ("softmax-and-logits", "softmax-and-logits-bars"),
    "crossent-bce": ("binary-cross-entropy", "binary-cross-entropy-curves"),
    "crossent-kl-fit": ("forward-reverse-kl", "forward-reverse-kl-fit"),
    "crossent-kl-area": ("kl-divergence", "kl-divergence-contributions"),
    "crossent-kraft": ("codes", "codes-budget"),
    "crossent-floor": ("gibbs-inequality", "gibbs-inequality-gap"),
    "crossent-typical": ("entropy", "information-content"),
    "crossent-surprise": ("information", "information-bits-nats"),
    "crossent-slopes": ("gradient", "gradient-ce-mse"),
    "crossent-temperature": ("temperature", "temperature-bars"),
    "crossent-coin": ("maximum-likelihood", "maximum-likelihood-coin"),
    "crossent-focal": ("focal-loss", "focal-loss-curves"),
    "crossent-smoothing": ("weights-and-smoothing", "weights-and-smoothing-gap"),
    "crossent-threshold": ("imbalance", "imbalance-curves"),
    "crossent-pull": ("contrastive-learning", "contrastive-learning-matrix"),
    "crossent-penalty": ("preference-learning", "preference-learning-beta"),
    "crossent-dice": ("maximum-entropy", "maximum-entropy-dice"),
    "crossent-perplexity": ("perplexity", "perplexity-models"),
}
# One stands on the home page, too.
PLACES = [(name, *place) for name, place in FIGURES.items()] + [
    ("crossent-surprise", "", "why-cross-entropy-surprise"),
]
WITHOUT_FIGURES = "js-and-mutual-information"
WITH_SLIDERS = [name for name in FIGURES if name != "crossent-steps"]  # that one has buttons only
# Sets a range input as its reader would, for each of many positions, and returns what the figure exposes each time.
WALK = """
(figure, positions) => {
  const inputs = [...figure.querySelectorAll("input[type=range]")];
  return positions.map((position) => {
    for (const [place, value] of position) {
      inputs[place].value = value;
      inputs[place].dispatchEvent(new Event("input", { bubbles: true }));
    }
    return { ...figure.dataset };
  });
}
"""


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A tab in which nothing may go wrong and no other host be asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    heard = complaints(tab, address)
    yield tab
    context.close()
    assert heard == []


def opened(tab: Page, address: str, name: str) -> Locator:
    tab.goto(f"{address}{FIGURES[name][0]}/")
    return ready(tab, name)


def ready(tab: Page, name: str) -> Locator:
    tab.locator(f"{name} :is(input, button)").first.wait_for()
    figure = tab.locator(name)
    figure.scroll_into_view_if_needed()
    return figure


def walk(figure: Locator, positions: list[Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = figure.evaluate(WALK, positions)
    assert len(found) == len(positions) > 20
    return found


def numbers(text: str) -> NDArray[np.float64]:
    return np.array([float(part) for part in text.split(",")])


def close(shown: str, exact: Any) -> bool:
    value = float(shown)
    return value == exact or abs(value - float(exact)) <= 1e-9 * max(1.0, abs(float(exact)))


LABELS = np.array([0.7, 0.2, 0.1])  # of the ten photos
SCORES = np.array([0.0, 2.0, -1.0])  # that the model gives them


def test_loss_is_floor_and_gap_as_crossent_has_them(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-loss")
    grid = [-5, -1.3, 0, 2.2, 5]
    positions = [[[0, a], [1, b], [2, c]] for a, b, c in itertools.product(grid, repeat=3)]
    for position, seen in zip(positions, walk(figure, positions), strict=True):
        z = np.array([value for _, value in position])
        p = crossent.softmax(z)
        assert numbers(seen["z"]).tolist() == z.tolist()
        assert np.abs(numbers(seen["p"]) - p).max() < 1e-9
        assert close(seen["floor"], crossent.entropy(LABELS))
        assert close(seen["loss"], crossent.cross_entropy(LABELS, p))
        assert close(seen["gap"], crossent.kl_divergence(LABELS, p))


def test_raising_all_scores_changes_no_probability_and_no_loss(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-loss")
    before = figure.evaluate("e => ({...e.dataset})")
    button = figure.get_by_role("button", name="셋 모두 1점 올리기")
    for raised in (1, 2, 3):  # from 2 the highest has room for 3
        button.press("Enter")
        after = figure.evaluate("e => ({...e.dataset})")
        assert numbers(after["z"]) == pytest.approx(SCORES + raised)
        assert numbers(after["p"]) == pytest.approx(numbers(before["p"]), abs=1e-12)
        assert close(after["loss"], float(before["loss"]))
    assert button.is_disabled(), "it would raise by less than it says"
    figure.get_by_role("button", name="처음대로").click()
    assert button.is_enabled()


def shown_parts(figure: Locator) -> tuple[float, float]:
    """Return how long the bars of the floor and of the gap are on the screen, as shares of their box."""
    floor, gap = (
        figure.locator(f".crossent-sum .crossent-fill.crossent-{kind}").bounding_box() for kind in ("q", "gap")
    )
    box = figure.locator(".crossent-sum .crossent-bar").bounding_box()
    assert floor
    assert gap
    assert box
    assert gap["width"] < 0.5 or gap["x"] == pytest.approx(
        floor["x"] + floor["width"], abs=1
    )  # the gap lies on the floor
    return floor["width"] / box["width"], gap["width"] / box["width"]


@pytest.mark.parametrize("how", ["keys", "finger"])
def test_each_press_is_a_step_of_q_minus_p_and_closes_the_gap(how: str, browser: Browser, address: str) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**phone if how == "finger" else {})
    tab = context.new_page()
    figure = opened(tab, address, "crossent-steps")

    def press(label: str) -> None:
        button = figure.get_by_role("button", name=label, exact=True)
        if how == "finger":
            button.tap()
        else:
            button.focus()
            tab.keyboard.press("Enter")

    z, gaps, floors = SCORES, [], []
    for label, steps in [("한 걸음", 1)] * 4 + [("열 걸음", 10)] * 10:
        for _ in range(steps):
            z = z + LABELS - crossent.softmax(z)
        press(label)
        assert numbers(figure.get_attribute("data-z") or "") == pytest.approx(z, abs=1e-9)
        assert close(figure.get_attribute("data-loss") or "", crossent.softmax_cross_entropy(LABELS, z))
        floor, gap = shown_parts(figure)
        floors.append(floor)
        gaps.append(gap)
    assert gaps[0] > 0.1
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == pytest.approx(0, abs=0.002)
    assert floors == pytest.approx([floors[0]] * len(floors), abs=0.002)
    assert "104걸음" in figure.inner_text()
    tab.wait_for_function("document.querySelector('crossent-steps .crossent-voice').textContent.includes('틈 0.0000')")
    press("처음대로")
    assert numbers(figure.get_attribute("data-z") or "").tolist() == SCORES.tolist()
    context.close()


def test_bars_compute_as_crossent_does(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-bars")
    steps = [0, 0.01, 0.25, 0.5, 0.9, 1]
    positions = [[[0, a], [1, b], [3, c], [5, d]] for a, b, c, d in itertools.product(steps, repeat=4)]
    endless = 0
    for position, seen in zip(positions, walk(figure, positions), strict=True):
        q, p = numbers(seen["q"]), numbers(seen["p"])
        assert (q.sum(), p.sum()) == pytest.approx((1, 1), abs=1e-12)
        assert (q[1], p[2]) == (position[1][1], position[3][1])  # what was moved last is where it was put
        assert close(seen["entropy"], crossent.entropy(q))
        assert close(seen["crossEntropy"], crossent.cross_entropy(q, p))
        assert close(seen["klDivergence"], crossent.kl_divergence(q, p))
        assert close(seen["gap"], crossent.kl_divergence(q, p))
        endless += seen["klDivergence"] == "Infinity"
    assert 0 < endless < len(positions)


def test_bars_that_are_not_moved_keep_their_proportions(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-bars")
    start = numbers(figure.get_attribute("data-q") or "")
    assert start == pytest.approx([0.7, 0.2, 0.1])
    for value in [0.1, 1, 0.4, 0.7]:  # at 1 nothing is left of the others, and yet they come back
        figure.evaluate(WALK, [[[0, value]]])
        q = numbers(figure.get_attribute("data-q") or "")
        assert q == pytest.approx([value, (1 - value) * 2 / 3, (1 - value) / 3])


def test_softmax_computes_as_crossent_does(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-softmax")
    positions = [
        [[0, a], [1, b], [2, c], [3, heat]]
        for a, b, c, heat in itertools.product([-5, -1.3, 0, 5], [-5, 0.7, 5], [-5, 2.2, 5], [0.1, 0.7, 1, 5])
    ]
    for label in range(3):
        figure.locator("input[type=radio]").nth(label).check()
        for position, seen in zip(positions, walk(figure, positions), strict=True):
            *z, heat = [value for _, value in position]
            logits = np.array(z) / heat
            assert (numbers(seen["logits"]).tolist(), float(seen["temperature"])) == (z, heat)
            assert np.abs(numbers(seen["p"]) - crossent.softmax(logits)).max() < 1e-9
            assert close(seen["lse"], crossent.logsumexp(logits))
            assert seen["label"] == str(label)
            assert close(seen["loss"], crossent.softmax_cross_entropy(label, logits))


def test_bce_computes_as_crossent_does(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-bce")
    predictions = [i / 100 for i in range(101)]
    found = walk(figure, [[[0, prediction]] for prediction in predictions])
    for prediction, seen in zip(predictions, found, strict=True):
        assert float(seen["prediction"]) == prediction
        assert close(seen["yes"], crossent.binary_cross_entropy(1, prediction))
        assert close(seen["no"], crossent.binary_cross_entropy(0, prediction))
    assert (found[0]["yes"], found[0]["no"], found[-1]["no"]) == ("Infinity", "0", "Infinity")


def test_kl_fit_computes_as_the_page_does(tab: Page, address: str) -> None:
    x = np.linspace(-8, 8, 200)

    def bump(mean: float, width: float) -> NDArray[np.float64]:
        height = np.exp(-(((x - mean) / width) ** 2) / 2)
        return np.asarray(height / height.sum())

    q = 0.6 * bump(-2.5, 0.8) + 0.4 * bump(2.5, 0.8)
    figure = opened(tab, address, "crossent-kl-fit")
    grid = list(itertools.product([-5, -2.5, -0.5, 0, 1.3, 5], [0.6, 0.8, 1.5, 2.6, 4]))
    found = walk(figure, [[[0, mean], [1, width]] for mean, width in grid])
    for (mean, width), seen in zip(grid, found, strict=True):
        assert (float(seen["mean"]), float(seen["width"])) == (mean, width)
        p = bump(mean, width)
        assert close(seen["forward"], crossent.kl_divergence(q, p))
        assert close(seen["reverse"], crossent.kl_divergence(p, q))
    # The buttons lay down what the page's search found best.
    for name, row in [("순방향", "0.4969"), ("역방향", "0.5088")]:
        figure.get_by_role("button", name=f"{name}이 고른 봉우리").click()
        assert row in figure.inner_text()
        assert row in tab.locator(".drift-output table").nth(1).inner_text()


WEATHER = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])


def test_the_areas_are_entropy_and_cross_entropy(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-kl-area")
    steps = [0, 0.01, 0.3, 0.75, 1]
    positions = [[[0, a], [1, b], [3, c]] for a, b, c in itertools.product(steps, repeat=3)]
    for truth, q in enumerate([WEATHER, np.full(4, 1 / 4), np.array([0.7, 0.1, 0.1, 0.1])]):
        figure.locator("input[type=radio]").nth(truth).check()
        for position, seen in zip(positions, walk(figure, positions), strict=True):
            p = numbers(seen["p"])
            assert p.sum() == pytest.approx(1)
            assert p[3] == position[2][1]
            assert numbers(seen["q"]).tolist() == q.tolist()
            assert close(seen["entropy"], crossent.entropy(q, base=2))
            assert close(seen["crossEntropy"], crossent.cross_entropy(q, p, base=2))
            assert close(seen["klDivergence"], crossent.kl_divergence(q, p, base=2))


def test_the_areas_are_drawn_as_large_as_they_are(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-kl-area")
    for chance in (0.125, 0.4, 0.7):
        figure.evaluate(WALK, [[[0, chance]]])
        q, p = (numbers(figure.get_attribute(f"data-{name}") or "") for name in "qp")
        floor, more, less = (
            figure.locator(f"rect.crossent-{kind}").evaluate_all(
                "all => all.reduce((sum, e) => sum + e.width.baseVal.value * e.height.baseVal.value, 0)"
            )
            / (324 * 168 / 6)  # of 6 bits, in a picture of this size
            for kind in ("q", "gap", "less")
        )
        assert floor + less == pytest.approx(crossent.entropy(q, base=2))
        assert floor + more == pytest.approx(crossent.cross_entropy(q, p, base=2))
        assert less > 0  # there are negative pieces, and yet
        assert more - less == pytest.approx(crossent.kl_divergence(q, p, base=2))


def test_lengths_that_fit_the_budget_give_a_prefix_code(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-kraft")
    grid = list(itertools.product([1, 2, 3, 4, 6], repeat=4))
    too_long = 0
    for truth, q in enumerate([WEATHER, np.array([0.4, 0.3, 0.2, 0.1])]):
        figure.locator("input[type=radio]").nth(truth).check()
        for lengths, seen in zip(grid, walk(figure, [list(enumerate(lengths)) for lengths in grid]), strict=True):
            spent = sum(2.0**-length for length in lengths)
            assert numbers(seen["lengths"]).tolist() == list(lengths)
            assert float(seen["spent"]) == spent
            assert close(seen["mean"], q @ lengths)
            assert close(seen["entropy"], crossent.entropy(q, base=2))
            words = seen["words"].split(",")
            if spent > 1:
                assert words == ["없음"] * 4
                too_long += 1
            else:
                assert [len(word) for word in words] == list(lengths)
                assert set("".join(words)) <= {"0", "1"}
                assert not any(b.startswith(a) for a, b in itertools.permutations(words, 2))
                assert float(seen["mean"]) >= float(seen["entropy"])
    assert 0 < too_long < 2 * len(grid)
    figure.locator("input[type=range]").first.focus()
    tab.keyboard.press("Home")  # with the last position's three words of six digits
    assert "예산이 0.4531 남습니다." in figure.inner_text()


def test_no_prediction_brings_the_loss_below_the_floor(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-floor")
    grid = list(itertools.product([0.5, 0.63, 0.9, 1], [i / 50 for i in range(51)]))
    for (share, prediction), seen in zip(grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True):
        q, p = [share, 1 - share], [prediction, 1 - prediction]
        assert close(seen["loss"], crossent.cross_entropy(q, p))
        assert close(seen["floor"], crossent.entropy(q))
        assert close(seen["gap"], crossent.kl_divergence(q, p))
        assert float(seen["loss"]) >= float(seen["floor"]) - 1e-12
    # The gap is drawn between the curve and the floor.
    for prediction in (0.05, 0.4, 0.95):
        figure.evaluate(WALK, [[[0, 0.8], [1, prediction]]])
        drawn = figure.locator(".crossent-plane path.crossent-gap").evaluate("e => e.getBBox().height") / 168 * 2
        exact = crossent.cross_entropy([0.8, 0.2], [prediction, 1 - prediction])
        assert drawn == pytest.approx(min(exact, 2) - crossent.entropy([0.8, 0.2]), abs=1e-3)


def mulberry32(seed: int, count: int) -> NDArray[np.float64]:
    word = np.uint64(2**32 - 1)
    state = (np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x6D2B79F5)) & word
    mixed = (state ^ (state >> np.uint64(15))) * (state | np.uint64(1)) & word
    mixed ^= (mixed + ((mixed ^ (mixed >> np.uint64(7))) * (mixed | np.uint64(61)) & word)) & word
    return np.asarray((mixed ^ (mixed >> np.uint64(14))) / 2**32)


def test_sequences_close_in_on_the_entropy(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-typical")
    grid = list(itertools.product([0.5, 0.7, 0.9, 0.99], [i / 5 for i in range(16)]))
    seen_seeds = set()
    for _ in range(2):
        found = walk(figure, [list(enumerate(place)) for place in grid])
        seed = int(found[0]["seed"])
        seen_seeds.add(seed)
        tosses = mulberry32(seed, 300 * 1000).reshape(300, 1000)
        for (heads, digits), seen in zip(grid, found, strict=True):
            count = round(10**digits)
            assert (float(seen["heads"]), int(seen["count"])) == (heads, count)
            up = (tosses[:, :count] < heads).mean(axis=1)
            surprises = np.stack([up, 1 - up], axis=1) @ crossent.information_content([heads, 1 - heads])
            floor = crossent.entropy([heads, 1 - heads])
            assert close(seen["floor"], floor)
            assert close(seen["mean"], surprises.mean())
            assert float(seen["spread"]) == pytest.approx(surprises.std(), abs=1e-9)
            assert float(seen["near"]) == pytest.approx(np.mean(abs(surprises - floor) <= 0.05), abs=0.0101)
        assert float(found[-1]["near"]) > 0.99
        figure.get_by_role("button", name="새로 던지기").press("Enter")
    assert len(seen_seeds) == 2

    def width() -> float:
        return float(figure.locator(".crossent-dots").evaluate("e => e.getBBox().width"))

    widths = []
    for digits in (0, 1, 2, 3):
        figure.evaluate(WALK, [[[0, 0.7], [1, digits]]])
        widths.append(width())
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 8


def test_halving_a_chance_always_adds_the_same_surprise(tab: Page, address: str) -> None:
    for page, unit in [("", "손실"), ("information/", "내트")]:
        tab.goto(f"{address}{page}")
        figure = ready(tab, "crossent-surprise")
        chances = [i / 100 for i in range(101)]
        for chance, seen in zip(chances, walk(figure, [[[0, chance]] for chance in chances]), strict=True):
            assert float(seen["chance"]) == chance
            assert close(seen["loss"], crossent.information_content(chance))
        row = figure.locator(".crossent-row", has_text=unit)
        answer = figure.get_by_text(f"+{np.log(2):.4f}")
        assert not answer.is_visible()  # the page asks for it first
        half = figure.get_by_role("button", name="확률을 절반으로")
        for times in range(1, 6):
            half.press("Enter")
            assert f"{times * np.log(2):.4f}" in row.inner_text()
            assert answer.is_visible()
            if page:
                assert f"{times:.4f}" in figure.locator(".crossent-row", has_text="비트").inner_text()
        assert "32번에 한 번쯤" in figure.inner_text()
        figure.get_by_role("button", name="처음대로").press("Enter")
        assert not answer.is_visible()
        assert "두 번에 한 번쯤" in figure.inner_text()
        figure.locator("input").press("End")
        assert "놀랄 일이 없습니다" in figure.inner_text()
        figure.locator("input").press("Home")
        assert "∞" in figure.inner_text()


def test_the_two_losses_push_as_the_page_says(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-slopes")
    scores = [i / 10 for i in range(-100, 61)]
    for z, seen in zip(scores, walk(figure, [[[0, z]] for z in scores]), strict=True):
        p = crossent.softmax([0, z])[1]
        assert float(seen["z"]) == z
        assert close(seen["p"], p)
        assert close(seen["crossLoss"], crossent.binary_cross_entropy_with_logits(1, z))
        assert close(seen["squaredLoss"], (p - 1) ** 2)
        assert close(seen["crossPush"], 1 - p)
        assert close(seen["squaredPush"], -2 * (p - 1) * p * (1 - p))
    # Of the arrows, that of the squared error cannot be seen far on the wrong side.
    for z, shown in [(-10, False), (-0.7, True)]:
        figure.evaluate(WALK, [[[0, z]]])
        long, short = (
            figure.locator(f"path.crossent-arrow.crossent-{kind}").evaluate("e => e.getBBox().width") for kind in "qp"
        )
        assert long > 40
        assert (short > 10) == shown


def test_temperature_computes_as_crossent_does(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-temperature")
    logits = np.array([7, 4, 3, -2])
    heats = [0.1, 0.2, 0.5, *range(1, 21), 1.3]
    for label in range(4):
        figure.locator("input[type=radio]").nth(label).check()
        for heat, seen in zip(heats, walk(figure, [[[0, heat]] for heat in heats]), strict=True):
            p = crossent.softmax(logits / heat)
            assert (float(seen["temperature"]), seen["label"]) == (heat, str(label))
            assert np.abs(numbers(seen["p"]) - p).max() < 1e-9
            assert close(seen["entropy"], crossent.entropy(p))
            assert close(seen["loss"], crossent.softmax_cross_entropy(label, logits / heat))


def test_likelihood_and_nll_are_those_of_the_tosses(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-coin")
    grid = list(itertools.product(range(11), [i / 20 for i in range(21)]))
    for (heads, theta), seen in zip(grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True):
        share, p = [heads / 10, 1 - heads / 10], [theta, 1 - theta]
        assert close(seen["likelihood"], theta**heads * (1 - theta) ** (10 - heads))
        assert close(seen["nll"], crossent.cross_entropy(share, p))
        assert close(seen["floor"], crossent.entropy(share))
    # Peak and valley are drawn above each other.
    for heads in (2, 7):
        figure.evaluate(WALK, [[[0, heads]]])
        highest, lowest = (
            figure.locator(f".crossent-plane path.crossent-line.crossent-{kind}").evaluate(
                """(e, down) => {
                  const points = Array.from({ length: 2001 }, (_, i) => e.getPointAtLength((e.getTotalLength() * i) / 2000));
                  return points.reduce((best, point) => (down * (point.y - best.y) > 0 ? point : best)).x;
                }""",
                down,
            )
            for kind, down in [("gap", -1), ("p", 1)]
        )
        assert highest == pytest.approx(26 + 324 * heads / 10, abs=3)
        assert lowest == pytest.approx(highest, abs=3)


def test_focal_loss_computes_as_the_page_does(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-focal")
    assert "0.0005" in figure.inner_text()  # the page's table has 0.05%
    grid = list(itertools.product([0, 0.3, 0.5, 1, 2, 5], [i / 20 for i in range(21)]))
    for (gamma, chance), seen in zip(grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True):
        plain = crossent.binary_cross_entropy(1, chance)
        assert close(seen["cross"], plain)
        assert close(seen["focal"], (1 - chance) ** gamma * plain)
        easy, hard = -1000 * 0.01**gamma * np.log(0.99), -(0.9**gamma) * np.log(0.1)
        assert float(seen["share"]) == pytest.approx(easy / (easy + hard), abs=1e-9)


def test_smoothing_has_its_floor_where_the_page_says(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-smoothing")
    assert all(shown in figure.inner_text() for shown in ("0.8400", "0.0400"))  # of the page's bars
    grid = list(itertools.product([0, 0.01, 0.2, 0.37, 0.5], [i / 2 for i in range(21)]))
    for (epsilon, gap), seen in zip(grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True):
        target = (1 - epsilon) * np.eye(5)[0] + epsilon / 5
        assert (float(seen["right"]), float(seen["wrong"])) == pytest.approx((target[0], target[1]))
        assert close(seen["floor"], crossent.entropy(target))
        logits = np.array([gap, 0, 0, 0, 0])
        assert close(seen["loss"], crossent.softmax_cross_entropy(0, logits, label_smoothing=epsilon))
        if epsilon == 0:
            assert seen["best"] == "Infinity"
        else:
            best = np.array([float(seen["best"]), 0, 0, 0, 0])
            assert crossent.softmax_cross_entropy(target, best) == pytest.approx(float(seen["floor"]), abs=1e-9)


def test_the_threshold_counts_the_areas_of_the_bumps(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-threshold")
    recorded = tab.locator("details td").all_text_contents()
    assert all(number in recorded for number in ("0.278", "0.737", "0.992"))
    shown = figure.inner_text()
    assert all(number in shown for number in ("0.2776", "0.7370", "0.9918"))  # the same, with more digits
    grid = list(itertools.product([-4, -1.3, 0, 1.2, 2.5, 3.09, 7], [0.01, 0.2, 0.5]))
    for (threshold, share), seen in zip(grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True):
        recall, mistaken = erfc((threshold - 2.5) / 2**0.5) / 2, erfc(threshold / 2**0.5) / 2
        suspected = share * recall + (1 - share) * mistaken
        assert close(seen["recall"], recall)
        assert close(seen["falsePositives"], mistaken)
        assert close(seen["precision"], share * recall / suspected)
        assert close(seen["accuracy"], share * recall + (1 - share) * (1 - mistaken))


def test_the_turned_photo_has_the_loss_of_its_similarities(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-pull")
    curve = figure.locator("path.crossent-line.crossent-p").get_attribute("d") or ""
    assert curve.count("M") == 2  # it leaves the picture at the top, and no line joins what is left of it
    captions = np.radians([40, 95, 150, 250])
    grid = list(itertools.product([0.05, 0.2, 1, 2], range(0, 361, 15)))
    for (tau, direction), seen in zip(grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True):
        logits = np.cos(np.radians(direction) - captions) / tau
        assert np.abs(numbers(seen["p"]) - crossent.softmax(logits)).max() < 1e-9
        assert close(seen["loss"], crossent.softmax_cross_entropy(0, logits))
    recorded = tab.locator("details td").all_text_contents()
    for tau, best in (("2", 17), ("1", 13), ("0.2", 1)):  # as the answer below says
        found = walk(figure, [[[0, float(tau)], [1, direction]] for direction in range(361)])
        assert min(range(361), key=lambda place: float(found[place]["loss"])) == best
        assert recorded[recorded.index(tau) + 1] == str(best)


def test_the_penalty_yields_the_best_distribution(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-penalty")
    reward, reference = np.array([1.15, 0.56, 0, -1.71]), np.array([0.1, 0.2, 0.4, 0.3])
    others = np.random.default_rng(0).dirichlet(np.ones(4), size=1000)
    distances = crossent.kl_divergence(others, np.tile(reference, (1000, 1)))
    betas = [i / 10 for i in range(1, 51)]
    for beta, seen in zip(betas, walk(figure, [[[0, beta]] for beta in betas]), strict=True):
        p = numbers(seen["p"])
        assert close(seen["reward"], p @ reward)
        assert close(seen["distance"], crossent.kl_divergence(p, reference))
        assert close(seen["goal"], p @ reward - beta * crossent.kl_divergence(p, reference))
        assert (others @ reward - beta * distances).max() <= float(seen["goal"])  # none is better


def test_the_die_has_the_mean_and_no_entropy_is_larger(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-dice")
    recorded = tab.locator("pre").filter(has_text="1.4493").first.text_content() or ""
    shown = figure.inner_text()
    assert all(number in recorded and number in shown for number in ("0.3710", "0.0544", "0.3475", "1.6136"))
    faces = np.arange(1, 7)
    means = [i / 20 for i in range(20, 121)]
    for mean, seen in zip(means, walk(figure, [[[0, mean]] for mean in means]), strict=True):
        p, slope = numbers(seen["p"]), float(seen["slope"])
        assert p.sum() == pytest.approx(1)
        assert p @ faces == pytest.approx(mean, abs=1e-9)
        assert close(seen["entropy"], crossent.entropy(p))
        if np.isfinite(slope):  # the page proves that this form has the largest entropy
            assert np.abs(p - crossent.softmax(slope * faces)).max() < 1e-9
        else:
            assert mean == (6 if slope > 0 else 1)
    assert figure.evaluate(WALK, [[[0, 1]]])[0]["slope"] == "-Infinity"
    assert "−∞" in figure.inner_text()


def test_perplexity_computes_as_crossent_does(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-perplexity")
    assert "3.7754" in figure.inner_text()  # the page's, of eight outcomes
    chances = [0, 0.1, 0.35, 0.65, 0.9, 1]
    grid = list(itertools.product([2, 3, 8, 12], chances, chances))
    for (count, often, belief), seen in zip(
        grid, walk(figure, [list(enumerate(place)) for place in grid]), strict=True
    ):
        q, p = (np.array([x] + [(1 - x) / (count - 1)] * (count - 1)) for x in (often, belief))
        assert close(seen["own"], crossent.perplexity(q))
        assert close(seen["cross"], crossent.perplexity(q, p))


def test_the_mathematics_holds_for_any_distributions(tab: Page, address: str) -> None:
    tab.goto(f"{address}cross-entropy/")
    rng = np.random.default_rng(0)
    q, p = rng.dirichlet([0.3] * 4, 200), rng.dirichlet([0.3] * 4, 200)
    p[:50] = q[:50] * (1 + 1e-6 * rng.standard_normal((50, 4)))  # nearly the same: here digits cancel
    p /= p.sum(axis=-1, keepdims=True)
    q[50:60] = np.eye(4)[rng.integers(4, size=10)]
    p[55:70] = np.eye(4)[rng.integers(4, size=15)]
    found = tab.evaluate(
        """async pairs => {
          const folder = document.querySelector('script[src*="figures.js"]').src;
          const { entropy, crossEntropy, klDivergence } = await import(new URL("crossent.js", folder));
          return pairs.map(([q, p]) => [entropy(q), crossEntropy(q, p), klDivergence(q, p)].map(String));
        }""",
        [list(pair) for pair in zip(q.tolist(), p.tolist(), strict=True)],
    )
    exact = np.stack([crossent.entropy(q), crossent.cross_entropy(q, p), crossent.kl_divergence(q, p)], axis=-1)
    assert np.isinf(exact).any()
    np.testing.assert_allclose(np.array(found, dtype=float), exact, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", WITH_SLIDERS)
def test_keys_alone_suffice_and_the_voice_speaks_once_when_the_reader_rests(name: str, tab: Page, address: str) -> None:
    figure = opened(tab, address, name)
    inputs = figure.locator("input[type=range]")
    begin = dict(figure.evaluate("e => ({...e.dataset})"))
    inputs.first.focus()
    hear_what_a_rest_brings(figure, tab)
    before = dict(figure.evaluate("e => ({...e.dataset})"))
    assert before != begin
    for place in range(inputs.count()):
        assert inputs.nth(place).evaluate("e => e === document.activeElement")
        assert inputs.nth(place).evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        assert inputs.nth(place).evaluate("e => e.labels[0].textContent.length") > 0
        value = float(inputs.nth(place).input_value())
        tab.keyboard.press("ArrowRight")
        assert float(inputs.nth(place).input_value()) > value
        after = figure.evaluate("e => ({...e.dataset})")
        assert after != before
        before = after
        tab.keyboard.press("Tab")
    # What follows the sliders is reached in the same way, and the last button resets everything.
    for _ in range(5):
        if tab.evaluate("document.activeElement.textContent") == "처음대로":
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert figure.evaluate("e => ({...e.dataset})") == begin
    # For who does not want it, nothing is animated.
    tab.emulate_media(reduced_motion="reduce")
    inputs.first.press("End")
    assert figure.evaluate("e => e.getAnimations({ subtree: true }).length") == 0


def hear_what_a_rest_brings(figure: Locator, tab: Page) -> None:
    """Press an arrow six times; nothing is said before the keys rest, and then once what is shown."""
    voice = figure.get_by_role("status")
    assert voice.get_attribute("aria-live") == "polite"
    assert voice.inner_text() == ""  # nobody asked yet
    voice.evaluate(
        "e => { window.said = []; new MutationObserver(() => said.push(e.textContent)).observe(e, { childList: true }); }"
    )
    for key in ["ArrowRight"] * 4 + ["ArrowLeft"] * 2:
        tab.keyboard.press(key)
        tab.wait_for_timeout(50)
    assert tab.evaluate("said") == []
    tab.wait_for_function("said.length > 0")
    tab.wait_for_timeout(1000)
    (said,) = tab.evaluate("said")
    shown = figure.locator(".crossent-results, .crossent-sum, .crossent-columns").last.inner_text()
    number = said.split()[-1]
    assert number.replace("마이너스 ", "−") in shown


def test_a_label_is_chosen_with_keys(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-softmax")
    figure.locator("input[type=radio]").first.focus()
    tab.keyboard.press("ArrowDown")
    assert figure.get_attribute("data-label") == "1"


@pytest.mark.parametrize(
    ("name", "surface", "attribute", "start", "end", "value"),
    [
        ("crossent-bars", ".crossent-bar >> nth=0", "data-q", 0.7, 0.25, 0.25),
        ("crossent-softmax", ".crossent-bar >> nth=0", "data-logits", 0.7, 0.2, -3),
        ("crossent-bce", "svg", "data-prediction", 0.6, (26 + 324 * 0.9) / 360, 0.9),
        ("crossent-kl-fit", "svg", "data-mean", 0.2, (26 + 324 * 6 / 16) / 360, -2),
        ("crossent-floor", "svg", "data-prediction", 0.6, (26 + 324 * 0.4) / 360, 0.4),
        ("crossent-surprise", "svg", "data-chance", 0.6, (26 + 324 * 0.2) / 360, 0.2),
        ("crossent-slopes", "svg", "data-z", 0.2, (26 + 324 * 11 / 16) / 360, 1),
        ("crossent-coin", "svg", "data-theta", 0.2, (26 + 324 * 0.7) / 360, 0.7),
        ("crossent-focal", "svg", "data-chance", 0.2, (26 + 324 * 0.7) / 360, 0.7),
        ("crossent-smoothing", "svg", "data-gap", 0.2, (26 + 324 * 0.4) / 360, 4),
        ("crossent-threshold", "svg", "data-threshold", 0.2, (26 + 324 * 5 / 11) / 360, 1),
        ("crossent-pull", "svg", "data-direction", 0.2, (26 + 324 * 0.25) / 360, 90),
    ],
)
def test_dragging_works(
    name: str, surface: str, attribute: str, start: float, end: float, value: float, tab: Page, address: str
) -> None:
    figure = opened(tab, address, name)
    box = figure.locator(surface).bounding_box()
    assert box
    y = box["y"] + box["height"] * 0.3
    tab.mouse.move(box["x"] + box["width"] * start, y)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * (start + end) / 2, y)
    tab.mouse.move(box["x"] + box["width"] * end, y + 40)  # beside a bar it is still held
    tab.mouse.up()
    moved = numbers(figure.get_attribute(attribute) or "")[0]
    coarse = ("crossent-softmax", "crossent-slopes", "crossent-smoothing")
    assert moved == pytest.approx(value, abs=0.11 if name in coarse else 0.011)
    tab.mouse.move(box["x"], y)
    assert numbers(figure.get_attribute(attribute) or "")[0] == moved  # let go is let go


def test_the_flank_of_the_bump_pulls_its_width(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-kl-fit")
    grip = figure.locator("circle").nth(1).bounding_box()
    picture = figure.locator("svg").bounding_box()
    assert grip
    assert picture
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + picture["width"] * 324 / 360 / 16, y)  # one unit of x
    tab.mouse.up()
    assert float(figure.get_attribute("data-width") or "") == pytest.approx(2.2, abs=0.11)
    assert float(figure.get_attribute("data-mean") or "") == 0.5


@pytest.mark.parametrize(
    ("name", "surface", "attribute"),
    [
        ("crossent-bars", ".crossent-bar", "data-q"),
        ("crossent-bars", "input", "data-q"),
        ("crossent-bce", "svg", "data-prediction"),
        ("crossent-kl-fit", "svg", "data-mean"),
        ("crossent-floor", "svg", "data-prediction"),
        ("crossent-surprise", "svg", "data-chance"),
        ("crossent-slopes", "svg", "data-z"),
        ("crossent-coin", "svg", "data-theta"),
        ("crossent-focal", "svg", "data-chance"),
        ("crossent-smoothing", "svg", "data-gap"),
        ("crossent-threshold", "svg", "data-threshold"),
        ("crossent-pull", "svg", "data-direction"),
    ],
)
def test_a_finger_drags_sideways_and_scrolls_up_and_down(
    name: str, surface: str, attribute: str, browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    figure = opened(tab, address, name)
    devtools = context.new_cdp_session(tab)

    def swipe(right: int, down: int) -> float:
        """Return how far the page scrolled."""
        figure.locator(surface).first.evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
        tab.wait_for_timeout(300)
        top = tab.evaluate("scrollY")
        box = figure.locator(surface).first.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 5, box["y"] + box["height"] / 2
        devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for i in range(1, 11):
            point = {"x": x + right * i / 10, "y": y + down * i / 10}
            devtools.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        tab.wait_for_timeout(200)  # a finger that lifts at speed would let the page roll on into the next swipe
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        tab.wait_for_timeout(300)
        return float(tab.evaluate("scrollY") - top)

    def value() -> float:
        return float(numbers(figure.get_attribute(attribute) or "")[0])

    before = value()
    assert swipe(0, -120) > 50
    assert value() == pytest.approx(before)
    assert swipe(50, 0) == 0  # where a bar of 0.7 does not end by chance
    assert abs(value() - before) > 0.05
    context.close()


def test_infinity_is_shown_and_spoken(tab: Page, address: str) -> None:
    figure = opened(tab, address, "crossent-bce")
    figure.locator("input").focus()
    tab.keyboard.press("Home")
    assert "∞" in figure.inner_text()
    tab.wait_for_function("document.querySelector('crossent-bce .crossent-voice').textContent.includes('무한대')")


@pytest.mark.parametrize(("name", "page", "recorded"), PLACES)
def test_without_javascript_the_recorded_figure_is_there(
    name: str, page: str, recorded: str, browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}{page}")
    sentence = tab.locator(name)
    assert "JavaScript가 켜져 있을 때" in sentence.inner_text()
    box = sentence.bounding_box()
    assert box
    assert box["height"] < 120  # no room is kept for what never comes
    drawn = (SCRIPTS.parents[1] / f"figures/{recorded}.svg").read_text(encoding="utf-8")
    assert "<svg" in drawn
    # It stands above, or below the heading to which the sentence links.
    link = sentence.get_by_role("link")
    if linked := link.count() > 0:
        link.click()
        tab.wait_for_url("**#*")
        page = tab.url.removeprefix(address).partition("/")[0]
        box = tab.locator(f"[id={tab.url.partition('#')[2]}]").bounding_box()
        assert box
    figures = [
        figure
        for figure in tab.locator("figure.drift-figure").all()
        if figure.is_visible() and (where := figure.bounding_box()) and (where["y"] > box["y"]) == linked
    ]
    assert figures
    source = (SCRIPTS.parents[1] / f"{page}.md").read_text(encoding="utf-8")
    alt = next(line for line in source.splitlines() if f'figure="{recorded}"' in line)
    assert any(alt.split('alt="')[1][:40] in figure.inner_html() for figure in figures)
    context.close()


def test_figures_work_after_instant_navigation(tab: Page, address: str) -> None:
    tab.goto(f"{address}{WITHOUT_FIGURES}/", wait_until="networkidle")
    tab.evaluate("window.stayed = true")
    for name, title in [
        ("crossent-bars", "크로스 엔트로피"),
        ("crossent-kl-fit", "KL의 비대칭"),
        ("crossent-bars", "크로스 엔트로피"),
    ]:
        tab.locator(".md-nav--primary").get_by_text(title, exact=True).click()
        tab.wait_for_url(f"**/{FIGURES[name][0]}/")
        figure = ready(tab, name)
        before = figure.evaluate("e => ({...e.dataset})")
        figure.locator("input[type=range]").first.focus()
        tab.keyboard.press("ArrowRight")
        assert figure.evaluate("e => ({...e.dataset})") != before
    assert tab.evaluate("window.stayed")


@pytest.mark.parametrize(("name", "page"), [place[:2] for place in PLACES])
def test_nothing_moves_when_a_figure_starts(name: str, page: str, browser: Browser, address: str) -> None:
    """Its script comes when all else is there; on a phone and on a desktop it takes the room that was kept for it."""
    tab = browser.new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def heights() -> list[float]:
        found = []
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            found.append(tab.locator(name).evaluate("e => e.getBoundingClientRect().height"))
        return found

    tab.route(f"**/{name}.js", hold)
    tab.goto(f"{address}{page}")
    tab.evaluate("document.fonts.ready.then(() => true)")
    before = heights()
    assert tab.locator(f"{name} :is(input, button)").count() == 0
    tab.wait_for_timeout(0)  # lets the request be heard of
    for route in held:
        route.continue_()
    assert held
    ready(tab, name)
    assert heights() == before
    tab.close()


def test_a_page_without_figures_loads_the_smallest_script_only(tab: Page, address: str) -> None:
    loaded: list[str] = []
    tab.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    tab.goto(f"{address}{WITHOUT_FIGURES}/", wait_until="networkidle")
    assert "figures.js" in loaded
    of_figures = {path.name for path in SCRIPTS.glob("crossent*.js")} | {"figure.js", "plane.js"}
    assert of_figures & set(loaded) == set()


def test_every_script_is_small() -> None:
    sizes = {path.name: path.stat().st_size for path in SCRIPTS.glob("*.js")}
    assert {f"{name}.js" for name in FIGURES} <= set(sizes)
    assert {name: size for name, size in sizes.items() if size >= 8 * 1024} == {}
    assert sizes["figures.js"] < 1024
