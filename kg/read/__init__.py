"""Sources -> articles.

    walk      which files and addresses are meant
    web       pages fetched, politely
    source    the bytes of one source, and what is known of it
    kinds     READERS: which kinds there are, tried in order; the first that recognises the bytes reads them
    text  html  feed  lines  pdf  email     what each kind says of its articles
    packed  warc                            what other sources are packed in
    record    what a source says of an article -> Article
    clean     what surrounds the news is taken away

A reader gives a record for each article; it raises ReadError when it can't. Parsers of other people's making
run in a child process (isolated).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.errors import KgError
from kg.model import Article
from kg.read.fields import parse_fields
from kg.read.kinds import READERS, Reader, articles
from kg.read.record import parse_date
from kg.read.source import STDIN, Address, Failure, Given, Raw, load
from kg.read.tongue import check, detect
from kg.read.walk import find

__all__ = [
    "READERS",
    "STDIN",
    "Address",
    "Failure",
    "Given",
    "Raw",
    "Reader",
    "articles",
    "check",
    "detect",
    "find",
    "load",
    "parse_date",
    "parse_fields",
    "read",
    "read_file",
]


def read(
    sources: Iterable[str | Path],
    given: Given | None = None,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Iterator[Article | Failure]:
    """The articles of ``sources``, in a stable order; see :func:`find` for what they may be.

    A source that can't be read, or whose language is not supported, gives a :class:`Failure` in its place
    and the rest goes on. Raises LanguageError at once when ``given.lang`` is not supported.
    """
    given = given or Given()
    check(given.lang)
    for place in find(sources, include, exclude):
        if isinstance(place, Failure):
            yield place
        else:
            yield from read_file(place, given)


def read_file(place: Path | Address, given: Given) -> Iterator[Article | Failure]:
    """The articles of a file, an address or standard input; a :class:`Failure` for what can't be read."""
    try:
        if isinstance(place, Address):
            from kg.read.web import usual

            page = (given.client or usual()).fetch(place.url)
            raw = Raw.of(str(place), page.body, url=page.url, retrieved=page.retrieved, charset=page.charset)
            yield from articles(raw, given)
        else:
            with load(place) as raw:
                yield from articles(raw, given)
    except KgError as error:
        yield Failure("standard input" if place == STDIN else str(place), str(error))
