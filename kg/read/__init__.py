"""Sources -> articles.

A reader takes the bytes of one source and gives the articles in them; it raises ReadError when it can't. The
first of :data:`READERS` that recognises the bytes reads them, plain text last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import KgError
from kg.model import Article
from kg.read.source import STDIN, Failure, Given, Raw, find, load
from kg.read.text import parse_date, read_text
from kg.read.tongue import check, detect

__all__ = [
    "READERS",
    "STDIN",
    "Failure",
    "Given",
    "Raw",
    "Reader",
    "check",
    "detect",
    "find",
    "load",
    "parse_date",
    "read",
    "read_file",
]


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of source: whether bytes are of this kind, and how to read them."""

    kind: str
    recognises: Callable[[Raw], bool]
    read: Callable[[Raw, Given], Iterator[Article]]


READERS: tuple[Reader, ...] = (Reader("text", lambda raw: True, read_text),)


def read(sources: Iterable[str | Path], given: Given | None = None) -> Iterator[Article | Failure]:
    """The articles of ``sources`` (files, folders, ``-`` for standard input), in a stable order.

    A source that can't be read, or whose language is not supported, gives a :class:`Failure` in its place
    and the rest goes on. Raises LanguageError at once when ``given.lang`` is not supported.
    """
    given = given or Given()
    check(given.lang)
    for place in find(sources):
        if isinstance(place, Failure):
            yield place
        else:
            yield from read_file(place, given)


def read_file(path: Path, given: Given) -> Iterator[Article | Failure]:
    """The articles in one file, or in standard input; a :class:`Failure` where it can't be read."""
    try:
        raw = load(path)
        reader = next(reader for reader in READERS if reader.recognises(raw))
        for article in reader.read(raw, given):
            yield article if article.lang != "auto" else replace(article, lang=detect(article.text))
    except KgError as error:
        yield Failure("standard input" if path == STDIN else str(path), str(error))
