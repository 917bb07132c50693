"""What a worker of its own does for an update: change the graph, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import store, vocab
from kg.errors import RequestError
from kg.query import run
from kg.serve import guard


def update(_: None, graph: Path, text: str) -> None:
    """Run an update on the graph in a file or a graph folder.

    Raises RequestError: 400 for what is no update, 403 for one that reaches beyond the graph; GraphError and
    WriteError when the graph can't be read or written.
    """
    guard.check_update(text)
    file = graph / store.GRAPH_FILE if graph.is_dir() else graph
    dataset = store.load(file)
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
