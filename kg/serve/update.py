"""What a worker of its own does for an update: change the graph, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import store, vocab
from kg.errors import RequestError
from kg.query import run
from kg.serve import guard
from kg.store.archive import Archive


def update(_: None, graph: Path, text: str) -> None:
    """Run an update on the graph in a file or a graph folder.

    Raises RequestError: 400 for what is no update, 403 for one that reaches beyond the graph; GraphError and
    WriteError when the graph can't be read or written, BusyError when another process writes to it.
    """
    guard.check_update(text)
    if (graph / store.DATABASE).is_dir():
        with Archive.open(graph) as archive:
            _change(archive.store, text)
            archive.store.flush()
        return
    dataset = store.load(graph / store.GRAPH_FILE if graph.is_dir() else graph)
    _change(dataset, text)
    store.save(dataset, graph)


def _change(dataset: ox.Store, text: str) -> None:
    try:
        dataset.update(text, prefixes=dict(vocab.PREFIXES))
    except SyntaxError as error:
        told = run.fault(text, error)
        raise RequestError(400, str(told), told.line, told.column) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise RequestError(400, f"the update failed: {store.one_line(error)}") from error
