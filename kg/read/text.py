"""Plain text and Markdown: one file is one article."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from kg.errors import DateError, ReadError
from kg.model import Article
from kg.read.source import Given, Raw

MAX_CHARACTERS = 1_000_000
_HEADLINE = re.compile(r"\s*(?P<line>[^\n]{1,160})\n[^\S\n]*\n\s*\S")
_HEADING = re.compile(r"^#{1,6}[^\S\n]+", re.MULTILINE)
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(raw: Raw, given: Given) -> Iterator[Article]:
    """The one article of a plain text; its language is ``given.lang``, "auto" included.

    The headline is a short first line with a blank line below it that does not end in a full stop; it stays
    part of the text. The date is the given one or what the file's name begins with. Raises ReadError when the
    bytes are empty, binary, not UTF-8 or too many for one article.
    """
    text = decode(raw.data)
    name = PurePath(raw.name)
    if name.suffix.lower() == ".md":
        text = _HEADING.sub("", text)
    yield Article.of(
        text, given.lang, date=given.date or date_of(name.name), headline=headline(text), source=raw.name
    )


def decode(data: bytes) -> str:
    """The text in ``data``: UTF-8, with or without a byte order mark, or UTF-16 with one.

    Raises ReadError when it is empty, binary, wrongly encoded or longer than :data:`MAX_CHARACTERS`.
    """
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"is {kind}, not plain text")
    if data.startswith(_UTF16):
        encoding, label = "utf-16", "UTF-16"
    elif b"\0" in data:
        raise ReadError("is a binary file, not plain text")
    else:
        encoding, label = "utf-8-sig", "UTF-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte {error.object[error.start]:#04x} at {error.start}"
        raise ReadError(f"is not valid {label} ({where}); convert it to UTF-8") from error
    if not text.strip():
        raise ReadError("is empty")
    if len(text) > MAX_CHARACTERS:
        raise ReadError(f"has {len(text):,} characters, too long for one article; split it")
    return text


def headline(text: str) -> str | None:
    """The headline that ``text`` begins with, or None."""
    match = _HEADLINE.match(text.replace("\r\n", "\n").replace("\r", "\n"))
    line = match["line"].strip() if match else ""
    return line if line and not line.endswith((".", ":", ";", ",")) else None


def date_of(name: str) -> date | None:
    """The date (YYYY-MM-DD) that a file's name begins with, or None."""
    match = _DATED.match(name)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def parse_date(text: str) -> date:
    """The date written as YYYY-MM-DD. Raises DateError for anything else."""
    try:
        if _DATED.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise DateError(f"{text!r} is not a date; write it as YYYY-MM-DD, such as 2025-02-12")
