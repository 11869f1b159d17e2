"""Whether code may look at what is no code: docstrings, comments, the lines of a file and their numbers."""

from __future__ import annotations

import ast
import re
import sys

_WORDS = re.compile(
    r"__doc__|__dict__|__code__|docstring|getdoc|getsource|getcomments|inspect|lineno|traceback|linecache|stack_info|_getframe"
    r"|settrace|setprofile|tokenize|\bco_\w+|\b(dis|doctest|faulthandler|help|pydoc|symtable|vars)\b"
)
# Of all other packages that are not Python's own, a module's docstrings may be input: a command's help, the description in a
# schema, a grammar.
_INCURIOUS = frozenset(
    {
        "PIL",
        "keras",
        "markdown",
        "matplotlib",
        "numpy",
        "pandas",
        "pygments",
        "pymdownx",
        "scipy",
        "sklearn",
        "tensorflow",
        "torch",
        "yaml",
    }
)


def speaks_of_text(code: str) -> bool:
    """Tell whether code speaks of what shows the text of code."""
    return _WORDS.search(code) is not None


def curious_imports(tree: ast.Module) -> frozenset[str]:
    """Return the packages that a module imports, but for those of which it is known that they look at no docstring."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return frozenset(names - sys.stdlib_module_names - _INCURIOUS)
