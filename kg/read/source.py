"""Where articles come from: the files of folders, single files, standard input, as bytes with a name."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kg.errors import ReadError

STDIN = Path("-")
SUFFIXES = (".txt", ".md")
MAX_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one source, and what to call it in messages and in the graph."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows about every source: a language code or "auto", and a publication date."""

    lang: str = "auto"
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article, and why: one line for a person."""

    source: str
    message: str

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


def find(sources: Iterable[str | Path]) -> Iterator[Path | Failure]:
    """The files that ``sources`` name, in a stable order, without opening them.

    A folder gives its .txt and .md files and those of the folders in it, sorted by path; what begins with a
    dot is left out. ``-`` is standard input (:data:`STDIN`). A folder without articles, or one that can't be
    listed, gives a :class:`Failure`. Raises nothing.
    """
    for source in sources:
        if not str(source).strip():
            yield Failure("''", "is an empty name; name a file, a folder, or - for standard input")
            continue
        path = Path(source)
        if path != STDIN and path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _walk(folder: Path) -> Iterator[Path | Failure]:
    failures: list[Failure] = []

    def unreadable(error: OSError) -> None:
        failures.append(Failure(str(error.filename), f"the folder can't be listed: {error.strerror}"))

    found: list[Path] = []
    for top, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        articles = (name for name in names if name.lower().endswith(SUFFIXES) and not name.startswith("."))
        found.extend(Path(top, name) for name in articles)
    yield from failures
    if not found and not failures:
        yield Failure(str(folder), f"no article in this folder (files ending in {' or '.join(SUFFIXES)})")
    yield from sorted(found, key=lambda path: path.relative_to(folder).parts)


def load(path: Path) -> Raw:
    """The bytes of a file, or of standard input for :data:`STDIN`.

    Raises ReadError when there is no such file, when it can't be opened or when it is larger than
    :data:`MAX_BYTES`; the error's text does not repeat the name.
    """
    if path == STDIN:
        return Raw("standard input", _limited(sys.stdin.buffer))
    try:
        with path.open("rb") as file:
            return Raw(str(path), _limited(file))
    except FileNotFoundError:
        raise ReadError("there is no such file or folder; check the path") from None
    except OSError as error:
        raise ReadError(f"can't be opened: {error.strerror}") from error


def _limited(file: BinaryIO) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ReadError(f"is larger than {MAX_BYTES // 1_000_000} MB, too long for one article; split it")
    return data
