"""What happens to files that `update` rewrites, by public reports about formatters, editors and others that rewrite files in place."""

from __future__ import annotations

import errno
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest

from drift.judge.check import check_pages
from drift.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project

    from drift.judge.verdict import Report

OLD = "```python\nprint(2)\n```\n\n```output\n1\n```\n"
NEW = "```python\nprint(2)\n```\n\n```output\n2\n```\n"
ON_WINDOWS = sys.platform == "win32"


@pytest.fixture
def pages(project: Project) -> Project:
    for name in "abc":
        project.write(f"docs/{name}.md", OLD)
    return project


def texts(project: Project) -> list[str]:
    return [project.read(f"docs/{name}.md") for name in "abc"]


def names(project: Project) -> list[str]:
    return sorted(path.name for path in (project.root / "docs").iterdir())


def failing(number: int, error: OSError) -> Callable[[int], None]:
    """Return an `os.fsync` that raises an error when it is called for this time, as it may when the disk is full."""
    calls = []

    def fsync(_: int) -> None:
        calls.append(1)
        if len(calls) == number:
            raise error

    return fsync


def test_a_read_only_page_is_left_alone_and_named(pages: Project) -> None:
    """golang/go#17873, Perl/perl5#382: it was overwritten. rust-lang/rustfmt#1880: nobody said which files had been written."""
    path = pages.root / "docs/b.md"
    path.chmod(0o444)
    done = pages.drift("update")
    assert done.code == 2
    assert done.text.splitlines()[-3:] == [
        "drift: docs/b.md was not written: it is read-only (make it writable first)",
        "  written before that: docs/a.md",
        "  not written: docs/b.md, docs/c.md",
    ]
    assert texts(pages) == [NEW, OLD, OLD]
    assert "+++ docs/b.md" not in done.text  # only what is written is shown as written
    path.chmod(0o644)
    assert pages.drift("update").code == 0
    assert texts(pages) == [NEW, NEW, NEW]


def test_a_read_only_page_that_needs_no_change_is_no_error(pages: Project) -> None:
    """Nemo157's case in tombi-toml/tombi#1901: checking a file needs no right to write it."""
    pages.write("docs/b.md", NEW).chmod(0o444)
    assert pages.drift("update").code == 0
    assert texts(pages) == [NEW, NEW, NEW]


def test_a_read_only_report_is_left_alone(project: Project) -> None:
    project.write("docs/a.md", NEW)
    project.write("report.html", "mine").chmod(0o444)
    done = project.drift("check", "--report", "report.html")
    assert done.code == 2
    assert "the report report.html cannot be written: it is read-only" in done.text
    assert project.read("report.html") == "mine"


def test_a_folder_that_takes_no_new_file_is_named_with_the_page(
    pages: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "docs/.a.md.sesdi6bw")

    monkeypatch.setattr("drift.writing.tempfile.mkstemp", refuse)
    done = pages.drift("update")
    assert done.code == 2
    assert "docs/a.md was not written: a new file cannot be made in its folder: Permission denied" in done.text
    assert "sesdi6bw" not in done.text
    assert "written before that: none" in done.text


def test_a_full_disk_leaves_pages_whole_and_names_them(pages: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """microsoft/vscode#34915, netbirdio/netbird#237: the file was empty afterwards."""
    monkeypatch.setattr("drift.writing.os.fsync", failing(2, OSError(errno.ENOSPC, "No space left on device")))
    done = pages.drift("update")
    assert done.code == 2
    assert done.text.splitlines()[-3:] == [
        "drift: docs/b.md was not written: No space left on device",
        "  written before that: docs/a.md",
        "  not written: docs/b.md, docs/c.md",
    ]
    assert texts(pages) == [NEW, OLD, OLD]
    assert names(pages) == ["a.md", "b.md", "c.md"]


def test_a_hard_link_stays_one(pages: Project) -> None:
    """typora/typora-issues#2224, Perl/perl5#7435: the other name kept the old text."""
    other = pages.root / "other.md"
    other.hardlink_to(pages.root / "docs/b.md")
    assert pages.drift("update").code == 0
    assert texts(pages) == [NEW, NEW, NEW]
    assert other.samefile(pages.root / "docs/b.md")
    assert other.read_bytes() == NEW.encode()
    assert names(pages) == ["a.md", "b.md", "c.md"]


def test_two_names_of_a_page_are_two_pages(pages: Project) -> None:
    (pages.root / "docs/d.md").hardlink_to(pages.root / "docs/a.md")
    done = pages.drift("update")
    assert done.code == 0
    assert "4 pages rewritten" in done.text
    assert pages.read("docs/d.md") == NEW


@pytest.mark.parametrize("page", [OLD, OLD * 3, NEW + OLD])
def test_a_hard_link_that_cannot_be_written_over_keeps_its_text(
    project: Project, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    path = project.write("docs/a.md", page)
    (project.root / "other.md").hardlink_to(path)
    monkeypatch.setattr("drift.writing.os.fsync", failing(2, OSError(errno.ENOSPC, "No space left on device")))
    done = project.drift("update")
    assert "docs/a.md was not written: No space left on device" in done.text
    assert project.read("docs/a.md") == project.read("other.md") == page
    assert names(project) == ["a.md"]


def test_the_old_text_of_a_hard_link_is_kept_where_it_cannot_be_put_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project.write("docs/a.md", OLD)
    (project.root / "other.md").hardlink_to(path)
    written = []

    def fsync(_: int) -> None:
        written.append(1)
        if len(written) > 1:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("drift.writing.os.fsync", fsync)
    done = project.drift("update")
    assert done.code == 2
    (kept,) = set(names(project)) - {"a.md"}
    assert "docs/a.md was not written: Input/output error; its old text is in " in done.text
    assert kept in done.text
    assert project.read(f"docs/{kept}") == OLD


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no SIGKILL")
def test_the_old_text_of_a_hard_link_survives_a_kill(project: Project) -> None:
    path = project.write("docs/a.md", OLD)
    (project.root / "other.md").hardlink_to(path)
    project.write(
        "killed.py",
        """
        import os, signal, sys
        from drift import cli

        left = [1]

        def kill_at_the_second(handle):
            if not left:
                os.ftruncate(handle, 5)  # as if it were not all on disk yet
                os.kill(os.getpid(), signal.SIGKILL)
            left.pop()

        os.fsync = kill_at_the_second
        sys.exit(cli.main(["update"]))
        """,
    )
    assert project.run("killed").code == -signal.SIGKILL
    assert project.read("docs/a.md") == OLD[:5]
    (left,) = set(names(project)) - {"a.md"}
    for _ in range(2):
        done = project.drift("update", "docs/a.md")
        assert done.code == 2
        assert f"docs/{left} holds the old text of a file with further names" in done.text
    assert project.read(f"docs/{left}") == OLD
    path.write_bytes(OLD.encode())
    (path.parent / left).unlink()
    assert project.drift("update").code == 0
    assert project.read("other.md") == NEW


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no owners of this kind")
@pytest.mark.parametrize("allowed", [{"owner", "group"}, {"group"}, set()])
def test_owner_and_group_stay_where_the_system_lets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: set[str]
) -> None:
    """QwenLM/qwen-code#4431: files of the host's user belonged to root after a run in a container."""
    path, given = tmp_path / "a.md", []
    path.write_bytes(b"old")
    found = path.stat()

    def chown(_: Path, owner: int, group: int) -> None:
        if ("owner" if owner != -1 else "group") not in allowed:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        given.append((owner, group))

    monkeypatch.setattr("drift.writing.os.chown", chown)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    owner = [(found.st_uid, found.st_gid)] if "owner" in allowed else [(-1, found.st_gid)]
    assert given == (owner if allowed else [])


def test_a_rewritten_page_is_as_new_as_it_is(tmp_path: Path) -> None:
    """a-sk in untitaker/python-atomicwrites#11: what looks for changes by the time of a file has to find this one."""
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    os.utime(path, (1, 1))
    write_atomically(path, b"new")
    assert path.stat().st_mtime > 1_000_000_000


def test_a_page_may_have_a_name_as_long_as_names_can_be(project: Project) -> None:
    name = f"docs/{'긴' * 84}.md"  # 255 bytes
    project.write(name, OLD)
    assert project.drift("update").code == 0
    assert project.read(name) == NEW


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no such locks; there, age alone decides")
def test_only_what_nobody_is_writing_is_cleared_up(pages: Project) -> None:
    """yvgude/lean-ctx#958: files of killed processes stayed for ever. MikkoParkkola/trvl#513: some are not one's own to remove."""
    import fcntl

    left, held, made = (pages.root / f"docs/.{name}.md.abcd_123.drift-new" for name in "abc")
    others = [".a.md.swp", ".a.md.Ab3dEf", ".a.md.abcd_123", ".drift-new", "a.md.abcd_123.drift-new", "x.drift-new"]
    for path in (left, held, *(pages.root / "docs" / name for name in others)):
        path.write_bytes(b"text")
    made.touch()  # this moment, and not locked yet
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert pages.drift("update", "--dry-run").code == 0
        assert left.exists()  # a dry run writes nothing
        assert pages.drift("update").code == 0
        assert names(pages) == sorted(["a.md", "b.md", "c.md", held.name, made.name, *others])
    os.utime(made, (1, 1))
    assert pages.drift("update").code == 0  # also when there is nothing to write
    assert names(pages) == sorted(["a.md", "b.md", "c.md", *others])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda page: page.write_bytes(page.read_bytes() + b"mine"), "docs/b.md changed while its examples ran: "),
        (lambda page: page.write_bytes(b"\xff"), "docs/b.md changed while its examples ran: run the command again"),
        (lambda page: page.unlink(), "docs/b.md was not written: No such file or directory"),
    ],
)
def test_a_page_that_changes_meanwhile_stops_the_update_and_nothing_is_unsaid(
    pages: Project, change: Callable[[Path], object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check, which would have named it, and the writing."""

    def checked(*args: Any, **options: Any) -> Report:
        report = check_pages(*args, **options)
        change(pages.root / "docs/b.md")
        return report

    monkeypatch.setattr("drift.cli.check_pages", checked)
    done = pages.drift("update")
    assert done.code == 2
    last, before, after = done.text.splitlines()[-3:]
    assert last.startswith(f"drift: {said}")
    assert (before, after) == ("  written before that: docs/a.md", "  not written: docs/b.md, docs/c.md")
    assert "+++ docs/b.md" not in done.text


def test_an_interruption_says_how_far_it_came(pages: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path, content: bytes) -> None:
        if path.name == "b.md":
            raise KeyboardInterrupt
        write_atomically(path, content)

    monkeypatch.setattr("drift.cli.write_atomically", stop)
    done = pages.drift("update")
    assert done.code == 2
    assert done.text.splitlines()[-3:] == [
        "drift: interrupted; no file was partially written",
        "  written before that: docs/a.md",
        "  not written: docs/b.md, docs/c.md",
    ]
