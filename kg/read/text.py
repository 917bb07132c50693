"""Plain text and Markdown: one file is one article, kept letter by letter; front matter describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from kg.read.encoding import decode, marked
from kg.read.fields import described
from kg.read.record import Record
from kg.read.source import Given, Raw

SUFFIXES = ("", ".txt", ".text", ".md", ".markdown")  # of files that are texts when they look like one
_HEADLINE = re.compile(r"\s*(?P<line>[^\n]{1,160})\n[^\S\n]*\n\s*\S")
_HEADING = re.compile(r"^#{1,6}[^\S\n]+", re.MULTILINE)
_FRONT = re.compile(r"---[^\S\n]*\n(?P<told>(?:[^\n]*\n){1,60}?)(?:---|\.\.\.)[^\S\n]*(?:\n\s*|\Z)")
_TOLD = re.compile(r"""^(\w[\w -]*):[^\S\n]+(["']?)([^\n]*?\S)\2[^\S\n]*$""", re.MULTILINE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SIGNATURES = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"PK": "an office document or the like; save it as text, HTML or PDF",
    b"\xd0\xcf\x11\xe0": "an office document; save it as text, HTML or PDF",
    b"{\\rtf": "an RTF document; save it as text, HTML or PDF",
    b"SQLite format 3": "a database",
    b"BZh": "a bzip2 file; unpack it first",
    b"\xfd7zXZ": "an xz file; unpack it first",
    b"(\xb5/\xfd": "a zstd file; unpack it first",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
}


def is_text(raw: Raw) -> bool:
    """Whether the source may be a plain text: of no other known kind, and free of control characters."""
    return binary(raw.head) is None


def binary(head: bytes) -> str | None:
    """What a source that is no text is, judged from its beginning; None for one that may be a text."""
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature) and (len(signature) > 2 or _CONTROL.search(head)):
            return kind
    if _CONTROL.search(head) and marked(head) is None:
        return "a binary file of a kind that is not known"
    return None


def read_text(raw: Raw, given: Given) -> Iterator[Record]:
    """The one article of a plain text.

    The headline is a short first line with a blank line below it that does not end in a full stop. The front
    matter of Markdown, lines such as "date: 2025-02-12" between two "---", is no text but tells of it. Raises
    ReadError when the source is too large or no text.
    """
    text = decode(raw.data(), raw.charset)
    if PurePath(raw.name).suffix.lower() not in (".md", ".markdown"):
        yield Record(text, headline(text))
        return
    front = _FRONT.match(text)
    told = described({name: value for name, _, value in _TOLD.findall(front["told"])} if front else {})
    body = _HEADING.sub("", text[front.end() :] if front and told else text)
    title, said = headline(body), told.pop("headline", None)
    if said and not title:
        title, body = said, f"{said}\n\n{body}"
    yield Record(body, title, media_type="text/markdown", **told)


def headline(text: str) -> str | None:
    """The headline that ``text`` begins with, or None."""
    match = _HEADLINE.match(text.replace("\r\n", "\n").replace("\r", "\n"))
    line = match["line"].strip() if match else ""
    return line if line and not line.endswith((".", ":", ";", ",")) else None
