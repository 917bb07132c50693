"""Quads -> dataset: an Oxigraph store in memory, and the files it is read from and written to.

A dataset is a file (.trig, .nq; .ttl and .nt, which merge the graphs) or a graph folder holding graph.trig.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg import vocab
from kg.errors import GraphError, WriteError

FORMATS = {
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
}
GRAPH_FILE = "graph.trig"
PAGE_FILE = "graph.html"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_GRAPHLESS = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)


def new(quads: Iterable[ox.Quad] = ()) -> ox.Store:
    """A store in memory with ``quads`` in it."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def load(path: str | Path) -> ox.Store:
    """The dataset in a file or a graph folder, in memory.

    Raises GraphError when there is none, its format is not known, or it is not well formed.
    """
    path = Path(path)
    file = path / GRAPH_FILE if path.is_dir() else path
    if not file.exists():
        where = f"no {GRAPH_FILE} in this folder" if path.is_dir() else "there is no such file or folder"
        raise GraphError(f"{path}: {where}; kg build makes one")
    store = ox.Store()
    try:
        store.bulk_load(path=str(file), format=format_of(file))
    except SyntaxError as error:
        raise GraphError(f"{file}: not well-formed RDF: {one_line(error)}") from error
    except (OSError, ValueError) as error:
        raise GraphError(f"{file}: can't be read: {one_line(error)}") from error
    return store


def save(store: ox.Store, path: str | Path) -> Path:
    """Write a dataset to a file, or to graph.trig in a folder when ``path`` has none of the known endings.

    The same dataset gives the same bytes. Gives the path of the file. Raises WriteError.
    """
    path = Path(path)
    file = path if is_file(path) else path / GRAPH_FILE
    check_output(path)
    write(file, serialise(store, FORMATS[file.suffix.lower()]))
    return file


def serialise(quads: Iterable[ox.Quad], form: ox.RdfFormat) -> bytes:
    """The bytes of ``quads`` in a format, sorted; Turtle and N-Triples merge the graphs."""
    prefixes = dict(vocab.PREFIXES)
    out = io.BytesIO()
    if form in _GRAPHLESS:
        triples = {quad.triple for quad in quads}
        ox.serialize(sorted(triples, key=_triple_order), out, format=form, prefixes=prefixes)
    else:
        ox.serialize(sorted(quads, key=_quad_order), out, format=form, prefixes=prefixes)
    return out.getvalue()


def _triple_order(triple: ox.Triple | ox.Quad) -> tuple[str, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), "" if predicate == _RDF_TYPE else predicate, str(triple.object)


def _quad_order(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), *_triple_order(quad)


def format_of(file: Path) -> ox.RdfFormat:
    """The RDF format that a file's ending stands for. Raises GraphError."""
    try:
        return FORMATS[file.suffix.lower()]
    except KeyError:
        raise GraphError(f"{file}: not a graph file; its name must end in {', '.join(FORMATS)}") from None


def is_file(path: Path) -> bool:
    """Whether ``path`` names one file, by a known ending, and not a graph folder."""
    return path.suffix.lower() in FORMATS


def check_output(path: Path) -> None:
    """Make sure, before long work, that a graph can be saved as ``path``; makes a graph folder.

    Raises WriteError.
    """
    if is_file(path):
        check_file(path)
        return
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{path}: the folder can't be made: {error.strerror}") from error
    check_file(path / GRAPH_FILE)


def check_file(path: Path) -> None:
    """Make sure that ``path`` can be written as a file. Raises WriteError."""
    if path.is_dir():
        raise WriteError(f"{path}: can't be written: a folder has this name")
    if not path.parent.is_dir():
        raise WriteError(f"{path}: can't be written: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise WriteError(f"{path}: can't be written: no permission to write in {path.parent}")


def write(file: Path, data: bytes) -> None:
    """Write ``data`` to a temporary file beside ``file`` and rename it, so that no half file is ever seen.

    Raises WriteError; what was there before then stays.
    """
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        try:
            with temporary.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"{file}: can't be written: {error.strerror}") from error


def one_line(error: BaseException) -> str:
    """The text of an error on one line."""
    return " ".join(str(error).split())
