"""Which articles nearly repeat another, as ten papers print one dispatch: they are one source, not ten.

Two texts are alike when they share at least :data:`ALIKE` of their runs of words, which MinHash estimates. A
short text that stands in a long one among much else is not like it. Texts that are alike, and those that are
like one of them, are one group. The first of a group is the one that was published first, those without a
date last, and then the one with the least key; the others are its copies. So the order in which texts come
changes nothing, and one can leave again.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

ALIKE = 0.5
RUN = 3  # words
FEWEST = 25  # runs; a text with fewer is too short to tell
TABLES = """
CREATE TABLE IF NOT EXISTS marks (article TEXT PRIMARY KEY, day TEXT, marks BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS band (band BLOB, article TEXT, PRIMARY KEY (band, article)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS band_article ON band (article);
"""
_HASHES = 192
_ROWS = 3  # hashes in a band; texts that agree in one band are compared
_BANDS = 32
_WORD = re.compile(r"\w+")
_ALIKE = """
SELECT DISTINCT other.article, marks.marks
FROM band own JOIN band other ON own.band = other.band JOIN marks ON marks.article = other.article
WHERE own.article = ?1 AND other.article != ?1
"""


def copies(texts: Iterable[tuple[str, dt.date | None, str]]) -> Iterator[tuple[str, str]]:
    """The pairs of a copy and the first of its group, as keys, from articles' keys, dates and texts."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(TABLES)
        index = Index(connection)
        keys = [key for key, day, text in texts if index.add(key, day, text)]
        yield from sorted(index.links(keys).items())
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Index:
    """What is kept of texts to compare them by, in a database that has :data:`TABLES`; the texts are not."""

    connection: sqlite3.Connection

    def add(self, key: str, day: dt.date | None, text: str) -> bool:
        """Take an article in; gives whether its text is long enough to be compared."""
        marks = _marks(text)
        if marks is None:
            return False
        row = (key, day.isoformat() if day else None, marks.tobytes())
        self.connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", row)
        bands = ((band, key) for band in _bands(marks))
        self.connection.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", bands)
        return True

    def remove(self, key: str) -> None:
        """Take an article out."""
        self.connection.execute("DELETE FROM band WHERE article = ?", (key,))
        self.connection.execute("DELETE FROM marks WHERE article = ?", (key,))

    def group(self, key: str, without: str | None = None) -> set[str]:
        """The group that an article is in, itself included, as it were without one of the others."""
        found, ahead = {key}, [key]
        while ahead:
            new = self._alike(ahead.pop()) - found - {without}
            found |= new
            ahead += new
        return found

    def links(self, keys: Iterable[str], without: str | None = None) -> dict[str, str]:
        """Each copy in the groups of these articles, and the first of its group."""
        found: dict[str, str] = {}
        seen: set[str] = set()
        for key in keys:
            if key not in seen:
                group = self.group(key, without)
                seen |= group
                first = min(group, key=self._rank) if len(group) > 1 else key
                found.update((other, first) for other in group - {first})
        return found

    def _alike(self, key: str) -> set[str]:
        own = self._marks_of(key)
        rows = self.connection.execute(_ALIKE, (key,)).fetchall()
        return {other for other, marks in rows if _likeness(own, marks) >= ALIKE}

    def _marks_of(self, key: str) -> bytes:
        row = self.connection.execute("SELECT marks FROM marks WHERE article = ?", (key,)).fetchone()
        return b"" if row is None else bytes(row[0])

    def _rank(self, key: str) -> tuple[str, str]:
        row = self.connection.execute("SELECT day FROM marks WHERE article = ?", (key,)).fetchone()
        return row[0] or "~", key


def _marks(text: str) -> array[int] | None:
    """What is kept of a text; None when it is too short to tell."""
    from rensa import RMinHash

    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    if len(runs) < FEWEST:
        return None
    marks = RMinHash(num_perm=_HASHES, seed=1)
    marks.update(sorted(runs))
    return array("I", marks.digest())


def _bands(marks: array[int]) -> Iterator[bytes]:
    for number in range(_BANDS):
        part = marks[number * _ROWS : (number + 1) * _ROWS].tobytes()
        yield blake2b(part, digest_size=8, salt=bytes([number])).digest()


def _likeness(one: bytes, other: bytes) -> float:
    pairs = zip(array("I", one), array("I", other), strict=False)
    return sum(a == b for a, b in pairs) / _HASHES
