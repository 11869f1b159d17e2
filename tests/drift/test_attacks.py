"""Examples that try to change what drift says, to read what is not theirs, or to publish files.

Every attacker here keeps silent when it fails: what is looked at is what drift says in the end. The kinds of attack are from reports on
tools that run documentation, each named where it is tried.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

pytestmark = pytest.mark.slow

RESULT = {
    "missing": None,
    "warnings": [],
    "error": None,
    "figure": None,
    "figure_fault": None,
    "returncode": 0,
    "ran": 0,
    "left": None,
    "out_at_end": "",
    "err": "",
    "versions": {},
}


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No attack reaches what other tests run meanwhile."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))


def page(code: str, recorded: str = "") -> str:
    """Return a page with one example, in its first line, and its recording."""
    recording = f"\n```output\n{recorded}\n```\n" if recorded else ""
    return f"```python\n{dedent(code).strip()}\n```\n{recording}"


def silently(code: str) -> str:
    return "try:\n" + indent(dedent(code).strip(), "    ") + "\nexcept Exception:\n    pass\n"


def forged_answer(name: str, printed: str) -> str:
    """Return code that sets `line` to the answer that the kernel would give for a page."""
    result = RESULT | {"out": printed + "\n", "late": []}
    return f"import json, os\nline = json.dumps({ {'name': name, 'results': [result], 'end': None, 'ran': [0, 0]}!r}) + '\\n'\n"


# By which ways an example may get hold of a descriptor of the process that started its own.
WAYS = {
    "by-proc": "open(f'/proc/{os.getppid()}/fd/1', 'w').write(line)",
    "by-pidfd": """
        import ctypes
        libc = ctypes.CDLL(None)
        stolen = libc.syscall(438, libc.syscall(434, os.getppid(), 0), 1, 0)  # pidfd_getfd(pidfd_open(…), 1)
        os.write(stolen, line.encode())
    """,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_example_answers_for_its_own_page(project: Project, way: str) -> None:
    project.write(
        "docs/index.md",
        page(forged_answer("docs/index.md", "forged") + silently(WAYS[way]) + "print('true')", "forged"),
    )
    done = project.drift("check")
    assert done.code == 1
    assert "+true" in done.text


@pytest.mark.parametrize("way", WAYS)
def test_no_example_answers_for_another_page(project: Project, way: str) -> None:
    project.write("docs/aa-attacker.md", page(forged_answer("docs/zz-victim.md", "wrong") + silently(WAYS[way])))
    project.write("docs/zz-victim.md", page("import time\ntime.sleep(0.5)\nprint('right')", "wrong"))
    done = project.drift("check")
    assert done.code == 1
    assert "docs/zz-victim.md:7: the output differs from what is recorded" in done.text
    assert "2 examples on 2 pages executed, 1 drifted" in done.text


def test_what_is_not_the_kernels_is_refused_and_told(project: Project) -> None:
    """Whoever gets at the way back to the build in spite of all: what is written there stands behind no token."""
    code = forged_answer("docs/index.md", "forged") + "os.write(1, line.encode())\n"
    project.write("talks.py", code)
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npreload = ["talks"]\n')
    project.write("docs/index.md", page("print('true')", "forged"))
    for command in ("check", "update"):
        paths = os.pathsep.join([str(project.root), os.environ.get("PYTHONPATH", "")])
        done = project.drift_process(command, env={"PYTHONPATH": paths})
        assert done.code == 2
        assert done.text.startswith("drift: something that is not drift wrote where the results of the examples come")
        assert '\'{"name": "docs/index.md"' in done.text
        assert "Traceback" not in done.text
    assert "forged" in project.read("docs/index.md")


FOLDERS = "import glob, json, os, tempfile, time\nfolders = glob.glob(os.path.join(tempfile.gettempdir(), 'drift-*'))\n"


def test_no_example_changes_what_another_page_has_printed(project: Project) -> None:
    attack = """
        for folder in folders:
            for name, text in (('0.out', 'wrong\\n'), ('1.out', 'wrong\\n')):
                if os.path.exists(os.path.join(folder, name)):
                    open(os.path.join(folder, name), 'w').write(text)
    """
    victim = page("print('right')", "wrong") + "\n" + page("import time\ntime.sleep(2)\nprint('right')", "wrong")
    project.write("docs/aa-attacker.md", page(f"import time\ntime.sleep(1)\n{FOLDERS}{silently(attack)}"))
    project.write("docs/zz-victim.md", victim)
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nworkers = 2\n')
    done = project.drift("check")
    assert done.code == 1
    assert done.text.count("the output differs from what is recorded") == 2


@pytest.mark.parametrize(
    "file",
    ["for file in (os.path.join(folder, '0.out') for folder in folders):", "for file in glob.glob('/dev/fd/*'):"],
    ids=["by-name", "by-descriptor"],
)
def test_no_example_changes_what_an_earlier_one_has_printed(project: Project, file: str) -> None:
    overwrite = """
        with open(file, 'r+') as printed:
            if printed.read() == 'right\\n':
                printed.seek(0)
                printed.write('wrong')
    """
    attack = f"{FOLDERS}{file}\n{indent(silently(overwrite), '    ')}"
    project.write("docs/index.md", page("print('right')", "wrong") + "\n" + page(attack))
    done = project.drift("check")
    assert done.code == 1
    assert "docs/index.md:5: the output differs from what is recorded" in done.text


def test_no_example_writes_results(project: Project) -> None:
    """Into the folder of its page, and blindly to every descriptor; then it ends, before the true result is written."""
    result = RESULT | {"out": len("forged\n"), "err": 0}
    attack = f"""
        line = json.dumps({result!r}) + '\\n'
        for folder in folders:
            open(os.path.join(folder, 'results.jsonl'), 'a').write(line)
        for descriptor in range(3, 1000):
            try:
                os.write(descriptor, line.encode())
            except OSError:
                pass
    """
    project.write("docs/index.md", page(f"print('forged')\n{FOLDERS}{silently(attack)}os._exit(0)", "forged"))
    done = project.drift("check")
    assert done.code == 1
    assert done.text.startswith("docs/index.md:1: something wrote where drift writes the results of this page")
    assert "must not write to descriptors that it has not opened" in done.text


def test_an_example_that_closes_what_is_not_its_own_is_named(project: Project) -> None:
    project.write("docs/index.md", page("import os\nos.closerange(3, 10_000)"))
    project.write("docs/other.md", page("print('fine')", "fine"))
    done = project.drift("check")
    assert done.code == 1
    assert done.text.startswith("docs/index.md:1: the example ended the page's process (exit code 1)")
    assert "close descriptors that it has not opened" in done.text
    assert "docs/other.md" not in done.text


def test_the_files_of_other_pages_do_not_number_those_of_an_example(project: Project) -> None:
    first = page(
        "import os\nnumber = os.open(os.devnull, os.O_RDONLY)\nos.close(number)\nopen('numbers', 'a').write(f'{number} ')"
    )
    for number in range(12):
        project.write(f"docs/{number}.md", "\n".join([first] + [page("import time\ntime.sleep(0.1)")] * number))
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nworkers = 4\n')
    assert project.drift("check").code == 0
    numbers = [int(number) for number in project.read("numbers").split()]
    assert len(numbers) == 12
    assert len(set(numbers)) == 1
    assert numbers[0] < 10


def test_as_many_examples_as_one_likes(project: Project) -> None:
    """Each has files that are kept open: more of them than a process may open by default are no error."""
    project.write("docs/index.md", "\n".join(page(f"print({number})", str(number)) for number in range(600)))
    assert project.drift("check").code == 0


# Landlock holds back even root. Where the system lacks it, nothing does.
LANDLOCK = sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 2
enclosed = pytest.mark.skipif(
    sys.platform == "linux" and os.geteuid() == 0 and not LANDLOCK, reason="root, and there is no Landlock"
)

# What an example may do with the processes above it, the build's the second of them: `pid` is that process.
ABOVE = """
import os
def above(steps):
    pid = os.getpid()
    for _ in range(steps):
        with open(f'/proc/{pid}/stat') as stat:
            pid = int(stat.read().rsplit(')')[1].split()[1])
    return pid
"""
# As in the reports actions/runner#779 and hmarr/debug-action#5: whoever writes into the log of a job commands its runner.
COMMAND = "open(f'/proc/{above(%d)}/fd/1', 'w').write('\\n::error file=README.md::FROM THE EXAMPLE\\n')"


@enclosed
def test_no_example_writes_into_the_log_of_a_job(project: Project) -> None:
    project.write("docs/index.md", page(ABOVE + silently(COMMAND % 2) + "print(1)", "1"))
    done = project.drift_process("check", env={"GITHUB_ACTIONS": "true"})
    assert "FROM THE EXAMPLE" not in done.text
    assert done.code == 0


@pytest.mark.skipif(sys.platform == "linux" and not LANDLOCK, reason="only Landlock guards what drift has not started")
def test_nor_by_the_shell_of_the_step(project: Project) -> None:
    project.write("docs/index.md", page(ABOVE + silently(COMMAND % 3) + "print(1)", "1"))
    step = ["sh", "-e", "-c", f"'{sys.executable}' -m drift.cli check; exit $?"]
    done = subprocess.run(step, cwd=project.root, capture_output=True, encoding="utf-8", check=False)
    assert "FROM THE EXAMPLE" not in done.stdout
    assert done.returncode == 0


# In a report that public notebooks could hold keys, langfuse/langfuse-docs#3367, they came from the environment.
READ = "print(open(f'/proc/{above(%d)}/environ', 'rb').read())"

POWERLESS = """
import ctypes
from drift.run import shield

shield._enter_landlock = shield._enter_landlock if {landlock} else lambda: False
# Root gives up all its powers (to look into other processes, too), and is like everybody then.
nothing = (ctypes.c_uint32 * 6)()
assert ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), nothing) == 0
"""
ATTACKS = {
    "log": COMMAND % 2,
    "environment": READ % 2,
    "environment-of-the-kernel": READ % 1,
    "memory": "open(f'/proc/{above(2)}/mem', 'rb').read(0)\nprint('open')",
    "answers": WAYS["by-pidfd"],
}


@pytest.mark.skipif(sys.platform != "linux", reason="only there is such a /proc")
@pytest.mark.parametrize("landlock", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_build_is_closed_to_all_but_root_also_without_landlock(
    project: Project, attack: str, landlock: bool
) -> None:
    project.write("powerless.py", POWERLESS.format(landlock=landlock))
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npreload = ["powerless"]\n')
    code = forged_answer("docs/index.md", "forged") + ABOVE + silently(ATTACKS[attack])
    project.write("docs/index.md", page(code + "print('true')", "true"))
    paths = os.pathsep.join([str(project.root), os.environ.get("PYTHONPATH", "")])
    done = project.drift_process("check", env={"PYTHONPATH": paths, "DEPLOY_TOKEN": "s3cr3t"})
    assert done.text.startswith("1 example on 1 page executed, 0 drifted"), done.text
    assert done.code == 0


def test_what_a_program_may_do_with_its_own_files_an_example_may_do(project: Project) -> None:
    """Neither means gets into the way: its own /proc entry, its children, links and renames between folders."""
    code = """
        import os, subprocess, sys, tempfile
        from pathlib import Path
        if Path("/proc/self").exists():
            assert Path("/proc/self/environ").read_bytes()
            child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
            assert Path(f"/proc/{child.pid}/environ").read_bytes()
            child.communicate(b"\\n")
        with tempfile.TemporaryDirectory() as name:
            a, b = Path(name, "a"), Path(name, "b")
            a.mkdir(), b.mkdir()
            Path(a, "x").write_text("x")
            os.link(Path(a, "x"), Path(b, "y"))
            Path(a, "x").rename(Path(b, "x"))
            print(sorted(os.listdir(b)))
        os.system("echo shell > /dev/stderr")
    """
    project.write("docs/index.md", page(code, "['x', 'y']").replace("```python", '```python stderr="ignore"', 1))
    done = project.drift("check")
    assert done.code == 0, done.text


def test_the_variables_of_a_job_and_secrets_are_not_there(project: Project) -> None:
    """Among them the files by which a step of GitHub speaks to later ones: with those, an example could set their PATH."""
    private = [
        "GITHUB_ENV",
        "GITHUB_PATH",
        "GITHUB_STEP_SUMMARY",
        "GITHUB_ACTIONS",
        "ACTIONS_RUNTIME_TOKEN",
        "RUNNER_TEMP",
    ]
    private += ["GH_TOKEN", "MY_TOKENS", "AUTHTOKEN", "AWS_ACCESS_KEY_ID", "OPENAI_API_KEY", "DEPLOY_KEYS", "npm_token"]
    private += ["CLIENT_SECRET", "PGPASSWORD", "GOOGLE_APPLICATION_CREDENTIALS", "SMTP_PASSWD"]
    public = ["TOKENIZERS_PARALLELISM", "KEYBOARD", "MYGITHUB_X", "CI", "HOME"]
    code = f"import os\nprint([name for name in {private + public} if name in os.environ])"
    project.write("docs/index.md", page(code, str(public)))
    summary = project.root / "summary"
    env = dict.fromkeys(private + public, "x") | {"GITHUB_STEP_SUMMARY": str(summary)}
    done = project.drift("check", env=env)
    assert done.code == 0, done.text
    assert summary.exists()  # drift itself has what it needs


def test_a_variable_that_the_settings_name_is_there(project: Project) -> None:
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\n[tool.drift.environment]\nAPI_KEY = "none"\n')
    project.write("docs/index.md", page("import os\nprint(os.environ['API_KEY'])", "none"))
    assert project.drift("check", env={"API_KEY": "s3cr3t"}).code == 0


@pytest.fixture
def tree(project: Project) -> Project:
    """A project with all kinds of files on which verdicts rest, and a page that leaves them alone."""
    project.write("docs/faq.md", page("import time\ntime.sleep(0.3)\nprint(1)", "2"))
    project.write("docs/text.md", "Nothing to run\n")
    project.write("src/package/__init__.py", "a = 1\n")
    project.write("docs/figures/curve.svg", "<svg/>")
    return project


CHANGES = {
    "docs/faq.md": "path.write_text(path.read_text().replace('2', '1'))",
    "docs/text.md": "path.write_text('HACKED')",
    "src/package/__init__.py": "path.write_text('a = 2\\n')",
    "src/package/new.py": "path.write_text('a = 2\\n')",
    "docs/figures/curve.svg": "path.unlink()",
}
DONE = {"src/package/new.py": "created", "docs/figures/curve.svg": "deleted"}


def changing(name: str) -> str:
    """Return a page that changes a file, as casact/chainladder-python#1203 and spacetelescope/jwst#3053 report of doctests."""
    # It sets the time back at which the file was written, and waits until the other page has run.
    code = f"""
        import os, time
        from pathlib import Path
        time.sleep(0.6)
        path = Path({name!r})
        old = path.stat() if path.exists() else None
        {CHANGES[name]}
        if old and path.exists():
            os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
        time.sleep(0.1)
    """
    return page(code)


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_an_example_changes_is_named_with_the_page(tree: Project, name: str) -> None:
    tree.write("docs/culprit.md", changing(name))
    done = tree.drift("check")
    assert done.code == 1
    assert (
        f"{name}:1: this file was {DONE.get(name, 'changed')} while the examples of docs/culprit.md ran\n" in done.text
    )


@pytest.mark.parametrize("name", ["docs/faq.md", "src/package/__init__.py"])
@pytest.mark.parametrize("command", ["check one page", "update", "build"])
def test_so_it_is_in_every_way_to_run_drift(tree: Project, name: str, command: str) -> None:
    tree.write("docs/culprit.md", changing(name))
    tree.write("docs/drifted.md", page("print(1)", "2"))
    if command == "build":
        done = tree.mkdocs("build", "-q")
        assert not (tree.root / "site/index.html").exists()
    else:
        done = tree.drift(*(["update"] if command == "update" else ["check", "docs/culprit.md"]))
    assert done.code == 1
    assert f"{name}:1: this file was changed while the examples of docs/culprit.md ran" in done.text
    assert "an example has to leave the files of the project alone" in done.text
    assert tree.read("docs/drifted.md") == page(
        "print(1)", "2"
    )  # an update that rests on changed files records nothing


def test_a_figure_is_compared_with_what_was_recorded_before(project: Project) -> None:
    """An example that draws one thing and records it by itself."""
    drawn = "from matplotlib import pyplot\npyplot.plot([1, 2])\n"
    project.write("docs/index.md", page(drawn).replace("```python", '```python figure="curve" alt="A line"', 1))
    assert project.drift("update").code == 0
    right = project.read("docs/figures/curve.svg")
    old = project.write("docs/figures/curve.svg", right.replace("svg", "SVG", 1))
    code = f"{drawn}from pathlib import Path\nPath('docs/figures/curve.svg').write_text({right!r})"
    project.write("docs/index.md", page(code).replace("```python", '```python figure="curve" alt="A line"', 1))
    done = project.drift("check")
    assert done.code == 1
    assert "docs/index.md:1: the figure differs from docs/figures/curve.svg" in done.text
    assert "docs/figures/curve.svg:1: this file was changed while the examples of docs/index.md ran" in done.text
    assert old.exists()


def test_what_an_example_writes_elsewhere_is_its_own_affair(tree: Project) -> None:
    code = """
        import tempfile
        from pathlib import Path
        Path("out.txt").write_text("x")
        Path("src/package/__pycache__").mkdir(exist_ok=True)
        Path("src/package/__pycache__/x.pyc").write_text("x")
        Path("docs/text.md").read_text()
    """
    tree.write("docs/faq.md", page(code))
    assert tree.drift("check").code == 1  # the figure that none draws
    tree.write("docs/figures/curve.svg", "").unlink()
    done = tree.drift("check")
    assert done.code == 0, done.text


def test_what_is_rendered_is_what_was_checked(project: Project) -> None:
    """MkDocs reads a page when its examples have run: by then it may be another one."""
    project.write(
        "docs/index.md", "\ufeff# Page\r\n\r\nChecked text.\r\n\r\n" + page("print(1)", "1").replace("\n", "\r\n")
    )
    hook = "from pathlib import Path\ndef on_nav(nav, **rest):\n    page = Path('docs/index.md')\n"
    project.write("later.py", hook + "    page.write_text(page.read_text().replace('Checked', 'HACKED'))\n")
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "hooks: [later.py]\n")
    done = project.mkdocs("build", "-q")
    assert "HACKED" in project.read("docs/index.md")
    assert done.code == 0, done.text
    html = project.read("site/index.html")
    assert "Checked text." in html
    assert "HACKED" not in html
    assert '<h1 id="page">Page</h1>' in html


@pytest.mark.skipif(os.name != "posix", reason="Windows lets only administrators make links")
def test_no_link_publishes_what_is_not_in_the_docs_folder(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As in mkdocs/mkdocs#4028; a page that is linked to a page of the project stays, as mkdocs/mkdocs#2348 recommends it."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.md").write_text("s3cr3t")
    (elsewhere / "key.txt").write_text("s3cr3t")
    project.write("docs/index.md", "# Home\n")
    project.write("docs/assets/real.txt", "real")
    project.write("docs/inner/real.txt", "real")
    project.write(".env", "KEY=s3cr3t")
    project.write("README.md", "# Readme\n\n" + page("print(1)", "1"))
    links = {
        "docs/assets/environ.bin": "/proc/self/environ" if Path("/proc").exists() else str(elsewhere / "key.txt"),
        "docs/folder": str(elsewhere),
        "docs/assets/env.txt": "../../.env",
        "docs/page.md": str(elsewhere / "secret.md"),
        "docs/not-a-page.md": "../.env",
    }
    allowed = {"docs/readme.md": "../README.md", "docs/again.txt": "assets/real.txt", "docs/more": "inner"}
    for name, target in (links | allowed).items():
        (project.root / name).symlink_to(target)
    done = project.mkdocs("build", "-q", "--strict")
    assert done.code == 1
    for name, target in links.items():
        assert (
            f"{name}:1: this link leads out of the docs folder, to {target}, and would publish what is there\n"
            in done.text
        )
        (project.root / name).unlink()
    assert done.text.count("this link leads out") == len(links)
    assert "s3cr3t" not in "".join(path.read_text() for path in project.root.rglob("site/**/*") if path.is_file())
    done = project.mkdocs("build", "-q", "--strict")
    assert done.code == 0, done.text
    assert project.read("site/again.txt") == project.read("site/more/real.txt") == "real"
    assert "Readme" in project.read("site/readme/index.html")


@pytest.mark.skipif(os.name != "posix", reason="Windows lets only administrators make links")
def test_a_picture_may_be_a_link_to_one_of_the_project(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "key.svg"
    elsewhere.write_text("s3cr3t")
    project.write("docs/index.md", "# Home\n")
    project.write("logo.svg", "<svg/>")
    project.write(".env", "KEY=s3cr3t")
    (project.root / "docs/logo.svg").symlink_to("../logo.svg")
    done = project.mkdocs("build", "-q", "--strict")
    assert done.code == 0, done.text
    assert project.read("site/logo.svg") == "<svg/>"
    for target in ("../.env", str(elsewhere)):
        (project.root / "docs/logo.svg").unlink()
        (project.root / "docs/logo.svg").symlink_to(target)
        assert f"docs/logo.svg:1: this link leads out of the docs folder, to {target}," in project.mkdocs("build").text


@pytest.mark.skipif(os.name != "posix", reason="Windows lets only administrators make links")
def test_nor_does_a_link_that_an_example_makes(project: Project) -> None:
    project.write("docs/picture.bin", "a picture")
    project.write(".env", "KEY=s3cr3t")
    code = (
        "from pathlib import Path\npicture = Path('docs/picture.bin')\npicture.unlink()\npicture.symlink_to('../.env')"
    )
    project.write("docs/index.md", page(code))
    done = project.mkdocs("build", "-q")
    assert done.code == 1
    assert "docs/picture.bin:1: this link leads out of the docs folder, to ../.env" in done.text
    assert not (project.root / "site/picture.bin").exists()


def test_a_block_that_is_left_to_markdown_exec_runs_in_the_build(project: Project) -> None:
    """What docs/drift.md says of such blocks: nothing of the above protects a build from them."""
    block = '```python exec="on" session="s"\nimport os\nprint(os.getpid(), name)\n```\n'
    project.write(
        "docs/index.md", f'```python exec="on" session="s"\nname = "own"\n```\n\n````md exec="on"\n{block}````\n'
    )
    config = project.read("mkdocs.yml").replace("markdown-exec: {languages: [python]}", "markdown-exec")
    project.write("mkdocs.yml", config)
    done = project.mkdocs("build")  # in this process
    assert done.code == 0, done.text
    assert f"{os.getpid()} own" in project.read("site/index.html")
