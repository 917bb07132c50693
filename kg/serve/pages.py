"""The pages for people, and every thing's own address for programs.

Templates escape whatever stands in the graph, and no page but the one for queries and the graph view runs any
script at all.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kg import vocab
from kg.errors import KgError, RequestError
from kg.query.catalogue import catalogue
from kg.serve import lookup
from kg.serve.answer import TRIPLES, Answer
from kg.serve.backend import Backend
from kg.serve.endpoint import failure
from kg.serve.negotiate import language, media_type
from kg.serve.settings import Limits
from kg.serve.words import LANGUAGES, words_in

_FILES = {
    "serve.css": ("static/serve.css", "text/css"),
    "query.js": ("static/query.js", "text/javascript"),
    "query.css": ("static/query.css", "text/css"),
    "yasgui.js": ("vendor/yasgui.min.js", "text/javascript"),
    "yasgui.css": ("vendor/yasgui.min.css", "text/css"),
}
_FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
# YASGUI puts two styles into the page, for columns that can be drawn wider; they are allowed by their hashes.
_QUERY_POLICY = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=' "
    "'sha256-c0O6TmFAkgpNbHxKAa1BrveWHHopjEtC47i0PzMudxg='; "
    "img-src 'self' data:; font-src data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_DRAWING_SECONDS = 60.0
_OVERVIEW_SECONDS = 30.0


class Pages:
    """What people open."""

    def __init__(self, backend: Backend, title: str, limits: Limits) -> None:
        self._backend, self._title, self._limits = backend, title, limits

    def routes(self) -> list[Route]:
        """What is answered; the last of them is every thing's own address, by the two parts of its IRI."""
        return [
            Route("/", self.overview),
            Route("/query", self.query),
            Route("/terms.json", self.terms),
            Route("/graph", self.graph),
            Route("/articles", self.articles),
            Route("/static/{name}", self.static),
            Route("/{kind}/{key:path}", self.thing),
        ]

    async def overview(self, request: Request) -> Response:
        """How much there is, and where to begin."""
        lang = _language(request)
        found = await self._backend.once(lookup.overview, lang, seconds=_OVERVIEW_SECONDS)
        return self._page(request, "overview", overview=found)

    async def articles(self, request: Request) -> Response:
        """The list of articles, page by page, all of them or those with some words."""
        words = request.query_params.get("words", "").strip()[:200]
        number = request.query_params.get("page", "1")
        page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
        found = await self._backend.pages.run(lookup.articles, _language(request), words, max(page, 1))
        last = max(1, -(-found.total // lookup.PAGE))
        return self._page(request, "articles", listing=found, search=words, page=max(page, 1), last=last)

    async def thing(self, request: Request) -> Response:
        """An article, actor, event or anything else, as a page or as RDF."""
        _, kind, key = request.scope["raw_path"].decode("utf-8", "replace").split("/", 2)
        accept = request.headers.get("accept")
        if (wanted := request.query_params.get("format")) is not None:
            accept = _FORMATS.get(wanted, "x/none")
        media = media_type(accept, ["text/html", *TRIPLES])
        if media is None:
            raise RequestError(406, f"it comes as text/html, {', '.join(TRIPLES)}")
        if media != "text/html":
            told: Answer = await self._backend.pages.run(lookup.describe, kind, key, media, self._limits)
            return Response(told.body, media_type=told.media_type, headers={"Vary": "Accept"})
        task = lookup.article if kind == "article" else lookup.thing
        found = await self._backend.pages.run(task, _language(request), kind, key)
        name = "article" if kind == "article" else "thing"
        return self._page(request, name, thing=found, formats=list(_FORMATS))

    async def graph(self, request: Request) -> Response:
        """The page of ``kg view``, under the policy that it is made for."""
        lang = _language(request)
        found: lookup.Drawing = await self._backend.once(
            lookup.drawing, lang, self._title, seconds=_DRAWING_SECONDS
        )
        policy = f"{found.policy}; frame-ancestors 'none'"
        return HTMLResponse(
            found.html, headers={"Content-Security-Policy": policy, "Vary": "Accept-Language"}
        )

    async def query(self, request: Request) -> Response:
        """The page for queries."""
        lang = _language(request)
        examples = [(q.titles[lang], q.descriptions[lang], q.sparql) for q in catalogue()]
        response = self._page(request, "query", examples=examples, first=_first_query())
        response.headers["Content-Security-Policy"] = _QUERY_POLICY
        return response

    async def terms(self, request: Request) -> Response:
        """The classes and properties that the page for queries completes."""
        known = vocab.terms()
        classes = [iri for iri, term in known.items() if term.is_class]
        return JSONResponse({"class": classes, "property": [iri for iri in known if iri not in classes]})

    async def static(self, request: Request) -> Response:
        """One of the few files that pages are made of."""
        try:
            name, media = _FILES[request.path_params["name"]]
        except KeyError:
            raise RequestError(404, "there is no such file") from None
        data, tag = _file(name)
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(data, media_type=media, headers={"ETag": tag, "Cache-Control": "max-age=3600"})

    async def failed(self, request: Request, error: Exception) -> Response:
        """What went wrong, as a page for people and as text or JSON for programs."""
        allowed = None
        if isinstance(error, HTTPException):
            allowed = (error.headers or {}).get("Allow")
            said = {404: "there is nothing at this address", 405: "that method is not for this address"}
            error = RequestError(error.status_code, said.get(error.status_code, error.detail))
        assert isinstance(error, KgError)
        accept = request.headers.get("accept")
        response = failure(error, accept)
        if media_type(accept, ["text/plain", "text/html"]) == "text/html":
            page = self._page(request, "error", message=str(error))
            page.status_code = response.status_code
            page.headers.update({k: v for k, v in response.headers.items() if not k.startswith("content-")})
            response = page
        if allowed:
            response.headers["Allow"] = allowed
        return response

    def _page(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        lang = _language(request)
        text = (
            _templates()
            .get_template(f"{template}.html.j2")
            .render(lang=lang, words=words_in(lang), title=self._title, path=request.url.path, **values)
        )
        return HTMLResponse(text, headers={"Vary": "Accept, Accept-Language"})


def _language(request: Request) -> str:
    return language(request.headers.get("accept-language"), LANGUAGES)


@cache
def _templates() -> Environment:
    folder = files("kg.serve").joinpath("templates")
    loader = FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8"))
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _file(name: str) -> tuple[bytes, str]:
    """A file of the package and its entity tag."""
    data = files("kg.serve").joinpath(name).read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:16]}"'


def _first_query() -> str:
    prefixes = ("pp", "skos", "rdfs", "sem", "schema")
    head = "\n".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}>" for name in prefixes)
    return f"""{head}

SELECT ?event ?label ?status WHERE {{
  ?event a pp:Event ; rdfs:label ?label ; pp:status ?status .
}} LIMIT 20"""
