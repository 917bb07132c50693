"""What is found in words, and who held what."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import date

import pytest

import kg.gazetteer
from kg.errors import LanguageError
from kg.gazetteer import Gazetteer, Term, load
from kg.model import Form, Kind


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return load()


def seen(known: Gazetteer, text: str, lang: str = "fr") -> list[tuple[str, str, str]]:
    """(words, form, id of the best entry) of each hit in words that blanks separate."""
    words = text.split()
    return [
        (" ".join(words[hit.begin : hit.end]), hit.form.value, hit.entries[0].id)
        for hit in known.match(words, lang)
    ]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("la Côte d' Ivoire", "fr", ("Côte d' Ivoire", "name", "Q1008")),
        ("la Côte d’ Ivoire", "fr", ("Côte d’ Ivoire", "name", "Q1008")),
        ("la Côte d'Ivoire", "fr", ("Côte d'Ivoire", "name", "Q1008")),
        ("la Côte d’Ivoire", "fr", ("Côte d’Ivoire", "name", "Q1008")),
        ("aux États-Unis", "fr", ("États-Unis", "name", "Q30")),
        ("aux Etats - Unis", "fr", ("Etats - Unis", "name", "Q30")),
        ("avec Ban Ki-moon", "fr", ("Ban Ki-moon", "name", "Q1253")),
        ("with Ban Ki - moon", "en", ("Ban Ki - moon", "name", "Q1253")),
        ("la Corée du sud", "fr", ("Corée du sud", "name", "Q884")),
        ("pour l'ONU", "fr", ("l'ONU", "name", "Q1065")),
        ("pour l’Iran", "fr", ("l’Iran", "name", "Q794")),
        ("Russia's army", "en", ("Russia's", "name", "Q159")),
        ("the U.S. army", "en", ("U.S.", "name", "Q30")),
        ("le conseil de sécurité de l' ONU", "fr", ("conseil de sécurité de l' ONU", "name", "Q37470")),
        ("les Pays-Bas", "fr", ("Pays-Bas", "name", "Q55")),
        ("la Birmanie", "fr", ("Birmanie", "name", "Q836")),
        ("le Kosovo", "fr", ("Kosovo", "name", "Q1246")),
        ("Recep Tayyip Erdogan", "fr", ("Recep Tayyip Erdogan", "name", "Q39259")),
        ("chez Benyamin Nétanyahou", "fr", ("Benyamin Nétanyahou", "name", "Q43723")),
    ],
)
def test_names(known: Gazetteer, text: str, lang: str, expected: tuple[str, str, str]) -> None:
    assert seen(known, text, lang) == [expected]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("il est nice et fait des tours", "fr"),
        ("ils ont eu un otan", "fr"),
        ("they told us and eu", "en"),
        ("what may come", "en"),
        ("Nice work , they said", "en"),
        ("l'accord de Paris sur le climat", "fr"),
        ("le Tour de France", "fr"),
        ("les séparatistes pro-russes", "fr"),
        ("pro - Russian fighters", "en"),
        ("avec Brigitte Macron", "fr"),
        ("the singer Jordan Smith", "en"),
        ("hier Anna Castro", "fr"),
    ],
)
def test_no_name(known: Gazetteer, text: str, lang: str) -> None:
    assert seen(known, text, lang) == []


@pytest.mark.parametrize("word", ["russe", "russes"])
def test_epicene_demonym(known: Gazetteer, word: str) -> None:
    assert seen(known, f"une frappe {word}") == [(word, "adjective", "Q159")]


@pytest.mark.parametrize(
    ("state", "forms"),
    [
        ("Q30", "américain américaine américains américaines étasunien étasuniennes"),
        ("Q423", "nord-coréen nord-coréenne nord-coréens nord-coréennes"),
        ("Q41", "grec grecque grecs grecques"),
        ("Q43", "turc turque turcs turques"),
        ("Q142", "français française françaises"),
        ("Q211", "letton lettonne lettones"),
        ("Q265", "ouzbek ouzbèke ouzbèkes"),
        ("Q1065", "onusien onusienne"),
        ("Q846", "qatari qatarie qataris"),
    ],
)
def test_demonym_inflects(known: Gazetteer, state: str, forms: str) -> None:
    for form in forms.split():
        assert seen(known, f"le mot {form}") == [(form, "adjective", state)]


def test_demonym_noun_is_a_description(known: Gazetteer) -> None:
    assert seen(known, "les Russes et les Nord-Coréens") == [
        ("Russes", "description", "Q159"),
        ("Nord-Coréens", "description", "Q423"),
    ]
    assert seen(known, "Russian and Ukrainians", "en") == [
        ("Russian", "adjective", "Q159"),
        ("Ukrainians", "description", "Q212"),
    ]


def test_compound_gives_both(known: Gazetteer) -> None:
    assert [id for _, _, id in seen(known, "le couple franco-allemand")] == ["Q142", "Q183"]
    assert [id for _, _, id in seen(known, "the Franco - German couple", "en")] == ["Q142", "Q183"]


def test_seats_and_capitals(known: Gazetteer) -> None:
    text = "le Kremlin , l' Élysée , Moscou et Bruxelles"
    hits = known.match(text.split(), "fr")
    assert [[entry.id for entry in hit.entries] for hit in hits] == [
        ["Q159"],
        ["Q142"],
        ["Q159", "Q649"],
        ["Q458", "Q31", "Q239"],
    ]
    assert {hit.form for hit in hits} == {Form.METONYM}
    city = hits[2].entries[1]
    assert city.kind is None
    assert city.state == "Q159"


def test_city_is_only_a_place(known: Gazetteer) -> None:
    (hit,) = known.match(["un", "tribunal", "de", "Lyon"], "fr")
    assert (hit.form, hit.entries[0].kind, hit.entries[0].state) == (Form.NAME, None, "Q142")


def test_shared_name_keeps_all(known: Gazetteer) -> None:
    (hit,) = known.match(["un", "soldat", "congolais"], "fr")
    assert [entry.id for entry in hit.entries] == ["Q974", "Q971"]


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("coréen", ["Q884", "Q423"]),
        ("congolaise", ["Q974", "Q971"]),
        ("guinéens", ["Q1006", "Q1007", "Q983"]),
        ("nord-coréenne", ["Q423"]),
    ],
)
def test_shared_demonym_keeps_all_best_first(known: Gazetteer, word: str, ids: list[str]) -> None:
    (hit,) = known.match(["un", "accord", word], "fr")
    assert [entry.id for entry in hit.entries] == ids


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Valeri Zaloujny", "Valerii Zaluzhnyi"),
        ("Andriï Iermak", "Andriy Yermak"),
        ("Itamar Ben Gvir", "Itamar Ben-Gvir"),
        ("Ekrem Imamoglu", "Ekrem İmamoğlu"),
        ("Assaad al-Chaibani", "Asaad al-Shaibani"),
        ("Sergueï Narychkine", "Sergey Naryshkin"),
    ],
)
def test_french_spellings(known: Gazetteer, text: str, english: str) -> None:
    (hit,) = known.match(text.split(), "fr")
    assert hit.entries[0].names == {"fr": text, "en": english}


def test_name_of_many_states_needs_its_own(known: Gazetteer) -> None:
    assert ("Cour suprême", "name", "Q11201") in seen(
        known, "Washington . La Cour suprême a jugé Donald Trump"
    )
    assert "Cour suprême" not in [words for words, _, _ in seen(known, "Au Kenya , la Cour suprême a jugé")]


def test_media_are_marked(known: Gazetteer) -> None:
    (hit,) = known.match(["selon", "l'", "AFP"], "fr")
    assert hit.entries[0].media
    assert hit.entries[0].kind is Kind.ORGANIZATION


def test_own_key_is_no_wikidata_id(known: Gazetteer) -> None:
    (hit,) = known.match(["contre", "Boko", "Haram"], "fr")
    assert (hit.entries[0].id, hit.entries[0].wikidata) == ("boko-haram", None)


def test_unknown_language(known: Gazetteer) -> None:
    with pytest.raises(LanguageError, match="'de'"):
        known.match(["Berlin"], "de")


def test_entry(known: Gazetteer) -> None:
    russia = known.entry("Q159")
    assert russia is not None
    assert (russia.kind, russia.iso, russia.names["fr"]) == (Kind.STATE, "RU", "Russie")
    assert "Fédération de Russie" in russia.aliases["fr"]
    assert known.entry("Q0") is None


@pytest.mark.parametrize(
    ("role", "of", "on", "person"),
    [
        ("head_of_state", "Q159", date(2025, 2, 12), "Q7747"),
        ("head_of_state", "Q30", date(2025, 2, 12), "Q22686"),
        ("head_of_state", "Q159", date(2010, 1, 1), "Q23530"),
        ("head_of_state", "Q159", date(2003, 1, 1), "Q7747"),
        ("head_of_government", "Q183", date(2015, 6, 1), "Q567"),
        ("leader", "Q183", date(2015, 6, 1), "Q567"),
        ("leader", "Q30", date(2015, 6, 1), "Q76"),
        ("foreign_minister", "Q30", date(2015, 6, 1), "Q22316"),
        ("secretary_general", "Q1065", date(2010, 1, 1), "Q1253"),
        ("head_of_state", "Q237", date(2020, 1, 1), "Q450675"),
        ("head_of_state", "Q142", None, "Q3052772"),
    ],
)
def test_holders(known: Gazetteer, role: str, of: str, on: date | None, person: str) -> None:
    assert known.holders(role, of, on)[0].id == person


@pytest.mark.parametrize(
    ("role", "state", "on", "person"),
    [
        ("finance_minister", "Q30", date(2025, 6, 1), "Scott Bessent"),
        ("finance_minister", "Q30", date(2024, 6, 1), "Janet Yellen"),
        ("head_of_government", "Q801", date(2024, 5, 1), "Benyamin Netanyahou"),
        ("head_of_government", "Q801", date(2022, 9, 1), "Yaïr Lapid"),
        ("defence_minister", "Q801", date(2025, 3, 1), "Israël Katz"),
        ("foreign_minister", "Q212", date(2025, 3, 1), "Andriï Sybiga"),
        ("foreign_minister", "Q794", date(2024, 3, 1), "Hossein Amir-Abdollahian"),
        ("interior_minister", "Q142", date(2023, 7, 1), "Gérald Darmanin"),
        ("head_of_government", "Q912", date(2023, 3, 1), "Choguel Kokalla Maïga"),
        ("head_of_government", "Q1016", date(2024, 3, 1), "Abdelhamid Dbeibah"),
        ("head_of_state", "Q39", date(2024, 3, 1), "Viola Amherd"),
        ("head", "Q7164", date(2024, 3, 1), "Ajay Banga"),
        ("head", "Q193272", date(2024, 3, 1), "Omar Alieu Touray"),
    ],
)
def test_holders_since_2022(known: Gazetteer, role: str, state: str, on: date, person: str) -> None:
    assert known.holders(role, state, on)[0].names["fr"] == person


def test_a_stale_minister_is_nobody(known: Gazetteer) -> None:
    def sworn(role: str, end: str | None = None, as_of: str = "2022-10") -> Term:
        return Term("someone", role, "", "Q30", "2021-01-26", end, as_of)

    assert sworn("finance_minister").covers(date(2024, 3, 1))
    assert not sworn("finance_minister").covers(date(2024, 6, 1))
    assert not sworn("finance_minister", "2025-01-28").covers(date(2024, 6, 1))
    assert sworn("finance_minister", "2025-01-28", "2026-01").covers(date(2024, 6, 1))
    assert sworn("head_of_state").covers(date(2024, 6, 1))
    assert sworn("head_of_state").weak(date(2023, 11, 1))
    assert not sworn("head_of_state").weak(date(2023, 9, 1))
    assert known.holders("finance_minister", "Q945", date(2020, 1, 1))
    assert known.holders("finance_minister", "Q945", date(2025, 1, 1)) == ()


def test_a_weak_term_gives_way_to_a_later_one(known: Gazetteer) -> None:
    rows = [
        "Q207\thead_of_state\tQ0\tPresident\t2021-01-01\t\twikidata-2022\t2022-10",
        "Q6279\thead_of_state\tQ0\tPresident\t2022-08-01\t2023-08-01\thand\t2026-08-22",
    ]
    one = replace(known, by_office={("head_of_state", "Q0"): rows})
    alone = replace(known, by_office={("head_of_state", "Q0"): rows[:1]})
    assert [entry.id for entry in one.holders("head_of_state", "Q0", date(2022, 12, 1))] == ["Q207", "Q6279"]
    assert one.holders("head_of_state", "Q0", date(2024, 1, 1)) == ()
    assert [entry.id for entry in alone.holders("head_of_state", "Q0", date(2024, 1, 1))] == ["Q207"]


def test_no_holder(known: Gazetteer) -> None:
    assert known.holders("head_of_state", "Q159", date(1900, 1, 1)) == ()
    assert known.holders("head_of_state", "Q0") == ()


def test_offices_of(known: Gazetteer) -> None:
    assert [term.role for term in known.offices_of("Q7747", date(2010, 1, 1))] == ["head_of_government"]
    first, *_ = known.offices_of("Q7747")
    assert (first.role, first.of, first.begin) == ("head_of_state", "Q159", "2012-05-07")


def test_persons_by_surname(known: Gazetteer) -> None:
    assert known.persons("Clinton", date(1999, 1, 1))[0].id == "Q1124"
    assert known.persons("Clinton", date(2010, 1, 1))[0].id == "Q6294"
    assert known.persons("May", date(2018, 1, 1))[0].id == "Q264766"
    assert known.persons("Zzz") == ()


def test_the_example_of_the_module() -> None:
    result = doctest.testmod(kg.gazetteer)
    assert result.attempted > 0
    assert result.failed == 0
