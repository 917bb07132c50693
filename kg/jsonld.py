"""Quads -> compact JSON-LD, with the words of a context such as ontology/context.jsonld.

    {"id": "event/86fa-1", "type": ["PhoneCall", "Event"], "status": "occurred", "agent": "actor/Q7747"}

A property that the context has no fitting word for is written with its prefix and its value in full, so
nothing is lost. IRIs that begin with the base are relative to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.errors import WriteError
from kg.vocab import RDF, XSD

_RELATIVE = re.compile(r"[A-Za-z0-9%._~-]+(/[A-Za-z0-9%._~-]+)+(#[^\s<>]*)?")
_WORD = re.compile(r"[A-Za-z]\w*")
_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")


@dataclass(frozen=True, slots=True)
class Word:
    """A property's name in the context, and which values it may have: their type and container."""

    name: str
    type: str | None
    container: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """A JSON-LD context, read for writing."""

    base: str
    vocab: str
    names: frozenset[str]  # all that the context defines
    prefixes: Mapping[str, str]
    words: Mapping[str, tuple[Word, ...]]  # by IRI

    @classmethod
    def of(cls, context: Mapping[str, Any]) -> Context:
        """From a parsed context whose terms are strings or objects with @id, @type and @container."""
        plain = {k: v for k, v in context.items() if isinstance(v, str) and not k.startswith("@")}
        prefixes = {k: v for k, v in plain.items() if v.endswith(("/", "#"))}

        def full(text: str) -> str:
            prefix, colon, local = text.partition(":")
            return prefixes[prefix] + local if colon and prefix in prefixes else text

        words: dict[str, list[Word]] = defaultdict(list)
        for name, term in context.items():
            if isinstance(term, dict):
                kind = term.get("@type")
                word = Word(name, full(kind) if kind else None, term.get("@container"))
                words[full(term["@id"])].append(word)
            elif name in plain and name not in prefixes and not term.startswith("@"):
                words[full(term)].append(Word(name, None, None))
        return cls(
            base=context.get("@base", ""),
            vocab=context.get("@vocab", ""),
            names=frozenset(context),
            prefixes=prefixes,
            words={iri: tuple(found) for iri, found in words.items()},
        )

    def word(self, predicate: str, kind: str | None, container: str | None = None) -> str | None:
        """The name of a property for values of a type, None when the context has none."""
        found = self.words.get(predicate, ())
        return next((w.name for w in found if (w.type, w.container) == (kind, container)), None)

    def curie(self, iri: str) -> str:
        """An IRI with its prefix, or as it is."""
        known = [(full, name) for name, full in self.prefixes.items() if iri.startswith(full)]
        full, name = max(known, key=lambda pair: len(pair[0]), default=("", ""))
        local = iri.removeprefix(full)
        return f"{name}:{local}" if name and not local.startswith("//") else iri

    def thing(self, node: ox.NamedNode | ox.BlankNode) -> str:
        """A node where JSON-LD wants an id."""
        if isinstance(node, ox.BlankNode):
            return str(node)
        local = node.value.removeprefix(self.base) if self.base else node.value
        return local if local != node.value and _RELATIVE.fullmatch(local) else node.value

    def term(self, node: ox.NamedNode) -> str:
        """A node where JSON-LD wants a word of the vocabulary: a class, a status."""
        if name := self.word(node.value, None):
            return name
        local = node.value.removeprefix(self.vocab) if self.vocab else node.value
        short = local != node.value and _WORD.fullmatch(local) and local not in self.names
        return local if short else self.curie(node.value)

    def entry(self, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> tuple[str, Any]:
        """The key and the value of one statement."""
        if isinstance(value, ox.Literal):
            return self._literal(predicate, value)
        if predicate == RDF.type and isinstance(value, ox.NamedNode):
            return "type", self.term(value)
        if isinstance(value, ox.NamedNode) and (name := self.word(predicate, "@vocab")):
            return name, self.term(value)
        if name := self.word(predicate, "@id"):
            return name, self.thing(value)
        return self.curie(predicate), {"id": self.thing(value)}

    def _literal(self, predicate: str, value: ox.Literal) -> tuple[str, Any]:
        if value.language:
            if name := self.word(predicate, None, "@language"):
                return name, {value.language: value.value}
            return self.curie(predicate), {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if name := self.word(predicate, datatype):
            return name, value.value
        key = self.word(predicate, None) or self.curie(predicate)
        if datatype == XSD.string:
            return key, value.value
        if datatype == XSD.integer and _INTEGER.fullmatch(value.value):
            return key, int(value.value)
        return key, {"@value": value.value, "@type": self.curie(datatype)}


def compact(quads: Iterable[ox.Quad], context: Mapping[str, Any]) -> dict[str, Any]:
    """The document of ``quads``, in their order, that carries its context, so that it is read offline.

    The context must say that "id", "type" and "graph" are @id, @type and @graph. Raises WriteError for a
    statement about a statement, which JSON-LD can't hold.
    """
    words = Context.of(context)
    graphs: dict[str | None, dict[str, dict[str, Any]]] = defaultdict(dict)
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            raise WriteError("JSON-LD can't hold statements about statements; choose .trig")
        name = None if isinstance(quad.graph_name, ox.DefaultGraph) else words.thing(quad.graph_name)
        identity = words.thing(subject)
        node = graphs[name].setdefault(identity, {"id": identity})
        _add(node, *words.entry(quad.predicate.value, value))
    nodes = list(graphs.pop(None, {}).values())
    named = [{"id": name, "graph": list(found.values())} for name, found in graphs.items()]
    return {"@context": dict(context), "graph": [*nodes, *named]}


def _add(node: dict[str, Any], key: str, value: Any) -> None:
    """One more value of a property; words in a language map are kept by language."""
    if isinstance(value, dict) and not {"id", "@value"} & set(value):
        held = node.setdefault(key, {})
        for lang, text in value.items():
            _add(held, lang, text)
    elif key not in node:
        node[key] = value
    else:
        values = node[key] if isinstance(node[key], list) else [node[key]]
        node[key] = [*values, value]
