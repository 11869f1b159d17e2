"""Results of earlier runs, for the live preview: good as long as what a page has read means the same."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from drift.judge.changes import stamps
from drift.judge.meaning import Files, flat, is_an_editors, read_code
from drift.read.again import Pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drift.judge.meaning import Code, Kind
    from drift.run.job import Answer, ExampleJob, Reads
    from drift.settings import Settings

_OURS = os.path.realpath(Path(__file__).parents[1] / "run") + os.sep
"""What runs the examples, and is noted for no page."""


class State(NamedTuple):
    """What results depend on, whatever pages have read."""

    root: str
    settings: str
    files: dict[str, tuple[int, ...]]
    """The files that `depends` names, and those in its folders, with their stamps."""
    always: frozenset[str]
    """Those of them on which every page depends: what is named itself, such as a lock file, stands for what nobody sees read."""


class _Kept(NamedTuple):
    key: object
    counted: dict[tuple[str, Kind], object]
    answer: Answer


class Memo:
    """Results of earlier runs, good as long as a page's examples, and the files that it has read, stay the same.

    The position of the examples on the page is ignored, or every edit of the text above them would run them again; only results
    that name lines (of an exception, of a warning) are good for these very lines alone.
    """

    def __init__(self) -> None:
        self._results: dict[str, _Kept] = {}
        self._files = Files()
        self.pages = Pages()

    def known(self, jobs: Mapping[str, list[ExampleJob]], state: State) -> dict[str, Answer]:
        """Return, for the pages for which they are good, the results that were kept for their very examples."""
        meaning = cache(self._files.meaning)  # many pages have read the same files
        return {
            name: kept.answer
            for name, examples in jobs.items()
            if (kept := self._results.get(name))
            and kept.key == _key(state, examples, kept.answer)
            and all(meaning(*path) == before for path, before in kept.counted.items())
        }

    def put(self, name: str, state: State, examples: list[ExampleJob], answer: Answer) -> None:
        """Keep results, unless the page did not finish: the cause may be temporary; or a file has changed while it ran."""
        if answer["end"] is not None or answer["reads"] is None:
            return
        counted = {path: self._files.meaning(*path) for path in self._counted(state, examples, answer, answer["reads"])}
        if all(self._is_as_read(path, state, answer["reads"]) for path, kind in counted if kind in {"bytes", "code"}):
            self._results[name] = _Kept(_key(state, examples, answer), counted, answer)

    def files(self) -> set[Path]:
        """Return the files on which the results that are kept depend."""
        counted = {path for kept in self._results.values() for path in kept.counted}
        return {Path(path) for path, kind in counted if kind in {"bytes", "code"}}

    def reads(self, names: Iterable[str]) -> set[str] | None:
        """Return the files, and the folders all of whose files, count for the results of pages; `None`: not all are kept."""
        if not self._results.keys() >= set(names):
            return None
        counted = {place for kept in self._results.values() for place in kept.counted}
        # Who removes a folder opens it by a name that is relative to that of another, and may seem to open one of ours.
        return {path for path, kind in counted if kind == "files" or (kind != "names" and not Path(path).is_dir())}

    def _counted(self, state: State, examples: list[ExampleJob], answer: Answer, reads: Reads) -> set[tuple[str, Kind]]:
        """Return what counts for a page, and as what."""
        counted: set[tuple[str, Kind]] = {(path, "bytes") for path in reads["files"]}
        shown = flat(" ".join(_texts(answer)))
        for path in self._by_code(state, examples, shown, reads):
            counted.symmetric_difference_update({(path, "bytes"), (path, "code")})
        # By a file's name, code may ask for its size, or have it read by something that is no Python.
        said = "\n".join(example["code"] for example in examples)
        for path in state.files:
            if path in state.always or Path(path).name in said:
                counted.add((path, "bytes"))
            elif reads["is_partial"]:
                counted.add((path, "code" if self._is_out_of_sight(path, state, said, shown) else "bytes"))
        counted |= {(folder, "files") for folder in reads["listed"]}
        counted |= {(folder, "names") for folder in reads["searched"]}
        return counted

    def _by_code(self, state: State, examples: list[ExampleJob], shown: str, reads: Reads) -> set[str]:
        """Return the modules of which a page shows only what their code does."""
        modules = {path: self._files.code(path) for path in reads["files"].keys() - reads["texts"]}
        codes = [code for code in (*modules.values(), *(read_code(example["code"]) for example in examples)) if code]
        within = [Path(os.path.relpath(path, state.root)).with_suffix("") for path in modules]
        own = {part for path in within for part in path.parts}
        if any(code.speaks_of_text or code.imports - own for code in codes):
            return set()
        return {path for path, code in modules.items() if code and not _shows(shown, path, code)}

    def _is_out_of_sight(self, path: str, state: State, said: str, shown: str) -> bool:
        """Tell whether a page that starts Python again, of which it is not known what that reads, shows no text of a module.

        Neither its code names the module, or a package or a folder that it is in, nor do its results show a text of it.
        """
        code = self._files.code(path)
        within = Path(os.path.relpath(path, state.root)).with_suffix("").parts
        is_named = not set(re.findall(r"\w+", said)).isdisjoint(within)
        return code is not None and "sys.executable" in said and not is_named and not _shows(shown, path, code)

    def _is_as_read(self, path: str, state: State, reads: Reads) -> bool:
        """Tell whether a file is what it was when the run began, and when the page read it."""
        now = self._files.stamp(path)
        stamp = reads["files"].get(path, now)
        return state.files.get(path, now) == now and (tuple(stamp) if stamp else None) == now


def _shows(shown: str, path: str, code: Code) -> bool:
    """Tell whether results show the name of a module's file, or the beginning of one of its docstrings."""
    return Path(path).name in shown or any(doc in shown for doc in code.docs)


def _texts(answer: Answer) -> list[str]:
    """Return all that the results show."""
    texts = []
    for result in answer["results"]:
        texts += [result["out"], result["err"], *(warned["text"] for warned in result["warnings"])]
        if result["error"]:
            texts += [result["error"]["summary"], result["error"]["traceback"]]
    return texts


def _key(state: State, examples: list[ExampleJob], answer: Answer) -> object:
    """Return what has to be the same for an answer to be good again, besides the files that the page has read."""
    names_lines = any(result["error"] or result["warnings"] for result in answer["results"])
    shown = examples if names_lines else [{**example, "line": None} for example in examples]
    return state.settings, frozenset(state.files), shown


def state_of(settings: Settings) -> State:
    """Return what may change between two runs of a page."""
    named = [settings.root / name for name in settings.depends]
    files = {os.path.realpath(path): stamp for path, stamp in stamps(named).items() if not is_an_editors(path.name)}
    always = {os.path.realpath(path) for path in named} | {path for path in files if path.startswith(_OURS)}
    return State(os.path.realpath(settings.root), repr(settings), files, frozenset(always))
