"""What no query may do: reach beyond the graph that is served.

A query is read by rdflib's parser, and its tree is searched for clauses that would fetch something: SERVICE
and LOAD, wherever they stand, and FROM with the name of a graph that is not here. Oxigraph, which runs the
query, has a parser of its own, and where two parsers differ something could hide. So the shape of a SERVICE
clause is also looked for in the text (:func:`kg.query.run.refuse_service`), and a text that only Oxigraph can
read is refused. rdflib is only asked about a text that has one of the words at all, as nobody can write a
clause without its keyword.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.algebra import translatePrologue
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from kg import vocab
from kg.errors import QueryError, RequestError
from kg.query.run import refuse_service

_ESCAPED = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")
_Tree = TypeVar("_Tree")
_REACHING = {"ServiceGraphPattern": "SERVICE", "Load": "LOAD"}


@lru_cache(maxsize=64)  # rdflib takes tenths of a second, and people ask again what they asked before
def graphs_of(query: str) -> frozenset[str]:
    """The IRIs of the graphs that a query names by FROM.

    Raises RequestError for a SERVICE clause, however it is hidden, and for a text that can't be looked into.
    """
    _refuse_shape(query)
    if not _mentions(query, "service", "from"):
        return frozenset()
    tree = _parsed(parseQuery, query)
    _refuse_reaching(tree)
    clauses = [node for node in _nodes(tree) if node.name == "DatasetClause"]
    if not clauses:
        return frozenset()
    try:
        prologue = translatePrologue(tree[0], None, initNs=dict(vocab.PREFIXES))
        named = (iri for clause in clauses for iri in clause.values())  # "default" or "named"
        return frozenset(str(prologue.absolutize(iri)) for iri in named)
    except Exception as error:  # rdflib raises a bare Exception for a prefix that it does not know
        raise RequestError(400, f"a graph named by FROM can't be told: {error}") from error


def check_update(update: str) -> None:
    """Raise RequestError when an update has a LOAD operation or a SERVICE clause, or can't be looked into."""
    _refuse_shape(update)
    if _mentions(update, "service", "load"):
        _refuse_reaching(_parsed(parseUpdate, update))


def _refuse_shape(text: str) -> None:
    try:
        refuse_service(text)
    except QueryError as error:
        raise RequestError(403, str(error)) from error


def _mentions(text: str, *words: str) -> bool:
    """Whether one of the words may be in a text; one with escaped characters may have any."""
    folded = text.casefold()
    return bool(_ESCAPED.search(text)) or any(word in folded for word in words)


def _parsed(parse: Callable[[str], _Tree], text: str) -> _Tree:
    """The tree of a query or update.

    Lines end for Oxigraph where a carriage return stands, for rdflib they don't, and a comment may be there.
    """
    try:
        return parse(text.replace("\r", "\n"))
    except RecursionError as error:
        raise RequestError(400, "the query is nested too deeply to be looked into") from error
    except ParseBaseException as error:
        line, column = error.lineno, error.column
        raise RequestError(
            400,
            f"the query can't be looked into: not SPARQL 1.1 at line {line}, column {column}",
            line,
            column,
        ) from error


def _refuse_reaching(tree: object) -> None:
    for node in _nodes(tree):
        if word := _REACHING.get(node.name):
            raise RequestError(403, f"{word} is refused: queries run on this graph only")


def _nodes(tree: object) -> Iterator[CompValue]:
    """Every named node of a tree."""
    ahead: list[object] = [tree]
    while ahead:
        at = ahead.pop()
        if isinstance(at, CompValue):
            yield at
            ahead.extend(at.values())
        elif isinstance(at, ParseResults | list | tuple):
            ahead.extend(at)
