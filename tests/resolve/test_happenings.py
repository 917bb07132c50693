"""Which event mentions of a text are one event."""

from __future__ import annotations

import pytest

from kg import vocab
from kg.model import Argument, EventMention, Role, Span, Status, Time
from kg.resolve.happenings import Told, best_type, group

BOTH = frozenset({(Role.PARTICIPANT, "ada"), (Role.PARTICIPANT, "bo")})
NONE: frozenset[tuple[Role, str]] = frozenset()


def told(
    number: int,
    roles: frozenset[tuple[Role, str]],
    *,
    type: str = "PhoneCall",
    status: Status = Status.OCCURRED,
    definite: bool = False,
    day: str | None = None,
) -> Told:
    span = Span(10 * number, 10 * number + 5)
    arguments = (Argument(Role.PARTICIPANT, 0, "subj"),) if roles else ()
    times = (Time(span, begin=day),) if day else ()
    mention = EventMention(span, "appel", type, arguments, times=times, status=status, definite=definite)
    return Told(number, mention, roles)


def numbers(*mentions: Told) -> list[list[int]]:
    return [[t.number for t in one] for one in group(mentions, vocab.taxonomy())]


def test_a_noun_that_points_back_is_the_event_before() -> None:
    assert numbers(told(0, BOTH), told(1, NONE, definite=True)) == [[0, 1]]


def test_the_same_actors_are_the_same_event() -> None:
    assert numbers(told(0, BOTH), told(1, BOTH)) == [[0, 1]]


def test_other_actors_are_another_event() -> None:
    other = frozenset({(Role.PARTICIPANT, "eva"), (Role.PARTICIPANT, "al")})
    assert numbers(told(0, BOTH), told(1, other)) == [[0], [1]]


def test_another_class_is_another_event() -> None:
    assert numbers(told(0, BOTH), told(1, BOTH, type="Attack")) == [[0], [1]]


def test_planned_and_held_stay_two() -> None:
    assert numbers(told(0, BOTH), told(1, BOTH, status=Status.PLANNED)) == [[0], [1]]


def test_two_days_stay_two() -> None:
    first = told(0, BOTH, day="2024-03-01")
    second = told(1, BOTH, day="2024-03-04")
    assert numbers(first, second) == [[0], [1]]


def test_an_indefinite_noun_without_actors_is_new() -> None:
    assert numbers(told(0, BOTH), told(1, NONE)) == [[0], [1]]


@pytest.mark.parametrize(
    ("types", "best"), [(("Meeting", "Summit"), "Summit"), (("PhoneCall", "Meeting"), "PhoneCall")]
)
def test_the_most_specific_class_wins(types: tuple[str, str], best: str) -> None:
    mentions = [told(n, BOTH, type=kind) for n, kind in enumerate(types)]
    assert best_type(mentions, vocab.taxonomy()) == best
