"""The labeller of roles, with weights made by hand."""

from __future__ import annotations

import pytest
from trees import data, doc

from kg import gazetteer
from kg.extract.actors import Nouns, find_actors
from kg.extract.roles import OTHER, Layout, alone, other_side
from kg.extract.syntax import tree
from kg.model import Argument, Role

WRITTEN = (
    "Oslo/PROPN/nsubj/2 invite/VERB/ROOT/0/inviter Riga/PROPN/obj/2 et/CCONJ/cc/5 Paris/PROPN/conj/3 "
    "malgré/ADP/case/7 Rome/PROPN/obl/2"
)


def sides(found: list[Argument], here: dict[int, dict[str, float]], symmetric: bool) -> list[Argument]:
    made = doc(WRITTEN)
    language = data("fr")
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    actors = find_actors(parsed, made.text, nouns, gazetteer.load(), "fr")
    assert [m.text for m in actors.mentions] == ["Oslo", "Riga", "Paris", "Rome"]
    layout = Layout.of(parsed, actors)
    return list(other_side(found, here, actors, parsed, layout, symmetric))


@pytest.mark.parametrize(("certainty", "taken"), [(0.02, True), (-0.02, False)])
def test_whom_an_act_is_done_to_may_be_less_sure(certainty: float, taken: bool) -> None:
    p = OTHER[Role.RECIPIENT] + certainty
    found = sides([Argument(Role.AGENT, 0, "subj", 0.9)], {1: {"recipient": p}, 3: {"recipient": 0.1}}, False)
    assert [(a.role, a.filler) for a in found] == ([(Role.RECIPIENT, 1)] if taken else [])


def test_nobody_meets_alone() -> None:
    here = {0: {"none": 0.1}, 1: {"none": 0.6}, 3: {"none": 0.9}}
    alone_there = [Argument(Role.PARTICIPANT, 0, "subj", 0.9)]
    assert [(a.role, a.filler) for a in sides(alone_there, here, True)] == [(Role.PARTICIPANT, 1)]
    two = [*alone_there, Argument(Role.PARTICIPANT, 1, "obj", 0.9)]
    assert sides(two, here, True) == []


def test_a_conjunct_is_not_the_other_side() -> None:
    assert sides([Argument(Role.PARTICIPANT, 1, "obj", 0.9)], {2: {"none": 0.5}}, True) == []


def test_one_series_a_role() -> None:
    made = doc(WRITTEN)
    language = data("fr")
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    layout = Layout.of(parsed, find_actors(parsed, made.text, nouns, gazetteer.load(), "fr"))
    found = [Argument(Role.RECIPIENT, n, "labeller", p) for n, p in ((1, 0.8), (2, 0.6), (3, 0.7))]
    assert [a.filler for a in alone(found, parsed, layout)] == [1, 2]
