"""Slots of a trigger, a construction each: which words fill "subj", "obj", "avec", "obj.de" ..."""

from __future__ import annotations

import pytest
from trees import slots

CASES = {
    "active": (
        "Oslo/PROPN/nsubj/2 accuse/VERB/ROOT/0/accuser Riga/PROPN/obj/2",
        "accuse",
        {"subj": ["Oslo"], "obj": ["Riga"]},
    ),
    "passive with an agent": (
        "Riga/PROPN/nsubj:pass/3 est/AUX/aux:pass/3/être accusée/VERB/ROOT/0/accuser par/ADP/case/5 "
        "Oslo/PROPN/obl:agent/3",
        "accusée",
        {"subj": ["Oslo"], "obj": ["Riga"]},
    ),
    "passive without an agent": (
        "Riga/PROPN/nsubj:pass/3 est/AUX/aux:pass/3/être accusée/VERB/ROOT/0/accuser",
        "accusée",
        {"subj": [], "obj": ["Riga"]},
    ),
    "coordinated subjects": (
        "Oslo/PROPN/nsubj/4 et/CCONJ/cc/3 Riga/PROPN/conj/1 signent/VERB/ROOT/0/signer",
        "signent",
        {"subj": ["Oslo", "Riga"]},
    ),
    "coordinated verbs share their subject": (
        "Oslo/PROPN/nsubj/2 menace/VERB/ROOT/0/menacer et/CCONJ/cc/4 attaque/VERB/conj/2/attaquer "
        "Riga/PROPN/obj/4",
        "attaque",
        {"subj": ["Oslo"], "obj": ["Riga"]},
    ),
    "subject relative": (
        "milice/NOUN/ROOT/0 qui/PRON/nsubj/3//PronType=Rel attaque/VERB/acl:relcl/1/attaquer "
        "Riga/PROPN/obj/3",
        "attaque",
        {"subj": ["milice"], "obj": ["Riga"]},
    ),
    "object relative": (
        "juge/NOUN/ROOT/0 que/PRON/obj/4//PronType=Rel Oslo/PROPN/nsubj/4 expulse/VERB/acl:relcl/1/expulser",
        "expulse",
        {"subj": ["Oslo"], "obj": ["juge"]},
    ),
    "relative with a preposition": (
        "juge/NOUN/ROOT/0 avec/ADP/case/3 qui/PRON/obl:arg/5//PronType=Rel Oslo/PROPN/nsubj/5 "
        "parle/VERB/acl:relcl/1/parler",
        "parle",
        {"subj": ["Oslo"], "avec": ["juge"]},
    ),
    "infinitive under subject control": (
        "Oslo/PROPN/nsubj/2 promet/VERB/ROOT/0/promettre de/ADP/mark/4 libérer/VERB/xcomp/2//VerbForm=Inf "
        "juge/NOUN/obj/4",
        "libérer",
        {"subj": ["Oslo"], "obj": ["juge"]},
    ),
    "infinitive under control of whom it is asked": (
        "Oslo/PROPN/nsubj/2 demande/VERB/ROOT/0/demander à/ADP/case/4 Riga/PROPN/obl:arg/2 "
        "de/ADP/mark/6 partir/VERB/xcomp/2//VerbForm=Inf",
        "partir",
        {"subj": ["Riga"]},
    ),
    "participle that undergoes": (
        "juge/NOUN/ROOT/0 arrêté/VERB/acl/1/arrêter/Tense=Past|VerbForm=Part par/ADP/case/4 "
        "Oslo/PROPN/obl:agent/2",
        "arrêté",
        {"subj": ["Oslo"], "obj": ["juge"]},
    ),
    "participle of motion is active": (
        "juge/NOUN/ROOT/0 arrivé/VERB/acl/1/arriver/Tense=Past|VerbForm=Part à/ADP/case/4 "
        "Oslo/PROPN/obl:mod/2",
        "arrivé",
        {"subj": ["juge"], "à": ["Oslo"]},
    ),
    "complements of a noun": (
        "accusation/NOUN/ROOT/0 de/ADP/case/3 Oslo/PROPN/nmod/1 contre/ADP/case/5 Riga/PROPN/nmod/1",
        "accusation",
        {"de": ["Oslo"], "contre": ["Riga"], "subj": []},
    ),
    "possessive and relational adjective": (
        "sa/DET/det/2/son/Poss=Yes visite/NOUN/ROOT/0 norvégienne/ADJ/amod/2",
        "visite",
        {"poss": ["sa"], "adj": ["norvégienne"]},
    ),
    "support verb lends its subject": (
        "Oslo/PROPN/nsubj/2 mène/VERB/ROOT/0/mener une/DET/det/4 offensive/NOUN/obj/2",
        "offensive",
        {"subj": ["Oslo"], "obj": []},
    ),
    "support verb whose subject undergoes": (
        "Oslo/PROPN/nsubj/2 subit/VERB/ROOT/0/subir une/DET/det/4 attaque/NOUN/obj/2",
        "attaque",
        {"subj": [], "obj": ["Oslo"]},
    ),
    "a noun that stands for its complement": (
        "ensemble/NOUN/nsubj/4 des/ADP/case/3/de partis/NOUN/nmod/1/parti rejette/VERB/ROOT/0/rejeter",
        "rejette",
        {"subj": ["partis"]},
    ),
    "complement of the object": (
        "Oslo/PROPN/nsubj/2 condamne/VERB/ROOT/0/condamner frappes/NOUN/obj/2/frappe de/ADP/case/5 "
        "Riga/PROPN/nmod/3",
        "condamne",
        {"obj": ["frappes"], "obj.de": ["Riga"]},
    ),
    "dative clitic": (
        "Oslo/PROPN/nsubj/3 leur/PRON/iobj/3 parle/VERB/ROOT/0/parler",
        "parle",
        {"à": ["leur"]},
    ),
    "content clause and its subject": (
        "Oslo/PROPN/nsubj/2 exige/VERB/ROOT/0/exiger que/SCONJ/mark/5 Riga/PROPN/nsubj/5 "
        "cède/VERB/ccomp/2/céder",
        "exige",
        {"comp": ["cède"], "comp.subj": ["Riga"]},
    ),
}


@pytest.mark.parametrize(("written", "trigger", "expected"), CASES.values(), ids=CASES)
def test_slots(written: str, trigger: str, expected: dict[str, list[str]]) -> None:
    view = slots("fr", written)
    words = view.tree.words
    at = words.index(trigger)
    assert {slot: [words[t] for t in view.fill(at, slot)] for slot in expected} == expected


def test_english_passive_and_prepositions() -> None:
    view = slots(
        "en",
        "Rome/PROPN/nsubjpass/3 was/AUX/auxpass/3/be accused/VERB/ROOT/0/accuse/VerbForm=Part|Tense=Past "
        "by/ADP/agent/3 Paris/PROPN/pobj/4 of/ADP/prep/3 lying/NOUN/pobj/6",
    )
    words = view.tree.words
    assert [words[t] for t in view.fill(2, "subj")] == ["Paris"]
    assert [words[t] for t in view.fill(2, "obj")] == ["Rome"]
    assert [words[t] for t in view.fill(2, "of")] == ["lying"]


ENGLISH = {
    "subject relative": (
        "judge/NOUN/ROOT/0 who/PRON/nsubj/3 left/VERB/relcl/1/leave Oslo/PROPN/dobj/3",
        "left",
        {"subj": ["judge"], "obj": ["Oslo"]},
    ),
    "object relative": (
        "judge/NOUN/ROOT/0 whom/PRON/dobj/4 Oslo/PROPN/nsubj/4 expelled/VERB/relcl/1/expel",
        "expelled",
        {"subj": ["Oslo"], "obj": ["judge"]},
    ),
    "bare relative": (
        "judge/NOUN/ROOT/0 Oslo/PROPN/nsubj/3 wants/VERB/relcl/1/want to/PART/aux/5 "
        "expel/VERB/xcomp/3/expel/VerbForm=Inf",
        "expel",
        {"subj": ["Oslo"], "obj": ["judge"]},
    ),
    "relative whose preposition is left behind": (
        "judge/NOUN/ROOT/0 Oslo/PROPN/nsubj/3 spoke/VERB/relcl/1/speak to/ADP/prep/3",
        "spoke",
        {"subj": ["Oslo"], "to": ["judge"], "obj": []},
    ),
    "possessive relative": (
        "judge/NOUN/ROOT/0 whose/PRON/poss/3 visit/NOUN/nsubj/4 ended/VERB/relcl/1/end",
        "visit",
        {"poss": ["judge"]},
    ),
    "control behind a preposition, by an adverbial infinitive": (
        "Oslo/PROPN/nsubj/2 called/VERB/ROOT/0/call on/ADP/prep/2 Riga/PROPN/pobj/3 to/PART/aux/6 "
        "leave/VERB/advcl/2/leave/VerbForm=Inf",
        "leave",
        {"subj": ["Riga"]},
    ),
    "infinitive below an adjective": (
        "Oslo/PROPN/nsubj/2 is/AUX/ROOT/0/be ready/ADJ/acomp/2 to/PART/aux/5 "
        "sign/VERB/xcomp/3/sign/VerbForm=Inf",
        "sign",
        {"subj": ["Oslo"]},
    ),
    "event carried by a clause below it": (
        "attack/NOUN/ROOT/0 Oslo/PROPN/nsubj/3 launched/VERB/relcl/1/launch",
        "attack",
        {"subj": ["Oslo"]},
    ),
}


@pytest.mark.parametrize(("written", "trigger", "expected"), ENGLISH.values(), ids=ENGLISH)
def test_english_slots(written: str, trigger: str, expected: dict[str, list[str]]) -> None:
    view = slots("en", written)
    words = view.tree.words
    at = words.index(trigger)
    assert {slot: [words[t] for t in view.fill(at, slot)] for slot in expected} == expected


def test_a_loop_of_heads_ends() -> None:
    view = slots("fr", "Oslo/PROPN/nsubj/2 dort/VERB/ROOT/0/dormir rêve/VERB/conj/2/rêver")
    tree = view.tree.rewired(("conj", "conj", "conj"), (1, 2, 0), ("", "", ""))
    looped = type(view)(tree, view.grammar)
    assert looped.fill(0, "subj") == []
