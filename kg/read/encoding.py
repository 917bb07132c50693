"""Bytes -> text: the encoding that a text names, or the one that it looks like."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from kg.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL = ["cp1252", "iso8859_15", "mac_roman", "cp850"]  # of French and English
_SAMPLE = 50_000


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in ``data``.

    The encoding is that of the byte order mark, UTF-8 when all is valid UTF-8, the ``declared`` one when all
    is valid in it, else what charset-normalizer takes it for. Raises ReadError for what looks like no text.
    """
    name = encoding(data, declared)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        where = f"byte {error.object[error.start]:#04x} at {error.start}"
        raise ReadError(f"is not valid {name.upper().removesuffix('-SIG')} ({where})") from error


def encoding(data: bytes, declared: str | None = None) -> str:
    """The name of the encoding of ``data``, found as :func:`decode` says. Raises ReadError for none."""
    if mark := marked(data):
        return mark
    for name in ("utf-8", *_known(declared)):
        if _fits(data, name) and b"\0" not in data:
            return name
    return _detected(data)


def marked(data: bytes) -> str | None:
    """The encoding that the byte order mark of ``data`` tells; None without one."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _known(name: str | None) -> Iterator[str]:
    """The encoding of this name; none for one that Python has not, or that is no encoding of texts."""
    try:
        info = codecs.lookup((name or "").strip("\"' \t"))
    except (LookupError, ValueError):
        return
    if getattr(info, "_is_text_encoding", True):
        # what calls itself Latin-1 is Windows-1252, on the web and elsewhere
        yield "cp1252" if info.name == "iso8859-1" else info.name


def _fits(data: bytes, name: str) -> bool:
    """Whether all of ``data`` is valid, a character cut off at the end left aside."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        decoder.decode(data)
    except UnicodeError:
        return False
    return True


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_USUAL).best()
    if best is None:
        raise ReadError("is a binary file, or a text in an encoding that is not known; convert it to UTF-8")
    return next(chain(_known(best.encoding), ("cp1252",)))
