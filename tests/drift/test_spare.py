"""The process that a live preview starts in advance: it is there, it changes no result, it is never stale, and nothing of it is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.run.kernel import KernelError, RunInterruptedError
from drift.run.spare import Spare
from drift.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Project

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there is nothing to start in advance")

SETTINGS = """
[tool.drift]
examples = "all"
versions = ["matplotlib", "PIL", "module"]
depends = ["src"]
"""
DRAWING = '```python figure="curve" alt="A curve"\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n{code}\n```\n'


@pytest.fixture
def spare() -> Iterator[Spare]:
    spare = Spare()
    yield spare
    spare.end()


@pytest.fixture
def printed(project: Project, spare: Spare) -> Callable[..., list[str | None]]:
    """Run pages, in a process that was started in advance from the second time on; return what each example printed."""
    project.write("pyproject.toml", SETTINGS)
    memo = Memo()

    def printed(*pages: str, warm: bool = True) -> list[str | None]:
        for old in (project.root / "docs").glob("*.md"):
            old.unlink()
        paths = [project.write(f"docs/{number}.md", page) for number, page in enumerate(pages)]
        settings = load_settings(project.root)
        report = check_pages(paths, settings, memo, spare=spare) if warm else check_pages(paths, settings)
        assert report.faults == 0, report.findings
        return [verdict.text for page in report.pages for verdict in page.verdicts]

    return printed


def example(code: str) -> str:
    return f"```python\n{code}\n```\n\n```output\n?\n```\n"


def starts(project: Project) -> int:
    """Return how often a process has imported the module that is preloaded."""
    return len(project.read("starts")) if (project.root / "starts").exists() else 0


def preload(project: Project, module: str = "") -> None:
    """Let the module `module` be preloaded, which counts how often it is."""
    project.write("src/module.py", f"open('starts', 'a').write('x')\n{module}\n")
    more = 'preload = ["module"]\n\n[tool.drift.environment]\nPYTHONPATH = "src"\n'
    project.write("pyproject.toml", SETTINGS + more)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_next_run_finds_a_process_that_is_ready(project: Project, printed: Callable[..., list[str | None]]) -> None:
    preload(project)
    pid = "import os; print(os.getppid())"
    (first,) = printed(example(pid))
    wait_for(lambda: starts(project) == 2)  # before anyone asks
    (second,) = printed(example(pid + "  # changed"))
    wait_for(lambda: starts(project) == 3)
    assert first != second
    # What need not run does not use it up.
    printed("Text\n\n" + example(pid + "  # changed"))
    printed("More text\n\n" + example(pid + "  # changed"))
    time.sleep(0.3)
    assert starts(project) == 3


STATE = """
import os, sys, warnings
import matplotlib
from matplotlib import font_manager, get_backend, rcParams
print(sorted(name for name in sys.modules if name.startswith("drift")))
print("matplotlib.pyplot" in sys.modules, get_backend(), matplotlib.matplotlib_fname())
print(sorted(map(str, rcParams.items())))
print(warnings.filters)
print(font_manager.fontManager.ttflist[0].fname)
matplotlib.use("svg")
print(get_backend(), rcParams["backend"])
import matplotlib.pyplot as plt
print(plt.get_fignums(), plt.isinteractive(), get_backend(), sorted(plt.style.available), rcParams == matplotlib.rcParamsDefault)
"""


@pytest.mark.slow
def test_examples_with_figures_print_the_same(project: Project, printed: Callable[..., list[str | None]]) -> None:
    project.write(
        "pyproject.toml",
        SETTINGS
        + 'figure-fonts = ["koreanize_matplotlib/fonts/NanumGothic.ttf"]\n\n[tool.drift.environment]\nMATPLOTLIBRC = "rc/my"\n',
    )
    project.write("rc/my", "lines.linewidth: 7\nfont.family: NanumGothic\n")
    page = example(STATE) + "\n" + DRAWING.format(code="plt.title('한글')")
    fresh = printed(page, warm=False)
    assert "'lines.linewidth', 7.0" in str(fresh[0])
    assert "NanumGothic.ttf" in str(fresh[0])
    printed(DRAWING.format(code=""))
    assert printed(page) == fresh


def test_pages_without_figures_see_no_matplotlib(printed: Callable[..., list[str | None]]) -> None:
    code = "import sys; print('matplotlib' in sys.modules)"
    drawing = DRAWING.format(code="")
    printed(drawing)
    assert printed(example(code)) == ["False\n"]
    assert printed(drawing.replace("2", "3"), example(code + "  # changed")) == ["", "False\n"]


@pytest.mark.slow
def test_a_figure_is_the_same_drawing(project: Project, spare: Spare) -> None:
    project.write("pyproject.toml", SETTINGS)
    memo = Memo()
    drawn = set()
    for number in range(3):
        page = project.write("docs/index.md", DRAWING.format(code=f"# {number}"))
        report = check_pages([page], load_settings(project.root), memo, spare=spare)
        drawn.add((report.pages[0].verdicts[0].figure_drawn, *report.pages[0].versions.items()))
    assert len(drawn) == 1
    assert "<svg" in str(drawn)


def test_a_module_that_was_imported_in_advance_is_never_stale(
    project: Project, printed: Callable[..., list[str | None]]
) -> None:
    show = example("import module; print(module.__doc__)")
    for text in (
        "a",
        "bb",
        "ccc",
    ):  # not of the same length: Python itself would take the compiled one within the same second
        preload(project, f"__doc__ = '{text}'")
        assert printed(show) == [f"{text}\n"]


def test_settings_and_variables_are_those_of_now(
    project: Project, printed: Callable[..., list[str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    show = example("import os; print(os.environ.get('A'), os.environ.get('B'))")
    assert printed(show) == ["None None\n"]
    project.write("pyproject.toml", SETTINGS + "\n[tool.drift.environment]\nA = '1'\n")
    assert printed(show) == ["1 None\n"]
    monkeypatch.setenv("B", "2")
    assert printed(show + "\n") == ["1 None\n"]  # nothing had to run
    assert printed(show.replace("import os", "import os, sys")) == ["1 2\n"]


def test_a_module_that_cannot_be_imported_in_advance_is_told_until_it_is_mended(
    project: Project, printed: Callable[..., list[str | None]]
) -> None:
    preload(project)
    printed(example("print(1)"))
    preload(project, "1 / 0")
    for _ in range(2):
        with pytest.raises(KernelError, match="preload: ZeroDivisionError"):
            printed(example("print(2)"))
    preload(project)
    assert printed(example("print(3)")) == ["3\n"]


# One that takes its settings from a file, says when it has been imported, and may say more.
MATPLOTLIB = {
    "__init__.py": "settings = open('rc').read()\ndef matplotlib_fname(): return 'rc'\n",
    "font_manager.py": "fontManager = None\n",
    "figure.py": (
        "from pathlib import Path\nif Path('warn').exists():\n    import warnings\n    warnings.warn('from its import')\n"
        "class Figure:\n    def __getattr__(self, name): return lambda *_, **__: self\n"
    ),
    "backends/__init__.py": "",
    "backends/backend_agg.py": "",
    "backends/backend_svg.py": "open('starts', 'a').write('x')\n",
    "pyplot.py": "def get_fignums(): return []\n",
}


@pytest.fixture
def other_matplotlib(project: Project, printed: object) -> None:
    for name, text in MATPLOTLIB.items():
        project.write(f"src/matplotlib/{name}", text)
    project.write("rc", "a")
    project.write("pyproject.toml", SETTINGS + '\n[tool.drift.environment]\nPYTHONPATH = "src"\n')


@pytest.mark.usefixtures("other_matplotlib")
@pytest.mark.parametrize("warns", [False, True])
def test_what_an_import_does_in_advance_is_as_if_it_were_done_now(project: Project, spare: Spare, warns: bool) -> None:
    """What it says is the examples', and settings are those of now."""
    if warns:
        project.write("warn", "")
    memo = Memo()
    told = []
    for number in range(3):
        if number:
            wait_for(lambda number=number: starts(project) == number)  # the one that runs next is ready
            if not warns:
                project.write("rc", f"{number}")
        code = f"import matplotlib.figure  # {number}\nprint(matplotlib.settings)"
        page = project.write("docs/index.md", example(code) + "\n" + DRAWING.format(code=""))
        report = check_pages([page], load_settings(project.root), memo, spare=spare)
        told.append("\n".join(problem.message + str(problem.detail) for problem in report.pages[0].problems))
        assert ("from its import" in told[-1]) == warns
        assert f"+{number or 'a'}" in told[-1] or warns


@pytest.mark.slow
def test_fonts_are_those_of_now_and_what_they_say_is_told_again(project: Project, spare: Spare) -> None:
    more = 'figure-fonts = ["font.ttf"]\n\n[tool.drift.environment]\nMATPLOTLIBRC = "rc"\n'
    project.write("pyproject.toml", SETTINGS + more)
    fonts = [
        Path(next(iter(find_spec(package).submodule_search_locations)), file)
        for package, file in [
            ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
            ("koreanize_matplotlib", "fonts/NanumGothic.ttf"),
        ]
    ]
    memo, drawn, told = Memo(), set(), []
    for number, (font, first) in enumerate(
        [(fonts[0], ""), (fonts[0], ""), (fonts[1], ""), (fonts[1], "Lost, "), (fonts[1], "Lost, ")]
    ):
        project.write("rc", f"font.family: {first}NanumGothic, DejaVu Sans Mono\nfigure.constrained_layout.use: True\n")
        (project.root / "font.ttf").write_bytes(font.read_bytes())
        page = project.write("docs/index.md", DRAWING.format(code=f"plt.ylabel('y')  # {number}"))
        found = []
        for kept in ((memo, spare), (None, None)):
            report = check_pages([page], load_settings(project.root), kept[0], spare=kept[1])
            verdict = report.pages[0].verdicts[0]
            found.append(
                (verdict.figure_drawn, [f"{problem.message}{problem.detail}" for problem in report.pages[0].problems])
            )
        assert found[0] == found[1]
        drawn.add(found[0][0])
        told.append(str(found[0][1]))
        time.sleep(1.5)  # the one that runs next gets ready
    assert len(drawn) == 2
    assert ["Lost" in one for one in told] == [False, False, False, True, True], told


def test_an_example_that_ends_the_process_it_runs_in_ends_the_run(
    project: Project, printed: Callable[..., list[str | None]]
) -> None:
    printed(DRAWING.format(code=""))
    with pytest.raises(KernelError, match="the process that runs the examples ended with"):
        printed(DRAWING.format(code="import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(30)"))
    assert printed(DRAWING.format(code="plt.title('a')")) == [""]


def test_an_endless_loop_with_a_figure_can_be_stopped(
    project: Project, spare: Spare, printed: Callable[..., list[str | None]]
) -> None:
    printed(DRAWING.format(code=""))
    code = "import os\nfrom pathlib import Path\nPath('began').write_text(str(os.getpid()))\nwhile True: pass"
    page = project.write("docs/index.md", DRAWING.format(code=code))
    began = project.root / "began"
    with pytest.raises(RunInterruptedError):
        check_pages([page], load_settings(project.root), Memo(), spare=spare, interrupted=began.exists)
    with pytest.raises(ProcessLookupError):
        os.kill(int(began.read_text()), 0)


SERVER = """
import sys, time
from pathlib import Path
from drift.judge.check import check_pages
from drift.judge.memo import Memo
from drift.run.spare import Spare
from drift.settings import load_settings
spare = Spare()
check_pages([Path("docs/index.md")], load_settings(Path.cwd()), Memo(), spare=spare)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("delay", [0, 1.5])
def test_a_killed_server_leaves_no_process_and_no_folder(
    project: Project, running_in: Callable[[int], set[int]], delay: float
) -> None:
    """Neither while the process gets ready, nor when it is."""
    project.write("pyproject.toml", SETTINGS)
    project.write("docs/index.md", DRAWING.format(code=""))
    temporary = project.root / "temporary"
    temporary.mkdir()
    nowhere = project.write("no-folder", "")  # so that Matplotlib makes itself one among the temporary ones
    variables = {"TMPDIR": str(temporary), "MPLCONFIGDIR": str(nowhere)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=project.root,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        time.sleep(delay)
        assert running_in(server.pid) - {server.pid}
        server.kill()
    wait_for(lambda: not running_in(server.pid))
    assert list(temporary.iterdir()) == []
