"""`drift changes`: what differs for readers between a commit and the files as they are, told in every form, and nothing executed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from drift.match.pairs import moved, pair_examples
from drift.read.examples import read_page
from drift.settings import Settings
from drift.tell.github import SUMMARY

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Project

    from drift.read.page import Example

COIN = '```python title="coin"\nprint(0.6931)\n```\n\n```output\n0.6931\n```\n'
DIE = '```python title="die"\nprint(1.7918)\n```\n\n```output\n1.7918\n```\n'
FIGURE = (
    '```python title="curve" figure="curve" alt="a curve"\nimport matplotlib.pyplot as plt\n\nplt.plot([0, 1])\n```\n'
)


def git(project: Project, *arguments: str) -> None:
    """Run git as nobody in particular, by none of the settings of whoever runs the tests."""
    names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in NOBODY.items()}
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(project.root), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **names, **nowhere})


NOBODY = {"NAME": "nobody", "EMAIL": "nobody@example.org"}


@pytest.fixture
def history(project: Project) -> Project:
    """A project whose main branch holds a page with two examples and a figure; the work goes on from there."""
    project.write("docs/a.md", f"# Coins\n\nSome text.\n\n{COIN}\n{DIE}\n{FIGURE}")
    project.write("docs/figures/curve.svg", "<svg><!-- straight --></svg>\n")
    git(project, "init", "-q", "-b", "main")
    commit(project)
    git(project, "switch", "-q", "-c", "work")
    return project


def commit(project: Project) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "as it was")


def edit(project: Project, old: str, new: str, name: str = "docs/a.md") -> None:
    text = project.read(name)
    assert text.count(old) == 1, "the test edits what is there once"
    project.write(name, text.replace(old, new))


def found(project: Project, *arguments: str) -> dict[str, list[str]]:
    """Return what differs, by places, as the JSON has it."""
    done = project.drift("changes", "--format", "json", *arguments)
    assert done.code == 0, done.text
    pages = json.loads(done.text)["pages"]
    return {
        f"{page['name'] or page['was']}:{(example['new'] or example['old'])['line']}": example["what"]
        for page in pages
        for example in page["examples"]
    }


def test_nothing_that_differs_is_said_so(history: Project) -> None:
    done = history.drift("changes")
    assert done.code == 0
    assert re.fullmatch(r"nothing differs for readers from [0-9a-f]{7} \(3 examples compared\)\n", done.text)


def test_an_output_that_was_recorded_anew_is_told_first_with_old_and_new(history: Project) -> None:
    edit(history, "```output\n1.7918\n```", "```output\n1.7917\n```")
    edit(history, "print(0.6931)", "print(0.6932)")
    edit(history, "```output\n0.6931\n```", "```output\n0.6932\n```")
    assert found(history) == {"docs/a.md:5": "changed", "docs/a.md:13": "output changed"}
    text = history.drift("changes").text
    assert text.index("docs/a.md:13: output changed “die”") < text.index("docs/a.md:5: changed “coin”")
    assert "    -1.7918\n    +1.7917\n" in text
    assert "    its code and its options are the same: the cause lies elsewhere\n" in text
    assert "    -print(0.6931)\n    +print(0.6932)\n" in text
    assert "1 page differs from" in text
    assert "of 3 examples: 1 output changed, 1 changed" in text


def test_a_figure_drawn_anew_is_shown_old_and_new(history: Project) -> None:
    history.write("docs/figures/curve.svg", "<svg><!-- bent --></svg>\n")
    assert found(history) == {"docs/a.md:21": "output changed"}
    assert "    curve.svg: drawn anew\n" in history.drift("changes", "--report", "changes.html").text
    report = history.read("changes.html")
    assert report.count("<img alt=") == 2
    assert all(mode in report for mode in ("side by side", "blink", "slider"))


def test_the_report_lists_pages_with_the_lines_of_their_examples(history: Project) -> None:
    edit(history, "```output\n1.7918\n```", "```output\n1.7917\n```")
    edit(history, "```output\n0.6931\n```", "```output\n0.6930\n```")
    history.drift("changes", "--report", "changes.html")
    report = history.read("changes.html")
    listed = '<li>docs/a.md: <a href="#change-1">5</a> <a href="#change-2">13</a></li>'
    assert f'<li>output changed <span class="tally">2</span><ul class="places">{listed}' in report
    assert "<h1>What changes for readers</h1>" in report


def test_what_has_come_gone_or_moved_is_told(history: Project) -> None:
    text = history.read("docs/a.md")
    swapped = text.replace(COIN, "").replace(DIE, DIE + "\n" + COIN)
    history.write("docs/a.md", swapped + "\n```python\nprint('new')\n```\n\n```output\nnew\n```\n")
    assert sorted(found(history).values()) == ["added", "moved"]
    history.write("docs/a.md", swapped.replace('"die"', '"dice"').replace('"coin"', '"penny"'))
    assert set(found(history).values()) == {"options changed"}
    assert "    moved within the page\n" in history.drift("changes").text
    history.write("docs/a.md", text.replace(DIE, ""))
    assert found(history) == {"docs/a.md:13": "removed"}


def test_options_of_an_example_and_of_its_output_are_named_with_their_values(history: Project) -> None:
    edit(history, '```python title="coin"', '```python title="coin" raises="ValueError"')
    edit(history, "```output\n1.7918", '```output approx="on"\n1.7918')
    text = history.drift("changes").text
    assert '    raises: none → "ValueError"\n' in text
    assert '    approx of its output: none → "on"\n' in text
    assert set(found(history).values()) == {"options changed"}


def test_code_that_prints_the_same_is_told_last_with_its_lines(history: Project) -> None:
    edit(history, "print(0.6931)", "print(0.69 + 0.0031)")
    assert found(history) == {"docs/a.md:5": "code changed"}
    assert "    -print(0.6931)\n    +print(0.69 + 0.0031)\n" in history.drift("changes").text


def test_text_alone_is_counted_by_its_lines(history: Project) -> None:
    edit(history, "Some text.", "Other text.\n\nMore of it.")
    assert found(history) == {}
    assert "docs/a.md: text: 2 lines added, 1 removed\n" in history.drift("changes").text


def test_a_new_page_is_shown_with_its_text_and_the_titles_of_its_examples(history: Project) -> None:
    history.write("docs/b.md", f"# Dice\n\nNew text.\n\n{DIE.replace('1.7918', '1.79')}")
    text = history.drift("changes", "--report", "changes.html").text
    assert "docs/b.md:5: added “die”\n" in text
    assert "+New text." not in text  # a whole page is not for a terminal
    markdown = history.drift("changes", "--format", "markdown").text
    assert "#### new page: `docs/b.md`\n\n- `docs/b.md:5` `die`\n" in markdown
    assert "\n+New text.\n" in markdown
    assert '<span class="status">new page</span>' in history.read("changes.html")


def test_links_that_follow_a_renamed_page_are_no_change(history: Project) -> None:
    history.write("docs/b.md", "# B\n\n[Coins](a.md#die), [coins](../docs/a.md) and data.md\n")
    commit(history)
    (history.root / "docs/a.md").rename(history.root / "docs/coins.md")
    history.write("docs/b.md", "# B\n\n[Coins](coins.md#die), [coins](../docs/coins.md) and data.md\n")
    text = history.drift("changes", "HEAD").text
    assert "docs/b.md" not in text
    assert "docs/coins.md: renamed, it was docs/a.md\n" in text


def test_a_link_that_has_not_followed_is_no_change_of_the_page_that_holds_it(history: Project) -> None:
    history.write("docs/b.md", "# B\n\n[Coins](a.md#die)\n")
    commit(history)
    (history.root / "docs/a.md").rename(history.root / "docs/coins.md")
    assert "docs/b.md" not in history.drift("changes", "HEAD").text  # the build tells that it leads nowhere


def test_text_that_differs_is_shown_old_and_new_after_the_examples(history: Project) -> None:
    edit(history, "Some text.", "Some other text.")
    edit(history, "```output\n1.7918\n```", "```output\n1.7917\n```")
    text = history.drift("changes", "--report", "changes.html").text
    assert "    @@ line 3 @@ # Coins\n    -Some text.\n    +Some other text.\n" in text
    assert "1.7917" in text[: text.index("Some other")]
    markdown = history.drift("changes", "--format", "markdown").text
    assert "#### text changed: `docs/a.md`\n\n```diff\n" in markdown
    assert "\n-Some text.\n+Some other text.\n" in markdown
    report = history.read("changes.html")
    assert '<a href="#text-1">docs/a.md: text: 1 line added, 1 removed; 1 example differs</a>' in report
    rows = re.sub("<[^>]*>", "", report[report.index('id="text-1"') :])
    assert "3Some text.3Some other text." in rows


def test_pages_that_come_go_and_get_another_name_are_told(history: Project) -> None:
    git(history, "mv", "docs/a.md", "docs/coins.md")
    edit(history, "Some text.", "Other text.", "docs/coins.md")
    history.write("docs/b.md", "# B\n\n" + DIE.replace("die", "b"))
    text = history.drift("changes").text
    assert "docs/coins.md: renamed, it was docs/a.md; text: 1 line added, 1 removed\n" in text
    assert "docs/b.md: a new page, 1 example\n" in text
    assert "2 pages differ" in text
    assert "(1 added, 1 renamed)" in text
    commit(history)
    (history.root / "docs/b.md").unlink()
    assert "docs/b.md: removed, with 1 example\n" in history.drift("changes", "HEAD").text


def test_versions_that_lock_files_pin_are_told_with_old_and_new(history: Project) -> None:
    history.write("pyproject.toml", history.read("pyproject.toml") + '\ndepends = ["src", "lock.txt", "uv.lock"]\n')
    history.write(
        "lock.txt",
        "numpy==2.3.4 \\\n    --hash=sha256:0\nSci_Kit[all] == 1.0 ; python_version < '3.12'\nsci.kit==1.1\n",
    )
    history.write("uv.lock", '[[package]]\nname = "torch"\nversion = "2.9.0"\n')
    commit(history)
    assert history.drift("changes", "HEAD").text.startswith("nothing differs")
    history.write("lock.txt", "numpy==2.3.5 \\\n    --hash=sha256:1\nscipy==1.17\n")
    history.write("uv.lock", '[[package]]\nname = "torch"\nversion = "2.9.1"\n')
    done = history.drift("changes", "HEAD", "--report", "changes.html")
    told = ["numpy: 2.3.4 → 2.3.5", "sci-kit: 1.0, 1.1 → none", "scipy: none → 1.17", "torch: 2.9.0 → 2.9.1"]
    assert set(told) <= set(done.text.splitlines())
    assert "no page differs from HEAD (3 examples compared); 4 versions of packages\n" in done.text
    assert all(line in history.read("changes.html") for line in told)
    assert all(line in history.drift("changes", "HEAD", "--format", "markdown").text for line in told)
    versions = json.loads(history.drift("changes", "HEAD", "--format", "json").text)["versions"]
    assert versions["sci-kit"] == ["1.0, 1.1", None]
    history.write("uv.lock", "no TOML = = \n")
    assert "torch: 2.9.0 → none" in history.drift("changes", "HEAD").text


def test_nothing_is_executed(history: Project) -> None:
    history.write("docs/b.md", "```python\nopen('was-here', 'w').close()\n```\n")
    git(history, "config", "core.fsmonitor", "touch was-here")
    assert history.drift("changes").code == 0
    assert not (history.root / "was-here").exists()


def test_the_base_is_read_by_its_own_settings_and_by_ours_where_it_has_none_that_can_be_read(history: Project) -> None:
    history.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npages = ["pages/*.md"]\n')
    git(history, "mv", "docs/a.md", "docs/figures/x.md")
    (history.root / "pages").mkdir()
    git(history, "mv", "docs/figures/x.md", "pages/a.md")
    assert "pages/a.md: renamed, it was docs/a.md" in history.drift("changes").text
    history.write("pyproject.toml", "[tool.drift]\nexamples = 1\n")
    commit(history)
    history.write("pyproject.toml", '[tool.drift]\nexamples = "all"\npages = ["pages/*.md"]\n')
    assert history.drift("changes", "HEAD").text.startswith("nothing differs")


def test_a_project_below_the_top_of_its_repository_is_compared(history: Project) -> None:
    for name in ("pyproject.toml", "docs/a.md", "docs/figures/curve.svg"):
        history.write(f"below/{name}", history.read(name))
    commit(history)
    history.root /= "below"
    edit(history, "```output\n1.7918", "```output\n1.7917")
    assert found(history, "HEAD") == {"docs/a.md:13": "output changed"}


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("nowhere", '"nowhere" is no commit here: is it spelt right, and fetched?'),
        ("--upload-pack=x", "unrecognized arguments"),
        ("main:docs/a.md", '"main:docs/a.md" is no commit here'),
    ],
)
def test_a_base_that_is_none_is_told(base: str, message: str, history: Project) -> None:
    done = history.drift("changes", base)
    assert done.code == 2
    assert message in done.text
    assert "Traceback" not in done.text


def test_without_a_main_branch_or_a_repository_the_way_out_is_told(history: Project, tmp_path: Path) -> None:
    git(history, "branch", "-q", "-D", "main")
    done = history.drift("changes")
    assert done.code == 2
    assert "no main branch" in done.text
    assert "drift changes HEAD~1" in done.text
    done = history.drift("changes", env={"GIT_DIR": str(tmp_path / "none")})
    assert done.code == 2
    assert "Traceback" not in done.text


def test_what_has_happened_to_the_base_since_is_not_told(history: Project) -> None:
    git(history, "switch", "-q", "main")
    edit(history, "Some text.", "Some other text.")
    commit(history)
    git(history, "switch", "-q", "work")
    edit(history, "```output\n1.7918\n```", "```output\n1.7917\n```")
    commit(history)
    assert found(history, "main") == found(history) == {"docs/a.md:13": "output changed"}
    assert "text:" not in history.drift("changes", "main").text


def test_a_link_in_the_base_leads_nowhere(history: Project) -> None:
    outside = history.write("outside.md", "secret\n\n" + DIE)
    (history.root / "docs/link.md").symlink_to(outside)
    commit(history)
    (history.root / "docs/link.md").unlink()
    assert "link.md" not in history.drift("changes", "HEAD").text


HOSTILE = "</td><script>alert(1)</script>\n````\n# heading @everyone\n::error::from the example\n\x1b[31mred"


def test_what_examples_print_acts_nowhere(history: Project) -> None:
    edit(history, "```output\n1.7918\n```", f"`````output\n{HOSTILE}\n`````")
    text = history.drift("changes", "--report", "changes.html", env={"GITHUB_ACTIONS": "true"}).text
    assert text.startswith("::stop-commands::")
    assert "\x1b" not in text
    markdown = history.drift("changes", "--format", "markdown").text
    assert "`````diff\n" in markdown
    assert "\x1b" not in markdown
    report = history.read("changes.html")
    assert "<script>alert" not in report
    assert "default-src 'none'" in report


def test_the_summary_keeps_to_the_limit_and_says_what_it_leaves_out(project: Project) -> None:
    examples = [f'```python title="e{i}"\nprint({i})\n```\n\n```output\n{"x" * 900}{i}\n```\n' for i in range(1500)]
    project.write("docs/a.md", "\n".join(examples))
    git(project, "init", "-q", "-b", "main")
    commit(project)
    project.write("docs/a.md", "\n".join(examples).replace("xxxxx", "yyyyy"))
    done = project.drift("changes", "--format", "markdown")
    assert 0.9 * SUMMARY < len(done.text.encode()) <= SUMMARY
    told = len(re.findall(r"(?m)^#### output changed: ", done.text))
    assert f"**{1500 - told} more changes** left out" in done.text
    assert len(found(project)) == 1500


def test_a_job_has_it_in_its_summary_behind_what_is_there(history: Project) -> None:
    edit(history, "```output\n1.7918", "```output\n1.7917")
    summary = history.write("summary.md", "## Before\n\n")
    assert history.drift("changes", env={"GITHUB_STEP_SUMMARY": str(summary)}).code == 0
    text = history.read("summary.md")
    assert text.startswith("## Before\n\n`1 page differs from")
    assert "#### output changed: `docs/a.md:13` `die`" in text
    assert "-1.7918\n+1.7917" in text


def test_pairs_are_found_by_code_then_title_then_figure_then_likeness() -> None:
    def examples(*codes: str) -> list[Example]:
        source = "".join(f"```python\n{code}\n```\n\n" for code in codes)
        return list(read_page("a.md", source, Settings(examples="all")).examples)

    old = examples("a = 1\nb = 2\nc = 3", "print('same')", "gone = True")
    new = examples("print('same')", "a = 1\nb = 2\nc = 4", "quite = 'new'")
    pairs = pair_examples(old, new)
    assert set(pairs) == {(1, 0), (0, 1), (2, None), (None, 2)}
    assert len(moved(pairs)) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("A coin has 0.6931.", ["line 3 still says 0.6931"]),
        ("A coin has about 0.69.", ["line 3 still says 0.69"]),
        ("A coin has 0.7 and 10.6931.", []),  # too short to come from anywhere; another number
        ("A die has 1.79.", []),  # as it still prints
    ],
)
def test_a_number_that_is_not_printed_any_more_and_still_said_is_told(
    history: Project, said: str, expected: list[str]
) -> None:
    edit(history, "Some text.", said)
    commit(history)
    git(history, "branch", "-q", "said")
    edit(history, "```output\n0.6931", "```output\n1.0000")
    told = history.drift("changes", "said").text
    assert re.findall(r"line \d+ still says [\d.]+", told) == expected
    report = json.loads(history.drift("changes", "said", "--format", "json").text)
    [change] = report["pages"][0]["examples"]
    assert [f"line {left['line']} still says {left['number']}" for left in change["left"]] == expected


def test_a_number_that_another_output_gives_is_told_of_nobody(history: Project) -> None:
    edit(history, "Some text.", "A coin has 0.6931.")
    commit(history)
    git(history, "branch", "-q", "said")
    edit(history, "```output\n0.6931", "```output\n1.0000")
    edit(history, "```output\n1.7918", "```output\n0.6931")
    assert "still says" not in history.drift("changes", "said").text


def test_of_a_long_line_what_differs_is_shown_and_what_stands_near(history: Project) -> None:
    words = " ".join(f"word{number}" for number in range(120))
    edit(history, "Some text.", words)
    commit(history)
    git(history, "branch", "-q", "said")
    edit(history, "word20 ", "twenty ")
    edit(history, "word100 ", "")
    text = history.drift("changes", "said").text
    removed, added = (re.search(rf"^    \{sign}(…\S.*…)$", text, re.MULTILINE) for sign in "-+")
    assert removed
    assert added
    assert "word19 word20 word21" in removed[1]
    assert "word99 word100 word101" in removed[1]
    assert "word19 twenty word21" in added[1]
    assert "word99 word101" in added[1]
    assert "word60" not in text
    assert max(len(removed[1]), len(added[1])) < 200


def test_what_examples_import_is_named_where_an_output_changed_with_the_same_code(history: Project) -> None:
    history.write("src/coins.py", "HEADS = 0.6931\n")
    history.write("src/other.py", "SAME = 1\n")
    commit(history)
    git(history, "branch", "-q", "said")
    edit(history, "0.6931", "1.0000", "src/coins.py")
    assert "may import" not in history.drift("changes", "said").text  # no output has changed
    edit(history, "```output\n0.6931", "```output\n1.0000")
    text = history.drift("changes", "said", "--report", "changes.html").text
    assert "what differs is among what it may import: src/coins.py\n" in text
    assert "src/other.py" not in text
    assert json.loads(history.drift("changes", "said", "--format", "json").text)["modules"] == ["src/coins.py"]
    assert "src/coins.py" in history.read("changes.html")


def test_what_is_still_said_stands_before_all_changes_in_a_summary(history: Project) -> None:
    edit(history, "Some text.", "A coin has 0.6931 nats.")
    commit(history)
    git(history, "branch", "-q", "said")
    edit(history, "```output\n0.6931", "```output\n1.0000")
    summary = history.drift("changes", "said", "--format", "markdown").text
    said = summary.index("docs/a.md:3: 0.6931 in “…A coin has 0.6931 nats.…”")
    assert summary.index("**1 number** that a page still says") < said < summary.index("#### output changed")
