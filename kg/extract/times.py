"""When: the time expressions of a text, with their values.

The forms and words of a language are data (``kg/language/<lang>/times.toml``); this module knows the
calendar and what each construction means. What comes out, for texts of Wednesday 2025-02-12:

====================================  =========================================================
the text                              the :class:`kg.model.Time`
====================================  =========================================================
"mercredi 12 février", "hier"         a point: ``begin``, as precise as the words; no ``end``
"en 2014", "en mars"                  ``begin="2014"``, ``begin="2025-03"``
"hier à 20 heures"                    ``begin="2025-02-11T20:00:00"`` (local time, no zone)
"hier soir"                           ``begin="2025-02-11"`` and the hours in ``earliest``, ``latest``
"du 3 au 5 mars"                      an interval: ``begin`` and ``end``
"depuis 2014", "à partir de mars"     ``begin``
"jusqu'au 3 mars"                     ``end``
"avant le 3 mars", "d'ici 2030"       ``latest``: the date named, whether or not it is within
"après le 3 mars"                     ``earliest``, likewise
"début mars", "la semaine dernière",  something inside: ``earliest`` and ``latest``
"ces derniers jours", "cet été"
"depuis début mars"                   an edge that is vague itself: ``earliest`` (or ``latest``)
"pendant trois jours"                 ``duration``
====================================  =========================================================

Relative words count from the anchor (the publication date); "la veille" and "le même jour" from the last
day the text named. Without an anchor they are left out, and never read as today. What could lie on either
side is read as past, except behind "d'ici", "pour", "avant" and "jusqu'à"; :func:`find_times_ahead` reads it
as coming. A bare clock time belongs to a day named shortly before, else to the anchor.

Measured on 291 French news passages with the date of each event as a reader gives it: of the 196 dated
events with a time expression in their sentence, an expression there agrees for 169; nearly all others have
the time of another event there. Time grows with the text: about 2 s for a million characters.

>>> import datetime, importlib.resources, tomllib
>>> file = importlib.resources.files("kg.language") / "fr" / "times.toml"
>>> grammar = TimeGrammar.of(tomllib.loads(file.read_text(encoding="utf-8")))
>>> text = "Ils se sont vus mercredi pendant près d'une heure et demie."
>>> [(text[t.span.begin : t.span.end], t.begin, t.duration)
...  for t in find_times(text, grammar, datetime.date(2025, 2, 14))]
[('mercredi', '2025-02-12', None), ("pendant près d'une heure et demie", None, 'PT1H30M')]
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Any

from kg.errors import DataError
from kg.model import Span, Time

# ---------------------------------------------------------------- the grammar, compiled from its data

_GAP = r"(?:[^\S\n\r]{1,3}|\n(?![\s]))"
_JOIN = rf"(?:{_GAP}|(?<=['’\-]))"  # after an elided word or a hyphen no space is needed
_TOKEN = re.compile(r"[0-9]{1,3}(?:[ .,\u00a0\u202f][0-9]{3})+(?![0-9])|[^\W\d_]+|[0-9]+")
_JOINED = re.compile(_JOIN)
_TAIL_JOINED = re.compile(rf",?{_JOIN}")
_ANY = ""  # stands for any next token
_DIGIT = "#"  # stands for a number

_FIGURES: Mapping[str, str] = {
    "day": r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])",
    "month_number": r"(?:1[0-2]|0?[1-9])(?![0-9])",
    "year": r"(?:1[0-9]{3}|20[0-9]{2})(?![0-9])(?![.,][0-9])",
    "decade": r"(?:1[0-9]|20)?[0-9]0(?![0-9])",
    "hour": r"(?:2[0-4]|[01]?[0-9])(?![0-9])",
    "figure": r"[0-9]{1,4}(?![0-9])",
    "word": r"\w{1,40}",
    "minute": r"[0-5][0-9](?![0-9])",
    "short_year": r"[0-9]{2}(?![0-9])",
    "number": r"[0-9]{1,3}(?![0-9])(?![.,][0-9])",
    "several": r"[0-9]{1,3}(?![0-9])(?![.,][0-9])",
}

_Value = int | str | tuple[str, str]
_Words = Mapping[str, _Value]


class _Place(StrEnum):
    """Where a rule's words may stand."""

    ALONE = "alone"
    BOUND = "bound"  # after "depuis", "avant" ...
    RANGE = "range"  # in "de ... à ..."
    SHARE = "share"  # after "début", "fin" ...
    LEAD = "lead"  # before a day: "dans la soirée de mardi"
    TAIL = "tail"  # after a day: "mardi soir"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One form, what it means, and the constants that go with it."""

    means: str
    pattern: re.Pattern[str]
    places: frozenset[_Place]
    constants: Mapping[str, _Value]
    words: Mapping[str, _Words]  # group -> where its value is looked up

    def values(self, match: re.Match[str]) -> Mapping[str, _Value]:
        """The constants, and the values of the words that matched."""
        out = dict(self.constants)
        for group, table in self.words.items():
            words = match.group(group)
            if words is not None:
                known = table.get(_normal(words))
                out[group] = int("".join(c for c in words if c.isdigit()) or 0) if known is None else known
        return out


_Index = Mapping[str, Mapping[str, tuple[_Rule, ...]]]  # first token -> second token -> rules


@dataclass(frozen=True, slots=True)
class TimeGrammar:
    """The forms and words of one language, compiled. Make it once, with :meth:`of`."""

    _times: _Index
    _bounds: _Index
    _shares: _Index
    _ranges: _Index
    _leads: _Index
    _tails: _Index
    _joins: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> TimeGrammar:
        """Compile the parsed ``times.toml`` of a language. Raises DataError when it is not well formed."""
        lexis = _Lexis.of(data)
        times = [r for table in _tables(data, "time") for r in lexis.rules(table, _MEANINGS.keys(), _CORE)]
        traps = [
            r for table in _tables(data, "trap") for r in lexis.rules(table, {"nothing"}, {_Place.ALONE})
        ]
        clocks = [r for table in _tables(data, "clock") for r in lexis.rules(table, {"clock"}, set(_Place))]
        bounds = [r for table in _tables(data, "bound") for r in lexis.rules(table, _BOUNDS, set(_Place))]
        shares = [r for table in _tables(data, "share") for r in lexis.rules(table, _SHARES, set(_Place))]
        ranges: list[_Opened] = []
        joins: list[re.Pattern[str]] = []
        for table in _tables(data, "range"):
            joins.append(lexis.pattern(_strings(table, "join")))
            open_ = {"means": "range", "forms": table.get("open"), "join": len(joins) - 1}
            ranges.extend(lexis.rules(open_, {"range"}, set(_Place)))
        return cls(
            _times=_index([*traps, *times, *(r for r in clocks if r.rule.places & _CORE)]),
            _bounds=_index(bounds),
            _shares=_index(shares),
            _ranges=_index(ranges),
            _leads=_index(r for r in clocks if _Place.LEAD in r.rule.places),
            _tails=_index(r for r in clocks if _Place.TAIL in r.rule.places),
            _joins=tuple(joins),
        )


@dataclass(frozen=True, slots=True)
class _Opened:
    """A rule and the pairs of tokens that can open it."""

    rule: _Rule
    openings: frozenset[tuple[str, str]]


def _index(rules: Iterable[_Opened]) -> _Index:
    rules = list(rules)
    pairs: dict[str, set[str]] = {}
    for opened in rules:
        for first, second in opened.openings:
            pairs.setdefault(first, {_ANY}).add(second)
    return {
        first: {
            second: tuple(r.rule for r in rules if {(first, second), (first, _ANY)} & r.openings)
            for second in seconds
        }
        for first, seconds in pairs.items()
    }


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of a form, as a regular expression."""

    pattern: str
    group: str | None
    words: _Words
    openings: frozenset[tuple[str, ...]]  # the tokens that it can begin with, up to two
    glued: bool
    optional: bool
    forbidden: bool


@dataclass(frozen=True, slots=True)
class _Lexis:
    """The word classes of a language: class -> words and their values."""

    words: Mapping[str, _Words]
    suffixes: Mapping[str, tuple[str, ...]]  # of figures: "1er"
    counted: str  # a plural noun after a figure says that the figure is no year

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> _Lexis:
        words: dict[str, _Words] = {}
        for name, table in _table(data, "words").items():
            if isinstance(table, list):
                words[name] = dict.fromkeys(_strings({name: table}, name), 0)
            elif isinstance(table, Mapping):
                words[name] = {w: _checked(name, v) for w, v in table.items()}
            else:
                raise DataError(f"times: words.{name} must be a table or a list")
        for name, parts in _table(data, "unions").items():
            missing = [p for p in _strings({name: parts}, name) if p not in words]
            if missing:
                raise DataError(f"times: union {name} names unknown words: {', '.join(missing)}")
            words[name] = {w: v for part in parts for w, v in words[part].items()}
        suffixes = {n: _strings(_table(data, "suffixes"), n) for n in _table(data, "suffixes")}
        plural = _table(data, "counted")
        known = "|".join(_literal(w) for w in _strings(plural, "never")) or r"(?!)"
        ends = "|".join(re.escape(w) for w in _strings(plural, "endings")) or r"(?!)"
        units = "|".join(_literal(w) for w in _strings(plural, "units")) or r"(?!)"
        counted = (
            rf"{_GAP}?(?:[%€$£]|(?:{units})(?!\w)"
            rf"|(?!(?:{known})(?!\w))(?-i:[^\W\d_A-Z])(?:[^\W\d_]){{1,30}}(?:{ends})(?!\w))"
        )
        return cls(words, suffixes, counted)

    def rules(
        self, table: Mapping[str, Any], means: Collection[str], places: Iterable[_Place]
    ) -> Iterator[_Opened]:
        """The rules of one table of the data. Raises DataError."""
        name = table.get("means")
        if not isinstance(name, str) or name not in means:
            raise DataError(f"times: unknown meaning {name!r}")
        allowed = frozenset(places)
        if "places" in table:
            try:
                allowed = frozenset(_Place(p) for p in _strings(table, "places"))
            except ValueError as error:
                raise DataError(f"times: {name}: {error}") from None
        constants = {k: _checked(k, v) for k, v in table.items() if k not in ("means", "forms", "places")}
        for form in _strings(table, "forms"):
            elements = [self.element(e) for e in form.split()]
            given = {e.group for e in elements if e.group and not e.optional} | constants.keys()
            missing = _REQUIRED.get(name, frozenset()) - given
            if missing:
                raise DataError(f"times: {name}: form {form!r} lacks {', '.join(sorted(missing))}")
            words = {e.group: e.words for e in elements if e.group and not e.forbidden}
            units = {constants.get("unit", "day"), *words.get("unit", {}).values()}
            if not units <= set(_Unit):
                raise DataError(f"times: {name}: unknown unit in {form!r}")
            rule = _Rule(name, _compiled(form, elements), allowed, constants, words)
            yield _Opened(rule, _openings(form, elements))

    def pattern(self, forms: Iterable[str]) -> re.Pattern[str]:
        """One pattern for several forms without values. Raises DataError."""
        patterns = [_compiled(f, [self.element(e) for e in f.split()]).pattern for f in forms]
        return re.compile("|".join(sorted(patterns, key=len, reverse=True)), re.IGNORECASE)

    def element(self, text: str) -> _Element:
        """Read ``!``, ``~``, ``?`` and a class in braces or words. Raises DataError."""
        body = text.removeprefix("!")
        forbidden = body != text
        glued = body.startswith("~")
        body = body.removeprefix("~")
        optional = len(body) > 1 and body.endswith("?")
        body = body.removesuffix("?") if optional else body
        found = re.fullmatch(r"\{(?:([a-z0-9_]+):)?([a-z_]+)[0-9]?\}", body)
        if found is None:
            words: _Words = dict.fromkeys(body.replace("_", " ").split("|"), 0)
            group = None
            figure = None
        elif found[2] == "counted":
            return _Element(self.counted, None, {}, frozenset({()}), True, optional, forbidden)
        else:
            words = self.words.get(found[2], {})
            figure = _FIGURES.get(found[2])
            if not words and not figure:
                raise DataError(f"times: unknown class {found[2]!r} in {text!r}")
            valued = figure is not None or any(v != 0 for v in words.values())
            group = (found[1] or body[1:-1]) if valued and not forbidden else None
        choices = [_literal(w) for w in sorted(words, key=len, reverse=True)]
        openings = {tuple(_key(t) for t in _TOKEN.findall(w)[:2]) for w in words}
        if figure is not None and found is not None:
            suffixes = self.suffixes.get(found[2], ())
            tail = f"(?:{'|'.join(re.escape(s) for s in suffixes)})?" if suffixes else ""
            choices.append(figure + tail + (f"(?!{self.counted})" if found[2] == "year" else ""))
            openings |= {(_DIGIT,), *((_DIGIT, _normal(s)) for s in suffixes)}
        pattern = f"(?P<{group}>{'|'.join(choices)})" if group else f"(?:{'|'.join(choices)})"
        values = {_normal(w): v for w, v in words.items()}
        return _Element(pattern, group, values, frozenset(openings), glued, optional, forbidden)


def _literal(words: str) -> str:
    """A pattern for words; one written with a capital wants it in the text too ("May", "Mars")."""
    escaped = re.escape(words).replace(r"\ ", _GAP).replace("'", "['’]").replace(r"\-", "[-‐‑]")
    return f"(?-i:{escaped})" if words[:1].isupper() else escaped


def _normal(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("’", "'").replace("‑", "-").replace("‐", "-")).lower()


def _key(token: str) -> str:
    if token.isdigit():
        return _DIGIT
    return token if token[0].isdigit() else token.lower()


def _compiled(form: str, elements: Sequence[_Element]) -> re.Pattern[str]:
    needed = [i for i, e in enumerate(elements) if not (e.optional or e.forbidden)]
    if not needed:
        raise DataError(f"times: form {form!r} needs no word at all")
    out = []
    for i, e in enumerate(elements):
        join = "" if i == needed[0] else f"{_GAP}?" if e.glued else _JOIN
        if e.forbidden:
            out.append(rf"(?!{'' if e.glued else _JOIN}{e.pattern}(?!\w))")
        elif i < needed[0]:
            out.append(f"(?:{e.pattern}{_JOIN})?")
        else:
            out.append(f"(?:{join}{e.pattern})?" if e.optional else join + e.pattern)
    out.append(r"(?:(?<=['’\-])|(?!\w))")
    try:
        return re.compile("".join(out), re.IGNORECASE)
    except re.error as error:
        raise DataError(f"times: form {form!r}: {error}") from None


def _openings(form: str, elements: Iterable[_Element]) -> frozenset[tuple[str, str]]:
    partial: set[tuple[str, ...]] = {()}
    whole: set[tuple[str, str]] = set()
    for e in elements:
        if e.forbidden:
            continue
        longer = set(partial) if e.optional else set()
        for before in partial:
            for opening in e.openings:
                tokens = (before + opening)[:2]
                if len(tokens) == 2:
                    whole.add((tokens[0], tokens[1]))
                else:
                    longer.add(tokens)
        partial = longer
    if () in partial:
        raise DataError(f"times: form {form!r} has no word or figure")
    return frozenset(whole | {(tokens[0], _ANY) for tokens in partial})


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise DataError(f"times: {name} must be a table")
    return found


def _tables(data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(t, Mapping) for t in found):
        raise DataError(f"times: {name} must be a list of tables, [[{name}]]")
    return found


def _strings(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(w, str) and w.strip() for w in found):
        raise DataError(f"times: {name} must be a list of strings")
    return tuple(found)


def _checked(name: str, value: object) -> _Value:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value):
        return value[0], value[1]
    raise DataError(f"times: {name} must be a number, a word or two times of day")


# ---------------------------------------------------------------- finding


@dataclass(frozen=True, slots=True)
class _Core:
    """A construction and its values, not yet placed in the calendar."""

    means: str
    values: Mapping[str, _Value]
    share: str | None = None  # "early", "mid" ...


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A whole expression: perhaps an interval of two, perhaps behind "depuis"."""

    begin: int
    end: int
    first: _Core
    second: _Core | None = None
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """A text and, at the beginning of each of its tokens, that token and the next."""

    text: str
    keys: Mapping[int, tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> _Source:
        tokens = [(m.start(), _key(m[0])) for m in _TOKEN.finditer(text)]
        pairs = pairwise([*tokens, (len(text), _ANY)])
        return cls(text, {at: (key, after) for (at, key), (_, after) in pairs})

    def longest(self, index: _Index, at: int, place: _Place) -> tuple[_Rule, re.Match[str]] | None:
        """The rule that matches most at a position; the first of the data among equals."""
        keys = self.keys.get(at)
        seconds = index.get(keys[0]) if keys else None
        if keys is None or seconds is None:
            return None
        best: tuple[_Rule, re.Match[str]] | None = None
        for rule in seconds.get(keys[1], seconds[_ANY]):
            match = rule.pattern.match(self.text, at) if place in rule.places else None
            if match and (best is None or match.end() > best[1].end()):
                best = rule, match
        return best

    def past_gap(self, at: int, gap: re.Pattern[str] = _JOINED) -> int | None:
        """Where the next word begins, or None when something else stands between."""
        match = gap.match(self.text, at)
        return match.end() if match else None

    def free(self, at: int) -> bool:
        """Whether an expression may begin here: not inside a word, a compound or a decimal number."""
        before = self.text[max(0, at - 2) : at]
        last = before[-1:]
        if last.isalnum() or last == "_":
            return False
        return not (last in "-‐‑.,/:" and last and before[0].isalnum() and len(before) == 2)


def _phrases(text: str, grammar: TimeGrammar) -> Iterator[_Phrase]:
    source = _Source.of(text)
    reached = 0
    for at in source.keys:
        if at >= reached and source.free(at) and (phrase := _phrase(source, grammar, at)):
            reached = phrase.end
            yield phrase


def _phrase(source: _Source, grammar: TimeGrammar, at: int) -> _Phrase | None:
    best = _body(source, grammar, at, _Place.ALONE)
    if bound := source.longest(grammar._bounds, at, _Place.ALONE):
        rule, match = bound
        inner = source.past_gap(match.end())
        inside = _body(source, grammar, inner, _Place.BOUND) if inner is not None else None
        if inside and (best is None or inside.end > best.end):
            return replace(inside, begin=at, bound=rule.means)
    return best


def _body(source: _Source, grammar: TimeGrammar, at: int, place: _Place) -> _Phrase | None:
    """A range or a single construction, with an hour or a part of the day before or after it."""
    best = _span(source, grammar, at, place)
    values: Mapping[str, _Value] = {}
    if lead := source.longest(grammar._leads, at, _Place.LEAD):
        rule, match = lead
        inner = source.past_gap(match.end())
        inside = _span(source, grammar, inner, _Place.ALONE) if inner is not None else None
        if inside and inside.first.means in _DAYS and (best is None or inside.end > best.end):
            best, values = replace(inside, begin=at), rule.values(match)
    if best is None:
        return None
    if not values and best.second is None and best.first.means in _DAYS:
        after = source.past_gap(best.end, _TAIL_JOINED)
        if after is not None and (tail := source.longest(grammar._tails, after, _Place.TAIL)):
            rule, match = tail
            best, values = replace(best, end=match.end()), rule.values(match)
    if values:
        best = replace(best, first=replace(best.first, values={**best.first.values, **values}))
    return best


def _span(source: _Source, grammar: TimeGrammar, at: int, place: _Place) -> _Phrase | None:
    """Two constructions that make a range, or one."""
    one = _core(source, grammar, at, place)
    best = _Phrase(at, one[1], one[0]) if one else None
    if opening := source.longest(grammar._ranges, at, place):
        rule, match = opening
        inner = source.past_gap(match.end())
        first = _core(source, grammar, inner, _Place.RANGE) if inner is not None else None
        middle = source.past_gap(first[1]) if first else None
        if first and middle is not None:
            join = grammar._joins[_number(rule.constants, "join")].match(source.text, middle)
            inner = source.past_gap(join.end()) if join else None
            second = _core(source, grammar, inner, _Place.RANGE) if inner is not None else None
            if second and (best is None or second[1] > best.end):
                best = _Phrase(at, second[1], first[0], second[0])
    return best


def _core(source: _Source, grammar: TimeGrammar, at: int, place: _Place) -> tuple[_Core, int] | None:
    """One construction, perhaps only a share of it ("début mars"), and where it ends."""
    best = None
    if found := source.longest(grammar._times, at, place):
        best = _Core(found[0].means, found[0].values(found[1])), found[1].end()
    if place is not _Place.SHARE and (share := source.longest(grammar._shares, at, place)):
        inner = source.past_gap(share[1].end())
        whole = _core(source, grammar, inner, _Place.SHARE) if inner is not None else None
        if whole and (best is None or whole[1] > best[1]):
            best = replace(whole[0], share=share[0].means), whole[1]
    return best


# ---------------------------------------------------------------- the calendar


class _Unit(StrEnum):
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class _Lean(IntEnum):
    """Where a date goes that could be in the past or in the future."""

    PAST = -1
    FUTURE = 1


@dataclass(frozen=True, slots=True)
class _Period:
    """A stretch of the calendar and how precisely it was named."""

    first: date
    last: date
    unit: _Unit  # the precision: day, month or year
    vague: bool = False  # something inside it
    interval: bool = False  # all of it
    clock: str = ""  # "T20:00:00"
    hours: tuple[str, str] | None = None  # a part of the day

    @property
    def low(self) -> str:
        return _lexical(self.first, self.unit) + self.clock

    @property
    def high(self) -> str:
        return _lexical(self.last, self.unit) + self.clock

    @property
    def a_day(self) -> bool:
        return self.first == self.last and self.unit is _Unit.DAY


@dataclass(frozen=True, slots=True)
class _Context:
    """What relative words count from."""

    anchor: date | None
    lean: _Lean
    named: _Period | None = None  # the last point that the text named
    close: bool = False  # it is in the same paragraph and not far
    around: date | None = None  # inside a range: its other end

    @property
    def near(self) -> date | None:
        """What a weekday counts from."""
        return self.around or self.anchor

    @property
    def near_date(self) -> date | None:
        """What a date without a year counts from; without an anchor, the day named before it."""
        named = self.named.first if self.named and self.named.a_day else None
        return self.near or named

    @property
    def pull(self) -> int:
        """How many times farther a date on the leaning side may be than one on the other."""
        return 3 if self.around is None else 1000


def _lexical(day: date, unit: _Unit) -> str:
    return day.isoformat()[: {_Unit.MONTH: 7, _Unit.YEAR: 4}.get(unit, 10)]


def _day(year: int, month: int, day: int) -> date | None:
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _plus(day: date, days: int) -> date | None:
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def _plus_months(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _moved(day: date, number: int, unit: _Unit) -> date | None:
    match unit:
        case _Unit.SECOND | _Unit.MINUTE:
            return day
        case _Unit.HOUR:
            return _plus(day, round(number / 24))
        case _Unit.DAY:
            return _plus(day, number)
        case _Unit.WEEK | _Unit.WEEKEND:
            return _plus(day, 7 * number)
        case _Unit.MONTH:
            return _plus_months(day, number)
        case _Unit.YEAR:
            return _plus_months(day, 12 * number)
        case _Unit.DECADE:
            return _plus_months(day, 120 * number)
        case _Unit.CENTURY:
            return _plus_months(day, 1200 * number)


def _on(day: date | None) -> _Period | None:
    return _Period(day, day, _Unit.DAY) if day else None


def _between(first: date | None, last: date | None, unit: _Unit) -> _Period | None:
    return _Period(first, last, unit, vague=True) if first and last and first <= last else None


def _month_of(year: int, month: int) -> _Period | None:
    first = _day(year, month, 1)
    return (
        _Period(first, first.replace(day=calendar.monthrange(year, month)[1]), _Unit.MONTH) if first else None
    )


def _year_of(year: int) -> _Period | None:
    return _Period(date(year, 1, 1), date(year, 12, 31), _Unit.YEAR) if 1 <= year <= 9999 else None


def _years(first: int, last: int) -> _Period | None:
    return _between(_day(first, 1, 1), _day(last, 12, 31), _Unit.YEAR)


def _months(year: int, month: int, number: int) -> _Period | None:
    first = _day(year, month, 1)
    last = _plus_months(first, number - 1) if first else None
    end = _day(last.year, last.month, calendar.monthrange(last.year, last.month)[1]) if last else None
    return _between(first, end, _Unit.MONTH)


def _around(day: date, unit: _Unit) -> _Period | None:
    """The calendar unit that a day lies in."""
    match unit:
        case _Unit.WEEK:
            monday = _plus(day, -day.weekday())
            return _between(monday, _plus(monday, 6) if monday else None, _Unit.DAY)
        case _Unit.WEEKEND:
            saturday = _plus(day, 5 - day.weekday())
            return _between(saturday, _plus(saturday, 1) if saturday else None, _Unit.DAY)
        case _Unit.MONTH:
            return _month_of(day.year, day.month)
        case _Unit.YEAR:
            return _year_of(day.year)
        case _Unit.DECADE:
            return _years(day.year // 10 * 10, day.year // 10 * 10 + 9)
        case _Unit.CENTURY:
            return _years((day.year - 1) // 100 * 100 + 1, (day.year - 1) // 100 * 100 + 100)
        case _:
            return _on(day)


def _share(period: _Period, share: str, context: _Context) -> _Period | None:
    """The early, middle or late third, or what lies before or after the anchor."""
    first, last = period.first, period.last
    if share in ("past", "rest"):
        anchor = context.anchor
        if anchor is None or not first <= anchor <= last:
            return replace(period, vague=True)
        first, last = (first, anchor) if share == "past" else (anchor, last)
        return _between(first, last, _Unit.DAY)
    third = ("early", "mid", "late").index(share)
    if period.unit is _Unit.YEAR and first.year == last.year:
        return _months(first.year, 1 + 4 * third, 4)
    if period.unit is _Unit.YEAR:
        years = last.year - first.year + 1
        return _years(
            first.year + years * third // 3,
            last.year if third == 2 else first.year + years * (third + 1) // 3 - 1,
        )
    if period.unit is _Unit.MONTH and (first.year, first.month) != (last.year, last.month):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        begin, end = months * third // 3, months * (third + 1) // 3
        start = _plus_months(first, begin)
        return _months(start.year, start.month, max(1, end - begin)) if start else None
    days = (last - first).days + 1
    if days < 3:
        return period
    step = 10 if period.unit is _Unit.MONTH else max(1, days // 3)
    return _between(
        _plus(first, third * step), last if third == 2 else _plus(first, (third + 1) * step - 1), _Unit.DAY
    )


def _choose(
    candidates: Iterable[_Period | None], context: _Context, turn: int | None = None
) -> _Period | None:
    """The nearest, with a preference for the side that the context leans to; ``turn`` insists on a side."""
    near = context.near_date
    if near is None:
        return None
    leaning = {-1: _Lean.PAST, 1: _Lean.FUTURE}.get(turn or 0, context.lean)

    def distance(period: _Period) -> int:
        if period.last < near:
            return (near - period.last).days * (1 if leaning is _Lean.PAST else context.pull)
        return max(0, (period.first - near).days) * (1 if leaning is _Lean.FUTURE else context.pull)

    allowed = [p for p in candidates if p and (not turn or (p.last < near if turn < 0 else p.first > near))]
    return min(allowed, key=distance, default=None)


def _near_years(context: _Context) -> range:
    near = context.near_date
    return range(near.year - 8, near.year + 9) if near else range(0)


# ---------------------------------------------------------------- what the constructions mean

_Values = Mapping[str, _Value]
_FEW: Mapping[_Unit, int] = {
    _Unit.SECOND: 1,
    _Unit.MINUTE: 1,
    _Unit.HOUR: 24,
    _Unit.DAY: 7,
    _Unit.WEEK: 4,
    _Unit.WEEKEND: 4,
    _Unit.MONTH: 6,
    _Unit.YEAR: 5,
    _Unit.DECADE: 3,
    _Unit.CENTURY: 3,
}
_PRECISION: Mapping[_Unit, _Unit] = {
    _Unit.MONTH: _Unit.MONTH,
    _Unit.YEAR: _Unit.YEAR,
    _Unit.DECADE: _Unit.YEAR,
    _Unit.CENTURY: _Unit.YEAR,
}


def _number(values: _Values, name: str, default: int = 0) -> int:
    found = values.get(name, default)
    return found if isinstance(found, int) else default


def _turn(values: _Values, name: str = "turn") -> int | None:
    found = values.get(name)
    return found if isinstance(found, int) else None


def _unit(values: _Values) -> _Unit:
    return _Unit(str(values["unit"]))


def _date(values: _Values, context: _Context) -> _Period | None:
    """A day of a month; without a year the nearest, in which the weekday (if any) is right."""
    day, month = _number(values, "day"), _number(values, "month")
    weekday = values.get("weekday")
    if "year" in values:
        return _on(_day(_number(values, "year"), month, day))
    if "year_turn" in values:
        anchor = context.anchor
        return _on(_day(anchor.year + _number(values, "year_turn"), month, day)) if anchor else None
    if "month" not in values:
        near = context.near
        months = [_plus_months(near.replace(day=1), n) for n in range(-3, 4)] if near else []
        days = [_day(m.year, m.month, day) for m in months if m]
        return _choose((_on(d) for d in days if d and d.weekday() == weekday), context)
    found = [_day(year, month, day) for year in _near_years(context)]
    near = context.near
    if near and weekday is not None:
        fitting = [d for d in found if d and d.weekday() == weekday and abs(d.year - near.year) <= 3]
        found = [*fitting] or found
    return _choose((_on(d) for d in found), context, _turn(values))


def _days(values: _Values, context: _Context) -> _Period | None:
    """Two days of one month: "du 3 au 5 mars"."""
    last = _date({**values, "day": _number(values, "day2")}, context)
    first = _day(last.first.year, last.first.month, _number(values, "day")) if last else None
    if first is None or last is None or first > last.last:
        return None
    return replace(last, first=first, interval=True)


def _weekday(values: _Values, context: _Context) -> _Period | None:
    weekday, turn, near = _number(values, "weekday"), _turn(values), context.near
    if near is None:
        return None
    if "week" in values:
        monday = _plus(near, 7 * _number(values, "week") - near.weekday())
        return _on(_plus(monday, weekday)) if monday else None
    back = (near.weekday() - weekday) % 7
    if turn == -1:
        return _on(_plus(near, -(back or 7)))
    if turn == 1:
        return _on(_plus(near, 7 - back))
    if context.lean is _Lean.PAST:
        return _on(_plus(near, -back))
    return _on(_plus(near, (7 - back) % 7))


def _offset(values: _Values, context: _Context) -> _Period | None:
    return _on(_plus(context.anchor, _number(values, "offset"))) if context.anchor else None


def _same(values: _Values, context: _Context) -> _Period | None:
    """So many days from the last day the text named: "la veille"."""
    named = context.named
    day = named.first if named and named.a_day else context.anchor
    return _on(_plus(day, _number(values, "offset"))) if day else None


def _month(values: _Values, context: _Context) -> _Period | None:
    month = _number(values, "month")
    if "year" in values:
        return _month_of(_number(values, "year"), month)
    if "year_turn" in values:
        anchor = context.anchor
        return _month_of(anchor.year + _number(values, "year_turn"), month) if anchor else None
    return _choose((_month_of(y, month) for y in _near_years(context)), context, _turn(values))


def _year(values: _Values, context: _Context) -> _Period | None:
    return _year_of(_number(values, "year"))


def _year_range(values: _Values, context: _Context) -> _Period | None:
    first, last = _number(values, "year"), _number(values, "year2")
    last = last if last > 99 else first // 100 * 100 + last
    years = _years(first, last)
    return replace(years, vague=False, interval=True) if years and first < last else None


def _decade(values: _Values, context: _Context) -> _Period | None:
    decade = _number(values, "decade")
    decade = decade if decade > 99 else 1900 + decade if decade >= 30 else 2000 + decade
    return _years(decade, decade + 9)


def _century(values: _Values, context: _Context) -> _Period | None:
    century = _number(values, "century")
    return _years(100 * century - 99, 100 * century)


def _part_of_year(values: _Values, context: _Context) -> _Period | None:
    """The nth quarter or half: ``months`` says how long each is."""
    months, nth = _number(values, "months", 3), _number(values, "nth")
    anchor = context.anchor
    year = _number(values, "year") or (anchor.year if anchor else 0)
    return _months(year, 1 + months * (nth - 1), months) if 1 <= nth <= 12 // months else None


def _season(values: _Values, context: _Context) -> _Period | None:
    """Three months from the one that the data names."""
    month = _number(values, "season")
    if "year" in values:
        return _months(_number(values, "year"), month, 3)
    if "year_turn" in values:
        anchor = context.anchor
        return _months(anchor.year + _number(values, "year_turn"), month, 3) if anchor else None
    return _choose((_months(y, month, 3) for y in _near_years(context)), context, _turn(values))


def _this_unit(values: _Values, context: _Context) -> _Period | None:
    """This, the last or the next week, month, year ..."""
    anchor, unit, turn = context.anchor, _unit(values), _turn(values) or 0
    if anchor is None:
        return None
    if unit is _Unit.WEEKEND:
        weeks = (_around(d, unit) for n in (-7, 0, 7) if (d := _plus(anchor, n)))
        return _choose(weeks, replace(context, around=anchor), turn)
    moved = _moved(anchor, turn, unit)
    return _around(moved, unit) if moved else None


def _shift(values: _Values, context: _Context) -> _Period | None:
    """So many units before or after the anchor, as precise as the unit."""
    return _shifted(context.anchor, values)


def _later(values: _Values, context: _Context) -> _Period | None:
    """So many units before or after the last point the text named, if that is as precise as the unit."""
    named = context.named
    if named is None or named.vague or named.interval:
        return None
    fine = {_Unit.DAY: 0, _Unit.MONTH: 1, _Unit.YEAR: 2}
    if fine[_PRECISION.get(_unit(values), _Unit.DAY)] < fine[named.unit]:
        return None
    return _shifted(named.first, values)


def _shifted(start: date | None, values: _Values) -> _Period | None:
    if start is None:
        return None
    unit, number = _unit(values), _number(values, "number") * _number(values, "sign", 1)
    moved = _moved(start, number, unit)
    if moved is None:
        return None
    match unit:
        case _Unit.HOUR if abs(number) < 24:
            other = _plus(start, 1 if number > 0 else -1) or start
            return _between(min(start, other), max(start, other), _Unit.DAY)
        case _Unit.WEEK | _Unit.WEEKEND if not values.get("exact"):
            return _between(_plus(moved, -3), _plus(moved, 3), _Unit.DAY)
        case _Unit.DECADE | _Unit.CENTURY:
            return _year_of(moved.year)
        case _Unit.MONTH | _Unit.YEAR:
            return _around(moved, unit)
        case _:
            return _on(moved)


def _stretch(values: _Values, context: _Context) -> _Period | None:
    """Somewhere in the last or next few units."""
    anchor, unit, sign = context.anchor, _unit(values), _number(values, "sign", 1)
    number = _number(values, "number") or _FEW[unit]
    other = _moved(anchor, sign * max(number, 1), unit) if anchor else None
    if anchor is None or other is None:
        return None
    if unit is _Unit.HOUR and other == anchor:
        other = _plus(anchor, sign)
    first, last = (other, anchor) if sign < 0 else (anchor, other)
    return _between(first, last, _PRECISION.get(unit, _Unit.DAY))


def _week_of(values: _Values, context: _Context) -> _Period | None:
    day = _date(values, context)
    return _around(day.first, _unit(values)) if day else None


def _clock(values: _Values, context: _Context) -> _Period | None:
    """An hour by itself: of a day named just before, else of the anchor."""
    if context.close and context.named and context.named.a_day:
        return _on(context.named.first)
    return _on(context.anchor)


def _nothing(values: _Values, context: _Context) -> _Period | None:
    return None


_MEANINGS: Mapping[str, Callable[[_Values, _Context], _Period | None]] = {
    "date": _date,
    "days": _days,
    "weekday": _weekday,
    "offset": _offset,
    "same": _same,
    "month": _month,
    "year": _year,
    "years": _year_range,
    "decade": _decade,
    "century": _century,
    "part_of_year": _part_of_year,
    "season": _season,
    "unit": _this_unit,
    "shift": _shift,
    "later": _later,
    "stretch": _stretch,
    "week_of": _week_of,
    "clock": _clock,
    "duration": _nothing,
    "nothing": _nothing,
}
_REQUIRED: Mapping[str, frozenset[str]] = {
    "date": frozenset({"day"}),
    "days": frozenset({"day", "day2", "month"}),
    "weekday": frozenset({"weekday"}),
    "offset": frozenset({"offset"}),
    "same": frozenset({"offset"}),
    "month": frozenset({"month"}),
    "year": frozenset({"year"}),
    "years": frozenset({"year", "year2"}),
    "decade": frozenset({"decade"}),
    "century": frozenset({"century"}),
    "part_of_year": frozenset({"nth", "months"}),
    "season": frozenset({"season"}),
    "unit": frozenset({"unit"}),
    "shift": frozenset({"number", "unit", "sign"}),
    "later": frozenset({"number", "unit", "sign"}),
    "stretch": frozenset({"unit", "sign"}),
    "week_of": frozenset({"day", "unit"}),
}
_CORE = frozenset({_Place.ALONE, _Place.BOUND, _Place.RANGE, _Place.SHARE})
_DAYS = frozenset({"date", "weekday", "offset", "same"})
_BOUNDS = frozenset({"since", "until", "before", "by", "after", "about", "for"})
_SHARES = frozenset({"early", "mid", "late", "past", "rest"})
_COMING = frozenset({"by", "for", "until", "before"})  # "d'ici lundi", "prévu pour mardi": not the one past
_CLOSE = 200  # characters between an hour and the day it may belong to


# ---------------------------------------------------------------- from construction to value


def find_times(text: str, grammar: TimeGrammar, anchor: date | None) -> tuple[Time, ...]:
    """The time expressions of a text, in order and apart from each other, with their values.

    ``anchor`` is the day of publication. A date that leaves its side open ("mercredi", "en juin") is read
    as past; :func:`find_times_ahead` reads it as coming. Raises nothing.
    """
    return tuple(past for past, _ in _read(text, grammar, anchor))


def find_times_ahead(text: str, grammar: TimeGrammar, anchor: date | None) -> tuple[Time, ...]:
    """The same expressions as :func:`find_times`, one for one, for events that are yet to come.

    "Il se rendra mercredi à Moscou" on a Friday: ``find_times`` gives the Wednesday before, this the
    Wednesday after. Words that fix the side themselves ("hier", "mercredi dernier") differ in nothing.
    """
    return tuple(ahead for _, ahead in _read(text, grammar, anchor))


def _read(text: str, grammar: TimeGrammar, anchor: date | None) -> Iterator[tuple[Time, Time]]:
    past, ahead = _Context(anchor, _Lean.PAST), _Context(anchor, _Lean.FUTURE)
    end = 0  # of the last point named
    for phrase in _phrases(text, grammar):
        span = Span(phrase.begin, phrase.end)
        if phrase.first.means == "duration":
            length = _duration(phrase.first.values)
            if length:
                yield Time(span, duration=length), Time(span, duration=length)
            continue
        close = phrase.begin - end <= _CLOSE and "\n" not in text[end : phrase.begin]
        past, ahead = replace(past, close=close), replace(ahead, close=close)
        before, after = _period(phrase, past), _period(phrase, ahead)
        if before is None or after is None:
            continue
        yield _time(span, phrase, before), _time(span, phrase, after)
        if not before.vague and not before.interval:
            past, ahead, end = replace(past, named=before), replace(ahead, named=after), phrase.end


def _period(phrase: _Phrase, context: _Context) -> _Period | None:
    if phrase.bound in _COMING:
        context = replace(context, lean=_Lean.FUTURE)
    if phrase.second is None:
        return _single(phrase.first, context)
    if context.lean is _Lean.FUTURE and "year" not in phrase.second.values:
        first = _single(phrase.first, context)
        last = _single(phrase.second, replace(context, around=first.first)) if first else None
    else:
        last = _single(phrase.second, context)
        past = replace(context, lean=_Lean.PAST, around=last.last) if last else context
        first = _single(phrase.first, past)
    if first is None or last is None or first.first > last.last:
        return None
    if first.unit is not last.unit or first.vague or last.vague or first.clock or last.clock:
        return _between(first.first, last.last, _Unit.DAY)
    return _Period(first.first, last.last, first.unit, interval=True)


def _single(core: _Core, context: _Context) -> _Period | None:
    period = _MEANINGS[core.means](core.values, context)
    if period and core.share and not period.a_day:
        return _share(period, core.share, context)
    if period is None or not period.a_day:
        return period
    if "hour" in core.values:
        hour = _number(core.values, "hour")
        afternoon = _turn(core.values, "meridiem")
        if afternoon is not None:
            hour = hour % 12 + afternoon * 12
        if hour > 23:
            return replace(period, hours=None) if hour == 24 else None
        return replace(period, clock=f"T{hour:02}:{_number(core.values, 'minute'):02}:00")
    part = core.values.get("part")
    if isinstance(part, tuple):
        return replace(period, hours=(f"{period.low}T{part[0]}:00", f"{period.low}T{part[1]}:00"))
    return period


def _time(span: Span, phrase: _Phrase, period: _Period) -> Time:
    bound = str(phrase.first.values.get("bound", "")) or phrase.bound
    low, high, vague = period.low, period.high, period.vague
    match bound:
        case "since":
            return Time(span, earliest=low) if vague else Time(span, begin=low)
        case "until":
            return Time(span, latest=high) if vague else Time(span, end=high)
        case "before":
            return Time(span, latest=low if vague and phrase.first.share != "late" else high)
        case "by":
            return Time(span, latest=high)
        case "after":
            return Time(span, earliest=high)
    if vague:
        return Time(span, earliest=low, latest=high)
    if period.interval:
        return Time(span, begin=low, end=high)
    if period.hours:
        return Time(span, begin=low, earliest=period.hours[0], latest=period.hours[1])
    return Time(span, begin=low)


def _duration(values: _Values) -> str | None:
    """As xsd:duration; ``half`` adds half a unit, ``length`` says it outright."""
    if "length" in values:
        return str(values["length"])
    if "hour" in values:
        return f"PT{_number(values, 'hour')}H{_number(values, 'minute')}M"
    number, half = _number(values, "number"), bool(values.get("half"))
    if "unit" not in values or not number:
        return None
    match _unit(values):
        case _Unit.SECOND:
            return f"PT{number}S"
        case _Unit.MINUTE:
            return f"PT{number}M" + ("30S" if half else "")
        case _Unit.HOUR:
            return f"PT{number}H" + ("30M" if half else "")
        case _Unit.DAY:
            return f"P{number}D" + ("T12H" if half else "")
        case _Unit.WEEK | _Unit.WEEKEND:
            return f"P{7 * number + 3}DT12H" if half else f"P{7 * number}D"
        case _Unit.MONTH:
            return f"P{number}M" + ("15D" if half else "")
        case _Unit.YEAR:
            return f"P{number}Y" + ("6M" if half else "")
        case _Unit.DECADE:
            return f"P{10 * number + (5 if half else 0)}Y"
        case _Unit.CENTURY:
            return f"P{100 * number + (50 if half else 0)}Y"
