"""Loading the configuration at each save: MkDocs does it anew, and for much of that time looks for what cannot have changed."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING
from unittest import mock

import mkdocs.plugins
import mkdocs.utils
import yaml
from mkdocs.utils.yaml import get_yaml_loader

if TYPE_CHECKING:
    from collections.abc import Iterator

_entry_points = cache(entry_points)  # what is installed stays as it is while the server runs


@contextmanager
def quick_loading() -> Iterator[None]:
    """Let MkDocs read YAML with the parser in C where there is one, and look for themes and plugins once."""
    loader, *others = get_yaml_loader.__defaults__ or ()
    with (
        mock.patch.object(get_yaml_loader, "__defaults__", (getattr(yaml, "CLoader", loader), *others)),
        mock.patch.object(mkdocs.utils, "entry_points", _entry_points),
        mock.patch.object(mkdocs.plugins, "entry_points", _entry_points),
    ):
        yield
