"""Runs an example inside Pyodide as `drift` runs it while the site is built, and compares what it prints with the recording.

`compare` and `child_raised` beside this file are `drift`'s own: the browser judges and tells as the build does.
"""

from __future__ import annotations

import contextlib
import io
import linecache
from typing import TYPE_CHECKING, Any

import child_raised
import compare
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "예제"
LIMIT = 200_000  # characters; more is probably an endless loop


class TooMuchOutputError(Exception):
    """The example prints without end."""


class _Output(io.TextIOBase):
    """Keeps what is printed, and hands each piece on at once."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self.text = ""
        self._show = show

    def write(self, text: str) -> int:
        self.text += text
        if len(self.text) > LIMIT:
            raise TooMuchOutputError(f"출력이 {LIMIT:,}자를 넘어 멈췄습니다. 끝나지 않는 반복이 있는지 확인하십시오.")
        self._show(text)
        return len(text)


def run(code: str, task: dict[str, Any], show: Callable[[str], object] = len) -> dict[str, Any]:
    """Run an example and judge it.

    Args:
        code: The example, perhaps changed by the reader.
        task: What the page knows of it: `recorded`, `approx`, `raises` and `before`.
        show: Gets each piece of output as it is printed; without it nothing is shown before the end.

    Returns:
        `printed`, `error` (the traceback within the example; empty if all went well), `advice` (what the reader can do about an
            error that only a browser makes; `INSTALL` stands for the command that installs `crossent`), `same` and `diff`.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    # What an example sets for NumPy ends with it.
    with np.printoptions(), np.errstate():
        for earlier in task["before"]:
            # One that is to raise has set its variables before.
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
                _execute(earlier, namespace)
        output = _Output(show)
        error = advice = ""
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            try:
                _execute(code, namespace)
            except BaseException as raised:  # SystemExit, too, ends an example, not the worker
                told = child_raised.describe(raised, NAME)
                if task["raises"] in {told["type"], told["full_type"]}:
                    gap = "" if output.text[-1:] in {"", "\n"} else "\n"
                    output.write(f"{gap}{told['summary']}\n")
                else:
                    error, advice = told["traceback"], _advice(raised)
    printed = compare.canonical(output.text)
    is_same = not error and compare.same(task["recorded"], printed, approx=task["approx"])
    return {
        "printed": printed,
        "error": error,
        "advice": advice,
        "same": is_same,
        "diff": [] if is_same else compare.diff(task["recorded"], printed)[2:],
    }


def _execute(code: str, namespace: dict[str, Any]) -> None:
    linecache.cache[NAME] = (len(code), None, code.splitlines(keepends=True), NAME)
    exec(compile(code, NAME, "exec", dont_inherit=True), namespace)  # noqa: S102  # what this is for


def _advice(raised: BaseException) -> str:
    """Return what to do about an error that the example would not make in a Python of the reader's own."""
    if isinstance(raised, ModuleNotFoundError):
        module = (raised.name or "").partition(".")[0]
        return (
            "브라우저에서는 Python의 표준 라이브러리와 NumPy, crossent만 불러올 수 있습니다. 이름이 맞는지 확인하고, "
            f"다른 모듈이 필요하면 내 컴퓨터에서 `INSTALL {module}`로 설치한 뒤 실행하십시오."
        )
    if isinstance(raised, EOFError):
        return "브라우저에서는 `input()`으로 값을 입력받을 수 없습니다. 값을 코드에 직접 적으십시오."
    if isinstance(raised, FileNotFoundError):
        return "브라우저에서는 내 컴퓨터의 파일을 읽을 수 없습니다. 자료를 코드에 직접 적으십시오."
    if isinstance(raised, OSError) or "start new thread" in str(raised):
        return "브라우저에서는 네트워크와 스레드, 다른 프로그램을 쓸 수 없습니다. 내 컴퓨터에서 실행하십시오."
    return ""
