"""A part of a dataset that is too large to look at as a whole: some events, and what is said of them.

events = most_connected(dataset, 5_000)
small = excerpt(dataset, events)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter

import pyoxigraph as ox

from kg.model import Role
from kg.store.dataset import Dataset, select
from kg.vocab import GAF, NIF, ORG, PP, RDF, SCHEMA, SEM, SKOS

_BATCH = 500  # IRIs that are asked for at once
_ACTOR = (RDF.type, SKOS.prefLabel, SKOS.altLabel, SKOS.exactMatch, ORG.holds)
#: From what to what else, by which properties, and which properties are taken of that; none stands for all.
_STEPS: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("event", (*(PP.iri + role.value for role in Role), PP.accordingTo), "actor", _ACTOR),
    ("event", (PP.place,), "place", _ACTOR),  # a state is both
    ("event", (PP.topic, PP.view), "thing", ()),
    ("thing", (SEM.accordingTo,), "actor", _ACTOR),
    ("actor", (ORG.holds,), "post", ()),
    ("post", (ORG.role,), "role", ()),
    ("post", (ORG.postIn,), "body", (SKOS.prefLabel,)),
    ("event", (GAF.denotedBy,), "mention", ()),
    ("mention", (PP.hasArgument,), "argument", ()),
    ("argument", (PP.filler,), "filler", ()),
    ("mention", (NIF.referenceContext,), "article", ()),
    ("article", (SCHEMA.publisher,), "publisher", ()),
)


def count_events(dataset: Dataset) -> int:
    """The number of events."""
    ((number,),) = select(dataset, "SELECT (COUNT(DISTINCT ?event) AS ?n) { ?event pp:status ?status }")
    return int(number.value) if isinstance(number, ox.Literal) else 0


def most_connected(dataset: Dataset, most: int) -> list[ox.NamedNode]:
    """Events of the actors that are in most of them, at most ``most``."""
    ranked = select(
        dataset,
        f"SELECT ?actor (COUNT(?event) AS ?n) {{ ?event pp:participant ?actor }} "
        f"GROUP BY ?actor ORDER BY DESC(?n) ?actor LIMIT {most}",
    )
    rank: dict[object, int] = {}
    seen = 0
    for actor, number in ranked:
        if seen < most and isinstance(number, ox.Literal):
            rank[actor] = len(rank)
            seen += int(number.value)
    found: list[tuple[int, str, ox.NamedNode]] = []
    for some in _batches(rank):
        query = f"SELECT ?a ?event {{ VALUES ?a {{ {some} }} ?event pp:participant ?a }}"
        found.extend(
            (rank[actor], event.value, event)
            for actor, event in select(dataset, query)
            if isinstance(event, ox.NamedNode)
        )
    return [*islice(dict.fromkeys(event for _, _, event in sorted(found, key=itemgetter(0, 1))), most)]


def excerpt(dataset: Dataset, events: Iterable[ox.NamedNode]) -> ox.Store:
    """What a dataset says of some events, their actors, places, evidence and articles, as a store."""
    out = ox.Store()
    known: dict[str, dict[ox.NamedNode, None]] = {"event": dict.fromkeys(events)}
    _copy(dataset, known["event"], (), out)
    for source, properties, target, taken in _STEPS:
        found = dict.fromkeys(
            quad.object
            for node in known.get(source, ())
            for name in properties
            for quad in out.quads_for_pattern(node, ox.NamedNode(name), None)
            if isinstance(quad.object, ox.NamedNode)
        )
        there = known.setdefault(target, {})
        new = [node for node in found if node not in there]
        there.update(dict.fromkeys(new))
        _copy(dataset, new, taken, out)
    return out


def _copy(dataset: Dataset, nodes: Iterable[ox.NamedNode], properties: Iterable[str], out: ox.Store) -> None:
    names = [f"<{name}>" for name in properties] or ["?p"]
    for some in _batches(nodes):
        for name in names:  # one at a time: with a table of them the engine looks through everything
            found = dataset.query(
                f"CONSTRUCT {{ ?s {name} ?o }} {{ VALUES ?s {{ {some} }} ?s {name} ?o }}",
                use_default_graph_as_union=True,
            )
            if isinstance(found, ox.QueryTriples):
                out.extend(ox.Quad(*triple) for triple in found)


def _batches(nodes: Iterable[object]) -> Iterator[str]:
    nodes = iter(nodes)
    while some := list(islice(nodes, _BATCH)):
        yield " ".join(map(str, some))
