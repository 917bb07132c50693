"""What each article adds to what is believed, kept beside the database so that it can be taken back.

What is believed of an actor comes from every text that it is met in. The ledger keeps each article's own
share, and counts: how many articles say a thing of an actor, and how many need a statement that several may
share (an edge, a topic, a place). So an article can come or go without the others being read again.

It holds at least the articles of the database: one is written down before the database has it and struck out
after it has left.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from kg import copies
from kg.errors import GraphError
from kg.model import Actor, Reading, Resolved

FORMAT = "1"
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article (
  key TEXT PRIMARY KEY, address TEXT, name TEXT, reading BLOB NOT NULL, share BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS article_address ON article (address);
CREATE TABLE IF NOT EXISTS named (thing TEXT, article TEXT, PRIMARY KEY (thing, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (
  actor TEXT, words TEXT, times INTEGER, PRIMARY KEY (actor, words)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared (quad TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the ledger: its key, its address, and the name that it had as a source."""

    key: str
    address: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The open ledger in a file. What is changed is kept when :meth:`commit` is called."""

    connection: sqlite3.Connection

    @classmethod
    def open(cls, file: Path) -> Ledger:
        """The ledger in a file, made when there is none. Raises GraphError when it is something else."""
        try:
            connection = sqlite3.connect(file, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_TABLES + copies.TABLES)
            ledger = cls(connection)
            if ledger.about("format") is None:
                ledger.note("format", FORMAT)
        except sqlite3.DatabaseError as error:
            raise GraphError(f"{file}: can't be opened: {error}") from error
        if (found := ledger.about("format")) != FORMAT:
            connection.close()
            raise GraphError(f"{file}: made by another version (format {found}); build the graph anew")
        return ledger

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self.connection.close()

    def begin(self) -> None:
        """Begin changes that are kept together or not at all."""
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep the changes."""
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget the changes."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def about(self, name: str) -> str | None:
        """A fact about the archive as a whole."""
        row = self.connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def note(self, name: str, value: str) -> None:
        """Write down a fact about the archive as a whole."""
        self.connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def keys(self) -> Iterator[str]:
        """The keys of all articles, sorted."""
        for (key,) in self.connection.execute("SELECT key FROM article ORDER BY key"):
            yield key

    def entries(self) -> Iterator[Entry]:
        """All articles, by key."""
        for row in self.connection.execute("SELECT key, address, name FROM article ORDER BY key"):
            yield Entry(*row)

    def outdated(self) -> list[str]:
        """The keys of articles that another came after at the same address."""
        rows = self.connection.execute(
            "SELECT old.key FROM article old JOIN article new ON old.address = new.address"
            " WHERE old.rowid < new.rowid"
        )
        return [*dict.fromkeys(key for (key,) in rows)]

    def find(self, name: str) -> list[Entry]:
        """The articles with a key, an address or a source's name."""
        rows = self.connection.execute(
            "SELECT key, address, name FROM article WHERE key = ?1 OR address = ?1 OR name = ?1 ORDER BY key",
            (name,),
        )
        return [Entry(*row) for row in rows]

    def number(self) -> int:
        """The number of articles."""
        return int(self.connection.execute("SELECT COUNT(*) FROM article").fetchone()[0])

    def has(self, key: str) -> bool:
        """Whether there is an article with a key."""
        return self.connection.execute("SELECT 1 FROM article WHERE key = ?", (key,)).fetchone() is not None

    def at(self, address: str) -> str | None:
        """The key of the article with an address."""
        row = self.connection.execute("SELECT key FROM article WHERE address = ?", (address,)).fetchone()
        return None if row is None else str(row[0])

    def reading(self, key: str) -> Reading:
        """What an article says."""
        return _readings().validate_json(zlib.decompress(self._blob("reading", key)))

    def share(self, key: str) -> Resolved:
        """What an article adds: its events, and its actors as far as it tells of them."""
        return _shares().validate_json(zlib.decompress(self._blob("share", key)))

    def _blob(self, column: str, key: str) -> bytes:
        row = self.connection.execute(f"SELECT {column} FROM article WHERE key = ?", (key,)).fetchone()
        return bytes(row[0])

    def write(self, entry: Entry, reading: Reading, share: Resolved) -> None:
        """Write an article down, with what it names and says; not yet what it needs of shared statements."""
        blobs = zlib.compress(_readings().dump_json(reading)), zlib.compress(_shares().dump_json(share))
        row = (entry.key, entry.address, entry.name, *blobs)
        self.connection.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?)", row)
        self.connection.executemany(
            "INSERT OR IGNORE INTO named VALUES (?, ?)", ((thing, entry.key) for thing in _named(share))
        )
        self._say(share, 1)

    def strike(self, key: str, share: Resolved) -> None:
        """Strike an article out: the opposite of :meth:`write`."""
        self._say(share, -1)
        self.connection.executemany(
            "DELETE FROM named WHERE thing = ? AND article = ?", ((thing, key) for thing in _named(share))
        )
        self.connection.execute("DELETE FROM article WHERE key = ?", (key,))

    def _say(self, share: Resolved, times: int) -> None:
        rows = [(actor.key, words, times) for actor in share.actors for words in _parts(actor)]
        self.connection.executemany(
            "INSERT INTO said VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times", rows
        )
        if times < 0:
            self.connection.executemany(
                "DELETE FROM said WHERE actor = ? AND words = ? AND times < 1", (row[:2] for row in rows)
            )

    def said(self, actor: str) -> list[Actor]:
        """What the articles say of an actor, each thing in an Actor of its own, without mentions."""
        rows = self.connection.execute("SELECT words FROM said WHERE actor = ?", (actor,))
        return [_actors().validate_json(words) for (words,) in rows]

    def actors(self) -> Iterator[str]:
        """The keys of all actors, sorted."""
        for (key,) in self.connection.execute("SELECT DISTINCT actor FROM said ORDER BY actor"):
            yield key

    def naming(self, things: Iterable[str]) -> list[str]:
        """The keys of the articles whose events name an actor or a place with one of these keys."""
        rows = self.connection.execute(
            "SELECT DISTINCT article FROM named WHERE thing IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(things)),),
        )
        return [article for (article,) in rows]

    def count(self, changes: Mapping[str, int]) -> tuple[list[str], list[str]]:
        """Count how often shared statements are needed; gives those that are now, and those no longer."""
        new, gone = [], []
        for quad, change in changes.items():
            row = self.connection.execute("SELECT times FROM shared WHERE quad = ?", (quad,)).fetchone()
            before = 0 if row is None else int(row[0])
            after = before + change
            if after < 1:
                self.connection.execute("DELETE FROM shared WHERE quad = ?", (quad,))
            else:
                self.connection.execute("INSERT OR REPLACE INTO shared VALUES (?, ?)", (quad, after))
            if before < 1 <= after:
                new.append(quad)
            elif after < 1 <= before:
                gone.append(quad)
        return new, gone


def _named(share: Resolved) -> set[str]:
    """The actors and places that the events of an article name."""
    actors = {key for event in share.events for _, key in event.roles}
    return actors | {site.key for event in share.events for site in event.places}


def _parts(actor: Actor) -> set[str]:
    """Each thing said of an actor as an Actor of its own, in JSON; merged they are the actor again."""
    bare = Actor(actor.key, actor.kind, ())
    parts = [replace(bare, wikidata=actor.wikidata)]
    parts += [replace(bare, labels=(label,)) for label in actor.labels]
    parts += [replace(bare, aliases=(alias,)) for alias in actor.aliases]
    parts += [replace(bare, posts=(post,)) for post in actor.posts]
    return {_actors().dump_json(part, exclude_defaults=True).decode() for part in parts}


@cache
def _readings() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)


@cache
def _shares() -> TypeAdapter[Resolved]:
    return TypeAdapter(Resolved)


@cache
def _actors() -> TypeAdapter[Actor]:
    return TypeAdapter(Actor)
