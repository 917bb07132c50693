"""Every shipped query, asked of a small story in data/example.trig, by two engines."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow

from kg.query.catalogue import NamedQuery, catalogue
from kg.vocab import terms

DATA = Path(__file__).parent / "data"
BASE = "https://w3id.org/pourparlers/id/"
JOINED = " | "
EXPECTED: dict[str, list[list[str]]] = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
QUERIES = catalogue()

Cells = list[list[str]]


def cell(text: str | None) -> str:
    """A value without its base; the order of joined values is the engine's own and is undone."""
    return JOINED.join(sorted((text or "").removeprefix(BASE).split(JOINED)))


def ask_oxigraph(store: ox.Store, query: NamedQuery) -> Cells:
    rows = store.query(query.sparql, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return [[cell(str(value.value) if value is not None else None) for value in row] for row in rows]


def ask_rdflib(dataset: rdflib.Dataset, query: NamedQuery) -> Cells:
    rows = [row for row in dataset.query(query.sparql) if isinstance(row, ResultRow)]
    return [[cell(str(value) if value is not None else None) for value in row] for row in rows]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(path=str(DATA / "example.trig"), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(DATA / "example.trig", format="trig")
    return dataset


def test_every_query_has_expected_rows_and_the_reverse() -> None:
    assert {query.name for query in QUERIES} == set(EXPECTED)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_oxigraph_answers_as_expected(store: ox.Store, query: NamedQuery) -> None:
    assert EXPECTED[query.name], "an expected answer without rows would show nothing"
    assert ask_oxigraph(store, query) == EXPECTED[query.name]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it calls its own old names
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_rdflib_gives_the_same_rows(dataset: rdflib.Dataset, query: NamedQuery) -> None:
    assert ask_rdflib(dataset, query) == EXPECTED[query.name]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_names_only_terms_that_exist(query: NamedQuery) -> None:
    known = {iri.rsplit("#", 1)[-1] for iri in terms()}
    code = "".join(line for line in query.sparql.splitlines(keepends=True) if not line.startswith("#"))
    used = set(re.findall(r"\bpp:(\w+)", code))
    assert used <= known


def test_plover_codes_are_those_of_the_ontology() -> None:
    sparql = next(query.sparql for query in QUERIES if query.name == "events-by-plover-code")
    notations = {term.name: term.notation for term in terms().values()}
    families = {
        term.name
        for term in terms().values()
        if any(parent.endswith("#Event") for parent in term.parents) and term.notation
    }
    pairs = dict(part.strip("() ").split(" ", 1) for part in sparql.split("(pp:")[1:] if '"' in part)
    codes = {name: code.split('"')[1] for name, code in pairs.items()}
    assert set(codes) == families | {"Departure"}
    assert all(str(notations[name]).split("/")[0] == code for name, code in codes.items())
