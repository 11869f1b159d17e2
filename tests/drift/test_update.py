from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from drift.judge.check import check_pages
from drift.settings import Settings
from drift.update import updated_source
from drift.writing import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Project


def update(root: Path, source: str) -> str:
    path = root / "page.md"
    path.write_bytes(source.encode())
    settings = Settings(root.resolve(), examples="all")
    (page,) = check_pages([path], settings).pages
    rewritten = updated_source(page)
    path.write_bytes(rewritten.encode())
    (page,) = check_pages([path], settings).pages
    assert page.problems == []  # update, then check, is clean
    assert updated_source(page) == rewritten  # updating twice changes nothing
    return rewritten


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("```python\nprint(1)\n```\n", "```python\nprint(1)\n```\n\n```output\n1\n```\n"),
        ("```python\nprint(1)\n```", "```python\nprint(1)\n```\n\n```output\n1\n```\n"),
        ("```python\nprint(1)\n```\ntext\n", "```python\nprint(1)\n```\n\n```output\n1\n```\ntext\n"),
        ("```python\nprint()\n```\n", "```python\nprint()\n```\n\n```output\n\n```\n"),
        ("```python\r\nprint(1)\r\n```\r\nx\r\n", "```python\r\nprint(1)\r\n```\r\n\r\n```output\r\n1\r\n```\r\nx\r\n"),
        ("\ufeff```python\nprint(1)\n```\n", "\ufeff```python\nprint(1)\n```\n\n```output\n1\n```\n"),
        (
            "- a\n\n\t```python\n\tprint('x\\ty')\n\t```\n",
            "- a\n\n\t```python\n\tprint('x\\ty')\n\t```\n\n\t```output\n\tx\ty\n\t```\n",
        ),
        ("```python\rprint(1)\r```\rx\r", "```python\rprint(1)\r```\r\r```output\r1\r```\rx\r"),
        # Line ends are mixed: those of the example, of the recording, hold.
        ("a\n```python\r\nprint(1)\n```\r\nx\n", "a\n```python\r\nprint(1)\n```\r\n\r\n```output\r\n1\r\n```\r\nx\n"),
        (
            "```python\nprint(1)\n```\n\n```output\r\n0\n```\n",
            "```python\nprint(1)\n```\n\n```output\r\n1\r\n```\n",
        ),
        (
            "> a\n>\n> ```python\n> print(1)\n> ```\n",
            "> a\n>\n> ```python\n> print(1)\n> ```\n>\n> ```output\n> 1\n> ```\n",
        ),
        (
            "```python\nprint('a\\n  ````')\n```\n",
            "```python\nprint('a\\n  ````')\n```\n\n`````output\na\n  ````\n`````\n",
        ),
        ("```python\nprint('~~~')\n```\n", "```python\nprint('~~~')\n```\n\n```output\n~~~\n```\n"),
        # Behind an empty line it would be indented code, and a list item would become a paragraph.
        (
            "a\n    ```python\n    print(1)\n    ```\n\nb\n",
            "a\n    ```python\n    print(1)\n    ```\n    ```output\n    1\n    ```\n\nb\n",
        ),
        (
            "- a\n    ```python\n    print(1)\n    ```\n- b\n",
            "- a\n    ```python\n    print(1)\n    ```\n    ```output\n    1\n    ```\n- b\n",
        ),
        (
            "> ```python\n> print('a')\n> print()\n> print('b')\n> ```\nrest\n",
            "> ```python\n> print('a')\n> print()\n> print('b')\n> ```\n>\n> ```output\n> a\n>\n> b\n> ```\nrest\n",
        ),
        (
            "```python\nprint('```')\n```\n\n```output\nold\n```\n",
            "```python\nprint('```')\n```\n\n````output\n```\n````\n",
        ),
        (
            "~~~~python\nprint('~~~')\n~~~~\n\n~~~output\nold\n~~~\nend  \n",
            "~~~~python\nprint('~~~')\n~~~~\n\n~~~~output\n~~~\n~~~~\nend  \n",
        ),
        ("a\n\n```python\nx=1\n```\n\n\n```output\nold\n```\n\nb\n", "a\n\n```python\nx=1\n```\n\nb\n"),
        (
            '```python\nprint(2)\n```\n\n```output approx="on"\n1\n```\n',
            '```python\nprint(2)\n```\n\n```output approx="on"\n1\n```\n',
        ),
        (
            '```python\nprint(3)\n```\n\n```output approx="on"\n1\n```\n',
            '```python\nprint(3)\n```\n\n```output approx="on"\n3\n```\n',
        ),
        (
            "```python\nprint('한')\nprint('   ')\nprint('tail ')\n```\n",
            "```python\nprint('한')\nprint('   ')\nprint('tail ')\n```\n\n```output\n한\n   \ntail \n```\n",
        ),
        (
            "```python\nprint(1)\n```\n\ntext\n\n```python\nprint(1)\n```\n",
            "```python\nprint(1)\n```\n\n```output\n1\n```\n\ntext\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n",
        ),
    ],
)
def test_only_recordings_change(tmp_path: Path, before: str, after: str) -> None:
    assert update(tmp_path, before) == after


def test_a_page_with_a_broken_fence_is_left_alone(tmp_path: Path) -> None:
    source = "```python\nprint(1)\n```\n\n```python timeout=3\nx\n```\n"
    path = tmp_path / "page.md"
    path.write_bytes(source.encode())
    (page,) = check_pages([path], Settings(tmp_path.resolve(), examples="all")).pages
    assert len(page.problems) > 1
    assert updated_source(page) == source


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize(
    "step",
    [
        "tempfile.mkstemp",
        "os.fdopen",
        "os.fsync",
        "shutil.copystat",
        "os.utime",
        "Path.stat",
        "Path.replace",
        "Path.resolve",
    ],
)
def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"old")

    def interrupted(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(f"drift.writing.{step}", interrupted)
        with pytest.raises(error):
            write_atomically(path, b"new and longer")
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["page.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
def test_a_killed_update_leaves_every_page_whole(project: Project, step: str) -> None:
    old, new = "```python\nprint(2)\n```\n\n```output\n1\n```\n", "```python\nprint(2)\n```\n\n```output\n2\n```\n"
    for name in "abc":
        project.write(f"docs/{name}.md", old)
    project.write(
        "killed.py",
        f"""
        import os, signal, sys
        from drift import cli

        step, left = {step}, [1]

        def killing(*arguments, **named):
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left.pop()
            return step(*arguments, **named)

        {step} = killing
        sys.exit(cli.main(["update"]))
        """,
    )
    assert project.run("killed").code == -signal.SIGKILL
    assert [project.read(f"docs/{name}.md") for name in "abc"] == [new, old, old]
    (left,) = {path.name for path in (project.root / "docs").iterdir()} - {"a.md", "b.md", "c.md"}
    assert left.startswith(".b.md.")  # MkDocs leaves it out
    assert project.drift("update").code == 0  # what it left behind does not stand in the way
    assert [project.read(f"docs/{name}.md") for name in "abc"] == [new, new, new]
    assert {path.name for path in (project.root / "docs").iterdir()} == {"a.md", "b.md", "c.md"}  # and is gone


def test_an_interruption_behind_the_write_is_no_other_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"old")

    def interrupted(source: Path, target: Path) -> None:
        os.replace(source, target)  # noqa: PTH105  # Path.replace is this very function
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("drift.writing.Path.replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_the_new_content_is_written_beside_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere may be another disk, from which no file can be moved at once."""
    path = tmp_path / "page.md"
    path.write_bytes(b"old")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_writing_keeps_permissions_and_links(tmp_path: Path) -> None:
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
