"""What workers do for /sparql: look a query over, run it, and write its answer within the limits."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import store, vocab
from kg.errors import RequestError
from kg.query import run
from kg.serve import guard, negotiate
from kg.serve.settings import Limits
from kg.store.dataset import Results
from kg.store.files import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/xml": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the protocol brings it."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a response and its media type."""

    media_type: str
    body: bytes


def answer(dataset: ox.Store, query: Query, limits: Limits) -> Answer:
    """The answer to a query in the format that the client likes best.

    Graphs that the protocol names go before those that the query names; without any, all graphs are one.
    Raises RequestError: 400 for what is no query, 403 for one that reaches beyond the graph, 406 when no
    format is accepted, 507 for an answer that is too long.
    """
    named = guard.graphs_of(query.text)
    asked = (*query.default_graphs, *query.named_graphs)
    for iri in asked or named:
        _check_graph(dataset, iri)
    try:
        return _written(_run(dataset, query, union=not (named or asked)), query.accept, limits)
    except SyntaxError as error:
        told = run.fault(query.text, error)
        raise RequestError(400, str(told), told.line, told.column) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise RequestError(400, f"the query failed: {store.one_line(error)}") from error


def _run(dataset: ox.Store, query: Query, *, union: bool) -> Results:
    prefixes = dict(vocab.PREFIXES)
    if query.default_graphs or query.named_graphs:
        return dataset.query(
            query.text,
            prefixes=prefixes,
            default_graph=[ox.NamedNode(iri) for iri in query.default_graphs],
            named_graphs=[ox.NamedNode(iri) for iri in query.named_graphs],
        )
    return dataset.query(query.text, prefixes=prefixes, use_default_graph_as_union=union)


def _check_graph(dataset: ox.Store, iri: str) -> None:
    try:
        known = dataset.contains_named_graph(ox.NamedNode(iri))
    except ValueError:
        known = False
    if not known:
        raise RequestError(403, f"<{iri}> is no graph of this dataset, and nothing else is read")


def _written(results: Results, accept: str | None, limits: Limits) -> Answer:
    if isinstance(results, ox.QueryTriples):
        return write_triples(results, accept, limits)
    media = negotiate.media_type(accept, list(ROWS))
    if media is None:
        raise RequestError(406, f"rows come as {', '.join(ROWS)}")
    out = _Bounded(limits)
    if isinstance(results, ox.QueryBoolean):
        results.serialize(out, format=ROWS[media])
        return Answer(media, out.getvalue())
    # As TSV a row is a line whatever stands in it, so that rows can be counted as they come.
    lines = _Bounded(limits, limits.rows + 1)  # the first names the variables
    results.serialize(lines, format=ox.QueryResultsFormat.TSV)
    counted = ox.parse_query_results(lines.getvalue(), format=ox.QueryResultsFormat.TSV)
    counted.serialize(out, format=ROWS[media])
    return Answer(media, out.getvalue())


def write_triples(results: ox.QueryTriples | list[ox.Triple], accept: str | None, limits: Limits) -> Answer:
    """Triples in the format that the client likes best. Raises RequestError: 406, 507."""
    media = negotiate.media_type(accept, list(TRIPLES))
    if media is None:
        raise RequestError(406, f"triples come as {', '.join(TRIPLES)}")
    triples = list(islice(results, limits.rows + 1))
    if len(triples) > limits.rows:
        raise _too_long(f"{limits.rows} triples")
    form, out = TRIPLES[media], _Bounded(limits)
    prefixed = form in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML)
    ox.serialize(triples, out, format=form, prefixes=dict(PREFIXES) if prefixed else None)
    return Answer(media, out.getvalue())


class _Bounded(io.BytesIO):
    """Takes what is written to it up to the longest answer, and up to ``lines`` when they are given.

    Raises RequestError (507) beyond.
    """

    def __init__(self, limits: Limits, lines: int | None = None) -> None:
        super().__init__()
        self._limits, self._lines, self._met = limits, lines, 0

    def write(self, data: ReadableBuffer, /) -> int:
        data = bytes(data)
        if self.tell() + len(data) > self._limits.bytes:
            raise _too_long(f"{self._limits.size} MiB")
        self._met += data.count(b"\n")
        if self._lines is not None and self._met > self._lines:
            raise _too_long(f"{self._limits.rows} rows")
        return super().write(data)


def _too_long(limit: str) -> RequestError:
    return RequestError(507, f"the answer is longer than {limit}; ask for less, or use LIMIT and OFFSET")
