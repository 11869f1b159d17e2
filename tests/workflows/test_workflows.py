"""What a reviewer and a maintainer trust the workflows with: nothing worth taking for code that nobody has read, one and the same
commands as on a contributor's machine, and nothing that a tag could swap."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from rehearse import evaluate

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
FILES = sorted((GITHUB / "workflows").iterdir())
# Every action that may run.
ACTIONS = {
    "actions/checkout",
    "astral-sh/setup-uv",
    "actions/upload-artifact",
    "actions/upload-pages-artifact",
    "actions/deploy-pages",
    "actions/download-artifact",
    "pypa/gh-action-pypi-publish",
}
READ = {"contents": "read"}
UPLOAD = {"id-token": "write"}
DEPLOY = {"pages": "write", "id-token": "write"}
# Where a run of a fork's code could begin with more than a pull request has, or what it could take.
FORBIDDEN = re.compile(r"pull_request_target|workflow_run|secrets\.|github\.token|GITHUB_TOKEN|actions/cache|write-all")


def load(path: Path) -> dict[str, Any]:
    """Read a workflow; YAML 1.1 takes its key `on` for true."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document | {"on": document.pop(True)}


WORKFLOWS = {path.name: load(path) for path in FILES}
JOBS = {f"{name}:{key}": job for name, flow in WORKFLOWS.items() for key, job in flow["jobs"].items()}
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]


def commands(job: str) -> list[str]:
    """Return what a job runs."""
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def step(job: str, part: str) -> dict[str, Any]:
    """Return the step of a job whose action or command holds some text."""
    (found,) = [item for item in JOBS[job]["steps"] if part in item.get("uses", "") + item.get("run", "")]
    return found


def test_there_is_one_workflow_for_each_occasion() -> None:
    assert {name: sorted(flow["on"]) for name, flow in WORKFLOWS.items()} == {
        "ci.yml": ["merge_group", "pull_request"],
        "publish.yml": ["push", "workflow_dispatch"],
        "pythons.yml": ["push", "workflow_dispatch"],
        "release.yml": ["push"],
        "weekly.yml": ["schedule", "workflow_dispatch"],
    }
    pushes = {name: flow["on"]["push"] for name, flow in WORKFLOWS.items() if "push" in flow["on"]}
    tags = [f"{name}-v*" for name in runpy.run_path(str(GITHUB / "release.py"))["TRIALS"]]
    assert pushes.pop("release.yml") == {"tags": tags}
    assert all(push == {"branches": ["main"]} for push in pushes.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_reaches_for_more_than_a_fork_may_have(path: Path) -> None:
    code = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
    assert FORBIDDEN.findall(code) == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_job_gets_a_permission_that_it_does_not_name(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    assert "concurrency" in WORKFLOWS[name]


@pytest.mark.parametrize("name", JOBS)
def test_only_deployment_and_upload_may_write(name: str) -> None:
    job = JOBS[name]
    assert job["permissions"] == {"publish.yml:deploy": DEPLOY, "release.yml:publish": UPLOAD}.get(name, READ)
    assert 0 < job["timeout-minutes"] <= 45
    assert not re.search("latest", job["runs-on"])


def test_the_deployment_runs_no_code_of_the_repository() -> None:
    (only,) = JOBS["publish.yml:deploy"]["steps"]
    assert only["uses"].startswith("actions/deploy-pages@")


def test_a_release_is_built_once_and_waits_for_the_owner() -> None:
    build, publish = JOBS["release.yml:build"], JOBS["release.yml:publish"]
    assert [item["run"] for item in build["steps"] if "run" in item] == [
        'git merge-base --is-ancestor "$GITHUB_SHA" origin/main',
        "uv pip install --quiet --require-hashes -r requirements/tools.txt",
        'nox -s release -- "$GITHUB_REF_NAME"',
    ]
    assert (publish["needs"], publish["if"], publish["environment"]) == ("build", "vars.PYPI == 'true'", "pypi")
    taken, upload = publish["steps"]
    assert taken["with"] == {"name": step("release.yml:build", "upload-artifact")["with"]["name"], "path": "dist/"}
    assert upload["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert upload["with"] == {"attestations": True}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_action_is_a_known_one_and_stands_at_a_commit(path: Path) -> None:
    uses = re.findall(r"uses: (\S+?)@(\S+)(?: # (\S+))?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(uses) == path.read_text(encoding="utf-8").count("uses:")
    for action, commit, version in uses:
        assert action in ACTIONS
        assert re.fullmatch(r"[0-9a-f]{40}", commit)
        assert re.fullmatch(r"v\d+\.\d+\.\d+", version)


def test_an_action_stands_at_one_commit_everywhere() -> None:
    """One that was looked at in one workflow and swapped in another would be seen."""
    uses = {item["uses"] for _, item in STEPS if "uses" in item}
    assert sorted(use.partition("@")[0] for use in uses) == sorted(ACTIONS)


def test_no_check_out_leaves_its_token_behind_and_nothing_is_cached() -> None:
    for _, item in STEPS:
        match item.get("uses", "").split("@")[0]:
            case "actions/checkout":
                assert item["with"]["persist-credentials"] is False
            case "astral-sh/setup-uv":
                assert item["with"]["enable-cache"] is False


def test_no_command_is_put_together_from_what_others_write() -> None:
    assert [item["run"] for _, item in STEPS if "${{" in item.get("run", "")] == []


def test_a_pull_request_runs_what_a_contributor_runs() -> None:
    assert commands("ci.yml:tests")[0] == 'bash .ci/run -m "$PART"'
    parts = JOBS["ci.yml:tests"]["strategy"]["matrix"]["part"]
    for marks in ({"whole": True, "pages": True}, {"whole": True, "pages": False}, {"whole": False, "pages": False}):
        assert sum(eval(part, {}, marks) for part in parts) == 1  # each test is in one of them
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert ".nox/ci/bin/nox -s lint" in run
    assert ".nox/ci/bin/nox -s tests" in run
    assert commands("ci.yml:site")[1:4] == [
        'nox -s changes -- "$BASE" --report drift-changes.html',
        "nox -s build",
        "git diff --exit-code",
    ]
    for job, session in {
        "publish.yml:build": "build",
        "pythons.yml:tests": "tests",
        "ci.yml:properdocs": "properdocs",
        "ci.yml:zensical": "zensical",
    }.items():
        assert commands(job)[1:] == [f"nox -s {session}"]
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    known = set(re.findall(r"^@nox\.session\ndef (\w+)", noxfile, re.MULTILINE))
    used = {name for _, item in STEPS for name in re.findall(r"nox -s (\w+)", item.get("run", ""))}
    assert used
    assert used <= known


def test_nox_and_uv_are_those_of_a_lock_everywhere() -> None:
    lock = (ROOT / "requirements/tools.txt").read_text(encoding="utf-8")
    assert all(re.search(rf"^{name}==[\w.]+ \\\n    --hash=sha256:", lock, re.MULTILINE) for name in ("nox", "uv"))
    for job in JOBS.values():
        runs = [item.get("run", "") for item in job["steps"]]
        if not any("nox" in run for run in runs):
            continue
        (uv,) = [item for item in job["steps"] if "setup-uv" in item.get("uses", "")]
        assert uv["with"]["version-file"] == "requirements/tools.txt"
        assert uv["with"]["activate-environment"] is True
        by_hash = "uv pip install --quiet --require-hashes -r requirements/tools.txt"
        assert by_hash in runs or any("bash .ci/run" in run for run in runs)
        assert not any("uvx" in run for run in runs)
    assert "pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt" in (
        ROOT / ".ci/run"
    ).read_text(encoding="utf-8")


def test_a_reviewer_gets_the_site_and_a_report_that_opens_with_a_click() -> None:
    assert step("ci.yml:site", "nox -s build")["env"] == {
        "DRIFT_REPORT": "drift-report.html",
        "DRIFT_KEEP_GOING": "1",  # tests/drift/test_mkdocs.py looks at what it does
    }
    *reports, site = (item for item in JOBS["ci.yml:site"]["steps"] if "upload-artifact" in item.get("uses", ""))
    assert [report["with"]["path"] for report in reports] == ["drift-changes.html", "drift-report.html"]
    for report in reports:
        assert report["with"] | {"path": "", "retention-days": 0} == {
            "path": "",
            "archive": False,
            "if-no-files-found": "ignore",
            "retention-days": 0,
        }
        assert report["if"] == "${{ !cancelled() }}"  # above all when the build has failed
    assert (site["with"]["path"], site["with"]["if-no-files-found"]) == ("site/", "warn")
    assert site["if"] == "${{ !cancelled() }}"  # it shows what has drifted
    assert "DRIFT_KEEP_GOING" not in str(JOBS["publish.yml:build"])


def test_both_states_are_built_for_the_reviewer(tmp_path: Path) -> None:
    """`tests/site/test_pagediff_report.py` looks at what comes of it."""
    steps = JOBS["ci.yml:rendered"]["steps"]
    assert commands("ci.yml:rendered")[1] == 'nox -s rendered -- "$BASE"'
    assert steps[0]["with"]["fetch-depth"] == 0
    kept = step("ci.yml:rendered", "upload-artifact")
    assert (kept["with"]["path"], kept["with"]["archive"]) == ("rendered-changes.html", False)
    link = step("ci.yml:rendered", "GITHUB_STEP_SUMMARY")
    assert f"steps.{kept['id']}.outputs.artifact-url" in link["env"]["RENDERED"]


def test_a_failed_test_leaves_pictures_and_a_trace() -> None:
    """`tests/site/test_failures.py` looks at what the two variables do."""
    first, again = step("ci.yml:tests", ".ci/run"), step("ci.yml:tests", "--last-failed")
    assert first["env"]["FAILURES"] == "failures"
    assert {name: again["env"].get(name) for name in ("FAILURES", "TRACES")} == {"FAILURES": "failures", "TRACES": "1"}
    kept = step("ci.yml:tests", "upload-artifact")
    assert (kept["with"]["path"], kept["if"], again["if"]) == ("failures/", "${{ failure() }}", "${{ failure() }}")


def test_the_summary_links_to_what_is_kept_and_to_nothing_else(tmp_path: Path) -> None:
    links = step("ci.yml:site", "GITHUB_STEP_SUMMARY")
    kept = {item["id"] for item in JOBS["ci.yml:site"]["steps"] if "upload-artifact" in item.get("uses", "")}
    assert set(re.findall(r"steps\.(\w+)\.outputs\.artifact-url", str(links["env"]))) == kept
    assert links["if"] == "${{ !cancelled() }}"
    there = {"CHANGES": "https://example.org/changes", "SITE": "https://example.org/site", "REPORT": ""}
    summary = tmp_path / "summary.md"
    subprocess.run(
        ["bash", "-e", "-c", links["run"]], env={**os.environ, **there, "GITHUB_STEP_SUMMARY": str(summary)}, check=True
    )
    found = re.findall(r"\]\((.*?)\)", summary.read_text(encoding="utf-8"))
    assert found == [there["CHANGES"], there["SITE"]]


def test_only_zensical_and_the_lowest_versions_may_fail() -> None:
    assert {name for name, job in JOBS.items() if job.get("continue-on-error")} == {"ci.yml:zensical"}
    spared = [(name, item["run"]) for name, item in STEPS if item.get("continue-on-error")]
    assert spared == [("weekly.yml:lowest", "nox -s build")]


def test_what_is_published_is_built_once_and_then_looked_at() -> None:
    builds = [name for name, job in JOBS.items() if name.startswith("publish.yml") and "nox -s build" in str(job)]
    assert builds == ["publish.yml:build"]
    assert JOBS["publish.yml:deploy"]["needs"] == "build"
    assert JOBS["publish.yml:smoke"]["needs"] == "deploy"
    assert JOBS["publish.yml:build"]["if"] == "github.ref == 'refs/heads/main'"
    assert step("publish.yml:build", "upload-pages-artifact")["with"] == {"path": "site/"}


def test_the_ends_of_the_supported_pythons_are_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = [f"3.{minor}" for minor in range(100) if f"3.{minor}" in SpecifierSet(project["requires-python"])]
    versions = [row["python"] for row in JOBS["pythons.yml:tests"]["strategy"]["matrix"]["include"]]
    assert versions == [supported[0], supported[-1]]
    for name in ("README.md", "docs/contributing.md"):
        assert f"{supported[0]}부터 {supported[-1]}까지의 Python" in (ROOT / name).read_text(encoding="utf-8")


def test_dependabot_waits_and_groups() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert [update["package-ecosystem"] for update in updates] == ["pip", "npm", "github-actions"]
    for update in updates:
        assert update["cooldown"] == {"default-days": 7}
        assert [group["patterns"] for group in update["groups"].values()] == [["*"]]
        for folder in update.get("directories", []):
            assert (ROOT / folder.lstrip("/")).is_dir()


@pytest.mark.whole  # `nox -s lint` runs it, too
def test_actionlint_runs_here_and_finds_a_fault(tmp_path: Path) -> None:
    check = [sys.executable, str(ROOT / "tests/workflows/actionlint/check.py")]
    good = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
    assert f"Checking {len(FILES)} workflow file(s)" in good.stdout
    text = (GITHUB / "workflows/ci.yml").read_text(encoding="utf-8")
    (tmp_path / "ci.yml").write_text(text.replace("timeout-minutes: 30", "timeout-minuets: 30"), encoding="utf-8")
    bad = subprocess.run([*check, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "timeout-minuets" in bad.stdout


@pytest.mark.parametrize(
    ("owner", "name", "variable", "address"),
    [
        ("octo", "cross-entropy", "", "https://octo.github.io/cross-entropy/"),
        ("octo", "octo.github.io", "", "https://octo.github.io/"),
        ("Octo", "octo.github.io", "", "https://Octo.github.io/"),
        ("octo", "else.github.io", "", "https://octo.github.io/else.github.io/"),
        ("octo", "octo.github.io", "https://example.org/", "https://example.org/"),
    ],
)
def test_the_site_knows_where_pages_will_publish_it(owner: str, name: str, variable: str, address: str) -> None:
    given = step("publish.yml:build", "nox -s build")["env"]["SITE_URL"]
    values = {"github.repository_owner": owner, "github.event.repository.name": name, "vars.SITE_URL": variable}
    assert evaluate(given.removeprefix("${{").removesuffix("}}").strip(), values) == address


def test_every_lock_of_npm_is_renewed() -> None:
    """By Dependabot, and by `nox -s lock`."""
    places = ("src/*", "tests/*/*", "benchmarks/*")
    folders = {
        lock.parent.relative_to(ROOT).as_posix() for place in places for lock in ROOT.glob(f"{place}/package-lock.json")
    }
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    (npm,) = [update for update in updates if update["package-ecosystem"] == "npm"]
    assert {folder.strip("/") for folder in npm["directories"]} == folders
    source = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert all(f'"{folder}",' in source for folder in folders)


@pytest.mark.parametrize(
    ("fonts", "browser", "installed"),
    [
        ("", True, {"fonts-noto-cjk"}),  # as on GitHub
        ("", False, {"chromium-headless-shell", "fonts-noto-cjk"}),
        ("Noto Sans CJK KR", False, {"chromium-headless-shell"}),
        ("Noto Sans CJK KR", True, set()),
    ],
)
def test_a_bare_machine_gets_the_browser_and_the_font_that_it_lacks(
    fonts: str, browser: bool, installed: set[str], tmp_path: Path
) -> None:
    stubs = {
        "fc-list": f"echo '{fonts}'",
        "id": "echo 0",
        "apt-get": f'echo "$@" >> {tmp_path}/installed',
        "python3": '[ "$1" = -c ]',  # it ends the script where it would set up its environment
        "dirname": "exec /usr/bin/dirname $@",
        "env": "exec /usr/bin/env $@",
    } | ({"google-chrome": ""} if browser else {})
    for name, code in stubs.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{code}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    subprocess.run(["/bin/bash", str(ROOT / ".ci/run")], env={"PATH": str(tmp_path)}, check=False)
    log = tmp_path / "installed"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    assert {
        word for line in lines if line.startswith("install") for word in line.split()[1:] if word[0] != "-"
    } == installed
