"""Docstrings that have not changed are not converted once more when a page of documentation is rendered again.

mkdocstrings converts each description of a parameter by itself, and a page has a hundred of them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livepreview.templates import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable

# Links, blocks of code, snippets, headings, tables, HTML …: what takes more than the text, or leaves more than its HTML.
_MORE = re.compile(r"[\[<#|]|```|~~~|:::|8<|\{[!%{]|^ *(?:!!!|\?\?\?|===|---|///)", re.MULTILINE)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

_known: dict[tuple[object, ...], Any] = {}
_LIMIT = 10_000


def remember(handlers: Any) -> None:
    """Let the handlers that mkdocstrings makes keep their templates compiled, and remember what becomes of plain text."""
    make = handlers.get_handler

    def get_handler(name: str, *args: Any) -> Any:
        handler = make(name, *args)
        if handler.env.bytecode_cache is None:
            handler.env.bytecode_cache = Compiled(f"mkdocstrings {name}")
            filters = handler.env.filters
            settings = name, _ADDRESS.sub("", repr((handler.mdx, handler.mdx_config))), *_appended(handler.mdx_config)
            filters["convert_markdown"] = _remembering(filters["convert_markdown"], settings)
        return handler

    handlers.get_handler = get_handler


def _appended(settings: dict[str, Any]) -> list[object]:
    """Return what is appended to each text, such as a list of abbreviations; never the same if that has snippets itself."""
    options = settings.get("pymdownx.snippets", {})
    folders = options.get("base_path", ["."])
    folders = [folders] if isinstance(folders, str) else folders
    files = [Path(folder, name) for folder in folders for name in options.get("auto_append", [])]
    texts = [file.read_bytes() for file in files if file.is_file()]
    return [object() if b"8<" in text else text for text in texts]


def _remembering(convert: Callable[..., Any], of: tuple[object, ...]) -> Callable[..., Any]:
    def convert_markdown(text: str, heading_level: int, html_id: str = "", **options: Any) -> Any:
        if _MORE.search(text):
            return convert(text, heading_level, html_id, **options)
        key = (of, text, heading_level, html_id, options.get("strip_paragraph"))
        if key not in _known:
            if len(_known) > _LIMIT:
                _known.clear()
            _known[key] = convert(text, heading_level, html_id, **options)
        return _known[key]

    return convert_markdown
