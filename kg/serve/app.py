"""The server: which address is answered by what, and what surrounds every answer."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError, UsageError
from kg.serve.backend import Backend
from kg.serve.endpoint import Endpoint
from kg.serve.pages import Pages
from kg.serve.settings import Settings

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\[\]:@,\s]+))(?::[0-9]*)?")
_HEAD = 2**16  # bytes of a request's headers
_ENCODED = 12  # bytes of a character in an address: up to four, of three each


def serve(settings: Settings, *, tell: Callable[[str], None] = lambda address: None) -> None:
    """Serve a graph until the process is told to stop; ``tell`` gets the server's address once it answers.

    Raises UsageError when the address can't be listened on, GraphError when there is no graph.
    """
    with listen(settings) as listener:
        backend = Backend(settings)
        try:
            host, port = listener.getsockname()[:2]
            tell(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")
            server_of(settings, backend).run(sockets=[listener])
        finally:
            backend.close()


def listen(settings: Settings) -> socket.socket:
    """A socket that listens. Raises UsageError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=512)
    except OSError as error:
        where = f"{settings.host}, port {settings.port}"
        raise UsageError(f"{where}: can't be listened on: {error.strerror}; see --host and --port") from error


def server_of(settings: Settings, backend: Backend) -> uvicorn.Server:
    """The HTTP server of a graph; it closes ``backend`` when it stops."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings, backend),
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_level="warning",
            server_header=False,
            h11_max_incomplete_event_size=_HEAD + _ENCODED * settings.limits.length,
            timeout_graceful_shutdown=1,
        )
    )


def create_app(settings: Settings, backend: Backend) -> ASGIApp:
    """The application that answers from a backend, which it closes when it is shut down."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(backend.watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.to_thread(backend.close)

    endpoint = Endpoint(settings, backend)
    pages = Pages(backend, settings.graph.stem, settings.limits)
    app = Starlette(
        routes=[*endpoint.routes(), *pages.routes()],
        exception_handlers={KgError: pages.failed, HTTPException: pages.failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return Doorkeeper(app, settings)


class Doorkeeper:
    """Answers only to the names that the server has, and says on every response what a browser may do."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.names = app, settings.names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self.app
        if _name(Headers(scope=scope).get("host", "")) not in self.names:
            app = PlainTextResponse(
                "This server does not go by that name; its owner can allow it with --allow-host.\n", 421
            )
        await app(scope, receive, send_with_headers)


def _name(host: str) -> str:
    """The name in a Host header, without brackets, a port or a final dot; "" for what is none."""
    found = _HOST.fullmatch(host.strip().casefold())
    return (found[1] or found[2].rstrip(".")) if found else ""
