"""The rows of the table of peers: what each asks, and how a tool is tried.

The labels are what a reader of the site sees. Code that has to be found again in a message carries `# HERE`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from dialects import Drift, Example, MystNb, PytestExamples
from projects import CACHE, Outcome, Project, no, not_applicable, silent, yes

DOES, DOES_NOT = "할 수 있는 일", "drift가 하지 않는 것"
NO_RECORDINGS = "기록이 없어 비교할 것이 없습니다. 출력은 빌드할 때마다 새로 만듭니다."
OK_EXAMPLE = Example("print(1 + 1)\n", "2\n")
DRIFTED = "8128"
"""What the drifted example of the following page prints; its code does not hold it."""


@dataclass(frozen=True)
class Case:
    """A row of the table; `tried` gets a fresh project."""

    name: str
    group: str
    label: str
    tried: Callable[[Project], Outcome]


def drifted_page(project: Project) -> str:
    """Return a page whose only example has drifted; to a tool that compares nothing, it is one that raises."""
    if project.tool.compares:
        return project.page(Example("print(64 * 127)\n", "8000\n"))
    return project.page(Example("raise ValueError(64 * 127)\n"))


def placed(template: str, text: str) -> str:
    """Put an example where the template has its `@`, each line prefixed with what precedes the `@`."""
    lines = template.splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if line.endswith("@\n"))
    prefix = lines[at][:-2]
    nested = "".join(
        (prefix + line) if line.strip() else prefix.rstrip() + line for line in text.splitlines(keepends=True)
    )
    return "".join([*lines[:at], nested, *lines[at + 1 :]])


def named_lines(output: str) -> dict[int, str]:
    """Return the lines of the page `a.md` that a message names, in whichever way, and the first line that names each."""
    pattern = r"a\.md(?:\"?,? line |:{1,2}(?:line:)?| \(line |, line )(\d+)"
    found: dict[int, str] = {}
    for line in output.splitlines():
        for number in re.findall(pattern, line):
            found.setdefault(int(number), line.strip()[:160])
    return found


def place(text: str) -> tuple[int, range]:
    """Return the line of the mark, and the lines of the block around it."""
    lines = text.splitlines()
    at = next(index for index, line in enumerate(lines) if "# HERE" in line)
    fences = [index for index, line in enumerate(lines) if line.startswith("```")]
    start, end = max(index for index in fences if index < at), min(index for index in fences if index > at)
    return at + 1, range(start + 1, end + 2)


def told_apart(project: Project, right: str, wrong: str) -> Outcome:
    """The first page passes, the second does not."""
    project.write({"a.md": right})
    passed = project.check()
    project.write({"a.md": wrong})
    failed = project.check()
    if passed.status != 0:
        return no(f"맞는 페이지도 통과하지 못합니다. {passed.last}")
    return silent(f"틀린 페이지도 통과합니다. {failed.last}") if failed.status == 0 else yes(failed.last)


# How cases are tried; where several of them are tried alike, by what they hand over.


def caught(project: Project, *, code: str, exact: bool = False) -> Outcome:
    """A faulty example is named with its block, and the drift on the next page is reported all the same."""
    text = project.page(OK_EXAMPLE, Example(code))
    project.write({"a.md": text, "b.md": drifted_page(project)})
    done = project.check()
    statement, block = place(text)
    named = {number: line for number, line in named_lines(done.output).items() if number in block}
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
        return yes(next(line.strip()[:160] for line in done.output.splitlines() if "# HERE" in line))
    return yes(named.get(statement, named[min(named)]))


def leaves_nothing(project: Project) -> Outcome:
    """When the check has ended, no process that an example started is there any more."""
    sleep = '[sys.executable, "-c", "import time; time.sleep(60)"]'
    code = f"import subprocess, sys\nchild = subprocess.Popen({sleep}, start_new_session=True)\n"
    project.write({"a.md": project.page(Example(code))})
    done = project.check()
    if not done.left:
        return yes(done.last)
    return (no if done.status else silent)(f"자식 프로세스가 남았습니다. {done.last}")


def isolated(project: Project) -> Outcome:
    """What an example changes is not there on the next page."""
    code = 'import os\nleaked = "PEERS_LEAK" in os.environ\nos.environ["PEERS_LEAK"] = "1"\nprint(leaked)\n'
    if not project.tool.compares:
        code += "assert not leaked\n"
    text = project.page(Example(code, "False\n"))
    project.write({f"{name}.md": text for name in "abcd"})
    done = project.check()
    return yes(done.last) if done.status == 0 else no(done.last)


def raw(project: Project, *, pages: dict[str, str], right: str, wrong: str, why: str = "") -> Outcome:
    """A page that has to pass, and nearly the same page that must not."""
    if project.tool.name not in pages:
        return no(why)
    return told_apart(project, *(project.tool.page(pages[project.tool.name].format(text)) for text in (right, wrong)))


def compared(project: Project) -> Outcome:
    """A recording that differs in one digit fails the check."""
    if not project.tool.compares:
        return no(NO_RECORDINGS)
    return told_apart(
        project, *(project.page(Example("print(0.6931)\n", f"{said}\n")) for said in ("0.6931", "0.6932"))
    )


def found_in_a_list(project: Project) -> Outcome:
    """An example in a list is found when its drift, or its exception, is found."""
    compares, list_item = project.tool.compares, "- item\n\n  @\n" if isinstance(project.tool, MystNb) else LIST
    right = Example("print(6 * 7)\n", "42\n")
    wrong = Example("print(6 * 7)\n", "41\n") if compares else Example("raise ValueError\n")
    texts = [placed(list_item, project.tool.example(example, project.way)) for example in (right, wrong)]
    return told_apart(project, *(project.tool.page(f"# Page\n\n{text}") for text in texts))


def not_run_in_a_comment(project: Project) -> Outcome:
    """An example in an HTML comment is not executed."""
    good, bad = (project.tool.example(example, project.way) for example in (OK_EXAMPLE, Example("raise ValueError\n")))
    project.write({"a.md": project.tool.page(f"# Page\n\n{good}\n<!--\n{bad}-->\n")})
    done = project.check()
    return yes(done.last) if done.status == 0 else no(done.last)


def child_is_heard(project: Project) -> Outcome:
    """What a child process prints belongs to the output."""
    code = 'import subprocess, sys\ndone = subprocess.run([sys.executable, "-c", "print(\'said\')"])\n'
    right, wrong = (project.page(Example(code, output)) for output in ("said\n", "wrong\n"))
    if project.tool.compares:
        return told_apart(project, right, wrong)
    project.write({"a.md": right})
    done = project.check()
    built = project.root / "site/a.html"
    shown = built.exists() and "<span></span>said\n" in built.read_text()
    return yes("출력이 페이지에 나옵니다.") if shown else no(done.last)


def figure(project: Project) -> Outcome:
    """A figure that has changed fails the check."""
    code = 'import matplotlib\nmatplotlib.use("agg")\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2, {}])\n'
    before, after = (
        project.page(OK_EXAMPLE, Example(code.format(last), options='figure="curve" alt="a curve"')) for last in (4, 9)
    )
    project.write({"a.md": before})
    if isinstance(project.tool, Drift):
        project.update()
    outcome = told_apart(project, before, after)
    # Nobody but us says that figures are compared.
    return outcome if outcome.verdict != "silent" else no(f"그림이 달라져도 통과합니다. {outcome.evidence}")


PARALLEL = {
    ("myst-nb", ""): ["-j", "2"],
    ("pytest-examples", "-n 1 --tb=line"): ["-n", "2"],
    ("sybil", "-n 1"): ["-n", "2", "--dist", "loadfile"],
}
"""How tools are told to run pages at the same time."""


def parallel(project: Project) -> Outcome:
    """Of six pages that only wait, some wait at the same time."""
    spans = project.root / "spans"
    code = (
        "import pathlib, time\nstart = time.time()\ntime.sleep(1)\n"
        f"_ = pathlib.Path({str(spans)!r}, str(start)).write_text(str(time.time()))\nprint(1)\n"
    )
    project.write({f"{name}.md": project.page(Example(code, "1\n")) for name in "abcdef"})
    spans.mkdir()
    arguments = PARALLEL.get((project.tool.name, project.way), [])
    done = project.check(*arguments)
    if done.status != 0:
        return no(done.last)
    files = sorted(spans.iterdir(), key=lambda file: float(file.name))
    together = any(float(later.name) < float(file.read_text()) for file, later in pairwise(files))
    ways = f"{' '.join(arguments)}: " if arguments else ""
    return yes(f"{ways}기다림이 겹칩니다.") if together else no(f"{ways}한 페이지씩 차례로 실행합니다.")


def updated(project: Project, *, template: str) -> Outcome:
    """The recording is rewritten, every other byte stays; the check passes then, and a second time changes nothing."""
    if not project.tool.updates:
        return not_applicable("기록을 고쳐 쓰는 명령이 없습니다.")
    page = project.root / "docs/a.md"
    head, tail = (f"# Title\n\n{template}").split("@\n")
    text = placed(f"# Title\n\n{template}", project.tool.example(Example("print(6 * 7)\n", "41\n"), project.way))
    project.write({"a.md": text})
    project.update()
    after = page.read_bytes().decode()
    if after == text:
        return no("바뀐 것이 없습니다.")
    if not (after.startswith(head) and after.endswith(tail)):
        return no("기록 밖의 바이트가 바뀌었습니다.")
    body = after[len(head) : len(after) - len(tail)]
    if "41" in body:
        return no("옛 기록이 남았습니다.")
    if "42" not in body:
        return no("새 출력이 들어가지 않았습니다.")
    again = project.check()
    if again.status != 0:
        return no(f"고친 뒤의 검사가 실패합니다. {again.last}")
    project.update()
    return yes("바이트를 견주었습니다.") if page.read_bytes().decode() == after else no("두 번째에 또 바뀌었습니다.")


def annotated(project: Project) -> Outcome:
    """On GitHub, the message is attached to a line of the example in the page."""
    if project.tool.compares:
        text = project.page(OK_EXAMPLE, Example("print(64 * 127)  # HERE\n", "8000\n"))
    else:
        text = project.page(OK_EXAMPLE, Example("raise  ValueError(64 * 127)  # HERE\n"))
    project.write({"a.md": text})
    done = project.check(GITHUB_ACTIONS="true")
    first, last = place(text)[1][0], len(text.splitlines())
    said = [line.strip()[:160] for line in done.output.splitlines() if "::error" in line]
    found = re.findall(r"::error [^:]*?file=[^,]*\ba\.md[^:]*?line=(\d+)", done.output)
    if any(first <= int(number) <= last for number in found):
        return yes(said[0])
    return no(said[0] if said else "::error 줄이 없습니다.")


def docstring(project: Project) -> Outcome:
    """An example in a docstring is checked, too."""
    source = 'def double(n):\n    """Double.\n\n    ```python\n    print(1 + 1)\n    #> {0}\n    ```\n\n    >>> 1 + 1\n    {0}\n    """\n'
    files = project.tool.files(project.way)
    test = {"test_docs.py": files["test_docs.py"].replace('"docs"', '"module.py"')} if "test_docs.py" in files else {}
    runs = []
    for number in (2, 3):
        modules = dict.fromkeys(("module.py", "docs/module.py"), source.format(number))
        project.write({"a.md": project.page(OK_EXAMPLE)}, modules | test)
        runs.append(project.check())
    passed, failed = runs
    return yes(failed.last) if passed.status == 0 and failed.status not in {0, None} else no(failed.last)


def linted(project: Project) -> Outcome:
    """Code that is badly written fails."""
    text = project.page(Example("import os\nx=1\nprint( 1+1 )\n", "2\n"))
    test = {}
    if isinstance(project.tool, PytestExamples):
        test["test_docs.py"] = project.tool.files(project.way)["test_docs.py"].replace("run_print_check", "lint")
    project.write({"a.md": text}, test)
    done = project.check()
    return yes(done.last) if done.status not in {0, None} else no(done.last)


def rich(project: Project) -> Outcome:
    """A value that knows its HTML is shown as such."""
    if not isinstance(project.tool, MystNb):
        return no("출력한 글자만 다루며, 값을 HTML로 바꾸지 않습니다.")
    code = "class Table:\n    def _repr_html_(self):\n        return '<b>' + 'ri' + 'ch</b>'\nTable()\n"
    project.write({"a.md": project.page(Example(code))})
    done = project.check()
    built = project.root / "site/a.html"
    shown = built.exists() and "<b>rich</b>" in built.read_text()
    return yes("<b>rich</b>가 페이지에 나옵니다.") if shown else no(done.last)


def cached(project: Project) -> Outcome:
    """A second check does not execute a page again that has not changed."""
    if isinstance(project.tool, MystNb):
        project.way = CACHE
    counter = project.root / "count"
    code = f"from pathlib import Path\n_ = Path({str(counter)!r}).open('a').write('x')\nprint(1)\n"
    project.write({"a.md": project.page(Example(code, "1\n"))})
    for _ in range(2):
        done = project.check()
        if project.way == CACHE:
            (project.root / "docs/conf.py").touch()
    runs = len(counter.read_text()) if counter.exists() else 0
    return (
        yes("두 번 검사하고 한 번 실행했습니다.")
        if runs == 1
        else no(f"두 번 검사하고 {runs}번 실행했습니다. {done.last}")
    )


LIST = "- item\n\n    @\n"
AROUND = "# Page  \n\n- item\n\n\tA tab, two spaces.  \n\n@\n\n<!-- 41 -->\n\n```text\n41\n```\n\nNo end"
RAISING = "{}\n>>> {{}}\nTraceback (most recent call last):\n  ...\nValueError: bad\n```\n"
EXPECTED = {
    "mdoctest": RAISING.format("```pycon"),
    "sybil": RAISING.format("```python"),
    "pytest-examples": "```python\n{}\n#> ValueError: bad\n```\n",
    "myst-nb": "```{{code-cell}} python\n:tags: [raises-exception]\n{}\n```\n",
    "drift": '```python raises="ValueError"\n{}\n```\n\n```output\nValueError: bad\n```\n',
}
ENDLESS = partial(caught, code="while True: pass  # HERE\n")
EXITING = partial(caught, code="import os\nos._exit(0)  # HERE\n")
RAISES = partial(caught, code="number = 0\nprint(1 / number)  # HERE\n", exact=True)
ANNOUNCED = partial(raw, pages=EXPECTED, right='raise ValueError("bad")', wrong="pass")
SHELLS = {
    "mdoctest": "```console\n$ echo {}\n42\n```\n",
    "drift": '```bash exec="on" source="above"\necho {}\n```\n\n```output\n42\n```\n',
}
SHELL = partial(raw, pages=SHELLS, right="42", wrong="41", why="파이썬만 실행합니다.")

CASES = (
    Case("digit", DOES, "출력을 기록과 비교", compared),
    Case("figure", DOES, "그림을 비교", figure),
    Case("subprocess", DOES, "자식 프로세스가 출력한 것도 봄", child_is_heard),
    Case("shell", DOES, "셸 명령의 출력도 비교", SHELL),
    Case("in-list", DOES, "목록 안의 예제를 찾음", found_in_a_list),
    Case("comment", DOES, "HTML 주석 안의 예제는 실행하지 않음", not_run_in_a_comment),
    Case("exception", DOES, "예외를 원고의 그 줄로 알림", RAISES),
    Case("expected", DOES, "예고한 예외는 통과하고, 나지 않으면 오류", ANNOUNCED),
    Case("endless-loop", DOES, "끝나지 않는 반복을 멈춤", ENDLESS),
    Case("os-exit", DOES, "`os._exit(0)`으로 끝난 예제를 알림", EXITING),
    Case("child", DOES, "끝난 뒤에도 남은 자식 프로세스를 끝냄", leaves_nothing),
    Case("environ", DOES, "환경 변수가 다음 페이지로 새지 않음", isolated),
    Case("parallel", DOES, "여러 페이지를 동시에 실행", parallel),
    Case("update", DOES, "기록만 고쳐 쓰고 나머지 바이트는 그대로", partial(updated, template=AROUND)),
    Case("update-nested", DOES, "목록 안의 기록을 고쳐 씀", partial(updated, template=LIST)),
    Case("annotations", DOES, "GitHub 주석(`::error`)이 원고의 줄에 붙음", annotated),
    Case("docstrings", DOES_NOT, "소스 파일의 독스트링에 있는 예제도 검사", docstring),
    Case("lint", DOES_NOT, "예제 코드의 모양(lint)도 검사", linted),
    Case("rich", DOES_NOT, "값을 HTML(표 따위)로 보여 줌", rich),
    Case("cache", DOES_NOT, "바뀌지 않은 페이지는 다시 실행하지 않고 빌드", cached),
)
