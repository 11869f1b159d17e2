"""The MkDocs plugin: it names the page, resets the state, and fails the build."""

from __future__ import annotations

import io
import os
import sys
from functools import partial
from logging import INFO, WARNING
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import InclusionLevel

from drift.judge.check import UnreadablePageError, check_pages
from drift.judge.memo import Memo
from drift.judge.verdict import CheckedPage, Report
from drift.read.examples import read_page
from drift.read.page import Problem
from drift.read.pages import page_name
from drift.recorded import HTML_FILE
from drift.run.kernel import KernelError, RunInterruptedError
from drift.run.spare import Spare
from drift.settings import Settings, SettingsError, find_root, load_settings
from drift.show.culprit import Step
from drift.show.links import links_out
from drift.show.preview import Found, content_state
from drift.show.provenance import current_commit, provenance
from drift.show.rendering import Rendering
from drift.tell import github, html, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger("drift")


def _check_snippets(config: MkDocsConfig, settings: Settings) -> None:
    """Ensure that snippets are looked for where the site has them: the command reads no `mkdocs.yml`."""
    name = "pymdownx.snippets"
    if name not in config.markdown_extensions:
        return
    options = config.mdx_configs.get(name, {})
    told = options.get("base_path", ["."])
    bases = [Path(os.fspath(base)).resolve() for base in (told if isinstance(told, list) else [told])]
    if bases != [(settings.root / folder).resolve() for folder in settings.snippets]:
        names = ", ".join(f'"{Path(os.path.relpath(base, settings.root)).as_posix()}"' for base in bases)
        said = f"{name} looks in {names}: write snippets = [{names}]"
        raise PluginError(f"drift: {said} in [tool.drift] of pyproject.toml")
    if bool(options.get("dedent_subsections")) != settings.dedent_snippets:
        wanted = "false" if settings.dedent_snippets else "true"
        said = f"dedent_subsections of {name} is {wanted}: write dedent-snippets = {wanted}"
        raise PluginError(f"drift: {said} in [tool.drift] of pyproject.toml")


def _report_unused_snippets(pages: Iterable[CheckedPage]) -> None:
    """Report snippets on a site that has none: with these expanded, an example is not what stands on the page."""
    for page in (checked.page for checked in pages):
        for index in page.expanded:
            problem = "it holds a snippet (--8<--), but this site does not use pymdownx.snippets"
            hint = "write snippets = [] in [tool.drift] of pyproject.toml, or add the extension to markdown_extensions"
            page.problems.append(Problem(page.fences[index].line, problem, hint))


def _steps(page: Page, config: MkDocsConfig, files: Files) -> list[Step]:
    """Return what other plugins, and hooks, do with the Markdown of a page."""
    names = {id(plugin): f"the plugin {name}" for name, plugin in config.plugins.items()}

    def step(method: Callable[..., str | None]) -> Step:
        def run(text: str) -> str:
            changed = method(text, page=page, config=config, files=files)
            return text if changed is None else changed

        hook = f"the hook {method.__module__}"
        return Step(names.get(id(getattr(method, "__self__", None)), hook), run)

    methods = config.plugins.events["page_markdown"]
    return [step(method) for method in methods if not isinstance(getattr(method, "__self__", None), DriftPlugin)]


KEEP_GOING = "DRIFT_KEEP_GOING"
"""An environment variable: where it is set, a build writes its pages also when examples drifted, and fails then."""


class DriftedError(PluginError):
    """Ends a build in which examples drifted or failed; all is told by then."""


class DriftConfig(Config):
    """The plugin has no options in `mkdocs.yml`: the command has to find the same ones."""


class DriftPlugin(BasePlugin[DriftConfig]):
    """Executes the examples of a site before it is rendered; its settings are in `[tool.drift]` of `pyproject.toml`."""

    def __init__(self) -> None:
        self._live = False
        self._keep_going = False
        self._ends_with: DriftedError | None = None
        self._memo = Memo()
        self._spare = Spare()
        self._settings = Settings()
        self._rendering = Rendering(self._settings)
        self._report = Report([], 0.0)
        self._pages: dict[str, CheckedPage] = {}
        self._server: LiveReloadServer | None = None
        self._interrupted: Callable[[], bool] | None = None
        self._tell: Callable[[str], None] | None = None
        self._found: dict[str, Found] = {}
        self._generated: dict[str, CheckedPage] = {}
        # Pages with what markdown-exec executes: that may show something else each time.
        self._changing: set[str] = set()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether this is a live preview; that this method exists keeps the plugin, and its memo, over rebuilds."""
        self._live = command == "serve"
        self._keep_going = bool(os.environ.get(KEEP_GOING)) and command == "build"

    def on_shutdown(self) -> None:
        """End what waits for the next rebuild."""
        self._spare.end()

    def preview_begin(self, *, interrupted: Callable[[], bool], tell: Callable[[str], None]) -> None:
        """Learn from a live preview, before it builds once more, how to ask whether a newer save makes that useless.

        Args:
            interrupted: Tells whether it does.
            tell: Shows an author who waits what is running.
        """
        self._interrupted, self._tell = interrupted, tell

    def preview_state(self, page: Page, stage: str) -> object:
        """Return what changes when a page's HTML would: its content, or the "page" around it."""
        name = page.file.src_uri
        checked = self._pages.get(name)
        if stage == "page":
            return provenance(checked, self._commit) if checked else None
        return object() if name in self._changing else content_state(checked, self._settings)

    def preview_take(self, page: Page, stage: str) -> object:
        """Return what rendering a page has left for the report."""
        name = page.file.src_uri
        return (self._found[name], self._generated.get(name)) if stage == "content" else None

    def preview_give(self, page: Page, stage: str, taken: tuple[Found, CheckedPage | None] | None) -> None:
        """Leave for the report what an earlier rendering of a page has left, which is not rendered this time."""
        if taken is None:
            return
        found, generated = taken
        if generated is None:
            checked = self._pages[page.file.src_uri].page
            checked.problems += found.problems
            checked.unverified += found.unverified
        else:
            self._add_generated(page.file.src_uri, generated)

    def preview_reads(self) -> set[str] | None:
        """Return the files that examples have read, and the folders all of whose files they have; `None`: some ran to no end."""
        return self._memo.reads(page.page.name for page in self._report.pages if page.page.examples)

    def on_config(self, config: MkDocsConfig) -> None:
        """Read the settings and hand the extension the state of the rendering."""
        if "drift" not in config.markdown_extensions:
            raise PluginError('drift: write "drift" behind pymdownx.superfences in markdown_extensions, too')
        try:
            self._settings = load_settings(find_root(Path(config.config_file_path).resolve().parent))
        except SettingsError as error:
            raise PluginError(str(error)) from None
        _check_snippets(config, self._settings)
        self._commit = current_commit(self._settings.root)
        self._ends_with = None
        show = self._live or self._keep_going
        self._rendering = Rendering(self._settings, show_problems=show, markdown_exec="markdown-exec" in config.plugins)
        config.mdx_configs["drift"] = {"rendering": self._rendering}
        root = self._settings.root
        config.watch += [
            str(root / name)
            for name in (*self._settings.depends, self._settings.figures, "pyproject.toml")
            if (root / name).exists()
        ]

    @event_priority(-100)  # when all other plugins have added their files
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Execute the examples of all pages, and leave the files of recordings that the pages themselves hold out of the site."""
        folder = (self._settings.root / self._settings.figures).resolve()
        for file in list(files):
            path = Path(file.abs_src_path or "")
            if HTML_FILE.fullmatch(path.name) and path.parent.resolve() == folder:
                files.remove(file)
        inclusion = InclusionLevel.is_in_serve if self._live else InclusionLevel.is_included
        found = files.documentation_pages(inclusion=inclusion)
        paths = {file.src_uri: Path(file.abs_src_path) for file in found if file.abs_src_path}
        interrupted, tell = self._interrupted, self._tell
        self._interrupted = self._tell = None  # they are for this build; another one may have nobody who waits
        try:
            memo = self._memo if self._live else None
            self._report = check_pages(
                paths.values(),
                self._settings,
                memo,
                spare=self._spare if self._live else None,
                everything=True,
                interrupted=interrupted,
                tell=tell,
            )
        except RunInterruptedError:
            raise PluginError("drift: stopped, since a newer save makes it useless") from None
        except (KernelError, SettingsError, UnreadablePageError, OSError) as error:
            raise PluginError(f"drift: {error}") from None
        checked = {page.page.name: page for page in self._report.pages}
        self._pages = {uri: checked[page_name(path, self._settings)] for uri, path in paths.items()}
        self._found, self._generated = {}, {}
        self._watch_files(config)
        if "pymdownx.snippets" not in config.markdown_extensions:
            _report_unused_snippets(self._report.pages)
        # Now that the examples have run, which could have made one; MkDocs copies when the site is rendered.
        included = [file for file in files if not file.inclusion.is_excluded()]
        self._report.pages += links_out(included, Path(config.docs_dir), self._settings)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> None:
        """Watch the files of examples from now on."""
        self._server = server
        self._watch_files(config)

    def _watch_files(self, config: MkDocsConfig) -> None:
        """Watch the folders of the snippets of examples, and of what they have read.

        A watch of a file would end when an editor puts a new one in its place. The project's own folder is where examples write:
        with a watch of it, one that runs at each build would start the next.
        """
        if self._server is None:
            return
        watched = [Path(path).resolve() for path in (config.docs_dir, *config.watch)]
        read = {file.parent for file in self._memo.files() if file.parent.is_dir()} - {self._settings.root}
        for folder in sorted(
            read | {file.resolve().parent for page in self._report.pages for file in page.page.snippets}
        ):
            if not any(folder.is_relative_to(path) for path in watched):
                self._server.watch(str(folder), recursive=False)

    @event_priority(100)  # before all other plugins: it is the last one to return a source whose source counts
    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Render what was checked, whatever has become of the file since."""
        if page.file.src_uri not in self._pages:  # another plugin has generated it
            return None
        source = self._pages[page.file.src_uri].page.source
        # As MkDocs reads a file: without a byte-order mark, and each line end a `\n`.
        return io.StringIO(source.removeprefix("\ufeff"), newline=None).read()

    @event_priority(-100)  # when all other plugins have changed the Markdown: what is rendered is what is checked
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Start rendering a page."""
        name = page.file.src_uri
        if name not in self._pages:  # another plugin has generated it
            generated = CheckedPage(read_page(name, markdown, self._settings), Path(name))
            for example in generated.page.examples:
                problem = Problem(
                    example.fence.line, "an example on a generated page: examples have to be in files on disk"
                )
                generated.page.problems.append(problem)
            self._add_generated(name, generated)
        self._rendering.begin(self._pages[name], _steps(page, config, files))

    def _add_generated(self, name: str, generated: CheckedPage) -> None:
        self._generated[name] = self._pages[name] = generated
        self._report.pages.append(generated)

    @event_priority(100)  # before another plugin changes the HTML
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """End rendering a page."""
        html = self._rendering.end(html)
        self._found[page.file.src_uri] = self._rendering.found
        (self._changing.discard if self._rendering.repeats else self._changing.add)(page.file.src_uri)
        return html

    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Tell the templates what produced the page's outputs, as `provenance`."""
        made_by = provenance(self._pages[page.file.src_uri], self._commit)
        context["provenance"] = made_by  # type: ignore[typeddict-unknown-key]  # a template may be given more than MkDocs gives

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Report everything, and end the build if anything is wrong. Here, since superfences swallows what a fence raises."""
        lines, summary = text.lines(self._report), text.summary(self._report)
        if self._live:
            log.log(WARNING if lines else INFO, "\n".join(["", *lines, summary] if lines else [summary]))
            return
        if lines and github.is_runner():
            # To standard error, as the message below: a runner reads the two streams apart, and the guard there stops both.
            print(*github.annotation_commands(self._report), sep="\n", file=sys.stderr, flush=True)
        unwritten = []
        try:
            github.append_summary(partial(github.markdown, self._report))
            html.write_if_asked(self._report)
        except (OSError, ValueError) as error:
            unwritten = [f"drift: {error}"]
        if lines or unwritten:
            outcome = "Their pages show it." if self._keep_going else "No page was written, and site/ has been emptied."
            told = ["", *github.guarded(lines), *unwritten, f"drift: {summary}. {outcome}"]
            self._ends_with = DriftedError("\n".join(told))
            if not self._keep_going:
                raise self._ends_with
        else:
            log.info(summary)

    @event_priority(-1000)  # behind all that other plugins have to do for a site that is whole
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """End a build that has been told to keep going."""
        if self._ends_with:
            raise self._ends_with
