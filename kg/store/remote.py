"""A SPARQL 1.1 endpoint, asked and written to over HTTP as if it were a store here.

Works with any server; a query sees the named graphs as one only where the server's default graph is their
union (Oxigraph is told so with each query, others have a setting).
"""

from __future__ import annotations

import http
import http.client
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pyoxigraph as ox

from kg.errors import EndpointError, QueryError, UsageError
from kg.store.dataset import Name, Results, graphs, quads_of
from kg.store.files import one_line

TIMEOUT = 60.0  # seconds without a byte from the server
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_ACCEPT = f"{_ROWS}, {_TRIPLES};q=0.9"
_USED = re.compile(r"(?<![\w:/#?$-])([A-Za-z][\w-]*):")
_TOLD = 300  # characters of a server's message that are shown


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: a token is for the address that was named."""

    def redirect_request(self, *arguments: object, **named: object) -> None:
        return None


_opener = build_opener(_Stay)
Answer = http.client.HTTPResponse


def is_address(where: object) -> bool:
    """Whether ``where`` is the address of an endpoint and no path."""
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a SPARQL endpoint; ``token`` is sent as a bearer token when there is one."""

    url: str
    token: str | None = None

    @classmethod
    def of(cls, url: str, token: str | None = None) -> Endpoint:
        """The endpoint at an http or https address. Raises UsageError for another."""
        try:
            host = urlsplit(url).hostname
        except ValueError:
            host = None
        if not is_address(url) or not host or any(c.isspace() or ord(c) < 32 for c in url):
            raise UsageError(f"{url!r} is not the address of an endpoint; it begins with http:// or https://")
        return cls(url, token)

    def query(
        self,
        query: str,
        /,
        *,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
    ) -> Results:
        """The server's answer to a query; ``prefixes`` are declared where the query uses them.

        Raises QueryError when the server refuses the query, EndpointError when it can't be reached or answers
        with something else.
        """
        used = {*_USED.findall(query)}
        lines = (f"PREFIX {name}: <{iri}> " for name, iri in (prefixes or {}).items() if name in used)
        fields = [("query", "".join(lines) + query)]
        if use_default_graph_as_union:
            fields.append(("union-default-graph", "true"))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": _ACCEPT}
        with self.send("POST", self.url, urlencode(fields).encode(), headers) as response:
            kind = response.headers.get_content_type()
            try:
                if kind in (_ROWS, "application/json"):
                    return _rows(response.read())
                return _triples(response.read(), kind)
            except (SyntaxError, ValueError) as error:
                raise EndpointError(f"{self.url}: not an answer to a query: {one_line(error)}") from error
            except (OSError, http.client.HTTPException) as error:
                raise EndpointError(f"{self.url}: the answer broke off: {one_line(error)}") from error

    def __iter__(self) -> Iterator[ox.Quad]:
        """Every quad, graph by graph. Raises what :meth:`query` does."""
        for name in graphs(self):
            yield from quads_of(self, name)

    def quads_for_pattern(
        self, subject: None, predicate: None, object: None, graph_name: Name, /
    ) -> Iterator[ox.Quad]:
        """The statements of a graph; the default graph has those that no other has.

        Raises what :meth:`query` does.
        """
        query = "SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
        if not isinstance(graph_name, ox.DefaultGraph):
            query = f"SELECT ?s ?p ?o {{ GRAPH {graph_name} {{ ?s ?p ?o }} }}"
        for s, p, o in self._select(query):
            yield ox.Quad(s, p, o, graph_name)

    def __len__(self) -> int:
        """The number of statements, all graphs together. Raises what :meth:`query` does."""
        return sum(1 for _ in self)

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """The names of the graphs. Raises what :meth:`query` does."""
        for (name,) in self._select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
            if isinstance(name, ox.NamedNode):
                yield name

    def _select(self, query: str) -> Iterator[Any]:
        results = self.query(query)
        if not isinstance(results, ox.QuerySolutions):
            raise EndpointError(f"{self.url}: not an answer to a query: rows were expected")
        return results

    @contextmanager
    def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Iterator[Answer]:
        """Make a request and give the response to be read.

        Raises QueryError when the server says that the request is wrong (400), else EndpointError when it
        can't be reached or answers with an error.
        """
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = Request(url, body, {"User-Agent": "pourparlers", **known, **headers}, method=method)
        try:
            response = _opener.open(request, timeout=TIMEOUT)
        except HTTPError as error:
            with error:
                told = error.read(_TOLD * 4).decode("utf-8", "replace")
                text = " ".join("".join(c if c.isprintable() else " " for c in told).split())[:_TOLD]
            if error.code == http.HTTPStatus.BAD_REQUEST:
                raise QueryError(f"{self.url}: the server refuses the request: {text}") from error
            raise EndpointError(f"{self.url}: {_meaning(error.code)}: {text}", error.code) from error
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            text = (reason.strerror if isinstance(reason, OSError) else None) or str(reason)
            raise EndpointError(f"{self.url}: can't be reached: {one_line(text)}") from error
        with response:
            yield response


def _meaning(code: int) -> str:
    known = {401: "a token is needed (--token)", 403: "the token does not allow this"}
    return known.get(code) or f"the server answers {code}"


def _rows(data: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(data, ox.QueryResultsFormat.JSON)


def _triples(data: bytes, kind: str) -> Results:
    form = ox.RdfFormat.from_media_type(kind)
    if form is None:
        raise ValueError(f"it is {kind}")
    found = ox.Store()
    found.load(data, format=form)
    return found.query("CONSTRUCT WHERE { ?s ?p ?o }")
