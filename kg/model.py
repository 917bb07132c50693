"""The data that moves through the house: frozen, and free of spaCy and RDF.

Layer 1 is what one text says: an :class:`Article` is read into a :class:`Reading`, whose mentions carry
their place in the text. Layer 2 is what we believe: :class:`Resolved` holds actors and events, each with
references to the mentions it rests on. Offsets count Unicode code points of ``Article.text`` (NFC), end
exclusive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kg.errors import DateError


class Kind(StrEnum):
    """What an actor is; the values are class names of the ontology."""

    PERSON = "Person"
    STATE = "State"
    ORGANIZATION = "Organization"
    GROUP = "Group"


class Form(StrEnum):
    """How a mention points to its actor."""

    NAME = "name"  # "Vladimir Poutine", "l'ONU"
    DESCRIPTION = "description"  # "le président russe", "des manifestants"
    METONYM = "metonym"  # "Moscou", "le Kremlin" for a state or body
    ADJECTIVE = "adjective"  # "les frappes israéliennes"
    PRONOUN = "pronoun"  # "il", "ce dernier"
    POSSESSIVE = "possessive"  # "sa visite"


class Status(StrEnum):
    """How real an event is, exactly one of six."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    REQUESTED = "requested"
    DENIED = "denied"


class Role(StrEnum):
    """How an actor takes part in an event."""

    PARTICIPANT = "participant"
    AGENT = "agent"
    RECIPIENT = "recipient"
    SUPPORTER = "supporter"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text: ``text[begin:end]``."""

    begin: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.begin < other.end and other.begin < self.end

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span."""
        return self.begin <= other.begin and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One news text and where it came from. Make it with :meth:`of`, which normalises the text."""

    text: str
    lang: str
    date: dt.date | None = None
    headline: str | None = None
    url: str | None = None
    publisher: str | None = None
    source: str | None = None
    author: str | None = None
    retrieved: dt.datetime | None = None  # when it was fetched from ``url``; None: it was not fetched
    media_type: str | None = None  # of what it was read from: "text/html"
    kind: str = ""  # what the readers took it for: "HTML", "CSV in ZIP"

    @classmethod
    def of(
        cls,
        text: str,
        lang: str,
        *,
        date: dt.date | None = None,
        headline: str | None = None,
        url: str | None = None,
        publisher: str | None = None,
        source: str | None = None,
        author: str | None = None,
        retrieved: dt.datetime | None = None,
        media_type: str | None = None,
        kind: str = "",
    ) -> Article:
        """An article whose text and headline are in Unicode's NFC form, with plain line ends.

        Raises DateError when ``date`` is no datetime.date.
        """
        if date is not None and not isinstance(date, dt.date):
            raise DateError(f"{date!r} is no date: give a datetime.date")
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        headline = unicodedata.normalize("NFC", headline) if headline else None
        return cls(text, lang, date, headline, url, publisher, source, author, retrieved, media_type, kind)

    @property
    def digest(self) -> str:
        """The text's SHA-256 in hex."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def key(self) -> str:
        """First 16 hex digits of the text's SHA-256: what an article's IRI ends with."""
        return self.digest[:16]


@dataclass(frozen=True, slots=True)
class Office:
    """An office as a text or the gazetteer names it: "ministre des Affaires étrangères" of Germany."""

    role: str
    of: str | None = None  # name of the state or body
    of_wikidata: str | None = None
    of_kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Words that name, describe or stand for one actor (or, for a plural, several)."""

    span: Span
    text: str  # the words, without a leading article
    kind: Kind | None  # None: not known from the words alone ("il")
    form: Form
    head: Span  # the span of the head word
    known: tuple[str, ...] = ()  # gazetteer ids that the words may name, best first
    offices: tuple[Office, ...] = ()  # told by the words; several in "les présidents russe et américain"
    plural: bool = False
    gender: str = ""  # "Masc" or "Fem" when the words tell
    subject: bool = False  # whether it is the grammatical subject of its clause
    definite: bool = False  # "le président", "ce pays": may point back
    locative: bool = False  # stands where only a place can: "à Moscou"
    short: tuple[str, ...] = ()  # shorter ways to say it found inside the mention ("manifestants")


@dataclass(frozen=True, slots=True)
class Argument:
    """An actor mention in a role of an event mention."""

    role: Role
    filler: int  # index into Reading.actors
    rule: str  # what found it: a frame slot ("subj", "obj.de") or the labeller
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it; ``wikidata`` when the gazetteer knows it."""

    span: Span
    text: str
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What an event is about, in the text's own words."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Time:
    """When: xsd lexical forms ("2025-02-12", "2025-02", "2025", or a dateTime), as precise as the text.

    ``begin``/``end`` are what is known; ``earliest``/``latest`` bound what is vague. ``duration`` is an
    xsd:duration ("PT1H30M"). A field that the text leaves open is None.
    """

    span: Span
    begin: str | None = None
    end: str | None = None
    earliest: str | None = None
    latest: str | None = None
    duration: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A judgement on an event: "productif", according to one actor mention (an index) or to the text."""

    span: Span
    text: str
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class EventMention:
    """Words that tell of an event, with what the same sentence says of it."""

    span: Span
    text: str
    type: str  # an event class of the ontology, "PhoneCall"
    arguments: tuple[Argument, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    times: tuple[Time, ...] = ()
    content: tuple[int, ...] = ()  # indices into Reading.events: what was agreed, demanded, said
    views: tuple[View, ...] = ()
    source: int | None = None  # the actor mention whose word it is
    polarity: str = "positive"  # or "negative"
    certainty: str = "certain"  # or "probable", "possible"
    tense: str = "past"  # or "present", "future", "none"
    status: Status = Status.OCCURRED
    confidence: float = 0.5
    entry: str = ""  # the lexicon entry that fired
    rule: str = ""  # and the rule
    definite: bool = False  # "cet appel", "la rencontre": may point back to an event before
    pointing: bool = False  # "cet appel": does point back


@dataclass(frozen=True, slots=True)
class Entity:
    """One actor of one text: what the text says of it, and its mentions as indices."""

    kind: Kind
    known: str | None = None  # gazetteer id
    owner: str | None = None  # of a body: the gazetteer id of whose it is
    noun: str = ""  # of a body or group: its head noun
    names: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chains:
    """Who is who in a text: its entities, and for each mention those that it denotes."""

    entities: tuple[Entity, ...] = ()
    of_mention: tuple[tuple[int, ...], ...] = ()
    why: tuple[str, ...] = ()  # for each mention how it was decided


@dataclass(frozen=True, slots=True)
class Reading:
    """What one article says: layer 1. Indices in the mentions point into these tuples."""

    article: Article
    actors: tuple[ActorMention, ...] = ()
    events: tuple[EventMention, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)  # name -> version of what read it
    chains: Chains | None = None  # who is who, where the extractor has decided it


@dataclass(frozen=True, slots=True, order=True)
class MentionRef:
    """A mention seen from layer 2: the article's key and the span.

    ``nth`` tells event mentions with one and the same span apart: how many of the reading's come before.
    """

    article: str
    span: Span
    nth: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """Words in a language (a BCP 47 tag)."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Post:
    """An actor holds an office: ``of`` is an actor's key, or None when the text leaves it open."""

    role: Label
    of: str | None = None
    begin: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that acts. ``key`` is the end of its IRI, "Q7747" or "vassilis-rapanos"."""

    key: str
    kind: Kind
    labels: tuple[Label, ...]  # preferred, at most one a language
    aliases: tuple[Label, ...] = ()
    wikidata: str | None = None
    posts: tuple[Post, ...] = ()
    mentions: tuple[MentionRef, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A place of layer 2. ``key`` is the end of its IRI; a state's place is the state's own key."""

    key: str
    labels: tuple[Label, ...]
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A view on an event: its words and the key of the actor who holds it."""

    value: Label
    holder: str | None
    mention: MentionRef


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, is planned, asked for, denied: layer 2."""

    key: str
    type: str
    status: Status
    labels: tuple[Label, ...] = ()
    roles: tuple[tuple[Role, str], ...] = ()  # (role, actor key)
    places: tuple[Site, ...] = ()
    topics: tuple[Label, ...] = ()
    content: tuple[str, ...] = ()  # event keys
    begin: str | None = None
    end: str | None = None
    earliest: str | None = None
    latest: str | None = None
    duration: str | None = None
    confidence: float = 0.5
    according_to: tuple[str, ...] = ()  # actor keys
    views: tuple[Judgement, ...] = ()
    mentions: tuple[MentionRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """Actors and events across all articles read: layer 2."""

    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class EventClass:
    """An event class of the ontology, as far as extraction needs to know it."""

    name: str
    parent: str | None
    symmetric: bool
    labels: Mapping[str, str]  # language -> label
    iri: str = ""  # its IRI in full; empty in a class made by hand


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The event classes by name; read from the ontology, so that there is one truth."""

    classes: Mapping[str, EventClass]

    def symmetric(self, name: str) -> bool:
        """Whether everyone in such an event is a participant."""
        return self.classes[name].symmetric

    def line(self, name: str) -> tuple[str, ...]:
        """The class and its superclasses, most specific first, ``Event`` last."""
        out: list[str] = []
        at: str | None = name
        while at is not None:
            out.append(at)
            at = self.classes[at].parent
        return tuple(out)

    def family(self, name: str) -> str:
        """The class below ``Event`` that ``name`` belongs to."""
        line = self.line(name)
        return line[-2] if len(line) > 1 else name
