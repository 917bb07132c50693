"""What people hold in their hands: a dataset that can be asked, looked at and saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import excerpt, store, vocab
from kg.model import EventClass, Taxonomy
from kg.query import run
from kg.query.catalogue import catalogue
from kg.read.source import Failure

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

#: How many events the page has of a graph that has more.
PAGE_LIMIT = 2_000
_ADDED = """
SELECT ?class ?parent ?label (lang(?label) AS ?lang) ?symmetric {
  ?class a owl:Class ; rdfs:subClassOf ?parent ; rdfs:label ?label
  BIND(EXISTS { ?class pp:symmetric true } AS ?symmetric)
} ORDER BY ?class ?parent ?label
"""


_KINDS = """
SELECT ?kind (COUNT(?article) AS ?n) { ?article pp:readAs ?kind }
GROUP BY ?kind ORDER BY DESC(?n) ?kind
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """How much is in a graph: articles, actors, and events by their most specific class.

    Of the articles: how many were read from each kind of source, have no publication date, and nearly repeat
    another.
    """

    articles: int
    actors: int
    events: Mapping[str, int]
    kinds: Mapping[str, int]
    undated: int
    copies: int


@dataclass(frozen=True, slots=True)
class Graph:
    """A knowledge graph: what the articles say, and what is believed from them.

        >>> graph = Graph.load("graph")                                     # doctest: +SKIP
        >>> for row in graph.query("SELECT ?call { ?call a pp:PhoneCall }"):  # doctest: +SKIP
        ...     print(row["call"])

    ``store`` is the Oxigraph store that holds it, or the endpoint that answers for it; ``failures`` are the
    sources that could not be read.
    """

    store: store.Dataset
    failures: tuple[Failure, ...] = ()

    @classmethod
    def load(cls, where: str | Path, token: str | None = None) -> Graph:
        """The graph in a file (.trig, .ttl, .nq, .nt, .jsonld), in a graph folder, or behind an address.

        It can be asked and not changed. A graph folder is shown as it is now; the address is that of a SPARQL
        endpoint, which is shown ``token`` when it asks for one. Raises GraphError, and UsageError for an
        address that is none.
        """
        return cls(store.open(where, token))

    def __len__(self) -> int:
        """The number of statements, all graphs together."""
        return len(self.store)

    def query(self, query: str) -> run.Rows | run.Triples | bool:
        """The answer to SPARQL text, a .rq file or a shipped query given by its name.

        A SELECT gives :class:`~kg.query.run.Rows` (each a dict of texts), a CONSTRUCT or DESCRIBE
        :class:`~kg.query.run.Triples`, an ASK True or False. All graphs are seen as one and the usual
        prefixes are there. Raises QueryError.
        """
        return run.ask(self.store, run.text_of(query))

    def save(self, path: str | Path) -> Path:
        """Write the graph to a file, or to graph.trig in a folder; gives its path. Raises WriteError."""
        return store.save(self.store, path)

    def to_rdflib(self) -> rdflib.Dataset:
        """The same graph as an rdflib Dataset, whose default graph is the union of all.

        Nothing is copied, except from an endpoint. Raises EndpointError.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        held = self.store if isinstance(self.store, ox.Store) else store.new(self.store)
        dataset = rdflib.Dataset(store=OxigraphStore(store=held), default_union=True)
        for prefix, iri in vocab.PREFIXES.items():
            dataset.bind(prefix, iri)
        return dataset

    def to_networkx(self) -> nx.MultiDiGraph:
        """The events and actors as a networkx graph (see :mod:`kg.analyse`)."""
        from kg.analyse import to_networkx

        return to_networkx(self.store, taxonomy=self.taxonomy())

    def to_html(self, *, title: str = "Pourparlers", lang: str | None = None, most: int = PAGE_LIMIT) -> str:
        """The interactive page as HTML.

        ``lang`` ("fr" or "en") is the language that the page speaks, "auto" the browser's; None is that of
        most articles. Of more than ``most`` events the page has those of the actors that are in most of them,
        and says of how many nodes it is a part.
        """
        from kg.analyse import to_networkx
        from kg.view import render

        if excerpt.count_events(self.store) > most:
            part = excerpt.excerpt(self.store, excerpt.most_connected(self.store, most))
            drawn = to_networkx(part, taxonomy=self.taxonomy())
            drawn.graph["whole"] = self._count("?x a pp:Event") + self._count("?x a pp:Actor")
        else:
            drawn = self.to_networkx()
        return render(drawn, title=title, lang=lang or self._language())

    def left_out(self, most: int = PAGE_LIMIT) -> str:
        """What the page does not show of a large graph, in words; empty when it shows all."""
        events = excerpt.count_events(self.store)
        if events <= most:
            return ""
        return f"the page has {most:,} of {events:,} events, those of the actors that are in most of them"

    def _language(self) -> str:
        counts = {lang: self._count(f'?x schema:inLanguage "{lang}"') for lang in ("fr", "en")}
        return "en" if counts["en"] > counts["fr"] else "fr"

    def taxonomy(self) -> Taxonomy:
        """The event classes: the ontology's, and those that the graph adds to them."""
        classes = dict(vocab.taxonomy().classes)
        names = {item.iri: name for name, item in classes.items()}
        rows = list(self._rows(_ADDED))
        while rows:  # a class comes after its parent
            ready = [row for row in rows if row["parent"] in names and row["class"] not in names]
            for row in ready:
                parent = classes[names[row["parent"]]]
                name = row["class"].replace("#", "/").rpartition("/")[2]
                if row["class"] not in names and name not in classes:
                    labels = {r["lang"]: r["label"] for r in rows if r["class"] == row["class"]}
                    symmetric = parent.symmetric or row["symmetric"] == "true"
                    classes[name] = EventClass(name, parent.name, symmetric, labels, row["class"])
                    names[row["class"]] = name
            rows = [row for row in rows if row not in ready] if ready else []
        return Taxonomy(classes)

    def suggestions(self, number: int = 3) -> tuple[str, ...]:
        """The names of shipped queries that this graph has an answer to, at most ``number``."""
        queries = sorted(catalogue(), key=lambda query: not query.name.startswith("who-"))
        answered = (query.name for query in queries if run.ask(self.store, query.sparql))
        return tuple(islice(answered, number))

    def summary(self) -> Summary:
        """What is in the graph, in numbers."""
        taxonomy = self.taxonomy()
        # Each pattern is counted by itself: a join would need memory that grows with the graph.
        counts = " UNION ".join(
            f'{{ SELECT ("{name}" AS ?class) (COUNT(DISTINCT ?e) AS ?n) {{ ?e a <{item.iri}> }} }}'
            for name, item in taxonomy.classes.items()
        )
        rows = self._rows(f"SELECT ?class ?n {{ {counts} FILTER(?n > 0) }}")
        every = {row["class"]: int(row["n"]) for row in rows}
        finest = Counter(every)
        for name, number in every.items():  # an event has the classes above its own too
            if above := next((c for c in taxonomy.line(name)[1:] if c in every), None):
                finest[above] -= number
        articles = self._count("?x a schema:NewsArticle")
        return Summary(
            articles=articles,
            actors=self._count("?x a pp:Actor"),
            events=dict(sorted((+finest).items(), key=lambda pair: (-pair[1], pair[0]))),
            kinds={row["kind"]: int(row["n"]) for row in self._rows(_KINDS)},
            undated=articles - self._count("?x schema:datePublished ?day"),
            copies=self._count("?x pp:copyOf ?first"),
        )

    def _count(self, pattern: str) -> int:
        """How many ?x fit a pattern."""
        (row,) = self._rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
        return int(row["n"])

    def _rows(self, query: str) -> run.Rows:
        rows = run.ask(self.store, query)
        assert isinstance(rows, run.Rows)
        return rows
