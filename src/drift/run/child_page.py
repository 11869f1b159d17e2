"""What happens inside a page's process: its examples run in order, and what they print is kept apart, example by example.

An example runs as a script does: `__name__` is `"__main__"`, `__file__` is the page, `sys.argv` holds one name, standard input is
empty; and it ends as a script ends, before the next one begins. Standard output and standard error are captured
at the file descriptor, so prints of imported code and of child processes are there too, in order.
Only the standard library is imported, and little of it: what is imported here is there in every example.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
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
from typing import TYPE_CHECKING, ClassVar

from drift.run import child_end, child_figure, child_reads, child_shell
from drift.run.child_files import STREAMS
from drift.run.child_raised import describe
from drift.run.child_script import Script, show_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from drift.run.child_files import FilesInFolder, NamelessFiles
    from drift.run.job import ExampleJob, Outcome, PageJob, Warned, WrittenResult

_dumps = json.dumps  # kept here, since an example may replace the module's


def run_page(page: PageJob, files: NamelessFiles | FilesInFolder, folder: Path) -> None:
    """Run the examples of a page in this process; leave their output in `files`, and hand in a line for each that has ended.

    Args:
        page: The page.
        files: What takes output and results.
        folder: Where files for processes that an example starts can be written.
    """
    try:
        _run_page(page, files, folder)
    except Exception:  # a fault of drift itself: what an example raises is part of its result
        files.hand_in(_dumps({"failure": traceback.format_exc()}))
        raise


def _run_page(page: PageJob, files: NamelessFiles | FilesInFolder, folder: Path) -> None:
    child_reads.begin_page()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # lasts as long as the process
    sys.__stdin__ = sys.stdin  # type: ignore[misc]  # the dunder names count as constants
    own = os.getpid()
    file = os.path.abspath(page["name"])  # noqa: PTH100  # before an example changes the folder; links stay as they are
    scripts: child_end.Scripts = {}
    exits = child_end.Exits(scripts)
    sessions = [example["session"] for example in page["examples"]]
    linecache.cache[page["name"]] = (0, None, [], page["name"])
    if any(example["figure"] for example in page["examples"]):
        # Before the first example: building matplotlib's font cache prints, and that must stay out of an example's output.
        with contextlib.suppress(ImportError):  # the example will say that there is no matplotlib
            child_figure.register_fonts(page["fonts"])
    for index, example in enumerate(page["examples"]):
        streams = _write_to(files, index)
        exits.redirect = functools.partial(_write_to, files, index)
        sys.argv = [page["name"]]
        if not scripts:
            gc.freeze()  # what is there already is no garbage of this example: looking for that takes no time
        session = example["session"]
        if session not in scripts:
            scripts[session] = Script(page["name"], file, folder)
        ends = session is None or session not in sessions[index + 1 :]
        outcome = _run_example(page["name"], example, scripts, ends=ends)
        if os.getpid() != own:
            os._exit(0)  # a child that the example has forked; the page is its parent's
        result: WrittenResult = {
            **outcome,
            "out": files.printed(index, "out"),
            "err": files.printed(index, "err"),
            "versions": _versions(page["versions"]),
        }
        _Stream.leave(*streams)
        files.hand_in(_dumps(result))
    # The end of the process, which a forked one has no other way to: first the threads and pools of imported code.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    if reads := child_reads.reads():
        files.hand_in(_dumps({"reads": reads}))


def _write_to(files: NamelessFiles | FilesInFolder, index: int) -> tuple[_Stream, _Stream]:
    """Send to the files of an example what is printed from now on."""
    out, err = (files.output(index, stream) for stream in STREAMS)
    os.dup2(out, 1)
    os.dup2(err, 2)
    # Unbuffered, like `python -u`: what a child process prints comes between the right lines. Anew for each example, which
    # may have closed or replaced them.
    streams = _Stream(1, "strict", out), _Stream(2, "backslashreplace", err)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]
    return streams


def _versions(modules: list[str]) -> dict[str, str]:
    """Return the versions of Python and of those modules that have been imported by now."""
    with warnings.catch_warnings():  # Some modules warn when asked, and the example may have made warnings errors.
        warnings.simplefilter("ignore")
        found = {name: getattr(sys.modules.get(name), "__version__", None) for name in modules}
    return {"Python": platform.python_version()} | {name: str(version) for name, version in found.items() if version}


class _Stream(io.TextIOWrapper):
    """Standard output or error of one example, without a buffer; what a thread of an earlier one prints goes to that one."""

    _of: ClassVar[weakref.WeakKeyDictionary[threading.Thread, dict[int, int]]] = weakref.WeakKeyDictionary()
    """Threads that have outlived their example, with the files of that."""

    def __init__(self, fd: int, errors: str, file: int) -> None:
        super().__init__(
            io.FileIO(fd, "w", closefd=False), encoding="utf-8", errors=errors, newline="\n", write_through=True
        )
        self._fd, self._file = fd, file

    def write(self, text: str) -> int:
        files = self._of.get(threading.current_thread())
        if files is None:
            return super().write(text)
        os.write(files[self._fd], text.encode("utf-8", "backslashreplace"))
        return len(text)

    @classmethod
    def leave(cls, *streams: _Stream) -> None:
        """Remember that the threads that run now belong to the example of these streams."""
        for thread in threading.enumerate():
            if thread is not threading.main_thread():
                cls._of.setdefault(thread, {stream._fd: stream._file for stream in streams})


def _run_example(name: str, example: ExampleJob, scripts: child_end.Scripts, *, ends: bool) -> Outcome:
    """Run one example, and the end of its script where that `ends`; return what became of it, its output aside."""
    missing = next((module for module in example["requires"] if not _is_installed(module)), None)
    seen: list[Warned] = []
    error = figure = fault = left = None
    returncode = 0
    collects = gc.isenabled()
    with _recording_warnings(name, seen):
        if missing is None:
            child_end.set_main(scripts[example["session"]].module)
            show_lines(linecache.cache[name][2], example["code"], example["line"])  # type: ignore[misc]  # filled by us
            try:
                try:
                    with child_shell.surroundings(example):
                        if example["shell"]:
                            returncode = child_shell.run_shell(example["shell"], example["code"])
                        else:
                            scripts[example["session"]].run(example["code"], example["line"])
                finally:  # what is done here must not lead to a collection: the example's garbage waits for its end
                    collects = gc.isenabled()
                    gc.disable()
                if example["figure"]:
                    figure = child_figure.take_figure()
                elif example["session"] is None and child_figure.open_figures():
                    fault = "it leaves a figure open that nobody sees"
            except child_figure.FigureError as wrong:
                fault = str(wrong)
            except BaseException as raised:  # SystemExit and KeyboardInterrupt, too, end an example, not the page
                error = describe(raised, name)
                if ends:  # its frames, and what they hold, live until the script has ended
                    sys.last_value = raised
            if example["figure"] or example["session"] is None:
                child_figure.close_figures()
        child_end.flush()
        ran = os.fstat(1).st_size
        if ends:
            left = child_end.end(scripts, example["session"], collects=collects)
    if collects:
        gc.enable()
    return {
        "missing": missing,
        "warnings": seen,
        "error": error,
        "figure": figure,
        "figure_fault": fault,
        "returncode": returncode,
        "ran": ran,
        "left": left,
    }


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except Exception:  # to find a submodule, its parent is imported, and that may raise anything
        return False


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
