"""What the names that people give stand for: files, folders, addresses, standard input."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from kg.errors import ReadError
from kg.read.kinds import is_article, kind_of_name, left_out, reader_of
from kg.read.source import SCHEMES, STDIN, Address, Failure, load

_GRAPH = frozenset(("store", "graph.html"))  # what a graph folder of ours holds


def find(
    sources: Iterable[str | Path], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[Path | Address | Failure]:
    """The files and addresses that ``sources`` name, in a stable order.

    A folder gives the files in it, and in the folders in it, that a reader recognises by their content,
    sorted by path; what begins with a dot and graph folders are left out. ``include`` and ``exclude`` are
    patterns for the files of folders, such as "*.html" or "2025/*", tried on names and on paths. ``-`` is
    standard input (:data:`STDIN`). A :class:`Failure` stands for a folder that can't be listed or has no
    article, and one at the end of each folder counts what is of other kinds. Raises nothing.
    """
    for source in sources:
        name = str(source)
        if not name.strip():
            yield Failure("''", "is an empty name; name a file, a folder, or - for standard input")
        elif "://" in name:
            known = urlsplit(name).scheme.lower() in SCHEMES
            yield Address(name) if known else Failure(name, "only http and https addresses can be read")
        elif Path(source) != STDIN and Path(source).is_dir():
            yield from _walk(Path(source), include, exclude)
        else:
            yield Path(source)


def _walk(folder: Path, include: Sequence[str], exclude: Sequence[str]) -> Iterator[Path | Failure]:
    failures: list[Failure] = []

    def unreadable(error: OSError) -> None:
        failures.append(Failure(str(error.filename), f"the folder can't be listed: {error.strerror}"))

    files: list[Path] = []
    for top, folders, names in os.walk(folder, onerror=unreadable):
        if _GRAPH.issubset({*folders, *names}):
            folders[:], names = [], []
        folders[:] = [name for name in folders if not name.startswith(".")]
        files.extend(Path(top, name) for name in names if not name.startswith("."))
    yield from failures
    others: Counter[str] = Counter()
    found = False
    for file in sorted(files, key=lambda path: path.relative_to(folder).parts):
        path = PurePosixPath(file.relative_to(folder))
        if _matches(path, exclude) or (include and not _matches(path, include)):
            continue
        if _is_to_read(file, named=bool(include)):
            found = True
            yield file
        else:
            others[kind_of_name(file.name)] += 1
    about = left_out(others) if others else ""
    if not found and not failures:
        yield Failure(str(folder), f"no article in this folder{about and f'; {about}'}")
    elif others:
        yield Failure(str(folder), about, is_fault=False)


def _matches(path: PurePosixPath, patterns: Sequence[str]) -> bool:
    """Whether a pattern fits the path, its name, or a folder that it is in."""
    parents = [part for part in path.parents if part.name]
    texts = {path.name, *map(str, (path, *parents)), *(part.name for part in parents)}
    return any(fnmatchcase(text, pattern.rstrip("/")) for pattern in patterns for text in texts)


def _is_to_read(file: Path, *, named: bool) -> bool:
    """Whether to read a file of a folder; ``named`` when a pattern asked for it, whatever its ending."""
    if not file.is_file():
        return False
    try:
        with load(file) as raw:
            return is_article(raw) or (named and reader_of(raw) is not None)
    except ReadError:
        return True  # the reader will say what is wrong
