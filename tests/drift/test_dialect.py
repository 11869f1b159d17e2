"""A site that uses markdown-exec looks the same with `drift`, and from then on cannot drift."""

from __future__ import annotations

import platform
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

SITE = """
site_name: Tiny
theme: {name: mkdocs, highlightjs: false}
plugins:
  - markdown-exec
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.snippets: {base_path: [code, .]}
  - pymdownx.superfences: {preserve_tabs: true}
"""
SNIPPETS = '[tool.drift]\nsnippets = ["code", "."]\n'
LIBRARY = """
# --8<-- [start:two]
def two():
    return 2
second = two()
# --8<-- [end:two]
# --8<-- [start:three]
print(second)
# --8<-- [end:three]
"""
BLOCKS = {
    "nothing else": 'python exec="on"\nprint("**bold** and a [link](https://example.org)")',
    "true": 'python exec="True"\nprint("*a*")',
    "exec": 'python exec="exec"\nprint("*a*")',
    "y": 'python exec="y"\nprint("*a*")',
    "py": 'py exec="1"\nprint("| a | b |")\nprint("|---|---|")\nprint("| 1 | 2 |")',
    "inline": 'python exec="on" html="1"\nprint("just text")',
    "source above": 'python exec="on" source="above"\nprint("# A heading")',
    "source below": 'python exec="on" source="below" result="text"\nprint("out")',
    "source block": 'python exec="on" source="block"\nprint("**b**")',
    "material-block": 'python exec="on" source="material-block" result="text"\nprint("**b**")',
    "tabbed-left": 'python exec="on" source="tabbed-left" result="json"\nprint(\'{"a": 1}\')',
    "tabbed-right": 'python exec="on" source="tabbed-right" tabs="Code|What\\\\|comes"\nprint("x")',
    "console": 'python exec="on" source="console" result="text"\nprint("x")',
    "title and lines": 'python exec="on" source="above" title="T" hl_lines="2" linenums="1"\na = 1\nprint(a)',
    "hidden line": 'python exec="on" source="above"\nimport math  # markdown-exec: hide\nprint(math.floor(2.5))',
    "html": 'python exec="on" html="true" source="above"\nprint("<div><b>1 &lt; 2</b></div>")',
    "long html": 'python exec="on" html="1" source="above"\nprint("<p>" + "long " * 900 + "</p>")',
    "long html of many lines": 'bash exec="on" html="1" source="below"\nfor i in $(seq 99); do echo "<p>$i</p>"; done',
    "long html without a final newline": 'py exec="1" html="1"\nprint("<i>" + "i\\n" * 999 + "</i>", end="")',
    "a chart": 'python exec="on" html="on" source="tabbed-left"\n'
    'print("<div id=\'c\'></div>\\n<script>c = [" + ", ".join(map(str, range(900))) + "]; 1 < 2</script>")',
    "silent with source": 'python exec="on" source="above"\nx = 1',
    "silent": 'python exec="on"\nx = 1',
    "no final newline": 'python exec="on" result="text"\nprint("x", end="")',
    "fences in the output": 'python exec="on"\nprint("````md\\n```python\\nx\\n```\\n````")',
    "headings": 'python exec="on" id="made"\nprint("## First\\n\\ntext\\n\\n### Second")',
    "idprefix": 'python exec="on" idprefix="p-" updatetoc="no"\nprint("## Third")',
    "figure of another language": 'python exec="on" html="1"\nprint("<svg xmlns=\'http://www.w3.org/2000/svg\'></svg>")',
    "workdir": 'python exec="on" workdir="docs" result="text"\nfrom pathlib import Path\nprint(Path.cwd().name)',
    "width": 'python exec="on" width="42" result="text"\nimport os\nprint(os.environ["COLUMNS"])',
    "configuration": 'python exec="on" result="text"\nimport os\nprint(os.listdir(os.environ["MKDOCS_CONFIG_DIR"]).count("mkdocs.yml"))',
    "session": 'python exec="on" session="s"\nname = "one"\n````\n\n````python exec="on" session="s" result="text"\nprint(name)',
    "a slip that superfences passes over": 'python exec="yes"" source="above", result="text"\nprint(1)',
    "pycon": 'pycon exec="on" source="console"\n>>> def f():\n...     return 2\n>>> print(f())',
    "pycon above": 'pycon exec="on" source="above" result="text"\n>>> print(1)\nnot read\n>>> print(2)',
    "bash": 'bash exec="on" source="above" result="text"\necho out; echo err >&2',
    "sh": 'sh exec="on" result="text"\nprintf "a\\nb\\n"',
    "console of a shell": 'console exec="on" source="console"\n$ echo a\n$ echo b',
    "returncode": 'bash exec="on" returncode="3" source="above" result="text"\necho no; exit 3',
    "snippet": 'python exec="on" source="above" result="text"\nfirst = 1\n--8<-- "lib.py:two"\nprint(first, second)',
    "snippets only": 'python exec="on" result="text"\n--8<--\nlib.py:two\nlib.py:three\n--8<--',
    "md": 'md exec="on"\n**literate**\n\n~~~python exec="on"\nprint("*nested*")\n~~~',
    "tree": "tree\nfolder/\n    file.md",
    "not marked": 'python title="a"\nnot.executed',
    "exec off": 'python exec="no"\nnot.executed',
}
# Whatever stands around the lines with prompts.
PROMPTS = {
    "console": {
        "the output below": "$ echo a\na",
        "an empty line at the end": "$ echo a\n",
        "two prompts": "$ echo a\n% echo b",
        "two prompts, the other way": "% echo b\n$ echo a",
        "an empty command": "$ echo a\n$ \n$ echo b",
        "an output that is indented": "$ echo a\n  a",
        "a comment": "$ echo a  # says a\n# done",
        "no command": "echo a",
    },
    "pycon": {
        "the output between": ">>> print(1)\n1\n>>> x = 2\n>>> print(x)\n2",
        "a bare prompt": ">>> for i in range(2):\n...     print(i)\n...\n0\n1",
        "a blank line": ">>> print(1)\n\n>>> print(2)",
    },
    "bash": {"a prompt in the output": 'echo "$ a"', "a comment": "# first\n\necho a"},
}
BLOCKS |= {
    f"{language} with {what}, {look}": f'{language} exec="on" {look}\n{text}'
    for language, texts in PROMPTS.items()
    for what, text in texts.items()
    for look in ('source="console"', 'source="above" result="text"')
}
PLACES = {
    "alone": "# T\n\nBefore.\n\n{}\n\nAfter.\n",
    "in a list": "# T\n\n- item\n\n    {}\n\n- next\n",
    "in tabs, without a blank line": '# T\n\n=== "A"\n    {}\n\n=== "B"\n    Text.\n',
    "in a box": "# T\n\n!!! note\n    Text.\n\n    {}\n\n    More.\n",
}


def block(name: str) -> str:
    first, _, rest = BLOCKS[name].partition("\n")
    return f"````{first}\n{rest}\n````"


def article(project: Project, page: str = "index") -> str:
    html = project.read("site/index.html" if page == "index" else f"site/{page}/index.html")
    return html[html.index('role="main"') : html.index("<footer")]


@pytest.fixture
def site(project: Project) -> Project:
    project.write("pyproject.toml", SNIPPETS)
    project.write("code/lib.py", LIBRARY)
    project.write("mkdocs.yml", SITE)
    return project


def adopted(site: Project) -> None:
    """Switch `drift` on as the documentation says."""
    site.write("mkdocs.yml", SITE.replace("  - markdown-exec\n", "  - markdown-exec\n  - drift\n") + "  - drift\n")


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_every_option_looks_the_same_and_is_verified(place: str, site: Project) -> None:
    for number, name in enumerate(BLOCKS):
        text = block(name).replace("\n", "\n    ") if place != "alone" else block(name)
        site.write(f"docs/p{number}.md", PLACES[place].format(text))
    site.write("docs/index.md", "# Home\n")
    before = site.mkdocs("build", "--strict")
    assert before.code == 0, before.text
    looks = {name: article(site, f"p{number}") for number, name in enumerate(BLOCKS)}
    adopted(site)
    assert site.drift("update").code == 0
    done = site.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    for number, name in enumerate(BLOCKS):
        assert article(site, f"p{number}") == looks[name], name
    assert re.search(r"; 1 block left to markdown-exec, not verified: docs/p\d+\.md:\d+ \(python in md\)\n", done.text)
    left = [name for name, text in BLOCKS.items() if text.startswith(("md", "tree", "python title", 'python exec="no'))]
    assert f"{len(BLOCKS) - len(left) + 1} examples on {len(BLOCKS) + 1} pages executed, 0 drifted" in done.text


def test_templates_find_the_front_matter_as_before_and_what_ran(site: Project) -> None:
    template = '{% extends "base.html" %}{% block content %}{{ super() }}<p>{{ page.meta }}</p>{% endblock %}'
    site.write("theme/main.html", template)
    site.write("mkdocs.yml", SITE.replace("highlightjs", "custom_dir: theme, highlightjs"))
    site.write("docs/page.md", '# T\n\n```python exec="on"\nprint(1)\n```\n')
    assert site.mkdocs("build", "--strict").code == 0
    looks = site.read("site/page/index.html")
    adopted(site)
    site.write("mkdocs.yml", site.read("mkdocs.yml").replace("highlightjs", "custom_dir: theme, highlightjs"))
    assert site.drift("update").code == 0
    assert site.mkdocs("build", "--strict").code == 0
    assert site.read("site/page/index.html") == looks
    site.write("theme/main.html", template.replace("page.meta", "provenance.versions.Python"))
    assert site.mkdocs("build", "--strict").code == 0
    assert platform.python_version() in site.read("site/page/index.html")


DRIFTED = "# T\n\n```{}\n{}\n```\n\n```output\nold\n```\n"


@pytest.mark.parametrize(
    ("fence", "code", "said"),
    [
        ('python exec="on"', "print('new')", "docs/index.md:7: the output differs from what is recorded"),
        ('py exec="1" html="1"', "print('<b>new</b>')", "docs/index.md:7: the output differs from what is recorded"),
        ('pycon exec="on" source="console"', ">>> print('new')", "docs/index.md:7: the output differs"),
        ('bash exec="on" source="above"', "echo new", "docs/index.md:7: the output differs from what is recorded"),
        (
            'console exec="on" source="console"',
            "$ echo new",
            "docs/index.md:7: the output differs from what is recorded",
        ),
        (
            'bash exec="on"',
            "echo old; exit 3",
            'docs/index.md:3: it ended with exit status 3\n    old\n    → fix the commands, or announce the exit status: returncode="3"',
        ),
        ('sh exec="on" returncode="2"', "echo old; exit 3", "it ended with exit status 3, not with the announced 2"),
        ('python exec="on"', "print(1)\n1 / 0", "docs/index.md:5: ZeroDivisionError: division by zero"),
        ('pycon exec="on"', ">>> 1\n1\n>>> 1 / 0", "docs/index.md:6: ZeroDivisionError: division by zero"),
        ('python exec="on" workdir="nowhere"', "print('old')", "docs/index.md:3: FileNotFoundError"),
        ('python exec="on" session="s"', "print(name)", "docs/index.md:4: NameError"),
    ],
)
def test_what_is_wrong_is_told_and_fails_the_build(fence: str, code: str, said: str, site: Project) -> None:
    adopted(site)
    site.write("docs/index.md", DRIFTED.format(fence, code))
    for done in (site.drift("check"), site.mkdocs("build")):
        assert done.code == 1
        assert said in done.text


def test_a_session_that_goes_on_from_another_page_is_said_to_do_so(site: Project) -> None:
    adopted(site)
    for name in ("a", "b"):
        site.write(f"docs/{name}.md", f'# T\n\n```python exec="on" session="s"\n{name} = 1\n```\n')
    site.write("docs/index.md", '# T\n\n```python exec="on" session="s"\nx = 1\nprint(a)\n```\n')
    hint = (
        '→ session="s" is on docs/a.md, docs/b.md, too, but a session does not go on from one page to another: '
        "let this page make the name itself, such as by a snippet (--8<--) that they share"
    )
    for done in (site.drift("check"), site.drift("check", "docs/index.md"), site.mkdocs("build")):
        assert done.code == 1
        assert "docs/index.md:5: NameError: name 'a' is not defined" in done.text
        assert hint in done.text
    site.write("docs/index.md", '# T\n\n```python exec="on" session="t"\nx = 1\nprint(a)\n```\n')
    assert "session=" not in site.drift("check").text
    site.write("docs/index.md", '# T\n\n```python exec="on" session="s"\nx = 1\n1 / 0\n```\n')
    assert "session=" not in site.drift("check").text


def test_a_recording_that_is_right_passes_and_is_not_shown(site: Project) -> None:
    adopted(site)
    site.write("docs/index.md", DRIFTED.format('bash exec="on" returncode="3"', "echo old; exit 3"))
    assert site.mkdocs("build", "--strict").code == 0
    assert article(site).count("old") == 1


def test_what_runs_without_a_mark_is_verified_too(site: Project) -> None:
    site.write("docs/index.md", '# T\n\n```python\nprint("*new*")\n```\n\n```sh\necho shown only\n```\n')
    environment = {"MARKDOWN_EXEC_AUTO": "python"}
    before = site.run("mkdocs", "build", env=environment)  # it is read when markdown-exec is imported
    assert before.code == 0
    looks = article(site)
    adopted(site)
    assert site.drift("update", env=environment).code == 0
    assert site.run("mkdocs", "build", "--strict", env=environment).code == 0
    assert article(site) == looks


def test_a_block_in_a_docstring_is_left_to_markdown_exec_and_named(site: Project) -> None:
    mkdocs = SITE.replace(
        "  - markdown-exec\n", "  - markdown-exec\n  - mkdocstrings: {handlers: {python: {paths: [.]}}}\n"
    )
    site.write("mkdocs.yml", mkdocs)
    site.write("doced.py", '"""Doc.\n\n```python exec="on" source="above"\nprint("**x**")\n```\n"""\n')
    site.write("docs/index.md", '# T\n\n::: doced\n\n```python exec="on"\nprint("page")\n```\n')
    assert site.mkdocs("build", "--strict").code == 0
    looks = article(site)
    assert "<strong>x</strong>" in looks
    site.write("mkdocs.yml", mkdocs.replace("  - markdown-exec\n", "  - markdown-exec\n  - drift\n") + "  - drift\n")
    assert site.drift("update").code == 0
    done = site.mkdocs("build", "--strict")
    assert article(site) == looks
    assert "1 block left to markdown-exec, not verified: docs/index.md (python in a docstring)" in done.text


NESTED = """# T

```python exec="on" session="s"
def shout(word):
    print(f"**{word}**")
```

```python exec="on" session="s"
print('~~~python exec="on" session="s"\\nshout("printed")\\n~~~')
```

````md exec="on"
```python exec="on" session="s"
shout("nested")
```

```md exec="on"
~~~python exec="on" session="s"
shout("deeper")
~~~
```

--8<-- "part.md"
````

```python exec="on" session="s"
shout("verified")
```
"""


def test_a_block_in_markdown_is_left_to_markdown_exec_and_named_wherever_it_is(site: Project) -> None:
    site.write("code/part.md", '```python exec="on"\nprint("*in a snippet*")\n```\n')
    site.write("docs/index.md", NESTED)
    assert site.mkdocs("build", "--strict").code == 0
    looks = article(site)
    adopted(site)
    assert site.drift("update").code == 0
    named = "docs/index.md:13 (python in output), docs/index.md:19 (python in md), docs/index.md:24 (python in md)"
    assert f"; 3 blocks left to markdown-exec, not verified: {named}\n" in site.drift("check").text
    done = site.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    assert f"; 4 blocks left to markdown-exec, not verified: {named}, docs/index.md (python in Markdown" in done.text
    assert article(site) == looks
    assert [f"<strong>{word}</strong>" in looks for word in ("printed", "nested", "deeper", "verified")] == [True] * 4


def test_an_authors_own_output_fence_looks_as_before(site: Project) -> None:
    site.write(
        "docs/index.md",
        '# T\n\n```bash\nmypy\n```\n\n```output title="It says"\nerror: <no>\n```\n\n```output\nx\n```\n',
    )
    assert site.mkdocs("build", "--strict").code == 0
    looks = article(site)
    adopted(site)
    site.write("docs/other.md", '# Other\n\n```sh exec="on"\ntrue\n```\n')
    source = site.read("docs/index.md")
    assert site.drift("update").code == 0
    assert site.read("docs/index.md") == source
    assert site.mkdocs("build", "--strict").code == 0
    assert article(site) == looks


def test_an_error_in_or_below_a_snippet_is_told_at_a_line_of_the_page(site: Project) -> None:
    adopted(site)
    site.write("code/bad.py", "a = 1\nb = 2\n1 / 0\n")
    site.write("docs/index.md", '# T\n\n```python exec="on"\nx = 1\n--8<-- "bad.py"\n```\n')
    assert "docs/index.md:5: ZeroDivisionError" in site.drift("check").text
    site.write("docs/index.md", '# T\n\n```python exec="on"\n--8<-- "lib.py:two"\nx = 1\nx / 0\n```\n')
    assert "docs/index.md:6: ZeroDivisionError" in site.drift("check").text


def test_an_error_in_the_snippet_of_another_example_is_told_at_that_ones_line(site: Project) -> None:
    adopted(site)
    site.write(
        "code/long.py", "a = 1\n" * 20 + "def fail():\n    import inspect\n    assert not inspect.getsource(fail)\n"
    )
    fences = ['python exec="on" session="s"\n--8<-- "long.py"', 'python exec="on" session="s"\nb = 2\nfail()']
    site.write(
        "docs/index.md", "# T\n\n" + "\n\n".join(f"```{fence}\n```" for fence in fences) + "\n\n" + "Text.\n" * 30
    )
    told = site.drift("check").text
    assert "docs/index.md:4: AssertionError" in told
    assert re.findall(r'File "docs/index.md", line (\d+)', told) == ["9", "4"]
    assert "    assert not inspect.getsource(fail)\n" in told


def test_where_snippets_lie_has_to_be_said_to_the_command_too(site: Project) -> None:
    adopted(site)
    site.write("pyproject.toml", "")
    site.write("docs/index.md", "# T\n")
    done = site.mkdocs("build")
    assert done.code == 1
    assert 'looks in "code", ".": write snippets = ["code", "."] in [tool.drift] of pyproject.toml' in done.text
    site.write("mkdocs.yml", site.read("mkdocs.yml").replace("[code, .]}", "[code, .], dedent_subsections: true}"))
    site.write("pyproject.toml", SNIPPETS)
    assert "write dedent-snippets = true in [tool.drift]" in site.mkdocs("build").text


def test_a_site_where_every_python_block_is_an_example_may_have_marked_ones(site: Project) -> None:
    site.write("docs/index.md", '# T\n\n```python exec="on" source="above" result="text"\nprint(1)\n```\n')
    assert site.mkdocs("build", "--strict").code == 0
    looks = article(site)
    adopted(site)
    site.write("pyproject.toml", SNIPPETS + 'examples = "all"\n')
    assert site.drift("update").code == 0
    assert site.mkdocs("build", "--strict").code == 0
    assert article(site) == looks


MASKED = {
    "result": 'python exec="on" result="text" mask="address"\nprint(object())',
    "Markdown": 'python exec="on" mask="address"\nprint(f"**{object()}**".replace("<", "").replace(">", ""))',
    "html": 'python exec="on" html="1" mask="duration"\nimport time\nprint(f"<b>took {time.perf_counter()} s</b>")',
    "source": 'python exec="on" source="above" result="text" mask="address"\nprint(object())',
    "tabs": 'python exec="on" source="tabbed-left" result="text" mask="address"\nprint(object())',
    "console": 'python exec="on" source="console" result="text" mask="address"\nprint(object())',
    "pycon": 'pycon exec="on" source="console" mask="address"\n>>> print(object())',
    "shell": 'bash exec="on" source="above" result="text" mask="temporary-path"\nmktemp -d',
    "braces": '{ .python exec="on" result="text" mask="address" }\nprint(object())',
}


def test_every_way_of_showing_shows_what_masks_leave(site: Project) -> None:
    adopted(site)
    for number, block in enumerate(MASKED.values()):
        site.write(f"docs/p{number}.md", f"# T\n\nBefore.\n\n```{block}\n```\n\nAfter.\n")
    site.write("docs/index.md", "# Home\n")
    done = site.drift("update")
    assert done.code == 0, done.text
    assert site.drift("check").code == 0
    done = site.mkdocs("build", "--strict")
    assert done.code == 0, done.text
    for number, name in enumerate(MASKED):
        html = article(site, f"p{number}")
        shown = "took …" if name == "html" else "…" if name == "shell" else "at 0x…"
        assert html.count(shown) == 1, (name, html)
        assert "mask" not in html, name
