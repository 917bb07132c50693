"""Fixtures that several tests share."""

from collections.abc import Sequence

import pytest

from kg.model import (
    Actor,
    ActorMention,
    Argument,
    Article,
    Event,
    EventMention,
    Form,
    Kind,
    Label,
    MentionRef,
    Reading,
    Resolved,
    Role,
    Span,
    Status,
)


def reading(article: Article) -> Reading:
    """A call between the first and the last word of a text of three words."""
    words = [Span(0, 3), Span(4, 11), Span(12, 14)]
    actors = (words[0], words[2])
    mentions = tuple(
        ActorMention(s, article.text[s.begin : s.end], Kind.PERSON, Form.NAME, s) for s in actors
    )
    arguments = tuple(Argument(Role.PARTICIPANT, number, "slot") for number in (0, 1))
    event = EventMention(words[1], "appelle", "PhoneCall", arguments)
    return Reading(article, mentions, (event,) if "appelle" in article.text else (), {"model": "1"})


def read_articles(articles: Sequence[Article], own: object) -> tuple[Reading, ...]:
    return tuple(map(reading, articles))


def resolve_one(reading: Reading, taxonomy: object, gazetteer: object) -> Resolved:
    key = reading.article.key
    actors = (
        Actor(m.text.lower(), Kind.PERSON, (Label(m.text, "fr"),), mentions=(MentionRef(key, m.span),))
        for m in reading.actors
    )
    events = (
        Event(
            f"{key}-{number}",
            m.type,
            Status.OCCURRED,
            roles=tuple((Role.PARTICIPANT, reading.actors[a.filler].text.lower()) for a in m.arguments),
            mentions=(MentionRef(key, m.span),),
        )
        for number, m in enumerate(reading.events)
    )
    return Resolved(tuple(actors), tuple(events))


@pytest.fixture
def simple_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads "Ada appelle Bo." without a model, so that all around extraction can be tested."""
    monkeypatch.setattr("kg.pipeline.read_articles", read_articles)
    monkeypatch.setattr("kg.gazetteer.load", lambda: None)
    monkeypatch.setattr("kg.resolve.resolve_one", resolve_one)
