"""Who is who: known states, places, organisations and people, and an index of how texts write them.

>>> from datetime import date
>>> known = load()
>>> words = "Moscou a condamné les frappes américaines , selon Sergueï Lavrov .".split()
>>> [(words[hit.begin], hit.form.value, hit.entries[0].id) for hit in known.match(words, "fr")]
[('Moscou', 'metonym', 'Q159'), ('américaines', 'adjective', 'Q30'), ('Sergueï', 'name', 'Q58217')]
>>> [entry.names["fr"] for entry in known.holders("head_of_state", "Q159", date(2010, 1, 1))]
['Dmitri Medvedev']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from kg.errors import DataError, LanguageError
from kg.gazetteer.words import ELISIONS, fold, key, meets, pieces
from kg.model import Form, Kind

__all__ = ["Entry", "Gazetteer", "Hit", "Term", "load"]

LANGUAGES = ("fr", "en")
_BREAKS = frozenset('.!?…;:\n"«»“”()[]•—–-')
_BODY_ROLES = frozenset(("head", "leader", "head_of_state", "head_of_government", "secretary_general"))


@dataclass(frozen=True, slots=True)
class Entry:
    """Someone or something known. ``id`` is its Wikidata id, or a key of ours where none is known."""

    id: str
    wikidata: str | None
    kind: Kind | None  # None: only a place
    names: Mapping[str, str]  # language -> preferred name
    aliases: Mapping[str, tuple[str, ...]]  # language -> other names, most usual first
    state: str | None = None  # id of the country of a place or person, of the state of a body
    iso: str | None = None  # a state's two-letter code
    media: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that are known: ``words[begin:end]``, and what they may stand for, best first.

    A metonym ("Moscou", "Bruxelles") gives the powers it stands for, then the place itself.
    """

    begin: int
    end: int
    entries: tuple[Entry, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody held an office. Dates are ISO, as precise as they are known; None is open."""

    person: str
    role: str
    title: str
    of: str
    begin: str
    end: str | None

    def covers(self, on: date) -> bool:
        """Whether the office was held on that day."""
        day = on.isoformat()
        return self.begin <= day and (self.end is None or day <= self.end or day.startswith(self.end))


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One row of the names: how the pieces must be written and what they then name."""

    form: str
    need: str
    ids: tuple[str, ...]
    inside: bool  # never at the start of a sentence
    surname: bool  # a last name alone

    def fits(self, parts: Sequence[str]) -> bool:
        return all(map(meets, parts, self.need))


@dataclass(frozen=True, slots=True)
class _Index:
    """The spellings of one language by folded key, and the longest key each first piece begins."""

    spellings: Mapping[str, tuple[_Spelling, ...]]
    longest: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a word of the text."""

    folded: str
    text: str
    word: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The tables, loaded. Make it with :func:`load`."""

    entries: Mapping[str, Entry]
    known: frozenset[str]  # ids of the well known people
    governed: frozenset[str]  # states that a head of government leads
    indexes: Mapping[str, _Index]
    titles: Mapping[str, frozenset[str]]
    prefixes: Mapping[str, str | None]
    first_names: frozenset[str]
    surnames: Mapping[str, tuple[str, ...]]
    by_office: Mapping[tuple[str, str], tuple[Term, ...]]
    by_person: Mapping[str, tuple[Term, ...]]

    def entry(self, id: str) -> Entry | None:
        """The entry with this id, or None."""
        return self.entries.get(id)

    def match(self, words: Sequence[str], lang: str) -> list[Hit]:
        """What is named in ``words``: longest matches from left to right, which do not overlap.

        A compound in one word ("franco-allemand") is the one exception: it gives a hit for each part, over
        the same word. Raises LanguageError for a language without names.
        """
        if lang not in self.indexes:
            raise LanguageError(f"no names in {lang!r}: choose one of {', '.join(self.indexes)}")
        return list(self._matches(words, _cut(words), lang))

    def _matches(self, words: Sequence[str], parts: list[_Piece], lang: str) -> Iterator[Hit]:
        index = self.indexes[lang]
        at, count = 0, len(parts)
        while at < count:
            length = index.longest.get(parts[at].folded, 0)
            if length and _may_begin(parts, at):
                for end in range(min(at + length, count), at, -1):
                    if not _may_end(parts, end):
                        continue
                    found = self._spelled(index, words, parts, at, end, lang)
                    if found is not None:
                        if found.form != "stop":
                            yield self._hit(found, parts[at].word, parts[end - 1].word + 1)
                        at = end - 1
                        break
            elif parts[at].folded in self.prefixes:
                at, hits = self._compound(index, parts, at)
                yield from hits
            at += 1

    def _spelled(
        self, index: _Index, words: Sequence[str], parts: list[_Piece], at: int, end: int, lang: str
    ) -> _Spelling | None:
        stretch = parts[at:end]
        rows = index.spellings.get(" ".join([part.folded for part in stretch]))
        if rows is None:
            return None
        written = [part.text for part in stretch]
        for row in rows:
            if not row.fits(written):
                continue
            if row.inside and _opens(words, parts[at].word):
                continue
            if (
                end - at == 1
                and row.form in ("name", "metonym")
                and self._foreign(words, parts[at], row, lang)
            ):
                continue
            return row
        return None

    def _foreign(self, words: Sequence[str], part: _Piece, row: _Spelling, lang: str) -> bool:
        """Whether one known word is part of somebody else's name ("Anna Castro", "Jordan Smith")."""
        following = words[part.word + 1] if part.word + 1 < len(words) else ""
        if part.folded in self.first_names and following[:1].isupper() and following.upper() != following:
            return True
        if part.word == 0 or not part.first:
            return False
        before = words[part.word - 1]
        if not before[:1].isupper() or before in self.titles[lang]:
            return False
        if fold(before) in self.first_names:
            return True
        known = self.indexes[lang].spellings.get(key(before), ())
        return row.surname and not known and not _opens(words, part.word - 1)

    def _compound(self, index: _Index, parts: Sequence[_Piece], at: int) -> tuple[int, list[Hit]]:
        """At "franco" or "pro" before an adjective: where the compound ends, and what it names."""
        one, other = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        if other is None or not one.first or not other.last or other.word - one.word not in (0, 2):
            return at, []
        stands_for = self.prefixes[one.folded]
        rows = index.spellings.get(other.folded, ())
        adjective = next((row for row in rows if row.form in ("adjective", "description")), None)
        if stands_for is None:
            return (at + 1, []) if rows else (at, [])
        if adjective is None:
            return at, []
        first = Hit(one.word, one.word + 1, (self.entries[stands_for],), Form.ADJECTIVE)
        second = self._hit(adjective, other.word, other.word + 1)
        return at + 1, [first, Hit(second.begin, second.end, second.entries, Form.ADJECTIVE)]

    def _hit(self, found: _Spelling, begin: int, end: int) -> Hit:
        return Hit(begin, end, tuple(self.entries[id] for id in found.ids), Form(found.form))

    def holders(self, role: str, of: str, on: date | None = None) -> tuple[Entry, ...]:
        """Who held an office of the state or body ``of`` on a day, best first; None: the latest known.

        The roles are those of the README. ``leader`` is whoever has the say: the explicit leader, then the
        head of state or of government. For a body every role of a head is the same one, ``head``.
        """
        out: dict[str, Entry] = {}
        for one in self._roles(role, of):
            terms = self.by_office.get((one, of), ())
            for term in _latest(terms) if on is None else _current(terms, on):
                out.setdefault(term.person, self.entries[term.person])
        return tuple(out.values())

    def _roles(self, role: str, of: str) -> tuple[str, ...]:
        body = of in self.entries and self.entries[of].kind is not Kind.STATE
        if body:
            return ("head",) if role in _BODY_ROLES else (role,)
        if role != "leader":
            return (role,)
        heads = ("head_of_state", "head_of_government")
        return ("leader", *(reversed(heads) if of in self.governed else heads))

    def offices_of(self, id: str, on: date | None = None) -> tuple[Term, ...]:
        """The offices that a person held on a day, or ever when it is None; latest first."""
        terms = self.by_person.get(id, ())
        return terms if on is None else tuple(term for term in terms if term.covers(on))

    def persons(self, surname: str, on: date | None = None) -> tuple[Entry, ...]:
        """Whom a bare last name may mean: in office on that day first, then the well known, then others."""
        found = self.surnames.get(key(surname), ())

        def worth(id: str) -> tuple[bool, bool, bool]:
            current = on is not None and any(term.covers(on) for term in self.by_person.get(id, ()))
            return (not (current and id in self.known), id not in self.known, not current)

        return tuple(self.entries[id] for id in sorted(found, key=worth))


def _cut(words: Sequence[str]) -> list[_Piece]:
    out: list[_Piece] = []
    for number, word in enumerate(words):
        if word.isalnum():
            out.append(_Piece(fold(word), word, number, True, True))
            continue
        parts = pieces(word)
        for place, part in enumerate(parts):
            text = part.replace(".", "") or part
            out.append(_Piece(fold(part), text, number, place == 0, place == len(parts) - 1))
    return out


def _may_begin(parts: Sequence[_Piece], at: int) -> bool:
    return parts[at].first or (parts[at - 1].first and parts[at - 1].folded in ELISIONS)


def _may_end(parts: Sequence[_Piece], end: int) -> bool:
    return parts[end - 1].last or (parts[end].last and parts[end].folded == "s")


def _opens(words: Sequence[str], at: int) -> bool:
    """Whether the word stands at the start of a sentence."""
    before = at - 1
    while before >= 0 and not words[before].strip():
        if "\n" in words[before]:
            return True
        before -= 1
    return before < 0 or words[before].strip()[-1:] in _BREAKS


def _current(terms: Sequence[Term], on: date) -> list[Term]:
    return [term for term in terms if term.covers(on)]


def _latest(terms: Sequence[Term]) -> list[Term]:
    still = [term for term in terms if term.end is None]
    return still or sorted(terms, key=lambda term: term.end or "", reverse=True)[:1]


def _rows(folder: Traversable, name: str, width: int) -> Iterator[list[str]]:
    path = folder / f"{name}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataError(f"the gazetteer's {name}.tsv can't be read: {error.strerror}") from None
    for number, line in enumerate(lines[1:], 2):
        row = line.split("\t")
        if len(row) != width:
            raise DataError(f"the gazetteer's {name}.tsv, line {number}: {len(row)} columns, not {width}")
        yield row


def _index(names: Sequence[list[str]], lang: str) -> _Index:
    spellings: dict[str, list[_Spelling]] = {}
    longest: dict[str, int] = {}
    order = {"stop": 0, "name": 1, "metonym": 2, "adjective": 3, "description": 4}
    for folded, language, form, marked, ids, *_ in names:
        if language in (lang, "*"):
            inside, surname = "M" in marked, "S" in marked
            wanted = marked.replace("M", "").replace("S", "")
            spellings.setdefault(folded, []).append(
                _Spelling(form, wanted, tuple(ids.split()), inside, surname)
            )
            first = folded.partition(" ")[0]
            longest[first] = max(longest.get(first, 0), len(wanted))
    return _Index(
        {
            folded: tuple(
                rows if len(rows) == 1 else sorted(rows, key=lambda row: (row.surname, order[row.form]))
            )
            for folded, rows in spellings.items()
        },
        longest,
    )


@cache
def load() -> Gazetteer:
    """The gazetteer that comes with the package, read once.

    Raises DataError when a table is missing or not well formed.
    """
    package = files("kg.gazetteer")
    data, hand = package / "data", package / "hand"
    names = list(_rows(data, "names", 8))
    called: dict[str, list[tuple[str, str]]] = {}
    for _, lang, form, _, ids, text, *_ in names:
        if form == "name":
            for id in ids.split():
                called.setdefault(id, []).append((lang, text))
    entries: dict[str, Entry] = {}
    known: set[str] = set()
    governed: set[str] = set()
    surnames: dict[str, list[str]] = {}
    for id, kind, fr, en, state, iso, marks, last, *_ in _rows(data, "entries", 10):
        preferred = {"fr": fr, "en": en}
        others = called.get(id, ())
        entries[id] = Entry(
            id,
            id if id[0] == "Q" and id[1:].isdigit() else None,
            Kind(kind) if kind else None,
            preferred,
            {
                lang: tuple(
                    [text for language, text in others if language in (lang, "*") and text != preferred[lang]]
                )
                for lang in LANGUAGES
            },
            state or None,
            iso or None,
            marks == "media",
        )
        if marks == "known":
            known.add(id)
        elif marks == "governed":
            governed.add(id)
        for one in last.split(";") if last else ():
            surnames.setdefault(key(one), []).append(id)
    by_office: dict[tuple[str, str], list[Term]] = {}
    by_person: dict[str, list[Term]] = {}
    for person, role, of, title, begin, end, *_ in _rows(data, "terms", 8):
        term = Term(person, role, title, of, begin, end or None)
        by_office.setdefault((role, of), []).append(term)
        by_person.setdefault(person, []).append(term)
    return Gazetteer(
        entries,
        frozenset(known),
        frozenset(governed),
        {lang: _index(names, lang) for lang in LANGUAGES},
        {
            lang: frozenset(words for one, words in _rows(hand, "titles", 2) if one == lang)
            for lang in LANGUAGES
        },
        {fold(prefix): stands_for or None for prefix, stands_for in _rows(hand, "prefixes", 2)},
        frozenset(word for word, *_ in _rows(data, "first_names", 3)),
        {surname: tuple(dict.fromkeys(ids)) for surname, ids in surnames.items()},
        {office: tuple(sorted(terms, key=_newest)) for office, terms in by_office.items()},
        {person: tuple(sorted(terms, key=_newest)) for person, terms in by_person.items()},
    )


def _newest(term: Term) -> tuple[int, ...]:
    return tuple(-int(part) for part in (term.begin + "-00-00").split("-")[:3])
