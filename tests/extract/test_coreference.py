"""Who is who within a text, on readings made by hand: mentions are ``[words]`` of a text."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

import pytest

from kg import gazetteer, language
from kg.extract.coreference import Words, coreference, fold
from kg.model import ActorMention, Article, Chains, Form, Kind, Office, Span

DAY = dt.date(2018, 7, 16)
RUSSIA, USA, FRANCE = "Q159", "Q30", "Q142"
PUTIN, TRUMP = "Q7747", "Q22686"

PERSON = {"kind": Kind.PERSON}
BODY = {"kind": Kind.ORGANIZATION}
DESCRIPTION: dict[str, Any] = {"form": Form.DESCRIPTION, "definite": True}
PRONOUN: dict[str, Any] = {"form": Form.PRONOUN}


def state(known: str) -> dict[str, Any]:
    return {"kind": Kind.STATE, "known": (known,)}


def office(role: str, of: str | None = None, known: str | None = None) -> dict[str, Any]:
    owner = Office(role, of, known, Kind.STATE if known else None)
    return {**DESCRIPTION, **PERSON, "offices": (owner,)}


@lru_cache
def words(lang: str) -> Words:
    data = language.load(lang)
    return Words.of(data.actors, data.syntax)


def resolve(
    marked: str, *about: dict[str, Any], date: dt.date | None = DAY, lang: str = "fr"
) -> tuple[list[tuple[int, ...]], Chains]:
    """The entities of each marked mention; its head is its first word unless ``head`` says."""
    text, mentions, at = "", [], 0
    found = list(re.finditer(r"\[([^]]+)\]", marked))
    assert len(found) == len(about)
    for match, fields in zip(found, about, strict=True):
        text += marked[at : match.start()]
        at = match.end()
        begin = len(text)
        text += match[1]
        fields = {"form": Form.NAME, "kind": None} | fields
        head = fields.pop("head", match[1].split()[0])
        offset = begin + match[1].index(head)
        span, inner = Span(begin, len(text)), Span(offset, offset + len(head))
        mentions.append(ActorMention(span, match[1], head=inner, **fields))
    text += marked[at:]
    chains = coreference(Article(text, lang, date), mentions, words(lang), gazetteer.load())
    return list(chains.of_mention), chains


def test_last_name_is_the_full_name() -> None:
    ids, _ = resolve("[Ada Lovelace] parle. [Lovelace] sourit. [Babbage] aussi.", PERSON, PERSON, PERSON)
    assert ids[0] == ids[1] != ids[2]


def test_full_name_may_come_later() -> None:
    ids, _ = resolve("[Lovelace] sourit. [Ada Lovelace] parle.", PERSON, PERSON)
    assert ids[0] == ids[1]


def test_father_and_son_stay_two() -> None:
    ids, _ = resolve("[Jean Valjean] et son fils [Paul Valjean] parlent.", PERSON | {"subject": True}, PERSON)
    assert ids[0] != ids[1]


def test_acronym_in_brackets() -> None:
    ids, _ = resolve("Le [Front démocratique] ([FD]) a gagné. Le [FD] jubile.", BODY, BODY, BODY)
    assert ids[0] == ids[1] == ids[2]


def test_office_holder_that_the_text_names() -> None:
    ids, _ = resolve(
        "[Vladimir Poutine] arrive. Le [président russe] salue.",
        PERSON | {"known": (PUTIN,)},
        office("président", "russe", RUSSIA),
    )
    assert ids[0] == ids[1]


def test_a_person_told_with_a_state_but_no_office() -> None:
    ids, _ = resolve(
        "[Camille Morel] parle. Le [président] salue.",
        PERSON | {"offices": (Office("", None, FRANCE, Kind.STATE),)},
        office("président"),
    )
    assert ids[0] != ids[1]


def test_office_holder_of_the_day() -> None:
    ids, chains = resolve("Le [président américain] salue.", office("président", "américain", USA))
    assert chains.entities[ids[0][0]].known == TRUMP


def test_office_without_a_date_or_a_name_names_nobody() -> None:
    ids, chains = resolve("Le [président américain] salue.", office("président", "américain", USA), date=None)
    assert chains.entities[ids[0][0]].known is None


def test_offices_of_two_states() -> None:
    plural = {
        **DESCRIPTION,
        "kind": Kind.GROUP,
        "plural": True,
        "offices": (
            Office("présidents", "russe", RUSSIA, Kind.STATE),
            Office("présidents", "américain", USA, Kind.STATE),
        ),
    }
    ids, chains = resolve("Les [présidents russe et américain] parlent.", plural)
    assert {chains.entities[i].known for i in ids[0]} == {PUTIN, TRUMP}


def test_counterpart_is_the_other_one() -> None:
    ids, _ = resolve(
        "[Vladimir Poutine] reçoit [Donald Trump]. Le [dirigeant russe] félicite son [homologue].",
        PERSON | {"known": (PUTIN,), "subject": True},
        PERSON | {"known": (TRUMP,)},
        office("dirigeant", "russe", RUSSIA) | {"subject": True},
        {**DESCRIPTION, **PERSON},
    )
    assert ids[2] == ids[0]
    assert ids[3] == ids[1]


def test_counterpart_of_nobody_is_nobody() -> None:
    ids, chains = resolve("Son [homologue] attend.", {**DESCRIPTION, **PERSON})
    assert ids == [()]
    assert chains.why == ("counterpart of nobody",)


def test_two_men() -> None:
    ids, _ = resolve(
        "[Ada Lovelace] et [Charles Babbage] parlent. Les [deux hommes] rient.",
        PERSON,
        PERSON,
        {**DESCRIPTION, "kind": Kind.GROUP, "plural": True, "head": "hommes"},
    )
    assert ids[2] == (ids[0][0], ids[1][0])


@pytest.mark.parametrize("noun", ["capitales", "pays"])
def test_two_states(noun: str) -> None:
    ids, _ = resolve(
        f"La [Russie] et la [France] parlent. Les [deux {noun}] signent.",
        state(RUSSIA),
        state(FRANCE),
        {**DESCRIPTION, "kind": Kind.GROUP, "plural": True, "head": noun},
    )
    assert ids[2] == (ids[0][0], ids[1][0])


def test_two_of_something_new_are_a_group() -> None:
    ids, chains = resolve(
        "[Deux touristes] sont arrivés.",
        {"form": Form.DESCRIPTION, "kind": Kind.GROUP, "plural": True, "head": "touristes"},
    )
    assert chains.entities[ids[0][0]].kind is Kind.GROUP


def test_the_latter_is_the_last_and_a_pronoun_the_subject() -> None:
    marked = "[Ada Lovelace] appelle [Charles Babbage]. {} répond."
    people = (PERSON | {"subject": True}, PERSON)
    ids, _ = resolve(marked.format("Ce [dernier]"), *people, PRONOUN | {"subject": True})
    assert ids[2] == ids[1]
    ids, _ = resolve(marked.format("[Elle]"), *people, PRONOUN | PERSON | {"subject": True})
    assert ids[2] == ids[0]


def test_plural_pronoun_needs_a_plural() -> None:
    ids, _ = resolve(
        "Des [grévistes] défilent devant [Ada Lovelace]. [Ils] chantent.",
        {"form": Form.DESCRIPTION, "kind": Kind.GROUP, "plural": True, "subject": True},
        PERSON,
        PRONOUN | {"plural": True, "subject": True},
    )
    assert ids[2] == ids[0]


def test_gender_must_agree() -> None:
    ids, _ = resolve(
        "La [juge] parle au [maire]. [Il] écoute.",
        {**DESCRIPTION, **PERSON, "gender": "Fem", "subject": True},
        {**DESCRIPTION, **PERSON, "gender": "Masc"},
        PRONOUN | PERSON | {"gender": "Masc", "subject": True},
    )
    assert ids[2] == ids[1]


def test_pronoun_of_nobody_is_nobody() -> None:
    ids, chains = resolve("[Il] dort.", PRONOUN | PERSON)
    assert ids == [()]
    assert chains.entities == ()


def test_the_same_body_again() -> None:
    owner = {"offices": (Office("", None, FRANCE, Kind.STATE),)}
    ids, _ = resolve(
        "L'[armée française] avance. L'[armée] recule. Des [armées] attendent.",
        {**DESCRIPTION, **BODY, **owner},
        {**DESCRIPTION, **BODY},
        {"form": Form.DESCRIPTION, **BODY},
    )
    assert ids[0] == ids[1] != ids[2]


def test_country_that_was_told() -> None:
    ids, _ = resolve(
        "La [France] recule. Le [pays] attend.", state(FRANCE), {**DESCRIPTION, "kind": Kind.STATE}
    )
    assert ids[0] == ids[1]


def test_fold() -> None:
    assert fold("Élysée-Palais  d’été") == "elysee palais d'ete"


def test_offices_that_nobody_is_known_to_hold_stay_a_group() -> None:
    """Without a date, "les présidents russe et américain" are a group of the text, never lost."""
    owners = (
        Office("présidents", "russe", RUSSIA, Kind.STATE),
        Office("présidents", "américain", USA, Kind.STATE),
    )
    fields = {**DESCRIPTION, "kind": Kind.GROUP, "plural": True, "offices": owners}
    (one,), chains = resolve("Les [présidents russe et américain] se sont parlé.", fields, date=None)
    assert [chains.entities[i].kind for i in one] == [Kind.GROUP]


def test_a_neuter_pronoun_is_no_person() -> None:
    marked = "[Russia] and [Vladimir Putin] wait. [Its] army left. [He] stays."
    ids, _ = resolve(
        marked,
        state(RUSSIA),
        PERSON | {"known": (PUTIN,), "subject": True},
        {"form": Form.POSSESSIVE, "gender": "Neut"},
        PRONOUN | PERSON | {"gender": "Masc", "subject": True},
    )
    assert ids[2] == ids[0]
    assert ids[3] == ids[1]


def test_the_nation_of_a_person_is_the_state_of_the_office() -> None:
    marked = "[France] waits. [Vladimir Putin] said [his] [nation] was ready."
    ids, chains = resolve(
        marked,
        state(FRANCE),
        PERSON | {"known": (PUTIN,), "subject": True},
        {"form": Form.POSSESSIVE, **PERSON},
        {**DESCRIPTION, "kind": Kind.STATE},
    )
    assert [chains.entities[i].known for i in ids[3]] == [RUSSIA]


def test_a_first_word_names_the_one_person_who_has_it() -> None:
    ids, _ = resolve("[Ri Ul Song] left. [Ri] came back.", PERSON, PERSON)
    assert ids[0] == ids[1]
    ids, _ = resolve("[Ri Ul Song] met [Ri So Hyon]. [Ri] came back.", PERSON, PERSON, PERSON)
    assert ids[2] not in (ids[0], ids[1])


def test_the_leader_of_a_state_is_who_has_the_say() -> None:
    ids, chains = resolve("[Le dirigeant allemand] part.", office("dirigeant", "allemand", "Q183"))
    assert [chains.entities[i].known for i in ids[0]] == ["Q567"]


@pytest.mark.parametrize(
    "marked",
    [
        '"[We] left Oslo," [Ada Ruiz] said.',
        '[Ada Ruiz] said: "[We] left Oslo."',
    ],
)
def test_we_in_a_quotation_is_who_speaks(marked: str) -> None:
    about = {"[We]": PRONOUN | {"subject": True}, "[Ada Ruiz]": PERSON | {"subject": True}}
    order = sorted(about, key=marked.index)
    ids, _ = resolve(marked, *(about[name] for name in order), lang="en")
    assert ids[0] == ids[1] != ()


def test_we_outside_a_quotation_is_nobody_we_know() -> None:
    ids, _ = resolve(
        "[We] met [Ada Ruiz].", PRONOUN | {"subject": True}, PERSON | {"subject": False}, lang="en"
    )
    assert ids[0] == ()


def test_bodies_of_one_noun_are_told_apart_by_what_stands_behind_it() -> None:
    ids, _ = resolve(
        "La [police nationale] part. La [police montée] reste. La [police] attend. La [police montée] part.",
        *[BODY | DESCRIPTION] * 4,
    )
    assert ids[0] != ids[1]
    assert ids[1] == ids[2] == ids[3]
