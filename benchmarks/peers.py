"""Try every cell of the table of peers: write a small project in a tool's own dialect, run its command, judge by what it did.

`peers.json` gets the outcome of each cell with the evidence, and the versions; the page docs/peers.md shows it. A tool that has
several documented ways is tried in each, and its best outcome counts. `--tool` and `--case` try a part and keep the rest.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from cases import CASES, MYST, RUNNING, SOURCES, Case
from dialects import TOOLS, Drift, Example, MystNb, PytestExamples, Tool, write_project

RESULTS = Path(__file__).with_suffix(".json")
PATIENCE = 40  # seconds; each tool that can stop a loop has been told to do so after five
YES, NO, SILENT, NOT_APPLICABLE = "yes", "no", "silent", "n/a"
CACHE = "cache"
# What some tool says at the end of everything.
BOILERPLATE = ("[IPKernelApp]", "Please also report", "To report this", "The full traceback", "/tmp/", "=")
# Of a message, what differs from run to run and from machine to machine.
SPECIFIC = re.compile(r",? in \d+\.\d+ ?s\b|\S*site-packages/")
BEST_FIRST = (YES, NOT_APPLICABLE, NO, SILENT)
NO_RECORDINGS = "기록이 없어 비교할 것이 없습니다. 출력은 빌드할 때마다 새로 만듭니다."
NO_UPDATE = "기록을 고쳐 쓰는 명령이 없습니다."
OK_EXAMPLE = Example("print(1 + 1)\n", "2\n")
DRIFTED = "8128"
"""What the drifted example of the following page prints; its code does not hold it."""


@dataclass(frozen=True)
class Outcome:
    """What a cell holds."""

    verdict: str
    evidence: str


def yes(evidence: str = "") -> Outcome:
    """The tool does it."""
    return Outcome(YES, evidence)


def no(evidence: str) -> Outcome:
    """The tool does not do it, and one can see that."""
    return Outcome(NO, evidence)


def silent(evidence: str) -> Outcome:
    """The tool says that all is well, and it is not."""
    return Outcome(SILENT, evidence)


def not_applicable(evidence: str) -> Outcome:
    """The question does not arise."""
    return Outcome(NOT_APPLICABLE, evidence)


@dataclass
class Run:
    """What a command did; `status` is `None` where it had to be killed."""

    status: int | None
    output: str
    seconds: float
    left: int = 0
    """Processes that were still there half a second after its end."""

    def says(self, text: str, *, otherwise: str = "") -> str:
        """Return the first line that holds a text, as evidence."""
        return next((line.strip()[:160] for line in self.output.splitlines() if text in line), otherwise)

    @property
    def last(self) -> str:
        """Return the exit code and the last line, as evidence."""
        lines = [line for line in self.output.splitlines() if line.strip(" .-]") and not line.startswith(BOILERPLATE)]
        if self.status is None:
            return f"끝나지 않아 {PATIENCE}초 뒤에 강제로 끝냈습니다."
        return f"종료 코드 {self.status}: {lines[-1].strip()[:160]}" if lines else f"종료 코드 {self.status}"


class Project:
    """A project in a temporary folder."""

    def __init__(self, root: Path, tool: Tool, way: str) -> None:
        self.root, self.tool, self.way = root, tool, way

    def write(self, pages: dict[str, str | bytes], extra: dict[str, str] | None = None) -> None:
        """Write the pages, and what the tool needs."""
        write_project(self.root, self.tool, self.way, pages, extra)

    def text(self, name: str = "a.md") -> bytes:
        """Return a page as it is now."""
        return (self.root / "docs" / name).read_bytes()

    def check(self, *arguments: str, **environment: str) -> Run:
        """Run the tool's check, as if for the first time unless it is asked what it keeps."""
        if self.way != CACHE:
            shutil.rmtree(self.root / "site", ignore_errors=True)
        return run([*self.tool.check(self.way), *arguments], self.root, environment)

    def update(self) -> Run:
        """Run the command that rewrites recordings."""
        return run(self.tool.update(self.way), self.root, {})


def run(command: list[str], root: Path, environment: dict[str, str], *, kill_when: Path | None = None) -> Run:
    """Run a command; standard input stays open and empty, like a terminal at which nobody types.

    Args:
        command: What to run.
        root: Where.
        environment: Variables to add.
        kill_when: Kill the command (it alone, as a system short of memory would) as soon as this file is there.
    """
    mark = uuid.uuid4().hex
    dropped = ("CI", "GITHUB_ACTIONS", "PYTHONDONTWRITEBYTECODE")
    variables = {name: value for name, value in os.environ.items() if name not in dropped}
    variables |= {"PEERS_RUN": mark, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", **environment}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=root, env=variables, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        )
        status: int | None = None
        try:
            while kill_when and not kill_when.exists() and time.perf_counter() - start < PATIENCE:
                time.sleep(0.05)
            if kill_when:
                process.kill()
            status = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        seconds = time.perf_counter() - start
        if status is not None:
            time.sleep(3 if kill_when else 0.5)  # whoever watches its parent is given the time to see
        left = started_by(mark)
        for other in left:
            with contextlib.suppress(psutil.Error):
                os.kill(other.pid, signal.SIGKILL)
        process.wait()
        output.seek(0)
        text = output.read(300_000).decode("utf-8", "replace").replace(str(root) + os.sep, "")
    return Run(status, re.sub(r"\x1b\[[\d;]*m", "", text), seconds, len(left))


def started_by(mark: str) -> list[psutil.Process]:
    """Return the processes that a run has started, whatever has become of their parents."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("PEERS_RUN") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def placed(template: str, text: str) -> str:
    """Put an example where the template has its `@`, each line behind what stands before the `@`."""
    lines = template.splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if line.endswith("@\n"))
    prefix = lines[at][:-2]
    nested = "".join(
        (prefix + line) if line.strip() else prefix.rstrip() + line for line in text.splitlines(keepends=True)
    )
    return "".join([*lines[:at], nested, *lines[at + 1 :]])


def page(project: Project, *examples: Example) -> str:
    """Return a page with these examples."""
    texts = [project.tool.example(example, project.way) for example in examples]
    return project.tool.page("# Page\n\n" + "\nText.\n\n".join(texts))


def drifted_page(project: Project) -> str:
    """Return a page whose only example has drifted; to a tool that compares nothing, it is one that raises."""
    if project.tool.compares:
        return page(project, Example("print(64 * 127)\n", "8000\n"))
    return page(project, Example("raise ValueError(64 * 127)\n"))


def named_lines(output: str, name: str) -> set[int]:
    """Return the lines of a page that a message names, in whichever way."""
    pattern = re.escape(name) + r"(?:\"?,? line |:{1,2}(?:line:)?| \(line |, line )(\d+)"
    return {int(number) for number in re.findall(pattern, output)}


def naming(output: str, name: str, number: int) -> str:
    """Return the first line of a message that names this line of a page, as evidence."""
    return next(line.strip()[:160] for line in output.splitlines() if number in named_lines(line, name))


def place(text: str, mark: str) -> tuple[int, range]:
    """Return the line on which a text stands, and the lines of the block around it."""
    lines = text.splitlines()
    at = next(index for index, line in enumerate(lines) if mark in line)
    fences = [index for index, line in enumerate(lines) if line.lstrip("> ").startswith(("```", "~~~"))]
    start, end = max(index for index in fences if index < at), min(index for index in fences if index > at)
    return at + 1, range(start + 1, end + 2)


# One function for each kind of case; each takes a fresh project and the case's data.


def caught(project: Project, *, code: str, exact: bool = False) -> Outcome:
    """A faulty example is named with its block, and the drift on the next page is reported all the same."""
    text = page(project, OK_EXAMPLE, Example(code))
    project.write({"a.md": text, "b.md": drifted_page(project)})
    done = project.check()
    statement, block = place(text, "# HERE")
    named = named_lines(done.output, "a.md") & set(block)
    if done.status is None:
        return no(done.last)
    if done.status == 0:
        return silent(done.last)
    if not named and "# HERE" not in done.output:  # a message that shows the code tells the block as well
        (project.root / "docs/b.md").unlink()
        alone = project.check()
        return silent(alone.last) if alone.status == 0 else no(f"원고의 어느 블록인지 말하지 않습니다. {alone.last}")
    if DRIFTED not in done.output:
        return no(f"다음 페이지의 오류가 보고되지 않습니다. {done.last}")
    if exact and statement not in named:
        return no(f"{statement}번째 줄의 오류입니다. 이름을 댄 줄: {sorted(named) or '없음'}")
    if done.left:
        return no(f"예제의 프로세스가 남았습니다. {done.last}")
    if not named:
        return yes(done.says("# HERE"))
    number = statement if statement in named else min(named)
    return yes(naming(done.output, "a.md", number))


def leaves_nothing(project: Project, *, code: str) -> Outcome:
    """When the check has ended, no process that an example started is there any more."""
    project.write({"a.md": page(project, Example(code))})
    done = project.check()
    if done.left:
        return (
            no(f"자식 프로세스가 남았습니다. {done.last}")
            if done.status
            else silent(f"자식 프로세스가 남았습니다. {done.last}")
        )
    return yes(done.last)


def killed(project: Project, *, code: str) -> Outcome:
    """When the check is killed, nothing goes on running."""
    project.write({"a.md": page(project, Example(code))})
    started = [project.root / "started", project.root / "docs/started"]
    started[1].symlink_to(started[0])
    done = run(project.tool.check(project.way), project.root, {}, kill_when=started[0])
    if not started[0].exists():
        return no("예제가 시작되지 않았습니다.")
    return no(f"프로세스 {done.left}개가 남았습니다.") if done.left else yes("남은 프로세스가 없습니다.")


def isolated(project: Project, *, code: str) -> Outcome:
    """What an example changes is not there on the next page."""
    if not project.tool.compares:
        code += "assert not leaked\n"
    text = page(project, Example(code, "False\n"))
    project.write({f"{name}.md": text for name in "abcd"})
    done = project.check()
    return yes(done.last) if done.status == 0 else no(done.last)


def raw(
    project: Project,
    *,
    pages: dict[str, str],
    right: str = "",
    wrong: str = "",
    swap: dict[str, tuple[str, str]] | None = None,
    why: str | dict[str, str] = "",
) -> Outcome:
    """A page that has to pass, and nearly the same page that must not."""
    name = project.tool.name
    if name not in pages:
        return not_applicable(why[name]) if isinstance(why, dict) else no(why)
    right, wrong = (swap or {}).get(name, (right, wrong))
    return told_apart(project, *(project.tool.page(pages[name].format(text)) for text in (right, wrong)))


def told_apart(
    project: Project, right: str | bytes, wrong: str | bytes, extra: dict[str, str] | None = None
) -> Outcome:
    """The first page passes, the second does not."""
    project.write({"a.md": right}, extra)
    passed = project.check()
    project.write({"a.md": wrong}, extra)
    failed = project.check()
    if passed.status != 0:
        return no(f"맞는 페이지도 통과하지 못합니다. {passed.last}")
    return silent(f"틀린 페이지도 통과합니다. {failed.last}") if failed.status == 0 else yes(failed.last)


def checked(
    project: Project,
    *,
    group: str,
    name: str,
    code: str,
    right: str,
    wrong: str,
    template: str = "@\n",
    fence: str = "```",
    newline: str = "\n",
    bom: bool = False,
    extra: dict[str, str] | None = None,
    fences: dict[str, str] | None = None,
) -> Outcome:
    """An example passes with the right recording, and not with a wrong one."""

    def source(code: str, output: str) -> bytes:
        text = placed(template, tool.example(Example(code, output, fence), project.way))
        text = tool.page(text if bom else f"# Page\n\n{text}")
        return (("\ufeff" if bom else "") + text).replace("\n", newline).encode()

    tool = project.tool
    fence = (fences or {}).get(tool.name, fence)
    if tool.compares:
        return told_apart(project, source(code, right), source(code, wrong), extra)
    template = MYST.get(template, template)
    if group == RUNNING:
        project.write({"a.md": source(code, "")}, extra)
        done = project.check()
        built = project.root / "site/a.html"
        return (
            yes("출력이 페이지에 나옵니다.") if built.exists() and right.strip() in built.read_text() else no(done.last)
        )
    if group == SOURCES:
        return told_apart(project, source(code, ""), source(f"raise ValueError\n{code}", ""), extra)
    return no(NO_RECORDINGS) if name == "digit" else not_applicable(NO_RECORDINGS)


def ignored(project: Project, *, template: str) -> Outcome:
    """An example that is not one is not executed."""
    text = placed(template, project.tool.example(Example("raise ValueError\n"), project.way))
    good = project.tool.example(OK_EXAMPLE, project.way)
    project.write({"a.md": project.tool.page(f"# Page\n\n{good}\n{text}")})
    done = project.check()
    return yes(done.last) if done.status == 0 else no(done.last)


def duplicates(project: Project) -> Outcome:
    """Of two equal blocks, the one with the wrong recording is named."""
    if not project.tool.compares:
        return not_applicable(NO_RECORDINGS)
    text = page(project, Example("print(64 * 127)\n", f"{DRIFTED}\n"), Example("print(64 * 127)\n", "8000\n"))
    project.write({"a.md": text})
    done = project.check()
    if done.status == 0:
        return silent(done.last)
    second = text.splitlines()
    start = len(second) - 1 - next(i for i, line in enumerate(reversed(second)) if "print(" in line)
    named = named_lines(done.output, "a.md")
    wrong = {number for number in named if number >= start}
    return (
        yes(naming(done.output, "a.md", min(wrong)))
        if wrong and wrong == named
        else no(f"이름을 댄 줄: {sorted(named)}")
    )


def figure(project: Project, *, first: str, second: str) -> Outcome:
    """A figure that has changed fails the check."""
    options = 'figure="curve" alt="a curve"'
    project.write({"a.md": page(project, OK_EXAMPLE, Example(first, options=options))})
    if isinstance(project.tool, Drift):
        project.update()
    before = project.check()
    project.write({"a.md": page(project, OK_EXAMPLE, Example(second, options=options))})
    after = project.check()
    if before.status != 0:
        return no(f"그림을 그리는 예제가 통과하지 못합니다. {before.last}")
    return no(f"그림이 달라져도 통과합니다. {after.last}") if after.status == 0 else yes(after.last)


def noticed(project: Project, *, code: str) -> Outcome:
    """What goes to standard error is not passed over."""
    project.write({"a.md": page(project, Example(code))})
    # pytest's own way of making warnings errors; it asks no more than this.
    arguments = ["-W", "error"] if "pytest" in project.tool.packages else []
    done = project.check(*arguments)
    return silent(done.last) if done.status == 0 else yes(done.last)


PARALLEL = {
    ("myst-nb", ""): ["-j", "2"],
    ("pytest-examples", "-n 1 --tb=line"): ["-n", "2"],
    ("sybil", "-n 1"): ["-n", "2", "--dist", "loadfile"],
}
"""How tools are told to run pages at the same time."""


def parallel(project: Project) -> Outcome:
    """Six pages that only wait take clearly less time than one after the other."""
    pages, wait = 6, 1.0
    seconds = []
    for nap in (0.0, wait):
        text = page(project, Example(f"import time\ntime.sleep({nap})\nprint(1)\n", "1\n"))
        project.write({f"{name}.md": text for name in "abcdef"})
        arguments = PARALLEL.get((project.tool.name, project.way), [])
        done = project.check(*arguments)
        if done.status != 0:
            return no(done.last)
        seconds.append(done.seconds)
    ways = f"{' '.join(arguments)}: " if arguments else ""
    together = seconds[1] - seconds[0] < pages * wait * 0.75
    return yes(f"{ways}기다림이 겹칩니다.") if together else no(f"{ways}한 페이지씩 차례로 실행합니다.")


def updated(
    project: Project, *, code: str, right: str, wrong: str, template: str = "@\n", newline: str = "\n"
) -> Outcome:
    """The recording is rewritten, everything else stays; the check passes then, and a second time changes nothing."""
    if not project.tool.updates:
        return not_applicable(NO_UPDATE)
    example = project.tool.example(Example(code, wrong), project.way)
    text = (project.tool.page("# Title\n\n" + placed(template, example))).replace("\n", newline)
    head = "# Title\n\n" + template.partition("@\n")[0]
    tail = template.partition("@\n")[2]
    head, tail = ("".join(part).replace("\n", newline).encode() for part in (head, tail))
    project.write({"a.md": text})
    project.update()
    after = project.text()
    if after == text.encode():
        return no("바뀐 것이 없습니다.")
    if newline == "\r\n" and after.count(b"\n") != after.count(b"\r\n"):
        return no("CRLF가 LF로 바뀌었습니다.")
    if not (after.startswith(head) and after.endswith(tail)):
        return no("기록 밖의 바이트가 바뀌었습니다.")
    body = after[len(head) : len(after) - len(tail)].decode()
    if wrong and wrong in body.replace(newline, "\n"):
        return no("옛 기록이 남았습니다.")
    if right.partition("\n")[0] not in body:
        return no("새 출력이 들어가지 않았습니다.")
    again = project.check()
    if again.status != 0:
        return no(f"고친 뒤의 검사가 실패합니다. {again.last}")
    project.update()
    return yes("바이트를 견주었습니다.") if project.text() == after else no("두 번째 실행에서 또 바뀌었습니다.")


def settles(project: Project, *, code: str, wrong: str) -> Outcome:
    """After an update the check passes."""
    if not project.tool.updates:
        return not_applicable(NO_UPDATE)
    project.write({"a.md": page(project, Example(code, wrong), OK_EXAMPLE)})
    project.update()
    done = project.check()
    broken = Example("print(1 + 1)\n", "3\n")
    source = project.text().decode()
    old = project.tool.example(OK_EXAMPLE, project.way)
    project.write({"a.md": source.replace(old, project.tool.example(broken, project.way))})
    missed = project.check()
    if done.status != 0:
        return no(f"고친 뒤의 검사가 실패합니다. {done.last}")
    return silent(f"그 뒤의 블록을 더는 검사하지 않습니다. {missed.last}") if missed.status == 0 else yes(done.last)


def refused(project: Project, *, code: str, wrong: str) -> Outcome:
    """An exception is no output to record: the page stays as it is, and the command fails."""
    if not project.tool.updates:
        return not_applicable(NO_UPDATE)
    text = page(project, Example(code, wrong))
    project.write({"a.md": text})
    done = project.update()
    if project.text() != text.encode():
        return no("예외를 기록했습니다." if "ZeroDivisionError" in project.text().decode() else "기록을 바꾸었습니다.")
    return silent(done.last) if done.status == 0 else yes(done.last)


def _long(project: Project) -> tuple[str, Run]:
    output = "".join(f"line {n * 64 * 127 // 8}\n" for n in range(12))
    wrong = output.replace("line 6096\n", "line 6000\n")
    text = page(
        project, OK_EXAMPLE, Example('print("\\n".join(f"line {n * 1016}" for n in range(12)))  # HERE\n', wrong)
    )
    project.write({"a.md": text})
    return text, project.check(GITHUB_ACTIONS="true")


def diff(project: Project) -> Outcome:
    """The message shows the changed line, old and new, marked as such, and not all the others."""
    if not project.tool.compares:
        return not_applicable(NO_RECORDINGS)
    _, done = _long(project)
    lines = [re.sub(r"^E ", "", line).strip() for line in done.output.splitlines()]
    old, new = (
        any(re.fullmatch(rf"\{sign}\s*line {n}", line) for line in lines) for sign, n in (("-", 6000), ("+", 6096))
    )
    if done.status == 0:
        return silent(done.last)
    return yes("-line 6000, +line 6096") if old and new else no("달라진 줄을 가려서 보여 주지 않습니다.")


def line(project: Project) -> Outcome:
    """The message names the line of the recording, or of the statement that printed something else."""
    if not project.tool.compares:
        return not_applicable(NO_RECORDINGS)
    text, done = _long(project)
    statement, _ = place(text, "# HERE")
    changed = text[: text.index("line 6000")].count("\n") + 1
    opening = changed - 7  # the recording's: six lines are as they were
    named = named_lines(done.output, "a.md")
    near = named & {statement, opening, changed}
    return (
        yes(naming(done.output, "a.md", min(near)))
        if near
        else no(f"이름을 댄 줄: {sorted(named)}, 문장의 줄: {statement}")
    )


def annotations(project: Project) -> Outcome:
    """On GitHub, the message stands on a line of the example in the page."""
    if not project.tool.compares:
        text = drifted_page(project).replace("raise ValueError", "raise  ValueError")
        project.write({"a.md": text})
        done = project.check(GITHUB_ACTIONS="true")
        first, last = 1, len(text.splitlines())
    else:
        text, done = _long(project)
        first, last = place(text, "# HERE")[1][0], len(text.splitlines())
    found = re.findall(r"::error [^:]*?file=[^,]*\ba\.md[^:]*?line=(\d+)", done.output)
    if any(first <= int(number) <= last for number in found):
        return yes(done.says("::error"))
    return no(done.says("::error", otherwise="::error 줄이 없습니다."))


def written_report(project: Project, *, commands: dict[str, list[str]], printed: tuple[str, ...] = ()) -> Outcome:
    """A report names the page and holds what was printed."""
    if project.tool.name not in commands:
        return no("그런 보고서를 쓰는 옵션이 없습니다.")
    project.write({"a.md": drifted_page(project)})
    done = project.check(*commands[project.tool.name])
    files = [path for path in (project.root / "report", project.root / "report.html") if path.exists()]
    text = done.output if project.tool.name in printed else files[0].read_text() if files else ""
    if project.tool.name in printed:
        try:
            json.loads(text)
        except ValueError:
            return no(done.last)
    return yes(" ".join(commands[project.tool.name])) if "a.md" in text and DRIFTED in text else no(done.last)


def skips(project: Project, *, pages: dict[str, str], why: str) -> Outcome:
    """Where a module is missing, its example is left out, and that is said."""
    if not pages[project.tool.name]:
        return no(why)
    project.write({"a.md": project.tool.page(pages[project.tool.name])})
    done = project.check(*(["-rs"] if "pytest" in project.tool.packages else []))
    if done.status != 0:
        return no(done.last)
    said = re.search(r"skip.*nomodule|not run|nomodule", done.output, re.IGNORECASE)
    return yes(done.says(said[0])) if said else silent(done.last)


def docstring(project: Project) -> Outcome:
    """An example in a docstring is checked, too."""
    source = 'def double(n):\n    """Double.\n\n    ```python\n    print(1 + 1)\n    #> {0}\n    ```\n\n    >>> 1 + 1\n    {0}\n    """\n'
    test = (
        {"test_docs.py": project.tool.files("")["test_docs.py"].replace('"docs"', '"module.py"')}
        if isinstance(project.tool, PytestExamples)
        else {}
    )
    text = page(project, OK_EXAMPLE)
    project.write({"a.md": text}, {"module.py": source.format(2), "docs/module.py": source.format(2), **test})
    passed = project.check()
    project.write({"a.md": text}, {"module.py": source.format(3), "docs/module.py": source.format(3), **test})
    failed = project.check()
    return yes(failed.last) if passed.status == 0 and failed.status not in {0, None} else no(failed.last)


def lint(project: Project) -> Outcome:
    """Code that is badly written fails."""
    text = page(project, Example("import os\nx=1\nprint( 1+1 )\n", "2\n"))
    test = {
        name: text.replace("run_print_check", "lint")
        for name, text in project.tool.files(project.way).items()
        if name == "test_docs.py"
    }
    project.write({"a.md": text}, test)
    done = project.check()
    return yes(done.last) if done.status not in {0, None} else no(done.last)


def rich(project: Project) -> Outcome:
    """A value that knows its HTML is shown as such."""
    if isinstance(project.tool, MystNb):
        code = "class Table:\n    def _repr_html_(self):\n        return '<b>' + 'ri' + 'ch</b>'\nTable()\n"
        project.write({"a.md": page(project, Example(code))})
        done = project.check()
        site = project.root / "site/a.html"
        return (
            yes("<b>rich</b>가 페이지에 나옵니다.")
            if site.exists() and "<b>rich</b>" in site.read_text()
            else no(done.last)
        )
    return no("글자로 출력한 것만 다룹니다.")


def cached(project: Project) -> Outcome:
    """A second check does not execute a page again that has not changed."""
    project.way = CACHE if isinstance(project.tool, MystNb) else project.way
    counter = project.root / "count"
    code = f"from pathlib import Path\n_ = Path({str(counter)!r}).open('a').write('x')\nprint(1)\n"
    project.write({"a.md": page(project, Example(code, "1\n"))})
    for _ in range(2):
        done = project.check()
        (project.root / "docs/conf.py").touch() if isinstance(project.tool, MystNb) else None
    runs = len(counter.read_text()) if counter.exists() else 0
    return (
        yes("두 번 검사하고 한 번 실행했습니다.")
        if runs == 1
        else no(f"두 번 검사하고 {runs}번 실행했습니다. {done.last}")
    )


def attempt(tool: Tool, case: Case) -> Outcome:
    """Try a case in each of the tool's ways, and return the best outcome."""
    outcomes = []
    for way in tool.ways:
        with tempfile.TemporaryDirectory(prefix="peers-", ignore_cleanup_errors=True) as folder:
            data: dict[str, Any] = dict(case.data)
            if case.kind == "checked":
                data |= {"group": case.group, "name": case.name}
            outcome = globals()[case.kind](Project(Path(folder), tool, way), **data)
        evidence = SPECIFIC.sub("", outcome.evidence)
        outcomes.append(Outcome(outcome.verdict, f"[{way}] {evidence}" if way else evidence))
        if outcome.verdict == YES:
            break
    # Of equals the last: the later ways can stop what the first one waits for, and say more.
    return min(reversed(outcomes), key=lambda outcome: BEST_FIRST.index(outcome.verdict))


def main() -> None:
    """Try what was asked for, and write the table."""
    names = [tool.name for tool in TOOLS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", action="append", choices=names, help="try this one only (may be repeated)")
    parser.add_argument(
        "--case", action="append", choices=[case.name for case in CASES], metavar="CASE", help="likewise"
    )
    options = parser.parse_args()
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["cells"] if RESULTS.exists() else {}
    todo = [
        (tool, case)
        for case in CASES
        for tool in TOOLS
        if tool.name in (options.tool or names) and (not options.case or case.name in options.case)
    ]
    document: dict[str, Any] = {
        "tools": {tool.name: {package: version(package) for package in tool.packages} for tool in TOOLS},
        "rows": [{"name": case.name, "group": case.group, "label": case.label} for case in CASES],
        "cells": {case.name: known.get(case.name, {}) for case in CASES},
    }
    with ThreadPoolExecutor(4) as pool:
        for (tool, case), outcome in zip(todo, pool.map(lambda job: attempt(*job), todo), strict=True):
            cells = document["cells"][case.name]
            cells[tool.name] = {"verdict": outcome.verdict, "evidence": outcome.evidence}
            print(f"{case.name:18} {tool.name:16} {outcome.verdict:7} {outcome.evidence}", flush=True)
            # Each time: a run that is broken off keeps what it has found.
            RESULTS.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
