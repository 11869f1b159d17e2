"""Which Markdown extensions convert a page by more than its source, as far as that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.util import get_installed_extensions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

# Each converts by the source, the settings and the files that it opens while a page is converted, which are noted. (Snippets that
# are not there are no error unless `check_paths` says so: see `unknown_extensions`.)
_KNOWN = {
    "markdown",
    "pymdownx",
    "material",
    "mkdocs_autorefs",
    "mkdocstrings",
    "mdx_truly_sane_lists",
    "mdx_breakless_lists",
}


def unknown_extensions(config: MkDocsConfig, packages: Iterable[str]) -> list[str]:
    """Name the extensions, and functions in their settings, that are not known to convert by the source of a page alone.

    Args:
        config: The configuration, after the plugins have added theirs.
        packages: More packages that are known, since a plugin of theirs says what pages depend on.
    """
    known = _KNOWN | set(packages)
    names = {entry.name: entry.value for entry in get_installed_extensions()}
    unknown = []
    for extension in config.markdown_extensions:
        module = names.get(extension, extension) if isinstance(extension, str) else type(extension).__module__
        if _package(module) not in known:
            unknown.append(f"the extension {extension if isinstance(extension, str) else module}")
    for name, options in config.mdx_configs.items():
        strangers = {_package(function.__module__) for function in _functions(options)} - known
        unknown += [f"{package}, in the options of {name}" for package in sorted(strangers)]
    snippets = "pymdownx.snippets"
    if snippets in config.markdown_extensions and not (config.mdx_configs.get(snippets) or {}).get("check_paths"):
        unknown.append(f"{snippets} without `check_paths: true`")
    return unknown


def snippet_folders(settings: Mapping[str, Any]) -> list[Any]:
    """Return where pymdownx.snippets looks, as `mkdocs.yml` says it: text, or what stands for a folder."""
    folders = (settings.get("pymdownx.snippets") or {}).get("base_path", ["."])
    return folders if isinstance(folders, list) else [folders]


def _package(module: str) -> str:
    return module.partition(":")[0].partition(".")[0]


def _functions(value: object) -> Iterator[object]:
    """Return the functions in settings, such as the formatters of superfences."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _functions(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _functions(item)
    elif callable(value):
        yield value
