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

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from kg.errors import DataError, LanguageError
from kg.gazetteer.words import ELISIONS, fold, key, meets, pieces
from kg.model import Form, Kind

__all__ = ["Entry", "Gazetteer", "Hit", "Term", "load"]

LANGUAGES = ("fr", "en")
_BREAKS = frozenset('.!?…;:\n"«»“”()[]•—–-')
_BODY_ROLES = frozenset(("head", "leader", "head_of_state", "head_of_government", "secretary_general"))
# Who holds such an office for long; any other may have changed hands in a year and a half.
_LASTING = frozenset(("head", "leader", "head_of_state", "head_of_government", "crown_prince"))
_A_YEAR, _STALE = 365, 548  # days


@dataclass(frozen=True, slots=True)
class Entry:
    """Someone or something known. ``id`` is its Wikidata id, or a key of ours where none is known."""

    id: str
    wikidata: str | None
    kind: Kind | None  # None: only a place
    names: Mapping[str, str]  # language -> preferred name
    aliases: Mapping[str, tuple[str, ...]]  # language -> other names
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
    """Somebody held an office. Dates are ISO, as precise as they are known; None is open.

    ``as_of`` is when the source was taken: an end after that day is only the latest there can have been.
    """

    person: str
    role: str
    title: str
    of: str
    begin: str
    end: str | None
    as_of: str

    def covers(self, on: date) -> bool:
        """Whether the office was held on that day, as far as is known.

        Nobody is believed to be a minister still 18 months after the source that knows of no end.
        """
        day = on.isoformat()
        within = self.begin <= day and (self.end is None or day <= self.end or day.startswith(self.end))
        return within and (self.role in _LASTING or not self._unsure(on, _STALE))

    def weak(self, on: date) -> bool:
        """Whether the end is unknown and the source was taken more than a year before that day."""
        return self._unsure(on, _A_YEAR)

    def _unsure(self, on: date, days: int) -> bool:
        ended = self.end is not None and self.end <= self.as_of
        return not ended and date.fromordinal(max(on.toordinal() - days, 1)).isoformat() > self.as_of


class _Spelling(NamedTuple):
    """One row of the names: how the pieces must be written, and what they then name."""

    lang: str
    form: str
    need: str
    marks: str
    ids: tuple[str, ...]


class _Found(NamedTuple):
    """A spelling in the text, before its entries are looked up."""

    begin: int
    end: int
    spelling: _Spelling


class _Piece(NamedTuple):
    """A part of a word of the text."""

    folded: str
    text: str
    word: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True, repr=False)
class Gazetteer:
    """The tables, loaded as lines that are taken apart when they are asked for. Make it with :func:`load`."""

    lines: Mapping[str, str]  # id -> a row of entries.tsv
    spellings: Mapping[str, str]  # folded key -> rows of names.tsv
    longest: Mapping[str, int]  # first piece of a key -> pieces of the longest key
    known: frozenset[str]  # ids of the well known people
    governed: frozenset[str]  # states that a head of government leads
    titles: Mapping[str, frozenset[str]]
    prefixes: Mapping[str, str | None]
    first_names: frozenset[str]
    surnames: Mapping[str, Sequence[str]]
    by_office: Mapping[tuple[str, str], Sequence[str]]  # (role, of) -> rows of terms.tsv, latest first
    by_person: Mapping[str, Sequence[str]]

    def entry(self, id: str) -> Entry | None:
        """The entry with this id, or None."""
        line = self.lines.get(id)
        return None if line is None else _entry(line)

    def match(self, words: Sequence[str], lang: str) -> list[Hit]:
        """What is named in the ``words`` of a text: longest matches from left to right, not overlapping.

        A compound ("franco-allemand") that is one word is the exception: it gives a hit for each part. A name
        that many states have ("Cour suprême") is read as that of the state the text is most about, so give
        the whole text. Raises LanguageError for a language without names.
        """
        if lang not in LANGUAGES:
            raise LanguageError(f"no names in {lang!r}: choose one of {', '.join(LANGUAGES)}")
        found = list(self._find(words, _cut(words), lang))
        about = self._about(found) if any("L" in one.spelling.marks for one in found) else frozenset()
        hits = []
        for begin, end, spelling in found:
            entries = [_entry(self.lines[id]) for id in spelling.ids]
            if "L" in spelling.marks:
                entries = [entry for entry in entries if entry.state in about]
            if entries:
                hits.append(Hit(begin, end, tuple(entries), Form(spelling.form)))
        return hits

    def _about(self, found: Sequence[_Found]) -> frozenset[str]:
        """The states that are named most, by their own names or by what belongs to them."""
        count: Counter[str] = Counter()
        for one in found:
            if "L" not in one.spelling.marks:
                entry = _entry(self.lines[one.spelling.ids[0]])
                state = entry.id if entry.kind is Kind.STATE else entry.state
                if state is not None and not entry.media:
                    count[state] += 1
        most = max(count.values(), default=0)
        return frozenset(state for state, number in count.items() if number == most)

    def _find(self, words: Sequence[str], parts: Sequence[_Piece], lang: str) -> Iterator[_Found]:
        at, count = 0, len(parts)
        while at < count:
            length = self.longest.get(parts[at].folded, 0)
            if length and _may_begin(parts, at):
                for end in range(min(at + length, count), at, -1):
                    spelling = self._spelled(words, parts, at, end, lang) if _may_end(parts, end) else None
                    if spelling is not None:
                        if spelling.form != "stop":
                            yield _Found(parts[at].word, parts[end - 1].word + 1, spelling)
                        at = end - 1
                        break
            elif parts[at].folded in self.prefixes:
                at, compound = self._compound(parts, at, lang)
                yield from compound
            at += 1

    def _rows(self, folded: str, lang: str) -> list[_Spelling]:
        lines = self.spellings.get(folded)
        return [] if lines is None else [row for row in _spellings(lines) if row.lang in (lang, "*")]

    def _spelled(
        self, words: Sequence[str], parts: Sequence[_Piece], at: int, end: int, lang: str
    ) -> _Spelling | None:
        stretch = parts[at:end]
        for row in self._rows(" ".join([part.folded for part in stretch]), lang):
            if not all(meets(part.text, demand) for part, demand in zip(stretch, row.need, strict=True)):
                continue
            if "M" in row.marks and _opens(words, parts[at].word):
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
        if part.folded in self.first_names and following[:1].isupper() and not following.isupper():
            return True
        if part.word == 0 or not part.first:
            return False
        before = words[part.word - 1]
        if before in self.titles[lang]:
            return "C" in row.marks
        if not before[:1].isupper():
            return False
        if fold(before) in self.first_names:
            return True
        alone = "S" in row.marks or "C" in row.marks
        return alone and not self._rows(key(before), lang) and not _opens(words, part.word - 1)

    def _compound(self, parts: Sequence[_Piece], at: int, lang: str) -> tuple[int, list[_Found]]:
        """At "franco" or "pro" before an adjective: where the compound ends, and what it names."""
        one, other = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        if other is None or not one.first or not other.last or other.word - one.word not in (0, 2):
            return at, []
        stands_for = self.prefixes[one.folded]
        rows = self._rows(other.folded, lang)
        if stands_for is None:
            return (at + 1, []) if rows else (at, [])
        demonyms = [row for row in rows if row.form in ("adjective", "description")]
        if not demonyms:
            return at, []
        first = _Spelling(lang, "adjective", "", "", (stands_for,))
        second = demonyms[0]._replace(form="adjective")
        return at + 1, [
            _Found(one.word, one.word + 1, first),
            _Found(other.word, other.word + 1, second),
        ]

    def holders(self, role: str, of: str, on: date | None = None) -> tuple[Entry, ...]:
        """Who held an office of the state or body ``of`` on a day, best first; None: the latest known.

        The roles are those of the README. ``leader`` is whoever has the say: the explicit leader, then the
        head of state or of government. For a body every role of a head is the same one, ``head``. A term of
        which no end is known and whose source is a year old gives way to any later one (:meth:`Term.weak`).
        """
        out: dict[str, Entry] = {}
        for one in self._roles(role, of):
            terms = [_term(line) for line in self.by_office.get((one, of), ())]
            current = _latest(terms) if on is None else _held(terms, on)
            for term in sorted(current, key=lambda term: term.person not in self.known):
                out.setdefault(term.person, _entry(self.lines[term.person]))
        return tuple(out.values())

    def _roles(self, role: str, of: str) -> tuple[str, ...]:
        body = self.entry(of)
        if body is not None and body.kind is not Kind.STATE:
            return ("head",) if role in _BODY_ROLES else (role,)
        if role != "leader":
            return (role,)
        heads = ("head_of_state", "head_of_government")
        return ("leader", *(reversed(heads) if of in self.governed else heads))

    def offices_of(self, id: str, on: date | None = None) -> tuple[Term, ...]:
        """The offices that a person held on a day, or ever when it is None; latest first."""
        terms = (_term(line) for line in self.by_person.get(id, ()))
        return tuple(term for term in terms if on is None or term.covers(on))

    def persons(self, surname: str, on: date | None = None) -> tuple[Entry, ...]:
        """Whom a bare last name may mean, best first: the well known in office on that day, the well known,
        others in office, others.
        """

        def worth(id: str) -> tuple[bool, bool, bool]:
            current = on is not None and bool(self.offices_of(id, on))
            return (not (current and id in self.known), id not in self.known, not current)

        return tuple(_entry(self.lines[id]) for id in sorted(self.surnames.get(key(surname), ()), key=worth))


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


def _held(terms: Sequence[Term], on: date) -> list[Term]:
    """The terms of one office that cover a day, without the weak ones after which somebody else's began."""
    day = on.isoformat()
    begun = [term for term in terms if term.begin <= day]
    return [
        term
        for term in begun
        if term.covers(on)
        and not (term.weak(on) and any(one.begin > term.begin and one.person != term.person for one in begun))
    ]


def _latest(terms: Sequence[Term]) -> list[Term]:
    still = [term for term in terms if term.end is None]
    return still or sorted(terms, key=lambda term: term.end or "", reverse=True)[:1]


@cache
def _entry(line: str) -> Entry:
    id, kind, fr, en, state, iso, marks, _, fr_also, en_also, *_ = line.split("\t")
    return Entry(
        id,
        id if id[0] == "Q" and id[1:].isdigit() else None,
        Kind(kind) if kind else None,
        {"fr": fr, "en": en},
        {"fr": tuple(filter(None, fr_also.split(";"))), "en": tuple(filter(None, en_also.split(";")))},
        state or None,
        iso or None,
        marks == "media",
    )


@cache
def _term(line: str) -> Term:
    person, role, of, title, begin, end, _, as_of = line.split("\t")
    return Term(person, role, title, of, begin, end or None, as_of)


@cache
def _spellings(lines: str) -> tuple[_Spelling, ...]:
    out = []
    for line in lines.split("\n"):
        lang, form, need, marks, ids, *_ = line.split("\t")
        out.append(_Spelling(lang, form, need, marks, tuple(ids.split())))
    return tuple(out)


def _lines(folder: Traversable, name: str, columns: int) -> list[str]:
    """The rows of a table as they stand; raises DataError when it is missing or a row has other columns."""
    try:
        lines = (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    except OSError as error:
        raise DataError(f"the gazetteer's {name}.tsv can't be read: {error.strerror}") from None
    for number, line in enumerate(lines, 2):
        if line.count("\t") != columns - 1:
            raise DataError(f"the gazetteer's {name}.tsv, line {number}: not {columns} columns")
    return lines


@cache
def load() -> Gazetteer:
    """The gazetteer that comes with the package, read once.

    Raises DataError when a table is missing or not well formed.
    """
    package = files("kg.gazetteer")
    data, hand = package / "data", package / "hand"
    entries: dict[str, str] = {}
    marked: dict[str, set[str]] = {"known": set(), "governed": set()}
    surnames: dict[str, list[str]] = {}
    for line in _lines(data, "entries", 12):
        id, _, _, _, _, _, marks, last, _ = line.split("\t", 8)
        entries[id] = line
        if marks in marked:
            marked[marks].add(id)
        if last:
            for one in last.split(";"):
                surnames.setdefault(one, []).append(id)
    spellings: dict[str, str] = {}
    longest: dict[str, int] = {}
    for line in _lines(data, "names", 9):
        folded, rest = line.split("\t", 1)
        if folded in spellings:
            spellings[folded] += "\n" + rest
            continue
        spellings[folded] = rest
        first, length = folded.partition(" ")[0], folded.count(" ") + 1
        if length > longest.get(first, 0):
            longest[first] = length
    by_office: dict[tuple[str, str], list[str]] = {}
    by_person: dict[str, list[str]] = {}
    for line in _lines(data, "terms", 8):
        person, role, of, _ = line.split("\t", 3)
        by_office.setdefault((role, of), []).append(line)
        by_person.setdefault(person, []).append(line)
    titles = [line.split("\t") for line in _lines(hand, "titles", 2)]
    prefixes = [line.split("\t") for line in _lines(hand, "prefixes", 2)]
    return Gazetteer(
        entries,
        spellings,
        longest,
        frozenset(marked["known"]),
        frozenset(marked["governed"]),
        {lang: frozenset(words for one, words in titles if one == lang) for lang in LANGUAGES},
        {fold(prefix): stands_for or None for prefix, stands_for in prefixes},
        frozenset(line.split("\t", 1)[0] for line in _lines(data, "first_names", 3)),
        surnames,
        by_office,
        by_person,
    )
