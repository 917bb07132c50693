"""Passages that a reader has marked, for ``kg.train``: files of JSON, or plain text in a format of our own.

Plain text holds many passages, each its text and, below ``---``, its actors and events:

    === 2019-05-03
    Paris a dénoncé jeudi l'offensive turque. Ankara a rejeté ces critiques.
    ---
    fr State: Paris; France
    tr State: Ankara; Turquie; turque
    Condemnation "a dénoncé" fr > tr
    Attack "offensive" tr > ongoing
    Rejection "a rejeté" tr > fr

An actor is a key, a kind and its names as they stand in the text, joined by semicolons, the best first. An
event is a class, its words, those who act, ``>`` and those it is done to; those who take part in a symmetric
class stand without ``>``: Meeting "a rencontré" fr tr. A status other than occurred comes last. Words that
stand in the text several times are its first unless a number says which: "frappe"@2. Further words of the
same event follow a ``+``: "a dénoncé" + "critiques".

    python -m kg.passages FILE...      checks files and counts what is in them
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.errors import DataError
from kg.model import Kind, Status

ROLES = ("agent", "recipient", "participant")
_PASSAGE = re.compile(r"^=== *(?P<date>\d{4}-\d{2}-\d{2})? *$", re.MULTILINE)
_ACTOR = re.compile(r"(?P<key>[\w-]+) (?P<kind>[A-Z]\w+): *(?P<names>.+)")
_WORDS = r'"[^"]+"(?:@\d+)?'
_EVENT = re.compile(rf"(?P<type>[A-Z]\w+) (?P<words>{_WORDS}(?: *\+ *{_WORDS})*)(?P<rest>.*)")
_QUOTE = re.compile(r'"(?P<quote>[^"]+)"(?:@(?P<nth>\d+))?')
_STATUSES = frozenset(status.value for status in Status)
_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event as a reader marked it; ``spans`` are its words in the text, the clearest first."""

    type: str
    spans: tuple[tuple[int, int], ...]
    status: str
    roles: Mapping[str, frozenset[str]]  # agent, recipient, participant -> actor keys


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked text; ``names`` has the names of each actor, and its Wikidata id where the reader gave one."""

    text: str
    lang: str
    date: date | None
    names: Mapping[str, tuple[str, ...]]
    wikidata: Mapping[str, str]
    events: tuple[GoldEvent, ...]


def load(path: Path, lang: str) -> Iterator[Passage]:
    """The passages of a language in a file or folder: .json files, and .txt files whose names begin with the
    language's code ("fr-protests.txt").

    Raises DataError for a file that can't be read or is not well formed, with its line.
    """
    files = [*sorted(path.glob("*.json")), *sorted(path.glob(f"{lang}-*.txt"))] if path.is_dir() else [path]
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{file}: can't be read: {error}") from error
        found = marked(text, lang, str(file)) if file.suffix == ".txt" else (from_json(text, str(file)),)
        yield from (passage for passage in found if passage.lang == lang)


def from_json(text: str, name: str) -> Passage:
    """A passage of JSON with ``text``, ``lang``, ``date``, ``actors`` (id, names, wikidata) and ``events``
    (type, begin, end, also, status, agent, recipient, participant). Raises DataError.
    """
    try:
        data = json.loads(text)
        day = data.get("date") or ""
        events = tuple(
            GoldEvent(
                e["type"],
                ((e["begin"], e["end"]), *((b, f) for b, f in e.get("also", ()))),
                e["status"],
                {role: frozenset(e.get(role) or ()) for role in ROLES},
            )
            for e in data["events"]
        )
        return Passage(
            data["text"],
            data["lang"],
            date.fromisoformat(day) if len(day) == 10 else None,
            {a["id"]: tuple(a["names"]) for a in data["actors"]},
            {a["id"]: a["wikidata"] for a in data["actors"] if a.get("wikidata")},
            events,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{name}: not a marked passage ({type(error).__name__}: {error})") from error


def marked(text: str, lang: str, name: str) -> Iterator[Passage]:
    """The passages of a text in the format above. Raises DataError with the line that is not right."""
    heads = list(_PASSAGE.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        line = text.count("\n", 0, head.start()) + 1
        body, mark, notes = text[head.end() : end].partition("\n---\n")
        if not mark:
            raise DataError(f"{name}, line {line}: the passage has no line ---")
        day = date.fromisoformat(head["date"]) if head["date"] else None
        first = line + text.count("\n", head.end(), head.end() + len(body)) + 2
        yield passage(body.strip(), lang, day, notes.splitlines(), f"{name}, line", first)


def passage(text: str, lang: str, day: date | None, notes: Sequence[str], where: str, first: int) -> Passage:
    """A passage from its text and the lines of actors and events below it. Raises DataError."""
    names: dict[str, tuple[str, ...]] = {}
    events: list[GoldEvent] = []
    for number, note in enumerate(map(str.strip, notes), first):
        try:
            if actor := _ACTOR.fullmatch(note):
                if actor["kind"] not in _KINDS:
                    raise ValueError(f"there is no kind {actor['kind']}")
                names[actor["key"]] = tuple(n.strip() for n in actor["names"].split(";") if n.strip())
            elif event := _EVENT.fullmatch(note):
                events.append(gold_event(event, text, names))
            elif note:
                raise ValueError("neither an actor nor an event")
        except ValueError as error:
            raise DataError(f"{where} {number}: {error}: {note!r}") from error
    return Passage(text, lang, day, names, {}, tuple(events))


def gold_event(match: re.Match[str], text: str, names: Mapping[str, Sequence[str]]) -> GoldEvent:
    """The event of one line. Raises ValueError."""
    *keys, last = match["rest"].split() or [""]
    status = last if last in _STATUSES else Status.OCCURRED.value
    keys += [last] if last and last not in _STATUSES else []
    if strange := next((key for key in keys if key != ">" and key not in names), None):
        raise ValueError(f"there is no actor {strange} above")
    at = keys.index(">") if ">" in keys else None
    if at is None:
        roles = {"participant": frozenset(keys)}
    else:
        roles = {"agent": frozenset(keys[:at]), "recipient": frozenset(keys[at + 1 :])}
    spans = tuple(span_of(q["quote"], int(q["nth"] or 1), text) for q in _QUOTE.finditer(match["words"]))
    return GoldEvent(match["type"], spans, status, {role: roles.get(role, frozenset()) for role in ROLES})


def span_of(quote: str, nth: int, text: str) -> tuple[int, int]:
    """Where the nth occurrence of some words stands in a text. Raises ValueError."""
    found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(quote)}(?!\w)", text)]
    if len(found) < nth:
        raise ValueError(f"the text does not have {quote!r} {nth} times")
    return found[nth - 1], found[nth - 1] + len(quote)


def faults(passages: Iterable[Passage], classes: Mapping[str, bool]) -> Iterator[str]:
    """What is wrong with passages; ``classes`` says of each event class whether it is symmetric."""
    for one in passages:
        start = repr(one.text[:40])
        for event in one.events:
            if event.type not in classes:
                yield f"{start}: there is no class {event.type}"
            elif classes[event.type] != bool(event.roles["participant"]) and any(event.roles.values()):
                wanted = "participants without >" if classes[event.type] else "who acts > whom it is done to"
                yield f"{start}: {event.type} takes {wanted}"
        for key, names in one.names.items():
            if not any(name.casefold() in one.text.casefold() for name in names):
                yield f"{start}: no name of {key} is in the text"


def main(arguments: Sequence[str]) -> int:
    """Checks files of marked passages and prints what is in them; gives 1 when something is wrong."""
    from kg import vocab

    classes = {name: item.symmetric for name, item in vocab.taxonomy().classes.items()}
    wrong = 0
    for argument in arguments:
        file = Path(argument)
        try:
            found = list(load(file, file.name.partition("-")[0]))
        except DataError as error:
            print(error)
            wrong += 1
            continue
        events = Counter(e.type for p in found for e in p.events)
        statuses = Counter(e.status for p in found for e in p.events)
        print(f"{file}: {len(found)} passages, {sum(events.values())} events {dict(statuses)}")
        print("  " + ", ".join(f"{name} {n}" for name, n in events.most_common()))
        for fault in faults(found, classes):
            print(f"  {fault}")
            wrong += 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
