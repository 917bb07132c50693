"""A parsed article -> its Reading: mentions of actors and events with roles, times, places, factuality.

A pure function of one article; each step has a file of its own:

    syntax       the Doc as a Tree, the same for every parser
    actors       who may act
    slots        which words stand where around a trigger
    events       which words tell of events
    arguments    who plays which part
    facts        how real it is
    attribution  whose word it is, who judges it how
    times        when

>>> from kg.annotate import parse                                   # doctest: +SKIP
>>> from kg.model import Article                                    # doctest: +SKIP
>>> resources = Resources.load("fr")                                # doctest: +SKIP
>>> article = Article.of("Paris a condamné les frappes de l'armée israélienne.", "fr")    # doctest: +SKIP
>>> [read(a, doc, resources).events[0].type for a, doc in parse([article], "fr")]         # doctest: +SKIP
['Condemnation']
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from kg import gazetteer, language
from kg.extract.actors import Found, Nouns, find_actors, text_of
from kg.extract.arguments import Frames, places
from kg.extract.attribution import Speech, source_of, views
from kg.extract.events import Trigger, find_triggers
from kg.extract.facts import Cues, factuality
from kg.extract.slots import Grammar, Slots, grammar
from kg.extract.syntax import Tree, tree
from kg.extract.times import TimeGrammar, find_times
from kg.model import Article, EventMention, Reading, Span, Taxonomy, Time, Topic

__all__ = ["Resources", "read"]

TOPIC_LIMIT = 14  # tokens of a topic


@dataclass(frozen=True, slots=True)
class Resources:
    """All that extraction needs besides the text, loaded once a process."""

    language: language.Language
    gazetteer: gazetteer.Gazetteer
    taxonomy: Taxonomy
    nouns: Nouns
    grammar: Grammar
    cues: Cues
    speech: Speech
    times: TimeGrammar

    @classmethod
    def load(cls, lang: str, taxonomy: Taxonomy, lexicons: tuple[Path, ...] = ()) -> Resources:
        """The resources of a language. Raises LanguageError, DataError."""
        data = language.load(lang, lexicons)
        return cls(
            language=data,
            gazetteer=gazetteer.load(),
            taxonomy=taxonomy,
            nouns=Nouns.of(data.actors, data.syntax),
            grammar=grammar(data),
            cues=Cues.of(data.cues),
            speech=Speech.of(data.cues),
            times=TimeGrammar.of(data.times),
        )


def read(article: Article, doc: Doc, resources: Resources) -> Reading:
    """What one article says. Takes the article's Doc (kg.annotate); raises nothing on any text."""
    syntax = tree(doc, resources.language.syntax)
    found = find_actors(syntax, article.text, resources.nouns, resources.gazetteer, article.lang)
    slots = Slots(syntax, resources.grammar)
    triggers = find_triggers(syntax, slots, resources.language.lexicon, found, resources.nouns.singulars)
    triggers = [t for t in triggers if t.entry.type in resources.taxonomy.classes]
    frames = Frames(syntax, slots, found, resources.nouns.locative)
    when = attach_times(syntax, slots, triggers, find_times(article.text, resources.times, article.date))
    inner = contents(syntax, slots, triggers)
    events = tuple(
        mention(n, article, syntax, slots, found, frames, trigger, when.get(n, ()), inner.get(n, ()), resources)
        for n, trigger in enumerate(triggers)
    )
    return Reading(article, found.mentions, events)


def mention(
    number: int,
    article: Article,
    syntax: Tree,
    slots: Slots,
    found: Found,
    frames: Frames,
    trigger: Trigger,
    times: tuple[Time, ...],
    content: tuple[int, ...],
    resources: Resources,
) -> EventMention:
    """One event mention with all that its sentence says of it."""
    entry = trigger.entry
    begin, end = trigger.tokens[0], trigger.tokens[-1] + 1
    fact = factuality(syntax, trigger.token, entry.type, resources.cues)
    locative = resources.nouns.locative
    return EventMention(
        span=Span(syntax.begin[begin], syntax.end[end - 1]),
        text=text_of(syntax, article.text, begin, end),
        type=entry.type,
        arguments=frames.arguments(trigger, resources.taxonomy.symmetric(entry.type)),
        places=tuple(found.places[t] for t in places(syntax, slots, found, trigger, locative)),
        topics=topics(syntax, slots, found, trigger, article.text),
        times=times,
        content=content,
        views=views(syntax, article.text, trigger.token, slots, found, resources.speech),
        source=source_of(syntax, trigger.token, slots, found, resources.speech),
        polarity=fact.polarity,
        certainty=fact.certainty,
        tense=fact.tense,
        status=fact.status,
        confidence=round(entry.sure, 3),
        entry=entry.name,
        rule=f"frame; status by {fact.cue}",
        definite=is_definite(syntax, trigger.token),
    )


def is_definite(syntax: Tree, i: int) -> bool:
    """Whether an event noun has a definite or demonstrative determiner: it may point back."""
    tokens = [i, *syntax.children[i]]
    return any(syntax.feat(t, "Definite") == "Def" or syntax.feat(t, "PronType") == "Dem" for t in tokens)


def topics(syntax: Tree, slots: Slots, found: Found, trigger: Trigger, text: str) -> tuple[Topic, ...]:
    """What the event is about, in the text's words: the first topic slot that is filled."""
    for slot in trigger.entry.frame.get("topic", ()):
        out = []
        for t in slots.fill(trigger.token, slot):
            if t in trigger.tokens or t in found.of_token and syntax.pos[t] == "PRON":
                continue
            begin, end = stretch(syntax, t)
            out.append(Topic(Span(syntax.begin[begin], syntax.end[end - 1]), text_of(syntax, text, begin, end)))
        if out:
            return tuple(out)
    return ()


def stretch(syntax: Tree, i: int) -> tuple[int, int]:
    """The contiguous tokens of a phrase around its head: no determiner, no clause, no further conjunct."""
    own = {i}
    for c in syntax.children[i]:
        if syntax.rel[c] not in ("case", "det", "conj", "cc", "punct", "relcl", "advcl", "parataxis", "mark", "poss", "appos"):
            own.update(t for t in syntax.subtree(c) if syntax.rel[t] != "punct")
    begin = end = i
    while begin - 1 in own and i - begin < TOPIC_LIMIT:
        begin -= 1
    while end + 1 in own and end - i < TOPIC_LIMIT:
        end += 1
    return begin, end + 1


def contents(syntax: Tree, slots: Slots, triggers: list[Trigger]) -> dict[int, tuple[int, ...]]:
    """For each trigger with content slots the triggers that are what it is about: the nearest below each slot."""
    number = {t.token: n for n, t in enumerate(triggers)}
    out: dict[int, tuple[int, ...]] = {}
    for n, trigger in enumerate(triggers):
        inner: list[int] = []
        for slot in trigger.entry.frame.get("content", ()):
            for t in slots.fill(trigger.token, slot):
                inner.extend(nearest(syntax, t, number))
        if inner:
            out[n] = tuple(dict.fromkeys(m for m in inner if m != n))
    return out


def nearest(syntax: Tree, i: int, number: dict[int, int]) -> list[int]:
    """The events at ``i`` or, where it is none, the nearest below it."""
    if i in number:
        return [number[i]]
    out: list[int] = []
    for c in syntax.children[i]:
        if syntax.rel[c] not in ("relcl", "parataxis", "advcl"):
            out.extend(nearest(syntax, c, number))
    return out


def attach_times(
    syntax: Tree, slots: Slots, triggers: list[Trigger], times: tuple[Time, ...]
) -> dict[int, tuple[Time, ...]]:
    """Each time expression with the event it dates: the nearest trigger above it, or those its verb carries."""
    number = {t.token: n for n, t in enumerate(triggers)}
    carried: dict[int, list[int]] = {}
    for n, t in enumerate(triggers):
        verb = slots.carrier(t.token) if syntax.pos[t.token] != "VERB" else None
        if verb is not None:
            carried.setdefault(verb, []).append(n)
    out: dict[int, tuple[Time, ...]] = {}
    starts = {b: i for i, b in enumerate(syntax.begin)}
    for time in times:
        tokens = [i for i in range(len(syntax)) if time.span.begin <= syntax.begin[i] < time.span.end] if time.span.begin in starts else []
        if not tokens:
            continue
        inside = set(tokens)
        at = next((t for t in tokens if syntax.head[t] not in inside), tokens[0])
        for _ in range(12):
            owners = [number[at]] if at in number else carried.get(at, [])
            if owners:
                for n in owners:
                    out[n] = (*out.get(n, ()), time)
                break
            if syntax.head[at] == at:
                break
            at = syntax.head[at]
    return out


