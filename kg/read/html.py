"""HTML: a page is one article; trafilatura finds its text, title, author, date and site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from kg.errors import ReadError
from kg.read.clean import compose, paragraphs
from kg.read.encoding import decode, marked
from kg.read.isolated import parse as parse_apart
from kg.read.record import Record
from kg.read.source import Given, Raw

_BEGIN = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|(?:html|head|body|article|main|section|div|p|h[1-6]|title|meta)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_FEWEST = 4  # words of an article
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_BLOCKS = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|figure)\b[^>]*>", re.I
)
_HIDDEN = re.compile(
    r"<(head|script|style|noscript|figcaption)\b.*?(?:</\1\s*>|(?=<body\b)|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(r"<[/a-z!?][^<>]*>", re.IGNORECASE)


def is_html(raw: Raw) -> bool:
    """Whether the source is an HTML page."""
    return _BEGIN.match(sniffed(raw.head)) is not None


def sniffed(head: bytes) -> bytes:
    """The beginning of a source as bytes of ASCII markup, whatever its Unicode encoding."""
    mark = marked(head)
    return head.decode(mark, "replace").encode("ascii", "replace") if mark else head


def read_html(raw: Raw, given: Given) -> Iterator[Record]:
    """The one article of a page. Raises ReadError when the page has none."""
    yield from parse_apart("html", raw.data(), url=raw.url, charset=raw.charset)


def parse(data: bytes, url: str | None, charset: str | None) -> Iterator[Record]:
    """The article of a page: see :func:`read_html`; ``url`` and ``charset`` are what the server said."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    declared = _CHARSET.search(data[:4096])
    page = decode(data, charset or (declared[1].decode() if declared else None))
    if not _WHOLE.search(page):  # a piece of a page has nothing around it
        yield Record(compose(None, plain(page))[1], url=url)
        return
    found = bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if not isinstance(found, Document):
        raise ReadError("no article's text was found in the page")
    headline, text = compose(found.title, paragraphs(found.text or ""), found.sitename)
    if text == headline or len(text.split()) < _FEWEST:
        raise ReadError("no article's text was found in the page")
    told = found.url if found.url and urlsplit(found.url).path.strip("/") else None  # not the front page
    yield Record(text, headline, found.date, None, url or told, found.sitename, found.author)


def plain(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML, such as the text of a feed's entry, or of plain text."""
    from html import unescape

    if not _TAGS.search(markup):
        return paragraphs(unescape(markup))
    shown = _TAGS.sub("", _BLOCKS.sub("\n", _HIDDEN.sub("", markup.replace("\n", " "))))
    return paragraphs(unescape(shown))
