from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drift.settings import Settings, SettingsError, find_root, load_settings

if TYPE_CHECKING:
    from pathlib import Path


def load(root: Path, text: str) -> Settings:
    (root / "pyproject.toml").write_text(text, encoding="utf-8")
    return load_settings(root)


def test_defaults_without_file_or_table(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(tmp_path.resolve()) == load(tmp_path, "[project]\n")


def test_reads_every_key(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        [tool.drift]
        pages = ["a/*.md"]
        examples = "all"
        timeout = 5
        output-limit = 10
        workers = 3
        preload = ["json"]
        versions = ["numpy"]
        figures = "pictures"
        figure-fonts = ["font.ttf"]
        depends = ["lib"]
        not-run-note = "no {module}"
        [tool.drift.environment]
        A = "1"
        """,
    )
    assert settings == Settings(
        root=tmp_path.resolve(),
        pages=("a/*.md",),
        examples="all",
        timeout=5.0,
        output_limit=10,
        workers=3,
        preload=("json",),
        versions=("numpy",),
        figures="pictures",
        figure_fonts=("font.ttf",),
        depends=("lib",),
        environment={"A": "1"},
        not_run_note="no {module}",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('exampels = "all"', 'no key "exampels": did you mean "examples"?'),
        ("xyz = 1", 'no key "xyz" (it has pages,'),
        ('examples = "some"', '"marked" or "all"'),
        ("timeout = 0", "a positive number of seconds"),
        ("timeout = true", "a positive number of seconds"),
        ('pages = "docs"', "a list of patterns"),
        ('pages = [""]', "a list of patterns"),
        ('pages = ["/docs/*.md"]', "a list of patterns"),
        ('preload = "numpy"', "a list of strings"),
        ('environment = {"A=B" = "1"}', "a table of strings"),
        ('not-run-note = "{modul}"', "no braces but {module}"),
        ("output-limit = inf", "a positive number of bytes"),
        ("environment = {A = 1}", "a table of strings"),
        ("workers = -1", "a number of pages, or 0"),
        ("output-limit = 0", "a positive number of bytes"),
        ("= 1", "pyproject.toml: "),
    ],
)
def test_a_bad_setting_is_named_with_the_way_out(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, f"[tool.drift]\n{line}\n")
    assert "pyproject.toml" in str(raised.value)
    assert message in str(raised.value)


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\ndrift = 3\n"])
def test_the_table_has_to_be_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="has to be a table"):
        load(tmp_path, text)


def test_the_root_is_the_nearest_folder_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    assert find_root(tmp_path / "a/b") == tmp_path
