"""What markdownify does not do by itself: text stays text, formulas and code stay as they are."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from sitekit.pagemarkdown import page_markdown


def body(html: str) -> str:
    """Return the Markdown below the title and the address of a page."""
    head = "# T\n\n<https://x.y/a/>\n\n"
    text = page_markdown(f"<h1>T</h1>{html}", "", "https://x.y/a/", "https://x.y/figures/").text
    assert text.startswith(head)
    return text.removeprefix(head).removesuffix("\n")


@pytest.mark.parametrize(
    "text",
    [
        "a_b _c_ __d__",
        "*x* **y** 2 * 3",
        "1. 첫째",
        "- 빼기",
        "+ 더하기",
        "# 번호",
        "---",
        "값 &lt; 3, &amp;lt;, &lt;b&gt;",
        "[글](주소)",
        "`코드`",
        "역빗금 \\_",
        "~~지움~~",
        "5$에서 6$까지",
        "&gt; 인용",
    ],
)
def test_text_stays_text(text: str) -> None:
    plain = MarkdownIt().enable(["table", "strikethrough"]).render(body(f"<p>{text}</p>"))
    assert plain == f"<p>{text}</p>\n"


def test_a_sign_of_money_begins_no_formula() -> None:
    assert body("<p>5$에서 6$까지</p>") == r"5\$에서 6\$까지"


@pytest.mark.parametrize("mark", ["strong", "em"])
@pytest.mark.parametrize(
    "html",
    [
        "앞<{0}>큰 (KL)</{0}>은 뒤",
        "<{0}>‘말’</{0}>의",
        "(<{0}>말</{0}>)",
        "<{0}><code>x</code></{0}>는",
        "<{0}>말</{0}>은",
    ],
)
def test_emphasis_is_seen_also_before_a_particle(mark: str, html: str) -> None:
    html = f"<p>{html.format(mark)}</p>"
    assert MarkdownIt().render(body(html)) == f"{html}\n"


def test_a_formula_is_as_it_was_written() -> None:
    tex = r"a_1 * b_{2} \| \_ &lt; \text{말}"
    html = rf'<p><span class="arithmatex">\({tex}\)</span>은</p><div class="arithmatex">\[{tex}\]</div>'
    unescaped = tex.replace("&lt;", "<")
    assert body(html) == f"${unescaped}$은\n\n$${unescaped}$$"


def test_the_cells_of_a_table_stay_apart_and_aligned() -> None:
    html = """<table><thead><tr><th style="text-align: right;">가|나</th><th>다</th></tr></thead>
      <tbody><tr><td style="text-align: right;"><code>a | b</code></td><td><span class="arithmatex">\\(q \\| p\\)</span></td></tr></tbody></table>"""
    assert body(html) == "| 가\\|나 | 다 |\n| ---: | --- |\n| `a \\| b` | $q \\| p$ |"


def test_a_fence_is_longer_than_those_in_it() -> None:
    html = '<div class="language-md highlight"><pre><span></span><code>````md\n<span class="x">x</span>_y_\n````\n</code></pre></div>'
    assert body(html) == "`````md\n````md\nx_y_\n````\n`````"


def test_code_keeps_its_empty_lines() -> None:
    html = '<div class="language-python highlight"><pre><span></span><code>\nimport a\n\n\n\n  b\n\n</code></pre></div>'
    assert body(f"<p>앞</p>{html}<p>뒤</p>") == "앞\n\n```python\n\nimport a\n\n\n\n  b\n\n```\n\n뒤"


def test_what_is_only_for_a_browser_is_left_out() -> None:
    html = """<h2 id="a">가<a class="headerlink" href="#a" title="링크">&para;</a></h2><x-figure>JavaScript가 필요합니다.</x-figure>
      <p><a href="../b/#c" title="뜻">나</a></p><div class="playground-data" hidden></div>"""
    assert body(html) == "## 가\n\n[나](https://x.y/b/#c)"


EXAMPLE = """<p>앞</p><details class="success"><summary>풀이</summary><p>말</p>
<div class="drift-example" data-drift="3"><div class="language-python highlight"><span class="filename">제목</span><pre><code>print(1)
</code></pre></div></div><figure class="drift-figure"><svg><title id="x-title">그림</title><g>수</g></svg></figure>
<div class="drift-output" data-drift="4"><div class="highlight"><pre><code>1
</code></pre></div></div><p>뒤</p></details>"""


def test_an_example_stands_with_its_title_its_figure_and_its_output() -> None:
    quoted = (
        """풀이

말

제목

```python
print(1)
```

![그림](https://x.y/figures/x.svg)

출력

```text
1
```

뒤""".replace("풀이", "**풀이**")
        .replace("제목", "**제목**")
        .replace("출력", "**출력**")
    )
    assert body(EXAMPLE) == "앞\n\n" + "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))


def test_the_parts_of_a_page_lie_around_its_examples() -> None:
    parts = page_markdown(EXAMPLE, "T", "https://x.y/", "").parts
    assert parts == ["# T\n\n<https://x.y/>\n\n앞\n\n> **풀이**\n>\n> 말\n>\n> **제목**", 3, "> 뒤"]
