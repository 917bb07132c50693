"""The composition: read -> annotate -> extract -> resolve -> rdf -> store."""

from __future__ import annotations

import datetime as dt
import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import rdf, store, vocab
from kg.copies import copies
from kg.errors import KgError, ReadError, UsageError
from kg.graph import Graph
from kg.model import Article, Reading, Taxonomy
from kg.read import Failure, Given, Place, check, find, read_all

if TYPE_CHECKING:
    from kg.extract import Resources
    from kg.read.web import Client

Source = str | Path | Article
BATCH = 8  # articles that a process is given at a time


def build(
    sources: Source | Iterable[Source],
    *,
    lang: str = "auto",
    date: dt.date | None = None,
    fields: Mapping[str, str] | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    client: Client | None = None,
    jobs: int = 1,
    base: str = vocab.DATA.iri,
    ontology: Iterable[str | Path] = (),
    lexicons: Iterable[str | Path] = (),
    tell: Callable[[Failure], None] = lambda failure: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Graph:
    """The knowledge graph of news articles.

        >>> graph = build("notebooks/articles")                             # doctest: +SKIP
        >>> graph = build([Article.of("Paris a condamné la frappe.", "fr")])  # doctest: +SKIP

    ``sources`` are files, folders, http(s) addresses, ``"-"`` for standard input, or Article objects.
    ``lang`` and ``date`` say the language and the publication date of all of them; "auto" finds the language
    of each. ``fields`` names the columns of CSV and JSON, such as ``{"text": "corps"}``; ``include`` and
    ``exclude`` are patterns for the files of folders ("*.html"); ``client`` is who asks addresses. ``jobs``
    is the number of processes (a script that asks for more than one needs the usual ``__main__`` guard).
    ``base`` is what the graph's IRIs begin with. ``ontology`` are Turtle files with classes of your own and
    ``lexicons`` TOML files with the words that tell of events; a lexicon that says ``language = "fr"`` is for
    French only.
    ``tell`` is called with each source that can't be read, ``progress`` with the number of sources done and
    that of all.

    Raises UsageError (LanguageError for an unknown ``lang``), ReadError when no article could be read,
    ModelError when a language's spaCy model is missing, DataError for an ontology or lexicon of yours that is
    not well formed or a lexicon with a class that the ontology lacks.
    """
    given = Given(check(lang), date, fields or {}, client)
    root = rdf.Base.of(base)
    own = Own(tuple(map(Path, ontology)), tuple(map(Path, lexicons)))
    taxonomy = vocab.taxonomy(own.ontology)
    found = list(places(sources, tuple(include), tuple(exclude)))
    failures: list[Failure] = []
    readings: list[Reading] = []

    def done() -> None:
        number = len(failures) + len(readings)
        progress(number, max(number, len(found)))

    def failed(failure: Failure, place: Place) -> None:
        tell(failure)
        if failure.is_fault:
            failures.append(failure)
            done()

    def once() -> Iterator[Article]:
        seen: dict[str, str] = {}
        for article, place in articles(found, given, failed):
            name = article.source or article.key
            if article.key in seen:
                again = f"has the same text as {seen[article.key]}; left out"
                failed(Failure(name, again), place)
            else:
                seen[article.key] = name
                yield article

    for reading in read(once(), jobs, own):
        readings.append(reading)
        done()
    if not readings:
        raise ReadError(str(failures[0]) if len(failures) == 1 else "no article could be read")
    return Graph(_dataset(readings, root, own, taxonomy), tuple(failures))


@dataclass(frozen=True, slots=True)
class Own:
    """A user's own files: Turtle with classes, TOML with the words that tell of events."""

    ontology: tuple[Path, ...] = ()
    lexicons: tuple[Path, ...] = ()

    def lexicons_of(self, lang: str) -> tuple[Path, ...]:
        """The lexicons for a language: those that name it or none. Raises DataError."""
        from kg.language import read_toml

        return tuple(path for path in self.lexicons if read_toml(path).get("language", lang) == lang)


def places(
    sources: Source | Iterable[Source], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[Place]:
    """Where the articles of ``sources`` are, without reading them; the patterns choose files of folders."""
    for source in [sources] if isinstance(sources, Source) else sources:
        if isinstance(source, Article):
            yield source
        else:
            yield from find([source], include, exclude)


def articles(
    places: Iterable[Place], given: Given, failed: Callable[[Failure, Place], None]
) -> Iterator[tuple[Article, Place]]:
    """The articles, each with the place that it is from; what gives none is told to ``failed``.

    Raises LanguageError for an Article object in a language that is not supported.
    """
    for place, found in read_all(places, given):
        if isinstance(found, Failure):
            failed(found, place)
        else:
            check(found.lang)
            yield found, place


def read(articles: Iterator[Article], jobs: int, own: Own) -> Iterator[Reading]:
    """What the articles say, in their order, read by ``jobs`` processes.

    Raises UsageError when there are no jobs, KgError when one of them died, and what :func:`read_articles`
    does.
    """
    if jobs < 1:
        raise UsageError(f"{jobs} jobs can't do anything; give 1 or more")
    if jobs == 1:
        for article in articles:
            yield from read_articles((article,), own)
        return
    try:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            waiting: deque[Future[tuple[Reading, ...]]] = deque()
            while batch := tuple(islice(articles, BATCH)):
                waiting.append(pool.submit(read_articles, batch, own))
                if len(waiting) > 2 * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise KgError("a process that read articles died; try fewer --jobs (memory?)") from error


def read_articles(articles: Sequence[Article], own: Own) -> tuple[Reading, ...]:
    """What the articles say, in their order: the part that runs in several processes.

    Raises ModelError when a language has no model, DataError for a file of the user's that is not right.
    """
    from kg import annotate, extract

    readings: list[Reading] = []
    for lang, group in groupby(articles, key=lambda article: article.lang):
        means, models = resources(lang, own), annotate.versions(lang)
        for article, doc in annotate.parse(group, lang):
            readings.append(replace(extract.read(article, doc, means), models=models))
    return tuple(readings)


@lru_cache(maxsize=4)
def resources(lang: str, own: Own) -> Resources:
    """What extraction needs for a language, with the user's own words. Raises LanguageError, DataError."""
    from kg.extract import Resources

    loaded = Resources.load(lang, vocab.taxonomy(own.ontology), own.lexicons_of(lang))
    gc.freeze()  # word lists and gazetteer stay: the garbage collector need not look through them again
    return loaded


def _dataset(readings: Sequence[Reading], base: rdf.Base, own: Own, taxonomy: Taxonomy) -> ox.Store:
    from kg import gazetteer
    from kg.resolve import resolve

    dataset = store.new(rdf.class_quads(own.ontology, base))
    for reading in readings:
        dataset.extend(rdf.mention_quads(reading, taxonomy, base))
    articles = (reading.article for reading in readings)
    alike = copies((article.key, article.date, article.text) for article in articles)
    dataset.extend(rdf.copy_quads(alike, base))
    dataset.extend(rdf.resolved_quads(resolve(readings, taxonomy, gazetteer.load()), taxonomy, base))
    dataset.extend(list(rdf.edge_quads(dataset, base, own.ontology)))
    return dataset
