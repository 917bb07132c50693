"""The tables themselves: whole, traced, small and what the builder makes."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from kg.errors import DataError
from kg.gazetteer import build
from kg.gazetteer.build import inflected, plain_name, slug, surnames
from kg.gazetteer.words import fold, key, meets, need, pieces

DATA = Path(str(files("kg.gazetteer") / "data"))
TABLES = ("entries", "names", "terms", "first_names")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_traced(name: str) -> None:
    for row in rows(name):
        assert row["source"], row
        assert re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", row["as_of"]), row


def test_tables_are_small() -> None:
    assert sum((DATA / f"{name}.tsv").stat().st_size for name in TABLES) < 2_500_000


def test_ids_are_unique_and_known() -> None:
    ids = [row["id"] for row in rows("entries")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"Q\d+|[a-z0-9]+(-[a-z0-9]+)*", id) for id in ids)
    known = set(ids)
    for row in rows("names"):
        assert set(row["ids"].split()) <= known, row
        assert len(row["need"]) == len(row["key"].split()), row
    for row in rows("terms"):
        assert {row["person"], row["of"]} <= known, row
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", row["begin"]), row
    for row in rows("entries"):
        assert not row["state"] or row["state"] in known, row


# Rival governments and captains regent: nowhere else do two open terms of one office stand.
SHARED = {
    ("Q1016", "head_of_government", "Q105319569;osama-hammad"),
    ("Q238", "head_of_state", "Q114239945;Q289413"),
}


def test_no_office_of_a_state_is_open_twice() -> None:
    held: dict[tuple[str, str], set[str]] = {}
    for row in rows("terms"):
        if row["role"] in build.SINGLE - {"head"} and not row["end"]:
            held.setdefault((row["of"], row["role"]), set()).add(row["person"])
    twice = {(*office, ";".join(sorted(who))) for office, who in held.items() if len(who) > 1}
    assert twice == SHARED


def test_our_terms_of_an_office_of_a_state_do_not_overlap() -> None:
    states = {row["id"] for row in rows("entries") if row["kind"] == "State"}
    ours: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in build.own("terms"):
        assert not row["end"] or row["begin"] <= row["end"], row
        if row["role"] in build.SINGLE and row["of"] in states:
            ours.setdefault((row["of"], row["role"]), []).append(row)
    overlaps = []
    for held in ours.values():
        held.sort(key=lambda row: row["begin"])
        for one, other in pairwise(held):
            last = one["end"] or "9999"
            if other["begin"] < last and not other["begin"].startswith(last):
                overlaps.append((one["of"], one["role"], one["person"], other["person"]))
    assert overlaps == [
        ("Q1016", "head_of_government", "Abdulhamid Dbeibeh", "Fathi Bashagha"),
        ("Q1008", "head_of_state", "Laurent Gbagbo", "Alassane Ouattara"),
    ]


def test_all_members_of_the_united_nations() -> None:
    states = {row["iso2"] for row in rows("entries") if row["kind"] == "State" and row["iso2"]}
    assert {"FR", "RU", "CI", "CD", "CG", "KP", "KR", "PS", "VA", "XK", "TW", "SS"} <= states
    assert len(states) > 240


def test_build_gives_the_tables_that_are_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gathered = Path(__file__).parents[3] / "shared" / "data"
    if not gathered.is_dir():
        pytest.skip("the gathered tables are not here")
    (tmp_path / "hand").symlink_to(build.HERE / "hand")
    monkeypatch.setattr(build, "HERE", tmp_path)
    build.build(gathered)
    for name in TABLES:
        built = (tmp_path / "data" / f"{name}.tsv").read_bytes()
        assert built == (DATA / f"{name}.tsv").read_bytes(), name


def test_build_without_tables(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"countries\.tsv"):
        build.build(tmp_path)


def test_words() -> None:
    assert fold("États") == "etats"
    assert fold("U.S.") == "us"
    assert pieces("l’Iran") == ["l", "Iran"]
    assert key("Côte d'Ivoire") == "cote d ivoire"
    assert need("Nations unies") == "U-"
    assert need("ONU") == "A"
    assert need("russe", adjective=True) == "l"
    assert [meets("Us", demand) for demand in "UAl-"] == [True, False, False, True]


def test_ours_give_each_id_once() -> None:
    for name in ("people", "organisations", "states"):
        ids = [row["id"] for row in build.own(name) if row["id"]]
        assert len(ids) == len(set(ids)), name


def test_inflection() -> None:
    assert inflected("coréen") == ["coréen", "coréens", "coréenne", "coréennes"]
    assert inflected("français") == ["français", "française", "françaises"]
    assert inflected("russe") == ["russe", "russes"]


def test_names_of_the_factbook() -> None:
    assert plain_name("President Abdelmadjid TEBBOUNE") == "Abdelmadjid Tebboune"
    assert plain_name("Chairman, Presidential Council") == ""
    assert slug("Boko Haram") == "boko-haram"
    assert surnames("Ursula von der Leyen", "Q183") == ["von der Leyen", "Leyen"]
    assert surnames("Wang Yi", "Q148")[0] == "Wang"
