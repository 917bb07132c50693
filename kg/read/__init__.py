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

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from kg.errors import KgError
from kg.model import Article
from kg.read.fields import parse_fields
from kg.read.isolated import CHILDREN
from kg.read.kinds import READERS, Reader, articles, is_packed
from kg.read.record import parse_date
from kg.read.source import MAX_BYTES, STDIN, Address, Failure, Given, Raw, load
from kg.read.tongue import check, detect
from kg.read.walk import find

__all__ = [
    "READERS",
    "STDIN",
    "Address",
    "Failure",
    "Given",
    "Place",
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
    "read_all",
    "read_file",
]

Place = Path | Address | Failure | Article  # where articles are: a file, the web, none, or the article itself


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
    for _, found in read_all(find(sources, include, exclude), given):
        yield found


def read_all(places: Iterable[Place], given: Given) -> Iterator[tuple[Place, Article | Failure]]:
    """The articles of one place after the other, with the place; small files are read ahead, two at once.

    An Article or Failure among the places is given back as it is.
    """
    with ThreadPoolExecutor(CHILDREN) as pool:
        ahead: deque[tuple[Place, Future[list[Article | Failure] | None]]] = deque()
        for place in places:
            ahead.append((place, pool.submit(_read_small, place, given)))
            if len(ahead) > 4 * CHILDREN:
                yield from _read_now(*ahead.popleft(), given)
        while ahead:
            yield from _read_now(*ahead.popleft(), given)


def _read_small(place: Place, given: Given) -> list[Article | Failure] | None:
    """What is in a small file; None for a large one, one that others are packed in, and what is no file."""
    try:
        if isinstance(place, Path) and place.is_file() and place.stat().st_size <= MAX_BYTES:
            with load(place) as raw:
                return None if is_packed(raw) else list(articles(raw, given))
    except (KgError, OSError, ValueError):
        pass
    return None


def _read_now(
    place: Place, small: Future[list[Article | Failure] | None], given: Given
) -> Iterator[tuple[Place, Article | Failure]]:
    found: Iterable[Article | Failure] | None = small.result()
    if isinstance(place, Article | Failure):
        found = (place,)
    elif found is None:
        found = read_file(place, given)
    for each in found:
        yield place, each


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
    except OSError as error:
        yield Failure(str(place), f"can't be read to its end: {error.strerror or error}")
