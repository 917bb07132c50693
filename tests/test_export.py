"""A dataset in the formats of other programs."""

import csv
import io
import sys
from pathlib import Path

import invented
import networkx as nx
import pyarrow.parquet
import pyoxigraph as ox
import pytest
from invented import at_once

from kg import export, store, vocab
from kg.cli import run
from kg.errors import UsageError
from kg.export import Format
from kg.graph import Graph

DATASET = store.new(at_once(invented.readings(3, people=5)))
HEAD = """
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
@prefix gaf: <http://groundedannotationframework.org/gaf#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://ex.org/> .
x:a skos:prefLabel "Ada"@fr , "Ada the first"@en . x:b skos:prefLabel "Bo" . x:c skos:prefLabel "Cy"@fr .
x:geneva skos:prefLabel "Genève"@fr , "Geneva"@en .
"""
ACCUSATION = """
x:1 a pp:Accusation , pp:Event ; pp:status pp:occurred ; pp:confidence 0.75 ; pp:place x:geneva ;
  pp:agent x:a ; pp:participant x:a , x:b , x:c ; pp:recipient x:b , x:c ;
  sem:hasEarliestBeginTimeStamp "2025-02"^^xsd:gYearMonth ; gaf:denotedBy x:late , x:soon .
x:soon nif:referenceContext x:paper ; nif:beginIndex 14 ; nif:endIndex 20 .
x:late nif:referenceContext x:news ; nif:beginIndex 0 ; nif:endIndex 3 .
x:paper schema:datePublished "2025-03-01"^^xsd:date ;
  nif:isString "First. Ada\\n= accused both, \\"twice\\". Last." .
x:news nif:isString "Ada again." ; schema:datePublished "2025-03-02"^^xsd:date .
"""


def dataset(text: str) -> ox.Store:
    made = ox.Store()
    made.load((HEAD + text).encode(), format=ox.RdfFormat.TURTLE)
    return made


def exported(data: ox.Store, form: Format, lang: str = "en") -> bytes:
    out = io.BytesIO()
    export.export(data, form, out, vocab.taxonomy(), lang)
    return out.getvalue()


def pairs(text: str) -> list[tuple[str, str]]:
    return [(row.source, row.target) for row in export.rows(dataset(text), vocab.taxonomy())]


def test_the_table_of_events() -> None:
    table = list(csv.DictReader(io.StringIO(exported(dataset(ACCUSATION), Format.CSV).decode())))
    assert [*table[0]][:10] == [
        "date",
        "source",
        "target",
        "class",
        "plover",
        "status",
        "place",
        "confidence",
        "article",
        "quote",
    ]
    first, second = table
    assert (first["target"], second["target"]) == ("Bo", "Cy")
    assert first | {"target": "", "target_iri": ""} == second | {"target": "", "target_iri": ""}
    assert first == {
        "date": "2025-02",
        "source": "Ada the first",
        "target": "Bo",
        "class": "Accusation",
        "plover": "ACCUSE/allege",
        "status": "occurred",
        "place": "Geneva",
        "confidence": "0.75",
        "article": "https://ex.org/paper",
        "quote": '= accused both, "twice".',
        "published": "2025-03-01",
        "event": "https://ex.org/1",
        "source_iri": "https://ex.org/a",
        "target_iri": "https://ex.org/b",
    }


def test_names_are_in_the_language_that_is_asked_for() -> None:
    (row, _) = csv.DictReader(io.StringIO(exported(dataset(ACCUSATION), Format.CSV, "fr").decode()))
    assert (row["source"], row["target"], row["place"]) == ("Ada", "Bo", "Genève")


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ("pp:participant x:b , x:c", [("Bo", "Cy")]),
        ("pp:participant x:a , x:b , x:c", [("Ada the first", "Bo"), ("Ada the first", "Cy"), ("Bo", "Cy")]),
        ("pp:participant x:b", [("Bo", "")]),
        ("pp:participant x:b , x:c ; pp:agent x:b", [("Bo", "Cy")]),
        ("pp:participant x:b ; pp:agent x:b", [("Bo", "")]),
        ("pp:participant x:b , x:c ; pp:agent x:b , x:c", [("Bo", ""), ("Cy", "")]),
        ("pp:participant x:b ; pp:recipient x:b", [("", "Bo")]),
        ("pp:participant x:b ; pp:agent x:b ; pp:recipient x:b", [("Bo", "")]),
        ("pp:confidence 1", [("", "")]),
    ],
)
def test_who_does_it_to_whom(roles: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(f"x:1 a pp:Meeting ; pp:status pp:planned ; {roles} .") == expected


def test_what_is_not_known_is_empty() -> None:
    (row,) = export.rows(dataset("x:1 pp:status pp:denied ."), vocab.taxonomy())
    assert (row.status, row.event, row.confidence) == ("denied", "https://ex.org/1", None)
    assert not any((row.date, row.cls, row.plover, row.place, row.article, row.quote, row.published))


def test_every_event_is_in_the_table_however_many_are_asked_for_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = list(export.rows(DATASET, vocab.taxonomy()))
    assert len({row.event for row in table}) == 9
    assert all(row.quote for row in table)
    monkeypatch.setattr(export, "_BATCH", 2)
    assert sorted(map(str, export.rows(DATASET, vocab.taxonomy()))) == sorted(map(str, table))


def test_parquet_is_the_same_table(tmp_path: Path) -> None:
    for data in (DATASET, ox.Store()):
        (tmp_path / "e.parquet").write_bytes(exported(data, Format.PARQUET))
        table = pyarrow.parquet.read_table(tmp_path / "e.parquet")
        rows = list(csv.DictReader(io.StringIO(exported(data, Format.CSV).decode())))
        assert table.num_rows == len(rows)
        assert [str(value) for value in table["quote"].to_pylist()] == [row["quote"] for row in rows]
        assert str(table.schema.field("confidence").type) == "double"


def test_the_ending_of_a_file_names_its_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph = str(store.save(DATASET, tmp_path / "g.nq"))
    for name, form in (("e.csv", Format.CSV), ("e.ttl", Format.TURTLE), ("e.nq", Format.NQUADS)):
        assert run(["export", graph, "--output", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes() == exported(DATASET, form)
    capsys.readouterr()
    assert run(["export", graph]) == 2
    assert run(["export", graph, "--output", str(tmp_path / "e.xlsx")]) == 2
    which, none = capsys.readouterr().err.splitlines()
    assert "say in which format" in which
    assert "there is no format xlsx" in none


def test_parquet_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"parquet needs pyarrow: pip install pyarrow"):
        exported(DATASET, Format.PARQUET)


@pytest.mark.parametrize(
    ("form", "ending"),
    [(Format.TRIG, ".trig"), (Format.NQUADS, ".nq"), (Format.TURTLE, ".ttl"), (Format.JSONLD, ".jsonld")],
)
def test_rdf_comes_back_whole_and_in_pieces(
    tmp_path: Path, form: Format, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {quad.triple for quad in DATASET} if form is Format.TURTLE else set(DATASET)
    small = exported(DATASET, form)
    assert small == store.serialise(DATASET, store.FORMATS[ending])
    monkeypatch.setattr(export, "SORTED_LIMIT", 100)
    monkeypatch.setattr(export, "_PIECE", 50)
    for data in (small, exported(DATASET, form)):
        (tmp_path / f"g{ending}").write_bytes(data)
        found = store.open(tmp_path / f"g{ending}")
        assert ({quad.triple for quad in found} if form is Format.TURTLE else set(found)) == expected


@pytest.mark.parametrize(("form", "read"), [(Format.GRAPHML, nx.read_graphml), (Format.GEXF, nx.read_gexf)])
def test_graphs_come_back(tmp_path: Path, form: Format, read: object) -> None:
    (tmp_path / "g").write_bytes(exported(DATASET, form))
    assert callable(read)
    found, whole = read(tmp_path / "g"), Graph(DATASET).to_networkx()
    assert set(found) == set(whole)
    assert found.number_of_edges() == whole.number_of_edges()
    (event, *_) = (iri for iri, about in whole.nodes(data=True) if about["type"] == "event")
    kept = ("type", "cls", "family", "status", "confidence")
    assert [found.nodes[event][name] for name in kept] == [whole.nodes[event][name] for name in kept]


def test_what_xml_can_not_hold_is_left_out(tmp_path: Path) -> None:
    data = dataset(
        'x:1 a pp:Event ; pp:status pp:occurred . x:z a pp:Actor ; skos:prefLabel "<a>\\u0001&\\uFFFF" .'
    )
    for form, read in ((Format.GRAPHML, nx.read_graphml), (Format.GEXF, nx.read_gexf)):
        (tmp_path / "g").write_bytes(exported(data, form))
        assert read(tmp_path / "g").nodes["https://ex.org/z"]["label"] == "<a>\ufffd&\ufffd"


def test_the_command(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    file, table = store.save(DATASET, tmp_path / "g.trig"), tmp_path / "events.csv"
    assert run(["export", str(file), "--format", "csv", "--output", str(table), "--lang", "fr"]) == 0
    assert capsysbinary.readouterr().out == f"Written: {table}\n".encode()
    assert run(["export", str(file), "--format", "csv", "--lang", "fr"]) == 0
    assert capsysbinary.readouterr().out == table.read_bytes() == exported(DATASET, Format.CSV, "fr")
    assert run(["export", str(file), "--format", "xls"]) == 2
    assert b"there is no format xls; choose trig, nquads" in capsysbinary.readouterr().err
    assert run(["export", str(file), "--format", "csv", "--output", str(tmp_path / "no" / "e.csv")]) == 1
