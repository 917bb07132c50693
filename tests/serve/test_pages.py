"""The pages for people, every thing's own address, and what surrounds each response."""

import http.client
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from serving import EXAMPLE, Client, running

from kg.graph import Graph
from kg.serve import lookup, protocol
from kg.vocab import DATA, GAF, NIF, PP, RDF, SCHEMA, taxonomy

ARTICLE = "/article/7bc010d410d4dacd"
HTML = "text/html"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Latest articles"),
        ("/articles", "Articles found: <strong>3<"),
        ("/articles?words=BROWN+islands", "Articles found: <strong>1<"),
        ("/articles?words=nowhere", "Nothing was found"),
        ("/articles?page=999999", "Nothing was found"),
        ("/articles?page=x&words=%22%7D%20%23", "Nothing was found"),
        (ARTICLE, "Îles Brunes"),
        ("/actor/ligue", "League of the North"),
        ("/event/sommet", "Sentences that say so"),
        ("/query", "Questions that are ready to ask"),
    ],
)
def test_pages_are_there(server: Client, path: str, words: str) -> None:
    reply = server.get(path, accept=HTML)
    assert (reply.status, reply.media) == (200, HTML)
    assert words in reply.text
    assert '<html lang="en">' in reply.text


def test_pages_speak_the_readers_language(server: Client) -> None:
    reply = server.get("/event/sommet", accept=HTML, accept_language="fr-CA, en;q=0.5")
    assert '<html lang="fr">' in reply.text
    assert "Sommet : Ligue du Nord" in reply.text
    assert "prévu" in reply.text


def test_the_graph_is_the_page_of_kg_view(server: Client) -> None:
    reply = server.get("/graph", accept=HTML)
    assert reply.status == 200
    assert "vis-network" in reply.text or "visjs" in reply.text
    policy = reply.headers["content-security-policy"]
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy


def test_things_come_as_data_too(server: Client) -> None:
    event = ox.NamedNode(f"{DATA.iri}event/sommet")
    for media, form in (
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ):
        reply = server.get("/event/sommet", accept=media)
        assert (reply.status, reply.media) == (200, media)
        found = {(q.subject, q.predicate.value) for q in ox.parse(reply.body, format=form)}
        assert (event, PP.status) in found
    by_format = server.get("/event/sommet?format=ttl", accept=HTML)
    assert by_format.media == "text/turtle"
    assert server.get("/event/sommet", accept="image/png").status == 406
    assert server.get("/event/sommet?format=gif").status == 406
    article = server.get(ARTICLE, accept="application/n-triples")
    assert f"{ARTICLE}#char=65,73> <{RDF.type}> <{PP.EventMention}>" in article.text


@pytest.mark.parametrize(
    "path",
    [
        "/event/nothing",
        "/nothing",
        "/actor/",
        "/static/nothing.css",
        "/static/../pages.py",
        "/static/..%2fpages.py",
        "/static/%2e%2e/pages.py",
        "/static/....//pages.py",
        "/../../../../etc/passwd",
        "/article/../../../etc/passwd",
        "/article/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "//etc/passwd",
        "/event/%00",
        "/event/%ff%fe",
        "/event/" + "a" * 5000,
        "/ontology%23/Event",
    ],
)
def test_nothing_else_is_there(server: Client, path: str) -> None:
    reply = server.get(path, accept=HTML)
    assert reply.status == 404
    assert "root:" not in reply.text
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(
    "path", ["/", ARTICLE, "/graph", "/query", "/sparql?query=ASK{}", "/none", "/static/serve.css"]
)
def test_every_response_is_guarded(server: Client, path: str) -> None:
    reply = server.get(path)
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "server" not in reply.headers
    assert "access-control-allow-origin" not in reply.headers
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:80", 421),
        ("[::1].evil.example", 421),
        ("evil@localhost", 421),
        ("localhost,evil.example", 421),
        ("", 421),
    ],
)
def test_only_the_servers_own_names_are_answered(server: Client, host: str, status: int) -> None:
    for path in ("/articles", "/sparql?query=ASK%7B%7D", "/static/serve.css"):
        assert server.get(path, host=host).status == status


def test_other_names_are_allowed_one_by_one(server: Client) -> None:
    with running(EXAMPLE, allow_hosts=("Graph.Example",)) as client:
        assert client.get("/static/serve.css", host="graph.example:443").status == 200
        assert client.get("/static/serve.css", host="other.example").status == 421


def test_an_unforeseen_error_tells_a_client_nothing(server: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("secret of /home")

    monkeypatch.setattr(protocol, "by_address", fail)
    monkeypatch.setattr(lookup, "articles", fail)  # does not reach the workers, so that pickling fails
    for path in ("/sparql?query=ASK%7B%7D", "/articles"):
        reply = server.get(path)
        assert reply.status == 500
        assert reply.text == "Internal Server Error"


def test_requests_that_are_none_are_refused(server: Client) -> None:
    odd = b"GET /event/\xe9\xff HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for raw in (b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01 hello\r\n\r\n", odd):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.connect()
        connection.sock.sendall(raw)
        answer = connection.sock.recv(100)
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 421"))
        connection.close()


def marked(text: str, marks: list[tuple[int, int, str]]) -> ox.Store:
    """An article with mentions at the given places, of an event ("e...") or an actor each."""
    node = ox.NamedNode(f"{DATA.iri}article/x")
    store = ox.Store()

    def say(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        store.add(ox.Quad(subject, ox.NamedNode(predicate), value, node))

    say(node, RDF.type, ox.NamedNode(SCHEMA.NewsArticle))
    say(node, NIF.isString, ox.Literal(text))
    for begin, end, key in marks:
        event = key.startswith("e")
        mention = ox.NamedNode(f"{node.value}#char={begin},{end}")
        thing = ox.NamedNode(f"{DATA.iri}{'event' if event else 'actor'}/{key}")
        say(mention, RDF.type, ox.NamedNode(PP.EventMention if event else PP.ActorMention))
        say(mention, NIF.beginIndex, ox.Literal(begin))
        say(mention, NIF.endIndex, ox.Literal(end))
        say(mention, NIF.referenceContext, node)
        say(thing, GAF.denotedBy, mention)
    return store


def test_the_overview_counts_as_the_summary_does() -> None:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    found, summary = lookup.overview(store, "en"), Graph(store).summary()
    assert (found.articles, found.actors) == (summary.articles, summary.actors)
    assert found.events == sum(summary.events.values())
    labels = {name: item.labels["en"] for name, item in taxonomy().classes.items()}
    assert dict(found.classes) == {labels[name]: number for name, number in summary.events.items()}


def test_long_lists_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "_LONGEST_LIST", 2)
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    found = lookup.thing(store, "en", "actor", "ligue")
    assert [event.link.href for event in found.events] == ["/event/sommet", "/event/menace"]
    assert found.all_events == 4
    assert len(found.articles) == found.all_articles == 1


def test_marks_may_overlap_in_any_way() -> None:
    store = marked(
        "abcdefghij🎉kl", [(0, 6, "e1"), (4, 8, "a1"), (5, 6, "a2"), (10, 11, "e2"), (9, 99, "e3")]
    )
    found = lookup.article(store, "en", "article", "x")
    assert [(piece.text, piece.kinds, piece.href, piece.ids) for piece in found.pieces] == [
        ("abcd", ("event",), "/event/e1", ("char=0,6",)),
        ("e", ("actor", "event"), "/actor/a1", ("char=4,8",)),
        ("f", ("actor", "event"), "/actor/a2", ("char=5,6",)),
        ("gh", ("actor",), "/actor/a1", ()),
        ("ij", (), "", ()),
        ("🎉", ("event",), "/event/e2", ("char=10,11",)),
        ("kl", (), "", ()),
    ]


def test_keys_with_unusual_characters_have_pages(tmp_path: Path) -> None:
    file = tmp_path / "graph.trig"
    key = quote("a/b c'é#?", safe="")
    file.write_text(
        f"<{DATA.iri}graph/resolved> {{ <{DATA.iri}event/{key}> <{PP.status}> <{PP.occurred}> }}",
        encoding="utf-8",
    )
    with running(file) as client:
        assert client.get(f"/event/{key}", accept=HTML).status == 200
        assert client.get(f"/event/{key}", accept="text/turtle").status == 200
        assert client.get(f"/event/{key}?format=nt").status == 200
