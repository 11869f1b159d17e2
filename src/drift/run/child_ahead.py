"""A fork of the kernel that imports what figures need before anyone asks for one, and runs pages that all have figures.

Other pages run in the kernel itself, as an example can see what is imported. So does everything where it would make a difference
that this was done earlier: what the import or a font says belongs to an example, and a setting may have changed since.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import sys
import traceback
import warnings
from typing import TYPE_CHECKING

from drift.run import child_figure, child_reads

if TYPE_CHECKING:
    from collections.abc import Callable

    from drift.run.job import PageJob

_DONE, _FAILED, _DECLINED = 0, 1, 75


class Ahead:
    """The fork, as the kernel sees it.

    Args:
        run: Runs pages; called in the fork.
        fonts: The font files of the figures.
    """

    def __init__(self, run: Callable[[list[PageJob]], None], fonts: list[str]) -> None:
        its, pages = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of idle threads: see where a page is forked
            self._pid = os.fork()
        if self._pid == 0:
            os.close(pages)
            _be_ahead(its, run, fonts)
        os.close(its)
        self._pages = os.fdopen(pages, "w", encoding="utf-8")
        self._status: int | None = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for its end: what it has made, it clears away."""
        self._wait()

    def runs(self, pages: list[PageJob]) -> bool:
        """Let the fork run pages, wait for that, and tell whether it has; if they are not for it, let it end."""
        if not pages or not all(any(example["figure"] for example in page["examples"]) for page in pages):
            self._pages.close()
            return False
        with contextlib.suppress(BrokenPipeError):
            json.dump(pages, self._pages)
            self._pages.flush()
        status = self._wait()
        if status not in {_DONE, _DECLINED}:
            sys.exit(status if status > 0 else 128 - status)  # it was lost, and what was asked of this process with it
        return status == _DONE

    def _wait(self) -> int:
        with contextlib.suppress(BrokenPipeError):
            self._pages.close()  # it reads to the end
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._status


def _be_ahead(source: int, run: Callable[[list[PageJob]], None], fonts: list[str]) -> None:
    """Be the fork: get ready, wait for pages, run them, and end."""
    status = _FAILED
    try:
        is_ready = _prepare(fonts)
        with os.fdopen(source, encoding="utf-8") as pages:
            text = pages.read()
        if not text:
            status = _DONE
        elif is_ready():
            run(json.loads(text))
            status = _DONE
        else:
            status = _DECLINED
    except BaseException:  # nothing may unwind into what the kernel does
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()  # Matplotlib may have made a folder
        os._exit(status)


def _prepare(fonts: list[str]) -> Callable[[], bool]:
    """Import what figures need, and draw one; return what tells whether that would be the same now."""
    said = io.StringIO()
    child_reads.begin_page()  # what the import starts counts, unlike this very process
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            settings = child_figure.get_ready(fonts)
        except Exception:  # it is not installed, or whatever else an import may raise
            return lambda: False
        finally:
            child_reads.pages_follow()
    return lambda: not said.getvalue() and settings == child_figure.settings(fonts)
