import datetime as dt
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import LanguageError, ReadError, UsageError
from kg.graph import Graph
from kg.model import Article
from kg.pipeline import build
from kg.query.run import Rows
from kg.read import Failure

TEXT = "Ada appelle Bo.\n"


@pytest.fixture(autouse=True)
def no_model(request: pytest.FixtureRequest) -> None:
    if "model" not in request.keywords:
        request.getfixturevalue("simple_extraction")


def rows(graph: Graph, query: str) -> list[dict[str, str]]:
    answer = graph.query(query)
    assert isinstance(answer, Rows)
    return list(answer)


def test_articles_become_a_graph_of_three_layers(tmp_path: Path) -> None:
    (tmp_path / "2025-02-12-a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("Eva appelle Al.\n")
    graph = build(tmp_path, lang="fr")
    assert graph.failures == ()
    summary = graph.summary()
    assert (summary.articles, summary.actors, summary.events) == (2, 4, {"PhoneCall": 2})
    assert rows(graph, "SELECT ?day { ?article schema:datePublished ?day }") == [{"day": "2025-02-12"}]
    assert rows(graph, "SELECT ?o { <https://w3id.org/pourparlers/id/actor/ada> pp:phoned ?o }") == [
        {"o": "https://w3id.org/pourparlers/id/actor/bo"}
    ]


def test_article_objects_are_sources_too() -> None:
    graph = build(Article.of(TEXT, "fr", date=dt.date(2025, 2, 12)))
    assert graph.summary().articles == 1
    assert graph.query("who-phoned-whom")


def test_bad_source_is_told_and_the_rest_is_built(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_bytes(b"")
    told: list[Failure] = []
    steps: list[tuple[int, int]] = []
    sources = [tmp_path, tmp_path / "nowhere.txt"]
    graph = build(
        sources, lang="fr", tell=told.append, progress=lambda done, total: steps.append((done, total))
    )
    assert graph.summary().articles == 1
    assert [Path(f.source).name for f in told] == ["b.txt", "nowhere.txt"]
    assert graph.failures == tuple(told)
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_same_text_is_read_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    graph = build([tmp_path, tmp_path / "a.txt"], lang="fr")
    assert graph.summary().events == {"PhoneCall": 1}
    assert ["same text" in failure.message for failure in graph.failures] == [True, True]


def test_text_without_event() -> None:
    graph = build(Article.of("Ada regarde Bo.", "fr"))
    assert graph.summary().events == {}
    assert graph.summary().articles == 1


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no article in this folder"):
        build(tmp_path)
    with pytest.raises(ReadError, match="no article could be read"):
        build([tmp_path, tmp_path / "x.txt"])
    with pytest.raises(ReadError, match="no article could be read"):
        build([])


def test_wrong_calls() -> None:
    with pytest.raises(LanguageError):
        build("x.txt", lang="xx")
    with pytest.raises(LanguageError):
        build(Article.of(TEXT, "xx"))
    with pytest.raises(UsageError, match="0 jobs"):
        build("x.txt", jobs=0)
    with pytest.raises(UsageError, match="base"):
        build("x.txt", base="https://example.org")


def test_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    articles = [Article.of(text, "fr") for text in (TEXT, "Eva appelle Al.")]
    first = build(articles).save(tmp_path / "1.trig").read_bytes()
    assert build(articles).save(tmp_path / "2.trig").read_bytes() == first


def test_text_is_data(tmp_path: Path) -> None:
    hostile = (
        'Ada appelle Bo. <script>alert(1)</script> """ . } GRAPH <x:y> { <x:a> <x:b> <x:c> } \\u0022 \x1b[31m'
    )
    graph = build(Article.of(hostile, "fr"))
    again = Graph.load(graph.save(tmp_path / "g.trig"))
    assert set(again.store) == set(graph.store)
    assert rows(again, "SELECT ?text { ?x nif:isString ?text }") == [{"text": hostile}]
    assert again.query("ASK { ?s <x:b> ?o }") is False
    assert "<script>alert(1)" not in again.to_html()


def test_graph_is_an_rdflib_dataset_and_a_networkx_graph() -> None:
    graph = build(Article.of(TEXT, "fr"))
    found = graph.to_rdflib().query("SELECT ?call { ?call a pp:PhoneCall ; pp:status pp:occurred }")
    assert len(list(found)) == 1
    assert graph.to_networkx().number_of_nodes() == 3
    assert len(graph) == len(graph.store)


def test_suggested_queries_have_an_answer() -> None:
    graph = build(Article.of(TEXT, "fr"))
    assert len(graph.suggestions()) == 3
    assert all(graph.query(name) for name in graph.suggestions())


@pytest.mark.model
def test_several_processes_give_the_same_graph_in_the_same_order(tmp_path: Path) -> None:
    texts = ("Paris a condamné Moscou.", "Emmanuel Macron a reçu Olaf Scholz à Paris.")
    articles = [Article.of(text, "fr") for text in texts]
    one = build(articles).save(tmp_path / "1.trig").read_bytes()
    assert build(articles, jobs=2).save(tmp_path / "2.trig").read_bytes() == one


def test_batches_keep_the_order() -> None:
    articles = [Article.of(f"Ada appelle Bo. {number}", "fr") for number in range(20)]
    assert [r.article for r in pipeline.read(iter(articles), 1, pipeline.Own())] == articles
