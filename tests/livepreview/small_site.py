"""A small site with all that pages of a site may depend on, and edits of every kind."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

FILES = {
    "mkdocs.yml": """\
        site_name: Small
        theme: {name: material, custom_dir: theme, font: false, language: en}
        nav:
          - Home: index.md
          - Ways: [one.md, Two: two.md, sub/three.md]
          - Drawn: figure.md
          - Code: api.md
          - More: api-more.md
        plugins:
          - livepreview
          - search
          - autorefs
          - markdown-exec: {languages: [python]}
          - drift
          - mkdocstrings:
              handlers:
                python:
                  paths: [code]
                  options: {show_source: true, heading_level: 2}
          - prekatex
        extra_css: [style.css]
        markdown_extensions:
          - admonition
          - attr_list
          - footnotes
          - tables
          - toc: {permalink: true}
          - pymdownx.arithmatex: {generic: true}
          - pymdownx.highlight
          - pymdownx.superfences: {preserve_tabs: true}
          - drift
          - pymdownx.snippets: {base_path: includes, check_paths: true, auto_append: [terms.md]}
        validation: {nav: {omitted_files: info}, links: {anchors: warn}}
        """,
    "pyproject.toml": """\
        [tool.drift]
        examples = "all"
        snippets = ["includes"]
        depends = ["code"]
        [tool.drift.environment]
        PYTHONPATH = "code"
        """,
    "theme/main.html": """\
        {% extends "base.html" %}
        {% block footer %}<footer>Made by hand.</footer>{% endblock %}
        """,
    "includes/terms.md": "*[KL]: Kullback and Leibler\n\n[home]: /index.md\n",
    "includes/part.md": "A part that two pages share.\n",
    "code/small/__init__.py": '"""A small package."""\n\nfrom small.one import double\n',
    "code/small/one.py": """\
        \"\"\"One module.\"\"\"

        from small.two import FACTOR


        def double(number: float) -> float:
            \"\"\"Return twice a number, see [thrice][small.three.thrice].

            Args:
                number: Any number, even KL or HTML, of $x^2$.
            \"\"\"
            return FACTOR * number
        """,
    "code/small/two.py": '"""Two."""\n\nFACTOR = 2\n"""By how much."""\n',
    "code/small/three.py": """\
        \"\"\"Three.\"\"\"


        def thrice(number: float) -> float:
            \"\"\"Return three times a number.

            Args:
                number: Any number, even KL or HTML, of $x^2$.

            Returns:
                Another number { .large }, if it is not zero.
            \"\"\"
            return 3 * number  # exactly
        """,
    "docs/index.md": """\
        ---
        description: The first page
        ---
        # Home

        A page with [one](one.md#first), [two](two.md) and [what doubles][small.one.double]. KL is short.

        --8<-- "part.md"
        """,
    "docs/one.md": """\
        ---
        description: Page one
        ---
        # One

        ## First { #first }

        It doubles, $x \\mapsto 2x$.

        ```python
        from small.one import double

        print(double(4))
        ```

        ```output
        8
        ```

        ```python
        print("| a | b |\\n| - | - |\\n| 1 | 2 |")
        ```

        ```output render="markdown"
        | a | b |
        | - | - |
        | 1 | 2 |
        ```
        """,
    "docs/two.md": """\
        # Two

        See [three](sub/three.md) and [First][first].

        ```python
        from small.three import thrice

        print(thrice(5))
        ```

        ```output
        15
        ```

        ![A dot](dot.svg)
        """,
    "docs/sub/three.md": """\
        # Three

        Back to [one](../one.md#first). A note[^1].

        ```python
        from pathlib import Path

        print(len(Path("docs/data.txt").read_text()))
        ```

        ```output
        6
        ```

        ```python
        print("## A heading\\n\\nof an output")
        ```

        ```output render="markdown"
        ## A heading

        of an output
        ```

        [^1]: Here it is.
        """,
    "docs/figure.md": """\
        # A figure

        --8<-- "part.md"

        $$\\sum_i p_i \\log p_i$$

        ```python
        print(sum([1, 2, 3]))
        ```

        ```output
        6
        ```
        """,
    "docs/api.md": "# Code\n\n::: small.one\n",
    "docs/api-more.md": "# More code\n\n::: small.three.thrice\n\n::: small.two\n",
    "docs/data.txt": "hello\n",
    "docs/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle r="1"/></svg>\n',
    "docs/style.css": "h1 { color: teal; }\n",
}


def make(root: Path) -> None:
    """Write the site."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def _pages(root: Path) -> list[Path]:
    return sorted((root / "docs").rglob("*.md"))


def _sub(path: Path, pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 1) -> None:
    if path.is_file():
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(pattern, new, text, count=count, flags=re.MULTILINE), encoding="utf-8")


def _add(path: Path, text: str) -> None:
    if path.is_file():
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def word(root: Path, random: Random) -> None:
    _add(random.choice(_pages(root)), f"\nA word more: {random.random()}.\n")


def heading(root: Path, random: Random) -> None:
    """Another heading, with another id, under which other pages look for it."""
    _sub(
        random.choice(_pages(root)),
        r"^## .*$",
        f"## Called {random.randrange(9)} {{ #{random.choice(['first', 'then'])} }}",
    )


def title(root: Path, random: Random) -> None:
    _sub(random.choice(_pages(root)), r"^# .*$", f"# Title {random.randrange(99)}")


def front_matter(root: Path, random: Random) -> None:
    what = ["description: Told", "title: Named so", "description: [broken", "hide: [toc]", "search: {exclude: true}"]
    path = random.choice(_pages(root))
    _sub(path, r"\A(---\n(.*\n)*?---\n)?", f"---\n{random.choice(what)}\n---\n")


def link(root: Path, random: Random) -> None:
    targets = ["one.md", "two.md#first", "sub/three.md", "nowhere.md", "dot.svg", "new-1.md", "#here"]
    _add(
        random.choice(_pages(root)),
        f"\nA [link]({random.choice(targets)}) and [another][{random.choice(['first', 'small.two'])}].\n",
    )


def formula(root: Path, random: Random) -> None:
    _add(random.choice(_pages(root)), f"\nWith ${random.choice(['x^2', 'broken{', 'y_3', '1+1'])}$.\n")


def example(root: Path, random: Random) -> None:
    """An example more, recorded rightly or not."""
    number = random.randrange(50)
    printed = number if random.random() < 0.7 else number + 1
    _add(random.choice(_pages(root)), f"\n```python\nprint({number})\n```\n\n```output\n{printed}\n```\n")


def converted(root: Path, random: Random) -> None:
    """An output that is Markdown: ids in it are numbered through the whole site."""
    printed = f"### Output {random.randrange(5)}"
    _add(
        random.choice(_pages(root)),
        f'\n```python\nprint("{printed}")\n```\n\n```output render="markdown"\n{printed}\n```\n',
    )


def faulty(root: Path, random: Random) -> None:
    code = random.choice(
        ["1 / 0", "import nothing_at_all", "def f(:", "print(1", "import sys; print(1, file=sys.stderr)"]
    )
    _add(random.choice(_pages(root)), f"\n```python\n{code}\n```\n\n```output\n1\n```\n")


def data(root: Path, random: Random) -> None:
    (root / "docs/data.txt").write_text("h" * random.randrange(1, 9), encoding="utf-8")


def snippet(root: Path, random: Random) -> None:
    name = random.choice(["part.md", "terms.md"])
    _add(root / "includes" / name, random.choice(["\nMore of it.\n", "\n*[HTML]: A language\n", "\n[home]: /one.md\n"]))


def function(root: Path, random: Random) -> None:
    _sub(root / "code/small/two.py", r"^FACTOR = .*$", f"FACTOR = {random.randrange(2, 5)}")


def other_function(root: Path, random: Random) -> None:
    _sub(root / "code/small/three.py", r"return \d+ \*", f"return {random.randrange(2, 5)} *")


def docstring(root: Path, random: Random) -> None:
    name = random.choice(["one", "two", "three"])
    _sub(root / f"code/small/{name}.py", "number: .*,", f"number: Any of {random.randrange(9)} numbers,")
    _sub(
        root / f"code/small/{name}.py",
        r'"""(Return|By|Two|Three|One)',
        f'"""{random.choice(["Return", "By", "Two", "Three", "One"])}',
        2,
    )


def comment(root: Path, random: Random) -> None:
    _add(root / "code/small" / random.choice(["one.py", "__init__.py"]), f"# {random.random()}\n")


def definition(root: Path, random: Random) -> None:
    _add(root / "code/small/three.py", f'\n\ndef more_{random.randrange(999)}() -> None:\n    """Do more."""\n')


def style(root: Path, random: Random) -> None:
    _add(root / "docs/style.css", f"h2 {{ margin: {random.randrange(9)}px; }}\n")


def picture(root: Path, random: Random) -> None:
    path = root / "docs" / random.choice(["dot.svg", "line.svg"])
    if path.is_file() and random.random() < 0.4:
        path.unlink()
    else:
        path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {random.random()} --></svg>\n', encoding="utf-8")


def template(root: Path, random: Random) -> None:
    _sub(
        root / "theme/main.html",
        r"<footer>.*</footer>",
        f"<footer>Made {random.randrange(99)} {{{{ page.title }}}}</footer>",
    )


def navigation(root: Path, random: Random) -> None:
    old, new = random.choice(
        [
            ("- Home:", "- Start:"),
            ("- Start:", "- Home:"),
            ("Two:", "Deux:"),
            ("Deux:", "Two:"),
            ("- Ways:", "- Paths:"),
        ]
    )
    _sub(root / "mkdocs.yml", re.escape(old), new)


def setting(root: Path, random: Random) -> None:
    pattern, new = random.choice(
        [
            ("^site_name: .*", f"site_name: Small {random.randrange(9)}"),
            ("show_source: (true|false)", f"show_source: {random.choice(['true', 'false'])}"),
            ("permalink: (true|false)", f"permalink: {random.choice(['true', 'false'])}"),
            (r"^extra_css: .*", f"extra_css: [{random.choice(['style.css', 'style.css, other.css'])}]"),
        ]
    )
    _sub(root / "mkdocs.yml", pattern, new)


def broken_settings(root: Path, random: Random) -> None:
    """Settings that cannot be read, or that are mended again."""
    path = root / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    broken = "\nnothing: [\n"
    path.write_text(text.removesuffix(broken) if text.endswith(broken) else text + broken, encoding="utf-8")


def new_page(root: Path, random: Random) -> None:
    number = random.randrange(4)
    (root / f"docs/new-{number}.md").write_text(
        f"# New {number}\n\n## First {{ #first }}\n\n[one](one.md)\n", encoding="utf-8"
    )


def renamed_page(root: Path, random: Random) -> None:
    path = random.choice([page for page in _pages(root) if page.name != "index.md"])
    target = path.with_name(f"renamed-{random.randrange(4)}.md")
    if not target.exists():
        path.rename(target)


def deleted_page(root: Path, random: Random) -> None:
    pages = [page for page in _pages(root) if page.name != "index.md"]
    if len(pages) > 4:
        random.choice(pages).unlink()


def documented(root: Path, random: Random) -> None:
    names = ["small.one.double", "small.two", "small.three", "small", "small.nothing"]
    _sub(root / "docs/api-more.md", r"^::: .*$", f"::: {random.choice(names)}")


def restored(root: Path, random: Random) -> None:
    """A file as it was in the beginning."""
    name = random.choice(sorted(FILES))
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(dedent(FILES[name]), encoding="utf-8")


EDITS: list[Callable[[Path, Random], None]] = [
    word,
    heading,
    title,
    front_matter,
    link,
    formula,
    example,
    converted,
    faulty,
    data,
    snippet,
    function,
    other_function,
    docstring,
    comment,
    definition,
    style,
    picture,
    template,
    navigation,
    setting,
    broken_settings,
    new_page,
    renamed_page,
    deleted_page,
    documented,
    restored,
]
