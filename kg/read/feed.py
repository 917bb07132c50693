"""RSS and Atom: each entry is one article, with the text that the feed itself has of it."""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from kg.errors import ReadError
from kg.read.clean import compose
from kg.read.html import plain, sniffed
from kg.read.isolated import parse as parse_apart
from kg.read.record import Record, day
from kg.read.source import Given, Raw

_BEGIN = re.compile(
    rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*"
    rb"<(?:rss|feed|(?:\w+:)?RDF|atom:feed)[\s>]",
    re.DOTALL,
)
_ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)


def is_feed(raw: Raw) -> bool:
    """Whether the source is an RSS or Atom feed."""
    return _BEGIN.match(sniffed(raw.head)) is not None


def read_feed(raw: Raw, given: Given) -> Iterator[Record]:
    """The articles of a feed, in its order. Raises ReadError when it has none or declares entities."""
    yield from parse_apart("feed", raw.data(), url=raw.url, charset=raw.charset)


def parse(data: bytes, url: str | None, charset: str | None) -> Iterator[Record]:
    """The articles of a feed: see :func:`read_feed`."""
    import feedparser

    if _ENTITIES.search(sniffed(data)):
        raise ReadError("declares entities of its own, which could fill the memory; it is not read")
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    source = io.BytesIO(data)  # not the bytes themselves, which could name a file or an address
    found = feedparser.parse(
        source, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not found.entries:
        raise ReadError("is a feed without entries")
    site = found.feed.get("title")
    for number, entry in enumerate(found.entries, 1):
        title = " ".join(plain(entry.get("title", "")))
        headline, text = compose(title, plain(_body(entry)), site)
        yield Record(
            text,
            headline,
            _date(entry),
            entry.get("language") or found.feed.get("language"),
            entry.get("link"),
            (entry.get("source") or {}).get("title") or site,
            entry.get("author"),
            f"entry {number}",
            "application/atom+xml" if str(found.get("version", "")).startswith("atom") else None,
        )


def _body(entry: Any) -> str:
    """The longest text that the entry has: its content, or its summary."""
    texts = [content.get("value") or "" for content in entry.get("content", ())]
    return max([*texts, entry.get("summary") or ""], key=len)


def _date(entry: Any) -> str | None:
    """The day of publication where it was published, as far as the entry says so; else that of Greenwich."""
    told = entry.get("published") or entry.get("updated") or ""
    if day(told):
        return str(told)
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return datetime.fromtimestamp(timegm(moment), UTC).date().isoformat() if moment else None
