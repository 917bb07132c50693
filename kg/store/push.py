"""Sending a dataset to a SPARQL 1.1 server, graph by graph.

What was sent is written down, so that a push that was cut off goes on from there and the next sends only what
has changed. A graph that has gone here is taken out there.
"""

from __future__ import annotations

import hashlib
import http
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import EndpointError, UsageError, WriteError
from kg.store.dataset import Dataset, Name, graphs, quads_of
from kg.store.remote import Endpoint, is_address

BATCH = 10_000  # statements in a request
#: The answers of a server that takes no updates at an address.
_OTHER = (404, 405, 415, 501)


class Protocol(StrEnum):
    """How a server is written to."""

    AUTO = "auto"
    STORE = "store"
    UPDATE = "update"


def protocol_of(name: str) -> Protocol:
    """The protocol of that name. Raises UsageError when there is none."""
    try:
        return Protocol(name)
    except ValueError:
        raise UsageError(f"there is no protocol {name}; choose {', '.join(Protocol)}") from None


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many graphs were sent, were there already, and were taken out."""

    sent: int = 0
    kept: int = 0
    removed: int = 0


def push(
    dataset: Dataset,
    endpoint: Endpoint,
    *,
    record: Path | None = None,
    protocol: Protocol = Protocol.AUTO,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Pushed:
    """Make a server hold the graphs of a dataset; its other graphs stay.

    ``record`` is the file that tells what was sent before (:func:`record_of`); without one everything is
    sent. ``progress`` is told how many of how many graphs are done. With Protocol.AUTO an Update is
    tried first. What a server finds too large is sent in smaller parts. Raises EndpointError, QueryError when
    the server finds fault with what is sent, WriteError when the record can't be written.
    """
    there = _recorded(record)
    names = [
        name
        for name in graphs(dataset)
        if not isinstance(name, ox.BlankNode) and next(quads_of(dataset, name), None) is not None
    ]
    digests: dict[Name, str] = {name: _digest(quads_of(dataset, name)) for name in names}
    wanted = [name for name in names if there.get(str(name)) != digests[name]]
    gone = sorted(there.keys() - set(map(str, names)))
    send = _by_store if protocol is Protocol.STORE else _by_update
    done = 0
    for request in _requests(dataset, wanted):
        try:
            _in_pieces(send, endpoint, request)
        except EndpointError as error:
            if done or protocol is not Protocol.AUTO or error.code not in _OTHER:
                raise
            send = _by_store
            try:
                _in_pieces(send, endpoint, request)
            except EndpointError as again:
                if again.code not in _OTHER:
                    raise
                told = f"{endpoint.url}: takes no updates and no graphs; the server may take them elsewhere"
                raise EndpointError(told, again.code) from again
        finished = [part.name for part in request if part.last]
        _note(record, ((str(name), digests[name]) for name in finished))
        done += len(finished)
        progress(done, len(wanted) + len(gone))
    for text in gone:
        part = _Part(ox.NamedNode(text.strip("<>")), [], first=True, last=True)
        send(endpoint, [part])
        _note(record, [(text, "")])
    return Pushed(len(wanted), len(names) - len(wanted), len(gone))


def record_of(where: str | Path, endpoint: Endpoint) -> Path | None:
    """The file for what was sent from a GRAPH to an endpoint; None when the GRAPH is one itself."""
    if is_address(where):
        return None
    path, server = Path(where), hashlib.sha256(endpoint.url.encode()).hexdigest()[:8]
    return path / f"pushed-{server}.tsv" if path.is_dir() else Path(f"{path}.pushed-{server}.tsv")


@dataclass(frozen=True, slots=True)
class _Part:
    """Statements of one graph, as many as go into a request; the first part replaces what was there."""

    name: Name
    quads: list[ox.Quad]
    first: bool
    last: bool


def _requests(dataset: Dataset, names: Iterable[Name]) -> Iterator[list[_Part]]:
    """Small graphs together, large ones in parts."""
    request: list[_Part] = []
    room = BATCH
    for name in names:
        quads, first = quads_of(dataset, name), True
        while True:
            some = list(islice(quads, room))
            room -= len(some)
            last = room > 0
            request.append(_Part(name, some, first, last))
            if last:
                break
            yield request
            request, room, first = [], BATCH, False
    if request:
        yield request


def _in_pieces(
    send: Callable[[Endpoint, Sequence[_Part]], None], endpoint: Endpoint, request: Sequence[_Part]
) -> None:
    """Send a request, in halves as long as the server finds it too large. Raises EndpointError."""
    try:
        send(endpoint, request)
    except EndpointError as error:
        size = sum(len(part.quads) for part in request)
        if error.code != http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE or size < 2:
            raise
        for half in _halves(request, size // 2):
            _in_pieces(send, endpoint, half)


def _halves(request: Iterable[_Part], room: int) -> tuple[list[_Part], list[_Part]]:
    """The parts with the first ``room`` statements of a request, and the parts with the others."""
    before: list[_Part] = []
    after: list[_Part] = []
    for part in request:
        here, rest = part.quads[:room], part.quads[room:]
        room -= len(here)
        if here or not rest:
            before.append(_Part(part.name, here, part.first, part.last and not rest))
        if rest:
            after.append(_Part(part.name, rest, part.first and not here, part.last))
    return before, after


def _by_update(endpoint: Endpoint, request: Iterable[_Part]) -> None:
    """Send a request by SPARQL 1.1 Update."""
    steps = []
    for part in request:
        named = not isinstance(part.name, ox.DefaultGraph)
        if part.first:
            steps.append(f"DROP SILENT GRAPH {part.name}" if named else "DROP SILENT DEFAULT")
        if part.quads:
            triples = "\n".join(f"{quad.triple} ." for quad in part.quads)
            within = f"GRAPH {part.name} {{ {triples} }}" if named else triples
            steps.append(f"INSERT DATA {{ {within} }}")
    body = ";\n".join(steps).encode()
    with endpoint.send("POST", endpoint.url, body, {"Content-Type": "application/sparql-update"}):
        pass


def _by_store(endpoint: Endpoint, request: Iterable[_Part]) -> None:
    """Send a request by the SPARQL 1.1 Graph Store HTTP Protocol."""
    for part in request:
        which = (
            f"graph={quote(part.name.value, safe='')}" if isinstance(part.name, ox.NamedNode) else "default"
        )
        url = f"{endpoint.url}{'&' if '?' in endpoint.url else '?'}{which}"
        body = "".join(f"{quad.triple} .\n" for quad in part.quads).encode()
        method = "PUT" if part.first else "POST"
        if part.first and not body:
            method = "DELETE"
        try:
            with endpoint.send(method, url, body or None, {"Content-Type": "application/n-triples"}):
                pass
        except EndpointError as error:
            if method != "DELETE" or error.code != http.HTTPStatus.NOT_FOUND:
                raise


def _digest(quads: Iterable[ox.Quad]) -> str:
    """The same for the same statements, in whatever order."""
    total = 0
    for quad in quads:
        total += int.from_bytes(hashlib.sha256(str(quad.triple).encode()).digest())
    return f"{total % 2**256:064x}"


def _recorded(record: Path | None) -> dict[str, str]:
    """What was sent: the digest of each graph by its name."""
    if record is None or not record.exists():
        return {}
    rows = (line.split("\t") for line in record.read_text(encoding="utf-8").splitlines())
    found = {row[0]: row[1] for row in rows if len(row) == 2}
    return {name: digest for name, digest in found.items() if digest}


def _note(record: Path | None, rows: Iterable[tuple[str, str]]) -> None:
    if record is None:
        return
    try:
        with record.open("a", encoding="utf-8") as file:
            file.writelines(f"{name}\t{digest}\n" for name, digest in rows)
    except OSError as error:
        raise WriteError(f"{record}: can't be written: {error.strerror}") from error
