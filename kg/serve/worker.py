"""A process that answers one request after another from a database, and that can be killed at any moment.

Oxigraph's own time limit does not stop every operator, and no limit of its own holds its memory: a process
can be stopped from outside, and the operating system holds its memory.
"""

from __future__ import annotations

import os
import resource
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import GraphError, KgError, RequestError
from kg.store import one_line

#: What a worker does: a function of a module, given the store and the arguments that came with it.
Task = Callable[..., Any]
_GRACE = 1.0  # seconds after which a worker ends itself, should the server be gone


class TaskFailed(Exception):
    """An error that nobody foresaw; the text is its traceback, for the server's log."""


def main(pipe: Connection, database: str | None, memory: int) -> None:
    """Open a database, say so, and answer tasks until the pipe is closed.

    ``memory`` is how many MiB a task may take. Without a database tasks get None for the store.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _be_silent()
    try:
        dataset = ox.Store.read_only(database) if database is not None else None
    except OSError as error:
        pipe.send(GraphError(f"the graph can't be read: {one_line(error)}"))
        return
    _bound(memory)
    pipe.send(None)
    while True:
        try:
            task, arguments, seconds = pipe.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
        pipe.send(_outcome(task, dataset, arguments))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _outcome(task: Task, dataset: ox.Store | None, arguments: tuple[Any, ...]) -> object:
    try:
        return task(dataset, *arguments)
    except KgError as error:
        return error
    except MemoryError:
        return RequestError(507, "the query took more memory than it may; make it narrower")
    except Exception:
        return TaskFailed(traceback.format_exc())


def _be_silent() -> None:
    """Drop what Oxigraph prints before it gives up for want of memory."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _bound(memory: int) -> None:
    """Let the process have ``memory`` MiB more than it has now, and leave no core file.

    Where the system does not tell how much that is, as only Linux does, time alone bounds a query.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    limit = pages * resource.getpagesize() + memory * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
