from __future__ import annotations

import pytest

from drift.judge.compare import UnrecordableError, canonical, diff, remark, same


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("", ""),
        ("a", "a\n"),
        ("a\n", "a\n"),
        ("a\n\n", "a\n\n"),
        ("a\r\nb", "a\nb\n"),
        ("\n", "\n"),
        ("a\x0cb", "a\x0cb\n"),
    ],
)
def test_line_ends_and_one_trailing_newline_are_normalised(printed: str, text: str) -> None:
    assert canonical(printed) == text


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("a\x02", r"\x02"),
        ("a\n\x03", r"\x03 in line 2"),
        ("\x01", r"\x01"),
        ("\x04", r"\x04"),
        ("a\rb", "bare"),
        ("\x03\n\x03", r"\x03 in line 1"),
        (chr(0xD800), "what it printed is not UTF-8"),
        (chr(0xDCFF), "what it printed is not UTF-8"),
        (chr(0xDFFF), "what it printed is not UTF-8"),
    ],
)
def test_what_markdown_cannot_hold_is_named(printed: str, name: str) -> None:
    with pytest.raises(UnrecordableError) as raised:
        canonical(printed)
    assert name in str(raised.value)


@pytest.mark.parametrize(
    ("recorded", "printed"),
    [
        ("0.0000\n", "-0.0000\n"),
        ("0.6931\n", "0.6932\n"),
        ("a\n", "a \n"),
        ("a\n", "A\n"),
        ("a\n\n", "a\n"),
        ("1.0\n", "1.00\n"),
        ("...\n", "x\n"),
    ],
)
def test_comparison_is_exact(recorded: str, printed: str) -> None:
    assert not same(recorded, printed)
    assert same(recorded, recorded)


@pytest.mark.parametrize(
    ("recorded", "printed", "close"),
    [
        ("loss 0.6931\n", "loss 0.6932\n", True),
        ("loss 0.6931\n", "loss 0.6930\n", True),
        ("loss 0.6931\n", "loss 0.6933\n", False),
        ("loss 0.9999\n", "loss 1.0000\n", True),
        ("1.00e-04\n", "9.99e-05\n", True),
        ("1.00e-04\n", "1.00e-05\n", False),
        ("-0.0001\n", "0.0000\n", True),
        ("0.0000\n", "-0.0000\n", False),
        ("loss 0.6931\n", "loss 0.693\n", False),
        ("loss 0.6931\n", "Loss 0.6931\n", False),
        ("3 of 5\n", "4 of 5\n", True),
        ("9\n", "10\n", True),
        ("3 of 5\n", "3 of 5 of 5\n", False),
        ("nan\n", "1\n", False),
        ("1e5\n", "200000\n", False),
        ("1\n", "+1\n", False),
        ("1.\n", "1\n", False),
        ("3e1234567\n", "3e1234568\n", False),
        ("2e-99999999\n", "3e-99999999\n", False),
    ],
)
def test_approx_lets_a_number_differ_by_one_in_its_last_digit(recorded: str, printed: str, *, close: bool) -> None:
    assert same(recorded, printed, approx=True) is close


def test_diff_is_unified_and_shows_trailing_space() -> None:
    assert diff("a\nb\n", "a\nb \n") == ["--- recorded", "+++ printed", "@@ -1,2 +1,2 @@", " a", "-b", "+b·"]
    assert diff("a  \n", "\ta\n")[3:] == ["-a··", "+→   a"]
    assert diff("", "a\n")[2:] == ["@@ -0,0 +1 @@", "+a"]
    assert diff("1\n2\n3\n4 \n5\n", "1\n2\n3\n4 \n6\n")[2:] == ["@@ -2,4 +2,4 @@", " 2", " 3", " 4 ", "-5", "+6"]


def test_a_diff_is_never_empty() -> None:
    assert diff("a\x0cb\n", "a\nb\n")[3:] == ["-a\x0cb", "+a", "+b"]
    assert diff("a\n\n", "a\n")[3:] == [" a", "-"]


def test_what_the_eye_does_not_see_is_remarked() -> None:
    assert remark("\ud55c\n", "\u1112\u1161\u11ab\n") == "they differ in Unicode normalisation only (NFC against NFD)"
    assert remark("a b\n", "a  b\n") == "they differ in white space only"
    assert remark("a\n", "b\n") == ""
