"""The compared tools: how each of them wants an example written, what its project holds, how it is called."""

from __future__ import annotations

import ast
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Example:
    """Code and what it prints; the last statement prints all of it, since a dialect may put output behind each statement."""

    code: str
    output: str = ""
    options: str = ""
    """What follows the language in our own dialect."""


class Tool:
    """What one tool needs. A tool with several documented ways of checking Python is tried in each of them."""

    name: str
    packages: tuple[str, ...]
    ways: tuple[str, ...] = ("",)
    compares = True
    updates = True

    def versions(self) -> dict[str, str]:
        """Return the versions of what is tried."""
        return {package: version(package) for package in self.packages}

    def example(self, example: Example, way: str) -> str:
        """Return an example in the tool's syntax, with its recording."""
        raise NotImplementedError

    def page(self, body: str) -> str:
        """Return a page with this text on it."""
        return body

    def files(self, way: str) -> dict[str, str]:
        """Return the files that a project needs besides its pages, which are in `docs/`."""
        return {}

    def check(self, way: str) -> list[str]:
        """Return the command that checks the pages."""
        raise NotImplementedError

    def update(self, way: str) -> list[str]:
        """Return the command that rewrites recordings."""
        raise NotImplementedError


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a tool's module in this environment."""
    return [sys.executable, "-m", name, *arguments]


def _fenced(info: str, text: str) -> str:
    return f"```{info}\n{text}```\n"


def _prompted(code: str) -> str:
    """Return code as it would have been typed at Python's prompt."""
    try:
        statements = ast.parse(code).body
        starts = {statement.lineno for statement in statements}
        blocks = {statement.end_lineno for statement in statements if hasattr(statement, "body")}
    except SyntaxError:
        starts, blocks = set(range(1, code.count("\n") + 1)), set()
    lines = []
    for number, line in enumerate(code.splitlines(), start=1):
        lines.append((">>> " if number in starts else "... ") + line)
        if number in blocks:
            lines.append("...")
    return "\n".join(lines) + "\n"


class Mdoctest(Tool):
    """`>>>` blocks, or a shell session that hands the code to a Python of its own."""

    name = "mdoctest"
    packages = ("mdoctest",)
    ways = ("pycon", "console")

    def example(self, example: Example, way: str) -> str:
        if way == "pycon":
            return _fenced("pycon", _prompted(example.code) + example.output)
        lines = example.code.splitlines()
        session = "\n".join(["$ python - <<'EOF'", *lines, "EOF"]) + "\n"
        return _fenced("console", session + example.output)

    def check(self, way: str) -> list[str]:
        return module("mdoctest", "--quiet", "--timeout", "5", "docs")

    def update(self, way: str) -> list[str]:
        return module("mdoctest", "--timeout", "5", "--fix", "docs")


class Pytest(Tool):
    """What the two tools under pytest share: crashes can be kept apart by pytest-xdist, loops stopped by pytest-timeout."""

    ways = ("", "-n 1")

    def check(self, way: str) -> list[str]:
        return module("pytest", "-q", "-p", "no:cacheprovider", "--timeout", "5", *way.split())


TEST = """
import pytest
from pytest_examples import find_examples

@pytest.mark.parametrize("example", list(find_examples({paths})), ids=str)
def test_docs(example, eval_example):
    if eval_example.update_examples:
        eval_example.run_print_update(example)
    else:
        eval_example.run_print_check(example)
"""


class PytestExamples(Pytest):
    """`#>` comments after each `print`; longer output is written as a string."""

    name = "pytest-examples"
    # The tracebacks that it makes up stop pytest 8.4 and later in its tracks on Python 3.11, unless pytest is not to show them.
    ways = ("", "--tb=line", "-n 1 --tb=line")
    packages = ("pytest-examples", "pytest", "pytest-timeout", "pytest-xdist")

    def example(self, example: Example, way: str) -> str:
        output = example.output
        if output.count("\n") > 1 or len(output) > 80:
            output = f'"""\n{output}"""\n'
        elif output:
            output = f"#> {output}"
        return _fenced("python", example.code + output)

    def files(self, way: str) -> dict[str, str]:
        return {"test_docs.py": TEST.format(paths='"docs"')}

    def update(self, way: str) -> list[str]:
        return [*self.check(way), "--update-examples"]


CONFTEST = """
from doctest import REPORT_UDIFF

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

pytest_collect_file = (
    Sybil(parsers=[PythonCodeBlockParser(doctest_optionflags=REPORT_UDIFF)], patterns=["*.md"])
    + Sybil(parsers=[DocTestParser()], patterns=["*.py"], excludes=["conftest.py"])
).pytest()
"""


class Sybil(Pytest):
    """`>>>` in `python` blocks."""

    name = "sybil"
    packages = ("sybil", "pytest", "pytest-timeout", "pytest-xdist")
    updates = False

    def example(self, example: Example, way: str) -> str:
        output = "".join(line if line.strip() else "<BLANKLINE>\n" for line in example.output.splitlines(keepends=True))
        return _fenced("python", _prompted(example.code) + output)

    def files(self, way: str) -> dict[str, str]:
        return {"conftest.py": CONFTEST}


CONF = """
from pathlib import Path

root_doc = min(path.stem for path in Path(__file__).parent.glob("*.md"))
extensions = ["myst_nb", "sphinx_design"]
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = {mode!r}
nb_execution_timeout = 5
nb_execution_show_tb = True
nb_output_stderr = "error"
suppress_warnings = ["toc.not_included"]
"""
NOTEBOOK = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"


class MystNb(Tool):
    """Executes cells when Sphinx builds the site, and shows what they print; records nothing."""

    name = "myst-nb"
    packages = ("myst-nb", "Sphinx", "ipykernel")
    compares = False
    updates = False

    def example(self, example: Example, way: str) -> str:
        return _fenced("{code-cell} python", example.code)

    def page(self, body: str) -> str:
        return NOTEBOOK + body

    def files(self, way: str) -> dict[str, str]:
        return {"docs/conf.py": CONF.format(mode="cache" if way == "cache" else "force")}

    def check(self, way: str) -> list[str]:
        return module("sphinx", "-q", "-W", "--keep-going", "docs", "site")


class Drift(Tool):
    """Ours."""

    name = "drift"

    def versions(self) -> dict[str, str]:
        # The site installs all of src/ as one project, so there is no metadata of this package.
        project = Path(__file__).parents[1] / "src/drift/pyproject.toml"
        return {"markdown-drift": tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]}

    def example(self, example: Example, way: str) -> str:
        text = _fenced(f"python {example.options}".rstrip(), example.code)
        return f"{text}\n{_fenced('output', example.output)}" if example.output else text

    def files(self, way: str) -> dict[str, str]:
        return {"pyproject.toml": '[tool.drift]\nexamples = "all"\ntimeout = 5\n'}

    def check(self, way: str) -> list[str]:
        return module("drift.cli", "check")

    def update(self, way: str) -> list[str]:
        return module("drift.cli", "update")


TOOLS: tuple[Tool, ...] = (Mdoctest(), PytestExamples(), Sybil(), MystNb(), Drift())


def write_project(root: Path, tool: Tool, way: str, pages: dict[str, str], extra: dict[str, str] | None = None) -> None:
    """Write a project: the tool's own files, the pages below `docs/`, and what else a case needs."""
    files = {**tool.files(way), **(extra or {})}
    files |= {f"docs/{name}": text for name, text in pages.items()}
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
