"""Quads -> dataset: kept in a database that grows, written to a file, or elsewhere behind an address.

files      a dataset as a file, and writing files so that no half one is ever seen
snapshot   reading a database beside its writer
remote     a SPARQL endpoint, asked as if it were a store here
push       sending a dataset to one
archive    the database of a graph folder, for its one writer; ledger is what it remembers

A GRAPH, wherever a command or function takes one, is a file, a graph folder or the address of an endpoint:
:func:`open` opens it for reading.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import GraphError
from kg.store import snapshot
from kg.store.dataset import Dataset, graphs, quads_of
from kg.store.files import (
    DATABASE,
    FORMATS,
    GRAPH_FILE,
    PAGE_FILE,
    base_of,
    check_file,
    check_folder,
    check_output,
    is_file,
    load,
    new,
    one_line,
    replacing,
    save,
    serialise,
    write,
    write_terms,
)
from kg.store.remote import Endpoint, is_address

__all__ = [
    "DATABASE",
    "FORMATS",
    "GRAPH_FILE",
    "PAGE_FILE",
    "Dataset",
    "Endpoint",
    "base_of",
    "check_file",
    "check_folder",
    "check_output",
    "graphs",
    "is_address",
    "is_file",
    "load",
    "new",
    "one_line",
    "open",
    "quads_of",
    "replacing",
    "save",
    "serialise",
    "write",
    "write_terms",
]


def open(where: str | Path, token: str | None = None) -> Dataset:
    """The dataset in a file (in memory), in a graph folder, or behind the address of an endpoint.

    A graph folder is shown as it is now, whatever another process writes to it later; open it again to see
    that. Nothing can be written through what this gives. Raises GraphError when there is no graph, its format
    is not known, or it can't be read; UsageError for an address that is none. An endpoint is asked later,
    with ``token`` as a bearer token when there is one.
    """
    if isinstance(where, str) and is_address(where):
        return Endpoint.of(where, token)
    path = Path(where)
    if (path / DATABASE).is_dir():
        return snapshot.read(path / DATABASE)
    file = path / GRAPH_FILE if path.is_dir() else path
    if not file.exists():
        missing = f"no {GRAPH_FILE} in this folder" if path.is_dir() else "there is no such file or folder"
        raise GraphError(f"{path}: {missing}; kg build makes one")
    return load(file)
