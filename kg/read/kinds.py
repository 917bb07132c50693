"""Which kinds of sources there are, and how one becomes articles, whatever it is packed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from kg.errors import KgError, ReadError
from kg.model import Article
from kg.read.email import is_email, read_email
from kg.read.feed import is_feed, read_feed
from kg.read.html import is_html, read_html
from kg.read.lines import is_csv, is_json, read_csv, read_json
from kg.read.packed import is_gzip, is_zip, read_gzip, read_zip
from kg.read.pdf import is_pdf, read_pdf
from kg.read.record import Record, to_article
from kg.read.source import Failure, Given, Raw
from kg.read.text import SUFFIXES, binary, is_text, read_text
from kg.read.warc import is_warc, read_warc

_TOLD_SUFFIXES = (*filter(None, SUFFIXES), ".html", ".htm")  # of files that are told when they can't be read
_OURS = b'<meta name="generator" content="Pourparlers">'
TOLD = 5  # how many failures of one source are told one by one


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of source: whether bytes are of this kind, and how to read them.

    ``read`` gives a record for each article, another source for each that is packed in this one, and a
    failure for what can't be read while the rest can; it raises ReadError when nothing more can.
    """

    kind: str
    media_type: str
    recognises: Callable[[Raw], bool]
    read: Callable[[Raw, Given], Iterator[Record | Raw | Failure]]


READERS: tuple[Reader, ...] = (
    Reader("PDF", "application/pdf", is_pdf, read_pdf),
    Reader("ZIP", "application/zip", is_zip, read_zip),
    Reader("gzip", "application/gzip", is_gzip, read_gzip),
    Reader("WARC", "application/warc", is_warc, read_warc),
    Reader("feed", "application/rss+xml", is_feed, read_feed),
    Reader("HTML", "text/html", is_html, read_html),
    Reader("JSON", "application/x-ndjson", is_json, read_json),
    Reader("e-mail", "message/rfc822", is_email, read_email),
    Reader("CSV", "text/csv", is_csv, read_csv),
    Reader("text", "text/plain", is_text, read_text),
)


def reader_of(raw: Raw) -> Reader | None:
    """The first reader that recognises a source, by its content; None when none does."""
    return next((reader for reader in READERS if reader.recognises(raw)), None)


def is_packed(raw: Raw) -> bool:
    """Whether other sources are packed in this one."""
    return is_zip(raw) or is_gzip(raw) or is_warc(raw)


def is_article(raw: Raw) -> bool:
    """Whether a file that nobody named, in a folder or an archive, is one to read.

    A plain text has no mark of its own, and programs and settings look like one: there the name must not say
    that it is something else. What is called a text and is none is one to read, so that its name and
    what is wrong with it are told. The page of a graph is none.
    """
    reader = reader_of(raw)
    suffix = PurePath(raw.name).suffix.lower()
    if reader is None:
        return suffix in _TOLD_SUFFIXES
    if reader.kind == "text" and suffix not in SUFFIXES:
        return False
    return _OURS not in raw.head


def articles(raw: Raw, given: Given) -> Iterator[Article | Failure]:
    """The articles of one source; a :class:`Failure` for each part that can't be read.

    The first failures are told one by one, the others as one.
    """
    failed = 0
    for found in _articles(raw, given):
        if isinstance(found, Failure) and found.is_fault:
            failed += 1
            if failed > TOLD:
                continue
        yield found
    if failed > TOLD:
        yield Failure(raw.name, f"{failed - TOLD:,} more parts of it could not be read")


def _articles(raw: Raw, given: Given) -> Iterator[Article | Failure]:
    others: Counter[str] = Counter()
    try:
        reader = reader_of(raw)
        if reader is None:
            raise ReadError(f"is {binary(raw.head)}")
        for found in reader.read(raw, given):
            if isinstance(found, Failure):
                yield found
            elif isinstance(found, Record):
                yield _article(found, raw, given, reader)
            elif is_article(found):
                yield from _articles(found, given)
            else:
                others[kind_of_name(found.name)] += 1
    except KgError as error:
        yield Failure(raw.name, str(error))
    if others:
        yield Failure(raw.name, left_out(others), is_fault=False)


def _article(record: Record, raw: Raw, given: Given, reader: Reader) -> Article | Failure:
    try:
        return to_article(record, raw, given, reader.kind, reader.media_type)
    except KgError as error:
        return Failure(", ".join(filter(None, (raw.name, record.place))), str(error))


def kind_of_name(name: str) -> str:
    """What a file's name says that it is: its ending."""
    return PurePath(name).suffix.lower() or "without an ending"


def left_out(others: Counter[str]) -> str:
    """One line about files that are no articles, counted by the endings of their names."""
    ranked = sorted(others.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{number:,} {name}" for name, number in ranked[:5])
    number = others.total()
    rest = ", ..." if len(ranked) > 5 else ""
    return f"{number:,} file{'' if number == 1 else 's'} of other kinds left out ({shown}{rest})"
