"""The pages of the site as `drift` reads them, once for all tests."""

from pathlib import Path

from drift.read.examples import read_page
from drift.read.pages import find_pages, page_name
from drift.settings import load_settings

ROOT = Path(__file__).parents[2]
SETTINGS = load_settings(ROOT)
PAGES = [read_page(page_name(path, SETTINGS), path.read_bytes().decode(), SETTINGS) for path in find_pages(SETTINGS)]
