"""The options of the plugin in `mkdocs.yml`."""

from __future__ import annotations

from mkdocs.config import config_options as c
from mkdocs.config.base import Config


class PlaygroundConfig(Config):
    """The section `playground`."""

    pyodide = c.Type(str, default="https://cdn.jsdelivr.net/pyodide/v314.0.4/full/")
    """Where Pyodide lies: the pinned release on a public host, or a folder that the site itself serves. Ends with `/`."""

    package = c.Optional(c.Type(str))
    """Switches the playground on. The package that examples import, besides NumPy: a folder with a pyproject.toml."""


class SearchConfig(Config):
    """The section `search`."""

    glossary = c.Optional(c.Type(str))
    """Switches our search on. The page, such as `glossary.md`, that lists the names of a thing and the page that teaches it."""

    names = c.Optional(c.File(exists=True))
    """A file with more names, and questions: see `sitekit/names.py`."""


class PagesConfig(Config):
    """The section `pages`: what an author is told of, besides front matter that is none."""

    description = c.Type(bool, default=False)
    """Whether every page has to have a description."""

    questions = c.Optional(c.Type(str))
    """The page, such as `faq.md`, whose headings are questions: search engines are told of them."""

    lessons = c.ListOfItems(c.Type(str), default=[])
    """The titles at the top of `nav` whose pages are lessons: the home page lists them, with their numbers, in the same order."""

    first_number = c.Type(int, default=1)
    """The number of the first lesson. Zero: it is for those who need it, and the others are numbered without it."""


class SitekitConfig(Config):
    """The options of the plugin, by section; the steps without options always run."""

    pages = c.SubConfig(PagesConfig)
    playground = c.SubConfig(PlaygroundConfig)
    search = c.SubConfig(SearchConfig)
    join_stylesheets = c.Type(bool, default=False)
    """Whether the built site has one style sheet instead of many."""

    unused = c.Optional(c.PathSpec())
    """Files of the theme that no page needs: patterns as in `exclude_docs`."""
