"""Which actor of the graph an entity of a text is: the one place where identity across texts is decided.

- The gazetteer knows it: its id, so that "Poutine" and "Vladimir Putin" are one actor in every text.
- A body of a known state ("le gouvernement malien"): its noun, as the concept that it is in every language,
  and the state's id.
- A named person of two words or more, or a named organisation: the name.
- All else (a bare last name, "des manifestants"): an actor of its own article.

    >>> key_of(Entity(Kind.ORGANIZATION, owner="Q912", noun="gouvernement"), 0, "un-article", "fr")
    'government-Q912'
    >>> key_of(Entity(Kind.GROUP, noun="manifestants"), 3, "un-article", "fr")
    'un-article-3-manifestants'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg import language
from kg.extract.coreference import fold
from kg.gazetteer import Gazetteer
from kg.language import languages
from kg.model import Actor, Chains, Entity, Kind, Label, MentionRef, Post, Reading

ALIAS_LIMIT = 40
#: Which kind an actor is when two texts do not agree, the first of these.
_KINDS = (Kind.STATE, Kind.ORGANIZATION, Kind.PERSON, Kind.GROUP)


@dataclass(frozen=True, slots=True)
class Identity:
    """Keys of a text's entities, by their index."""

    keys: tuple[str, ...]


def slug(text: str) -> str:
    """Letters and digits of a name joined by hyphens, for keys: "Antonis Samaras" -> "antonis-samaras"."""
    return re.sub(r"[^\w]+", "-", fold(text)).strip("-")[:80]


def key_of(entity: Entity, number: int, article: str, lang: str) -> str:
    """The key of an entity: the same in every text for actors that are known or fully named."""
    if entity.known:
        return entity.known
    name = max(entity.names, key=len, default="")
    if entity.owner and entity.noun and not name:
        return f"{slug(concept(entity.noun, lang) or entity.noun)}-{entity.owner}"
    if name and (entity.kind is not Kind.PERSON or " " in name) and slug(name):
        return slug(name)
    return f"{article}-{number}" + (f"-{slug(name or entity.noun)}" if slug(name or entity.noun) else "")


def identify(reading: Reading, chains: Chains) -> Identity:
    """The keys of a text's entities."""
    article = reading.article.key
    lang = reading.article.lang
    return Identity(tuple(key_of(e, n, article, lang) for n, e in enumerate(chains.entities)))


@lru_cache(maxsize=8)
def concepts(lang: str) -> Mapping[str, str]:
    """A language's words for unnamed actors, each with its concept; none where words are their concepts."""
    table: Mapping[str, str] = language.load(lang).actors.get("concepts", {}) if lang in languages() else {}
    return table


def concept(word: str, lang: str) -> str | None:
    """The concept of a word for actors, None when its language has it in no list."""
    table = concepts(lang)
    return table.get(word.casefold()) if table else word.casefold()


@lru_cache(maxsize=1024)
def word_for(what: str, lang: str) -> str | None:
    """A language's word for a concept, None when it has none."""
    if not concepts(lang):
        return what if any(what in concepts(code).values() for code in languages()) else None
    return next((word for word, c in concepts(lang).items() if c == what), None)


def translations(words: Iterable[str], lang: str) -> tuple[Label, ...]:
    """Labels in the other languages for an unnamed actor, by the first of its words that has any."""
    for what in filter(None, (concept(word, lang) for word in words)):
        others = ((word_for(what, code), code) for code in languages() if code != lang)
        labels = tuple(Label(word, code) for word, code in others if word)
        if labels:
            return labels
    return ()


def actor(key: str, entity: Entity, reading: Reading, keys: Mapping[str, str], gazetteer: Gazetteer) -> Actor:
    """The actor of an entity, from one text; ``keys`` maps ids and names of owners to actor keys."""
    lang, article = reading.article.lang, reading.article.key
    known = gazetteer.entry(entity.known) if entity.known else None
    told = [*sorted(entity.names, key=len, reverse=True), *entity.descriptions]
    if known:
        labels = tuple(Label(text, code) for code, text in sorted(known.names.items()))
    else:
        labels = (Label(told[0] if told else key, lang),)
        labels += () if entity.names else translations(told, lang)
    preferred = {label.text for label in labels}
    aliases = dict.fromkeys(Label(t, lang) for t in told if t not in preferred)
    posts = dict.fromkeys(
        Post(Label(o.role, lang), keys.get(o.of_wikidata or "") or keys.get(fold(o.of or "")))
        for o in entity.offices
        if o.role and entity.kind is Kind.PERSON
    )
    return Actor(
        key=key,
        kind=entity.kind,
        labels=labels,
        aliases=tuple(aliases)[:ALIAS_LIMIT],
        wikidata=known.wikidata if known else None,
        posts=tuple(posts),
        mentions=tuple(MentionRef(article, reading.actors[n].span) for n in entity.mentions),
    )


def merge(actors: Iterable[Actor]) -> Actor:
    """One actor from what several texts say of it: a label a language, all aliases, posts and mentions.

    Neither the order of the texts nor merging some of them before the others changes what comes of it. Of
    several labels in a language the shortest is preferred, with lower case and accents where that is all
    that differs; the others become aliases. Takes one actor at least, all with the same key.
    """
    met = list(actors)
    preferred: dict[str, Label] = {}
    for label in {label for actor in met for label in actor.labels}:
        preferred[label.lang] = min(label, preferred.get(label.lang, label), key=_plainness)
    words = {label for actor in met for label in (*actor.labels, *actor.aliases)}
    return Actor(
        key=met[0].key,
        kind=min((actor.kind for actor in met), key=_KINDS.index),
        labels=tuple(preferred[lang] for lang in sorted(preferred)),
        aliases=tuple(sorted(words.difference(preferred.values()))),
        wikidata=next((actor.wikidata for actor in met if actor.wikidata), None),
        posts=tuple(sorted({post for actor in met for post in actor.posts}, key=_post_order)),
        mentions=tuple(sorted({mention for actor in met for mention in actor.mentions})),
    )


def _plainness(label: Label) -> tuple[int, tuple[int, ...]]:
    return len(label.text), tuple(-ord(character) for character in label.text)


def _post_order(post: Post) -> tuple[Label, str, str, str]:
    return post.role, post.of or "", post.begin or "", post.end or ""
