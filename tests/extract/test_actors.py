"""Mentions of actors, a construction each: what is marked, of which kind and form, with which offices."""

from __future__ import annotations

from functools import lru_cache

import pytest
from trees import data, doc

from kg import gazetteer
from kg.extract.actors import Found, Nouns, find_actors
from kg.extract.syntax import tree
from kg.model import Form


@lru_cache
def nouns(lang: str) -> Nouns:
    return Nouns.of(data(lang).actors, data(lang).syntax)


def find(written: str, entities: dict[str, str] | None = None, lang: str = "fr") -> Found:
    made = doc(written, entities)
    return find_actors(tree(made, data(lang).syntax), made.text, nouns(lang), gazetteer.load(), lang)


def told(found: Found) -> list[str]:
    return [f"{m.text} {m.kind.value if m.kind else None} {m.form.value}" for m in found.mentions]


def test_known_name_overrules_the_model() -> None:
    found = find("L'/DET/det/2/le Ukraine/PROPN/nsubj/3 attend/VERB/ROOT/0/attendre", {"Ukraine": "PER"})
    assert told(found) == ["Ukraine State name"]
    assert found.mentions[0].known[0] == "Q212"


def test_unknown_name_of_the_model() -> None:
    found = find(
        "Zoé/PROPN/nsubj/3 Quatremer/PROPN/flat:name/1 attend/VERB/ROOT/0/attendre", {"Zoé Quatremer": "PER"}
    )
    assert told(found) == ["Zoé Quatremer Person name"]
    assert found.mentions[0].subject


def test_office_and_its_state() -> None:
    found = find(
        "Le/DET/det/2/le/Definite=Def président/NOUN/nsubj/4 russe/ADJ/amod/2 attend/VERB/ROOT/0/attendre"
    )
    assert told(found) == ["président russe Person description"]
    (office,) = found.mentions[0].offices
    assert (office.role, office.of_wikidata) == ("président", "Q159")
    assert found.mentions[0].definite


def test_two_offices_of_one_plural_noun() -> None:
    found = find(
        "Les/DET/det/2/le/Definite=Def|Number=Plur présidents/NOUN/nsubj/6/président/Number=Plur "
        "russe/ADJ/amod/2 "
        "et/CCONJ/cc/5 turc/ADJ/conj/3 attendent/VERB/ROOT/0/attendre"
    )
    offices = [m.offices for m in found.mentions if m.form is Form.DESCRIPTION]
    assert [[o.of_wikidata for o in os] for os in offices] == [["Q159", "Q43"]]


def test_office_joins_the_name_that_follows() -> None:
    found = find(
        "Le/DET/det/2/le/Definite=Def colonel/NOUN/nsubj/5 Abel/PROPN/appos/2 Noirtier/PROPN/flat:name/3 "
        "attend/VERB/ROOT/0/attendre",
        {"Abel Noirtier": "PER"},
    )
    assert told(found) == ["Abel Noirtier Person name"]
    assert found.mentions[0].short == ("colonel",)


def test_demonym_acts() -> None:
    found = find(
        "Les/DET/det/2/le frappes/NOUN/nsubj/4/frappe israéliennes/ADJ/amod/2 cessent/VERB/ROOT/0/cesser"
    )
    assert told(found) == ["israéliennes State adjective"]


def test_body_with_its_demonym_is_one_mention() -> None:
    found = find(
        "L'/DET/det/2/le/Definite=Def armée/NOUN/nsubj/4 malienne/ADJ/amod/2 avance/VERB/ROOT/0/avancer"
    )
    assert told(found) == ["armée malienne Organization description"]
    assert found.mentions[0].offices[0].of_wikidata == "Q912"


def test_capital_as_state_and_as_place() -> None:
    found = find("Moscou/PROPN/nsubj/2 proteste/VERB/ROOT/0/protester")
    assert told(found) == ["Moscou State metonym"]
    assert not found.locative
    found = find("Elle/PRON/nsubj/2 dort/VERB/ROOT/0/dormir à/ADP/case/4 Moscou/PROPN/obl:mod/2")
    assert [n for n, m in enumerate(found.mentions) if m.text == "Moscou"] == list(found.locative)
    assert found.places[3].text == "Moscou"


def test_group_pronoun_and_possessive() -> None:
    found = find(
        "Des/DET/det/2/un/Definite=Ind manifestants/NOUN/nsubj/3/manifestant/Number=Plur "
        "crient/VERB/ROOT/0/crier ./PUNCT/punct/3 "
        "Ils/PRON/nsubj/6 lèvent/VERB/ROOT/0/lever leurs/DET/det/8/leur/Poss=Yes mains/NOUN/obj/6/main"
    )
    assert told(found) == [
        "manifestants Group description",
        "Ils None pronoun",
        "leurs None possessive",
    ]
    assert all(m.plural for m in found.mentions)


def test_what_acts_not() -> None:
    found = find(
        "La/DET/det/2/le mer/NOUN/nsubj/3 monte/VERB/ROOT/0/monter vers/ADP/case/6 la/DET/det/6/le "
        "plage/NOUN/obl/3"
    )
    assert found.mentions == ()


def test_enumeration_stands_for_its_description() -> None:
    found = find(
        "pays/NOUN/ROOT/0//Number=Plur comme/ADP/case/4 la/DET/det/4/le Norvège/PROPN/nmod/1 et/CCONJ/cc/7 "
        "la/DET/det/7/le Suède/PROPN/conj/4"
    )
    assert told(found) == ["Norvège State name", "Suède State name"]
    assert dict(found.enumerated) == {0: (3, 6)}


ENGLISH = {
    "title before a name, behind a preposition": (
        "talks/NOUN/ROOT/0/talk with/ADP/prep/1 President/PROPN/compound/5 Ada/PROPN/compound/5 "
        "Ruiz/PROPN/pobj/2",
        {"Ada Ruiz": "PERSON"},
        ["Ada Ruiz Person name"],
    ),
    "words of an office inside a body's name": (
        "General/PROPN/compound/2 Works/PROPN/nsubj/3 sued/VERB/ROOT/0/sue",
        {"General Works": "ORG"},
        ["General Works Organization name"],
    ),
    "last name that repeats a full one": (
        "Ada/PROPN/compound/2 Ruiz/PROPN/nsubj/3 left/VERB/ROOT/0/leave ./PUNCT/punct/3 "
        "Ruiz/PROPN/nsubj/6 returned/VERB/ROOT/0/return",
        {"Ada Ruiz": "PERSON"},
        ["Ada Ruiz Person name", "Ruiz Person name"],
    ),
    "apposition that the parser sees": (
        "Ada/PROPN/compound/2 Ruiz/PROPN/nsubj/9 ,/PUNCT/punct/2 a/DET/det/8 poet/NOUN/npadvmod/7 "
        "-/PUNCT/punct/7 turned/VERB/amod/8/turn lawmaker/NOUN/appos/2 left/VERB/ROOT/0/leave",
        {"Ada Ruiz": "PERSON"},
        ["Ada Ruiz Person name"],
    ),
    "leaders of two states": (
        "The/DET/det/2 leaders/NOUN/nsubj/7/leader/Number=Plur of/ADP/prep/2 Turkey/PROPN/pobj/3 "
        "and/CCONJ/cc/4 Germany/PROPN/conj/4 met/VERB/ROOT/0/meet",
        {},
        [
            "leaders of Turkey and Germany Group description",
            "Turkey State name",
            "Germany State name",
        ],
    ),
    "plural that is a group of its own": (
        "Unions/NOUN/nsubj/2/union/Number=Plur marched/VERB/ROOT/0/march",
        {},
        ["Unions Group description"],
    ),
}


@pytest.mark.parametrize(("written", "entities", "expected"), ENGLISH.values(), ids=ENGLISH)
def test_english(written: str, entities: dict[str, str], expected: list[str]) -> None:
    assert told(find(written, entities, "en")) == expected


def test_two_names_in_one_compound() -> None:
    found = find(
        "Ada/PROPN/compound/2 Ruiz/PROPN/nsubj/3 met/VERB/ROOT/0/meet Bo/PROPN/compound/5 "
        "Lind/PROPN/dobj/3 ./PUNCT/punct/3 Ruiz/PROPN/compound/9 -/PUNCT/punct/9 Lind/PROPN/compound/10 "
        "talks/NOUN/ROOT/0/talk",
        {"Ada Ruiz": "PERSON", "Bo Lind": "PERSON", "Ruiz - Lind": "ORG"},
        "en",
    )
    assert told(found)[2:] == ["Ruiz Person name", "Lind Person name"]
