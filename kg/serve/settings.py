"""What a server is told: its graph, where it listens, who may ask, and how much."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import UsageError

#: The names under which this machine reaches itself.
LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take. A query beyond its time or memory is ended, whatever it is doing."""

    seconds: float = 10.0
    memory: int = 1024  # MiB, beyond what a worker needs when idle
    length: int = 65_536  # characters of a query
    rows: int = 100_000  # rows or triples of an answer
    size: int = 32  # MiB of an answer
    parallel: int = max(4, os.cpu_count() or 4)  # queries that run at one time
    waiting: int = 128  # requests that wait for their turn; beyond are told to come back later

    @property
    def bytes(self) -> int:
        """The longest answer in bytes."""
        return self.size * 2**20


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's settings. Make them with :meth:`of`, which checks them."""

    graph: Path
    host: str = "127.0.0.1"
    port: int = 8000
    names: frozenset[str] = LOOPBACK  # the Host headers that are answered
    cors: str | None = None  # the origin whose pages may ask /sparql; "*" for all
    token: str | None = None  # what a client shows to be allowed an update; None: nobody may
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(
        cls,
        graph: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        allow_hosts: tuple[str, ...] = (),
        cors: str | None = None,
        writable: bool = False,
        token: str | None = None,
        limits: Limits | None = None,
    ) -> Settings:
        """Settings that go together.

        The address that is listened on is a name that is answered to as well, unless it stands for all of
        them.
        Raises UsageError for ``writable`` without a ``token``.
        """
        if writable and not token:
            raise UsageError("--writable needs a token: set KG_SERVE_TOKEN to a long random word")
        if writable and token is not None and not (token.isascii() and token.isprintable()):
            raise UsageError("the token must be printable ASCII")
        named = {name.casefold().strip("[]").rstrip(".") for name in allow_hosts}
        own = {host.casefold()} - {"0.0.0.0", "::", ""}
        return cls(
            graph, host, port, LOOPBACK | own | named, cors, token if writable else None, limits or Limits()
        )
