"""Whose word an event is, and who judges it how."""

from __future__ import annotations

import pytest
from trees import data, doc

from kg import gazetteer
from kg.extract.actors import Found, Nouns, find_actors
from kg.extract.attribution import Speech, source_of, views
from kg.extract.slots import Slots, grammar
from kg.extract.syntax import Tree, tree
from kg.model import View


def look(written: str) -> tuple[str, Tree, Slots, Found, Speech]:
    language = data("fr")
    made = doc(written)
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    found = find_actors(parsed, made.text, nouns, gazetteer.load(), "fr")
    return made.text, parsed, Slots(parsed, grammar(language)), found, Speech.of(language.cues)


SOURCES = {
    "selon": (
        "Selon/ADP/case/3 la/DET/det/3/le Norvège/PROPN/obl:mod/6 ,/PUNCT/punct/3 Berne/PROPN/nsubj/6 "
        "attaque/VERB/ROOT/0/attaquer",
        "Norvège",
    ),
    "verb of saying over the clause": (
        "Berne/PROPN/nsubj/2 affirme/VERB/ROOT/0/affirmer que/SCONJ/mark/6 la/DET/det/5/le "
        "Norvège/PROPN/nsubj/6 "
        "attaque/VERB/ccomp/2/attaquer",
        "Berne",
    ),
    "saying after the clause": (
        "La/DET/det/2/le Norvège/PROPN/nsubj/3 attaque/VERB/ROOT/0/attaquer ,/PUNCT/punct/5 "
        "assure/VERB/parataxis/3/assurer Berne/PROPN/nsubj/5",
        "Berne",
    ),
    "nobody's": ("Berne/PROPN/nsubj/2 attaque/VERB/ROOT/0/attaquer", None),
    "asking is not saying": (
        "Berne/PROPN/nsubj/2 demande/VERB/ROOT/0/demander que/SCONJ/mark/6 la/DET/det/5/le "
        "Norvège/PROPN/nsubj/6 "
        "attaque/VERB/ccomp/2/attaquer",
        None,
    ),
}


@pytest.mark.parametrize(("written", "source"), SOURCES.values(), ids=SOURCES)
def test_source(written: str, source: str | None) -> None:
    _, parsed, slots, found, speech = look(written)
    number = source_of(parsed, parsed.words.index("attaque"), slots, found, speech)
    assert (found.mentions[number].text if number is not None else None) == source


def judged(written: str, word: str) -> list[tuple[str, str | None]]:
    text, parsed, slots, found, speech = look(written)
    out: tuple[View, ...] = views(parsed, text, parsed.words.index(word), slots, found, speech)
    return [(v.text, found.mentions[v.holder].text if v.holder is not None else None) for v in out]


def test_judgement_by_an_actor() -> None:
    assert judged(
        "Berne/PROPN/nsubj/2 qualifie/VERB/ROOT/0/qualifier la/DET/det/4/le visite/NOUN/obj/2 de/ADP/case/6 "
        "productive/ADJ/xcomp/2/productif",
        "visite",
    ) == [("productive", "Berne")]


def test_a_verb_that_judges_nothing_of_the_event() -> None:
    assert not judged(
        "Berne/PROPN/nsubj/2 prépare/VERB/ROOT/0/préparer la/DET/det/4/le visite/NOUN/obj/2", "visite"
    )
