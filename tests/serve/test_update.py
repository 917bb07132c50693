"""Who may change a graph, and what becomes of it."""

import shutil
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from serving import EXAMPLE, Client, running

from kg import store
from kg.errors import EndpointError, GraphError, UsageError
from kg.serve.settings import Limits, Settings
from kg.serve.source import Source
from kg.store.archive import Archive
from kg.store.push import push
from kg.store.remote import Endpoint

TOKEN = "a long random word"
INSERT = "INSERT DATA { GRAPH <http://a/g> { <http://a/s> <http://a/p> 'new' } }"
ASK = "ASK { <http://a/s> <http://a/p> 'new' }"


def there(client: Client) -> bool:
    return b"true" in client.ask(ASK).body


def test_a_server_is_read_only_unless_told(server: Client) -> None:
    for headers in ({}, {"authorization": f"Bearer {TOKEN}"}):
        reply = server.change(INSERT, **headers)
        assert reply.status == 403
        assert "--writable" in reply.text
    assert server.ask(INSERT).status == 400  # as a query it is none
    assert not there(server)


@pytest.mark.parametrize("token", [None, "", "with\nline", "é"])
def test_writing_needs_a_token(token: str | None) -> None:
    with pytest.raises(UsageError, match="token"):
        Settings.of(EXAMPLE, writable=True, token=token)


def test_a_token_without_leave_to_write_gives_none() -> None:
    assert Settings.of(EXAMPLE, token=TOKEN).token is None


def test_a_file_is_changed_by_those_who_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.serve.pool._OPENING", 2)
    file = tmp_path / "graph.trig"
    shutil.copy(EXAMPLE, file)
    with running(file, writable=True, token=TOKEN) as client:
        bare = client.change(INSERT)
        assert bare.status == 401
        assert bare.headers["www-authenticate"] == "Bearer"
        for wrong in ("Bearer no", "Bearer ", f"Bearer {TOKEN}x", "Bearer é"):
            assert client.change(INSERT, authorization=wrong).status == 403
        assert client.change(INSERT, authorization=f"Basic {TOKEN}").status == 401
        assert not there(client)

        allowed = {"authorization": f"Bearer {TOKEN}"}
        for refused in (
            "LOAD <file:///etc/passwd>",
            "LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <http://a/g>",
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        ):
            assert client.change(refused, **allowed).status == 403
        assert client.change("INSERT DATA {", **allowed).status == 400
        both = client.send(
            "POST",
            "/sparql?using-graph-uri=http://a/g",
            INSERT.encode(),
            content_type="application/sparql-update",
            **allowed,
        )
        assert both.status == 400
        assert store.load(file).contains_named_graph(ox.NamedNode("http://a/g")) is False

        assert client.change(INSERT, **allowed).status == 204
        assert there(client)
        heavy = "INSERT { ?a ?e ?i } WHERE { GRAPH ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }"
        assert client.change(heavy, **allowed).status in (504, 507)
        assert there(client)
    assert store.load(file).contains_named_graph(ox.NamedNode("http://a/g"))


def test_a_graph_folder_is_changed_too_and_its_growth_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.serve.backend._WATCHING", 0.2)
    with Archive.open(tmp_path / "graph"):
        pass
    with running(tmp_path / "graph", writable=True, token=TOKEN) as client:
        assert not there(client)
        assert client.change(INSERT, authorization=f"Bearer {TOKEN}").status == 204
        assert there(client)
        with Archive.open(tmp_path / "graph") as archive:
            busy = client.change(INSERT, authorization=f"Bearer {TOKEN}")
            assert busy.status == 503
            assert "retry-after" in busy.headers
            archive.store.update("CLEAR ALL")
            archive.store.flush()
        end = time.monotonic() + 10
        while there(client) and time.monotonic() < end:
            time.sleep(0.1)
        assert not there(client)
    assert not list((tmp_path / "graph").glob(".reading-*"))


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    file.write_text("<a:s> <a:p> <a:first> <a:g> .\n")
    source = Source(file)
    before = source.database
    assert source.renew() is False
    file.write_text("<a:s> <a:p> ")
    with pytest.raises(GraphError, match="not well-formed"):
        source.renew()
    assert source.database == before
    file.write_text("<a:s> <a:p> <a:second> <a:g> .\n")
    assert source.renew() is True
    source.tidy({before})
    assert before.exists()
    source.tidy()
    assert not before.exists()
    assert [quad.object.value for quad in ox.Store.read_only(str(source.database))] == ["a:second"]
    source.close()
    assert not source.database.exists()


def test_a_push_to_a_server_that_takes_little_goes_in_small_parts(tmp_path: Path) -> None:
    quads = {
        ox.Quad(ox.NamedNode(f"http://a/s{i}"), ox.NamedNode("http://a/p"), ox.Literal("x" * 50), graph)
        for i in range(300)
        for graph in (ox.NamedNode("http://a/g"), ox.NamedNode("http://a/h"))
    }
    file = tmp_path / "graph.nq"
    file.write_text("<http://a/old> <http://a/p> <http://a/o> <http://a/g> .", encoding="utf-8")
    with running(file, limits=Limits(length=5_000), writable=True, token=TOKEN) as client:
        endpoint = Endpoint.of(f"{client.address}/sparql", TOKEN)
        assert push(store.new(quads), endpoint).sent == 2
        long = ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal("y" * 6_000))
        with pytest.raises(EndpointError, match="413"):
            push(store.new({long}), endpoint)
    assert set(store.load(file)) == quads
