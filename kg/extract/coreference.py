"""Who is who within one text: each actor mention to the actors it denotes.

    "Les présidents russe et américain ... Poutine et Trump ... Le dirigeant russe a invité son homologue"
     -> {Poutine, Trump}                              -> Poutine               -> Trump

In the order of the text, each mention to one (or, for a plural, several) of the text's :class:`Entity`:

    names          gazetteer id, full name, last name, acronym and expansion
    offices        "le président russe": who in the text holds it; else who held it that day (gazetteer)
    bodies         "le gouvernement malien": one entity a head noun and owner
    pairs          "les deux pays": the last two that fit
    counterparts   "son homologue": the other one, with the office of the first
    definites      "le président", "ce parti", "les manifestants": the last one with the head noun
    pronouns       the last that agrees, subjects first; "ce dernier": the last of all

What points to nothing stays without an entity: a party that is not there is left out, never guessed.

    >>> from kg import language
    >>> french = language.load("fr")
    >>> words = Words.of(french.actors, french.syntax)
    >>> words.singular("Journaux"), words.office_key("présidents"), fold("Élysée")
    ('journal', 'head_of_state', 'elysee')
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from kg import language
from kg.gazetteer import Gazetteer
from kg.model import ActorMention, Article, Chains, Entity, Form, Kind, Office

MEMORY = 400  # mentions that a description or name looks back over
SAID = 70  # characters between a quotation and who says it
QUOTES = re.compile(r'["«»“”]')
NEUTER = "Neut"  # the gender of a pronoun that is no person
REACH = 900  # characters that a pronoun looks back over
SHORT = 3  # letters of articles and prepositions


@dataclass(slots=True)
class Gathered:
    """An entity while its mentions are being gathered."""

    kind: Kind
    known: str | None = None
    owner: str | None = None
    noun: str = ""
    names: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    gender: str = ""
    plural: bool = False
    told_as: set[str] = field(default_factory=set)  # of a body or group: what stands behind its noun

    def entity(self) -> Entity:
        """What is known of it in the end."""
        return Entity(
            self.kind,
            self.known,
            self.owner,
            self.noun,
            tuple(self.names),
            tuple(self.descriptions),
            tuple(self.offices),
            tuple(self.mentions),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """The words of actors.toml that point back."""

    offices: Mapping[str, str]
    pair_person: frozenset[str]
    pair_state: frozenset[str]
    pair_any: frozenset[str]
    counterpart: frozenset[str]
    heads: frozenset[str]  # "chef", "patron": of a state or body its leader
    states: frozenset[str]
    two: frozenset[str]
    latter: frozenset[str]
    quoted: frozenset[str]  # pronouns that stand for who is quoted: "we"
    plurals: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, actors: Mapping[str, Any], syntax: Mapping[str, Any]) -> Words:
        """From the parsed actors.toml and language.toml."""
        pairs = actors["pairs"]
        return cls(
            offices=actors["offices"],
            pair_person=frozenset(pairs["person"]),
            pair_state=frozenset(pairs["state"]),
            pair_any=frozenset(pairs["any"]),
            counterpart=frozenset(pairs["counterpart"]),
            heads=frozenset(actors["person"]["heads"]),
            states=frozenset(actors["state"]["nouns"]),
            two=frozenset(pairs["two"]),
            latter=frozenset(actors["pronouns"]["latter"]),
            quoted=frozenset(actors["pronouns"].get("quoted", ())),
            plurals=tuple(map(tuple, syntax.get("plurals", ()))),
        )

    def singular(self, word: str) -> str:
        """A noun in lower case, its plural ending undone when it has one."""
        word = word.casefold().replace("’", "'")
        if (
            word in self.pair_state
            or word in self.states
            or word in self.pair_person
            or word in self.pair_any
        ):
            return word
        for ending, singular in self.plurals:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return word.removesuffix(ending) + singular
        return word

    def office_key(self, role: str) -> str | None:
        """The gazetteer's key of an office as a text words it."""
        words = role.casefold().replace("’", "'")
        return self.offices.get(words) or self.offices.get(" ".join(self.singular(w) for w in words.split()))


def fold(name: str) -> str:
    """A name without accents, case and apostrophe kinds, for comparison."""
    text = unicodedata.normalize("NFKD", name.replace("’", "'").replace("-", " ")).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


@lru_cache(maxsize=8)
def words_of(lang: str) -> Words:
    """The words of a language that point back. Raises LanguageError."""
    data = language.load(lang)
    return Words.of(data.actors, data.syntax)


def coreference(
    article: Article, mentions: Sequence[ActorMention], words: Words, gazetteer: Gazetteer
) -> Chains:
    """The entities of one text. Pure; the gazetteer tells who is known and who held an office when."""
    return Book(article, mentions, words, gazetteer).chains()


def home_state(mentions: Sequence[ActorMention]) -> str | None:
    """The gazetteer id of the state that a text is about: named twice or more, and most among its states."""
    counts = Counter(m.known[0] for m in mentions if m.known and m.kind is Kind.STATE)
    if not counts:
        return None
    (first, n), *_ = counts.most_common(1)
    return first if n >= 2 and n * 2 > sum(counts.values()) else None


class Book:
    """The entities met so far in one text; used once, by :func:`coreference`."""

    def __init__(
        self, article: Article, mentions: Sequence[ActorMention], words: Words, gazetteer: Gazetteer
    ) -> None:
        self.text = article.text
        self.mentions = mentions
        self.words = words
        self.gazetteer = gazetteer
        self.day: date | None = article.date
        self.entities: list[Gathered] = []
        self.by_known: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.by_ending: dict[str, list[int]] = {}  # last words of full names of persons -> who
        self.by_opening: dict[str, set[int]] = {}  # the same by first words
        self.last_seen: dict[int, int] = {}  # entity -> its last mention
        self.trail: list[tuple[int, tuple[int, ...]]] = []  # (mention, entities) in text order
        self.home = home_state(mentions)

    def chains(self) -> Chains:
        """Goes through the mentions once for full names, once in text order for all."""
        mentions = self.mentions
        for mention in mentions:
            full = len(mention.text.split()) > 1 or bool(mention.known)
            if mention.form is Form.NAME and mention.kind is Kind.PERSON and full:
                self.named(mention)
        out: list[tuple[int, ...]] = []
        why: list[str] = []
        for number, mention in enumerate(mentions):
            ids, reason = self.resolve(mention)
            for i in ids:
                self.note(i, number, mention, alone=len(ids) == 1)
            if ids:
                self.trail.append((number, ids))
            out.append(ids)
            why.append(reason)
        for number, mention in enumerate(mentions):
            speaker = self.speaker(mention) if self.is_quoted(mention) else None
            if speaker is not None and out[speaker]:
                out[number], why[number] = out[speaker], "who is quoted"
        return Chains(tuple(e.entity() for e in self.entities), tuple(out), tuple(why))

    def note(self, i: int, number: int, mention: ActorMention, *, alone: bool) -> None:
        """Adds a mention to an entity."""
        entity = self.entities[i]
        entity.mentions.append(number)
        self.last_seen[i] = number
        if mention.form is Form.NAME and mention.text not in entity.names:
            entity.names.append(mention.text)
        if alone:
            if mention.form in (Form.DESCRIPTION, Form.NAME):
                texts = mention.short if mention.form is Form.NAME else (mention.text, *mention.short)
                entity.descriptions.extend(t for t in texts if t not in entity.descriptions)
                entity.offices.extend(o for o in mention.offices if o not in entity.offices)
                entity.told_as |= self.behind(mention)
            if mention.gender != NEUTER:
                entity.gender = entity.gender or mention.gender
            entity.plural = entity.plural or mention.plural

    def new(self, kind: Kind, **fields: Any) -> int:
        """A further entity."""
        self.entities.append(Gathered(kind, **fields))
        return len(self.entities) - 1

    def known(self, known: str, kind: Kind) -> int:
        """The entity of a gazetteer id, new when the text has not had it."""
        if known not in self.by_known:
            self.by_known[known] = self.new(kind, known=known)
            entry = self.gazetteer.entry(known)
            for name in entry.names.values() if entry else ():
                self.index_endings(self.by_known[known], fold(name))
        return self.by_known[known]

    def resolve(self, mention: ActorMention) -> tuple[tuple[int, ...], str]:
        """The entities that a mention denotes and how that was decided."""
        if mention.form in (Form.NAME, Form.METONYM, Form.ADJECTIVE):
            return (self.named(mention),), "name"
        if mention.form is Form.DESCRIPTION:
            return self.described(mention)
        return self.pronoun(mention)

    # ---- names

    def named(self, mention: ActorMention) -> int:
        """The entity of a name."""
        if mention.known:
            known = next((k for k in mention.known if k in self.by_known), mention.known[0])
            entry = self.gazetteer.entry(known)
            return self.known(known, (entry.kind if entry else None) or mention.kind or Kind.ORGANIZATION)
        key = fold(mention.text)
        if key in self.by_name:
            return self.by_name[key]
        found = self.same_name(mention, key)
        if found is None and mention.kind is Kind.PERSON and " " not in key:
            candidates = self.gazetteer.persons(mention.text, self.day)
            if len(candidates) == 1:
                found = self.known(candidates[0].id, Kind.PERSON)
        if found is None:
            found = self.new(mention.kind or Kind.ORGANIZATION)
        self.by_name[key] = found
        self.index_endings(found, key)
        return found

    def index_endings(self, i: int, name: str) -> None:
        """Lets a person be found by a part of a full name: "Ri" for "Ri Yong Ho", "Ho"."""
        if self.is_person(i):
            words = name.split()
            if len(words) > 1:
                self.by_opening.setdefault(words[0], set()).add(i)
            for start in range(1, len(words)):
                same = self.by_ending.setdefault(" ".join(words[start:]), [])
                if i not in same:
                    same.append(i)

    def recent(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The mentions so far with their entities, the last first, as far back as anyone remembers."""
        return islice(reversed(self.trail), MEMORY)

    def singly(self, kind: Kind) -> Iterator[tuple[int, Gathered]]:
        """The entities of a kind that some recent mention denotes alone, the last first."""
        for _, ids in self.recent():
            if len(ids) == 1 and self.entities[ids[0]].kind is kind:
                yield ids[0], self.entities[ids[0]]

    def same_name(self, mention: ActorMention, key: str) -> int | None:
        """An entity whose name has this one as its last part, or that this acronym stands for."""
        if mention.kind is Kind.PERSON:
            opening = self.by_opening.get(key, ())
            same = self.by_ending.get(key) or (opening if len(opening) == 1 else ())
            return max(same, key=lambda i: self.last_seen.get(i, -1)) if same else None
        if mention.text.isupper() and len(mention.text) > 1:
            for name, i in islice(reversed(self.by_name.items()), MEMORY):
                initials = "".join(w[0] for w in name.replace("'", " ").split() if len(w) > 3 or w == name)
                if initials == key or self.in_brackets(mention, name):
                    return i
        return None

    def in_brackets(self, mention: ActorMention, name: str) -> bool:
        """Whether the acronym follows the name in brackets: "Nouvelle Démocratie (ND)"."""
        text = self.text
        before = fold(text[max(0, mention.span.begin - len(name) - 12) : mention.span.begin])
        return before.rstrip(" (").endswith(name) and before.endswith("(")

    # ---- descriptions

    def described(self, mention: ActorMention) -> tuple[tuple[int, ...], str]:
        """The entities of a description."""
        noun = self.words.singular(self.head_word(mention))
        if mention.known:
            return (self.known(mention.known[0], mention.kind or Kind.STATE),), "name"
        if self.is_pair(mention):
            pair = self.pair(noun)
            return (pair, "pair") if pair else ((self.group(mention, noun),), "a group: no pair before")
        if len(mention.offices) > 1:
            found = [self.holder(o) for o in mention.offices]
            ids = tuple(i for i in found if i is not None)
            return (
                (ids, "offices")
                if ids
                else ((self.group(mention, noun),), "a group: offices of nobody known")
            )
        if noun in self.words.counterpart:
            return self.counterpart(mention)
        if mention.kind is Kind.PERSON:
            return self.person(mention, noun)
        if mention.kind is Kind.STATE:
            return self.state(mention, noun)
        if mention.kind is Kind.ORGANIZATION:
            return (self.body(mention, noun),), "body"
        return (self.group(mention, noun),), "group"

    def head_word(self, mention: ActorMention) -> str:
        """The head word of a mention."""
        return self.text[mention.head.begin : mention.head.end]

    def person(self, mention: ActorMention, noun: str) -> tuple[tuple[int, ...], str]:
        """A person told by an office or a function."""
        office = mention.offices[0] if mention.offices else None
        if office and (office.of_wikidata or self.words.office_key(office.role)):
            found = self.holder(office)
            if found is not None:
                return (found,), "office"
        if mention.definite:
            for _, ids in self.recent():
                for i in ids:
                    entity = self.entities[i]
                    if entity.kind is Kind.PERSON and self.compatible(entity, office, noun):
                        return (i,), "head noun"
            only = self.only_holder(office)
            if only is not None:
                return (only,), "only holder"
            key = self.words.office_key(office.role) if office and not office.of else None
            if office and key and key != "leader" and self.home:
                found = self.holder(Office(office.role, None, self.home, Kind.STATE))
                if found is not None:
                    return (found,), "office of the text's state"
        i = self.new(Kind.PERSON, noun=noun)
        return (i,), "new"

    def only_holder(self, office: Office | None) -> int | None:
        """The one known person of the text who holds such an office: "la chancelière" for Angela Merkel."""
        key = self.words.office_key(office.role) if office and not office.of else None
        if key is None:
            return None
        found = [
            i
            for i, e in enumerate(self.entities)
            if e.kind is Kind.PERSON and e.known and key in self.held(i)
        ]
        return found[0] if len(found) == 1 else None

    def compatible(self, entity: Gathered, office: Office | None, noun: str) -> bool:
        """Whether a person may be meant by "le NOUN": told by that noun before, and of no other owner."""
        same = (
            [o for o in entity.offices if o.role and self.words.singular(o.role.split()[0]) == noun]
            if entity.offices
            else []
        )
        if same:
            owner = office.of_wikidata if office else None
            return owner is None or any(o.of_wikidata in (None, owner) for o in same)
        return bool(entity.noun) and entity.noun == noun and (office is None or not office.of)

    def holder(self, office: Office) -> int | None:
        """The person who holds an office: by the text, else by the gazetteer in the text, else that day."""
        key = self.words.office_key(office.role)
        if key is None and office.of_wikidata and self.words.singular(office.role) in self.words.heads:
            key = "leader"  # "le chef du Kremlin", "le patron de la CIA"
        role = fold(office.role)
        for _, ids in self.recent():
            for i in ids:
                for other in self.entities[i].offices:
                    if len(ids) > 1 or (other.of_wikidata, other.of) != (office.of_wikidata, office.of):
                        continue
                    if fold(other.role) == role or (key and self.words.office_key(other.role) == key):
                        return i
        if not key:
            return None
        owner = office.of_wikidata
        if owner is None:
            return None
        if key == "leader" and self.day is not None:
            leaders = self.gazetteer.holders(key, owner, self.day)
            told = [h for h in leaders if h.id in self.by_known]
            if leaders:
                return self.known((told or leaders)[0].id, Kind.PERSON)
        keys = ("head_of_state", "head_of_government") if key == "leader" else (key,)
        for k in keys:
            named = [
                i
                for i, e in enumerate(self.entities)
                if e.kind is Kind.PERSON
                and e.known
                and any(h.role == k and h.of == owner for h in self.gazetteer.offices_of(e.known, self.day))
            ]
            if len(named) == 1 or (named and self.day is None):
                return named[0]
        if self.day is not None:
            for k in keys:
                holders = self.gazetteer.holders(k, owner, self.day)
                if holders:
                    return self.known(holders[0].id, Kind.PERSON)
        return None

    def counterpart(self, mention: ActorMention) -> tuple[tuple[int, ...], str]:
        """ "Son homologue (américain)": by the state when told, else the text's other holder."""
        subject = next((i for n, ids in self.recent() for i in ids if self.is_person(i)), None)
        roles = list(self.entities[subject].offices) if subject is not None else []
        if mention.offices and mention.offices[0].of:
            owner = mention.offices[0]
            for role in roles:
                found = self.holder(Office(role.role, owner.of, owner.of_wikidata, owner.of_kind))
                if found is not None and found != subject:
                    return (found,), "counterpart"
            for k in ("head_of_state", "head_of_government", "foreign_minister"):
                if subject is not None and owner.of_wikidata and self.holds(subject, k) and self.day:
                    for holder in self.gazetteer.holders(k, owner.of_wikidata, self.day):
                        return (self.known(holder.id, Kind.PERSON),), "counterpart"
            return (self.new(Kind.PERSON, noun="", offices=[owner]),), "new"
        seen: list[int] = []
        for _, ids in self.recent():
            seen.extend(i for i in ids if self.is_person(i) and i != subject and i not in seen)
        if not seen:
            return (), "counterpart of nobody"
        if subject is not None:
            mine = self.held(subject)
            better = [i for i in seen if self.held(i) & mine]
            if better:
                return (better[0],), "counterpart"
        return (seen[0],), "counterpart"

    def is_person(self, i: int) -> bool:
        """Whether an entity is one person."""
        return self.entities[i].kind is Kind.PERSON

    def holds(self, i: int, key: str) -> bool:
        """Whether a person holds an office of this key."""
        return key in self.held(i)

    def held(self, i: int) -> set[str]:
        """Keys of the offices that a person holds, by the text or the gazetteer."""
        entity = self.entities[i]
        keys = {k for o in entity.offices if (k := self.words.office_key(o.role))}
        if entity.known:
            keys |= {h.role for h in self.gazetteer.offices_of(entity.known, self.day)}
        return keys

    def is_pair(self, mention: ActorMention) -> bool:
        """Whether the description counts two: "les deux pays"."""
        return (
            mention.plural
            and mention.definite
            and any(w in self.words.two for w in mention.text.casefold().split())
        )

    def pair(self, noun: str) -> tuple[int, ...]:
        """The last two entities that "les deux NOUN" may mean."""
        if noun in self.words.pair_state:
            return self.last_two(lambda i: self.entities[i].kind is Kind.STATE, states=True)
        if noun in self.words.pair_person:
            key = self.words.office_key(noun)
            kinds = {"leader": {"head_of_state", "head_of_government"}}.get(
                key or "", {key} if key else set()
            )
            fit = self.last_two(lambda i: self.is_person(i) and (not kinds or bool(kinds & self.held(i))))
            return fit or self.last_two(self.is_person)
        if noun in self.words.pair_any:
            return self.last_two(lambda i: self.entities[i].kind is Kind.STATE, states=True) or self.last_two(
                lambda i: not self.entities[i].plural
            )
        return self.last_two(lambda i: self.entities[i].noun == noun)

    def last_two(self, fits: Callable[[int], bool], *, states: bool = False) -> tuple[int, ...]:
        """The last two different entities that fit; persons' states count where states are asked for."""
        out: list[int] = []
        for number, ids in self.recent():
            mention = self.mentions[number]
            if mention.locative or (states and mention.form is Form.ADJECTIVE):
                continue  # a place, or what only qualifies: "la crise ukrainienne"
            for i in reversed(ids):
                home = self.state_of(i) if states and self.is_person(i) else None
                if fits(i if home is None else home) and (i if home is None else home) not in out:
                    out.append(i if home is None else home)
                if len(out) == 2:
                    return tuple(sorted(out))
        return ()

    def state_of(self, i: int) -> int | None:
        """The state that a person holds office in, by the text or the gazetteer."""
        entity = self.entities[i]
        owners = [o.of_wikidata for o in entity.offices if o.of_wikidata and o.of_kind is Kind.STATE]
        if entity.known and not owners:
            entry = self.gazetteer.entry(entity.known)
            owners = [entry.state] if entry and entry.state else []
        return self.known(owners[0], Kind.STATE) if owners else None

    def state(self, mention: ActorMention, noun: str) -> tuple[tuple[int, ...], str]:
        """ "Le pays": the last state; plural and indefinite ones are a group of states."""
        if mention.plural or not mention.definite:
            return (self.group(mention, noun),), "group"
        owner = next((ids for m, ids in self.recent() if self.possesses(m, mention)), ())
        home = self.state_of(owner[0]) if len(owner) == 1 and self.is_person(owner[0]) else None
        if home is not None:
            return (home,), "the person's state"
        for _, ids in self.recent():
            for i in reversed(ids):
                if self.entities[i].kind is Kind.STATE:
                    return (i,), "state"
        return (), "no state"

    def possesses(self, number: int, mention: ActorMention) -> bool:
        """Whether a mention is the possessive of a description: "his" in "his nation"."""
        other = self.mentions[number]
        gap = mention.span.begin - other.span.end
        return other.form is Form.POSSESSIVE and 0 <= gap < 12

    def body(self, mention: ActorMention, noun: str) -> int:
        """An organisation told by its noun and whose it is."""
        owner = mention.offices[0].of_wikidata if mention.offices else None
        text = fold(mention.text)
        for i, entity in self.singly(Kind.ORGANIZATION):
            if text in map(fold, entity.descriptions):
                return i
            if (
                entity.noun == noun
                and (owner is None or entity.owner in (None, owner))
                and mention.definite
                and self.same_words(entity, mention)
            ):
                if owner and not entity.owner:
                    entity.owner = owner
                return i
        return self.new(Kind.ORGANIZATION, noun=noun, owner=owner)

    def group(self, mention: ActorMention, noun: str) -> int:
        """An unnamed plural: the same as before when it is definite and has the head noun of one before."""
        text = fold(mention.text)
        for i, entity in self.singly(Kind.GROUP):
            again = mention.definite and entity.noun == noun and self.same_words(entity, mention)
            if again or text in map(fold, entity.descriptions):
                return i
        return self.new(mention.kind or Kind.GROUP, noun=noun)

    def same_words(self, entity: Gathered, mention: ActorMention) -> bool:
        """Whether what stands behind the nouns may tell of one: "la police nationale" is no riot police."""
        told = self.behind(mention)
        return not told or not entity.told_as or not told.isdisjoint(entity.told_as)

    def behind(self, mention: ActorMention) -> set[str]:
        """The words of some length behind a mention's head: adjectives and complements."""
        text = self.text[mention.head.end : mention.span.end]
        return {word for word in fold(text).replace("'", " ").split() if len(word) > SHORT}

    # ---- pronouns

    def pronoun(self, mention: ActorMention) -> tuple[tuple[int, ...], str]:
        """The last mention that agrees, subjects before others in the sentences just before."""
        if self.is_quoted(mention):
            return (), "speaker of nothing quoted"
        word = self.head_word(mention).casefold()
        latter = word in self.words.latter
        candidates = [
            (self.mentions[n], ids)
            for n, ids in self.recent()
            if mention.span.begin - self.mentions[n].span.begin < REACH
            and self.mentions[n].form is not Form.ADJECTIVE
        ]
        fit = [(m, ids) for m, ids in candidates if self.agrees(mention, m, ids)]
        people = [(m, ids) for m, ids in fit if self.is_person(ids[0])]
        if mention.kind is Kind.PERSON:
            fit = people or [(m, ids) for m, ids in fit if m.subject]
        if not fit:
            return (), "pronoun of nobody"
        if latter:
            return fit[0][1], "the latter"
        subjects = [(m, ids) for m, ids in fit if m.subject]
        near = [(m, ids) for m, ids in subjects if mention.span.begin - m.span.begin < REACH // 2]
        return (near or fit)[0][1], "pronoun"

    def is_quoted(self, mention: ActorMention) -> bool:
        """Whether a mention is a pronoun of who speaks."""
        return mention.form is Form.PRONOUN and self.head_word(mention).casefold() in self.words.quoted

    def speaker(self, mention: ActorMention) -> int | None:
        """Who is quoted around a pronoun, as a mention: the subject behind the quotation or before it."""
        text = self.text
        paragraph = text.rfind("\n", 0, mention.span.begin) + 1
        marks = [m.start() for m in QUOTES.finditer(text, paragraph, mention.span.begin)]
        closing = QUOTES.search(text, mention.span.end)
        if len(marks) % 2 == 0 or closing is None:
            return None
        near = [
            (n, m)
            for n, m in enumerate(self.mentions)
            if m.subject and m.form is not Form.POSSESSIVE and not self.is_quoted(m)
        ]
        behind = [n for n, m in near if 0 <= m.span.begin - closing.end() < SAID]
        before = [n for n, m in near if 0 <= marks[-1] - m.span.end < SAID]
        return next(iter(behind), None) if behind else next(reversed(before), None)

    def agrees(self, pronoun: ActorMention, other: ActorMention, ids: tuple[int, ...]) -> bool:
        """Whether a pronoun may stand for these entities: number, gender and kind."""
        several = len(ids) > 1 or other.plural
        if pronoun.plural != several:
            return False
        entity = self.entities[ids[0]]
        if pronoun.gender == NEUTER and entity.kind is Kind.PERSON:
            return False
        return not (pronoun.gender and entity.gender and pronoun.gender != entity.gender and not several)
