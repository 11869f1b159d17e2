"""The command: `drift check` and `drift update`, over the same way as the build, and `drift changes`, which executes nothing."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drift.figures import figure_file
from drift.judge.check import UnreadablePageError, check_pages
from drift.judge.verdict import CheckedPage, Report
from drift.match.revision import RevisionError, common_with, files_of, merge_base
from drift.read.pages import find_pages, page_name
from drift.recorded import recorded_name, recorded_path
from drift.run.kernel import KernelError
from drift.settings import Settings, SettingsError, find_root, load_settings
from drift.tell import github, text
from drift.tell.source_diff import source_diff
from drift.tell.terminal import Progress, paint, wants_colour
from drift.twice import run_twice
from drift.update import Change, apply, changes, has_new_figure, has_new_text
from drift.writing import leftovers, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable

OK, DRIFTED, CANNOT_RUN = 0, 1, 2


class _CannotRunError(Exception):
    """The command cannot do its work; the message says why and what helps."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        0: all as recorded; 1: drift or a faulty example; 2: it could not run.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Diffs hold whatever examples print, whatever the encoding here; messages may even hold lone surrogates.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        settings = load_settings(find_root(Path.cwd()))
        if options.command == "changes":
            return _changes(settings.root, options.base, form=options.format, html=options.report)
        paths = [_existing(Path(name)) for name in options.files] or find_pages(settings)
        with Progress(sys.stderr) as progress:
            report = check_pages(paths, settings, everything=not options.files, progress=progress)
            if options.command == "update":
                run_twice(report, settings, progress)
        if not any(page.page.examples or page.page.problems or page.page.unverified for page in report.pages):
            raise _CannotRunError(
                f"no example found in {len(paths)} pages; those of docstrings are left to markdown-exec "
                "(is [tool.drift] of pyproject.toml right?)"
            )
        if options.command == "update":
            return _update(report, settings, dry_run=options.dry_run)
        return _check(report, as_json=options.format == "json", html=options.report)
    except (_CannotRunError, SettingsError, KernelError, RevisionError, UnreadablePageError, OSError) as error:
        _print_error(str(error), error)
        return CANNOT_RUN
    except KeyboardInterrupt as stop:
        _print_error("interrupted; no file was partially written", stop)
        return CANNOT_RUN


def _print_error(message: str, error: BaseException) -> None:
    """Print why the command could not do its work, with what has been noted about that on the way."""
    print(f"drift: {message}", *getattr(error, "__notes__", ()), sep="\n  ", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="drift",
        description="Verified examples: execute the Python blocks of Markdown pages, compare what they print.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="check|update|changes")
    check = commands.add_parser("check", help="execute the examples; exit 1 where an output differs from its recording")
    update = commands.add_parser("update", help="execute the examples and rewrite the recordings that differ")
    update.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    for command in (check, update):
        command.add_argument("files", nargs="*", metavar="FILE", help="pages (default: those that [tool.drift] names)")
    check.add_argument(
        "--format", choices=("text", "json"), default="text", help="what is printed (default: %(default)s)"
    )
    changes = commands.add_parser("changes", help="say what differs for readers from a commit; nothing is executed")
    changes.add_argument(
        "base",
        nargs="?",
        metavar="BASE",
        help="a branch or a commit; what is compared is the commit where this work left it (default: the main branch)",
    )
    changes.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="what is printed (default: %(default)s); markdown is for the summary of a job",
    )
    for command in (check, changes):
        command.add_argument(
            "--report", type=_html_file, metavar="FILE.html", help="also write a report, one file, for a browser"
        )
    return parser


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise _CannotRunError(f"{path}: " + ("a folder: name its pages" if path.is_dir() else "no such file"))
    return path


def _html_file(name: str) -> Path:
    from drift.tell.html_page import html_file  # only who wants a report waits for its import

    try:
        return html_file(name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _check(report: Report, *, as_json: bool, html: Path | None) -> int:
    """Say what was found, in all the ways that were asked for."""
    if as_json:
        from drift.tell.json import document

        print(document(report))
    else:
        _print(text.lines(report, colour=wants_colour(sys.stdout)))
        if github.is_runner():
            _print(github.annotation_commands(report), guard=False)
        print(text.summary(report))
    github.append_summary(lambda room: github.markdown(report, room))
    if html:
        from drift.tell.html import write

        write(report, html)
    return DRIFTED if report.drifted or report.faults else OK


def _changes(root: Path, base: str | None, *, form: str, html: Path | None) -> int:
    """Say what differs for readers from a commit, in all the ways that were asked for."""
    from drift.match.changes import compare  # only who asks for changes waits for their imports
    from drift.match.state import read_state
    from drift.tell import changes_html, changes_json, changes_markdown, changes_text, html_page

    commit = common_with(root, base) if base else merge_base(root)
    new = read_state(root)
    with files_of(root, commit) as folder:
        found = compare(
            read_state(folder, new.settings), new, base if base and not commit.startswith(base) else commit[:7]
        )
    if form == "json":
        print(changes_json.document(found))
    elif form == "markdown":
        print(changes_markdown.markdown(found), end="")
    else:
        _print(changes_text.lines(found, colour=wants_colour(sys.stdout)))
        print(changes_text.summary(found))
    github.append_summary(lambda room: changes_markdown.markdown(found, room))
    if html:
        html_page.write(changes_html.render(found), html)
    return OK


def _print(lines: list[str], *, guard: bool = True) -> None:
    """Print what may hold outputs of examples."""
    if lines:
        print("\n".join(github.guarded(lines) if guard else lines))


@dataclass(frozen=True, slots=True)
class _File:
    """A file that `update` writes."""

    name: str
    path: Path
    new: bytes | None
    """`None`: the file is removed."""
    said: list[str]
    """What is printed of it."""
    read: bytes | None = None
    """What was read from it, and has to be there still."""


def _update(report: Report, settings: Settings, *, dry_run: bool) -> int:
    """Write each page, and each file of a recording, that changes; show that, and say what could not be recorded."""
    colour = wants_colour(sys.stdout)
    recordable = [] if report.changed else report.pages
    pages = [_page_file(page, changed, colour=colour) for page in recordable if (changed := changes(page))]
    figures = _figure_files(recordable, settings)
    outputs = _output_files(recordable, settings, colour=colour)
    if not dry_run:
        _clear_up(report, settings)
    _write([*pages, *figures, *outputs], dry_run=dry_run)
    for finding in report.findings:
        if not finding.drifted:
            _print(text.finding_lines(finding, colour=colour))
    verb = "would be rewritten" if dry_run else "rewritten"
    counts = [text.count(len(pages), "page")]
    counts += [text.count(len(files), noun) for files, noun in ((figures, "figure"), (outputs, "HTML file")) if files]
    print(f"{text.summary(report)}; {' and '.join(counts)} {verb}")
    return DRIFTED if report.faults else OK


def _page_file(page: CheckedPage, changed: list[Change], *, colour: bool) -> _File:
    source = page.page.source
    said = _diff(source_diff(page.page.name, source, changed), colour=colour)
    return _File(page.page.name, page.path, apply(source, changed).encode("utf-8"), said, source.encode("utf-8"))


def _diff(lines: Iterable[str], *, colour: bool) -> list[str]:
    """Return the lines of a diff as they are printed."""
    shown = ((text.diff_kind(number, line), text.visible(line)) for number, line in enumerate(lines))
    return github.guarded([paint(kind, line) if colour else line for kind, line in shown])


def _figure_files(pages: list[CheckedPage], settings: Settings) -> list[_File]:
    """Return each figure that has changed."""
    files = []
    for verdict in (verdict for page in pages for verdict in page.verdicts):
        if verdict.example.figure is None or verdict.figure_drawn is None or not has_new_figure(verdict):
            continue
        file = figure_file(verdict.example.figure)
        name = recorded_name(file, settings)
        said = f"{name}: {'a new figure' if verdict.figure_recorded is None else 'drawn anew: look at it'}"
        files.append(_File(name, recorded_path(file, settings), verdict.figure_drawn.encode("utf-8"), [said]))
    return files


def _output_files(pages: list[CheckedPage], settings: Settings, *, colour: bool) -> list[_File]:
    """Return each file of HTML that has changed, and each that its page does not name any more."""
    files = []
    changed = [verdict for page in pages for verdict in page.verdicts if has_new_text(page, verdict)]
    for verdict in changed:
        if verdict.text is None:
            continue
        old, new = verdict.example.file, verdict.file
        if new is None:
            if old and verdict.example.recorded is not None:
                why = "the page holds the output now" if verdict.text else "the example prints nothing any more"
                files.append(_File(old, settings.root / old, None, [f"{old}: removed, {why}"]))
            continue
        printed = verdict.text if verdict.ends_line else verdict.text.removesuffix("\n")
        content = printed.encode("utf-8")
        if verdict.example.recorded is None or old is None or verdict.problem is None:
            said = [f"{new}: a new output, {len(content):,} bytes"]
        else:
            said = [f"{new}: recorded anew, {len(content):,} bytes", *_diff(verdict.problem.detail, colour=colour)]
        files.append(_File(new, settings.root / new, content, said))
    return files


def _clear_up(report: Report, settings: Settings) -> None:
    """Remove what an update that was killed has left, and stop where that is what is left of a page."""
    folders = {page.path.resolve().parent for page in report.pages} | {settings.root / settings.figures}
    for path in leftovers(sorted(folders)):
        raise _CannotRunError(
            f"{page_name(path, settings)} holds the old text of a file with further names (hard links): an update was killed "
            "while it wrote over that, and may have left it half-written: put right what it holds, then delete the old text"
        )


def _write(files: list[_File], *, dry_run: bool) -> None:
    """Write files in order, and show each; an error says how far it has come."""
    written = 0
    try:
        for file in files:
            if not dry_run:
                _write_one(file)
            written += 1
            print("\n".join(file.said))
    except (OSError, _CannotRunError, KeyboardInterrupt) as error:
        if not dry_run:
            for what, part in (("written before that", files[:written]), ("not written", files[written:])):
                error.add_note(f"{what}: {', '.join(file.name for file in part) or 'none'}")
        raise


def _write_one(file: _File) -> None:
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        found = file.path.read_bytes() if file.read is not None else None
        if file.new is None:
            file.path.unlink(missing_ok=True)
            return
        if found == file.new:
            return  # it has another name (a hard link), by which it has been written just now
        if found != file.read:
            raise _CannotRunError(f"{file.name} changed while its examples ran: run the command again")
        write_atomically(file.path, file.new)
    except OSError as error:
        raise _CannotRunError(f"{file.name} was not written: {error.strerror or error}") from None


if __name__ == "__main__":
    sys.exit(main())
