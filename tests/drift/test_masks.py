"""Masks: each replaces what it names by `…` and nothing beside it, in the recording, on the page and in every comparison."""

from __future__ import annotations

import os
import tempfile
from html import unescape
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

FOLDER = os.path.realpath(tempfile.gettempdir())


def page(mask: str, code: str, recorded: str = "") -> str:
    recording = f"\n```output\n{recorded}\n```\n" if recorded else ""
    return f'```python mask="{mask}"\n{code}\n```\n{recording}'


MASKED = {
    "address": {
        "<object object at 0x7f3b2c1d0e50>": "<object object at 0x…>",
        "[<a.B at 0x7f3b2c1d0e50>, <a.B at 0x1f3b2c1d0e5>]": "[<a.B at 0x…>, <a.B at 0x…>]",
        "<C object at 0x000001F2A3B4C5D0>.": "<C object at 0x…>.",
        "<slot wrapper '__call__' of type object at 0x9d5c80>": "<slot wrapper '__call__' of type object at 0x…>",
        "<weakref at 0x7f3b2c1d0e50; dead>": "<weakref at 0x…; dead>",
        "the header begins at 0xFF": "the header begins at 0xFF",
        "mask 0xdeadbeef": "mask 0xdeadbeef",
        "a treat 0xdeadbeef": "a treat 0xdeadbeef",
        "at 0xdeadbeefs": "at 0xdeadbeefs",
    },
    "duration": {
        "took 1.23 s": "took …",
        "took 0.5s, then 45.6 µs and 45 ms.": "took …, then … and ….",
        "1.23 μs ± 45.6 ns per loop": "… ± … per loop",
        "5000000 loops, best of 5: 45.6 nsec per loop": "5000000 loops, best of 5: … per loop",
        "1,234.5 ms, 1e-05 s, 3 seconds": "…, …, …",
        "313/313 - 1s - 2ms/step - loss: 0.5": "313/313 - … - …/step - loss: 0.5",
        "real\t0m0.004s": "real\t…",
        "1min 20s, 1 h 2 m 3.5 s": "…, …",
        "0:00:01.234567": "…",
        "1 day, 3:00:01 and 0 days 00:00:01.5": "… and …",
        # The width of a column is that of all its cells, whatever the number.
        "| total |     9.87 s |": "| total | … |",
        "| rest  |    10.01 s |": "| rest  | … |",
        "9.87 ms     loop": "… loop",
        "10.01 ms    loop": "… loop",
        "3 samples in the 1980s": "3 samples in the 1980s",
        "2 months, 3 sizes, 4 msgs, 5 hundred": "2 months, 3 sizes, 4 msgs, 5 hundred",
        "9.8 m/s, 5 s^2, 5 s⁻¹, 3 h-index": "9.8 m/s, 5 s^2, 5 s⁻¹, 3 h-index",
        "v1.2.3 s, x12 ms, 3 Ms": "v1.2.3 s, x12 ms, 3 Ms",
        "at 12:30:45 and 10:20": "at 12:30:45 and 10:20",
        "0.5": "0.5",
    },
    "temporary-path": {
        f"{FOLDER}/tmpab_1c2d/data.csv": "…/data.csv",
        f"saved in '{FOLDER}/tmpab_1c2d.txt'.": "saved in '…'.",
        f"see {FOLDER}.": "see ….",
        f"file://{FOLDER}/tmpx/": "file://…/",
        f"/home/someone{FOLDER}/x": f"/home/someone{FOLDER}/x",
        f"{FOLDER}x/y": f"{FOLDER}x/y",
        f"{FOLDER}.bak/y": f"{FOLDER}.bak/y",
        f"{FOLDER}-old": f"{FOLDER}-old",
    },
    "date": {
        "2026-01-31": "…",
        "on 2026-01-31, log_2026-01-31.txt, (2026-01-31)": "on …, log_….txt, (…)",
        "2026-01-31T09:30:00": "…T09:30:00",
        "2026-01-31에": "…에",
        "2026-13-31, 2026-01-32, 12026-01-31": "2026-13-31, 2026-01-32, 12026-01-31",
        "2026-01-31-2, 1-2026-01-31, 1.2026-01-31": "2026-01-31-2, 1-2026-01-31, 1.2026-01-31",
        "010-1234-5678": "010-1234-5678",
    },
    "time": {
        "09:30:00": "…",
        "2026-01-31T23:59:59.123+09:00": "2026-01-31T…",
        "2026-01-31 23:59:59,123 INFO": "2026-01-31 … INFO",
        "12:00:00Z": "…",
        "12:30, [10:20], 25:00:00, 1:02:03": "12:30, [10:20], 25:00:00, 1:02:03",
        "12:00:00:00, 1.12:00:00": "12:00:00:00, 1.12:00:00",
    },
    "uuid": {
        "UUID('123e4567-e89b-12d3-a456-426614174000')": "UUID('…')",
        "run_123E4567-E89B-12D3-A456-426614174000.log": "run_….log",
        "a123e4567-e89b-12d3-a456-426614174000": "a123e4567-e89b-12d3-a456-426614174000",
        "123e4567e89b12d3a456426614174000": "123e4567e89b12d3a456426614174000",
        "123e4567-e89b-12d3-a456": "123e4567-e89b-12d3-a456",
    },
}


@pytest.mark.parametrize("mask", MASKED)
def test_a_mask_replaces_what_it_names_and_nothing_beside_it(project: Project, mask: str) -> None:
    lines = MASKED[mask]
    code = "".join(f"print({line!r})\n" for line in lines)
    project.write("docs/index.md", page(mask, code.rstrip()))
    done = project.drift("update")
    assert done.code == 0, done.text
    recorded = project.read("docs/index.md").partition("```output\n")[2].removesuffix("\n```\n").split("\n")
    assert dict(zip(lines, recorded, strict=True)) == lines
    assert project.drift("check").code == 0


@pytest.mark.parametrize(
    ("mask", "code", "shown"),
    [
        ("address", "print(object())", "<object object at 0x…>"),
        ("duration", "import time\nprint(f'{time.perf_counter():.9f} s')", "…"),
        ("temporary-path", "import tempfile\nprint(tempfile.mkdtemp() + '/a')", "…/a"),
        ("temporary-path", "import tempfile\nprint([tempfile.mkstemp(suffix='.csv')[1]])", "['…']"),
        ("date time", "from datetime import datetime\nprint(datetime.now())", "… …"),
        ("time date", "from datetime import datetime, UTC\nprint(datetime.now(UTC).isoformat())", "…T…"),
        ("uuid", "import uuid\nprint(uuid.uuid4())", "…"),
        ("uuid address", "import uuid\nprint(uuid.uuid4(), object())", "… <object object at 0x…>"),
    ],
)
def test_what_no_run_repeats_is_recorded_behind_a_mask(project: Project, mask: str, code: str, shown: str) -> None:
    project.write("docs/index.md", page(mask, code))
    done = project.drift("update")
    assert done.code == 0, done.text
    assert project.read("docs/index.md") == page(mask, code, shown)
    for _ in range(2):
        done = project.drift("check")
        assert (done.code, "0 drifted" in done.text) == (0, True)
    done = project.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    assert f'<div class="drift-output" data-drift="1"><div class="highlight"><pre><code>{shown}\n' in unescape(
        project.read("site/index.html")
    )


def test_the_folder_that_the_example_got_is_the_temporary_one(project: Project) -> None:
    elsewhere = project.root / "elsewhere"
    elsewhere.mkdir()
    project.write(
        "pyproject.toml",
        f'[tool.drift]\nexamples = "all"\nenvironment = {{ TMPDIR = "{elsewhere.as_posix()}" }}\n',
    )
    code = "import tempfile\nprint(tempfile.mkdtemp() + '/a')\nprint('/tmp/kept')"
    project.write("docs/index.md", page("temporary-path", code))
    assert project.drift("update").code == 0
    assert project.read("docs/index.md").endswith("```output\n…/a\n/tmp/kept\n```\n")


def test_the_rest_of_a_masked_output_is_compared_to_the_letter(project: Project) -> None:
    project.write("docs/index.md", page("address", "print(object(), 2)", "<object object at 0x…> 1"))
    done = project.drift("check")
    assert done.code == 1
    assert "    -<object object at 0x…> 1\n    +<object object at 0x…> 2\n" in done.text


def test_an_announced_exception_is_masked_too(project: Project) -> None:
    fence = '```python raises="ValueError" mask="address"\nraise ValueError(object())\n```\n'
    project.write("docs/index.md", fence)
    assert project.drift("update").code == 0
    assert project.read("docs/index.md") == f"{fence}\n```output\nValueError: <object object at 0x…>\n```\n"
    assert project.drift("check").code == 0


@pytest.mark.slow
def test_a_long_output_is_masked_in_a_moment(project: Project) -> None:
    """A pattern that looks anew from each place would take hours for these, and be broken off."""
    masks = "address duration temporary-path date time uuid"
    every = f"at 0x7f3b2c1d0e50 1.5 s {FOLDER}/x 2026-01-31 09:30:00 123e4567-e89b-12d3-a456-426614174000"
    units = ("1m ", "1,", "1:", " ", "12 ms", "a.", "a-", "1")
    code = "".join(f"print({every!r})\nprint({unit!r} * 100_000)\n" for unit in units)
    project.write("pyproject.toml", '[tool.drift]\nexamples = "all"\noutput-limit = 10_000_000\n')
    project.write("docs/index.md", page(masks, code))
    assert "1 example on 1 page executed, 1 drifted" in project.run("drift.cli", "check").text


def test_without_a_mask_the_sign_is_a_letter_like_others(project: Project) -> None:
    project.write("docs/index.md", "```python\nprint('at 0x…')\nprint('at 0x7fffff')\n```\n")
    assert project.drift("update").code == 0
    assert project.read("docs/index.md").endswith("```output\nat 0x…\nat 0x7fffff\n```\n")


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        ("adress", 'mask="adress": did you mean "address"? it takes one or more of address, duration,'),
        ("address,uuid", 'mask="address,uuid": did you mean "address"? it takes one or more of address'),
        ("address, uuid", 'mask="address, uuid": did you mean "address"?'),
        ("address durations", 'mask="address durations": did you mean "duration"?'),
        ("uuid uuid", 'mask="uuid uuid": it takes one or more of address'),
        ("0x[0-9a-f]+", 'mask="0x[0-9a-f]+": it takes one or more of address'),
        ("", 'mask="": it takes one or more of address'),
    ],
)
def test_the_list_of_masks_is_closed(project: Project, mask: str, said: str) -> None:
    text = page(mask, "print(object())")
    project.write("docs/index.md", text)
    for command in ("check", "update"):
        done = project.drift(command)
        assert done.code == 1
        assert f"docs/index.md:1: {said}" in done.text
    assert project.read("docs/index.md") == text


def test_a_mask_on_the_recording_is_told_where_it_belongs(project: Project) -> None:
    project.write("docs/index.md", '```python\nprint(1)\n```\n\n```output mask="address"\n1\n```\n')
    done = project.drift("check")
    assert done.code == 1
    assert 'docs/index.md:5: a recording has no option "mask": write it on the example' in done.text


@pytest.mark.parametrize(
    ("mask", "code", "idle", "printed"),
    [
        ("address", "print(1)", "address", "    1\n"),
        ("address", "x = 1", "address", ""),
        ("address date", "print(object())", "date", "    <object object at 0x…>\n"),
        ("duration", "print('3 samples')", "duration", "    3 samples\n"),
    ],
)
def test_a_mask_that_replaces_nothing_has_to_go(
    project: Project, mask: str, code: str, idle: str, printed: str
) -> None:
    text = page(mask, code)
    project.write("docs/index.md", text)
    for command in ("check", "update"):
        done = project.drift(command)
        assert done.code == 1
        assert f'docs/index.md:1: mask="{idle}" replaces nothing: the example does not print a ' in done.text
        assert f"\n{printed}    → take the mask off" in done.text
    assert project.read("docs/index.md") == text


def test_what_did_not_run_needs_no_mask(project: Project) -> None:
    text = '```python mask="address" requires="no_such_module"\nprint(object())\n```\n\n```output\n<object object at 0x…>\n```\n'
    project.write("docs/index.md", text)
    assert project.drift("check").code == 0


@pytest.mark.parametrize(
    ("fence", "code", "recorded", "mask"),
    [
        ("python", "print(object())", "<object object at 0x7f0123456789>", "address"),
        ("python", "print(object())", "<object object at 0x…>", "address"),
        ('python mask="uuid"', "import uuid\nprint(uuid.uuid4(), '1.5 s')", "… 1.6 s", "duration uuid"),
    ],
)
def test_a_check_that_fails_names_the_mask_that_would_help(
    project: Project, fence: str, code: str, recorded: str, mask: str
) -> None:
    project.write("docs/index.md", f"```{fence}\n{code}\n```\n\n```output\n{recorded}\n```\n")
    done = project.drift("check")
    assert done.code == 1
    hint = f'if the new output is right: drift update docs/index.md; if no run repeats it: mask="{mask}" on the example'
    assert hint in done.text


def test_a_check_that_fails_for_another_reason_names_none(project: Project) -> None:
    project.write(
        "docs/index.md", "```python\nprint(object(), 2)\n```\n\n```output\n<object object at 0x7f0123456> 1\n```\n"
    )
    done = project.drift("check")
    assert done.code == 1
    assert "mask=" not in done.text


def test_the_masked_text_is_shown_as_markdown_too(project: Project) -> None:
    project.write(
        "docs/index.md",
        '```python mask="date"\nimport datetime\nprint(f"**{datetime.date.today()}**")\n```\n\n'
        '```output render="markdown"\n**…**\n```\n',
    )
    assert project.drift("check").code == 0
    assert project.mkdocs("build", "--strict").code == 0
    assert "<strong>…</strong>" in project.read("site/index.html")
