"""The format of the marked sentences."""

from __future__ import annotations

import datetime as dt

import pytest
from marks import ActorMark, EventMark, parse, parse_lines


def test_marks_are_taken_out_of_the_text() -> None:
    got = parse("[Berlin|agent] a {expulsé|Expulsion} [un diplomate|recipient].")
    assert got.text == "Berlin a expulsé un diplomate."
    assert got.actors == (
        ActorMark(0, 6, (("agent", 1),)),
        ActorMark(17, 29, (("recipient", 1),)),
    )
    assert got.events == (EventMark(9, 16, ("Expulsion",)),)


def test_numbers_status_content_and_names() -> None:
    got = parse(
        "[Il = Jean Valjean & Cosette|agent#1,recipient#2] {exige|Demand#1} {un "
        "retrait|Withdrawal/Retreat#2<1:requested}."
    )
    assert got.text == "Il exige un retrait."
    assert got.actors[0] == ActorMark(0, 2, (("agent", 1), ("recipient", 2)), ("Jean Valjean", "Cosette"))
    assert got.events[1] == EventMark(9, 19, ("Withdrawal", "Retreat"), 2, 1, "requested")


@pytest.mark.parametrize(
    "line",
    [
        "[Berlin|agent] dort.",
        "[Berlin|hero] {expulse|Expulsion}.",
        "[Berlin agent] {expulse|Expulsion}.",
        "Berlin {expulse|Expulsion:Planned}.",
        "Berlin {expulse|Expulsion#2<1}.",
        "Berlin {expulse|Expulsion.",
    ],
)
def test_marks_that_mean_nothing(line: str) -> None:
    with pytest.raises(ValueError):
        parse(line)


def test_lines_below_a_text() -> None:
    lines = [
        "# Nothing.",
        "@ 2019-05-01",
        "Il neige.",
        "! nothing",
        "! actor Il",
        "~ the snow",
        "",
        "Il pleut.",
        "? Attack Riot",
    ]
    first, second = parse_lines(lines)
    assert (first.text, first.forbidden, first.broken) == ("Il neige.", ("nothing", "actor Il"), "the snow")
    assert (second.tolerated, second.broken, second.line) == (("Attack", "Riot"), None, 8)
    assert first.date == second.date == dt.date(2019, 5, 1)


def test_errors_name_the_line() -> None:
    with pytest.raises(ValueError, match="line 1: nothing above"):
        list(parse_lines(["! Attack"]))
    with pytest.raises(ValueError, match="line 2: not a role"):
        list(parse_lines(["Il neige.", "[Il|snow] neige."]))
