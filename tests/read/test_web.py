"""The polite client and a server of our own: good, slow, endless, wrongly encoded, redirecting, hostile."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from samples import LEAD, MORE, TITLE, page, rss

from kg.cli import run
from kg.errors import ReadError
from kg.model import Article
from kg.read import Address, Failure, Given, read, read_file, web
from kg.read.web import Client, cache_folder, is_public, usual

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers))
        answer = self.server.answers.get(self.path)
        try:
            if answer is None:
                self.send_error(404)
            else:
                answer(self)
        except OSError:  # the client hung up
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, object]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def says(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def sends_on(target: str) -> Answer:
    return says("", 302, Location=target)


def drips(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<")
        time.sleep(0.02)


def drips_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X: y\r\n")
        time.sleep(0.05)


def never_ends(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>encore</p>" * 10_000)


def breaks_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<html>")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(private=True, cache=tmp_path / "cache", pause=0, patience=5)


def article(url: str, client: Client) -> Article:
    (found,) = read([url], Given(client=client))
    assert isinstance(found, Article), found
    return found


def failure(url: str, client: Client) -> str:
    (found,) = read([url], Given(client=client))
    assert isinstance(found, Failure)
    assert found.source == url
    return found.message


def test_a_page_becomes_an_article_that_knows_where_and_when(server: Server, client: Client) -> None:
    server.answers["/a"] = says(page())
    found = article(f"{server.url}/a", client)
    assert (found.headline, found.date, found.lang) == (TITLE, date(2025, 3, 4), "fr")
    assert (found.url, found.publisher) == (f"{server.url}/a", "Le Courrier des Îles")
    assert found.retrieved is not None
    assert found.retrieved.tzinfo is not None


def test_a_second_run_asks_nobody_and_gives_the_same(server: Server, client: Client) -> None:
    server.answers["/a"] = says(page())
    first = article(f"{server.url}/a", client)
    asked = server.paths()
    again = article(f"{server.url}/a", Client(private=True, cache=client.cache))
    assert asked == ["/robots.txt", "/a"]
    assert server.paths() == asked
    assert again == first


def test_refreshing_asks_whether_there_is_a_newer_page(server: Server, client: Client) -> None:
    server.answers["/a"] = says(page(), ETag='"1"', Last_Modified="Tue, 04 Mar 2025 07:00:00 GMT")
    first = client.fetch(f"{server.url}/a")
    server.answers["/a"] = says("", 304)
    fresh = Client(private=True, refresh=True, cache=client.cache, pause=0)
    assert fresh.fetch(f"{server.url}/a") == first
    assert 'If-None-Match: "1"' in str(server.asked[-1][1])
    server.answers["/a"] = says(page((MORE,)))
    assert fresh.fetch(f"{server.url}/a").body != first.body


def test_a_damaged_cache_costs_a_request_and_no_more(server: Server, client: Client) -> None:
    server.answers["/a"] = says(page())
    first = client.fetch(f"{server.url}/a")
    assert client.cache is not None
    (file,) = client.cache.iterdir()
    file.write_bytes(b"{}\nx")
    assert client.fetch(f"{server.url}/a").body == first.body


def test_a_cache_that_cannot_be_written_is_no_error(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    server.answers["/a"] = says(page())
    assert article(f"{server.url}/a", Client(private=True, cache=tmp_path / "file" / "cache", pause=0))


def test_the_client_says_who_it_is(server: Server, client: Client) -> None:
    server.answers["/a"] = says(page())
    article(f"{server.url}/a", client)
    for _, headers in server.asked:
        assert "User-Agent: pourparlers/" in str(headers)
        assert f"Host: 127.0.0.1:{server.server_port}" in str(headers)


def test_robots_are_obeyed(server: Server, client: Client) -> None:
    server.answers["/robots.txt"] = says("User-agent: *\nDisallow: /secret\n")
    server.answers["/secret/a"] = server.answers["/open"] = says(page())
    assert "robots.txt asks not to read it" in failure(f"{server.url}/secret/a", client)
    assert article(f"{server.url}/open", client)
    assert server.paths() == ["/robots.txt", "/open"]


def test_robots_may_name_us(server: Server, client: Client) -> None:
    server.answers["/robots.txt"] = says("User-agent: Pourparlers\nDisallow: /\n\nUser-agent: *\nDisallow:\n")
    server.answers["/a"] = says(page())
    assert "robots.txt" in failure(f"{server.url}/a", client)


def test_robots_that_cannot_be_read_close_the_site(server: Server, client: Client) -> None:
    server.answers["/robots.txt"] = says("broken", 503)
    server.answers["/a"] = says(page())
    for _ in range(2):
        assert failure(f"{server.url}/a", client) == (
            f"{server.url}/robots.txt, which may forbid it, can't be read: "
            "the server answered 503 Service Unavailable"
        )
    assert server.paths() == ["/robots.txt"]


def test_there_is_a_pause_between_two_requests(server: Server, client: Client) -> None:
    server.answers["/robots.txt"] = says("User-agent: *\nCrawl-delay: 1\n")
    server.answers["/a"] = server.answers["/b"] = says(page())
    begin = time.monotonic()
    client.fetch(f"{server.url}/a")
    client.fetch(f"{server.url}/b")
    assert 1 <= time.monotonic() - begin < 4


def test_the_slow_are_given_up(server: Server, tmp_path: Path) -> None:
    server.answers.update({"/body": drips, "/headers": drips_headers})
    hasty = Client(private=True, cache=tmp_path, pause=0, patience=0.4)
    begin = time.monotonic()
    for path in server.answers:
        assert failure(server.url + path, hasty) == "no whole answer within 0.4 seconds"
    assert time.monotonic() - begin < 3


def test_the_endless_are_cut_off(server: Server, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MAX_PAGE", 1_000_000)
    server.answers["/a"] = never_ends
    assert failure(f"{server.url}/a", client) == "is larger than 1 MB"


def test_a_packed_body_is_unpacked_within_the_limit(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/a"] = says(gzip.compress(page().encode()), Content_Encoding="gzip")
    assert article(f"{server.url}/a", client).headline == TITLE
    monkeypatch.setattr(web, "MAX_PAGE", 1_000_000)
    server.answers["/bomb"] = says(gzip.compress(b" " * 20_000_000), Content_Encoding="gzip")
    assert failure(f"{server.url}/bomb", client) == "is larger than 1 MB"


def test_a_broken_answer_is_no_page(server: Server, client: Client) -> None:
    server.answers["/a"] = breaks_off
    assert "can't be fetched" in failure(f"{server.url}/a", client)
    server.answers["/b"] = says(page(), 500)
    assert failure(f"{server.url}/b", client) == "the server answered 500 Internal Server Error"
    assert failure(f"{server.url}/none", client) == "the server answered 404 Not Found"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "can't be fetched" in failure(f"http://127.0.0.1:{closed.getsockname()[1]}/", client)


@pytest.mark.parametrize(
    ("said", "written", "meant"),
    [
        ("utf-8", "cp1252", "cp1252"),  # the page is not what it says
        ("iso-8859-1", "utf-8", "utf-8"),
        ("nonsense", "cp1252", "cp1252"),
        ("iso-8859-1", "cp1252", "cp1252"),
    ],
)
def test_wrongly_encoded_pages_are_read_right(
    server: Server, client: Client, said: str, written: str, meant: str
) -> None:
    text = page((LEAD.replace("l'énergie", "l’énergie — « verte »"), MORE), charset=meant)
    server.answers["/a"] = says(text.encode(written), Content_Type=f"text/html; charset={said}")
    found = article(f"{server.url}/a", client)
    assert "l’énergie — « verte »" in found.text
    assert found.headline == TITLE


def test_redirects_are_followed_to_the_page(server: Server, client: Client) -> None:
    server.answers.update({"/a": sends_on("/b#top"), "/b": sends_on("c d"), "/c%20d": says(page())})
    assert article(f"{server.url}/a", client).url == f"{server.url}/c%20d"


def test_redirects_that_go_round_end(server: Server, client: Client) -> None:
    server.answers.update({"/a": sends_on("/b"), "/b": sends_on("/a")})
    assert failure(f"{server.url}/a", client) == "is redirected more than 5 times"


@pytest.mark.parametrize("target", ["ftp://a.example/x", "file:///etc/passwd", "http://[1", "x:y"])
def test_redirects_lead_to_http_only(server: Server, client: Client, target: str) -> None:
    server.answers["/a"] = sends_on(target)
    assert "no http or https address" in failure(f"{server.url}/a", client)


def test_private_addresses_are_not_asked(server: Server, tmp_path: Path) -> None:
    careful = Client(cache=tmp_path, pause=0)
    for url in (
        server.url,
        f"http://localhost:{server.server_port}/",
        f"http://2130706433:{server.server_port}",
    ):
        assert "inside a private network; --allow-private allows it" in failure(url, careful)
    assert server.asked == []


def test_a_public_page_cannot_send_us_inside(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo

    def resolve(host: str, *args: int, **more: int) -> object:
        return look_up("127.0.0.1" if host == "news.example" else host, *args, **more)

    calls: list[str] = []

    def is_public_here(number: str) -> bool:
        """As if our server were on the open internet."""
        calls.append(number)
        return number == "127.0.0.1"

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(web, "is_public", is_public_here)
    server.answers["/a"] = sends_on("http://169.254.169.254/latest/meta-data/")
    assert "169.254.169.254 is inside a private network" in failure(
        f"http://news.example:{server.server_port}/a", Client(cache=tmp_path, pause=0)
    )
    assert calls[-1] == "169.254.169.254"


def test_the_machine_that_was_checked_is_the_one_that_is_asked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and private when it is used gains nothing."""
    answers = iter(["93.184.215.14", "93.184.215.14", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []
    look_up, connect = socket.getaddrinfo, socket.create_connection

    def resolve(host: str, *args: int, **more: int) -> object:
        return look_up(next(answers) if host == "rebind.example" else host, *args, **more)

    def connect_here(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address[0])
        return connect(("127.0.0.1", server.server_port), timeout)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect_here)
    server.answers["/a"] = says(page())
    fetched = Client(cache=tmp_path, pause=0).fetch("http://rebind.example/a")
    assert fetched.body == page().encode()
    assert asked == ["93.184.215.14", "93.184.215.14"]


def test_one_private_number_among_public_ones_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int, **more: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", (number, port)) for number in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "private network" in failure("http://both.example/", Client(cache=tmp_path, pause=0))


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:0:1:2:3:4:80ff:fffe",
        ),
    ],
)
def test_private_numbers(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_numbers(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "url", ["http://", "http://a.example:99999/", "http://a.example:x/", "http://[::1", "http://a\r\nX: y/"]
)
def test_addresses_that_are_none(tmp_path: Path, url: str) -> None:
    with pytest.raises(ReadError):
        Client(cache=tmp_path).fetch(url)


def test_a_hostile_page_is_text_like_any_other(server: Server, client: Client) -> None:
    hostile = page((LEAD, '&lt;script&gt;alert(1)&lt;/script&gt; """ . } GRAPH ' + MORE))
    hostile = hostile.replace(
        "<head>", '<head><base href="http://127.0.0.1:1/"><meta http-equiv="refresh" content="0">'
    )
    server.answers["/a"] = says(hostile)
    assert "<script>alert(1)</script>" in article(f"{server.url}/a", client).text
    assert server.paths() == ["/robots.txt", "/a"]


def test_a_feed_gives_its_entries(server: Server, client: Client) -> None:
    server.answers["/feed"] = says(rss(), Content_Type="application/rss+xml")
    found = list(read_file(Address(f"{server.url}/feed"), Given(client=client)))
    assert [a.url for a in found if isinstance(a, Article)] == [
        "https://courrier.example/1",
        "https://courrier.example/2",
    ]
    assert all(isinstance(a, Article) and a.retrieved for a in found)


def test_the_command_keeps_what_it_fetched(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(web, "cache_folder", lambda: tmp_path / "cache")
    server.answers["/a"] = says(page())
    call = ["read", f"{server.url}/a", "--allow-private", "--format", "json"]
    assert run(call) == 0
    first = capsys.readouterr().out
    assert json.loads(first)["headline"] == TITLE
    assert run(call) == 0
    assert capsys.readouterr().out == first
    assert server.paths() == ["/robots.txt", "/a"]
    assert run([*call, "--refresh"]) == 0
    assert server.paths() == ["/robots.txt", "/a"] * 2


def test_the_cache_is_where_the_platform_keeps_such_files() -> None:
    assert "pourparlers" in str(cache_folder())


def test_without_a_client_it_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(web, "cache_folder", lambda: tmp_path)
    assert usual() is usual()
    assert "private" in failure("http://127.0.0.1:9/", usual())
