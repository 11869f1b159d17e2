"""Formulas become KaTeX HTML when the site is built, so that a reader's browser needs no JavaScript for them.

Only `prekatex.mkdocs` knows of MkDocs. `Site` is one build of a site. On a page's way, `typeset` finds its formulas,
`Engine` typesets each, `Package` adds the style sheet and the fonts that they need, and at the end `problems` says what
KaTeX rejected, where it is, and how to fix it.
"""

from prekatex.assets import Package
from prekatex.engine import Engine, FormulaError
from prekatex.npm import SetupError, default_packages, ensure
from prekatex.page import Failure, Typeset, typeset
from prekatex.report import Rejected, Source, problems
from prekatex.site import Site

__all__ = [
    "Engine",
    "Failure",
    "FormulaError",
    "Package",
    "Rejected",
    "SetupError",
    "Site",
    "Source",
    "Typeset",
    "default_packages",
    "ensure",
    "problems",
    "typeset",
]
