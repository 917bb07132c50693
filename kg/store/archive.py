"""The database of a graph folder: articles come and go one by one, each as a whole.

A change is one transaction of the database, which takes an article's own graph, what it adds to what is
believed, and the edges that follow. The ledger (:mod:`kg.store.ledger`) is written before the database when
an article comes and after it when one goes, so whatever stops the process, the next writer sees which
articles did not get into the database, or have left it, and strikes them out.

    with Archive.open("graph") as archive:
        archive.add(reading)
"""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO

import pyoxigraph as ox

from kg import gazetteer, rdf, resolve, vocab
from kg.copies import Index
from kg.errors import BusyError, GraphError, KgError, UsageError, WriteError
from kg.model import Actor, Event, Kind, Label, Reading, Resolved, Taxonomy
from kg.store import lock, snapshot
from kg.store.dataset import graphs, quads_of
from kg.store.files import DATABASE, GRAPH_FILE, check_folder, one_line, write, write_terms
from kg.store.ledger import Entry, Ledger

#: What stands in a graph folder while another database takes the place of the one there.
_NEXT, _LAST = "store.next", "store.last"
_LOCK = ".writer"
_LEDGER = "articles.db"
_CLASSES = "classes.ttl"
#: After how many statements the log of the database is put away, so that it opens fast and takes no memory.
_FLUSHED = 20_000
_TOLD = 200  # characters of a command that are shown


class Outcome(StrEnum):
    """What became of an article."""

    ADDED = "added"
    SKIPPED = "skipped"  # its text was there
    REPLACED = "replaced"  # another text was there under its address


@dataclass(slots=True)
class Archive:
    """The open database of a graph folder, for the one process that may write it. Make it with :meth:`open`.

    ``store`` shows what is in it.
    """

    folder: Path
    base: rdf.Base
    store: ox.Store
    _ledger: Ledger
    _lock: IO[str]
    taxonomy: Taxonomy = field(init=False)
    _construct: str = field(init=False)  # the query that derives the edges
    _fresh: int = 0  # statements since the log was put away

    def __post_init__(self) -> None:
        own = [file for file in (self.folder / DATABASE / _CLASSES,) if file.exists()]
        self.taxonomy, self._construct = vocab.taxonomy(own), vocab.edges_construct(own)

    @classmethod
    def open(cls, folder: str | Path, *, base: str | None = None, ontology: Iterable[Path] = ()) -> Archive:
        """The database of a graph folder, both made when there is none, whole again if it was left half done.

        ``base`` is what the graph's IRIs begin with; None is what they begin with already. ``ontology`` are
        Turtle files with further classes. Raises BusyError when another process writes to it, UsageError when
        the folder's base is another, DataError for a file that is not right, GraphError when the folder holds
        a graph without a database or one that is damaged, WriteError.
        """
        folder = Path(folder)
        root = None if base is None else rdf.Base.of(base)
        if own := tuple(ontology):
            vocab.taxonomy(own)  # before anything is made
        if (folder / GRAPH_FILE).exists() and not (folder / DATABASE).is_dir():
            raise GraphError(f"{folder}: holds {GRAPH_FILE} and no database; build into another folder")
        check_folder(folder)
        held = _hold(folder)
        try:
            _tidy(folder)
            archive = cls._opened(folder, root, own, held)
        except BaseException:
            held.close()
            raise
        try:
            archive._mend()
        except BaseException:
            archive.close()
            raise
        return archive

    @classmethod
    def _opened(cls, folder: Path, base: rdf.Base | None, own: tuple[Path, ...], held: IO[str]) -> Archive:
        database = folder / DATABASE
        with _told(folder):
            store = ox.Store(str(database))
        ledger = Ledger.open(database / _LEDGER)
        try:
            known = ledger.about("base")
            if known is not None and base is not None and base.iri != known:
                raise UsageError(f"{folder}: its IRIs begin with {known}; --base can't change that")
            root = rdf.Base(known) if known is not None else base or rdf.Base()
            with _told(folder):
                ledger.note("base", root.iri)
                _add_classes(store, root, own, database / _CLASSES)
            return cls(folder, root, store, ledger, held)
        except BaseException:
            ledger.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        self._ledger.close()
        with suppress(OSError):  # what is in the log is kept as well, and only takes longer to open
            self.store.flush()
        del self.store  # Oxigraph closes what nobody holds
        self._lock.close()

    def __contains__(self, key: object) -> bool:
        """Whether an article is there, by its key."""
        return isinstance(key, str) and self._ledger.has(key)

    def __len__(self) -> int:
        """The number of articles."""
        return self._ledger.number()

    def add(self, reading: Reading, address: str | None = None) -> Outcome:
        """Take an article in: a text that is there is left alone, another text at its address goes.

        ``address`` is where it came from; None is the article's own URL. Raises WriteError; the archive is
        then as it was before.
        """
        article = reading.article
        address = address or article.url
        if article.key in self:
            return self.keep(article.key, address)
        before = self._ledger.at(address) if address is not None else None
        self._take_in(reading, address)
        if before is None:
            return Outcome.ADDED
        self.remove(before)
        return Outcome.REPLACED

    def keep(self, key: str, address: str | None) -> Outcome:
        """Meet an article again: another text that was at its address goes. Raises WriteError."""
        before = self._ledger.at(address) if address is not None else None
        if before in (None, key):
            return Outcome.SKIPPED
        self.remove(before)
        return Outcome.REPLACED

    def _take_in(self, reading: Reading, address: str | None) -> None:
        article = reading.article
        share = resolve.resolve_one(reading, self.taxonomy, gazetteer.load())
        with self._changing():
            old = _View.of(self._ledger, share)
            self._ledger.write(Entry(article.key, address, article.source), reading, share)
            new = _View.of(self._ledger, share)
            change = self._difference(old, new, article.key)
            change.swap_all((), self._own(new, share))
            if self._copies.add(article.key, article.date, article.text):
                kin = self._copies.group(article.key)
                change.swap(self._links(kin - {article.key}, article.key), self._links(kin))
            self._count(change)
            self._ledger.commit()
            change.new.extend(rdf.mention_quads(reading, self.taxonomy, self.base))
            self._apply(change)

    def remove(self, key: str) -> None:
        """Take an article out, with what hung on it. Raises WriteError, KeyError when it is not there."""
        with self._changing():
            self._apply(self._strike(key))
            self._ledger.commit()

    def find(self, name: str) -> str:
        """The key of the article with a key, IRI, address, file or file name.

        Raises UsageError when there is none, or more than one.
        """
        name = name.removeprefix(self.base.node("article", "").value)
        found = self._ledger.find(name) or self._ledger.find(str(Path(name).resolve()))
        if not found:
            found = [
                entry for entry in self._ledger.entries() if entry.name and Path(entry.name).name == name
            ]
        if not found:
            raise UsageError(f"{self.folder}: there is no article {name}")
        if len(found) > 1:
            keys = ", ".join(entry.key for entry in found[:5])
            raise UsageError(
                f"{self.folder}: {len(found)} articles are called {name}; name one by its key: {keys}"
            )
        return found[0].key

    def _strike(self, key: str) -> _Change:
        """Strike an article out of the ledger; gives what that changes in the database."""
        share = self._ledger.share(key)
        old = _View.of(self._ledger, share)
        self._ledger.strike(key, share)
        change = self._difference(old, _View.of(self._ledger, share), key)
        change.swap_all(self._own(old, share), ())
        kin = self._copies.group(key)
        linked = self._links(kin)
        self._copies.remove(key)
        change.swap(linked, self._links(kin - {key}))
        self._count(change)
        return replace(change, dropped=self.base.article(key))

    def rebuild(self, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Draw what is believed from what the articles say, from nothing; all other graphs stay.

        The new database is made beside the old one and takes its place when it is whole. ``progress`` is told
        how many of how many articles are done. Raises WriteError.
        """
        place, total = self.folder / _NEXT, len(self)
        shutil.rmtree(place, ignore_errors=True)
        with _told(self.folder):
            store, ledger = ox.Store(str(place)), Ledger.open(place / _LEDGER)
            if (self.folder / DATABASE / _CLASSES).exists():
                shutil.copy(self.folder / DATABASE / _CLASSES, place / _CLASSES)
            new = Archive(self.folder, self.base, store, ledger, self._lock)
            try:
                new._fill(self, progress, total)
            finally:
                ledger.close()
                del new.store, store
            self._ledger.close()
            del self.store
            (self.folder / DATABASE).rename(self.folder / _LAST)
            _tidy(self.folder)
            self.store = ox.Store(str(self.folder / DATABASE))
            self._ledger = Ledger.open(self.folder / DATABASE / _LEDGER)

    def _fill(self, source: Archive, progress: Callable[[int, int], None], total: int) -> None:
        """Make this archive from the articles of another."""
        self._ledger.begin()
        self._ledger.note("base", self.base.iri)
        for graph in graphs(source.store):
            if graph not in (self.base.resolved, self.base.edges):
                self._pour(quads_of(source.store, graph))
        for done, entry in enumerate(source._ledger.entries(), 1):
            reading = source._ledger.reading(entry.key)
            self._ledger.write(entry, reading, resolve.resolve_one(reading, self.taxonomy, gazetteer.load()))
            self._copies.add(entry.key, reading.article.date, reading.article.text)
            progress(done, 2 * total)
        for key in self._ledger.actors():
            view = _View(self._ledger, {})
            self._pour_new(view.actor_quads(key, self.base))
        for done, key in enumerate(self._ledger.keys(), 1):
            self._pour_new(*self._own(_View(self._ledger, {}), self._ledger.share(key)))
            first = self._copies.links([key]).get(key)
            self._pour_new(set(rdf.copy_quads([(key, first)] if first else [], self.base)))
            progress(total + done, 2 * total)
        self._ledger.commit()
        self.store.flush()

    def _pour_new(self, *things: set[ox.Quad]) -> None:
        """Add what things need to what is believed."""
        change = _Change(self._owned)
        change.swap_all((), things)
        self._count(change)
        self._pour(change.new)

    def _pour(self, quads: Iterable[ox.Quad]) -> None:
        """Add many statements, not all at once."""
        quads = iter(quads)
        while some := list(islice(quads, _FLUSHED)):
            self.store.extend(some)
            self._put_away(len(some))

    def _own(self, view: _View, share: Resolved) -> Iterator[set[ox.Quad]]:
        """What an article adds to what is believed: each of its events, where actors are met, its edges."""
        told = ox.Store()
        for event in share.events:
            quads = view.event_quads(event, self.taxonomy, self.base)
            told.extend(quads)
            yield quads
        yield {quad for actor in share.actors for quad in rdf.met_quads(actor, self.base)}
        yield set(rdf.edges_of(told, self._construct, self.base))

    @property
    def _copies(self) -> Index:
        """Which articles are nearly alike; kept with the ledger."""
        return Index(self._ledger.connection)

    def _links(self, keys: Iterable[str], without: str | None = None) -> set[ox.Quad]:
        """What is said of the copies among these articles, as it were without one."""
        return set(rdf.copy_quads(self._copies.links(keys, without).items(), self.base))

    def _difference(self, old: _View, new: _View, article: str) -> _Change:
        """What changes with the actors: in themselves, and in the events of articles but ``article``."""
        change = _Change(self._owned)
        changed = [key for key in old.known | new.known if old.actor(key) != new.actor(key)]
        for key in changed:
            change.swap(old.actor_quads(key, self.base), new.actor_quads(key, self.base))
        turned = [key for key in changed if old.traits(key) != new.traits(key)]
        for other in self._ledger.naming(turned) if turned else ():
            if other != article:
                for event in self._ledger.share(other).events:
                    views = (view.event_quads(event, self.taxonomy, self.base) for view in (old, new))
                    change.swap(*views)
        return change

    def _count(self, change: _Change) -> None:
        """Let the ledger count the statements that several things may need; see which come and go by it."""
        new, gone = self._ledger.count(change.shared)
        change.new.extend(change.quads[quad] for quad in new)
        change.gone.extend(change.quads[quad] for quad in gone)

    @property
    def _owned(self) -> tuple[str, ...]:
        """What the IRIs of things begin with whose statements nothing else needs."""
        return tuple(self.base.node(kind, "").value for kind in ("event", "view", "actor", "post"))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Change the ledger and the database; errors are told in one line."""
        with _told(self.folder):
            self._ledger.begin()
            try:
                yield
            finally:
                self._ledger.rollback()

    def _apply(self, change: _Change) -> None:
        """Make a change in one transaction of the database."""
        if change.gone or change.dropped is not None:
            steps = []
            if change.dropped is not None:
                believed, link = f"GRAPH {self.base.resolved}", f"<{vocab.PP.copyOf}>"
                steps.append(f"DROP SILENT GRAPH {change.dropped}")
                steps.append(f"DELETE WHERE {{ {believed} {{ {change.dropped} {link} ?other }} }}")
                steps.append(f"DELETE WHERE {{ {believed} {{ ?other {link} {change.dropped} }} }}")
            steps.append(f"DELETE DATA {{ {_data(change.gone)} }}")
            steps.append(f"INSERT DATA {{ {_data(change.new)} }}")
            self.store.update(";\n".join(steps))
        else:
            self.store.extend(change.new)
        self._put_away(len(change.gone) + len(change.new))

    def _put_away(self, number: int) -> None:
        self._fresh += number
        if self._fresh >= _FLUSHED:
            self.store.flush()
            self._fresh = 0

    def _mend(self) -> None:
        """Put right what a stopped writer left: see the head of this module."""
        head = self.base.node("article", "").value
        strange = [
            name
            for name in self.store.named_graphs()
            if name.value.startswith(head) and name.value.removeprefix(head) not in self
        ]
        for key in [*self._ledger.keys()]:
            if not self.store.contains_named_graph(self.base.article(key)):
                with self._changing():
                    self._strike(key)
                    self._ledger.commit()
        for key in self._ledger.outdated():
            self.remove(key)
        if strange:  # the ledger has lost them, as can happen when the power fails
            with _told(self.folder):
                for name in strange:
                    self.store.remove_graph(name)
            self.rebuild()


@dataclass(frozen=True, slots=True)
class _View:
    """The actors as the ledger had them at a time; ``known`` holds those that have changed since."""

    ledger: Ledger
    known: dict[str, Actor | None]

    @classmethod
    def of(cls, ledger: Ledger, share: Resolved) -> _View:
        """The view now, as far as an article can change it."""
        view = cls(ledger, {})
        for actor in share.actors:
            view.actor(actor.key)
        for event in share.events:
            for site in event.places:
                view.actor(site.key)
        return view

    def actor(self, key: str) -> Actor | None:
        """An actor, without its mentions; None when no article tells of it."""
        if key not in self.known:
            said = self.ledger.said(key)
            self.known[key] = resolve.merge(said) if said else None
        return self.known[key]

    def traits(self, key: str) -> tuple[tuple[Label, ...], bool]:
        """What others than the actor itself depend on: its names, and whether it is a state."""
        actor = self.actor(key)
        return actor.labels if actor else (), key in self

    def __contains__(self, key: object) -> bool:
        """Whether it is a state."""
        actor = self.actor(str(key))
        return actor is not None and actor.kind is Kind.STATE

    def actor_quads(self, key: str, base: rdf.Base) -> set[ox.Quad]:
        """What is said of an actor; nothing when there is none."""
        actor = self.actor(key)
        return set(rdf.actor_quads(actor, base)) if actor else set()

    def event_quads(self, event: Event, taxonomy: Taxonomy, base: rdf.Base) -> set[ox.Quad]:
        """What is said of an event, with the actors' names as they are."""
        labels = {key: actor.labels for _, key in event.roles if (actor := self.actor(key))}
        return set(rdf.event_quads(resolve.labelled(event, labels, taxonomy), self, taxonomy, base))


@dataclass(frozen=True, slots=True)
class _Change:
    """Statements that come and go.

    ``shared`` counts how many more things need a statement, where several may: one whose subject's IRI begins
    with none of ``owned``, or an edge. ``quads`` are these statements. ``dropped`` is a graph that goes as a
    whole.
    """

    owned: tuple[str, ...]
    new: list[ox.Quad] = field(default_factory=list)
    gone: list[ox.Quad] = field(default_factory=list)
    shared: Counter[str] = field(default_factory=Counter)
    quads: dict[str, ox.Quad] = field(default_factory=dict)
    dropped: ox.NamedNode | None = None

    def swap(self, old: set[ox.Quad], new: set[ox.Quad]) -> None:
        """A thing needs the statements ``new`` in place of ``old``."""
        for quads, out, times in ((new - old, self.new, 1), (old - new, self.gone, -1)):
            for quad in quads:
                if self._is_shared(quad):
                    self.shared[str(quad)] += times
                    self.quads[str(quad)] = quad
                else:
                    out.append(quad)

    def swap_all(self, old: Iterable[set[ox.Quad]], new: Iterable[set[ox.Quad]]) -> None:
        """Some things go and others come."""
        for quads in old:
            self.swap(quads, set())
        for quads in new:
            self.swap(set(), quads)

    def _is_shared(self, quad: ox.Quad) -> bool:
        """Whether several things may need a statement."""
        edge = _name(quad.graph_name).endswith("graph/edges")
        return edge or not _name(quad.subject).startswith(self.owned)


def _name(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""


def _data(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)


def _add_classes(store: ox.Store, base: rdf.Base, ontology: Iterable[Path], file: Path) -> None:
    """Add the classes of a user's own files, to the graph and to the file that the taxonomy is read from.

    Raises UsageError when the graph knows one of them otherwise.
    """
    here = {*store.quads_for_pattern(None, None, None, base.classes)}
    new = {*rdf.class_quads(ontology, base)} - here
    if other := {quad.subject for quad in new} & {quad.subject for quad in here}:
        raise UsageError(f"the class {min(map(str, other))} is another in this graph; build a new one")
    if new:
        write(file, write_terms(sorted({quad.triple for quad in here | new}, key=str), ox.RdfFormat.TURTLE))
        store.extend(new)


def _hold(folder: Path) -> IO[str]:
    """The lock of a folder's writer. Raises BusyError with who has it, WriteError."""
    path = folder / _LOCK
    with _told(folder):
        file = lock.take(path)
        if file is None:
            who = one_line(path.read_text(encoding="utf-8", errors="replace")) or "another process"
            raise BusyError(f"{folder}: {who} writes to it; try again when that is done (reading goes on)")
        file.truncate(0)
        words = (word for before, word in zip(["", *sys.argv], sys.argv, strict=False) if before != "--token")
        command = "".join(c if c.isprintable() else " " for c in shlex.join(words))
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        file.write(f"process {os.getpid()}, since {now} ({command[:_TOLD]}),\n")
        file.flush()
    return file


def _tidy(folder: Path) -> None:
    """Finish, or undo, what a stopped :meth:`Archive.rebuild` left; remove what RocksDB noted for itself."""
    with _told(folder):
        snapshot.sweep(folder)
        if (folder / _LAST).exists() and not (folder / DATABASE).exists():
            (folder / _NEXT).rename(folder / DATABASE)
        shutil.rmtree(folder / _LAST, ignore_errors=True)
        shutil.rmtree(folder / _NEXT, ignore_errors=True)
        for file in (folder / DATABASE).glob(
            "LOG.old.*"
        ):  # one each time that it is opened, up to a thousand
            file.unlink(missing_ok=True)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Tell what the system says in one line. Raises WriteError."""
    try:
        yield
    except KgError:
        raise
    except (OSError, sqlite3.Error) as error:
        text = one_line(error.strerror or str(error)) if isinstance(error, OSError) else one_line(error)
        raise WriteError(
            f"{folder}: can't be written: {text}; what is in it is kept, the same command goes on from there"
        ) from error
