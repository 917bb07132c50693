"""The graph behind the addresses: its databases, the workers on them, and what is known already."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from kg.errors import KgError
from kg.serve.pool import Pool, run_once
from kg.serve.settings import Settings
from kg.serve.source import Source
from kg.serve.update import update
from kg.serve.worker import Task

_WATCHING = 3.0  # seconds between looks at the graph
_PAGES = 2  # workers that only pages use, so that no query keeps people from them
_log = logging.getLogger("uvicorn.error")


class Backend:
    """What answers. Close it when it is done with, also when an error ends the program."""

    def __init__(self, settings: Settings) -> None:
        """Open the graph and start the workers. Raises GraphError when that can't be done."""
        self._settings = settings
        self._source = Source(settings.graph)
        self._pools: list[Pool] = []
        try:
            for count in (settings.limits.parallel, _PAGES):
                self._pools.append(Pool(self._source.database, count, settings.limits))
        except BaseException:
            self.close()
            raise
        self.queries, self.pages = self._pools
        self._known: dict[tuple[object, ...], asyncio.Future[Any]] = {}
        self._changing = asyncio.Lock()

    async def once(self, task: Task, *arguments: Any, seconds: float) -> Any:
        """What a task for a page gives; while the graph stays the same it is not run a second time.

        Raises what the task raised, and RequestError as :meth:`Pool.run` does.
        """
        key = (task, *arguments)
        if key not in self._known:
            self._known[key] = asyncio.ensure_future(self.pages.run(task, *arguments, seconds=seconds))
        try:
            return await asyncio.shield(self._known[key])
        except BaseException:
            self._known.pop(key, None)
            raise

    async def update(self, text: str) -> None:
        """Change the graph; queries that come later see the change.

        Raises RequestError, GraphError and WriteError as :func:`kg.serve.update.update` does.
        """
        limits, graph = self._settings.limits, self._settings.graph
        async with self._changing:
            await asyncio.to_thread(run_once, update, (graph, text), limits)
            await asyncio.to_thread(self._renew)

    async def watch(self) -> None:
        """Show what others write to the graph, until cancelled."""
        while True:
            await asyncio.sleep(_WATCHING)
            async with self._changing:
                try:
                    await asyncio.to_thread(self._renew)
                except KgError as error:  # half written, perhaps: the next look tells
                    _log.warning("%s", error)

    def close(self) -> None:
        """End the workers, and remove what was made for them; a second time it does nothing."""
        for pool in self._pools:
            pool.close()
        self._source.close()

    def _renew(self) -> None:
        if self._source.renew():
            self._known.clear()
            for pool in self._pools:
                pool.use(self._source.database)
        self._source.tidy(set().union(*(pool.databases for pool in self._pools)))
