"""The fields of a row of data -> a record: which column or key holds the text, the date, the address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields

from kg.errors import ReadError, UsageError
from kg.read.clean import compose
from kg.read.html import plain
from kg.read.record import Record

NAMES = tuple(field.name for field in fields(Record) if field.name not in ("place", "media_type"))
_GUESSES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "articlebody", "maintext", "fulltext", "article", "texte", "contenu",
        "corps", "corpsdelarticle", "texteintegral", "articletext",
    ),
    "headline": ("headline", "title", "titre"),
    "date": (
        "date", "datepublished", "publishedat", "published", "publicationdate", "datepublish", "pubdate",
        "datepublication", "datedepublication", "datedeparution", "publishdate", "created", "jour", "day",
    ),
    "lang": ("lang", "language", "inlanguage", "langue"),
    "url": ("url", "link", "uri", "address", "lien", "adresse"),
    "publisher": (
        "publisher", "site", "sitename", "source", "sourcename", "newspaper", "outlet", "journal", "media",
        "editeur",
    ),
    "author": ("author", "authors", "byline", "creator", "auteur", "auteurs"),
}  # fmt: skip


def parse_fields(texts: Iterable[str]) -> dict[str, str]:
    """The columns that a person names, from texts such as "text=corps,date=jour".

    Raises UsageError for a field that is none.
    """
    found: dict[str, str] = {}
    for text in texts:
        for part in filter(None, map(str.strip, text.split(","))):
            name, equals, column = (word.strip() for word in part.partition("="))
            if name not in NAMES or not equals or not column:
                raise UsageError(
                    f"{part!r} names no field; write FIELD=COLUMN, with FIELD one of {', '.join(NAMES)}"
                )
            found[name] = column
    return found


def columns(names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """For each field that is there the name of its column: the given one, else the likeliest by its name.

    Raises ReadError when no column holds the text.
    """
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(_plain(name), name)
    exact = set(known.values())
    found = {
        field: column if column in exact else known[_plain(column)]
        for field, column in given.items()
        if column in exact or _plain(column) in known
    }
    found |= {field: name for field, name in _guesses(known).items() if field not in given}
    if "text" not in found:
        seen = ", ".join(list(known.values())[:12]) or "none"
        if "text" in given:
            raise ReadError(f"has no field {given['text']!r} to hold the text (there are: {seen})")
        raise ReadError(
            f"no field is known to hold the text; name it with --fields text=NAME (there are: {seen})"
        )
    return found


def _guesses(known: Mapping[str, str]) -> dict[str, str]:
    """For each field the name that is likeliest to hold it, of those whose plain forms ``known`` has."""
    hits = {field: next(filter(known.__contains__, names), None) for field, names in _GUESSES.items()}
    return {field: known[hit] for field, hit in hits.items() if hit is not None}


def described(told: Mapping[str, str]) -> dict[str, str]:
    """The fields that a description such as the front matter of Markdown tells, but for the text.

    A source that is an address, as web clippers write it, is no publisher.
    """
    named = _guesses({_plain(name): name for name in told})
    found = {field: told[name] for field, name in named.items() if field != "text"}
    if "://" in found.get("publisher", ""):
        found.setdefault("url", found.pop("publisher"))
    return found


def guessed(names: Iterable[str]) -> bool:
    """Whether one of the columns is known to hold a text."""
    return not set(_GUESSES["text"]).isdisjoint(map(_plain, names))


def to_record(row: Mapping[str, object], named: Mapping[str, str], place: str) -> Record:
    """The record of a row whose fields are in the columns ``named``."""
    told = {field: _words(row.get(column)) or None for field, column in named.items() if field != "text"}
    headline, text = compose(
        told.pop("headline", None), plain(_words(row.get(named["text"]))), told.get("publisher")
    )
    return Record(text, headline, place=place, **told)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold()).replace("é", "e")


def _words(value: object) -> str:
    """What a value says: the text itself, the name of a thing, the items of a list one after the other."""
    match value:
        case None:
            return ""
        case dict():
            return _words(value.get("name"))
        case list():
            return ", ".join(filter(None, map(_words, value)))
        case _:
            return str(value)
