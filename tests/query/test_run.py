import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.query import run
from kg.query.catalogue import catalogue
from kg.store import new

N = ox.NamedNode
PP = "https://w3id.org/pourparlers/ontology#"
RDFS_LABEL = N("http://www.w3.org/2000/01/rdf-schema#label")
CALL = N("https://w3id.org/pourparlers/id/event/1")
LABEL = ox.Literal('Appel [bold]x[/bold]\n\x1b[31m "y", z', language="fr")
STORE = new(
    [
        ox.Quad(CALL, N(PP + "status"), N(PP + "occurred"), N("https://ex.org/g1")),
        ox.Quad(CALL, RDFS_LABEL, LABEL, N("https://ex.org/g2")),
    ]
)
SELECT = """SELECT ?status ?label ?none {
  ?call pp:status ?status ; rdfs:label ?label OPTIONAL { ?call pp:x ?none }
}"""


def rows(sparql: str) -> run.Rows:
    answer = run.ask(STORE, sparql)
    assert isinstance(answer, run.Rows)
    return answer


def test_graphs_are_one_and_prefixes_are_there() -> None:
    assert list(rows(SELECT)) == [{"status": PP + "occurred", "label": LABEL.value}]
    assert rows(SELECT).variables == ("status", "label", "none")
    assert len(rows(SELECT)) == 1


def test_prefix_of_the_query_wins() -> None:
    assert run.ask(STORE, f"PREFIX rdfs: <{PP}> ASK {{ ?call rdfs:status ?x }}") is True


def test_ask() -> None:
    assert run.ask(STORE, "ASK { ?x pp:status pp:denied }") is False


def test_construct_is_turtle() -> None:
    answer = run.ask(STORE, "CONSTRUCT { ?x pp:agent ?x } { ?x pp:status ?s }")
    assert isinstance(answer, run.Triples)
    assert "<event/1> pp:agent <event/1> ." in str(answer)
    assert run.answer(STORE, "CONSTRUCT { ?x pp:agent ?x } { ?x pp:status ?s }", "json").decode() == str(
        answer
    )


def test_describe() -> None:
    answer = run.ask(STORE, f"DESCRIBE <{CALL.value}>")
    assert isinstance(answer, run.Triples)
    assert len(answer) == 2


def test_formats() -> None:
    ask = "SELECT ?status { ?call pp:status ?status }"
    assert run.answer(STORE, ask, "csv") == f"status\r\n{PP}occurred\r\n".encode()
    assert run.answer(STORE, ask, "tsv") == f"?status\n<{PP}occurred>\n".encode()
    found = json.loads(run.answer(STORE, ask, "json"))
    assert found["results"]["bindings"] == [{"status": {"type": "uri", "value": PP + "occurred"}}]
    assert json.loads(run.answer(STORE, "ASK {}", "json"))["boolean"] is True
    assert run.answer(STORE, "ASK {}", "csv").strip() == b"true"


def test_cells_for_people() -> None:
    assert run.short(N(PP + "Visit")) == "pp:Visit"
    assert run.short(CALL) == "data:event/1"
    assert run.short(N("https://ex.org/x")) == "https://ex.org/x"
    assert run.short(None) == ""
    assert run.short(LABEL) == 'Appel [bold]x[/bold] [31m "y", z'


def test_html_is_escaped() -> None:
    store = new([ox.Quad(CALL, RDFS_LABEL, ox.Literal("<script>alert(1)</script>"))])
    answer = run.ask(store, "SELECT ?x { ?y rdfs:label ?x }")
    assert isinstance(answer, run.Rows)
    assert answer._repr_html_() == (
        "<table><tr><th>x</th></tr><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;</td></tr></table>"
    )


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT * { ?s ?p }", "line 1, column 19, near 'SELECT * { ?s ?p }'"),
        ("SELECT *\n{ ?s ?p ?o .\n FILTER(strlen(?o) }", "line 3, column 21"),
        ("SELECT * { ?s nope:x ?o }", "a prefix that is not known?"),
        ("SELECT * {", "line 1, column 11"),
        (" \n", "the query is empty"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "not valid SPARQL"),
        ("LOAD <file:///etc/hostname>", "not valid SPARQL"),
    ],
)
def test_broken_query(sparql: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        run.ask(STORE, sparql)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x{ ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:8/> SELECT * { SERVICE:a{?s ?p ?o} }",
        "SELECT * { FILTER(true)SERVICE#c\n#d\n<http://127.0.0.1:8/> #e\n{ ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:8/> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE ?x { ?s ?p ?o } } } } }",
        'SELECT * { ?a ?b ?c FILTER(?a<3#c> """\n) SERVICE <http://127.0.0.1:8/> {} #"""\n }',
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENTa:b { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(sparql: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        run.ask(STORE, sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT ?service { ?service ?p ?o FILTER(CONTAINS(STR(?o), "service secret")) }',
        "PREFIX service: <https://ex.org/> ASK { ?s service:x ?o }",
        "ASK { ?s <https://ex.org/service> ?o } # service",
    ],
)
def test_the_word_service_is_no_clause(sparql: str) -> None:
    assert run.ask(STORE, sparql) is not None


def test_check_for_services_is_fast() -> None:
    run.refuse_service("service" + "#\n" * 200_000)
    run.refuse_service("service " * 50_000)


def test_from_reads_no_file(tmp_path: Path) -> None:
    file = tmp_path / "g.ttl"
    file.write_text("<a:a> <a:b> <a:c> .")
    assert list(rows(f"SELECT * FROM <{file.as_uri()}> {{ ?s ?p ?o }}")) == []


def test_from_chooses_graphs() -> None:
    assert len(rows("SELECT * FROM <https://ex.org/g1> { ?s ?p ?o }")) == 1
    assert len(rows("SELECT * FROM NAMED <https://ex.org/g1> { GRAPH ?g { ?s ?p ?o } }")) == 1
    assert len(rows('SELECT * { ?from ?p ?o FILTER(STR(?o) != "from <x>") } # from <x>')) == 2


def test_query_is_a_text_a_file_or_a_name(tmp_path: Path) -> None:
    file = tmp_path / "my query.rq"
    file.write_text("\ufeffASK {}", encoding="utf-8")
    assert run.text_of(str(file)) == "ASK {}"
    assert run.text_of("ASK {}") == "ASK {}"
    for query in catalogue():
        assert run.text_of(query.name) == query.sparql


def test_query_that_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="can't be read"):
        run.text_of(str(tmp_path / "nowhere.rq"))
    with pytest.raises(QueryError, match="no query named who-knows"):
        run.text_of("who-knows")
    (tmp_path / "latin.rq").write_bytes(b"# \xe9")
    with pytest.raises(QueryError, match="UTF-8"):
        run.text_of(str(tmp_path / "latin.rq"))
