"""A live preview that renders only what has changed says the same as a whole build, and knows what has changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Project

HOOKS = """
from mkdocs.structure.files import File

def on_files(files, config):
    files.append(File.generated(config, "made.md", content="# M\\n\\n```python\\n1\\n```\\n"))

def on_page_markdown(markdown, page, **_):
    return markdown.replace("LATE", "```python\\nlate()\\n```")

def on_page_context(context, page, **_):
    page.file.provenance = str(context["provenance"])
"""


class Preview:
    """Builds a site again and again, and renders a page only where its state has changed."""

    def __init__(self, project: Project, patch: pytest.MonkeyPatch) -> None:
        self.project = project
        self.reuses = True  # False: everything is rendered each time
        self.rendered: list[str] = []
        """The pages that were rendered in the last build."""
        self.states: dict[tuple[str, str], object] = {}
        self.html: dict[tuple[str, str], str] = {}
        self._kept: dict[str, tuple[Any, ...]] = {}
        self._populate, self._build = mkdocs_build._populate_page, mkdocs_build._build_page
        patch.setattr(mkdocs_build, "_populate_page", self._content)
        patch.setattr(mkdocs_build, "_build_page", self._page)

    def build(self) -> None:
        self.rendered.clear()
        config = load_config(str(self.project.root / "mkdocs.yml"))
        self.live = config.plugins["drift"]
        config.plugins.on_startup(command="serve", dirty=False)
        mkdocs_build.build(config)

    def end(self) -> None:
        self.live.on_shutdown()
        self.live.on_startup(command="build", dirty=False)  # MkDocs keeps the plugin as long as this process lives

    def _content(self, page: Any, config: Any, *more: Any, **options: Any) -> None:
        name = page.file.src_uri
        state = self.live.preview_state(page, "content")
        if self.reuses and name in self._kept and self._kept[name][0] == state:
            _, page.content, page.toc, page.meta, taken = self._kept[name]
            self.live.preview_give(page, "content", taken)
        else:
            self._populate(page, config, *more, **options)
            self.rendered.append(name)
            self._kept[name] = state, page.content, page.toc, page.meta, self.live.preview_take(page, "content")
        self.states[name, "content"], self.html[name, "content"] = state, page.content

    def _page(self, page: Any, *more: Any, **options: Any) -> None:
        self._build(page, *more, **options)
        name = page.file.src_uri
        self.states[name, "page"] = self.live.preview_state(page, "page")
        self.html[name, "page"] = page.file.provenance


@pytest.fixture
def preview(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preview]:
    project.write("hooks.py", HOOKS)
    yml = project.read("mkdocs.yml").replace("  - admonition\n", "  - admonition\n  - pymdownx.snippets\n")
    yml = yml.replace("  - drift\nmark", "  - drift\n  - mkdocstrings: {handlers: {python: {paths: [.]}}}\nmark")
    project.write("mkdocs.yml", yml + "hooks: [hooks.py]\n")
    monkeypatch.chdir(project.root)
    preview = Preview(project, monkeypatch)
    yield preview
    preview.end()


def said(caplog: pytest.LogCaptureFixture) -> str:
    """Return what drift has logged since this was asked last, without what takes another time."""
    text = "\n".join(record.getMessage() for record in caplog.records if record.name == "mkdocs.plugins.drift")
    caplog.clear()
    return re.sub(r"in [\d.]+ s", "", text)


RIGHT = "# T\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"


def test_the_report_is_the_same_if_pages_are_not_rendered_again(
    project: Project, preview: Preview, caplog: pytest.LogCaptureFixture
) -> None:
    project.write("docs/index.md", RIGHT)
    project.write("docs/drifted.md", RIGHT.replace("print(1)", "print(2)"))
    project.write("docs/late.md", "# L\n\nLATE\n")
    project.write("docs/exec.md", '# E\n\n````md exec="1"\n```python exec="1"\nprint(1)\n```\n````\n')
    project.write("docs/doced.md", "# D\n\n::: doced\n")
    project.write("doced.py", '"""Doc.\n\n```python exec="1"\nprint(1)\n```\n"""\n')
    caplog.set_level("INFO", "mkdocs")
    preview.build()
    first = said(caplog)
    assert "made.md:3: an example on a generated page" in first
    assert 'late.md:1: a "python" fence is rendered here that is not in the file like that' in first
    assert (
        "2 blocks left to markdown-exec, not verified: docs/doced.md (python in a docstring), docs/exec.md:4 (" in first
    )
    assert len(preview.rendered) == 6
    for _ in range(2):
        preview.build()
        assert said(caplog) == first
        # What else is executed may show something else each time.
        assert sorted(preview.rendered) == ["doced.md", "exec.md"]
    project.write("docs/late.md", "# L\n\nLATE\n\nMore\n")
    preview.build()
    assert said(caplog) == first
    assert sorted(preview.rendered) == ["doced.md", "exec.md", "late.md"]


LONG = '# T\n\n```python exec="1" html="1"\nprint("a")\n```\n\n```output file="index-1.output.html"\n```\n'
DRAWS = '# T\n\n```python figure="f" alt="F"\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n```\n'
PRINTS = "# T\n\n```python\nimport module\nprint(module.x)\n```\n\n```output\n1\n```\n"
SETTINGS = """
[tool.drift]
examples = "all"
timeout = 9
not-run-note = "Not run"
versions = ["module"]
depends = ["module.py", "part.py"]
environment = {PYTHONPATH = "."}
"""


@pytest.mark.parametrize(
    ("page", "file", "old", "new", "changed"),
    [
        (RIGHT, "docs/index.md", "\n1\n", "\n2\n", {"content"}),
        (RIGHT, "docs/index.md", "print(1)", "print(1 )", {"content"}),
        (RIGHT.replace("(1)", "(object())"), "docs/index.md", "```python", '```python mask="address"', {"content"}),
        (PRINTS, "module.py", "x = 1", "x = 22", {"content"}),
        (PRINTS, "module.py", "'1'", "'22'", {"page"}),
        (PRINTS, "module.py", "# c", "# dd", set()),
        (RIGHT.replace("print(1)", '--8<-- "part.py"'), "part.py", "print(1)", "print(1 )", {"content"}),
        (RIGHT, "part.py", "print(1)", "print(1 )", set()),
        (RIGHT.replace("```python", '```python requires="no"'), "pyproject.toml", "Not run", "Not so", {"content"}),
        (RIGHT, "pyproject.toml", "Not run", "Not so", set()),
        (RIGHT, "pyproject.toml", "timeout = 9", "timeout = 8", set()),
        (RIGHT, "pyproject.toml", '"all"', '"marked"', {"content", "page"}),
        (LONG, "docs/figures/index-1.output.html", "a\n", "b\n", {"content"}),
        (RIGHT, "docs/figures/index-1.output.html", "a\n", "b\n", set()),
        # A live preview shows what was drawn just now; if nothing was, what is recorded.
        pytest.param(DRAWS, "docs/figures/f.svg", "<g/>", "<path/>", set(), marks=pytest.mark.slow),
        (DRAWS.replace("alt=", 'requires="no" alt='), "docs/figures/f.svg", "<g/>", "<path/>", {"content"}),
    ],
)
def test_a_state_changes_when_the_html_does(
    project: Project, preview: Preview, page: str, file: str, old: str, new: str, changed: set[str]
) -> None:
    preview.reuses = False
    project.write("pyproject.toml", SETTINGS)
    project.write("module.py", "__version__ = '1'\nx = 1\n# c\n")
    project.write("part.py", "print(1)\n")
    project.write("docs/figures/f.svg", '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>\n')
    project.write("docs/figures/index-1.output.html", "a\n")
    project.write("docs/index.md", page)
    project.write("docs/plain.md", "# Plain\n")
    preview.build()
    states, html = dict(preview.states), dict(preview.html)
    assert old in project.read(file)
    project.write(file, project.read(file).replace(old, new))
    preview.build()
    stages = ("content", "page")
    assert {stage for stage in stages if html["index.md", stage] != preview.html["index.md", stage]} == changed
    assert {stage for stage in stages if states["index.md", stage] != preview.states["index.md", stage]} == changed
    if file != "pyproject.toml":
        assert all(states["plain.md", stage] == preview.states["plain.md", stage] for stage in stages)
