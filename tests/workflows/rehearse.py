"""Run a job of a workflow on this machine, step by step as its YAML says, in a fresh clone of what is committed.

    python tests/workflows/rehearse.py ci.yml site /tmp/rehearsal
    python tests/workflows/rehearse.py ci.yml site /tmp/rehearsal --change recording
    python tests/workflows/rehearse.py ci.yml rendered /tmp/rehearsal --head my-branch --base main
    python tests/workflows/rehearse.py release.yml build /tmp/rehearsal --head crossent-v0.1.0

The second command plants a change first: a digit of a recording, or a number in the code of a figure. Run in the same folder it
takes over what the first has installed. In place of the actions stands what they would have set up: the clone, uv as it is locked,
and a Python of that version, which has to be somewhere on this machine. No network is needed but PyPI and npm; PyTorch is the one of
PyPI, which is large. What would be uploaded lies in `artifacts/`, what GitHub would show in `summary.md` and `annotations.txt`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
CHANGES = {
    "recording": ("docs/entropy.md", r"(?<=^동전의 앞면: 0\.693)1$", "2"),
    "figure": ("docs/entropy.md", r"(?<=np\.linspace\(0\.01, 1, )200(?=\))", "20"),
}
# From the caller's environment: what finds programs and packages and trusts certificates. Nothing else may help a job along.
KEPT = re.compile(r"PATH|HOME|LANG|TMPDIR|.*_CERT.*|SSL_.*|.*CA_BUNDLE|(PIP|UV|NPM)_.*|.*_PROXY|.*_proxy")


def evaluate(expression: str, values: dict[str, Any]) -> Any:
    """Return what GitHub makes of an expression of names, texts, `format`, `==`, `&&` and `||`; a name has to be known."""
    names = re.compile(r"'[^']*'|[a-z][\w-]*(?:\.[\w-]+)+")
    known = names.sub(lambda found: found[0] if found[0][0] == "'" else repr(values[found[0]]), expression)
    code = " ".join(known.split()).replace("&&", "and").replace("||", "or")
    # Where two texts are compared GitHub takes no notice of capitals.
    code = re.sub(r"('[^']*') == (\w+\(.*?\))", r"\1.lower() == \2.lower()", code)
    return eval(code, {"__builtins__": {}, "format": str.format})  # our own workflows


def commit_of(name: str) -> str:
    """Return the commit that a name stands for."""
    done = subprocess.run(
        ["git", "rev-parse", "--verify", f"{name}^{{commit}}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} is no commit here")
    return done.stdout.strip()


def find_python(version: str) -> Path:
    """Return a Python of a version: on the PATH, of uv or of pyenv, whose command says little of what it would start."""
    names = [f"python{version}", "python3", "python"]
    folders = [Path(folder) for folder in os.environ["PATH"].split(os.pathsep)]
    for home in (Path.home() / ".pyenv/versions", Path.home() / ".local/share/uv/python"):
        folders += sorted(home.glob("*/bin"), reverse=True)
    for program in (folder / name for folder in folders for name in names if (folder / name).is_file()):
        # Not where an environment is: what it holds would help the job along.
        code = "import sys; print('{}.{}'.format(*sys.version_info), sys.prefix == sys.base_prefix, sys.executable)"
        done = subprocess.run([program, "-I", "-c", code], capture_output=True, text=True, check=False)
        found, plain, executable = (done.stdout.split(maxsplit=2) + [""] * 3)[:3]
        if found == version and plain == "True":
            return Path(executable.strip())
    raise SystemExit(f"no Python {version} on this machine")


class Rehearsal:
    """One job in one clone."""

    def __init__(self, job: dict[str, Any], folder: Path, row: int, head: str, base: str) -> None:
        self.job = job
        self.folder = folder
        self.clone = folder / "clone"
        matrix = job.get("strategy", {}).get("matrix", {})
        rows = matrix.get("include") or [
            dict(zip(matrix, row, strict=True)) for row in itertools.product(*matrix.values())
        ]
        self.values = {f"matrix.{key}": value for key, value in rows[row].items()} | {"strategy.job-index": row}
        self.values |= {"github.repository_owner": "octo-owner", "github.event.repository.name": "cross-entropy"}
        self.values |= {"vars.SITE_URL": "", "github.event.merge_group.base_sha": ""}
        commit, start = (commit_of(name) for name in (head, base))
        self.env = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)} | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "octo-owner/cross-entropy",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": commit,
            "GITHUB_REF_NAME": head,
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "TORCH_BACKEND": "",  # or uv would ask the index of PyTorch
        }
        self.values["github.event.pull_request.base.sha"] = start  # what is planted comes on top of it
        self.failed = False

    def prepare(self, change: str | None) -> None:
        """Clone, or put the clone back to what it was, and plant the change."""
        if (self.clone / ".git").is_dir():
            self._git(
                "remote", "set-url", "origin", str(ROOT)
            )  # the folder may have served another clone of the project
            self._git("fetch", "--quiet", "--tags", "--force")
        else:
            self.folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self.clone)], check=True)
        self._git("reset", "--quiet", "--hard", self.env["GITHUB_SHA"])
        for name in ("artifacts", "summary.md", "annotations.txt"):
            path = self.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for name in ("site", "dist"):
            shutil.rmtree(self.clone / name, ignore_errors=True)
        for name in ("drift-report.html", "drift-changes.html", "rendered-changes.html"):
            (self.clone / name).unlink(missing_ok=True)
        if change:
            name, pattern, new = CHANGES[change]
            path = self.clone / name
            text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
            assert count == 1, f"{pattern} stands nowhere in {name}"
            path.write_text(text, encoding="utf-8")
            nobody = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")
            self._git(*nobody, "commit", "--quiet", "--all", "--message", f"Plant a change: {change}")

    def run(self) -> int:
        """Run all steps; return 1 if the job would be red."""
        for step in self.job["steps"]:
            self.values[f"steps.{step.get('id')}.outputs.artifact-url"] = ""  # unless it uploads something
            condition = step.get("if", "")
            wanted = "!cancelled()" in condition or ("failure()" in condition) == self.failed
            if not wanted:
                print(f"## skipped: {step['name']}", flush=True)
            elif "uses" in step:
                self._action(step)
            else:
                self._command(step)
        return self.failed

    def _action(self, step: dict[str, Any]) -> None:
        action, options = step["uses"].split("@")[0], step.get("with", {})
        print(f"## {step['name']}: {action}", flush=True)
        if action == "astral-sh/setup-uv":
            version = self._expanded(options["python-version"])
            python = find_python(version)
            # A version, not a path: uv would install into that Python and not into the environment that is active.
            self.env |= {"UV_PYTHON": version, "UV_PYTHON_DOWNLOADS": "never"}
            self.env["PATH"] = os.pathsep.join([str(self._uv(python)), str(python.parent), self.env["PATH"]])
            if options.get("activate-environment"):
                venv = self.clone / ".venv"
                subprocess.run(["uv", "venv", "--quiet", "--clear", str(venv)], env=self.env, check=True)
                self.env["PATH"] = f"{venv / 'bin'}{os.pathsep}{self.env['PATH']}"
        elif action.startswith("actions/upload"):
            if kept := self._upload(options):
                self.values[f"steps.{step.get('id')}.outputs.artifact-url"] = kept.as_uri()
        elif action != "actions/checkout":
            print("   not here")

    def _uv(self, python: Path) -> Path:
        """Install uv as it is locked; return the folder with this one program."""
        tools, only = self.folder / "tools", self.folder / "uv"
        if not only.is_dir():
            subprocess.run([python, "-m", "venv", "--clear", tools], check=True)
            lock = self.clone / "requirements/tools.txt"
            pip = [tools / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--require-hashes", "-r", lock], env=self.env, check=True)
            only.mkdir()
            (only / "uv").symlink_to(tools / "bin/uv")
        return only

    def _upload(self, options: dict[str, Any]) -> Path | None:
        """Put a file or a folder into `artifacts/`; return where it lies there."""
        source = self.clone / options["path"]
        if not source.exists():
            self.failed |= options.get("if-no-files-found") == "error"
            print("   nothing to upload", flush=True)
            return None
        target = self.folder / "artifacts" / self._expanded(options.get("name", source.name))
        target.parent.mkdir(exist_ok=True)
        if options.get("archive") is False:
            assert source.is_file(), "only a single file can be uploaded as it is"
            shutil.copy(source, target)
        else:
            root, base = (source, ".") if source.is_dir() else (source.parent, source.name)
            target = Path(shutil.make_archive(str(target), "zip", root, base))
        print(f"   {source.name} → artifacts/", flush=True)
        return target

    def _command(self, step: dict[str, Any]) -> None:
        env = self.env | {name: self._expanded(value) for name, value in step.get("env", {}).items()}
        print(f"## {step['name']}: {step['run'].strip()}", flush=True)
        begin = time.monotonic()
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        with subprocess.Popen(
            command, cwd=self.clone, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        ) as process:
            assert process.stdout
            with (self.folder / "annotations.txt").open("a", encoding="utf-8") as annotations:
                for line in process.stdout:
                    print(line, end="", flush=True)
                    if re.match(r"::(error|warning|notice)\b", line):
                        annotations.write(line)
        print(f"## exit {process.returncode} after {time.monotonic() - begin:.0f} s", flush=True)
        self.failed |= process.returncode != 0 and not step.get("continue-on-error")

    def _expanded(self, text: str) -> str:
        """Return a value with its expressions replaced; one that is not known here is an error."""
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: str(evaluate(match[1], self.values)), text, flags=re.DOTALL)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.clone, check=True)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("workflow", help="a file in .github/workflows")
    parser.add_argument("job")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--row", type=int, default=0, help="which row of the job's matrix, counted from 0")
    parser.add_argument("--change", choices=CHANGES)
    parser.add_argument("--head", default="HEAD", help="the commit, branch or tag that is rehearsed")
    parser.add_argument("--base", default="HEAD", help="where a pull request would begin")
    options = parser.parse_args()
    document = yaml.safe_load((ROOT / ".github/workflows" / options.workflow).read_text(encoding="utf-8"))
    rehearsal = Rehearsal(
        document["jobs"][options.job], options.folder.resolve(), options.row, options.head, options.base
    )
    rehearsal.prepare(options.change)
    return rehearsal.run()


if __name__ == "__main__":
    sys.exit(main())
