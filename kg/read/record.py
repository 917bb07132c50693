"""What a source says of one article, in its own words, and the article that it makes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import PurePath

from kg.errors import DateError, ReadError
from kg.language import languages
from kg.model import Article
from kg.read.clean import tidy
from kg.read.source import Given, Raw
from kg.read.tongue import detect

MAX_CHARACTERS = 1_000_000
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_COMPACT = re.compile(r"\d{4}(/?)\d{2}\1\d{2}(?!\d)")
_BY = re.compile(r"\A(?:par|by)\s+(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its source tells it; only the text is needed.

    ``text`` begins with the headline where there is one. ``place`` says where in the source it stands,
    ``media_type`` of what type the source is when it is not the usual one of its kind.
    """

    text: str
    headline: str | None = None
    date: str | None = None
    lang: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    place: str | None = None
    media_type: str | None = None


def to_article(record: Record, raw: Raw, given: Given, kind: str, media_type: str) -> Article:
    """The article that a record of ``raw`` makes.

    The date is the given one, else that of the record unless it lies in the future, else what the name of the
    source begins with. Raises ReadError when the text is empty or too long, LanguageError when its language
    is not supported.
    """
    if not record.text.strip():
        raise ReadError("is empty")
    if len(record.text) > MAX_CHARACTERS:
        raise ReadError(f"has {len(record.text):,} characters, too long for one article; split it")
    latest = (raw.retrieved.date() if raw.retrieved else dt.date.today()) + dt.timedelta(days=1)
    told = day(record.date or "")
    return Article.of(
        record.text,
        _language(record, given),
        date=given.date or (told if told and told <= latest else date_of(PurePath(raw.name).name)),
        headline=record.headline,
        url=tidy(record.url or (raw.url if record.place is None else None) or "") or None,
        publisher=tidy(record.publisher or "") or None,
        source=", ".join(filter(None, (raw.name, record.place))).encode("utf-8", "replace").decode(),
        author=_BY.sub("", tidy(record.author or "")) or None,
        retrieved=raw.retrieved,
        media_type=record.media_type or media_type,
        kind=" in ".join((kind, *reversed(raw.within))),
    )


def _language(record: Record, given: Given) -> str:
    if given.lang != "auto":
        return given.lang
    said = re.split("[-_]", record.lang or "")[0].lower()
    return said if said in languages() else detect(record.text)


def day(text: str) -> dt.date | None:
    """The day of a date as machines write it: ISO 8601 ("2025-02-12T08:00Z", "20250212"), 2025/02/12, or as
    in e-mail.

    None for anything else: a day that could be read in two ways is no day.
    """
    from email.utils import parsedate_to_datetime

    text = text.strip()
    match = _DATED.match(text) or _COMPACT.match(text)
    try:
        if match:
            return dt.date.fromisoformat(re.sub(r"\D", "", match[0]))
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def date_of(name: str) -> dt.date | None:
    """The date (YYYY-MM-DD) that a file's name begins with, or None."""
    match = _DATED.match(name)
    return day(match[1]) if match else None


def parse_date(text: str) -> dt.date:
    """The date written as YYYY-MM-DD. Raises DateError for anything else."""
    found = day(text) if _DATED.fullmatch(text) else None
    if found is None:
        raise DateError(f"{text!r} is not a date; write it as YYYY-MM-DD, such as 2025-02-12")
    return found
