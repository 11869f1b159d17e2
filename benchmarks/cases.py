"""What the peers are asked: each case is a line of the table, its kind says how it is tried (see peers.py).

The labels are what a reader of the site sees. Code that has to be found again in a message carries `# HERE`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A line of the table."""

    name: str
    group: str
    label: str
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


def case(name: str, group: str, label: str, kind: str, **data: Any) -> Case:
    """Return a case; the data are what its kind takes."""
    return Case(name, group, label, kind, data)


HOSTILE, SOURCES, COMPARING, RUNNING, UPDATING, REPORTS, OTHERS = (
    "예제가 말썽을 부려도",
    "사람이 쓰는 대로의 원고",
    "비교",
    "실행",
    "기록 고쳐 쓰기",
    "보고",
    "drift가 하지 않는 것",
)

LIST, TAB, ADMONITION, DETAILS, QUOTE, DEEP = (
    "- item\n\n    @\n",
    '=== "Tab"\n\n    @\n',
    "!!! note\n\n    @\n",
    '??? note "More"\n\n    @\n',
    "> text\n>\n> @\n",
    '- one\n\n    - two\n\n        === "Tab"\n\n            @\n',
)
MYST = {
    LIST: "- item\n\n  @\n",
    TAB: "::::{tab-set}\n:::{tab-item} Tab\n@\n:::\n::::\n",
    ADMONITION: ":::{note}\n@\n:::\n",
    DETAILS: ":::{dropdown} More\n@\n:::\n",
    QUOTE: QUOTE,
    DEEP: "- one\n\n  - two\n\n    ::::{tab-set}\n    :::{tab-item} Tab\n    @\n    :::\n    ::::\n",
}
"""How myst-nb writes the same nestings; `@` is where the example stands."""

SLEEPER = 'import subprocess, sys\nchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)  # HERE\n'
PLOT = """import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
_ = plt.plot([1, 2, {last}])
"""

CASES = (
    # What misbehaves is to be named with its block, and the page behind it is to be reported all the same.
    case("sys-exit", HOSTILE, "`sys.exit(0)`", "caught", code="import sys\nsys.exit(0)  # HERE\n"),
    case("os-exit", HOSTILE, "`os._exit(0)`", "caught", code="import os\nos._exit(0)  # HERE\n"),
    case(
        "segfault",
        HOSTILE,
        "인터프리터의 죽음(segmentation fault)",
        "caught",
        code="import ctypes\n_ = ctypes.string_at(0)  # HERE\n",
    ),
    case("endless-loop", HOSTILE, "끝나지 않는 반복", "caught", code="while True: pass  # HERE\n"),
    case(
        "endless-output",
        HOSTILE,
        "끝나지 않는 출력",
        "caught",
        code='import time\nwhile True: print("x" * 20_000); time.sleep(0.01)  # HERE\n',
    ),
    case("stdin", HOSTILE, "표준 입력을 기다림", "caught", code="name = input()  # HERE\n"),
    case("child", HOSTILE, "끝난 뒤에도 남은 자식 프로세스를 끝냄", "leaves_nothing", code=SLEEPER),
    case(
        "killed",
        HOSTILE,
        "검사를 강제로 끝내도 남는 프로세스가 없음",
        "killed",
        code='import pathlib\n_ = pathlib.Path("started").touch()\nwhile True: pass\n',
    ),
    case(
        "late-thread",
        HOSTILE,
        "예제가 끝난 뒤에 출력하는 스레드",
        "caught",
        code='import threading\nthreading.Timer(0.3, print, ["late"]).start()  # HERE\n',
    ),
    case(
        "bytes",
        HOSTILE,
        "UTF-8이 아닌 바이트를 출력",
        "caught",
        code="import sys\n_ = sys.stdout.buffer.write(bytes([255, 254, 10]))  # HERE\n",
    ),
    case("recursion", HOSTILE, "끝없는 재귀", "caught", code="f = lambda n: f(n + 1)\nf(0)  # HERE\n"),
    case(
        "chdir",
        HOSTILE,
        "`os.chdir`가 다음 페이지로 새지 않음",
        "isolated",
        code='import os\nleaked = os.getcwd() == "/usr"\nos.chdir("/usr")\nprint(leaked)\n',
    ),
    case(
        "environ",
        HOSTILE,
        "환경 변수가 다음 페이지로 새지 않음",
        "isolated",
        code='import os\nleaked = "PEERS_LEAK" in os.environ\nos.environ["PEERS_LEAK"] = "1"\nprint(leaked)\n',
    ),
    case(
        "print-options",
        HOSTILE,
        "NumPy 출력 설정이 다음 페이지로 새지 않음",
        "isolated",
        code="import numpy as np\nleaked = np.get_printoptions()['precision'] == 2\nnp.set_printoptions(precision=2)\nprint(leaked)\n",
    ),
    case(
        "seed",
        HOSTILE,
        "난수 시드가 다음 페이지로 새지 않음",
        "isolated",
        code="import random\nleaked = random.random() == random.Random(1).random()\nrandom.seed(1)\nprint(leaked)\n",
    ),
    case(
        "syntax-error",
        HOSTILE,
        "문법 오류를 원고의 그 줄로 알림",
        "caught",
        exact=True,
        code='print("fine")\nprint("broken"  # HERE\n',
    ),
    case(
        "exception",
        HOSTILE,
        "예외를 원고의 그 줄로 알림",
        "caught",
        exact=True,
        code="number = 0\nprint(1 / number)  # HERE\n",
    ),
    case(
        "expected",
        HOSTILE,
        "예고한 예외는 통과하고, 나지 않으면 오류",
        "raw",
        pages={
            "mdoctest": ("```pycon\n>>> {}\nTraceback (most recent call last):\n  ...\nValueError: bad\n```\n"),
            "sybil": ("```python\n>>> {}\nTraceback (most recent call last):\n  ...\nValueError: bad\n```\n"),
            "pytest-examples": "```python\n{}\n#> ValueError: bad\n```\n",
            "myst-nb": "```{{code-cell}} python\n:tags: [raises-exception]\n{}\n```\n",
            "drift": '```python raises="ValueError"\n{}\n```\n\n```output\nValueError: bad\n```\n',
        },
        right='raise ValueError("bad")',
        wrong="pass",
    ),
    case(
        "misspelt",
        HOSTILE,
        "철자가 틀린 옵션은 오류",
        "raw",
        pages={
            "mdoctest": "<!-- mdoctest: {} -->\n```console\n$ echo 1\n1\n```\n",
            "sybil": "<!--- {}: next -->\n\n```python\n>>> 1\n1\n```\n",
            "myst-nb": "```{{code-cell}} python\n:{}: [x]\nprint(1)\n```\n",
            "drift": "```python {}\nprint(1)\n```\n\n```output\n1\n```\n",
        },
        swap={
            "mdoctest": ("run", "rnu"),
            "sybil": ("skip", "skpi"),
            "myst-nb": ("tags", "tgas"),
            "drift": ('timeout="9"', 'timeuot="9"'),
        },
        why={"pytest-examples": "원고에 쓰는 옵션이 없습니다."},
    ),
    case(
        "requires",
        HOSTILE,
        "없는 모듈의 이름을 말하고 건너뜀",
        "skips",
        pages={
            "mdoctest": "",
            "pytest-examples": "",
            "sybil": "<!--- skip: next if(not __import__('importlib.util').util.find_spec('nomodule'), reason='needs nomodule') -->\n\n```python\n>>> import nomodule\n```\n",
            "myst-nb": "",
            "drift": '```python requires="nomodule"\nimport nomodule\n\nprint(1)\n```\n\n```output\n1\n```\n',
        },
        why="모듈이 없을 때만 건너뛰는 옵션이 없습니다.",
    ),
    # Where an example may stand: it is found when its drift is found.
    *(
        case(name, SOURCES, label, "checked", template=template, code="print(6 * 7)\n", right="42\n", wrong="41\n")
        for name, label, template in (
            ("in-list", "목록 안", LIST),
            ("in-tab", "탭 안", TAB),
            ("in-admonition", "주의 상자(admonition) 안", ADMONITION),
            ("in-details", "접는 상자(details) 안", DETAILS),
            ("in-quote", "인용 안", QUOTE),
            ("deep", "목록 안의 목록 안의 탭 안", DEEP),
        )
    ),
    case("tildes", SOURCES, "`~~~` 울타리", "checked", fence="~~~", code="print(6 * 7)\n", right="42\n", wrong="41\n"),
    case(
        "four", SOURCES, "백틱 네 개 울타리", "checked", fence="````", code="print(6 * 7)\n", right="42\n", wrong="41\n"
    ),
    case(
        "fence-in-fence", SOURCES, "더 긴 울타리 안의 블록은 실행하지 않음", "ignored", template="````text\n@\n````\n"
    ),
    case("comment", SOURCES, "HTML 주석 안의 블록은 실행하지 않음", "ignored", template="<!--\n@\n-->\n"),
    case("crlf", SOURCES, "CRLF 파일", "checked", newline="\r\n", code="print(6 * 7)\n", right="42\n", wrong="41\n"),
    case(
        "bom", SOURCES, "BOM으로 시작하는 파일", "checked", bom=True, code="print(6 * 7)\n", right="42\n", wrong="41\n"
    ),
    case(
        "backticks",
        SOURCES,
        "백틱 세 개가 들어 있는 출력",
        "checked",
        fence="````",
        fences={"pytest-examples": "```"},
        code='print("`" * 3)\n',
        right="```\n",
        wrong="``\n",
    ),
    case("duplicates", SOURCES, "똑같은 블록이 둘일 때 틀린 쪽을 가리킴", "duplicates"),
    # What has to be told apart.
    case(
        "digit", COMPARING, "출력을 기록과 비교", "checked", code="print(0.6931)\n", right="0.6931\n", wrong="0.6932\n"
    ),
    case(
        "minus-zero",
        COMPARING,
        "`-0.0000`과 `0.0000`을 구별",
        "checked",
        code='print(f"{-0.0:.4f}")\n',
        right="-0.0000\n",
        wrong="0.0000\n",
    ),
    case("trailing", COMPARING, "줄 끝의 빈칸을 구별", "checked", code='print("a ")\n', right="a \n", wrong="a\n"),
    case(
        "blank",
        COMPARING,
        "출력 속의 빈 줄을 구별",
        "checked",
        code='print("a\\n\\nb")\n',
        right="a\n\nb\n",
        wrong="a\nb\n",
    ),
    case(
        "tabs",
        COMPARING,
        "코드 문자열과 출력의 탭을 구별",
        "checked",
        code='print("a\tb")\n',
        right="a\tb\n",
        wrong="a   b\n",
    ),
    case(
        "nfd",
        COMPARING,
        "한글의 NFC와 NFD를 구별",
        "checked",
        code='import unicodedata\nprint(unicodedata.normalize("NFD", "\uac12"))\n',
        right="\u1100\u1161\u11b9\n",
        wrong="\uac12\n",
    ),
    case(
        "ellipsis",
        COMPARING,
        "출력의 `...`은 아무 글자나 뜻하지 않음",
        "checked",
        code='print("a...z")\n',
        right="a...z\n",
        wrong="a...\n",
    ),
    case("figure", COMPARING, "그림을 비교", "figure", first=PLOT.format(last=4), second=PLOT.format(last=9)),
    # What is printed by others than the example's own print.
    case(
        "imported",
        RUNNING,
        "불러온 모듈이 출력한 것",
        "checked",
        extra=dict.fromkeys(("helper.py", "docs/helper.py"), 'def say():\n    print("said")\n'),
        code='import sys\nsys.path.insert(0, ".")\nimport helper\nhelper.say()\n',
        right="said\n",
        wrong="wrong\n",
    ),
    case(
        "subprocess",
        RUNNING,
        "자식 프로세스가 출력한 것",
        "checked",
        code='import subprocess, sys\ndone = subprocess.run([sys.executable, "-c", "print(\'said\')"])\n',
        right="said\n",
        wrong="wrong\n",
    ),
    case("stderr", RUNNING, "표준 오류에 쓰면 오류", "noticed", code='import sys\n_ = sys.stderr.write("careful")\n'),
    case("warning", RUNNING, "경고가 나면 오류", "noticed", code='import warnings\nwarnings.warn("careful")\n'),
    case("parallel", RUNNING, "여러 페이지를 동시에 실행", "parallel"),
    # What the command that rewrites recordings does; the file before and after it is compared byte by byte.
    case(
        "update",
        UPDATING,
        "기록만 바뀌고 나머지 바이트는 그대로",
        "updated",
        template="# Page  \n\n- item\n\n\tA tab, two spaces.  \n\n@\n\n<!-- 41 -->\n\n```text\n41\n```\n\nNo end",
        code="print(6 * 7)\n",
        right="42\n",
        wrong="41\n",
    ),
    case(
        "update-crlf",
        UPDATING,
        "CRLF를 지킴",
        "updated",
        newline="\r\n",
        code="print(6 * 7)\n",
        right="42\n",
        wrong="41\n",
    ),
    case(
        "update-nested",
        UPDATING,
        "목록 안의 기록을 고침",
        "updated",
        template=LIST,
        code="print(6 * 7)\n",
        right="42\n",
        wrong="41\n",
    ),
    case(
        "update-insert",
        UPDATING,
        "없는 기록을 제자리에 넣음",
        "updated",
        template=LIST,
        code="print(6 * 7)\n",
        right="42\n",
        wrong="",
    ),
    case(
        "update-blank",
        UPDATING,
        "빈 줄이 있는 출력: 두 번째에는 바뀌는 것이 없음",
        "updated",
        code='print("a\\n\\nb")\n',
        right="a\n\nb\n",
        wrong="old\n",
    ),
    case(
        "update-string",
        UPDATING,
        "여러 줄 문자열이 든 코드를 망가뜨리지 않음",
        "updated",
        code='print("""a\nb""")\n',
        right="a\nb\n",
        wrong="old\n",
    ),
    case(
        "update-backticks",
        UPDATING,
        "출력에 백틱이 있으면 울타리를 늘림",
        "settles",
        code='print("`" * 3)\n',
        wrong="old\n",
    ),
    case("update-exception", UPDATING, "예외는 기록하지 않음", "refused", code="print(1 / 0)\n", wrong="old\n"),
    # What is said of a drift.
    case("diff", REPORTS, "기록과 출력의 차이(diff)", "diff"),
    case("line", REPORTS, "기록이나 그것을 출력한 문장의 줄", "line"),
    case("annotations", REPORTS, "GitHub 주석(`::error`)이 원고의 줄에 붙음", "annotations"),
    case(
        "json",
        REPORTS,
        "기계가 읽는 보고서(JSON이나 JUnit XML)",
        "written_report",
        commands={
            "pytest-examples": ["--junitxml=report"],
            "sybil": ["--junitxml=report"],
            "drift": ["--format", "json"],
        },
        printed=("drift",),
    ),
    case(
        "html",
        REPORTS,
        "HTML 보고서",
        "written_report",
        commands={
            "pytest-examples": ["--html=report.html", "--self-contained-html"],
            "sybil": ["--html=report.html", "--self-contained-html"],
            "drift": ["--report", "report.html"],
        },
    ),
    # Where others go further.
    case(
        "shell",
        OTHERS,
        "셸 명령의 출력도 비교",
        "raw",
        pages={
            "mdoctest": "```console\n$ echo {}\n42\n```\n",
        },
        right="42",
        wrong="41",
        why="파이썬만 실행합니다.",
    ),
    case("docstrings", OTHERS, "소스 파일의 독스트링에 있는 예제도 검사", "docstring"),
    case("lint", OTHERS, "예제 코드의 모양(lint)도 검사", "lint"),
    case("rich", OTHERS, "값을 HTML(표 따위)로 보여 줌", "rich"),
    case("cache", OTHERS, "바뀌지 않은 페이지는 다시 실행하지 않고 빌드", "cached"),
)
