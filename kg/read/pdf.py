"""PDF with a text layer: a file is one article."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from kg.errors import ReadError
from kg.read.clean import compose, paragraphs, tidy
from kg.read.isolated import parse as parse_apart
from kg.read.record import MAX_CHARACTERS, Record
from kg.read.source import Given, Raw

MAX_PDF = 64_000_000
MAX_PAGES = 500
_FULL = 0.75  # of the longest line: a shorter one may end a paragraph
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\Z")
_END = re.compile(r"[.!?…:][\"'»”’)\s]*\Z")


def is_pdf(raw: Raw) -> bool:
    """Whether the source is a PDF file; some bytes may stand before its mark."""
    return b"%PDF-" in raw.head[:1024]


def read_pdf(raw: Raw, given: Given) -> Iterator[Record]:
    """The one article of a PDF file. Raises ReadError when it is locked or has no text layer."""
    yield from parse_apart("pdf", raw.data(MAX_PDF))


def parse(data: bytes) -> Iterator[Record]:
    """The article of a PDF file: see :func:`read_pdf`.

    The headline is a short first line. The dates that a file carries tell when the file was made, not when
    the text was published, and are left aside.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("is locked with a password")
        if len(reader.pages) > MAX_PAGES:
            raise ReadError(f"has more than {MAX_PAGES} pages, too long for one article")
        lines: list[str] = []
        for page in reader.pages:
            lines += page.extract_text().translate(_LIGATURES).splitlines()
            if sum(map(len, lines)) > MAX_CHARACTERS:
                break
        author = str((reader.metadata and reader.metadata.author) or "")
    except (PyPdfError, ImportError) as error:  # ImportError: a cipher that needs one more package
        raise ReadError(f"is a PDF file that can't be understood ({type(error).__name__})") from error
    found = paragraphs("\n".join(unwrap(lines)))
    if not found:
        raise ReadError("is a PDF file without a text layer (scanned?); run a text recognition over it first")
    first = found[0] if len(found) > 1 and len(found[0]) <= 160 and not _END.search(found[0]) else None
    headline, text = compose(first, found)
    yield Record(text, headline, author=author)


def unwrap(lines: list[str]) -> Iterator[str]:
    """Paragraphs from lines: a line goes on in the next unless it is short and ends a sentence."""
    full = max(map(len, lines), default=0) * _FULL
    paragraph = ""
    for number, line in enumerate(map(tidy, lines)):
        if paragraph and line:
            cut = _HYPHEN.search(paragraph)
            paragraph = (
                paragraph[: cut.start()] + line if cut and line[0].islower() else f"{paragraph} {line}"
            )
        else:
            paragraph = paragraph or line
        heading = number == 0 and len(line) < full
        if paragraph and (not line or heading or (len(line) < full and _END.search(line))):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
