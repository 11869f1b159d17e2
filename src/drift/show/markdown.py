"""Python-Markdown extension: the fence formatters. They run nothing; they look up what became of each fence.

What is marked for markdown-exec is shown by it, with what is recorded in place of what it would have executed.
Recordings with `render="markdown"` are converted by it, since it keeps headings and ids of nested conversions apart.
"""

from __future__ import annotations

import itertools
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown_exec
from markdown.extensions import Extension
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import Preprocessor
from markdown_exec import MarkdownConverter
from markupsafe import Markup
from pymdownx.superfences import SuperFencesCodeExtension

from drift.figures import read_figure
from drift.read.dialect import LANGUAGES, transform
from drift.read.options import EXAMPLE_OPTIONS, LOOKS, RECORDING_OPTIONS
from drift.read.page import LANGUAGE, RECORDING
from drift.settings import find_root, load_settings
from drift.show.culprit import Step
from drift.show.figure import figure_html
from drift.show.rendering import Looks
from drift.show.table import tables_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

    from drift.show.rendering import Rendering

PAGES_OWN = ("mkdocs_raw_html", "properdocs_raw_html")
"""The preprocessor that MkDocs, or its fork ProperDocs, gives the converter of a page and no other."""


def _is_page(md: Markdown) -> bool:
    """Tell a page's own converter from those of docstrings and of nested conversions, which are no pages and not executed."""
    return any(name in md.preprocessors for name in PAGES_OWN) and not hasattr(md, "_original_md")


def _keep_headings(md: Markdown, markup: Markup, html: Markup) -> None:
    """Let markdown-exec find the headings of an output, for the table of contents, below what it has become."""
    name = markdown_exec.InsertHeadings.name
    insert = md.treeprocessors[name] if name in md.treeprocessors else None  # noqa: SIM401  # a Registry has no get
    if isinstance(insert, markdown_exec.InsertHeadings) and markup in insert.headings:
        insert.headings[html] = insert.headings.pop(markup)


_FIRST = 1_000_000
_BEFORE_SUPERFENCES = 31.06  # those of the fences that keep their tabs are read at 31.05, critic marks at 31.1


class _Lay(Preprocessor):
    """Covers the fences of a page."""

    def __init__(self, md: Markdown, rendering: Callable[[], Rendering | None]) -> None:
        super().__init__(md)
        self._rendering = rendering

    def run(self, lines: list[str]) -> list[str]:
        rendering = self._rendering()
        if rendering is None or rendering.is_idle or not _is_page(self.md):
            return lines
        between = itertools.takewhile(lambda other: not isinstance(other, _Lift), self.md.preprocessors)
        rendering.steps.append(Step("", rendering.cover.lay))
        rendering.steps += [_step(other) for other in between if other is not self]
        return rendering.cover.lay("\n".join(lines)).split("\n")


class _Lift(_Lay):
    """Uncovers them for superfences."""

    def run(self, lines: list[str]) -> list[str]:
        rendering = self._rendering()
        if rendering is None or rendering.is_idle or not _is_page(self.md):
            return lines
        return rendering.cover.lift("\n".join(lines)).split("\n")


def _step(preprocessor: Preprocessor) -> Step:
    """Return what another extension does with the text of a page."""
    name = f"the Markdown extension {type(preprocessor).__module__}"
    return Step(name, lambda text: "\n".join(preprocessor.run(text.split("\n"))))


class ConfigurationError(Exception):
    """The Markdown extensions are not set up as `drift` needs them; the message says what to write."""


class DriftExtension(Extension):
    """Renders `python` and `output` fences; without a `rendering` (no plugin has set one) it shows them as they are."""

    def __init__(self, **kwargs: Any) -> None:
        # Not None: Python-Markdown would take the value for a truth value then.
        self.config = {"rendering": ["", "The page that is being rendered (set by the plugin)"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        """Put the formatters before all others, markdown-exec's included."""
        superfences = next(
            (item for item in md.registeredExtensions if isinstance(item, SuperFencesCodeExtension)), None
        )
        if superfences is None:
            raise ConfigurationError('drift needs "pymdownx.superfences" before it in markdown_extensions')
        if not superfences.getConfig("preserve_tabs"):
            raise ConfigurationError(
                "drift needs pymdownx.superfences with preserve_tabs: true (otherwise tabs in code and output become spaces)"
            )
        for language in (RECORDING, *sorted(LANGUAGES)):
            superfences.extend_super_fences(language, self._format, self._validate, None)
        md.preprocessors.register(_Lay(md, self._rendering), "drift_lay", _FIRST)
        md.preprocessors.register(_Lift(md, self._rendering), "drift_lift", _BEFORE_SUPERFENCES)

    def _rendering(self) -> Rendering | None:
        return self.getConfig("rendering") or None

    def _validate(
        self, language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Markdown
    ) -> bool:
        """Take a fence if it is ours. superfences calls this twice for each fence, and hands `inputs` on when it is refused."""
        rendering = self._rendering()
        given = dict(inputs)  # markdown-exec takes out what it knows
        if language in LANGUAGES and markdown_exec.validator(language, given, options, attrs, md):
            for option in EXAMPLE_OPTIONS:
                if option.name not in LOOKS:
                    options["extra"].pop(option.name, None)
            if rendering is None or rendering.is_idle:
                return False
            return rendering.markdown_exec or _is_page(md)
        if hasattr(md, "_original_md"):  # printed Markdown, or the source that markdown-exec shows: no example
            return False
        if language != RECORDING and (language != LANGUAGE or (rendering and rendering.settings.examples != "all")):
            return False
        known = {option.name for option in (EXAMPLE_OPTIONS if language == LANGUAGE else RECORDING_OPTIONS)} | {*LOOKS}
        options.update({key: value for key, value in inputs.items() if key in known})
        return True  # an unknown option has been reported; the fence is shown nevertheless

    def _format(self, *, src: str, language: str, options: dict[str, Any], md: Markdown, **rest: Any) -> str:
        def code() -> str:
            looks = {key: options[key] for key in LOOKS if key in options}
            title = looks.pop("title", "") if "folded" in options else ""
            highlight = md.preprocessors["fenced_code_block"].highlight  # type: ignore[attr-defined]  # superfences' own
            html = str(highlight(src=src, language=language, options=looks, md=md, **rest))
            if "folded" in options:
                html = f'<details class="drift-folded"><summary>{escape(title)}</summary>{html}</details>'
            return html

        def recording() -> str:
            if options.get("render") == "markdown":
                return str(MarkdownConverter(md).convert(src))
            if options.get("render") == "table" and src.strip():
                return tables_html(src)
            # Not through Pygments, which may strip lines: the bytes checked are the bytes shown.
            return f'<div class="highlight"><pre><code>{escape(src, quote=False)}\n</code></pre></div>'

        results: list[Markup] = []

        def result(printed: str) -> str:
            markup = markdown_exec.base_format(
                language="python" if language == "py" else language,
                run=lambda *_, **__: printed,
                code=src,
                md=md,
                transform_source=partial(transform, language),
                **options,
            )
            results.append(markup)
            return str(markup)

        rendering = self._rendering()
        if rendering and _is_page(md) and not rendering.is_idle:
            looks = Looks(code, recording, result, RawHtmlPostprocessor(md).isblocklevel)
            shown = Markup(rendering.show(src, language, looks))  # noqa: S704  # our own
            for markup in results:
                _keep_headings(md, markup, shown)
            return shown
        if rendering and "extra" in options:
            rendering.leave(language, nested=hasattr(md, "_original_md"))
            session = options["session"]
            for example, source in rendering.session_before(session):
                # As HTML, since what it prints is not to be converted.
                defining = {"session": session, "workdir": example.workdir, "html": True}
                markdown_exec.formatter(source, example.fence.language, "", defining, md)
            return str(markdown_exec.formatter(src, language, "", options, md))
        render = code if language == LANGUAGE else recording
        html = f'<div class="drift-{"example" if language == LANGUAGE else "output"}">{render()}</div>'
        figure = self._figure(options)
        return figure + html if "folded" in options else html + figure

    def _figure(self, options: dict[str, Any]) -> str:
        """Return the recorded figure of an example where no plugin renders the page, as under another engine."""
        if "figure" not in options:
            return ""
        svg = read_figure(options["figure"], load_settings(find_root(Path.cwd())))
        return figure_html(svg, options["figure"], options.get("alt", ""), above="folded" in options) if svg else ""
