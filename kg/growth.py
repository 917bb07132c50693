"""An archive that grows: articles are read into a graph folder, and leave it, and what is beside follows.

A graph folder holds the database (``store/``), the page of it (``graph.html``), the same as TriG
(``graph.trig``, as long as it is small), and the list of sources that could not be read
(``failures.jsonl``), when there are any.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from kg import pipeline, store, vocab
from kg.errors import GraphError, ReadError, UsageError
from kg.graph import Graph, Summary
from kg.model import Article
from kg.pipeline import Own, Source
from kg.read import STDIN, Failure, Given, Place, check
from kg.store.archive import Archive, Outcome

if TYPE_CHECKING:
    from kg.read.web import Client

FAILURES_FILE = "failures.jsonl"
#: The largest dataset that is written beside the database as TriG, in statements.
TRIG_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class State:
    """What a graph holds after a change, some queries that it answers, the files written, and a note."""

    summary: Summary
    suggestions: tuple[str, ...]
    written: tuple[Path, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """What became of the articles that were read into a graph; ``listed`` is the list of its failures."""

    outcomes: Mapping[Outcome, int]
    failures: tuple[Failure, ...]
    state: State
    listed: Path | None = None


class Options(TypedDict, total=False):
    """The options of :func:`kg.pipeline.build` that it shares with what is here."""

    lang: str
    date: dt.date | None
    fields: Mapping[str, str] | None
    include: Iterable[str]
    exclude: Iterable[str]
    client: Client | None
    jobs: int
    ontology: Iterable[str | Path]
    lexicons: Iterable[str | Path]
    tell: Callable[[Failure], None]
    progress: Callable[[int, int], None]


def grow(
    folder: str | Path,
    sources: Source | Iterable[Source],
    *,
    lang: str = "auto",
    date: dt.date | None = None,
    fields: Mapping[str, str] | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    client: Client | None = None,
    jobs: int = 1,
    base: str | None = None,
    ontology: Iterable[str | Path] = (),
    lexicons: Iterable[str | Path] = (),
    tell: Callable[[Failure], None] = lambda failure: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Growth:
    """Read articles into a graph folder, which is made when there is none.

        >>> grow("graph", "notebooks/articles").outcomes                    # doctest: +SKIP

    An article whose text is there is left alone; a changed text takes the place of the one that was read from
    the same address (its URL, else its file). What is read is kept at once: if the process ends early, the
    same call goes on from there. The options are those of :func:`kg.pipeline.build`; ``base`` None means what
    the folder's IRIs begin with already.

    Raises what :func:`kg.pipeline.build` does, and BusyError when another process writes to the folder,
    UsageError when its base is another, GraphError when it holds something else, WriteError.
    """
    given = Given(check(lang), date, fields or {}, client)
    own = Own(tuple(map(Path, ontology)), tuple(map(Path, lexicons)))
    found = list(pipeline.places(sources, tuple(include), tuple(exclude)))
    outcomes: Counter[Outcome] = Counter(dict.fromkeys(Outcome, 0))
    failures: list[Failure] = []
    retry: list[Failure] = []
    ahead: dict[str, str | None] = {}  # articles that are being read, with their addresses

    def done() -> None:
        number = len(failures) + outcomes.total()
        progress(number, max(number, len(found)))

    def failed(failure: Failure, place: Place) -> None:
        tell(failure)
        if failure.is_fault:
            failures.append(failure)
            retry.append(Failure(_lasting(failure, place), failure.message))
            done()

    def unknown() -> Iterator[Article]:
        for article, address in _addressed(pipeline.articles(found, given, failed)):
            if article.key in archive:
                outcomes[archive.keep(article.key, address)] += 1
                done()
            elif article.key in ahead:
                outcomes[Outcome.SKIPPED] += 1
                done()
            else:
                ahead[article.key] = address
                yield article

    with Archive.open(folder, base=base, ontology=own.ontology) as archive:
        for reading in pipeline.read(unknown(), jobs, own):
            outcomes[archive.add(reading, ahead.pop(reading.article.key))] += 1
            done()
        listed = archive.folder / FAILURES_FILE
        _list(listed, retry)
        if not outcomes.total():
            raise ReadError(str(failures[0]) if len(failures) == 1 else "no article could be read")
        return Growth(outcomes, tuple(failures), refresh(archive), listed if retry else None)


def make(
    file: str | Path,
    sources: Source | Iterable[Source],
    *,
    base: str | None = None,
    **options: Unpack[Options],
) -> Growth:
    """Read articles into a file, which is made anew.

    Takes what :func:`grow` takes. Raises what :func:`kg.pipeline.build` does, and WriteError.
    """
    graph = pipeline.build(sources, base=base or vocab.DATA.iri, **options)
    summary = graph.summary()
    state = State(summary, graph.suggestions(), (graph.save(file),))
    return Growth({Outcome.ADDED: summary.articles}, graph.failures, state)


def remove(folder: str | Path, names: Iterable[str]) -> State:
    """Take articles out of a graph folder: each by its key, IRI, address, file or file name.

    Raises GraphError when the folder holds no database, UsageError for a name that none or several articles
    have, BusyError, WriteError.
    """
    with _existing(folder) as archive:
        for key in [archive.find(name) for name in names]:
            if key in archive:
                archive.remove(key)
        return refresh(archive)


def resolve_all(folder: str | Path, progress: Callable[[int, int], None] = lambda done, total: None) -> State:
    """Draw what is believed from what the articles say, from nothing.

    Raises GraphError when the folder holds no database, BusyError, WriteError.
    """
    with _existing(folder) as archive:
        archive.rebuild(progress)
        return refresh(archive)


def failed_sources(path: str | Path) -> tuple[Path, tuple[str, ...]]:
    """A graph folder, given by itself or by its list of failures, and the sources listed there.

    Raises UsageError when there is no such list or it is something else.
    """
    path = Path(path)
    file = path / FAILURES_FILE if path.is_dir() else path
    if not file.exists():
        raise UsageError(f"{file}: there is no list of failures; nothing is left to retry")
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        return file.parent, tuple(dict.fromkeys(str(row["source"]) for row in rows))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file}: not a list of failures: {store.one_line(error)}") from error


def _existing(folder: str | Path) -> Archive:
    if not (Path(folder) / store.DATABASE).is_dir():
        raise GraphError(f"{folder}: holds no database; kg build makes one")
    return Archive.open(folder)


def _addressed(found: Iterable[tuple[Article, Place]]) -> Iterator[tuple[Article, str | None]]:
    """Articles with their addresses: the URL, else the file when it holds one article and no more."""
    for place, group in groupby(found, key=lambda pair: pair[1]):
        first = [article for article, _ in islice(group, 2)]
        is_file = isinstance(place, Path) and place != STDIN and len(first) == 1
        file = str(place.resolve()) if is_file and isinstance(place, Path) else None
        for article in chain(first, (article for article, _ in group)):
            yield article, article.url or file


def _lasting(failure: Failure, place: Place) -> str:
    """What names a source in whatever folder one is."""
    return str(place.resolve()) if isinstance(place, Path) and place != STDIN else failure.source


def _list(file: Path, failures: Iterable[Failure]) -> None:
    """Write the list of failures, or remove it when there are none."""
    lines = [
        json.dumps({"source": f.source, "message": f.message}, ensure_ascii=False) + "\n" for f in failures
    ]
    if lines:
        store.write(file, "".join(lines).encode("utf-8", "backslashreplace"))
    else:
        file.unlink(missing_ok=True)


def refresh(archive: Archive) -> State:
    """Write anew what stands beside the database."""
    graph, trig = Graph(archive.store), archive.folder / store.GRAPH_FILE
    small = sum(1 for _ in islice(archive.store, TRIG_LIMIT + 1)) <= TRIG_LIMIT
    page = archive.folder / store.PAGE_FILE
    store.write(page, graph.to_html(lang="auto").encode())
    if small:
        store.write(trig, store.serialise(archive.store, store.FORMATS[trig.suffix]))
    suggestions = graph.suggestions() if small else ()
    note = graph.left_out()
    if not small:
        trig.unlink(missing_ok=True)
        note = "; ".join(filter(None, (note, f"no {trig.name}: the graph is large, kg export writes it")))
    return State(graph.summary(), suggestions, (trig, page) if small else (page,), note)
