"""What runs inside Pyodide, tried in the Python that runs the tests."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest


def task(recorded: str = "", **more: Any) -> dict[str, Any]:
    return {"recorded": recorded, "approx": False, "raises": None, "before": []} | more


def test_what_is_printed_is_handed_on_and_judged(driver: Any) -> None:
    pieces: list[str] = []
    result = driver.run("print(1)\nprint(2)", task("1\n2\n"), pieces.append)
    assert result == {"printed": "1\n2\n", "error": "", "advice": "", "same": True, "diff": []}
    assert "".join(pieces) == "1\n2\n"


def test_a_difference_is_shown(driver: Any) -> None:
    result = driver.run("print(0.6730)", task("0.6931\n"))
    assert not result["same"]
    assert result["diff"] == ["@@ -1 +1 @@", "-0.6931", "+0.673"]


@pytest.mark.parametrize(("approx", "same"), [(True, True), (False, False)])
def test_the_last_digit_may_differ_where_the_recording_says_so(driver: Any, approx: bool, same: bool) -> None:
    assert driver.run("print(0.25)", task("0.26\n", approx=approx))["same"] is same


def test_an_announced_exception_is_part_of_the_output(driver: Any) -> None:
    code = "print('앞')\nraise ValueError('이유')"
    assert driver.run(code, task("앞\nValueError: 이유\n", raises="ValueError"))["same"]
    assert "ValueError: 이유" in driver.run(code, task("앞\n"))["error"]


def test_an_announced_exception_may_have_its_whole_name(driver: Any) -> None:
    said = "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)\n"
    assert driver.run("import json\n\njson.loads('{')", task(said, raises="json.decoder.JSONDecodeError"))["same"]


def test_a_message_begins_a_line_of_its_own(driver: Any) -> None:
    code = "print('앞', end='')\nraise ValueError('이유')"
    assert driver.run(code, task("앞\nValueError: 이유\n", raises="ValueError"))["same"]


def test_a_message_keeps_its_space_at_the_end_as_in_the_recording(driver: Any) -> None:
    code = "import numpy as np\n\nnp.ones((2, 3)) / np.ones(2)"
    said = "ValueError: operands could not be broadcast together with shapes (2,3) (2,) \n"
    assert driver.run(code, task(said, raises="ValueError"))["same"]


def test_a_traceback_holds_the_readers_lines_only(driver: Any) -> None:
    error = driver.run("import json\n\njson.loads('{')", task())["error"]
    assert '"예제", line 3' in error
    assert "json.loads('{')" in error
    assert "decoder.py" not in error


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nothing_like_this.at_all", "`INSTALL nothing_like_this`"),
        ("input('이름: ')", "`input()`"),
        ("open('없는 파일')", "파일을 읽을 수 없습니다"),
        ('raise RuntimeError("can\'t start new thread")', "스레드"),
        ("raise OSError(138, 'Not supported')", "네트워크"),
    ],
)
def test_what_no_browser_can_do_is_told_in_korean(driver: Any, code: str, said: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())  # empty, as in the browser
    assert said in driver.run(code, task())["advice"]


def test_a_plain_mistake_gets_no_advice(driver: Any) -> None:
    assert driver.run("1 / 0", task())["advice"] == ""


def test_an_example_before_that_is_to_raise_does_not_end_the_run(driver: Any) -> None:
    assert driver.run("print(x)", task("1\n", before=["x = 1\nraise ValueError"]))["same"]


def test_a_syntax_error_names_its_line(driver: Any) -> None:
    assert '"예제", line 2' in driver.run("x = 1\nx = = 2", task())["error"]


@pytest.mark.parametrize("code", ["raise SystemExit", "import sys; sys.exit(3)", "raise KeyboardInterrupt"])
def test_ending_python_ends_the_example_only(driver: Any, code: str) -> None:
    assert driver.run(code, task())["error"]
    assert driver.run("print(1)", task("1\n"))["same"]


def test_output_without_end_is_cut(driver: Any) -> None:
    result = driver.run("while True: print('x' * 1000)", task())
    assert "200,000자를 넘어" in result["error"]
    assert len(result["printed"]) < 201_100


def test_a_session_has_the_variables_of_the_examples_before(driver: Any) -> None:
    earlier = ["x = 1\nprint('앞의 출력')", "x += 1"]
    assert driver.run("print(x)", task("2\n", before=earlier))["same"]


def test_every_run_starts_anew(driver: Any) -> None:
    driver.run("x = 1", task())
    assert "NameError" in driver.run("print(x)", task())["error"]


def test_what_an_example_sets_for_numpy_ends_with_it(driver: Any) -> None:
    driver.run("import numpy as np\nnp.set_printoptions(precision=2)\nnp.seterr(all='raise')", task())
    assert np.get_printoptions()["precision"] == 8
    assert np.geterr()["divide"] == "warn"
