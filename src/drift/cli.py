"""The command: `drift check` and `drift update`, over the same way as the build."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drift.figures import figure_file
from drift.judge.check import UnreadablePageError, check_pages, find_pages, page_name
from drift.judge.verdict import CheckedPage, Report
from drift.run.kernel import KernelError
from drift.settings import Settings, SettingsError, find_root, load_settings
from drift.tell import github, text
from drift.tell.source_diff import source_diff
from drift.tell.terminal import Progress, paint, wants_colour
from drift.update import Change, apply, changes, write_atomically

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
        paths = [_existing(Path(name)) for name in options.files] or find_pages(settings)
        with Progress(sys.stderr) as progress:
            report = check_pages(paths, settings, everything=not options.files, progress=progress)
        if not any(page.page.examples or page.page.problems for page in report.pages):
            raise _CannotRunError(f"no example found in {len(paths)} pages (is [tool.drift] of pyproject.toml right?)")
        if options.command == "update":
            return _update(report, settings, dry_run=options.dry_run)
        return _check(report, as_json=options.format == "json", html=options.report)
    except (_CannotRunError, SettingsError, KernelError, UnreadablePageError, OSError) as error:
        print(f"drift: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        print("drift: interrupted; no file was partially written", file=sys.stderr)
        return CANNOT_RUN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="drift",
        description="Verified examples: execute the Python blocks of Markdown pages, compare what they print.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="check|update")
    check = commands.add_parser("check", help="execute the examples; exit 1 where an output differs from its recording")
    update = commands.add_parser("update", help="execute the examples and rewrite the recordings that differ")
    update.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    for command in (check, update):
        command.add_argument("files", nargs="*", metavar="FILE", help="pages (default: those that [tool.drift] names)")
    check.add_argument(
        "--format", choices=("text", "json"), default="text", help="what is printed (default: %(default)s)"
    )
    check.add_argument(
        "--report", type=_html_file, metavar="FILE.html", help="also write a report, one file, for a browser"
    )
    return parser


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise _CannotRunError(f"{path}: " + ("a folder: name its pages" if path.is_dir() else "no such file"))
    return path


def _html_file(name: str) -> Path:
    from drift.tell.html import html_file  # only who wants a report waits for its import

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
    github.append_summary(report)
    if html:
        from drift.tell.html import write

        write(report, html)
    return DRIFTED if report.drifted or report.faults else OK


def _print(lines: list[str], *, guard: bool = True) -> None:
    """Print what may hold outputs of examples."""
    if lines:
        print("\n".join(github.guarded(lines) if guard else lines))


def _update(report: Report, settings: Settings, *, dry_run: bool) -> int:
    """Show each page's change, write it, and say what could not be recorded."""
    written, colour = 0, wants_colour(sys.stdout)
    for page in report.pages:
        changed = changes(page)
        if not changed:
            continue
        _print(_source_diff(page, changed, colour=colour))
        written += 1
        if dry_run:
            continue
        if page.path.read_bytes().decode("utf-8") != page.page.source:
            raise _CannotRunError(
                f"{page_name(page.path, settings)} changed while its examples ran: run the command again"
            )
        write_atomically(page.path, apply(page.page.source, changed).encode("utf-8"))
    written_figures = _update_figures(report, settings, dry_run=dry_run)
    for finding in report.findings:
        if not finding.drifted:
            _print(text.finding_lines(finding, colour=colour))
    verb = "would be rewritten" if dry_run else "rewritten"
    figures = f" and {written_figures} figure{'' if written_figures == 1 else 's'}" if written_figures else ""
    print(f"{text.summary(report)}; {written} page{'' if written == 1 else 's'}{figures} {verb}")
    return DRIFTED if report.faults else OK


def _update_figures(report: Report, settings: Settings, *, dry_run: bool) -> int:
    """Write each figure that has changed; return how many there are."""
    written = 0
    for verdict in (verdict for page in report.pages for verdict in page.verdicts):
        if verdict.example.figure is None or verdict.figure_drawn in {None, verdict.figure_recorded}:
            continue
        assert verdict.figure_drawn is not None
        file = figure_file(verdict.example.figure, settings)
        name = file.relative_to(settings.root).as_posix()
        print(f"{name}: {'a new figure' if verdict.figure_recorded is None else 'drawn anew: look at it'}")
        written += 1
        if not dry_run:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(file, verdict.figure_drawn.encode("utf-8"))
    return written


def _source_diff(page: CheckedPage, changed: list[Change], *, colour: bool) -> list[str]:
    diff = source_diff(page.page.name, page.page.source, changed)
    shown = ((text.diff_kind(number, line), text.visible(line)) for number, line in enumerate(diff))
    return [paint(kind, line) if colour else line for kind, line in shown]


if __name__ == "__main__":
    sys.exit(main())
