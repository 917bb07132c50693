"""Answers say what Oxigraph says, whatever stands in a term."""

import pyoxigraph as ox
import pytest

from kg.serve.answer import ROWS, Query, answer
from kg.serve.settings import Limits
from kg.vocab import XSD

TERMS: list[ox.NamedNode | ox.BlankNode | ox.Literal] = [
    ox.Literal("tab\tnew\nline\rreturn\"quote'\\back"),
    ox.Literal("\u2028\x85\x7f🎉 <b>&amp;</b>"),
    ox.Literal("parlé", language="fr-be"),
    ox.Literal(""),
    ox.Literal(" ?x . "),
    ox.Literal("<http://a/>"),
    *(ox.Literal(words, datatype=ox.NamedNode(XSD.integer)) for words in ("1", "-5", "no number")),
    *(ox.Literal(words, datatype=ox.NamedNode(XSD.double)) for words in ("1.0E0", "INF", "x")),
    ox.Literal("1.50", datatype=ox.NamedNode(XSD.decimal)),
    ox.Literal("2025-02-12", datatype=ox.NamedNode(XSD.date)),
    ox.Literal("true", datatype=ox.NamedNode(XSD.boolean)),
    ox.Literal("x", datatype=ox.NamedNode("http://a/type")),
    ox.NamedNode("http://a/é?x=1&y=%3C"),
    ox.BlankNode("b"),
]
TEXT = "SELECT ?n ?term ?none { ?n <http://a/p> ?term OPTIONAL { ?n <http://a/none> ?none } } ORDER BY ?n"


@pytest.mark.parametrize("media", ROWS)
def test_rows_are_those_of_oxigraph(media: str) -> None:
    store = ox.Store()
    for number, term in enumerate(TERMS):
        store.add(ox.Quad(ox.NamedNode(f"http://a/{number:02}"), ox.NamedNode("http://a/p"), term))
    direct = store.query(TEXT)
    assert isinstance(direct, ox.QuerySolutions)
    expected = direct.serialize(format=ROWS[media])
    assert answer(store, Query(TEXT, accept=media), Limits()).body == expected


def test_a_row_is_counted_once_whatever_stands_in_it() -> None:
    store = ox.Store()
    text = "SELECT ?x { VALUES ?x { 'a\\nb\\nc' 'd\\re' } }"
    for media in ROWS:
        assert answer(store, Query(text, accept=media), Limits(rows=2)).body
