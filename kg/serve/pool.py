"""Workers that are ready before they are needed, killed when a request takes too much, and replaced."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from kg.errors import GraphError, KgError, RequestError
from kg.serve import worker
from kg.serve.settings import Limits
from kg.serve.worker import Task, TaskFailed

_PATIENCE = 30.0  # seconds that a request may wait for its turn
_STARTING = 30.0  # seconds that a worker may take to open its database
_OPENING = 6  # times the seconds of a query: a graph may have to be read and written as a whole
#: MiB that a database open for writing reserves, nearly all of it without using it.
_WRITING = 1024
#: What a new process has loaded when it starts, so that it is ready in a moment.
_LOADED = ["__main__", "kg.serve.answer", "kg.serve.update", "kg.serve.lookup"]
_NOT_STARTED = GraphError("no process could be started to read the graph")
_SIGNALS = {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}


class Worker:
    """One process, and the pipe to it."""

    def __init__(self, database: Path | None, memory: int) -> None:
        """Start the process. Raises GraphError when the database can't be opened."""
        self.database = database
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_LOADED)
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=worker.main, args=(theirs, os.fspath(database) if database else None, memory), daemon=True
        )
        self._process.start()
        theirs.close()
        try:
            ready = self._pipe.recv() if self._pipe.poll(_STARTING) else _NOT_STARTED
        except EOFError:
            ready = _NOT_STARTED
        if ready is not None:
            self.kill()
            raise ready

    def run(self, task: Task, arguments: tuple[Any, ...], seconds: float) -> object:
        """What a task gives.

        Raises what it raised, and RequestError when it took too long or too much memory.
        """
        try:
            self._pipe.send((task, arguments, seconds))
            if not self._pipe.poll(seconds):
                self.kill()
                raise RequestError(504, f"the query took longer than {seconds:g} s and was ended")
            outcome = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._reason() from error
        if isinstance(outcome, KgError | TaskFailed):
            raise outcome
        return outcome

    @property
    def alive(self) -> bool:
        """Whether the process can take another task."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()

    def _reason(self) -> RequestError:
        """Why the process has ended by itself: for want of memory it aborts, of stack it breaks."""
        self._process.join(1.0)
        code = self._process.exitcode
        self.kill()
        if code is not None and -code in _SIGNALS:
            return RequestError(507, "the query took more memory than it may; make it narrower")
        return RequestError(503, "the query was ended")


class Pool:
    """A number of workers on one database, each for one request at a time; the others wait in a line."""

    def __init__(self, database: Path, count: int, limits: Limits) -> None:
        """Start the workers. Raises GraphError when the database can't be opened."""
        self._database, self._count, self._limits = database, count, limits
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="kg-serve")
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._all: set[Worker] = set()
        self._waiting = 0
        self._closed = False
        try:
            for made in [self._threads.submit(self._start) for _ in range(count)]:
                self._idle.put(made.result())
        except BaseException:
            self.close()
            raise

    async def run(self, task: Task, *arguments: Any, seconds: float | None = None) -> Any:
        """What a task gives when a worker has run it.

        Raises RequestError when it took more than it may, at once when too many wait already, and when its
        turn does not come in half a minute; else what the task raised.
        """
        seconds = self._limits.seconds if seconds is None else seconds
        if self._closed or self._waiting >= self._count + self._limits.waiting:
            raise RequestError(503, "too many queries at one time; try again in a moment")
        self._waiting += 1
        try:
            future = self._threads.submit(self._serve, task, arguments, seconds)
            outcome = asyncio.wrap_future(future)
            done, _ = await asyncio.wait({outcome}, timeout=_PATIENCE)
            if not done and future.cancel():
                raise RequestError(503, "too many queries at one time; try again in a moment")
            return await outcome
        finally:
            self._waiting -= 1

    def use(self, database: Path) -> None:
        """Have every worker read another database, once it has finished what it is doing."""
        self._database = database
        for _ in range(self._count):
            self._threads.submit(self._refresh)

    @property
    def databases(self) -> set[Path]:
        """The databases that workers have open."""
        return {worker.database for worker in list(self._all) if worker.database}

    def close(self) -> None:
        """End all workers, and what they are doing."""
        self._closed = True
        for each in list(self._all):
            each.kill()
        self._threads.shutdown(cancel_futures=True)

    def _serve(self, task: Task, arguments: tuple[Any, ...], seconds: float) -> object:
        chosen = self._idle.get()  # there are as many workers as threads
        try:
            chosen = self._fresh(chosen)
            return chosen.run(task, arguments, seconds)
        finally:
            with suppress(KgError):  # the next request tries again, and tells
                chosen = self._fresh(chosen)
            self._idle.put(chosen)

    def _refresh(self) -> None:
        chosen = self._idle.get()
        try:
            chosen = self._fresh(chosen)
        finally:
            self._idle.put(chosen)

    def _fresh(self, chosen: Worker) -> Worker:
        """The worker itself, or a new one for it when it is dead or its database is out of date."""
        if self._closed or (chosen.alive and chosen.database == self._database):
            return chosen
        chosen.kill()
        self._all.discard(chosen)
        return self._start()

    def _start(self) -> Worker:
        made = Worker(self._database, self._limits.memory)
        self._all.add(made)
        if self._closed:
            made.kill()
        return made


def run_once(task: Task, arguments: tuple[Any, ...], limits: Limits) -> object:
    """What a task gives in a process of its own, which itself opens what it writes, with more time.

    Raises as :meth:`Worker.run` does.
    """
    process = Worker(None, limits.memory + _WRITING)
    try:
        return process.run(task, arguments, _OPENING * limits.seconds)
    finally:
        process.kill()
