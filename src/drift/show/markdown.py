"""Python-Markdown extension: the fence formatters. They run nothing; they look up what became of each fence.

Recordings with `render="markdown"` are converted by markdown-exec, which keeps headings and ids of nested conversions apart.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown_exec import MarkdownConverter
from pymdownx.superfences import SuperFencesCodeExtension

from drift.figures import read_figure
from drift.read.options import EXAMPLE_OPTIONS, LOOKS, RECORDING_OPTIONS
from drift.read.page import LANGUAGE, RECORDING
from drift.settings import find_root, load_settings
from drift.show.figure import figure_html

if TYPE_CHECKING:
    from markdown import Markdown

    from drift.show.rendering import Rendering


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
        for language in (LANGUAGE, RECORDING):
            superfences.extend_super_fences(language, self._format, self._validate, None)

    def _rendering(self) -> Rendering | None:
        return self.getConfig("rendering") or None

    def _validate(self, language: str, inputs: dict[str, str], options: dict[str, Any], *_: object) -> bool:
        """Take a fence if it is ours. superfences calls this twice for each fence, and hands `inputs` on when it is refused."""
        rendering = self._rendering()
        if language == LANGUAGE and rendering and rendering.settings.examples != "all" and "exec" not in inputs:
            return False
        known = EXAMPLE_OPTIONS if language == LANGUAGE else RECORDING_OPTIONS
        options.update({key: value for key, value in inputs.items() if key in {option.name for option in known}})
        return True  # an unknown option has been reported; the fence is shown nevertheless

    def _format(self, *, src: str, language: str, options: dict[str, str], md: Markdown, **rest: Any) -> str:
        def render(text: str) -> str:
            if options.get("render") == "markdown":
                return str(MarkdownConverter(md).convert(text))
            if (
                language == RECORDING
            ):  # not through Pygments, which may strip lines: the bytes checked are the bytes shown
                return f'<div class="highlight"><pre><code>{escape(text, quote=False)}\n</code></pre></div>'
            looks = {key: options[key] for key in LOOKS if key in options}
            title = looks.pop("title", "") if "folded" in options else ""
            highlight = md.preprocessors["fenced_code_block"].highlight  # type: ignore[attr-defined]  # superfences' own
            html = str(highlight(src=text, language=language, options=looks, md=md, **rest))
            if "folded" in options:
                html = f'<details class="drift-folded"><summary>{escape(title)}</summary>{html}</details>'
            return html

        rendering = self._rendering()
        # A page's own converter has MkDocs' preprocessor; docstrings and nested conversions are not pages and are not executed.
        is_page = "mkdocs_raw_html" in md.preprocessors and not hasattr(md, "_original_md")
        if rendering and is_page and not rendering.is_idle:
            return rendering.show(src, language, render)
        html = f'<div class="drift-{"example" if language == LANGUAGE else "output"}">{render(src)}</div>'
        return html + self._figure(options)

    def _figure(self, options: dict[str, str]) -> str:
        """Return the recorded figure of an example where no plugin renders the page, as under another engine."""
        if "figure" not in options:
            return ""
        svg = read_figure(options["figure"], load_settings(find_root(Path.cwd())))
        return figure_html(svg, options["figure"], options.get("alt", "")) if svg else ""
