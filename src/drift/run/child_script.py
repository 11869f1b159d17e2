"""The `__main__` of an example, as a script has it: names, lines that `inspect` finds, a file that child processes can run.

A process that `multiprocessing` starts anew (spawn, forkserver) runs the file of `__main__` once more to find its functions. The
page is not Python: such a process is given a file that runs the example's code, with the page's name and line numbers.
"""

from __future__ import annotations

import builtins
import io
import linecache
import os
import sys
import threading
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import weakref
    from collections.abc import Callable, Sequence

# One expression: a name that it took for itself would be one of the script's.
_AGAIN = """\
globals().update(
    __import__("drift.run.child_script", fromlist=["run_again"]).run_again({page!a}, {file!a}, {parts!a}, globals())
)
"""


class Script:
    """An example, or all the examples of a session.

    Args:
        page: The page's name, which tracebacks show.
        file: Its path, which the example knows as `__file__`.
        directory: Where a file for child processes can be written.
    """

    def __init__(self, page: str, file: str, directory: Path) -> None:
        self.page = page
        self._lines: list[str] = []
        self._again = _Again(page, directory)
        self.module = _Main(self._again)
        vars(self.module).update(__file__=file, __builtins__=builtins)
        self.exits: list[tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]] = []
        """What it has asked to be called at its end, by `atexit`."""
        self.finalizers: list[weakref.finalize[..., object]] = []
        """Those that it has made itself."""

    def run(self, code: str, line: int) -> None:
        """Run code that stands on the page from `line` on."""
        names, parts = vars(self.module), self._again.parts
        file = names["__file__"]
        linecache.cache[file] = (0, None, self._lines, file)
        show_lines(self._lines, code, line)
        parts.append((code, line, False))
        try:
            exec(compile_part(code, line, self.page), names)  # noqa: S102  # what this is for
        except BaseException:
            parts[-1] = (code, line, True)
            raise

    def ranges(self) -> list[range]:
        """Return the lines of the page that are its code."""
        return [range(line, line + code.count("\n") + 1) for code, line, _ in self._again.parts]


class _Main(types.ModuleType):
    """The module `__main__` of a script. Its names are the script's: it has no methods, which one of them could hide."""

    __slots__ = ("__again",)

    def __init__(self, again: _Again) -> None:
        super().__init__("__main__")
        self.__again = again

    def __getattribute__(self, name: str) -> Any:
        if name == "__file__":
            caller = sys._getframe(1).f_code.co_name
            # Under this name, `multiprocessing` and joblib make up what a new process needs.
            if caller == "get_preparation_data":
                return self.__again.write(vars(self)["__file__"])
            # Under this one, doctest finds where a test is. A report with a path of this machine is no recording for others.
            if caller == "_get_test":
                return self.__again.page
        return super().__getattribute__(name)


class _Again:
    """What has run of a script, for processes that have to run it once more.

    The module knows this and not the script, which knows the module: in a circle, the names would outlive the script.
    """

    def __init__(self, page: str, directory: Path) -> None:
        self.page, self._directory = page, directory
        self.parts: list[tuple[str, int, bool]] = []

    def write(self, original: str) -> str:
        """Write a file that runs the parts, and return its path."""
        file = self._directory / f"{self.parts[-1][1]}.py"
        if not file.exists():
            text = _AGAIN.format(page=self.page, file=original, parts=self.parts)
            # Whole at once: while one thread writes it, a process that another has started may read it.
            part = file.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
            part.write_text(text, encoding="utf-8")
            part.replace(file)
        return str(file)


def compile_part(code: str, line: int, page: str) -> types.CodeType:
    """Compile code with empty lines before it: every line number that Python names is that of the author's file."""
    return compile("\n" * (line - 1) + code, page, "exec", dont_inherit=True)


def show_lines(lines: list[str], code: str, line: int) -> None:
    """Put lines of code at the numbers that they have on the page."""
    start, new = line - 1, io.StringIO(code).readlines()
    lines += ["\n"] * (start + len(new) - len(lines))
    lines[start : start + len(new)] = new


def run_again(page: str, file: str, parts: Sequence[tuple[str, int, bool]], names: dict[str, Any]) -> dict[str, Any]:
    """Run the parts of a script in a process that was started anew; return its names.

    The functions see the page as `__file__`; the module keeps the file that was run, for processes which this one starts.
    """
    lines: list[str] = []
    linecache.cache[page] = linecache.cache[file] = (0, None, lines, page)
    script = names | {"__file__": file}
    for code, line, raised in parts:
        show_lines(lines, code, line)
        try:
            exec(compile_part(code, line, page), script)  # noqa: S102  # the example
        except BaseException:
            if not raised:  # else it ends here, too
                raise
    return script | {"__file__": names["__file__"]}
