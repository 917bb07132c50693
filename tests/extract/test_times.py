"""The time grammar: expressions in a sentence, marked [so], and the value each must have."""

from __future__ import annotations

import doctest
import re
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.extract.times
from kg.errors import DataError
from kg.extract.times import TimeGrammar, find_times, find_times_ahead
from kg.model import Time

LANGUAGES = Path(__file__).parents[2] / "kg" / "language"
ANCHOR = date(2025, 2, 13)  # a Thursday
FIELDS = ("begin", "end", "earliest", "latest", "duration")


@lru_cache
def data(lang: str) -> dict[str, Any]:
    return tomllib.loads((LANGUAGES / lang / "times.toml").read_text(encoding="utf-8"))


@lru_cache
def grammar(lang: str) -> TimeGrammar:
    return TimeGrammar.of(data(lang))


def value(time: Time) -> str:
    """The fields that are set, in one line; an interval and bounds as "a/b"."""
    parts = [f"{f}={v}" for f in FIELDS if (v := getattr(time, f)) is not None]
    return " ".join(parts)


def unmark(marked: str) -> tuple[str, list[str]]:
    return re.sub(r"[\[\]]", "", marked), re.findall(r"\[([^]]*)\]", marked)


def check(lang: str, marked: str, expected: str, anchor: date | None = ANCHOR) -> None:
    text, words = unmark(marked)
    found = find_times(text, grammar(lang), anchor)
    assert [text[t.span.begin : t.span.end] for t in found] == words
    assert "; ".join(value(t) for t in found) == expected


FRENCH = [
    # days
    ("Il est arrivé [mercredi 12 février] à Paris.", "begin=2025-02-12"),
    ("Il est arrivé [mercredi, le 12 février 2025], à Paris.", "begin=2025-02-12"),
    ("Il était là [mercredi 12 mars].", "begin=2025-03-12"),
    ("Le traité date [du 1er juillet 1962].", "begin=1962-07-01"),
    ("L'accord a été signé [le 5 mars 2021] à Genève.", "begin=2021-03-05"),
    ("Le vote aura lieu [le 5 mars].", "begin=2025-03-05"),
    ("Elle a démissionné [le 20 novembre].", "begin=2024-11-20"),
    ("Il fut tué [le 12 février dernier].", "begin=2025-02-12"),
    ("Le scrutin [du 5 mars prochain] est reporté.", "begin=2025-03-05"),
    ("La trêve [du 3 juin de l'année dernière] a duré.", "begin=2024-06-03"),
    ("Fait à Paris, [le 12/02/2025].", "begin=2025-02-12"),
    ("Dépêche du jour : [2025-02-12], Paris.", "begin=2025-02-12"),
    ("Le sommet s'ouvre [mardi 11] à Bruxelles.", "begin=2025-02-11"),
    ("Il parlera [le 15 févr. 2025].", "begin=2025-02-15"),
    ("Ils se sont vus [mercredi].", "begin=2025-02-12"),
    ("Il a parlé [jeudi] à la presse.", "begin=2025-02-13"),
    ("Il l'a dit [ce lundi] à Rome.", "begin=2025-02-10"),
    ("Il l'a dit [jeudi dernier].", "begin=2025-02-06"),
    ("Il viendra [jeudi prochain].", "begin=2025-02-20"),
    ("Ils votent [mardi de la semaine prochaine].", "begin=2025-02-18"),
    ("Il est venu [hier].", "begin=2025-02-12"),
    ("[Hier mardi], il s'est tu.", "begin=2025-02-12"),
    ("Elle l'a vu [avant-hier].", "begin=2025-02-11"),
    ("Il part [demain] pour Kiev.", "begin=2025-02-14"),
    ("Il part [après-demain].", "begin=2025-02-15"),
    ("[Aujourd’hui], la loi est votée.", "begin=2025-02-13"),
    ("L'attaque a eu lieu [cette nuit].", "begin=2025-02-13"),
    # parts of the day and hours
    (
        "Il a parlé [hier soir].",
        "begin=2025-02-12 earliest=2025-02-12T18:00:00 latest=2025-02-12T23:59:00",
    ),
    (
        "[Ce matin], il se tait.",
        "begin=2025-02-13 earliest=2025-02-13T05:00:00 latest=2025-02-13T12:00:00",
    ),
    (
        "Arrêté [dans la soirée de mardi], il nie.",
        "begin=2025-02-11 earliest=2025-02-11T18:00:00 latest=2025-02-11T23:59:00",
    ),
    (
        "Reçu [lundi en fin de journée] à l'Élysée.",
        "begin=2025-02-10 earliest=2025-02-10T16:00:00 latest=2025-02-10T20:00:00",
    ),
    ("La trêve commence [demain à 20 heures].", "begin=2025-02-14T20:00:00"),
    ("Le conseil se réunit [le 3 mars à 14h30].", "begin=2025-03-03T14:30:00"),
    ("Il s'exprimera [à 20 heures].", "begin=2025-02-13T20:00:00"),
    ("Rendez-vous [à 14h30].", "begin=2025-02-13T14:30:00"),
    ("Il est sorti [vers midi].", "begin=2025-02-13T12:00:00"),
    ("Il a été abattu [à 9 heures ce matin].", "begin=2025-02-13T09:00:00"),
    ("Vu [mercredi] au palais, puis [à 18h15] au parlement.", "begin=2025-02-12; begin=2025-02-12T18:15:00"),
    ("Raid [dans la nuit de mardi à mercredi].", "begin=2025-02-11 end=2025-02-12"),
    # from the day named before
    ("Arrivé [le 3 janvier], il est reparti [le lendemain].", "begin=2025-01-03; begin=2025-01-04"),
    ("Élu [le 3 janvier], il avait voté [la veille].", "begin=2025-01-03; begin=2025-01-02"),
    ("Reçu [le 3 mai 1995], il partit [le même jour].", "begin=1995-05-03; begin=1995-05-03"),
    ("[Le 3 mai 1995], il parle ; [deux jours plus tard], il nie.", "begin=1995-05-03; begin=1995-05-05"),
    ("[La veille], il avait nié.", "begin=2025-02-12"),
    ("La guerre éclate [en 1939] ; [six ans plus tard], la paix.", "begin=1939; begin=1945"),
    # weeks, months, years
    ("Ils ont voté [la semaine dernière].", "earliest=2025-02-03 latest=2025-02-09"),
    ("Elle vient [la semaine prochaine].", "earliest=2025-02-17 latest=2025-02-23"),
    ("Il est arrivé [en début de semaine].", "earliest=2025-02-10 latest=2025-02-11"),
    ("Ils ont défilé [le week-end dernier].", "earliest=2025-02-08 latest=2025-02-09"),
    ("La visite de [la semaine du 3 mars] tombe.", "earliest=2025-03-03 latest=2025-03-09"),
    ("Il a été réélu [le mois dernier].", "begin=2025-01"),
    ("Plus tôt [ce mois-ci], elle a refusé.", "begin=2025-02"),
    ("C'était [l'an dernier].", "begin=2024"),
    ("Ce sera [l'année prochaine].", "begin=2026"),
    ("Il a été élu [en 2014].", "begin=2014"),
    ("Les accords [de 2015] sont caducs.", "begin=2015"),
    ("Il est mort [en mars].", "begin=2025-03"),
    ("Il est mort [en juin dernier].", "begin=2024-06"),
    ("L'élection [d'avril 2022] fut serrée.", "begin=2022-04"),
    ("Réunis [au mois de mai 2023], ils signent.", "begin=2023-05"),
    ("Révoltes [dans les années 1990].", "earliest=1990 latest=1999"),
    ("Révoltes [des années 80].", "earliest=1980 latest=1989"),
    ("Un empire né [au XXe siècle].", "earliest=1901 latest=2000"),
    ("Prévu [au premier semestre 2026].", "earliest=2026-01 latest=2026-06"),
    ("Livraison [au troisième trimestre 2024].", "earliest=2024-07 latest=2024-09"),
    ("Grève [au printemps 2022].", "earliest=2022-03 latest=2022-05"),
    ("Ils se sont battus [cet été].", "earliest=2024-06 latest=2024-08"),
    # shares
    ("Visite [début mars] à Oslo.", "earliest=2025-03-01 latest=2025-03-10"),
    ("Visite [au début du mois de mars].", "earliest=2025-03-01 latest=2025-03-10"),
    ("Visite [mi-juin 2025] à Oslo.", "earliest=2025-06-11 latest=2025-06-20"),
    ("Visite [fin mars] à Oslo.", "earliest=2025-03-21 latest=2025-03-31"),
    ("Ils partiront [fin 2026].", "earliest=2026-09 latest=2026-12"),
    ("La ligue naît [à la fin des années 1990].", "earliest=1996 latest=1999"),
    # intervals and bounds
    ("Il sera à Rome [du 3 au 5 mars].", "begin=2025-03-03 end=2025-03-05"),
    ("Siège [du 30 mars au 2 avril 2024].", "begin=2024-03-30 end=2024-04-02"),
    ("Siège [du lundi 3 au mercredi 5 mars].", "begin=2025-03-03 end=2025-03-05"),
    ("Marches [des 3 et 4 juillet 2021].", "begin=2021-07-03 end=2021-07-04"),
    ("Manœuvres [entre le 3 et le 5 mars].", "begin=2025-03-03 end=2025-03-05"),
    ("Il a dirigé le pays [de 2014 à 2016].", "begin=2014 end=2016"),
    ("Grève [entre mars et mai 2021].", "begin=2021-03 end=2021-05"),
    ("Débats [de lundi à mercredi].", "begin=2025-02-10 end=2025-02-12"),
    ("La guerre dure [depuis 2014].", "begin=2014"),
    ("En réunion [depuis le lundi 9 août 2021].", "begin=2021-08-09"),
    ("En grève [depuis début janvier].", "earliest=2025-01-01"),
    ("Trêve [jusqu'au 3 mars].", "end=2025-03-03"),
    ("Trêve [jusqu’à vendredi].", "end=2025-02-14"),
    ("Fermé [jusqu'à la fin du mois].", "latest=2025-02-28"),
    ("Un accord [d'ici la fin de l'année].", "latest=2025-12"),
    ("Un accord [d'ici 2030].", "latest=2030"),
    ("Neutralité [à l'horizon 2050].", "latest=2050"),
    ("Réponse [avant le 3 mars].", "latest=2025-03-03"),
    ("Réponse [après le 3 mars].", "earliest=2025-03-03"),
    ("En vigueur [à partir du 1er mars].", "begin=2025-03-01"),
    ("Réunion prévue [pour mardi].", "begin=2025-02-18"),
    # counted from the anchor
    ("Il est parti [il y a deux jours].", "begin=2025-02-11"),
    ("C'était [il y a près de dix ans].", "begin=2015"),
    ("Élections [dans trois mois].", "begin=2025-05"),
    ("Ils se battent [depuis trois mois].", "begin=2024-11"),
    ("Réponse [dans les 48 heures].", "latest=2025-02-15"),
    ("Un vote [d'ici deux semaines].", "latest=2025-02-27"),
    ("Les heurts de [ces derniers jours] inquiètent.", "earliest=2025-02-06 latest=2025-02-13"),
    ("Tués [durant les trois derniers jours].", "earliest=2025-02-10 latest=2025-02-13"),
    ("Tirs [au cours des dernières heures].", "earliest=2025-02-12 latest=2025-02-13"),
    ("Visite [dans les prochaines semaines].", "earliest=2025-02-13 latest=2025-03-13"),
    # durations
    ("Ils ont négocié [pendant trois jours].", "duration=P3D"),
    ("Un appel de [près d’une heure et demie].", "duration=PT1H30M"),
    ("Assiégés [durant deux semaines].", "duration=P14D"),
    ("Une visite de [quatre jours] à Pékin.", "duration=P4D"),
    ("Un mandat [d'une durée de deux ans].", "duration=P2Y"),
    ("Un sursis [d'une semaine].", "duration=P7D"),
    ("Ils ont parlé [une demi-heure].", "duration=PT30M"),
    ("Ils ont parlé [pendant 1h30].", "duration=PT1H30M"),
    ("En poste [pendant un an et demi].", "duration=P1Y6M"),
]

FRENCH_TRAPS = [
    "La mer est calme et la marche continue.",
    "La sonde se pose sur Mars, la planète Mars fascine.",
    "Les événements de mai 68 et l'esprit de Mai 68.",
    "Réunis place du 11-Septembre, puis rue du 4 septembre et avenue du 8 mai 1945.",
    "Le Mouvement du 23 mars (M23) et l'Alliance du 25 mars avancent.",
    "Âgé de 30 ans, cet homme de 21 ans a été condamné à deux ans de prison.",
    "Une ligne ouverte 24 heures sur 24 et 7 jours sur 7.",
    "Plus de 2000 personnes et 1 500 soldats, de 1500 à 2000 manifestants.",
    "Il a reçu 2014 lettres pour 2000 euros, tirées en 2000 exemplaires.",
    "Or la deuxième lecture, au second tour, dure une seconde.",
    "Appelez le 01 42 34 56 78 ; score final 3-2 ; article 12.",
    "Il vient tous les deux jours, 35 heures par semaine.",
    "La veille du scrutin et au lendemain de l'attaque.",
    "Deux jours avant l'arrivée du ministre, deux jours après l'attaque.",
    "Le Printemps arabe et le printemps de Prague ; depuis le Printemps arabe, au printemps de Prague.",
    "À quelques mois des élections, à cinq semaines du vote.",
    "Selon le Journal du dimanche, il part. Un jour, peut-être.",
    "Avortement permis jusqu'à 14 semaines.",
    "Le 30 février 2024 n'existe pas, le 31 juin non plus.",
    "Condamné à 15 mois de prison dont trois mois avec sursis.",
]

ENGLISH = [
    # days
    ("They met [on Wednesday, February 12, 2025], in Paris.", "begin=2025-02-12"),
    ("They met [on Wednesday].", "begin=2025-02-12"),
    ("The deal was signed [on March 5, 2021].", "begin=2021-03-05"),
    ("The vote is due [on March 5].", "begin=2025-03-05"),
    ("He was born [on 12 March 1954].", "begin=1954-03-12"),
    ("It began [on the 3rd of May 2020].", "begin=2020-05-03"),
    ("Filed [Feb. 3] in Oslo.", "begin=2025-02-03"),
    ("Filed [2025-02-03] in Oslo.", "begin=2025-02-03"),
    ("He resigned [last Thursday].", "begin=2025-02-06"),
    ("He will speak [next Monday].", "begin=2025-02-17"),
    ("He will speak [on Friday of next week].", "begin=2025-02-21"),
    ("He resigned [yesterday].", "begin=2025-02-12"),
    ("He arrived [the day before yesterday].", "begin=2025-02-11"),
    ("He leaves [tomorrow].", "begin=2025-02-14"),
    ("He spoke [last night].", "begin=2025-02-12"),
    ("He speaks [tonight].", "begin=2025-02-13"),
    (
        "He spoke [yesterday evening].",
        "begin=2025-02-12 earliest=2025-02-12T18:00:00 latest=2025-02-12T23:59:00",
    ),
    ("[This morning] he fell.", "begin=2025-02-13 earliest=2025-02-13T05:00:00 latest=2025-02-13T12:00:00"),
    (
        "Held [on the evening of March 3].",
        "begin=2025-03-03 earliest=2025-03-03T18:00:00 latest=2025-03-03T23:59:00",
    ),
    ("It opens [at 8 p.m.] sharp.", "begin=2025-02-13T20:00:00"),
    ("It opens [at 14:30].", "begin=2025-02-13T14:30:00"),
    ("It ended [around noon].", "begin=2025-02-13T12:00:00"),
    ("It opened [at 10:30 GMT on Tuesday].", "begin=2025-02-11T10:30:00"),
    ("It opens [early on Monday, March 3 at 5 p.m.]", "begin=2025-03-03T17:00:00"),
    ("Born [May 3, 1995], baptised [the next day].", "begin=1995-05-03; begin=1995-05-04"),
    ("Freed [on May 3], he had fled [two days earlier].", "begin=2025-05-03; begin=2025-05-01"),
    ("Freed [on May 3], he fled [the same day].", "begin=2025-05-03; begin=2025-05-03"),
    # weeks, months, years
    ("They voted [last week].", "earliest=2025-02-03 latest=2025-02-09"),
    ("They vote [early next week].", "earliest=2025-02-17 latest=2025-02-18"),
    ("They marched [over the weekend].", "earliest=2025-02-08 latest=2025-02-09"),
    ("They vote [next month].", "begin=2025-03"),
    ("They voted [earlier this month].", "earliest=2025-02-01 latest=2025-02-13"),
    ("They vote [later this year].", "earliest=2025-02-13 latest=2025-12-31"),
    ("They voted [last year].", "begin=2024"),
    ("They voted [in 2014].", "begin=2014"),
    ("They voted [in May].", "begin=2025-05"),
    ("They voted [in May 2021].", "begin=2021-05"),
    ("They voted [in March last year].", "begin=2024-03"),
    ("They voted [last June].", "begin=2024-06"),
    ("Riots [in the 1990s].", "earliest=1990 latest=1999"),
    ("Riots [in the 20th century].", "earliest=1901 latest=2000"),
    ("Due [in the second quarter of 2022].", "earliest=2022-04 latest=2022-06"),
    ("They fought [last summer].", "earliest=2024-06 latest=2024-08"),
    ("They fought [in the spring of 2022].", "earliest=2022-03 latest=2022-05"),
    # shares
    ("Due [in early March].", "earliest=2025-03-01 latest=2025-03-10"),
    ("Due [in mid-June 2025].", "earliest=2025-06-11 latest=2025-06-20"),
    ("Due [in late 2026].", "earliest=2026-09 latest=2026-12"),
    ("Formed [at the end of the 1990s].", "earliest=1996 latest=1999"),
    # intervals and bounds
    ("He is in Rome [from March 3 to 5].", "begin=2025-03-03 end=2025-03-05"),
    ("He is in Rome [March 3-5].", "begin=2025-03-03 end=2025-03-05"),
    ("A siege [from 30 March to 2 April].", "begin=2025-03-30 end=2025-04-02"),
    ("He ruled [from 2014 to 2016].", "begin=2014 end=2016"),
    ("He ruled [between 2014 and 2016].", "begin=2014 end=2016"),
    ("Talks [from Monday to Wednesday].", "begin=2025-02-10 end=2025-02-12"),
    ("At war [since 2014].", "begin=2014"),
    ("Closed [until March 3].", "end=2025-03-03"),
    ("Closed [until the end of the month].", "latest=2025-02-28"),
    ("A deal [by Friday].", "latest=2025-02-14"),
    ("A deal [by the end of the year].", "latest=2025-12"),
    ("A reply [before March 3].", "latest=2025-03-03"),
    ("A reply [after March 3].", "earliest=2025-03-03"),
    ("A summit scheduled [for Tuesday].", "begin=2025-02-18"),
    # counted
    ("He left [two days ago].", "begin=2025-02-11"),
    ("He left [ten years ago].", "begin=2015"),
    ("They vote [in three months].", "begin=2025-05"),
    ("A reply [within 48 hours].", "latest=2025-02-15"),
    ("Killed [over the past three days].", "earliest=2025-02-10 latest=2025-02-13"),
    ("A visit [in the coming weeks].", "earliest=2025-02-13 latest=2025-03-13"),
    ("Killed [in the past year].", "earliest=2024 latest=2025"),
    ("Clashes [in recent days].", "earliest=2025-02-06 latest=2025-02-13"),
    # durations
    ("They talked [for three days].", "duration=P3D"),
    ("They talked [for nearly an hour and a half].", "duration=PT1H30M"),
    ("They talked [for half an hour].", "duration=PT30M"),
    ("A [three-day] visit to Oslo.", "duration=P3D"),
    ("Besieged [for two weeks].", "duration=P14D"),
]

ENGLISH_TRAPS = [
    "Theresa May said he may march on; the march goes on.",
    "The second man spoke for a second time.",
    "A 30-year-old man and a man 30 years old, five days a week.",
    "Open 24 hours a day, 7 days a week.",
    "The Good Friday Agreement and Black Friday, says the Sunday Times.",
    "More than 2000 people, 2,000 troops and 1500 soldiers.",
    "The day before the vote and two days after the attack.",
    "Sentenced to two years in prison.",
    "They meet every two days.",
    "They evacuated about 80 people by year end.",
    "August leaders, augurs and the sun; call 020 7946 0018.",
    "On February 30, 2024 nothing happened.",
]


@pytest.mark.parametrize(("marked", "expected"), FRENCH)
def test_french(marked: str, expected: str) -> None:
    check("fr", marked, expected)


@pytest.mark.parametrize(("marked", "expected"), ENGLISH)
def test_english(marked: str, expected: str) -> None:
    check("en", marked, expected)


@pytest.mark.parametrize("text", FRENCH_TRAPS)
def test_french_traps(text: str) -> None:
    check("fr", text, "")


@pytest.mark.parametrize("text", ENGLISH_TRAPS)
def test_english_traps(text: str) -> None:
    check("en", text, "")


def test_tables_are_large_enough() -> None:
    assert len({unmark(m)[0] for m, _ in FRENCH}) >= 80
    assert len({unmark(m)[0] for m, _ in ENGLISH}) >= 60


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Signé [le 5 mars 2021], [en 2014], [depuis 1999].", "begin=2021-03-05; begin=2014; begin=1999"),
        ("Vu hier, mercredi, le 5 mars, à 20 heures, la veille.", ""),
        ("La semaine dernière, il y a deux jours, depuis trois mois, ces derniers jours.", ""),
        ("Ils ont parlé [pendant trois jours] la semaine dernière.", "duration=P3D"),
        ("Arrêté [le 24 mai 2021], libéré [mardi 25 mai].", "begin=2021-05-24; begin=2021-05-25"),
        ("Élu [le 3 mai 1995], il partit [le lendemain].", "begin=1995-05-03; begin=1995-05-04"),
        ("Cet été, en mars, fin juin, cette année, d'ici la fin du mois.", ""),
    ],
)
def test_without_an_anchor_nothing_is_read_as_today(marked: str, expected: str) -> None:
    check("fr", marked, expected, None)


@pytest.mark.parametrize(
    ("lang", "text", "past", "ahead"),
    [
        ("fr", "Il se rendra mercredi à Moscou.", "begin=2025-02-12", "begin=2025-02-19"),
        ("fr", "Il parlera jeudi.", "begin=2025-02-13", "begin=2025-02-13"),
        ("fr", "Il votera en juin.", "begin=2024-06", "begin=2025-06"),
        ("fr", "Le sommet se tient ce week-end.", "earliest=2025-02-08", "earliest=2025-02-15"),
        ("fr", "Il siégera de lundi à mercredi.", "begin=2025-02-10", "begin=2025-02-17"),
        ("fr", "Il y était mercredi dernier.", "begin=2025-02-12", "begin=2025-02-12"),
        ("fr", "Il l'a dit hier.", "begin=2025-02-12", "begin=2025-02-12"),
        ("en", "He will go on Wednesday.", "begin=2025-02-12", "begin=2025-02-19"),
        ("en", "He will go in June.", "begin=2024-06", "begin=2025-06"),
    ],
)
def test_past_or_ahead(lang: str, text: str, past: str, ahead: str) -> None:
    (before,) = find_times(text, grammar(lang), ANCHOR)
    (after,) = find_times_ahead(text, grammar(lang), ANCHOR)
    assert before.span == after.span
    assert value(before).split(" ")[0] == past
    assert value(after).split(" ")[0] == ahead


def test_a_weekday_chooses_the_year() -> None:
    check("fr", "Vu [mardi 14 juillet].", "begin=2020-07-14", date(2021, 8, 1))
    check("fr", "Vu [mercredi 14 juillet].", "begin=2021-07-14", date(2021, 8, 1))


def test_turn_of_the_year() -> None:
    check(
        "fr",
        "Vu [le 28 décembre], attendu [le 10 janvier].",
        "begin=2024-12-28; begin=2025-01-10",
        date(2025, 1, 3),
    )
    check(
        "fr",
        "[Hier], [la semaine dernière].",
        "begin=2024-12-31; earliest=2024-12-23 latest=2024-12-29",
        date(2025, 1, 1),
    )


def test_typographic_apostrophes_and_spaces() -> None:
    check("fr", "Parti [jusqu’au 3\u00a0mars\u202f2026].", "end=2026-03-03")
    check("fr", "Reçu [mercredi 12\nfévrier].", "begin=2025-02-12")
    check("fr", "Reçu [mercredi]\n\n[12 février].", "begin=2025-02-12; begin=2025-02-12")


@pytest.mark.parametrize(
    "broken",
    [
        {"time": [{"means": "nonsense", "forms": ["{day}"]}]},
        {"time": [{"means": "year", "forms": ["{nothing}"]}]},
        {"time": [{"means": "year", "forms": ["en"]}]},
        {"time": [{"means": "year", "forms": ["{year}?"]}]},
        {"time": [{"means": "year", "forms": "en {year}"}]},
        {"time": [{"means": "year", "forms": ["en {year}"], "places": ["nowhere"]}]},
        {"time": [{"means": "date", "forms": ["{day} {day}"]}]},
        {"time": [{"means": "unit", "unit": "moment", "forms": ["un"]}]},
        {"time": {"means": "year"}},
        {"words": {"weekday": 3}},
        {"words": {"weekday": {"lundi": 1.5}}},
        {"words": []},
        {"unions": {"number": ["several"]}},
        {"share": [{"means": "whole", "forms": ["tout"]}]},
        {"trap": [{"means": "year", "forms": ["en {year}"]}]},
    ],
)
def test_malformed_data(broken: dict[str, Any]) -> None:
    with pytest.raises(DataError) as error:
        TimeGrammar.of(broken)
    assert str(error.value).startswith("times: ")
    assert "\n" not in str(error.value)


def test_the_example_in_the_docstring() -> None:
    result = doctest.testmod(kg.extract.times)
    assert result.attempted > 0
    assert result.failed == 0


def test_an_empty_grammar_finds_nothing() -> None:
    assert find_times("mercredi 12 février 2025", TimeGrammar.of({}), ANCHOR) == ()


LEXICAL = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:00)?)?)?")
LENGTH = re.compile(r"P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?")


def sound(text: str, times: tuple[Time, ...]) -> None:
    end = 0
    for time in times:
        assert end <= time.span.begin < time.span.end <= len(text)
        end = time.span.end
        assert any(getattr(time, field) for field in FIELDS)
        for field in FIELDS[:4]:
            assert getattr(time, field) is None or LEXICAL.fullmatch(getattr(time, field))
        assert time.duration is None or (LENGTH.fullmatch(time.duration) and time.duration[-1] not in "PT")


WORDS = sorted(
    {word for lang in ("fr", "en") for table in data(lang)["words"].values() for word in table}
    | {
        "depuis",
        "jusqu'au",
        "du",
        "au",
        "d'ici",
        "il y a",
        "début",
        "fin",
        "from",
        "to",
        "between",
        "-",
        ",",
        "\n",
    }
    | {"0", "1", "3", "30", "31", "1990", "2024", "2099", "24", "12h", ":", "999", "1er"}
)
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, anchor=st.none() | st.dates(), lang=st.sampled_from(["fr", "en"]))
def test_any_text(text: str, anchor: date | None, lang: str) -> None:
    past = find_times(text, grammar(lang), anchor)
    ahead = find_times_ahead(text, grammar(lang), anchor)
    sound(text, past)
    sound(text, ahead)
    assert [t.span for t in past] == [t.span for t in ahead]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "unit",
    [
        "a", "1", "12 ", "2014-", "le ", "du 3 au ", "depuis ", "début de ", "dans la ", "'", "\n", " ", "é",
        "une dizaine d'", "from March ", "the ", "{day}", "[", "1 234 ", "12:34:", "vingt-", "de 2014 à ",
    ],
)  # fmt: skip
def test_long_hostile_texts(lang: str, unit: str) -> None:
    text = unit * (20_000 // len(unit))
    sound(text, find_times(text, grammar(lang), ANCHOR))
