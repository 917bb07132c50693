"""E-mail (.eml): a message is one article, such as a newsletter or a press release."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import ReadError
from kg.read.clean import compose, paragraphs
from kg.read.encoding import decode
from kg.read.html import plain
from kg.read.isolated import parse as parse_apart
from kg.read.record import Record
from kg.read.source import Given, Raw

MAX_EMAIL = 32_000_000  # with what is attached
_HEADER = rb"[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*"
_HEADERS = re.compile(rb"(?:%b)+(?=\r?\n|\Z)" % _HEADER)
_TELLING = re.compile(rb"^(From|Subject|Date|To|Received|Message-ID|MIME-Version|Return-Path):", re.I | re.M)
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)


def is_email(raw: Raw) -> bool:
    """Whether the source is an e-mail: it begins with header lines, at least three of those that mail has."""
    headers = _HEADERS.match(raw.head)
    return headers is not None and len(set(map(bytes.lower, _TELLING.findall(headers[0])))) >= 3


def read_email(raw: Raw, given: Given) -> Iterator[Record]:
    """The one article of an e-mail. Raises ReadError when it has no text."""
    yield from parse_apart("email", raw.data(MAX_EMAIL))


def parse(data: bytes) -> Iterator[Record]:
    """The article of an e-mail (:func:`read_email`), without attachments, quoted lines and signature."""
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.default)
    part = message.get_body(("plain", "html"))
    content = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(content, bytes):
        raise ReadError("is an e-mail without a text")
    text = decode(content, part.get_content_charset())
    if part.get_content_subtype() == "html":
        body = plain(text)
    else:
        body = paragraphs(_rejoined(_QUOTED.sub("", _SIGNATURE.split(text.replace("\r\n", "\n"))[0])))
    headline, whole = compose(str(message.get("Subject", "")), body)
    sender = message.get("From")
    author = sender.addresses[0].display_name if sender and getattr(sender, "addresses", ()) else ""
    yield Record(whole, headline, str(message.get("Date", "")), author=author)


def _rejoined(text: str) -> str:
    """The paragraphs of a text whose lines were broken at a fixed width: a blank line divides them."""
    return re.sub(r"(?<=\S)[ \t]*\n(?=[^\s*•-])", " ", text)
