"""The end of an example, in the order in which a script ends: threads, exit functions and finalizers, its names.

When a script's names are forgotten, generators are closed and `__del__` is called. All of that happens before the next example
begins, so what is printed is in the right recording. What an imported module keeps, or wants called at the end of the process, is
not the example's: it is left alone until the page ends.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
import types
import weakref
from typing import TYPE_CHECKING, Any

from drift.run.child_raised import describe

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from drift.run.child_script import Script

    Scripts = MutableMapping[str | None, Script]


def set_main(module: types.ModuleType) -> None:
    """Let `__main__` be this module, also under the name that `multiprocessing` gives it."""
    sys.modules["__main__"] = module
    if "__mp_main__" in sys.modules:
        sys.modules["__mp_main__"] = module


class Exits:
    """Hands what examples ask of `atexit` and `weakref.finalize` to their scripts, and lets all else wait for the page's end.

    Args:
        scripts: The scripts that have not ended.
    """

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self.redirect: Callable[[], object] = lambda: None
        """Sends what is printed to the example that runs now, even when others have run since."""
        self._register, self._unregister = atexit.register, atexit.unregister
        self._run, self._clear = atexit._run_exitfuncs, atexit._clear
        # For mypy a module's function cannot be replaced; the stand-ins take the same arguments.
        atexit.register, atexit.unregister = self.register, self.unregister  # type: ignore[assignment]
        atexit._run_exitfuncs, atexit._clear = self.run_all, self.clear
        self._watch_finalizers()

    def _caller(self) -> Script | None:
        """Return the script whose code has called the caller of this method."""
        names = sys._getframe(2).f_globals
        return next((script for script in self._scripts.values() if vars(script.module) is names), None)

    def register(self, function: Callable[..., object], /, *args: Any, **kwargs: Any) -> Callable[..., object]:
        """Stand in for `atexit.register`."""
        script = self._caller()
        if script is not None and callable(function):
            script.exits.append((function, args, kwargs))
        else:
            self._register(_Late(function, self.redirect) if callable(function) else function, *args, **kwargs)
        return function

    def unregister(self, function: Callable[..., object], /) -> None:
        """Stand in for `atexit.unregister`."""
        for script in self._scripts.values():
            script.exits[:] = [entry for entry in script.exits if entry[0] != function]
        self._unregister(function)

    def run_all(self) -> None:
        """Call everything; `multiprocessing` does so at the end of a child process."""
        for script in self._scripts.values():
            run_exits(script)
        self._run()

    def clear(self) -> None:
        """Forget everything; `multiprocessing` does so at the beginning of a forked process."""
        for script in self._scripts.values():
            script.exits.clear()
        self._clear()

    def _watch_finalizers(self) -> None:
        initialize, caller = weakref.finalize.__init__, self._caller

        def __init__(  # noqa: N807  # it replaces the class's own
            self: weakref.finalize[..., object], obj: object, func: Callable[..., object], /, *args: Any, **kwargs: Any
        ) -> None:
            initialize(self, obj, func, *args, **kwargs)
            if (script := caller()) is not None:
                if not script.finalizers:
                    script.exits.append((_run_finalizers, (script.page, script.finalizers), {}))
                script.finalizers.append(self)

        # Replaced and not subclassed: an example may have the class by any name, and modules may have it already.
        weakref.finalize.__init__ = __init__  # type: ignore[assignment,method-assign]


class _Late:
    """An exit function of imported code; what it prints comes after the end of the example that had it registered."""

    def __init__(self, function: Callable[..., object], redirect: Callable[[], object]) -> None:
        self._function, self._redirect = function, redirect

    def __call__(self, *args: Any, **kwargs: Any) -> object:
        self._redirect()
        return self._function(*args, **kwargs)

    def __eq__(self, other: object) -> bool:  # so that `atexit.unregister` finds it
        return self is other or self._function == other


def _run_finalizers(page: str, finalizers: list[weakref.finalize[..., object]]) -> None:
    """Call those that want to be called at the end, the newest first; after that, none is called any more."""
    while pending := [each for each in finalizers if each.alive and each.atexit]:
        _call(page, pending[-1])
    for each in finalizers:
        each.detach()


def run_exits(script: Script) -> None:
    """Call what a script has registered, the last first."""
    while script.exits:
        function, args, kwargs = script.exits.pop()
        _call(script.page, function, *args, **kwargs)


def _call(page: str, function: Callable[..., object], /, *args: Any, **kwargs: Any) -> None:
    try:
        function(*args, **kwargs)
    except BaseException as raised:  # Python says so and goes on, too
        told = f"Exception ignored in an exit function:\n{describe(raised, page)['traceback']}"
        os.write(2, told.encode("utf-8", "backslashreplace"))  # the example may have closed its streams


def end(scripts: Scripts, key: str | None, *, collects: bool) -> str | None:
    """End a script, which nothing else may refer to; return what of it lives on although it has code to run at its end.

    Args:
        scripts: All that have not ended.
        key: The script that ends.
        collects: It has not switched Python's own collection of garbage off.
    """
    page, ranges = scripts[key].page, scripts[key].ranges()
    _wait_for_threads()
    run_exits(scripts[key])
    flush()
    if collects:
        gc.collect()  # garbage goes before names
    for name in ("last_exc", "last_type", "last_value", "last_traceback"):
        vars(sys).pop(name, None)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
    set_main(types.ModuleType("__main__"))
    scripts.pop(key)
    gc.collect()
    _wait_for_threads(gc.collect)  # a pool that was not shut down ends with the last name for it
    left = _left(page, ranges)
    if left and (typing := sys.modules.get("typing")):
        # Optional[A] is cached there, and a class with methods knows all the names of its script.
        for forget in typing._cleanups:
            forget()
        gc.collect()
        left = _left(page, ranges)
    _stop_forkserver()
    flush()
    return left


def flush() -> None:
    """Write out what waits in buffers."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # it may have been closed, or be anything
            stream.flush()
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)  # C code has a buffer of its own


def _wait_for_threads(meanwhile: Callable[[], object] = lambda: None) -> None:
    """Wait for the threads that a script waits for; of pools that imported code keeps, only until they have no work."""
    while threads := [thread for thread in threading.enumerate() if _is_awaited(thread)]:
        threads[0].join(0.01)
        meanwhile()


def _is_awaited(thread: threading.Thread) -> bool:
    if thread is threading.main_thread() or thread.daemon:
        return False
    futures: Any = sys.modules.get("concurrent.futures.thread")
    queue = futures and futures._threads_queues.get(thread)
    if queue is not None:  # it serves a pool, and ends when that is gone
        pool = next(iter(getattr(thread, "_args", ())), lambda: None)
        frame = sys._current_frames().get(thread.ident or 0)
        idle = queue.empty() and frame is not None and frame.f_code is futures._worker.__code__
    elif hasattr(thread, "executor_reference"):  # the same for a pool of processes, also joblib's
        pool, idle = thread.executor_reference, not getattr(thread, "pending_work_items", ())
    else:
        return True
    return pool() is None or not idle


def _left(page: str, ranges: list[range]) -> str | None:
    """Name an object of a script that is alive and has code of the script to run at its end."""
    codes: dict[type, types.CodeType | None] = {}
    for thing in gc.get_objects():
        kind = type(thing)
        if kind is types.GeneratorType and thing.gi_suspended and _handles_its_end(thing):
            code, what = thing.gi_code, f"the suspended generator {thing.__name__}"
        else:
            if kind not in codes:
                codes[kind] = _finalizer(kind)
            code, what = codes[kind], f"an object of the class {kind.__name__}, which has __del__"
        if code and code.co_filename == page and any(code.co_firstlineno in lines for lines in ranges):
            return what
    return None


def _handles_its_end(generator: types.GeneratorType[Any, Any, Any]) -> bool:
    """Tell whether a suspended generator has a `finally`, a `with` or an `except` around its `yield`."""
    import dis  # where nothing is left over, no example has it

    code, at = generator.gi_code, generator.gi_frame.f_lasti if generator.gi_frame else -1
    table = dis._parse_exception_table(code)  # type: ignore[attr-defined]  # no public function gives the handlers of a line
    handlers = [entry.target for entry in table if entry.start <= at < entry.end]
    # Every generator has a handler for StopIteration; this is how those begin that an author writes.
    return any(code.co_code[handler] == dis.opmap["PUSH_EXC_INFO"] for handler in handlers)


def _finalizer(kind: type) -> types.CodeType | None:
    """Return the code of a class's `__del__` if that is written in Python; whatever its metaclass says."""
    try:
        return getattr(type.__getattribute__(kind, "__del__"), "__code__", None)
    except AttributeError:
        return None


def _stop_forkserver() -> None:
    """End the process that forks for `multiprocessing`, as it ends with a script: its children print where it does."""
    module: Any = sys.modules.get("multiprocessing.forkserver")
    pid = module and module._forkserver._forkserver_pid
    # A pool that imported code keeps would take its processes for dead.
    if pid and not sys.modules["multiprocessing"].active_children():
        # A forked child of the example has it from its parent.
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGTERM)  # else it would wait for every process that has a copy of its pipe
            module._forkserver._stop()
