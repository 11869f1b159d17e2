"""Verified examples for Markdown documentation: execute them, compare what they print with what is recorded.

The package is kept free of imports on purpose: every example runs in a process that starts from `drift.kernel`, and what is
imported here would be imported there, too.

| module | one job |
|---|---|
| [`drift.settings`][] | read `[tool.drift]` from `pyproject.toml` |
| [`drift.fences`][] | find the fences of a Markdown source, with exact positions |
| [`drift.visible`][] | tell which of them a reader sees as fences (and not in a comment, say) |
| [`drift.examples`][] | pair examples with their recordings, check their options |
| [`drift.kernel`][] | run the examples of many pages, each page in a fresh process |
| [`drift.runner`][] | what happens inside such a process |
| [`drift.drawing`][] | take the figure that an example has drawn |
| [`drift.figures`][] | recorded figures: their files, and how they look on a page |
| [`drift.compare`][] | recorded against printed |
| [`drift.check`][] | the way of a page from its bytes to its verdicts |
| [`drift.update`][] | rewrite recordings in place |
| [`drift.report`][] | what every kind of report says: problems, counts, the way out |
| [`drift.terminal`][] | colour and a progress bar |
| [`drift.align`][] | the lines of two texts side by side |
| [`drift.html_report`][] | one HTML file, old and new side by side |
| [`drift.json_report`][] | the same for other programs |
| [`drift.github`][] | annotations and the job summary |
| [`drift.desk`][] | what a page shows for each of its fences, and that none is left out |
| [`drift.provenance`][] | what produced a page's outputs |
| [`drift.markdown`][] | show examples on a page (Python-Markdown extension) |
| [`drift.mkdocs`][] | the MkDocs plugin |
| [`drift.cli`][] | `drift check` and `drift update` |
"""
