"""Docstrings that have not changed are not converted once more when a page of documentation is rendered again.

mkdocstrings converts each description of a parameter by itself, and a page has a hundred of them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livepreview.extensions import snippet_folders
from livepreview.inputs import without_addresses
from livepreview.templates import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable

# Links, blocks of code, snippets, headings, tables, HTML …: what takes more than the text, or leaves more than its HTML.
_MORE = re.compile(
    r"[\[<#|]|```|~~~|:::|:[\w+-]+:|8<|\{[!%{]|^ *(?:!!!|\?\?\?|===|///|=+ *$|-+ *$)",
    re.MULTILINE,
)
_known: dict[tuple[object, ...], Any] = {}
_LIMIT = 10_000


def remember(handlers: Any, collected: Callable[[str], None], trusts: Callable[[], bool]) -> None:
    """Let the handlers that mkdocstrings makes keep their templates compiled, and remember what becomes of plain text.

    Args:
        handlers: The handlers of a build.
        collected: Told the name of each object whose documentation is asked for.
        trusts: Tells whether all that converts Markdown is known.
    """
    make = handlers.get_handler

    def get_handler(name: str, *args: Any) -> Any:
        handler = make(name, *args)
        if handler.env.bytecode_cache is None:
            handler.env.bytecode_cache = Compiled(f"mkdocstrings {name}")
            filters = handler.env.filters
            settings = name, without_addresses(repr((handler.mdx, handler.mdx_config))), *_appended(handler.mdx_config)
            filters["convert_markdown"] = _remembering(filters["convert_markdown"], settings, trusts)
            handler.collect = _telling(handler.collect, collected)
        return handler

    handlers.get_handler = get_handler


def _appended(settings: dict[str, Any]) -> list[object]:
    """Return what is appended to each text, such as a list of abbreviations; never the same if that has snippets itself."""
    options = settings.get("pymdownx.snippets") or {}
    names = options.get("auto_append") or []
    if not all(isinstance(folder, str) for folder in snippet_folders(settings)):
        return [object()] if names else []
    files = [Path(folder, name) for folder in snippet_folders(settings) for name in names]
    texts = [file.read_bytes() if file.is_file() else None for file in files]
    # A name may have lines of the file behind it; of those that are not there, one has to be.
    is_plain = all(any(Path(folder, name).is_file() for folder in snippet_folders(settings)) for name in names)
    return [*texts] if is_plain and not any(text and b"8<" in text for text in texts) else [object()]


def _telling(collect: Callable[..., Any], collected: Callable[[str], None]) -> Callable[..., Any]:
    def collect_and_tell(identifier: str, *args: Any, **options: Any) -> Any:
        collected(identifier)
        return collect(identifier, *args, **options)

    return collect_and_tell


def _remembering(convert: Callable[..., Any], of: tuple[object, ...], trusts: Callable[[], bool]) -> Callable[..., Any]:
    def convert_markdown(text: str, heading_level: int, html_id: str = "", **options: Any) -> Any:
        if not trusts() or _MORE.search(text):
            return convert(text, heading_level, html_id, **options)
        key = (of, text, heading_level, html_id, options.get("strip_paragraph"))
        if key not in _known:
            if len(_known) > _LIMIT:
                _known.clear()
            _known[key] = convert(text, heading_level, html_id, **options)
        return _known[key]

    return convert_markdown
