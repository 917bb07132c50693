"""WARC: what web archives keep, such as Common Crawl's news; each page is read as if it stood alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from typing import Any

from kg.errors import ReadError
from kg.read.source import MAX_BYTES, Failure, Given, Raw

_BEGIN = re.compile(rb"WARC/\d")
_RECORDS = ("response", "resource", "conversion")
_TEXTS = re.compile(
    r"text/(?!css|javascript)|application/(?:xhtml|rss|atom|rdf|xml|pdf|json|x-ndjson)", re.IGNORECASE
)


def is_warc(raw: Raw) -> bool:
    """Whether the source is a WARC file."""
    return _BEGIN.match(raw.head) is not None


def read_warc(raw: Raw, given: Given) -> Iterator[Raw | Failure]:
    """The pages of a WARC file, in its order: what was answered well, and is a text by its media type.

    Raises ReadError when the file is damaged.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        records = ArchiveIterator(raw.stream)
        records.INC_RECORD = ""  # a warning that warcio would print
        for record in records:
            if record.rec_type in _RECORDS:
                yield from _page(record, raw)
    except (ArchiveLoadFailed, ValueError, OSError, EOFError, AttributeError) as error:
        raise ReadError("is a WARC file that is damaged; what comes after is left out") from error


def _page(record: Any, raw: Raw) -> Iterator[Raw | Failure]:
    http = record.http_headers
    if http and http.get_statuscode() != "200":
        return
    said = Message()
    said["Content-Type"] = (http or record.rec_headers).get_header("Content-Type") or ""
    if not _TEXTS.match(said.get_content_type()):
        return
    url = record.rec_headers.get_header("WARC-Target-URI")
    name = f"{raw.name}, {url}"
    content = record.content_stream().read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        yield Failure(name, f"is larger than {MAX_BYTES // 1_000_000} MB")
        return
    yield Raw.of(
        name,
        content,
        url=url,
        retrieved=_moment(record.rec_headers.get_header("WARC-Date")),
        charset=said.get_content_charset(),
        within=(*raw.within, "WARC"),
        allowance=raw.allowance,
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
