"""A graph sent to a real SPARQL server and asked there: Oxigraph's, over loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import invented
import pyoxigraph as ox
import pytest
from invented import at_once
from server import serving

from kg import store
from kg.cli import run
from kg.errors import EndpointError, QueryError, UsageError
from kg.graph import Graph
from kg.query import run as queries
from kg.store import push
from kg.store.push import Protocol, Pushed, record_of
from kg.store.remote import Endpoint

READINGS = [*invented.readings(4, people=5)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def empty(server: str) -> str:
    with Endpoint.of(f"{server}/update").send(
        "POST", f"{server}/update", b"DROP ALL", {"Content-Type": "application/sparql-update"}
    ):
        return server


@pytest.fixture
def full(empty: str) -> Endpoint:
    push.push(store.new(at_once(READINGS)), Endpoint.of(f"{empty}/update"))
    return Endpoint.of(f"{empty}/query")


@pytest.mark.parametrize(
    ("path", "protocol"),
    [
        ("update", Protocol.AUTO),
        ("store", Protocol.AUTO),
        ("update", Protocol.UPDATE),
        ("store", Protocol.STORE),
    ],
)
def test_what_is_pushed_is_there_and_only_changes_go_again(
    empty: str, tmp_path: Path, path: str, protocol: Protocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "BATCH", 100)  # so that graphs are sent in parts, and several together
    endpoint, record = Endpoint.of(f"{empty}/{path}"), tmp_path / "record.tsv"
    first, second = store.new(at_once(READINGS[:3])), store.new(at_once(READINGS[1:]))
    assert push.push(first, endpoint, record=record, protocol=protocol) == Pushed(5, 0, 0)
    assert set(Endpoint.of(f"{empty}/query")) == set(first)
    assert push.push(first, endpoint, record=record, protocol=protocol) == Pushed(0, 5, 0)
    assert push.push(second, endpoint, record=record, protocol=protocol) == Pushed(3, 2, 1)
    assert set(Endpoint.of(f"{empty}/query")) == set(second)


def test_a_push_that_was_cut_off_goes_on(empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BATCH", 50)
    dataset, record = store.new(at_once(READINGS)), tmp_path / "record.tsv"
    endpoint = Endpoint.of(f"{empty}/update")

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push.push(dataset, endpoint, record=record, progress=stop)
    done = push.push(dataset, endpoint, record=record)
    assert (done.sent, done.kept) == (4, 2)
    assert set(Endpoint.of(f"{empty}/query")) == set(dataset)


def test_the_default_graph_and_hostile_words(empty: str) -> None:
    words = ox.Literal('"\\ \n \\u0022 } ; DROP ALL # \x01 \u2028 \U0001f4de', language="fr")
    node = ox.NamedNode("https://ex.org/a?b=c&d='e'#f")
    quads = {ox.Quad(node, node, words), ox.Quad(node, node, words, node)}
    for path in ("update", "store"):
        push.push(store.new(quads), Endpoint.of(f"{empty}/{path}"))
        found = Endpoint.of(f"{empty}/query")
        assert set(store.quads_of(found, node)) == {quad for quad in quads if quad.graph_name == node}
        assert found.query(f"SELECT ?o {{ {node} {node} ?o }}")


def test_an_endpoint_answers_as_a_store_does(
    full: Endpoint, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    here = store.new(at_once(READINGS))
    assert (set(full), len(full)) == (set(here), len(here))
    for sparql in (queries.text_of("events-by-plover-code"), "SELECT * { ?s pp:status ?o } ORDER BY ?s"):
        assert queries.answer(full, sparql, "csv") == queries.answer(here, sparql, "csv")
    assert run(["query", full.url, "SELECT ?x { ?x a pp:State } ORDER BY ?x", "--format", "json"]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    assert len(answer["results"]["bindings"]) == 4
    triples = queries.ask(full, "CONSTRUCT { ?s a pp:State } WHERE { ?s a pp:State }")
    assert len(triples) == 4 if isinstance(triples, queries.Triples) else False
    assert queries.ask(full, "ASK { ?x a pp:State }") is True


def test_a_page_of_an_endpoint_is_that_of_the_graph(full: Endpoint, tmp_path: Path) -> None:
    here = store.new(at_once(READINGS))
    assert Graph.load(full.url).to_html() == Graph(here).to_html()
    assert Graph.load(full.url).summary() == Graph(here).summary()
    assert len(Graph.load(full.url).to_rdflib()) == len({quad.triple for quad in here})
    assert run(["view", full.url, "--output", str(tmp_path / "page.html")]) == 0
    assert run(["export", full.url, "--format", "trig", "--output", str(tmp_path / "g.trig")]) == 0
    assert set(store.open(tmp_path / "g.trig")) == set(here)


def test_the_command_pushes_and_remembers(
    empty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = store.save(store.new(at_once(READINGS)), tmp_path / "g.nq")
    call = ["push", str(file), "--endpoint", f"{empty}/update"]
    for more, told in (
        ((), "6 graphs sent, 0 sent before"),
        ((), "0 graphs sent, 6 sent before"),
        (["--all"], "6 graphs sent"),
    ):
        assert run([*call, *more]) == 0
        assert told in capsys.readouterr().out
    assert run(call) == 0
    assert "--all sends everything" in capsys.readouterr().err
    assert run([*call, "--protocol", "carrier-pigeon"]) == 2
    assert run(["push", str(file), "--endpoint", f"{empty}/query"]) == 1
    assert "takes no updates and no graphs" in capsys.readouterr().err
    assert record_of(f"{empty}/query", Endpoint.of(empty)) is None


@pytest.mark.parametrize(
    ("path", "query", "error", "message"),
    [
        ("query", "SELECT {", QueryError, "the server refuses the request"),
        ("nowhere", "ASK {}", EndpointError, "the server answers 404"),
    ],
)
def test_what_a_server_refuses(
    server: str, path: str, query: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as told:
        queries.ask(Endpoint.of(f"{server}/{path}"), query)
    assert "\n" not in str(told.value)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(EndpointError, match="can't be reached: Connection refused"):
        queries.ask(Endpoint.of("http://127.0.0.1:9/query"), "ASK {}")


@pytest.mark.parametrize("url", ["http://", "http://a b", "ftp://a", "http://[", "graph", "http://a\nb"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UsageError, match="not the address of an endpoint"):
        Endpoint.of(url)


class _Strange(BaseHTTPRequestHandler):
    """Redirects, wants a token, or answers with a page, as the path says; notes what it was sent."""

    seen: list[tuple[str, str | None]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Authorization"]))
        if self.path == "/redirect":
            self.send_response(307)
            self.send_header("Location", "/page")
        elif self.path == "/token" and self.headers["Authorization"] != "Bearer secret":
            self.send_response(401)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/json")
        self.end_headers()
        self.wfile.write(b'{"head": {}, "boolean": true}' if self.path == "/token" else b"<html>\nx")

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def strange() -> Iterator[str]:
    _Strange.seen.clear()
    with HTTPServer(("127.0.0.1", 0), _Strange) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_a_server_that_is_something_else(strange: str) -> None:
    for path in ("page", "json"):
        with pytest.raises(EndpointError, match="not an answer to a query"):
            queries.ask(Endpoint.of(f"{strange}/{path}"), "ASK {}")


def test_a_token_goes_to_the_address_that_was_named_and_no_further(
    strange: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EndpointError, match="a token is needed"):
        queries.ask(Endpoint.of(f"{strange}/token"), "ASK {}")
    assert queries.ask(Endpoint.of(f"{strange}/token", "secret"), "ASK {}") is True
    with pytest.raises(EndpointError, match="answers 307"):
        queries.ask(Endpoint.of(f"{strange}/redirect", "secret"), "ASK {}")
    assert [path for path, _ in _Strange.seen] == ["/token", "/token", "/redirect"]
    monkeypatch.setenv("POURPARLERS_TOKEN", "secret")
    (tmp_path / "g.nt").write_text("<a:a> <a:b> <a:c> .")
    assert run(["push", str(tmp_path / "g.nt"), "--endpoint", f"{strange}/token"]) == 0
    assert capsys.readouterr().out.startswith("1 graph sent")
    assert run(["query", f"{strange}/token", "ASK {}"]) == 0
    assert capsys.readouterr().out == "true\n"
    monkeypatch.delenv("POURPARLERS_TOKEN")
    assert run(["query", f"{strange}/token", "ASK {}", "--token", "secret", "--format", "json"]) == 0
    assert run(["query", f"{strange}/token", "ASK {}"]) == 1
    assert "a token is needed (--token)" in capsys.readouterr().err
