"""The SPARQL 1.1 Protocol, through HTTP."""

import json
import socket
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from serving import EXAMPLE, HIDDEN, JSON, Client, running

ONE = "SELECT ?label { ?call a pp:PhoneCall ; rdfs:label ?label FILTER(lang(?label) = 'en') }"
BUILT = "CONSTRUCT { ?call rdfs:label ?label } WHERE { ?call a pp:PhoneCall ; rdfs:label ?label }"
FORM = "application/x-www-form-urlencoded"


def expected() -> str:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    query = "PREFIX pp: <https://w3id.org/pourparlers/ontology#> " + ONE.replace(
        "rdfs:", "<http://www.w3.org/2000/01/rdf-schema#>"
    ).replace("<http://www.w3.org/2000/01/rdf-schema#>label", "<http://www.w3.org/2000/01/rdf-schema#label>")
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    (row,) = solutions
    label = row["label"]
    assert isinstance(label, ox.Literal)
    return label.value


def test_a_query_comes_in_three_ways(server: Client) -> None:
    by_address = server.ask_by_address(ONE)
    by_form = server.ask(ONE)
    direct = server.send(
        "POST", "/sparql", ONE.encode(), content_type="application/sparql-query; charset=UTF-8", accept=JSON
    )
    for reply in (by_address, by_form, direct):
        assert reply.status == 200
        assert reply.media == JSON
        assert [row["label"] for row in reply.rows] == [expected()]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (JSON, JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("*/*", JSON),
        ("text/*", "text/csv"),
        ("image/png, text/csv;q=0.2, application/sparql-results+xml;q=0.4", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, text/csv;q=0.1", "text/csv"),
    ],
)
def test_rows_come_in_the_standard_formats(server: Client, accept: str, media: str) -> None:
    reply = server.ask(ONE, accept)
    assert (reply.status, reply.media) == (200, media)
    assert "accept" in reply.headers["vary"].lower()
    if media in ("text/csv", "application/json"):
        assert expected() in reply.text
    else:
        form = ox.QueryResultsFormat.from_media_type(media)
        parsed = ox.parse_query_results(reply.body, format=form)
        assert isinstance(parsed, ox.QuerySolutions)
        assert [str(row["label"]) for row in parsed] == [f'"{expected()}"@en']


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_triples_come_in_the_standard_formats(server: Client, accept: str, media: str) -> None:
    reply = server.ask(BUILT, accept)
    assert (reply.status, reply.media) == (200, media)
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    found = {
        quad.object.value for quad in ox.parse(reply.body, format=form) if isinstance(quad.object, ox.Literal)
    }
    assert expected() in found


def test_ask_is_answered(server: Client) -> None:
    reply = server.ask("ASK { ?call a pp:PhoneCall }")
    assert json.loads(reply.body)["boolean"] is True
    assert b"false" in server.ask("ASK { ?call a pp:Nothing }", "application/sparql-results+xml").body


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "application/sparql-results+json;q=0"])
def test_rows_are_not_sent_as_what_is_not_accepted(server: Client, accept: str) -> None:
    assert server.ask(ONE, accept).status == 406


def test_a_fault_is_told_with_its_place(server: Client) -> None:
    query = "SELECT * {\n  ?s ?p\n}"
    reply = server.ask(query)
    assert (reply.status, reply.media) == (400, "application/json")
    told = json.loads(reply.body)
    assert told["line"] == 3
    assert told["column"] == 2
    assert "line 3, column 2" in told["error"]
    plain = server.ask(query, "*/*")
    assert (plain.status, plain.media) == (400, "text/plain")
    assert "line 3, column 2" in plain.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql", 400),
        ("/sparql?query=", 400),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=ASK%7B%7D&update=CLEAR%20ALL", 400),
        ("/sparql?update=CLEAR%20ALL", 400),
        ("/sparql?query=%ff", 400),
        ("/sparql?query=ASK%00%7B%7D", 400),
    ],
)
def test_addresses_without_one_query_are_wrong(server: Client, path: str, status: int) -> None:
    assert server.get(path, accept="*/*").status == status


def test_other_bodies_and_methods_are_refused(server: Client) -> None:
    reply = server.send("POST", "/sparql", b"query", content_type="text/plain")
    assert reply.status == 415
    assert "application/sparql-query" in reply.headers["accept-post"]
    assert server.send("POST", "/sparql", b"query").status == 415
    assert server.send("POST", "/sparql", b"\xff", content_type="application/sparql-query").status == 400
    latin = server.send("POST", "/sparql", b"ASK{}", content_type="application/sparql-query; charset=latin-1")
    assert latin.status == 415
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        reply = server.send(method, "/sparql")
        assert reply.status == 405
        assert reply.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_head_and_options(server: Client) -> None:
    path = f"/sparql?query={quote(ONE)}"
    head, full = server.send("HEAD", path, accept=JSON), server.get(path, accept=JSON)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"] == str(len(full.body))
    options = server.send("OPTIONS", "/sparql", origin="http://elsewhere.example")
    assert (options.status, options.body) == (204, b"")
    assert options.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert "access-control-allow-origin" not in options.headers


def test_people_are_led_to_the_page_for_queries(server: Client) -> None:
    reply = server.get("/sparql", accept="text/html,application/xml;q=0.9,*/*;q=0.8")
    assert (reply.status, reply.headers["location"]) == (303, "/query")


def test_graphs_are_chosen_by_the_query_and_by_the_protocol(server: Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    every = int(server.ask(count).rows[0]["n"])
    graph = "https://w3id.org/pourparlers/id/graph/resolved"
    by_query = server.ask(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}").rows
    by_protocol = server.ask(count, **{"default-graph-uri": graph}).rows
    assert by_query == by_protocol
    assert 0 < int(by_query[0]["n"]) < every
    named = server.ask(count, **{"named-graph-uri": graph}).rows
    assert named == [{"n": "0"}]  # named graphs without a default one leave it empty
    within = server.ask(
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": graph}
    ).rows
    assert within == by_query


@pytest.mark.parametrize("iri", ["file:///etc/passwd", "http://127.0.0.1:1/", "http://[", "relative"])
def test_no_other_graph_is_read(server: Client, iri: str) -> None:
    for clause in ("FROM", "FROM NAMED"):
        assert server.ask(f"SELECT * {clause} <{iri}> {{ ?s ?p ?o }}").status in (400, 403)
    assert server.ask("ASK {}", **{"default-graph-uri": iri}).status == 403
    assert server.ask("ASK {}", **{"named-graph-uri": iri}).status == 403


def test_no_other_server_is_called(server: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for query in HIDDEN:
            reply = server.ask(query.replace("127.0.0.1:1/", f"127.0.0.1:{port}/"))
            assert reply.status in (400, 403)
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_one_origin_may_read_when_it_is_allowed() -> None:
    with running(EXAMPLE, cors="https://app.example") as client:
        allowed = client.get("/sparql?query=ASK%7B%7D", origin="https://app.example")
        assert allowed.headers["access-control-allow-origin"] == "https://app.example"
        assert "origin" in allowed.headers["vary"].lower()
        other = client.get("/sparql?query=ASK%7B%7D", origin="https://evil.example")
        assert "access-control-allow-origin" not in other.headers
        preflight = client.send(
            "OPTIONS", "/sparql", origin="https://app.example", access_control_request_method="POST"
        )
        assert "POST" in preflight.headers["access-control-allow-methods"]
        assert (
            "access-control-allow-origin" not in client.get("/articles", origin="https://app.example").headers
        )
