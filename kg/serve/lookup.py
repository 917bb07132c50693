"""What workers do for pages: read from the graph what a page shows, in the language of its reader.

Nothing from outside becomes part of a query's text: it is bound to a variable, or is a term of a pattern.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

import pyoxigraph as ox

from kg import vocab
from kg.analyse import sentence
from kg.errors import RequestError
from kg.graph import Graph
from kg.model import Taxonomy
from kg.serve.answer import Answer, write_triples
from kg.serve.settings import Limits
from kg.serve.words import words_in
from kg.vocab import GAF, NIF, ORG, PP, RDF, RDFS, SCHEMA, SEM, SKOS

#: Lines on one page of a list.
PAGE = 50
_LONGEST_LIST = 500
_RESOLVED = "graph/resolved"
_NAMES = (SKOS.prefLabel, RDFS.label, SCHEMA.headline, RDF.value, SCHEMA.name)
_DATES = (SEM.hasBeginTimeStamp, SEM.hasEarliestBeginTimeStamp, SEM.hasLatestEndTimeStamp)
_FINER = (PP.agent, PP.recipient)
#: What a page of facts leaves out: it is its title, its quotes, or said in a finer way.
_UNSHOWN = frozenset((GAF.denotedBy, SKOS.prefLabel, RDFS.label, RDF.type, PP.relatesTo))

_WITH_WORDS = """SELECT DISTINCT ?words ?article {
    ?article a schema:NewsArticle ; nif:isString|schema:headline|schema:publisher ?text
    FILTER(CONTAINS(LCASE(STR(?text)), LCASE(?words)))
}"""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and the address that they lead to ("" for none)."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list."""

    link: Link
    date: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in a list; ``role`` says what the thing is in it whose page this is."""

    link: Link
    cls: str
    status: str
    date: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """How much there is, and where to begin."""

    articles: int
    actors: int
    events: int
    statements: int
    classes: tuple[tuple[str, int], ...]
    latest: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list of articles, and how many there are in all."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the marks that cover it."""

    text: str
    kinds: tuple[str, ...] = ()  # "event", "actor"
    href: str = ""  # where the shortest of the marks leads
    title: str = ""  # what all of them mean
    ids: tuple[str, ...] = ()  # "char=10,20": the fragments of the mentions that begin here


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article: where it came from, its text with its marks, and what they mark."""

    iri: str
    name: str
    lang: str
    facts: tuple[tuple[str, tuple[Link, ...]], ...]
    pieces: tuple[Piece, ...]
    events: tuple[Happening, ...]
    actors: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article with its marks, and the article."""

    pieces: tuple[Piece, ...]
    article: Line


@dataclass(frozen=True, slots=True)
class ThingPage:
    """An actor, an event, or anything else that has an IRI of the graph."""

    iri: str
    name: str
    kind: str
    facts: tuple[tuple[str, tuple[Link, ...]], ...]  # (the property in words, its values)
    events: tuple[Happening, ...]  # the latest
    all_events: int
    quotes: tuple[Quote, ...]
    articles: tuple[Line, ...]  # the latest
    all_articles: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The page of ``kg view``, and the Content-Security-Policy that it runs under."""

    html: str
    policy: str


def overview(dataset: ox.Store, lang: str) -> Overview:
    """How much is in the graph, by class of event, and the latest articles."""
    shelf = _Shelf.of(dataset, lang)
    query = (
        "SELECT ?class (COUNT(DISTINCT ?event) AS ?n) { ?event pp:status ?status ; a ?class } GROUP BY ?class"
    )
    met = {_text(row["class"]): int(_text(row["n"])) for row in shelf.rows(query)}
    number = Counter({name: met.get(iri, 0) for iri, name in shelf.names.items()})
    every = number["Event"]
    for item in shelf.taxonomy.classes.values():  # an event is counted in the finest of its classes
        if item.parent is not None:
            number[item.parent] -= met.get(item.iri or PP.iri + item.name, 0)
    classes = shelf.taxonomy.classes
    found = (
        (classes[name].labels.get(lang, name), count) for name, count in number.most_common() if count > 0
    )
    actors = dataset.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(PP.Actor), None)
    return Overview(
        len(_chronicle(dataset)),
        len({quad.subject for quad in actors}),
        every,
        len(dataset),
        tuple(found),
        articles(dataset, lang, "", 1).lines[:8],
    )


def articles(dataset: ox.Store, lang: str, words: str, page: int) -> Listing:
    """A page (from 1) of the articles with ``words`` in headline, text or publisher; latest first."""
    shelf = _Shelf.of(dataset, lang)
    found: Sequence[ox.NamedNode] = _chronicle(dataset)
    if words:
        rows = shelf.rows(_WITH_WORDS, {"words": ox.Literal(words)})
        having = {row["article"] for row in rows}
        found = [node for node in found if node in having]
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Listing(tuple(map(shelf.line, shown)), len(found))


@lru_cache(maxsize=1)  # a worker has one dataset, which does not change
def _chronicle(dataset: ox.Store) -> tuple[ox.NamedNode, ...]:
    """All articles, the latest first, those without a date last."""
    said = dataset.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SCHEMA.NewsArticle), None)
    found = sorted(
        {q.subject for q in said if isinstance(q.subject, ox.NamedNode)}, key=lambda node: node.value
    )
    dates = {
        quad.subject: quad.object.value
        for quad in dataset.quads_for_pattern(None, ox.NamedNode(SCHEMA.datePublished), None, None)
        if isinstance(quad.object, ox.Literal)
    }
    return tuple(sorted(found, key=lambda node: dates.get(node, ""), reverse=True))


def article(dataset: ox.Store, lang: str, kind: str, key: str) -> ArticlePage:
    """An article by its key. Raises RequestError (404) when there is none."""
    shelf = _Shelf.of(dataset, lang)
    node = shelf.node(kind, key)
    text = _text(next(iter(shelf.objects(node, NIF.isString)), None))
    marks = sorted(shelf.marks(node), key=lambda mark: (mark.begin, mark.end))
    language = _text(next(iter(shelf.objects(node, SCHEMA.inLanguage)), None))
    things = list(dict.fromkeys(mark.thing for mark in marks if mark.thing is not None))
    events = (thing for thing in things if shelf.is_event(thing))
    actors = (shelf.link(thing) for thing in things if not shelf.is_event(thing))
    return ArticlePage(
        node.value,
        shelf.name(node),
        language,
        tuple(shelf.facts(node, (*_UNSHOWN, NIF.isString, NIF.beginIndex, NIF.endIndex, SCHEMA.headline))),
        tuple(shelf.pieces(text, marks)),
        tuple(map(shelf.happening, events)),
        tuple(sorted(actors, key=lambda link: link.name.casefold())),
    )


def thing(dataset: ox.Store, lang: str, kind: str, key: str) -> ThingPage:
    """Anything but an article, by the two parts of its IRI. Raises RequestError (404) when there is none."""
    shelf = _Shelf.of(dataset, lang)
    node = shelf.node(kind, key)
    mentions = [m for m in shelf.objects(node, GAF.denotedBy) if isinstance(m, ox.NamedNode)]
    event = shelf.is_event(node)
    read = {m.value.partition("#")[0] for m in mentions}
    told = [] if event else [article for article in _chronicle(dataset) if article.value in read]
    roles = shelf.roles_in(node)
    return ThingPage(
        node.value,
        shelf.name(node),
        shelf.kind(node),
        tuple(shelf.facts(node)),
        tuple(shelf.happening(event, role) for event, role in roles[:_LONGEST_LIST]),
        len(roles),
        tuple(shelf.quotes(mentions)) if event else (),
        tuple(map(shelf.line, told[:_LONGEST_LIST])),
        len(told),
    )


def describe(dataset: ox.Store, kind: str, key: str, accept: str, limits: Limits) -> Answer:
    """What the graph says of a thing, as RDF; of an article, all that stands in its graph.

    Raises RequestError: 404, 406, 507.
    """
    shelf = _Shelf.of(dataset, "en")
    node = shelf.node(kind, key)
    quads = [*dataset.quads_for_pattern(node, None, None, None)]
    if dataset.contains_named_graph(node):
        quads = [*dataset.quads_for_pattern(None, None, None, node)]
    return write_triples(list(dict.fromkeys(quad.triple for quad in quads)), accept, limits)


def drawing(dataset: ox.Store, lang: str, title: str) -> Drawing:
    """The page of ``kg view``; of a large graph, as there, its most connected part."""
    from kg.view import policy  # loaded by the one worker that draws

    return Drawing(Graph(dataset).to_html(title=title, lang=lang), policy())


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mention: where it stands, whether it is an event's or an actor's, and what it means."""

    begin: int
    end: int
    kind: str
    thing: ox.NamedNode | None
    fragment: str


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A graph as one reader sees it."""

    store: ox.Store
    base: str
    lang: str
    taxonomy: Taxonomy
    names: Mapping[str, str]  # classes of events by IRI
    terms: Mapping[str, vocab.Term]

    @classmethod
    @lru_cache(maxsize=4)  # a worker has one dataset, which does not change
    def of(cls, dataset: ox.Store, lang: str) -> _Shelf:
        taxonomy = Graph(dataset).taxonomy()
        names = {item.iri or PP.iri + name: name for name, item in taxonomy.classes.items()}
        return cls(dataset, _base(dataset), lang, taxonomy, names, vocab.terms())

    def rows(
        self, query: str, terms: Mapping[str, ox.Literal] = MappingProxyType({})
    ) -> list[dict[str, Term]]:
        """The rows of a query, whose variables named in ``terms`` are bound; it must project them."""
        found = self.store.query(
            query,
            prefixes=dict(vocab.PREFIXES),
            use_default_graph_as_union=True,
            substitutions={ox.Variable(name): term for name, term in terms.items()},
        )
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]

    def node(self, kind: str, key: str) -> ox.NamedNode:
        """The thing with these parts in its IRI. Raises RequestError (404) when the graph has none."""
        try:
            node = ox.NamedNode(f"{self.base}{quote(unquote(kind), safe='')}/{quote(unquote(key), safe='')}")
        except ValueError:
            node = None
        if node is None or next(self.store.quads_for_pattern(node, None, None, None), None) is None:
            raise RequestError(404, "the graph has no such thing")
        return node

    def objects(self, node: Term, predicate: str) -> list[Term]:
        """The values of a property, each once, in a steady order."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return []
        quads = self.store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
        return sorted({quad.object for quad in quads}, key=str)

    def is_event(self, node: Term) -> bool:
        """Whether a thing has a status, as events have."""
        return bool(self.objects(node, PP.status))

    def name(self, node: Term) -> str:
        """What a thing is called, in the reader's language if it can be."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return _text(node)
        if label := self.label(node):
            return label
        office = [*self.objects(node, ORG.role), *self.objects(node, ORG.postIn)]
        if words := [label for part in office if (label := self.label(part))]:
            return ", ".join(words)
        term = self.terms.get(node.value)
        if term is not None:
            return term.labels.get(self.lang, term.name)
        return unquote(node.value.replace("#", "/").rstrip("/").rpartition("/")[2])

    def label(self, node: Term) -> str:
        """The graph's words for a thing: in the reader's language, French, English or any; else ""."""
        order = {"en": 1, "fr": 2, self.lang: 3}
        for predicate in _NAMES:
            labels = [o for o in self.objects(node, predicate) if isinstance(o, ox.Literal)]
            if words := [label for label in labels if label.value.strip()]:
                return max(words, key=lambda label: order.get(label.language or "", 0)).value
        return ""

    def link(self, node: Term) -> Link:
        """A thing by its name, leading to its page here or, for an address of the web, there."""
        if not isinstance(node, ox.NamedNode):
            return Link(self.name(node))
        iri = node.value
        if iri.startswith(self.base):
            return Link(self.name(node), "/" + iri.removeprefix(self.base))
        if iri.startswith(PP.iri):
            return Link(self.name(node))
        name = iri.rpartition("/")[2] if "wikidata.org/" in iri else iri
        return Link(name, iri if urlsplit(iri).scheme in ("http", "https") else "")

    def line(self, node: Term) -> Line:
        """An article for a list."""
        date = next(iter(self.objects(node, SCHEMA.datePublished)), None)
        publisher = next(iter(self.objects(node, SCHEMA.publisher)), None)
        link = self.link(node)
        return Line(
            Link(link.name, link.href.partition("#")[0]),
            _text(date)[:10],
            self.name(publisher) if publisher is not None else "",
        )

    def happening(self, node: Term, role: str = "") -> Happening:
        """An event for a list."""
        statuses = map(self.name, self.objects(node, PP.status))
        return Happening(self.link(node), self.kind(node), next(statuses, ""), self.date(node), role)

    def date(self, event: Term) -> str:
        """When an event began, as far as it is known; "" when it is not."""
        return next((_text(value) for name in _DATES for value in self.objects(event, name)), "")

    def kind(self, node: Term) -> str:
        """The finest class of a thing, in words; "" when there are none for it."""
        kinds: Mapping[str, str] = words_in(self.lang)["kinds"]
        types = [t.value for t in self.objects(node, RDF.type) if isinstance(t, ox.NamedNode)]
        events = [self.names[iri] for iri in types if iri in self.names]
        if events:
            finest = max(events, key=lambda name: (len(self.taxonomy.line(name)), name))
            return self.taxonomy.classes[finest].labels.get(self.lang, finest)
        known = [self.terms[iri] for iri in types if iri in self.terms and iri != PP.Actor]
        if known:
            return known[0].labels.get(self.lang, known[0].name)
        others = (iri.replace("#", "/").rpartition("/")[2] for iri in types)
        return next((kinds[name] for name in others if name in kinds), "")

    def facts(
        self, node: ox.NamedNode, unshown: Iterable[str] = _UNSHOWN
    ) -> Iterator[tuple[str, tuple[Link, ...]]]:
        """The properties of a thing in words, with their values."""
        values: dict[str, set[Term]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(node, None, None, None):
            values[quad.predicate.value].add(quad.object)
        values[PP.participant] -= values[PP.agent] | values[PP.recipient]
        order = {name: number for number, name in enumerate(words_in(self.lang)["properties"])}
        for iri in sorted(values, key=lambda iri: (order.get(_short(iri), len(order)), iri)):
            if iri not in unshown and values[iri]:
                found = sorted(map(self.link, values[iri]), key=lambda link: link.name.casefold())
                yield self.property(iri), tuple(found[:_LONGEST_LIST])

    def property(self, iri: str) -> str:
        """A property in words."""
        term = self.terms.get(iri)
        own = term.labels.get(self.lang, term.name) if term is not None else _short(iri)
        return str(words_in(self.lang)["properties"].get(_short(iri), own))

    def roles_in(self, node: ox.NamedNode) -> list[tuple[ox.NamedNode, str]]:
        """The events that a thing is in, the latest first, with what it is there in words."""
        roles: dict[ox.NamedNode, set[str]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, None, node, None):
            if isinstance(quad.subject, ox.NamedNode) and self.is_event(quad.subject):
                roles[quad.subject].add(quad.predicate.value)
        found = []
        for event in sorted(roles, key=lambda event: (self.date(event), event.value), reverse=True):
            played = roles[event]
            finer = played - {PP.participant} if played.intersection(_FINER) else played
            found.append((event, ", ".join(self.property(iri) for iri in sorted(finer))))
        return found

    def marks(self, text: ox.NamedNode) -> Iterator[_Mark]:
        """The mentions of events and actors in an article."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(NIF.referenceContext), text, None):
            if isinstance(quad.subject, ox.NamedNode) and (mark := self.mark(quad.subject)):
                yield mark

    def mark(self, mention: ox.NamedNode) -> _Mark | None:
        """A mention with its place, unless it is of something else or has none."""
        types = {t.value for t in self.objects(mention, RDF.type) if isinstance(t, ox.NamedNode)}
        kind = "event" if PP.EventMention in types else "actor" if PP.ActorMention in types else ""
        begin, end = (_number(self.objects(mention, name)) for name in (NIF.beginIndex, NIF.endIndex))
        if not kind or begin is None or end is None or begin >= end:
            return None
        meant = self.store.quads_for_pattern(None, ox.NamedNode(GAF.denotedBy), mention, None)
        things = sorted((q.subject for q in meant if isinstance(q.subject, ox.NamedNode)), key=str)
        return _Mark(begin, end, kind, things[0] if things else None, mention.value.partition("#")[2])

    def pieces(
        self, text: str, marks: Iterable[_Mark], low: int = 0, high: int | None = None
    ) -> Iterator[Piece]:
        """``text[low:high]`` cut wherever a mark begins or ends, so that marks may overlap in any way."""
        high = len(text) if high is None else high
        within = sorted(
            (m for m in marks if low <= m.begin and m.end <= high), key=lambda m: (m.end - m.begin, m.begin)
        )
        cuts = sorted({low, high, *(m.begin for m in within), *(m.end for m in within)})
        for begin, end in pairwise(cuts):
            over = [m for m in within if m.begin <= begin and end <= m.end]
            things = [m.thing for m in over if m.thing is not None]
            yield Piece(
                text[begin:end],
                tuple(sorted({m.kind for m in over})),
                self.link(things[0]).href if things else "",
                "; ".join(dict.fromkeys(map(self.name, things))),
                tuple(dict.fromkeys(m.fragment for m in over if m.begin == begin and m.fragment)),
            )

    def quotes(self, mentions: Iterable[ox.NamedNode]) -> Iterator[Quote]:
        """The sentences in which an event's mentions stand, with the actors in their roles marked as well."""
        found: dict[tuple[ox.NamedNode, int, int], list[_Mark]] = defaultdict(list)
        for mention in mentions:
            context = next(iter(self.objects(mention, NIF.referenceContext)), None)
            mark = self.mark(mention)
            if mark is None or not isinstance(context, ox.NamedNode):
                continue
            text = _text(next(iter(self.objects(context, NIF.isString)), None))
            if mark.end > len(text):
                continue
            fillers = (
                filler
                for argument in self.objects(mention, PP.hasArgument)
                for filler in self.objects(argument, PP.filler)
                if isinstance(filler, ox.NamedNode)
            )
            found[context, *sentence(text, mark.begin, mark.end)] += [
                mark,
                *(m for filler in fillers if (m := self.mark(filler))),
            ]
        for (context, low, high), marks in found.items():
            text = _text(next(iter(self.objects(context, NIF.isString)), None))
            pieces = (replace(piece, ids=()) for piece in self.pieces(text, set(marks), low, high))
            yield Quote(tuple(pieces), self.line(context))


def _base(dataset: ox.Store) -> str:
    """What the graph's own IRIs begin with, as the name of its graph of events or of an article tells."""
    events = dataset.quads_for_pattern(None, ox.NamedNode(PP.status), None, None)
    texts = dataset.quads_for_pattern(None, ox.NamedNode(NIF.isString), None, None)
    for quads, end in ((events, _RESOLVED), (texts, "article/")):
        first = next(quads, None)
        name = first.graph_name.value if first and isinstance(first.graph_name, ox.NamedNode) else ""
        if end in name:
            return name[: name.rindex(end)]
    return vocab.DATA.iri


def _text(term: Term | None) -> str:
    return "" if term is None or isinstance(term, ox.Triple) else term.value


def _number(terms: Iterable[Term]) -> int | None:
    return next((int(text) for term in terms if (text := _text(term)).isdecimal()), None)


def _short(iri: str) -> str:
    """A property as the words know it: "skos:altLabel"."""
    for prefix, begin in vocab.PREFIXES.items():
        if iri.startswith(begin):
            return f"{prefix}:{iri.removeprefix(begin)}"
    return iri
