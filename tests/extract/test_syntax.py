"""The normalised tree: French in Universal Dependencies and English in ClearNLP's style alike."""

from __future__ import annotations

import pytest
from trees import arcs, make

from kg.extract.syntax import children_of


def test_preposition_becomes_the_case_of_its_complement() -> None:
    tree = make("fr", "Paris/PROPN/nsubj/2 parle/VERB/ROOT/0/parler avec/ADP/case/4 Berlin/PROPN/obl:arg/2")
    assert arcs(tree) == {
        "Paris": "subj parle",
        "parle": "root parle",
        "avec": "case Berlin",
        "Berlin": "obl parle avec",
    }


def test_english_preposition_over_its_complement_comes_out_the_same() -> None:
    tree = make("en", "Paris/PROPN/nsubj/2 talks/VERB/ROOT/0/talk with/ADP/prep/2 Berlin/PROPN/pobj/3")
    assert arcs(tree)["Berlin"] == "obl talks with"
    assert arcs(tree)["with"] == "case Berlin"


def test_english_passive_agent() -> None:
    tree = make(
        "en",
        "Rome/PROPN/nsubjpass/3 was/AUX/auxpass/3/be accused/VERB/ROOT/0/accuse by/ADP/agent/3 "
        "Paris/PROPN/pobj/4",
    )
    assert arcs(tree)["Rome"] == "subj:pass accused"
    assert arcs(tree)["Paris"] == "agent accused by"


def test_english_copula_hangs_from_its_predicate() -> None:
    tree = make("en", "Paris/PROPN/nsubj/2 is/AUX/ROOT/0/be ready/ADJ/acomp/2")
    assert arcs(tree) == {"Paris": "subj ready", "is": "cop ready", "ready": "root ready"}


def test_contractions_are_undone() -> None:
    tree = make(
        "fr",
        "Il/PRON/nsubj/2 répond/VERB/ROOT/0/répondre aux/ADP/case/4/à élus/NOUN/obl:arg/2/élu "
        "du/ADP/case/6/de pays/NOUN/nmod/4",
    )
    assert arcs(tree)["élus"] == "obl répond à"
    assert arcs(tree)["pays"] == "nmod élus de"


@pytest.mark.parametrize(
    ("written", "case"),
    [
        ("auprès/ADP/case/5 des/ADP/case/5", "auprès de"),
        ("auprès/ADP/case/5 de/ADP/fixed/3", "auprès de"),
        ("face/ADP/case/5 aux/DET/det/5", "face à"),
    ],
)
def test_preposition_of_several_words_is_one_case(written: str, case: str) -> None:
    tree = make("fr", f"Il/PRON/nsubj/2 proteste/VERB/ROOT/0/protester {written} voisins/NOUN/obl:mod/2")
    assert arcs(tree)["voisins"] == f"obl proteste {case}"


def test_preposition_parsed_as_a_noun_is_undone() -> None:
    tree = make(
        "fr",
        "Il/PRON/nsubj/2 milite/VERB/ROOT/0/militer en/ADP/case/4 faveur/NOUN/obl:mod/2 de/ADP/case/6 "
        "Kiev/PROPN/nmod/4",
    )
    assert arcs(tree)["Kiev"] == "obl milite en faveur de"


def test_complement_is_named_by_what_it_hangs_from() -> None:
    tree = make(
        "fr",
        "La/DET/det/2 visite/NOUN/ROOT/0 à/ADP/case/4 Oslo/PROPN/obl:mod/2 "
        "commence/VERB/acl/2/commencer à/ADP/case/7 midi/NOUN/nmod/5",
    )
    assert arcs(tree)["Oslo"] == "nmod visite à"
    assert arcs(tree)["midi"] == "obl commence à"


def test_possessive_determiner() -> None:
    tree = make("fr", "Sa/DET/det/2/son/Poss=Yes visite/NOUN/ROOT/0")
    assert arcs(tree)["Sa"] == "poss visite"


def test_coordination_subtrees_and_sentences() -> None:
    tree = make(
        "fr",
        "Lima/PROPN/nsubj/4 et/CCONJ/cc/3 Quito/PROPN/conj/1 signent/VERB/ROOT/0/signer ./PUNCT/punct/4 "
        "Bogota/PROPN/nsubj/7 attend/VERB/ROOT/0/attendre ./PUNCT/punct/7",
    )
    assert tree.conjuncts(0) == [0, 2]
    assert tree.subtree(0) == [0, 1, 2]
    assert list(tree.ancestors(1)) == [2, 0, 3]
    assert tree.sent == (0, 0, 0, 0, 0, 1, 1, 1)
    assert [w for w, b in zip(tree.words, tree.begin, strict=True) if b == 21] == ["."]


def test_unknown_relation_and_entity_labels() -> None:
    tree = make("fr", "Lima/PROPN/mystery/2 dort/VERB/ROOT/0", {"Lima": "LOC"})
    assert arcs(tree)["Lima"] == "dep dort"
    assert tree.entities == ((0, 1, "place"),)


def test_children_follow_the_heads_of_a_rewired_tree() -> None:
    tree = make("fr", "Lima/PROPN/nsubj/3 Quito/PROPN/obj/3 voit/VERB/ROOT/0")
    other = tree.rewired(("subj", "conj", "root"), (2, 0, 2), ("", "", ""))
    assert tree.children == ((), (), (0, 1))
    assert other.children == ((1,), (), (0,)) == children_of((2, 0, 2))
    assert other.words == tree.words


def test_english_relative_pronouns_are_marked() -> None:
    written = (
        "man/NOUN/ROOT/0 who/PRON/nsubj/3 left/VERB/relcl/1/leave said/VERB/ROOT/0/say "
        "that/PRON/nsubj/6 helped/VERB/ccomp/4/help"
    )
    tree = make("en", written)
    assert tree.feat(1, "PronType") == "Rel"
    assert tree.feat(4, "PronType") == ""


@pytest.mark.parametrize(
    ("written", "word", "arc"),
    [
        (
            "Oslo/PROPN/nsubj/2 gave/VERB/ROOT/0/give Riga/PROPN/dative/2 aid/NOUN/dobj/2",
            "Riga",
            "iobj gave",
        ),
        (
            "Oslo/PROPN/nsubj/2 gave/VERB/ROOT/0/give aid/NOUN/dobj/2 to/ADP/dative/2 Riga/PROPN/pobj/4",
            "Riga",
            "obl gave to",
        ),
        (
            "Oslo/PROPN/nsubj/2 insists/VERB/ROOT/0/insist on/ADP/prep/2 meeting/VERB/pcomp/3/meet",
            "meeting",
            "advcl insists",
        ),
        (
            "attacks/NOUN/ROOT/0/attack on/ADP/prep/1 Oslo/PROPN/pobj/2 and/CCONJ/cc/3 Riga/PROPN/conj/3",
            "Riga",
            "conj Oslo",
        ),
        (
            "along/ADP/prep/5 with/ADP/prep/1 Riga/PROPN/pobj/2 Oslo/PROPN/nsubj/5 left/VERB/ROOT/0/leave",
            "Riga",
            "obl left along with",
        ),
        ("Oslo/PROPN/poss/3 's/PART/case/1 visit/NOUN/ROOT/0", "Oslo", "poss visit 's"),
        ("Oslo/PROPN/compound/2 talks/NOUN/ROOT/0/talk", "Oslo", "compound talks"),
        ("envoy/NOUN/ROOT/0 sent/VERB/acl/1/send by/ADP/agent/2 Oslo/PROPN/pobj/3", "Oslo", "agent sent by"),
    ],
)
def test_english_constructions(written: str, word: str, arc: str) -> None:
    assert arcs(make("en", written))[word] == arc
