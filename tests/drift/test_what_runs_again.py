"""While serving, a page runs again when something that it has read has changed, and only then; what is shown is always the truth.

Each case is a page of one project with files of its own, in which `HERE` is the name of the case: all pages run together.
"""

from __future__ import annotations

import os
import py_compile
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.settings import Settings

if TYPE_CHECKING:
    from drift.judge.verdict import Report

FUNCTION = '''
"""A module."""


def f(x=1, *, y: int = 2):
    """Say it.

    More of it.
    """
    # a comment
    return f"{x} and {y}"
'''


@dataclass
class Case:
    page: str
    """Its code."""
    change: tuple[str, str, str]
    """A file, and what in it is replaced by what."""
    again: bool
    """Whether the page has to run again."""
    files: dict[str, str] = field(default_factory=lambda: {"src/HERE/m.py": FUNCTION})


CALL = "from HERE.m import f\nprint(f())"
M = "src/HERE/m.py"
DATA = {"src/HERE/m.py": FUNCTION, "src/HERE/data.txt": "one\n"}
CHAIN = {
    "src/HERE/m.py": "from HERE import n\ndef f(): return n.x",
    "src/HERE/n.py": "x = 1\n",
    "src/HERE/alone.py": "x = 1\n",
}

CASES = {
    # What is no code does not count
    "comment": Case(CALL, (M, "# a comment", "# another comment, and a longer one"), again=False),
    "words": Case(CALL, (M, "Say it.", "Say it well."), again=False),
    "words_of_the_module": Case(CALL, (M, "A module.", "The module."), again=False),
    "lines": Case(CALL, (M, "def f", "\n\n\ndef f"), again=False),
    "layout": Case(CALL, (M, "(x=1, *, y: int = 2)", "(\n    x=1,\n    *,\n    y: int = 2,\n)"), again=False),
    # Code does
    "body": Case(CALL, (M, 'f"{x} and {y}"', 'f"{x} or {y}"'), again=True),
    "one_digit": Case(CALL, (M, "x=1", "x=3"), again=True),
    "annotation": Case(
        "from HERE.m import f\nprint(f.__annotations__)", (M, "y: int", "y: float"), again=True
    ),
    "default": Case(CALL, (M, "y: int = 2", "y: int = 3"), again=True),
    "decorator": Case(
        CALL, (M, "@one", "@two"), again=True,
        files={M: "def one(f): return lambda: 1\ndef two(f): return lambda: 2\n@one\ndef f(): return 0\n"},
    ),
    "text_that_is_no_words": Case(CALL, (M, "'1'", "'2'"), again=True, files={M: "x = 0\n'1'\ndef f(): return 1\n"}),
    "words_without_code": Case(CALL, (M, "'1'", "pass"), again=True, files={M: "def f():\n    '1'\n"}),
    # … as far as the page has it
    "another_module": Case(CALL, ("src/HERE/alone.py", "x = 1", "x = 2"), again=False, files=CHAIN),
    "imported_module": Case(CALL, ("src/HERE/n.py", "x = 1", "x = 2"), again=True, files=CHAIN),
    "late_import": Case(
        "import importlib\ndef late(): return importlib.import_module('HERE.n').x\nprint(late())",
        ("src/HERE/n.py", "x = 1", "x = 2"), again=True, files=CHAIN,
    ),
    "import_at_exit": Case(
        "import atexit\n@atexit.register\ndef late():\n    from HERE import n\n    print(n.x)",
        ("src/HERE/n.py", "x = 1", "x = 2"), again=True, files=CHAIN,
    ),
    "import_in_a_thread": Case(
        "import threading\ndef late():\n    from HERE import n\n    print(n.x)\nt = threading.Thread(target=late); t.start(); t.join()",
        ("src/HERE/n.py", "x = 1", "x = 2"), again=True, files=CHAIN,
    ),
    "import_error": Case(
        "from HERE import m", (M, "no_such_module", "sys"), again=True, files={M: "import no_such_module\n"}
    ),
    "syntax_error": Case("from HERE import m\nprint(m.x)", (M, "x = (", "x = 1"), again=True, files={M: "x = (\n"}),
    "syntax_error_lower": Case("from HERE import m", (M, "# 1", "# 1\n"), again=True, files={M: "# 1\nx = (\n"}),
    "run_as_a_script": Case("import runpy\nrunpy.run_path('src/HERE/m.py')", (M, "1", "2"), again=True, files={M: "print(1)\n"}),
    # Who may show what is no code
    "doc": Case("from HERE.m import f\nprint(f.__doc__)", (M, "Say it.", "Say it well."), again=True),
    "help": Case("from HERE.m import f\nhelp(f)", (M, "Say it.", "Say it well."), again=True),
    "getsource": Case("import inspect\nfrom HERE.m import f\nprint(inspect.getsource(f))", (M, "# a comment", "# two"), again=True),
    "doc_by_the_module": Case(
        "from HERE.m import g\nprint(g())", (M, "Say it.", "Say it well."), again=True,
        files={M: 'def f():\n    "Say it."\ndef g(): return getattr(f, "__doc__")\n'},
    ),
    "doc_of_another_module": Case(
        "from HERE import m\nimport HERE.n\nm.show(HERE.n)", ("src/HERE/n.py", "Say it.", "Say it well."), again=True,
        files={M: "def show(module): print(module.__doc__)\n", "src/HERE/n.py": '"""Say it."""\n'},
    ),
    "doc_by_a_library": Case(
        "import HERE_library\nfrom HERE.m import f\nprint(HERE_library.usage(f))", (M, "Say", "Tell"), again=True,
        files={
            M: FUNCTION,
            "lib/site-packages/HERE_library.py": "def usage(f): return ascii(f.__doc__)\n",
        },
    ),
    "doc_by_python": Case(
        "import cmd\nfrom HERE.m import do_say\nclass Shell(cmd.Cmd): do_say = do_say\nShell().onecmd('help say')",
        (M, "Say it in many words", "Say it in many more words"), again=True,
        files={M: 'def do_say(self, line):\n    """Say it in many words."""\n'},
    ),
    "line_number": Case(
        "from HERE.m import f\nprint(f())", (M, "# 1", "# 1\n# 2"), again=True,
        files={M: "import sys\n# 1\ndef f(): return sys._getframe().f_lineno\n"},
    ),
    "shown_by_a_thread": Case(
        "import threading\nfrom HERE.m import f\nt = threading.Thread(target=f); t.start(); t.join()",
        (M, "# 1", "# 1\n# 2"), again=True, files={M: "# 1\ndef f(): raise ValueError\n"},
    ),
    "logged_line": Case(
        "import logging\nfrom HERE.m import f\nlogging.basicConfig(format='%(filename)s:%(lineno)d')\nf()",
        (M, "# 1", "# 1\n# 2"), again=True,
        files={M: "import logging\n# 1\ndef f(): logging.warning('x')\n"},
    ),
    # Errors and warnings name lines of the page only
    "raised": Case("from HERE.m import f\nf()", (M, "# 1", "# 1\n# 2"), again=False, files={M: "# 1\ndef f(): raise ValueError(1)\n"}),
    "warned": Case(
        "from HERE.m import f\nf()", (M, "# 1", "# 1\n# 2"), again=False,
        files={M: "import warnings\n# 1\ndef f(): warnings.warn('x')\n"},
    ),
    # Other files
    "data": Case("print(open('src/HERE/data.txt').read())", ("src/HERE/data.txt", "one", "two"), again=True, files=DATA),
    "data_bytes": Case("print(open(b'src/HERE/data.txt').read())", ("src/HERE/data.txt", "one", "two"), again=True, files=DATA),
    "data_path": Case(
        "from pathlib import Path\nprint(Path('src/HERE/data.txt').read_text())", ("src/HERE/data.txt", "one", "two"), again=True, files=DATA
    ),
    "data_descriptor": Case(
        "import os\nd = os.open('src/HERE/data.txt', os.O_RDONLY)\nprint(open(d).read())", ("src/HERE/data.txt", "one", "two"), again=True, files=DATA
    ),
    "data_from_elsewhere": Case(
        "import os\nos.chdir('src/HERE')\nprint(open('../HERE/data.txt').read())", ("src/HERE/data.txt", "one", "two"), again=True, files=DATA
    ),
    "data_by_a_link": Case(
        "import os, tempfile\nlink = tempfile.mkdtemp() + '/link'\nos.symlink(os.path.abspath('src/HERE/data.txt'), link)\nprint(open(link).read())",
        ("src/HERE/data.txt", "one", "two"), again=True, files=DATA,
    ),
    "data_of_a_module": Case(
        "from HERE import m\nprint(m.text)", ("src/HERE/data.txt", "one", "two"), again=True,
        files=DATA | {M: "from pathlib import Path\ntext = (Path(__file__).parent / 'data.txt').read_text()\n"},
    ),
    "data_of_a_package": Case(
        "from importlib import resources\nprint(resources.files('HERE').joinpath('data.txt').read_text())",
        ("src/HERE/data.txt", "one", "two"), again=True, files=DATA,
    ),
    "data_not_read": Case(CALL, ("src/HERE/data.txt", "one", "two"), again=False, files=DATA),
    "data_size": Case("import os\nprint(os.path.getsize('src/HERE/data.txt'))", ("src/HERE/data.txt", "one", "three"), again=True, files=DATA),
    "data_in_a_listed_folder": Case(
        "import os\nprint([entry.stat().st_size for entry in os.scandir('src/HERE')])", ("src/HERE/data.txt", "one", "three"), again=True, files=DATA
    ),
    "text_of_a_module": Case(CALL + "\nopen('src/HERE/m.py')", (M, "# a comment", "# another"), again=True),
    "elsewhere_in_the_project": Case(
        "print(open('docs/HERE.csv').read())", ("docs/HERE.csv", "1", "2"), again=True, files={"docs/HERE.csv": "1\n"}
    ),
    "elsewhere_not_read": Case("print(1)", ("docs/HERE.csv", "1", "2"), again=False, files={"docs/HERE.csv": "1\n"}),
    "installed": Case(
        "import HERE_installed",
        ("lib/site-packages/HERE_installed.py", "1", "2"), again=False, files={"lib/site-packages/HERE_installed.py": "x = 1\n"},
    ),
    "written_by_itself": Case(
        "open('docs/HERE.tmp', 'w').write('1')\nprint(open('docs/HERE.tmp').read())",
        ("docs/HERE.tmp", "1", "2"), again=False, files={},
    ),
    "not_there_at_first": Case(
        "import os\ntry: print(open('docs/HERE.csv').read())\nexcept OSError: print('none')",
        ("docs/HERE.csv", "", "1\n"), again=True, files={},
    ),
    "another_process": Case(
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import HERE.m; HERE.m.f()'])",
        (M, "# 1", "# 1 2"), again=True, files={M: "# 1\ndef f(): print(1)\n"},
    ),
    "another_process_that_names_a_module_elsewhere": Case(
        "import subprocess, sys\nsubprocess.run([sys.executable, 'docs/run.py'])",
        ("src/apart/one.py", "x=1", "x=2"), again=True,
        files={"src/apart/one.py": FUNCTION, "docs/run.py": "import apart.one; print(apart.one.f())"},
    ),
    "another_process_that_shows_words": Case(
        "import subprocess, sys\nprint(subprocess.run([sys.executable, 'docs/help.py'], capture_output=True, text=True).stdout)",
        ("src/apart/three.py", "Say it.", "Say it well."), again=True,
        files={"src/apart/three.py": FUNCTION, "docs/help.py": "import apart.three; help(apart.three.f)"},
    ),
    "another_process_that_is_not_python": Case(
        "import subprocess\nprint(subprocess.run('cat */*/*', shell=True, capture_output=True, text=True).stdout)",
        ("src/apart/four.py", "# a comment", "# another"), again=True, files={"src/apart/four.py": FUNCTION},
    ),
    "another_forked_process": Case(
        "import os\nif not os.fork():\n    print(open('src/HERE/data.txt').read())\n    os._exit(0)\nos.wait()",
        ("src/HERE/data.txt", "one", "two"), again=True, files=DATA,
    ),
    "another_spawned_process": Case(
        "import multiprocessing\ndef show(): print(open('src/HERE/data.txt').read())\n"
        "if __name__ == '__main__':\n    p = multiprocessing.get_context('spawn').Process(target=show); p.start(); p.join()",
        ("src/HERE/data.txt", "one", "two"), again=True, files=DATA,
    ),
    "constant": Case(
        "from HERE.m import LIMIT\nprint(LIMIT)", (M, "1_000", "2_000"), again=True, files={M: "LIMIT = 1_000\n"}
    ),
    "constant_written_otherwise": Case(
        "from HERE.m import LIMIT\nprint(LIMIT)", (M, "1_000", "1000"), again=False, files={M: "LIMIT = 1_000\n"}
    ),
    "f_string": Case("from HERE.m import f\nprint(f())", (M, "{x=}", "{x = }"), again=True, files={M: "x = 1\ndef f(): return f'{x=}'\n"}),
    "run_by_its_text": Case("exec(open('src/HERE/m.py').read())\nprint(x)", (M, "# 1", "# 2"), again=True, files={M: "x = 1  # 1\n"}),
    "written_and_imported": Case(
        "import sys\nwith open('docs/HERE/made.py', 'w') as file: file.write('x = 1')\n"
        "sys.path.insert(0, 'docs/HERE')\nfrom made import x\nprint(x)",
        ("docs/HERE/made.py", "1", "2"), again=False, files={"docs/HERE/made.py": ""},
    ),
    "what_asks_the_system": Case("import platform\nplatform.processor()", (M, "x=1", "x=2"), again=False),
}  # fmt: skip


@dataclass
class Live:
    """A project that is being served."""

    root: Path
    marks: Path
    memo: Memo = field(default_factory=Memo)

    @property
    def settings(self) -> Settings:
        paths = [str(self.root / name) for name in ("src", "lib/site-packages")]
        environment = {"MARKS": str(self.marks), "PYTHONPATH": os.pathsep.join(paths)}
        return Settings(self.root, examples="all", environment=environment)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def page(self, name: str, code: str, language: str = "python") -> None:
        # A process that `multiprocessing` starts runs the code once more.
        mark = f"import os\nif __name__ == '__main__': open(os.environ['MARKS'] + '/{name}', 'a').write('x')"
        if language != "python":
            mark = f'printf x >> "$MARKS/{name}"'
        self.write(f"docs/{name}.md", f"```{language}\n{mark}\n{code}\n```\n")

    def check(self, *, fresh: bool = False, **changed: object) -> Report:
        """Check all pages as at a save; or as a build does, which runs everything."""
        pages = sorted((self.root / "docs").glob("*.md"))
        settings = Settings(**(vars(self.settings) | changed))  # type: ignore[arg-type]
        return check_pages(pages, settings, None if fresh else self.memo)

    def runs(self, name: str) -> int:
        mark = self.marks / name
        return len(mark.read_text()) if mark.exists() else 0


def new_project(folder: Path) -> Live:
    (folder / "project/src").mkdir(parents=True)
    (folder / "marks").mkdir()
    return Live((folder / "project").resolve(), folder / "marks")


@pytest.fixture
def live(tmp_path: Path) -> Live:
    return new_project(tmp_path)


def shown(report: Report) -> dict[str, list[object]]:
    """Return what pages show."""
    return {
        page.page.name: [(verdict.status, verdict.text, verdict.problem) for verdict in page.verdicts]
        for page in report.pages
    }


@dataclass
class Served:
    at_first: dict[str, int]
    unchanged: dict[str, int]
    changed: dict[str, int]
    shown: dict[str, list[object]]
    fresh: dict[str, list[object]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    live = new_project(tmp_path_factory.mktemp("served"))

    def runs() -> dict[str, int]:
        return {name: live.runs(name) for name in CASES}

    for name, case in CASES.items():
        for file, text in case.files.items():
            live.write(file.replace("HERE", name), dedent(text).lstrip("\n").replace("HERE", name))
        live.page(name, case.page.replace("HERE", name))
    live.check()
    at_first = runs()
    live.check()
    unchanged = runs()
    for name, case in CASES.items():
        file, old, new = case.change
        path = live.root / file.replace("HERE", name)
        text = path.read_text() if path.exists() else ""
        assert old in text
        live.write(file.replace("HERE", name), text.replace(old, new, 1) if old else new)
    report = live.check()
    changed = runs()
    return Served(at_first, unchanged, changed, shown(report), shown(live.check(fresh=True)))


@pytest.mark.parametrize("name", CASES)
def test_a_page_runs_again_when_what_it_has_read_has_changed(served: Served, name: str) -> None:
    assert (served.at_first[name], served.unchanged[name]) == (1, 1)
    assert served.changed[name] == (2 if CASES[name].again else 1)
    assert served.shown[f"docs/{name}.md"] == served.fresh[f"docs/{name}.md"]


IMPORT = "from m import x\nprint(x)"


def test_a_new_or_removed_file_makes_everything_run(live: Live) -> None:
    live.write("src/m.py", "x = 1\n")
    live.write("src/package/__init__.py", "")
    live.page("page", "try:\n    from package import new\nexcept ImportError:\n    print('none')")
    live.page("other", IMPORT)
    live.check()
    live.write("src/package/new.py", "")
    assert shown(live.check()) == shown(live.check(fresh=True))
    assert (live.runs("page"), live.runs("other")) == (3, 3)
    (live.root / "src/package/new.py").unlink()
    assert shown(live.check()) == shown(live.check(fresh=True))
    assert (live.runs("page"), live.runs("other")) == (5, 5)


@pytest.mark.parametrize("name", [".m.py.swp", ".#m.py", "#m.py#", "m.py~"])
def test_what_an_editor_puts_beside_a_file_runs_nothing(live: Live, name: str) -> None:
    live.write("src/m.py", "x = 1\n")
    live.page("page", IMPORT)
    live.check()
    live.write(f"src/{name}", "x")
    live.check()
    assert live.runs("page") == 1


def test_a_link_that_leads_elsewhere_counts(live: Live) -> None:
    live.write("docs/one.csv", "1")
    live.write("docs/two.csv", "2")
    link = live.root / "docs/link.csv"
    link.symlink_to("one.csv")
    live.page("page", "print(open('docs/link.csv').read())")
    live.check()
    link.unlink()
    link.symlink_to("two.csv")
    (page,) = live.check().pages
    assert (page.verdicts[0].text, live.runs("page")) == ("2\n", 2)


def test_a_file_that_depends_names_itself_counts_for_every_page(live: Live) -> None:
    live.write("lock.txt", "numpy==2.4.0")
    live.page("page", "print(1)")
    live.check(depends=("src", "lock.txt"))
    live.write("lock.txt", "numpy==2.4.1")
    live.check(depends=("src", "lock.txt"))
    assert live.runs("page") == 2


def test_a_folder_that_is_not_in_the_project_may_be_named(live: Live) -> None:
    live.write("../shared/m.py", "x = 1\n")
    live.page("page", f"import sys; sys.path.insert(0, {str(live.root.parent / 'shared')!r})\n{IMPORT}")
    live.page("other", "print(1)")
    live.check(depends=("../shared",))
    live.write("../shared/m.py", "x = 22\n")
    live.check(depends=("../shared",))
    assert (live.runs("page"), live.runs("other")) == (2, 1)


def test_saves_within_a_second_are_all_seen(live: Live) -> None:
    """Python tells bytecode from its source's by whole seconds."""
    live.page("page", IMPORT)
    for run, x in enumerate("123456", 1):
        live.write("src/m.py", f"x = {x}\n")
        (page,) = live.check().pages
        assert (page.verdicts[0].text, live.runs("page")) == (f"{x}\n", run)


def test_what_is_saved_without_a_change_runs_nothing(live: Live) -> None:
    live.write("src/m.py", "x = 1\n")
    live.page("page", IMPORT + "\nprint(open('src/m.py').read())")
    live.check()
    os.utime(live.root / "src/m.py", (1, 1))
    live.check()
    live.write("src/m.py", "x = 1\n")
    live.check()
    assert live.runs("page") == 1


def test_a_module_that_changes_while_the_page_runs_is_read_again(live: Live) -> None:
    live.write("src/m.py", "x = 1\n")
    live.page("page", f"{IMPORT}\nimport pathlib\nif x < 3: pathlib.Path('src/m.py').write_text(f'x = {{x + 1}}\\n')")
    for run, text in enumerate(("1\n", "2\n", "3\n", "3\n"), 1):
        (page,) = live.check().pages
        assert (page.verdicts[0].text, live.runs("page")) == (text, min(run, 3))


def test_commands_of_a_shell_may_read_everything(live: Live) -> None:
    live.write("src/data.txt", "one\n")
    live.page("page", "cat src/*.txt", language='bash exec="1"')
    live.page("other", "print(1)")
    live.check()
    live.write("src/data.txt", "two\n")
    assert shown(live.check()) == shown(live.check(fresh=True))
    assert (live.runs("page"), live.runs("other")) == (3, 2)


def test_words_of_a_module_that_a_page_never_names_count_no_more_than_elsewhere(live: Live) -> None:
    live.write("src/m.py", FUNCTION)
    live.page("page", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'])")
    live.check()
    for old, new, runs in (("Say it.", "Say it well.", 1), ("x=1", "x=2", 2)):
        live.write("src/m.py", FUNCTION.replace(old, new))
        live.check()
        assert live.runs("page") == runs


def test_bytecode_does_not_count(live: Live) -> None:
    live.write("src/package/__init__.py", "")
    live.write("src/package/m.py", "x = 1\n")
    bytecode = Path(py_compile.compile(str(live.root / "src/package/m.py")))
    live.page("page", "import os\nfor _ in os.walk('src'): pass\nfrom package import m\nprint(m.x)")
    live.check()
    bytecode.unlink()
    live.check()
    live.check()
    assert live.runs("page") == 1


def test_what_is_preloaded_counts_for_every_page(live: Live) -> None:
    live.write("src/data.txt", "one\n")
    live.write("src/m.py", "from pathlib import Path\nx = Path(__file__).with_name('data.txt').read_text()\n")
    live.page("page", "print(1)")
    live.check(preload=("m",))
    live.write("src/data.txt", "two\n")
    live.check(preload=("m",))
    assert live.runs("page") == 2
    live.check(preload=("m",))
    assert live.runs("page") == 2


def test_it_is_noted_as_well_where_there_is_no_fork(live: Live) -> None:
    live.write("src/sitecustomize.py", "import os, sys\nif hasattr(os, 'fork'): del os.fork\n")
    live.write("src/m.py", "x = 1\n")
    live.page("page", IMPORT)
    live.page("other", "import os; print(hasattr(os, 'fork'))")
    live.check()
    live.write("src/m.py", "x = 2\n")
    report = live.check()
    assert [page.verdicts[0].text for page in report.pages] == ["False\n", "2\n"]
    assert (live.runs("page"), live.runs("other")) == (2, 1)


def test_a_page_that_does_not_finish_runs_again(live: Live) -> None:
    live.page("page", "import os; os._exit(1)")
    live.check()
    live.check()
    assert live.runs("page") == 2


def test_who_removes_a_folder_of_its_own_has_not_read_ours(tmp_path: Path) -> None:
    code = "import os, tempfile\nwith tempfile.TemporaryDirectory() as folder:\n    os.mkdir(os.path.join(folder, 'docs'))\n"
    page = tmp_path / "docs/index.md"
    page.parent.mkdir()
    page.write_text(f"```python\n{code}\n```\n", encoding="utf-8")
    memo = Memo()
    check_pages([page], Settings(root=tmp_path, examples="all"), memo)
    assert memo.reads(["docs/index.md"]) == set()
