"""What happens inside a page's process: its examples run in order, and what they print is kept apart, example by example.

An example runs as a script does: `__name__` is `"__main__"`, `sys.argv` holds one name, standard input is empty. Standard output
and standard error are captured at the file descriptor, so prints of imported code and of child processes are there too, in order.
Only the standard library is imported, and little of it: what is imported here is there in every example.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import importlib.util
import io
import json
import linecache
import os
import platform
import sys
import threading
import traceback
import types
import warnings
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from drift.run import child_figure, child_shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drift.run.job import ExampleJob, Outcome, PageJob, Raised, Stream, Warned, WrittenResult

_dumps = json.dumps  # kept here, since an example may replace the module's

RESULTS = "results.jsonl"
"""In the page's folder: a line for every example that has ended."""

FAILURE = "failure.txt"
"""In the page's folder: the traceback of an exception that was raised outside of the examples."""

STREAMS: tuple[Stream, ...] = ("out", "err")


def output_file(directory: Path, index: int, stream: Stream) -> Path:
    """Return the file that takes what example `index` writes to `stream`."""
    return directory / f"{index}.{stream}"


def run_page(page: PageJob, directory: Path) -> None:
    """Run the examples of a page in this process; leave their output and results in `directory`, an empty folder."""
    try:
        _run_page(page, directory)
    except Exception:  # a fault of drift itself: what an example raises is part of its result
        (directory / FAILURE).write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
        raise


def _run_page(page: PageJob, directory: Path) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # lasts as long as the process
    own = os.getpid()
    modules: dict[str, types.ModuleType] = {}
    linecache.cache[page["name"]] = (0, None, [], page["name"])
    if any(example["figure"] for example in page["examples"]):
        # Before the first example: building matplotlib's font cache prints, and that must stay out of an example's output.
        with contextlib.suppress(ImportError):  # the example will say that there is no matplotlib
            child_figure.register_fonts(page["fonts"])
    for index, example in enumerate(page["examples"]):
        for fd, stream in enumerate(STREAMS, 1):
            target = os.open(output_file(directory, index, stream), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(target, fd)
            os.close(target)
        # Unbuffered, like `python -u`: what a child process prints comes between the right lines. Anew for each example, which
        # may have closed or replaced them.
        streams = (
            _Stream(1, "strict", output_file(directory, index, "out")),
            _Stream(2, "backslashreplace", output_file(directory, index, "err")),
        )
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]  # the dunder names count as constants
        sys.argv = [page["name"]]
        outcome = _run_example(page["name"], example, modules)
        _settle(wait=example["session"] is None)
        if os.getpid() != own:
            os._exit(0)  # a child that the example has forked; the page is its parent's
        result: WrittenResult = {
            **outcome,
            "out": os.fstat(1).st_size,
            "err": os.fstat(2).st_size,
            "versions": _versions(page["versions"]),
        }
        _Stream.leave(*streams)
        with (directory / RESULTS).open("a", encoding="utf-8") as results:
            results.write(_dumps(result) + "\n")
    atexit._run_exitfuncs()  # as at the end of a script; a forked process has no other way to it


def _versions(modules: list[str]) -> dict[str, str]:
    """Return the versions of Python and of those modules that have been imported by now."""
    with warnings.catch_warnings():  # Some modules warn when asked, and the example may have made warnings errors.
        warnings.simplefilter("ignore")
        found = {name: getattr(sys.modules.get(name), "__version__", None) for name in modules}
    return {"Python": platform.python_version()} | {name: str(version) for name, version in found.items() if version}


class _Stream(io.TextIOWrapper):
    """Standard output or error of one example, without a buffer; what a thread of an earlier one prints goes to that one."""

    _of: ClassVar[weakref.WeakKeyDictionary[threading.Thread, dict[int, Path]]] = weakref.WeakKeyDictionary()
    """Threads that have outlived their example, with the files of that."""

    def __init__(self, fd: int, errors: str, file: Path) -> None:
        super().__init__(
            io.FileIO(fd, "w", closefd=False), encoding="utf-8", errors=errors, newline="\n", write_through=True
        )
        self._fd, self._file = fd, file

    def write(self, text: str) -> int:
        files = self._of.get(threading.current_thread())
        if files is None:
            return super().write(text)
        with files[self._fd].open("a", encoding="utf-8", errors="backslashreplace") as file:
            return file.write(text)

    @classmethod
    def leave(cls, *streams: _Stream) -> None:
        """Remember that the threads that run now belong to the example of these streams."""
        for thread in threading.enumerate():
            if thread is not threading.main_thread():
                cls._of.setdefault(thread, {stream._fd: stream._file for stream in streams})


def _settle(*, wait: bool) -> None:
    """End an example as a script ends: wait for its threads, write out what waits in buffers."""
    if wait and _threads():
        # A pool of threads that is not shut down ends with the names of the script; nothing else holds on to it.
        sys.modules["__main__"] = types.ModuleType("__main__")
        gc.collect()
        for thread in _threads():
            thread.join()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # it may have been closed, or be anything
            stream.flush()
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)  # C code has a buffer of its own


def _threads() -> list[threading.Thread]:
    """Return the threads that a script waits for at its end."""
    return [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]


def _run_example(name: str, example: ExampleJob, modules: dict[str, types.ModuleType]) -> Outcome:
    """Run one example; return what became of it, its output aside."""
    missing = next((module for module in example["requires"] if not _is_installed(module)), None)
    if missing is not None:
        return {
            "missing": missing,
            "warnings": [],
            "error": None,
            "figure": None,
            "figure_fault": None,
            "returncode": 0,
        }
    module = types.ModuleType("__main__")
    if example["session"] is not None:
        module = modules.setdefault(example["session"], module)
    sys.modules["__main__"] = module
    _show_lines_of(name, example)
    seen: list[Warned] = []
    error = figure = fault = None
    returncode = 0
    with _recording_warnings(name, seen):
        try:
            with child_shell.surroundings(example):
                if example["shell"]:
                    returncode = child_shell.run_shell(example["shell"], example["code"])
                else:
                    # Empty lines before it: every line number that Python names is that of the author's file.
                    source = "\n" * (example["line"] - 1) + example["code"]
                    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # what this is for
            if example["figure"]:
                figure = child_figure.take_figure()
            elif example["session"] is None and child_figure.open_figures():
                fault = "it leaves a figure open that nobody sees"
        except child_figure.FigureError as wrong:
            fault = str(wrong)
        except BaseException as raised:  # SystemExit and KeyboardInterrupt, too, end an example, not the page
            error = _describe(raised, name)
    if example["figure"] or example["session"] is None:
        child_figure.close_figures()
    return {
        "missing": None,
        "warnings": seen,
        "error": error,
        "figure": figure,
        "figure_fault": fault,
        "returncode": returncode,
    }


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except Exception:  # to find a submodule, its parent is imported, and that may raise anything
        return False


def _show_lines_of(name: str, example: ExampleJob) -> None:
    """Let tracebacks and `inspect` find the example's lines at the numbers that they have on the page."""
    start, new = example["line"] - 1, io.StringIO(example["code"]).readlines()
    lines: list[str] = linecache.cache[name][2]  # type: ignore[misc]  # filled when the page began
    lines += ["\n"] * (start + len(new) - len(lines))
    lines[start : start + len(new)] = new


@contextlib.contextmanager
def _recording_warnings(name: str, seen: list[Warned]) -> Iterator[None]:
    """Keep the warnings that would be shown, with the author's line that led to them."""

    def keep(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
        line = lineno if filename == name else None
        frame: types.FrameType | None = sys._getframe(1)
        while line is None and frame is not None:
            if frame.f_code.co_filename == name:
                line = frame.f_lineno
            frame = frame.f_back
        seen.append({"line": line, "text": f"{category.__name__}: {message}"})

    # A warning is shown once for a place; every example starts anew, like a script.
    for module in list(sys.modules.values()):
        if isinstance(module, types.ModuleType):  # sys.modules may hold anything
            vars(module).get("__warningregistry__", {}).clear()
    shown, warnings.showwarning = warnings.showwarning, keep  # type: ignore[assignment]  # replaced as its documentation allows
    try:
        yield
    finally:
        warnings.showwarning = shown


def _describe(raised: BaseException, name: str) -> Raised:
    """Say what was raised: its type, the line a recording holds for it, the author's line, the traceback."""
    report = traceback.TracebackException.from_exception(raised)
    lines = [frame.lineno for frame in report.stack if frame.filename == name]
    if isinstance(raised, SyntaxError) and raised.filename == name:
        lines.append(raised.lineno)
    part: traceback.TracebackException | None
    for part in _chain(report):
        part.stack = traceback.StackSummary.from_list([frame for frame in part.stack if frame.filename == name])
    kind = type(raised)
    full = (
        kind.__qualname__ if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}.{kind.__qualname__}"
    )
    # What else a SyntaxError says of itself, file and line, is said already.
    try:
        message = raised.msg if isinstance(raised, SyntaxError) else str(raised)
    except Exception as unspeakable:
        message = f"<its message cannot be read: {type(unspeakable).__name__}>"
    return {
        "type": kind.__name__,
        "full_type": full,
        "summary": f"{full}: {message}" if message else full,
        "line": lines[-1] if lines else None,
        "traceback": "".join(report.format()),
    }


def _chain(report: traceback.TracebackException) -> list[traceback.TracebackException]:
    """Return an exception's report and those of the exceptions that led to it."""
    parts, waiting = [], [report]
    while waiting:
        part = waiting.pop()
        parts.append(part)
        waiting += [
            other for other in (part.__cause__, part.__context__, *(part.exceptions or ())) if other is not None
        ]
    return parts
