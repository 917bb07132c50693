"""A dataset in the formats of other programs.

RDF       trig, nquads, turtle, jsonld
graphs    graphml, gexf (for Gephi and the like): actors and events as nodes, roles as edges
tables    csv, parquet: who did what to whom as political scientists use it, one row for each event and pair
          of actors (one row, without a target, for an event with one actor)

RDF and tables are written piece by piece, so that a large dataset needs no more memory than a small one.
"""

from __future__ import annotations

import csv
import importlib
import io
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from itertools import islice
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from kg import vocab
from kg.analyse import sentence, to_networkx
from kg.errors import UsageError
from kg.model import Role, Taxonomy
from kg.store import Dataset, base_of, serialise, write_terms
from kg.store.dataset import Node, graphs, quads_of, select
from kg.vocab import PP, RDF, SEM

if TYPE_CHECKING:
    import networkx as nx

#: The largest dataset that is sorted as a whole, in statements.
SORTED_LIMIT = 200_000
_PIECE = 50_000  # statements written at once
_BATCH = 500  # events that are asked for at once
_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # for XML


class Format(StrEnum):
    """What a dataset can be exported as."""

    TRIG = "trig"
    NQUADS = "nquads"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    GRAPHML = "graphml"
    GEXF = "gexf"
    CSV = "csv"
    PARQUET = "parquet"


#: The endings of files that are not named as their format is.
_ENDINGS = {"nq": "nquads", "ttl": "turtle"}


def format_of(name: str) -> Format:
    """The format of that name, or of files that end so. Raises UsageError when there is none."""
    try:
        return Format(_ENDINGS.get(name, name))
    except ValueError:
        raise UsageError(f"there is no format {name}; choose {', '.join(Format)}") from None


_RDF = {
    Format.TRIG: ox.RdfFormat.TRIG,
    Format.NQUADS: ox.RdfFormat.N_QUADS,
    Format.TURTLE: ox.RdfFormat.TURTLE,
    Format.JSONLD: ox.RdfFormat.JSON_LD,
}


def export(dataset: Dataset, form: Format, out: IO[bytes], taxonomy: Taxonomy, lang: str = "en") -> None:
    """Write a dataset in a format. ``lang`` is the language that names are taken in where there is one.

    Raises UsageError when a format needs a package that is not installed.
    """
    if form in _RDF:
        out.writelines(_rdf(dataset, _RDF[form]))
    elif form is Format.CSV:
        _csv(rows(dataset, taxonomy, lang), out)
    elif form is Format.PARQUET:
        _parquet(rows(dataset, taxonomy, lang), out)
    else:
        _xml(to_networkx(dataset, taxonomy=taxonomy), form, out, lang)


# RDF.


def _rdf(dataset: Dataset, form: ox.RdfFormat) -> Iterator[bytes]:
    """The bytes of a dataset: sorted when it is small, else graph by graph in pieces."""
    quads: Iterator[ox.Quad] = (quad for name in graphs(dataset) for quad in quads_of(dataset, name))
    first = list(islice(quads, SORTED_LIMIT + 1))
    if len(first) <= SORTED_LIMIT:
        yield serialise(first, form)
        return
    quads = itertools.chain(first, quads)
    if form == ox.RdfFormat.JSON_LD:  # compact JSON-LD is one document, and made as one
        yield serialise(quads, form)
        return
    base = base_of(first)
    head = True
    while piece := list(islice(quads, _PIECE)):
        graphless = form == ox.RdfFormat.TURTLE
        data = write_terms([quad.triple for quad in piece] if graphless else piece, form, base)
        yield data if head else _beheaded(data)
        head = False


def _beheaded(data: bytes) -> bytes:
    """A piece of TriG or Turtle without its prefixes, which an earlier one declared."""
    while data.startswith((b"@base", b"@prefix")):
        data = data[data.index(b"\n") + 1 :]
    return data


# Tables.


@dataclass(frozen=True, slots=True)
class Row:
    """Who did what to whom, and which sentence says so. What is not known is empty."""

    date: str  # of the event: a day, month or year
    source: str
    target: str
    cls: str  # written "class"
    plover: str  # the code of the class in PLOVER
    status: str
    place: str
    confidence: float | None
    article: str  # IRI
    quote: str  # the sentence
    published: str
    event: str  # IRIs
    source_iri: str
    target_iri: str


_COLUMNS = tuple("class" if field.name == "cls" else field.name for field in fields(Row))
_BEGIN = (SEM.hasBeginTimeStamp, SEM.hasEarliestBeginTimeStamp)
_ROLES = {PP.iri + role.value: role for role in Role}


def rows(dataset: Dataset, taxonomy: Taxonomy, lang: str = "en") -> Iterator[Row]:
    """The table of events: a row for each agent and recipient, or for each pair of equals, by event."""
    codes = _codes(dataset)
    names = {item.iri: name for name, item in taxonomy.classes.items()}
    every = select(dataset, "SELECT DISTINCT ?event { ?event pp:status ?status FILTER(ISIRI(?event)) }")
    events = (event for (event,) in every)
    while some := list(islice(events, _BATCH)):
        facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        wanted = " ".join(map(str, some))
        for event, name, value in select(
            dataset, f"SELECT ?e ?p ?o {{ VALUES ?e {{ {wanted} }} ?e ?p ?o }} ORDER BY ?e ?p ?o"
        ):
            facts[_text(event)][_text(name)].append(_text(value))
        labels = _labels(dataset, facts.values(), lang)
        evidence = _evidence(dataset, wanted)
        for iri in sorted(facts):
            yield from _event_rows(iri, facts[iri], labels, evidence.get(iri), names, codes, taxonomy)


def _event_rows(
    iri: str,
    facts: Mapping[str, list[str]],
    labels: Mapping[str, str],
    evidence: tuple[str, str, str] | None,
    names: Mapping[str, str],
    codes: Mapping[str, str],
    taxonomy: Taxonomy,
) -> Iterator[Row]:
    classes = [cls for cls in facts.get(RDF.type, ()) if cls in names]
    finest = max(classes, key=lambda cls: (len(taxonomy.line(names[cls])), cls), default="")
    line = taxonomy.line(names[finest]) if finest else ()
    article, published, quote = evidence or ("", "", "")
    date = next((facts[name][0] for name in _BEGIN if name in facts), "")
    confidence = facts.get(PP.confidence)
    for source, target in _pairs(facts):
        yield Row(
            date=date,
            source=labels.get(source, ""),
            target=labels.get(target, ""),
            cls=names.get(finest, ""),
            plover=next((code for name in line if (code := codes.get(taxonomy.classes[name].iri))), ""),
            status=facts.get(PP.status, [""])[0].removeprefix(PP.iri),
            place=" | ".join(labels.get(place, "") for place in facts.get(PP.place, ())),
            confidence=float(confidence[0]) if confidence else None,
            article=article,
            quote=quote,
            published=published,
            event=iri,
            source_iri=source,
            target_iri=target,
        )


def _pairs(facts: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Who acts on whom; "" for nobody."""
    by_role = {role: facts.get(PP.iri + role.value, []) for role in Role}
    agents, recipients = by_role[Role.AGENT], by_role[Role.RECIPIENT]
    equals = [actor for actor in by_role[Role.PARTICIPANT] if actor not in (*agents, *recipients)]
    others = recipients or equals
    if agents and others:
        return [(agent, other) for agent in agents for other in others if agent != other] or [(agents[0], "")]
    alone = agents or equals
    if len(alone) > 1 and not agents:
        return list(itertools.combinations(alone, 2))
    return [(actor, "") for actor in alone] or [("", actor) for actor in recipients] or [("", "")]


def _codes(dataset: Dataset) -> dict[str, str]:
    """The PLOVER codes of the classes, the ontology's and those that the graph adds."""
    codes = {term.iri: term.notation for term in vocab.terms().values() if term.is_class and term.notation}
    added = select(dataset, "SELECT ?class ?code { ?class a owl:Class ; skos:notation ?code }")
    return codes | {_text(cls): _text(code) for cls, code in added}


def _labels(dataset: Dataset, facts: Iterable[Mapping[str, list[str]]], lang: str) -> dict[str, str]:
    """A name for each actor and place: in ``lang``, else in French or English, else in any language."""
    wanted = {iri for fact in facts for name in (*_ROLES, PP.place) for iri in fact.get(name, ())}
    order = {code: rank for rank, code in enumerate(dict.fromkeys((lang, "fr", "en")))}
    best: dict[str, tuple[int, str]] = {}
    listed = sorted(wanted)
    for start in range(0, len(listed), _BATCH):
        some = " ".join(f"<{iri}>" for iri in listed[start : start + _BATCH])
        for node, name in select(dataset, f"SELECT ?x ?l {{ VALUES ?x {{ {some} }} ?x skos:prefLabel ?l }}"):
            rank = order.get((name.language if isinstance(name, ox.Literal) else None) or "", len(order))
            found = rank, _text(name)
            best[_text(node)] = min(best.get(_text(node), found), found)
    return {iri: name for iri, (_, name) in best.items()}


def _evidence(dataset: Dataset, events: str) -> dict[str, tuple[str, str, str]]:
    """For each event the article that tells of it first, its day, and the sentence."""
    out: dict[str, tuple[str, str, str]] = {}
    query = f"""SELECT ?event ?article ?day ?begin ?end ?text {{
        VALUES ?event {{ {events} }}
        ?event gaf:denotedBy ?mention .
        ?mention nif:referenceContext ?article ; nif:beginIndex ?begin ; nif:endIndex ?end .
        ?article nif:isString ?text OPTIONAL {{ ?article schema:datePublished ?day }}
    }} ORDER BY ?event ?day ?article ?begin"""
    for event, article, day, begin, end, text in select(dataset, query):
        if _text(event) not in out:
            low, high = sentence(_text(text), int(_text(begin)), int(_text(end)))
            out[_text(event)] = _text(article), _text(day), " ".join(_text(text)[low:high].split())
    return out


def _text(node: Node | None) -> str:
    return "" if node is None else node.value


def _csv(table: Iterable[Row], out: IO[bytes]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(asdict(row).values() for row in table)
    text.flush()
    text.detach()


def _parquet(table: Iterable[Row], out: IO[bytes]) -> None:
    try:
        arrow = importlib.import_module("pyarrow")
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError("parquet needs pyarrow: pip install pyarrow") from error
    kinds = {name: arrow.float64() if name == "confidence" else arrow.string() for name in _COLUMNS}
    schema = arrow.schema(list(kinds.items()))
    table = iter(table)
    with parquet.ParquetWriter(out, schema) as writer:
        while some := list(islice(table, _PIECE)):
            columns = zip(*(asdict(row).values() for row in some), strict=True)
            writer.write_table(arrow.table([list(column) for column in columns], schema=schema))


# Graphs.


def _xml(graph: nx.MultiDiGraph, form: Format, out: IO[bytes], lang: str) -> None:
    import networkx as nx

    plain = nx.MultiDiGraph()
    for iri, about in graph.nodes(data=True):
        labels = about["labels"]
        label = next(
            (labels[code] for code in (lang, "fr", "en") if code in labels), next(iter(labels.values()))
        )
        kept = ("type", "kind", "wikidata", "cls", "family", "status", "begin", "end", "confidence")
        facts = {name: about[name] for name in kept if about.get(name) is not None}
        plain.add_node(_fit(iri), label=_fit(label), **{n: _fit(v) for n, v in facts.items()})
    for source, target, role in graph.edges(keys=True):
        plain.add_edge(_fit(source), _fit(target), key=role, role=role)
    writers: dict[Format, Callable[[nx.MultiDiGraph, IO[bytes]], None]] = {
        Format.GRAPHML: nx.write_graphml,
        Format.GEXF: nx.write_gexf,
    }
    writers[form](plain, out)


def _fit(value: object) -> str | float:
    """A value that XML can hold."""
    return value if isinstance(value, float) else _UNFIT.sub("\ufffd", str(value))
