"""The end of an example is the end of a script: Python itself, running the same code as a file, says what has to be printed.

Where a case is someone's, its id names the public report that it follows.
"""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from drift.run.kernel import Kernel

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Project

pytestmark = pytest.mark.slow  # most of them compare with an interpreter of its own

LINE = 7  # of the first example's first line, on its page
NEXT = 100


def example(code: str, line: int = LINE, **options: Any) -> dict[str, Any]:
    code = dedent(code).lstrip("\n")
    return {
        "code": code,
        "line": line,
        "shell": None,
        "workdir": None,
        "width": 0,
        "session": None,
        "requires": [],
        "figure": False,
        "timeout": 30.0,
    } | options


def run(root: Path, *examples: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one page, to its end."""
    page = {"name": "docs/page.md", "versions": [], "fonts": [], "examples": list(examples)}
    with Kernel(root) as kernel:
        (answer,) = kernel.run([page])
    assert answer["end"] is None
    return answer["results"]


def script(root: Path, code: str) -> tuple[str, str]:
    """Run the code as a script, at the same lines; return what it writes."""
    file = root / "page.py"
    file.write_text("\n" * (LINE - 1) + dedent(code).lstrip("\n"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], capture_output=True, cwd=root, encoding="utf-8", timeout=60, check=False
    )
    return done.stdout, done.stderr


AT_ITS_END = {
    "names are forgotten in their order": """
        class Named:
            def __init__(self, name): self.name = name
            def __del__(self): print("forgotten:", self.name)
        b = Named("b")
        _a = Named("a")
        held = [Named("in a list")]
        print("last line")
        """,
    "garbage goes before names": """
        class Named:
            def __init__(self, name): self.name = name
            def __del__(self): print("forgotten:", self.name)
        name = Named("name")
        cycle = Named("cycle")
        cycle.itself = cycle
        del cycle
        """,
    "without a function nothing waits for the collector": """
        import io
        class Loud(io.StringIO):
            close = lambda self: print("closed")
        file = Loud()
        del Loud
        """,
    "exit functions and finalizers, the last first": """
        import atexit, weakref
        class A: pass
        a, b = A(), A()
        atexit.register(print, "exit 1")
        weakref.finalize(a, print, "finalizer of a")
        atexit.register(print, "exit 2")
        weakref.finalize(b, print, "finalizer of b")
        weakref.finalize(b, print, "never").atexit = False
        """,
    "an exit function may use the names and register more": """
        import atexit
        names = ["still here"]
        @atexit.register
        def tell():
            print(names, __name__)
        """,
    "an exit function that was taken back": """
        import atexit
        atexit.register(print, "never")
        atexit.register(print, "neither")
        atexit.unregister(print)
        atexit.register(len, "now")
        atexit.register(print, "now")
        """,
    "a suspended generator is closed": """
        def count():
            try:
                yield 1
            finally:
                print("closed")
        numbers = count()
        print(next(numbers))
        """,
    "a generator that knows itself is closed": """
        from contextlib import contextmanager
        @contextmanager
        def opened():
            try:
                yield manager
            finally:
                print("closed")
        manager = opened()
        manager.__enter__()
        """,
    "a weak reference calls back": """
        import weakref
        class A: pass
        target = A()
        reference = weakref.ref(target, lambda gone: print("gone", gone() is None))
        """,
    "what typing remembers is forgotten": """
        from typing import Optional
        class Node:
            def __del__(self): print("bye")
        def link(node: Optional[Node]) -> None: ...
        Maybe = Optional[Node]
        node = Node()
        """,
    "standard output is the real one again": """
        import io, sys
        class Named:
            def __del__(self): print("seen")
        named = Named()
        sys.stdout = io.StringIO()
        print("not seen")
        """,
    "threads, then exit functions, then names": """
        import atexit, threading, time
        class Named:
            def __del__(self): print("name")
        named = Named()
        atexit.register(print, "exit")
        def late():
            time.sleep(0.1)
            print("thread", __name__)
        threading.Thread(target=late).start()
        print("last line")
        """,
    "pytest-dev/pytest#9964": """
        class Player:
            _instance = None
            def __new__(cls, *args, **kwargs):
                print("new")
                if cls._instance is None:
                    cls._instance = super().__new__(cls)
                return cls._instance
            def __del__(self):
                print("del")
        player = Player()
        """,
    "pythontutor-dev/pythontutor#75": """
        class Garbage:
            def __del__(self): print("Something in Garbage is destroyed")
            def test(self): print("I exist")
        item1 = Garbage()
        item2 = Garbage()
        del item1
        item2.test()
        """,
    "spyder-ide/spyder#14495": """
        import atexit
        def f():
            print("Ran f successfully")
        atexit.register(f)
        """,
    "ray-project/ray#27121": """
        import atexit
        def print_stuff():
            print("atexit worked!")
        atexit.register(print_stuff)
        print("hello world")
        """,
    "rohanpm/more-executors#176": """
        import atexit, time
        from concurrent.futures import ThreadPoolExecutor
        def job(n):
            time.sleep(0.05)
            print("job", n)
        atexit.register(print, "exit")
        pool = ThreadPoolExecutor(1)
        for n in range(3):
            pool.submit(job, n)
        print("last line")
        """,
    "python/cpython#139542 (a thread that ends)": """
        import threading, time
        class F:
            def __del__(self): print("del")
        def waiting():
            f = F()
            time.sleep(0.1)
        threading.Thread(target=waiting).start()
        """,
    "python/cpython#67908": """
        class A:
            def __init__(self, b): self.b = b
            def __del__(self): print("del A")
        class B:
            def __del__(self): print("del B")
        b = B()
        a = A(b)
        """,
}


@pytest.mark.parametrize("code", AT_ITS_END.values(), ids=AT_ITS_END)
def test_what_a_script_prints_at_its_end_is_in_its_own_recording(tmp_path: Path, code: str) -> None:
    first, second = run(tmp_path, example(code), example("print('next')", NEXT))
    assert (first["out"], first["err"]) == script(tmp_path, code)
    assert (first["late"], first["warnings"], first["left"]) == ([], [], None)
    assert (second["out"], second["err"], second["late"]) == ("next\n", "", [])


def test_an_exception_comes_before_what_the_end_prints(project: Project) -> None:
    code = """
        import atexit

        class Named:
            def __init__(self, name): self.name = name
            def __del__(self): print("forgotten:", self.name)

        kept = Named("name")
        atexit.register(print, "exit")

        def fail():
            local = Named("local")
            raise ValueError("no")

        print("first")
        fail()
        """
    printed, told = script(project.root, code)
    assert told.endswith("ValueError: no\n")
    first, *rest = printed.splitlines()
    assert rest == ["exit", "forgotten: local", "forgotten: name"]
    recording = "\n".join([first, "ValueError: no", *rest])
    text = dedent(code).strip()
    page = f'```python raises="ValueError"\n{text}\n```\n\n```output\n{recording}\n```\n\n```python\npass\n```\n'
    project.write("docs/index.md", page)
    done = project.drift("check")
    assert done.code == 0, done.text


def test_an_exit_function_that_fails_is_told_with_its_lines(project: Project) -> None:
    project.write(
        "docs/index.md",
        '```python stderr="ignore"\nimport atexit\natexit.register(print, "others are called")\natexit.register(int, "x")\n```\n\n'
        "```output\nothers are called\n```\n\n"
        "```python\nimport atexit\n\n@atexit.register\ndef fail():\n    1 / 0\n```\n\n```python\npass\n```\n",
    )
    done = project.drift("check")
    assert done.text.startswith("docs/index.md:11: it wrote to standard error")
    assert 'File "docs/index.md", line 16, in fail' in done.text
    assert "1 faulty" in done.text


def test_streams_that_were_closed_do_not_keep_a_failure_from_being_told(tmp_path: Path) -> None:
    code = "import atexit, sys\natexit.register(int, 'x')\nsys.stderr.close()\nsys.stdout = None\n"
    first, second = run(tmp_path, example(code), example("print('next')", NEXT))
    assert "ValueError: invalid literal" in first["err"]
    assert second["out"] == "next\n"


def test_a_coroutine_that_nobody_awaited_is_the_warning_of_its_example(tmp_path: Path) -> None:
    first, second = run(tmp_path, example("async def f(): ...\nnever = f()"), example("print('next')", NEXT))
    assert [warning["text"] for warning in first["warnings"]] == ["RuntimeWarning: coroutine 'f' was never awaited"]
    assert second["warnings"] == []


def test_the_end_counts_in_the_time_of_its_example(project: Project) -> None:
    code = "import atexit, time\natexit.register(time.sleep, 60)"
    project.write("docs/index.md", f'# Page\n\n```python timeout="0.5"\n{code}\n```\n\n```python\npass\n```\n')
    assert project.drift("check").text.startswith("docs/index.md:3: the example did not end within 0.5 s")


# What an imported module is given or does for itself

LIBRARY = """
    import atexit, weakref

    kept = []

    def at_exit(function, *args):
        atexit.register(function, *args)

    class Resource:
        pass

    own = Resource()
    finalizer = weakref.finalize(own, print, "the library's finalizer")
    """


@pytest.fixture
def library(tmp_path: Path) -> str:
    """Return the line that makes a module which keeps things of its own to be imported."""
    (tmp_path / "library.py").write_text(dedent(LIBRARY), encoding="utf-8")
    return f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import library\n"


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    def __del__(self): print('bye')\nlibrary.kept.append(A())\n",
        "def count():\n    try: yield 1\n    finally: print('closed')\nnumbers = count(); next(numbers)\nlibrary.kept.append(numbers)\n",
    ],
    ids=["object", "generator"],
)
def test_what_a_library_keeps_is_not_destroyed_but_told(project: Project, library: str, code: str) -> None:
    project.write("docs/index.md", f"# Page\n\n```python\n{library}{code}```\n\n```python\npass\n```\n")
    done = project.drift("check")
    assert done.text.startswith("docs/index.md:3: it leaves ")
    assert "1 faulty" in done.text


def test_what_a_library_keeps_and_has_nothing_to_do_at_its_end_is_no_fault(tmp_path: Path, library: str) -> None:
    code = """
        numbers = (n for n in range(9)); next(numbers)
        def count():
            yield from range(9)
        counting = count(); next(counting)
        library.kept += [numbers, counting, lambda: 1]
        """
    (result,) = run(tmp_path, example(library + dedent(code)))
    assert result["left"] is None


def test_a_daemon_thread_keeps_its_objects_alive_which_is_told(tmp_path: Path) -> None:
    """python/cpython#139542: a script ends without destroying them; here they could be destroyed in another example."""
    code = """
        import threading, time
        class F:
            def __del__(self): print("del")
        def waiting():
            f = F()
            time.sleep(10)
        threading.Thread(target=waiting, daemon=True).start()
        time.sleep(0.1)
        """
    first, second = run(tmp_path, example(code), example("print('next')", NEXT))
    assert first["left"] == "an object of the class F, which has __del__"
    assert (first["out"], second["out"]) == ("", "next\n")


def test_what_a_library_has_registered_waits_for_the_end_of_the_page(tmp_path: Path, library: str) -> None:
    """Its output is told of the example that made the library register it, not of the last one."""
    results = run(
        tmp_path,
        example("print('before')", 1),
        example(library + "library.at_exit(print, 'bye')"),
        example("import library\nprint(library.finalizer.alive)", NEXT),
    )
    assert [result["out"] for result in results] == ["before\n", "", "True\n"]
    assert [result["late"] for result in results] == [[], ["out"], []]


def test_a_library_can_take_its_exit_function_back(tmp_path: Path, library: str) -> None:
    (result,) = run(
        tmp_path,
        example(
            library + "library.finalizer.detach()\nimport atexit\nlibrary.at_exit(print)\natexit.unregister(print)"
        ),
    )
    assert (result["out"], result["late"]) == ("", [])


@pytest.mark.parametrize(
    "pool",
    [
        "from concurrent.futures import ThreadPoolExecutor\nlibrary.kept.append(ThreadPoolExecutor())\n",
        "import multiprocessing as mp\nfrom concurrent.futures import ProcessPoolExecutor\n"
        f"library.kept.append(ProcessPoolExecutor(1, mp.get_context({'spawn' if sys.platform == 'win32' else 'forkserver'!r})))\n",
    ],
    ids=["threads", "processes"],
)
def test_a_pool_of_a_library_goes_on(tmp_path: Path, library: str, pool: str) -> None:
    """joblib keeps one: waiting for its threads, as a script does after telling them to end, would take for ever."""
    guard, use = "if __name__ == '__main__':\n", "    print(library.kept[0].submit(abs, -1).result())"
    start = "".join(f"    {line}\n" for line in pool.splitlines())
    first, second = run(
        tmp_path, example(library + guard + start + use), example("import library\n" + guard + use, NEXT)
    )
    assert (first["out"], second["out"]) == ("1\n", "1\n")
    assert second["late"] == []


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="forks")
def test_a_forked_child_has_the_end_of_a_script_too(tmp_path: Path) -> None:
    code = "import atexit, os\natexit.register(print, 'exit')\npid = os.fork()\nif pid: os.waitpid(pid, 0)\n"
    first, second = run(tmp_path, example(code), example("print('next')", NEXT))
    assert (first["out"], second["out"]) == ("exit\nexit\n", "next\n")


# Sessions


def test_a_session_ends_with_its_last_example(project: Project) -> None:
    project.write(
        "docs/index.md",
        '```python session="s"\nimport atexit\n\nclass A:\n    def __del__(self): print("bye")\n\na = A()\natexit.register(print, "exit")\n```\n\n'
        "```python\nprint('between')\n```\n\n```output\nbetween\n```\n\n"
        '```python session="s"\nprint(a is not None)\n```\n\n```output\nTrue\nexit\nbye\n```\n\n'
        "```python\nprint('after')\n```\n\n```output\nafter\n```\n",
    )
    done = project.drift("check")
    assert done.code == 0, done.text


def test_a_session_whose_last_example_is_not_run_does_not_leak(tmp_path: Path) -> None:
    results = run(
        tmp_path,
        example("class A:\n    def __del__(self): print('bye')\na = A()", session="s"),
        example("print(1)", 50, session="s", requires=["no_such_module"]),
        example("print('next')", NEXT),
    )
    assert (results[0]["out"], results[2]["out"]) == ("", "next\n")


# A script's file and its source


def test_an_example_may_give_its_variables_any_name(tmp_path: Path) -> None:
    names = ("run", "ranges", "page", "module", "exits", "finalizers", "parts", "write")
    code = f"import __main__\nprint([hasattr(__main__, name) for name in {names}])\n"
    code += "".join(f"{name} = 1\n" for name in names) + f"print(sum(getattr(__main__, name) for name in {names}))\n"
    alone, first, second = run(
        tmp_path, example(code), example(code, NEXT, session="s"), example("print(run + ranges)", 2 * NEXT, session="s")
    )
    assert alone["error"] is first["error"] is second["error"] is None
    assert alone["out"] == first["out"] == f"{[False] * len(names)}\n{len(names)}\n"
    assert second["out"] == "2\n"


def test_file_is_the_page(project: Project) -> None:
    """sphinx-gallery/sphinx-gallery#211: an example loads a file that lies beside it."""
    project.write("docs/data.txt", "beside it\n")
    project.write(
        "docs/index.md",
        "```python\nimport os\nfrom pathlib import Path\n\nos.chdir('/')\nhere = Path(__file__)\n"
        "print(here.name, here.is_absolute(), (here.parent / 'data.txt').read_text().strip())\n```\n\n"
        "```output\nindex.md True beside it\n```\n\n"
        "```python\nimport __main__\n\nprint(__main__.__file__ == __file__, 'print' in dir(__builtins__))\n```\n\n"
        "```output\nTrue True\n```\n",
    )
    done = project.drift("check")
    assert done.code == 0, done.text


def test_a_report_of_doctest_names_the_page_from_the_root(project: Project) -> None:
    """What it prints can be recorded: the path of the machine is not in it."""
    code = 'import doctest\n\ndef f():\n    """\n    >>> f()\n    2\n    """\n    return 1\n\n'
    calls = "doctest.testmod()\ndoctest.run_docstring_examples(f, globals(), name='f')\n"
    project.write("docs/sub/page.md", f"```python\n{code}{calls}```\n")
    assert project.drift("update").code == 0
    source = project.read("docs/sub/page.md")
    assert 'File "docs/sub/page.md", line 6, in __main__.f\n' in source
    assert 'File "docs/sub/page.md", line 6, in f\n' in source
    assert str(project.root) not in source


def test_inspect_finds_the_class_of_this_very_example(tmp_path: Path) -> None:
    """python/cpython#98239, uds-se/debuggingbook#34; an earlier class of the same name is another script's."""
    codes = [
        f"import inspect\n\nclass K:\n    a = {n}\n\n    def f(self): ...\n\nprint(inspect.getsource(K))"
        for n in (1, 2)
    ]
    first, broken, second = run(tmp_path, example(codes[0]), example("x = (", 50), example(codes[1], NEXT))
    assert broken["error"]["type"] == "SyntaxError"
    expected, _ = script(tmp_path, codes[0])
    assert first["out"] == expected
    assert second["out"] == expected.replace("a = 1", "a = 2")


def test_inspect_finds_a_class_of_an_earlier_part_of_the_session(tmp_path: Path) -> None:
    results = run(
        tmp_path,
        example("class K:\n    a = 1\n", session="s"),
        example("import inspect; print(inspect.getsource(K), inspect.getsourcelines(K)[1])", NEXT, session="s"),
    )
    assert results[1]["out"] == f"class K:\n    a = 1\n {LINE}\n"


# Processes that multiprocessing starts

METHODS = ["fork", "spawn", "forkserver"] if sys.platform != "win32" else ["spawn"]
PROCESSES = {
    "spyder-ide/spyder#16696": """
        import multiprocessing as mp
        from concurrent.futures import ProcessPoolExecutor
        def f(x):
            return x * x
        if __name__ == "__main__":
            with ProcessPoolExecutor(2, mp_context=mp.get_context("METHOD")) as pool:
                print(list(pool.map(f, [1, 2, 3])))
        """,
    "ipython/ipython#10894": """
        from multiprocessing import get_context
        def f(x):
            return x*x
        if __name__ == '__main__':
            p = get_context("METHOD").Pool(2)
            print(p.map(f, [1, 2, 3]))
        """,
    "jupyter/notebook#6258": """
        from multiprocessing import get_context
        def test_it():
            print("test_it")
        if __name__ == '__main__':
            p = get_context("METHOD").Process(target=test_it)
            p.start()
            p.join()
            print("main", p.exitcode)
        """,
    "lava-nc/lava#95": """
        from multiprocessing import get_context
        class Model:
            def __init__(self, value): self.value = value
        def run(model): return Model(model.value + 1)
        if __name__ == '__main__':
            with get_context("METHOD").Pool(1) as pool:
                (model,) = pool.map(run, [Model(1)])
            print(model.value, type(model) is Model)
        """,
    "a process of a process": """
        from multiprocessing import get_context
        from pathlib import Path
        def inner(): print("inner", Path(__file__).suffix in {".md", ".py"}, flush=True)
        def outer():
            process = get_context("METHOD").Process(target=inner)
            process.start()
            process.join()
        if __name__ == '__main__':
            process = get_context("METHOD").Process(target=outer)
            process.start()
            process.join()
        """,
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("code", PROCESSES.values(), ids=PROCESSES)
def test_processes_find_the_functions_of_the_example(tmp_path: Path, code: str, method: str) -> None:
    """Twice on a page: a server that forks must not be that of the example before."""
    code = code.replace("METHOD", method)
    results = run(tmp_path, example(code), example(code, NEXT), example("print('next')", 2 * NEXT))
    expected = script(tmp_path, code)
    assert [(result["out"], result["err"]) for result in results[:2]] == [expected, expected]
    assert [result["late"] for result in results] == [[], [], []]
    assert results[2]["out"] == "next\n"


@pytest.mark.parametrize("method", METHODS)
def test_lines_in_other_processes_are_those_of_the_page(tmp_path: Path, method: str) -> None:
    code = f"""
        from multiprocessing import get_context
        def fail(x):
            raise ValueError(x)
        if __name__ == "__main__":
            with get_context("{method}").Pool(1) as pool:
                try:
                    pool.map(fail, [1])
                except ValueError as error:
                    print(error.__cause__)
        """
    (result,) = run(tmp_path, example(code))
    assert f'File "docs/page.md", line {LINE + 2}, in fail\n    raise ValueError(x)' in result["out"]


@pytest.mark.parametrize("method", METHODS)
def test_processes_find_the_functions_of_a_session(tmp_path: Path, method: str) -> None:
    """What an earlier part has raised does not keep it from being run again."""
    results = run(
        tmp_path,
        example("def f(x):\n    return x + 1\n", 1, session="s"),
        example("base = 10\n1 / 0\n", 20, session="s"),
        example(
            f"import multiprocessing as mp\ndef g(x): return f(x) * base\nif __name__ == '__main__':\n"
            f"    with mp.get_context('{method}').Pool(1) as pool: print(pool.map(g, [1, 2]))",
            40,
            session="s",
        ),
    )
    assert results[2]["out"] == "[20, 30]\n"


def test_what_is_not_guarded_runs_in_the_new_process_too(tmp_path: Path) -> None:
    """DeepReinforcementLearning/DeepReinforcementLearningInAction#26: as with a script, only the guarded part does not."""
    code = """
        from multiprocessing import get_context
        print("in", "main" if __name__ == "__main__" else "child", flush=True)
        def f(): ...
        if __name__ == "__main__":
            process = get_context("spawn").Process(target=f)
            process.start()
            process.join()
        """
    (result,) = run(tmp_path, example(code))
    assert (result["out"], result["err"]) == script(tmp_path, code)
    assert result["out"] == "in main\nin child\n"
