"""Does a graph keep the shapes of ontology/shapes.ttl? pySHACL answers; this says so to people.

    faults = validate(store)
    print(report(faults, "en"))

pySHACL is an extra: ``pip install '.[validate]'`` in a copy of the project.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.errors import UsageError
from kg.model import Label
from kg.store import Dataset
from kg.vocab import PP, PREFIXES, RDFS, ontology_path, terms

_SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
_SHOWN = 10
_LONGEST = 100


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One node that breaks one rule.

    ``node`` is its IRI, ``path`` the property concerned or "" when the rule is about the node, ``message``
    what is wrong, by language, ``value`` the value that is wrong or "" when one is missing.
    """

    node: str
    path: str
    message: tuple[Label, ...]
    value: str

    def says(self, lang: str) -> str:
        """The message in a language, else in any."""
        texts = {label.lang: label.text for label in self.message}
        return texts.get(lang) or next(iter(texts.values()), self.path)


def validate(data: Dataset | rdflib.Graph, extra: Iterable[Path] = ()) -> tuple[Fault, ...]:
    """The faults of a dataset, all its graphs read as one, in a fixed order; none when it keeps the shapes.

    ``extra`` are a user's own Turtle files with further classes. ``data`` is not changed. Raises UsageError
    when pySHACL is not installed and DataError when the ontology can't be read.
    """
    try:
        pyshacl = importlib.import_module("pyshacl")
    except ImportError as error:
        raise UsageError("validation needs pySHACL: pip install pyshacl") from error
    shapes = rdflib.Graph().parse(ontology_path() / "shapes.ttl", format="turtle")
    graph = rdflib.Graph()
    for triple in (*_triples(data), *_class_tree(extra)):
        graph.add(triple)
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inplace=True)
    return tuple(sorted(set(_faults(results, shapes))))


def report(faults: Iterable[Fault], lang: str = "en") -> str:
    """Faults for a person: each rule that is broken, the nodes that break it, and what to look at.

    At most ten nodes a rule are listed, the rest are counted. An empty string when there are no faults.
    """
    rules: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        rules[fault.says(lang)].append(fault)
    more = {"fr": "... et {} de plus", "en": "... and {} more"}.get(lang, "... +{}")
    blocks = []
    for message, found in sorted(rules.items(), key=lambda rule: (-len(rule[1]), rule[0])):
        lines = [f"{len(found)} x {message}"]
        lines += [f"    {_line(fault)}" for fault in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(f"    {more.format(len(found) - _SHOWN)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


_Node = rdflib.URIRef | rdflib.BNode | rdflib.Literal
_Triple = tuple[rdflib.URIRef | rdflib.BNode, rdflib.URIRef, _Node]


def _triples(data: Dataset | rdflib.Graph) -> Iterator[_Triple]:
    if not isinstance(data, rdflib.Graph):
        for quad in data:
            subject, value = _term(quad.subject), _term(quad.object)
            if subject is not None and value is not None and not isinstance(subject, rdflib.Literal):
                yield subject, rdflib.URIRef(quad.predicate.value), value
        return
    graphs = data.graphs() if isinstance(data, rdflib.Dataset) else (data,)
    for graph in graphs:
        for s, p, o in graph:
            if (
                isinstance(s, rdflib.URIRef | rdflib.BNode)
                and isinstance(p, rdflib.URIRef)
                and isinstance(o, rdflib.URIRef | rdflib.BNode | rdflib.Literal)
            ):
                yield s, p, o


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> _Node | None:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        plain = term.datatype == ox.NamedNode(str(rdflib.XSD.string))
        return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value))
    return None


def _class_tree(extra: Iterable[Path]) -> Iterator[_Triple]:
    """What the shapes ask of the ontology: which class is below which, and which are symmetric."""
    for term in terms(extra).values():
        if term.is_class:
            for parent in term.parents:
                yield rdflib.URIRef(term.iri), rdflib.URIRef(RDFS.subClassOf), rdflib.URIRef(parent)
            if term.symmetric:
                yield rdflib.URIRef(term.iri), rdflib.URIRef(PP.symmetric), rdflib.Literal(True)


def _faults(results: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Fault]:
    """The results of pySHACL; the messages are the shapes' own, since it drops the language of some."""
    for result in results.subjects(rdflib.RDF.type, _SH.ValidationResult):
        shape = results.value(result, _SH.sourceShape)
        messages = (m for m in shapes.objects(shape, _SH.message) if isinstance(m, rdflib.Literal))
        path = results.value(result, _SH.resultPath)
        value = results.value(result, _SH.value)
        yield Fault(
            str(results.value(result, _SH.focusNode)),
            " | ".join(str(iri) for iri in _path(results, path)),
            tuple(sorted(Label(str(m), m.language or "") for m in messages)),
            "" if value is None else str(value),
        )


def _path(results: rdflib.Graph, path: rdflib.term.Node | None) -> Iterator[rdflib.URIRef]:
    """The properties that a path names, in their order."""
    if isinstance(path, rdflib.URIRef):
        if path != rdflib.RDF.nil:
            yield path
    elif path is not None:
        for predicate in (_SH.alternativePath, rdflib.RDF.first, rdflib.RDF.rest):
            yield from _path(results, results.value(path, predicate))


def _line(fault: Fault) -> str:
    parts = [_short(fault.node)]
    if fault.path:
        parts.append(" | ".join(_short(iri) for iri in fault.path.split(" | ")))
    if fault.value and fault.value != fault.node:
        parts.append(_short(fault.value))
    return "   ".join(parts)


def _short(text: str) -> str:
    """An IRI with its prefix, or words on one line and not too long."""
    for prefix, iri in sorted(PREFIXES.items(), key=lambda pair: -len(pair[1])):
        if text.startswith(iri):
            return f"{prefix}:{text.removeprefix(iri)}"
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 3] + "..."
