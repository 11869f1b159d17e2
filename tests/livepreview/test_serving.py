"""What an author sees who writes with `mkdocs serve` running."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from preview_server import Served, serve
from small_site import make

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("served") / "site"
    make(root)
    with serve(root) as server:
        yield server


def test_a_word_is_on_the_page_after_a_save_and_only_its_page_was_rendered(served: Served) -> None:
    served.replace("docs/one.md", "It doubles", "It really doubles")
    served.wait_for("It really doubles", "one/")
    served.wait(lambda: "(1 page rendered)" in served.said().splitlines()[-2:][0] + served.said().splitlines()[-1])


@pytest.mark.parametrize("way", ["rename", "delete and write", "in two pieces"])
def test_a_save_is_seen_however_an_editor_writes(served: Served, way: str) -> None:
    page = served.root / "docs/two.md"
    text = page.read_text(encoding="utf-8") + f"\nSaved by {way}.\n"
    if way == "rename":
        beside = page.with_name(".two.md.swp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(page)
    elif way == "delete and write":
        page.rename(page.with_name("two.md~"))
        page.write_text(text, encoding="utf-8")
        page.with_name("two.md~").unlink()
    else:
        with page.open("w", encoding="utf-8") as file:
            file.write(text[:20])
            file.flush()
            file.write(text[20:])
    served.wait_for(f"Saved by {way}.", "two/")


def test_a_settings_file_that_an_editor_replaces_is_still_watched(served: Served) -> None:
    for name in ("Large", "Small"):
        settings = served.root / "mkdocs.yml"
        text = settings.read_text(encoding="utf-8").replace("Small" if name == "Large" else "Large", name)
        beside = settings.with_name("mkdocs.yml.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(settings)
        served.wait_for(f"{name}</title>", "two/")


def test_many_saves_in_a_row_make_few_builds(served: Served) -> None:
    before = served.builds()
    for number in range(20):
        served.write("docs/data.txt", "hello\n" if number % 2 else "hello!")
        time.sleep(0.005)
    served.replace("docs/one.md", "## First", "## After all these")
    served.wait_for("After all these", "one/")
    assert served.builds() - before <= 4


def test_what_is_not_there_any_more_is_not_served(served: Served) -> None:
    served.write("docs/short-lived.md", "# Short-lived\n")
    served.wait_for("Short-lived", "short-lived/")
    (served.root / "docs/short-lived.md").unlink()
    served.wait_for("404", "short-lived/")


def test_what_was_there_before_is_a_change_again(served: Served) -> None:
    page = served.root / "docs/undone.md"
    for text, in_place in (("# Undone B\n", True), ("# Undone C\n", False), ("# Undone B\n", True)):
        if in_place:
            page.write_text(text, encoding="utf-8")
        else:
            page.with_name("undone.md.new").write_text(text, encoding="utf-8")
            page.with_name("undone.md.new").replace(page)
        served.wait_for(text[2:-1], "undone/")


def test_a_page_that_is_a_link_follows_its_file(served: Served) -> None:
    outside = served.root.parent / "outside.md"
    outside.write_text("# Outside\n")
    (served.root / "docs/linked.md").symlink_to(outside)
    served.wait_for("Outside", "linked/")
    outside.write_text("# Still outside\n")
    served.wait_for("Still outside", "linked/")
    (served.root / "docs/linked.md").unlink()  # drift says that it leads out
    served.wait_for("404", "linked/")


def test_a_page_that_is_not_there_follows_the_next_build(served: Served) -> None:
    assert "livereload(" in served.get("nothing-here/")


def test_a_folder_that_is_moved_away_or_back_is_seen(served: Served) -> None:
    folder, away = served.root / "docs/folder", served.root.parent / "away"
    folder.mkdir()
    (folder / "inside.md").write_text("# Inside\n")
    served.wait_for("Inside", "folder/inside/")
    folder.rename(away)
    served.wait_for("404", "folder/inside/")
    away.rename(folder)
    served.wait_for("Inside", "folder/inside/")


def test_a_touch_or_a_look_builds_nothing(served: Served) -> None:
    served.write("docs/touched.md", "# Touched\n")
    served.wait_for("Touched", "touched/")
    before = served.builds()
    (served.root / "docs/touched.md").touch()
    (served.root / "docs/touched.md").read_bytes()
    (served.root / "docs/.touched.md.swp").write_text("an editor's own")
    time.sleep(1)
    (served.root / "docs/.touched.md.swp").unlink()
    time.sleep(1)
    assert served.builds() == before


def test_a_file_that_is_only_copied_is_copied_and_nothing_is_built(served: Served) -> None:
    served.write("docs/styled.md", "# Styled\n")  # only a build of livepreview's own knows what is only copied
    served.wait_for("Styled", "styled/")
    before = served.builds()
    for old, new in (("teal", "navy"), ("navy", "teal")):
        served.replace("docs/style.css", old, new)
        served.wait_for(new, "style.css")
    assert served.builds() == before
    served.replace("docs/data.txt", "hello", "hello, hello")  # an example has read it
    served.wait(lambda: "to mend" in served.box("one/"))
    served.replace("docs/data.txt", "hello, hello", "hello")
    served.wait(lambda: "to mend" not in served.box("one/"))


def test_an_endless_loop_does_not_hold_the_page(served: Served) -> None:
    served.replace("docs/figure.md", "print(sum([1, 2, 3]))", "while True: pass")
    served.wait(lambda: "Building since" in served.box("figure/"))
    page = served.get("figure/")
    assert "sum" in page, "meanwhile the site is shown as it was"
    assert "docs/figure.md" in served.box("figure/"), "what is running is said"
    assert "Building since" in served.box("one/")
    start = time.monotonic()
    served.replace("docs/figure.md", "while True: pass", "print(sum([1, 2, 3]))")
    served.wait(lambda: served.box("figure/") == "")
    assert time.monotonic() - start < 30, "not after the minute that an example may take"
    assert "Stopped: there is a newer save" in served.said()


WRONG = {
    "a dead link": ("docs/two.md", "sub/three.md", "sub/threee.md", "two/", "docs/two.md:3"),
    "a dead cross reference": ("docs/index.md", "[small.one.double]", "[small.one.treble]", "", "docs/index.md:6"),
    "a dead anchor": ("docs/index.md", "one.md#first", "one.md#fist", "", "docs/index.md:6"),
    "a formula": ("docs/one.md", "$x \\mapsto 2x$", "$x \\mapsto {2x$", "one/", "docs/one.md:8"),
    "an output": ("docs/two.md", "print(thrice(5))", "print(thrice(6))", "two/", "docs/two.md:11"),
    "a setting": ("mkdocs.yml", "material, custom_dir", "materiel, custom_dir", "two/", "mkdocs.yml"),
    "yaml": ("mkdocs.yml", "site_name: Small", "site_name: [Small", "two/", "mkdocs.yml"),
    "a page that is not there": ("mkdocs.yml", "Home: index.md", "Home: indeks.md", "two/", "mkdocs.yml:4"),
    "a snippet": ("docs/figure.md", "part.md", "parts.md", "two/", "docs/figure.md:3"),
    "a template": ("theme/main.html", "{% endblock %}", "{% endblok %}", "two/", "main.html"),
    "a name in a template": ("theme/main.html", "Made by hand.", "{{ nothing.at.all }}", "two/", "theme/main.html:2"),
    "code": ("code/small/three.py", "def thrice", "deff thrice", "two/", "code/small/three.py:4"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_shown_on_the_page_with_its_place_until_it_is_mended(served: Served, what: str) -> None:
    file, right, wrong, address, place = WRONG[what]
    assert served.box(address) == ""
    served.replace(file, right, wrong)
    try:
        served.wait(lambda: place in served.box(address))
        assert "Traceback" not in served.box(address)
    finally:
        served.replace(file, wrong, right)
    served.wait(lambda: served.box(address) == "")


def test_what_is_saved_during_the_first_build_is_seen(tmp_path: Path) -> None:
    root = tmp_path / "site"
    make(root)
    with serve(root, ready=False) as server:
        server.wait(lambda: "Building documentation" in server.said())
        server.replace("docs/one.md", "It doubles", "It soon doubles")
        server.wait(lambda: "Serving on" in server.said())
        server.wait_for("It soon doubles", "one/")


def test_under_properdocs(tmp_path: Path) -> None:
    make(tmp_path / "site")
    with serve(tmp_path / "site", engine="properdocs") as served:
        served.replace("docs/one.md", "It doubles", "It doubles under ProperDocs")
        served.wait_for("It doubles under ProperDocs", "one/")
        assert "(1 page rendered)" in served.said()


def _processes(session: int) -> list[str]:
    """The command lines of the processes in a session that still run, on Linux."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(command)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("moment", range(3))
def test_an_end_at_any_moment_leaves_nothing(tmp_path: Path, name: str, moment: int) -> None:
    make(tmp_path / "site")
    random = Random(f"{name} {moment}")
    with serve(tmp_path / "site", ready=moment > 0) as served:
        if moment == 0:  # while the first build goes on
            served.wait(lambda: "Building documentation" in served.said())
        else:
            slow = "import time; time.sleep(5); print(6)" if moment == 2 else "print(6)"
            served.replace("docs/figure.md", "print(sum([1, 2, 3]))", slow)
        time.sleep(random.uniform(0, 1.5))
        os.kill(served.process.pid, getattr(signal, name))
        served.process.wait(60)
        assert "Traceback" not in served.said()
        end = time.monotonic() + 20
        while _processes(served.process.pid) and time.monotonic() < end:
            time.sleep(0.1)
        assert _processes(served.process.pid) == []
    assert list((tmp_path / "temporary").iterdir()) == []
