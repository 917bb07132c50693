"""What is mended in a tree before roles are read: coordination, inverted subjects, expletives."""

from __future__ import annotations

from trees import arcs, data, doc

from kg import gazetteer
from kg.extract.actors import Nouns, find_actors
from kg.extract.repair import Joints, repair
from kg.extract.syntax import Tree, tree


def mended(written: str, entities: dict[str, str] | None = None, lang: str = "fr") -> Tree:
    language = data(lang)
    made = doc(written, entities)
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    found = find_actors(parsed, made.text, nouns, gazetteer.load(), lang)
    return repair(parsed, found, Joints.of(language.syntax, language.cues, nouns.locative))


def test_a_series_of_actors_is_one_coordination() -> None:
    made = mended(
        "La/DET/det/2/le Norvège/PROPN/nsubj/9 ,/PUNCT/punct/5 la/DET/det/5/le Suède/PROPN/appos/2 "
        "et/CCONJ/cc/8 "
        "le/DET/det/8/le Danemark/PROPN/conj/5 protestent/VERB/ROOT/0/protester"
    )
    assert arcs(made)["Suède"] == "conj Norvège"
    assert arcs(made)["Danemark"] == "conj Norvège"
    assert [made.words[t] for t in made.conjuncts(1)] == ["Norvège", "Suède", "Danemark"]


def test_a_series_shares_its_preposition() -> None:
    made = mended(
        "Rencontre/NOUN/ROOT/0/rencontre entre/ADP/case/4 la/DET/det/4/le Norvège/PROPN/nmod/1 et/CCONJ/cc/7 "
        "la/DET/det/7/le Suède/PROPN/appos/4"
    )
    assert arcs(made)["Suède"] == "conj Norvège entre"


def test_two_names_without_a_conjunction_stay_apart() -> None:
    made = mended(
        "La/DET/det/2/le Norvège/PROPN/nsubj/6 ,/PUNCT/punct/5 la/DET/det/5/le Suède/PROPN/appos/2 "
        "proteste/VERB/ROOT/0/protester"
    )
    assert arcs(made)["Suède"] == "appos Norvège"


def test_subject_after_a_verb_of_saying() -> None:
    made = mended(
        "Il/PRON/nsubj/2 neige/VERB/ROOT/0/neiger ,/PUNCT/punct/4 affirme/VERB/parataxis/2/affirmer "
        "Zoé/PROPN/dep/2 Quatremer/PROPN/flat:name/5",
        {"Zoé Quatremer": "PER"},
    )
    assert arcs(made)["Zoé"] == "subj affirme"


def test_a_verb_of_saying_keeps_the_subject_it_has() -> None:
    made = mended(
        "Elle/PRON/nsubj/2 affirme/VERB/ROOT/0/affirmer Zoé/PROPN/dep/2 Quatremer/PROPN/flat:name/3",
        {"Zoé Quatremer": "PER"},
    )
    assert arcs(made)["Zoé"] == "dep affirme"


def test_expletive_of_a_personal_verb_is_its_subject() -> None:
    made = mended("Il/PRON/expl:subj/2/il accuse/VERB/ROOT/0/accuser Berne/PROPN/obj/2")
    assert arcs(made)["Il"] == "subj accuse"
    made = mended("Il/PRON/expl:subj/2/il faut/VERB/ROOT/0/falloir partir/VERB/xcomp/2")
    assert arcs(made)["Il"] == "expl faut"


def test_a_complement_is_raised_from_the_actor_it_was_hung_from() -> None:
    made = mended(
        "L'/DET/det/2/le attaque/NOUN/nsubj/7 du/ADP/case/4/de Hezbollah/PROPN/nmod/2 contre/ADP/case/6 "
        "Chypre/PROPN/nmod/4 surprend/VERB/ROOT/0/surprendre"
    )
    assert arcs(made)["Chypre"] == "nmod attaque contre"
    assert arcs(made)["Hezbollah"] == "nmod attaque de"


def test_what_belongs_to_the_actor_stays_with_it() -> None:
    made = mended(
        "L'/DET/det/2/le attaque/NOUN/ROOT/0 du/ADP/case/4/de général/NOUN/nmod/2 de/ADP/case/6 "
        "Chypre/PROPN/nmod/4"
    )
    assert arcs(made)["Chypre"] == "nmod général de"


def test_a_name_parsed_as_an_auxiliary_is_the_subject() -> None:
    written = "Theresa/PROPN/dep/3 May/AUX/aux/3/may accused/VERB/ROOT/0/accuse Oslo/PROPN/dobj/3"
    made = mended(written, {"Theresa May": "PERSON"}, "en")
    assert arcs(made)["May"] == "subj accused"


def test_a_series_goes_on_after_its_conjunction() -> None:
    made = mended(
        "Accord/NOUN/ROOT/0/accord entre/ADP/case/4 la/DET/det/4/le Norvège/PROPN/nmod/1 et/CCONJ/cc/7 "
        "la/DET/det/7/le Suède/PROPN/conj/4 ,/PUNCT/punct/10 la/DET/det/10/le Finlande/PROPN/appos/7 "
        "et/CCONJ/cc/13 le/DET/det/13/le Danemark/PROPN/conj/10"
    )
    assert [made.words[t] for t in made.conjuncts(3)] == ["Norvège", "Suède", "Finlande", "Danemark"]


def test_who_is_counted_takes_the_numbers_place() -> None:
    made = mended(
        "Signé/VERB/ROOT/0/signer par/ADP/case/3 12/NUM/obl/1 des/ADP/case/5/de "
        "ministres/NOUN/nmod/3/ministre/Number=Plur"
    )
    assert arcs(made)["ministres"] == "obl Signé par"
