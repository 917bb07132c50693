"""The format of the marked sentences: text in which the words that tell who did what to whom are marked.

    # Passive with an agent.
    [Trois diplomates|recipient] ont été {expulsés|Expulsion:occurred} par [Berlin|agent].
    ! recipient Berlin
    ~ why it does not work yet

A line is a text of one to three sentences. Marks in it:

    {words|Class}         an event told by these words; ``{words|Class#2<1:planned}`` is event 2, the content
                          of event 1, and planned; ``A/B`` allows either class (or status); no ``#`` means
                          ``#1``; the same number twice is one event told twice
    [words|role]          an actor in a role (agent, recipient, participant, supporter, source) of event 1;
                          ``[words|agent#1,recipient#2]`` of several; ``place`` for a place;
                          ``recipient#2?`` is neither wanted nor wrong, ``agent/participant`` is either
    [words|actor]         an actor without a role; ``[words|Person]`` (State, Organization, Group) of a kind
    [words = Name|role]   who the words stand for, any of its names; ``A & B`` for several

The marked events are all events there are, and their actors all actors they have, but for Statement, which is
looked at only where it is marked. Lines below a text:

    ! Attack            no event of this class (``! nothing``: none at all, not even Statement)
    ! recipient Paris   these words are nobody's recipient (any role; ``! actor la mer``: no actor at all)
    ! same A = B        two names that are two actors
    ? Attack            an event of this class is neither wanted nor wrong
    ~ reason            does not work yet
    @ 2019-05-01        the date of the texts below it, up to the next
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROLES = frozenset({"participant", "agent", "recipient", "supporter", "source", "place"})
ALONE = frozenset({"actor", "Person", "State", "Organization", "Group"})
DATE = dt.date(2024, 3, 5)

MARK = re.compile(
    r"\[(?P<actor>[^][|{}]+)\|(?P<roles>[^][|{}]+)\]|\{(?P<trigger>[^][|{}]+)\|(?P<event>[^][|{}]+)\}"
)
EVENT = re.compile(r"(?P<types>[A-Za-z/]+)(?:#(?P<number>\d+))?(?:<(?P<over>\d+))?(?::(?P<status>[a-z/]+))?")
ROLE = re.compile(r"(?P<role>[A-Za-z/]+)(?:#(?P<number>\d+))?(?P<free>\??)")


@dataclass(frozen=True, slots=True)
class ActorMark:
    """Marked words of an actor or place: its roles as (role, number of the event), and who it must be."""

    begin: int
    end: int
    roles: tuple[tuple[str, int], ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventMark:
    """Marked words of an event: its classes to choose from, number, what it is the content of, status."""

    begin: int
    end: int
    types: tuple[str, ...]
    number: int = 1
    over: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its marks and with what must not be found."""

    text: str
    actors: tuple[ActorMark, ...] = ()
    events: tuple[EventMark, ...] = ()
    forbidden: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    broken: str | None = None
    date: dt.date = DATE
    line: int = 0
    lang: str = "fr"


def parse(marked: str) -> Marked:
    """The text and the marks of one line. Raises ValueError when a mark can't be read."""
    text, at = "", 0
    actors: list[ActorMark] = []
    events: list[EventMark] = []
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        begin = len(text)
        if match["actor"]:
            words, _, names = match["actor"].partition(" = ")
            text += words
            wanted = tuple(n.strip() for n in names.split("&")) if names else ()
            actors.append(ActorMark(begin, len(text), tuple(map(role, match["roles"].split(","))), wanted))
        else:
            text += match["trigger"]
            events.append(event(begin, len(text), match["event"]))
    text += marked[at:]
    if set("[]{}|") & set(text):
        raise ValueError(f"a mark that can't be read in: {marked}")
    numbers = {e.number for e in events}
    for n in [n for a in actors for r, n in a.roles if r not in ALONE] + [e.over for e in events if e.over]:
        if n not in numbers:
            raise ValueError(f"event {n} is not marked in: {marked}")
    return Marked(text, tuple(actors), tuple(events))


def role(words: str) -> tuple[str, int]:
    """A role and the number of its event. Raises ValueError when there is no such role."""
    match = ROLE.fullmatch(words.strip())
    if match is None or not known(match["role"]):
        raise ValueError(f"not a role: {words!r}")
    return match["role"] + match["free"], int(match["number"] or 1)


def known(words: str) -> bool:
    """Whether these words are a role, roles to choose from, or what an actor may be marked with alone."""
    return words in ALONE or all(word in ROLES for word in words.split("/"))


def event(begin: int, end: int, words: str) -> EventMark:
    """The mark of an event. Raises ValueError when it can't be read."""
    match = EVENT.fullmatch(words.strip())
    if match is None:
        raise ValueError(f"not an event: {words!r}")
    over = int(match["over"]) if match["over"] else None
    return EventMark(
        begin, end, tuple(match["types"].split("/")), int(match["number"] or 1), over, match["status"]
    )


def parse_lines(lines: Iterable[str]) -> Iterator[Marked]:
    """The marked texts of a file's lines. Raises ValueError with the line's number."""
    date = DATE
    waiting: Marked | None = None
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        sign, rest = line[:1], line[1:].strip()
        if sign in ("", "#"):
            continue
        if sign == "@":
            date = dt.date.fromisoformat(rest)
        elif sign in ("!", "?", "~"):
            if waiting is None:
                raise ValueError(f"line {number}: nothing above that this is about: {line}")
            waiting = add(waiting, sign, rest)
        else:
            if waiting:
                yield waiting
            try:
                got = parse(line)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from error
            waiting = Marked(got.text, got.actors, got.events, date=date, line=number)
    if waiting:
        yield waiting


def add(marked: Marked, sign: str, words: str) -> Marked:
    """The marked text with one more line below it."""
    return Marked(
        marked.text,
        marked.actors,
        marked.events,
        marked.forbidden + ((words,) if sign == "!" else ()),
        marked.tolerated + (tuple(words.split()) if sign == "?" else ()),
        words if sign == "~" else marked.broken,
        marked.date,
        marked.line,
    )


def load(folder: Path) -> list[tuple[str, Marked]]:
    """All marked texts of a folder with an id each: the language's folder, the construction, the line.

    Raises ValueError.
    """
    out = []
    for path in sorted(folder.glob("*/*.txt")):
        lang = path.parent.name
        try:
            for m in parse_lines(path.read_text("utf-8").splitlines()):
                out.append((f"{lang}/{path.stem}-{m.line}", replace(m, lang=lang)))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    return out
