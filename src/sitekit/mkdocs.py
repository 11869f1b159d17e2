"""The MkDocs plugin: every step from the options to the built site, from top to bottom in the order in which they run.

Each step is in the module that it is imported from. The plugin's place in `plugins:` does not matter: its steps run after those
of all other plugins, and before them in `on_config`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from mkdocs import utils
from mkdocs.config import config_options as c
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.utils import get_build_date, get_relative_url, is_error_template

from drift.figures import read_figure
from drift.read.examples import read_page
from drift.settings import load_settings
from drift.show.provenance import current_commit
from drift.tell.github import is_runner
from prekatex.npm import SetupError
from sitekit import exercises
from sitekit.active import active_faults
from sitekit.annotations import Annotations
from sitekit.changes import Changes
from sitekit.checks import Checks
from sitekit.citation import citation
from sitekit.english import mark_english
from sitekit.heights import note_heights
from sitekit.lighten import lighten
from sitekit.llmstxt import llms_txt
from sitekit.names import Names, NamesError, of_file, of_glossary
from sitekit.notebook import NotebookError, Surroundings, notebook
from sitekit.notebook import written as as_json
from sitekit.numbered import number_links
from sitekit.options import SitekitConfig
from sitekit.pagemarkdown import page_markdown
from sitekit.playground_site import SCRIPT, STYLE, Known, Playground, PlaygroundError
from sitekit.previews import card, picture_name
from sitekit.remembered import Remembered
from sitekit.search import ThemeError, link, scripts, split
from sitekit.structured import structured
from sitekit.stylesheets import StylesheetsError, join
from sitekit.times import SectionError, Times, look, uris

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger("sitekit")
FIRST, LAST = 100, -100
_SETTING = re.compile(r"^([\w.]+):\s*(.+?)\s*$", re.MULTILINE)  # of matplotlib


class SitekitPlugin(BasePlugin[SitekitConfig]):
    """Everything that only this site needs."""

    def __init__(self) -> None:
        self.serving = False
        self._annotations: Annotations | None = None
        # What is a function of a page's source is worked out once, and the wheel built once, as long as nothing of it changes.
        self._checks = Checks()
        self._look = Remembered(look)
        self._known = Known()

    def on_startup(self, *, command: str, **_: object) -> None:
        """Remember whether an author watches."""
        self.serving = command == "serve"

    @event_priority(FIRST)  # mkdocstrings takes the Markdown extensions over
    def on_config(self, config: MkDocsConfig) -> None:
        """Register the Markdown extension, the script and the style sheet."""
        self._config = config
        self._annotations = Annotations(config) if is_runner() and not self.serving else None
        config.markdown_extensions.append("sitekit.linebreaks:LinebreaksExtension")
        self._pictures: dict[str, bytes] = {}
        self._taken_along: dict[str, bytes] = {}
        self._names = Names()
        # While an author writes, a page's last change is always now.
        self._changes = None if self.serving else Changes(Path(config.config_file_path).parent)
        self._playground = None
        options = self.config.playground
        if options.package:
            root = Path(config.config_file_path).resolve().parent
            try:
                self._playground = Playground(
                    root, options.package, options.pyodide, config.site_url or "/", self._known
                )
            except PlaygroundError as error:
                raise PluginError(f"sitekit: playground: {error}") from None
            config.extra_javascript.append(c.ExtraScript().validate({"path": SCRIPT, "type": "module"}))
            config.extra_css.append(STYLE)

    @event_priority(LAST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the files of the playground and the search; leave out those that no page needs."""
        if self._playground:
            for uri, content in self._playground.files().items():
                files.append(File.generated(config, uri, content=content))
        if self.config.search.glossary:
            try:
                for uri, path in scripts().items():
                    files.append(File.generated(config, uri, abs_src_path=str(path)))
            except SetupError as error:
                raise PluginError(f"sitekit: search: {error}") from None
            self._names = self._read_names(files)
        unused = self.config.unused
        for file in list(files):
            if unused and unused.match_file(file.src_uri):
                files.remove(file)

    def _read_names(self, files: Files) -> Names:
        """Return all names, with addresses in place of sources."""
        options = self.config.search
        glossary = files.get_file_from_path(str(options.glossary))
        if glossary is None:
            raise PluginError(f"sitekit: search: glossary: there is no page {options.glossary}")
        read = of_glossary(glossary.content_string)
        # MkDocs itself warns of a broken link.
        read.pages = {uri: names for uri, names in read.pages.items() if files.get_file_from_path(uri)}
        try:
            read |= of_file(Path(options.names)) if options.names else Names()
        except NamesError as error:
            raise PluginError(f"sitekit: search: names: {error}") from None
        pages = {}
        for place, names in read.pages.items():
            uri, mark, section = place.partition("#")
            page = files.get_file_from_path(uri)
            if page is None:
                log.warning(f"search: names: {Path(str(options.names)).name}: there is no page {uri}")
                continue
            pages[f"{'' if page.url == './' else page.url}{mark}{section}"] = names
        return Names(pages, read.same)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Tell what is wrong with the pages; measure the reading times of all: one page may show the sum of all."""
        for told in self._checks.run(nav, files, config, self.config.pages):
            log.warning(told)
        self._times = Times(nav, files, self._look)
        self._nav = nav
        titles = self.config.pages.lessons
        lessons = (uri for title in titles for item in nav.items if item.title == title for uri in uris(item))
        pages = {page.file.src_uri: page for page in nav.pages}
        self._lessons = [pages[uri] for uri in dict.fromkeys(lessons)]
        settings = self._settings = load_settings(Path(config.config_file_path).resolve().parent)
        figures = os.path.relpath(settings.root / settings.figures, Path(config.docs_dir).resolve())
        self._figures = f"{Path(figures).as_posix()}/"
        # nox tells the commit's date; without it there is only that of the build, which says nothing of the text.
        day = get_build_date() if "SOURCE_DATE_EPOCH" in os.environ else ""
        self._made_from = current_commit(settings.root), day

    @event_priority(LAST)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill reading times, so that the search finds what readers see, and the forms of exercises into the Markdown."""
        language = str(config.theme.get("language") or config.theme.get("locale") or "ko")
        if not language.startswith("ko"):
            return markdown
        source, name = page.file.content_string, f"{Path(config.docs_dir).name}/{page.file.src_uri}"
        markdown, faults = exercises.fill(markdown, source, name)
        for fault in faults:
            log.warning(fault.told(name))
        try:
            return self._times.fill(markdown, page.file.src_uri, source, name)
        except SectionError as error:
            if self.serving:  # the page shows the word as it stands
                log.warning(error)
                return markdown
            raise PluginError(f"sitekit: readingtime: {error}") from None

    @event_priority(LAST)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Mark English passages of a page's content, and embed in it what the playground needs to know."""
        for told in active_faults(html, page.file.content_string, f"{Path(config.docs_dir).name}/{page.file.src_uri}"):
            log.warning(told)
        html = mark_english(html)
        if self._playground is None:
            return html
        return self._playground.embed(html, page.file)

    @event_priority(LAST)  # when pages have their titles
    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Hand the template what it shows besides the content, as `page.meta.card`, `.lesson`, `.changed` and `.structured`."""
        if self._changes:
            file = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
            page.meta["changed"] = self._changes.last(file, page.file.content_string)
        name = picture_name(page.file.src_uri)
        page.meta["card"], self._pictures[name] = card(*self._preview(page))
        if page in self._lessons:
            first = self.config.pages.first_number
            page.meta["lesson"] = f"{self._lessons.index(page) + first}/{len(self._lessons) - 1 + first}"
        # Only a build writes them: while serving, pages do without what leads there. Their links are for everywhere, so that they
        # need the address of the site.
        if config.site_url and not self.serving:
            self._take_along(page, config.site_url)
        pages, glossary = self.config.pages, self.config.search.glossary
        page.meta["structured"] = structured(
            page, config, self._lessons, first=pages.first_number, faq=pages.questions, glossary=glossary
        )

    def _take_along(self, page: Page, site_url: str) -> None:
        """Make of a page what readers can take along, and tell the template where it will lie."""
        name, url = page.file.src_uri, page.canonical_url or ""
        written = page_markdown(page.content or "", str(page.title), url, urljoin(site_url, self._figures))
        self._taken_along[name] = written.text.encode()
        page.meta["markdown"] = urljoin(site_url, name)
        title = self._config.site_name if page.is_homepage else str(page.title)
        page.meta["citation"] = citation(title, self._config.site_name, url, *self._made_from)
        if self._playground and page in self._lessons:
            page.meta["notebook"] = name.removesuffix(".md") + ".ipynb"
            made = self._notebook(page, written.parts, self._playground.install)
            self._taken_along[page.meta["notebook"]] = made.encode()

    def _notebook(self, page: Page, parts: list[str | int], install: str) -> str:
        name = f"{Path(self._config.docs_dir).name}/{page.file.src_uri}"
        examples = {
            example.index: example for example in read_page(name, page.file.content_string, self._settings).examples
        }
        names = (example.figure for example in examples.values() if example.figure)
        figures = {figure: read_figure(figure, self._settings) or "" for figure in names}
        try:
            return as_json(notebook(parts, examples, figures, self._surroundings(install)))
        except NotebookError as error:
            raise PluginError(f"sitekit: {name}:{error.line}: {error}\n    → {error.hint}") from None

    def _surroundings(self, install: str) -> Surroundings:
        """Return what an example finds here, and elsewhere does not."""
        settings = self._settings
        rc = settings.environment.get("MATPLOTLIBRC")
        style = dict(_SETTING.findall((settings.root / rc).read_text(encoding="utf-8"))) if rc else {}
        # What else stands there is for a machine on which many pages run at once.
        ours = {name: value for name, value in settings.environment.items() if name.startswith("TF_")}
        return Surroundings(install, style, settings.figure_fonts, ours)

    def _numbered(self) -> Iterable[tuple[int, Page]]:
        return enumerate(self._lessons, self.config.pages.first_number)

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Finish a whole page of HTML."""
        numbers = {get_relative_url(lesson.url, page.url): number for number, lesson in self._numbered()}
        return self._finish(number_links(output, numbers), get_relative_url(".", page.url))

    @event_priority(LAST)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Finish a whole page without a source, such as 404.html."""
        if not template_name.endswith(".html"):
            return output_content
        error_base = is_error_template(template_name) and (urlsplit(config.site_url or "/").path or "/")
        return self._finish(output_content, error_base or get_relative_url(".", template_name))

    def _preview(self, page: Page) -> tuple[str, str, str | None, str, str, str | None]:
        """Return what the link preview of a page is a function of."""
        config = self._config
        title = config.site_name if page.is_homepage else str(page.meta.get("title") or page.title)
        section = "" if page.is_homepage or page.parent is None else page.parent.title
        description = page.meta.get("description") or config.site_description
        return title, section, description, picture_name(page.file.src_uri), config.site_name, config.site_url

    def _finish(self, page: str, base: str) -> str:
        page = lighten(note_heights(page))  # heights of formulas that prekatex has typeset
        if self.config.search.glossary:
            try:
                page = link(page, base)
            except ThemeError as error:
                raise PluginError(f"sitekit: search: {error}") from None
        return page

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pictures and what readers can take along, split the search index, join the style sheets."""
        site = Path(config.site_dir)
        if self._taken_along and config.site_url:
            text = llms_txt(self._nav, config.site_name, config.site_description, config.site_url)
            self._taken_along["llms.txt"] = text.encode()
        for name, content in (self._pictures | self._taken_along).items():
            utils.write_file(content, str(site / name))
        if self.config.search.glossary:
            for place in split(site, self._names.pages, self._names.same):
                log.warning(f"search: names: nothing on the site has the address {place}")
        if self.config.join_stylesheets and not self.serving:
            try:
                join(site)
            except StylesheetsError as error:
                raise PluginError(f"sitekit: {error}") from None
        if self._annotations:
            self._annotations.tell()

    def on_build_error(self, *, error: Exception, **_: object) -> None:
        """Tell a pull request what has ended the build."""
        if self._annotations:
            self._annotations.tell(error)

    # A live preview that uses the HTML of a page again calls these three: `stage` is "content" or "page".

    def preview_state(self, page: Page, stage: str) -> object:
        """Return what a page's HTML is a function of, besides its own source and its place in the site."""
        if stage == "page":
            return self._preview(page)
        sums = self._times.sums(page.file.src_uri, page.file.content_string)
        return sums, self._playground and self._playground.state(page.file)

    def preview_take(self, page: Page, stage: str) -> object:
        """Return what rendering a page has left for the end of the build: the picture of its link preview."""
        return self._pictures.get(picture_name(page.file.src_uri)) if stage == "page" else None

    def preview_give(self, page: Page, stage: str, taken: object) -> None:
        """Leave the same for a page that is not rendered in this build."""
        if isinstance(taken, bytes):
            self._pictures[picture_name(page.file.src_uri)] = taken
