"""Which words tell of events: an entry's words and its token, names of bodies, parts of a party."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from trees import data, doc

from kg import gazetteer
from kg.extract import wholes
from kg.extract.actors import Nouns, find_actors
from kg.extract.events import Trigger, find_candidates
from kg.extract.slots import Slots, grammar
from kg.extract.syntax import tree
from kg.model import Argument, Role


def triggers(written: str, entities: Mapping[str, str] | None = None, lang: str = "en") -> list[Trigger]:
    """The first sense at each token of a text."""
    language = data(lang)
    made = doc(written, entities)
    parsed = tree(made, language.syntax)
    nouns = Nouns.of(language.actors, language.syntax)
    found = find_actors(parsed, made.text, nouns, gazetteer.load(), lang)
    slots = Slots(parsed, grammar(language))
    return [s[0] for s in find_candidates(parsed, slots, language.lexicon, found, nouns.singulars)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("phone/NOUN/compound/2 call/NOUN/ROOT/0", "PhoneCall"),
        ("military/ADJ/amod/2 aid/NOUN/ROOT/0", "MilitaryAid"),
        ("failed/VERB/amod/2/fail coup/NOUN/ROOT/0", "Coup"),
    ],
)
def test_the_token_of_several_words_is_their_head(written: str, expected: str) -> None:
    (trigger,) = triggers(written)
    assert (trigger.entry.type, trigger.token, trigger.words) == (expected, 1, (0,))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Oslo/PROPN/nsubj/2 boycotte/ADJ/ROOT/0/boycotte Riga/PROPN/obj/2", ["Rejection"]),
        ("le/DET/det/2 boycotte/ADJ/ROOT/0/boycotte", []),
        ("Oslo/PROPN/ROOT/0 dément/ADV/advmod/1", ["Rejection"]),
    ],
)
def test_a_verb_that_the_tagger_takes_for_another_word(written: str, expected: list[str]) -> None:
    assert [t.entry.type for t in triggers(written, lang="fr")] == expected


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("D'/ADP/case/3/de après/ADP/fixed/1 Oslo/PROPN/ROOT/0", (0, 1)),
        ("à/ADP/case/3 la/DET/det/3 demande/NOUN/ROOT/0 de/ADP/case/5 Oslo/PROPN/nmod/3", (0, 1, 2, 3)),
    ],
)
def test_the_words_of_a_preposition(written: str, tokens: tuple[int, ...]) -> None:
    (trigger,) = triggers(written, lang="fr")
    assert trigger.tokens == tokens
    assert trigger.entry.frame["agent"] == ("head",)


def test_the_head_has_the_complements() -> None:
    (trigger,) = triggers("peace/NOUN/compound/2 talks/NOUN/ROOT/0/talk with/ADP/prep/2 Oslo/PROPN/pobj/3")
    assert trigger.tokens == (0, 1)
    assert trigger.token == 1


def test_a_known_body_tells_of_no_event() -> None:
    written = "Amnesty/PROPN/compound/2 International/PROPN/nsubj/3 waits/VERB/ROOT/0/wait"
    assert triggers(written, {"Amnesty International": "ORG"}) == []


def test_a_part_of_a_party_is_no_party() -> None:
    english = data("en")
    made = doc("US/PROPN/compound/2 officials/NOUN/nsubj/3/official/Number=Plur met/VERB/ROOT/0/meet")
    nouns = Nouns.of(english.actors, english.syntax)
    found = find_actors(tree(made, english.syntax), made.text, nouns, gazetteer.load(), "en")
    both = tuple(Argument(Role.PARTICIPANT, n, "subj", 0.9) for n in range(len(found.mentions)))
    kept = [found.mentions[a.filler].text for a in wholes(both, found)]
    assert kept == ["US officials"]
