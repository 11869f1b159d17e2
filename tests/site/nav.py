"""The navigation as mkdocs.yml has it. Composed, not loaded: the file holds tags of MkDocs' own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FIRST = "why-cross-entropy.md"  # the page behind the home page, which carries one example to its end
MKDOCS = Path(__file__).parents[2] / "mkdocs.yml"


def sections(source: str) -> dict[str, list[str]]:
    """Return the pages of each title at the top of `nav`, in their order, however deep they stand."""
    root = yaml.compose(source)
    nav = next(node[1] for node in root.value if node[0].value == "nav")
    return {key.value: _pages(value) for entry in nav.value for key, value in entry.value}


def _pages(node: Any) -> list[str]:
    if isinstance(node, yaml.ScalarNode):
        return [node.value]
    below = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else node.value
    return [name for child in below for name in _pages(child)]
