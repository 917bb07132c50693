"""The databases that workers read: a graph as it was at one moment, and a new one when it has changed.

A graph folder's database is read through a snapshot, which its writer does not disturb. A file is read into a
database of its own in a temporary folder, so that all workers share it and a new one is ready at once.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from kg import store
from kg.errors import GraphError
from kg.store import snapshot

Stamp = tuple[tuple[str, int, int], ...]


class Source:
    """The graph in a file or graph folder, as databases to read."""

    def __init__(self, graph: Path) -> None:
        """Raises GraphError when there is no graph or it can't be read."""
        database = graph / store.DATABASE
        self._is_folder = database.is_dir()
        self._graph = database if self._is_folder else graph / store.GRAPH_FILE if graph.is_dir() else graph
        if not self._graph.exists():
            raise GraphError(f"{graph}: there is no graph here; kg build makes one")
        self._stamp = self._look()
        self.database = self._take()
        self._old: set[Path] = set()

    def renew(self) -> bool:
        """Whether the graph has changed; ``database`` is then a new one.

        Raises GraphError when it can't be read now; ``database`` is then what it was.
        """
        stamp = self._look()
        if stamp == self._stamp:
            return False
        new = self._take()
        self._old.add(self.database)
        self.database, self._stamp = new, stamp
        return True

    def tidy(self, used: Collection[Path] = ()) -> None:
        """Remove the databases that are out of date and that nobody uses any more."""
        for folder in self._old.difference(used):
            self._drop(folder)
            self._old.discard(folder)

    def close(self) -> None:
        """Remove all that was made to read the graph."""
        self.tidy()
        self._drop(self.database)

    def _look(self) -> Stamp:
        """What tells one state of the graph from another: names, times and sizes of its files."""
        found = []
        with suppress(FileNotFoundError):  # its writer is tidying up
            for file in sorted(self._graph.iterdir()) if self._is_folder else [self._graph]:
                state = file.stat()
                found.append((file.name, state.st_mtime_ns, state.st_size))
        return tuple(found)

    def _take(self) -> Path:
        if self._is_folder:
            try:
                try:
                    return snapshot.take(self._graph)
                except OSError:  # no place for links there
                    return snapshot.take(self._graph, Path(tempfile.gettempdir()))
            except OSError as error:
                text = store.one_line(error.strerror or str(error))
                raise GraphError(f"{self._graph}: can't be read: {text}") from error
        folder = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        try:
            made = store.load(self._graph, ox.Store(str(folder)))
            made.flush()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return folder

    def _drop(self, folder: Path) -> None:
        if self._is_folder:
            snapshot.drop(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
