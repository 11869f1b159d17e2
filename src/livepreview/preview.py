"""The preview: MkDocs's server, given a builder that takes over what has not changed, and what tells it of changes."""

from __future__ import annotations

import contextlib
import gc
import logging
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.livereload import _timestamp

from livepreview import leaks
from livepreview.box import box, place
from livepreview.copies import Copies
from livepreview.extensions import snippet_folders
from livepreview.files import behind_links, stamps
from livepreview.folders import Folders
from livepreview.inputs import inherited
from livepreview.plugins import begin
from livepreview.problems import Problem, Warnings, problems, why_not_built, wrong_code
from livepreview.rebuild import Builder
from livepreview.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

    from livepreview.memory import Memory

log = logging.getLogger("mkdocs.plugins.livepreview")

_PATIENCE = 0.7  # seconds that a reader of the page waits for a build; after that the site is shown as it was
_REST = 0.1  # seconds after a build in which its pages are fetched
_DELAY = 0.03  # seconds without a change after which a series of saves is over


class StoppedError(Exception):
    """A newer save has made this build useless."""


class Preview:
    """Makes a server follow each save.

    Args:
        server: MkDocs's server, before it serves.
        config: The configuration of the first build.
        load: Loads the configuration as it is now.
        memory: What the first build has rendered, and what it has warned of.
        since: When the first build began, in seconds.
    """

    def __init__(
        self,
        server: LiveReloadServer,
        config: MkDocsConfig,
        load: Callable[[], MkDocsConfig],
        memory: Memory,
        since: float,
    ) -> None:
        self._server, self._load, self._memory = server, load, memory
        self._builder = Builder(memory)
        self._folders = Folders(Path(server.root) / ".livepreview", server.root)  # MkDocs removes its folder at the end
        self._saves = self._seen = 0
        self._changed: set[str] = set()
        self._unbuilt: set[str] = set()
        self._copies = Copies()
        self._running = ""
        self._is_late = False
        self._failure: list[Problem] = []
        self._note(config)
        self._watched: set[str] = set()
        self._install(config, since)

    def _install(self, config: MkDocsConfig, since: float) -> None:
        server = self._server
        before = []
        for path in (config.docs_dir, config.config_file_path, *config.theme.dirs):
            with contextlib.suppress(KeyError):  # it is not watched
                server.unwatch(path)
                before.append(path)
        server.observer = Watcher(self._saved)  # type: ignore[assignment]  # it does all that the server asks of one
        for path in before:
            server.watch(path)
        self._watch(config)
        server.build_delay = _DELAY
        server.builder = self.build
        server.set_app(self.answer)
        server.error_handler = self._error_page
        server._want_rebuild = self._is_newer(config, since)

    def _is_newer(self, config: MkDocsConfig, since: float) -> bool:
        """Tell whether anything was saved during the first build, when nobody watched."""
        files = stamps(map(Path, (config.docs_dir, *config.watch)))
        return any(modified > since * 1e9 for modified, *_ in files.values())

    def _watch(self, config: MkDocsConfig) -> None:
        """Watch what a build depends on, also what it did not when the server started."""
        folders = [config.docs_dir, *(folder for folder in config.theme.dirs if folder == config.theme.custom_dir)]
        paths = [*folders, *config.watch, *(path for folder in folders for path in behind_links(folder))]
        # A snippet that is not there may appear; the whole project is too much to watch for that.
        places = [Path(folder).absolute() for folder in snippet_folders(config.mdx_configs) if isinstance(folder, str)]
        paths += [str(place) for place in places if not Path(config.docs_dir).is_relative_to(place)]
        paths += map(str, inherited(Path(config.config_file_path).absolute()))
        for path in (*paths, *self._memory.opened_elsewhere(config.docs_dir)):
            if path in self._watched or not Path(path).exists():
                continue
            if not any(Path(path).is_relative_to(folder) for folder in self._watched):
                self._server.watch(path)
            self._watched.add(path)

    def _saved(self, paths: set[str]) -> None:
        self._changed |= paths
        self._saves += 1

    def _interrupted(self) -> bool:
        return self._saves != self._seen

    def _progress(self, text: str) -> None:
        if self._interrupted():
            raise StoppedError
        self._tell(text)

    def _tell(self, text: str) -> None:
        self._running = text

    def build(self) -> None:
        """Build the site as it is now, unless a newer save makes that useless."""
        changed, self._changed = self._changed, set()
        # Code in the docs folder is shown, not run.
        self._unbuilt |= {
            path for path in changed if path.endswith(".py") and not Path(path).is_relative_to(self._docs)
        }
        if self._copies.renew(changed):
            log.info(f"Copied {', '.join(sorted(changed))}")
            return
        self._copies.forget()
        self._seen, self._running, self._is_late = self._saves, "", False
        self._begun = time.strftime("%H:%M:%S")
        start = time.perf_counter()
        patience = threading.Timer(_PATIENCE, self._let_in)
        patience.start()
        gc.disable()  # a look at all objects takes a tenth of a second; there is time for it when the page is shown
        self._memory.announce()
        try:
            with Warnings(self._memory.warn):
                config = self._build()
        except Exception as error:
            if self._interrupted():
                log.info("Stopped: there is a newer save")
            else:
                self._fail(error)
        else:
            self._memory.finish()
            self._note(config)
            self._watch(config)
            rendered = f"{self._memory.rendered} page{'' if self._memory.rendered == 1 else 's'}"
            log.info(f"Documentation built in {time.perf_counter() - start:.2f} seconds ({rendered} rendered)")
        finally:
            gc.enable()
            threading.Timer(_REST, gc.collect).start()
            patience.cancel()
            patience.join()
            if self._is_late:  # browsers have the site as it was
                self._server._wanted_epoch = _timestamp()
            self._is_late = False

    def _build(self) -> MkDocsConfig:
        leaks.close()
        config = self._load()
        config.site_dir = self._folders.next()
        begin(config, interrupted=self._interrupted, tell=self._tell)
        with self._folders.same_files(config.site_dir):
            files = self._builder.build(config, self._progress)
        self._folders.serve(config.site_dir, files)
        if (reads := self._memory.reads()) is not None:
            self._copies.note(files, config.docs_dir, {*reads, *config.theme.dirs})
        self._server.root = config.site_dir
        return config

    def _fail(self, error: Exception) -> None:
        """Show on all pages, which are as they were, why there are no new ones."""
        said = wrong_code(self._unbuilt, self._config_file.parent)
        for problem in said:
            log.error(str(problem))
        said += problems(self._memory.warnings, self._docs, self._config_file)
        why = why_not_built(error, self._config_file.parent)
        if why and not any(why.text in problem.text for problem in said):
            said.append(why)
            log.error(str(why))
        self._failure = said or [Problem("", 0, str(error))]
        if (
            type(error).__module__ == "builtins"
        ):  # nothing that an author did: a plugin, a hook or a template is at fault
            log.error("".join(traceback.format_exception(error)))

    def _note(self, config: MkDocsConfig) -> None:
        """Remember what is to be shown on which page."""
        self._docs, self._config_file = Path(config.docs_dir), Path(config.config_file_path)
        self._failure = []
        root = self._config_file.parent
        self._unbuilt = {path for path in self._unbuilt if wrong_code([path], root)}  # the others have been built
        self._problems = wrong_code(self._unbuilt, root)
        self._problems += problems(self._memory.warnings, self._docs, self._config_file)
        folder = self._docs.relative_to(root).as_posix() if self._docs.is_relative_to(root) else self._docs.as_posix()
        self._pages = {f"{folder}/{uri}": place for uri, place in self._memory.addresses().items()}

    def _let_in(self) -> None:
        """Let those who wait see the site as it was, and what is running."""
        server = self._server
        self._is_late = True
        with server._epoch_cond:
            server._visible_epoch = server._wanted_epoch
            server._epoch_cond.notify_all()

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self._server.root) / f"{code}.html"
        return page.read_bytes() if page.is_file() else None

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as MkDocs does, with the box on pages."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            started[:] = [(status, headers)]

        server = self._server
        if not environ["PATH_INFO"].startswith("/livereload/"):
            # Before it looks for the file, since the site of the build that it waits for lies elsewhere.
            with server._epoch_cond:
                server._epoch_cond.wait_for(lambda: server._visible_epoch == server._wanted_epoch)
        answer = server.serve_request(environ, start)
        status, headers = started[0]
        if ("Content-Type", "text/html") in headers:
            body = b"".join(answer)
            if close := getattr(answer, "close", None):
                close()
            if not status.startswith("200"):  # MkDocs lets only pages that are there follow the next build
                body = server._inject_js_into_html(body, server._visible_epoch)
            shown = place(self._box(environ["PATH_INFO"])).encode()
            end = body.rfind(b"</body>")
            body = body[:end] + shown + body[end:] if end >= 0 else body + shown
            headers = [header for header in headers if header[0] != "Content-Length"]
            headers.append(("Content-Length", str(len(body))))
            answer = [body]
        start_response(status, headers)
        return answer

    def _box(self, path: str) -> str:
        if self._is_late:
            return box(f"Building since {self._begun} … {self._running}", [], {}, running=True)
        if self._failure:
            return box("This save could not be built; the site is shown as it was before it.", self._failure, {})
        if not self._problems:
            return ""
        address = path.removeprefix(self._server.mount_path)
        here, elsewhere = [], {}
        for problem in self._problems:
            place = self._pages.get(problem.page or problem.path)
            if place is None or place in (address, f"{address}index.html"):
                here.append(problem)
            else:
                elsewhere[problem.page or problem.path] = self._server.mount_path + place
        return box(f"{len(self._problems)} to mend", here, elsewhere)
