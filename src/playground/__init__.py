"""Lets a reader change an example and run it in the browser, with Pyodide, and says whether it still prints its recording.

An MkDocs plugin: it finds the examples that run with NumPy and `crossent` alone, tells the page's script what they should print,
and puts a wheel of `crossent` beside the script. Nothing of Pyodide is loaded before a reader asks for it.

- [`playground.runnable`][]: which examples of a page can run, and what the page's script is told of them.
- [`playground.driver`][]: what runs an example inside Pyodide.
- [`playground.mkdocs`][]: the plugin.
"""
