"""A server for tests, and a client that sends what it is told, byte by byte if need be."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from kg.serve.app import listen, server_of
from kg.serve.backend import Backend
from kg.serve.settings import Limits, Settings

EXAMPLE = Path(__file__).parents[1] / "view" / "data" / "example.trig"
#: Limits that a hostile query meets soon.
TIGHT = Limits(seconds=1.0, memory=192, length=4_000, rows=200, size=1, parallel=3, waiting=4)
JSON = "application/sparql-results+json"

#: Queries that would call another server, each in its own way.
HIDDEN = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { OPTIONAL { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } } }",
    "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } }",
    "SELECT (EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } AS ?x) { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } ORDER BY EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } })",
    "PREFIX e: <http://127.0.0.1:1/> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://127.0.0.1:1/> } SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { BIND(IRI('http://127.0.0.1:1/') AS ?e) SERVICE $e { ?s ?p ?o } }",
    "SELECT*{SeRvIcE<http://127.0.0.1:1/>{?s ?p ?o}}",
    "SELECT * { SERVICE # here\n <http://127.0.0.1:1/> # and\r { ?s ?p ?o } }",
    "SELECT * { # a comment that ends \rSERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { S\\U00000045RVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    'SELECT * { BIND("\\u0022 # " AS ?x) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }',
    "SELECT * { BIND('''#''' AS ?x) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { ?s <http://a/#SERVICE> ?o . SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def rows(self) -> list[dict[str, str]]:
        found = json.loads(self.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]


@dataclass(frozen=True)
class Client:
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """Underscores in the names of headers are hyphens."""
        begin = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, told, response.read(), time.monotonic() - begin)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, None, **headers)

    def ask(self, query: str, accept: str = JSON, **fields: str) -> Reply:
        """A query by POST."""
        form = urlencode({"query": query, **fields}).encode()
        return self.send(
            "POST", "/sparql", form, content_type="application/x-www-form-urlencoded", accept=accept
        )

    def ask_by_address(self, query: str, accept: str = JSON) -> Reply:
        return self.get(f"/sparql?query={quote(query, safe='')}", accept=accept)

    def change(self, update: str, **headers: str) -> Reply:
        return self.send(
            "POST", "/sparql", update.encode(), content_type="application/sparql-update", **headers
        )


def boom(_: object) -> None:
    """A task that fails; a worker finds it here, in a module that it can import."""
    raise ZeroDivisionError("unforeseen")


def sleep(_: object, seconds: float) -> None:
    """A task that takes its time."""
    time.sleep(seconds)


def gone(_: object) -> None:
    """A task that takes the worker with it."""
    os._exit(3)


@contextmanager
def running(graph: Path, *, limits: Limits = TIGHT, **options: Any) -> Iterator[Client]:
    """A server in a thread of this process, with its workers."""
    settings = Settings.of(graph, port=0, limits=limits, **options)
    with listen(settings) as listener:
        server = server_of(settings, Backend(settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield Client(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
