"""Hostile examples, all on one site: each is named with its page and line, and the innocent page beside them is as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

pytestmark = pytest.mark.slow

# What an example does to the world around it, and what is said of it. The example begins in line 3 of its page.
HOSTILE = {
    "exit": ("import sys\nsys.exit(0)", "4: the example called sys.exit (SystemExit: 0)"),
    "exit-silent": ("raise SystemExit", "3: the example called sys.exit (SystemExit)"),
    "os-exit": ("import os\nos._exit(0)", "2: the example ended the page's process (exit code 0)"),
    "segfault": ("import ctypes\nctypes.string_at(0)", "2: the example ended the page's process (signal SIGSEGV)"),
    "killed": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "2: the example ended the page's process (signal SIGKILL)",
    ),
    "endless": ("while True: pass", "2: the example did not end within 2 s and was stopped"),
    "endless-deaf": (
        "import signal\nfor s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
        "2: the example did not end within 2 s and was stopped",
    ),
    "flood": ("while True: print('x' * 1000)", "2: the example printed more than 100000 bytes and was stopped"),
    "flood-child": (
        "import subprocess\nsubprocess.run(['yes'])",
        "2: the example printed more than 100000 bytes and was stopped",
    ),
    "stdin": ("name = input()", "3: EOFError: EOF when reading a line"),
    "child": (
        "import subprocess\nsubprocess.Popen(['sleep', '60'])\nprint('left')",
        "2: it prints something, but nothing is recorded",
    ),
    "thread": (
        "import threading, time\ndef late():\n    time.sleep(0.1)\n    print('late')\nthreading.Thread(target=late).start()",
        "2: it prints something, but nothing is recorded",  # a script waits for its threads, too
    ),
    "bytes": ("import sys\nsys.stdout.buffer.write(b'\\xff\\xfe')", "2: what it printed is not UTF-8"),
    "recursion": ("def f(): return f()\nf()", "3: RecursionError: maximum recursion depth exceeded"),
    "deep-recursion": (
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(n): return f(n + 1) if n < 10**7 else n\nprint([].__class__)\nf(0)",
        None,  # an exception or a crash, as Python has it
    ),
    "memory": ("x = [0] * (1 << 62)", "3: MemoryError"),
    "syntax": ("x = 1\nprint(x", "4: SyntaxError: '(' was never closed"),
    "indentation": ("if True:\nprint(1)", "4: IndentationError: expected an indented block"),
    "raised": ("def f():\n    raise ValueError('no')\n\nf()", "4: ValueError: no"),
    "interrupt": ("raise KeyboardInterrupt", "3: KeyboardInterrupt"),
    "exit-function": (
        "import atexit\natexit.register(lambda: 1 / 0)",
        None,
    ),  # the page's, not the example's: see below
    "warning": ("import warnings\nwarnings.warn('careful')", "4: a warning: UserWarning: careful"),
    "stderr": ("import sys\nprint('oops', file=sys.stderr)", "2: it wrote to standard error"),
    "closed": ("import sys\nsys.stdout.close()\nprint('gone')", "5: ValueError: I/O operation on closed file"),
    "results": (
        "import json\njson.dumps = None\nimport os\nos.fstat = os.dup2 = None",
        None,
    ),
}
OPTIONS = {
    "raises-nothing": ('raises="ValueError"', "pass", "2: it was announced to raise ValueError, but raised nothing"),
    "raises-another": ('raises="ValueError"', "1 / 0", "3: it raised ZeroDivisionError, not the announced ValueError"),
    "misspelt": ('raise="ValueError"', "pass", '2: an example has no option "raise": did you mean "raises"?'),
    "unknown": ('colour="red"', "pass", '2: an example has no option "colour": it takes title, hl_lines, linenums'),
    "unquoted": ("timeout=20", "pass", "2: this fence would be dropped:"),
    "bad-timeout": ('timeout="soon"', "pass", '2: timeout="soon": it takes a positive number of seconds'),
    "no-module": ('requires="no such"', "pass", None),
}


@pytest.fixture
def project(project: Project) -> Project:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\ntimeout = 2\noutput-limit = 100000\n')
    return project


def test_each_is_named_and_the_others_go_on(project: Project) -> None:
    for name, (code, _) in HOSTILE.items():
        project.write(
            f"docs/{name}.md",
            f"# Page\n```python\n{code}\n```\n\n```python\nprint('next')\n```\n\n```output\nnext\n```\n",
        )
    for name, (options, code, _) in OPTIONS.items():
        project.write(f"docs/{name}.md", f"# Page\n```python {options}\n{code}\n```\n")
    project.write("docs/index.md", "```python\nprint('fine')\n```\n\n```output\nfine\n```\n")
    done = project.drift("check", env={"CI": "true"})
    assert done.code == 1
    for name, (*_, code, said) in (HOSTILE | OPTIONS).items():
        if said is None:
            continue
        problems = re.findall(rf"^docs/{name}\.md:(.*)", done.text, re.MULTILINE)
        assert any(problem.startswith(said) for problem in problems), (name, problems)
        is_lost = re.match(r"2: the example (did not end|ended|printed more)", said) is not None
        follower = f"{code.count(chr(10)) + 6}: not run, because of line 2"
        assert (follower in problems) == is_lost, (name, problems)
    assert "docs/index.md" not in done.text
    assert f"on {len(HOSTILE) + len(OPTIONS) + 1} pages" in done.text


def test_the_module_that_is_missing_is_named(project: Project) -> None:
    project.write("docs/index.md", '```python requires="json no_such_module"\nprint(1)\n```\n\n```output\n1\n```\n')
    done = project.drift("check")
    assert done.code == 0
    assert "1 not run (a module is missing)" in done.text
    done = project.drift("check", env={"CI": "true"})
    assert done.code == 1
    assert 'docs/index.md:1: not run: the module "no_such_module" is not installed' in done.text


def test_nothing_leaks_into_another_page(project: Project) -> None:
    project.write(
        "docs/a.md",
        "```python\nimport os, sys, random, types\nimport numpy as np\nos.environ['HOSTILE'] = '1'\nos.chdir('/')\n"
        "np.set_printoptions(precision=1)\nnp.random.seed(7)\nrandom.seed(7)\nsys.modules['hostile'] = types.ModuleType('h')\n"
        "sys.path.insert(0, '/nowhere')\nsys.setrecursionlimit(50)\n```\n",
    )
    project.write(
        "docs/b.md",
        "```python\nimport os, sys\nimport numpy as np\n"
        "print('HOSTILE' in os.environ, os.path.exists('pyproject.toml'), np.get_printoptions()['precision'])\n"
        "print(int(np.random.get_state()[1][0]) == 7, 'hostile' in sys.modules, '/nowhere' in sys.path)\n"
        "print(sys.getrecursionlimit())\n```\n\n```output\nFalse True 8\nFalse False False\n1000\n```\n",
    )
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nworkers = 1\npreload = ["numpy"]\n')
    assert project.drift("check").text.endswith(" s\n")
    assert project.drift("check").code == 0


def test_an_exit_function_that_fails_is_not_silent(project: Project) -> None:
    project.write("docs/index.md", "```python\nimport atexit\natexit.register(lambda: 1 / 0)\n```\n")
    done = project.drift("check")
    assert done.text.startswith("docs/index.md:1: it wrote to standard error")
    assert "ZeroDivisionError: division by zero" in done.text


def test_what_a_thread_prints_late_is_laid_to_the_example_that_started_it(project: Project) -> None:
    project.write(
        "docs/index.md",
        "```python\nimport threading, time\n\ndef late():\n    time.sleep(0.1)\n    print('late')\n\n"
        "threading.Thread(target=late, daemon=True).start()\n```\n\n"
        "```python\nimport time\n\ntime.sleep(0.5)\nprint('mine')\n```\n\n```output\nmine\n```\n",
    )
    done = project.drift("check")
    assert done.text.startswith("docs/index.md:1: something that it started went on printing after its end")
    assert "0 drifted, 1 faulty" in done.text


def test_a_pool_of_threads_that_is_left_open_ends_with_its_example(project: Project) -> None:
    code = "from concurrent.futures import ThreadPoolExecutor\n\npool = ThreadPoolExecutor()\npool.submit(print, 1)\n"
    project.write("docs/index.md", f"```python\n{code}```\n\n```output\n1\n```\n")
    assert project.drift("check").code == 0
