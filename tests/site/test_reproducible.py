"""One commit gives one site, byte for byte, wherever and whenever it is built."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from building import build
from engines import contents
from printed import Printed
from sources import PAGES

from drift.show.provenance import current_commit

if TYPE_CHECKING:
    from conftest import Copy

ROOT = Path(__file__).parents[2]


def test_a_build_elsewhere_gives_the_same_site_byte_by_byte(
    site: Path, printed: Path, site_environment: dict[str, str], copy: Copy, tmp_path: Path
) -> None:
    """One build more than the session has anyway: of a copied folder, at another hour and with what else may differ.

    Pages that need a framework are built from what they printed before: to load the frameworks takes longer than all the rest.
    """
    target, known = tmp_path / "built", tmp_path / "printed"
    known.mkdir()
    for page in PAGES:
        if any(example.requires for example in page.examples):
            shutil.copy(Printed(printed).file(page.name), known)
    commit = os.environ.get("GITHUB_SHA") or current_commit(ROOT)  # the copy is no repository
    # Its history is that of the original.
    history = {"GIT_DIR": str(ROOT / ".git"), "GIT_WORK_TREE": str(copy.root)}
    elsewhere = {"GITHUB_SHA": commit, "PYTHONPATH": str(copy.root / "src")} | history
    differing = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "HOME": str(tmp_path)}
    build(copy.root, target, site_environment | elsewhere | differing, known, umask=0o077)
    first, second = contents(site), contents(target)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_the_site_bears_the_date_that_it_was_given(site: Path, site_environment: dict[str, str]) -> None:
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count("<lastmod>2001-09-09</lastmod>") == sitemap.count("<loc>") > 30
    (wheel,) = site.glob("packages/*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2001, 9, 9)}


def test_no_file_of_the_site_tells_where_it_was_built(site: Path) -> None:
    places = [os.fsencode(place) for place in (ROOT, site, sys.prefix, Path(sys.executable).parent)]
    found = []
    for name, content in contents(site).items():
        parts = [content]
        if name.endswith(".whl"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                parts = [archive.read(entry) for entry in archive.infolist()]
        found += [name for part in parts if any(place in part for place in places)]
    assert found == []
