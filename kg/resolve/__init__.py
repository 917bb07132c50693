"""Readings -> what we believe: actors and events, each with the mentions it rests on (layer 2).

identity     which actor of the graph that is: decided here and nowhere else
happenings   which mentions are one event
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg import language
from kg.extract.coreference import coreference, fold, words_of
from kg.gazetteer import Gazetteer
from kg.model import (
    Actor,
    Chains,
    Event,
    EventMention,
    Form,
    Judgement,
    Label,
    MentionRef,
    Place,
    Reading,
    Resolved,
    Role,
    Site,
    Span,
    Status,
    Taxonomy,
)
from kg.resolve.happenings import Told, best_type, group
from kg.resolve.identity import actor, identify, merge, slug

__all__ = ["chains_of", "labelled", "merge", "resolve", "resolve_one"]


def resolve(readings: Iterable[Reading], taxonomy: Taxonomy, gazetteer: Gazetteer) -> Resolved:
    """Actors and events of all readings. The same readings in another order give the same sets."""
    met: dict[str, list[Actor]] = {}
    events: list[Event] = []
    for reading in readings:
        told = resolve_one(reading, taxonomy, gazetteer)
        for a in told.actors:
            met.setdefault(a.key, []).append(a)
        events.extend(told.events)
    actors = {key: merge(met[key]) for key in sorted(met)}
    labels = {key: a.labels for key, a in actors.items()}
    return Resolved(tuple(actors.values()), tuple(labelled(e, labels, taxonomy) for e in events))


def resolve_one(reading: Reading, taxonomy: Taxonomy, gazetteer: Gazetteer) -> Resolved:
    """Actors and events of one text, events without labels yet."""
    chains = chains_of(reading, gazetteer)
    keys = identify(reading, chains).keys
    told = [Told(n, m, roles_of(m, chains, keys)) for n, m in enumerate(reading.events)]
    # An event between parties needs one: without any, the words stay a mention and no event is believed.
    told = [t for t in told if t.roles or not taxonomy.symmetric(t.mention.type) or may_point_back(t)]
    groups = [
        g
        for g in group(told, taxonomy)
        if any(t.roles for t in g) or not taxonomy.symmetric(g[0].mention.type)
    ]
    number = {t.number: f"{reading.article.key}-{n}" for n, g in enumerate(groups, 1) for t in g}
    refs = references(reading)
    events = [event(g, number, refs, reading, chains, keys, taxonomy, gazetteer) for g in groups]
    acting = {key for e in events for _, key in e.roles}
    acting |= {key for e in events for key in e.according_to}
    acting |= {v.holder for e in events for v in e.views if v.holder}
    by_owner = {e.known: keys[n] for n, e in enumerate(chains.entities) if e.known}
    by_owner |= {fold(name): keys[n] for n, e in enumerate(chains.entities) for name in e.names}
    actors: dict[str, Actor] = {}
    for n, entity in enumerate(chains.entities):
        named = any(reading.actors[m].form is Form.NAME for m in entity.mentions)
        if keys[n] in acting or (named and entity.mentions):
            new = actor(keys[n], entity, reading, by_owner, gazetteer)
            actors[keys[n]] = merge((actors[keys[n]], new)) if keys[n] in actors else new
    for owner in {p.of for a in actors.values() for p in a.posts if p.of} - set(actors):
        n = keys.index(owner)
        actors[owner] = actor(owner, chains.entities[n], reading, by_owner, gazetteer)
    return Resolved(tuple(actors.values()), tuple(events))


def chains_of(reading: Reading, gazetteer: Gazetteer) -> Chains:
    """Who is who in a text: as its extractor has decided, else decided here."""
    return reading.chains or coreference(
        reading.article, reading.actors, words_of(reading.article.lang), gazetteer
    )


def may_point_back(told: Told) -> bool:
    """Whether a mention without parties may be one of an event told before."""
    return told.mention.definite or told.mention.status is Status.PLANNED


def roles_of(mention: EventMention, chains: Chains, keys: Sequence[str]) -> frozenset[tuple[Role, str]]:
    """The arguments of a mention as (role, actor key); nobody is agent and recipient of one event."""
    out: dict[str, Role] = {}
    for argument in mention.arguments:
        for i in chains.of_mention[argument.filler]:
            out.setdefault(keys[i], argument.role)
    return frozenset((role, key) for key, role in out.items())


def event(
    told: Sequence[Told],
    number: Mapping[int, str],
    refs: Sequence[MentionRef],
    reading: Reading,
    chains: Chains,
    keys: Sequence[str],
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
) -> Event:
    """One event from its mentions: roles, places, topics, views gathered, times of the first with any."""
    lang, article = reading.article.lang, reading.article.key
    mentions = [t.mention for t in told]
    key = number[told[0].number]
    times = [t for m in mentions for t in m.times]
    first = {
        name: next((v for t in times if (v := getattr(t, name))), None)
        for name in ("begin", "end", "earliest", "latest", "duration")
    }
    sources = [keys[i] for m in mentions if m.source is not None for i in chains.of_mention[m.source]]
    judgements = [
        Judgement(
            Label(v.text, lang),
            next((keys[i] for i in chains.of_mention[v.holder]), None) if v.holder is not None else None,
            MentionRef(article, v.span),
        )
        for m in mentions
        for v in m.views
    ]
    content = dict.fromkeys(number[c] for m in mentions for c in m.content if number.get(c, key) != key)
    sure = [
        t for t in told if t.own
    ] or told  # guesses from the sentence before only where nothing better is told
    roles = {actor_key: role for t in sure for role, actor_key in sorted(t.roles)}
    return Event(
        key=key,
        type=best_type(told, taxonomy),
        status=mentions[0].status if mentions[0].status is not Status.POSSIBLE else mentions[-1].status,
        roles=tuple(sorted((role, actor_key) for actor_key, role in roles.items())),
        places=tuple(dict.fromkeys(site(p, lang, gazetteer) for m in mentions for p in m.places)),
        topics=tuple(dict.fromkeys(Label(t.text, lang) for m in mentions for t in m.topics)),
        content=tuple(content),
        begin=first["begin"],
        end=first["end"],
        earliest=first["earliest"],
        latest=first["latest"],
        duration=first["duration"],
        confidence=max(m.confidence for m in mentions),
        according_to=tuple(dict.fromkeys(sources)),
        views=tuple(judgements),
        mentions=tuple(refs[t.number] for t in told),
    )


def references(reading: Reading) -> tuple[MentionRef, ...]:
    """For each event mention what points to it; those with one and the same span are numbered."""
    seen: Counter[Span] = Counter()
    out = []
    for m in reading.events:
        out.append(MentionRef(reading.article.key, m.span, seen[m.span]))
        seen[m.span] += 1
    return tuple(out)


def site(place: Place, lang: str, gazetteer: Gazetteer) -> Site:
    """The place of layer 2: the gazetteer's when it knows it, else one by its name."""
    known = gazetteer.entry(place.wikidata) if place.wikidata else None
    if known:
        labels = tuple(Label(text, code) for code, text in sorted(known.names.items()))
        return Site(known.id, labels, known.wikidata)
    return Site(slug(place.text) or "place", (Label(place.text, lang),), None)


def labelled(event: Event, actors: Mapping[str, tuple[Label, ...]], taxonomy: Taxonomy) -> Event:
    """The event with a label a language: its class and its actors, agents first."""
    order = (Role.AGENT, Role.PARTICIPANT, Role.RECIPIENT)
    keys = [key for wanted in order for role, key in event.roles if role is wanted]
    out = []
    for lang, name in sorted(taxonomy.classes[event.type].labels.items()):
        names = [short_name(actors[key], lang) for key in keys]
        colon = language.load(lang).syntax["colon"] if lang in language.languages() else ": "
        out.append(Label(name + (colon + ", ".join(names) if names else ""), lang))
    return replace(event, labels=tuple(out))


def short_name(labels: Sequence[Label], lang: str) -> str:
    """The label in a language, else the first."""
    return next((label.text for label in labels if label.lang == lang), labels[0].text)
