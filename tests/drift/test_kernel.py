from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from drift.run.kernel import Kernel, KernelError, clean_environment


def example(code: str, line: int = 1, **options: Any) -> dict[str, Any]:
    surroundings = {"shell": None, "workdir": None, "width": 0}
    job = {"code": code, "line": line, "session": None, "requires": [], "figure": False, "timeout": 20.0}
    return job | surroundings | options


def run(*examples: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Run one page."""
    return run_pages([{"name": "docs/page.md", "versions": [], "fonts": [], "examples": list(examples)}], **options)[
        "docs/page.md"
    ]


def run_pages(pages: list[dict[str, Any]], **options: Any) -> dict[str, dict[str, Any]]:
    with Kernel(Path.cwd(), **options) as kernel:
        return {answer["name"]: answer for answer in kernel.run(pages)}


def printed(code: str, **options: Any) -> str:
    (result,) = run(example(code, **options))["results"]
    assert result["error"] is None
    return result["out"]


def test_everything_on_standard_output_is_there_in_order() -> None:
    code = """
import ctypes, os, subprocess, sys
print("print")
print("a", "b", sep="", end="!\\n")
sys.stdout.write("write\\n")
subprocess.run([sys.executable, "-c", "print('child')"], check=True)
os.write(1, b"raw\\n")
print("file", file=sys.stdout)
sys.stdout.buffer.write("버퍼\\n".encode())
os.system("echo shell")
"""
    assert printed(code) == "print\nab!\nwrite\nchild\nraw\nfile\n버퍼\nshell\n"


def test_prints_of_imported_code_are_there(tmp_path: Path) -> None:
    (tmp_path / "talkative.py").write_text("print('on import')\ndef hello(): print('hello')\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport talkative\ntalkative.hello()"
    assert printed(code) == "on import\nhello\n"


@pytest.mark.skipif(os.name != "posix", reason="the C library's buffer is flushed where it can be named")
def test_what_c_code_prints_is_there() -> None:
    assert printed("import ctypes; ctypes.CDLL(None).printf(b'from C\\n')") == "from C\n"


def test_an_example_is_a_script() -> None:
    code = "import os, sys\nprint(__name__, sys.argv, repr(sys.stdin.read()), os.environ['PYTHONHASHSEED'], os.environ['MPLBACKEND'])"
    assert printed(code) == "__main__ ['docs/page.md'] '' 0 agg\n"


def test_the_contents_of_an_example_are_pickled_like_those_of_a_script() -> None:
    assert (
        printed("import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__module__)") == "__main__\n"
    )


def test_names_are_shared_by_session_and_modules_by_page() -> None:
    answer = run(
        example("x = 1; import json; json.mark = 2", session="s"),
        example("print(x)", session="s"),
        example("print('x' in dir())"),
        example("import json; print(json.mark)"),
    )
    assert [result["out"] for result in answer["results"]] == ["", "1\n", "False\n", "2\n"]


def test_what_a_page_reads_is_noted_where_that_is_asked_for(tmp_path: Path) -> None:
    for name in ("imported.py", "read.txt", "left.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import imported\n"
        f"open({str(tmp_path / 'read.txt')!r}); open({str(tmp_path / 'written.txt')!r}, 'w'); open(__import__('os').devnull)"
    )
    reads = run(example(code), noted=[str(tmp_path)])["reads"]
    assert {Path(file).name for file in reads["files"]} == {"imported.py", "read.txt"}
    assert [Path(file).name for file in reads["texts"]] == ["read.txt"]
    assert not reads["is_partial"]
    assert run(example("import os; os.system('')"), noted=[str(tmp_path)])["reads"]["is_partial"]
    assert run(example(code))["reads"] is None


def test_saves_within_a_second_are_all_seen(tmp_path: Path) -> None:
    """Python tells the bytecode of one from that of another by their sizes and whole seconds."""
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import saved; print(saved.x)"
    for x in "123456":
        (tmp_path / "saved.py").write_text(f"x = {x}", encoding="utf-8")
        (result,) = run(example(code), noted=[str(tmp_path)])["results"]
        assert result["out"] == f"{x}\n"


def test_nothing_is_shared_between_pages() -> None:
    pages = [
        {
            "name": "a.md",
            "versions": [],
            "fonts": [],
            "examples": [example("import os, sys; os.environ['A'] = '1'; os.chdir('/'); sys.modules['json'].mark = 1")],
        },
        {
            "name": "b.md",
            "versions": [],
            "fonts": [],
            "examples": [example("import json, os; print(os.environ.get('A'), os.getcwd(), hasattr(json, 'mark'))")],
        },
    ]
    answers = run_pages(pages, workers=1)
    assert answers["b.md"]["results"][0]["out"] == f"None {Path.cwd()} False\n"


def test_examples_do_not_see_the_modules_of_the_build() -> None:
    assert (
        printed("import sys; print(sorted({'markdown', 'pymdownx', 'mkdocs', 'pytest', 'numpy'} & set(sys.modules)))")
        == "[]\n"
    )


def test_errors_name_the_lines_of_the_author() -> None:
    answer = run(example("def f():\n    return 1 / 0\n\nf()\n", line=41), example("\nx = (\n", line=50))
    error, syntax = (result["error"] for result in answer["results"])
    assert (error["type"], error["line"]) == ("ZeroDivisionError", 42)
    assert 'File "docs/page.md", line 44, in <module>\n    f()' in error["traceback"]
    assert "return 1 / 0" in error["traceback"]
    assert "runner.py" not in error["traceback"]
    assert (syntax["type"], syntax["line"]) == ("SyntaxError", 51)


def test_chained_errors_keep_their_lines_only() -> None:
    code = "import json\ntry:\n    json.loads('x')\nexcept ValueError as error:\n    raise KeyError('k') from error\n"
    (result,) = run(example(code, line=7))["results"]
    assert result["error"]["line"] == 11
    assert "line 9" in result["error"]["traceback"]
    assert "decoder.py" not in result["error"]["traceback"]


def test_an_exception_has_its_summary() -> None:
    answer = run(
        example("raise ValueError('안녕')"),
        example("raise KeyboardInterrupt"),
        example("import decimal; decimal.Decimal('x')"),
        example("import sys; sys.exit(0)"),
        example("print('still here')"),
    )
    summaries = [result["error"]["summary"] for result in answer["results"][:4]]
    assert summaries[:2] == ["ValueError: 안녕", "KeyboardInterrupt"]
    assert summaries[2].startswith("decimal.InvalidOperation: ")
    assert summaries[3] == "SystemExit: 0"
    assert answer["results"][4]["out"] == "still here\n"


def test_warnings_are_kept_apart_with_the_line_that_led_to_them() -> None:
    code = "import warnings\n\ndef f():\n    warnings.warn('old', DeprecationWarning, stacklevel=1)\n\nf()\n"
    (result,) = run(example(code, line=10))["results"]
    assert result["warnings"] == [{"line": 13, "text": "DeprecationWarning: old"}]
    assert result["err"] == ""


def test_a_warning_of_imported_code_leads_to_the_authors_line_and_is_seen_each_time() -> None:
    code = "import numpy as np\nx = np.array([0.0])\nnp.log(x)\n"
    answer = run(example(code, line=1), example(code, line=10), preload=["numpy"])
    assert [result["warnings"][0]["line"] for result in answer["results"]] == [3, 12]


def test_standard_error_is_kept_apart() -> None:
    (result,) = run(example("import os, sys; print('a'); sys.stderr.write('b\\n'); os.write(2, b'c\\n')"))["results"]
    assert (result["out"], result["err"]) == ("a\n", "b\nc\n")


def test_bytes_that_are_not_utf8_survive() -> None:
    assert printed("import os; os.write(1, b'\\xff')") == "\udcff"


def test_a_missing_module_is_named_before_anything_runs() -> None:
    (result,) = run(example("print('ran')", requires=["json", "no_such_module", "no.such"]))["results"]
    assert result["missing"] == "no_such_module"
    assert result["out"] == ""


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("while True: pass", {"kind": "timeout", "seconds": 0.5}),
        ("import os; os._exit(0)", {"kind": "lost", "how": "exit code 0"}),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", {"kind": "lost", "how": "signal SIGSEGV"}),
        ("while True: print('x' * 1000)", {"kind": "flood", "bytes": 5000}),
        ("print('x' * 10000)\nimport time; time.sleep(0.1)", {"kind": "flood", "bytes": 5000}),
    ],
)
def test_a_page_that_is_lost_says_why_and_others_go_on(code: str, end: dict[str, Any]) -> None:
    pages = [
        {
            "name": "lost.md",
            "versions": [],
            "fonts": [],
            "examples": [example("print(1)"), example(code, timeout=0.5), example("print(3)")],
        },
        {"name": "other.md", "versions": [], "fonts": [], "examples": [example("print(4)")]},
    ]
    answers = run_pages(pages, output_limit=5000)
    assert [result["out"] for result in answers["lost.md"]["results"]] == ["1\n"]
    assert answers["lost.md"]["end"] == end
    assert answers["other.md"]["end"] is None
    assert answers["other.md"]["results"][0]["out"] == "4\n"


def test_too_much_output_is_found_even_when_the_example_was_quick() -> None:
    answer = run(example("print('x' * 10000)"), output_limit=5000)
    assert answer["end"] == {"kind": "flood", "bytes": 5000}


def test_what_is_printed_after_an_examples_end_is_counted() -> None:
    late = "import subprocess; subprocess.Popen(['sh', '-c', 'sleep 0.1; echo late'])"
    answer = run(example(late), example("import time; time.sleep(0.5); print('mine')"))
    assert [result["late"] for result in answer["results"]] == [["out"], []]
    assert answer["results"][1]["out"] == "mine\n"


def test_a_forked_child_of_an_example_is_not_the_page() -> None:
    code = "import os\npid = os.fork()\nif pid == 0:\n    print('child')\nelse:\n    os.waitpid(pid, 0)\n    print('parent')\n"
    answer = run(example(code), example("print('next')"))
    assert [result["out"] for result in answer["results"]] == ["child\nparent\n", "next\n"]
    answer = run(example("import os\nif os.fork():\n    while True: pass", timeout=0.5))
    assert answer["end"] == {"kind": "timeout", "seconds": 0.5}


def test_threads_are_waited_for_as_at_the_end_of_a_script() -> None:
    code = "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()"
    answer = run(example(code), example("print('next')"))
    assert [result["out"] for result in answer["results"]] == ["late\n", "next\n"]


def test_streams_that_an_example_replaces_or_closes_are_new_for_the_next() -> None:
    wrapped = "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\nprint('wrapped')"
    answer = run(example(wrapped), example("import sys; print('a'); sys.stdout.close()"), example("print('b')"))
    assert [result["out"] for result in answer["results"]] == ["wrapped\n", "a\n", "b\n"]


def test_exit_functions_run_and_are_not_silent() -> None:
    (result,) = run(example("import atexit; atexit.register(print, 'bye')"))["results"]
    assert (result["out"], result["late"]) == ("bye\n", [])
    answer = run(example("import atexit, time; atexit.register(time.sleep, 60)", timeout=0.5))
    assert answer["end"] == {"kind": "timeout", "seconds": 0.5}


@pytest.mark.parametrize(
    "code",
    [
        "import json; json.dumps = lambda *a, **k: 'x'",
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))",
        "import os; os.closerange(0, 100)",
        "import os; os.setpgid(0, os.getpgid(os.getppid()))\nwhile True: pass",
        "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.killpg(0, signal.SIGTERM)\nwhile True: pass",
    ],
)
def test_one_page_cannot_spoil_the_others(code: str) -> None:
    pages = [
        {
            "name": "hostile.md",
            "versions": [],
            "fonts": [],
            "examples": [example(code, timeout=0.5), example("print(1)")],
        },
        {"name": "other.md", "versions": [], "fonts": [], "examples": [example("print(2)")]},
    ]
    answers = run_pages(pages, workers=2)
    assert answers["other.md"]["results"][0]["out"] == "2\n"


def test_an_exception_whose_message_cannot_be_read_is_reported_all_the_same() -> None:
    code = "class Mute(Exception):\n    def __str__(self): raise RuntimeError\nraise Mute"
    assert "Mute" in run(example(code))["results"][0]["error"]["summary"]


def test_inspect_finds_functions_of_earlier_examples() -> None:
    answer = run(
        example("def f():\n    return 1\n", line=3, session="s"),
        example("import inspect; print(inspect.getsource(f))", line=9, session="s"),
    )
    assert answer["results"][1]["out"] == "def f():\n    return 1\n\n"


def test_a_preload_may_print() -> None:
    assert run(example("print(1)"), preload=["this"])["results"][0]["out"] == "1\n"


def test_versions_of_what_was_imported_are_told() -> None:
    pages = [
        {
            "name": "a.md",
            "versions": ["yaml", "numpy", "nope"],
            "fonts": [],
            "examples": [example("import yaml"), example("import numpy")],
        }
    ]
    versions = [result["versions"] for result in run_pages(pages)["a.md"]["results"]]
    assert versions[0] == {"Python": platform.python_version(), "yaml": version("PyYAML")}
    assert versions[1] == versions[0] | {"numpy": version("numpy")}


MODULE_THAT_WARNS = """
import sys, types, warnings

class Module(types.ModuleType):
    @property
    def __version__(self):
        warnings.warn("is deprecated", DeprecationWarning)
        return "1.0"

sys.modules["old"] = Module("old")
warnings.simplefilter("error")
"""


def test_asking_for_a_version_cannot_disturb_the_example() -> None:
    pages = [
        {
            "name": "a.md",
            "versions": ["old"],
            "fonts": [],
            "examples": [example(MODULE_THAT_WARNS), example("print(1)")],
        }
    ]
    page = run_pages(pages)["a.md"]
    assert [result["versions"]["old"] for result in page["results"]] == ["1.0", "1.0"]
    assert [(result["warnings"], result["error"], result["out"]) for result in page["results"]] == [
        ([], None, ""),
        ([], None, "1\n"),
    ]


def test_an_error_of_our_own_in_a_page_is_not_told_as_the_authors_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks = "from drift.run import child_page\nchild_page._versions = lambda modules: modules['no such key']\n"
    (tmp_path / "breaks_drift.py").write_text(breaks, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(
        KernelError, match=r"(?s)^drift itself failed while it ran docs/page\.md:\n.*TypeError"
    ) as error:
        run(example("print(1)"), preload=["breaks_drift"])
    assert "in _run_page" in str(error.value)


def test_what_drift_imports_into_an_example_stays_little() -> None:
    heavy = {"ast", "copy", "dataclasses", "dis", "inspect", "markdown", "mkdocs", "numpy", "yaml"}
    parts = ("ahead", "end", "figure", "files", "page", "raised", "reads", "running", "script", "shell")
    drift = ["drift", "drift.run", *(f"drift.run.child_{part}" for part in parts), "drift.run.job", "drift.run.shield"]
    code = f"import sys; print(sorted({heavy} & set(sys.modules)), sorted(m for m in sys.modules if m.startswith('drift')))"
    assert printed(code) == f"[] {drift}\n"


def test_a_preload_that_is_missing_is_said() -> None:
    with pytest.raises(KernelError, match=r"preload: ModuleNotFoundError: No module named 'no_such_module'"):
        run(example("print(1)"), preload=["no_such_module"])


def test_environment_does_not_depend_on_the_terminal() -> None:
    environ = {"COLUMNS": "40", "NO_COLOR": "1", "PYTHONWARNINGS": "error", "PYTHONPATH": "lib", "PATH": "/bin"}
    assert clean_environment(environ) == {
        "PYTHONPATH": "lib",
        "PATH": "/bin",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
    }
    assert run(example("import os; print(os.environ['A'])"), environment={"A": "b"})["results"][0]["out"] == "b\n"


def alive(mark: str) -> list[str]:
    """Return the command lines of running processes that hold `mark`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if mark in command:
                found.append(command)
    return found


BUILD = """
import sys
from pathlib import Path
from drift.run.kernel import Kernel
code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600) # MARK'])\\nwhile True: pass"
page = {"name": "docs/page.md", "versions": [], "fonts": [], "examples": [{"code": code, "line": 1, "shell": None, "workdir": None, "width": 0, "session": None, "requires": [], "figure": False, "timeout": 600}]}
with Kernel(Path.cwd()) as kernel:
    print(list(kernel.run([page] * 2)))
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("word", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_the_build_is_killed(word: signal.Signals) -> None:
    mark = f"left-by-{os.getpid()}-{word.name}"
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD.replace("MARK", mark)],
        stderr=subprocess.DEVNULL,
        # A shell that put the tests into the background had them ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        deadline = time.monotonic() + 60
        while len(alive(mark)) < 3 and time.monotonic() < deadline:  # the build itself and a child of each page
            time.sleep(0.05)
        assert len(alive(mark)) == 3
        build.send_signal(word)
        build.wait(30)
        while alive(mark) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        build.kill()
        build.wait()
    assert alive(mark) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to a process that asks for them")
def test_nothing_is_left_that_has_a_session_of_its_own() -> None:
    mark = f"daemon-of-{os.getpid()}"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600) # {mark}'], start_new_session=True)"
    assert run(example(code))["end"] is None
    assert alive(mark) == []


def test_pages_run_in_interpreters_of_their_own_where_there_is_no_fork(tmp_path: Path) -> None:
    """Take `fork` away, as on Windows, and speak to the kernel over its pipes."""
    code = "import os, runpy\ndel os.fork\nrunpy.run_module('drift.run.child_server', run_name='__main__')"
    pages = [
        {
            "name": f"{n}.md",
            "versions": [],
            "fonts": [],
            "examples": [example(f"print({n})"), example("import os; os._exit(3)")],
        }
        for n in range(3)
    ]
    order = {"preload": [], "workers": 2, "output_limit": 1000, "noted": [], "figure_fonts": None}
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    token = "0123456789abcdef" * 2
    process.stdin.write(token + json.dumps(order) + "\n" + json.dumps(pages) + "\n")
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in pages]
    assert all(line.startswith(token) for line in lines)
    answers = [json.loads(line.removeprefix(token)) for line in lines]
    process.stdin.close()
    process.stdout.close()
    assert process.wait(20) == 0
    assert sorted(answer["results"][0]["out"] for answer in answers) == ["0\n", "1\n", "2\n"]
    assert all(answer["end"] == {"kind": "lost", "how": "exit code 3"} for answer in answers)
