"""A lock on a file: held until it is let go or its process ends, however that happens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        file.seek(1 << 20)  # beyond what is written, so that others can read it
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take(path: Path) -> IO[str] | None:
    """The file, made if need be and locked until it is closed; None when another process holds its lock.

    Raises OSError when the file can't be opened.
    """
    file = path.open("a+", encoding="utf-8")
    try:
        _take(file)
    except OSError:
        file.close()
        return None
    return file
