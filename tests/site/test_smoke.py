"""The smoke test passes on the site as it is served, and fails on what it is there to find."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import served

from drift.show.provenance import current_commit

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
# How many seconds it goes on looking: none, for what is served here does not get better.
CODE = "import runpy, sys; sys.exit(runpy.run_path({script!r})['main'](*sys.argv[1:], patience=0))"


def smoke(address: str, commit: str) -> subprocess.CompletedProcess[str]:
    code = CODE.format(script=str(ROOT / ".github/smoke.py"))
    command = [sys.executable, "-c", code, address, commit]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=100, check=False)


@pytest.mark.usefixtures("site")
def test_the_served_site_is_well(address: str) -> None:
    done = smoke(address, current_commit(ROOT))
    assert (done.returncode, done.stdout.strip()) == (0, f"{address} is well"), done.stderr


@pytest.mark.usefixtures("site")
def test_a_site_of_another_commit_is_not(address: str) -> None:
    done = smoke(address, "0123456789")
    assert (done.returncode, done.stdout.strip()) == (1, f"{address}: lesson: not from commit 0123456")


def test_capitals_in_the_name_of_the_host_are_those_of_the_owner_and_no_fault(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    with served(tmp_path / "site") as elsewhere:
        there = elsewhere.replace("127.0.0.1", "LocalHost")
        sitemap = tmp_path / "site/sitemap.xml"
        sitemap.write_text(
            re.sub(r"http://127\.0\.0\.1:\d+/", there, sitemap.read_text(encoding="utf-8")), encoding="utf-8"
        )
        done = smoke(there.replace("LocalHost", "localhost"), "")
    assert (done.returncode, done.stdout.strip()) == (0, f"{there.lower()} is well")


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("index.html", lambda html: html.replace('href="entropy/"', 'href="#"'), "home page: no link to the lesson"),
        ("entropy/index.html", lambda html: html.replace('class="katex"', ""), "lesson: no formula"),
        ("entropy/index.html", lambda html: html.replace("0.6931", "0.6932"), "lesson: no output 0.6931"),
        (
            "keras/index.html",
            lambda html: html.replace("</body>", '<span class="arithmatex">\\(x\\)</span></body>'),
            "keras/: 'class=\"arithmatex\">\\\\(' stands on the page",
        ),
        ("sitemap.xml", lambda xml: xml.replace("127.0.0.1", "localhost", 1), "stands somewhere else"),
        ("sitemap.xml", lambda xml: xml.replace("/perplexity/", "/perplexed/"), "perplexed/: HTTP Error 404"),
    ],
)
def test_a_broken_site_is_told(
    site: Path, address: str, tmp_path: Path, name: str, change: Callable[[str], str], said: str
) -> None:
    broken = tmp_path / "site"
    shutil.copytree(site, broken)
    with served(broken) as elsewhere:
        rewrite(broken / "sitemap.xml", lambda xml: xml.replace(address, elsewhere))
        rewrite(broken / name, change)
        done = smoke(elsewhere, "")
    assert done.returncode == 1
    assert said in done.stdout
