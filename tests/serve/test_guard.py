"""No query reaches beyond the graph, however it tries."""

import pytest
from serving import HIDDEN

from kg import vocab
from kg.errors import RequestError
from kg.query.catalogue import NamedQuery, catalogue
from kg.serve.guard import check_update, graphs_of


@pytest.mark.parametrize("query", HIDDEN)
def test_service_is_refused_wherever_it_hides(query: str) -> None:
    with pytest.raises(RequestError) as caught:
        graphs_of(query)
    assert caught.value.status in (400, 403)


@pytest.mark.parametrize("query", HIDDEN)
def test_the_parsed_query_alone_tells_as_well(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.serve.guard.refuse_service", lambda text: None)
    with pytest.raises(RequestError) as caught:
        graphs_of(query)
    assert caught.value.status in (400, 403)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?from ?load }",
        'SELECT * { ?s ?p "SERVICE from LOAD" }',
        "# SERVICE, FROM here\nSELECT * { ?s <http://a/service> ?o }",
        "PREFIX service: <http://a/> SELECT * { ?s service:from ?o }",
    ],
)
def test_the_words_are_no_clauses_elsewhere(query: str) -> None:
    assert graphs_of(query) == frozenset()


def test_the_graphs_of_a_query_are_told_in_full() -> None:
    query = (
        "PREFIX ex: <http://a/> SELECT * FROM ex:one FROM NAMED data:two FROM <http://a/three> { ?s ?p ?o }"
    )
    assert graphs_of(query) == {"http://a/one", f"{vocab.DATA.iri}two", "http://a/three"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * FROM nowhere:x { ?s ?p ?o }", "can't be told"),
        ("SELECT * FROM <http://a/> {", "line 1"),
        ("SELECT * FROM <http://a/> " + "{" * 2000 + "}" * 2000, "nested"),
    ],
)
def test_what_cannot_be_looked_into_is_refused(query: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        graphs_of(query)


@pytest.mark.parametrize("shipped", catalogue(), ids=lambda query: query.name)
def test_shipped_queries_pass(shipped: NamedQuery) -> None:
    assert graphs_of(shipped.sparql) == frozenset()


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:1/>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://a/g>",
        "INSERT DATA { <a:a> <a:b> 1 } ; LOAD <file:///etc/passwd>",
        "lOaD<http://127.0.0.1:1/>",
        "\\u004cOAD <http://127.0.0.1:1/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:1/> { } } }",
        "# \rLOAD <http://127.0.0.1:1/>",
    ],
)
def test_updates_fetch_nothing(update: str) -> None:
    with pytest.raises(RequestError) as caught:
        check_update(update)
    assert caught.value.status in (400, 403)


def test_other_updates_pass() -> None:
    check_update(
        "PREFIX load: <http://a/> INSERT DATA { load:x load:service 'LOAD' } ; CLEAR GRAPH <http://a/>"
    )
