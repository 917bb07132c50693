"""Who talked to whom, and which sentence says so: a knowledge graph from news, offline.

    >>> from kg import PP, Graph, build
    >>> graph = build("notebooks/articles")                       # doctest: +SKIP
    >>> graph.query("SELECT ?who { ?call a pp:PhoneCall ; pp:participant/skos:prefLabel ?who }")
    ...                                                           # doctest: +SKIP
    >>> graph.save("graph/graph.trig")                            # doctest: +SKIP
    >>> same = Graph.load("graph/graph.trig")                     # doctest: +SKIP

A graph made elsewhere, or by hand, is asked in the same way:

    >>> from kg.store import new
    >>> import pyoxigraph as ox
    >>> event = ox.NamedNode("https://example.org/1")
    >>> graph = Graph(new([ox.Quad(event, ox.NamedNode(PP.status), ox.NamedNode(PP.occurred))]))
    >>> graph.query("ASK { ?event pp:status pp:occurred }")
    True

Names are imported when they are first used, so that ``import kg`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.graph import Graph
    from kg.model import Article
    from kg.pipeline import build
    from kg.version import software_version
    from kg.vocab import PP

    __version__ = software_version()

__all__ = ["PP", "Article", "Graph", "KgError", "__version__", "build"]

_HOME = {
    "PP": "kg.vocab",
    "Article": "kg.model",
    "Graph": "kg.graph",
    "KgError": "kg.errors",
    "build": "kg.pipeline",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("kg.version").software_version()
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
