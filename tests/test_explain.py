"""What kg explain tells: from a reading made by hand, and from a text with the model."""

import io
from pathlib import Path

import pytest

from kg import gazetteer
from kg.cli import run
from kg.errors import LanguageError, ReadError
from kg.explain import Dropped, articles_of, explain, tell
from kg.model import (
    ActorMention,
    Argument,
    Article,
    EventMention,
    Form,
    Kind,
    Place,
    Reading,
    Role,
    Span,
    Time,
    Topic,
    View,
)
from kg.read import Given

TEXT = "Vladimir Poutine a appelé Ada.\x1b[31m\nIl part."


def reading() -> Reading:
    article = Article.of(TEXT, "fr")
    putin, ada, he = Span(0, 16), Span(26, 29), Span(36, 38)
    actors = (
        ActorMention(
            putin, "Vladimir Poutine", Kind.PERSON, Form.NAME, Span(9, 16), ("Q7747",), subject=True
        ),
        ActorMention(ada, "Ada", Kind.PERSON, Form.NAME, ada),
        ActorMention(he, "Il", Kind.PERSON, Form.PRONOUN, he, gender="Masc", subject=True),
    )
    call = EventMention(
        Span(17, 25),
        "a appelé",
        "PhoneCall",
        (Argument(Role.AGENT, 0, "subj", 0.9), Argument(Role.RECIPIENT, 1, "obj", 0.8)),
        places=(Place(Span(0, 1), "Moscou", "Q649"),),
        topics=(Topic(Span(0, 1), "le commerce"),),
        times=(Time(Span(31, 35), begin="2025-02-12", duration="PT1H"),),
        views=(View(Span(0, 1), "utile", 1),),
        content=(1,),
        source=0,
        entry="fr/consultation:1 appeler",
        rule="status by plain",
    )
    return Reading(article, actors, (call, EventMention(Span(39, 43), "part", "Departure")))


def lines() -> list[str]:
    told, known = reading(), gazetteer.load()
    dropped = [Dropped(Span(39, 43), "Retreat", "fr/retreat:1 partir", 0.31)]
    return list(tell(told, [Span(0, 35), Span(36, 44)], known, dropped))


@pytest.mark.parametrize(
    "expected",
    [
        "  1  [Vladimir Poutine] {a appelé} [Ada]. [31m",
        '     PhoneCall, occurred, confidence 0.50: "a appelé"',
        "agent        Vladimir Poutine = Vladimir Poutine (Q7747)   by subj, 0.90",
        "recipient    Ada = Ada   by obj, 0.80",
        "place        Moscou (Q649)",
        "topic        le commerce",
        "begin 2025-02-12, duration PT1H",
        'content      Departure: "part"',
        "judged       utile, by Ada",
        "according to Vladimir Poutine (Q7747)",
        "lexicon      fr/consultation:1 appeler",
        "decided      status by plain; positive, certain, past",
        "  2  [Il] {part}.",
        '     not Retreat, 0.31: "part"   fr/retreat:1 partir',
        "     Il = Vladimir Poutine (Q7747)   pronoun, Person, by pronoun",
    ],
)
def test_each_thing_is_told(expected: str) -> None:
    assert expected in "\n".join(lines())


def test_lines_are_lines() -> None:
    assert all(line.isprintable() for line in lines())


def test_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "2025-02-12-a.txt"
    file.write_text("Ada appelle Bo.")
    given = Given("fr")
    assert [a.text for a in articles_of("Ada appelle Bo.", given)] == ["Ada appelle Bo."]
    (article,) = articles_of(str(file), given)
    assert str(article.date) == "2025-02-12"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Ada part.")))
    assert [a.text for a in articles_of("-", given)] == ["Ada part."]
    assert len(list(articles_of("Ada " * 9000, given))) == 1
    with pytest.raises(ReadError, match="no such file"):
        list(articles_of("nowhere.txt", given))
    with pytest.raises(LanguageError):
        list(articles_of("Der Präsident hat gestern mit ihm telefoniert.", Given()))


@pytest.mark.model
def test_a_text_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    article = Article.of("La France a condamné les frappes russes.", "fr")
    told = "\n".join(explain(article))
    assert "Condemnation, occurred" in told
    assert "agent        France = France (Q142)" in told
    assert "by name" in told
    assert "by subj, 0.9" in told
    assert ": frame=agent +" in told  # the features that decided
    assert run(["explain", article.text, "--lang", "fr"]) == 0
    assert capsys.readouterr().out.rstrip("\n") == told.rstrip("\n")
