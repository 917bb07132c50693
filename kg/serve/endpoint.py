"""/sparql: the SPARQL 1.1 Protocol over HTTP."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.errors import BusyError, KgError, RequestError
from kg.serve import protocol
from kg.serve.answer import Answer, Query, answer
from kg.serve.backend import Backend
from kg.serve.negotiate import media_type
from kg.serve.settings import Settings

_METHODS = "GET, HEAD, POST, OPTIONS"
_ACCEPTED = f"{protocol.FORM}, {protocol.QUERY}, {protocol.UPDATE}"
_BODY_SECONDS = 20.0  # for a client to send its body
_ENCODED = 12  # bytes of a character in a form: up to four, of three each


class Endpoint:
    """Answers queries, and runs the updates of those who may."""

    def __init__(self, settings: Settings, backend: Backend) -> None:
        self._settings, self._backend = settings, backend
        self._longest = settings.limits.length

    def routes(self) -> list[Route]:
        """What is answered."""
        methods = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"]
        return [Route("/sparql", self._respond, methods=methods)]

    async def _respond(self, request: Request) -> Response:
        handlers: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "GET": self._get,
            "HEAD": self._get,
            "POST": self._post,
            "OPTIONS": self._options,
        }
        try:
            response = await handlers.get(request.method, self._refuse)(request)
        except KgError as error:
            response = failure(error, request.headers.get("accept"))
        self._share(request, response.headers)
        return response

    async def _get(self, request: Request) -> Response:
        accept = request.headers.get("accept")
        if not request.url.query and media_type(accept, ["text/plain", "text/html"]) == "text/html":
            return RedirectResponse("/query", 303)
        return await self._answer(protocol.by_address(request.url.query, accept, self._longest))

    async def _post(self, request: Request) -> Response:
        operation = protocol.by_body(
            request.url.query,
            request.headers.get("content-type"),
            await self._body(request),
            request.headers.get("accept"),
            self._longest,
        )
        if isinstance(operation, protocol.Update):
            self._check_token(request)
            await self._backend.update(operation.text)
            return Response(status_code=204)
        return await self._answer(operation)

    async def _options(self, request: Request) -> Response:
        return Response(status_code=204, headers={"Allow": _METHODS, "Accept-Post": _ACCEPTED})

    async def _refuse(self, request: Request) -> Response:
        raise RequestError(405, f"{request.method} is not for this address; it knows {_METHODS}")

    async def _answer(self, query: Query) -> Response:
        given: Answer = await self._backend.queries.run(answer, query, self._settings.limits)
        return Response(given.body, media_type=given.media_type, headers={"Vary": "Accept"})

    async def _body(self, request: Request) -> bytes:
        """The body, which is read no further than the longest query may be."""
        longest = _ENCODED * self._longest
        body = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > longest:
                        raise RequestError(413, f"the query is longer than {self._longest} characters")
        except TimeoutError as error:
            raise RequestError(408, "the body did not come in time") from error
        return bytes(body)

    def _check_token(self, request: Request) -> None:
        token = self._settings.token
        if token is None:
            raise RequestError(403, "this server is read-only; its owner can allow updates with --writable")
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise RequestError(401, "an update needs a token: Authorization: Bearer TOKEN")
        if not hmac.compare_digest(shown.strip().encode(), token.encode()):
            raise RequestError(403, "the token is not the one that this server knows")

    def _share(self, request: Request, headers: MutableHeaders) -> None:
        """Let pages of the allowed origin read the response."""
        allowed = self._settings.cors
        if allowed is None:
            return
        headers.add_vary_header("Origin")
        if allowed not in ("*", request.headers.get("origin")):
            return
        headers["Access-Control-Allow-Origin"] = allowed
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
            headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type"
            headers["Access-Control-Max-Age"] = "3600"


def failure(error: KgError, accept: str | None) -> Response:
    """What went wrong, as JSON for a client that reads that, else as a line of text."""
    status = status_of(error)
    told: dict[str, str | int] = {"status": status, "error": str(error)}
    if isinstance(error, RequestError) and error.line is not None and error.column is not None:
        told |= {"line": error.line, "column": error.column}
    headers = {
        401: {"WWW-Authenticate": "Bearer"},
        405: {"Allow": _METHODS},
        415: {"Accept-Post": _ACCEPTED},
        503: {"Retry-After": "2"},
    }.get(status, {})
    wanted = media_type(
        accept, ["text/plain", "application/json", "application/sparql-results+json", "application/ld+json"]
    )
    if wanted is not None and wanted.endswith("json"):
        return JSONResponse(told, status, headers)
    return PlainTextResponse(f"{error}\n", status, headers)


def status_of(error: KgError) -> int:
    """The HTTP status that tells of an error."""
    if isinstance(error, RequestError):
        return error.status
    return 503 if isinstance(error, BusyError) else 500
