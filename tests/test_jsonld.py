"""Compact JSON-LD says what the quads say, to both readers."""

import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import WriteError
from kg.jsonld import compact
from kg.vocab import NIF, PP, RDF, RDFS, SEM, XSD, ontology_path

N = ox.NamedNode
BASE = "https://ex.org/id/"
GRAPH = N(f"{BASE}graph/resolved")
EVENT = N(f"{BASE}event/1")
TEXT = '</script> "quoted" \\ \n \u2028 @id https://ex.org/id/event/2 \U0001f4de'


def context() -> dict[str, Any]:
    text = (ontology_path() / "context.jsonld").read_text(encoding="utf-8")
    return {"@base": BASE, **json.loads(text)["@context"]}


QUADS = [
    ox.Quad(EVENT, N(RDF.type), N(PP.PhoneCall), GRAPH),
    ox.Quad(EVENT, N(RDF.type), N("https://mine.example/TradeFair"), GRAPH),
    ox.Quad(EVENT, N(RDF.type), N(SEM.Place), GRAPH),
    ox.Quad(EVENT, N(PP.status), N(PP.occurred), GRAPH),
    ox.Quad(EVENT, N(PP.status), N("https://mine.example/status"), GRAPH),
    ox.Quad(EVENT, N(PP.participant), N(f"{BASE}actor/Q1"), GRAPH),
    ox.Quad(EVENT, N(PP.participant), N(f"{BASE}actor/Q2"), GRAPH),
    ox.Quad(EVENT, N(PP.participant), N("https://other.example/a:b"), GRAPH),
    ox.Quad(EVENT, N(PP.participant), N(f"{BASE}a:b/c"), GRAPH),
    ox.Quad(EVENT, N(PP.participant), ox.Literal("no IRI"), GRAPH),
    ox.Quad(EVENT, N(RDFS.label), ox.Literal(TEXT, language="fr"), GRAPH),
    ox.Quad(EVENT, N(RDFS.label), ox.Literal("two", language="fr"), GRAPH),
    ox.Quad(EVENT, N(RDFS.label), ox.Literal("plain"), GRAPH),
    ox.Quad(EVENT, N(PP.confidence), ox.Literal("0.50", datatype=N(XSD.decimal)), GRAPH),
    ox.Quad(EVENT, N(PP.confidence), ox.Literal("high"), GRAPH),
    ox.Quad(EVENT, N(SEM.hasBeginTimeStamp), ox.Literal("2025-02", datatype=N(XSD.gYearMonth)), GRAPH),
    ox.Quad(EVENT, N(NIF.beginIndex), ox.Literal("7", datatype=N(XSD.integer)), GRAPH),
    ox.Quad(EVENT, N(NIF.endIndex), ox.Literal("007", datatype=N(XSD.integer)), GRAPH),
    ox.Quad(N(f"{BASE}article/1#char=0,3;1"), N(NIF.anchorOf), ox.Literal(TEXT), N(f"{BASE}article/1")),
    ox.Quad(EVENT, N("https://mine.example/p"), ox.BlankNode("b"), GRAPH),
    ox.Quad(ox.BlankNode("b"), N("https://mine.example/p"), ox.Literal(""), ox.DefaultGraph()),
]


@pytest.mark.parametrize("quad", QUADS, ids=str)
def test_each_statement_comes_back(quad: ox.Quad) -> None:
    text = json.dumps(compact([quad], context()))
    (back,) = ox.parse(text, format=ox.RdfFormat.JSON_LD)
    if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
        assert back.predicate == quad.predicate
    else:
        assert back == quad


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it warns of its own use
def test_two_readers_find_all_statements() -> None:
    text = json.dumps(compact(QUADS, context()))
    named = [q for q in QUADS if "_:" not in str(q)]
    assert set(named) <= set(ox.parse(text, format=ox.RdfFormat.JSON_LD))
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format="json-ld")
    assert len(set(dataset.quads())) == len(QUADS)


def test_what_the_context_knows_is_short() -> None:
    (node,) = compact(QUADS[:7], context())["graph"][0]["graph"]
    assert node == {
        "id": "event/1",
        "type": ["PhoneCall", "https://mine.example/TradeFair", "Place"],
        "status": ["occurred", "https://mine.example/status"],
        "participant": ["actor/Q1", "actor/Q2"],
    }


def test_statement_about_a_statement_is_refused() -> None:
    inner = ox.Triple(EVENT, N(PP.status), N(PP.occurred))
    with pytest.raises(WriteError, match="choose"):
        compact([ox.Quad(EVENT, N(PP.content), inner)], context())
