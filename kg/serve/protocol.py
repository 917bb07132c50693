"""The SPARQL 1.1 Protocol: a request becomes a query or an update, or an error that says what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.errors import RequestError
from kg.serve.answer import Query

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Update:
    """An update as the protocol brings it."""

    text: str


def by_address(query_string: str, accept: str | None, longest: int) -> Query:
    """The query of a GET request. Raises RequestError: 400, 414 when it is longer than ``longest``."""
    fields = _fields(query_string)
    if any(name == "update" for name, _ in fields):
        raise RequestError(400, "an update is sent by POST")
    return _query(fields, accept, longest, 414)


def by_body(
    query_string: str, content_type: str | None, body: bytes, accept: str | None, longest: int
) -> Query | Update:
    """The query or update of a POST request. Raises RequestError: 400, 413 when it is too long, 415."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in (FORM, QUERY, UPDATE):
        raise RequestError(415, f"send {FORM}, {QUERY} or {UPDATE}")
    charset = _CHARSET.search(content_type or "")
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RequestError(415, "send UTF-8")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, "the body is not valid UTF-8") from error
    fields = _fields(query_string)
    if kind == FORM:
        fields += _fields(text)
    else:
        fields.append(("query" if kind == QUERY else "update", text))
    if not any(name == "update" for name, _ in fields):
        return _query(fields, accept, longest, 413)
    if any(name in ("using-graph-uri", "using-named-graph-uri") for name, _ in fields):
        raise RequestError(400, "name the graphs in the update itself, by USING or WITH")
    update = _single(fields, "update", "query")
    _check_length(update, longest, 413)
    return Update(update)


def _query(fields: list[tuple[str, str]], accept: str | None, longest: int, status: int) -> Query:
    text = _single(fields, "query", "update")
    _check_length(text, longest, status)
    default = tuple(value for name, value in fields if name == "default-graph-uri")
    named = tuple(value for name, value in fields if name == "named-graph-uri")
    return Query(text, default, named, accept)


def _single(fields: list[tuple[str, str]], name: str, other: str) -> str:
    values = [value for key, value in fields if key == name]
    if len(values) != 1 or any(key == other for key, _ in fields):
        raise RequestError(400, f"a request has exactly one {name}, and none of {other}")
    if "\0" in values[0]:
        raise RequestError(400, f"the {name} has a NUL character")
    return values[0]


def _check_length(text: str, longest: int, status: int) -> None:
    if len(text) > longest:
        raise RequestError(status, f"the query is longer than {longest} characters")


def _fields(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:  # also a UnicodeDecodeError
        raise RequestError(400, "the parameters are not well formed") from error
