"""Readings made by hand, so that archives can be tested and measured without a model.

People, states and places come from small circles, so that articles share them; names are written in more than
one way, and a state is an actor in one article and a place in another.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import gazetteer, rdf, store, vocab
from kg.model import (
    ActorMention,
    Argument,
    Article,
    EventMention,
    Form,
    Kind,
    Office,
    Place,
    Reading,
    Role,
    Span,
    Status,
    Time,
    Topic,
    View,
)
from kg.resolve import resolve

STATES = {"Q142": "France", "Q183": "Allemagne", "Q159": "Russie", "Q30": "États-Unis", "Q148": "Chine"}
TYPES = ("PhoneCall", "Meeting", "Visit", "Condemnation", "Invitation", "Attack", "Accusation", "Agreement")
TOPICS = ("le commerce", "la paix", "le climat")
_said: dict[str, list[ox.Quad]] = {}  # what readings say, made once
PLACES = ("Genève", "Tlön", "Uqbar")


@dataclass
class Text:
    """A text that grows, and where its parts stand."""

    words: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, words: str) -> Span:
        begin = self.length
        self.words.append(words)
        self.length += len(words) + 1
        return Span(begin, begin + len(words))


def readings(number: int, *, seed: int = 1, events: int = 3, people: int | None = None) -> Iterator[Reading]:
    """So many readings, each of so many events; the people are as many as ``people``, or grow with them."""
    for i in range(number):
        yield reading(i, seed=seed, events=events, people=people or max(10, number // 5))


def reading(number: int, *, seed: int = 1, events: int = 3, people: int = 10, lang: str = "") -> Reading:
    """The reading with a number, the same each time."""
    dice = random.Random(f"{seed} {number}")
    lang = lang or dice.choice(("fr", "en"))
    text = Text()
    actors: list[ActorMention] = []
    mentions: list[EventMention] = []
    text.add(f"Article {seed}-{number}.")
    for _ in range(events):
        first, second = (_actor(text, dice, people) for _ in range(2))
        actors += [first, second]
        at = len(actors)
        type_ = dice.choice(TYPES)
        words = text.add(type_.lower())
        roles = dice.choice(((Role.PARTICIPANT, Role.PARTICIPANT), (Role.AGENT, Role.RECIPIENT)))
        arguments = tuple(Argument(role, at - 2 + i, "slot", 0.9) for i, role in enumerate(roles))
        mentions.append(
            EventMention(
                words,
                type_.lower(),
                type_,
                arguments,
                places=_place(text, dice),
                topics=_topic(text, dice),
                times=(Time(text.add("lundi"), begin=f"2025-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}"),),
                views=(View(text.add("productif"), "productif", at - 2),) if dice.random() < 0.1 else (),
                content=(len(mentions) - 1,) if mentions and dice.random() < 0.1 else (),
                source=at - 1 if dice.random() < 0.1 else None,
                status=dice.choice((*Status, Status.OCCURRED, Status.OCCURRED)),
                confidence=0.8,
                entry="fr/test:1",
                rule="verb",
            )
        )
    article = Article.of(
        " ".join(text.words),
        lang,
        date=dt.date(2025, 1, 1) + dt.timedelta(days=number % 365),
        headline=f"Article {number}",
        source=f"articles/{seed}-{number}.txt",
    )
    return Reading(article, tuple(actors), tuple(mentions), {"model": "1"})


def at_once(readings: Iterable[Reading]) -> set[ox.Quad]:
    """The dataset of some readings, made from nothing."""
    readings, taxonomy = list(readings), vocab.taxonomy()
    for reading in readings:
        if reading.article.key not in _said:
            _said[reading.article.key] = [*rdf.mention_quads(reading, taxonomy)]
    dataset = store.new(quad for reading in readings for quad in _said[reading.article.key])
    dataset.extend(rdf.resolved_quads(resolve(readings, taxonomy, gazetteer.load()), taxonomy))
    dataset.extend([*rdf.edge_quads(dataset)])
    return set(dataset)


def _actor(text: Text, dice: random.Random, people: int) -> ActorMention:
    if dice.random() < 0.3:
        state = dice.choice([*STATES])
        span = text.add(STATES[state])
        return ActorMention(span, STATES[state], Kind.STATE, Form.NAME, span, known=(state,))
    name = f"Ada Bo{'aeiou'[(n := dice.randrange(people)) % 5]}{n}"
    name = dice.choice((name, name, name.upper()))
    span = text.add(name)
    offices: tuple[Office, ...] = ()
    if dice.random() < 0.2:
        state = dice.choice([*STATES])
        offices = (Office(dice.choice(("ministre", "présidente")), STATES[state], state, Kind.STATE),)
    return ActorMention(span, name, Kind.PERSON, Form.NAME, span, offices=offices)


def _topic(text: Text, dice: random.Random) -> tuple[Topic, ...]:
    if dice.random() < 0.7:
        return ()
    words = dice.choice(TOPICS)
    return (Topic(text.add(words), words),)


def _place(text: Text, dice: random.Random) -> tuple[Place, ...]:
    if dice.random() < 0.4:
        state = dice.choice([*STATES])
        return (Place(text.add(STATES[state]), STATES[state], state),)
    if dice.random() < 0.5:
        name = dice.choice(PLACES)
        return (Place(text.add(name), name),)
    return ()
