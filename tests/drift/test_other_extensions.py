"""What other extensions and plugins do with the text of a page does not reach its examples, or is told by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

EXTENSIONS = ("pymdownx.critic", "pymdownx.emoji", "pymdownx.keys", "pymdownx.mark", "pymdownx.snippets", "abbr")


@pytest.fixture
def site(project: Project) -> Project:
    listed = "".join(f"  - {name}\n" for name in EXTENSIONS)
    project.write("mkdocs.yml", project.read("mkdocs.yml").replace("extensions:\n", f"extensions:\n{listed}"))
    project.write("code.py", "VALUE = 2\n")
    return project


def page(code: str) -> str:
    return f"# T\n\n```python\n{code}\n```\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "printed",
    [
        '--8<-- "code.py"',
        '--8<-- "no.py"',
        "--8<--\ncode.py\n--8<--",
        ';--8<-- "code.py"',
        "# --8<-- [start:part]",
        "{++x++} {--y--} {~~a~>b~~} {==m==} {>>c<<}",
        ":smile: ==m== ++ctrl++ *[HTML]: x",
    ],
)
@pytest.mark.parametrize("prefix", ["", "    ", "> "])
def test_an_output_is_shown_as_it_was_printed(printed: str, prefix: str, site: Project) -> None:
    code = f"print({printed!r})".replace("8<", r"\x38<")  # in the code, a snippet is one
    text = page(code).replace("\n", f"\n{prefix}") if prefix else page(code)
    site.write("docs/index.md", f"# T\n\n- item\n\n{prefix}{text}" if prefix == "    " else f"# T\n\n{prefix}{text}")
    assert site.drift("update").code == 0
    source = site.read("docs/index.md")
    assert "".join(f"{prefix}{line}\n" for line in printed.split("\n")) in source
    assert site.drift("check").code == 0
    done = site.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    html = site.read("site/index.html")
    shown = printed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"<pre><code>{shown}\n</code></pre>" in html


def test_snippets_of_an_example_and_of_the_text_are_expanded(site: Project) -> None:
    site.write("words.txt", "Words.\n")
    site.write("docs/index.md", page('--8<-- "code.py"\nprint(VALUE)') + '\n--8<-- "words.txt"\n')
    assert site.drift("update").code == 0
    assert site.mkdocs("build", "--strict").code == 0
    html = site.read("site/index.html")
    assert "<p>Words.</p>" in html
    assert '<span class="n">VALUE</span> <span class="o">=</span> <span class="mi">2</span>' in html


def test_code_that_does_not_run_has_snippets_too(site: Project) -> None:
    site.write("docs/index.md", page('--8<-- "code.py"').replace("python", 'python exec="off" why="it only shows"'))
    site.write("docs/other.md", page("print(1)"))
    assert site.drift("update").code == 0
    done = site.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    assert "VALUE" in site.read("site/index.html")


def test_an_example_in_a_snippet_is_told_with_what_has_brought_it(site: Project) -> None:
    site.write("made.md", "```python\nmade()\n```\n")
    site.write("docs/index.md", page("print(1)") + '\n--8<-- "made.md"\n\n' + page("print(2)"))
    assert site.drift("update").code == 0
    done = site.mkdocs("build")
    assert done.code == 1
    assert done.text.count("docs/index.md:") == 1
    assert 'a "python" fence is rendered here that is not in the file like that: "made()"' in done.text
    assert (
        "→ it comes from the Markdown extension pymdownx.snippets: examples have to be in the page itself" in done.text
    )


def test_a_plugin_that_changes_an_example_is_named(site: Project) -> None:
    site.write("changing.py", "def on_page_markdown(markdown, **_):\n    return markdown.replace('{{ 1 }}', 'one')\n")
    site.write("mkdocs.yml", site.read("mkdocs.yml") + "hooks: [changing.py]\n")
    site.write("docs/index.md", page("print('{{ 1 }}')"))
    assert site.drift("update").code == 0
    done = site.mkdocs("build")
    assert done.code == 1
    assert 'docs/index.md:3: this "python" fence is not on the rendered page' in done.text
    assert "→ the hook changing.py has changed it: that has to leave examples alone" in done.text
    assert (
        """"print('one')"\n    → it comes from the hook changing.py: examples have to be in the page itself"""
        in done.text
    )


def test_a_missing_snippet_is_one_error_in_the_build_too(site: Project) -> None:
    site.write("docs/index.md", page('--8<-- "no.py"'))
    for done in (site.drift("check"), site.mkdocs("build")):
        assert done.code == 1
        assert done.text.count("docs/index.md:") == 1
        assert "docs/index.md:4: Snippet at path 'no.py' could not be found" in done.text


def test_a_snippet_with_a_fence_of_its_own_is_shown_whole(site: Project) -> None:
    """vitali87/croft#432, for snippets."""
    site.write("doc.py", '"""Doc.\n\n```\ncode\n````\n"""\nprint("end")\n')
    for fence in ("python", 'python exec="off" why="it only shows"'):
        text = page('--8<-- "doc.py"').replace("python", fence)
        site.write(
            "docs/index.md", f"{text}\n- item\n\n    {page('print(1)')[5:].replace(chr(10), chr(10) + '    ')}\n"
        )
        assert site.drift("update").code == 0
        done = site.mkdocs("build", "--strict")
        assert done.code == 0, done.text
        code = site.read("site/index.html").partition('<div class="highlight">')[2].partition("</pre>")[0]
        assert all(part in code for part in ("Doc.", "```", "````", "end")), code


def test_a_traceback_names_lines_of_the_page(site: Project) -> None:
    """rust-lang/rust#73469, for snippets."""
    site.write("long.py", "a = 1\nb = 2\n\n\ndef f(x):\n    return 1 / x\n")
    site.write("docs/index.md", page('--8<-- "long.py"\nprint(a)\nf(0)'))
    done = site.drift("check")
    assert "docs/index.md:4: ZeroDivisionError" in done.text
    assert 'File "docs/index.md", line 6, in <module>\n        f(0)\n' in done.text
    assert 'File "docs/index.md", line 4, in f\n        return 1 / x\n' in done.text


def test_a_snippet_that_is_no_file_or_is_indented_says_what_helps(site: Project) -> None:
    """facelessuser/pymdown-extensions#2217, #1945."""
    site.write(
        "method.py", "class A:\n    # --8<-- [start:f]\n    def f(self):\n        return 1\n    # --8<-- [end:f]\n"
    )
    site.write("docs/index.md", page('--8<-- "https://example.org/a.py"'))
    site.write("docs/b.md", page('--8<-- "method.py:f"'))
    done = site.drift("check")
    assert "docs/index.md:4: Snippet at path 'https://example.org/a.py' could not be found" in done.text
    assert "→ a snippet has to be a file" in done.text
    assert "docs/b.md:4: IndentationError: unexpected indent" in done.text
    assert "dedent-snippets = true in [tool.drift]" in done.text


def test_a_site_without_snippets_says_so(site: Project) -> None:
    site.write("mkdocs.yml", site.read("mkdocs.yml").replace("  - pymdownx.snippets\n", ""))
    code = "text = '''\n# --8<-- [start:a]\n--8<-- \"code.py\"\n'''\nprint(text)"
    site.write("docs/index.md", page(code))
    assert site.drift("update").code == 0
    done = site.mkdocs("build")
    assert done.code == 1
    assert "docs/index.md:3: it holds a snippet (--8<--), but this site does not use pymdownx.snippets" in done.text
    assert "→ write snippets = [] in [tool.drift] of pyproject.toml" in done.text
    site.write("pyproject.toml", '[tool.drift]\nexamples = "all"\nsnippets = []\n')
    assert site.drift("update").code == 0
    assert '\n# --8<-- [start:a]\n--8<-- "code.py"\n\n```' in site.read("docs/index.md")
    done = site.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    shown = site.read("site/index.html")
    assert shown.count("# --8&lt;-- [start:a]") == shown.count('--8&lt;-- "code.py"') == 2
