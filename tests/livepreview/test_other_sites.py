"""Small sites with what sites of others have: after each save the served site is the one that a new server builds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from test_soundness import engine, files

if TYPE_CHECKING:
    from pathlib import Path

CODE = "plugins: [livepreview, search, autorefs, {mkdocstrings: {handlers: {python: {paths: [src]}}}}]\nwatch: [src]\n"
SNIPPETS = "markdown_extensions: [{pymdownx.snippets: {check_paths: true, base_path: [one, two]}}]\n"
THEME = "theme: {name: mkdocs, custom_dir: theme}\n"
MODULE = '"""Module one."""\n\n\ndef function(number: int) -> int:\n    """Do one.\n\n    Args:\n        number: Any.\n    """\n'


@dataclass
class Site:
    settings: str
    files: dict[str, str]
    saves: list[tuple[str, str]]
    """What is written where, one after the other; an empty text deletes the file."""


BLINK = "def on_env(env, config, files):\n    env.filters['blink'] = lambda name: open('docs/' + name).read()\n"
SITES = {
    "code in a snippet": Site(
        SNIPPETS,
        {"docs/index.md": '--8<-- "x.py"\n', "one/x.py": "print(1)\n"},
        [("one/x.py", "print(2)\n"), ("two/x.py", "print(3)\n"), ("one/x.py", "")],
    ),
    "another theme, and back": Site(
        "theme: mkdocs\n",
        {"docs/index.md": "# One\n"},
        [("mkdocs.yml", "theme: readthedocs\n"), ("docs/index.md", "# Two\n"), ("mkdocs.yml", "theme: mkdocs\n")],
    ),
    "a plugin less, and more": Site(
        CODE,
        {"docs/index.md": "# One\n", "docs/code.md": "::: package\n", "src/package.py": MODULE},
        [("mkdocs.yml", "plugins: [livepreview]\n"), ("docs/index.md", "# Two\n"), ("mkdocs.yml", CODE)],
    ),
    "packages that import one another": Site(
        CODE,
        {
            "src/one/__init__.py": '"""One."""\nfrom two import Thing\n__all__ = ["Thing"]\n',
            "src/two/__init__.py": '"""Two."""\nclass Thing:\n    """A thing."""\n',
            "docs/one.md": "::: one\n",
            "docs/two.md": "::: two\n",
            "docs/index.md": "[one.Thing][] and [two.Thing][]\n",
        },
        [("docs/two.md", "More.\n\n::: two\n"), ("docs/one.md", ""), ("docs/one.md", "::: one\n")],
    ),
    "documentation named in unusual ways": Site(
        CODE + "markdown_extensions: [{pymdownx.snippets: {check_paths: true, base_path: parts}}]\n",
        {
            "src/package.py": MODULE,
            "src/inner.py": '"""Inner.\n\n::: other\n"""\n',
            "src/other.py": '"""Other."""\n',
            "docs/index.md": "# Windows\r\n\r\n::: package\r\n",
            "docs/quoted.md": "> ::: package\n",
            "docs/listed.md": "* ::: package\n",
            "docs/nested.md": "::: inner\n",
            "docs/part.md": '--8<-- "api.md"\n',
            "parts/api.md": "::: package.function\n",
        },
        [
            ("src/package.py", MODULE.replace("one", "two")),
            ("src/other.py", '"""Another."""\n'),
            ("src/package.py", MODULE.replace("Any.", "Any number.\n\n    Notes\n    =\n")),
            ("docs/listed.md", "* ::: other\n"),
        ],
    ),
    "a hook that changes the settings": Site(
        "hooks: [hook.py]\nwatch: [VERSION]\n",
        {
            "hook.py": "config = None\ndef on_config(config):\n    config.copyright = 'v' + open('VERSION').read()\n",
            "VERSION": "1",
            "docs/index.md": "# One\n",
        },
        [("VERSION", "2"), ("docs/index.md", "# Two\n")],
    ),
    "a hook that changes the templates": Site(
        THEME + "hooks: [hook.py]\n",
        {
            "hook.py": BLINK + "    env.loader.searchpath.append('more')\n",
            "theme/main.html": '{% extends "base.html" %}{% block extrahead %}{{ "a.css" | blink }}{% endblock %}',
            "more/x.html": "x",
            "docs/a.css": "a {}\n",
            "docs/index.md": "# One\n",
        },
        [("docs/a.css", "b {}\n"), ("docs/index.md", "# Two\n"), ("docs/a.css", "c {}\n")],
    ),
    "a hook that adds to the table of contents": Site(
        "hooks: [hook.py]\n",
        {
            "hook.py": "from mkdocs.structure.toc import AnchorLink\n"
            "def on_page_context(context, page, config, nav):\n    page.toc.items.append(AnchorLink('More', 'more', 1))\n",
            "docs/index.md": "# One\n",
            "docs/two.md": "# Two\n",
        },
        [("docs/two.md", "# Three\n"), ("docs/two.md", "# Four\n")],
    ),
    "a template that shows other pages": Site(
        THEME,
        {
            "theme/main.html": '{% extends "base.html" %}{% block content %}{{ super() }}{% for file in pages %}'
            "{{ file.page.meta.description }}{{ file.page.toc }}{% endfor %}{% endblock %}",
            "docs/index.md": "# One\n",
            "docs/two.md": "---\ndescription: first\n---\n# Two\n\n## Part\n",
        },
        [("docs/two.md", "---\ndescription: then\n---\n# Two\n\n## Part\n"), ("docs/two.md", "# Two\n\n## Parts\n")],
    ),
    "a file where a page was": Site(
        "theme: mkdocs\n",
        {"docs/index.md": "# One\n", "docs/LICENSE.md": "# Licence\n"},
        [
            *[("docs/index.md", f"# {number}\n") for number in range(3)],
            ("docs/LICENSE.md", ""),
            ("docs/LICENSE", "Free.\n"),
            ("docs/index.md", "# Last\n"),
        ],
    ),
    "files in the places of pages": Site(
        "theme: mkdocs\n",
        {"docs/index.md": "# One\n", "docs/page.md": "# Page\n", "docs/404.html": "1", "docs/page/index.html": "1"},
        [("docs/index.md", "# Two\n"), ("docs/404.html", "2"), ("docs/page/index.html", "2")],
    ),
    "files that templates include": Site(
        "theme: {name: mkdocs, custom_dir: docs/theme}\n",
        {
            "docs/theme/home.html": '{% include "note.txt" %}',
            "docs/theme/note.txt": "one",
            "docs/index.md": "---\ntemplate: home.html\n---\n# One\n",
            "docs/two.md": "# Two\n",
        },
        [("docs/two.md", "# Three\n"), ("docs/two.md", "# Four\n"), ("docs/theme/note.txt", "two")],
    ),
    "folders named from the settings": Site(
        CODE + "markdown_extensions: [{pymdownx.snippets: {base_path: !relative $config_dir, auto_append: [terms.md]}}]\n",
        {"terms.md": "*[one]: 1\n", "docs/index.md": "::: package\n", "src/package.py": MODULE},
        [("terms.md", "*[one]: I\n"), ("src/package.py", MODULE.replace("Any", "Another one"))],
    ),
}  # fmt: skip


def plain(folder: Path) -> dict[str, bytes]:
    """Return the files of a site without the second in which MkDocs's own theme was rendered."""
    return {name: re.sub(rb"Build Date UTC : .*", b"", content) for name, content in files(folder).items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_it_is_served_as_a_new_server_would(name: str, tmp_path: Path) -> None:
    site, root = SITES[name], tmp_path / "site"

    def save(path: str, text: str) -> None:
        if path == "mkdocs.yml":
            text = (
                f"site_name: Other\nplugins: [livepreview]\n{text}"
                if "plugins:" not in text
                else f"site_name: Other\n{text}"
            )
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if text:
            (root / path).write_text(text, encoding="utf-8", newline="")
        else:
            (root / path).unlink()

    for path, text in {"mkdocs.yml": site.settings, **site.files}.items():
        save(path, text)
    for folder in ("one", "two", "more"):
        (root / folder).mkdir(exist_ok=True)
    with engine("served", root) as serve, engine("fresh", root) as fresh:
        assert serve(tmp_path / "first") == "ok"
        for number, (path, text) in enumerate(site.saves):
            save(path, text)
            served, built = tmp_path / f"served-{number}", tmp_path / f"built-{number}"
            assert serve(served) == "ok"
            assert fresh(built) == "ok"
            one, other = plain(served), plain(built)
            assert [name for name in one | other if one.get(name) != other.get(name)] == [], (number, path)
