"""Verified examples for Markdown documentation: execute them, compare what they print with what is recorded.

The package is kept free of imports on purpose: every example runs in a process that starts from `drift.run.kernel`, and what is
imported here would be imported there, too.

| module | one job |
|---|---|
| [`drift.settings`][] | read `[tool.drift]` from `pyproject.toml` |
| [`drift.read.fences`][] | find the fences of a Markdown source, with exact positions |
| [`drift.read.visible`][] | tell which of them a reader sees as fences (and not in a comment, say) |
| [`drift.read.examples`][] | pair examples with their recordings, check their options |
| [`drift.run.kernel`][] | run the examples of many pages, each page in a fresh process |
| [`drift.run.child_page`][] | what happens inside such a process |
| [`drift.run.child_figure`][] | take the figure that an example has drawn |
| [`drift.figures`][] | recorded figures: their files, and how they look on a page |
| [`drift.judge.compare`][] | recorded against printed |
| [`drift.judge.check`][] | the way of a page from its bytes to its verdicts |
| [`drift.update`][] | rewrite recordings in place |
| [`drift.tell.text`][] | what every kind of report says: problems, counts, the way out |
| [`drift.tell.terminal`][] | colour and a progress bar |
| [`drift.tell.align`][] | the lines of two texts side by side |
| [`drift.tell.html`][] | one HTML file, old and new side by side |
| [`drift.tell.json`][] | the same for other programs |
| [`drift.tell.github`][] | annotations and the job summary |
| [`drift.show.rendering`][] | what a page shows for each of its fences, and that none is left out |
| [`drift.show.provenance`][] | what produced a page's outputs |
| [`drift.show.markdown`][] | show examples on a page (Python-Markdown extension) |
| [`drift.show.mkdocs`][] | the MkDocs plugin |
| [`drift.cli`][] | `drift check` and `drift update` |
"""
