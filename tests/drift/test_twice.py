"""`drift update` records nothing that the next `drift check` would refuse: what is new runs twice."""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project


pytestmark = pytest.mark.slow  # each of them runs a page twice


def page(code: str, options: str = "") -> str:
    return f"```python{options}\n{code}\n```\n"


NOT_REPEATED = {
    "address": ("print(object())", 'mask="address"'),
    "duration": ("import time\nprint(f'{time.perf_counter():.9f} s')", 'mask="duration"'),
    "temporary folder": ("import tempfile\nprint(tempfile.mkdtemp())", 'mask="temporary-path"'),
    "uuid": ("import uuid\nprint(uuid.uuid4())", 'mask="uuid"'),
    "today": ("import datetime\nprint(datetime.date.today())", 'mask="date"'),
    "now": ("import datetime\nprint(datetime.datetime.now())", 'mask="date time"'),
    "two kinds": ("import uuid\nprint(uuid.uuid4(), object())", 'mask="address uuid"'),
    "timing": ("import time\nprint(time.perf_counter())", "print a duration with its unit"),
    "random": ("import random\nprint(random.random())", "seed what is random"),
    "random and address": ("import random\nprint(random.random(), object())", "seed what is random"),
    "id": ("print(id([]))", "seed what is random"),
    "process": ("import os\nprint(os.getpid())", "seed what is random"),
    "hour": ("import time\nprint(time.localtime(0).tm_hour)", "the second run is in another time zone"),
}


@pytest.mark.parametrize("name", NOT_REPEATED)
def test_what_no_run_repeats_is_not_recorded_and_told_with_the_way_out(project: Project, name: str) -> None:
    code, way_out = NOT_REPEATED[name]
    source = f"# A page\n\n{page(code)}\n{page('print(1)')}"
    project.write("docs/index.md", source)
    done = project.drift("update")
    assert done.code == 1
    assert project.read("docs/index.md") == f"{source}\n```output\n1\n```\n"  # the rest is recorded
    message, _, rest = done.text.partition(
        "docs/index.md:3: a second run prints something else, so this is not recorded\n"
    )
    assert rest.startswith("    --- first run\n    +++ second run\n    @@ -1 +1 @@\n    -"), done.text
    diff, _, hint = rest.partition("    → ")
    assert len(diff.splitlines()) == 5
    assert way_out in hint.partition("\n")[0]
    assert "2 examples on 1 page executed, 1 drifted, 1 faulty" in hint
    assert hint.rstrip().endswith("1 page rewritten")
    assert "Traceback" not in message


def test_what_was_recorded_stays_until_it_can_be_recorded_anew(project: Project) -> None:
    source = page("print(object())") + "\n```output\nan old one\n```\n"
    project.write("docs/index.md", source)
    assert project.drift("update").code == 1
    assert project.read("docs/index.md") == source


def test_the_mask_that_is_named_is_the_way_out(project: Project) -> None:
    project.write("docs/index.md", page("print(object())"))
    assert project.drift("update").code == 1
    project.write("docs/index.md", page("print(object())", ' mask="address"'))
    assert project.drift("update").code == 0
    assert project.drift("check").code == 0


def test_a_dry_run_says_the_same(project: Project) -> None:
    project.write("docs/index.md", page("print(object())"))
    done = project.drift("update", "--dry-run")
    assert done.code == 1
    assert "docs/index.md:1: a second run prints something else" in done.text
    assert "0 pages would be rewritten" in done.text


def test_approx_forgives_here_what_it_forgives_in_a_check(project: Project) -> None:
    number = "import os\nopen('ran', 'ab').write(b'.')\nprint(f'0.{5 + os.path.getsize(\"ran\")}')"
    for steps, options, exit_code in ((1, ' approx="on"', 0), (1, "", 1), (2, ' approx="on"', 1)):
        (project.root / "ran").unlink(missing_ok=True)
        text = number.replace("b'.'", repr(b"." * steps))
        project.write("docs/index.md", f"{page(text)}\n```output{options}\n0.1\n```\n")
        assert project.drift("update").code == exit_code
        recorded = f"0.{5 + steps}" if exit_code == 0 else "0.1"
        assert project.read("docs/index.md") == f"{page(text)}\n```output{options}\n{recorded}\n```\n"


def test_a_figure_that_no_run_repeats_is_not_recorded(project: Project) -> None:
    options = ' figure="curve" alt="A curve"'
    drawn = "import random\nimport matplotlib.pyplot as plt\n{}\nplt.plot([random.random(), 1])"
    project.write("docs/index.md", page(drawn.format(""), options))
    done = project.drift("update")
    assert done.code == 1
    assert (
        "docs/index.md:1: a second run draws another figure, so this is not recorded\n    → seed what is random"
        in done.text
    )
    assert not (project.root / "docs/figures/curve.svg").exists()
    project.write("docs/index.md", page(drawn.format("random.seed(1)"), options))
    assert project.drift("update").code == 0
    assert project.drift("check").code == 0


def test_an_svg_that_is_printed_is_recorded_when_its_ids_and_date_are_set(project: Project) -> None:
    code = """\
        import io
        import matplotlib
        import matplotlib.pyplot as plt

        {}
        plt.plot([1, 2])
        text = io.StringIO()
        plt.savefig(text, format="svg"{})
        print(text.getvalue())
        """
    fence = f'```python exec="on" html="1"\n{dedent(code)}```\n'
    project.write("docs/index.md", fence.format("", ""))
    done = project.drift("update")
    assert done.code == 1
    assert "second run prints something else, so this is not recorded" in done.text
    assert '→ for an SVG of Matplotlib, set rcParams["svg.hashsalt"]' in done.text
    project.write(
        "docs/index.md", fence.format('matplotlib.rcParams["svg.hashsalt"] = "x"', ', metadata={"Date": None}')
    )
    assert project.drift("update").code == 0
    assert project.drift("check").code == 0


def test_a_second_run_that_fails_is_told(project: Project) -> None:
    project.write("docs/index.md", page("import os\nos.mkdir('made')\nprint('made')"))
    done = project.drift("update")
    assert done.code == 1
    assert "docs/index.md:3: a second run went wrong, so this is not recorded: FileExistsError" in done.text
    assert "0 pages rewritten" in done.text


def test_a_long_difference_is_cut(project: Project) -> None:
    project.write("docs/index.md", page("for _ in range(100):\n    print(object())"))
    done = project.drift("update")
    assert done.code == 1
    assert len(done.text.splitlines()) < 30
    assert "    … and 183 more lines\n" in done.text


def counting(name: str, code: str) -> str:
    return page(f"open('{name}', 'ab').write(b'.')\n{code}")


def runs(project: Project, name: str) -> int:
    return len((project.root / name).read_bytes())


def test_only_pages_with_something_new_run_twice(project: Project) -> None:
    project.write("docs/new.md", counting("new", "print(1)"))
    project.write("docs/changed.md", counting("changed", "print(1)") + "\n```output\n2\n```\n")
    project.write("docs/silent.md", counting("silent", "x = 1") + "\n```output\n2\n```\n")
    project.write("docs/same.md", counting("same", "print(1)") + "\n```output\n1\n```\n")
    project.write("docs/faulty.md", counting("faulty", "1 / 0"))
    assert project.drift("update").code == 1
    assert {name: runs(project, name) for name in ("new", "changed", "silent", "same", "faulty")} == {
        "new": 2,
        "changed": 2,
        "silent": 2,
        "same": 1,
        "faulty": 1,
    }
    assert project.drift("update").code == 1
    assert {name: runs(project, name) for name in ("new", "changed", "silent")} == dict.fromkeys(
        ("new", "changed", "silent"), 3
    )  # nothing is new any more


def test_a_check_runs_nothing_twice(project: Project) -> None:
    project.write("docs/new.md", counting("new", "print(1)"))
    assert project.drift("check").code == 1
    assert runs(project, "new") == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Seoul", "UTC"])
def test_the_day_differs_wherever_the_author_is(project: Project, zone: str) -> None:
    project.write("docs/index.md", page("import datetime\nprint(datetime.date.today())"))
    done = project.drift_process("update", env={"TZ": zone})
    assert done.code == 1
    assert 'mask="date" on the example' in done.text


def test_a_time_zone_of_the_settings_holds_in_both_runs(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nenvironment = { TZ = "UTC" }\n')
    project.write("docs/index.md", page("import time\nprint(time.localtime(0).tm_hour)"))
    assert project.drift("update").code == 0
    assert project.read("docs/index.md").endswith("```output\n0\n```\n")


def test_seeds_of_preloaded_modules_are_not_those_of_one_process(project: Project) -> None:
    """All pages are forks of one process: what it has drawn by lot is the same in all of them, but not in the next check."""
    project.write("lottery.py", "import random\nnumber = random.random()\n")
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npreload = ["lottery"]\n')
    project.write("docs/index.md", page("import lottery\nprint(lottery.number)"))
    done = project.drift("update", env={"PYTHONPATH": str(project.root)})
    assert done.code == 1
    assert "a second run prints something else" in done.text


@pytest.mark.parametrize("code", ["print({'a', 'b', 'c', 'd', 'e'})", "print(hash('a'))"])
def test_what_the_hash_seed_orders_is_recorded_as_documented(project: Project, code: str) -> None:
    project.write("docs/index.md", page(code))
    assert project.drift("update").code == 0
    assert project.drift("check").code == 0


@pytest.mark.parametrize(
    "code", ["print(object())", "print(id([]))", "print(id(2.5 * len('ab')))", "print(id('a' * 600))"]
)
def test_addresses_differ_also_where_the_system_does_not_vary_them(project: Project, code: str) -> None:
    project.write("docs/index.md", page(code))
    project.write(
        "fixed.py",
        """
        import ctypes, os, sys

        if sys.platform == "linux":
            ctypes.CDLL(None).personality(0x0040000)  # ADDR_NO_RANDOMIZE, from the next program on
        os.execv(sys.executable, [sys.executable, "-m", "drift.cli", "update"])
        """,
    )
    if sys.platform != "win32":
        done = project.run("fixed")
        assert done.code == 1
        assert "a second run prints something else" in done.text


def test_a_page_that_changes_meanwhile_is_not_recorded(project: Project) -> None:
    code = "print(1)\nif open('ran', 'ab').write(b'.') and open('ran').read() == '..':\n    open('docs/other.md', 'a').write('x')"
    project.write("docs/index.md", page(code))
    project.write("docs/other.md", page("print(2)"))
    done = project.drift("update")
    assert done.code == 1
    assert "docs/other.md:1: this file was changed while the examples of docs/" in done.text
    assert "0 pages rewritten" in done.text
    assert project.read("docs/index.md") == page(code)
