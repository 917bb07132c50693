"""A third language from data alone: ten Spanish sentences, parsed by hand, read with the stub in ``es/``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from trees import doc

from kg import language, vocab
from kg.errors import DataError
from kg.extract import Resources, read
from kg.model import Article, EventMention, Reading

DAY = date(2025, 2, 13)  # a Thursday
PART = "Tense=Past|VerbForm=Part"
FIN = "Mood=Ind|Tense=Past|VerbForm=Fin"
INF = "VerbForm=Inf"
THE = "Definite=Def|PronType=Art"


@pytest.fixture(scope="module")
def spanish() -> Resources:
    data = language.read_folder(Path(__file__).parent / "es")
    return replace(Resources.of(data, vocab.taxonomy()), roles=None)


def told(event: EventMention, reading: Reading) -> str:
    """Class, status and parties of an event on one line."""
    parties = [f"{a.role.value}={reading.actors[a.filler].text}" for a in event.arguments]
    return " ".join([event.type, event.status.value, *sorted(parties)])


SENTENCES = {
    "active": (
        f"El/DET/det/2/el/{THE} gobierno/NOUN/nsubj/3 condenó/VERB/ROOT/0/condenar/{FIN} a/ADP/case/6 "
        f"los/DET/det/6/el/{THE} rebeldes/NOUN/obj/3/rebelde/Number=Plur",
        ["Condemnation occurred agent=gobierno recipient=rebeldes"],
    ),
    "passive with an agent": (
        f"La/DET/det/2/el/{THE} periodista/NOUN/nsubj:pass/4 fue/AUX/aux:pass/4/ser/{FIN} "
        f"detenida/VERB/ROOT/0/detener/{PART} por/ADP/case/7 la/DET/det/7/el/{THE} "
        "policía/NOUN/obl:agent/4",
        ["Arrest occurred agent=policía recipient=periodista"],
    ),
    "passive without an agent": (
        f"El/DET/det/2/el/{THE} general/NOUN/nsubj:pass/4 fue/AUX/aux:pass/4/ser/{FIN} "
        f"liberado/VERB/ROOT/0/liberar/{PART}",
        ["Release occurred recipient=general"],
    ),
    "reflexive": (
        f"El/DET/det/2/el/{THE} ministro/NOUN/nsubj/4 se/PRON/expl:pv/4//Reflex=Yes "
        f"reunió/VERB/ROOT/0/reunir/{FIN} con/ADP/case/7 la/DET/det/7/el/{THE} embajadora/NOUN/obl/4",
        ["Meeting occurred participant=embajadora participant=ministro"],
    ),
    "negation": (
        f"El/DET/det/2/el/{THE} presidente/NOUN/nsubj/4 no/ADV/advmod/4 dimitió/VERB/ROOT/0/dimitir/{FIN}",
        ["Departure denied agent=presidente"],
    ),
    "coordination": (
        f"El/DET/det/2/el/{THE} gobierno/NOUN/nsubj/6 y/CCONJ/cc/5 la/DET/det/5/el/{THE} "
        f"oposición/NOUN/conj/2 condenaron/VERB/ROOT/0/condenar/{FIN} el/DET/det/8/el/{THE} "
        "ataque/NOUN/obj/6",
        ["Condemnation occurred agent=gobierno agent=oposición", "Attack occurred"],
    ),
    "control by whom it is asked": (
        f"El/DET/det/2/el/{THE} juez/NOUN/nsubj/3 exigió/VERB/ROOT/0/exigir/{FIN} al/ADP/case/5 "
        f"ejército/NOUN/obl/3 liberar/VERB/xcomp/3/liberar/{INF} a/ADP/case/9 los/DET/det/9/el/{THE} "
        "soldados/NOUN/obj/6/soldado/Number=Plur",
        [
            "Demand occurred agent=juez recipient=ejército",
            "Release requested agent=ejército recipient=soldados",
        ],
    ),
    "relative clause": (
        f"El/DET/det/2/el/{THE} general/NOUN/nsubj/7 que/PRON/nsubj/4//PronType=Rel "
        f"atacó/VERB/acl:relcl/2/atacar/{FIN} al/ADP/case/6 parlamento/NOUN/obj/4 "
        f"dimitió/VERB/ROOT/0/dimitir/{FIN}",
        ["Attack occurred agent=general recipient=parlamento", "Departure occurred agent=general"],
    ),
    "noun with its complements": (
        f"El/DET/det/2/el/{THE} ataque/NOUN/ROOT/0 de/ADP/case/5 los/DET/det/5/el/{THE} "
        f"rebeldes/NOUN/nmod/2/rebelde/Number=Plur contra/ADP/case/8 el/DET/det/8/el/{THE} "
        "ejército/NOUN/nmod/2",
        ["Attack occurred agent=rebeldes recipient=ejército"],
    ),
    "promise": (
        f"La/DET/det/2/el/{THE} presidenta/NOUN/nsubj/3 prometió/VERB/ROOT/0/prometer/{FIN} "
        f"liberar/VERB/xcomp/3/liberar/{INF} al/ADP/case/6/a/Definite=Def periodista/NOUN/obj/4",
        ["Release planned agent=presidenta recipient=periodista"],
    ),
}


@pytest.mark.parametrize(("written", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentence(written: str, expected: list[str], spanish: Resources) -> None:
    parsed = doc(written)
    reading = read(Article.of(parsed.text, "es", date=DAY), parsed, spanish)
    assert [told(e, reading) for e in reading.events] == expected


def test_time(spanish: Resources) -> None:
    parsed = doc(
        f"El/DET/det/2/el/{THE} ministro/NOUN/nsubj/3 dimitió/VERB/ROOT/0/dimitir/{FIN} "
        f"el/DET/det/5/el/{THE} martes/NOUN/obl/3"
    )
    reading = read(Article.of(parsed.text, "es", date=DAY), parsed, spanish)
    assert [t.begin for t in reading.events[0].times] == ["2025-02-11"]


def test_a_named_actor_without_a_gazetteer(spanish: Resources) -> None:
    parsed = doc(
        "Ada/PROPN/nsubj/3 Ruiz/PROPN/flat/1 dimitió/VERB/ROOT/0/dimitir/" + FIN, {"Ada Ruiz": "PER"}
    )
    reading = read(Article.of(parsed.text, "es", date=DAY), parsed, spanish)
    assert [told(e, reading) for e in reading.events] == ["Departure occurred agent=Ada Ruiz"]


def test_a_folder_without_its_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"language\.toml: can't be read"):
        language.read_folder(tmp_path)
