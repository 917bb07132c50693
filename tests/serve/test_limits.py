"""Whatever a query does, it ends in time, takes no more memory than it may, and keeps nobody else waiting."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from serving import EXAMPLE, TIGHT, Client, boom, gone, sleep

from kg.errors import GraphError, RequestError
from kg.serve.answer import Query, answer
from kg.serve.pool import Pool
from kg.serve.source import Source

ANY = "(<a:b>|!<a:b>)"
VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6))
DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
HEAVY = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "product of values": f"SELECT (SUM(?v0 + ?v1) AS ?n) {{ {VALUES} }}",
    "huge order": f"SELECT * {{ {VALUES} }} ORDER BY DESC(?v5 * ?v4) ?v3",
    "order of a cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
    "distinct cross product": "SELECT DISTINCT ?a ?d ?g ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "grouped cross product": "SELECT (GROUP_CONCAT(?f) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    "deep path": f"SELECT (COUNT(*) AS ?n) {{ ?s {ANY}*/{ANY}*/{ANY}*/{ANY}* ?o . ?s2 {ANY}+/^{ANY}+ ?o2 }}",
    "nested exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS "
    "{ ?g ?h ?i . ?j ?k ?l FILTER(?l = CONCAT(STR(?a), STR(?d))) } }",
    "doubled string": f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('0123456789' AS ?x0) {DOUBLING} }}",
    "slow expression": f"SELECT * {{ {VALUES} FILTER(REGEX(CONCAT(STR(?v0), STR(?v5)), '(x+x+)+y')) }}",
}
PAIRS = list(zip(list(HEAVY)[::2], list(HEAVY)[1::2], strict=True))


@pytest.mark.parametrize("names", PAIRS, ids=" and ".join)
def test_heavy_queries_are_ended_and_others_are_answered(server: Client, names: tuple[str, ...]) -> None:
    with ThreadPoolExecutor(2) as threads:
        heavy = [threads.submit(server.ask, HEAVY[name]) for name in names]
        time.sleep(0.2)
        other = server.ask("ASK { ?call a pp:PhoneCall }")
        page = server.get("/articles", accept="text/html")
    assert (other.status, page.status) == (200, 200)
    for reply in (each.result() for each in heavy):
        assert reply.status in (504, 507)
        assert reply.seconds < TIGHT.seconds + 4
        assert "\n" not in reply.text.rstrip("\n")


def test_parsing_is_bounded_as_well(server: Client) -> None:
    nested = "SELECT * " + "{" * 1900 + "}" * 1900
    assert server.ask(nested).status in (200, 400, 507)  # as deep as Oxigraph's stack goes
    assert server.ask(nested.replace("SELECT *", "SELECT * FROM <a:b>")).status == 400
    many = f"SELECT * FROM <a:b> {{ VALUES ?x {{ {'1 ' * 1900} }} }}"
    assert server.ask(many).status in (400, 403, 504)
    assert server.ask("ASK {}").status == 200


def test_the_longest_answer(server: Client) -> None:
    fifteen = " ".join(map(str, range(15)))
    rows = f"SELECT * {{ VALUES ?a {{ {fifteen} }} VALUES ?b {{ {fifteen} }} }}"
    for media in ("application/sparql-results+json", "text/csv", "application/sparql-results+xml"):
        reply = server.ask(rows, media)
        assert reply.status == 507
        assert "200 rows" in reply.text
    assert server.ask(f"{rows} LIMIT 200").status == 200
    assert server.ask("SELECT ?x { VALUES ?x { 'a\\nb\\r\\nc' } }", "text/csv").status == 200
    triples = server.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/turtle")
    assert triples.status == 507
    assert "200 triples" in triples.text
    long = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
    reply = server.ask(f"SELECT ?x18 {{ BIND('0123456789' AS ?x0) {long} }}")
    assert reply.status == 507
    assert "1 MiB" in reply.text


def test_the_longest_query(server: Client) -> None:
    within = "ASK {}" + " " * (TIGHT.length - 6)
    assert server.ask_by_address(within).status == server.ask(within).status == 200
    assert server.ask_by_address(within + " ").status == 414
    assert server.ask(within + " ").status == 413
    huge = server.send("POST", "/sparql", b" " * 10**6, content_type="application/sparql-query")
    assert huge.status == 413


def test_too_many_at_one_time_are_told_to_come_back(server: Client) -> None:
    with ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(server.ask, [HEAVY["cross product"]] * 16))
    refused = [reply for reply in replies if reply.status == 503]
    assert refused
    assert all(int(reply.headers["retry-after"]) > 0 for reply in refused)
    assert {reply.status for reply in replies} <= {503, 504, 507}
    assert max(reply.seconds for reply in refused) < 2 * TIGHT.seconds + 4
    assert server.ask("ASK {}").status == 200


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    source = Source(EXAMPLE)
    made = Pool(source.database, 1, TIGHT)
    yield made
    made.close()
    source.close()


def run_apart(work: Coroutine[Any, Any, object]) -> None:
    """Runs a coroutine in a thread of its own: a browser test before may keep a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, work).result()


def test_a_worker_that_ends_is_replaced(pool: Pool) -> None:
    async def ask() -> None:
        with pytest.raises(RequestError, match="ended") as caught:
            await pool.run(gone)
        assert caught.value.status == 503
        with pytest.raises(Exception, match="ZeroDivisionError: unforeseen"):
            await pool.run(boom)
        with pytest.raises(RequestError, match="was ended"):
            await pool.run(sleep, 5, seconds=0.1)

    run_apart(ask())


def test_memory_is_bounded_whatever_the_time(pool: Pool) -> None:
    for query in (HEAVY["doubled string"], HEAVY["order of a cross product"]):
        with pytest.raises(RequestError, match="more memory") as caught:
            run_apart(pool.run(answer, Query(query), TIGHT, seconds=30))
        assert caught.value.status == 507


def test_a_graph_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="kg build makes one"):
        Source(tmp_path / "nothing")
    (tmp_path / "bad.trig").write_text("<a:b> <a:c>")
    with pytest.raises(GraphError, match="not well-formed"):
        Source(tmp_path / "bad.trig")
    with pytest.raises(GraphError, match="can't be read"):
        Pool(tmp_path, 1, TIGHT)
