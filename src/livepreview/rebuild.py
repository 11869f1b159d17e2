"""One build of a site, as MkDocs does it, but for what is taken from the build before.

The steps, and the events of plugins, are those of `mkdocs.commands.build.build`, in its order; compare them when that changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs import utils
from mkdocs.commands.build import _build_extra_template, _build_page, _build_theme_template, _populate_page
from mkdocs.structure.files import InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from livepreview.opened import AskedFiles
from livepreview.templates import Listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

    from livepreview.memory import Memory


class Builder:
    """Builds a site again and again."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def build(self, config: MkDocsConfig, progress: Callable[[str], None]) -> list[File]:
        """Build the whole site into `config.site_dir`.

        Args:
            config: The configuration, just loaded.
            progress: Told what comes next; ends the build by an exception.

        Returns:
            The files of the site, pages among them.
        """
        plugins = config.plugins
        try:
            config = plugins.on_config(config)
            plugins.on_pre_build(config=config)
            files = get_files(config)
            env = config.theme.get_env()
            env.loader = Listed(config.theme.dirs)
            files.add_files_from_theme(env, config)
            files = plugins.on_files(files, config=config)
            set_exclusions(files, config)
            nav = plugins.on_nav(get_navigation(files, config), config=config, files=files)
            assert isinstance(files, AskedFiles)  # our own plugin is the last to hear of the files

            documents = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
            for file in documents:
                page = file.page or Page(None, file, config)
                if not self._memory.give_content(page, files):
                    progress(f"rendering {file.src_uri}")
                    _populate_page(page, config, files)
            env = plugins.on_env(env, config=config, files=files)

            served = [file for file in files if InclusionLevel.is_in_serve(file.inclusion)]
            with self._memory.unseen():
                _copy(served)
            for template in config.theme.static_templates:
                _build_theme_template(template, env, files, config, nav)
            for template in config.extra_templates:
                _build_extra_template(template, files, config, nav)
            for file in documents:
                assert file.page is not None
                output = self._memory.give_page(file.page, config, nav)
                if output is None:
                    progress(f"writing {file.src_uri}")
                    excluded = file.inclusion.is_excluded()
                    _build_page(file.page, config, documents, nav, env, excluded=excluded)
                elif output.strip():
                    utils.write_file(output.encode("utf-8", errors="xmlcharrefreplace"), file.abs_dest_path)
            for file in documents:
                assert file.page is not None
                file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
            plugins.on_post_build(config=config)
            return served
        except Exception as error:
            plugins.on_build_error(error=error)
            raise


def _copy(files: list[File]) -> None:
    """Copy what is no page."""
    for file in files:
        if not file.is_documentation_page():
            if file.abs_src_path is None:
                utils.write_file(file.content_bytes, file.abs_dest_path)
            else:
                file.copy_file()
