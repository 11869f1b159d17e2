"""The page that is being rendered: which fence comes next, what is shown for it, and that none is left out.

superfences hands over the fences of a page in their order; each has to be, letter by letter, the next one that was found on disk.
When the page is done, the HTML is searched for them: what was checked and what is shown have to be the same, one to one.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from drift.judge.verdict import Finding, Verdict
from drift.read.front_matter import content_start
from drift.read.page import RECORDING, Problem, Unverified
from drift.read.visible import Marks
from drift.show.cover import Cover
from drift.show.culprit import first_to
from drift.show.figure import figure_html
from drift.show.preview import Found
from drift.tell.text import box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drift.judge.verdict import CheckedPage
    from drift.read.page import Example
    from drift.settings import Settings
    from drift.show.culprit import Step


class Looks(NamedTuple):
    """How a fence can be shown, as HTML."""

    code: Callable[[], str]
    recording: Callable[[], str]
    result: Callable[[str], str]
    """What markdown-exec shows of an example that prints this."""
    is_block: Callable[[str], bool]
    """Tells whether Python-Markdown takes HTML for a block."""


class Rendering:
    """The page that is being rendered; the plugin begins and ends it, the extension asks for its fences.

    Args:
        settings: The project's settings.
        show_problems: Show what is wrong on the page itself, as a live preview does.
        markdown_exec: Whether its plugin executes what is marked, where `drift` does not.
    """

    def __init__(self, settings: Settings, *, show_problems: bool = False, markdown_exec: bool = False) -> None:
        self.settings = settings
        self.markdown_exec = markdown_exec
        self._show_problems = show_problems
        self._checked: CheckedPage | None = None
        self.found = Found([], [])
        """What was found while the last page was rendered."""
        self.repeats = True
        """Whether it would look the same again: not so if it holds what markdown-exec executes."""

    @property
    def is_idle(self) -> bool:
        """Whether no page is being rendered."""
        return self._checked is None

    def begin(self, checked: CheckedPage, steps: Iterable[Step] = ()) -> None:
        """Start rendering a page.

        Args:
            checked: The page.
            steps: What has changed its text since it was checked, in order.
        """
        page = checked.page
        self._known = len(page.problems), len(page.unverified)
        self.repeats = not page.unverified
        self.cover = Cover(page, self.settings)
        self.steps = list(steps)
        """What changes the text before superfences reads it; the extension adds its part."""
        self._checked = checked
        self._marks = Marks()
        self._ours = [index for index, fence in enumerate(page.fences) if page.is_ours(fence, self.settings)]
        self._next = 0
        self._sources = [
            page.expanded.get(index, fence.text).removesuffix("\n") for index, fence in enumerate(page.fences)
        ]
        self._verdicts: dict[int, Verdict] = {}
        for verdict in checked.verdicts:
            self._verdicts[verdict.example.index] = verdict
            if verdict.example.recording_index is not None:
                self._verdicts[verdict.example.recording_index] = verdict
        self._boxed: list[Finding] = []
        self._left = Counter(left.what.partition(" ")[0] for left in page.unverified)
        self._handed_over: set[int] = set()

    def leave(self, language: str, *, nested: bool) -> None:
        """Note a fence that markdown-exec executes somewhere in the page, and nothing verifies.

        Args:
            language: Its language.
            nested: It is in Markdown that markdown-exec has converted: a block or an output, which have been read, or what
                either has brought in.
        """
        if self._checked is None:
            return
        self.repeats = False
        if nested and self._left[language]:
            self._left[language] -= 1
            return
        what = "Markdown that is not on the page" if nested else "a docstring"
        self._checked.page.unverified.append(Unverified(0, f"{language} in {what}"))

    def session_before(self, session: str) -> list[tuple[Example, str]]:
        """Return the examples of a session that have been rendered, each once, with their text: markdown-exec has run none.

        What they have defined, it needs for a block of the same session that is left to it.
        """
        if self._checked is None or not session:
            return []
        rendered = {index for index in self._ours[: self._next] if index not in self._handed_over}
        examples = [
            verdict.example
            for verdict in self._checked.verdicts
            if verdict.example.index in rendered and verdict.example.session == session and not verdict.example.raises
        ]
        self._handed_over.update(example.index for example in examples)
        return [(example, self._sources[example.index]) for example in examples]

    def show(self, source: str, language: str, looks: Looks) -> str:
        """Return the HTML of the fence that superfences hands over next.

        Args:
            source: Its text, as superfences sees it.
            language: Its language.
            looks: How it can be shown.
        """
        assert self._checked is not None
        index = self._take(source, language)
        if index is None:
            return looks.code()
        mark = self._marks.mark(index)
        verdict = self._verdicts.get(index)
        finding = Finding(self._checked.page.name, verdict.problem, verdict) if verdict and verdict.problem else None
        if language == RECORDING and verdict is None:
            return looks.code()  # the author's own
        if verdict and verdict.example.is_dialect:
            if language == RECORDING:
                return self._marker(index)
            html = looks.result(verdict.example.recorded or "")
            # Whether it is a block decides whether Python-Markdown leaves a paragraph around it.
            html = self._marker(index, "div" if looks.is_block(html) else "span") + html + self._figure(verdict)
            return html + self._box(finding) if self._show_problems and finding else html
        if language == RECORDING:
            if self._show_problems and finding and finding.drifted:
                return f"<div {mark}>{self._box(finding)}</div>"
            return f'<div class="drift-output" {mark}>{looks.recording()}</div>'
        if verdict is None:  # taken out by exec="off", or not understood
            return f"<div {mark}>{looks.code()}</div>"
        html = f'<div class="drift-example" {mark}>{looks.code()}</div>'
        figure = self._figure(verdict)
        html = figure + html if "folded" in verdict.example.fence.options else html + figure
        if verdict.missing:
            note = self.settings.not_run_note.replace("{module}", verdict.missing)
            html += f'<p class="drift-note">{escape(note)}</p>'
        if self._show_problems and finding and not (finding.drifted and verdict.example.recording):
            html += self._box(finding)
        return html

    def _marker(self, index: int, tag: str = "div") -> str:
        """Return an element that marks a fence until the page is done, so that its look is markdown-exec's alone."""
        return f"<{tag} {self._marks.mark(index)}></{tag}>"

    def _without_markers(self, html: str, examples: list[Example]) -> str:
        """Take away these elements, and the paragraph around a block whose recording follows without a blank line."""
        for example in examples:
            if example.recording_index is not None:
                begin, end = f"<p>{self._marker(example.index)}", f"{self._marker(example.recording_index)}</p>"
                head, found, rest = html.partition(begin)
                shown, ended, tail = rest.partition(end)
                if found and ended:  # alone, the block would have none
                    html = head + shown.removesuffix("\n") + tail
                marker = self._marker(example.recording_index)
                html = html.replace(f"\n{marker}", "").replace(marker, "")
            for tag in ("div", "span"):
                html = html.replace(self._marker(example.index, tag), "")
        return html

    def _figure(self, verdict: Verdict) -> str:
        """Return what an example draws: the recorded figure, or where problems are shown the one that was drawn just now."""
        example = verdict.example
        svg = verdict.figure_drawn if self._show_problems and verdict.figure_drawn else verdict.figure_recorded
        if not (example.figure and svg):
            return ""
        return figure_html(svg, example.figure, example.alt, above="folded" in example.fence.options)

    def _take(self, source: str, language: str) -> int | None:
        """Return the index of the next fence if it is this one, letter by letter; if it is not, note that."""
        assert self._checked is not None
        fences = self._checked.page.fences
        # One that is left out is noted at the end of the page.
        for at, index in enumerate(self._ours[self._next :], self._next):
            if fences[index].language == language and self._sources[index] == source:
                self._next = at + 1
                return index
        first = source.strip().partition("\n")[0]
        brought = first_to(lambda text: first in text, self._text(), self.steps)
        problem = Problem(
            fences[self._ours[self._next]].line if self._next < len(self._ours) else 1,
            f'a "{language}" fence is rendered here that is not in the file like that: "{first}"',
            (f"it comes from {brought}: " if brought else "")
            + "examples have to be in the page itself, not in a snippet or a macro",
        )
        self._checked.page.problems.append(problem)
        return None

    def _text(self) -> str:
        """Return the text of the page as it was checked, as MkDocs hands it over."""
        assert self._checked is not None
        source = self._checked.page.source
        return source[content_start(source) :].replace("\r\n", "\n").replace("\r", "\n")

    def end(self, html: str) -> str:
        """End the page: count its fences in the HTML, and return that, with the problems that have no place of their own."""
        checked = self._checked
        assert checked is not None
        page = checked.page
        own = {
            index for index in self._ours if page.fences[index].language == RECORDING and index not in self._verdicts
        }
        expected, rendered = page.shown.intersection(self._ours) - own, self._marks.fences_in(html)
        html = self._without_markers(
            html, [verdict.example for verdict in checked.verdicts if verdict.example.is_dialect]
        )
        for index in sorted((expected ^ rendered) & set(self._ours)):  # others are the author's own
            fence = page.fences[index]
            how = "is not on the rendered page" if index in expected else "is on the rendered page, but was not checked"
            hint = "its nesting is read in different ways; another Markdown extension or plugin may be the cause"
            if changed := first_to(partial(self.cover.lacks, index), self._text(), self.steps):
                hint = f"{changed} has changed it: that has to leave examples alone"
            page.problems.append(Problem(fence.line, f'this "{fence.language}" fence {how}', hint))
        if self._show_problems:
            html = "".join(self._box(finding) for finding in checked.findings if finding not in self._boxed) + html
        problems, unverified = self._known
        self.found = Found(page.problems[problems:], page.unverified[unverified:])
        self._checked = None
        return self._marks.plain(html)

    def _box(self, finding: Finding) -> str:
        self._boxed.append(finding)
        return box(finding)
