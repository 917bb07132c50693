"""The spaCy component: events and actors on the Doc."""

from __future__ import annotations

from datetime import date
from importlib.metadata import entry_points

import pytest
import spacy

from kg.component import make
from kg.model import Status


def test_spacy_finds_the_factory_by_its_entry_point() -> None:
    found = [point for point in entry_points(group="spacy_factories") if point.name == "pourparlers"]
    assert [point.value for point in found] == ["kg.component:make"]
    assert callable(make)


@pytest.mark.model
def test_a_doc_carries_events_and_actors() -> None:
    nlp = spacy.load("fr_core_news_md")
    nlp.add_pipe("pourparlers")
    doc = nlp("Le président russe a condamné mardi les frappes de l'armée israélienne.")
    condemnation = next(e for e in doc._.events if e.type == "Condemnation")
    assert condemnation.status is Status.OCCURRED
    assert [doc.text[m.span.begin : m.span.end] for m in condemnation.mentions] == ["a condamné"]
    assert {key for _, key in condemnation.roles} <= {a.key for a in doc._.actors}
    assert doc._.reading.article.text == doc.text


@pytest.mark.model
def test_the_day_of_publication_names_the_holder_of_an_office() -> None:
    nlp = spacy.load("fr_core_news_md")
    nlp.add_pipe("pourparlers")
    doc = nlp.make_doc("Le président russe a condamné mardi les frappes de l'armée israélienne.")
    doc._.published = date(2025, 2, 12)
    doc = nlp(doc)
    condemnation = next(e for e in doc._.events if e.type == "Condemnation")
    assert "Q7747" in {key for _, key in condemnation.roles}
    assert condemnation.begin == "2025-02-11"
