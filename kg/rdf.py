"""Model -> quads: the only writer of RDF.

What a text says goes into a graph of its own, named by the article's IRI; what we believe goes into
``graph/resolved``, and the shortcut edges into ``graph/edges``. Every node has an IRI that follows from its
content, so the same input gives the same quads.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model import (
    Actor,
    ActorMention,
    Article,
    Event,
    EventMention,
    Judgement,
    Kind,
    Label,
    MentionRef,
    Post,
    Reading,
    Resolved,
    Role,
    Site,
    Span,
    Taxonomy,
)
from kg.version import SOFTWARE, software_version
from kg.vocab import (
    DATA,
    GAF,
    NIF,
    ORG,
    OWL,
    PP,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SEM,
    SKOS,
    TIME,
    XSD,
    edges_construct,
    terms,
)

WIKIDATA = "http://www.wikidata.org/entity/"
_FINER = (Role.AGENT, Role.RECIPIENT)
_DATES = (
    (re.compile(r"\d{4}"), XSD.gYear),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), XSD.gYearMonth),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD.date),
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?"), XSD.dateTime),
)
_DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")

Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Base:
    """Where the IRIs of articles, actors and events begin."""

    iri: str = DATA.iri

    @classmethod
    def of(cls, iri: str) -> Base:
        """The base ``iri``. Raises UsageError unless it is an absolute IRI that ends in / or #."""
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise UsageError(f"{iri!r} is not an absolute IRI") from error
        if not iri.endswith(("/", "#")):
            raise UsageError(f"{iri!r} can't be a base: end it in / or #")
        return cls(iri)

    def node(self, *parts: str) -> ox.NamedNode:
        """The IRI of a thing: ``node("actor", "Q7747")``; a key's unusual characters are percent-encoded."""
        return ox.NamedNode(self.iri + "/".join(quote(part, safe="") for part in parts))

    def article(self, key: str) -> ox.NamedNode:
        """The IRI of an article, which is also the name of its graph."""
        return self.node("article", key)

    def mention(self, ref: MentionRef) -> ox.NamedNode:
        """The IRI of a mention: the article's with the characters as RFC 5147 writes them.

        A second event told by the very same words gets a number behind them.
        """
        nth = f";{ref.nth}" if ref.nth else ""
        return ox.NamedNode(f"{self.article(ref.article).value}#char={ref.span.begin},{ref.span.end}{nth}")

    def argument(self, event: ox.NamedNode, role: Role, filler: ox.NamedNode) -> ox.NamedNode:
        """The IRI of an argument, from those of its two mentions, which are in one article."""
        article, _, words = event.value.partition("#char=")
        return ox.NamedNode(f"{article}#argument={words}.{role.value}.{filler.value.partition('#char=')[2]}")

    @property
    def resolved(self) -> ox.NamedNode:
        """The graph of what we believe."""
        return self.node("graph", "resolved")

    @property
    def classes(self) -> ox.NamedNode:
        """The graph of the classes that a user added to the ontology."""
        return self.node("graph", "classes")

    @property
    def edges(self) -> ox.NamedNode:
        """The graph of the shortcut edges."""
        return self.node("graph", "edges")


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes the quads of one graph."""

    graph: ox.NamedNode

    def __call__(self, subject: ox.NamedNode, predicate: str, *objects: Term) -> Iterator[ox.Quad]:
        node = ox.NamedNode(predicate)
        for value in objects:
            yield ox.Quad(subject, node, value, self.graph)


def mention_quads(
    reading: Reading, taxonomy: Taxonomy, base: Base | None = None, started: datetime | None = None
) -> Iterator[ox.Quad]:
    """Layer 1: the quads of one article's graph. ``started`` is the time of the run, left out when None."""
    base = base or Base()
    key = reading.article.key
    write = _Writer(base.article(key))
    yield from _article(reading.article, write)
    yield from _run(reading.models, write, base, started)
    for actor in reading.actors:
        yield from _actor_mention(actor, reading.article, write, base)
    for index, event in zip(_numbers(reading.events), reading.events, strict=True):
        yield from _event_mention(event, index, reading, write, base, taxonomy)


def _article(article: Article, write: _Writer) -> Iterator[ox.Quad]:
    node = write.graph
    types = (SCHEMA.NewsArticle, NIF.Context, PROV.Entity)
    yield from write(node, RDF.type, *map(ox.NamedNode, types))
    yield from write(node, NIF.isString, ox.Literal(article.text))
    yield from write(node, NIF.beginIndex, _integer(0))
    yield from write(node, NIF.endIndex, _integer(len(article.text)))
    yield from write(node, SCHEMA.inLanguage, ox.Literal(article.lang))
    if article.headline:
        yield from write(node, SCHEMA.headline, ox.Literal(article.headline, language=article.lang))
    if article.date:
        yield from write(node, SCHEMA.datePublished, _date(article.date))
    yield from write(node, SCHEMA.sha256, ox.Literal(article.digest))
    if article.url:
        address = _url(article.url)
        yield from write(node, SCHEMA.url, address)
        if isinstance(address, ox.NamedNode):
            yield from write(node, PROV.wasDerivedFrom, address)
    if article.retrieved:
        yield from write(node, PROV.generatedAtTime, _typed(article.retrieved.isoformat(), XSD.dateTime))
    if article.publisher:
        yield from write(node, SCHEMA.publisher, ox.Literal(article.publisher))
    if article.author:
        yield from write(node, SCHEMA.author, ox.Literal(article.author))
    if article.media_type:
        yield from write(node, SCHEMA.encodingFormat, ox.Literal(article.media_type))
    if article.kind:
        yield from write(node, PP.readAs, ox.Literal(article.kind))
    if article.source:
        yield from write(node, SCHEMA.name, ox.Literal(PurePath(article.source).name))


def _run(
    models: Mapping[str, str], write: _Writer, base: Base, started: datetime | None
) -> Iterator[ox.Quad]:
    programs = [(SOFTWARE, software_version()), *sorted(models.items())]
    time = [started.isoformat()] if started else []
    run = base.node("run", _digest(*(f"{name} {number}" for name, number in programs), *time))
    yield from write(run, RDF.type, ox.NamedNode(PROV.Activity))
    yield from write(run, PROV.used, write.graph)
    if started:
        yield from write(run, PROV.startedAtTime, _typed(started.isoformat(), XSD.dateTime))
    for name, number in programs:
        agent = base.node("software", f"{name}-{number}")
        yield from write(run, PROV.wasAssociatedWith, agent)
        yield from write(agent, RDF.type, ox.NamedNode(PROV.SoftwareAgent))
        yield from write(agent, SCHEMA.name, ox.Literal(name))
        yield from write(agent, SCHEMA.softwareVersion, ox.Literal(number))


def _mention(
    ref: MentionRef, article: Article, kinds: Iterable[str], write: _Writer, base: Base
) -> Iterator[ox.Quad]:
    node, span = base.mention(ref), ref.span
    types = (*kinds, GAF.Mention, NIF.OffsetBasedString)
    yield from write(node, RDF.type, *(ox.NamedNode(kind) for kind in types))
    yield from write(node, NIF.beginIndex, _integer(span.begin))
    yield from write(node, NIF.endIndex, _integer(span.end))
    yield from write(node, NIF.anchorOf, ox.Literal(article.text[span.begin : span.end]))
    yield from write(node, NIF.referenceContext, write.graph)


def _actor_mention(mention: ActorMention, article: Article, write: _Writer, base: Base) -> Iterator[ox.Quad]:
    ref = MentionRef(article.key, mention.span)
    yield from _mention(ref, article, (PP.ActorMention, PP.Mention), write, base)
    yield from write(base.mention(ref), PP.form, ox.Literal(mention.form.value))


def _numbers(events: Iterable[EventMention]) -> Iterator[int]:
    """For each event mention how many before it have the same span."""
    seen: Counter[Span] = Counter()
    for event in events:
        yield seen[event.span]
        seen[event.span] += 1


def _event_mention(
    event: EventMention, nth: int, reading: Reading, write: _Writer, base: Base, taxonomy: Taxonomy
) -> Iterator[ox.Quad]:
    article = reading.article
    ref = MentionRef(article.key, event.span, nth)
    node = base.mention(ref)
    yield from _mention(ref, article, (PP.EventMention, PP.Mention), write, base)
    yield from write(node, PP.eventClass, _class(event.type, taxonomy))
    yield from write(node, PP.polarity, ox.Literal(event.polarity))
    yield from write(node, PP.certainty, ox.Literal(event.certainty))
    yield from write(node, PP.tense, ox.Literal(event.tense))
    yield from write(node, PP.confidence, _decimal(event.confidence))
    found = " | ".join(part for part in (event.entry, event.rule) if part)
    if found:
        yield from write(node, PP.foundBy, ox.Literal(found))
    for argument in event.arguments:
        filler = base.mention(MentionRef(article.key, reading.actors[argument.filler].span))
        place = (
            f"{node.value.partition('#char=')[2]}.{argument.role.value}.{filler.value.partition('#char=')[2]}"
        )
        role = ox.NamedNode(f"{write.graph.value}#argument={place}")
        yield from write(node, PP.hasArgument, role)
        yield from write(role, RDF.type, ox.NamedNode(PP.Argument))
        yield from write(role, SEM.roleType, ox.NamedNode(PP.iri + argument.role.value))
        yield from write(role, PP.filler, filler)
        yield from write(role, PP.confidence, _decimal(argument.confidence))
        if argument.rule:
            yield from write(role, PP.foundBy, ox.Literal(argument.rule))
    for view in event.views:
        yield from _mention(MentionRef(article.key, view.span), article, (PP.Mention,), write, base)


def resolved_quads(resolved: Resolved, taxonomy: Taxonomy, base: Base | None = None) -> Iterator[ox.Quad]:
    """Layer 2: the quads of ``graph/resolved``.

    A time that is no xsd:date, xsd:gYearMonth, xsd:gYear or xsd:dateTime is left out, and so is a duration
    that is no xsd:duration. Raises KeyError for an event class that the taxonomy lacks.
    """
    base = base or Base()
    states = {actor.key for actor in resolved.actors if actor.kind is Kind.STATE}
    for actor in resolved.actors:
        yield from actor_quads(actor, base)
    for event in resolved.events:
        yield from event_quads(event, states, taxonomy, base)


def actor_quads(actor: Actor, base: Base) -> Iterator[ox.Quad]:
    """What ``graph/resolved`` says of one actor."""
    write = _Writer(base.resolved)
    node = base.node("actor", actor.key)
    kinds = [PP.iri + actor.kind.value, PP.Actor, *([SEM.Place] if actor.kind is Kind.STATE else [])]
    yield from write(node, RDF.type, *(ox.NamedNode(kind) for kind in kinds))
    preferred = {label.lang: label for label in reversed(actor.labels)}
    others = {*actor.labels, *actor.aliases}.difference(preferred.values())
    yield from write(node, SKOS.prefLabel, *(_words(label) for label in preferred.values()))
    yield from write(node, SKOS.altLabel, *(_words(label) for label in sorted(others)))
    if actor.wikidata:
        yield from write(node, SKOS.exactMatch, _wikidata(actor.wikidata))
    for post in actor.posts:
        yield from _post(post, actor, write, base)
    yield from met_quads(actor, base)


def met_quads(actor: Actor, base: Base) -> Iterator[ox.Quad]:
    """Where ``graph/resolved`` says that an actor is met."""
    mentions = (base.mention(ref) for ref in actor.mentions)
    yield from _Writer(base.resolved)(base.node("actor", actor.key), GAF.denotedBy, *mentions)


def copy_quads(pairs: Iterable[tuple[str, str]], base: Base) -> Iterator[ox.Quad]:
    """What ``graph/resolved`` says of articles, given by their keys, that nearly repeat another."""
    write = _Writer(base.resolved)
    for copy, first in pairs:
        yield from write(base.article(copy), PP.copyOf, base.article(first))


def _post(post: Post, holder: Actor, write: _Writer, base: Base) -> Iterator[ox.Quad]:
    parts = (holder.key, post.role.text, post.role.lang, post.of or "", post.begin or "", post.end or "")
    node = base.node("post", f"{_slug(post.role.text)}-{_digest(*parts)}")
    role = base.node("role", f"{_slug(post.role.text)}-{_digest(post.role.text, post.role.lang)[:6]}")
    yield from write(base.node("actor", holder.key), ORG.holds, node)
    yield from write(node, RDF.type, ox.NamedNode(ORG.Post))
    yield from write(node, ORG.role, role)
    yield from write(role, RDF.type, ox.NamedNode(ORG.Role))
    yield from _labelled(role, (post.role,), write)
    if post.of:
        yield from write(node, ORG.postIn, base.node("actor", post.of))
    yield from write(node, SCHEMA.startDate, *_times(post.begin))
    yield from write(node, SCHEMA.endDate, *_times(post.end))


def event_quads(event: Event, states: Container[str], taxonomy: Taxonomy, base: Base) -> Iterator[ox.Quad]:
    """What ``graph/resolved`` says of one event, and of its places and topics.

    ``states`` are the keys of the states among the actors of the graph: as places they are the same nodes.
    """
    write = _Writer(base.resolved)
    node = base.node("event", event.key)
    yield from write(node, RDF.type, *(_class(name, taxonomy) for name in taxonomy.line(event.type)))
    yield from write(node, RDFS.label, *(_words(label) for label in event.labels))
    yield from write(node, PP.status, ox.NamedNode(PP.iri + event.status.value))
    yield from write(node, PP.confidence, _decimal(event.confidence))
    for role, key in event.roles:
        names = (role, Role.PARTICIPANT) if role in _FINER else (role,)
        for name in names:
            yield from write(node, PP.iri + name.value, base.node("actor", key))
    for site in event.places:
        yield from _place(site, node, states, write, base)
    for topic in event.topics:
        about = base.node("topic", f"{_slug(topic.text)}-{_digest(topic.text, topic.lang)[:6]}")
        yield from write(node, PP.topic, about)
        yield from write(about, RDF.type, ox.NamedNode(PP.Topic))
        yield from _labelled(about, (topic,), write)
    yield from write(node, PP.content, *(base.node("event", key) for key in event.content))
    times = {
        SEM.hasBeginTimeStamp: event.begin,
        SEM.hasEndTimeStamp: event.end,
        SEM.hasEarliestBeginTimeStamp: event.earliest,
        SEM.hasLatestEndTimeStamp: event.latest,
    }
    for predicate, text in times.items():
        yield from write(node, predicate, *_times(text))
    yield from write(node, TIME.hasXSDDuration, *_durations(event.duration))
    yield from write(node, PP.accordingTo, *(base.node("actor", key) for key in event.according_to))
    for view in event.views:
        yield from _view(view, event, write, base)
    yield from write(node, GAF.denotedBy, *(base.mention(ref) for ref in event.mentions))


def _place(
    site: Site, event: ox.NamedNode, states: Container[str], write: _Writer, base: Base
) -> Iterator[ox.Quad]:
    if site.key in states:
        yield from write(event, PP.place, base.node("actor", site.key))
        return
    node = base.node("place", site.key)
    yield from write(event, PP.place, node)
    yield from write(node, RDF.type, ox.NamedNode(SEM.Place))
    yield from _labelled(node, site.labels, write)
    if site.wikidata:
        yield from write(node, SKOS.exactMatch, _wikidata(site.wikidata))


def _view(view: Judgement, event: Event, write: _Writer, base: Base) -> Iterator[ox.Quad]:
    parts = (event.key, view.value.text, view.value.lang, view.holder or "", base.mention(view.mention).value)
    node = base.node("view", f"{_slug(view.value.text)}-{_digest(*parts)}")
    yield from write(base.node("event", event.key), PP.view, node)
    yield from write(node, RDF.type, ox.NamedNode(SEM.View))
    yield from write(node, RDF.value, _words(view.value))
    if view.holder:
        yield from write(node, SEM.accordingTo, base.node("actor", view.holder))
    yield from write(node, GAF.denotedBy, base.mention(view.mention))


def class_quads(extra: Iterable[Path], base: Base | None = None) -> Iterator[ox.Quad]:
    """What a user's own Turtle files say of their classes, in ``graph/classes``: the graph explains itself.

    Raises DataError as :func:`kg.vocab.terms` does.
    """
    base = base or Base()
    write = _Writer(base.classes)
    known = terms()
    for term in terms(extra).values():
        if term.iri in known or not term.is_class:
            continue
        node = ox.NamedNode(term.iri)
        yield from write(node, RDF.type, ox.NamedNode(OWL.Class))
        yield from write(node, RDFS.subClassOf, *map(ox.NamedNode, term.parents))
        words = {RDFS.label: term.labels, SKOS.definition: term.definitions, SKOS.example: term.examples}
        for predicate, texts in words.items():
            yield from write(node, predicate, *(ox.Literal(t, language=lang) for lang, t in texts.items()))
        if term.notation:
            yield from write(node, SKOS.notation, ox.Literal(term.notation))
        if term.shortcut:
            yield from write(node, PP.shortcut, ox.NamedNode(term.shortcut))
        if term.symmetric:
            yield from write(node, PP.symmetric, _typed("true", XSD.boolean))


def edge_quads(store: ox.Store, base: Base | None = None, extra: Iterable[Path] = ()) -> Iterator[ox.Quad]:
    """The shortcut edges between actors that follow from the events in ``store``, in ``graph/edges``.

    ``extra`` are a user's own Turtle files. Raises DataError as :func:`kg.vocab.terms` does.
    """
    yield from edges_of(store, edges_construct(extra), base or Base())


def edges_of(store: ox.Store, construct: str, base: Base) -> Iterator[ox.Quad]:
    """The same by the CONSTRUCT of :func:`kg.vocab.edges_construct`, for those who ask it often."""
    triples = store.query(construct, use_default_graph_as_union=True)
    if isinstance(triples, ox.QueryTriples):
        for triple in triples:
            yield ox.Quad(triple.subject, triple.predicate, triple.object, base.edges)


def _class(name: str, taxonomy: Taxonomy) -> ox.NamedNode:
    return ox.NamedNode(taxonomy.classes[name].iri or PP.iri + name)


def _labelled(node: ox.NamedNode, labels: Iterable[Label], write: _Writer) -> Iterator[ox.Quad]:
    words = [_words(label) for label in labels]
    yield from write(node, SKOS.prefLabel, *words)
    yield from write(node, RDFS.label, *words)


def _words(label: Label) -> ox.Literal:
    return ox.Literal(label.text, language=label.lang) if label.lang else ox.Literal(label.text)


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def _integer(number: int) -> ox.Literal:
    return _typed(str(number), XSD.integer)


def _decimal(number: float) -> ox.Literal:
    return _typed(f"{number:.3f}".rstrip("0").rstrip(".") if number else "0", XSD.decimal)


def _date(day: date) -> ox.Literal:
    return _typed(day.isoformat(), XSD.date)


def _times(text: str | None) -> Iterator[ox.Literal]:
    """A time with the datatype that its lexical form has; nothing for one that is no time."""
    datatype = next((datatype for form, datatype in _DATES if form.fullmatch(text or "")), None)
    if text is None or datatype is None:
        return
    try:
        if datatype in (XSD.date, XSD.dateTime):
            datetime.fromisoformat(text)
    except ValueError:
        return
    yield _typed(text, datatype)


def _durations(text: str | None) -> Iterator[ox.Literal]:
    """A duration; nothing for one that is none."""
    if text is not None and _DURATION.fullmatch(text):
        yield _typed(text, XSD.duration)


def _url(text: str) -> Term:
    """An http address as an IRI, anything else as a string."""
    if urlsplit(text).scheme in ("http", "https"):
        try:
            return ox.NamedNode(text)
        except ValueError:
            pass
    return ox.Literal(text)


def _wikidata(key: str) -> ox.NamedNode:
    return ox.NamedNode(WIKIDATA + quote(key, safe=""))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _slug(text: str, limit: int = 40) -> str:
    """Plain letters and hyphens that remind of ``text``; never the whole of an identity."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:limit].strip("-") or "x"
