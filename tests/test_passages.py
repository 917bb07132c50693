"""Marked passages: the format of our own, that of JSON, and what is wrong with a file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from kg import passages, vocab
from kg.errors import DataError

OURS = Path(passages.__file__).parent / "language"
TWO = """=== 2019-05-03
Oslo a dénoncé jeudi l'offensive turque. Ankara a rejeté ces critiques.
---
no State: Oslo; Norvège
tr State: Ankara; Turquie; turque
Condemnation "a dénoncé" + "critiques" no > tr
Attack "offensive" tr > ongoing
Rejection "a rejeté" tr > no

===
Lina a vu Omar. Omar et Lina se sont vus, puis Omar a vu Lina.
---
l Person: Lina
o Person: Omar
Meeting "a vu" + "se sont vus" l o
Meeting "a vu"@2 o l planned
"""


def test_passages_are_read() -> None:
    first, second = passages.marked(TWO, "fr", "two")
    assert first.date == dt.date(2019, 5, 3)
    assert second.date is None
    assert first.names == {"no": ("Oslo", "Norvège"), "tr": ("Ankara", "Turquie", "turque")}
    condemned, attack, rejected = first.events
    assert [first.text[b:e] for b, e in condemned.spans] == ["a dénoncé", "critiques"]
    assert condemned.roles["agent"] == {"no"}
    assert condemned.roles["recipient"] == {"tr"}
    assert (attack.status, attack.roles["recipient"]) == ("ongoing", frozenset())
    assert rejected.status == "occurred"
    again = second.events[1]
    assert again.roles == {"agent": frozenset(), "recipient": frozenset(), "participant": {"l", "o"}}
    assert again.spans[0][0] > second.events[0].spans[0][0]
    assert again.status == "planned"


def test_json_says_the_same() -> None:
    (one, _) = passages.marked(TWO, "fr", "two")
    event = one.events[0]
    (begin, end), *also = event.spans
    data = {
        "text": one.text,
        "lang": "fr",
        "date": "2019-05-03",
        "actors": [{"id": "no", "names": ["Oslo", "Norvège"], "wikidata": "Q20"}],
        "events": [
            {
                "type": event.type,
                "begin": begin,
                "end": end,
                "also": also,
                "status": "occurred",
                "agent": ["no"],
                "recipient": ["tr"],
            }
        ],
    }
    read = passages.from_json(json.dumps(data), "one")
    assert read.events == (event,)
    assert read.wikidata == {"no": "Q20"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\n---\n", "\n", "no line ---"),
        ('"a rejeté"', '"a accepté"', "line 8: the text does not have 'a accepté' 1 times"),
        ("tr > no", "tr > it", "line 8: there is no actor it above"),
        ("no State:", "no Country:", "line 4: there is no kind Country"),
        ("Attack", "attack", "line 7: neither an actor nor an event"),
    ],
)
def test_faults_have_their_line(old: str, new: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        list(passages.marked(TWO.replace(old, new, 1), "fr", "two"))


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't be read"):
        list(passages.load(tmp_path / "none.txt", "fr"))
    with pytest.raises(DataError, match="not a marked passage"):
        passages.from_json("[]", "list")


def test_marks_that_do_not_fit_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fr-wrong.txt"
    file.write_text(TWO.replace("a rejeté ces", "rejette ces").replace('"a rejeté"', '"rejette"'), "utf-8")
    assert passages.main([str(file)]) == 0
    file.write_text(TWO.replace("l o\n", "l > o\n").replace("Attack", "Attempt"), "utf-8")
    assert passages.main([str(file)]) == 1
    told = capsys.readouterr().out
    assert "there is no class Attempt" in told
    assert "Meeting takes participants without >" in told


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_our_own_passages_are_clean(lang: str) -> None:
    found = list(passages.load(OURS / lang / "passages", lang))
    classes = {name: item.symmetric for name, item in vocab.taxonomy().classes.items()}
    assert len(found) > 100
    assert not list(passages.faults(found, classes))
    assert {e.status for p in found for e in p.events} == {
        "occurred",
        "ongoing",
        "planned",
        "possible",
        "requested",
        "denied",
    }
