"""Reading a database beside its writer.

RocksDB leaves undefined what a reader sees while another process writes the same folder: files that it has
not opened yet may go. So a reader gets a folder of its own with hard links to the files of one moment, which
costs no space and almost no time, and is not disturbed by what comes later. A transaction is in it as a whole
or not at all.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import GraphError
from kg.store import lock
from kg.store.files import one_line

_PREFIX = ".reading-"
_HELD = "HELD"
_ATTEMPTS = 100
_held: dict[Path, IO[str]] = {}


def read(database: Path) -> ox.Store:
    """A store that shows the database in a folder as it is now, for this process to read.

    Raises GraphError when it can't be opened.
    """
    try:
        try:
            folder = take(database)
        except OSError:  # no place for links here, so nobody writes here either
            folder = database
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise GraphError(f"{database}: can't be read: {one_line(error.strerror or str(error))}") from error


def take(database: Path, elsewhere: Path | None = None) -> Path:
    """A folder with the database as it is now, which is removed when this process ends or by :func:`drop`.

    It is beside the database and has links to its files; in a folder ``elsewhere`` it has copies of them.
    Raises OSError when it can't be made.
    """
    if elsewhere is None:
        sweep(database.parent)
    put: Callable[[Path, Path], object] = os.link if elsewhere is None else shutil.copyfile
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=elsewhere or database.parent))
    file = lock.take(folder / _HELD)
    assert file is not None
    _held[folder] = file
    try:
        for _ in range(_ATTEMPTS):
            try:
                if _put(database, folder, put):
                    return folder
            except FileNotFoundError:
                pass  # the writer was tidying up
            time.sleep(0.01)
    except OSError:
        drop(folder)
        raise
    drop(folder)
    raise OSError("its files change all the time")


def drop(folder: Path) -> None:
    """Remove a folder that :func:`take` made."""
    if file := _held.pop(folder, None):
        shutil.rmtree(folder, ignore_errors=True)
        file.close()


def sweep(parent: Path) -> None:
    """Remove the folders of readers that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if folder in _held or not (folder / _HELD).exists():
            continue
        if file := lock.take(folder / _HELD):
            shutil.rmtree(folder, ignore_errors=True)
            file.close()


def _put(database: Path, folder: Path, put: Callable[[Path, Path], object]) -> bool:
    """Put the files of one moment into a folder; False when it passed meanwhile.

    The manifest says which files make up the database. What it does not change, nothing removes.
    """
    for file in folder.iterdir():
        if file.name != _HELD:
            file.unlink()
    before = _moment(database)
    current = (database / "CURRENT").read_text(encoding="ascii")
    manifest = (database / current.strip()).read_bytes()
    for file in database.iterdir():
        if file.suffix in (".sst", ".blob", ".log"):
            put(file, folder / file.name)
    (folder / current.strip()).write_bytes(manifest)
    (folder / "CURRENT").write_text(current, encoding="ascii")
    return before == _moment(database) and before[-1] == len(manifest)


def _moment(database: Path) -> tuple[str, int, int]:
    """What changes with the files of a database: which manifest it has, and how long that is."""
    current = (database / "CURRENT").read_text(encoding="ascii").strip()
    state = (database / current).stat()
    return current, state.st_ino, state.st_size


@atexit.register
def _drop_all() -> None:
    for folder in [*_held]:
        drop(folder)
