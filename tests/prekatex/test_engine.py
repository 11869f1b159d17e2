from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from prekatex import Engine, FormulaError, SetupError

if TYPE_CHECKING:
    from pathlib import Path


def test_formulas_are_html_and_mathml(engine: Engine) -> None:
    html = engine.render(r"\frac{a}{b}")
    assert '<span class="katex-html"' in html
    assert "<math " in html
    assert "katex-display" in engine.render(r"\frac{a}{b}", display=True)


def test_hangul_belongs_into_text(engine: Engine) -> None:
    assert "한글" in engine.render(r"\text{한글}")
    with pytest.raises(FormulaError, match=r'^Unicode text character "엔" used in math mode') as caught:
        engine.render("x = 엔트로피")
    assert caught.value.position == 4


@pytest.mark.parametrize("tex", [r"\href{https://example.org}{x}", r"\url{x}", r"\includegraphics{x.png}"])
def test_what_katex_does_not_trust_is_rejected(engine: Engine, tex: str) -> None:
    with pytest.raises(FormulaError, match="is switched off"):
        engine.render(tex)


def test_a_rejection_does_not_end_the_engine(engine: Engine) -> None:
    for _ in range(2):
        with pytest.raises(FormulaError, match="Undefined control sequence"):
            engine.render(r"\nonsense")
    assert engine.render("x")


def test_macros(packages: Path) -> None:
    engine = Engine(packages, {r"\KL": r"\operatorname{KL}\left(#1\right)"})
    try:
        assert "KL" in engine.render(r"\KL{q}")
    finally:
        engine.close()


def test_a_definition_ends_with_its_formula(engine: Engine) -> None:
    assert engine.render(r"\gdef\mine{1} \mine")
    with pytest.raises(FormulaError):
        engine.render(r"\mine")


def test_text_is_carried_over_unharmed(engine: Engine) -> None:
    assert "가&lt;나&gt;’x’" in engine.render("\\text{가<나>'x'}")
    with pytest.raises(FormulaError, match="Unexpected character: '\u2028'"):
        engine.render("x\u2028y")  # A line end, to some.


def test_repeats_need_no_process(engine: Engine) -> None:
    first = engine.render("x")
    engine.close()
    assert engine.render("x") is first
    assert engine._process is None
    assert engine.render("y")  # Starts another one.
    engine.close()
    engine.close()


def test_a_dead_process_is_reported_and_replaced(engine: Engine) -> None:
    engine.render("x")
    assert engine._process
    engine._process.kill()
    engine._process.wait()
    with pytest.raises(SetupError, match="ended instead of typesetting 'y'"):
        engine.render("y")
    assert engine.render("y")


def test_without_katex(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SetupError, match="its error message is above"):
        Engine(tmp_path).render("x")
    assert "Cannot find module 'katex'" in capfd.readouterr().err


def test_one_that_has_died_between_two_builds_is_replaced_without_a_word(engine: Engine) -> None:
    engine.render("x")
    assert engine._process
    engine._process.kill()
    engine._process.wait()
    engine.replace_if_dead()
    assert engine.render("y")
