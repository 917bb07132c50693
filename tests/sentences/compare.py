"""What the engine makes of a marked text, held against its marks.

Run as a script it prints every text that differs (with ``-v`` all that was found), and with ``--renew`` takes
away the ``~`` lines of those that work: ``python tests/sentences/compare.py [-v] [--renew] [NAME ...]``. A
name is a language ("en"), a file ("en/passive") or an id ("en/passive-3").
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marks import ALONE, ActorMark, EventMark, Marked, load

from kg import annotate, gazetteer, vocab
from kg.extract import Resources, read
from kg.extract.coreference import fold
from kg.model import ActorMention, Article, Entity, EventMention, Kind, Reading, Resolved
from kg.resolve import chains_of, resolve
from kg.resolve.identity import identify

FOLDER = Path(__file__).parent  # of one folder a language
ROLES = ("participant", "agent", "recipient", "supporter")
KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Told:
    """A text as read and resolved, with each actor mention's keys, and the names of each key."""

    reading: Reading
    resolved: Resolved
    keys: tuple[tuple[str, ...], ...]
    entities: dict[str, Entity]
    names: dict[str, frozenset[str]]


@lru_cache
def resources(lang: str) -> Resources:
    """All that reading a language needs, loaded once."""
    return Resources.load(lang, vocab.taxonomy())


def tell(marked: Marked) -> Told:
    """The marked text read and resolved by the engine."""
    lang = marked.lang
    article = Article.of(marked.text, lang, date=marked.date)
    ((_, doc),) = annotate.parse([article], lang)
    reading = read(article, doc, resources(lang))
    known = gazetteer.load()
    chains = chains_of(reading, known)
    keys = identify(reading, chains).keys
    names: dict[str, frozenset[str]] = {}
    for key, entity in zip(keys, chains.entities, strict=True):
        told = {*entity.names, *entity.descriptions}
        entry = known.entry(entity.known) if entity.known else None
        if entry:
            told |= {entry.names.get(lang, ""), *entry.aliases.get(lang, ())}
        names[key] = names.get(key, frozenset()) | {fold(name) for name in told}
    of_mention = tuple(tuple(keys[i] for i in ids) for ids in chains.of_mention)
    entities = dict(zip(keys, chains.entities, strict=True))
    return Told(reading, resolve([reading], vocab.taxonomy(), known), of_mention, entities, names)


def differences(marked: Marked) -> list[str]:
    """What was expected and not found, found and not expected; a line each."""
    told = tell(marked)
    return [
        *missing_events(marked, told),
        *extra_events(marked, told),
        *missing_actors(marked, told),
        *extra_actors(marked, told),
        *forbidden(marked, told),
    ]


def hits(mention: ActorMention, mark: ActorMark) -> bool:
    """Whether a mention is what is marked: its head in the mark, or the mark in the mention."""
    head, span = mention.head, mention.span
    return (mark.begin <= head.begin and head.end <= mark.end) or (
        span.begin <= mark.begin and mark.end <= span.end
    )


def mentions_of(mark: EventMark, told: Told) -> list[EventMention]:
    """The event mentions of the right class that the marked words tell of."""
    right = [m for m in told.reading.events if m.type in mark.types]
    return [m for m in right if m.span.begin < mark.end and mark.begin < m.span.end] or [
        m for m in right if same_sentence(told.reading.article.text, m.span.begin, mark.begin)
    ]


def same_sentence(text: str, one: int, other: int) -> bool:
    """Whether no sentence ends between two offsets ("le retrait est achevé": either word will do)."""
    return not re.search(r"[.!?…]\s+[«A-ZÀ-Ý]", text[min(one, other) : max(one, other) + 1])


def resolved_of(mark: EventMark, told: Told) -> set[str]:
    """The keys of the events of layer 2 that rest on the marked words."""
    spans = {m.span for m in mentions_of(mark, told)}
    line = vocab.taxonomy().line
    return {
        e.key
        for e in told.resolved.events
        if any(r.span in spans for r in e.mentions)
        and any(t in line(e.type) or e.type in line(t) for t in mark.types)
    }


def keys_by_number(marked: Marked, told: Told) -> dict[int, set[str]]:
    """The events of layer 2 by the number they are marked with."""
    out: dict[int, set[str]] = {}
    for mark in marked.events:
        out.setdefault(mark.number, set()).update(resolved_of(mark, told))
    return out


def missing_events(marked: Marked, told: Told) -> Iterator[str]:
    """Marked events that are not there, of another status, two, or not the content of what they should."""
    numbers = keys_by_number(marked, told)
    content = {e.key: e.content for e in told.resolved.events}
    for mark in marked.events:
        words, types = marked.text[mark.begin : mark.end], "/".join(mark.types)
        mentions = mentions_of(mark, told)
        if not mentions:
            yield f"no {types} at «{words}»"
        elif mark.status and not set(mark.status.split("/")) & {m.status.value for m in mentions}:
            first = mentions[0]
            yield f"{types} «{words}» is {first.status.value} and not {mark.status} ({first.rule})"
        if mark.over and mentions:
            above = {c for key in numbers.get(mark.over, ()) for c in content[key]}
            if not above & resolved_of(mark, told):
                yield f"{types} «{words}» is not the content of event {mark.over}"
    for number, keys in numbers.items():
        if len(keys) > 1:
            yield f"event {number} is {len(keys)} events"
    seen: dict[str, int] = {}
    for number, keys in numbers.items():
        for key in keys:
            if seen.setdefault(key, number) != number:
                yield f"events {seen[key]} and {number} are one event"


def extra_events(marked: Marked, told: Told) -> Iterator[str]:
    """Events that are not marked, but for Statement and what the text tolerates."""
    for m in told.reading.events:
        if m.type == "Statement" or m.type in marked.tolerated:
            continue
        if not any(m in mentions_of(mark, told) for mark in marked.events):
            yield f"extra {m.type} «{m.text}»"


def names_match(mark: ActorMark, keys: set[str], told: Told) -> bool:
    """Whether the keys hold an actor of each name that the mark gives."""
    return all(any(fold(name) in told.names[key] for key in keys) for name in mark.names)


def keys_of(mark: ActorMark, told: Told) -> set[str]:
    """The keys of the actors that the marked words stand for."""
    return {
        key for m, keys in zip(told.reading.actors, told.keys, strict=True) if hits(m, mark) for key in keys
    }


def missing_actors(marked: Marked, told: Told) -> Iterator[str]:
    """Marked actors without a mention, of another kind or name, or without their role."""
    numbers = keys_by_number(marked, told)
    events = {e.key: e for e in told.resolved.events}
    for mark in marked.actors:
        words = marked.text[mark.begin : mark.end]
        keys = keys_of(mark, told)
        if any(role.rstrip("?") != "place" for role, _ in mark.roles):
            if not keys and not all(role.endswith("?") or role == "place" for role, _ in mark.roles):
                yield f"no actor at «{words}»"
            if not keys:
                continue
            if not names_match(mark, keys, told):
                found = ", ".join(label(k, told) for k in sorted(keys))
                yield f"«{words}» is {found} and not {' & '.join(mark.names)}"
        for role, number in mark.roles:
            if role in KINDS and not any(told.entities[k].kind is KINDS[role] for k in keys):
                yield f"«{words}» is a {told.entities[min(keys)].kind.value} and not a {role}"
            if role in ALONE or role.endswith("?"):
                continue
            for event in (events[key] for key in sorted(numbers.get(number, ()))):
                if role == "place":
                    right = any(fold(label.text) in fold(words) for s in event.places for label in s.labels)
                elif role == "source":
                    right = bool(set(event.according_to) & keys)
                else:
                    wanted = {k for k in keys if not mark.names or fold_any(mark, k, told)} or keys
                    right = (
                        wanted <= {k for r, k in event.roles if r.value in role.split("/")}
                        if mark.names
                        else bool({k for r, k in event.roles if r.value in role.split("/")} & keys)
                    )
                if not right:
                    yield f"{event.type} lacks {role} «{words}»"


def fold_any(mark: ActorMark, key: str, told: Told) -> bool:
    """Whether a key has one of the mark's names."""
    return any(fold(name) in told.names[key] for name in mark.names)


def extra_actors(marked: Marked, told: Told) -> Iterator[str]:
    """Actors of marked events that are not marked with the role that they have."""
    numbers = keys_by_number(marked, told)
    for event in told.resolved.events:
        own = {n for n, keys in numbers.items() if event.key in keys}
        if not own:
            continue
        allowed = {
            (one, key)
            for mark in marked.actors
            for role, n in mark.roles
            if n in own
            for one in role.rstrip("?").split("/")
            for key in keys_of(mark, told)
        }
        for role, key in event.roles:
            if (role.value, key) not in allowed:
                yield f"{event.type} has extra {role.value} «{label(key, told)}»"


def forbidden(marked: Marked, told: Told) -> Iterator[str]:
    """What the ``!`` lines say must not be found, and was."""
    for rule in marked.forbidden:
        what, _, words = rule.partition(" ")
        if what == "nothing":
            yield from (f"{m.type} «{m.text}» where nothing is told" for m in told.reading.events)
        elif what == "same":
            first, second = (fold(n.strip()) for n in words.split("="))
            if any(first in names and second in names for names in told.names.values()):
                yield f"one actor for {words}"
        elif what in ALONE or what in ROLES:
            begin = marked.text.find(words)
            if begin < 0:
                raise ValueError(f"{words!r} is not in the text: {marked.text}")
            mark = ActorMark(begin, begin + len(words), ())
            keys = {
                key
                for m, ids in zip(told.reading.actors, told.keys, strict=True)
                if mark.begin <= m.head.begin and m.head.end <= mark.end
                for key in ids
            }
            if what in ALONE and keys:
                yield f"an actor at «{words}»"
            for event in told.resolved.events:
                for role, key in event.roles:
                    if key in keys and role.value == what:
                        yield f"{event.type} has {what} «{words}»"
        elif any(m.type == what for m in told.reading.events):
            yield f"a {what}, which must not be"


def label(key: str, told: Told) -> str:
    """A readable name of an actor."""
    entity = told.entities[key]
    return next(iter([*entity.names, *entity.descriptions, *sorted(told.names[key])]), key)


def found(marked: Marked) -> str:
    """All that the engine found, for people."""
    told = tell(marked)
    lines = []
    for m, keys in zip(told.reading.actors, told.keys, strict=True):
        lines.append(
            f"  actor  «{m.text}» {m.form.value} -> {', '.join(label(k, told) for k in keys) or 'nobody'}"
        )
    for said in told.reading.events:
        where = f"{said.confidence} ({said.entry}; {said.rule})"
        lines.append(f"  said   {said.type} «{said.text}» {said.status.value} {where}")
        lines += [
            f"           {a.role.value} «{told.reading.actors[a.filler].text}» by {a.rule} {a.confidence:.2f}"
            for a in said.arguments
        ]
    for e in told.resolved.events:
        roles = "; ".join(f"{r.value} {label(k, told)}" for r, k in e.roles)
        lines.append(
            f"  event  {e.key[17:]} {e.type} {e.status.value}: {roles} {list(e.content) or ''}".rstrip()
        )
    return "\n".join(lines)


def renew(folder: Path, working: dict[str, Marked]) -> None:
    """Takes away the ``~`` lines of the texts that work."""
    for path in folder.glob("*/*.txt"):
        own_name = f"{path.parent.name}/{path.stem}"
        starts = {m.line for name, m in working.items() if name.rpartition("-")[0] == own_name}
        kept, own = [], False
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line[:1] not in ("", "#", "@", "!", "?", "~"):
                own = number in starts
            if not (own and line.startswith("~")):
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", "utf-8")


def main(arguments: list[str]) -> None:
    """Prints the texts that differ and how many agree."""
    names = [a for a in arguments if not a.startswith("-")]
    texts = [
        (n, m)
        for n, m in load(FOLDER)
        if not names or {n, n.rpartition("-")[0], n.partition("/")[0]} & set(names)
    ]
    working: dict[str, Marked] = {}
    for name, marked in texts:
        lines = differences(marked)
        if not lines:
            working[name] = marked
            continue
        print(f"{name}{' ~' if marked.broken else ''}: {marked.text}")
        print("".join(f"    {line}\n" for line in lines), end="")
        if "-v" in arguments:
            print(found(marked))
    print(f"{len(working)} of {len(texts)} agree")
    if "--renew" in arguments:
        renew(FOLDER, working)


if __name__ == "__main__":
    main(sys.argv[1:])
