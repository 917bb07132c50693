"""How real an event is, a construction each, by the rules alone."""

from __future__ import annotations

import pytest
from trees import data, make

from kg.extract.facts import Cues, Factuality, factuality, revised
from kg.model import Status

FIN = "Mood=Ind|VerbForm=Fin|Tense="
CASES = {
    "past": (
        f"Oslo/PROPN/nsubj/3 a/AUX/aux:tense/3/avoir/{FIN}Pres "
        "expulsé/VERB/ROOT/0/expulser/Tense=Past|VerbForm=Part",
        "expulsé",
        "occurred past",
    ),
    "negation": (
        f"Oslo/PROPN/nsubj/5 n'/ADV/advmod/5/ne a/AUX/aux:tense/5/avoir/{FIN}Pres pas/ADV/advmod/5 "
        "expulsé/VERB/ROOT/0/expulser/Tense=Past|VerbForm=Part",
        "expulsé",
        "denied past",
    ),
    "ne ... que only limits": (
        f"Oslo/PROPN/nsubj/4 n'/ADV/advmod/4/ne a/AUX/aux:tense/4/avoir/{FIN}Pres "
        "expulsé/VERB/ROOT/0/expulser/Tense=Past|VerbForm=Part que/ADV/advmod/4 deux/NUM/nummod/7 "
        "espions/NOUN/obj/4/espion",
        "expulsé",
        "occurred past",
    ),
    "conditional of hearsay": (
        "Oslo/PROPN/nsubj/3 aurait/AUX/aux:tense/3/avoir/Mood=Cnd|VerbForm=Fin "
        "expulsé/VERB/ROOT/0/expulser/Tense=Past|VerbForm=Part",
        "expulsé",
        "possible past",
    ),
    "a modal that is negated": (
        f"Oslo/PROPN/nsubj/3 ne/ADV/advmod/3 peut/VERB/ROOT/0/pouvoir/{FIN}Pres pas/ADV/advmod/3 "
        "expulser/VERB/xcomp/3/expulser/VerbForm=Inf Riga/PROPN/obj/5",
        "expulser",
        "denied present",
    ),
    "a participle under a future": (
        f"Ada/PROPN/nsubj:pass/3 sera/AUX/aux:pass/3/être/{FIN}Fut "
        "aidée/VERB/ROOT/0/aider/Tense=Past|VerbForm=Part "
        "par/ADP/case/5 Omar/PROPN/obl:agent/3 nommé/VERB/acl/5/nommer/Tense=Past|VerbForm=Part",
        "nommé",
        "occurred past",
    ),
    "future": (
        f"Oslo/PROPN/nsubj/2 expulsera/VERB/ROOT/0/expulser/{FIN}Fut Riga/PROPN/obj/2",
        "expulsera",
        "planned future",
    ),
    "modal of possibility": (
        f"Oslo/PROPN/nsubj/2 peut/VERB/ROOT/0/pouvoir/{FIN}Pres attaquer/VERB/xcomp/2//VerbForm=Inf",
        "attaquer",
        "possible present",
    ),
    "verb that asks": (
        f"Oslo/PROPN/nsubj/2 exige/VERB/ROOT/0/exiger/{FIN}Pres que/SCONJ/mark/5 Riga/PROPN/nsubj/5 "
        "libère/VERB/ccomp/2/libérer/Mood=Sub|VerbForm=Fin",
        "libère",
        "requested present",
    ),
    "verb that says": (
        f"Oslo/PROPN/nsubj/2 affirme/VERB/ROOT/0/affirmer/{FIN}Pres que/SCONJ/mark/6 Riga/PROPN/nsubj/6 "
        f"a/AUX/aux:tense/6/avoir/{FIN}Pres attaqué/VERB/ccomp/2/attaquer/Tense=Past|VerbForm=Part",
        "attaqué",
        "occurred past",
    ),
    "refusal": (
        f"Oslo/PROPN/nsubj/2 refuse/VERB/ROOT/0/refuser/{FIN}Pres de/ADP/mark/4 "
        "signer/VERB/xcomp/2//VerbForm=Inf",
        "signer",
        "denied present",
    ),
    "threat": (
        f"Oslo/PROPN/nsubj/2 menace/VERB/ROOT/0/menacer/{FIN}Pres de/ADP/mark/4 "
        "attaquer/VERB/xcomp/2//VerbForm=Inf",
        "attaquer",
        "possible present",
    ),
    "demand that is itself denied": (
        f"Oslo/PROPN/nsubj/4 n'/ADV/advmod/4/ne a/AUX/aux:tense/4/avoir/{FIN}Pres "
        "demandé/VERB/ROOT/0/demander/Tense=Past|VerbForm=Part pas/ADV/advmod/4 la/DET/det/7 "
        "libération/NOUN/obj/4",
        "libération",
        "denied past",
    ),
    "no noun": (
        "aucune/DET/det/2/aucun rencontre/NOUN/ROOT/0",
        "rencontre",
        "denied none",
    ),
    "without": (
        f"Oslo/PROPN/nsubj/2 part/VERB/ROOT/0/partir/{FIN}Pres sans/ADP/case/4 accord/NOUN/obl:mod/2",
        "accord",
        "denied present",
    ),
    "noun of a plan": (
        "projet/NOUN/ROOT/0 de/ADP/case/3 visite/NOUN/nmod/1",
        "visite",
        "planned none",
    ),
    "adjective of a plan": (
        "prochaine/ADJ/amod/2/prochain visite/NOUN/ROOT/0",
        "visite",
        "planned none",
    ),
    "predicate of a plan": (
        f"la/DET/det/2/le visite/NOUN/nsubj:pass/4 est/AUX/aux:pass/4/être/{FIN}Pres "
        "prévue/VERB/ROOT/0/prévoir/Tense=Past|VerbForm=Part",
        "visite",
        "planned present",
    ),
    "if": (
        f"si/SCONJ/mark/3 Oslo/PROPN/nsubj/3 attaque/VERB/advcl/5/attaquer/{FIN}Pres Riga/PROPN/nsubj/5 "
        f"répond/VERB/ROOT/0/répondre/{FIN}Pres",
        "attaque",
        "possible present",
    ),
    "purpose": (
        f"Oslo/PROPN/nsubj/2 part/VERB/ROOT/0/partir/{FIN}Pres pour/ADP/mark/4 "
        "négocier/VERB/advcl/2//VerbForm=Inf",
        "négocier",
        "planned present",
    ),
    "noun that there is, under a purpose": (
        f"Oslo/PROPN/nsubj/2 part/VERB/ROOT/0/partir/{FIN}Past pour/ADP/mark/4 "
        "gagner/VERB/advcl/2//VerbForm=Inf la/DET/det/6/le/Definite=Def bataille/NOUN/obj/4",
        "bataille",
        "occurred past",
    ),
    "noun that is not yet, under a purpose": (
        f"Oslo/PROPN/nsubj/2 part/VERB/ROOT/0/partir/{FIN}Past pour/ADP/mark/4 "
        "signer/VERB/advcl/2//VerbForm=Inf un/DET/det/6/un/Definite=Ind accord/NOUN/obj/4",
        "accord",
        "planned past",
    ),
    "future that the tagger missed": (
        f"Oslo/PROPN/nsubj/2 expulsera/VERB/ROOT/0/expulser/{FIN}Pres Riga/PROPN/obj/2",
        "expulsera",
        "planned future",
    ),
    "conditional that the tagger missed": (
        f"Oslo/PROPN/nsubj/2 vendrait/VERB/ROOT/0/vendre/{FIN}Imp Riga/PROPN/obj/2",
        "vendrait",
        "possible present",
    ),
    "preposition of what has been": (
        f"Oslo/PROPN/nsubj/2 attend/VERB/ROOT/0/attendre/{FIN}Pres après/ADP/case/5 le/DET/det/5/le "
        "scrutin/NOUN/obl:mod/2",
        "scrutin",
        "occurred present",
    ),
    "verb that dates its subject": (
        f"la/DET/det/2/le guerre/NOUN/nsubj/3 remonte/VERB/ROOT/0/remonter/{FIN}Pres à/ADP/case/5 "
        "mars/NOUN/obl:arg/3",
        "guerre",
        "occurred present",
    ),
    "adverb of the future": (
        f"Ada/PROPN/nsubj:pass/4 est/AUX/aux:pass/4/être/{FIN}Pres bientôt/ADV/advmod/4 "
        "jugée/VERB/ROOT/0/juger/Tense=Past|VerbForm=Part",
        "jugée",
        "planned present",
    ),
    "about to": (
        f"Oslo/PROPN/nsubj/2 est/VERB/ROOT/0/être/{FIN}Pres en/ADP/case/4 passe/NOUN/obl:mod/2 de/ADP/mark/6 "
        "signer/VERB/acl/4//VerbForm=Inf",
        "signer",
        "planned present",
    ),
    "noun that is fixed": (
        "élection/NOUN/ROOT/0 fixée/VERB/acl/1/fixer/Tense=Past|VerbForm=Part "
        "au/ADP/case/4/à mars/NOUN/obl/2",
        "élection",
        "planned none",
    ),
    "bare noun of a state": (
        "Ada/PROPN/ROOT/0 en/ADP/case/3 visite/NOUN/nmod/1 à/ADP/case/5 Oslo/PROPN/nmod/3",
        "visite",
        "ongoing none",
    ),
    "bare noun of a state, in the past": (
        f"en/ADP/case/2 visite/NOUN/obl:mod/4 Ada/PROPN/nsubj/4 parla/VERB/ROOT/0/parler/{FIN}Past",
        "visite",
        "occurred past",
    ),
    "participle of a state since then": (
        "Ada/PROPN/ROOT/0 détenue/VERB/acl/1/détenir/Tense=Past|VerbForm=Part "
        "depuis/ADP/case/4 mai/NOUN/obl/2",
        "détenue",
        "ongoing past",
    ),
    "in case of": (
        f"Oslo/PROPN/nsubj/2 ferme/VERB/ROOT/0/fermer/{FIN}Pres en/ADP/case/6 cas/NOUN/fixed/3 "
        "de/ADP/fixed/3 grève/NOUN/obl:mod/2",
        "grève",
        "possible present",
    ),
    "success that is denied": (
        f"Oslo/PROPN/nsubj/3 ne/ADV/advmod/3 réussit/VERB/ROOT/0/réussir/{FIN}Pres pas/ADV/advmod/3 "
        "à/ADP/mark/6 signer/VERB/xcomp/3//VerbForm=Inf",
        "signer",
        "denied present",
    ),
    "demand whose subjunctive looks like an indicative": (
        f"Oslo/PROPN/nsubj/2 exige/VERB/ROOT/0/exiger/{FIN}Pres que/SCONJ/mark/5 Riga/PROPN/nsubj/5 "
        f"signe/VERB/ccomp/2/signer/{FIN}Pres",
        "signe",
        "requested present",
    ),
    "limited by a complement": (
        f"il/PRON/nsubj/4 n'/ADV/advmod/4/ne est/AUX/aux:pass/4/être/{FIN}Pres expulsé/VERB/ROOT/0/expulser/"
        "Tense=Past|VerbForm=Part qu'/ADV/advmod/7/que en/ADP/case/7 mai/NOUN/obl/4",
        "expulsé",
        "occurred present",
    ),
    "predicate that tells of its infinitive": (
        f"la/DET/det/2/le visite/NOUN/nsubj/4 est/AUX/cop/4/être/{FIN}Pres susceptible/ADJ/ROOT/0 "
        "de/ADP/mark/6 gêner/VERB/xcomp/4//VerbForm=Inf",
        "visite",
        "occurred present",
    ),
}


@pytest.fixture(scope="module")
def cues() -> Cues:
    return Cues.of(data("fr").cues)


def verdict(fact: Factuality) -> str:
    return f"{fact.status.value} {fact.tense}"


@pytest.mark.parametrize(("written", "trigger", "expected"), CASES.values(), ids=CASES)
def test_factuality(written: str, trigger: str, expected: str, cues: Cues) -> None:
    tree = make("fr", written)
    fact = factuality(tree, tree.words.index(trigger), "Expulsion", cues)
    assert verdict(fact) == expected, fact.cue


def test_a_negation_that_tells_of_the_event_denies_nothing(cues: Cues) -> None:
    tree = make(
        "fr",
        "Oslo/PROPN/nsubj/3 ne/ADV/advmod/3 plie/VERB/ROOT/0/plier/Mood=Ind|Tense=Pres|VerbForm=Fin "
        "pas/ADV/advmod/3",
    )
    assert factuality(tree, 2, "Rejection", cues, words=(3,)).status is Status.OCCURRED
    assert factuality(tree, 2, "Concession", cues).status is Status.DENIED


@pytest.mark.parametrize(("kind", "expected"), [("Negotiation", "ongoing"), ("Expulsion", "occurred")])
def test_a_class_that_lasts_goes_on_in_the_present(kind: str, expected: str, cues: Cues) -> None:
    tree = make("fr", f"Oslo/PROPN/nsubj/2 négocie/VERB/ROOT/0/négocier/{FIN}Pres")
    assert factuality(tree, 1, kind, cues).status.value == expected


def test_denial_is_negative_and_hearsay_uncertain(cues: Cues) -> None:
    denied = make("fr", "aucune/DET/det/2/aucun visite/NOUN/ROOT/0")
    assert factuality(denied, 1, "Visit", cues).polarity == "negative"
    possible = make("fr", "éventuelle/ADJ/amod/2/éventuel visite/NOUN/ROOT/0")
    fact = factuality(possible, 1, "Visit", cues)
    assert (fact.polarity, fact.certainty, fact.status) == ("positive", "possible", Status.POSSIBLE)


def test_weights_that_agree_change_nothing() -> None:
    fact = Factuality(Status.PLANNED, "positive", "probable", "future", "future")
    assert revised(fact, {"planned": 0.6, "occurred": 0.4}) is fact


def test_english_negation() -> None:
    tree = make(
        "en",
        "Oslo/PROPN/nsubj/4 did/AUX/aux/4/do/Tense=Past|VerbForm=Fin not/PART/neg/4 "
        "sign/VERB/ROOT/0//VerbForm=Inf",
    )
    assert factuality(tree, 3, "Signing", Cues.of(data("en").cues)).status is Status.DENIED


ENGLISH = {
    "progressive": (
        f"Oslo/PROPN/nsubj/3 is/AUX/aux/3/be/{FIN}Pres "
        "training/VERB/ROOT/0/train/Aspect=Prog|Tense=Pres|VerbForm=Part",
        "training",
        "ongoing present",
    ),
    "progressive of an act of saying": (
        f"Oslo/PROPN/nsubj/3 is/AUX/aux/3/be/{FIN}Pres "
        "asking/VERB/ROOT/0/ask/Aspect=Prog|Tense=Pres|VerbForm=Part",
        "asking",
        "occurred present",
    ),
    "accompanying participle": (
        f"Oslo/PROPN/nsubj/2 stays/VERB/ROOT/0/stay/{FIN}Pres "
        "training/VERB/advcl/2/train/Aspect=Prog|Tense=Pres|VerbForm=Part",
        "training",
        "ongoing present",
    ),
    "state": (
        f"Oslo/PROPN/nsubj/2 backs/VERB/ROOT/0/back/{FIN}Pres Riga/PROPN/dobj/2",
        "backs",
        "ongoing present",
    ),
    "purpose": (
        f"Oslo/PROPN/nsubj/2 came/VERB/ROOT/0/come/{FIN}Past to/PART/aux/4 talk/VERB/advcl/2//VerbForm=Inf",
        "talk",
        "planned past",
    ),
    "predicate with an infinitive": (
        f"Oslo/PROPN/nsubj/2 is/AUX/ROOT/0/be/{FIN}Pres due/ADJ/acomp/2 to/PART/aux/5 "
        "visit/VERB/xcomp/3//VerbForm=Inf",
        "visit",
        "planned present",
    ),
    "negative object": (
        f"Oslo/PROPN/nsubj/2 expelled/VERB/ROOT/0/expel/{FIN}Past nobody/PRON/dobj/2",
        "expelled",
        "denied past",
    ),
    "negative subject": (
        f"no/DET/det/2 one/NOUN/nsubj/3 resigned/VERB/ROOT/0/resign/{FIN}Past",
        "resigned",
        "denied past",
    ),
    "setting of a promise": (
        f"Oslo/PROPN/nsubj/2 promised/VERB/ROOT/0/promise/{FIN}Past it/PRON/dobj/2 during/ADP/prep/2 "
        "a/DET/det/6 visit/NOUN/pobj/4",
        "visit",
        "occurred past",
    ),
}


@pytest.mark.parametrize(("written", "trigger", "expected"), ENGLISH.values(), ids=ENGLISH)
def test_english_factuality(written: str, trigger: str, expected: str) -> None:
    tree = make("en", written)
    got = factuality(tree, tree.words.index(trigger), "Visit", Cues.of(data("en").cues))
    assert f"{got.status.value} {got.tense}" == expected
