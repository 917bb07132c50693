"""A dataset as a file: .trig, .nq, .jsonld, or .ttl and .nt, which merge the graphs."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg import vocab
from kg.errors import GraphError, UsageError, WriteError
from kg.jsonld import compact

FORMATS = {
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
OTHER_ENDINGS = frozenset(
    (".rdf", ".owl", ".xml", ".n3", ".json", ".csv", ".tsv", ".html", ".gexf", ".graphml")
)
#: What is in a graph folder: the database, and beside it the same as a file and as a page.
DATABASE = "store"
GRAPH_FILE = "graph.trig"
PAGE_FILE = "graph.html"
#: What Turtle and TriG are written with.
PREFIXES = {name: iri for name, iri in vocab.PREFIXES.items() if name != "data"} | {
    "wd": "http://www.wikidata.org/entity/"
}
_HEAD = re.compile(rb"\A(@(base|prefix) [^\n]*\n)*")
_GRAPHLESS = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)


def new(quads: Iterable[ox.Quad] = ()) -> ox.Store:
    """A store in memory with ``quads`` in it."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def load(file: Path, into: ox.Store | None = None) -> ox.Store:
    """The dataset in a file: in memory, or read into a store that is there.

    Raises GraphError when its format is not known, when it can't be read or is not well formed.
    """
    store = ox.Store() if into is None else into
    try:
        store.bulk_load(path=str(file), format=format_of(file))
    except SyntaxError as error:
        raise GraphError(f"{file}: not well-formed RDF: {one_line(error)}") from error
    except (OSError, ValueError) as error:
        raise GraphError(f"{file}: can't be read: {one_line(error)}") from error
    return store


def save(store: Iterable[ox.Quad], path: str | Path) -> Path:
    """Write a dataset to a file, or to graph.trig in a folder when ``path`` has none of the known endings.

    The same dataset gives the same bytes. Gives the path of the file. Raises UsageError for a folder with a
    database, WriteError.
    """
    path = Path(path)
    if (path / DATABASE).is_dir():
        raise UsageError(
            f"{path}: holds a database, which kg build adds to; save to a file or another folder"
        )
    file = path if is_file(path) else path / GRAPH_FILE
    check_output(path)
    write(file, serialise(store, FORMATS[file.suffix.lower()]))
    return file


def serialise(quads: Iterable[ox.Quad], form: ox.RdfFormat) -> bytes:
    """The bytes of ``quads`` in a format, sorted; Turtle and N-Triples merge the graphs.

    In Turtle and TriG the data's own IRIs are relative to a base, so that they are short; JSON-LD is compact,
    with the words of ontology/context.jsonld.
    """
    quads = list(quads)
    if form == ox.RdfFormat.JSON_LD:
        return _json(sorted(quads, key=_quad_order), base_of(quads))
    if form in _GRAPHLESS:
        return write_terms(sorted({quad.triple for quad in quads}, key=_triple_order), form, base_of(quads))
    return write_terms(sorted(quads, key=_quad_order), form, base_of(quads))


def _json(quads: Iterable[ox.Quad], base: str) -> bytes:
    """The bytes of ``quads`` as compact JSON-LD."""
    text = (vocab.ontology_path() / "context.jsonld").read_text(encoding="utf-8")
    context = {"@base": base, **json.loads(text)["@context"]}
    context.pop("data", None)  # the base says it
    return (json.dumps(compact(quads, context), ensure_ascii=False, indent=1) + "\n").encode()


def write_terms(
    statements: Sequence[ox.Triple] | Sequence[ox.Quad], form: ox.RdfFormat, base: str = vocab.DATA.iri
) -> bytes:
    """The bytes of triples or quads in a format that can hold them, in their order."""
    out = io.BytesIO()
    if form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        ox.serialize(statements, out, format=form)
        return out.getvalue()
    ox.serialize(statements, out, format=form, prefixes=PREFIXES, base_iri=base)
    # Oxigraph writes the prefixes relative to the base too; people look for them in full.
    head = [f"@base <{base}> .", *(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())]
    body = _HEAD.sub(b"", out.getvalue())
    return "\n".join((*head, "", "")).encode() + body


def base_of(quads: Iterable[ox.Quad]) -> str:
    """What the dataset's own IRIs begin with, as the name of its graph of events tells."""
    end = "graph/resolved"
    names = (quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
    return next((name.removesuffix(end) for name in names if name.endswith(end)), vocab.DATA.iri)


def _triple_order(triple: ox.Triple | ox.Quad) -> tuple[str, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), "" if predicate == vocab.RDF.type else predicate, str(triple.object)


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

    Raises UsageError for the ending of another format, WriteError.
    """
    if is_file(path):
        check_file(path)
        return
    if path.suffix.casefold() in OTHER_ENDINGS and not path.is_dir():
        raise UsageError(f"{path}: graphs are written as {', '.join(FORMATS)}, or into a folder")
    check_folder(path)
    check_file(path / GRAPH_FILE)


def check_folder(path: Path) -> None:
    """Make a folder if there is none. Raises WriteError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{path}: the folder can't be made: {error.strerror}") from error


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
    with replacing(file) as out:
        out.write(data)


@contextmanager
def replacing(file: Path) -> Iterator[IO[bytes]]:
    """Write to what takes the place of ``file`` when all has gone well. Raises WriteError."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        try:
            with temporary.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"{file}: can't be written: {error.strerror}") from error


def one_line(error: BaseException | str) -> str:
    """The text of an error on one line."""
    return " ".join(str(error).split())
