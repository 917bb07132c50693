"""The labeller of roles, with weights made by hand."""

from __future__ import annotations

import pytest
from trees import data, doc

from kg import gazetteer, vocab
from kg.extract.actors import Nouns, find_actors
from kg.extract.coreference import coreference, words_of
from kg.extract.events import find_candidates
from kg.extract.roles import OTHER, Layout, alone, features, other_side
from kg.extract.slots import Slots, grammar
from kg.extract.syntax import tree
from kg.model import Argument, Article, Chains, Role

WRITTEN = (
    "Oslo/PROPN/nsubj/2 invite/VERB/ROOT/0/inviter Riga/PROPN/obj/2 et/CCONJ/cc/5 Paris/PROPN/conj/3 "
    "malgré/ADP/case/7 Rome/PROPN/obl/2"
)


ONE_EACH = Chains(of_mention=((0,), (1,), (2,), (3,)))


def sides(
    found: list[Argument], here: dict[int, dict[str, float]], symmetric: bool, chains: Chains = ONE_EACH
) -> list[Argument]:
    made = doc(WRITTEN)
    language = data("fr")
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    actors = find_actors(parsed, made.text, nouns, gazetteer.load(), "fr")
    assert [m.text for m in actors.mentions] == ["Oslo", "Riga", "Paris", "Rome"]
    layout = Layout.of(parsed, actors, chains)
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


def test_a_mention_of_two_is_not_alone() -> None:
    both = Chains(of_mention=((0, 4), (1,), (2,), (3,)))
    alone_there = [Argument(Role.PARTICIPANT, 0, "subj", 0.9)]
    assert sides(alone_there, {1: {"none": 0.1}}, True, both) == []


def test_a_conjunct_is_not_the_other_side() -> None:
    assert sides([Argument(Role.PARTICIPANT, 1, "obj", 0.9)], {2: {"none": 0.5}}, True) == []


def test_one_series_a_role() -> None:
    made = doc(WRITTEN)
    language = data("fr")
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    layout = Layout.of(parsed, find_actors(parsed, made.text, nouns, gazetteer.load(), "fr"), ONE_EACH)
    found = [Argument(Role.RECIPIENT, n, "labeller", p) for n, p in ((1, 0.8), (2, 0.6), (3, 0.7))]
    assert [a.filler for a in alone(found, parsed, layout)] == [1, 2]


def told_of(written: str, entities: dict[str, str] | None = None) -> dict[str, list[str]]:
    """The features of each mention that may take part in the text's first event, by the mention's words."""
    made, language, known = doc(written, entities), data("fr"), gazetteer.load()
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    found = find_actors(parsed, made.text, nouns, known, "fr")
    chains = coreference(Article(made.text, "fr"), found.mentions, words_of("fr"), known)
    slots = Slots(parsed, grammar(language))
    trigger = find_candidates(parsed, slots, language.lexicon, found, nouns.singulars)[0][0]
    layout = Layout.of(parsed, found, chains)
    rows = features(parsed, slots, trigger, found, layout, (), vocab.taxonomy(), frozenset({trigger.token}))
    return {found.mentions[n].text: told for n, told in rows}


def test_a_pronoun_has_the_kind_of_whom_it_stands_for() -> None:
    told = told_of(
        "Ada/PROPN/nsubj/3/Ada/Gender=Fem Lovelace/PROPN/flat:name/1 sourit/VERB/ROOT/0/sourire "
        "elle/PRON/nsubj/5/elle/Gender=Fem|Number=Sing|Person=3 "
        "condamne/VERB/conj/3/condamner Riga/PROPN/obj/5",
        {"Ada Lovelace": "PER"},
    )
    assert "kind=Person" in told["elle"]
    assert "before=1&pronoun" in told["elle"]


def test_a_pronoun_of_nobody_takes_no_part() -> None:
    told = told_of(
        "Elle/PRON/nsubj/2/elle/Gender=Fem|Number=Sing|Person=3 "
        "condamne/VERB/ROOT/0/condamner Riga/PROPN/obj/2"
    )
    assert list(told) == ["Riga"]
