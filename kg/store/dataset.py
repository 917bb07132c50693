"""What can be asked: a store here, or a SPARQL endpoint elsewhere that is asked in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox

from kg.vocab import PREFIXES

Node = ox.NamedNode | ox.BlankNode | ox.Literal
Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Dataset(Protocol):
    """The part of an Oxigraph store that reading needs."""

    def query(
        self,
        query: str,
        /,
        *,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
    ) -> Results:
        """The answer to a SPARQL query."""

    def quads_for_pattern(
        self, subject: None, predicate: None, object: None, graph_name: Name, /
    ) -> Iterator[ox.Quad]:
        """The statements of a graph."""

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of the graphs."""

    def __iter__(self) -> Iterator[ox.Quad]: ...

    def __len__(self) -> int: ...


def select(dataset: Dataset, query: str) -> Iterator[tuple[Node | None, ...]]:
    """The rows of a SELECT on all graphs as one; the prefixes of :data:`kg.vocab.PREFIXES` are there."""
    found = dataset.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    yield from map(tuple, found)


def graphs(dataset: Dataset) -> list[Name]:
    """The graphs of a dataset in a fixed order; the default graph first, whether or not it has statements."""
    return [ox.DefaultGraph(), *sorted(dataset.named_graphs(), key=str)]


def quads_of(dataset: Dataset, graph: Name) -> Iterator[ox.Quad]:
    """The statements of one graph of a dataset."""
    return dataset.quads_for_pattern(None, None, None, graph)
