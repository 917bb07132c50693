"""Loading of a language's data: one folder a language, words only; README.md says what each file holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kg.errors import DataError, LanguageError

FOLDER = Path(__file__).parent
KEYS = {"verb": "verbs", "noun": "nouns", "adjective": "adjectives", "preposition": "prepositions"}
ROLES = ("agent", "recipient", "participant", "supporter", "place", "topic", "content")


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of an entry: a slot and what must fill it, or a property of the trigger.

    ``slot`` may be a slot's name, or "passive", "active", "plural", "det". ``kinds`` are actor kinds, "actor"
    or "thing"; ``lemmas`` the lemmas that the slot's head may have. Both empty: the slot must be there.
    """

    slot: str
    kinds: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Condition:
        """Read "obj:Person|State", "obj=peine|prison" or "obj"."""
        if "=" in text:
            slot, _, right = text.partition("=")
            return cls(slot.strip(), lemmas=frozenset(w.strip() for w in right.split("|")))
        slot, _, right = text.partition(":")
        return cls(slot.strip(), kinds=frozenset(w.strip() for w in right.split("|") if w.strip()))


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense of a trigger: the class it tells of and the slots that fill its roles."""

    name: str  # "fr/criticism:12 condamner": the answer to "why is this here?"
    type: str
    pos: str  # a key of KEYS
    lemma: str
    words: tuple[str, ...]  # what else must be there
    reflexive: bool
    frame: Mapping[str, tuple[str, ...]]  # role -> slots
    conditions: tuple[Condition, ...]
    exceptions: tuple[Condition, ...]
    control: str | None
    status: str | None
    sure: float

    @property
    def weight(self) -> tuple[int, int, float]:
        """How specific the entry is: more words, then more conditions, then surer."""
        return len(self.words), len(self.conditions), self.sure


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by the lemma of their trigger, most specific first."""

    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    adjectives: Mapping[str, tuple[Entry, ...]]
    prepositions: Mapping[str, tuple[Entry, ...]]
    endings: tuple[tuple[str, str], ...] = ()  # of verb forms and of their infinitives

    @classmethod
    def of(cls, entries: Iterable[Entry], endings: Iterable[Sequence[str]] = ()) -> Lexicon:
        """Index entries by part of speech and lemma."""
        table: dict[str, dict[str, list[Entry]]] = {pos: {} for pos in KEYS}
        for entry in entries:
            table[entry.pos].setdefault(entry.lemma, []).append(entry)
        ordered = {
            pos: {
                lemma: tuple(sorted(found, key=lambda e: e.weight, reverse=True))
                for lemma, found in by_lemma.items()
            }
            for pos, by_lemma in table.items()
        }
        return cls(
            ordered["verb"],
            ordered["noun"],
            ordered["adjective"],
            ordered["preposition"],
            tuple((form, infinitive) for form, infinitive in endings),
        )

    def infinitives(self, lemma: str, form: str) -> Iterator[str]:
        """The infinitives that a verb form may have: its lemma, then those that its ending may stand for."""
        yield lemma
        for ending, infinitive in self.endings:
            for word in (lemma, form):
                if word.endswith(ending):
                    yield word.removesuffix(ending) + infinitive

    def __iter__(self) -> Iterator[Entry]:
        """Every entry."""
        for table in (self.verbs, self.nouns, self.adjectives, self.prepositions):
            for entries in table.values():
                yield from entries


@dataclass(frozen=True, slots=True)
class Language:
    """All that is known of a language: its code, models, lexicon and word lists."""

    code: str
    folder: Path  # where its data and weights are
    name: str
    models: tuple[str, ...]
    lexicon: Lexicon
    syntax: Mapping[str, Any]  # language.toml
    actors: Mapping[str, Any]  # actors.toml
    cues: Mapping[str, Any]  # cues.toml
    times: Mapping[str, Any]  # times.toml


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that have a folder with a parser, "en" and "fr"."""
    return tuple(sorted(p.parent.name for p in FOLDER.glob("*/language.toml")))


@lru_cache(maxsize=8)
def load(code: str, extra: tuple[Path, ...] = ()) -> Language:
    """The language of a code, with further lexicon files of a user's.

    Raises LanguageError for a code without a folder, DataError for a file that is not well formed.
    """
    if code not in languages():
        raise LanguageError(f"unknown language {code!r}: choose one of {', '.join(languages())}")
    return read_folder(FOLDER / code, extra)


def read_folder(folder: Path, extra: tuple[Path, ...] = ()) -> Language:
    """The language that a folder holds, wherever it is; the folder's name is its code.

    Raises DataError for a file that is missing or not well formed.
    """
    code = folder.name
    syntax = read_toml(folder / "language.toml")
    reflexive = tuple(syntax.get("reflexive", ()))
    files = [*sorted((folder / "lexicon").glob("*.toml")), *extra]
    return Language(
        code=code,
        folder=folder,
        name=syntax["name"],
        models=tuple(syntax["models"]),
        lexicon=Lexicon.of(
            (entry for file in files for entry in read_lexicon(file, code, reflexive)),
            syntax.get("verb_endings", ()),
        ),
        syntax=syntax,
        actors=read_toml(folder / "actors.toml"),
        cues=read_toml(folder / "cues.toml"),
        times=read_toml(folder / "times.toml"),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file; DataError with the file's name when it is broken or missing."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: can't be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: {error}") from error


def read_lexicon(path: Path, code: str, reflexive: Sequence[str] = ()) -> list[Entry]:
    """The entries of one lexicon file, one for each trigger of each table.

    Raises DataError, with the file and the number of the entry, where the format is not kept.
    """
    out: list[Entry] = []
    for number, table in enumerate(read_toml(path).get("entry", []), 1):
        where = f"{path}: entry {number}"
        if "class" not in table:
            raise DataError(f"{where}: it has no class")
        unknown = set(table) - {"class", "if", "unless", "control", "status", "sure"}
        unknown -= {*ROLES, *KEYS.values()}
        if unknown:
            raise DataError(f"{where}: unknown key {sorted(unknown)[0]!r}")
        frame = {}
        for role in ROLES:
            if role in table:
                slots = table[role]
                if not isinstance(slots, list) or not all(isinstance(s, str) for s in slots):
                    raise DataError(f"{where}: {role} must be a list of slots")
                frame[role] = tuple(slots)
        for pos, key in KEYS.items():
            for trigger in table.get(key, []):
                is_reflexive, lemma, words = split_trigger(trigger, pos, reflexive)
                out.append(
                    Entry(
                        name=f"{code}/{path.stem}:{number} {trigger}",
                        type=table["class"],
                        pos=pos,
                        lemma=lemma,
                        words=words,
                        reflexive=is_reflexive,
                        frame=frame,
                        conditions=tuple(Condition.of(c) for c in table.get("if", [])),
                        exceptions=tuple(Condition.of(c) for c in table.get("unless", [])),
                        control=table.get("control"),
                        status=table.get("status"),
                        sure=float(table.get("sure", 0.7)),
                    )
                )
    return out


def split_words(text: str) -> list[str]:
    """The words of an expression; what is cut off before a vowel is one.

    >>> split_words("d'après")
    ["d'", 'après']
    """
    return re.findall(r"[^\s']+'?", text)


def split_trigger(trigger: str, pos: str, reflexive: Sequence[str]) -> tuple[bool, str, tuple[str, ...]]:
    """A trigger's parts: whether it is reflexive, its first lemma, the further words.

    >>> split_trigger("s'entretenir téléphone", "verb", ("se ", "s'"))
    (True, 'entretenir', ('téléphone',))
    >>> split_trigger("coup d'état", "noun", ())
    (False, 'coup', ("d'", 'état'))
    """
    text = trigger.casefold().replace("’", "'").strip()
    clitic = next((c for c in reflexive if pos == "verb" and text.startswith(c)), "")
    words = split_words(text.removeprefix(clitic))
    return bool(clitic), words[0], tuple(words[1:])
