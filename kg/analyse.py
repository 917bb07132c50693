"""A dataset as a networkx graph: who took part in what, and which sentence says so.

Nodes are IRIs. An actor and an event are nodes; an edge goes from an event to an actor and its key is the
role, or to another event that it is about, with the key ``content``.

    graph = to_networkx(store)
    people = actor_graph(graph)
    centrality(people)[:10]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import pyoxigraph as ox

from kg import vocab
from kg.model import Kind, Role, Status, Taxonomy
from kg.store.dataset import Dataset
from kg.vocab import PP, PREFIXES

_KINDS = frozenset(kind.value for kind in Kind)
_TIMES = {
    "sem:hasBeginTimeStamp": "begin",
    "sem:hasEndTimeStamp": "end",
    "sem:hasEarliestBeginTimeStamp": "earliest",
    "sem:hasLatestEndTimeStamp": "latest",
    "time:hasXSDDuration": "duration",
}
#: The longest passage quoted as evidence, in characters, when a sentence has no end in sight.
_LONGEST = 480
#: Where one sentence ends and the next begins. Initials and titles without a vowel ("M.", "Mr.") end none.
_BOUNDARY = re.compile(
    r"""(?<!\b[A-Z])(?<!\b[A-Z][b-df-hj-np-tv-z])(?<!\b[A-Z][b-df-hj-np-tv-z]{2})"""
    r"""[.!?…]['"»”’)\]]*\s+(?=['"«“‘(\[–—-]?\s*[A-ZÀ-ÞŒ0-9])"""
    r"|\s*\n\s*"
)

Labels = dict[str, str]  # words by language tag, "" for words that have none


@dataclass(frozen=True, slots=True)
class Mention:
    """What an article says in the words of an event mention, and what found them ("" when not known)."""

    iri: str
    cls: str = ""  # IRI of the class
    polarity: str = ""
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words inside the text of an :class:`Evidence`: ``text[begin:end]``."""

    begin: int
    end: int
    what: str  # "event" for the words that tell of it, else the role of the actor they name
    mention: Mention | None = None  # for words that tell of the event


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that supports an event, the words in it that do, and the article it stands in."""

    text: str
    marks: tuple[Mark, ...]  # in the order of the text, without overlap
    article: str  # IRI
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    lang: str | None = None
    begin: int = 0  # where the text stands in the article, in characters


@dataclass(frozen=True, slots=True)
class Thing:
    """A place or a topic: its IRI and its names."""

    iri: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Holding:
    """An office that an actor holds; ``of`` is the IRI of the state or body, when it is known."""

    role: Labels
    of: str | None
    of_labels: Labels


@dataclass(frozen=True, slots=True)
class Opinion:
    """A judgement on an event: its words and the IRI of the actor who holds it."""

    text: str
    holder: str | None


def to_networkx(store: Dataset, *, taxonomy: Taxonomy | None = None) -> nx.MultiDiGraph:
    """The actors and events of a dataset, every graph of it read as one.

    An actor has the attributes ``type`` ("actor"), ``kind``, ``labels``, ``aliases``, ``wikidata`` (an IRI
    or None), ``offices`` (of :class:`Holding`). An event has ``type`` ("event"), ``cls``, ``family``,
    ``status``, ``labels``, ``begin``, ``end``, ``earliest``, ``latest``, ``duration`` (xsd lexical forms or
    None), ``places`` and ``topics`` (of :class:`Thing`), ``confidence``, ``according_to`` (IRIs of actors),
    ``views`` (of :class:`Opinion`), ``evidence`` (of :class:`Evidence`). ``labels`` map a language to words.
    ``graph.graph["classes"]`` has the labels of the classes and families met, ``graph.graph["lines"]`` the
    IRIs of each class met and of those above it. The taxonomy says which class
    of an event is the finest and what family it is of; without one the vocabulary's own is used. Raises
    DataError when that can't be read.
    """
    taxonomy = taxonomy or vocab.taxonomy()
    graph = nx.MultiDiGraph()
    labels = _labels(store)
    for iri, facts in _facts(store, "pp:Actor", _ACTOR_FACTS).items():
        graph.add_node(iri, **_actor(iri, facts, labels))
    offices = _offices(store, labels)
    for iri, held in offices.items():
        if iri in graph:
            graph.nodes[iri]["offices"] = held
    events = _facts(store, "pp:Event", _EVENT_FACTS)
    evidence = _evidence(store)
    views = _views(store)
    names = {item.iri or PP.iri + name: name for name, item in taxonomy.classes.items()}
    for iri, facts in events.items():
        graph.add_node(iri, **_event(iri, facts, labels, names, taxonomy))
        graph.nodes[iri].update(evidence=evidence.get(iri, ()), views=views.get(iri, ()))
    for iri, facts in events.items():
        for role, target in _edges(facts):
            if target in graph:
                graph.add_edge(iri, target, key=role, role=role)
    graph.graph["classes"] = dict(_classes(graph, taxonomy))
    graph.graph["lines"] = {
        name: tuple(taxonomy.classes[c].iri or PP.iri + c for c in taxonomy.line(name))
        for name in graph.graph["classes"]
        if name in taxonomy.classes
    }
    return graph


def actor_graph(
    graph: nx.MultiDiGraph, *, statuses: Collection[str] = (Status.OCCURRED, Status.ONGOING)
) -> nx.MultiDiGraph:
    """Actors alone, events folded into the edges between them.

    Takes the graph of :func:`to_networkx`. An edge's key is the class of the events that it stands for; it
    has ``count`` and ``events`` (their IRIs), ``weight`` (the same count) and ``family``. It goes from agent
    to recipient; among equals it goes from the smaller IRI to the larger. Events of other ``statuses`` than
    those given are left out.
    """
    folded = nx.MultiDiGraph()
    folded.add_nodes_from((n, d) for n, d in graph.nodes(data=True) if d["type"] == "actor")
    for iri, event in graph.nodes(data=True):
        if event["type"] != "event" or event["status"] not in statuses:
            continue
        for source, target in _pairs(graph, iri):
            if folded.has_edge(source, target, event["cls"]):
                edge = folded.edges[source, target, event["cls"]]
                edge["events"].append(iri)
                edge["count"] = edge["weight"] = len(edge["events"])
            else:
                folded.add_edge(
                    source,
                    target,
                    key=event["cls"],
                    cls=event["cls"],
                    family=event["family"],
                    events=[iri],
                    count=1,
                    weight=1,
                )
    return folded


def centrality(graph: nx.MultiDiGraph) -> list[tuple[str, float]]:
    """The nodes of a graph of actors (of :func:`actor_graph`) with their betweenness, most central first."""
    found = nx.betweenness_centrality(nx.Graph(graph))
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def sentence(text: str, begin: int, end: int) -> tuple[int, int]:
    """Where the passage of ``text`` begins and ends that shows ``text[begin:end]``: its sentence or line.

    A sentence longer than a few lines is cut at words around the place.
    """
    low, high = 0, len(text)
    for found in _BOUNDARY.finditer(text):
        if found.end() <= begin:
            low = found.end()
        elif found.start() >= end:
            high = found.start() + len(found[0].rstrip())
            break
    while low < begin and text[low].isspace():
        low += 1
    while high > end and text[high - 1].isspace():
        high -= 1
    if high - low > _LONGEST:
        room = max(0, _LONGEST - (end - begin)) // 2
        if begin - low > room:
            low = _word_start(text, begin - room, begin)
        if high - end > room:
            high = _word_end(text, end, end + room)
    return low, high


def _word_start(text: str, low: int, begin: int) -> int:
    space = text.find(" ", low, begin)
    return space + 1 if space >= 0 else low


def _word_end(text: str, end: int, high: int) -> int:
    space = text.rfind(" ", end, high)
    return space if space >= 0 else high


# How the store is asked.

_ACTOR_FACTS = ("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:exactMatch")
_EVENT_FACTS = (
    "rdf:type",
    "pp:status",
    "pp:confidence",
    "pp:accordingTo",
    "pp:place",
    "pp:topic",
    "pp:content",
    *(f"pp:{role.value}" for role in Role),
    *_TIMES,
)
Facts = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


def _select(store: Dataset, query: str) -> Iterator[Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
    solutions = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: solution[name] for name in names if solution[name] is not None}


def _facts(store: Dataset, cls: str, properties: Iterable[str]) -> dict[str, Facts]:
    """What the dataset says of each instance of a class, by IRI and property (written short)."""
    short = {_expand(name): name for name in properties}
    values = " ".join(short.values())
    out: dict[str, Facts] = {}
    query = f"SELECT ?s ?p ?o WHERE {{ ?s a {cls} ; ?p ?o . VALUES ?p {{ {values} }} }} ORDER BY ?s ?p ?o"
    for row in _select(store, query):
        out.setdefault(row["s"].value, defaultdict(list))[short[row["p"].value]].append(row["o"])
    return out


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _labels(store: Dataset) -> dict[str, Labels]:
    """Names of events, places, topics and actors by IRI, preferred ones first."""
    out: dict[str, Labels] = {}
    for name in ("skos:prefLabel", "rdfs:label"):
        for row in _select(store, f"SELECT ?s ?o WHERE {{ ?s {name} ?o }} ORDER BY ?s ?o"):
            if isinstance(row["o"], ox.Literal):
                out.setdefault(row["s"].value, {}).setdefault(row["o"].language or "", row["o"].value)
    return out


def _actor(iri: str, facts: Facts, labels: Mapping[str, Labels]) -> dict[str, object]:
    kinds = [t.value.removeprefix(PP.iri) for t in facts["rdf:type"]]
    names = labels.get(iri, {})
    aliases = {a.value for a in facts["skos:altLabel"]} - set(names.values())
    return {
        "type": "actor",
        "kind": next((k for k in kinds if k in _KINDS), Kind.GROUP.value),
        "labels": names or {"": iri.rpartition("/")[2]},
        "aliases": sorted(aliases),
        "wikidata": next((m.value for m in facts["skos:exactMatch"] if "wikidata.org/" in m.value), None),
        "offices": (),
    }


def _event(
    iri: str, facts: Facts, labels: Mapping[str, Labels], names: Mapping[str, str], taxonomy: Taxonomy
) -> dict[str, object]:
    classes = [names[t.value] for t in facts["rdf:type"] if t.value in names]
    cls = max(classes, key=lambda c: (len(taxonomy.line(c)), c), default="Event")
    confidence = next((float(c.value) for c in facts["pp:confidence"]), None)
    return {
        "type": "event",
        "cls": cls,
        "family": taxonomy.family(cls) if classes else cls,
        "status": next((s.value.removeprefix(PP.iri) for s in facts["pp:status"]), Status.OCCURRED.value),
        "labels": labels.get(iri) or {"": cls},
        **{key: next((t.value for t in facts[name]), None) for name, key in _TIMES.items()},
        "places": tuple(_things(facts["pp:place"], labels)),
        "topics": tuple(_things(facts["pp:topic"], labels)),
        "confidence": confidence,
        "according_to": tuple(a.value for a in facts["pp:accordingTo"]),
    }


def _classes(graph: nx.MultiDiGraph, taxonomy: Taxonomy) -> Iterator[tuple[str, Labels]]:
    events = [d for _, d in graph.nodes(data=True) if d["type"] == "event"]
    for name in sorted({d["cls"] for d in events} | {d["family"] for d in events}):
        known = taxonomy.classes.get(name)
        yield name, dict(known.labels) if known else {}


def _things(
    nodes: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal], labels: Mapping[str, Labels]
) -> Iterator[Thing]:
    for node in nodes:
        yield Thing(node.value, labels.get(node.value) or {"": node.value.rpartition("/")[2]})


def _edges(facts: Facts) -> Iterator[tuple[str, str]]:
    """(role, actor) and ("content", event); the finest role an actor has, each once."""
    finer = {t.value for role in (Role.AGENT, Role.RECIPIENT) for t in facts[f"pp:{role.value}"]}
    for role in Role:
        for target in facts[f"pp:{role.value}"]:
            if role is not Role.PARTICIPANT or target.value not in finer:
                yield role.value, target.value
    for target in facts["pp:content"]:
        yield "content", target.value


def _offices(store: Dataset, labels: Mapping[str, Labels]) -> dict[str, tuple[Holding, ...]]:
    posts: dict[tuple[str, str], tuple[Labels, str | None]] = {}
    query = """SELECT ?actor ?post ?role ?of WHERE {
        ?actor org:holds ?post . ?post org:role ?r .
        OPTIONAL { ?r skos:prefLabel|rdfs:label ?name }
        BIND(COALESCE(?name, ?r) AS ?role)
        OPTIONAL { ?post org:postIn ?of }
    } ORDER BY ?actor ?role ?of"""
    for row in _select(store, query):
        role = row["role"]
        words, _ = posts.setdefault(
            (row["actor"].value, row["post"].value), ({}, row["of"].value if "of" in row else None)
        )
        words.setdefault(role.language or "" if isinstance(role, ox.Literal) else "", role.value)
    out: dict[str, list[Holding]] = defaultdict(list)
    for (actor, _), (words, of) in posts.items():
        out[actor].append(Holding(words, of, labels.get(of, {}) if of else {}))
    return {actor: tuple(held) for actor, held in out.items()}


def _views(store: Dataset) -> dict[str, tuple[Opinion, ...]]:
    out: dict[str, list[Opinion]] = defaultdict(list)
    query = """SELECT DISTINCT ?event ?words ?holder WHERE {
        ?event pp:view ?view . ?view rdf:value ?words .
        OPTIONAL { ?view sem:accordingTo ?holder }
    } ORDER BY ?event ?words"""
    for row in _select(store, query):
        holder = row["holder"].value if "holder" in row else None
        out[row["event"].value].append(Opinion(row["words"].value, holder))
    return {event: tuple(views) for event, views in out.items()}


# Evidence.

_MENTIONS = """SELECT ?event ?mention ?context ?begin ?end ?cls ?polarity ?found WHERE {
    ?event a pp:Event ; gaf:denotedBy ?mention .
    ?mention nif:referenceContext ?context ; nif:beginIndex ?begin ; nif:endIndex ?end .
    OPTIONAL { ?mention pp:eventClass ?cls }
    OPTIONAL { ?mention pp:polarity ?polarity }
    OPTIONAL { ?mention pp:foundBy ?found }
} ORDER BY ?event ?context ?begin"""
_ARGUMENTS = """SELECT ?mention ?role ?begin ?end WHERE {
    ?mention pp:hasArgument ?argument .
    ?argument sem:roleType ?role ; pp:filler ?filler .
    ?filler nif:beginIndex ?begin ; nif:endIndex ?end .
}"""
_CONTEXTS = "SELECT ?context ?text WHERE { ?context nif:isString ?text }"
_ARTICLES = """SELECT ?article ?title ?date ?lang ?url ?publisher WHERE {
    ?article a schema:NewsArticle .
    OPTIONAL { ?article schema:headline ?title }
    OPTIONAL { ?article schema:datePublished ?date }
    OPTIONAL { ?article schema:inLanguage ?lang }
    OPTIONAL { ?article schema:url ?url }
    OPTIONAL { ?article schema:publisher ?p OPTIONAL { ?p schema:name|rdfs:label ?name }
               BIND(COALESCE(?name, ?p) AS ?publisher) }
} ORDER BY ?article ?title ?publisher"""


def _evidence(store: Dataset) -> dict[str, tuple[Evidence, ...]]:
    """The sentences behind each event, the first published first, those of one article as they follow."""
    texts = {row["context"].value: row["text"].value for row in _select(store, _CONTEXTS)}
    articles: dict[str, dict[str, str]] = {}
    for row in _select(store, _ARTICLES):
        facts = {
            name: row[name].value for name in ("title", "date", "lang", "url", "publisher") if name in row
        }
        articles.setdefault(row["article"].value, facts)
    arguments: dict[str, list[Mark]] = defaultdict(list)
    for row in _select(store, _ARGUMENTS):
        role = row["role"].value.removeprefix(PP.iri)
        arguments[row["mention"].value].append(Mark(int(row["begin"].value), int(row["end"].value), role))
    passages: dict[str, dict[tuple[str, int, int], list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for row in _select(store, _MENTIONS):
        context, begin, end = row["context"].value, int(row["begin"].value), int(row["end"].value)
        text = texts.get(context)
        if text is None or not 0 <= begin < end <= len(text):
            continue
        low, high = sentence(text, begin, end)
        marks = passages[row["event"].value][context, low, high]
        marks.append(Mark(begin, end, "event", _mention(row)))
        marks.extend(m for m in arguments[row["mention"].value] if low <= m.begin and m.end <= high)
    out = {}
    for event, found in passages.items():
        quoted = [
            Evidence(
                texts[context][low:high],
                tuple(_apart(marks, low)),
                context.partition("#")[0],
                begin=low,
                **articles.get(context.partition("#")[0], {}),
            )
            for (context, low, high), marks in found.items()
        ]
        out[event] = tuple(sorted(quoted, key=lambda e: (e.date or "~", e.article)))
    return out


def _mention(row: Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal]) -> Mention:
    cls, polarity, found = (row[name].value if name in row else "" for name in ("cls", "polarity", "found"))
    return Mention(row["mention"].value, cls, polarity, found)


def _precedence(mark: Mark) -> tuple[bool, int, int, str, str]:
    return mark.what != "event", mark.begin, -mark.end, mark.what, mark.mention.iri if mark.mention else ""


def _apart(marks: Iterable[Mark], low: int) -> Iterator[Mark]:
    """The marks counted from ``low``, those that overlap one taken before them left out; events go first."""
    taken: list[Mark] = []
    for mark in sorted(set(marks), key=_precedence):
        if all(mark.end <= other.begin or other.end <= mark.begin for other in taken):
            taken.append(mark)
    for mark in sorted(taken, key=lambda m: m.begin):
        yield Mark(mark.begin - low, mark.end - low, mark.what, mark.mention)


def _pairs(graph: nx.MultiDiGraph, event: str) -> Iterator[tuple[str, str]]:
    """Who acts on whom in an event: agents on recipients, or participants among themselves."""
    by_role: dict[str, set[str]] = defaultdict(set)
    for _, actor, role in graph.out_edges(event, keys=True):
        by_role[role].add(actor)
    agents, recipients = by_role[Role.AGENT], by_role[Role.RECIPIENT]
    others = by_role[Role.PARTICIPANT]
    if agents and (recipients or others):
        yield from ((a, r) for a in sorted(agents) for r in sorted(recipients or others) if a != r)
    else:
        yield from combinations(sorted(agents | recipients | others), 2)
