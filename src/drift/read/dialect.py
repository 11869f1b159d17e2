"""markdown-exec's dialect: which fences it executes, and what of them runs."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.read.fences import Fence

SHELLS = {"bash": "bash", "console": "sh", "sh": "sh"}
"""The shell that runs a fence of each of these languages."""

LANGUAGES = frozenset({"python", "py", "pycon", *SHELLS})
"""What is executed and verified. markdown-exec's other languages, `md`, `tree` and `pyodide`, run nothing themselves."""

MARKDOWN = frozenset({"md", "markdown"})
"""What may hold other blocks, which markdown-exec executes."""

_PROMPTS = {"pycon": (">>> ", "... "), "console": ("$ ", "% ")}


def is_on(value: str) -> bool:
    """Tell whether markdown-exec takes the value of an option for true."""
    return value.lower() not in {"", "no", "off", "false", "0"}


def is_marked(fence: Fence) -> bool:
    """Tell whether markdown-exec would execute a fence."""
    auto = [language.strip() for language in os.environ.get("MARKDOWN_EXEC_AUTO", "").split(",")]
    return fence.language in auto or is_on(fence.options.get("exec", ""))


def program(language: str, text: str) -> str:
    """Return the lines that run, without prompts; every line keeps its number."""
    prompts = _PROMPTS.get(language)
    if prompts is None:
        return text
    width = len(prompts[0])
    return "".join((line[width:] if line.startswith(prompts) else "") + "\n" for line in text.split("\n")[:-1])


def transform(language: str, text: str) -> tuple[str, str]:
    """Return the lines that run and those that are shown, as markdown-exec's formatters take them."""
    prompts = _PROMPTS.get(language)
    if prompts is None:
        return text, text
    lines = [line for line in text.split("\n") if line.startswith(prompts)]
    width = len(prompts[0])
    code = "\n".join(line[width:] for line in lines)
    if language == "console":  # what begins the last line, a prompt or not, is shown before each command
        return code, textwrap.indent(code, text.split("\n")[-1][:width])
    return code, "\n".join(lines)
